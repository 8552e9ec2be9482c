//! Client authentication by secret, and what every refusal looks like (RFC 6749 §2.3, §3.2.1, §5.2; PR-21, CL-03).

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use gatehouse::admin::{self, By, NewClient, TypedSecret};
use gatehouse::audit::Actor;
use gatehouse::model::ClientId;
use gatehouse::secret::Secret;
use serde_json::json;
use tokio::task::JoinSet;

use crate::support::app::{TestApp, basic};
use crate::support::browser::Seen;
use crate::support::process::texts;

on_each_setup![
    every_secret_opens_every_endpoint,
    credentials_are_form_encoded,
    every_failure_looks_the_same,
    one_method_at_a_time,
    only_the_registered_method_counts,
    a_public_client_has_nothing_to_prove,
    a_rotated_secret_overlaps,
    a_typed_secret_opens_as_a_made_one,
    a_typed_secret_is_hashed_once_and_refused_when_too_many_are,
    a_typed_secret_is_forgotten_with_its_row,
    typed_secrets_have_bounds,
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
        admin::rotate_secret(&shared.database, &shared.sub_keys, &origin, (By::operator(Actor::System), &id), day)
            .await
            .unwrap();
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

async fn typed(app: &TestApp, text: &str) -> Result<TypedSecret, admin::Error> {
    TypedSecret::new(&app.house.parts.shared.hasher, Secret::new(text.to_owned())).await
}

/// A machine that brings its secret along.
async fn add_typed(app: &TestApp, id: &str, method: &str, text: &str) -> Result<(), admin::Error> {
    let metadata =
        json!({"token_endpoint_auth_method": method, "grant_types": ["client_credentials"], "response_types": []});
    let metadata = serde_json::from_value(metadata).unwrap();
    let new = NewClient { id: Some(id.to_owned()), metadata, secret: Some(typed(app, text).await?) };
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    let made =
        admin::create_client(&shared.database, &shared.sub_keys, &origin, By::operator(Actor::System), new).await?;
    assert!(made.secret.is_none(), "what was typed is not shown");
    Ok(())
}

/// Gives a client another typed secret.
async fn retype(app: &TestApp, id: &str, text: &str, overlap: Duration) -> Result<(), admin::Error> {
    let new = (overlap, Some(typed(app, text).await?));
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    let act = (By::operator(Actor::System), &ClientId::from(id));
    let shown = admin::replace_secret(&shared.database, &shared.sub_keys, &origin, act, new).await?;
    assert!(shown.is_none());
    app.advance(Duration::from_secs(10));
    Ok(())
}

async fn present(app: &TestApp, id: &str, secret: &str) -> Seen {
    app.send("/token", &[GRANT], &[("authorization", &basic(id, secret))]).await
}

async fn a_typed_secret_opens_as_a_made_one(app: TestApp) {
    add_typed(&app, "basic", "client_secret_basic", "correct horse 1").await.unwrap();
    add_typed(&app, "post", "client_secret_post", "correct horse 2").await.unwrap();
    let sql = "SELECT secret_hash FROM client_secrets WHERE client_id = $1";
    let stored = texts(&app.house.parts.shared.database, sql, "basic").await;
    assert!(stored.len() == 1 && stored[0].starts_with("$argon2id$v=19$"), "{stored:?}");
    assert_eq!(present(&app, "basic", "correct horse 1").await.status, 200);
    let fields = [GRANT, ("client_id", "post"), ("client_secret", "correct horse 2")];
    assert_eq!(app.send("/token", &fields, &[]).await.status, 200);
    for wrong in ["correct horse 2", "correct horse", "correct horse 1 ", &stored[0]] {
        assert_is_unauthorized(&present(&app, "basic", wrong).await);
        app.advance(Duration::from_secs(2));
    }
    // A made one beside it, and the typed one until it ends.
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    let act = (By::operator(Actor::System), &ClientId::from("basic"));
    let minute = Duration::from_mins(1);
    let made = admin::rotate_secret(&shared.database, &shared.sub_keys, &origin, act, minute).await.unwrap();
    app.advance(Duration::from_secs(10));
    for secret in ["correct horse 1", made.expose()] {
        assert_eq!(present(&app, "basic", secret).await.status, 200);
    }
    app.advance(minute);
    assert_is_unauthorized(&present(&app, "basic", "correct horse 1").await);
    assert_eq!(present(&app, "basic", made.expose()).await.status, 200);
}

/// Leaves no place at the hashing threads; the work ends when the set is dropped. The hash is as costly as a stored one may be.
async fn crowd(app: &TestApp) -> JoinSet<()> {
    let hasher = app.house.parts.shared.hasher.clone();
    let slow = "$argon2id$v=19$m=65536,t=16,p=1$c29tZXNhbHQ$nf65EOgLrQMR/uIPnA4rEsF5h7TKyQwu9U1bMCHGi/4";
    let mut crowd = JoinSet::new();
    for _ in 0..80 {
        let hasher = hasher.clone();
        crowd.spawn(async move {
            loop {
                let refused = hasher.verify(Secret::new("x".to_owned()), Some(slow)).await.is_err();
                tokio::time::sleep(Duration::from_millis(u64::from(refused))).await;
            }
        });
    }
    while hasher.waiting() < 50 {
        tokio::time::sleep(Duration::from_millis(1)).await;
    }
    crowd
}

async fn a_typed_secret_is_hashed_once_and_refused_when_too_many_are(app: TestApp) {
    add_typed(&app, "known", "client_secret_basic", "correct horse 1").await.unwrap();
    add_typed(&app, "new", "client_secret_basic", "correct horse 2").await.unwrap();
    assert_eq!(present(&app, "known", "correct horse 1").await.status, 200);
    let crowd = crowd(&app).await;
    assert_eq!(present(&app, "known", "correct horse 1").await.status, 200, "it is remembered");
    for (client, secret) in [("new", "correct horse 2"), ("known", "wrong horse 1")] {
        let busy = present(&app, client, secret).await;
        assert_eq!(busy.refusal(), (503, "temporarily_unavailable".to_owned()), "{busy:?}");
        assert!(!busy.header("retry-after").is_empty());
    }
    drop(crowd);
    let mut status = 503;
    for _ in 0..200 {
        status = present(&app, "new", "correct horse 2").await.status;
        if status == 200 {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    assert_eq!(status, 200, "nothing was judged while it was busy");
}

async fn a_typed_secret_is_forgotten_with_its_row(app: TestApp) {
    add_typed(&app, "machine", "client_secret_basic", "correct horse 1").await.unwrap();
    assert_eq!(present(&app, "machine", "correct horse 1").await.status, 200);
    retype(&app, "machine", "correct horse 2", Duration::from_mins(1)).await.unwrap();
    for secret in ["correct horse 1", "correct horse 2"] {
        assert_eq!(present(&app, "machine", secret).await.status, 200);
    }
    retype(&app, "machine", "correct horse 3", Duration::ZERO).await.unwrap();
    for secret in ["correct horse 1", "correct horse 2"] {
        assert_is_unauthorized(&present(&app, "machine", secret).await);
    }
    assert_eq!(present(&app, "machine", "correct horse 3").await.status, 200);
}

async fn typed_secrets_have_bounds(app: TestApp) {
    for text in ["", "short", "correct horse\t1", "correct h\u{f6}rse 1", &"x".repeat(257)] {
        assert!(matches!(typed(&app, text).await, Err(admin::Error::Invalid(_))), "{text:?}");
    }
    let keyed = add_typed(&app, "keyed", "private_key_jwt", "correct horse 1").await;
    assert!(keyed.is_err(), "it proves itself without a secret");
    let signs = add_typed(&app, "signs", "client_secret_jwt", "correct horse 1").await;
    assert!(matches!(signs, Err(admin::Error::Invalid(_))), "a key of HS256 has 256 bits");
    add_typed(&app, "signs", "client_secret_jwt", &"k".repeat(32)).await.unwrap();
    add_typed(&app, "many", "client_secret_basic", "correct horse 1").await.unwrap();
    let day = Duration::from_hours(24);
    retype(&app, "many", "correct horse 2", day).await.unwrap();
    assert!(retype(&app, "many", "correct horse 3", day).await.is_err(), "each would cost a hash");
    app.advance(day);
    retype(&app, "many", "correct horse 3", day).await.unwrap();
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
