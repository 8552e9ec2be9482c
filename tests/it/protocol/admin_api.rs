//! The administration API (UM-21 in part): who may call it, what it does, and that nothing of it reaches into another realm
//! (RE-01, RE-02, UM-11, UM-14).

use std::collections::BTreeSet;
use std::time::Duration;

use gatehouse::admin::{self, By, Holder};
use gatehouse::audit::Actor;
use gatehouse::model::UserId;
use serde_json::{Value, json};

use super::account_api::refusal;
use crate::support::app::{Request, SCOPE, TestApp, Tokens};
use crate::support::browser::Seen;
use crate::support::process::texts;

on_each_setup![
    every_operation_of_the_document_is_there_and_demands_a_token,
    only_administrators_of_the_realm_may,
    people_are_found_made_and_kept_out,
    roles_and_groups_are_looked_after,
    grave_acts_demand_a_fresh_login,
    nobody_reaches_above_themself,
    the_last_administrator_stays,
    one_realm_is_nothing_to_another,
    consent_names_it_and_is_needed,
    claims_tell_what_a_client_asks_for,
];

pub(super) const BASE: &str = "/api/admin/v1";
const OPERATOR: By<'static> = By::operator(Actor::System);

/// A client of the house that may ask for the scope, and alice as its administrator with `role`.
pub(super) async fn furnished(app: &TestApp, role: &str) {
    let scope = format!("{SCOPE} realm_admin");
    let public = json!({"token_endpoint_auth_method": "none", "first_party": true, "scope": scope});
    app.add_client("desk", public).await;
    app.add_client("theirs", json!({"token_endpoint_auth_method": "none", "scope": scope})).await;
    grant(app, role, &app.alice).await;
}

pub(super) async fn grant(app: &TestApp, role: &str, user: &UserId) {
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    admin::grant_role(database, &origin, OPERATOR, role, Holder::User(user)).await.unwrap();
}

async fn withdraw(app: &TestApp, role: &str, user: &UserId) {
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    admin::withdraw_role(database, &origin, OPERATOR, role, Holder::User(user)).await.unwrap();
}

pub(super) async fn token_of(app: &TestApp, user: &str, scope: &str) -> String {
    let seen = app.sign_in_as(&app.browser(), user, Request::from("desk").with("scope", scope)).await;
    Tokens::of(&app.exchange("desk", &seen.answer()["code"]).await).access
}

pub(super) async fn token(app: &TestApp) -> String {
    token_of(app, "alice", "openid realm_admin").await
}

pub(super) async fn call(app: &TestApp, token: &str, (method, path): (&str, &str), body: Value) -> Seen {
    let path = format!("{BASE}{path}");
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = app.browser().http.request(method, app.url(&path));
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if !body.is_null() {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    app.call(request, &path, &[]).await
}

pub(super) async fn get(app: &TestApp, token: &str, path: &str) -> Seen {
    call(app, token, ("GET", path), Value::Null).await
}

pub(super) async fn send(app: &TestApp, token: &str, method: &str, path: &str) -> Seen {
    call(app, token, (method, path), Value::Null).await
}

pub(super) fn names(seen: &Seen, member: &str) -> Vec<String> {
    assert_eq!(seen.status, 200, "{seen:?}");
    let items = seen.json()["items"].clone();
    items.as_array().unwrap().iter().map(|item| item[member].as_str().unwrap().to_owned()).collect()
}

pub(super) fn is_refused(seen: &Seen, status: u16, code: &str) {
    assert_eq!(refusal(seen), (status, code.to_owned()), "{seen:?}");
}

async fn every_operation_of_the_document_is_there_and_demands_a_token(app: TestApp) {
    let seen = app.get("/docs/openapi-admin.json", &[]).await;
    assert_eq!((seen.status, seen.header("access-control-allow-origin")), (200, "*"));
    let document = seen.json();
    assert_eq!((&document["openapi"], &document["servers"][0]["url"]), (&json!("3.1.0"), &json!(app.issuer())));
    let schemas = document["components"]["schemas"].as_object().unwrap();
    let mut count = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let own = path.strip_prefix(BASE).unwrap();
        let at: Vec<&str> = own.split('/').map(|part| if part.starts_with('{') { "x" } else { part }).collect();
        let at = at.join("/");
        for method in ["GET", "PUT", "POST", "PATCH", "DELETE"] {
            let seen = send(&app, "", method, &at).await;
            let Some(operation) = operations.get(method.to_ascii_lowercase()) else {
                is_refused(&seen, 405, "method_not_allowed");
                continue;
            };
            count += 1;
            is_refused(&seen, 401, "invalid_token");
            assert_eq!(seen.header("www-authenticate"), "Bearer realm=\"gatehouse\", scope=\"realm_admin\"");
            assert!(operation["responses"]["401"].is_object(), "{method} {path}");
            let text = operation.to_string();
            for name in text.split("#/components/schemas/").skip(1).map(|rest| rest.split('"').next().unwrap()) {
                assert!(schemas.contains_key(name), "{name}");
            }
            is_refused(&send(&app, "nonsense", method, &at).await, 401, "invalid_token");
        }
    }
    assert_eq!(count, 37);
    is_refused(&get(&app, "", "/nothing").await, 404, "not_found");
}

