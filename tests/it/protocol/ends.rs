//! One act ends everything, at once and on every instance (ST-06): what each act leaves of each artifact, seen at two
//! instances that had seen it live before.

use std::sync::Arc;
use std::time::Duration;

use gatehouse::admin::{self, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::authn::{Authenticator, HashOptions, Hasher, NewPassword, Password, PasswordPolicy, Settings};
use gatehouse::background::Cores;
use gatehouse::model::{BeyondLimit, ClientId, Revocation, SessionLimit, UserStatus};
use gatehouse::provider::clients::CLIENTS;
use gatehouse::provider::grant::REVOCATIONS;
use gatehouse::random::Random;
use gatehouse::storage::{browser_sessions, users};

use crate::support::app::{Request, TestApp, Tokens};
use crate::support::browser::Browser;

on_each_setup![
    a_logout_ends_its_session,
    a_logout_everywhere_ends_all_sessions,
    removing_the_account_ends_its_session,
    more_people_than_a_browser_holds_end_the_oldest,
    a_login_beyond_the_limit_ends_the_oldest,
    a_new_password_ends_everything,
    a_suspension_ends_everything,
    a_deletion_ends_everything_while_it_waits,
    an_erasure_ends_everything,
    deleting_a_client_ends_what_it_holds,
    a_withdrawn_token_ends_its_grant,
    a_session_that_ends_meanwhile_begins_nothing,
];

/// How long the word may take to the other instance: the table is read each second.
const PATIENCE: Duration = Duration::from_secs(4);

/// What one browser and three clients of one login hold.
struct Holding {
    browser: Browser,
    /// Of `shop`: a JWT, and a refresh token that lives with the session.
    online: Tokens,
    /// Of `till`: an opaque token, and a refresh token that outlives the session.
    offline: Tokens,
    /// Of `spa`, not redeemed yet.
    code: String,
}

/// Two instances, and what alice holds.
struct Scene {
    here: TestApp,
    there: TestApp,
    one: Holding,
    two: Holding,
}

async fn hold(app: &TestApp) -> Holding {
    let browser = app.browser();
    let code = async |request: Request| app.sign_in(&browser, request).await.answer()["code"].clone();
    let online = code(Request::from("shop").with("scope", "openid email")).await;
    let online = Tokens::of(&app.exchange("shop", &online).await);
    let offline = code(Request::from("till").with("scope", "openid offline_access")).await;
    let offline = Tokens::of(&app.exchange("till", &offline).await);
    let code = code(Request::from("spa")).await;
    app.advance(Duration::from_secs(1));
    Holding { browser, online, offline, code }
}

/// What is left of a holding. `online` and `code` live with the session, `offline` outlives it; the JWT is of the former,
/// the opaque token of the latter.
type Left = [&'static str];

const ALL: &Left = &["session", "online", "JWT", "offline", "opaque"];
const OFFLINE: &Left = &["offline", "opaque"];
const NOTHING: &Left = &[];

/// The same without what is judged from memory.
fn stored(left: &Left) -> Vec<&'static str> {
    left.iter().copied().filter(|name| *name != "JWT").collect()
}

impl Scene {
    async fn set(app: TestApp) -> Self {
        let there = app.at_another_instance().await;
        let (one, two) = (hold(&app).await, hold(&app).await);
        let scene = Self { here: app, there, one, two };
        for at in [&scene.here, &scene.there] {
            for held in [&scene.one, &scene.two] {
                assert_eq!(seen(at, held).await, ALL, "before");
            }
        }
        scene
    }

    /// Both instances agree on what is left of either login, and no refresh token or code is good for more.
    async fn assert_left(&self, one: &Left, two: &Left) {
        for (held, expected) in [(&self.one, one), (&self.two, two)] {
            for (at, name) in [(&self.here, "here"), (&self.there, "there")] {
                // At once, but for the JWT, which is judged from memory: its end arrives within a second.
                let mut found = seen(at, held).await;
                assert_eq!(stored(&found), stored(expected), "{name}");
                let until = tokio::time::Instant::now() + PATIENCE;
                while found != expected && tokio::time::Instant::now() < until {
                    tokio::time::sleep(Duration::from_millis(50)).await;
                    found = seen(at, held).await;
                }
                assert_eq!(found, expected, "{name}");
            }
            let (refusal, there) = ((400, "invalid_grant".to_owned()), &self.there);
            for (client, tokens, what) in [("shop", &held.online, "online"), ("till", &held.offline, "offline")] {
                let is_left = expected.contains(&what);
                let seen = there.refresh(client, &tokens.refresh).await;
                assert_eq!(seen.status == 200, is_left, "refresh by {client}: {seen:?}");
                assert!(is_left || seen.refusal() == refusal, "{seen:?}");
            }
            let seen = there.exchange("spa", &held.code).await;
            assert_eq!(seen.status == 200, expected.contains(&"online"), "the code: {seen:?}");
        }
    }

    /// What commands tell running instances; the command is another process.
    async fn announce(&self, ended: &[Revocation]) {
        assert!(!ended.is_empty());
        self.here.house.parts.shared.ephemeral.announce(REVOCATIONS, "").await.unwrap();
    }
}

/// What an instance sees of a holding, changing nothing.
async fn seen(at: &TestApp, held: &Holding) -> Vec<&'static str> {
    let silent = at.ask(&held.browser, Request::from("web").with("prompt", "none")).await.answer();
    let is_signed_in = silent.contains_key("code");
    assert!(is_signed_in || silent["error"] == "login_required", "{silent:?}");
    let mut left: Vec<&'static str> = is_signed_in.then_some("session").into_iter().collect();
    for (what, client, token) in [
        ("online", "shop", &held.online.refresh),
        ("JWT", "api", &held.online.access),
        ("offline", "till", &held.offline.refresh),
        ("opaque", "vault", &held.offline.access),
    ] {
        if at.is_active(client, token).await {
            left.push(what);
        }
    }
    left
}

