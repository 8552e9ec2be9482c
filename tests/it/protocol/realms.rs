//! Realms are worlds of their own: nothing of one is worth anything in another, although people and clients have the
//! same names in both (RE-01, RE-02).

use std::collections::BTreeMap;

use gatehouse::jose::{Algorithm, PrivateKey, Signer};
use gatehouse::random::Random;
use serde_json::json;

use crate::support::app::{Request, TestApp, Tokens, basic, part};
use crate::support::browser::{Browser, Seen};

on_each_setup![
    no_artifact_of_one_is_worth_anything_in_another,
    a_whole_browser_is_worth_nothing_under_other_names,
    assertions_are_for_one_realm,
    a_session_is_known_in_its_realm_alone,
    consent_is_given_in_one_realm,
    an_interaction_is_known_in_its_realm_alone,
    people_and_passwords_are_a_realms_own,
    clients_are_a_realms_own,
    keys_are_a_realms_own,
    an_end_in_one_is_none_in_another,
    unknown_realms_are_404_everywhere,
    an_unknown_realm_is_told_as_it_was_asked,
];

/// Each realm beside each other one, the default realm among them.
async fn pairs(app: &TestApp) -> Vec<(TestApp, TestApp)> {
    let realms = [app.clone(), app.neighbor("acme").await, app.neighbor_on("acme-2", "login.acme.localhost").await];
    let pairs = realms.iter().flat_map(|home| realms.iter().map(move |away| (home.clone(), away.clone())));
    pairs.filter(|(home, away)| home.realm != away.realm).collect()
}

/// Everything that a realm hands out, by what it is.
async fn artifacts(home: &TestApp) -> BTreeMap<&'static str, String> {
    let browser = home.browser();
    let code = home.sign_in(&browser, "spa").await.answer()["code"].clone();
    let (spa, shop, till) = (home.tokens("spa").await, home.tokens("shop").await, home.tokens("till").await);
    let machine = home.post("shop", "/token", &[("grant_type", "client_credentials")]).await.text("access_token");
    let mut artifacts = BTreeMap::from([
        ("code", code),
        ("access token, JWT", shop.access),
        ("access token, opaque", till.access),
        ("access token, own endpoints", spa.access),
        ("access token, machine", machine),
        ("refresh token", spa.refresh),
        ("refresh token, confidential", shop.refresh),
        ("ID token", spa.id),
        ("client secret", home.secret("web")),
    ]);
    for (what, word) in [("session cookie", "session"), ("browser cookie", "browser"), ("device cookie", "device")] {
        artifacts.insert(what, cookie(&browser, word));
    }
    let page = home.ask(&home.browser(), "spa").await;
    artifacts.insert("interaction", page.path.split("/interaction/").nth(1).unwrap().replace("/login", ""));
    artifacts.insert("form token", page.field("csrf").unwrap());
    artifacts
}

/// The value of the one cookie whose name has `word` in it.
fn cookie(browser: &Browser, word: &str) -> String {
    let cookies = browser.cookies.lock().unwrap();
    let found: Vec<&String> = cookies.iter().filter(|(name, _)| name.contains(word)).map(|(_, value)| value).collect();
    assert_eq!(found.len(), 1, "{word}: {cookies:?}");
    found[0].clone()
}

