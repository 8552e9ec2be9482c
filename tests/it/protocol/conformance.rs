//! What modules of the OpenID Foundation's Basic and Form Post Basic plans send and no other file tries, in both response
//! modes, by clients registered as `conformance/provider.py` does. `conformance/README.md` names the modules.

use std::collections::BTreeMap;
use std::time::Duration;

use aws_lc_rs::digest::{SHA256, digest};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde_json::{Value, json};

use crate::support::app::{CALLBACK, PASSWORD, Request, TestApp, Tokens, part};
use crate::support::browser::{Browser, Seen};

on_each_setup![
    each_way_of_authentication_ends_in_userinfo,
    a_missing_response_type_is_told_in_the_mode_that_was_asked_for,
    a_request_by_post_ends_in_a_code,
    no_order_of_scopes_or_parameters_matters,
    every_display_leads_through_the_login,
    one_of_the_advertised_acr_values_is_reached,
    an_essential_claim_goes_only_where_it_was_asked_for,
    a_code_used_again_after_half_a_minute_ends_its_token,
    a_request_object_is_refused_where_its_own_mode_says,
    a_request_object_saves_no_redirect_uri_beside_it,
    the_longest_verifier_is_taken_where_none_is_asked_for,
    a_refresh_token_of_one_client_is_nothing_to_another,
];

/// The client of nearly every module.
const CLIENT: &str = "conformance-client";
/// The plans: Basic, and Form Post Basic.
const MODES: [Option<&str>; 2] = [None, Some("form_post")];

/// The app with a client of that name: no application of the house, and none that has to use PKCE.
async fn with_client(app: &TestApp, id: &str, method: &str) {
    app.add_client(id, json!({"token_endpoint_auth_method": method, "require_pkce": false})).await;
}

fn request(client: &str, mode: Option<&str>) -> Request {
    let plain = Request::from(client).without("code_challenge").without("code_challenge_method");
    let plain = plain.with("scope", "openid").with("nonce", "n-1");
    mode.into_iter().fold(plain, |request, mode| request.with("response_mode", mode))
}

/// The parameters of an authorization response, which has to come by the mode.
fn answer(seen: &Seen, mode: Option<&str>) -> BTreeMap<String, String> {
    if mode.is_some() {
        assert!(seen.status == 200 && seen.body.contains(&format!("action=\"{CALLBACK}\"")), "{seen:?}");
    } else {
        assert!(seen.location().starts_with(&format!("{CALLBACK}?")), "{seen:?}");
    }
    seen.answer()
}

/// Redeems the code of a response without a verifier; the tokens, and the claims of the ID token.
async fn redeem(app: &TestApp, client: &str, seen: &Seen, mode: Option<&str>) -> (Tokens, Value) {
    let mut found = answer(seen, mode);
    assert_eq!((&found["state"], &found["iss"]), (&"s-1".to_owned(), &app.issuer()), "{seen:?}");
    let code = found.remove("code").unwrap_or_else(|| panic!("no code: {seen:?}"));
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    let tokens = Tokens::of(&app.post(client, "/token", &fields).await);
    let id = app.verified(&tokens.id).await.unwrap_or_else(|| panic!("not signed: {}", tokens.id));
    let id = Value::Object(id);
    assert_eq!((&id["aud"], &id["nonce"]), (&json!(client), &json!("n-1")));
    assert_eq!(app.userinfo(&tokens.access).await.json()["sub"], id["sub"]);
    (tokens, id)
}

/// oidcc-server, oidcc-server-client-secret-post.
async fn each_way_of_authentication_ends_in_userinfo(app: TestApp) {
    for method in ["client_secret_basic", "client_secret_post"] {
        with_client(&app, method, method).await;
        for mode in MODES {
            let seen = app.sign_in(&app.browser(), request(method, mode)).await;
            redeem(&app, method, &seen, mode).await;
        }
    }
}

/// oidcc-response-type-missing.
async fn a_missing_response_type_is_told_in_the_mode_that_was_asked_for(app: TestApp) {
    with_client(&app, CLIENT, "client_secret_basic").await;
    for mode in MODES {
        let seen = app.ask(&app.browser(), request(CLIENT, mode).without("response_type")).await;
        let found = answer(&seen, mode);
        assert_eq!((found["error"].as_str(), found["state"].as_str()), ("invalid_request", "s-1"));
    }
}

