//! What people are told, by which ways, and "This was not me" (AC-12, AC-13, AC-14, AC-17).

use std::time::Duration;

use gatehouse::admin::NewUser;
use gatehouse::model::{INBOX_LIFETIME, INBOX_MAX, Notice, UserId};
use gatehouse::outbound::mail::Letter;
use gatehouse::storage::{inbox, maintenance, users};

use super::profile::signed_in;
use crate::support::app::{PASSWORD, Request, TestApp};
use crate::support::browser::{Browser, Seen, attribute};

on_each_setup![
    what_is_told_waits_in_the_inbox_until_it_is_read,
    nobody_reaches_the_inbox_of_another,
    what_may_be_quieted_is_and_the_grave_never,
    whoever_has_no_address_is_told_in_the_inbox,
    what_is_rolled_back_was_never_told,
    an_inbox_is_bounded_and_ages,
    words_of_others_stay_text,
    this_was_not_me_locks_from_the_page,
    without_a_way_back_nothing_is_locked,
    the_activity_is_searched,
];

const NEW: &str = "tapirs swim by day";

/// Tells `user` of something, as an act would.
async fn tell(app: &TestApp, user: &UserId, (notice, about): (Notice, &str)) {
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    let user = users::find(&shared.database, &app.realm, user).await.unwrap().unwrap();
    let mut tx = shared.database.begin().await.unwrap();
    shared.outbox.tell(&mut tx, &origin, &user, (notice, about)).await.unwrap();
    tx.commit().await.unwrap();
    app.advance(Duration::from_secs(1));
}

fn letters(app: &TestApp, subject: &str) -> Vec<Letter> {
    let caught = app.house.parts.mailer.as_ref().unwrap().caught().unwrap();
    caught.into_iter().filter(|letter| letter.subject == subject).collect()
}

