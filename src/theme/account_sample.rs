//! Sample data of the account area.

use super::account::{
    AccountBody, AccountPage, ActivityEvent, Check, ConnectedApplication, Enrollment, Factor, Moment, SectionLink,
    Session,
};
use super::page::Account;
use crate::clock::Timestamp;

const SECTIONS: [&str; 7] =
    ["overview", "password", "authenticator", "backup-codes", "sessions", "applications", "activity"];
const LONG: &str = "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft";
const EVENTS: [&str; 14] = [
    "login-succeeded",
    "login-failed",
    "session-ended",
    "user-locked",
    "user-unlocked",
    "password-changed",
    "factor-enabled",
    "factor-disabled",
    "factor-verified",
    "factor-failed",
    "backup-code-used",
    "consent-given",
    "consent-revoked",
    "token-reuse-detected",
];

fn moment() -> Moment {
    Timestamp::from_secs(1_800_000_000).into()
}

/// The page called `name` with `body`.
pub fn page(name: &str, body: AccountBody) -> AccountPage {
    AccountPage {
        account: Account { name: "Ada Lovelace".to_owned(), identifier: "ada@example.com".to_owned() },
        links: SECTIONS
            .iter()
            .map(|section| SectionLink { name: section, page: "#".to_owned(), current: name.starts_with(section) })
            .collect(),
        notice: None,
        action: "/account".to_owned(),
        sign_out: "/logout".to_owned(),
        body,
    }
}

/// Every body in every state.
pub fn bodies() -> Vec<(String, AccountBody)> {
    let check = |name, good, count| Check { name, good, count, page: "#".to_owned() };
    let good = vec![check("second-factor", true, 2), check("backup-codes", true, 8), check("sessions", true, 3)];
    let open = vec![check("second-factor", false, 0), check("backup-codes", false, 2), check("sessions", false, 1)];
    let weaknesses = ["empty", "too-long", "too-short", "missing-class", "common", "personal", "pattern"];
    let weaknesses = weaknesses.map(str::to_owned).to_vec();
    let password = |weaknesses| AccountBody::Password {
        min_length: 15,
        max_length: 256,
        composed: false,
        weaknesses,
        end_others: true,
    };
    let codes = (0..10).map(|n| format!("ab{n}d-efgh-jkmn").replace('0', "x").replace('1', "y")).collect();
    let event = |name: &str| ActivityEvent {
        name: name.to_owned(),
        success: true,
        at: moment(),
        source: "2001:db8::1".to_owned(),
    };
    let applications = vec![application("Timesheets"), application(LONG)];
    [
        ("overview", AccountBody::Overview { checks: open }),
        ("overview/good", AccountBody::Overview { checks: good }),
        ("password", password(Vec::new())),
        ("password/weak", password(weaknesses)),
        ("authenticator", authenticator(Vec::new(), false)),
        ("authenticator/several", authenticator(vec![factor("My phone"), factor(LONG)], true)),
        ("backup-codes", AccountBody::BackupCodes { left: 2, possible: true, codes: Vec::new() }),
        ("backup-codes/new", AccountBody::BackupCodes { left: 10, possible: true, codes }),
        ("backup-codes/no-factor", AccountBody::BackupCodes { left: 0, possible: false, codes: Vec::new() }),
        ("sessions", AccountBody::Sessions { sessions: vec![session(true), session(false), session(false)] }),
        ("applications", AccountBody::Applications { applications }),
        ("applications/none", AccountBody::Applications { applications: Vec::new() }),
        ("activity", AccountBody::Activity { events: EVENTS.map(event).to_vec() }),
    ]
    .into_iter()
    .map(|(name, body)| (name.to_owned(), body))
    .collect()
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

fn factor(name: &str) -> Factor {
    Factor { id: "f1".to_owned(), name: name.to_owned(), added: moment(), used: Some(moment()) }
}

fn application(name: &str) -> ConnectedApplication {
    let scopes = ["openid", "profile", "email", "offline_access"].map(str::to_owned).to_vec();
    ConnectedApplication { id: "c1".to_owned(), name: name.to_owned(), scopes, since: moment() }
}

fn session(current: bool) -> Session {
    Session {
        id: "s1".to_owned(),
        browser: if current { "Firefox".to_owned() } else { String::new() },
        system: "Linux".to_owned(),
        source: "2001:db8:85a3:8d3:1319:8a2e:370:7348".to_owned(),
        begun: moment(),
        seen: moment(),
        current,
    }
}
