//! Sample data of the pages of a recovery, and of those behind the links in mails.

use super::page::{FormError, LinkDonePage, LinkPage, Page, RecoveryCodePage, RecoveryPage, RecoveryPasswordPage};
use super::sample::{full_application, key_request};
use super::strength::Strength;

/// Adds each page in every state, by name.
pub(super) fn recoveries(add: &mut impl FnMut(&str, Page)) {
    let ask = || RecoveryPage { action: "/recovery".to_owned(), back: "/login".to_owned(), ..RecoveryPage::default() };
    add("recovery", Page::Recovery(ask()));
    add("recovery/everything", Page::Recovery(RecoveryPage { application: Some(full_application()), ..ask() }));
    add(
        "recovery/throttled",
        Page::Recovery(RecoveryPage { error: Some(FormError::Throttled { seconds: 40 }), ..ask() }),
    );
    let code = |elsewhere, error| {
        let (action, again) = ("/recovery/code".to_owned(), "/recovery".to_owned());
        Page::RecoveryCode(RecoveryCodePage { action, error, elsewhere, minutes: 30, again })
    };
    add("recovery-code", code(false, None));
    add("recovery-code/elsewhere", code(true, None));
    add("recovery-code/wrong-code", code(false, Some(FormError::WrongCode)));
    add("recovery-code/over", code(false, Some(FormError::RecoveryOver)));
    let password = |weaknesses: &[&str], may_keep| {
        Page::RecoveryPassword(RecoveryPasswordPage {
            action: "/recovery/new-password".to_owned(),
            request: None,
            takes_password: true,
            username: "ada@example.com".to_owned(),
            min_length: 15,
            weaknesses: weaknesses.iter().map(|weakness| (*weakness).to_owned()).collect(),
            end_others: true,
            may_keep,
            strength: Strength::sample(15),
            error: None,
        })
    };
    add("recovery-new-password", password(&[], true));
    add("recovery-new-password/locked", password(&[], false));
    add("recovery-new-password/weak", password(&["too-short", "common"], true));
    for (name, takes_password, request) in
        [("passkey", false, Some(key_request())), ("passkey-or-password", true, Some(key_request()))]
    {
        let page = RecoveryPasswordPage {
            action: "/recovery/new-password".to_owned(),
            username: "ada@example.com".to_owned(),
            min_length: 15,
            strength: Strength::sample(15),
            end_others: true,
            may_keep: true,
            request,
            takes_password,
            ..RecoveryPasswordPage::default()
        };
        add(&format!("recovery-new-password/{name}"), Page::RecoveryPassword(page));
    }
    for purpose in ["recovery", "access", "lock", "keep"] {
        let page = LinkPage { action: format!("/link/{purpose}"), purpose, error: None };
        add(&format!("link/{purpose}"), Page::Link(page));
    }
    for (purpose, until) in [("lock", None), ("keep", None), ("delete", Some(super::account_sample::moment()))] {
        let page = LinkDonePage { purpose, next: "/login".to_owned(), until };
        add(&format!("link-done/{purpose}"), Page::LinkDone(page));
    }
}
