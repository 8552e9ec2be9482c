//! Trusted devices against the running server, as a person meets them (AU-16, pages F-5).

use std::time::Duration;

use gatehouse::admin::{self, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::model::TrustRules;
use gatehouse::storage::realms;
use serde_json::json;

use crate::support::browser::{Browser, House, Seen};

const PASSWORD: &str = "wombats dig at night";

async fn house_where(trust: Option<TrustRules>) -> House {
    let house = House::open(&[("rate_limits.preset", "off")]).await;
    house.add_user("alice", PASSWORD).await;
    let database = &house.parts.shared.database;
    let realm = realms::find_by_name(database, "default").await.unwrap().unwrap();
    let mut settings = realm.settings.clone();
    settings.trusted_devices = trust;
    let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
    admin::change_realm(database, &house.origin(), Actor::System, change).await.unwrap();
    house.clock.advance(Duration::from_secs(30));
    house
}

fn code(house: &House, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    house.clock.advance(Duration::from_secs(30));
    totp.generate(u64::try_from(house.clock.now().as_secs()).unwrap()).to_string()
}

async fn sign_in(browser: &Browser, path: &str) -> Seen {
    let login = browser.open(path).await;
    let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await
}

/// Adds an authenticator application; its secret.
async fn enroll(house: &House, browser: &Browser) -> String {
    let page = browser.open("/account/authenticator").await;
    let shown = page.body.split("id=\"secret\"").nth(1).unwrap().split("</code>").next().unwrap();
    let secret = shown.split('>').nth(1).unwrap().to_owned();
    let done = browser.submit(&page, &[("name", "Phone"), ("code", &code(house, &secret))]).await;
    assert!(done.body.contains("id=\"notice\""), "{done:?}");
    secret
}

/// Signs out, and keeps every other cookie.
async fn sign_out(browser: &Browser) {
    let page = browser.open("/logout").await;
    browser.submit(&page, &[("action", "sign-out")]).await;
    browser.cookies.lock().unwrap().remove("gatehouse-session");
    assert_eq!(browser.get("/account").await.location(), "/login");
}

#[tokio::test]
async fn a_trusted_browser_is_listed_and_asked_again_at_a_word() {
    let house = house_where(Some(TrustRules::default())).await;
    let browser = house.browser();
    assert_eq!(sign_in(&browser, "/login").await.path, "/account");
    let empty = browser.open("/account/devices").await;
    assert!(empty.status == 200 && empty.body.contains("id=\"no-devices\""), "{empty:?}");
    let secret = enroll(&house, &browser).await;
    sign_out(&browser).await;
    let asked = sign_in(&browser, "/login").await;
    assert!(asked.body.contains("id=\"trust-device\"") && asked.body.contains("for 30 days"), "{asked:?}");
    let wrong = browser.submit(&asked, &[("code", "000000"), ("trust-device", "on"), ("action", "verify")]).await;
    let ticked = wrong.body.split("id=\"trust-device\"").nth(1).unwrap().split('>').next().unwrap().to_owned();
    assert!(wrong.status == 422 && ticked.contains("checked"), "what was ticked stays: {wrong:?}");
    let fields = [("code", code(&house, &secret)), ("trust-device", "on".to_owned()), ("action", "verify".to_owned())];
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (*name, value.as_str())).collect();
    assert_eq!(browser.submit(&wrong, &fields).await.path, "/account");
    let listed = browser.open("/account/devices").await;
    assert!(listed.body.contains("id=\"devices\"") && listed.body.contains("class=\"tag\""), "{listed:?}");
    sign_out(&browser).await;
    assert_eq!(sign_in(&browser, "/login").await.path, "/account", "the password is enough here");
    assert!(sign_in(&house.browser(), "/login").await.path.contains("second-factor"), "and nowhere else");
    // What is sensitive asks all the same.
    house.clock.advance(Duration::from_mins(10));
    let confirm = browser.open("/account/authenticator").await;
    assert!(confirm.path.ends_with("/password"), "{confirm:?}");
    let more = browser.submit(&confirm, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert!(more.path.contains("second-factor") && !more.body.contains("trust-device"), "{more:?}");
    let listed = browser.open("/account/devices").await;
    let id = listed.body.split("name=\"distrust\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let foreign = browser.submit(&listed, &[("distrust", "another")]).await;
    assert!(foreign.body.contains("id=\"devices\"") && !foreign.body.contains("id=\"notice\""), "{foreign:?}");
    let ended = browser.submit(&foreign, &[("distrust", &id)]).await;
    assert!(ended.body.contains("id=\"notice\"") && ended.body.contains("id=\"no-devices\""), "{ended:?}");
    sign_out(&browser).await;
    assert!(sign_in(&browser, "/login").await.path.contains("second-factor"));
}

#[tokio::test]
async fn where_the_realm_does_not_allow_it_nothing_is_trusted() {
    let house = house_where(None).await;
    let browser = house.browser();
    sign_in(&browser, "/login").await;
    let secret = enroll(&house, &browser).await;
    sign_out(&browser).await;
    let asked = sign_in(&browser, "/login").await;
    assert!(!asked.body.contains("trust-device"), "{asked:?}");
    let typed = code(&house, &secret);
    let done = browser.submit(&asked, &[("code", &typed), ("trust-device", "on"), ("action", "verify")]).await;
    assert_eq!(done.path, "/account");
    assert!(browser.open("/account/devices").await.body.contains("id=\"no-devices\""));
    sign_out(&browser).await;
    assert!(sign_in(&browser, "/login").await.path.contains("second-factor"));
}

#[tokio::test]
async fn a_trust_lasts_one_to_ninety_days() {
    let house = house_where(None).await;
    let database = &house.parts.shared.database;
    let realm = realms::find_by_name(database, "default").await.unwrap().unwrap();
    for (days, is_good) in [(0, false), (1, true), (90, true), (91, false)] {
        let realm = realms::find_by_name(database, &realm.name).await.unwrap().unwrap();
        let settings = serde_json::from_value(json!({"trusted_devices": {"days": days}})).unwrap();
        let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
        let changed = admin::change_realm(database, &house.origin(), Actor::System, change).await;
        assert_eq!(changed.is_ok(), is_good, "{days}");
    }
    let plain: gatehouse::model::RealmSettings = serde_json::from_value(json!({"trusted_devices": {}})).unwrap();
    assert_eq!(plain.trusted_devices, Some(TrustRules { days: 30 }));
}