/// Waits until `count` mails with this subject have come.
async fn mails(app: &TestApp, subject: &str, count: usize) -> Vec<Letter> {
    for _ in 0..400 {
        let found = letters(app, subject);
        if found.len() >= count {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no mail “{subject}” number {count}")
}

/// The values of buttons of this name.
fn buttons(page: &Seen, name: &str) -> Vec<String> {
    let tags =
        page.body.split('<').filter(|tag| tag.starts_with("button") && tag.contains(&format!("name=\"{name}\"")));
    tags.map(|tag| attribute(tag, "value").unwrap()).collect()
}

async fn open(app: &TestApp, browser: &Browser, path: &str) -> Seen {
    browser.open(&app.path(path)).await
}

async fn what_is_told_waits_in_the_inbox_until_it_is_read(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    let empty = open(&app, &browser, "/account/inbox").await;
    assert!(empty.body.contains("id=\"inbox-empty\"") && !empty.body.contains("inbox-unread\""), "{empty:?}");
    // A real act: the entry comes with it, and the mail as well.
    let page = open(&app, &browser, "/account/password").await;
    let changed = browser.submit(&page, &[("new-password", NEW), ("action", "save")]).await;
    assert!(changed.body.contains("id=\"notice\""), "{changed:?}");
    mails(&app, "Your password was changed", 1).await;
    tell(&app, &app.alice, (Notice::ReuseDetected, "Timesheets")).await;
    let page = open(&app, &browser, "/account/inbox").await;
    assert_eq!(buttons(&page, "read").len(), 2, "{page:?}");
    assert!(page.body.contains("What Timesheets uses") && page.body.contains("2 unread"), "{page:?}");
    assert_eq!(page.body.matches("account/lock\"").count(), 1, "a stranger may stand behind one of them: {page:?}");
    let overview = open(&app, &browser, "/account").await;
    assert!(overview.body.contains("id=\"inbox-unread\"") && overview.body.contains("2 notices"), "{overview:?}");
    // One, and then everything that was on the page, but not what came meanwhile.
    let one = browser.submit(&page, &[("read", &buttons(&page, "read")[0])]).await;
    assert_eq!(buttons(&one, "read").len(), 1, "{one:?}");
    tell(&app, &app.alice, (Notice::AccountLocked, "")).await;
    let newest = one.field("newest").unwrap();
    let rest = browser.submit(&one, &[("action", "read-all"), ("newest", &newest)]).await;
    assert_eq!(buttons(&rest, "read").len(), 1, "{rest:?}");
    assert!(rest.body.contains("Sign-in rests for a moment"), "{rest:?}");
    let newest = rest.field("newest").unwrap();
    let all = browser.submit(&rest, &[("action", "read-all"), ("newest", &newest)]).await;
    assert!(buttons(&all, "read").is_empty() && !all.body.contains("inbox-unread\""), "{all:?}");
    assert!(all.body.contains("Everything is read."), "{all:?}");
}

async fn nobody_reaches_the_inbox_of_another(app: TestApp) {
    let bobs_id = app.add_user("bob").await;
    tell(&app, &app.alice, (Notice::BackupCodeUsed, "")).await;
    let (alice, bob) = (signed_in(&app, "alice").await, signed_in(&app, "bob").await);
    let page = open(&app, &alice, "/account/inbox").await;
    let id = buttons(&page, "read").remove(0);
    tell(&app, &app.alice, (Notice::BackupCodeUsed, "")).await;
    let foreign = open(&app, &bob, "/account/inbox").await;
    assert!(foreign.body.contains("id=\"inbox-empty\""), "{foreign:?}");
    // An empty inbox has no form: the page of the channels guards nothing here, that of alice least of all.
    for fields in [vec![("read", id.as_str())], vec![("action", "read-all"), ("newest", id.as_str())]] {
        let crossed = bob.submit(&Seen { path: app.path("/account/inbox"), ..page_with_csrf(&page) }, &fields).await;
        assert_eq!(crossed.status, 403, "{crossed:?}");
    }
    tell(&app, &bobs_id, (Notice::RecoveryUsed, "")).await;
    let own = open(&app, &bob, "/account/inbox").await;
    for fields in [vec![("read", id.as_str())], vec![("action", "read-all"), ("newest", id.as_str())]] {
        let absent = bob.submit(&own, &fields).await;
        assert_eq!(absent.status, 404, "{absent:?}");
    }
    assert_eq!(buttons(&open(&app, &alice, "/account/inbox").await, "read").len(), 2, "nothing of alice's was read");
    let neighbor = app.neighbor("acme").await;
    let there = signed_in(&neighbor, "alice").await;
    assert!(open(&neighbor, &there, "/account/inbox").await.body.contains("id=\"inbox-empty\""));
}

fn page_with_csrf(page: &Seen) -> Seen {
    Seen { status: page.status, headers: page.headers.clone(), body: page.body.clone(), path: String::new() }
}

async fn what_may_be_quieted_is_and_the_grave_never(app: TestApp) {
    app.advance(Duration::from_hours(1));
    let browser = signed_in(&app, "alice").await;
    mails(&app, "New sign-in to your account", 1).await;
    let page = open(&app, &browser, "/account/notifications").await;
    let is_fixed = |name: &str| {
        let tag = page.body.split('<').find(|tag| tag.contains(&format!("id=\"mail-{name}\""))).unwrap();
        tag.contains("checked") && tag.contains("disabled")
    };
    assert!(is_fixed("password-changed") && is_fixed("factor-added") && !is_fixed("new-device"), "{page:?}");
    let everything: Vec<(&str, &str)> = Notice::ALL.iter().map(|notice| ("inbox", notice.as_str())).collect();
    let but = |silent: &str| -> Vec<(&str, &str)> {
        let rest = everything.iter().copied().filter(|(_, name)| *name != silent);
        rest.chain([("action", "save")]).collect()
    };
    let silent = browser.submit(&page, &but("new-device")).await;
    assert_eq!(silent.status, 422, "{silent:?}");
    assert!(silent.body.contains("id=\"fault-new-device\"") && !silent.body.contains("id=\"fault-consent-given\""));
    let saved = browser.submit(&silent, &but("")).await;
    assert!(saved.status == 200 && saved.body.contains("Your choice was saved."), "{saved:?}");
    mails(&app, "Fewer notices come by mail", 1).await;
    // The new browser stands in the inbox alone; the new password in the mailbox as well, whatever was sent.
    let elsewhere = signed_in(&app, "alice").await;
    let inbox = open(&app, &elsewhere, "/account/inbox").await;
    assert_eq!(inbox.body.matches("New sign-in to your account").count(), 2, "{inbox:?}");
    let page = open(&app, &browser, "/account/notifications").await;
    browser
        .submit(
            &page,
            &[
                ("inbox", "new-device"),
                ("mail", "unusual-sign-in"),
                ("mail", "account-locked"),
                ("mail", "consent-given"),
                ("action", "save"),
            ],
        )
        .await;
    let page = open(&app, &browser, "/account/password").await;
    browser.submit(&page, &[("new-password", NEW), ("action", "save")]).await;
    mails(&app, "Your password was changed", 1).await;
    let inbox = open(&app, &browser, "/account/inbox").await;
    assert!(!inbox.body.contains("Your password was changed"), "the inbox was not wanted for it: {inbox:?}");
    assert_eq!(letters(&app, "New sign-in to your account").len(), 1);
    assert_eq!(letters(&app, "Fewer notices come by mail").len(), 1, "more by mail is told to nobody");
    // Notices of security carry no list headers, and cannot be unsubscribed from by a click (pages B-9).
    assert!(letters(&app, "Your password was changed")[0].text.contains("/link/lock/"));
    let activity = open(&app, &browser, "/account/activity?kind=profile").await;
    assert_eq!(activity.body.matches("<strong>Profile changed").count(), 2, "{activity:?}");
}

async fn whoever_has_no_address_is_told_in_the_inbox(app: TestApp) {
    let user = app.add_user("carol").await;
    let browser = signed_in(&app, "carol").await;
    let shared = &app.house.parts.shared;
    let page = open(&app, &browser, "/account/notifications").await;
    browser
        .submit(
            &page,
            &[
                ("mail", "consent-given"),
                ("mail", "new-device"),
                ("mail", "unusual-sign-in"),
                ("mail", "account-locked"),
                ("action", "save"),
            ],
        )
        .await;
    let mut tx = shared.database.begin().await.unwrap();
    let mut carol = users::find_locked(&mut tx, &app.realm, &user).await.unwrap().unwrap();
    carol.email = None;
    users::update(&mut tx, &carol).await.unwrap();
    tx.commit().await.unwrap();
    tell(&app, &user, (Notice::ConsentGiven, "Timesheets")).await;
    tell(&app, &user, (Notice::PasswordChanged, "")).await;
    let inbox = open(&app, &browser, "/account/inbox").await;
    assert_eq!(buttons(&inbox, "read").len(), 2, "{inbox:?}");
    assert!(open(&app, &browser, "/account/notifications").await.body.contains("No mail can reach you"));
}

async fn what_is_rolled_back_was_never_told(app: TestApp) {
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    let user = users::find(&shared.database, &app.realm, &app.alice).await.unwrap().unwrap();
    let mut tx = shared.database.begin().await.unwrap();
    shared.outbox.tell(&mut tx, &origin, &user, (Notice::PasswordChanged, "")).await.unwrap();
    tx.rollback().await.unwrap();
    assert_eq!(inbox::count_unread(&shared.database, (&app.realm, &app.alice)).await.unwrap(), 0);
}

async fn an_inbox_is_bounded_and_ages(app: TestApp) {
    let database = &app.house.parts.shared.database;
    let bound = usize::try_from(INBOX_MAX).unwrap();
    let bob = app.add_user("bob").await;
    tell(&app, &bob, (Notice::ConsentGiven, "of bob")).await;
    for at in 0..bound + 5 {
        tell(&app, &app.alice, (Notice::ConsentGiven, &format!("number {at}."))).await;
    }
    let end = (gatehouse::clock::Timestamp::from_millis(i64::MAX), "");
    let count = async |user: &UserId| inbox::page(database, (&app.realm, user), end, 500).await.unwrap().len();
    assert_eq!((count(&app.alice).await, count(&bob).await), (bound, 1));
    let browser = signed_in(&app, "alice").await;
    let (mut page, mut seen) = (open(&app, &browser, "/account/inbox").await, Vec::new());
    loop {
        seen.extend(buttons(&page, "read"));
        let Some(older) = page.body.split('<').find(|tag| tag.contains("id=\"older\"")) else { break };
        page = browser.open(&attribute(older, "href").unwrap()).await;
    }
    let mut distinct = seen.clone();
    distinct.sort_unstable();
    distinct.dedup();
    assert_eq!((seen.len(), distinct.len()), (bound, bound), "each stands on one page");
    assert!(page.body.contains("number 5.") && !page.body.contains("number 4."), "the oldest went: {page:?}");
    let now = app.house.clock.now();
    while maintenance::purge(database, now + INBOX_LIFETIME - Duration::from_mins(1)).await.unwrap() > 0 {}
    let left = count(&app.alice).await;
    assert!(left > 0 && left < bound, "{left}");
    while maintenance::purge(database, now + INBOX_LIFETIME + Duration::from_secs(1)).await.unwrap() > 0 {}
    assert_eq!((count(&app.alice).await, count(&bob).await), (0, 0));
}

async fn words_of_others_stay_text(app: TestApp) {
    let evil = "\"><script>alert(1)</script>{{7*7}}<img src=x onerror=alert(1)>";
    tell(&app, &app.alice, (Notice::ConsentGiven, evil)).await;
    tell(&app, &app.alice, (Notice::NewDevice, evil)).await;
    let browser = signed_in(&app, "alice").await;
    let page = open(&app, &browser, "/account/inbox").await;
    assert!(page.body.contains("{{7*7}}") && !page.body.contains("<script>alert") && !page.body.contains("<img src=x"));
    let query: String = url::form_urlencoded::byte_serialize(evil.as_bytes()).collect();
    let page = open(&app, &browser, &format!("/account/activity?words={query}&kind={query}&from={query}")).await;
    assert_eq!(page.status, 422);
    assert!(!page.body.contains("<script>alert") && !page.body.contains("<img src=x"), "{page:?}");
}

async fn this_was_not_me_locks_from_the_page(app: TestApp) {
    let (browser, thief) = (signed_in(&app, "alice").await, signed_in(&app, "alice").await);
    let tokens = app.tokens_for("shop", Request::from("shop").with("scope", "openid offline_access")).await;
    let page = open(&app, &browser, "/account/lock").await;
    assert!(page.body.contains("id=\"confirm-lock\""), "{page:?}");
    assert_eq!(thief.get(&app.path("/account")).await.status, 200, "nothing happens before the button");
    let other = open(&app, &browser, "/account/sessions").await;
    let crossed = Seen { path: app.path("/account/lock"), ..page_with_csrf(&other) };
    assert_eq!(browser.submit(&crossed, &[("action", "lock")]).await.status, 403, "another form's guard");
    // Beyond what counts as fresh it works as well: a stranger may have changed the password by then.
    app.advance(Duration::from_mins(10));
    let page = open(&app, &browser, "/account/lock").await;
    let done = browser.submit(&page, &[("action", "lock")]).await;
    assert!(done.status == 200 && done.body.contains("Your account is locked"), "{done:?}");
    for gone in [&browser, &thief] {
        assert_eq!(gone.get(&app.path("/account")).await.status, 303);
    }
    assert_eq!(app.refresh("shop", &tokens.refresh).await.status, 400);
    let later = app.browser();
    let login = later.open(&app.path("/login")).await;
    let asked = later.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    let refused = later.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert!(refused.body.contains("locked by its owner"), "{refused:?}");
    mails(&app, "Your account is locked", 1).await;
}

async fn without_a_way_back_nothing_is_locked(app: TestApp) {
    let unproven = NewUser { username: "dora".to_owned(), ..NewUser::default() };
    let user = app.house.add_user_in(&app.realm, PASSWORD, unproven).await;
    let browser = signed_in(&app, "dora").await;
    let page = open(&app, &browser, "/account/lock").await;
    let database = &app.house.parts.shared.database;
    let mut tx = database.begin().await.unwrap();
    let mut dora = users::find_locked(&mut tx, &app.realm, &user).await.unwrap().unwrap();
    dora.email_verified = false;
    users::update(&mut tx, &dora).await.unwrap();
    tx.commit().await.unwrap();
    let refused = browser.submit(&page, &[("action", "lock")]).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(refused.body.contains("id=\"lock-impossible\""), "{refused:?}");
    assert_eq!(browser.get(&app.path("/account")).await.status, 200);
}

async fn the_activity_is_searched(app: TestApp) {
    let client = serde_json::json!({"client_name": "Étude de temps", "token_endpoint_auth_method": "none"});
    app.add_client("timesheets", client).await;
    app.tokens_for("timesheets", Request::from("timesheets").with("scope", "openid offline_access")).await;
    let bob = app.add_user("bob").await;
    tell(&app, &bob, (Notice::PasswordChanged, "")).await;
    let stranger = signed_in(&app, "bob").await;
    let browser = signed_in(&app, "alice").await;
    let rows = |page: &Seen| page.body.split("id=\"activity\"").nth(1).map_or(0, |list| list.matches("<li").count());
    let all = open(&app, &browser, "/account/activity").await;
    let found = open(&app, &browser, "/account/activity?kind=applications&words=%C3%A9TUDE").await;
    assert!(rows(&all) > rows(&found) && rows(&found) == 1, "{} {}", rows(&all), rows(&found));
    assert!(found.body.contains("An application was allowed something") && found.body.contains("Étude de temps"));
    assert!(found.body.contains("account/lock\""), "{found:?}");
    let none = open(&app, &browser, "/account/activity?kind=security").await;
    assert!(none.body.contains("id=\"activity-empty\""), "{none:?}");
    let foreign = open(&app, &stranger, "/account/activity?words=timesheets").await;
    assert!(foreign.body.contains("id=\"activity-empty\""), "{foreign:?}");
    // The clock of tests begins on 2027-01-15.
    for (query, expected) in [
        ("until=2027-01-14", 0),
        ("from=2027-01-16", 0),
        ("from=2027-01-15&until=2027-01-15", rows(&all)),
        ("words=127.0.0.1", rows(&all)),
        ("words=192.0.2.200", 0),
        ("kind=nonsense", rows(&all)),
        ("cursor=nonsense", rows(&all)),
    ] {
        assert_eq!(rows(&open(&app, &browser, &format!("/account/activity?{query}")).await), expected, "{query}");
    }
    let wrong = open(&app, &browser, "/account/activity?from=2027-02-30").await;
    assert!(wrong.status == 422 && wrong.body.contains("value=\"2027-02-30\""), "{wrong:?}");
    // Parts: each event on one of them, and the search goes along.
    for _ in 0..60 {
        let page = open(&app, &browser, "/account/profile").await;
        browser.submit(&page, &[("nickname", &format!("n{}", app.now())), ("action", "save")]).await;
        app.advance(Duration::from_secs(1));
    }
    let first = open(&app, &browser, "/account/activity?kind=profile").await;
    let older = first.body.split('<').find(|tag| tag.contains("id=\"older\"")).unwrap();
    let older = attribute(older, "href").unwrap();
    assert!(older.contains("kind=profile"), "{older}");
    assert_eq!((rows(&first), rows(&browser.open(&older).await)), (50, 10));
}
