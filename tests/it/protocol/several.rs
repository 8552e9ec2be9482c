//! Several people signed in in one browser (AU-18; pages L-7): each has a session of their own, nobody is guessed, and what
//! one does leaves the others alone.

use std::time::Duration;

use gatehouse::admin::RealmChange;
use gatehouse::model::{RealmSettings, RememberedAccounts, UserId};
use gatehouse::storage::{realms, users};

use crate::support::app::{PASSWORD, Request, TestApp, Tokens, part};
use crate::support::browser::{Browser, Seen, attribute};

on_each_setup![
    nobody_is_guessed,
    hints_settle_who,
    who_is_chosen_goes_on,
    a_client_that_knows_one_goes_on_with_that_one,
    what_the_client_demands_holds_for_whoever_is_chosen,
    signing_out_one_keeps_the_other,
    the_question_is_about_whom_it_names,
    all_can_sign_out_at_once,
    forms_of_one_are_not_sent_as_another,
    a_consent_is_of_whoever_saw_the_page,
    what_ends_one_ends_no_other,
    an_account_that_is_to_go_is_shown_to_its_owner,
    who_was_kept_is_remembered_until_removed,
    nobody_is_remembered_who_did_not_choose_so,
    a_realm_decides_who_is_remembered,
    cards_cannot_be_made_up,
    realms_know_nothing_of_each_other,
];

struct Pair {
    /// In which alice signed in, and then bob.
    browser: Browser,
    bob: UserId,
    of_alice: Tokens,
    of_bob: Tokens,
}

async fn pair(app: &TestApp) -> Pair {
    let browser = app.browser();
    let bob = app.add_user("bob").await;
    let of_alice = tokens(app, "spa", &app.sign_in(&browser, "spa").await).await;
    app.advance(Duration::from_secs(1));
    let seen = app.sign_in_as(&browser, "bob", Request::from("spa").with("prompt", "login")).await;
    let of_bob = tokens(app, "spa", &seen).await;
    app.advance(Duration::from_secs(1));
    Pair { browser, bob, of_alice, of_bob }
}

async fn tokens(app: &TestApp, client: &str, seen: &Seen) -> Tokens {
    let code = seen.answer().remove("code").unwrap_or_else(|| panic!("no code: {seen:?}"));
    Tokens::of(&app.exchange(client, &code).await)
}

/// Whom the response is about.
async fn subject(app: &TestApp, client: &str, seen: &Seen) -> String {
    part(&tokens(app, client, seen).await.id, 1)["sub"].as_str().unwrap().to_owned()
}

fn error(seen: &Seen) -> String {
    seen.answer().remove("error").unwrap_or_else(|| panic!("no error: {seen:?}"))
}

fn silent(client: &str) -> Request {
    Request::from(client).with("prompt", "none")
}

fn assert_is_chooser(seen: &Seen) {
    assert!(seen.status == 200 && seen.path.contains("/select-account"), "{seen:?}");
    assert!(seen.body.contains("<h1>Choose an account</h1>"));
}

/// The accounts on the page, by what their buttons send.
fn cards(seen: &Seen) -> Vec<String> {
    let buttons = seen.body.split('<').filter(|tag| tag.starts_with("button") && tag.contains("name=\"account\""));
    buttons.map(|tag| attribute(tag, "value").unwrap()).collect()
}

async fn nobody_is_guessed(app: TestApp) {
    let Pair { browser, bob, .. } = pair(&app).await;
    let chooser = app.ask(&browser, "web").await;
    assert_is_chooser(&chooser);
    assert_eq!(cards(&chooser), [bob.as_str(), app.alice.as_str()], "the current one first");
    for shown in ["a…@example.com", "b…@example.com", "id=\"account-2-remove\"", "id=\"use-another-account\""] {
        assert!(chooser.body.contains(shown), "{shown}: {}", chooser.body);
    }
    assert!(!chooser.body.contains("alice@example.com") && !chooser.body.contains("bob@example.com"));
    assert_eq!(error(&app.ask(&browser, silent("web")).await), "account_selection_required");
    // A login says who it is; choosing first would ask twice.
    let login = app.ask(&browser, Request::from("web").with("prompt", "login")).await;
    assert!(login.path.ends_with("/login"), "{login:?}");
    // Somebody who is alone is not asked.
    let alone = app.browser();
    app.sign_in(&alone, "spa").await;
    assert!(app.ask(&alone, "web").await.answer().contains_key("code"));
}

