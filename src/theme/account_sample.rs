//! Sample data of the account area.

use super::account::{
    AccountBody, AccountPage, ArchiveStand, ConnectedApplication, Credential, Device, Enrollment, Factor, Moment,
    PasskeysBody, PrivacyBody, Session,
};
use super::account_frame::{SectionLink, WayBack};
use super::account_profile::{AttributeInput, ChoiceField, ChoiceOption, FieldFault, TextField, TextInput};
use super::page::{Account, KeyRequest};
use super::strength::Strength;
use crate::clock::Timestamp;

const SECTIONS: [&str; 15] = [
    "overview",
    "inbox",
    "profile",
    "email",
    "password",
    "passkeys",
    "authenticator",
    "backup-codes",
    "links",
    "sessions",
    "devices",
    "applications",
    "activity",
    "notifications",
    "privacy",
];
pub(super) const LONG: &str = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
/// A picture of one pixel.
const PIXEL: &str = "data:image/gif;base64,R0lGODlhAQABAIAAAP///wAAACwAAAAAAQABAAACAkQBADs=";
pub(super) fn moment() -> Moment {
    Timestamp::from_secs(1_800_000_000).into()
}

/// The page called `name` with `body`.
pub fn page(name: &str, body: AccountBody) -> AccountPage {
    AccountPage {
        account: Account { name: "Ada Lovelace".to_owned(), identifier: "ada@example.com".to_owned() },
        links: SECTIONS
            .iter()
            .map(|section| SectionLink {
                name: section,
                page: "#".to_owned(),
                current: name.starts_with(section),
                unread: if *section == "inbox" { 3 } else { 0 },
            })
            .collect(),
        picture: (name == "profile").then(|| PIXEL.to_owned()),
        notice: None,
        focus: (name == "email/kept").then(|| "email".to_owned()),
        action: "/account".to_owned(),
        sign_out: "/logout".to_owned(),
        switcher: super::several_sample::switcher(name),
        back: way_back(name),
        body,
    }
}

/// Every body in every state.
pub fn bodies() -> Vec<(String, AccountBody)> {
    let weaknesses = ["empty", "too-long", "too-short", "missing-class", "common", "personal", "pattern"];
    let weaknesses = weaknesses.map(str::to_owned).to_vec();
    let password = |weaknesses| AccountBody::Password {
        min_length: 15,
        max_length: 256,
        composed: false,
        weaknesses,
        end_others: true,
        strength: Strength::sample(15),
    };
    let codes = (0..10).map(|n| format!("ab{n}d-efgh-jkmn").replace('0', "x").replace('1', "y")).collect();
    let applications = vec![application("Timesheets"), application(LONG)];
    [
        ("profile", profile(false)),
        ("profile/faulty", profile(true)),
        ("password", password(Vec::new())),
        ("password/weak", password(weaknesses)),
        ("passkeys", passkeys(Vec::new(), None)),
        ("passkeys/several", passkeys(vec![credential("Apple Passwords", true), credential(LONG, false)], None)),
        ("passkeys/refused", passkeys(vec![credential("", true)], Some("last"))),
        ("passkeys/impossible", AccountBody::Passkeys(Box::default())),
        ("authenticator", authenticator(Vec::new(), false)),
        ("authenticator/several", authenticator(vec![factor("My phone"), factor(LONG)], true)),
        ("backup-codes", AccountBody::BackupCodes { left: 2, possible: true, codes: Vec::new() }),
        ("backup-codes/new", AccountBody::BackupCodes { left: 10, possible: true, codes }),
        ("backup-codes/no-factor", AccountBody::BackupCodes { left: 0, possible: false, codes: Vec::new() }),
        ("sessions", AccountBody::Sessions { sessions: vec![session(true), session(false), session(false)] }),
        ("devices", AccountBody::Devices { devices: vec![device(true), device(false)] }),
        ("devices/none", AccountBody::Devices { devices: Vec::new() }),
        ("applications", AccountBody::Applications { applications }),
        ("applications/none", AccountBody::Applications { applications: Vec::new() }),
        ("privacy", privacy(false, None, "")),
        ("privacy/wanted", privacy(false, None, "wanted")),
        ("privacy/ready", privacy(false, None, "ready")),
        ("privacy/failed", privacy(false, None, "failed")),
        ("privacy/refused", privacy(false, Some("not-confirmed"), "")),
        ("privacy/leaving", privacy(true, None, "")),
    ]
    .into_iter()
    .chain(super::account_notices_sample::bodies())
    .map(|(name, body)| (name.to_owned(), body))
    .chain(super::account_email_sample::bodies().into_iter().chain(super::upstream_sample::bodies()))
    .collect()
}

