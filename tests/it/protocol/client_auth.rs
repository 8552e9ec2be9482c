//! Client authentication by secret, and what every refusal looks like (RFC 6749 §2.3, §3.2.1, §5.2; PR-21, CL-03).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gatehouse::admin;
use gatehouse::audit::Actor;
use gatehouse::model::ClientId;
use serde_json::json;

use crate::support::app::{TestApp, basic};
use crate::support::browser::Seen;

on_each_setup![
    every_secret_opens_every_endpoint,
    credentials_are_form_encoded,
    every_failure_looks_the_same,
    one_method_at_a_time,
    only_the_registered_method_counts,
    a_public_client_has_nothing_to_prove,
    a_rotated_secret_overlaps,
    guessing_is_throttled,
    grants_are_registered,
    only_forms_are_read,
    other_methods_are_405,
];

const GRANT: (&str, &str) = ("grant_type", "client_credentials");

/// Clients without people, one for each way of sending a secret.
async fn add_machines(app: &TestApp) {
    for method in ["client_secret_basic", "client_secret_post"] {
        let metadata =
            json!({"token_endpoint_auth_method": method, "grant_types": ["client_credentials"], "response_types": []});
        app.add_client(method, metadata).await;
    }
}

fn assert_is_unauthorized(seen: &Seen) {
    assert_eq!(seen.refusal(), (401, "invalid_client".to_owned()), "{seen:?}");
    assert!(seen.header("www-authenticate").starts_with("Basic "), "{seen:?}");
    assert_eq!((seen.header("cache-control"), seen.header("pragma")), ("no-store", "no-cache"));
    assert!(seen.header("content-type").starts_with("application/json"));
}

async fn every_secret_opens_every_endpoint(app: TestApp) {
    add_machines(&app).await;
    for client in ["client_secret_basic", "client_secret_post"] {
        let token = app.post(client, "/token", &[GRANT]).await;
        assert_eq!((token.status, token.header("cache-control")), (200, "no-store"), "{token:?}");
        let body = token.json();
        assert!(body.get("refresh_token").is_none() && body.get("id_token").is_none(), "PR-32: {body}");
        assert!(app.is_active(client, &token.text("access_token")).await);
        let revoked = app.revoke(client, &token.text("access_token")).await;
        assert_eq!((revoked.status, revoked.body.as_str()), (200, ""));
        assert!(!app.is_active(client, &token.text("access_token")).await);
    }
}

async fn credentials_are_form_encoded(app: TestApp) {
    add_machines(&app).await;
    let (client, secret) = ("client_secret_basic", app.secret("client_secret_basic"));
    let escaped = |text: &str| text.bytes().map(|byte| format!("%{byte:02x}")).collect::<Vec<_>>().concat();
    let encoded = STANDARD.encode(format!("{}:{}", escaped(client), escaped(&secret)));
    for header in [format!("Basic {encoded}"), format!("bASIC   {encoded}")] {
        assert_eq!(app.send("/token", &[GRANT], &[("authorization", &header)]).await.status, 200, "{header}");
    }
    let body = app.send("/token", &[GRANT, ("client_id", client)], &[("authorization", &basic(client, &secret))]).await;
    assert_eq!(body.status, 200, "the same name in the body is no second method");
}

async fn every_failure_looks_the_same(app: TestApp) {
    let secret = app.secret("web");
    let longer = format!("{secret}x");
    let mut bodies = Vec::new();
    for header in [
        basic("nobody", &secret),
        basic("web", "wrong"),
        basic("web", ""),
        basic("web", &secret[..secret.len() - 1]),
        basic("web", &longer),
        basic("web", &app.secret("shop")),
        basic("shop", &secret),
        basic("WEB", &secret),
        basic("spa", "secret"),
    ] {
        for path in ["/token", "/introspect", "/revoke"] {
            let seen = app.send(path, &[GRANT, ("token", "x")], &[("authorization", &header)]).await;
            assert_is_unauthorized(&seen);
            bodies.push(seen.body);
        }
    }
    bodies.dedup();
    assert_eq!(bodies.len(), 1, "one text for every reason: {bodies:?}");
    for header in ["Basic", "Basic !!!", "Basic bm9jb2xvbg==", "Bearer abc", "Digest a=b", "Basic AAAA", ""] {
        assert_is_unauthorized(&app.send("/token", &[GRANT], &[("authorization", header)]).await);
    }
    assert_is_unauthorized(&app.send("/token", &[GRANT], &[]).await);
    assert_is_unauthorized(&app.send("/token", &[GRANT, ("client_secret", "x")], &[]).await);
}

