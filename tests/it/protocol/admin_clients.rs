//! The administration API on clients, on the way back in, on the realm and its audit trail (UM-21, AU-25, TH-03).

use std::time::Duration;

use serde_json::{Value, json};

use super::admin_api::{BASE, call, furnished, get, grant, is_refused, names, send, token, token_of};
use crate::support::app::{TestApp, basic};
use crate::support::browser::Seen;
use crate::support::process::texts;

on_each_setup![
    a_client_from_its_registration_to_its_removal,
    what_cannot_be_saved_is_pointed_at,
    clients_are_found,
    secrets_are_shown_once_and_made_anew,
    nobody_gains_power_by_a_client,
    what_concerns_clients_demands_a_fresh_login,
    clients_of_another_realm_are_nothing,
    an_access_link_lets_in_once,
    an_access_link_needs_a_reason_and_a_right,
    the_realm_is_read,
    the_audit_trail_is_read,
];

async fn make(app: &TestApp, token: &str, body: Value) -> Seen {
    call(app, token, ("POST", "/clients"), body).await
}

async fn change(app: &TestApp, token: &str, id: &str, body: Value) -> Seen {
    call(app, token, ("PATCH", &format!("/clients/{id}")), body).await
}

/// A client that gets tokens in its own right.
fn machine(id: &str) -> Value {
    json!({"client_id": id, "metadata": {"grant_types": ["client_credentials"], "response_types": []}})
}

async fn is_let_in(app: &TestApp, id: &str, secret: &str) -> bool {
    let fields = [("grant_type", "client_credentials")];
    let seen = app.send("/token", &fields, &[("authorization", &basic(id, secret))]).await;
    assert!(matches!(seen.status, 200 | 400 | 401), "{seen:?}");
    seen.status == 200
}

fn pointers(seen: &Seen) -> Vec<String> {
    is_refused(seen, 422, "validation_failed");
    let errors = seen.json()["errors"].clone();
    errors.as_array().unwrap().iter().map(|error| error["pointer"].as_str().unwrap_or_default().to_owned()).collect()
}

