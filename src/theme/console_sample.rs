//! Sample data of the console.

use super::account_frame::SectionLink;
use super::account_sample::{LONG, moment};
use super::console::{
    ClientRow, ConsoleAccessLink, ConsoleBody, ConsoleChoice, ConsoleClient, ConsoleClients, ConsoleCount,
    ConsoleDeviation, ConsoleDoorPage, ConsoleFact, ConsoleHeld, ConsoleIssued, ConsoleOverview, ConsolePage,
    ConsoleSecret, ConsoleSpan, ConsoleUser, ConsoleUsers, DoorState, UserRow,
};
use super::page::{Account, Page};

const ROOMS: [&str; 3] = ["overview", "clients", "users"];

/// Every page of the console in every state.
pub(super) fn console(add: &mut impl FnMut(&str, Page)) {
    for (name, body) in bodies() {
        let current = name.split('/').next().unwrap_or_default();
        add(&format!("console/{name}"), Page::Console(Box::new(page(current, body))));
    }
    for state in DoorState::ALL {
        let name = match state {
            DoorState::Arriving => "arriving",
            DoorState::Refused => "refused",
            DoorState::NeedsFactor => "needs-factor",
            DoorState::SignedOut => "signed-out",
        };
        let page = ConsoleDoorPage { state, go: "#".to_owned(), other: Some("#".to_owned()) };
        add(&format!("console/door/{name}"), Page::ConsoleDoor(page));
    }
}

fn page(current: &str, body: ConsoleBody) -> ConsolePage {
    ConsolePage {
        account: Account { name: "Ada Lovelace".to_owned(), identifier: "ada@example.com".to_owned() },
        links: ROOMS
            .iter()
            .map(|name| SectionLink { name, page: "#".to_owned(), current: *name == current, unread: 0 })
            .collect(),
        realm_name: "default".to_owned(),
        own: "/account".to_owned(),
        sign_out: "/admin/sign-out".to_owned(),
        body,
    }
}

fn bodies() -> Vec<(&'static str, ConsoleBody)> {
    let [quiet, loud] = overviews();
    let [list, none] = client_lists();
    let [people, nobody] = user_lists();
    vec![
        ("overview", ConsoleBody::Overview(quiet)),
        ("overview/warnings", ConsoleBody::Overview(loud)),
        ("clients", ConsoleBody::Clients(list)),
        ("clients/none", ConsoleBody::Clients(none)),
        ("clients/nothing", ConsoleBody::Nothing { list: "#".to_owned() }),
        ("clients/one", ConsoleBody::Client(Box::new(client()))),
        ("clients/deviating", ConsoleBody::Client(Box::new(deviating()))),
        ("users", ConsoleBody::Users(people)),
        ("users/none", ConsoleBody::Users(nobody)),
        ("users/one", ConsoleBody::User(Box::new(user()))),
        ("users/plain", ConsoleBody::User(Box::new(plain()))),
        ("users/access-link", ConsoleBody::AccessLink(Box::new(access_link()))),
        ("users/access-link-faults", ConsoleBody::AccessLink(Box::new(faulty()))),
        ("users/access-link-refused", ConsoleBody::AccessLink(Box::new(refused()))),
        ("users/access-link-issued", ConsoleBody::AccessLink(Box::new(issued()))),
    ]
}

fn overviews() -> [ConsoleOverview; 2] {
    let quiet = ConsoleOverview {
        clients: 3,
        has_more: false,
        deviating: 0,
        worst: Vec::new(),
        list: "#".to_owned(),
        weak: Vec::new(),
    };
    let weak = vec!["short-passwords", "email-code-login", "trusted-devices", "accounts-remembered"];
    let loud = ConsoleOverview {
        clients: 500,
        has_more: true,
        deviating: 7,
        worst: clients().split_off(1),
        weak,
        ..quiet.clone()
    };
    [quiet, loud]
}