fn device(current: bool) -> Device {
    Device {
        id: "sample".to_owned(),
        browser: if current { "Firefox".to_owned() } else { String::new() },
        system: "Linux".to_owned(),
        source: "2001:db8::1".to_owned(),
        near: current.then(|| "Hamburg, Germany".to_owned()),
        used: moment(),
        until: moment(),
        current,
    }
}

fn authenticator(factors: Vec<Factor>, wrong_code: bool) -> AccountBody {
    AccountBody::Authenticator { factors, enrollment: Some(enrollment()), wrong_code }
}

pub(super) fn enrollment() -> Enrollment {
    Enrollment {
        // A code that no camera reads: nothing here is a secret.
        qr_path: "M4 4h7v7h-7zM24 4h7v7h-7zM4 24h7v7h-7z".to_owned(),
        qr_size: 35,
        secret: "JBSW Y3DP EHPK 3PXP JBSW Y3DP EHPK 3PXP".to_owned(),
        issuer: "Gatehouse".to_owned(),
        identifier: "ada@example.com".to_owned(),
        name: String::new(),
        digits: 6,
    }
}

fn profile(faulty: bool) -> AccountBody {
    let fault = |kind, count| faulty.then_some(FieldFault { kind, count });
    let text = |name, value: &str, input, fault| TextField {
        name,
        value: if faulty { LONG.to_owned() } else { value.to_owned() },
        max: 100,
        input,
        autocomplete: "",
        fault,
    };
    let texts = vec![
        text("name", "Ada Lovelace", TextInput::Line, fault("too-long", 50)),
        text("given_name", "Ada", TextInput::Line, None),
        text("family_name", "Lovelace", TextInput::Line, fault("not-text", 0)),
        text("nickname", "Ada", TextInput::Line, None),
        text("bio", "First programmer.\nCountess.", TextInput::Lines, fault("too-long", 500)),
        text("location", "London", TextInput::Line, None),
        text("website", "https://ada.example/", TextInput::Latin, fault("not-url", 0)),
        text("profile", "", TextInput::Latin, None),
        text("links", "", TextInput::Lines, fault("too-many", 5)),
        text("birthdate", "1990-12-10", TextInput::Latin, fault("not-date", 0)),
        text("birthdate", "1990-12-10", TextInput::Latin, fault("in-future", 0)),
        text("phone_number", "+441234567890", TextInput::Phone, fault("not-phone", 0)),
    ];
    // An id stands once on a page.
    let texts =
        texts.into_iter().enumerate().filter(|(at, _)| *at != if faulty { 9 } else { 10 }).map(|(_, field)| field);
    let option = |value: &str, label: &str| ChoiceOption {
        value: value.to_owned(),
        label: label.to_owned(),
        lang: String::new(),
    };
    let choice = |name, options: &[(&str, &str)], fault| ChoiceField {
        name,
        value: options.first().map(|(value, _)| (*value).to_owned()).unwrap_or_default(),
        options: options.iter().map(|(value, label)| option(value, label)).collect(),
        fault,
    };
    let choices = vec![
        choice("locale", &[("", ""), ("en", "English"), ("ar", "العربية")], None),
        choice("zoneinfo", &[("", ""), ("Europe/London", "Europe/London")], fault("not-offered", 0)),
        choice("date_format", &[("language", ""), ("iso", "2026-11-21 18:05")], None),
        choice("number_format", &[("language", ""), ("comma-point", "1,234.5")], None),
        choice("theme", &[("system", ""), ("light", ""), ("dark", "")], None),
    ];
    AccountBody::Profile {
        texts: texts.collect(),
        choices,
        attributes: attributes(faulty),
        picture_action: "/account/avatar".to_owned(),
        picture_fault: faulty.then_some("picture-too-large"),
    }
}