async fn a_client_from_its_registration_to_its_removal(app: TestApp) {
    furnished(&app, "admin").await;
    let token = token(&app).await;
    let metadata = json!({
        "client_name": "Shop", "redirect_uris": ["https://shop.example/cb"], "require_pkce": false,
        "access_token_lifetime_seconds": 7200, "branding": {"accent": "#ffe066"},
    });
    let made = make(&app, &token, json!({"client_id": "store", "metadata": metadata})).await;
    assert_eq!(
        (made.status, made.header("etag"), made.header("cache-control")),
        (201, "\"1\"", "no-store"),
        "{made:?}"
    );
    let told = made.json();
    assert_eq!((&told["client_id"], &told["enabled"]), (&json!("store"), &json!(true)));
    assert_eq!(told["metadata"]["grant_types"], json!(["authorization_code", "refresh_token"]), "what is usual");
    assert_eq!(told["in_effect"]["access_token_lifetime_seconds"], 7200);
    let deviations: Vec<&str> =
        told["deviations"].as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(deviations, ["pkce-optional", "shared-secret", "long-access-token"]);
    assert_eq!(told["contrast"][0]["given"], "#ffe066");
    assert!(told["contrast"][0]["served_contrast"].as_f64().unwrap() >= 3.0, "{told}");
    assert!(told["warnings"].is_array() && told["client_secret"].as_str().unwrap().starts_with("ghs_"), "{told}");
    is_refused(&make(&app, &token, machine("store")).await, 409, "name_taken");
    // What is not named stays; null takes back; a client that is changed is another one at once.
    let changed =
        change(&app, &token, "store", json!({"metadata": {"require_pkce": null, "client_name": "Store"}})).await;
    let told = changed.json();
    assert_eq!(
        (changed.status, changed.header("etag"), &told["client_secret"]),
        (200, "\"2\"", &json!(null)),
        "{told}"
    );
    assert_eq!((&told["metadata"]["client_name"], &told["metadata"]["require_pkce"]), (&json!("Store"), &json!(true)));
    assert_eq!(told["metadata"]["redirect_uris"], json!(["https://shop.example/cb"]));
    // Who read an earlier version is told.
    let path = format!("{BASE}/clients/store");
    let disable = async |tag: &str| {
        let request = app.browser().http.patch(app.url(&path)).header("authorization", format!("Bearer {token}"));
        let request = request.header("content-type", "application/merge-patch+json").header("if-match", tag);
        app.call(request.body(r#"{"enabled": false}"#), &path, &[]).await
    };
    is_refused(&disable("\"1\"").await, 412, "precondition_failed");
    assert_eq!(get(&app, &token, "/clients/store").await.json()["enabled"], true);
    assert_eq!(disable("\"2\"").await.json()["enabled"], false);
    assert_eq!(send(&app, &token, "DELETE", "/clients/store").await.status, 204);
    for (method, path) in [("GET", "/clients/store"), ("DELETE", "/clients/store"), ("GET", "/clients/%00")] {
        is_refused(&send(&app, &token, method, path).await, 404, "not_found");
    }
    is_refused(&change(&app, &token, "store", json!({"enabled": true})).await, 404, "not_found");
    let sql = "SELECT event FROM audit_events WHERE actor_kind = 'administrator' AND actor_id = $1 AND target_id = 'store' \
               ORDER BY time, id";
    let mut events = texts(&app.house.parts.shared.database, sql, app.alice.as_str()).await;
    events.sort_unstable();
    assert_eq!(events, ["client.created", "client.deleted", "client.updated", "client.updated"]);
}

async fn what_cannot_be_saved_is_pointed_at(app: TestApp) {
    furnished(&app, "admin").await;
    let token = token(&app).await;
    let of = |metadata: Value| json!({"client_id": "bad", "metadata": metadata});
    let good = "https://app.example/cb";
    for (body, expected) in [
        (of(json!({})), "/metadata/redirect_uris"),
        (of(json!({"redirect_uris": [good, "http://app.example/#x"]})), "/metadata/redirect_uris/1"),
        (of(json!({"redirect_uri": [good]})), "/metadata/redirect_uri"),
        (of(json!({"redirect_uris": [good], "grant_types": ["password"]})), "/metadata/grant_types"),
        (of(json!({"redirect_uris": [good], "a/b~c": 1})), "/metadata/a~1b~0c"),
        (of(json!({"redirect_uris": [good], "jwks_uri": "ftp://x"})), "/metadata/jwks_uri"),
    ] {
        let seen = make(&app, &token, body).await;
        assert!(pointers(&seen).iter().any(|pointer| pointer == expected), "{expected}: {seen:?}");
        assert!(!seen.body.contains("http://app.example/#x"), "what was sent is not echoed: {seen:?}");
    }
    for body in [
        json!({"client_id": "bad", "metadata": {"redirect_uris": [good]}, "secret": "x"}),
        json!({"client_id": "bad", "metadata": []}),
        json!({"client_id": "b d", "metadata": {"redirect_uris": [good]}}),
        json!({"client_id": 7, "metadata": {"redirect_uris": [good]}}),
        of(json!({"redirect_uris": [good], "branding": {"logo": "https://evil.example/x.png"}})),
    ] {
        is_refused(&make(&app, &token, body).await, 422, "validation_failed");
    }
    // The id of a person is none of a client.
    let of_alice = json!({"client_id": app.alice, "metadata": {"redirect_uris": [good]}});
    is_refused(&make(&app, &token, of_alice).await, 409, "name_taken");
    is_refused(&get(&app, &token, "/clients/bad").await, 404, "not_found");
    is_refused(&change(&app, &token, "spa", json!({"enabled": "no"})).await, 422, "validation_failed");
    assert_eq!(
        pointers(&change(&app, &token, "spa", json!({"metadata": {"redirect_uris": []}})).await),
        ["/metadata/redirect_uris"]
    );
}

async fn clients_are_found(app: TestApp) {
    furnished(&app, "admin").await;
    let token = token(&app).await;
    for (id, name) in [("zz-1", "Über Éclair"), ("zz-2", "Plain"), ("zz-3", "100%_sure")] {
        let metadata = json!({"client_name": name, "redirect_uris": ["https://app.example/cb"]});
        assert_eq!(make(&app, &token, json!({"client_id": id, "metadata": metadata})).await.status, 201);
    }
    let all = names(&get(&app, &token, "/clients?limit=100").await, "client_id");
    assert!(all.is_sorted() && all.contains(&"spa".to_owned()) && all.ends_with(&["zz-3".to_owned()]), "{all:?}");
    let found = async |words: &str| names(&get(&app, &token, &format!("/clients?search={words}")).await, "client_id");
    assert_eq!(found("ZZ-").await, ["zz-1", "zz-2", "zz-3"]);
    assert_eq!(found("%C3%A9clair").await, ["zz-1"], "capitals of every alphabet");
    assert_eq!(found("%25_").await, ["zz-3"]);
    assert!(found("nothing").await.is_empty());
    let first = get(&app, &token, "/clients?search=zz&limit=2").await;
    assert_eq!(names(&first, "client_id"), ["zz-1", "zz-2"]);
    assert_eq!(first.json()["items"][0]["deviations"], json!(["shared-secret"]));
    let next = first.text("next");
    let rest = get(&app, &token, &format!("/clients?search=zz&limit=2&cursor={next}")).await;
    assert_eq!((names(&rest, "client_id"), &rest.json()["next"]), (vec!["zz-3".to_owned()], &json!(null)));
    is_refused(&get(&app, &token, &format!("/clients?search={}", "x".repeat(101))).await, 422, "validation_failed");
}

async fn secrets_are_shown_once_and_made_anew(app: TestApp) {
    furnished(&app, "admin").await;
    let token = token(&app).await;
    let first = make(&app, &token, machine("robot")).await.text("client_secret");
    assert!(is_let_in(&app, "robot", &first).await);
    let rotate =
        async |id: &str, body: Value| call(&app, &token, ("POST", &format!("/clients/{id}/secret")), body).await;
    let second = rotate("robot", json!({"overlap_seconds": 60})).await;
    assert_eq!((second.status, second.json()["secrets"].as_array().unwrap().len()), (201, 2), "{second:?}");
    let second = second.text("client_secret");
    assert!(is_let_in(&app, "robot", &first).await && is_let_in(&app, "robot", &second).await, "both for a while");
    let third = rotate("robot", json!({"overlap_seconds": 0})).await.text("client_secret");
    assert!(is_let_in(&app, "robot", &third).await);
    assert!(!is_let_in(&app, "robot", &second).await, "at once");
    let shown = get(&app, &token, "/clients/robot").await;
    let valid: Vec<bool> = shown.json()["secrets"]
        .as_array()
        .unwrap()
        .iter()
        .map(|secret| secret["is_valid"].as_bool().unwrap())
        .collect();
    assert_eq!(valid.iter().filter(|valid| **valid).count(), 1, "{shown:?}");
    for secret in [&first, &second, &third] {
        assert!(!shown.body.contains(secret.as_str()) && !shown.body.contains("hash"), "{shown:?}");
    }
    // A client that is kept out comes back with the secret it has.
    assert_eq!(change(&app, &token, "robot", json!({"enabled": false})).await.json()["enabled"], false);
    assert!(!is_let_in(&app, "robot", &third).await);
    assert_eq!(change(&app, &token, "robot", json!({"enabled": true})).await.json()["client_secret"], json!(null));
    assert!(is_let_in(&app, "robot", &third).await);
    // Another method needs another kind of secret, which is shown this once too.
    let method = json!({"metadata": {"token_endpoint_auth_method": "client_secret_jwt"}});
    assert!(change(&app, &token, "robot", method).await.json()["client_secret"].is_string());
    for wrong in [json!({"overlap_seconds": 2_592_001}), json!({"overlap_seconds": -1}), json!({"overlap": 1})] {
        is_refused(&rotate("robot", wrong).await, 422, "validation_failed");
    }
    is_refused(&rotate("spa", json!({})).await, 422, "validation_failed");
    is_refused(&rotate("nobody", json!({})).await, 404, "not_found");
    assert_eq!(send(&app, &token, "DELETE", "/clients/robot").await.status, 204);
    assert!(!is_let_in(&app, "robot", &third).await);
}

/// Whoever controls a client that may act in people's names could take over the rights of those who use it (UM-11).
async fn nobody_gains_power_by_a_client(app: TestApp) {
    furnished(&app, "admin").await;
    let chief = app.add_user("chief").await;
    grant(&app, "super_admin", &chief).await;
    app.add_client("strongbox", json!({"scope": "openid account_security"})).await;
    let (deputys, chiefs) = (token(&app).await, token_of(&app, "chief", "openid realm_admin").await);
    let with = |id: &str, scope: &str| {
        json!({"client_id": id, "metadata": {"redirect_uris": ["https://evil.example/cb"], "scope": scope,
            "first_party": true}})
    };
    for scope in ["openid realm_admin", "openid account_security"] {
        is_refused(&make(&app, &deputys, with("sly", scope)).await, 403, "right_missing");
    }
    assert_eq!(make(&app, &deputys, with("plain", "openid account_read account_profile")).await.status, 201);
    let redirects = || json!({"metadata": {"redirect_uris": ["https://evil.example/cb"]}});
    for (id, body) in [
        ("desk", redirects()),
        ("theirs", redirects()),
        ("strongbox", json!({"enabled": true})),
        ("desk", json!({"metadata": {"scope": "openid"}})),
        ("plain", json!({"metadata": {"scope": "openid realm_admin"}})),
    ] {
        is_refused(&change(&app, &deputys, id, body).await, 403, "right_missing");
    }
    is_refused(&call(&app, &deputys, ("POST", "/clients/strongbox/secret"), json!({})).await, 403, "right_missing");
    assert_eq!(
        get(&app, &deputys, "/clients/plain").await.json()["metadata"]["scope"],
        "openid account_read account_profile"
    );
    // Whoever has every right of the realm may.
    assert_eq!(make(&app, &chiefs, with("tool", "openid realm_admin")).await.status, 201);
    assert_eq!(call(&app, &chiefs, ("POST", "/clients/strongbox/secret"), json!({})).await.status, 201);
    // Elsewhere an administrator has them all.
    let other = app.neighbor("acme").await;
    furnished(&other, "admin").await;
    let theirs = token(&other).await;
    assert_eq!(make(&other, &theirs, with("tool", "openid realm_admin")).await.status, 201);
    let away = call(&app, &chiefs, ("PATCH", "/realms/acme/clients/tool"), redirects()).await;
    assert_eq!(away.status, 200, "{away:?}");
}

async fn what_concerns_clients_demands_a_fresh_login(app: TestApp) {
    furnished(&app, "admin").await;
    let token = token(&app).await;
    let bob = app.add_user("bob").await;
    app.advance(Duration::from_secs(301));
    for (method, path) in [
        ("POST", "/clients".to_owned()),
        ("PATCH", "/clients/spa".to_owned()),
        ("POST", "/clients/shop/secret".to_owned()),
        ("DELETE", "/clients/spa".to_owned()),
        ("POST", format!("/users/{bob}/access-link")),
    ] {
        let seen = call(&app, &token, (method, &path), json!({})).await;
        is_refused(&seen, 401, "insufficient_user_authentication");
    }
    for path in ["/clients", "/clients/spa", "/realm", "/audit"] {
        assert_eq!(get(&app, &token, path).await.status, 200, "{path}: looking is not grave");
    }
}

async fn clients_of_another_realm_are_nothing(app: TestApp) {
    furnished(&app, "admin").await;
    let other = app.neighbor("acme").await;
    furnished(&other, "admin").await;
    let (own, theirs) = (token(&app).await, token(&other).await);
    assert_eq!(make(&app, &own, machine("robot")).await.status, 201);
    for (method, path) in [("GET", "/clients/robot"), ("DELETE", "/clients/robot")] {
        is_refused(&send(&other, &theirs, method, path).await, 404, "not_found");
    }
    is_refused(&change(&other, &theirs, "robot", json!({"enabled": false})).await, 404, "not_found");
    is_refused(&call(&other, &theirs, ("POST", "/clients/robot/secret"), json!({})).await, 404, "not_found");
    assert!(!names(&get(&other, &theirs, "/clients").await, "client_id").contains(&"robot".to_owned()));
    assert_eq!(get(&app, &own, "/clients/robot").await.status, 200);
    // The same name is another client there.
    assert_eq!(make(&other, &theirs, machine("robot")).await.status, 201);
    assert_eq!(send(&other, &theirs, "DELETE", "/clients/robot").await.status, 204);
    assert_eq!(get(&app, &own, "/clients/robot").await.status, 200);
}

async fn an_access_link_lets_in_once(app: TestApp) {
    furnished(&app, "admin").await;
    let token = token(&app).await;
    let bob = app.add_user("bob").await;
    let terms = json!({"reason": " phone in the sea ", "lifetime_seconds": 600});
    let made = call(&app, &token, ("POST", &format!("/users/{bob}/access-link")), terms).await;
    assert_eq!((made.status, made.header("cache-control")), (201, "no-store"), "{made:?}");
    let link = made.text("link");
    assert!(link.starts_with(&format!("{}/link/access/al_", app.issuer())) && made.json()["expires_at"].is_string());
    // Bob is told, and the trail knows who did it, and why.
    let database = &app.house.parts.shared.database;
    assert_eq!(texts(database, "SELECT notice FROM inbox WHERE user_id = $1", bob.as_str()).await, ["access-link"]);
    let sql = "SELECT details FROM audit_events WHERE event = 'recovery.link_issued' AND actor_id = $1";
    let details = texts(database, sql, app.alice.as_str()).await;
    assert!(details.len() == 1 && details[0].contains("phone in the sea"), "{details:?}");
    let secret = link.rsplit('/').next().unwrap();
    assert!(!details[0].contains(secret), "{details:?}");
    let path = link.strip_prefix(&app.issuer()).unwrap();
    let browser = app.browser();
    let page = browser.open(&app.path(path)).await;
    let next = browser.submit(&page, &[("action", "confirm")]).await;
    assert_eq!(next.path, app.path("/recovery/new-password"), "{next:?}");
    assert_eq!(app.browser().open(&app.path(path)).await.status, 410, "once");
    // A later one that is not used in time is nothing.
    let made = call(&app, &token, ("POST", &format!("/users/{bob}/access-link")), json!({"reason": "again"})).await;
    let link = made.text("link");
    app.advance(Duration::from_secs(1801));
    let path = link.strip_prefix(&app.issuer()).unwrap();
    assert_eq!(app.browser().open(&app.path(path)).await.status, 410, "half an hour where nothing is said");
}

async fn an_access_link_needs_a_reason_and_a_right(app: TestApp) {
    furnished(&app, "admin").await;
    let (chief, bob) = (app.add_user("chief").await, app.add_user("bob").await);
    grant(&app, "super_admin", &chief).await;
    let token = token(&app).await;
    let ask =
        async |user: &str, body: Value| call(&app, &token, ("POST", &format!("/users/{user}/access-link")), body).await;
    for body in [
        json!({}),
        json!({"reason": "  "}),
        json!({"reason": "two\nlines"}),
        json!({"reason": "x".repeat(201)}),
        json!({"reason": "lost", "lifetime_seconds": 59}),
        json!({"reason": "lost", "lifetime_seconds": 86_401}),
        json!({"reason": "lost", "lifetime_seconds": "600"}),
        json!({"reason": "lost", "silent": true}),
    ] {
        is_refused(&ask(bob.as_str(), body).await, 422, "validation_failed");
    }
    let lost = || json!({"reason": "lost"});
    is_refused(&ask(chief.as_str(), lost()).await, 403, "right_missing");
    is_refused(&ask("nobody", lost()).await, 404, "not_found");
    assert_eq!(send(&app, &token, "POST", &format!("/users/{bob}/suspend")).await.status, 204);
    is_refused(&ask(bob.as_str(), lost()).await, 409, "no_change");
    let sql = "SELECT id FROM recoveries WHERE realm = $1";
    assert!(texts(&app.house.parts.shared.database, sql, app.realm.as_str()).await.is_empty());
}

async fn the_realm_is_read(app: TestApp) {
    furnished(&app, "admin").await;
    let token = token(&app).await;
    let shown = get(&app, &token, "/realm").await.json();
    assert_eq!((&shown["name"], &shown["issuer"]), (&json!(app.name()), &json!(app.issuer())));
    assert!(shown["settings"]["branding"].is_object() && shown["contrast"] == json!([]), "{shown}");
    let other = app.neighbor("acme").await;
    furnished(&other, "admin").await;
    let theirs = super::admin_api::token(&other).await;
    assert_eq!(get(&other, &theirs, "/realm").await.json()["name"], "acme");
    is_refused(&get(&other, &theirs, "/realms/default/realm").await, 403, "not_an_administrator");
}

async fn the_audit_trail_is_read(app: TestApp) {
    furnished(&app, "admin").await;
    let other = app.neighbor("acme").await;
    furnished(&other, "admin").await;
    let (own, theirs) = (token(&app).await, token(&other).await);
    for (id, by) in [("one", &own), ("two", &own), ("three", &own)] {
        app.advance(Duration::from_secs(1));
        assert_eq!(make(&app, by, machine(id)).await.status, 201);
    }
    assert_eq!(make(&other, &theirs, machine("away")).await.status, 201);
    let subjects = |seen: &Seen| names(seen, "subject");
    let all = get(&app, &own, "/audit?event=client.created&limit=3").await;
    assert_eq!(subjects(&all), ["client/three", "client/two", "client/one"], "the newest first");
    let first = &all.json()["items"][0];
    assert_eq!((&first["specversion"], &first["type"]), (&json!("1.0"), &json!("gatehouse.client.created")));
    assert_eq!((&first["source"], &first["data"]["actor"]["id"]), (&json!(app.issuer()), &json!(app.alice)));
    let part = get(&app, &own, "/audit?event=client&party=two").await;
    assert_eq!(subjects(&part), ["client/two"], "a group of events, and a party");
    let mine = get(&app, &own, &format!("/audit?event=client&party={}&limit=2", app.alice)).await;
    assert_eq!(subjects(&mine), ["client/three", "client/two"]);
    let rest = format!("/audit?event=client&party={}&limit=2&cursor={}", app.alice, mine.text("next"));
    let rest = get(&app, &own, &rest).await;
    assert_eq!((subjects(&rest), &rest.json()["next"]), (vec!["client/one".to_owned()], &json!(null)));
    let time = all.json()["items"][1]["time"].as_str().unwrap().to_owned();
    let since = get(&app, &own, &format!("/audit?event=client.created&party={}&since={time}", app.alice)).await;
    assert_eq!(subjects(&since), ["client/three", "client/two"]);
    let until = get(&app, &own, &format!("/audit?event=client.created&party={}&until={time}", app.alice)).await;
    assert_eq!(subjects(&until), ["client/one"]);
    assert!(get(&app, &own, "/audit?event=clien").await.json()["items"].as_array().unwrap().is_empty());
    assert!(
        get(&app, &own, "/audit?party=away").await.json()["items"].as_array().unwrap().is_empty(),
        "another realm's"
    );
    for wrong in ["since=yesterday", "cursor=eA", "limit=0", &format!("party={}", "x".repeat(101))] {
        is_refused(&get(&app, &own, &format!("/audit?{wrong}")).await, 422, "validation_failed");
    }
}
