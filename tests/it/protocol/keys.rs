//! The published keys and their turning over (RFC 7517, RFC 7638; conformance §6.1; PR-18, ST-08).

use std::collections::BTreeSet;
use std::time::Duration;

use gatehouse::audit::Actor;
use gatehouse::jose::{Algorithm, ClientKeySet, ProtectedHeader};
use gatehouse::keys::{Activation, By};
use gatehouse::secret::{base64url, sha256};
use serde_json::Value;

use crate::support::app::{Request, TestApp, members, part};

on_each_setup![
    keys_are_public_and_well_named,
    the_next_key_is_published_a_day_ahead,
    tokens_outlive_the_rotation_of_their_key,
    a_key_leaves_when_its_last_token_is_over,
    an_early_rotation_waits_until_everybody_knows,
    a_revoked_key_is_gone_at_once,
];

const DAY: Duration = Duration::from_hours(24);

async fn keys(app: &TestApp) -> Vec<Value> {
    app.get("/jwks.json", &[]).await.json()["keys"].as_array().unwrap().clone()
}

async fn kids(app: &TestApp) -> BTreeSet<String> {
    keys(app).await.iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

fn kid(jwt: &str) -> String {
    part(jwt, 0)["kid"].as_str().unwrap().to_owned()
}

/// Lets time pass until the first keys have `left` to sign. In between the next ones are made and published.
async fn rotation_is_in(app: &TestApp, left: Duration) {
    app.advance(DAY * 89);
    keys(app).await;
    app.advance_but(DAY, left);
}

async fn keys_are_public_and_well_named(app: TestApp) {
    let keys = keys(&app).await;
    let algorithms: BTreeSet<&str> = keys.iter().map(|key| key["alg"].as_str().unwrap()).collect();
    assert_eq!(algorithms, BTreeSet::from(["ES256", "EdDSA", "PS256", "RS256"]));
    assert_eq!(kids(&app).await.len(), keys.len(), "distinct names");
    for key in &keys {
        let text = |name: &str| key[name].as_str().unwrap();
        let (expected, canonical): (&[&str], String) = match text("kty") {
            "RSA" => (
                &["alg", "e", "kid", "kty", "n", "use"],
                format!(r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, text("e"), text("n")),
            ),
            "EC" => (
                &["alg", "crv", "kid", "kty", "use", "x", "y"],
                format!(r#"{{"crv":"P-256","kty":"EC","x":"{}","y":"{}"}}"#, text("x"), text("y")),
            ),
            "OKP" => (
                &["alg", "crv", "kid", "kty", "use", "x"],
                format!(r#"{{"crv":"Ed25519","kty":"OKP","x":"{}"}}"#, text("x")),
            ),
            other => panic!("a key of the kind {other}"),
        };
        assert_eq!(members(key), expected.iter().copied().collect(), "nothing private, nothing else");
        assert_eq!(text("use"), "sig");
        assert_eq!(text("kid"), base64url(&sha256(canonical.as_bytes())), "RFC 7638");
        if text("kty") == "RSA" {
            assert_eq!((text("n").len(), text("e")), (342, "AQAB"), "2048 bits");
        }
    }
}

async fn the_next_key_is_published_a_day_ahead(app: TestApp) {
    let before = kids(&app).await;
    app.advance_but(DAY * 89, Duration::from_mins(1));
    assert_eq!(kids(&app).await, before);
    let etag = app.get("/jwks.json", &[]).await.header("etag").to_owned();
    app.advance(Duration::from_mins(2));
    let ahead = kids(&app).await;
    assert!(ahead.is_superset(&before) && ahead.len() == 2 * before.len(), "one more for each algorithm: {ahead:?}");
    assert_eq!(app.get("/jwks.json", &[("if-none-match", &etag)]).await.status, 200, "a new set has a new tag");
    assert!(before.contains(&kid(&app.tokens("spa").await.id)), "it does not sign yet");
    app.advance(DAY);
    let signing = kid(&app.tokens("spa").await.id);
    assert!(ahead.contains(&signing) && !before.contains(&signing), "everybody knew it before it signed");
}

async fn tokens_outlive_the_rotation_of_their_key(app: TestApp) {
    rotation_is_in(&app, Duration::from_mins(5)).await;
    let request = Request::from("shop").with("scope", "openid offline_access orders");
    let old = app.tokens_for("shop", request).await;
    app.advance(Duration::from_mins(6));
    let new = app.tokens("shop").await;
    assert_ne!(kid(&old.id), kid(&new.id));
    assert_ne!(kid(&old.access), kid(&new.access));
    for token in [&old.id, &old.access, &new.id, &new.access] {
        assert!(app.verified(token).await.is_some(), "a relying party verifies both");
    }
    assert!(app.is_active("api", &old.access).await);
    assert_eq!(app.userinfo(&old.access).await.status, 200);
    let hint = app.ask(&app.browser(), Request::from("shop").with("id_token_hint", &old.id)).await;
    assert!(hint.path.ends_with("/login"), "{hint:?}");
    assert_eq!(app.refresh("shop", &old.refresh).await.status, 200);
}

async fn a_key_leaves_when_its_last_token_is_over(app: TestApp) {
    rotation_is_in(&app, Duration::from_secs(10)).await;
    let old = app.tokens("spa").await;
    // A day and a little after the key retired.
    app.advance(DAY + Duration::from_mins(1));
    assert!(kids(&app).await.contains(&kid(&old.id)));
    app.advance(Duration::from_mins(10));
    assert!(!kids(&app).await.contains(&kid(&old.id)));
    assert!(app.verified(&old.id).await.is_none());
    // As a hint it still says who it was (RP-Initiated Logout §4).
    let seen = app.log_out(&app.browser(), &old.id).await;
    assert_eq!(seen.status, 303, "{seen:?}");
}

async fn an_early_rotation_waits_until_everybody_knows(app: TestApp) {
    let before = kid(&app.tokens("spa").await.id);
    let ring = app.house.parts.realms.rings().get(&app.realm, app.house.clock.now()).await.unwrap();
    let by = By { origin: &app.house.origin(), actor: Actor::Administrator("test") };
    let made = ring.rotate(Algorithm::RS256, Activation::Ahead, by).await.unwrap();
    assert!(kids(&app).await.contains(&made.kid), "published at once");
    assert_eq!(kid(&app.tokens("spa").await.id), before, "but it does not sign");
    app.advance(made.activates_at.since(app.house.clock.now()));
    assert_eq!(kid(&app.tokens("spa").await.id), made.kid);
}

async fn a_revoked_key_is_gone_at_once(app: TestApp) {
    let tokens = app.tokens("shop").await;
    let stolen = kid(&tokens.access);
    let keys_then = app.get("/jwks.json", &[]).await;
    let ring = app.house.parts.realms.rings().get(&app.realm, app.house.clock.now()).await.unwrap();
    let by = By { origin: &app.house.origin(), actor: Actor::Administrator("test") };
    ring.revoke(&stolen, "stolen", by).await.unwrap();
    let keys_now = app.get("/jwks.json", &[("if-none-match", keys_then.header("etag"))]).await;
    assert_eq!(keys_now.status, 200);
    assert_eq!(keys_now.header("cache-control"), "public, max-age=60, must-revalidate", "look again soon");
    assert!(!kids(&app).await.contains(&stolen));
    let known = |body: &str, jwt: &str| ClientKeySet::parse(body).verify(&ProtectedHeader::parse(jwt).unwrap(), jwt);
    assert!(known(&keys_then.body, &tokens.access).is_some() && known(&keys_now.body, &tokens.access).is_none());
    // Whoever stole it could have made these: none counts here.
    assert!(!app.is_active("api", &tokens.access).await);
    assert_eq!(app.userinfo(&tokens.access).await.status, 401);
    assert_eq!(app.log_out(&app.browser(), &tokens.id).await.status, 400, "nor as a hint");
    // What was not signed lives on, under another key.
    let next = app.refresh("shop", &tokens.refresh).await;
    assert!(app.verified(&next.text("access_token")).await.is_some());
    assert_ne!(kid(&next.text("access_token")), stolen);
    assert!(app.is_active("api", &next.text("access_token")).await);
}
