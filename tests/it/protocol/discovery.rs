//! The discovery document against what is served: every endpoint answers, everything advertised works (OpenID Connect
//! Discovery 1.0, RFC 8414; conformance §8; PR-16).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use crate::support::app::{Request, TestApp, Tokens, part};
use crate::support::browser::ISSUER;

on_each_setup![
    the_document_is_exactly_this,
    both_addresses_serve_it,
    it_is_cached_and_revalidated,
    every_endpoint_answers,
    every_advertised_mode_works,
    every_advertised_algorithm_signs,
    every_advertised_grant_works,
    every_advertised_prompt_and_scope_works,
    single_page_applications_may_read_it,
];

const ADDRESS: &str = "/.well-known/openid-configuration";

async fn document(app: &TestApp) -> Value {
    app.get(ADDRESS, &[]).await.json()
}

fn words(value: &Value) -> Vec<String> {
    value.as_array().unwrap().iter().map(|word| word.as_str().unwrap().to_owned()).collect()
}

const ACTIONS: [&str; 9] =
    ["profile", "email", "password", "authenticator", "backup_codes", "sessions", "devices", "applications", "delete"];

async fn the_document_is_exactly_this(app: TestApp) {
    let methods = ["none", "client_secret_basic", "client_secret_post", "client_secret_jwt", "private_key_jwt"];
    let assertions = json!(["HS256", "RS256", "PS256", "ES256", "EdDSA"]);
    let algorithms = json!(["RS256", "PS256", "ES256", "EdDSA"]);
    for app in [app.neighbor("acme").await, app] {
        let at = |path: &str| format!("{}{path}", app.issuer());
        let mut found = document(&app).await;
        let claims: BTreeSet<String> = words(&found["claims_supported"]).into_iter().collect();
        for claim in ["sub", "iss", "aud", "auth_time", "acr", "at_hash", "name", "email", "address", "phone_number"] {
            assert!(claims.contains(claim), "{claim}");
        }
        assert!(words(&found["ui_locales_supported"]).contains(&"en".to_owned()));
        for listed in ["claims_supported", "ui_locales_supported"] {
            found.as_object_mut().unwrap().remove(listed);
        }
        for answer in ["id_token", "userinfo", "introspection"] {
            let listed = &format!("{answer}_signing_alg_values_supported");
            let sorted = |value: &Value| words(value).into_iter().collect::<BTreeSet<_>>();
            assert_eq!(sorted(&found[listed]), sorted(&algorithms), "{listed}");
            found.as_object_mut().unwrap().remove(listed);
        }
        for answer in ["id_token", "userinfo", "introspection"] {
            for (list, expected) in [("alg", ["RSA-OAEP-256", "ECDH-ES"]), ("enc", ["A128CBC-HS256", "A256GCM"])] {
                let listed =
                    found.as_object_mut().unwrap().remove(&format!("{answer}_encryption_{list}_values_supported"));
                assert_eq!(listed, Some(json!(expected)), "{answer} {list}");
            }
        }
        let expected = json!({
            "issuer": app.issuer(),
            "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
            "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/jwks.json"),
            "introspection_endpoint": at("/introspect"), "revocation_endpoint": at("/revoke"),
            "end_session_endpoint": at("/logout"),
            "scopes_supported": ["openid", "profile", "email", "address", "phone", "offline_access", "account_read",
                "account_profile", "account_security", "realm_admin", "roles", "groups"],
            "account_management_uri": at("/account"),
            "account_management_actions_supported":
                ACTIONS,
            "response_types_supported": ["code"],
            "response_modes_supported": ["query", "fragment", "form_post"],
            "grant_types_supported": ["authorization_code", "refresh_token", "client_credentials"],
            "subject_types_supported": ["public"], "claim_types_supported": ["normal"],
            "acr_values_supported": ["urn:gatehouse:email", "urn:gatehouse:password", "urn:gatehouse:mfa", "phr", "phrh"],
            "display_values_supported": ["page", "popup", "touch", "wap"],
            "prompt_values_supported": ["none", "login", "consent", "select_account"],
            "token_endpoint_auth_methods_supported": methods,
            "token_endpoint_auth_signing_alg_values_supported": assertions,
            "introspection_endpoint_auth_methods_supported": methods[1..],
            "introspection_endpoint_auth_signing_alg_values_supported": assertions,
            "revocation_endpoint_auth_methods_supported": methods,
            "revocation_endpoint_auth_signing_alg_values_supported": assertions,
            "code_challenge_methods_supported": ["S256"],
            "authorization_response_iss_parameter_supported": true,
            "claims_parameter_supported": true,
            "request_parameter_supported": false, "request_uri_parameter_supported": false,
        });
        assert_eq!(found, expected);
    }
}

async fn both_addresses_serve_it(app: TestApp) {
    let whole = document(&app).await;
    assert_eq!(app.get("/.well-known/oauth-authorization-server", &[]).await.json(), whole);
    // RFC 8414 §3.1: before the path of the issuer, and for OpenID Connect behind it.
    let acme = app.neighbor("acme").await;
    let whole = document(&acme).await;
    assert_eq!(app.get("/.well-known/oauth-authorization-server/realms/acme", &[]).await.json(), whole);
    for unknown in
        ["/realms/nobody/.well-known/openid-configuration", "/realms/default/.well-known/openid-configuration"]
    {
        assert_eq!(app.get(unknown, &[]).await.status, 404, "{unknown}");
    }
}

