//! A realm's own attributes (UM-08): who reads and writes them, what comes out by which scope, and what goes when they go.

use gatehouse::admin::{self, RealmChange, UserChange};
use gatehouse::audit::Actor;
use gatehouse::model::RealmSettings;
use gatehouse::storage::{audit_events, realms, users};
use serde_json::{Map, Value, json};

use super::account_api::{ALL, call, furnished, get, token_of};
use super::profile::signed_in;
use crate::support::app::{Request, SCOPE, TestApp, Tokens, part};
use crate::support::browser::{Browser, Seen};

on_each_setup![
    what_is_told_comes_out_by_scope_and_nowhere_else,
    what_is_wrong_is_said_beside_it_and_nothing_is_lost,
    what_others_keep_is_neither_changed_nor_told,
    an_attribute_that_goes_hides_its_values_and_deletes_nothing,
    names_of_claims_and_settings_that_cannot_be_are_refused,
];

fn schema() -> Value {
    json!([
        {"name": "department", "label": {"en": "Department", "de": "Abteilung"}, "type": "text", "min": 2, "max": 20,
         "claim": {"scope": "hr", "id_token": true}},
        {"name": "floor", "type": "number", "min": -2, "max": 40, "claim": {"scope": "hr", "name": "https://example.com/floor"}},
        {"name": "remote", "type": "boolean", "claim": {"scope": "profile"}},
        {"name": "site", "type": "choice", "choices": ["Berlin", "Lisbon"]},
        {"name": "joined", "type": "date", "write": "administrators", "claim": {"scope": "hr"}},
        {"name": "rating", "type": "number", "read": "administrators", "write": "administrators"},
        {"name": "union", "type": "boolean", "class": "sensitive", "claim": {"scope": "hr.union"}},
    ])
}

async fn set(app: &TestApp, attributes: Value) {
    let realm = realms::find(&app.house.parts.shared.database, &app.realm).await.unwrap().unwrap();
    let settings = RealmSettings { attributes: serde_json::from_value(attributes).unwrap(), ..realm.settings };
    app.change(RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() }).await;
}

async fn keep(app: &TestApp, name: &str, value: Value) -> Result<(), admin::Error> {
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    let attributes: Map<String, Value> = [(name.to_owned(), value)].into_iter().collect();
    let change = UserChange { attributes, ..UserChange::default() };
    admin::change_user(database, &origin, Actor::System, &app.alice, change).await.map(drop)
}

async fn save(app: &TestApp, browser: &Browser, fields: &[(&str, &str)]) -> Seen {
    let page = browser.open(&app.path("/account/profile")).await;
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("action", "save")]).collect();
    browser.submit(&page, &fields).await
}

async fn tokens(app: &TestApp, scope: &str) -> Tokens {
    app.tokens_for("staff", Request::from("staff").with("scope", scope)).await
}

async fn staffed(app: &TestApp) {
    set(app, schema()).await;
    let scope = format!("{SCOPE} hr hr.union");
    app.add_client("staff", json!({"token_endpoint_auth_method": "none", "first_party": true, "scope": scope})).await;
    app.add_client("visitor", json!({"token_endpoint_auth_method": "none", "scope": scope})).await;
}

