//! Keys behind a client's `jwks_uri`, on a real web server: fetched when needed, again on an unknown `kid`, at most once a
//! minute (OpenID Connect Core §10.1.1, §10.2.1; CL-04).

use std::time::Duration;

use gatehouse::jose::{Algorithm, PrivateKey, Signer};
use serde_json::{Value, json};

use crate::support::app::TestApp;
use crate::support::browser::Seen;
use crate::support::jwe::DecryptionKey;
use crate::support::key_server::KeyServer;

on_each_setup![
    keys_are_fetched_once_and_again_on_an_unknown_kid,
    strangers_cannot_make_it_ask_more_often,
    many_at_once_are_served_by_one_fetch,
    a_caller_that_goes_away_leaves_the_keys_behind,
    bad_documents_are_refusals,
    answers_are_encrypted_for_the_published_key,
];

const TYPE: &str = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
const MINUTE: Duration = Duration::from_secs(61);

fn key() -> PrivateKey {
    PrivateKey::generate(Algorithm::ES256).unwrap()
}

fn public(key: &PrivateKey) -> Value {
    serde_json::to_value(key.public()).unwrap()
}

async fn add_machine(app: &TestApp, id: &str, server: &KeyServer) {
    let metadata = json!({
        "token_endpoint_auth_method": "private_key_jwt", "grant_types": ["client_credentials"], "response_types": [],
        "jwks_uri": server.uri(),
    });
    app.add_client(id, metadata).await;
}

fn assertion(app: &TestApp, id: &str, key: &PrivateKey) -> String {
    let jti = gatehouse::random::Random::System.id();
    let claims = json!({"iss": id, "sub": id, "aud": app.issuer(), "exp": app.now() + 60, "jti": jti});
    Signer::new(&key.public().kid, key).unwrap().sign("JWT", &claims).unwrap()
}

async fn present(app: &TestApp, id: &str, key: &PrivateKey) -> Seen {
    let assertion = assertion(app, id, key);
    let fields =
        [("grant_type", "client_credentials"), ("client_assertion_type", TYPE), ("client_assertion", &assertion)];
    app.send("/token", &fields, &[]).await
}

/// Lets a minute pass, for Redis as well, which has a clock of its own.
async fn a_minute_passes(app: &TestApp) {
    app.advance(MINUTE);
    if app.house.parts.shared.ephemeral.is_shared() {
        tokio::time::sleep(MINUTE).await;
    }
}

async fn keys_are_fetched_once_and_again_on_an_unknown_kid(app: TestApp) {
    let (old, new) = (key(), key());
    let server = KeyServer::start(&[public(&old)]).await;
    add_machine(&app, "machine", &server).await;
    assert_eq!(server.asked(), 0, "not before they are needed");
    for _ in 0..3 {
        assert_eq!(present(&app, "machine", &old).await.status, 200);
    }
    assert_eq!(server.asked(), 1, "kept");

    server.publish(&[public(&new), public(&old)]);
    let seen = present(&app, "machine", &new).await;
    assert_eq!(seen.refusal(), (401, "invalid_client".to_owned()), "within the minute");
    assert_eq!(server.asked(), 1);
    a_minute_passes(&app).await;
    assert_eq!(present(&app, "machine", &old).await.status, 200);
    assert_eq!(server.asked(), 1, "a known kid is no reason to ask");
    assert_eq!(present(&app, "machine", &new).await.status, 200, "the new key");
    assert_eq!(present(&app, "machine", &old).await.status, 200, "and the old one, which is still published");
    assert_eq!(server.asked(), 2);
}

async fn strangers_cannot_make_it_ask_more_often(app: TestApp) {
    let honest = key();
    let server = KeyServer::start(&[public(&honest)]).await;
    add_machine(&app, "machine", &server).await;
    for _ in 0..5 {
        assert_eq!(present(&app, "machine", &key()).await.status, 401);
        app.advance(Duration::from_secs(2));
    }
    assert_eq!(server.asked(), 1);
    assert_eq!(present(&app, "machine", &honest).await.status, 200, "what they made it fetch serves the client");
    assert_eq!(server.asked(), 1);
}

async fn many_at_once_are_served_by_one_fetch(app: TestApp) {
    let key = key();
    let server = KeyServer::start(&[public(&key)]).await;
    server.delay(Duration::from_millis(300));
    add_machine(&app, "machine", &server).await;
    let all = futures_util::future::join_all((0..8).map(|_| present(&app, "machine", &key))).await;
    assert!(all.iter().all(|seen| seen.status == 200), "{all:?}");
    assert_eq!(server.asked(), 1);
}

async fn a_caller_that_goes_away_leaves_the_keys_behind(app: TestApp) {
    let key = key();
    let server = KeyServer::start(&[public(&key)]).await;
    server.delay(Duration::from_millis(500));
    add_machine(&app, "machine", &server).await;
    let impatient = tokio::time::timeout(Duration::from_millis(200), present(&app, "machine", &key)).await;
    assert!(impatient.is_err());
    assert_eq!(server.asked(), 1, "it was under way");
    assert_eq!(present(&app, "machine", &key).await.status, 200);
    assert_eq!(server.asked(), 1);
}

async fn bad_documents_are_refusals(app: TestApp) {
    let key = key();
    let whole = json!({"keys": [public(&key)]}).to_string();
    let long = format!("{whole}{}", " ".repeat(300 * 1024));
    let answers = [(500, whole.as_str()), (302, whole.as_str()), (200, ""), (200, "[]"), (200, "{"), (200, &long)];
    for (number, (status, body)) in answers.into_iter().enumerate() {
        let server = KeyServer::start(&[]).await;
        server.answer(status, body);
        let id = format!("machine-{number}");
        add_machine(&app, &id, &server).await;
        let seen = present(&app, &id, &key).await;
        assert_eq!(seen.refusal(), (401, "invalid_client".to_owned()), "{status}");
        assert_eq!(server.asked(), 1);
    }
}

async fn answers_are_encrypted_for_the_published_key(app: TestApp) {
    let (old, new) = (DecryptionKey::ec(), DecryptionKey::ec());
    let server = KeyServer::start(&[old.public("old")]).await;
    let metadata = json!({
        "first_party": true, "jwks_uri": server.uri(), "userinfo_encrypted_response_alg": "ECDH-ES",
        "id_token_encrypted_response_alg": "RSA-OAEP-256",
    });
    app.add_client("reader", metadata).await;
    // There is no RSA key: the ID token cannot be made, and the code is not spent by that.
    let code = app.sign_in_and_consent("reader").await;
    assert_eq!(app.exchange("reader", &code).await.refusal(), (400, "invalid_request".to_owned()));
    assert_eq!(server.asked(), 1);

    let rsa = DecryptionKey::rsa();
    server.publish(&[new.public("new"), rsa.public("rsa")]);
    a_minute_passes(&app).await;
    let tokens = app.tokens("reader").await;
    let (header, jwt) = rsa.decrypt(&tokens.id);
    assert_eq!(header["kid"], "rsa");
    assert!(app.verified(&jwt).await.is_some());
    let (header, claims) = new.decrypt(&app.userinfo(&tokens.access).await.body);
    assert_eq!(header["kid"], "new", "the key that is published now");
    assert_eq!(serde_json::from_str::<Value>(&claims).unwrap()["sub"], json!(app.alice));
    assert_eq!(server.asked(), 2);
}