async fn only_administrators_of_the_realm_may(app: TestApp) {
    furnished(&app, "admin").await;
    let bob = app.add_user("bob").await;
    let (alices, bobs) = (token(&app).await, token_of(&app, "bob", "openid realm_admin").await);
    let narrow = token_of(&app, "alice", "openid profile").await;
    assert_eq!(get(&app, &alices, "/users").await.status, 200);
    for path in ["/users", "/roles", "/groups", &format!("/users/{}", app.alice)] {
        is_refused(&get(&app, &bobs, path).await, 403, "not_an_administrator");
        is_refused(&get(&app, &narrow, path).await, 403, "insufficient_scope");
    }
    // A client of its own account has no person behind it.
    let machine = app.post("shop", "/token", &[("grant_type", "client_credentials")]).await.text("access_token");
    assert_eq!(get(&app, &machine, "/users").await.status, 401);
    // The role counts as it is now, whatever the token is.
    grant(&app, "admin", &bob).await;
    assert_eq!(get(&app, &bobs, "/users").await.status, 200);
    withdraw(&app, "admin", &bob).await;
    is_refused(&get(&app, &bobs, "/users").await, 403, "not_an_administrator");
}

async fn people_are_found_made_and_kept_out(app: TestApp) {
    furnished(&app, "admin").await;
    let token = token(&app).await;
    for name in ["carol", "carl", "bob"] {
        let body = json!({"username": name, "email": format!("{name}@example.org"), "email_verified": true});
        let made = call(&app, &token, ("POST", "/users"), body).await;
        assert_eq!((made.status, &made.json()["has_password"]), (201, &json!(false)), "{made:?}");
    }
    is_refused(&call(&app, &token, ("POST", "/users"), json!({"username": "carol"})).await, 409, "name_taken");
    for body in [json!({"username": ""}), json!({}), json!({"username": 7}), json!({"username": "x", "role": "admin"})]
    {
        is_refused(&call(&app, &token, ("POST", "/users"), body).await, 422, "validation_failed");
    }
    assert_eq!(names(&get(&app, &token, "/users?search=CAR").await, "username"), ["carl", "carol"]);
    assert_eq!(names(&get(&app, &token, "/users?search=bob%40ex").await, "username"), ["bob"]);
    assert!(names(&get(&app, &token, "/users?search=%25").await, "username").is_empty());
    let first = get(&app, &token, "/users?limit=2").await;
    assert_eq!(names(&first, "username"), ["alice", "bob"]);
    let next = first.json()["next"].as_str().unwrap().to_owned();
    let rest = get(&app, &token, &format!("/users?limit=2&cursor={next}")).await;
    assert_eq!((names(&rest, "username"), &rest.json()["next"]), (vec!["carl".into(), "carol".into()], &json!(null)));
    is_refused(&get(&app, &token, "/users?cursor=*").await, 422, "validation_failed");
    let id = get(&app, &token, "/users?search=bob").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let at = |act: &str| format!("/users/{id}/{act}");
    let status = async || get(&app, &token, &format!("/users/{id}")).await.json()["status"].clone();
    is_refused(&send(&app, &token, "POST", &at("reinstate")).await, 409, "no_change");
    assert_eq!(send(&app, &token, "POST", &at("suspend")).await.status, 204);
    assert_eq!(status().await, "suspended");
    is_refused(&send(&app, &token, "POST", &at("suspend")).await, 409, "no_change");
    assert_eq!(send(&app, &token, "POST", &at("reinstate")).await.status, 204);
    assert_eq!(status().await, "active");
    assert_eq!(send(&app, &token, "POST", &at("unlock")).await.status, 204);
    let leaving = send(&app, &token, "POST", &at("deletion")).await;
    assert!(leaving.status == 200 && leaving.json()["delete_at"].is_string(), "{leaving:?}");
    is_refused(&send(&app, &token, "POST", &at("deletion")).await, 409, "no_change");
    assert_eq!(send(&app, &token, "DELETE", &at("deletion")).await.status, 204);
    is_refused(&send(&app, &token, "DELETE", &at("deletion")).await, 409, "no_change");
    for (method, path) in [("GET", "/users/x"), ("POST", "/users/x/suspend"), ("POST", "/users/%00/unlock")] {
        is_refused(&send(&app, &token, method, path).await, 404, "not_found");
    }
    // Sessions end, and the tokens with them.
    app.add_user("dora").await;
    let doras = token_of(&app, "dora", "openid").await;
    assert_eq!(app.userinfo(&doras).await.status, 200);
    let found = get(&app, &token, "/users?search=dora").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(send(&app, &token, "DELETE", &format!("/users/{found}/sessions")).await.status, 204);
    assert_eq!(app.userinfo(&doras).await.status, 401);
    // The trail names the administrator.
    let sql = "SELECT event FROM audit_events WHERE actor_kind = 'administrator' AND actor_id = $1 ORDER BY time, id";
    let events: BTreeSet<String> =
        texts(&app.house.parts.shared.database, sql, app.alice.as_str()).await.into_iter().collect();
    let expected = [
        "session.ended",
        "user.activated",
        "user.deletion_requested",
        "user.registered",
        "user.restored",
        "user.suspended",
        "user.unlocked",
    ];
    assert_eq!(events.iter().map(String::as_str).collect::<Vec<_>>(), expected);
}

