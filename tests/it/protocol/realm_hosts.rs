//! A realm on a host of its own (RE-01): its issuer is there, and nowhere else.

use gatehouse::admin::{self, NewRealm, RealmChange, RealmHost};
use gatehouse::audit::Actor;
use gatehouse::model::{Realm, RealmId, RealmSettings};
use gatehouse::storage::realms;
use serde_json::Value;

use crate::support::app::{Request, TestApp, Tokens, part};
use crate::support::browser::{Browser, House, ISSUER, Seen};

const HOST: &str = "login.acme.localhost";
const OWN: &str = "http://login.acme.localhost:8080";

on_each_setup![
    a_login_and_its_tokens_are_of_the_host,
    everything_it_publishes_names_the_host,
    it_is_nowhere_else,
    below_the_host_there_is_nothing_else,
    forms_come_from_the_host,
    unknown_hosts_are_the_default_realm_as_ever,
    forwarded_hosts_of_strangers_are_ignored,
    a_disabled_realm_is_not_another_one,
    a_move_ends_what_the_old_issuer_issued,
    hosts_are_unique_and_no_addresses,
];

async fn a_login_and_its_tokens_are_of_the_host(app: TestApp) {
    let acme = app.neighbor_on("acme", HOST).await;
    let browser = acme.browser();
    let login = acme.ask(&browser, "shop").await;
    assert!(login.status == 200 && login.path.starts_with("/interaction/"), "{login:?}");
    assert!(!login.body.contains("/realms/") && !login.body.contains("127.0.0.1"), "{}", login.body);
    let stylesheet = login.body.split('"').find(|text| text.starts_with("/assets/")).unwrap().to_owned();
    assert_eq!(acme.get(&stylesheet, &[]).await.status, 200, "{stylesheet}");
    let answer = acme.sign_in(&browser, Request::from("shop").with("scope", "openid email")).await.answer();
    assert_eq!(answer["iss"], OWN);
    let tokens = Tokens::of(&acme.exchange("shop", &answer["code"]).await);
    for token in [&tokens.id, &tokens.access] {
        assert_eq!(acme.verified(token).await.unwrap()["iss"], OWN);
    }
    let tokens = Tokens::of(&acme.refresh("shop", &tokens.refresh).await);
    assert_eq!(part(&tokens.id, 1)["iss"], OWN);
    assert_eq!(acme.introspect("api", &tokens.access).await.text("iss"), OWN);
    assert_eq!(acme.userinfo(&acme.tokens("spa").await.access).await.status, 200);
    // No cookie names a domain or a path of its own.
    let set = login_cookies(&acme).await;
    assert!(set.iter().any(|cookie| cookie.starts_with("gatehouse-session-acme=")), "{set:?}");
    let is_root = |cookie: &String| cookie.split("; ").any(|part| part == "Path=/");
    assert!(set.iter().all(|cookie| !cookie.contains("Domain") && is_root(cookie)), "{set:?}");
    let out = acme.log_out(&browser, &tokens.id).await;
    assert_eq!((out.status, out.location()), (303, "/logout/done?client_id=shop"));
    assert!(!acme.is_active("api", &tokens.access).await);
}

/// What a login sets.
async fn login_cookies(acme: &TestApp) -> Vec<String> {
    let browser = acme.browser();
    let login = browser.get("/login").await;
    let named = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    let csrf = named.field("csrf").unwrap();
    let fields = [("password", crate::support::app::PASSWORD), ("action", "sign-in"), ("csrf", csrf.as_str())];
    let seen = browser.post(&named.path, &fields).await;
    seen.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap().to_owned()).collect()
}