/// oidcc-ensure-post-request-succeeds.
async fn a_request_by_post_ends_in_a_code(app: TestApp) {
    with_client(&app, CLIENT, "client_secret_basic").await;
    for mode in MODES {
        let query = request(CLIENT, mode).query();
        let fields: Vec<(String, String)> = url::form_urlencoded::parse(query.as_bytes()).into_owned().collect();
        let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        // From the suite's own page.
        let browser = Browser { origin: Some("https://suite.example.com".to_owned()), ..app.browser() };
        let page = browser.post(&app.path("/authorize"), &fields).await;
        let page = browser.follow(page).await;
        let browser = app.at(&browser);
        let page = browser.submit(&page, &[("username", "alice"), ("action", "sign-in")]).await;
        let login = [("username", "alice"), ("password", PASSWORD), ("action", "sign-in")];
        let mut seen = browser.submit(&page, &login).await;
        if seen.path.ends_with("/consent") {
            seen = browser.submit(&seen, &[("scope", "openid"), ("action", "allow")]).await;
        }
        redeem(&app, CLIENT, &seen, mode).await;
    }
}

/// oidcc-alternate-happy-flow.
async fn no_order_of_scopes_or_parameters_matters(app: TestApp) {
    with_client(&app, CLIENT, "client_secret_basic").await;
    for mode in MODES {
        let mut reversed = request(CLIENT, mode).with("state", "s-1").with("scope", "email openid");
        for (name, value) in
            [("response_type", "code"), ("redirect_uri", CALLBACK), ("nonce", "n-1"), ("client_id", CLIENT)]
        {
            reversed = reversed.with(name, value);
        }
        let seen = app.sign_in(&app.browser(), reversed).await;
        let (tokens, id) = redeem(&app, CLIENT, &seen, mode).await;
        let userinfo = app.userinfo(&tokens.access).await.json();
        assert_eq!((&userinfo["email"], &userinfo["email_verified"]), (&json!("alice@example.com"), &json!(true)));
        // Warnings of the suite: what was not asked for, and what belongs to UserInfo.
        assert!(userinfo.get("name").is_none() && id.get("email").is_none() && id.get("name").is_none(), "{id}");
    }
}

/// oidcc-display-page, oidcc-display-popup.
async fn every_display_leads_through_the_login(app: TestApp) {
    with_client(&app, CLIENT, "client_secret_basic").await;
    for mode in MODES {
        for display in ["page", "popup"] {
            let asked = request(CLIENT, mode).with("display", display);
            let browser = app.browser();
            assert!(app.ask(&browser, asked.clone()).await.path.ends_with("/login"), "{display}");
            let seen = app.sign_in(&browser, asked).await;
            redeem(&app, CLIENT, &seen, mode).await;
        }
    }
}

/// oidcc-ensure-request-with-acr-values-succeeds: all that the discovery document lists, in one request.
async fn one_of_the_advertised_acr_values_is_reached(app: TestApp) {
    with_client(&app, CLIENT, "client_secret_basic").await;
    let advertised = app.get("/.well-known/openid-configuration", &[]).await.json()["acr_values_supported"].clone();
    let advertised: Vec<&str> = advertised.as_array().unwrap().iter().map(|value| value.as_str().unwrap()).collect();
    for mode in MODES {
        let seen = app.sign_in(&app.browser(), request(CLIENT, mode).with("acr_values", &advertised.join(" "))).await;
        let (_, id) = redeem(&app, CLIENT, &seen, mode).await;
        assert!(advertised.contains(&id["acr"].as_str().unwrap()), "{id}");
    }
}