fn client_lists() -> [ConsoleClients; 2] {
    let list = ConsoleClients {
        action: "#".to_owned(),
        search: String::new(),
        deviating: false,
        clients: clients(),
        next: Some("#".to_owned()),
        all: None,
    };
    let none = ConsoleClients {
        search: "nothing \u{202e}like it".to_owned(),
        deviating: true,
        clients: Vec::new(),
        next: None,
        all: Some("#".to_owned()),
        ..list.clone()
    };
    [list, none]
}

fn user_lists() -> [ConsoleUsers; 2] {
    let people = ConsoleUsers {
        action: "#".to_owned(),
        search: String::new(),
        users: users(),
        next: Some("#".to_owned()),
        all: None,
    };
    let nobody = ConsoleUsers {
        search: "zz".to_owned(),
        users: Vec::new(),
        next: None,
        all: Some("#".to_owned()),
        ..people.clone()
    };
    [people, nobody]
}

fn clients() -> Vec<ClientRow> {
    let row = |id: &str, name: &str, enabled, deviations| ClientRow {
        id: id.to_owned(),
        name: name.to_owned(),
        page: "#".to_owned(),
        enabled,
        deviations,
    };
    vec![row("shop", "Example Shop", true, 0), row("legacy", LONG, false, 4), row(LONG, "", true, 1)]
}

fn span(name: &'static str, count: u64, unit: &'static str) -> ConsoleSpan {
    ConsoleSpan { name, count, unit }
}

fn client() -> ConsoleClient {
    let fact = |name, values: &[&str]| ConsoleFact { name, values: values.iter().map(ToString::to_string).collect() };
    ConsoleClient {
        id: "shop".to_owned(),
        name: "Example Shop".to_owned(),
        list: "#".to_owned(),
        enabled: true,
        publisher: Some("shop.example".to_owned()),
        times: [moment(), moment()],
        deviations: Vec::new(),
        facts: vec![
            fact("type", &["web"]),
            fact("profile", &["oauth21"]),
            fact("authentication", &["private_key_jwt"]),
            fact("pkce", &["S256"]),
            fact("grants", &["authorization_code", "refresh_token"]),
            fact("redirects", &["https://shop.example/callback", "https://staging.shop.example/callback"]),
            fact("goodbyes", &["https://shop.example/"]),
            fact("scope", &["openid", "profile", "email"]),
            fact("resources", &["https://api.shop.example/"]),
            fact("keys", &["https://shop.example/jwks.json"]),
            fact("token-form", &["jwt"]),
        ],
        lifetimes: vec![
            span("access-token", 15, "minutes"),
            span("id-token", 1, "hours"),
            span("refresh-idle", 7, "days"),
            span("refresh-absolute", 30, "days"),
            span("refresh-grace", 10, "seconds"),
        ],
        secrets: Vec::new(),
    }
}

fn deviating() -> ConsoleClient {
    let deviation = |name| ConsoleDeviation {
        name,
        message: "What is at stake.",
        fix: "What to do about it.",
        specification: "RFC 9700 §2.1.1",
    };
    let names = [
        "pkce-optional",
        "shared-secret",
        "secret-in-body",
        "secret-on-devices",
        "http-redirect",
        "bare-scheme",
        "claimable-first-party",
        "several-audiences",
        "long-access-token",
        "long-refresh-token",
        "long-grace",
        "not-translated-yet",
    ];
    let secret =
        |id: &str, until, valid, typed| ConsoleSecret { id: id.to_owned(), made: moment(), until, valid, typed };
    ConsoleClient {
        id: LONG.to_owned(),
        name: String::new(),
        enabled: false,
        publisher: None,
        deviations: names.map(deviation).to_vec(),
        secrets: vec![secret("s-1", None, true, false), secret("s-2", Some(moment()), false, true)],
        ..client()
    }
}