async fn roles_and_groups_are_looked_after(app: TestApp) {
    furnished(&app, "admin").await;
    let bob = app.add_user("bob").await;
    let token = token(&app).await;
    let role = |name: &str, inherits: &[&str]| json!({"name": name, "inherits": inherits});
    assert_eq!(call(&app, &token, ("POST", "/roles"), role("employee", &[])).await.status, 201);
    assert_eq!(call(&app, &token, ("POST", "/roles"), role("boss", &["employee"])).await.status, 201);
    is_refused(&call(&app, &token, ("POST", "/roles"), role("boss", &[])).await, 409, "name_taken");
    is_refused(&call(&app, &token, ("POST", "/roles"), role("Boss", &[])).await, 422, "validation_failed");
    let circle = call(&app, &token, ("PATCH", "/roles/employee"), json!({"inherits": ["boss"]})).await;
    is_refused(&circle, 422, "validation_failed");
    assert!(circle.json()["detail"].as_str().unwrap().contains("circles"));
    is_refused(&call(&app, &token, ("PATCH", "/roles/admin"), json!({"inherits": []})).await, 422, "validation_failed");
    let listed = names(&get(&app, &token, "/roles").await, "name");
    assert!(listed.ends_with(&["admin".into(), "user".into(), "boss".into(), "employee".into()]), "{listed:?}");
    let staff = call(&app, &token, ("POST", "/groups"), json!({"path": "/staff"})).await;
    let it = call(&app, &token, ("POST", "/groups"), json!({"path": "/staff/it", "description": "Machines"})).await;
    let (staff, it) = (staff.text("id"), it.text("id"));
    for path in [
        format!("/groups/{staff}/roles/employee"),
        format!("/groups/{it}/members/{bob}"),
        format!("/users/{bob}/roles/boss"),
        format!("/users/{bob}/roles/boss"),
    ] {
        assert_eq!(send(&app, &token, "PUT", &path).await.status, 204, "{path}");
    }
    for path in [format!("/users/{bob}/roles/none"), format!("/groups/{it}/members/x"), "/groups/x/roles/boss".into()] {
        is_refused(&send(&app, &token, "PUT", &path).await, 404, "not_found");
    }
    let held = get(&app, &token, &format!("/users/{bob}/holdings")).await.json();
    assert_eq!(held["groups"][0]["name"], "/staff");
    let way = json!([{"kind": "role", "name": "boss"}, {"kind": "role", "name": "employee"}]);
    assert_eq!(held["roles"][1], json!({"name": "employee", "by": way}));
    assert_eq!(names(&get(&app, &token, "/roles/boss/holders").await, "username"), ["bob"]);
    assert_eq!(names(&get(&app, &token, &format!("/groups/{it}/members")).await, "username"), ["bob"]);
    let moved = call(&app, &token, ("PATCH", &format!("/groups/{it}")), json!({"path": "/it"})).await;
    assert_eq!((moved.status, &moved.json()["path"]), (200, &json!("/it")));
    assert_eq!(names(&get(&app, &token, "/groups").await, "path"), ["/it", "/staff"]);
    for path in [
        format!("/users/{bob}/roles/boss"),
        format!("/groups/{it}/members/{bob}"),
        format!("/groups/{staff}/roles/employee"),
        format!("/groups/{staff}"),
        "/roles/boss".to_owned(),
    ] {
        assert_eq!(send(&app, &token, "DELETE", &path).await.status, 204, "{path}");
    }
    let held = get(&app, &token, &format!("/users/{bob}/holdings")).await.json();
    assert_eq!((held["roles"].as_array().unwrap().len(), held["groups"].as_array().unwrap().len()), (1, 0));
}