async fn what_is_told_comes_out_by_scope_and_nowhere_else(app: TestApp) {
    staffed(&app).await;
    let browser = signed_in(&app, "alice").await;
    let page = browser.open(&app.path("/account/profile")).await;
    assert!(page.body.contains("for=\"attribute-department\"") && page.body.contains("Department"), "{page:?}");
    let fields = [
        ("attribute-department", "  Research "),
        ("attribute-floor", "-1"),
        ("attribute-remote", "true"),
        ("attribute-site", "Lisbon"),
        ("attribute-union", "true"),
    ];
    let saved = save(&app, &browser, &fields).await;
    assert!(saved.status == 200 && saved.body.contains("value=\"Research\""), "{saved:?}");
    keep(&app, "joined", json!("2024-02-29")).await.unwrap();
    let all = tokens(&app, "openid profile hr").await;
    let info = app.userinfo(&all.access).await.json();
    for (claim, value) in [
        ("department", json!("Research")),
        ("https://example.com/floor", json!(-1)),
        ("remote", json!(true)),
        ("joined", json!("2024-02-29")),
        ("site", Value::Null),
        ("union", Value::Null),
        ("attributes", Value::Null),
    ] {
        assert_eq!(info[claim], value, "{claim}: {info}");
    }
    let id_token = part(&all.id, 1);
    assert_eq!((&id_token["department"], &id_token["joined"]), (&json!("Research"), &Value::Null), "{id_token}");
    let sensitive = app.userinfo(&tokens(&app, "openid hr.union").await.access).await.json();
    assert_eq!((&sensitive["union"], &sensitive["department"]), (&json!(true), &Value::Null));
    // Asking by name does not go around the scope.
    let wish = r#"{"userinfo":{"department":null,"attributes":null},"id_token":{"attributes":null,"department":null}}"#;
    let request = Request::from("staff").with("scope", "openid").with("claims", wish);
    let bare = app.tokens_for("staff", request).await;
    let (info, id_token) = (app.userinfo(&bare.access).await.json(), part(&bare.id, 1));
    for found in [&info, &id_token] {
        assert!(found.get("department").is_none() && found.get("attributes").is_none(), "{found}");
    }
    // People are asked, in words, and see what is sent.
    let request = Request::from("visitor").with("scope", "openid hr hr.union");
    let consent = app.ask(&browser, request).await;
    assert!(consent.path.ends_with("/consent"), "{consent:?}");
    for shown in ["Department · floor · joined", "Research", "id=\"scope-hr.union\"", "<em>"] {
        assert!(consent.body.contains(shown), "{shown}: {}", consent.body);
    }
    let rows = audit_events::list(&app.house.parts.shared.database, &app.realm, 100).await.unwrap();
    let told: Vec<String> =
        rows.iter().filter(|row| row.event == "user.updated").map(|row| json!(row.details).to_string()).collect();
    assert!(told.iter().any(|details| details.contains("attribute:department")), "{told:?}");
    assert!(told.iter().all(|details| !details.contains("Research")), "names, never values");
}

async fn what_is_wrong_is_said_beside_it_and_nothing_is_lost(app: TestApp) {
    staffed(&app).await;
    let browser = signed_in(&app, "alice").await;
    let fields = [
        ("attribute-department", "R"),
        ("attribute-floor", "ninety"),
        ("attribute-remote", "perhaps"),
        ("attribute-site", "Paris"),
        ("nickname", "Lala"),
    ];
    let refused = save(&app, &browser, &fields).await;
    assert_eq!(refused.status, 422);
    for (name, _) in &fields[..4] {
        assert!(refused.body.contains(&format!("id=\"{name}-fault\"")), "{name}: {}", refused.body);
        assert!(refused.body.contains(&format!("href=\"#{name}\"")), "{name}");
    }
    for typed in ["value=\"R\"", "ninety", "Paris", "Lala"] {
        assert!(refused.body.contains(typed), "{typed} is kept");
    }
    let again = browser.open(&app.path("/account/profile")).await;
    assert!(!again.body.contains("Lala") && !again.body.contains("ninety"), "nothing was saved");
    let hostile = "\"><b>&'";
    let saved = save(&app, &browser, &[("attribute-department", hostile)]).await;
    assert!(saved.status == 200 && !saved.body.contains("<b>"), "{saved:?}");
}

