//! Encrypted ID tokens, UserInfo and introspection responses (RFC 7516, OpenID Connect Core §10.2, RFC 9701 §5; PR-08,
//! PR-12). The client decrypts with its own key and another library than the server's.

use serde_json::{Map, Value, json};

use crate::support::app::{API, Request, TestApp, Tokens, basic};
use crate::support::browser::Seen;
use crate::support::jwe::DecryptionKey;

on_each_setup![
    id_tokens_are_signed_and_encrypted,
    userinfo_is_encrypted,
    userinfo_is_signed_and_encrypted,
    introspection_is_signed_and_encrypted,
    without_a_key_nothing_is_answered_and_nothing_is_lost,
];

const CONTENT: [&str; 2] = ["A128CBC-HS256", "A256GCM"];
const SIGNED_INTROSPECTION: &str = "application/token-introspection+jwt";

fn keys() -> [DecryptionKey; 2] {
    [DecryptionKey::rsa(), DecryptionKey::ec()]
}

/// A client of the house whose answers of the kind `answer` are encrypted for `key`.
async fn add_client(app: &TestApp, id: &str, (answer, key): (&str, &DecryptionKey), more: Value) {
    let mut metadata = json!({"first_party": true, "jwks": {"keys": [key.public("k1")]}});
    metadata[format!("{answer}_encrypted_response_alg")] = json!(key.alg());
    metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    app.add_client(id, metadata).await;
}

/// The claims within a nested JWT: encrypted for `key`, signed by the server.
async fn nested(app: &TestApp, key: &DecryptionKey, jwe: &str, enc: &str) -> Map<String, Value> {
    let (header, jwt) = key.decrypt(jwe);
    assert_eq!(header["cty"], "JWT", "MUST be (RFC 7519 §5.2): {header}");
    assert_eq!((&header["enc"], &header["kid"]), (&json!(enc), &json!("k1")));
    app.verified(&jwt).await.unwrap()
}

async fn id_tokens_are_signed_and_encrypted(app: TestApp) {
    for key in keys() {
        for enc in CONTENT {
            let id = format!("{}-{enc}", key.alg());
            let more = json!({"id_token_encrypted_response_enc": enc, "id_token_signed_response_alg": "ES256"});
            add_client(&app, &id, ("id_token", &key), more).await;
            let request = Request::from(id.as_str()).with("scope", "openid email").with("nonce", "n1");
            let tokens = app.tokens_for(&id, request).await;
            let claims = nested(&app, &key, &tokens.id, enc).await;
            assert_eq!((&claims["aud"], &claims["nonce"]), (&json!(id), &json!("n1")));
            assert_eq!(claims["sub"], json!(app.alice));
            assert!(app.verified(&tokens.access).await.is_some(), "the access token is not for the client's eyes");

            let again = Tokens::of(&app.refresh(&id, &tokens.refresh).await);
            assert_eq!(nested(&app, &key, &again.id, enc).await["sub"], json!(app.alice), "on refresh as well");
        }
    }
}

async fn userinfo_is_encrypted(app: TestApp) {
    let plain = app.userinfo(&app.tokens("spa").await.access).await.json();
    for key in keys() {
        for enc in CONTENT {
            let id = format!("{}-{enc}", key.alg());
            // The default is not written, so that it is the server's.
            let more = if enc == CONTENT[0] { json!({}) } else { json!({"userinfo_encrypted_response_enc": enc}) };
            add_client(&app, &id, ("userinfo", &key), more).await;
            let tokens = app.tokens(&id).await;
            assert!(app.verified(&tokens.id).await.is_some(), "only UserInfo was asked for");
            let seen = app.userinfo(&tokens.access).await;
            assert_eq!((seen.status, seen.header("content-type")), (200, "application/jwt"), "{seen:?}");
            assert_eq!(seen.header("cache-control"), "no-store");
            let (header, claims) = key.decrypt(&seen.body);
            assert_eq!((&header["enc"], header.get("cty")), (&json!(enc), None), "no JWT within: {header}");
            assert_eq!(serde_json::from_str::<Value>(&claims).unwrap(), plain);
        }
    }
}

async fn userinfo_is_signed_and_encrypted(app: TestApp) {
    let plain = app.userinfo(&app.tokens("spa").await.access).await.json();
    for key in keys() {
        let more = json!({"userinfo_signed_response_alg": "RS256", "userinfo_encrypted_response_enc": "A256GCM"});
        add_client(&app, key.alg(), ("userinfo", &key), more).await;
        let seen = app.userinfo(&app.tokens(key.alg()).await.access).await;
        assert_eq!((seen.status, seen.header("content-type")), (200, "application/jwt"));
        let mut claims = nested(&app, &key, &seen.body, "A256GCM").await;
        assert_eq!(claims.remove("iss"), Some(json!(app.issuer())));
        assert_eq!(claims.remove("aud"), Some(json!(key.alg())));
        assert_eq!(Value::Object(claims), plain);
    }
}

async fn introspect_signed(app: &TestApp, client: &str, token: &str) -> Seen {
    let header = basic(client, &app.secret(client));
    let headers = [("authorization", header.as_str()), ("accept", SIGNED_INTROSPECTION)];
    app.send("/introspect", &[("token", token)], &headers).await
}

async fn introspection_is_signed_and_encrypted(app: TestApp) {
    for key in keys() {
        let (id, more) = (key.alg(), json!({"resources": [API], "introspection_signed_response_alg": "PS256"}));
        add_client(&app, id, ("introspection", &key), more).await;
        let token = app.tokens(id).await.access;
        let plain = app.introspect(id, &token).await;
        assert_eq!(plain.json()["active"], true, "JSON stays JSON: {plain:?}");
        let seen = introspect_signed(&app, id, &token).await;
        assert_eq!((seen.status, seen.header("content-type")), (200, SIGNED_INTROSPECTION), "{seen:?}");
        let (_, jwt) = key.decrypt(&seen.body);
        let header = crate::support::app::part(&jwt, 0);
        assert_eq!((&header["alg"], &header["typ"]), (&json!("PS256"), &json!("token-introspection+jwt")));
        let claims = nested(&app, &key, &seen.body, "A128CBC-HS256").await;
        assert_eq!((&claims["aud"], &claims["token_introspection"]), (&json!(id), &plain.json()));
    }
}

/// What validation lets through because only a fetch would tell: the code is not spent by an answer that cannot be made.
async fn without_a_key_nothing_is_answered_and_nothing_is_lost(app: TestApp) {
    let more = json!({
        "first_party": true, "jwks_uri": "https://127.0.0.1:1/keys", "id_token_encrypted_response_alg": "ECDH-ES",
    });
    app.add_client("lost", more).await;
    let code = app.sign_in_and_consent("lost").await;
    for _ in 0..2 {
        let seen = app.exchange("lost", &code).await;
        assert_eq!(seen.refusal(), (503, "temporarily_unavailable".to_owned()), "{seen:?}");
        assert!(!seen.header("retry-after").is_empty());
    }
    let database = &app.house.parts.shared.database;
    let unspent = "SELECT count(*) FROM authorization_codes WHERE client_id = $1 AND used_at IS NULL";
    assert_eq!(crate::support::process::number(database, unspent, "lost").await, 1);
}
