//! Resource servers: scopes with their words, permissions, form, lifetime and signature of their tokens (RFC 8707,
//! RFC 9068; CL-13).

use std::time::Duration;

use gatehouse::admin;
use gatehouse::audit::Actor;
use gatehouse::model::ResourceServer;
use gatehouse::storage::{clients, resource_servers};
use serde_json::{Value, json};

use crate::support::app::{API, Request, TestApp, Tokens, part};
use crate::support::browser::Seen;

on_each_setup![
    permissions_stand_in_the_token,
    permissions_of_an_opaque_token_are_introspected,
    a_withdrawn_permission_is_gone,
    permissions_of_two_apis_do_not_mix,
    only_declared_permissions_are_granted,
    each_api_has_its_signature,
    two_signatures_need_two_tokens,
    the_shortest_lifetime_holds,
    scopes_are_explained_in_the_language_of_the_page,
    two_edits_do_not_overwrite_each_other,
];

const PRINT: &str = "https://print.example.com/";

/// A machine for these APIs with these permissions.
async fn add_machine(app: &TestApp, id: &str, resources: &[&str], permissions: Value) {
    let metadata = json!({
        "grant_types": ["client_credentials"], "response_types": [], "scope": "orders",
        "resources": resources, "permissions": permissions,
    });
    app.add_client(id, metadata).await;
}

async fn token(app: &TestApp, client: &str) -> Seen {
    app.post(client, "/token", &[("grant_type", "client_credentials")]).await
}

async fn find(app: &TestApp, id: &str) -> ResourceServer {
    resource_servers::find(&app.house.parts.shared.database, &app.realm, id).await.unwrap().unwrap()
}

/// Changes an API as `gatehouse resource change` does, and waits until everybody knows.
async fn change(app: &TestApp, id: &str, edit: impl FnOnce(&mut ResourceServer)) {
    let mut server = find(app, id).await;
    edit(&mut server);
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    let offered = gatehouse::jose::Algorithm::ALL;
    admin::change_resource_server(database, &origin, Actor::System, &server, &offered).await.unwrap();
    app.advance(Duration::from_secs(10));
}

async fn permissions_stand_in_the_token(app: TestApp) {
    let permissions = json!({"read:prints": "See prints", "cancel:prints": "Cancel prints", "own": ""});
    app.add_resource_server(PRINT, json!({"permissions": permissions})).await;
    add_machine(&app, "some", &[PRINT], json!({PRINT: ["read:prints", "cancel:prints"]})).await;
    add_machine(&app, "none", &[PRINT], json!({})).await;
    add_machine(&app, "elsewhere", &[API], json!({})).await;
    let claims = |seen: &Seen| part(&seen.text("access_token"), 1);
    assert_eq!(claims(&token(&app, "some").await)["permissions"], json!(["cancel:prints", "read:prints"]));
    assert_eq!(claims(&token(&app, "none").await)["permissions"], json!([]));
    assert_eq!(claims(&token(&app, "elsewhere").await).get("permissions"), None, "the API has none");
    // A person's token does not carry what was granted to the client.
    let both = json!({
        "grant_types": ["authorization_code", "refresh_token", "client_credentials"], "first_party": true,
        "resources": [PRINT], "permissions": {PRINT: ["own"]},
    });
    app.add_client("both", both).await;
    assert_eq!(claims(&token(&app, "both").await)["permissions"], json!(["own"]));
    assert_eq!(part(&app.tokens("both").await.access, 1).get("permissions"), None);
}

async fn permissions_of_an_opaque_token_are_introspected(app: TestApp) {
    for (api, format) in [(PRINT, "jwt"), ("https://vault2.example.com/", "opaque")] {
        let settings = json!({"permissions": {"open": ""}, "token_format": format, "introspection_clients": ["vault"]});
        app.add_resource_server(api, settings).await;
        add_machine(&app, format, &[api], json!({api: ["open"]})).await;
        let token = token(&app, format).await.text("access_token");
        assert_eq!(token.contains('.'), format == "jwt");
        assert_eq!(app.introspect("vault", &token).await.json()["permissions"], json!(["open"]), "{format}");
        assert_eq!(app.introspect("api", &token).await.json(), json!({"active": false}));
    }
}

async fn a_withdrawn_permission_is_gone(app: TestApp) {
    app.add_resource_server(PRINT, json!({"permissions": {"a": "", "b": ""}})).await;
    add_machine(&app, "machine", &[PRINT], json!({PRINT: ["a", "b"]})).await;
    assert_eq!(part(&token(&app, "machine").await.text("access_token"), 1)["permissions"], json!(["a", "b"]));
    change(&app, PRINT, |server| _ = server.settings.permissions.remove("a")).await;
    assert_eq!(part(&token(&app, "machine").await.text("access_token"), 1)["permissions"], json!(["b"]));
}

async fn permissions_of_two_apis_do_not_mix(app: TestApp) {
    app.add_resource_server(PRINT, json!({"permissions": {"read": "", "print": ""}})).await;
    app.add_resource_server("https://pay.example.com/", json!({"permissions": {"read": "", "pay": ""}})).await;
    let granted = json!({PRINT: ["read", "print"], "https://pay.example.com/": ["pay"]});
    add_machine(&app, "machine", &[PRINT, "https://pay.example.com/"], granted).await;
    let claims = part(&token(&app, "machine").await.text("access_token"), 1);
    assert_eq!(claims["permissions"], json!(["pay", "print"]), "who may read prints may not read payments");
    let fields = [("grant_type", "client_credentials"), ("resource", PRINT)];
    let alone = app.post("machine", "/token", &fields).await;
    assert_eq!(part(&alone.text("access_token"), 1)["permissions"], json!(["print", "read"]));
}