fn users() -> Vec<UserRow> {
    let row = |name: &str, email: &str, status| UserRow {
        name: name.to_owned(),
        email: email.to_owned(),
        page: "#".to_owned(),
        status,
    };
    vec![
        row("ada", "ada@example.com", "active"),
        row("bob", "", "suspended"),
        row("carol", "carol@example.com", "pending"),
        row(LONG, "someone.with.a.very.long.address@subdomain.of.a.long.example.com", "locked"),
    ]
}

fn user() -> ConsoleUser {
    let count = |name, count| ConsoleCount { name, count };
    let held = |name: &str, by: &[&str]| ConsoleHeld {
        name: name.to_owned(),
        by: by.iter().map(ToString::to_string).collect(),
    };
    ConsoleUser {
        id: "01J8ZQ5X7W".to_owned(),
        name: "ada".to_owned(),
        list: "#".to_owned(),
        status: "active",
        email: "ada@example.com".to_owned(),
        email_verified: true,
        has_password: true,
        locked_until: Some(moment()),
        made: moment(),
        delete_at: Some(moment()),
        factors: vec![
            count("passkeys", 2),
            count("security-keys", 0),
            count("authenticators", 1),
            count("backup-codes", 8),
            count("sessions", 3),
        ],
        roles: vec![
            held("clerk", &["/staff/finance"]),
            held("reader", &["/staff/finance", "clerk"]),
            held("user", &[]),
        ],
        groups: vec![held("/staff", &["/staff/finance"]), held("/staff/finance", &[])],
        access_link: Some("#".to_owned()),
    }
}

fn plain() -> ConsoleUser {
    ConsoleUser {
        status: "pending",
        email: String::new(),
        email_verified: false,
        has_password: false,
        locked_until: None,
        delete_at: None,
        groups: Vec::new(),
        access_link: None,
        name: LONG.to_owned(),
        ..user()
    }
}

fn access_link() -> ConsoleAccessLink {
    let choice = |minutes, count, unit, chosen| ConsoleChoice { minutes, span: span("", count, unit), chosen };
    ConsoleAccessLink {
        user: "ada".to_owned(),
        page: "#".to_owned(),
        action: "#".to_owned(),
        choices: vec![choice(30, 30, "minutes", false), choice(60, 1, "hours", true), choice(1440, 24, "hours", false)],
        reason: String::new(),
        confirm: String::new(),
        faults: Vec::new(),
        refused: None,
        issued: None,
    }
}

fn faulty() -> ConsoleAccessLink {
    ConsoleAccessLink { confirm: "adda".to_owned(), faults: vec!["reason", "confirm"], ..access_link() }
}

fn refused() -> ConsoleAccessLink {
    ConsoleAccessLink { reason: "Lost the phone".to_owned(), refused: Some("above"), ..access_link() }
}

fn issued() -> ConsoleAccessLink {
    let link = "https://id.example.com/link/access/al_0123456789abcdefghijklmnopqrstuvwxyzABCDEFG".to_owned();
    ConsoleAccessLink { issued: Some(ConsoleIssued { link, until: moment() }), ..access_link() }
}

#[cfg(test)]
mod tests {
    use fluent_bundle::FluentArgs;

    use crate::provider::deviations;
    use crate::theme::Themes;
    use crate::theme::source::{CONSOLE, DEFAULT};

    #[test]
    fn each_deviation_has_its_words_in_every_language() {
        let console = Themes::load(None, DEFAULT).unwrap().find(Some(CONSOLE)).unwrap();
        assert_eq!(console.words.locales().len(), 5);
        for locale in console.words.locales() {
            assert!(console.words.missing(locale.as_str()).is_empty(), "{locale}");
        }
        for found in deviations::all() {
            let say = |key: String| console.words.say("en", &key, &FluentArgs::new()).unwrap().unwrap();
            assert_eq!(say(format!("deviation-{}", found.name)), found.message);
            assert_eq!(say(format!("deviation-{}-fix", found.name)), found.fix);
        }
    }
}
