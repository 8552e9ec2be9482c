//! Factor rules as a person meets them (product AU-20): enrollment on the way in, days of grace, clients that demand more.

use std::time::Duration;

use gatehouse::admin::{self, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::model::RealmId;
use gatehouse::storage::realms;
use serde_json::json;

use crate::support::browser::{Browser, House, Seen};

const PASSWORD: &str = "wombats dig at night";
const CALLBACK: &str = "https://app.example.com/cb";
const DAY: Duration = Duration::from_hours(24);

/// A house with these rules, one person and two clients.
async fn house(rules: serde_json::Value) -> House {
    let house = House::open(&[]).await;
    house.add_user("alice", PASSWORD).await;
    for id in ["mail", "bank"] {
        let metadata = json!({
            "client_name": id, "redirect_uris": [CALLBACK], "grant_types": ["authorization_code"],
            "token_endpoint_auth_method": "none", "scope": "openid", "first_party": true,
        });
        house.add_client(id, metadata).await;
    }
    let database = &house.parts.shared.database;
    let realm = realms::find_by_name(database, "default").await.unwrap().unwrap();
    let mut settings = realm.settings.clone();
    settings.factor_rules = serde_json::from_value(rules).unwrap();
    let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
    admin::change_realm(database, &house.origin(), Actor::System, change).await.unwrap();
    house.clock.advance(Duration::from_secs(30));
    house
}

fn code(house: &House, page: &Seen) -> String {
    let shown = page.body.split("id=\"secret\"").nth(1).unwrap().split('>').nth(1).unwrap();
    let secret = shown.split('<').next().unwrap().replace(' ', "");
    let totp = totp_rs::Builder::new().with_secret(totp_rs::Secret::try_from_base32(secret).unwrap()).build().unwrap();
    totp.generate(u64::try_from(house.clock.now().as_secs()).unwrap()).to_string()
}

async fn sign_in_at(browser: &Browser, path: &str) -> Seen {
    let login = browser.open(path).await;
    let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await
}

fn authorize(client: &str) -> String {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    format!(
        "/authorize?client_id={client}&response_type=code&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&scope=openid\
         &code_challenge={challenge}&code_challenge_method=S256&state=s1"
    )
}

#[tokio::test]
async fn a_demanded_factor_is_enrolled_before_the_session_begins() {
    let house = house(json!([{"name": "all", "require": "any"}])).await;
    let browser = house.browser();
    let asked = sign_in_at(&browser, "/login").await;
    assert_eq!((asked.status, asked.path.as_str()), (200, "/login/enroll/totp"), "{asked:?}");
    assert!(asked.body.contains("Protect your account") && !asked.body.contains("skip-enroll"));
    assert_eq!(browser.get("/account").await.location(), "/login", "not signed in yet");
    assert_eq!(house.browser().get("/login/enroll/totp").await.location(), "/login", "the flow is this browser's");
    let skipped = browser.submit(&asked, &[("action", "skip")]).await;
    assert_eq!(skipped.path, "/login/enroll/totp", "there is no grace");
    let wrong = browser.submit(&asked, &[("name", "My phone"), ("code", "000000"), ("action", "enroll")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("My phone"), "{wrong:?}");
    let right = code(&house, &wrong);
    let done = browser.submit(&wrong, &[("code", &right), ("action", "enroll")]).await;
    assert_eq!((done.status, done.path.as_str()), (200, "/account"), "{done:?}");
    let sessions = gatehouse::storage::browser_sessions::list_of_user(
        &house.parts.shared.database,
        &RealmId::default_realm(),
        &gatehouse::storage::users::find_by_identifier(
            &house.parts.shared.database,
            &RealmId::default_realm(),
            "alice",
        )
        .await
        .unwrap()
        .unwrap()
        .id,
    )
    .await
    .unwrap();
    assert_eq!(
        (sessions[0].amr.join(" ").as_str(), sessions[0].acr.as_str()),
        ("pwd otp", "urn:gatehouse:password"),
        "no proof of its own"
    );
    // From now on the code is asked for, and the one of the enrollment is spent.
    let next = house.browser();
    let asked = sign_in_at(&next, "/login").await;
    assert_eq!(asked.path, "/login/second-factor/totp");
    let again = next.submit(&asked, &[("code", &right), ("action", "verify")]).await;
    assert_eq!(again.status, 422);
}

#[tokio::test]
async fn enrollment_can_be_put_off_while_days_of_grace_are_left() {
    let house = house(json!([{"name": "all", "require": {"one_of": ["totp"]}, "grace_days": 14}])).await;
    house.clock.advance(DAY * 13);
    let browser = house.browser();
    let asked = sign_in_at(&browser, &authorize("mail")).await;
    assert!(asked.path.ends_with("/enroll/totp") && asked.body.contains("id=\"skip-enroll\""), "{asked:?}");
    let later = browser.submit(&asked, &[("action", "skip")]).await;
    assert!(later.location().starts_with(CALLBACK) && later.location().contains("code="), "{later:?}");
    // The session does while grace lasts, and not a moment longer.
    let within = browser.open(&authorize("mail")).await;
    assert!(within.location().starts_with(CALLBACK), "{within:?}");
    house.clock.advance(DAY);
    let asked = sign_in_at(&browser, &authorize("mail")).await;
    assert!(asked.path.ends_with("/enroll/totp") && !asked.body.contains("skip-enroll"), "{asked:?}");
}

#[tokio::test]
async fn a_client_that_demands_more_asks_for_it_alone() {
    let rules = json!([
        {"name": "bank", "for": {"clients": ["bank"]}, "require": "any"},
        {"name": "others", "require": "nothing"},
    ]);
    let house = house(rules).await;
    let browser = house.browser();
    let mail = sign_in_at(&browser, &authorize("mail")).await;
    assert!(mail.location().starts_with(CALLBACK) && mail.location().contains("code="), "{mail:?}");
    let bank = browser.open(&authorize("bank")).await;
    assert!(bank.status == 200 && bank.path.contains("/login"), "one factor does not do: {bank:?}");
    let asked = sign_in_at(&browser, &authorize("bank")).await;
    assert!(asked.path.ends_with("/enroll/totp"), "{asked:?}");
    let done = browser.submit(&asked, &[("code", &code(&house, &asked)), ("action", "enroll")]).await;
    assert!(done.location().starts_with(CALLBACK) && done.location().contains("code="), "{done:?}");
    for client in ["bank", "mail"] {
        let known = browser.open(&authorize(client)).await;
        assert!(known.location().starts_with(CALLBACK), "{client}: {known:?}");
    }
    let silent = house.browser().open(&format!("{}&prompt=none", authorize("bank"))).await;
    assert!(silent.location().contains("login_required"), "{silent:?}");
}

/// Whoever has the factor by now, in a session without it, shows the factor and nothing else.
#[tokio::test]
async fn a_rule_asks_a_session_for_the_factor_alone() {
    let rules = json!([
        {"name": "bank", "for": {"clients": ["bank"]}, "require": "any"},
        {"name": "others", "require": "nothing"},
    ]);
    let house = house(rules).await;
    let browser = house.browser();
    sign_in_at(&browser, &authorize("mail")).await;
    let page = browser.open("/account/authenticator").await;
    let done = browser.submit(&page, &[("name", "Phone"), ("code", &code(&house, &page))]).await;
    assert!(done.body.contains("id=\"notice\""), "{done:?}");
    let asked = browser.open(&authorize("bank")).await;
    assert!(asked.path.ends_with("/second-factor/totp") && asked.body.contains("id=\"step-up\""), "{asked:?}");
    house.clock.advance(Duration::from_secs(30));
    let back = browser.submit(&asked, &[("code", &code(&house, &page)), ("action", "verify")]).await;
    assert!(back.location().starts_with(CALLBACK) && back.location().contains("code="), "{back:?}");
    let silent = browser.open(&format!("{}&prompt=none", authorize("bank"))).await;
    assert!(silent.location().contains("code="), "{silent:?}");
}

/// A new password that is due comes last, in the session of the factor.
#[tokio::test]
async fn enrollment_and_a_new_password_follow_each_other() {
    let house = house(json!([{"name": "all", "require": "any"}])).await;
    let database = &house.parts.shared.database;
    let user = gatehouse::storage::users::find_by_identifier(database, &RealmId::default_realm(), "alice").await;
    admin::demand_password(database, &house.origin(), Actor::System, &user.unwrap().unwrap().id).await.unwrap();
    let browser = house.browser();
    let asked = sign_in_at(&browser, "/login").await;
    assert_eq!(asked.path, "/login/enroll/totp");
    let next = browser.submit(&asked, &[("code", &code(&house, &asked)), ("action", "enroll")]).await;
    assert_eq!(next.path, "/login/update-password", "{next:?}");
    assert_eq!(browser.get("/account").await.location(), "/login", "not signed in yet");
    house.clock.advance(Duration::from_secs(1));
    let done = browser.submit(&next, &[("new-password", "tapirs swim at dawn"), ("action", "save")]).await;
    assert_eq!(done.path, "/account", "{done:?}");
}

/// Whom a rule concerns by role or group is asked for the factor, others are not; a group within counts.
#[tokio::test]
async fn a_rule_concerns_those_who_hold_a_role_or_are_in_a_group() {
    use gatehouse::admin::{By, Holder, RoleChange};
    let house = House::open(&[]).await;
    let (database, by) = (house.parts.shared.database.clone(), By::operator(Actor::System));
    let origin = house.origin();
    admin::create_role(&database, &origin, by, "boss", RoleChange::default()).await.unwrap();
    let mut inner = None;
    for path in ["/staff", "/staff/it"] {
        inner = Some(admin::create_group(&database, &origin, by, path, String::new()).await.unwrap());
    }
    let realm = realms::find_by_name(&database, "default").await.unwrap().unwrap();
    let mut settings = realm.settings.clone();
    settings.factor_rules = serde_json::from_value(json!([
        {"name": "leaders", "for": {"roles": ["boss"]}, "require": "any"},
        {"name": "staff", "for": {"groups": ["/staff"]}, "require": "any"},
    ]))
    .unwrap();
    let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
    admin::change_realm(&database, &origin, Actor::System, change).await.unwrap();
    house.clock.advance(Duration::from_secs(30));
    let alice = house.add_user("alice", PASSWORD).await;
    assert_eq!(sign_in_at(&house.browser(), "/login").await.path, "/account", "no rule concerns her");
    let group = inner.unwrap();
    admin::add_member(&database, &origin, by, &group.id, &alice).await.unwrap();
    assert_eq!(sign_in_at(&house.browser(), "/login").await.path, "/login/enroll/totp");
    admin::remove_member(&database, &origin, by, &group.id, &alice).await.unwrap();
    assert_eq!(sign_in_at(&house.browser(), "/login").await.path, "/account");
    admin::grant_role(&database, &origin, by, "boss", Holder::User(&alice)).await.unwrap();
    assert_eq!(sign_in_at(&house.browser(), "/login").await.path, "/login/enroll/totp");
}