async fn a_logout_ends_its_session(app: TestApp) {
    let scene = Scene::set(app).await;
    scene.here.log_out(&scene.one.browser, &scene.one.online.id).await;
    scene.assert_left(OFFLINE, ALL).await;
}

async fn a_logout_everywhere_ends_all_sessions(app: TestApp) {
    let scene = Scene::set(app).await;
    let browser = scene.here.at(&scene.one.browser);
    let question = browser.get("/logout").await;
    browser.submit(&question, &[("action", "sign-out"), ("end-all-sessions", "on")]).await;
    scene.assert_left(OFFLINE, OFFLINE).await;
}

async fn removing_the_account_ends_its_session(app: TestApp) {
    let scene = Scene::set(app).await;
    let chooser = scene.here.ask(&scene.one.browser, Request::from("spa").with("prompt", "select_account")).await;
    let button = chooser.body.split('<').find(|tag| tag.starts_with("button") && tag.contains("name=\"remove\""));
    let key = crate::support::browser::attribute(button.unwrap(), "value").unwrap();
    scene.here.at(&scene.one.browser).submit(&chooser, &[("remove", &key)]).await;
    scene.assert_left(OFFLINE, ALL).await;
}

async fn more_people_than_a_browser_holds_end_the_oldest(app: TestApp) {
    let scene = Scene::set(app).await;
    let before = scene.one.browser.cookies.lock().unwrap().clone();
    for name in ["bob", "carol", "dave", "erin", "frank"] {
        scene.here.add_user(name).await;
        let request = Request::from("spa").with("prompt", "login");
        assert!(scene.here.sign_in_as(&scene.one.browser, name, request).await.answer().contains_key("code"));
    }
    *scene.one.browser.cookies.lock().unwrap() = before;
    scene.assert_left(OFFLINE, ALL).await;
}