/// A way back, on some pages.
fn way_back(name: &str) -> Option<WayBack> {
    let called = match name {
        "profile" => "Timesheets",
        "profile/faulty" => LONG,
        _ => return None,
    };
    Some(WayBack { name: called.to_owned(), page: "https://time.example.com/".to_owned() })
}

/// Attributes of each kind.
fn attributes(faulty: bool) -> Vec<AttributeInput> {
    let one = |name: &str, label: &str, kind: &'static str, value: &str| AttributeInput {
        name: format!("attribute-{name}"),
        label: label.to_owned(),
        kind,
        value: value.to_owned(),
        choices: Vec::new(),
        min: None,
        max: None,
        length: 60,
        writable: true,
        fault: None,
    };
    let fault = |kind: &'static str, count| faulty.then_some(FieldFault { kind, count });
    let sites = ["Berlin", "Lisbon"].map(str::to_owned).to_vec();
    vec![
        AttributeInput { fault: fault("too-short", 2), ..one("department", "Department", "text", "R") },
        AttributeInput {
            min: Some(-2),
            max: Some(40),
            fault: fault("out-of-range", 0),
            ..one("floor", "Floor", "number", if faulty { "99" } else { "7" })
        },
        one("remote", "Works from home", "boolean", "true"),
        AttributeInput { choices: sites, ..one("site", "Site", "choice", "Lisbon") },
        AttributeInput { writable: false, ..one("joined", "With us since", "date", "2024-02-29") },
        AttributeInput { writable: false, ..one("parking", "Parking space", "boolean", "false") },
    ]
}

fn privacy(is_leaving: bool, error: Option<&'static str>, state: &'static str) -> AccountBody {
    let until = (state == "ready").then(moment);
    let archive = ArchiveStand { state, until, download: "#".to_owned(), may_ask: state != "wanted" };
    AccountBody::Privacy(Box::new(PrivacyBody {
        days: 14,
        until: moment(),
        is_leaving,
        interaction: String::new(),
        error,
        understood: false,
        archive,
    }))
}

fn passkeys(passkeys: Vec<Credential>, error: Option<&'static str>) -> AccountBody {
    let request = || KeyRequest {
        action: "/account/passkeys".to_owned(),
        ceremony: "sample".to_owned(),
        options: "{}".to_owned(),
        ..KeyRequest::default()
    };
    AccountBody::Passkeys(Box::new(PasskeysBody {
        security_keys: passkeys.clone(),
        passkeys,
        add_passkey: Some(request()),
        add_security_key: Some(request()),
        possible: true,
        error,
        signal: None,
    }))
}

fn credential(name: &str, synced: bool) -> Credential {
    let vendor = if synced { "Apple Passwords" } else { "" };
    let (id, name) = ("k1".to_owned(), name.to_owned());
    Credential { id, typed: name.clone(), name, vendor, synced, added: moment(), used: Some(moment()) }
}

fn factor(name: &str) -> Factor {
    Factor { id: "f1".to_owned(), name: name.to_owned(), added: moment(), used: Some(moment()) }
}

fn application(name: &str) -> ConnectedApplication {
    let scopes = ["openid", "profile", "email", "offline_access"].map(str::to_owned).to_vec();
    ConnectedApplication { id: "c1".to_owned(), name: name.to_owned(), scopes, since: moment(), used: Some(moment()) }
}

fn session(current: bool) -> Session {
    Session {
        id: "s1".to_owned(),
        browser: if current { "Firefox".to_owned() } else { String::new() },
        system: "Linux".to_owned(),
        source: "2001:db8:85a3:8d3:1319:8a2e:370:7348".to_owned(),
        near: (!current).then(|| "Llanfairpwllgwyngyll, United Kingdom".to_owned()),
        begun: moment(),
        seen: moment(),
        current,
    }
}