async fn grave_acts_demand_a_fresh_login(app: TestApp) {
    furnished(&app, "admin").await;
    let bob = app.add_user("bob").await;
    let token = token(&app).await;
    app.advance(Duration::from_secs(301));
    let stale = send(&app, &token, "PUT", &format!("/users/{bob}/roles/admin")).await;
    is_refused(&stale, 401, "insufficient_user_authentication");
    assert!(stale.header("www-authenticate").contains("max_age=\"300\""), "{stale:?}");
    assert_eq!(get(&app, &token, "/users").await.status, 200, "looking is not grave");
    let fresh = token_of(&app, "alice", "openid realm_admin").await;
    assert_eq!(send(&app, &fresh, "PUT", &format!("/users/{bob}/roles/admin")).await.status, 204);
}

async fn nobody_reaches_above_themself(app: TestApp) {
    furnished(&app, "admin").await;
    let (chief, bob) = (app.add_user("chief").await, app.add_user("bob").await);
    grant(&app, "super_admin", &chief).await;
    let token = token(&app).await;
    let of_chief = |act: &str| format!("/users/{chief}/{act}");
    for (method, path) in [
        ("POST", of_chief("suspend")),
        ("POST", of_chief("deletion")),
        ("DELETE", of_chief("sessions")),
        ("POST", of_chief("unlock")),
        ("DELETE", of_chief("roles/super_admin")),
        ("PUT", format!("/users/{bob}/roles/super_admin")),
        ("PUT", format!("/users/{}/roles/super_admin", app.alice)),
    ] {
        is_refused(&send(&app, &token, method, &path).await, 403, "right_missing");
    }
    let sly = call(&app, &token, ("POST", "/roles"), json!({"name": "sly", "inherits": ["super_admin"]})).await;
    is_refused(&sly, 403, "right_missing");
    let chiefs = token_of(&app, "chief", "openid realm_admin").await;
    assert_eq!(send(&app, &chiefs, "PUT", &format!("/users/{bob}/roles/super_admin")).await.status, 204);
}

async fn the_last_administrator_stays(app: TestApp) {
    furnished(&app, "admin").await;
    let bob = app.add_user("bob").await;
    let token = token(&app).await;
    let alice = &app.alice;
    for (method, path) in [
        ("POST", format!("/users/{alice}/suspend")),
        ("POST", format!("/users/{alice}/deletion")),
        ("DELETE", format!("/users/{alice}/roles/admin")),
    ] {
        is_refused(&send(&app, &token, method, &path).await, 409, "last_administrator");
    }
    // Nor do they leave by the page of their own account.
    let browser = super::profile::signed_in(&app, "alice").await;
    let page = browser.open(&app.path("/account/privacy")).await;
    let kept = browser.submit(&page, &[("understood", "on"), ("action", "delete")]).await;
    assert!(kept.status == 422 && kept.body.contains("last one who administers"), "{kept:?}");
    // Two who would demote each other at once: one stays.
    grant(&app, "admin", &bob).await;
    let bobs = token_of(&app, "bob", "openid realm_admin").await;
    let (one, other) = (format!("/users/{bob}/roles/admin"), format!("/users/{alice}/roles/admin"));
    let (first, second) = tokio::join!(send(&app, &token, "DELETE", &one), send(&app, &bobs, "DELETE", &other));
    let done = [first.status, second.status].iter().filter(|status| **status == 204).count();
    assert_eq!(done, 1, "{first:?} {second:?}");
}