async fn only_declared_permissions_are_granted(app: TestApp) {
    app.add_resource_server(PRINT, json!({"permissions": {"read": ""}})).await;
    add_machine(&app, "machine", &[PRINT, API], json!({PRINT: ["read"]})).await;
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    let client = clients::find(&shared.database, &app.realm, &"machine".into()).await.unwrap().unwrap();
    for permissions in [
        json!({PRINT: ["write"]}),
        json!({PRINT: ["read", "READ"]}),
        json!({API: ["read"]}),
        json!({"https://nobody.example": ["read"]}),
    ] {
        let mut changed = client.clone();
        changed.metadata.permissions = serde_json::from_value(permissions.clone()).unwrap();
        let refused = admin::change_client(
            &shared.database,
            &shared.sub_keys,
            &origin,
            admin::By::operator(Actor::System),
            changed,
        )
        .await;
        assert!(refused.is_err(), "{permissions}");
    }
}

async fn each_api_has_its_signature(app: TestApp) {
    for alg in ["RS256", "ES256", "PS256", "EdDSA"] {
        let api = format!("https://{}.example.com/", alg.to_lowercase());
        app.add_resource_server(&api, json!({"signing_alg": alg})).await;
        add_machine(&app, alg, &[&api], json!({})).await;
        let token = token(&app, alg).await.text("access_token");
        assert_eq!(part(&token, 0)["alg"], json!(alg));
        assert!(app.verified(&token).await.is_some(), "{alg}");
        assert!(app.is_active(alg, &token).await, "{alg}");
    }
    // For people too, and their ID token keeps the algorithm of the client.
    let metadata = json!({"first_party": true, "resources": ["https://es256.example.com/"]});
    app.add_client("people", metadata).await;
    let tokens = app.tokens("people").await;
    assert_eq!((&part(&tokens.access, 0)["alg"], &part(&tokens.id, 0)["alg"]), (&json!("ES256"), &json!("RS256")));
    let refreshed = Tokens::of(&app.refresh("people", &tokens.refresh).await);
    assert_eq!(part(&refreshed.access, 0)["alg"], json!("ES256"));
}

async fn two_signatures_need_two_tokens(app: TestApp) {
    app.add_resource_server(PRINT, json!({"signing_alg": "ES256"})).await;
    add_machine(&app, "machine", &[PRINT, API], json!({})).await;
    assert_eq!(token(&app, "machine").await.refusal(), (400, "invalid_target".to_owned()));
    for (api, alg) in [(PRINT, "ES256"), (API, "RS256")] {
        let fields = [("grant_type", "client_credentials"), ("resource", api)];
        let seen = app.post("machine", "/token", &fields).await;
        assert_eq!(part(&seen.text("access_token"), 0)["alg"], json!(alg));
    }
}

async fn the_shortest_lifetime_holds(app: TestApp) {
    for (id, api, client, expected) in
        [("short-api", 60, 600, 60), ("short-client", 600, 60, 60), ("long", 80_000, 70_000, 70_000)]
    {
        let resource = format!("https://{id}.example.com/");
        app.add_resource_server(&resource, json!({"access_token_lifetime_seconds": api})).await;
        let metadata = json!({
            "grant_types": ["client_credentials"], "response_types": [], "resources": [resource],
            "access_token_lifetime_seconds": client,
        });
        app.add_client(id, metadata).await;
        let seen = token(&app, id).await;
        let claims = part(&seen.text("access_token"), 1);
        assert_eq!(seen.json()["expires_in"], expected, "{id}");
        assert_eq!(claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap(), expected, "{id}");
    }
}

async fn scopes_are_explained_in_the_language_of_the_page(app: TestApp) {
    let words = json!({"prints": {"": "See what you <b>print</b>", "de": "Deine Ausdrucke sehen"}});
    app.add_resource_server(PRINT, json!({"scopes": "prints plain", "scope_descriptions": words})).await;
    let metadata = json!({
        "token_endpoint_auth_method": "none", "resources": [PRINT], "scope": "openid prints plain",
    });
    app.add_client("printer", metadata).await;
    let request = |locale: &str| {
        Request::from("printer")
            .with("scope", "openid prints plain")
            .with("ui_locales", locale)
            .with("prompt", "consent")
    };
    for (locale, expected, other) in [
        ("de-AT", "Deine Ausdrucke sehen", "See what you"),
        ("en", "See what you &lt;b&gt;print", "Deine"),
        ("fr", "See what you &lt;b&gt;print", "Deine"),
    ] {
        let browser = app.browser();
        let mut seen = app.ask(&browser, request(locale)).await;
        for fields in [&[("username", "alice")][..], &[("password", crate::support::app::PASSWORD)]] {
            let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("action", "sign-in")]).collect();
            seen = browser.submit(&seen, &fields).await;
        }
        assert!(seen.path.ends_with("/consent"), "{seen:?}");
        assert!(seen.body.contains(expected) && !seen.body.contains(other), "{locale}: {}", seen.body);
        assert!(seen.body.contains("plain"), "a scope without words is shown by its name");
    }
}

async fn two_edits_do_not_overwrite_each_other(app: TestApp) {
    let (first, mut second) = (find(&app, API).await, find(&app, API).await);
    change(&app, API, |server| *server = ResourceServer { name: "First".to_owned(), ..first }).await;
    second.name.push_str(" of two");
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    let refused = admin::change_resource_server(database, &origin, Actor::System, &second, &[]).await;
    assert!(matches!(refused, Err(admin::Error::Changed)), "{refused:?}");
    assert_eq!((find(&app, API).await.name.as_str(), find(&app, API).await.version), ("First", 2));
}
