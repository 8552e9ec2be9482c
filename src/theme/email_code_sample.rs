//! Sample data of the page of a login by mail.

use super::page::{EmailCode, EmailCodePage, FormError, Page};
use super::sample::{LONG_ADDRESS, application, kind};

/// The page in every state, by name.
pub fn pages() -> Vec<(String, Page)> {
    let asks = EmailCodePage {
        action: "/interaction/sample/email-code".to_owned(),
        application: Some(application()),
        identifier: "ada@example.com".to_owned(),
        minutes: 10,
        password: Some("/interaction/sample/password".to_owned()),
        change: Some("/interaction/sample/login".to_owned()),
        can_cancel: true,
        ..EmailCodePage::default()
    };
    let link = || EmailCodePage { action: "/link/sign-in".to_owned(), ..EmailCodePage::default() };
    let mut pages = vec![
        ("email-code".to_owned(), asks.clone()),
        ("email-code/wait".to_owned(), EmailCodePage { wait: Some(28), ..asks.clone() }),
        ("email-code/long".to_owned(), EmailCodePage { identifier: LONG_ADDRESS.to_owned(), ..asks.clone() }),
        ("email-code/resent".to_owned(), EmailCodePage { state: EmailCode::Resent, wait: Some(30), ..asks.clone() }),
    ];
    let shown = EmailCode::Shown { code: "123 456".to_owned() };
    for state in [EmailCode::Confirm, EmailCode::Elsewhere, shown] {
        pages.push((format!("email-code/{}", kind(&state)), EmailCodePage { state, ..link() }));
    }
    let locked = FormError::CodesLocked { minutes: 55 };
    for error in [FormError::CodeMissing, FormError::WrongCode, locked, FormError::Throttled { seconds: 12 }] {
        pages.push((format!("email-code/{}", kind(&error)), EmailCodePage { error: Some(error), ..asks.clone() }));
    }
    pages.into_iter().map(|(name, page)| (name, Page::EmailCode(page))).collect()
}