async fn one_realm_is_nothing_to_another(app: TestApp) {
    furnished(&app, "super_admin").await;
    let other = app.neighbor("acme").await;
    furnished(&other, "admin").await;
    let (own, theirs) = (token(&app).await, token(&other).await);
    assert_eq!(get(&other, &theirs, "/users").await.status, 200);
    is_refused(&get(&other, &own, "/users").await, 401, "invalid_token");
    is_refused(&get(&app, &theirs, "/users").await, 401, "invalid_token");
    // Identifiers of the other realm name nothing here.
    let at = format!("/users/{}", app.alice);
    is_refused(&get(&other, &theirs, &at).await, 404, "not_found");
    is_refused(&send(&other, &theirs, "POST", &format!("{at}/suspend")).await, 404, "not_found");
    is_refused(&send(&other, &theirs, "PUT", &format!("{at}/roles/admin")).await, 404, "not_found");
    // Whoever administers every realm reaches it from the default one; an administrator of a realm reaches no other.
    let away = format!("/realms/acme/users/{}", other.alice);
    assert_eq!(get(&app, &own, &away).await.json()["username"], "alice");
    let bob = other.add_user("bob").await;
    let of_bob = format!("/realms/acme/users/{bob}/roles/admin");
    assert_eq!(send(&app, &own, "PUT", &of_bob).await.status, 204);
    assert_eq!(send(&app, &own, "PUT", &format!("/realms/acme/users/{bob}/roles/super_admin")).await.status, 404);
    is_refused(&get(&app, &own, "/realms/none/users").await, 404, "not_found");
    for path in ["/realms/acme/users", "/realms/default/users"] {
        is_refused(&get(&other, &theirs, path).await, 403, "not_an_administrator");
    }
    let deputy = app.add_user("deputy").await;
    grant(&app, "admin", &deputy).await;
    let deputys = token_of(&app, "deputy", "openid realm_admin").await;
    is_refused(&get(&app, &deputys, &away).await, 403, "not_an_administrator");
    is_refused(&send(&app, &deputys, "DELETE", &of_bob).await, 403, "not_an_administrator");
    let sql = "SELECT realm FROM audit_events WHERE event = 'role.granted' AND target_id = $1";
    let realms = texts(&app.house.parts.shared.database, sql, bob.as_str()).await;
    assert_eq!(realms, [other.realm.as_str()], "told in the realm it happened in");
}

/// An application that is not of the house gets it by consent alone, marked as what it is.
async fn consent_names_it_and_is_needed(app: TestApp) {
    furnished(&app, "admin").await;
    let browser = super::profile::signed_in(&app, "alice").await;
    let request = || Request::from("theirs").with("scope", "openid realm_admin");
    let consent = app.ask(&browser, request()).await;
    assert!(consent.body.contains("Administer this realm in your name"), "{consent:?}");
    let back = browser.submit(&consent, &[("action", "allow")]).await;
    let without = Tokens::of(&app.exchange("theirs", &back.answer()["code"]).await);
    is_refused(&get(&app, &without.access, "/users").await, 403, "insufficient_scope");
    let consent = app.ask(&browser, request()).await;
    let back = browser.submit(&consent, &[("scope", "realm_admin"), ("action", "allow")]).await;
    let with = Tokens::of(&app.exchange("theirs", &back.answer()["code"]).await);
    assert_eq!(get(&app, &with.access, "/users").await.status, 200);
    let unregistered = app.tokens_for("spa", Request::from("spa").with("scope", "openid realm_admin")).await;
    is_refused(&get(&app, &unregistered.access, "/users").await, 403, "insufficient_scope");
}

/// Roles and groups are told at UserInfo, by scope and to clients that have registered it (RB-02).
async fn claims_tell_what_a_client_asks_for(app: TestApp) {
    furnished(&app, "admin").await;
    let public = json!({"token_endpoint_auth_method": "none", "first_party": true, "scope": "openid roles groups"});
    app.add_client("intranet", public).await;
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    let group = admin::create_group(database, &origin, OPERATOR, "/staff", String::new()).await.unwrap();
    admin::add_member(database, &origin, OPERATOR, &group.id, &app.alice).await.unwrap();
    for (scope, roles, groups) in [
        ("openid", Value::Null, Value::Null),
        ("openid roles", json!(["admin", "user"]), Value::Null),
        ("openid groups roles", json!(["admin", "user"]), json!(["/staff"])),
    ] {
        let tokens = app.tokens_for("intranet", Request::from("intranet").with("scope", scope)).await;
        let claims = app.userinfo(&tokens.access).await.json();
        assert_eq!((&claims["roles"], &claims["groups"]), (&roles, &groups), "{scope}");
    }
    let tokens = app.tokens_for("spa", Request::from("spa").with("scope", "openid roles")).await;
    assert_eq!(app.userinfo(&tokens.access).await.json(), json!({"sub": app.alice}));
}
