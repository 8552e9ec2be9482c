//! Who stands behind an application, as its consent page tells it (pages C-1, C-4; CL-10).

use std::time::Duration;

use gatehouse::admin;
use gatehouse::audit::Actor;
use gatehouse::clock::Clock;
use gatehouse::model::{Client, VerifiedPublisher};
use gatehouse::outbound::{FetchOptions, Fetcher};
use gatehouse::storage::clients;
use serde_json::json;

use crate::support::app::{CALLBACK, PASSWORD, Request, TestApp};
use crate::support::browser::Seen;
use crate::support::documents::Documents;
use crate::support::process::texts;

on_each_setup![
    the_owner_of_a_domain_confirms_a_client,
    nobody_else_confirms_it,
    a_change_withdraws_the_confirmation,
    a_domain_that_takes_it_back_is_believed,
    another_program_may_answer_for_it,
    the_house_is_never_asked,
];

const PATH: &str = "/.well-known/identity-association.json";
const VERIFIED: &str = "id=publisher";
const UNVERIFIED: &str = "id=unverified";

/// A client whose home page is at `site`.
async fn add_shop(app: &TestApp, site: &Documents) {
    let home = format!("{}/home", site.base());
    app.add_client("shop-app", json!({"token_endpoint_auth_method": "none", "client_uri": home})).await;
}

fn association(issuer: &str, client: &str) -> String {
    json!({"associated_clients": [{"issuer": issuer, "client_id": client}]}).to_string()
}

async fn verify(app: &TestApp, client: &str) -> Result<VerifiedPublisher, admin::Error> {
    let options = FetchOptions { allow_loopback: true, extra_ca: None };
    let fetcher = Fetcher::new(options, Clock::System);
    let origin = app.house.origin_in(&app.realm);
    let database = &app.house.parts.shared.database;
    let act = (Actor::System, &client.into());
    let verified = admin::verify_publisher(database, &fetcher, &origin, act, &app.issuer()).await;
    app.advance(Duration::from_secs(10));
    verified
}

async fn find(app: &TestApp, client: &str) -> Client {
    clients::find(&app.house.parts.shared.database, &app.realm, &client.into()).await.unwrap().unwrap()
}

async fn change(app: &TestApp, client: &str, edit: impl FnOnce(&mut Client)) {
    let mut changed = find(app, client).await;
    edit(&mut changed);
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    admin::change_client(&shared.database, &shared.sub_keys, &origin, admin::By::operator(Actor::System), changed)
        .await
        .unwrap();
    app.advance(Duration::from_secs(10));
}

/// The consent page of a client, in a new browser.
async fn consent(app: &TestApp, request: impl Into<Request>) -> Seen {
    let browser = app.browser();
    let mut seen = app.ask(&browser, request.into().with("prompt", "consent")).await;
    for field in [("username", "alice"), ("password", PASSWORD)] {
        seen = browser.submit(&seen, &[field, ("action", "sign-in")]).await;
    }
    assert!(seen.status == 200 && seen.path.ends_with("/consent"), "{seen:?}");
    Seen { body: seen.body.replace('"', ""), ..seen }
}

async fn the_owner_of_a_domain_confirms_a_client(app: TestApp) {
    let site = Documents::at(PATH).await;
    add_shop(&app, &site).await;
    let before = consent(&app, "shop-app").await.body;
    assert!(before.contains(UNVERIFIED) && before.contains("The publisher of this application is not verified."));
    assert!(before.contains("app.example.com") && !before.contains(VERIFIED), "{before}");
    site.show(Some(association(&app.issuer(), "shop-app")));
    let verified = verify(&app, "shop-app").await.unwrap();
    let domain = site.base().replace("http://", "");
    assert_eq!(verified.domain, domain);
    assert_eq!(find(&app, "shop-app").await.publisher, Some(verified));
    let after = consent(&app, "shop-app").await.body;
    assert!(after.contains(VERIFIED) && after.contains(&domain) && !after.contains(UNVERIFIED), "{after}");
    let german = consent(&app, Request::from("shop-app").with("ui_locales", "de")).await.body;
    assert!(german.contains("Geprüfter Herausgeber"), "{german}");
}

