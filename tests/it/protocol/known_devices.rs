//! Browsers that a user has signed in with before are not locked out by strangers (SE-05, OWASP device cookies), and their
//! cookie opens nothing.

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::admin;
use gatehouse::audit::Actor;

use crate::support::app::{PASSWORD, Request, TestApp};
use crate::support::browser::{Browser, Seen};

on_each_setup![
    strangers_lock_the_account_but_no_known_browser,
    a_browser_is_known_to_all_who_signed_in_there,
    a_stolen_cookie_has_a_lock_of_its_own,
    parallel_tries_with_a_stolen_cookie_do_not_beat_its_counter,
    a_cookie_of_another_user_realm_or_time_is_nothing,
    a_foreign_cookie_does_not_tell_who_exists,
    the_cookie_opens_nothing,
    an_administrator_unlocks_the_browsers_too,
];

/// What came of one try: the status, and how many seconds to wait.
type Answer = (u16, String);

const WRONG: (u16, &str) = (422, "");
const LOCKED: (u16, &str) = (429, "30");

fn is(answer: &Answer, expected: (u16, &str)) -> bool {
    (answer.0, answer.1.as_str()) == expected
}

async fn try_password(app: &TestApp, browser: &Browser, user: &str, password: &str) -> Seen {
    let login = app.ask(browser, Request::from("spa").with("prompt", "login")).await;
    let browser = app.at(browser);
    let named = browser.submit(&login, &[("username", user), ("action", "sign-in")]).await;
    browser.submit(&named, &[("password", password), ("action", "sign-in")]).await
}

async fn answer(app: &TestApp, browser: &Browser, user: &str, password: &str) -> Answer {
    let seen = try_password(app, browser, user, password).await;
    (seen.status, seen.header("retry-after").to_owned())
}

/// A browser in which `user` has signed in, and of which nothing is left but the device cookie.
async fn known(app: &TestApp, user: &str) -> Browser {
    let browser = app.browser();
    assert!(app.sign_in_as(&browser, user, "spa").await.answer().contains_key("code"));
    browser.cookies.lock().unwrap().retain(|name, _| name.contains("device"));
    assert_eq!(browser.cookies.lock().unwrap().len(), 1);
    browser
}

/// Another browser with the same cookies.
fn copy(app: &TestApp, of: &Browser) -> Browser {
    let copy = app.browser();
    *copy.cookies.lock().unwrap() = of.cookies.lock().unwrap().clone();
    copy
}

/// Five wrong passwords in `browser`.
async fn fail(app: &TestApp, browser: &Browser, user: &str) {
    for _ in 0..5 {
        assert!(is(&answer(app, browser, user, "wrong").await, WRONG));
    }
}

async fn strangers_lock_the_account_but_no_known_browser(app: TestApp) {
    let own = known(&app, "alice").await;
    for round in 0..2 {
        fail(&app, &app.browser(), "alice").await;
        let stranger = app.browser();
        assert!(is(&answer(&app, &stranger, "alice", PASSWORD).await, LOCKED), "round {round}");
        assert!(is(&answer(&app, &stranger, "alice@example.com", PASSWORD).await, LOCKED), "another name of hers");
        let seen = try_password(&app, &own, "alice", PASSWORD).await;
        assert!(seen.answer().contains_key("code"), "{seen:?}");
        // The login in the known browser has not opened the account to strangers.
        assert!(is(&answer(&app, &stranger, "alice", PASSWORD).await, LOCKED), "round {round}");
        app.house.clock.advance(Duration::from_hours(25));
    }
}

async fn a_browser_is_known_to_all_who_signed_in_there(app: TestApp) {
    app.add_user("bob").await;
    let shared = known(&app, "alice").await;
    assert!(app.sign_in_as(&shared, "bob", "spa").await.answer().contains_key("code"));
    for user in ["alice", "bob"] {
        fail(&app, &app.browser(), user).await;
        assert!(is(&answer(&app, &app.browser(), user, PASSWORD).await, LOCKED), "{user}");
        app.advance(Duration::from_secs(1));
        let seen = try_password(&app, &shared, user, PASSWORD).await;
        assert!(seen.answer().contains_key("code"), "{user}: {seen:?}");
    }
}

