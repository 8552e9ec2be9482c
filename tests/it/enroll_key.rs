//! A passkey or a security key that is added because a login demands a second factor (product AU-20, pages K-6, K-10).

use std::time::Duration;

use gatehouse::admin::{self, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::model::{BrowserSession, RealmId};
use gatehouse::storage::{audit_events, browser_sessions, realms, users};
use serde_json::{Value, json};

use crate::passkeys::Asked;
use crate::support::authenticator::{Key, Manner};
use crate::support::browser::{Browser, House, Seen};

const PASSWORD: &str = "wombats dig at night";
const ISSUER: &str = "http://localhost:8080";
const FORM: &str = "id=\"enroll-form\"";
const KEY_FORM: &str = "enroll-security-key-form";

async fn house(rules: Value) -> House {
    house_at(ISSUER, rules).await
}

async fn house_at(issuer: &str, rules: Value) -> House {
    let house = House::open(&[("server.issuer", issuer)]).await;
    house.add_user("alice", PASSWORD).await;
    house.add_user("bob", PASSWORD).await;
    set_rules(&house, rules).await;
    house
}

async fn set_rules(house: &House, rules: Value) {
    let database = &house.parts.shared.database;
    let realm = realms::find_by_name(database, "default").await.unwrap().unwrap();
    let mut settings = realm.settings.clone();
    settings.factor_rules = serde_json::from_value(rules).unwrap();
    let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
    admin::change_realm(database, &house.origin(), Actor::System, change).await.unwrap();
    house.clock.advance(Duration::from_secs(30));
}

fn only_keys() -> Value {
    json!([{"name": "all", "require": {"one_of": ["webauthn"]}}])
}

fn browser(house: &House) -> Browser {
    Browser { origin: Some(ISSUER.to_owned()), ..house.browser() }
}

fn manner() -> Manner {
    Manner::at(ISSUER)
}

async fn sign_in(browser: &Browser, name: &str) -> Seen {
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", name), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await
}

async fn sessions(house: &House, name: &str) -> Vec<BrowserSession> {
    let (database, realm) = (&house.parts.shared.database, RealmId::default_realm());
    let user = users::find_by_identifier(database, &realm, name).await.unwrap().unwrap();
    browser_sessions::list_of_user(database, &realm, &user.id).await.unwrap()
}

/// How often a key was added.
async fn added(house: &House) -> usize {
    let rows = audit_events::list(&house.parts.shared.database, &RealmId::default_realm(), 100).await.unwrap();
    rows.iter().filter(|row| row.event == "factor.enabled").count()
}

/// The key of `browser`, added where it is demanded; with the page that asks for it.
async fn add(browser: &Browser, page: &Seen, mark: &str, manner: &Manner) -> (Key, Seen) {
    let asked = Asked::read(page, mark);
    let (key, made) = Key::create(&asked.options, manner);
    (key, asked.answer(browser, &made).await)
}

#[tokio::test]
async fn a_demanded_key_is_added_and_then_shown() {
    let house = house(json!([])).await;
    let elsewhere = browser(&house);
    assert_eq!(sign_in(&elsewhere, "alice").await.path, "/account");
    set_rules(&house, only_keys()).await;
    for (name, form, manner, reached) in [
        ("alice", FORM, Manner { synced: true, ..manner() }, ("pwd swk user mfa", "urn:gatehouse:mfa")),
        (
            "bob",
            KEY_FORM,
            Manner { user_verified: false, discoverable: false, ..manner() },
            ("pwd hwk user mfa", "urn:gatehouse:mfa"),
        ),
    ] {
        let own = browser(&house);
        let asked = sign_in(&own, name).await;
        assert_eq!((asked.status, asked.path.as_str()), (200, "/login/enroll/key"), "{asked:?}");
        assert!(asked.body.contains("Protect your account") && !asked.body.contains("skip-enroll"));
        assert!(!asked.body.contains("/enroll/totp"), "a code would not do");
        let (mut key, then) = add(&own, &asked, form, &manner).await;
        assert_eq!((then.status, then.path.as_str()), (200, "/login/second-factor/passkey"), "{then:?}");
        assert_eq!(own.get("/account").await.location(), "/login", "adding a key proves nobody");
        let asked = Asked::read(&then, "second-factor-form");
        let done = asked.answer(&own, &key.sign(&asked.options, &manner)).await;
        assert_eq!((done.status, done.path.as_str()), (200, "/account"), "{done:?}");
        let found = sessions(&house, name).await;
        let now = found.iter().find(|session| session.ended_at.is_none()).unwrap();
        assert_eq!((now.amr.join(" ").as_str(), now.acr.as_str()), reached);
    }
    assert_eq!(elsewhere.get("/account").await.location(), "/login", "what began without the key has ended");
    // From now on it is asked for, and giving up on the way changes nothing.
    let next = sign_in(&browser(&house), "alice").await;
    assert_eq!(next.path, "/login/second-factor/passkey", "{next:?}");
}

#[tokio::test]
async fn there_is_a_choice_where_a_code_would_do_as_well() {
    let house = house(json!([{"name": "all", "require": "any", "grace_days": 14}])).await;
    let own = browser(&house);
    let asked = sign_in(&own, "alice").await;
    assert!(asked.path == "/login/enroll/totp" && asked.body.contains("href=\"/login/enroll/key\""), "{asked:?}");
    let keys = own.open("/login/enroll/key").await;
    assert!(keys.body.contains("href=\"/login/enroll/totp\"") && keys.body.contains("skip-enroll"), "{keys:?}");
    assert!(keys.body.contains("<noscript>"), "who has no scripts is told");
    let bare = own.submit(&keys, &[("kind", "passkey")]).await;
    assert_eq!((bare.status, bare.path.as_str()), (200, "/login/enroll/key"), "sent without the script");
    let later = own.submit(&keys, &[("action", "skip")]).await;
    assert_eq!(later.path, "/account", "put off: {later:?}");
    house.clock.advance(Duration::from_hours(14 * 24));
    let own = browser(&house);
    sign_in(&own, "alice").await;
    let keys = own.open("/login/enroll/key").await;
    assert!(!keys.body.contains("skip-enroll"), "{keys:?}");
    let skipped = own.submit(&keys, &[("action", "skip")]).await;
    assert!(skipped.path.starts_with("/login/enroll/"), "there is no grace left: {skipped:?}");
}

#[tokio::test]
async fn no_path_leads_around_it() {
    let house = house(only_keys()).await;
    let own = browser(&house);
    sign_in(&own, "alice").await;
    for path in ["/account", "/account/passkeys", "/account/authenticator"] {
        assert!(own.get(path).await.location().starts_with("/login"), "{path}");
    }
    for path in
        ["/login/enroll/totp", "/login/second-factor/passkey", "/login/update-password", "/login/enroll/passkey"]
    {
        let seen = own.open(path).await;
        assert!(seen.path.starts_with("/login/enroll/key") || seen.path == "/login", "{path}: {seen:?}");
        assert_ne!(own.get("/account").await.status, 200, "{path}");
    }
    // The form of the application, sent although only keys will do.
    let page = own.open("/login/enroll/key").await;
    let csrf = page.field("csrf").unwrap();
    own.post("/login/enroll/totp", &[("csrf", &csrf), ("code", "000000"), ("action", "enroll")]).await;
    assert!(sessions(&house, "alice").await.is_empty());
    assert_eq!(browser(&house).get("/login/enroll/key").await.location(), "/login", "the flow is this browser's");
}

#[tokio::test]
async fn a_ceremony_counts_once_for_one_login_and_one_user() {
    let house = house(only_keys()).await;
    let (own, other, bobs) = (browser(&house), browser(&house), browser(&house));
    let page = sign_in(&own, "alice").await;
    let asked = Asked::read(&page, FORM);
    let (_, made) = Key::create(&asked.options, &manner());
    // Another login of Alice's, a login of Bob's: their forms, this ceremony.
    for (browser, name) in [(&other, "alice"), (&bobs, "bob")] {
        let mut theirs = Asked::read(&sign_in(browser, name).await, FORM);
        let ceremony = asked.fields.iter().find(|(known, _)| known == "ceremony").unwrap().1.clone();
        let (_, made) = Key::create(&asked.options, &manner());
        theirs.fields.iter_mut().filter(|(known, _)| known == "ceremony").for_each(|(_, id)| id.clone_from(&ceremony));
        let refused = theirs.answer(browser, &made).await;
        assert_eq!(refused.status, 422, "{name}: {refused:?}");
    }
    // Those have taken it away: it was looked at once, and that is that.
    let spent = asked.answer(&own, &made).await;
    assert_eq!(spent.status, 422, "{spent:?}");
    // The passkey's ceremony in the form of a security key.
    let mut mixed = Asked::read(&spent, FORM);
    mixed
        .fields
        .iter_mut()
        .filter(|(known, _)| known == "kind")
        .for_each(|(_, kind)| *kind = "security-key".to_owned());
    let (_, other_made) = Key::create(&mixed.options, &manner());
    let refused = mixed.answer(&own, &other_made).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    // A key of another site, then the right one, and the same answer once more.
    let (_, foreign) = add(&own, &refused, FORM, &Manner::at("http://localhost:9999")).await;
    assert_eq!(foreign.status, 422, "{foreign:?}");
    let asked = Asked::read(&foreign, FORM);
    let (_, made) = Key::create(&asked.options, &manner());
    assert_eq!(asked.answer(&own, &made).await.path, "/login/second-factor/passkey");
    let again = asked.answer(&own, &made).await;
    assert_eq!(again.path, "/login/second-factor/passkey", "nothing is added twice: {again:?}");
    assert_eq!(added(&house).await, 1);
}

#[tokio::test]
async fn a_second_tab_adds_nothing_after_the_first() {
    let house = house(only_keys()).await;
    let (own, late) = (browser(&house), browser(&house));
    let page = sign_in(&own, "alice").await;
    let tab = own.open("/login/enroll/key").await;
    // Another login of the same user, begun with the password alone while there was no key.
    let other = sign_in(&late, "alice").await;
    let (_, then) = add(&own, &page, FORM, &manner()).await;
    assert_eq!(then.path, "/login/second-factor/passkey");
    let (_, second) = add(&own, &tab, FORM, &manner()).await;
    assert_eq!(second.path, "/login/second-factor/passkey", "the key is asked for, none is added: {second:?}");
    let (_, stranger) = add(&late, &other, FORM, &manner()).await;
    assert_eq!(stranger.path, "/login", "a password alone adds no second key: {stranger:?}");
    assert_eq!(added(&house).await, 1);
}

#[tokio::test]
async fn an_address_without_passkeys_says_so() {
    let house = house_at("http://127.0.0.1:8080", only_keys()).await;
    let own = house.browser();
    let asked = sign_in(&own, "alice").await;
    assert!(asked.path == "/login/enroll/key" && asked.body.contains("id=\"passkeys-impossible\""), "{asked:?}");
}