async fn everything_it_publishes_names_the_host(app: TestApp) {
    let acme = app.neighbor_on("acme", HOST).await;
    for path in ["/.well-known/openid-configuration", "/.well-known/oauth-authorization-server"] {
        let document = acme.get(path, &[]).await.json();
        assert_eq!(document["issuer"], OWN);
        let foreign: Vec<&Value> = document.as_object().unwrap().values().filter(|value| is_elsewhere(value)).collect();
        assert!(foreign.is_empty(), "{foreign:?}");
        assert_eq!(document["token_endpoint"], format!("{OWN}/token"));
        assert_eq!(document["jwks_uri"], format!("{OWN}/jwks.json"));
    }
    assert_eq!(app.get("/.well-known/openid-configuration", &[]).await.json()["issuer"], ISSUER);
}

/// Whether a value of the document is a URL of another place.
fn is_elsewhere(value: &Value) -> bool {
    value.as_str().is_some_and(|text| text.starts_with("http") && !text.starts_with(&format!("{OWN}/")) && text != OWN)
}

const PAGES: [&str; 7] = [
    "/.well-known/openid-configuration",
    "/.well-known/oauth-authorization-server",
    "/jwks.json",
    "/authorize",
    "/userinfo",
    "/login",
    "/logout",
];

async fn it_is_nowhere_else(app: TestApp) {
    let acme = app.neighbor_on("acme", HOST).await;
    for path in PAGES {
        assert_eq!(app.get(&format!("/realms/acme{path}"), &[]).await.status, 404, "{path}");
    }
    assert_eq!(app.get("/.well-known/oauth-authorization-server/realms/acme", &[]).await.status, 404);
    for path in ["/token", "/introspect", "/revoke"] {
        let seen = app.send(&format!("/realms/acme{path}"), &[("client_id", "spa")], &[]).await;
        assert_eq!(seen.status, 404, "{path}");
    }
    assert_eq!(acme.get("/jwks.json", &[]).await.status, 200);
}

async fn below_the_host_there_is_nothing_else(app: TestApp) {
    let acme = app.neighbor_on("acme", HOST).await;
    app.neighbor("other").await;
    for realm in ["acme", "other", "default"] {
        for path in PAGES {
            assert_eq!(acme.get(&format!("/realms/{realm}{path}"), &[]).await.status, 404, "{realm}{path}");
        }
        let path = format!("/.well-known/oauth-authorization-server/realms/{realm}");
        assert_eq!(acme.get(&path, &[]).await.status, 404, "{path}");
    }
    assert_eq!(acme.get("/health/live", &[]).await.status, 200);
    // The same keys under every way to write the host.
    let keys = acme.get("/jwks.json", &[]).await.body;
    for host in ["LOGIN.acme.localhost", "login.acme.localhost", "login.acme.localhost.", "login.acme.localhost:9"] {
        assert_eq!(app.get("/jwks.json", &[("host", host)]).await.body, keys, "{host}");
    }
}

async fn forms_come_from_the_host(app: TestApp) {
    let acme = app.neighbor_on("acme", HOST).await;
    let browser = acme.browser();
    let login = acme.ask(&browser, "spa").await;
    let origins = ["http://127.0.0.1:8080", "http://login.acme.localhost", "https://login.acme.localhost:8080", "null"];
    for origin in origins {
        let mut forged = browser.clone();
        forged.origin = Some(origin.to_owned());
        assert_eq!(forged.submit(&login, &[("username", "alice")]).await.status, 403, "{origin}");
    }
    assert_eq!(browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await.status, 200);
}

async fn unknown_hosts_are_the_default_realm_as_ever(app: TestApp) {
    let acme = app.neighbor_on("acme", HOST).await;
    let (own, theirs) = (app.get("/jwks.json", &[]).await.body, acme.get("/jwks.json", &[]).await.body);
    assert_ne!(own, theirs);
    for host in [
        "evil.example",
        "login.acme.localhost.evil.example",
        "acme.localhost",
        "xlogin.acme.localhost",
        "127.0.0.1:8080",
        "[::1]:8080",
        "localhost",
        "acme",
        "default",
        "login.acme.localhost:x",
        "login.acme.localhost,evil.example",
    ] {
        let seen = app.get("/jwks.json", &[("host", host)]).await;
        assert_eq!((seen.status, seen.body == own), (200, true), "{host}");
        let document = app.get("/.well-known/openid-configuration", &[("host", host)]).await;
        assert!(document.json()["issuer"] == ISSUER && !document.body.contains("evil"), "{host}");
        let page = app.get("/login", &[("host", host)]).await;
        assert!(page.status == 200 && !page.body.contains("evil"), "{host}");
    }
}