async fn a_stolen_cookie_has_a_lock_of_its_own(app: TestApp) {
    let (own, other) = (known(&app, "alice").await, known(&app, "alice").await);
    let thief = copy(&app, &own);
    fail(&app, &thief, "alice").await;
    assert!(is(&answer(&app, &thief, "alice", PASSWORD).await, LOCKED), "the right one is not looked at");
    assert!(is(&answer(&app, &own, "alice", PASSWORD).await, LOCKED), "nor with the original of the cookie");
    // The account and her other browser are as usable as before.
    assert!(try_password(&app, &app.browser(), "alice", PASSWORD).await.answer().contains_key("code"));
    assert!(try_password(&app, &other, "alice", PASSWORD).await.answer().contains_key("code"));
    // Time opens it for one try, and the next lock is longer.
    app.advance(Duration::from_secs(30));
    assert!(is(&answer(&app, &thief, "alice", "wrong").await, WRONG));
    assert!(is(&answer(&app, &thief, "alice", PASSWORD).await, (429, "60")));
    app.advance(Duration::from_mins(1));
    assert!(try_password(&app, &own, "alice", PASSWORD).await.answer().contains_key("code"));
    // That login has brought a new cookie, with a count of its own; the thief's copy goes on where it was.
    assert!(is(&answer(&app, &thief, "alice", "wrong").await, WRONG));
    assert!(is(&answer(&app, &thief, "alice", PASSWORD).await, (429, "120")));
    app.advance(Duration::from_secs(1));
    assert!(try_password(&app, &own, "alice", PASSWORD).await.answer().contains_key("code"));
}

async fn parallel_tries_with_a_stolen_cookie_do_not_beat_its_counter(app: TestApp) {
    let own = known(&app, "alice").await;
    let thieves: Vec<Browser> = (0..20).map(|_| copy(&app, &own)).collect();
    let answers = join_all(thieves.iter().map(|thief| answer(&app, thief, "alice", "wrong"))).await;
    assert_eq!(answers.iter().filter(|answer| is(answer, WRONG)).count(), 5, "{answers:?}");
    assert_eq!(answers.iter().filter(|answer| answer.0 == 429).count(), 15, "{answers:?}");
    assert!(try_password(&app, &app.browser(), "alice", PASSWORD).await.answer().contains_key("code"));
}

/// Puts `value` into the device cookie of `app` in a new browser.
fn with_device(app: &TestApp, value: &str) -> Browser {
    let browser = app.browser();
    let suffix = if app.realm.is_default() { String::new() } else { format!("-{}", app.name()) };
    browser.cookies.lock().unwrap().insert(format!("gatehouse-device{suffix}"), value.to_owned());
    browser
}

fn device_of(browser: &Browser) -> String {
    browser.cookies.lock().unwrap().values().next().unwrap().clone()
}

