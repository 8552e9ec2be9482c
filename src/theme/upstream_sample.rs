//! Sample data of what pages show of providers elsewhere.

use super::account::AccountBody;
use super::account_sample::{LONG, moment};
use super::upstream::{Elsewhere, LinkedAccount, LinksBody, UpstreamLink, UpstreamTold, WaitingIdentity};

fn link(name: &str, label: &str) -> UpstreamLink {
    UpstreamLink { name: name.to_owned(), label: label.to_owned(), page: "#".to_owned() }
}

/// Two ways in, and one that rests.
pub fn elsewhere(told: Option<&'static str>) -> Elsewhere {
    Elsewhere {
        links: vec![link("acme", "Acme"), link("long", &LONG[..48])],
        away: vec!["Zenith".to_owned()],
        told: told.map(|kind| UpstreamTold { kind, label: "Acme".to_owned() }),
    }
}

/// The account page in every state.
pub fn bodies() -> Vec<(String, AccountBody)> {
    let identity = |provider: &str, label: &str, usable| LinkedAccount {
        id: provider.to_owned(),
        provider: provider.to_owned(),
        label: label.to_owned(),
        usable,
        added: moment(),
        used: usable.then(moment),
    };
    let several = LinksBody {
        identities: vec![identity("Acme", "ada@example.com", true), identity("Zenith", LONG, false)],
        offers: vec![link("acme", "Acme"), link("other", "Other")],
        away: vec!["Zenith".to_owned()],
        told: Some(UpstreamTold { kind: "last", label: "Acme".to_owned() }),
        ..LinksBody::default()
    };
    let waiting = WaitingIdentity { provider: "Acme".to_owned(), label: "ada@example.com".to_owned() };
    let asking = LinksBody { waiting: Some(waiting), interaction: "sample".to_owned(), ..several.clone() };
    let body = |body| AccountBody::Links(Box::new(body));
    vec![
        ("links".to_owned(), body(LinksBody { offers: vec![link("acme", "Acme")], ..LinksBody::default() })),
        ("links/several".to_owned(), body(several)),
        ("links/waiting".to_owned(), body(LinksBody { told: None, ..asking })),
        ("links/none".to_owned(), body(LinksBody::default())),
    ]
}