async fn hints_settle_who(app: TestApp) {
    let Pair { browser, bob, of_alice, of_bob } = pair(&app).await;
    let alice = app.alice.as_str();
    for (hint, value, who) in [
        ("id_token_hint", of_alice.id.as_str(), alice),
        ("id_token_hint", &of_bob.id, bob.as_str()),
        ("login_hint", "alice", alice),
        ("login_hint", "Bob@Example.com", bob.as_str()),
    ] {
        for request in [silent("spa"), Request::from("spa")] {
            let seen = app.ask(&browser, request.with(hint, value)).await;
            assert_eq!(subject(&app, "spa", &seen).await, who, "{hint}");
        }
    }
    // A hint at somebody who is not here settles nothing; a token of theirs does.
    app.add_user("carol").await;
    assert_is_chooser(&app.ask(&browser, Request::from("spa").with("login_hint", "carol")).await);
    let carol = tokens(&app, "spa", &app.sign_in_as(&app.browser(), "carol", "spa").await).await;
    let seen = app.ask(&browser, silent("spa").with("id_token_hint", &carol.id)).await;
    assert_eq!(error(&seen), "login_required");
    let login = app.ask(&browser, Request::from("spa").with("id_token_hint", &carol.id)).await;
    assert!(login.path.ends_with("/login"), "{login:?}");
}

