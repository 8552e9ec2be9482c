//! What an ID token says, and about whom (OpenID Connect Core §2, §3.1.3.6, §5.5; conformance §6.2; PR-07, PR-10).

use std::collections::BTreeSet;
use std::time::Duration;

use gatehouse::secret::{base64url, sha256};
use serde_json::{Value, json};

use crate::support::app::{Request, TestApp, Tokens, members, part};

on_each_setup![
    it_says_these_things_and_no_more,
    claims_are_added_by_name_only,
    a_claim_cannot_take_the_place_of_ours,
    it_is_signed_as_registered,
    it_belongs_to_the_login_not_to_the_token,
    without_openid_there_is_none,
    an_access_token_is_another_kind,
    lifetimes_are_the_clients,
];

async fn it_says_these_things_and_no_more(app: TestApp) {
    let request = Request::from("spa").with("scope", "openid profile email").with("nonce", "n-\u{fc} 1");
    let tokens = app.tokens_for("spa", request).await;
    let header = part(&tokens.id, 0);
    assert_eq!((&header["alg"], &header["typ"]), (&json!("RS256"), &json!("JWT")));
    let claims = Value::Object(app.verified(&tokens.id).await.unwrap());
    let expected = json!({
        "iss": app.issuer(), "sub": app.alice, "aud": "spa", "nonce": "n-\u{fc} 1",
        "iat": app.now(), "exp": app.now() + 900, "auth_time": app.now(),
        "acr": "urn:gatehouse:password", "amr": ["pwd"], "sid": claims["sid"],
        // The left half of the digest of the access token (§3.1.3.6).
        "at_hash": base64url(&sha256(tokens.access.as_bytes())[..16]),
    });
    assert_eq!(claims, expected, "scope claims stay in UserInfo");
    assert!(claims["sid"].as_str().is_some_and(|sid| sid.len() >= 16));
    assert!(claims["sub"].as_str().unwrap().len() <= 255);
}

async fn claims_are_added_by_name_only(app: TestApp) {
    let claims = json!({
        "id_token": {"email": null, "address": {"essential": true}, "shoe_size": null, "auth_time": {"essential": true}},
        "userinfo": {"phone_number": null, "name": null},
    });
    let request = Request::from("spa").with("scope", "openid").with("claims", &claims.to_string());
    let tokens = app.tokens_for("spa", request).await;
    let id = part(&tokens.id, 1);
    assert_eq!(id["email"], "alice@example.com");
    assert_eq!(id["address"], json!({"formatted": "1 Rue X, Paris", "country": "FR"}));
    for absent in ["shoe_size", "phone_number", "name", "email_verified", "nonce", "azp"] {
        assert!(id.get(absent).is_none(), "{absent}: {id}");
    }
    let userinfo = app.userinfo(&tokens.access).await.json();
    assert_eq!(members(&userinfo), BTreeSet::from(["name", "phone_number", "sub"]));
}

async fn a_claim_cannot_take_the_place_of_ours(app: TestApp) {
    let evil = json!({"value": "evil"});
    let claims =
        json!({"id_token": {"iss": evil, "aud": evil, "exp": evil, "nonce": evil, "at_hash": evil, "acr": evil}});
    let tokens = app.tokens_for("spa", Request::from("spa").with("claims", &claims.to_string())).await;
    let id = part(&tokens.id, 1);
    assert_eq!((&id["iss"], &id["aud"]), (&json!(app.issuer()), &json!("spa")));
    assert!(!id.to_string().contains("evil"), "{id}");
}

async fn it_is_signed_as_registered(app: TestApp) {
    for alg in ["RS256", "PS256", "ES256", "EdDSA"] {
        app.add_client(alg, json!({"first_party": true, "id_token_signed_response_alg": alg})).await;
        let tokens = app.tokens(alg).await;
        assert_eq!(part(&tokens.id, 0)["alg"], alg);
        assert!(app.verified(&tokens.id).await.is_some(), "{alg}");
        let digest = if alg == "EdDSA" { sha512(&tokens.access) } else { sha256(tokens.access.as_bytes()).to_vec() };
        assert_eq!(part(&tokens.id, 1)["at_hash"], base64url(&digest[..digest.len() / 2]), "{alg}");
    }
}

