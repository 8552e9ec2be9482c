//! A login that demands a new password, as a person meets it (product SE-10).

use std::time::Duration;

use gatehouse::admin;
use gatehouse::audit::Actor;
use gatehouse::model::UserId;

use crate::support::browser::{Browser, House, Seen};

const PASSWORD: &str = "wombats dig at night";
const NEW: &str = "tapirs swim at dawn";

async fn demand(house: &House, user: &UserId) {
    admin::demand_password(&house.parts.shared.database, &house.origin(), Actor::System, user).await.unwrap();
}

/// Signs in on the house's own pages, as far as the password gets.
async fn sign_in(browser: &Browser, password: &str) -> Seen {
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", password), ("action", "sign-in")]).await
}

#[tokio::test]
async fn no_session_begins_before_the_new_password() {
    let house = House::open(&[]).await;
    let user = house.add_user("alice", PASSWORD).await;
    let other = house.browser();
    assert_eq!(sign_in(&other, PASSWORD).await.path, "/account");
    demand(&house, &user).await;
    house.clock.advance(Duration::from_secs(1));
    let browser = house.browser();
    let asked = sign_in(&browser, PASSWORD).await;
    assert_eq!((asked.status, asked.path.as_str()), (200, "/login/update-password"), "{asked:?}");
    assert!(asked.body.contains("value=\"alice\"") && asked.body.contains("id=\"new-password\""));
    assert_eq!(browser.get("/account").await.location(), "/login", "not signed in yet");
    // Weak, empty, the same: each with its reason, and nothing is begun.
    for (typed, words) in [
        ("", "Enter a new password"),
        ("short", "Use at least 15"),
        (PASSWORD, "not used here before"),
        ("Password Password1", "tries first"),
    ] {
        let again = browser.submit(&asked, &[("new-password", typed), ("action", "save")]).await;
        assert!(again.status == 422 && again.body.contains(words), "{typed}: {again:?}");
    }
    let stranger = house.browser();
    assert_eq!(stranger.get("/login/update-password").await.location(), "/login", "the flow is this browser's");
    let forged = browser.post("/login/update-password", &[("new-password", NEW), ("action", "save")]).await;
    assert_eq!(forged.status, 403);
    let done = browser.submit(&asked, &[("new-password", NEW), ("end-others", "on"), ("action", "save")]).await;
    assert_eq!((done.status, done.path.as_str()), (200, "/account"), "{done:?}");
    assert_eq!(other.get("/account").await.location(), "/login", "the other session has ended");
    assert!(sign_in(&house.browser(), PASSWORD).await.path.ends_with("/password"), "the old one is worth nothing");
    assert_eq!(sign_in(&house.browser(), NEW).await.path, "/account");
}

#[tokio::test]
async fn two_browsers_cannot_both_choose() {
    let house = House::open(&[]).await;
    let user = house.add_user("alice", PASSWORD).await;
    demand(&house, &user).await;
    let (one, two) = (house.browser(), house.browser());
    let (first, second) = (sign_in(&one, PASSWORD).await, sign_in(&two, PASSWORD).await);
    house.clock.advance(Duration::from_secs(1));
    assert_eq!(one.submit(&first, &[("new-password", NEW), ("action", "save")]).await.path, "/account");
    let late = two.submit(&second, &[("new-password", "ocelots climb at noon"), ("action", "save")]).await;
    assert_eq!(late.path, "/login", "the proof was of the old password: {late:?}");
    assert_eq!(sign_in(&house.browser(), NEW).await.path, "/account");
}

#[tokio::test]
async fn an_old_password_has_to_go_and_the_last_five_stay_away() {
    let house = House::open(&[("password.preset", "legacy")]).await;
    let old = "Wombat-tapir-1";
    house.add_user("alice", old).await;
    house.clock.advance(Duration::from_hours(24 * 90 - 1));
    assert_eq!(sign_in(&house.browser(), old).await.path, "/account", "one hour is left");
    house.clock.advance(Duration::from_hours(1));
    let browser = house.browser();
    let asked = sign_in(&browser, old).await;
    assert!(asked.path == "/login/update-password" && asked.body.contains("has reached the age"), "{asked:?}");
    assert!(asked.body.contains("lower-case and upper-case"), "the rules are told before typing");
    let mut present = old.to_owned();
    for number in 2..=6 {
        let next = format!("Wombat-tapir-{number}");
        let asked = sign_in(&browser, &present).await;
        assert_eq!(asked.path, "/login/update-password");
        let again = browser.submit(&asked, &[("new-password", old), ("action", "save")]).await;
        assert!(again.status == 422 && again.body.contains("not used here before"), "{number}: {again:?}");
        let done = browser.submit(&again, &[("new-password", &next), ("action", "save")]).await;
        assert_eq!(done.path, "/account", "{done:?}");
        house.clock.advance(Duration::from_hours(24 * 90));
        present = next;
    }
    // Five others lie between by now.
    let asked = sign_in(&browser, &present).await;
    let done = browser.submit(&asked, &[("new-password", old), ("action", "save")]).await;
    assert_eq!(done.path, "/account", "{done:?}");
}