async fn a_login_beyond_the_limit_ends_the_oldest(app: TestApp) {
    let scene = Scene::set(app).await;
    let limit = SessionLimit { sessions: 2.try_into().unwrap(), beyond: BeyondLimit::EndOldest };
    scene.here.change(RealmChange { session_limit: Some(Some(limit)), ..RealmChange::default() }).await;
    scene.here.tokens("shop").await;
    scene.assert_left(OFFLINE, ALL).await;
}

/// What commands work with; the command is another process.
fn authenticator(app: &TestApp) -> Authenticator {
    let shared = &app.house.parts.shared;
    let options = HashOptions { memory_kib: 64, passes: 1, threads: 1, ..HashOptions::default() };
    let hasher = Hasher::start(&options, Random::System, &Cores::default()).unwrap();
    let parts = (hasher, Arc::clone(&shared.sub_keys), shared.outbox.clone());
    Authenticator::new(shared.database.clone(), shared.ephemeral.clone(), parts, Settings::default())
}

async fn a_new_password_ends_everything(app: TestApp) {
    let scene = Scene::set(app).await;
    let (app, shared) = (&scene.here, &scene.here.house.parts.shared);
    let authn = authenticator(app);
    let user = users::find(&shared.database, &app.realm, &app.alice).await.unwrap().unwrap();
    let (origin, password) = (app.house.origin_in(&app.realm), Password::parse("tapirs swim by day").unwrap());
    let policy = PasswordPolicy::nist();
    let set = authn.set_password(&origin, Actor::Administrator("cli"), (&user, &password), &policy).await.unwrap();
    let NewPassword::Set(ended) = set else { panic!("{set:?}") };
    scene.announce(&ended).await;
    scene.assert_left(NOTHING, NOTHING).await;
}

async fn a_suspension_ends_everything(app: TestApp) {
    let scene = Scene::set(app).await;
    let (app, database) = (&scene.here, &scene.here.house.parts.shared.database);
    let (origin, actor) = (app.house.origin_in(&app.realm), Actor::Administrator("cli"));
    let ended = admin::set_status(database, &origin, actor, &app.alice, UserStatus::Suspended).await.unwrap();
    scene.announce(&ended).await;
    scene.assert_left(NOTHING, NOTHING).await;
    // And nothing comes back when the user may sign in again.
    admin::set_status(database, &origin, actor, &app.alice, UserStatus::Active).await.unwrap();
    scene.assert_left(NOTHING, NOTHING).await;
}

async fn a_deletion_ends_everything_while_it_waits(app: TestApp) {
    let scene = Scene::set(app).await;
    let (app, origin) = (&scene.here, scene.here.house.origin_in(&scene.here.realm));
    let (authn, wait) = (authenticator(app), Duration::from_hours(14 * 24));
    let actor = (Actor::User(&app.alice), None);
    let leaving = authn.request_deletion(&origin, actor, &app.alice, wait).await.unwrap().unwrap();
    assert!(authn.request_deletion(&origin, actor, &app.alice, wait).await.unwrap().is_none(), "it is decided");
    scene.announce(&leaving.ended).await;
    scene.assert_left(NOTHING, NOTHING).await;
    // Signing in again leads to the page that keeps the account, on either instance, and to no application.
    let browser = app.browser();
    for at in [&scene.here, &scene.there] {
        let led = at.sign_in(&browser, "shop").await;
        assert!(led.path.starts_with("/account/privacy?interaction="), "{led:?}");
        let silent = at.ask(&browser, Request::from("shop").with("prompt", "none")).await.answer();
        assert_eq!(silent["error"], "interaction_required");
    }
    // Kept, it is as it was, but what has ended does not come back.
    let page = app.ask(&browser, "shop").await;
    let interaction = page.field("interaction").unwrap();
    let kept = app.at(&browser).submit(&page, &[("interaction", &interaction), ("action", "keep")]).await;
    assert!(kept.answer().contains_key("code"), "{kept:?}");
    scene.assert_left(NOTHING, NOTHING).await;
}

