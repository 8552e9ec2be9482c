//! Leaving for good against the running server, as a person and a thief meet it (product AC-16, pages A-9).

use std::time::Duration;

use gatehouse::model::RealmId;
use gatehouse::outbound::mail::Letter;
use gatehouse::storage::users;
use serde_json::json;

use crate::support::browser::{Browser, House, ISSUER, Seen};

const PASSWORD: &str = "wombats dig at night";
const CALLBACK: &str = "https://app.example.com/cb";
const WAIT: Duration = Duration::from_hours(14 * 24);

async fn house() -> House {
    let house = House::open(&[("rate_limits.preset", "off")]).await;
    for name in ["alice", "bob"] {
        house.add_user(name, PASSWORD).await;
    }
    let metadata = json!({
        "client_name": "Example App", "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none", "scope": "openid",
    });
    house.add_client("app", metadata).await;
    house.clock.advance(Duration::from_hours(1));
    house
}

async fn mail(house: &House, subject: &str, count: usize) -> Letter {
    for _ in 0..200 {
        let caught = house.parts.mailer.as_ref().unwrap().caught().unwrap();
        let found: Vec<Letter> = caught.into_iter().filter(|letter| letter.subject == subject).collect();
        if found.len() >= count {
            return found.into_iter().next().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no mail “{subject}” number {count}");
}

fn link(letter: &Letter, below: &str) -> String {
    let line = letter.text.lines().find(|line| line.contains(below)).unwrap();
    line.strip_prefix(ISSUER).unwrap().to_owned()
}

async fn sign_in(browser: &Browser, name: &str) -> Seen {
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", name), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await
}

/// Asks for the deletion of the account of `name`, in a browser that has just signed in.
async fn leave(browser: &Browser, name: &str) -> Seen {
    assert_eq!(sign_in(browser, name).await.path, "/account");
    let page = browser.open("/account/privacy").await;
    browser.submit(&page, &[("understood", "on"), ("action", "delete")]).await
}

async fn is_there(house: &House, name: &str) -> bool {
    let found = users::find_by_identifier(&house.parts.shared.database, &RealmId::default_realm(), name).await;
    found.unwrap().is_some()
}

#[tokio::test]
async fn the_page_says_what_goes_and_what_stays_and_asks_twice() {
    let house = house().await;
    let browser = house.browser();
    assert_eq!(sign_in(&browser, "alice").await.path, "/account");
    let by_link = browser.get("/account?action=delete").await;
    assert_eq!((by_link.status, by_link.location()), (303, "/account/privacy"));
    let page = browser.open("/account/privacy").await;
    for id in ["removed", "kept", "delete-at", "delete-form"] {
        assert!(page.body.contains(&format!("id=\"{id}\"")), "{id}: {page:?}");
    }
    let unsure = browser.submit(&page, &[("action", "delete")]).await;
    assert!(unsure.status == 422 && unsure.body.contains("id=\"alert\""), "{unsure:?}");
    // Six minutes later the password is asked for once more, for the page and for the form.
    house.clock.advance(Duration::from_mins(6));
    let stale = browser.get("/account/privacy").await;
    assert_eq!((stale.status, stale.location()), (303, "/account/confirm/privacy/password"));
    let sent = browser.submit(&unsure, &[("understood", "on"), ("action", "delete")]).await;
    assert!(sent.path.starts_with("/account/confirm/privacy/"), "{sent:?}");
    let forged = browser.post("/account/privacy", &[("understood", "on"), ("action", "delete"), ("csrf", "x")]).await;
    assert!(forged.status == 303 || forged.status == 403, "{forged:?}");
    assert_eq!(browser.get("/account/sessions").await.status, 200, "nothing has ended");
}

#[tokio::test]
async fn who_leaves_may_come_back_in_time() {
    let house = house().await;
    let (browser, elsewhere) = (house.browser(), house.browser());
    sign_in(&elsewhere, "alice").await;
    let done = leave(&browser, "alice").await;
    assert!(done.status == 200 && done.body.contains("id=\"until\""), "{done:?}");
    for gone in [&browser, &elsewhere] {
        assert_eq!(gone.get("/account").await.status, 303, "every session has ended");
    }
    let letter = mail(&house, "Your account will be deleted", 1).await;
    assert_eq!(letter.to, "alice@example.com");
    house.clock.advance(Duration::from_mins(14 * 1_440 - 1));
    // Every page of the area leads to the one that keeps the account.
    let back = sign_in(&browser, "alice").await;
    assert!(back.path == "/account/privacy" && back.body.contains("id=\"keep-account\""), "{back:?}");
    for page in ["/account", "/account/profile", "/account/password", "/account/sessions", "/account/applications"] {
        assert_eq!(browser.get(page).await.location(), "/account/privacy", "{page}");
    }
    let kept = browser.submit(&back, &[("action", "keep")]).await;
    assert!(kept.status == 200 && kept.body.contains("id=\"notice\""), "{kept:?}");
    mail(&house, "Your account stays", 1).await;
    house.clock.advance(Duration::from_mins(10));
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(is_there(&house, "alice").await);
    let late = house.browser().open(&link(&letter, "/link/keep/")).await;
    assert_eq!(late.status, 410, "there is nothing left to keep");
}

#[tokio::test]
async fn the_link_of_the_mail_keeps_the_account_by_a_button() {
    let house = house().await;
    leave(&house.browser(), "alice").await;
    let path = link(&mail(&house, "Your account will be deleted", 1).await, "/link/keep/");
    let browser = house.browser();
    let page = browser.open(&path).await;
    assert!(page.status == 200 && page.body.contains("id=\"confirm-link\""), "{page:?}");
    house.clock.advance(Duration::from_mins(1));
    let still = sign_in(&house.browser(), "alice").await;
    assert_eq!(still.path, "/account/privacy", "that a program fetched the link changes nothing");
    let done = browser.submit(&page, &[("action", "confirm")]).await;
    assert!(done.status == 200 && done.body.contains("Your account stays"), "{done:?}");
    assert_eq!(sign_in(&house.browser(), "alice").await.path, "/account");
    assert_eq!(house.browser().open(&path).await.status, 410, "it works once");
}

#[tokio::test]
async fn this_was_not_me_keeps_the_account_and_locks_it() {
    let house = house().await;
    leave(&house.browser(), "alice").await;
    let letter = mail(&house, "Your account will be deleted", 1).await;
    let owner = house.browser();
    let page = owner.open(&link(&letter, "/link/lock/")).await;
    owner.submit(&page, &[("action", "confirm")]).await;
    house.clock.advance(WAIT + Duration::from_mins(1));
    tokio::time::sleep(Duration::from_secs(6)).await;
    assert!(is_there(&house, "alice").await, "a thief does not get the account deleted");
    assert_eq!(sign_in(&house.browser(), "alice").await.status, 422, "it is locked");
}

#[tokio::test]
async fn in_the_end_everything_is_gone_and_the_name_is_free() {
    let house = house().await;
    let browser = house.browser();
    leave(&browser, "alice").await;
    house.clock.advance(Duration::from_mins(14 * 1_440 - 10));
    let waiting = sign_in(&browser, "alice").await;
    house.clock.advance(Duration::from_mins(10));
    mail(&house, "Your account is deleted", 1).await;
    assert!(!is_there(&house, "alice").await && is_there(&house, "bob").await);
    let late = browser.submit(&waiting, &[("action", "keep")]).await;
    assert_eq!(late.path, "/login?then=privacy", "the session is gone with the account");
    let unknown = sign_in(&house.browser(), "alice").await;
    let nobody = sign_in(&house.browser(), "nobody").await;
    assert_eq!((unknown.status, unknown.body.len()), (422, nobody.body.len() - "nobody".len() + "alice".len()));
    let again = house.add_user("alice", PASSWORD).await;
    assert_eq!(sign_in(&house.browser(), "alice").await.path, "/account", "{again}");
}

#[tokio::test]
async fn an_application_waits_until_the_account_is_kept() {
    let house = house().await;
    leave(&house.browser(), "alice").await;
    let authorize = "/authorize?client_id=app&response_type=code&scope=openid&state=s1&code_challenge=\
         E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb";
    house.clock.advance(Duration::from_mins(1));
    let browser = house.browser();
    let login = browser.open(authorize).await;
    let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    let led = browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert!(led.path.starts_with("/account/privacy?interaction="), "{led:?}");
    let interaction = led.field("interaction").unwrap();
    let on = browser.submit(&led, &[("interaction", &interaction), ("action", "keep")]).await;
    assert!(on.path.ends_with("/consent"), "what was asked for goes on: {} {}", on.path, on.body);
}
