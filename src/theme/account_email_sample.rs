//! Sample data of the pages of the account's address.

use super::account::AccountBody;
use super::account_email::{EmailBody, EmailError, NewEmail, NewEmailPage, PendingEmail};
use super::account_sample::moment;
use super::page::Page;
use super::sample::LONG_ADDRESS;

/// The page of the account in every state.
pub fn bodies() -> Vec<(String, AccountBody)> {
    let plain = EmailBody {
        address: Some("ada@example.com".to_owned()),
        verified: true,
        possible: true,
        ..EmailBody::default()
    };
    let pending = |email: &str, elsewhere| PendingEmail { email: email.to_owned(), until: moment(), elsewhere };
    let waiting = EmailBody { pending: Some(pending("ada@new.example", false)), ..plain.clone() };
    let mut bodies = vec![
        ("email".to_owned(), plain.clone()),
        ("email/none".to_owned(), EmailBody { address: None, verified: false, ..plain.clone() }),
        ("email/unproven".to_owned(), EmailBody { verified: false, ..plain.clone() }),
        ("email/impossible".to_owned(), EmailBody { possible: false, ..plain.clone() }),
        ("email/kept".to_owned(), EmailBody { typed: LONG_ADDRESS.to_owned(), ..plain.clone() }),
        ("email/pending".to_owned(), waiting.clone()),
        ("email/resent".to_owned(), EmailBody { resent: true, ..waiting.clone() }),
        ("email/elsewhere".to_owned(), EmailBody { pending: Some(pending(LONG_ADDRESS, true)), ..plain.clone() }),
    ];
    for kind in EmailError::KINDS {
        let is_about_code = ["code-missing", "wrong-code", "locked"].contains(&kind);
        let body = if is_about_code { waiting.clone() } else { plain.clone() };
        let error = Some(EmailError { kind, count: 40 });
        bodies.push((format!("email/{kind}"), EmailBody { error, typed: "ada@new.example".to_owned(), ..body }));
    }
    bodies.into_iter().map(|(name, body)| (name, AccountBody::Email(Box::new(body)))).collect()
}

/// The page behind the link in every state.
pub fn pages() -> Vec<(String, Page)> {
    let page = |state, error| {
        let email = if matches!(state, NewEmail::Confirm) { "ada@new.example" } else { "" };
        Page::NewEmail(NewEmailPage { action: "/link/email".to_owned(), email: email.to_owned(), state, error })
    };
    vec![
        ("new-email".to_owned(), page(NewEmail::Confirm, None)),
        ("new-email/taken".to_owned(), page(NewEmail::Confirm, Some(EmailError::new("taken")))),
        ("new-email/elsewhere".to_owned(), page(NewEmail::Elsewhere, None)),
        ("new-email/shown".to_owned(), page(NewEmail::Shown { code: "123 456".to_owned() }, None)),
    ]
}