async fn forwarded_hosts_of_strangers_are_ignored(app: TestApp) {
    let acme = app.neighbor_on("acme", HOST).await;
    let (own, theirs) = (app.get("/jwks.json", &[]).await.body, acme.get("/jwks.json", &[]).await.body);
    let forwarded = format!("for=198.51.100.9;host={HOST}");
    for header in [("forwarded", forwarded.as_str()), ("x-forwarded-host", HOST), ("x-original-host", HOST)] {
        assert_eq!(app.get("/jwks.json", &[header]).await.body, own, "{header:?}");
    }
    assert_eq!(acme.get("/jwks.json", &[("forwarded", "host=127.0.0.1")]).await.body, theirs);
}

async fn a_disabled_realm_is_not_another_one(app: TestApp) {
    let now = app.house.clock.now();
    let off = Realm {
        id: RealmId::from("off"),
        name: "off".to_owned(),
        host: Some(HOST.to_owned()),
        display_name: "Off".to_owned(),
        enabled: false,
        settings: RealmSettings::default(),
        version: 1,
        created_at: now,
        updated_at: now,
    };
    let mut tx = app.house.parts.shared.database.begin().await.unwrap();
    assert!(realms::insert(&mut tx, &off).await.unwrap());
    tx.commit().await.unwrap();
    for path in PAGES {
        assert_eq!(app.get(path, &[("host", HOST)]).await.status, 404, "{path}");
        assert_eq!(app.get(&format!("/realms/off{path}"), &[]).await.status, 404, "{path}");
    }
}

async fn a_move_ends_what_the_old_issuer_issued(app: TestApp) {
    let acme = app.neighbor("acme").await;
    let browser = acme.browser();
    let code = acme.sign_in(&browser, "spa").await.answer()["code"].clone();
    let (shop, till) = (acme.tokens("shop").await, acme.tokens("till").await);
    let host = RealmHost::parse(HOST, ISSUER).unwrap();
    acme.change(RealmChange { host: Some(Some(host)), ..RealmChange::default() }).await;
    let moved = acme.moved_to(Some(HOST));
    assert_eq!(moved.issuer(), OWN);
    assert_eq!(acme.get("/jwks.json", &[]).await.status, 404);
    let invalid = (400, "invalid_grant".to_owned());
    let assert_dead = async |at: &TestApp| {
        assert_eq!(at.exchange("spa", &code).await.refusal(), invalid);
        assert_eq!(at.refresh("shop", &shop.refresh).await.refusal(), invalid);
        assert!(!at.is_active("api", &shop.access).await && !at.is_active("vault", &till.access).await);
        let silent = at.ask(&browser, Request::from("spa").with("prompt", "none")).await;
        assert_eq!(silent.answer()["error"], "login_required");
    };
    assert_dead(&moved).await;
    assert_eq!(part(&moved.tokens("spa").await.id, 1)["iss"], OWN);
    // Nor does it come back with the old issuer.
    moved.change(RealmChange { host: Some(None), ..RealmChange::default() }).await;
    assert_eq!(moved.get("/jwks.json", &[]).await.body, app.get("/jwks.json", &[]).await.body, "an unknown host again");
    assert_dead(&acme).await;
    assert_eq!(part(&acme.tokens("spa").await.id, 1)["iss"], format!("{ISSUER}/realms/acme"));
}