async fn one_method_at_a_time(app: TestApp) {
    let secret = app.secret("web");
    let header = basic("web", &secret);
    let assertion = [
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", "a.b.c"),
    ];
    for fields in [
        vec![GRANT, ("client_id", "web"), ("client_secret", secret.as_str())],
        vec![GRANT, ("client_secret", "x")],
        vec![GRANT, assertion[0], assertion[1]],
        vec![GRANT, ("client_id", "spa")],
        vec![GRANT, assertion[1]],
        vec![GRANT, GRANT],
        vec![GRANT, ("scope", "a"), ("scope", "b")],
    ] {
        let seen = app.send("/token", &fields, &[("authorization", &header)]).await;
        assert_eq!(seen.refusal(), (400, "invalid_request".to_owned()), "{fields:?}");
        assert_eq!(seen.header("cache-control"), "no-store");
    }
    let twice = [("authorization", header.as_str()), ("authorization", header.as_str())];
    assert_eq!(app.send("/token", &[GRANT], &twice).await.refusal(), (400, "invalid_request".to_owned()));
}

async fn only_the_registered_method_counts(app: TestApp) {
    add_machines(&app).await;
    let (by_header, by_body) = (app.secret("client_secret_basic"), app.secret("client_secret_post"));
    let fields = [GRANT, ("client_id", "client_secret_basic"), ("client_secret", by_header.as_str())];
    assert_is_unauthorized(&app.send("/token", &fields, &[]).await);
    let header = basic("client_secret_post", &by_body);
    assert_is_unauthorized(&app.send("/token", &[GRANT], &[("authorization", &header)]).await);
    for client in ["client_secret_basic", "client_secret_post"] {
        let seen = app.send("/token", &[GRANT, ("client_id", client)], &[]).await;
        assert_is_unauthorized(&seen);
        assert_eq!(app.post(client, "/token", &[GRANT]).await.status, 200);
    }
    let fields = [GRANT, ("client_id", "spa"), ("client_secret", "")];
    assert_eq!(app.send("/token", &fields, &[]).await.refusal().1, "unauthorized_client", "an empty value is none");
}

async fn a_public_client_has_nothing_to_prove(app: TestApp) {
    let code = app.sign_in_and_consent("spa").await;
    assert_eq!(app.exchange("spa", &code).await.status, 200);
    // And so cannot speak for itself, nor ask about tokens.
    let seen = app.post("spa", "/token", &[GRANT]).await;
    assert_eq!(seen.refusal(), (400, "unauthorized_client".to_owned()));
    let seen = app.introspect("spa", "x").await;
    assert_eq!(seen.refusal(), (400, "unauthorized_client".to_owned()));
}

async fn a_rotated_secret_overlaps(app: TestApp) {
    add_machines(&app).await;
    let client = "client_secret_basic";
    let old = basic(client, &app.secret(client));
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    let (id, day) = (ClientId::from(client), Duration::from_hours(24));
    let new =
        admin::rotate_secret(&shared.database, &shared.sub_keys, &origin, (Actor::System, &id), day).await.unwrap();
    let new = basic(client, new.expose());
    // Instances notice within ten seconds.
    app.advance(Duration::from_secs(10));
    for header in [&old, &new] {
        assert_eq!(app.send("/token", &[GRANT], &[("authorization", header)]).await.status, 200);
    }
    app.advance(day);
    assert_is_unauthorized(&app.send("/token", &[GRANT], &[("authorization", &old)]).await);
    assert_eq!(app.send("/token", &[GRANT], &[("authorization", &new)]).await.status, 200);
}