/// Ed25519 hashes with SHA-512, so `at_hash` does too.
fn sha512(text: &str) -> Vec<u8> {
    aws_lc_rs::digest::digest(&aws_lc_rs::digest::SHA512, text.as_bytes()).as_ref().to_vec()
}

async fn it_belongs_to_the_login_not_to_the_token(app: TestApp) {
    let browser = app.browser();
    let login = app.now();
    let first = app.sign_in(&browser, "spa").await;
    let first = part(&Tokens::of(&app.exchange("spa", &first.answer()["code"]).await).id, 1);
    app.advance(Duration::from_mins(5));
    let second = app.ask(&browser, "web").await;
    app.advance(Duration::from_secs(30));
    let second = part(&Tokens::of(&app.exchange("web", &second.answer()["code"]).await).id, 1);
    assert_eq!(second["auth_time"].as_i64(), Some(login), "when the person was there");
    assert_eq!(second["iat"].as_i64(), Some(login + 330), "when the token was made");
    assert_eq!((&first["sub"], &first["sid"]), (&second["sub"], &second["sid"]), "one person, one session");
    let elsewhere = part(&app.tokens("spa").await.id, 1);
    assert_eq!(elsewhere["sub"], first["sub"]);
    assert_ne!(elsewhere["sid"], first["sid"]);
}

async fn without_openid_there_is_none(app: TestApp) {
    let code = app.sign_in_and_consent(Request::from("spa").with("scope", "email").with("nonce", "n")).await;
    let seen = app.exchange("spa", &code).await;
    assert!(seen.status == 200 && seen.json().get("id_token").is_none(), "{seen:?}");
    let userinfo = app.userinfo(&seen.text("access_token")).await;
    assert_eq!(userinfo.refusal(), (403, "insufficient_scope".to_owned()));
}

async fn an_access_token_is_another_kind(app: TestApp) {
    let tokens = app.tokens_for("shop", Request::from("shop").with("scope", "openid orders")).await;
    let (header, claims) = (part(&tokens.access, 0), Value::Object(app.verified(&tokens.access).await.unwrap()));
    assert_eq!((&header["typ"], &header["alg"]), (&json!("at+jwt"), &json!("RS256")), "RFC 9068 §2.1");
    let expected = json!({
        "iss": app.issuer(), "sub": app.alice, "aud": ["https://api.example.com/", app.issuer()], "client_id": "shop",
        "iat": app.now(), "exp": app.now() + 900, "jti": claims["jti"], "scope": "openid orders",
        "auth_time": app.now(), "acr": "urn:gatehouse:password", "amr": ["pwd"],
    });
    assert_eq!(claims, expected, "RFC 9068 §2.2, and nothing about the person");
    assert_eq!(app.userinfo(&tokens.id).await.status, 401, "an ID token opens nothing");
    assert!(!app.is_active("shop", &tokens.id).await);
}

async fn lifetimes_are_the_clients(app: TestApp) {
    let short = json!({"first_party": true, "id_token_lifetime_seconds": 60, "access_token_lifetime_seconds": 120});
    app.add_client("short", short).await;
    let code = app.sign_in_and_consent("short").await;
    let seen = app.exchange("short", &code).await;
    assert_eq!(seen.json()["expires_in"], 120);
    assert_eq!(part(&seen.text("id_token"), 1)["exp"].as_i64(), Some(app.now() + 60));
    app.advance(Duration::from_secs(119));
    assert_eq!(app.userinfo(&seen.text("access_token")).await.status, 200);
    app.advance(Duration::from_secs(1));
    assert_eq!(app.userinfo(&seen.text("access_token")).await.status, 401);
}