async fn a_cookie_of_another_user_realm_or_time_is_nothing(app: TestApp) {
    let away = app.neighbor("acme").await;
    app.add_user("bob").await;
    let (own, bobs) = (device_of(&known(&app, "alice").await), device_of(&known(&app, "bob").await));
    let foreign = device_of(&known(&away, "alice").await);
    let parts: Vec<&str> = own.split('.').collect();
    let of_bob: Vec<&str> = bobs.split('.').collect();
    let altered = |index: usize, part: &str| {
        let mut parts = parts.clone();
        parts[index] = part;
        parts.join(".")
    };
    let late = (parts[2].parse::<i64>().unwrap() + 1).to_string();
    let values = [
        bobs.clone(),
        foreign.clone(),
        altered(0, of_bob[0]),
        altered(1, of_bob[1]),
        altered(2, &late),
        altered(3, of_bob[3]),
        altered(3, ""),
        format!("{own}."),
        parts[..3].join("."),
        String::from("x"),
    ];
    // Each counts for the account like any stranger.
    for value in values.iter().cycle().take(5) {
        assert!(is(&answer(&app, &with_device(&app, value), "alice", "wrong").await, WRONG));
    }
    for value in &values {
        assert!(is(&answer(&app, &with_device(&app, value), "alice", PASSWORD).await, LOCKED), "{value}");
    }
    assert!(try_password(&app, &with_device(&app, &own), "alice", PASSWORD).await.answer().contains_key("code"));
    fail(&away, &away.browser(), "alice").await;
    assert!(is(&answer(&away, &with_device(&away, &own), "alice", PASSWORD).await, LOCKED));
    assert!(try_password(&away, &with_device(&away, &foreign), "alice", PASSWORD).await.answer().contains_key("code"));
    // A copy that no browser forgets ends all the same.
    app.advance(Duration::from_hours(90 * 24));
    fail(&app, &app.browser(), "alice").await;
    assert!(is(&answer(&app, &with_device(&app, &own), "alice", PASSWORD).await, LOCKED));
}

async fn a_foreign_cookie_does_not_tell_who_exists(app: TestApp) {
    app.add_user("bob").await;
    let bobs = known(&app, "bob").await;
    let mut stories = Vec::new();
    for name in ["alice", "nobody"] {
        let mut story = Vec::new();
        for _ in 0..7 {
            let seen = try_password(&app, &copy(&app, &bobs), name, "wrong").await;
            let names: Vec<String> = seen.headers.keys().map(ToString::to_string).collect();
            story.push((seen.status, seen.header("retry-after").to_owned(), names, seen.body.len() - name.len()));
        }
        stories.push(story);
    }
    // Names differ in length and are shown once; all else is the same, cookies included.
    let plain = |story: &[(u16, String, Vec<String>, usize)]| {
        story.iter().map(|(status, wait, names, _)| (*status, wait.clone(), names.clone())).collect::<Vec<_>>()
    };
    assert_eq!(plain(&stories[0]), plain(&stories[1]));
    assert!(
        stories[0].last().unwrap().0 == 429 && stories[0].iter().all(|step| !step.2.contains(&"set-cookie".into()))
    );
}

async fn the_cookie_opens_nothing(app: TestApp) {
    let own = known(&app, "alice").await;
    let silent = app.ask(&own, Request::from("spa").with("prompt", "none")).await;
    assert_eq!(silent.answer()["error"], "login_required");
    let login = app.ask(&own, "spa").await;
    assert!(login.path.ends_with("/login") && !login.body.contains("alice"), "{}", login.body);
    assert!(is(&answer(&app, &own, "alice", "wrong").await, WRONG));
    let value = device_of(&own);
    for word in ["session", "browser"] {
        let browser = app.browser();
        browser.cookies.lock().unwrap().insert(format!("gatehouse-{word}"), value.clone());
        let silent = app.ask(&browser, Request::from("spa").with("prompt", "none")).await;
        assert_eq!(silent.answer()["error"], "login_required", "{word}");
    }
    // A name and a password are the same answer with it and without.
    assert!(is(&answer(&app, &own, "nobody", PASSWORD).await, WRONG));
}

async fn an_administrator_unlocks_the_browsers_too(app: TestApp) {
    let own = known(&app, "alice").await;
    fail(&app, &app.browser(), "alice").await;
    fail(&app, &own, "alice").await;
    assert!(is(&answer(&app, &own, "alice", PASSWORD).await, LOCKED));
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    admin::unlock(&shared.database, &origin, Actor::System, &app.alice).await.unwrap();
    for browser in [&own, &app.browser()] {
        assert!(try_password(&app, browser, "alice", PASSWORD).await.answer().contains_key("code"));
    }
    // The count has begun anew: four more failures lock nothing.
    let again = known(&app, "alice").await;
    for _ in 0..4 {
        assert!(is(&answer(&app, &again, "alice", "wrong").await, WRONG));
    }
    assert!(try_password(&app, &again, "alice", PASSWORD).await.answer().contains_key("code"));
}