async fn guessing_is_throttled(app: TestApp) {
    add_machines(&app).await;
    let guess = basic("client_secret_basic", "guess");
    let mut statuses = Vec::new();
    for _ in 0..40 {
        statuses.push(app.send("/token", &[GRANT], &[("authorization", &guess)]).await);
    }
    assert_is_unauthorized(&statuses[29]);
    let throttled = statuses.last().unwrap();
    assert_eq!(throttled.status, 429, "{throttled:?}");
    let wait = throttled.header("retry-after").parse().unwrap();
    assert!((1..=2).contains(&wait), "30 a minute: one each two seconds, not {wait}");
    assert_eq!(app.post("client_secret_basic", "/token", &[GRANT]).await.status, 429, "the right one too, from here");
    assert_eq!(app.post("client_secret_post", "/token", &[GRANT]).await.status, 200, "another client is not concerned");
    // Redis counts by a clock of its own.
    tokio::time::sleep(Duration::from_secs(wait)).await;
    app.advance(Duration::from_secs(wait));
    assert_eq!(app.post("client_secret_basic", "/token", &[GRANT]).await.status, 200);
}

async fn grants_are_registered(app: TestApp) {
    for (client, grant, code) in [
        ("api", "authorization_code", "invalid_request"),
        ("web", "client_credentials", "unauthorized_client"),
        ("web", "password", "unsupported_grant_type"),
        ("web", "implicit", "unsupported_grant_type"),
        ("web", "urn:ietf:params:oauth:grant-type:device_code", "unsupported_grant_type"),
        ("web", "", "invalid_request"),
    ] {
        let seen = app.post(client, "/token", &[("grant_type", grant)]).await;
        assert_eq!(seen.refusal(), (400, code.to_owned()), "{client} {grant}");
        assert_eq!(seen.header("cache-control"), "no-store");
    }
    let fields = [("grant_type", "authorization_code"), ("code", "x"), ("redirect_uri", "https://x.example/")];
    assert_eq!(app.post("api", "/token", &fields).await.refusal(), (400, "unauthorized_client".to_owned()));
    let ask = |scope| [GRANT, ("scope", scope)];
    assert_eq!(app.post("shop", "/token", &ask("orders")).await.text("scope"), "orders");
    for scope in ["openid", "orders admin", "\""] {
        assert_eq!(
            app.post("shop", "/token", &ask(scope)).await.refusal(),
            (400, "invalid_scope".to_owned()),
            "{scope}"
        );
    }
    let elsewhere = [GRANT, ("resource", "https://vault.example.com/")];
    assert_eq!(app.post("shop", "/token", &elsewhere).await.refusal(), (400, "invalid_target".to_owned()));
}

async fn only_forms_are_read(app: TestApp) {
    let http = app.browser().http;
    let header = basic("api", &app.secret("api"));
    for (kind, body) in [
        ("application/json", r#"{"grant_type":"client_credentials"}"#),
        ("text/plain", "grant_type=client_credentials"),
        ("application/x-www-form-urlencoded", "grant_type=%zz"),
        ("application/x-www-form-urlencoded", "grant_type=%ff"),
    ] {
        let request = http.post(app.url("/token")).header("content-type", kind).body(body);
        let seen = app.call(request, "/token", &[("authorization", &header)]).await;
        assert_eq!(seen.refusal(), (400, "invalid_request".to_owned()), "{kind} {body}");
    }
    let query = app.send("/token?grant_type=client_credentials", &[], &[("authorization", &header)]).await;
    assert_eq!(query.refusal(), (400, "invalid_request".to_owned()), "nothing is taken from the query");
}

async fn other_methods_are_405(app: TestApp) {
    for path in ["/token", "/introspect", "/revoke"] {
        for method in ["GET", "HEAD", "PUT", "DELETE"] {
            let seen = app.method(method, path).await;
            assert_eq!((seen.status, seen.header("allow")), (405, "POST"), "{method} {path}");
        }
    }
}
