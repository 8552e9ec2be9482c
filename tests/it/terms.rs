//! Terms that a login asks about (product AU-22, pages N-4): everybody accepts the version in force before a session begins.

use std::time::Duration;

use gatehouse::admin::{self, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::model::{RealmId, Terms};
use gatehouse::storage::{audit_events, realms};

use crate::support::browser::{Browser, House, Seen};

const PASSWORD: &str = "wombats dig at night";

async fn set_terms(house: &House, version: Option<&str>) {
    let database = &house.parts.shared.database;
    let realm = realms::find_by_name(database, "default").await.unwrap().unwrap();
    let mut settings = realm.settings.clone();
    settings.registration.terms = version.map(|version| Terms {
        version: version.to_owned(),
        terms_uri: format!("https://example.com/terms/{version}"),
        privacy_uri: None,
    });
    let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
    admin::change_realm(database, &house.origin(), Actor::System, change).await.unwrap();
    house.clock.advance(Duration::from_secs(30));
}

async fn sign_in(browser: &Browser) -> Seen {
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await
}

/// Accepts what the page shows.
async fn accept(browser: &Browser, page: &Seen) -> Seen {
    let version = page.field("version").unwrap();
    browser.submit(page, &[("version", &version), ("accept-terms", "on"), ("action", "accept")]).await
}

#[tokio::test]
async fn each_version_is_asked_about_once_before_the_session() {
    let house = House::open(&[]).await;
    house.add_user("alice", PASSWORD).await;
    set_terms(&house, Some("2026-01")).await;
    let browser = house.browser();
    let asked = sign_in(&browser).await;
    assert_eq!((asked.status, asked.path.as_str()), (200, "/login/terms"), "{asked:?}");
    assert!(asked.body.contains("Accept the terms") && asked.body.contains("https://example.com/terms/2026-01"));
    assert_eq!(browser.get("/account").await.location(), "/login", "not signed in yet");
    assert_eq!(house.browser().get("/login/terms").await.location(), "/login", "the flow is this browser's");
    let refused = browser.submit(&asked, &[("action", "accept")]).await;
    assert!(refused.status == 422 && refused.body.contains("id=\"alert\""), "{refused:?}");
    // A version that came into force while the page stood open is shown before it can be accepted.
    assert_eq!(refused.field("version").as_deref(), Some("2026-01"));
    set_terms(&house, Some("2026-02")).await;
    let newer = accept(&browser, &refused).await;
    assert!(newer.path == "/login/terms" && newer.body.contains("terms/2026-02"), "{newer:?}");
    let done = accept(&browser, &newer).await;
    assert_eq!((done.status, done.path.as_str()), (200, "/account"), "{done:?}");
    let again = sign_in(&house.browser()).await;
    assert_eq!(again.path, "/account", "nothing is asked twice: {again:?}");
    set_terms(&house, Some("2026-03")).await;
    let other = house.browser();
    let changed = sign_in(&other).await;
    assert!(changed.path == "/login/terms" && changed.body.contains("Terms have changed"), "{changed:?}");
    // Whoever does not accept stays outside; where nothing is asked any more, the login begins again.
    set_terms(&house, None).await;
    let free = accept(&other, &changed).await;
    assert_eq!(free.path, "/login", "{free:?}");
    assert_eq!(sign_in(&other).await.path, "/account");
    let events = audit_events::list(&house.parts.shared.database, &RealmId::default_realm(), 100).await.unwrap();
    assert_eq!(events.iter().filter(|event| event.event == "terms.accepted").count(), 1);
}