/// oidcc-claims-essential.
async fn an_essential_claim_goes_only_where_it_was_asked_for(app: TestApp) {
    with_client(&app, CLIENT, "client_secret_basic").await;
    for mode in MODES {
        let asked = request(CLIENT, mode).with("claims", r#"{"userinfo":{"name":{"essential":true}}}"#);
        let seen = app.sign_in(&app.browser(), asked).await;
        let (tokens, id) = redeem(&app, CLIENT, &seen, mode).await;
        assert_eq!(app.userinfo(&tokens.access).await.json()["name"], "Alice Q. Liddell");
        assert!(id.get("name").is_none(), "{id}");
    }
}

/// oidcc-codereuse-30seconds.
async fn a_code_used_again_after_half_a_minute_ends_its_token(app: TestApp) {
    with_client(&app, CLIENT, "client_secret_basic").await;
    let seen = app.sign_in(&app.browser(), request(CLIENT, None)).await;
    let (tokens, _) = redeem(&app, CLIENT, &seen, None).await;
    app.advance(Duration::from_secs(30));
    assert_eq!(app.userinfo(&tokens.access).await.status, 200);
    let code = seen.answer().remove("code").unwrap();
    let fields = [("grant_type", "authorization_code"), ("code", code.as_str()), ("redirect_uri", CALLBACK)];
    let again = app.post(CLIENT, "/token", &fields).await;
    assert_eq!(again.refusal(), (400, "invalid_grant".to_owned()));
    assert_eq!(again.header("content-type"), "application/json");
    assert_eq!(app.userinfo(&tokens.access).await.status, 401);
}

/// An unsigned request object (RFC 7519 §6) with these claims.
fn object(claims: &Value) -> String {
    let encoded = |part: &Value| URL_SAFE_NO_PAD.encode(part.to_string());
    format!("{}.{}.", encoded(&json!({"alg": "none"})), encoded(claims))
}

/// The request that the modules with an object send: in it everything, beside it only what OAuth 2.0 demands.
fn with_object(mode: Option<&str>) -> Request {
    let mut inside = json!({
        "client_id": CLIENT, "redirect_uri": CALLBACK, "response_type": "code", "scope": "openid",
        "state": "s-1", "nonce": "n-1",
    });
    if let Some(mode) = mode {
        inside["response_mode"] = json!(mode);
    }
    let beside = request(CLIENT, None).without("state").without("nonce");
    beside.with("request", &object(&inside))
}

/// oidcc-unsigned-request-object-supported-correctly-or-rejected-as-unsupported.
async fn a_request_object_is_refused_where_its_own_mode_says(app: TestApp) {
    with_client(&app, CLIENT, "client_secret_basic").await;
    for mode in MODES {
        let seen = app.ask(&app.browser(), with_object(mode)).await;
        assert_eq!(answer(&seen, mode)["error"], "request_not_supported");
    }
}

/// oidcc-ensure-request-object-with-redirect-uri: neither the address beside the object nor the registered one.
async fn a_request_object_saves_no_redirect_uri_beside_it(app: TestApp) {
    with_client(&app, CLIENT, "client_secret_basic").await;
    for mode in MODES {
        let asked = with_object(mode).with("redirect_uri", &format!("{CALLBACK}_invalid"));
        let seen = app.ask(&app.browser(), asked).await;
        assert!(seen.status == 400 && seen.location().is_empty(), "{seen:?}");
        // What the browser commands of the plans wait for.
        assert!(seen.body.contains("Invalid redirect_uri") && !seen.body.contains("form-post"), "{seen:?}");
    }
}

/// oidcc-ensure-request-with-valid-pkce-succeeds: 128 of all characters of RFC 7636 §4.1.
async fn the_longest_verifier_is_taken_where_none_is_asked_for(app: TestApp) {
    with_client(&app, CLIENT, "client_secret_basic").await;
    let verifier: String =
        ('A'..='Z').chain('a'..='z').chain('0'..='9').chain("-._~".chars()).cycle().take(128).collect();
    let challenge = URL_SAFE_NO_PAD.encode(digest(&SHA256, verifier.as_bytes()));
    for mode in MODES {
        let asked = request(CLIENT, mode).with("code_challenge", &challenge).with("code_challenge_method", "S256");
        let seen = app.sign_in(&app.browser(), asked).await;
        let code = answer(&seen, mode).remove("code").unwrap();
        let fields = [
            ("grant_type", "authorization_code"),
            ("code", code.as_str()),
            ("redirect_uri", CALLBACK),
            ("code_verifier", &verifier),
        ];
        assert_eq!(app.post(CLIENT, "/token", &fields).await.status, 200);
    }
}

/// oidcc-refresh-token.
async fn a_refresh_token_of_one_client_is_nothing_to_another(app: TestApp) {
    let scope = "openid offline_access";
    let clients = [CLIENT, "conformance-client-2"];
    for client in clients {
        with_client(&app, client, "client_secret_basic").await;
    }
    for mode in MODES {
        let browser = app.browser();
        let mut last = String::new();
        for client in clients {
            let asked = request(client, mode).with("scope", scope).with("prompt", "consent");
            let seen = app.sign_in(&browser, asked).await;
            let (tokens, id) = redeem(&app, client, &seen, mode).await;
            app.advance(Duration::from_secs(1));
            // The first client names the scope again, the second does not.
            let mut fields = vec![("grant_type", "refresh_token"), ("refresh_token", tokens.refresh.as_str())];
            fields.extend((client == CLIENT).then_some(("scope", scope)));
            let seen = app.post(client, "/token", &fields).await;
            assert_eq!(seen.header("cache-control"), "no-store");
            let refreshed = Tokens::of(&seen);
            let new = part(&refreshed.id, 1);
            for same in ["iss", "sub", "aud", "auth_time"] {
                assert_eq!(new[same], id[same], "{same}");
            }
            assert!(new["iat"].as_i64() > id["iat"].as_i64() && new.get("azp").is_none(), "{new}");
            assert_eq!(app.userinfo(&refreshed.access).await.status, 200);
            last = refreshed.refresh;
        }
        let foreign = [("grant_type", "refresh_token"), ("refresh_token", last.as_str()), ("scope", scope)];
        assert_eq!(app.post(CLIENT, "/token", &foreign).await.refusal(), (400, "invalid_grant".to_owned()));
    }
}