async fn it_is_cached_and_revalidated(app: TestApp) {
    for path in [ADDRESS, "/jwks.json"] {
        let first = app.get(path, &[]).await;
        assert_eq!((first.status, first.header("content-type")), (200, "application/json"), "{path}");
        assert_eq!(first.header("cache-control"), "public, max-age=300, must-revalidate");
        let etag = first.header("etag");
        assert!(etag.starts_with('"') && etag.ends_with('"') && etag.len() > 10, "{etag}");
        let several = format!("\"other\", {etag}");
        for known in [etag, &several] {
            let again = app.get(path, &[("if-none-match", known)]).await;
            assert_eq!((again.status, again.body.as_str(), again.header("etag")), (304, "", etag));
        }
        assert_eq!(app.get(path, &[("if-none-match", "\"other\"")]).await.status, 200);
        let head = app.method("HEAD", path).await;
        assert_eq!((head.status, head.body.as_str(), head.header("etag")), (200, "", etag));
        assert_eq!(app.method("POST", path).await.status, 405);
    }
}

async fn every_endpoint_answers(app: TestApp) {
    let document = document(&app).await;
    for (name, address) in document.as_object().unwrap() {
        let Some(address) = address.as_str().filter(|_| name.ends_with("_endpoint") || name == "jwks_uri") else {
            continue;
        };
        let path = address.strip_prefix(ISSUER).unwrap_or_else(|| panic!("{name} is elsewhere: {address}"));
        let (get, post) = (app.get(path, &[]).await, app.send(path, &[], &[]).await);
        assert!(get.status != 404 && post.status != 404, "{name}");
        assert!(get.status < 500 && post.status < 500, "{name}");
        assert!(get.status != 405 || post.status != 405, "{name} answers neither GET nor POST");
    }
}

async fn every_advertised_mode_works(app: TestApp) {
    let document = document(&app).await;
    let browser = app.browser();
    app.sign_in(&browser, "spa").await;
    for mode in words(&document["response_modes_supported"]) {
        for response_type in words(&document["response_types_supported"]) {
            let request = Request::from("spa").with("response_mode", &mode).with("response_type", &response_type);
            let seen = app.ask(&browser, request).await;
            let code = seen.answer().remove("code").unwrap_or_else(|| panic!("{mode} {response_type}: {seen:?}"));
            assert_eq!(seen.answer()["iss"], document["issuer"].as_str().unwrap(), "{mode}");
            assert_eq!(seen.location().contains('#'), mode == "fragment");
            assert_eq!(seen.status == 200, mode == "form_post");
            assert_eq!(app.exchange("spa", &code).await.status, 200, "{mode}");
        }
    }
}

async fn every_advertised_algorithm_signs(app: TestApp) {
    let document = document(&app).await;
    for alg in words(&document["id_token_signing_alg_values_supported"]) {
        let metadata =
            json!({"first_party": true, "id_token_signed_response_alg": alg, "userinfo_signed_response_alg": alg});
        app.add_client(&alg, metadata).await;
        let tokens = app.tokens(&alg).await;
        let userinfo = app.userinfo(&tokens.access).await.body;
        for jwt in [&tokens.id, &userinfo] {
            assert_eq!(part(jwt, 0)["alg"], alg);
            assert!(app.verified(jwt).await.is_some(), "{alg}");
        }
    }
}

async fn every_advertised_grant_works(app: TestApp) {
    let grants = words(&document(&app).await["grant_types_supported"]);
    let tokens = app.tokens("shop").await;
    assert_eq!(app.refresh("shop", &tokens.refresh).await.status, 200);
    assert_eq!(app.post("shop", "/token", &[("grant_type", "client_credentials")]).await.status, 200);
    assert_eq!(grants, ["authorization_code", "refresh_token", "client_credentials"], "each has just been used");
    for method in ["none", "client_secret_basic", "client_secret_post"] {
        app.add_client(method, json!({"token_endpoint_auth_method": method, "first_party": true})).await;
        assert!(app.tokens(method).await.refresh.len() > 60, "{method}");
    }
}

async fn every_advertised_prompt_and_scope_works(app: TestApp) {
    let document = document(&app).await;
    let browser = app.browser();
    let scope = words(&document["scopes_supported"]).join(" ");
    let metadata = json!({"token_endpoint_auth_method": "none", "first_party": true, "scope": scope});
    app.add_client("greedy", metadata).await;
    let seen = app.sign_in(&browser, Request::from("greedy").with("scope", &scope)).await;
    assert_eq!(app.exchange("greedy", &seen.answer()["code"]).await.text("scope"), scope);
    for prompt in words(&document["prompt_values_supported"]) {
        let seen = app.ask(&browser, Request::from("spa").with("prompt", &prompt)).await;
        let shown = seen.status == 200 && seen.path.contains(&prompt.replace('_', "-"));
        let answered = seen.answer().contains_key("code");
        assert_eq!((shown, answered), (prompt != "none", prompt == "none"), "{prompt}: {seen:?}");
    }
    let claims = json!({"userinfo": {"gender": null}}).to_string();
    let seen = app.ask(&browser, Request::from("spa").with("scope", "openid").with("claims", &claims)).await;
    let tokens = Tokens::of(&app.exchange("spa", &seen.answer()["code"]).await);
    assert_eq!(app.userinfo(&tokens.access).await.json()["gender"], "female");
}

async fn single_page_applications_may_read_it(app: TestApp) {
    for path in [ADDRESS, "/jwks.json"] {
        let seen = app.get(path, &[("origin", "https://app.example.com")]).await;
        assert_eq!(seen.header("access-control-allow-origin"), "*");
        assert!(seen.header("access-control-allow-credentials").is_empty());
    }
}