async fn nobody_else_confirms_it(app: TestApp) {
    let site = Documents::at(PATH).await;
    add_shop(&app, &site).await;
    let issuer = app.issuer();
    for document in [
        association(&issuer, "guest"),
        association("https://other.example", "shop-app"),
        association(&format!("{issuer}/realms/other"), "shop-app"),
        "shop-app".to_owned(),
        "x".repeat(300 * 1024),
    ] {
        site.show(Some(document));
        assert!(matches!(verify(&app, "shop-app").await, Err(admin::Error::Invalid(_))));
    }
    site.show(None);
    assert!(matches!(verify(&app, "shop-app").await, Err(admin::Error::Unreachable(_))));
    assert!(matches!(verify(&app, "guest").await, Err(admin::Error::Invalid(_))), "it states no publisher");
    assert!(matches!(verify(&app, "nobody").await, Err(admin::Error::NotFound)));
    assert_eq!(find(&app, "shop-app").await.publisher, None);
}

async fn a_change_withdraws_the_confirmation(app: TestApp) {
    let site = Documents::at(PATH).await;
    add_shop(&app, &site).await;
    site.show(Some(association(&app.issuer(), "shop-app")));
    let edits: [fn(&mut Client); 3] = [
        |client| client.metadata.redirect_uris.push("https://more.example/cb".to_owned()),
        |client| client.metadata.client_uri.as_mut().unwrap().push('2'),
        |client| client.metadata.publisher_domain = Some("other.example".to_owned()),
    ];
    for edit in edits {
        verify(&app, "shop-app").await.unwrap();
        change(&app, "shop-app", |client| client.metadata.client_name = Some("Renamed".to_owned())).await;
        assert!(find(&app, "shop-app").await.publisher.is_some(), "that is another matter");
        change(&app, "shop-app", edit).await;
        assert_eq!(find(&app, "shop-app").await.publisher, None);
        assert!(consent(&app, "shop-app").await.body.contains(UNVERIFIED));
    }
    let forged = VerifiedPublisher { domain: "bank.example".to_owned(), verified_at: app.house.clock.now() };
    change(&app, "shop-app", |client| client.publisher = Some(forged)).await;
    assert_eq!(find(&app, "shop-app").await.publisher, None, "an edit confirms nothing");
    let events = "SELECT event FROM audit_events WHERE event LIKE 'client.publisher%' AND target_id = $1";
    let events = texts(&app.house.parts.shared.database, events, "shop-app").await;
    assert_eq!(events.iter().filter(|event| *event == "client.publisher_verified").count(), 3);
    assert_eq!(events.iter().filter(|event| *event == "client.publisher_withdrawn").count(), 3);
}

async fn a_domain_that_takes_it_back_is_believed(app: TestApp) {
    let site = Documents::at(PATH).await;
    add_shop(&app, &site).await;
    site.show(Some(association(&app.issuer(), "shop-app")));
    verify(&app, "shop-app").await.unwrap();
    site.show(None);
    assert!(verify(&app, "shop-app").await.is_err());
    assert!(find(&app, "shop-app").await.publisher.is_some(), "an outage proves nothing");
    site.show(Some(association(&app.issuer(), "till")));
    assert!(verify(&app, "shop-app").await.is_err());
    assert_eq!(find(&app, "shop-app").await.publisher, None);
    assert_eq!(site.asked(), 3);
}

async fn another_program_may_answer_for_it(app: TestApp) {
    let site = Documents::at(PATH).await;
    let home = format!("{}/", site.base());
    let redirects = [CALLBACK, "http://127.0.0.1/cb"];
    let metadata = json!({"token_endpoint_auth_method": "none", "client_uri": home, "redirect_uris": redirects});
    app.add_client("native", metadata).await;
    site.show(Some(association(&app.issuer(), "native")));
    verify(&app, "native").await.unwrap();
    assert!(consent(&app, "native").await.body.contains(VERIFIED));
    let local = Request::from("native").with("redirect_uri", "http://127.0.0.1:5000/cb");
    let body = consent(&app, local).await.body;
    assert!(body.contains(UNVERIFIED) && !body.contains(VERIFIED), "{body}");
    assert!(body.contains("The answer stays on this device."), "{body}");
}

async fn the_house_is_never_asked(app: TestApp) {
    let seen = app.sign_in(&app.browser(), "spa").await;
    assert!(seen.answer().contains_key("code"), "no consent: {seen:?}");
    let asked = consent(&app, "spa").await.body;
    assert!(!asked.contains(UNVERIFIED) && !asked.contains(VERIFIED), "{asked}");
    // Whoever is not of the house is asked, verified or not.
    let site = Documents::at(PATH).await;
    add_shop(&app, &site).await;
    site.show(Some(association(&app.issuer(), "shop-app")));
    verify(&app, "shop-app").await.unwrap();
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    let seen = app.ask(&browser, "shop-app").await;
    assert!(seen.path.ends_with("/consent"), "{seen:?}");
}