async fn hosts_are_unique_and_no_addresses(app: TestApp) {
    let acme = app.neighbor_on("acme", HOST).await;
    let database = &app.house.parts.shared.database;
    let host = RealmHost::parse("Login.ACME.localhost", ISSUER).unwrap();
    let new = NewRealm { name: "b".to_owned(), display_name: "b".to_owned(), host: Some(host.clone()) };
    let made = admin::create_realm(database, &app.house.origin(), Actor::System, new).await;
    assert!(matches!(made, Err(admin::Error::Taken)), "{made:?}");
    let other = app.neighbor("c").await;
    let change = || RealmChange { host: Some(Some(host.clone())), ..RealmChange::default() };
    let changed = admin::change_realm(database, &app.house.origin_in(&other.realm), Actor::System, change()).await;
    assert!(matches!(changed, Err(admin::Error::Taken)), "{changed:?}");
    let changed = admin::change_realm(database, &app.house.origin(), Actor::System, change()).await;
    assert!(matches!(changed, Err(admin::Error::Invalid(_))), "{changed:?}");
    // To the host it has already: nothing ends.
    let tokens = acme.tokens("shop").await;
    acme.change(change()).await;
    assert!(acme.is_active("api", &tokens.access).await);
    let base = "https://id.example.com";
    for bad in
        ["id.example.com", "ID.example.com", "127.0.0.1", "[::1]", "intranet", "a.example:443", "https://a.example"]
    {
        assert!(RealmHost::parse(bad, base).is_err(), "{bad}");
    }
    assert!(RealmHost::parse("a.example", base).is_ok() && RealmHost::parse("a.example", ISSUER).is_err());
    let seen: Seen = acme.get("/jwks.json", &[]).await;
    assert_eq!(seen.status, 200);
}

async fn add_realm(house: &House, name: &str, host: &str, base: &str) {
    let host = Some(RealmHost::parse(host, base).unwrap());
    let new = NewRealm { name: name.to_owned(), display_name: name.to_owned(), host };
    admin::create_realm(&house.parts.shared.database, &house.origin(), Actor::System, new).await.unwrap();
}

/// Behind a proxy that ends TLS, with a base URL that has port and path: the host takes its scheme and port, not its path.
#[tokio::test]
async fn over_https_beside_a_base_path() {
    let base = "https://id.example.com:8443/auth";
    let house = House::open(&[("server.issuer", base), ("server.trusted_proxies", "127.0.0.1")]).await;
    add_realm(&house, "acme", "login.acme.example", base).await;
    let at = |host: &str| Browser { host: Some(host.to_owned()), ..house.browser() };
    let (own, default) = (at("login.acme.example:8443"), at("id.example.com:8443"));
    let metadata = "/.well-known/openid-configuration";
    let issuer = async |browser: &Browser, path: &str| browser.get(&format!("{path}{metadata}")).await;
    assert_eq!(issuer(&own, "").await.json()["issuer"], "https://login.acme.example:8443");
    assert_eq!(issuer(&default, "/auth").await.json()["issuer"], base);
    for (browser, path) in [(&own, "/auth"), (&default, ""), (&default, "/auth/realms/acme")] {
        assert_eq!(issuer(browser, path).await.status, 404, "{path}");
    }
    let login = own.get("/login").await;
    let cookie = login.header("set-cookie");
    assert!(cookie.starts_with("__Host-gatehouse-browser-acme=") && cookie.contains("; Secure"), "{cookie}");
    assert!(login.status == 200 && !login.body.contains("/auth"), "{}", login.body);
    // The proxy may say the host in `Forwarded` instead.
    let inner = house.browser();
    let forwarded =
        |value: &'static str| inner.http.get(format!("{}{metadata}", inner.base)).header("forwarded", value);
    let seen = forwarded("for=198.51.100.9;host=\"login.acme.example:8443\";proto=https").send().await.unwrap();
    assert_eq!(Seen::read(seen, metadata).await.json()["issuer"], "https://login.acme.example:8443");
    // What the caller had written before the proxy counts for nothing.
    let seen = forwarded("host=login.acme.example, for=198.51.100.9;host=id.example.com").send().await.unwrap();
    assert_eq!(seen.status(), 404, "the default realm is below /auth");
}
