//! Sample data of the pages that know of several accounts in one browser.

use super::account_frame::Switcher;
use super::page::{Account, AccountChoice, LoggedOutPage, LoginPage, LogoutPage, Page, SelectAccountPage};
use super::sample::{LONG_PERSON, application};

/// Adds each page in every state, by name.
pub(super) fn accounts(add: &mut impl FnMut(&str, Page)) {
    let page = SelectAccountPage {
        action: "/interaction/sample/select-account".to_owned(),
        application: Some(application()),
        accounts: vec![ada(true), george(true), mary()],
        can_cancel: true,
    };
    add("select-account", Page::SelectAccount(page.clone()));
    let house = SelectAccountPage { application: None, ..page.clone() };
    add("select-account/house", Page::SelectAccount(house));
    add("select-account/none", Page::SelectAccount(SelectAccountPage { accounts: Vec::new(), ..page.clone() }));
    let long = |number: usize| {
        choice(&number.to_string(), (LONG_PERSON, "d…@donaudampfschifffahrt.example.com"), number.is_multiple_of(2))
    };
    let accounts = (1..=6).map(long).collect();
    add("select-account/long", Page::SelectAccount(SelectAccountPage { accounts, ..page }));
    let choose = LoginPage {
        action: "/interaction/sample/login".to_owned(),
        application: Some(application()),
        choose_account: Some("#".to_owned()),
        forgot_password: Some("#".to_owned()),
        can_cancel: true,
        ..LoginPage::default()
    };
    add("login/choose-account", Page::Login(choose));
    let logout = LogoutPage {
        action: "/logout".to_owned(),
        account: Some(Account { name: "Ada Lovelace".to_owned(), identifier: "ada@example.com".to_owned() }),
        other_sessions: true,
        accounts: 2,
        remembered: true,
        ..LogoutPage::default()
    };
    add("logout/several", Page::Logout(logout));
    let done = LoggedOutPage {
        sign_in: Some("/login".to_owned()),
        remaining: vec![george(true)],
        go_on: Some("/account".to_owned()),
        accounts: Some("/login/select-account".to_owned()),
        ..LoggedOutPage::default()
    };
    add("logged-out/several", Page::LoggedOut(done));
}

/// The way to others, on a page of the account area.
pub(super) fn switcher(page: &str) -> Switcher {
    Switcher {
        action: "/login/select-account".to_owned(),
        csrf: "sample".to_owned(),
        others: if page.starts_with("overview") { vec![george(true)] } else { Vec::new() },
        add: "#".to_owned(),
    }
}

fn ada(signed_in: bool) -> AccountChoice {
    choice("1", ("Ada Lovelace", "a…@example.com"), signed_in)
}

fn george(signed_in: bool) -> AccountChoice {
    choice("2", ("George Boole", "g…@example.com"), signed_in)
}

fn mary() -> AccountChoice {
    choice("3", ("Mary Somerville", "m…@example.com"), false)
}

fn choice(key: &str, (name, identifier): (&str, &str), signed_in: bool) -> AccountChoice {
    let account = Account { name: name.to_owned(), identifier: identifier.to_owned() };
    AccountChoice { key: key.to_owned(), account, picture: None, signed_in }
}