async fn an_erasure_ends_everything(app: TestApp) {
    let scene = Scene::set(app).await;
    let (app, origin) = (&scene.here, scene.here.house.origin_in(&scene.here.realm));
    let ended = authenticator(app).erase_now(&origin, Actor::Administrator("cli"), &app.alice).await.unwrap();
    scene.announce(&ended.unwrap()).await;
    scene.assert_left(NOTHING, NOTHING).await;
}

async fn deleting_a_client_ends_what_it_holds(app: TestApp) {
    let there = app.at_another_instance().await;
    let (shop, till) = (app.tokens("shop").await, app.tokens("till").await);
    let machine = app.post("shop", "/token", &[("grant_type", "client_credentials")]).await.text("access_token");
    for at in [&app, &there] {
        assert!(at.is_active("api", &shop.access).await && at.is_active("api", &machine).await);
        assert!(at.is_active("vault", &till.access).await);
    }
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    for client in ["shop", "till"] {
        let id = ClientId::from(client);
        admin::delete_client(&shared.database, &origin, Actor::Administrator("cli"), &id).await.unwrap();
        shared.ephemeral.announce(REVOCATIONS, "").await.unwrap();
        shared.ephemeral.announce(CLIENTS, &format!("{} {client}", app.realm)).await.unwrap();
    }
    for at in [&app, &there] {
        let until = tokio::time::Instant::now() + PATIENCE;
        while at.is_active("api", &shop.access).await && tokio::time::Instant::now() < until {
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        assert!(!at.is_active("api", &shop.access).await && !at.is_active("vault", &till.access).await);
        // An instance that hears no announcement knows of a client for ten seconds.
        app.advance(Duration::from_secs(11));
        assert!(!at.is_active("api", &machine).await);
        assert_eq!(at.refresh("shop", &shop.refresh).await.refusal(), (401, "invalid_client".to_owned()));
    }
}

async fn a_withdrawn_token_ends_its_grant(app: TestApp) {
    let there = app.at_another_instance().await;
    let (shop, till) = (app.tokens("shop").await, app.tokens("till").await);
    assert!(there.is_active("api", &shop.access).await && there.is_active("vault", &till.access).await);
    app.revoke("shop", &shop.refresh).await;
    app.revoke("till", &till.refresh).await;
    assert!(!app.is_active("api", &shop.access).await);
    assert!(!there.is_active("vault", &till.access).await, "an opaque token at once");
    let until = tokio::time::Instant::now() + PATIENCE;
    while there.is_active("api", &shop.access).await && tokio::time::Instant::now() < until {
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert!(!there.is_active("api", &shop.access).await);
    assert_eq!(there.refresh("shop", &shop.refresh).await.refusal(), (400, "invalid_grant".to_owned()));
}

/// A request that has read the session, and issues its code while the session ends: either the end takes the code along,
/// or there is none.
async fn a_session_that_ends_meanwhile_begins_nothing(app: TestApp) {
    let there = app.at_another_instance().await;
    for round in 0..12_u64 {
        let browser = app.browser();
        let first = app.sign_in(&browser, "shop").await.answer()["code"].clone();
        let tokens = Tokens::of(&app.exchange("shop", &first).await);
        let asking = async {
            let copy = there.browser();
            *copy.cookies.lock().unwrap() = browser.cookies.lock().unwrap().clone();
            let asks = (0..6).map(|_| there.ask(&copy, Request::from("shop").with("prompt", "none")));
            futures_util::future::join_all(asks).await
        };
        let ending = async {
            tokio::time::sleep(Duration::from_micros(700 * round)).await;
            app.log_out(&browser, &tokens.id).await
        };
        let (answers, _) = futures_util::future::join(asking, ending).await;
        let open = browser_sessions::list_of_user(&app.house.parts.shared.database, &app.realm, &app.alice).await;
        assert!(open.unwrap().is_empty());
        for seen in answers {
            match seen.answer().get("code") {
                Some(code) => assert_eq!(app.exchange("shop", code).await.status, 400, "it outlived its session"),
                None => assert_eq!(seen.answer()["error"], "login_required"),
            }
        }
        app.advance(Duration::from_secs(1));
    }
}