/// Presents `value` wherever a realm accepts something.
async fn assert_is_worthless(away: &TestApp, what: &str, value: &str) {
    let invalid = (400, "invalid_grant".to_owned());
    for client in ["spa", "shop", "till"] {
        assert_eq!(away.exchange(client, value).await.refusal(), invalid, "{what} as a code of {client}");
        assert_eq!(away.refresh(client, value).await.refusal(), invalid, "{what} as a refresh token of {client}");
        assert_eq!(away.revoke(client, value).await.status, 200, "{what} given back by {client}");
    }
    for client in ["api", "vault", "shop", "till", "web"] {
        let seen = away.introspect(client, value).await;
        assert_eq!(seen.body, r#"{"active":false}"#, "{what} introspected by {client}");
    }
    assert_eq!(away.userinfo(value).await.status, 401, "{what} at UserInfo");
    let bearer = format!("Bearer {value}");
    for api in ["/api/admin/v1/users", "/api/account/v1"] {
        let seen = away.get(api, &[("authorization", &bearer)]).await;
        assert!([400, 401].contains(&seen.status), "{what} at {api}: {}", seen.status);
    }
    let seen = away.ask(&away.browser(), Request::from("spa").with("id_token_hint", value)).await;
    assert_eq!(seen.answer().get("error").map(String::as_str), Some("invalid_request"), "{what} as a hint");
    assert_eq!(away.log_out(&away.browser(), value).await.status, 400, "{what} as a hint for logout");
    let seen = away.send("/token", &[("grant_type", "x")], &[("authorization", &basic("web", value))]).await;
    assert_eq!(seen.refusal(), (401, "invalid_client".to_owned()), "{what} as a secret");
    for path in ["login", "password", "consent", "resume"] {
        let seen = away.get(&format!("/interaction/{value}/{path}"), &[]).await;
        assert!([404, 410].contains(&seen.status), "{what} as an interaction: {}", seen.status);
    }
    let browser = away.browser();
    fill(&browser, value);
    assert!(!is_signed_in(away, &browser).await, "{what} as a cookie");
    let page = away.ask(&away.browser(), "spa").await;
    let seen = away.browser().post(&page.path, &[("username", "alice"), ("csrf", value)]).await;
    assert!([403, 410].contains(&seen.status), "{what} as a form token: {seen:?}");
}

/// Puts `value` into every cookie that any realm reads.
fn fill(browser: &Browser, value: &str) {
    let mut cookies = browser.cookies.lock().unwrap();
    for realm in ["", "-acme", "-acme-2"] {
        for word in ["session", "browser", "device"] {
            cookies.insert(format!("gatehouse-{word}{realm}"), value.to_owned());
        }
    }
}

async fn is_signed_in(app: &TestApp, browser: &Browser) -> bool {
    app.ask(browser, Request::from("spa").with("prompt", "none")).await.answer().contains_key("code")
}

async fn no_artifact_of_one_is_worth_anything_in_another(app: TestApp) {
    for (home, away) in pairs(&app).await {
        let artifacts = artifacts(&home).await;
        for (what, value) in &artifacts {
            assert_is_worthless(&away, what, value).await;
        }
        // At home all of it still is what it was: the attempts have spent and ended nothing.
        assert!(home.is_active("api", &artifacts["access token, JWT"]).await);
        assert!(home.is_active("vault", &artifacts["access token, opaque"]).await);
        assert!(home.is_active("api", &artifacts["access token, machine"]).await);
        assert_eq!(home.userinfo(&artifacts["access token, own endpoints"]).await.status, 200);
        assert_eq!(home.exchange("spa", &artifacts["code"]).await.status, 200);
        assert_eq!(home.refresh("spa", &artifacts["refresh token"]).await.status, 200);
        assert_eq!(home.refresh("shop", &artifacts["refresh token, confidential"]).await.status, 200);
        let browser = home.browser();
        fill(&browser, &artifacts["session cookie"]);
        assert!(is_signed_in(&home, &browser).await);
    }
}

async fn a_whole_browser_is_worth_nothing_under_other_names(app: TestApp) {
    for (home, away) in pairs(&app).await {
        let browser = home.browser();
        home.sign_in(&browser, "spa").await;
        let suffix =
            |realm: &TestApp| if realm.realm.is_default() { String::new() } else { format!("-{}", realm.name()) };
        let moved = away.browser();
        for word in ["session", "browser", "device"] {
            let value = browser.cookies.lock().unwrap()[&format!("gatehouse-{word}{}", suffix(&home))].clone();
            moved.cookies.lock().unwrap().insert(format!("gatehouse-{word}{}", suffix(&away)), value);
        }
        assert!(is_signed_in(&home, &browser).await && !is_signed_in(&away, &moved).await);
    }
}

/// The same client with the same key in both: what it says to one is nothing to the other, and neither is what it has used
/// up there.
async fn assertions_are_for_one_realm(app: TestApp) {
    for (home, away) in pairs(&app).await {
        let key = PrivateKey::generate(Algorithm::EdDSA).unwrap();
        let metadata = json!({
            "token_endpoint_auth_method": "private_key_jwt", "jwks": {"keys": [key.public()]},
            "grant_types": ["client_credentials"], "response_types": [],
        });
        let id = Random::System.id();
        for realm in [&home, &away] {
            realm.add_client(&id, metadata.clone()).await;
        }
        let jti = Random::System.id();
        let signed = |audience: String| {
            let times = (home.now(), home.now() + 60);
            let claims = json!({"iss": id, "sub": id, "aud": audience, "iat": times.0, "exp": times.1, "jti": jti});
            Signer::new(&key.public().kid, &key).unwrap().sign("JWT", &claims).unwrap()
        };
        let assertion = signed(home.issuer());
        assert_eq!(asserted(&away, &assertion).await.refusal(), (401, "invalid_client".to_owned()));
        assert_eq!(asserted(&home, &assertion).await.status, 200);
        assert_eq!(asserted(&away, &signed(away.issuer())).await.status, 200, "its own, of the same name");
    }
}

async fn asserted(app: &TestApp, assertion: &str) -> Seen {
    let kind = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
    let fields =
        [("grant_type", "client_credentials"), ("client_assertion_type", kind), ("client_assertion", assertion)];
    app.send("/token", &fields, &[]).await
}

async fn a_session_is_known_in_its_realm_alone(app: TestApp) {
    for (home, away) in pairs(&app).await {
        let browser = home.browser();
        home.sign_in(&browser, "spa").await;
        assert!(is_signed_in(&home, &browser).await && !is_signed_in(&away, &browser).await);
        // Both at once in one browser, and out of one of them.
        away.sign_in(&browser, "spa").await;
        assert!(is_signed_in(&home, &browser).await && is_signed_in(&away, &browser).await);
        let hint = away.ask(&browser, "spa").await.answer()["code"].clone();
        let hint = Tokens::of(&away.exchange("spa", &hint).await).id;
        away.log_out(&browser, &hint).await;
        assert!(is_signed_in(&home, &browser).await && !is_signed_in(&away, &browser).await);
    }
}

async fn consent_is_given_in_one_realm(app: TestApp) {
    let away = app.neighbor("acme").await;
    let browser = app.browser();
    assert!(app.sign_in(&browser, "guest").await.answer().contains_key("code"));
    away.sign_in(&browser, "spa").await;
    let silent = away.ask(&browser, Request::from("guest").with("prompt", "none")).await;
    assert_eq!(silent.answer()["error"], "consent_required");
}

async fn an_interaction_is_known_in_its_realm_alone(app: TestApp) {
    for (home, away) in pairs(&app).await {
        let browser = home.browser();
        let page = home.ask(&browser, "spa").await;
        away.ask(&browser, "spa").await;
        let local = page.path.strip_prefix(&home.path("")).unwrap();
        let there = away.at(&browser).get(&away.path(local)).await;
        assert_eq!(there.status, 410, "{there:?}");
        let csrf = page.field("csrf").unwrap();
        let fields = [("username", "alice"), ("action", "sign-in"), ("csrf", csrf.as_str())];
        let sent = away.at(&browser).post(&away.path(local), &fields).await;
        assert_eq!(sent.status, 410, "{sent:?}");
    }
}

async fn people_and_passwords_are_a_realms_own(app: TestApp) {
    let away = app.neighbor("acme").await;
    app.add_user("bob").await;
    assert!(app.sign_in_as(&app.browser(), "bob", "spa").await.answer().contains_key("code"));
    let seen = away.sign_in_as(&away.browser(), "bob", "spa").await;
    assert_eq!(seen.status, 422, "{seen:?}");
    let (here, there) = (app.tokens("spa").await, away.tokens("spa").await);
    assert_ne!(part(&here.id, 1)["sub"], part(&there.id, 1)["sub"], "two people called alice");
}

async fn clients_are_a_realms_own(app: TestApp) {
    let away = app.neighbor("acme").await;
    app.add_client("local", json!({"token_endpoint_auth_method": "none", "first_party": true})).await;
    assert!(app.sign_in(&app.browser(), "local").await.answer().contains_key("code"));
    let seen = away.ask(&away.browser(), "local").await;
    assert_eq!((seen.status, seen.location()), (400, ""));
    assert!(seen.body.contains("invalid_client"));
    let fields = [("grant_type", "authorization_code"), ("code", "x"), ("client_id", "local")];
    assert_eq!(away.send("/token", &fields, &[]).await.refusal(), (401, "invalid_client".to_owned()));
    // Too many wrong guesses here close nothing there.
    for _ in 0..40 {
        app.send("/token", &[("grant_type", "x")], &[("authorization", &basic("web", "guess"))]).await;
    }
    assert_eq!(app.introspect("web", "x").await.status, 429);
    assert_eq!(away.introspect("web", "x").await.status, 200);
}

async fn keys_are_a_realms_own(app: TestApp) {
    for (home, away) in pairs(&app).await {
        let (here, there) = (home.get("/jwks.json", &[]).await.json(), away.get("/jwks.json", &[]).await.json());
        let theirs = there["keys"].as_array().unwrap();
        assert!(here["keys"].as_array().unwrap().iter().all(|key| !theirs.contains(key)));
        let token = home.tokens("spa").await.id;
        assert!(home.verified(&token).await.is_some() && away.verified(&token).await.is_none());
        assert_eq!(part(&token, 1)["iss"], home.issuer());
        assert_ne!(home.issuer(), away.issuer());
    }
}

async fn an_end_in_one_is_none_in_another(app: TestApp) {
    let away = app.neighbor("acme").await;
    let (here, there) = (app.tokens("shop").await, away.tokens("shop").await);
    app.suspend_alice().await;
    assert!(!app.is_active("api", &here.access).await);
    assert!(away.is_active("api", &there.access).await);
    let there = Tokens::of(&away.refresh("shop", &there.refresh).await);
    away.revoke("shop", &there.refresh).await;
    assert!(!away.is_active("api", &there.access).await);
}

async fn unknown_realms_are_404_everywhere(app: TestApp) {
    app.neighbor("acme").await;
    for realm in ["nobody", "default", "ACME", "acme%00", "acme%20", "acme%2f", "%61cme%2e", "", "-", "'"] {
        for path in ["/.well-known/openid-configuration", "/jwks.json", "/authorize", "/userinfo", "/login", "/logout"]
        {
            let path = format!("/realms/{realm}{path}");
            assert_eq!(app.get(&path, &[]).await.status, 404, "{path}");
        }
        for path in ["/token", "/introspect", "/revoke"] {
            let path = format!("/realms/{realm}{path}");
            assert_eq!(app.send(&path, &[("client_id", "spa")], &[]).await.status, 404, "{path}");
        }
    }
}

/// People get a page in their language, software what it can read.
async fn an_unknown_realm_is_told_as_it_was_asked(app: TestApp) {
    for path in ["/authorize?client_id=spa", "/login", "/logout", "/interaction/x/login"] {
        let seen = app.get(&format!("/realms/nobody{path}"), &[("accept-language", "fr")]).await;
        assert_eq!(seen.status, 404, "{path}: {seen:?}");
        assert!(seen.header("content-type").starts_with("text/html"), "{path}: {seen:?}");
        assert!(seen.body.contains("lang=\"fr\"") && seen.body.contains("not_found"), "{path}: {seen:?}");
        assert!(!seen.header("content-security-policy").is_empty(), "{path}: {seen:?}");
    }
    for path in ["/.well-known/openid-configuration", "/jwks.json", "/userinfo"] {
        let seen = app.get(&format!("/realms/nobody{path}"), &[("accept", "text/html")]).await;
        assert_eq!((seen.status, seen.json()["error"].as_str()), (404, Some("not_found")), "{path}: {seen:?}");
    }
}