async fn who_is_chosen_goes_on(app: TestApp) {
    let Pair { browser, bob, .. } = pair(&app).await;
    let first = app.ask(&browser, Request::from("web").with("prompt", "select_account")).await;
    let second = app.ask(&browser, "web").await;
    let alice = browser.submit(&first, &[("account", app.alice.as_str())]).await;
    assert_eq!(subject(&app, "web", &alice).await, app.alice.as_str());
    // Alice is the current one now, and bob still signed in: the other tab goes on as it likes.
    assert!(browser.open(&app.path("/account")).await.body.contains("alice@example.com"));
    let chosen = browser.submit(&second, &[("account", bob.as_str())]).await;
    assert_eq!(subject(&app, "web", &chosen).await, bob.as_str());
    // Whoever is not signed in here is not chosen, whatever the form says.
    let stranger = app.add_user("carol").await;
    let chooser = app.ask(&browser, Request::from("web").with("prompt", "select_account")).await;
    let login = browser.submit(&chooser, &[("account", stranger.as_str())]).await;
    assert!(login.path.contains("/login?account=other") && login.field("username").unwrap().is_empty(), "{login:?}");
    let third = browser.submit(&login, &[("username", "carol"), ("action", "sign-in")]).await;
    let third = browser.submit(&third, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert_eq!(subject(&app, "web", &third).await, stranger.as_str());
    assert_eq!(cards(&app.ask(&browser, "till").await).len(), 3);
}

async fn a_client_that_knows_one_goes_on_with_that_one(app: TestApp) {
    let Pair { browser, bob, .. } = pair(&app).await;
    let chooser = app.ask(&browser, "web").await;
    browser.submit(&chooser, &[("account", bob.as_str())]).await;
    assert_eq!(subject(&app, "web", &app.ask(&browser, silent("web")).await).await, bob.as_str());
    // Asking is possible otherwise, and then the person is asked; and two whom it knows are not one.
    let chooser = app.ask(&browser, "web").await;
    assert_is_chooser(&chooser);
    browser.submit(&chooser, &[("account", app.alice.as_str())]).await;
    assert_eq!(error(&app.ask(&browser, silent("web")).await), "account_selection_required");
}

async fn what_the_client_demands_holds_for_whoever_is_chosen(app: TestApp) {
    let Pair { browser, .. } = pair(&app).await;
    app.advance(Duration::from_mins(10));
    let chooser = app.ask(&browser, Request::from("web").with("max_age", "300")).await;
    assert_is_chooser(&chooser);
    let login = browser.submit(&chooser, &[("account", app.alice.as_str())]).await;
    assert!(login.path.contains("/login"), "{login:?}");
    assert_eq!(login.field("username").as_deref(), Some("alice"), "the name is filled in");
    let password = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    let done = browser.submit(&password, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert_eq!(subject(&app, "web", &done).await, app.alice.as_str());
    // … and her session is still one, beside bob's.
    assert_eq!(cards(&app.ask(&browser, "till").await).len(), 2);
}

async fn signing_out_one_keeps_the_other(app: TestApp) {
    let Pair { browser, bob, of_alice, of_bob } = pair(&app).await;
    // Alice is not the current one, and is who the token names.
    let done = app.log_out(&browser, &of_alice.id).await;
    assert_eq!(done.status, 303, "{done:?}");
    assert_eq!(app.userinfo(&of_alice.access).await.status, 401);
    assert_eq!(app.userinfo(&of_bob.access).await.status, 200);
    assert_eq!(subject(&app, "web", &app.ask(&browser, silent("web")).await).await, bob.as_str());
    let page = browser.follow(done).await;
    assert!(page.body.contains("id=\"remaining\"") && page.body.contains("b…@example.com"), "{}", page.body);
    // The hint of a session that has ended here asks about whoever is left.
    let question = app.log_out(&browser, &of_alice.id).await;
    assert!(question.status == 200 && question.body.contains("bob"), "{question:?}");
}

async fn the_question_is_about_whom_it_names(app: TestApp) {
    let Pair { browser, of_alice, of_bob, .. } = pair(&app).await;
    let question = browser.open(&app.path("/logout")).await;
    assert!(question.body.contains("<bdi>bob</bdi>"), "{}", question.body);
    // In another tab alice becomes the current one; the answer is still about bob.
    let chooser = browser.open(&app.path("/login/select-account")).await;
    browser.submit(&chooser, &[("account", app.alice.as_str())]).await;
    browser.submit(&question, &[("action", "sign-out")]).await;
    assert_eq!(app.userinfo(&of_bob.access).await.status, 401);
    assert_eq!(app.userinfo(&of_alice.access).await.status, 200);
    let again = browser.submit(&question, &[("action", "sign-out")]).await;
    assert_eq!(again.status, 403, "{again:?}");
    assert_eq!(app.userinfo(&of_alice.access).await.status, 200, "nobody else is signed out by it");
}

async fn all_can_sign_out_at_once(app: TestApp) {
    let Pair { browser, of_alice, of_bob, .. } = pair(&app).await;
    let question = browser.open(&app.path("/logout")).await;
    assert!(question.body.contains("id=\"end-all-accounts\""));
    browser.submit(&question, &[("action", "sign-out"), ("end-all-accounts", "on")]).await;
    for tokens in [of_alice, of_bob] {
        assert_eq!(app.userinfo(&tokens.access).await.status, 401);
    }
    assert!(!browser.cookies.lock().unwrap().keys().any(|name| name.contains("session")), "no secret is left");
    assert_eq!(error(&app.ask(&browser, silent("web")).await), "login_required");
}

async fn forms_of_one_are_not_sent_as_another(app: TestApp) {
    let browser = app.browser();
    let bob = app.add_user("bob").await;
    app.sign_in(&browser, "spa").await;
    let page = browser.open(&app.path("/account/profile")).await;
    assert!(page.body.contains("alice@example.com"));
    app.sign_in_as(&browser, "bob", Request::from("spa").with("prompt", "login")).await;
    let refused = browser.submit(&page, &[("nickname", "Lissy"), ("action", "save")]).await;
    assert!(refused.status == 403 && refused.body.contains("other_account"), "{refused:?}");
    assert!(refused.body.contains("/login/select-account") && !refused.body.contains("Lissy"));
    let own = browser.open(&app.path("/account/profile")).await;
    assert!(own.body.contains("bob@example.com") && !own.body.contains("alice@example.com"), "nothing of alice");
    assert!(!own.body.contains("Lissy"), "nothing was changed");
    // Bob's page leads to alice, and her form is good then.
    assert!(own.body.contains("id=\"switch-1\"") && own.body.contains("a…@example.com"), "{}", own.body);
    let switch = own.body.split('<').find(|tag| tag.starts_with("button") && tag.contains("switch-1")).unwrap();
    assert_eq!(attribute(switch, "value").unwrap(), app.alice.as_str());
    let menu = own.body.split("id=\"switch-form\"").nth(1).unwrap();
    let csrf = attribute(menu.split('<').find(|tag| tag.contains("name=\"csrf\"")).unwrap(), "value").unwrap();
    let path = app.path("/login/select-account");
    let forged = browser.post(&path, &[("account", app.alice.as_str()), ("csrf", "x")]).await;
    assert_eq!(forged.status, 403, "{forged:?}");
    let switched = browser.post(&path, &[("account", app.alice.as_str()), ("csrf", &csrf)]).await;
    assert_eq!(switched.location(), app.path("/account"));
    let saved = browser.submit(&page, &[("nickname", "Lissy"), ("action", "save")]).await;
    assert!(saved.status == 200 && saved.body.contains("Lissy"), "{saved:?}");
    let chooser = browser.open(&path).await;
    browser.submit(&chooser, &[("account", bob.as_str())]).await;
    assert!(!browser.open(&app.path("/account/profile")).await.body.contains("value=\"Lissy\""));
}

async fn a_consent_is_of_whoever_saw_the_page(app: TestApp) {
    let browser = app.browser();
    app.add_user("bob").await;
    app.sign_in(&browser, "spa").await;
    let consent = app.ask(&browser, "guest").await;
    assert!(consent.path.ends_with("/consent"), "{consent:?}");
    app.advance(Duration::from_secs(1));
    app.sign_in_as(&browser, "bob", Request::from("spa").with("prompt", "login")).await;
    let fields = [("scope", "openid"), ("scope", "email"), ("action", "allow")];
    let refused = browser.submit(&consent, &fields).await;
    assert!(refused.status == 403 && refused.path.ends_with("/consent"), "{refused:?}");
    assert!(refused.body.contains("bob"), "the page is bob's now");
    let allowed = browser.submit(&refused, &fields).await;
    assert_ne!(subject(&app, "guest", &allowed).await, app.alice.as_str());
}

async fn what_ends_one_ends_no_other(app: TestApp) {
    let Pair { browser, bob, of_alice, of_bob } = pair(&app).await;
    app.suspend_alice().await;
    assert_eq!(app.userinfo(&of_alice.access).await.status, 401);
    assert_eq!(app.userinfo(&of_bob.access).await.status, 200);
    assert_eq!(subject(&app, "web", &app.ask(&browser, silent("web")).await).await, bob.as_str());
    let chooser = app.ask(&browser, Request::from("web").with("prompt", "select_account")).await;
    assert_eq!(cards(&chooser), [bob.as_str()]);
}

async fn an_account_that_is_to_go_is_shown_to_its_owner(app: TestApp) {
    let Pair { browser, of_alice, .. } = pair(&app).await;
    let (parts, origin) = (&app.house.parts, app.house.origin_in(&app.realm));
    let mut tx = parts.shared.database.begin().await.unwrap();
    let end = origin.now + Duration::from_hours(24);
    assert!(users::schedule_deletion(&mut tx, &origin.realm, &app.alice, end).await.unwrap());
    tx.commit().await.unwrap();
    let page = app.ask(&browser, Request::from("spa").with("id_token_hint", &of_alice.id)).await;
    assert!(page.path.contains("/account/privacy?interaction="), "{page:?}");
    assert!(page.body.contains("alice@example.com") && page.body.contains("id=\"keep-account\""), "{}", page.body);
}

/// Signs in on the realm's own pages; with "keep me signed in" where `kept`.
async fn sign_in_at_home(app: &TestApp, browser: &Browser, user: &str, kept: bool) {
    let login = browser.open(&app.path("/login?account=other")).await;
    let remember: &[(&str, &str)] = if kept { &[("remember", "on")] } else { &[] };
    let name = [("username", user), ("action", "sign-in")];
    let password = browser.submit(&login, &[&name, remember].concat()).await;
    let secret = [("password", PASSWORD), ("action", "sign-in")];
    let home = browser.submit(&password, &[&secret, remember].concat()).await;
    assert!(home.path.ends_with("/account"), "{home:?}");
}

async fn sign_out(app: &TestApp, browser: &Browser, more: &[(&str, &str)]) -> Seen {
    let question = browser.open(&app.path("/logout")).await;
    browser.submit(&question, &[&[("action", "sign-out")], more].concat()).await
}

async fn who_was_kept_is_remembered_until_removed(app: TestApp) {
    let browser = app.browser();
    sign_in_at_home(&app, &browser, "alice", true).await;
    let done = sign_out(&app, &browser, &[]).await;
    assert!(done.body.contains("/login/select-account"), "the page says so: {}", done.body);
    let chooser = app.ask(&browser, Request::from("web").with("prompt", "select_account")).await;
    assert_is_chooser(&chooser);
    assert_eq!(cards(&chooser), [app.alice.as_str()]);
    assert!(chooser.body.contains("Signed out") && !chooser.body.contains("alice@example.com"));
    // Choosing it leads to the password with the name filled in, and opens nothing by itself.
    let password = browser.submit(&chooser, &[("account", app.alice.as_str())]).await;
    assert!(password.path.contains("/password"), "{password:?}");
    assert_eq!(password.field("username").as_deref(), Some("alice"));
    let wrong = browser.submit(&password, &[("password", "wrong"), ("action", "sign-in")]).await;
    assert_eq!(wrong.status, 422);
    let secret = [("password", PASSWORD), ("remember", "on"), ("action", "sign-in")];
    let back = browser.submit(&wrong, &secret).await;
    assert_eq!(subject(&app, "web", &back).await, app.alice.as_str());
    // "Remove" signs out and forgets.
    let chooser = app.ask(&browser, Request::from("web").with("prompt", "select_account")).await;
    let login = browser.submit(&chooser, &[("remove", app.alice.as_str())]).await;
    assert!(login.path.ends_with("/login") && !login.body.contains("choose-account"), "{login:?}");
    assert_eq!(error(&app.ask(&browser, silent("web")).await), "login_required");
    assert!(!browser.cookies.lock().unwrap().keys().any(|name| name.contains("accounts")));
    // So does the box on the page of signing out.
    sign_in_at_home(&app, &browser, "alice", true).await;
    let done = sign_out(&app, &browser, &[("forget-account", "on")]).await;
    assert!(!done.body.contains("/login/select-account"), "{}", done.body);
    assert!(browser.open(&app.path("/login/select-account")).await.path.ends_with("/login"));
}

async fn nobody_is_remembered_who_did_not_choose_so(app: TestApp) {
    let browser = app.browser();
    sign_in_at_home(&app, &browser, "alice", false).await;
    let question = browser.open(&app.path("/logout")).await;
    assert!(!question.body.contains("forget-account"));
    sign_out(&app, &browser, &[]).await;
    let login = app.ask(&browser, Request::from("web").with("prompt", "select_account")).await;
    assert!(login.path.ends_with("/login") && !login.body.contains("choose-account"), "{login:?}");
    // What was chosen last counts.
    sign_in_at_home(&app, &browser, "alice", true).await;
    sign_in_at_home(&app, &browser, "alice", false).await;
    sign_out(&app, &browser, &[]).await;
    assert!(browser.open(&app.path("/login/select-account")).await.path.ends_with("/login"));
    // It is forgotten in time.
    sign_in_at_home(&app, &browser, "alice", true).await;
    sign_out(&app, &browser, &[]).await;
    app.advance(Duration::from_hours(24 * 90));
    assert!(browser.open(&app.path("/login/select-account")).await.path.ends_with("/login"));
}

async fn set(app: &TestApp, rule: RememberedAccounts) {
    let database = &app.house.parts.shared.database;
    let realm = realms::find(database, &app.realm).await.unwrap().unwrap();
    let settings = RealmSettings { remembered_accounts: rule, ..realm.settings };
    app.change(RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() }).await;
}

async fn a_realm_decides_who_is_remembered(app: TestApp) {
    let browser = app.browser();
    set(&app, RememberedAccounts::Always).await;
    sign_in_at_home(&app, &browser, "alice", false).await;
    sign_out(&app, &browser, &[]).await;
    let chooser = browser.open(&app.path("/login/select-account")).await;
    assert_eq!(cards(&chooser), [app.alice.as_str()]);
    set(&app, RememberedAccounts::Never).await;
    assert!(browser.open(&app.path("/login/select-account")).await.path.ends_with("/login"));
    sign_in_at_home(&app, &browser, "alice", true).await;
    sign_out(&app, &browser, &[]).await;
    set(&app, RememberedAccounts::Kept).await;
    assert_eq!(cards(&browser.open(&app.path("/login/select-account")).await), [app.alice.as_str()], "from before");
}

async fn cards_cannot_be_made_up(app: TestApp) {
    let browser = app.browser();
    let bob = app.add_user("bob").await;
    sign_in_at_home(&app, &browser, "alice", true).await;
    sign_out(&app, &browser, &[]).await;
    let own = browser.cookies.lock().unwrap()["gatehouse-accounts"].clone();
    for made_up in [
        own.replace(app.alice.as_str(), bob.as_str()),
        own.replacen('.', "9.", 1),
        format!("{}.9999999999.{}", bob.as_str(), "A".repeat(43)),
        "~.~..".to_owned(),
    ] {
        let stranger = app.browser();
        stranger.cookies.lock().unwrap().insert("gatehouse-accounts".to_owned(), made_up.clone());
        let login = stranger.open(&app.path("/login/select-account")).await;
        assert!(login.path.ends_with("/login") && !login.body.contains("…@"), "{made_up}");
    }
    // The cookie of sessions is a list of secrets; what is none is nothing.
    let stranger = app.browser();
    let list = format!("gs_{}.{}", "A".repeat(43), "x".repeat(500));
    stranger.cookies.lock().unwrap().insert("gatehouse-sessions".to_owned(), list);
    assert_eq!(error(&app.ask(&stranger, silent("web")).await), "login_required");
}

async fn realms_know_nothing_of_each_other(app: TestApp) {
    let away = app.neighbor("acme").await;
    let Pair { browser, .. } = pair(&app).await;
    sign_in_at_home(&app, &browser, "alice", true).await;
    let there = away.at(&browser);
    assert_eq!(error(&away.ask(&there, silent("web")).await), "login_required");
    // Nor under the names that the other realm's cookies have.
    let cookies = browser.cookies.lock().unwrap().clone();
    for (name, value) in cookies {
        browser.cookies.lock().unwrap().insert(format!("{name}-acme"), value);
    }
    assert_eq!(error(&away.ask(&there, silent("web")).await), "login_required");
    let login = there.open(&away.path("/login/select-account")).await;
    assert!(login.path.ends_with("/login") && !login.body.contains("…@"), "{login:?}");
}