async fn what_others_keep_is_neither_changed_nor_told(app: TestApp) {
    staffed(&app).await;
    furnished(&app).await;
    keep(&app, "joined", json!("2024-02-29")).await.unwrap();
    keep(&app, "rating", json!("3")).await.unwrap();
    let browser = signed_in(&app, "alice").await;
    let page = browser.open(&app.path("/account/profile")).await;
    assert!(page.body.contains("2024-02-29") && !page.body.contains("rating"), "{page:?}");
    let forged = save(&app, &browser, &[("attribute-joined", "2001-01-01"), ("attribute-rating", "9")]).await;
    assert!(forged.body.contains("2024-02-29") && !forged.body.contains("2001-01-01"), "{forged:?}");
    let token = token_of(&app, "alice", ALL).await.access;
    let profile = get(&app, &token, "/profile").await.json();
    assert_eq!(
        profile["attributes"],
        json!({"department": null, "floor": null, "remote": null, "site": null, "joined": "2024-02-29", "union": null})
    );
    let patch = |own: Value| json!({ "attributes": own });
    let changed = call(&app, &token, ("PATCH", "/profile"), &patch(json!({"department": "Labs", "floor": 7}))).await;
    assert_eq!(
        (&changed.json()["attributes"]["department"], &changed.json()["attributes"]["floor"]),
        (&json!("Labs"), &json!(7))
    );
    for (own, field, code) in [
        (json!({"joined": "2001-01-01"}), "attributes.joined", "read-only"),
        (json!({"rating": 9}), "attributes.rating", "unknown-member"),
        (json!({"shoe_size": 9}), "attributes.shoe_size", "unknown-member"),
        (json!({"floor": "x"}), "attributes.floor", "not-number"),
        (json!({"floor": true}), "attributes.floor", "wrong-type"),
        (json!({"department": "x".repeat(21)}), "attributes.department", "too-long"),
        (json!(["department"]), "attributes", "wrong-type"),
    ] {
        let refused = call(&app, &token, ("PATCH", "/profile"), &patch(own.clone())).await;
        let error = refused.json()["errors"][0].clone();
        assert_eq!((refused.status, &error["field"], &error["code"]), (422, &json!(field), &json!(code)), "{own}");
    }
    let emptied = call(&app, &token, ("PATCH", "/profile"), &patch(json!({"floor": null}))).await.json();
    assert_eq!((&emptied["attributes"]["floor"], &emptied["attributes"]["department"]), (&Value::Null, &json!("Labs")));
    // Of each act the trail names the application.
    let rows = audit_events::list(&app.house.parts.shared.database, &app.realm, 100).await.unwrap();
    let by_mine = |row: &&audit_events::AuditRow| row.client_id.as_deref() == Some("mine") && row.actor_kind == "user";
    assert_eq!(rows.iter().filter(|row| row.event == "user.updated").filter(by_mine).count(), 2);
}

async fn an_attribute_that_goes_hides_its_values_and_deletes_nothing(app: TestApp) {
    staffed(&app).await;
    keep(&app, "department", json!("Research")).await.unwrap();
    keep(&app, "floor", json!(12)).await.unwrap();
    let (database, user) = (&app.house.parts.shared.database, &app.alice);
    set(&app, json!([{"name": "floor", "type": "number", "max": 9, "claim": {"scope": "hr"}}])).await;
    let kept = users::find(database, &app.realm, user).await.unwrap().unwrap();
    assert_eq!(kept.attribute("department"), Some(&json!("Research")), "stored users stay readable");
    let browser = signed_in(&app, "alice").await;
    let page = browser.open(&app.path("/account/profile")).await;
    assert!(!page.body.contains("attribute-department") && page.body.contains("value=\"12\""), "{page:?}");
    let info = app.userinfo(&tokens(&app, "openid hr").await.access).await.json();
    assert!(info.get("department").is_none() && info.get("floor").is_none(), "what no longer fits is not sent: {info}");
    // Something else can be saved all the same.
    let saved = save(&app, &browser, &[("nickname", "Lala")]).await;
    assert!(saved.status == 200 && saved.body.contains("Lala"), "{saved:?}");
    assert!(keep(&app, "department", json!("Labs")).await.is_err(), "there is none of that name");
    keep(&app, "department", Value::Null).await.unwrap();
    let kept = users::find(database, &app.realm, user).await.unwrap().unwrap();
    assert_eq!(kept.attribute("department"), None);
    set(&app, json!([])).await;
    let page = browser.open(&app.path("/account/profile")).await;
    assert!(page.status == 200 && !page.body.contains("id=\"attributes\""), "{page:?}");
}

async fn names_of_claims_and_settings_that_cannot_be_are_refused(app: TestApp) {
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    for wrong in [
        json!([{"name": "email", "type": "text"}]),
        json!([{"name": "a", "type": "text", "claim": {"scope": "x", "name": "sub"}}]),
        json!([{"name": "a", "type": "text", "pattern": "("}]),
    ] {
        let realm = realms::find(database, &app.realm).await.unwrap().unwrap();
        let settings = RealmSettings { attributes: serde_json::from_value(wrong.clone()).unwrap(), ..realm.settings };
        let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
        let refused = admin::change_realm(database, &origin, Actor::System, change).await;
        assert!(matches!(refused, Err(admin::Error::Invalid(_))), "{wrong}: {refused:?}");
    }
    let claims: Map<String, Value> = [("attributes".to_owned(), json!({"a": 1}))].into_iter().collect();
    let change = UserChange { claims, ..UserChange::default() };
    let refused = admin::change_user(database, &origin, Actor::System, &app.alice, change).await;
    assert!(matches!(refused, Err(admin::Error::Invalid(_))), "{refused:?}");
}
