//! Sample data of the pages of a registration.

use super::page::{FormError, Page, RegisterPage, TermsLinks, TermsPage, VerifyEmail, VerifyEmailPage};
use super::sample::{LONG_ADDRESS, application, kind};
use super::strength::Strength;

/// Each page in every state, by name.
pub fn pages() -> Vec<(String, Page)> {
    let mut pages = Vec::new();
    let mut add = |name: &str, page: Page| pages.push((name.to_owned(), page));
    let terms = TermsLinks {
        version: "2026-11".to_owned(),
        terms: "https://example.com/terms/2026-11".to_owned(),
        privacy: Some("https://example.com/privacy/2026-11".to_owned()),
    };
    let page = RegisterPage {
        action: "/interaction/sample/register".to_owned(),
        application: Some(application()),
        min_length: 15,
        strength: Strength::sample(15),
        sign_in: "/interaction/sample/login".to_owned(),
        can_cancel: true,
        ..RegisterPage::default()
    };
    let faults = ["fault-email", "fault-domain", "weak-too-short", "fault-terms"].map(str::to_owned).to_vec();
    add("register", Page::Register(page.clone()));
    add("register/terms", Page::Register(RegisterPage { terms: Some(terms.clone()), ..page.clone() }));
    let again = RegisterPage { faults, terms: Some(terms.clone()), email: LONG_ADDRESS.to_owned(), ..page.clone() };
    add("register/faults", Page::Register(again));
    let asked = TermsPage {
        action: "/interaction/sample/terms".to_owned(),
        application: Some(application()),
        terms: Some(terms.clone()),
        can_cancel: true,
        ..TermsPage::default()
    };
    add("terms", Page::Terms(TermsPage { has_changed: true, ..asked.clone() }));
    add("terms/first", Page::Terms(asked.clone()));
    add("terms/not-accepted", Page::Terms(TermsPage { error: Some(FormError::TermsNotAccepted), ..asked }));
    for error in [FormError::RegistrationOver, FormError::AddressTaken] {
        let name = format!("register/{}", kind(&error));
        add(&name, Page::Register(RegisterPage { error: Some(error), ..page.clone() }));
    }
    let verify = VerifyEmailPage {
        action: "/interaction/sample/verify-email".to_owned(),
        application: Some(application()),
        email: "ada@example.com".to_owned(),
        change: Some("/interaction/sample/register".to_owned()),
        ..VerifyEmailPage::default()
    };
    for state in [
        VerifyEmail::Code,
        VerifyEmail::Resent,
        VerifyEmail::Confirm,
        VerifyEmail::Elsewhere,
        VerifyEmail::Shown { code: "123 456".to_owned() },
        VerifyEmail::Waits,
    ] {
        let name = format!("verify-email/{}", kind(&state));
        add(&name, Page::VerifyEmail(VerifyEmailPage { state, ..verify.clone() }));
    }
    for error in [FormError::CodeMissing, FormError::WrongCode] {
        let name = format!("verify-email/{}", kind(&error));
        add(&name, Page::VerifyEmail(VerifyEmailPage { error: Some(error), ..verify.clone() }));
    }
    pages
}
