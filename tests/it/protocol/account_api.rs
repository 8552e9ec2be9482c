//! The account API: who may call it, what it answers, and that it does what its document says (AC-20, DX-01).

use std::collections::BTreeSet;
use std::time::Duration;

use gatehouse::admin::NewUser;
use gatehouse::model::{CredentialKind, FactorId, WebauthnCredential};
use gatehouse::storage::{audit_events, webauthn_credentials};
use image::ImageFormat;
use serde_json::{Value, json};

use super::avatar::picture;
use crate::support::app::{API, PASSWORD, Request, SCOPE, TestApp, Tokens, VAULT};
use crate::support::browser::Seen;

on_each_setup![
    every_operation_of_the_document_is_there_and_demands_a_token,
    scopes_are_refused_by_name,
    tokens_for_others_are_refused,
    answers_are_what_the_document_says,
    sensitive_changes_demand_a_fresh_login,
    edits_that_collide_are_refused,
    every_fault_in_a_profile_is_named,
    nothing_of_another_person_is_reached,
    a_new_password_ends_the_other_sessions,
    every_act_names_the_application,
    lists_come_in_parts_without_gaps,
    it_ends_with_the_access,
    changes_are_bounded_per_person,
    people_are_asked_in_words,
    links_lead_to_the_parts_of_the_account,
    browsers_may_call_it_from_anywhere,
    codes_stand_in_for_a_security_key_as_well,
];

const BASE: &str = "/api/account/v1";
pub const ALL: &str = "openid profile account_read account_profile account_security";

pub async fn furnished(app: &TestApp) {
    let scope = format!("{SCOPE} account_read account_profile account_security");
    let public = json!({"token_endpoint_auth_method": "none", "first_party": true, "scope": scope});
    app.add_client("mine", public).await;
    app.add_client("theirs", json!({"token_endpoint_auth_method": "none", "scope": scope})).await;
    let bob = NewUser { username: "bob".to_owned(), ..NewUser::default() };
    app.house.add_user_in(&app.realm, PASSWORD, bob).await;
}

pub async fn token_of(app: &TestApp, user: &str, scope: &str) -> Tokens {
    let request = Request::from("mine").with("scope", scope);
    let seen = app.sign_in_as(&app.browser(), user, request).await;
    Tokens::of(&app.exchange("mine", &seen.answer()["code"]).await)
}

pub(super) async fn token(app: &TestApp, scope: &str) -> String {
    token_of(app, "alice", scope).await.access
}

/// One call with JSON, or without a body where it is null.
pub async fn call(app: &TestApp, token: &str, (method, path): (&str, &str), body: &Value) -> Seen {
    with(app, token, (method, path), (body, &[])).await
}

async fn with(
    app: &TestApp,
    token: &str,
    (method, path): (&str, &str),
    (body, headers): (&Value, &[(&str, &str)]),
) -> Seen {
    let path = format!("{BASE}{path}");
    let method = reqwest::Method::from_bytes(method.as_bytes()).unwrap();
    let mut request = app.browser().http.request(method, app.url(&path));
    if !token.is_empty() {
        request = request.header("authorization", format!("Bearer {token}"));
    }
    if !body.is_null() {
        request = request.header("content-type", "application/json").body(body.to_string());
    }
    app.call(request, &path, headers).await
}

pub async fn get(app: &TestApp, token: &str, path: &str) -> Seen {
    call(app, token, ("GET", path), &Value::Null).await
}

/// Status and code of a refusal, which is a problem as RFC 9457 has it.
pub fn refusal(seen: &Seen) -> (u16, String) {
    assert_eq!(seen.header("content-type"), "application/problem+json", "{seen:?}");
    let problem = seen.json();
    assert_eq!(problem["status"], json!(seen.status), "{seen:?}");
    assert!(!problem["request_id"].as_str().unwrap().is_empty());
    (seen.status, problem["code"].as_str().unwrap().to_owned())
}

fn faults(seen: &Seen) -> BTreeSet<String> {
    let errors = seen.json()["errors"].clone();
    errors.as_array().unwrap().iter().map(|e| format!("{} {}", e["field"], e["code"]).replace('"', "")).collect()
}

pub async fn document(app: &TestApp) -> Value {
    let seen = app.get("/docs/openapi.json", &[]).await;
    assert_eq!((seen.status, seen.header("access-control-allow-origin")), (200, "*"));
    seen.json()
}

/// What of `value` is not as `schema` says.
fn misfit(document: &Value, schema: &Value, value: &Value, at: &str) -> Vec<String> {
    if let Some(reference) = schema["$ref"].as_str() {
        let named = document.pointer(reference.trim_start_matches('#'));
        return misfit(document, named.unwrap_or_else(|| panic!("{reference}")), value, at);
    }
    if let Some(words) = schema["enum"].as_array() {
        return if words.contains(value) { Vec::new() } else { vec![format!("{at}: {value} is none of {words:?}")] };
    }
    let kind = match value {
        Value::Null => "null",
        Value::Bool(_) => "boolean",
        Value::Number(_) => "integer",
        Value::String(_) => "string",
        Value::Array(_) => "array",
        Value::Object(_) => "object",
    };
    let allowed = match &schema["type"] {
        Value::String(one) => vec![one.as_str()],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => return Vec::new(),
    };
    if !allowed.contains(&kind) {
        return vec![format!("{at}: {kind} where {allowed:?} is said")];
    }
    let mut faults = Vec::new();
    match value {
        Value::Object(members) => {
            for name in schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str) {
                if !members.contains_key(name) {
                    faults.push(format!("{at}.{name} is missing"));
                }
            }
            for (name, member) in members {
                match schema["properties"].get(name) {
                    Some(schema) => faults.extend(misfit(document, schema, member, &format!("{at}.{name}"))),
                    None if schema["additionalProperties"] == json!(false) => {
                        faults.push(format!("{at}.{name} is not said"));
                    }
                    None => {}
                }
            }
        }
        Value::Array(items) => {
            for (number, item) in items.iter().enumerate() {
                faults.extend(misfit(document, &schema["items"], item, &format!("{at}[{number}]")));
            }
        }
        _ => {}
    }
    faults
}

/// Sees to it that `seen` is an answer that the document has for this operation.
pub fn is_documented(document: &Value, (method, path): (&str, &str), seen: &Seen) {
    let about = format!("{method} {path}");
    let operation = &document["paths"][format!("{BASE}{path}")][method.to_ascii_lowercase()];
    let mut answer = &operation["responses"][seen.status.to_string()];
    assert!(!answer.is_null(), "{about}: {} is not in the document: {seen:?}", seen.status);
    if let Some(reference) = answer["$ref"].as_str() {
        answer = document.pointer(reference.trim_start_matches('#')).unwrap();
    }
    let Some(content) = answer["content"].as_object() else {
        assert!(seen.body.is_empty(), "{about}: {seen:?}");
        return;
    };
    let (media, told) = content.iter().next().unwrap();
    assert_eq!(seen.header("content-type"), media, "{about}");
    assert_eq!(seen.header("cache-control"), "no-store", "{about}");
    let faults = misfit(document, &told["schema"], &seen.json(), "$");
    assert!(faults.is_empty(), "{about}: {faults:#?}");
    if answer["headers"].get("ETag").is_some() {
        assert!(seen.header("etag").starts_with('"'), "{about}");
    }
}

async fn every_operation_of_the_document_is_there_and_demands_a_token(app: TestApp) {
    let document = document(&app).await;
    assert_eq!(document["openapi"], json!("3.1.0"));
    assert_eq!(document["servers"][0]["url"], json!(app.issuer()));
    let mut seen_operations = 0;
    for (path, operations) in document["paths"].as_object().unwrap() {
        let own = path.strip_prefix(BASE).unwrap();
        let at = own.replace("{id}", "x");
        for method in ["GET", "PUT", "POST", "PATCH", "DELETE"] {
            let seen = call(&app, "", (method, &at), &Value::Null).await;
            let Some(operation) = operations.get(method.to_ascii_lowercase()) else {
                assert_eq!(refusal(&seen), (405, "method_not_allowed".to_owned()), "{method} {path}");
                let allowed = seen.header("allow").split(", ").filter(|method| *method != "HEAD");
                let allowed: BTreeSet<String> = allowed.map(str::to_lowercase).collect();
                assert_eq!(allowed, operations.as_object().unwrap().keys().cloned().collect(), "{path}");
                continue;
            };
            seen_operations += 1;
            assert_eq!(refusal(&seen), (401, "invalid_token".to_owned()), "{method} {path}");
            let scope = operation["security"][0]["openIdConnect"][0].as_str().unwrap();
            assert_eq!(seen.header("www-authenticate"), format!("Bearer realm=\"gatehouse\", scope=\"{scope}\""));
            is_documented(&document, (method, own), &seen);
            let bad = call(&app, "nonsense", (method, &at), &Value::Null).await;
            assert!(bad.status == 401 && bad.header("www-authenticate").contains("error=\"invalid_token\""), "{bad:?}");
        }
    }
    assert_eq!(seen_operations, 45);
    for path in ["/nothing", "/profile/x", "/sessions/a/b"] {
        assert_eq!(refusal(&get(&app, "", path).await), (404, "not_found".to_owned()), "{path}");
    }
    let in_query = app.get(&format!("{BASE}/profile?access_token=x"), &[]).await;
    assert_eq!(refusal(&in_query), (400, "invalid_request".to_owned()));
    // The page for people has every operation and nothing from elsewhere.
    let page = app.browser().open(&app.path("/docs")).await;
    assert_eq!(page.status, 200);
    for operations in document["paths"].as_object().unwrap().values() {
        for operation in operations.as_object().unwrap().values() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(page.body.contains(&format!("id=\"{id}\"")), "{id}");
        }
    }
    assert!(!page.body.contains("src=\"http") && !page.body.contains("src=\"//"));
}

async fn scopes_are_refused_by_name(app: TestApp) {
    furnished(&app).await;
    let document = document(&app).await;
    for (held, scopes) in [
        ("openid profile", vec![]),
        ("openid account_read", vec!["account_read"]),
        ("openid account_profile", vec!["account_profile"]),
        ("openid account_security", vec!["account_security"]),
    ] {
        let token = token(&app, held).await;
        for (path, operations) in document["paths"].as_object().unwrap() {
            for (method, operation) in operations.as_object().unwrap() {
                let needed = operation["security"][0]["openIdConnect"][0].as_str().unwrap();
                if scopes.contains(&needed) {
                    continue;
                }
                let path = path.strip_prefix(BASE).unwrap().replace("{id}", "x");
                let seen = call(&app, &token, (&method.to_uppercase(), &path), &Value::Null).await;
                assert_eq!(refusal(&seen), (403, "insufficient_scope".to_owned()), "{held}: {method} {path}");
                let challenge = seen.header("www-authenticate");
                assert!(challenge.contains(&format!("scope=\"{needed}\"")), "{challenge}");
                assert!(challenge.contains("error=\"insufficient_scope\""), "{challenge}");
            }
        }
    }
    // A client that has not registered them does not get them.
    let tokens = app.tokens_for("spa", Request::from("spa").with("scope", ALL)).await;
    assert_eq!(refusal(&get(&app, &tokens.access, "/profile").await).0, 403);
}

async fn tokens_for_others_are_refused(app: TestApp) {
    furnished(&app).await;
    let scope = format!("{SCOPE} account_read orders");
    let grants = ["authorization_code", "refresh_token", "client_credentials"];
    for (client, resource) in [("stall", API), ("safe", VAULT)] {
        let metadata = json!({"first_party": true, "resources": [resource], "scope": scope, "grant_types": grants});
        app.add_client(client, metadata).await;
        let narrow = Request::from(client).with("scope", "openid account_read orders").with("resource", resource);
        let tokens = app.tokens_for(client, narrow).await;
        assert_eq!(refusal(&get(&app, &tokens.access, "/profile").await), (401, "invalid_token".to_owned()));
        // Without naming a resource the issuer is among the audiences, for the API as for UserInfo.
        let wide = app.tokens_for(client, Request::from(client).with("scope", "account_read openid")).await;
        assert_eq!(get(&app, &wide.access, "/profile").await.status, 200, "{client}");
    }
    let fields = [("grant_type", "client_credentials"), ("scope", "account_read"), ("resource", API)];
    let own = app.post("stall", "/token", &fields).await;
    if own.status == 200 {
        assert_eq!(refusal(&get(&app, &own.text("access_token"), "/profile").await).0, 401);
    }
    let tokens = token_of(&app, "alice", ALL).await;
    for other in [&tokens.id, &tokens.refresh] {
        assert_eq!(refusal(&get(&app, other, "/profile").await), (401, "invalid_token".to_owned()));
    }
    let neighbor = app.neighbor("neighbor").await;
    assert_eq!(refusal(&get(&neighbor, &tokens.access, "/profile").await), (401, "invalid_token".to_owned()));
}

async fn answers_are_what_the_document_says(app: TestApp) {
    furnished(&app).await;
    let document = document(&app).await;
    let token = token(&app, ALL).await;
    let app = &app;
    let check = async |method: &str, path: &str, at: &str, body: Value, status: u16| {
        let seen = call(app, &token, (method, at), &body).await;
        assert_eq!(seen.status, status, "{method} {at}: {seen:?}");
        is_documented(&document, (method, path), &seen);
        if seen.body.is_empty() { Value::Null } else { seen.json() }
    };
    for path in
        ["", "/profile", "/preferences", "/authenticators", "/backup-codes", "/sessions", "/applications", "/activity"]
    {
        check("GET", path, path, Value::Null, 200).await;
    }
    check("POST", "/backup-codes", "/backup-codes", Value::Null, 409).await;
    let changed = json!({"name": "Alice", "bio": null, "links": ["https://a.example/"], "birthdate": "1990-01-02"});
    let profile = check("PATCH", "/profile", "/profile", changed, 200).await;
    assert_eq!((&profile["name"], &profile["links"][0]), (&json!("Alice"), &json!("https://a.example/")));
    let preferences = json!({"theme": "dark", "locale": "de", "zoneinfo": "Asia/Tokyo"});
    check("PATCH", "/preferences", "/preferences", preferences, 200).await;
    check("PUT", "/password", "/password", json!({"new_password": "password"}), 422).await;
    check("PUT", "/password", "/password", json!({"new_password": 5}), 422).await;
    check("PATCH", "/profile", "/profile", Value::Null, 415).await;
    let enrollment = check("POST", "/authenticators/enrollment", "/authenticators/enrollment", Value::Null, 201).await;
    let secret = totp_rs::Secret::try_from_base32(enrollment["secret"].as_str().unwrap()).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let code = totp.generate(u64::try_from(app.now()).unwrap()).to_string();
    check("POST", "/authenticators", "/authenticators", json!({"code": "000000"}), 409).await;
    let list = check("POST", "/authenticators", "/authenticators", json!({"name": "Phone", "code": code}), 201).await;
    check("POST", "/authenticators", "/authenticators", json!({"code": code}), 409).await;
    let codes = check("POST", "/backup-codes", "/backup-codes", Value::Null, 201).await;
    assert_eq!(codes["codes"].as_array().unwrap().len(), 10);
    assert_eq!(check("GET", "/backup-codes", "/backup-codes", Value::Null, 200).await["left"], json!(10));
    let account = check("GET", "", "", Value::Null, 200).await;
    assert_eq!((&account["authenticators"], &account["advice"]), (&json!(1), &json!([])));
    let factor = format!("/authenticators/{}", list["items"][0]["id"].as_str().unwrap());
    check("DELETE", "/authenticators/{id}", &factor, Value::Null, 204).await;
    check("DELETE", "/authenticators/{id}", &factor, Value::Null, 404).await;
    let activity = check("GET", "/activity", "/activity", Value::Null, 200).await;
    let events: Vec<&str> =
        activity["items"].as_array().unwrap().iter().map(|e| e["event"].as_str().unwrap()).collect();
    assert!(
        ["user.updated", "factor.enabled", "factor.disabled"].iter().all(|event| events.contains(event)),
        "{events:?}"
    );
    check("GET", "/sessions", "/sessions?limit=0", Value::Null, 422).await;
    check("GET", "/sessions", "/sessions?cursor=%21", Value::Null, 422).await;
    send_pictures(app, &token, &document).await;
    check("DELETE", "/picture", "/picture", Value::Null, 204).await;
    check("DELETE", "/picture", "/picture", Value::Null, 404).await;
    check("DELETE", "/sessions", "/sessions", Value::Null, 204).await;
    check("DELETE", "/sessions/{id}", "/sessions/x", Value::Null, 404).await;
    check("DELETE", "/applications/{id}", "/applications/x", Value::Null, 404).await;
    check("DELETE", "/applications/{id}", "/applications/mine", Value::Null, 204).await;
    check("GET", "/profile", "/profile", Value::Null, 401).await;
}

async fn send_pictures(app: &TestApp, token: &str, document: &Value) {
    let put = async |media: &str, file: Vec<u8>| {
        let request = app.browser().http.put(app.url(&format!("{BASE}/picture"))).body(file);
        let bearer = format!("Bearer {token}");
        let seen = app.call(request, "/picture", &[("authorization", &bearer), ("content-type", media)]).await;
        is_documented(document, ("PUT", "/picture"), &seen);
        seen
    };
    let seen = put("image/png", picture(500, 300, ImageFormat::Png)).await;
    let address = seen.text("picture");
    let shown = get(app, token, "/profile").await.json();
    assert_eq!(shown["picture"], json!(address));
    assert_eq!(app.get(address.strip_prefix(&app.issuer()).unwrap(), &[]).await.header("content-type"), "image/jpeg");
    assert_eq!(refusal(&put("text/html", b"<p>".to_vec()).await), (415, "unsupported_media_type".to_owned()));
    let gif = put("image/png", b"GIF89a\x01\0\x01\0\0\0\0;".to_vec()).await;
    assert_eq!((gif.status, faults(&gif)), (422, BTreeSet::from(["picture picture-not-an-image".to_owned()])));
    let huge = put("image/png", vec![0xff; 5 * 1024 * 1024 + 1]).await;
    assert_eq!(refusal(&huge), (413, "content_too_large".to_owned()));
}

async fn sensitive_changes_demand_a_fresh_login(app: TestApp) {
    furnished(&app).await;
    let browser = app.browser();
    let request = Request::from("mine").with("scope", ALL);
    let seen = app.sign_in(&browser, request.clone()).await;
    let tokens = Tokens::of(&app.exchange("mine", &seen.answer()["code"]).await);
    app.advance(Duration::from_secs(301));
    let change = json!({"new_password": "tapirs swim by day"});
    // A refreshed token is younger, the login behind it is not.
    let refreshed = Tokens::of(&app.refresh("mine", &tokens.refresh).await);
    for (method, path) in [
        ("PUT", "/password"),
        ("POST", "/authenticators/enrollment"),
        ("POST", "/authenticators"),
        ("DELETE", "/authenticators/x"),
        ("POST", "/backup-codes"),
    ] {
        for access in [&tokens.access, &refreshed.access] {
            let stale = call(&app, access, (method, path), &change).await;
            assert_eq!(refusal(&stale), (401, "insufficient_user_authentication".to_owned()), "{method} {path}");
            let challenge = stale.header("www-authenticate");
            for part in ["error=\"insufficient_user_authentication\"", "max_age=\"300\""] {
                assert!(challenge.contains(part), "{challenge}");
            }
        }
    }
    assert_eq!(get(&app, &refreshed.access, "/profile").await.status, 200);
    let renamed = call(&app, &refreshed.access, ("PATCH", "/profile"), &json!({"location": "Oxford"})).await;
    assert_eq!(renamed.status, 200, "what is not sensitive goes on");
    // What the challenge asks for helps (RFC 9470 §4).
    let again = app.sign_in(&browser, request.with("max_age", "300")).await;
    let fresh = Tokens::of(&app.exchange("mine", &again.answer()["code"]).await);
    assert_eq!(call(&app, &fresh.access, ("PUT", "/password"), &change).await.status, 204);
    // A person who has signed out meanwhile is not there any more, whatever an offline token says.
    let other = app.browser();
    let seen =
        app.sign_in_as(&other, "bob", Request::from("mine").with("scope", &format!("{ALL} offline_access"))).await;
    let offline = Tokens::of(&app.exchange("mine", &seen.answer()["code"]).await);
    app.log_out(&other, &offline.id).await;
    assert_eq!(get(&app, &offline.access, "/profile").await.status, 200);
    let gone = call(&app, &offline.access, ("PUT", "/password"), &change).await;
    assert_eq!(refusal(&gone), (401, "insufficient_user_authentication".to_owned()));
}

async fn edits_that_collide_are_refused(app: TestApp) {
    furnished(&app).await;
    let token = token(&app, ALL).await;
    let head = call(&app, &token, ("HEAD", "/profile"), &Value::Null).await;
    assert_eq!((head.status, head.body.as_str()), (200, ""));
    let first = get(&app, &token, "/profile").await;
    let version = first.header("etag").to_owned();
    assert_eq!(get(&app, &token, "/profile").await.header("etag"), version, "it names a state");
    let patch = async |name: &str, tag: &str| {
        with(&app, &token, ("PATCH", "/profile"), (&json!({"name": name}), &[("if-match", tag)])).await
    };
    let one = patch("One", &version).await;
    assert_eq!(one.status, 200);
    assert_ne!(one.header("etag"), version);
    assert_eq!(refusal(&patch("Two", &version).await), (412, "precondition_failed".to_owned()));
    assert_eq!(get(&app, &token, "/profile").await.json()["name"], json!("One"));
    let weak = format!("W/{}", one.header("etag"));
    assert_eq!(patch("Two", &weak).await.status, 412, "the comparison is the strong one");
    // The other half of the fields has a version of its own.
    let preferences = get(&app, &token, "/preferences").await.header("etag").to_owned();
    let several = format!("\"other\", {}", one.header("etag"));
    assert_eq!(patch("Three", &several).await.status, 200);
    assert_eq!(get(&app, &token, "/preferences").await.header("etag"), preferences);
    let body = json!({"theme": "dark"});
    let dark = with(&app, &token, ("PATCH", "/preferences"), (&body, &[("if-match", &preferences)])).await;
    assert_eq!(dark.status, 200);
    assert_eq!(patch("Four", "*").await.status, 200);
}

async fn every_fault_in_a_profile_is_named(app: TestApp) {
    furnished(&app).await;
    let token = token(&app, ALL).await;
    let before = get(&app, &token, "/profile").await.json();
    let body = json!({
        "name": "x".repeat(51), "bio": "x".repeat(501), "website": "javascript:alert(1)", "birthdate": "1990-13-01",
        "phone_number": "1", "links": ["https://a.example/", "x"], "location": "Oxford",
    });
    let seen = call(&app, &token, ("PATCH", "/profile"), &body).await;
    assert_eq!(refusal(&seen), (422, "validation_failed".to_owned()));
    let named = [
        "name too-long",
        "bio too-long",
        "website not-url",
        "birthdate not-date",
        "phone_number not-phone",
        "links not-url",
    ];
    assert_eq!(faults(&seen), named.map(str::to_owned).into());
    for (body, fault) in [
        (json!({"email": "mallory@example.com"}), "email unknown-member"),
        (json!({"sub": "x"}), "sub unknown-member"),
        (json!({"theme": "dark"}), "theme unknown-member"),
        (json!({"name": 5}), "name wrong-type"),
        (json!({"links": "https://a.example/"}), "links wrong-type"),
        (json!({"links": [5]}), "links wrong-type"),
    ] {
        let seen = call(&app, &token, ("PATCH", "/profile"), &body).await;
        assert_eq!((seen.status, faults(&seen)), (422, BTreeSet::from([fault.to_owned()])), "{body}");
    }
    for body in [json!([]), json!("x")] {
        assert_eq!(refusal(&call(&app, &token, ("PATCH", "/profile"), &body).await).1, "invalid_request");
    }
    assert_eq!(get(&app, &token, "/profile").await.json(), before, "all or nothing");
}

async fn nothing_of_another_person_is_reached(app: TestApp) {
    furnished(&app).await;
    let (alice, bob) = (token_of(&app, "alice", ALL).await.access, token_of(&app, "bob", ALL).await.access);
    call(&app, &alice, ("PATCH", "/profile"), &json!({"bio": "of alice"})).await;
    let session = get(&app, &alice, "/sessions").await.json()["items"][0]["id"].as_str().unwrap().to_owned();
    let enrollment = call(&app, &alice, ("POST", "/authenticators/enrollment"), &Value::Null).await.json();
    let secret = totp_rs::Secret::try_from_base32(enrollment["secret"].as_str().unwrap()).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    let code = totp.generate(u64::try_from(app.now()).unwrap()).to_string();
    // The secret waits for alice alone.
    let stolen = call(&app, &bob, ("POST", "/authenticators"), &json!({"code": code})).await;
    assert_eq!(refusal(&stolen), (409, "enrollment_expired".to_owned()));
    let list = call(&app, &alice, ("POST", "/authenticators"), &json!({"code": code})).await.json();
    let factor = list["items"][0]["id"].as_str().unwrap().to_owned();
    let odd = ["/sessions/%00", "/authenticators/%00", "/applications/%00", "/authenticators/%27%20OR%201=1--"];
    for path in
        odd.map(str::to_owned).into_iter().chain([format!("/sessions/{session}"), format!("/authenticators/{factor}")])
    {
        let seen = call(&app, &bob, ("DELETE", &path), &Value::Null).await;
        assert_eq!(refusal(&seen), (404, "not_found".to_owned()), "{path}");
    }
    let ended = call(&app, &bob, ("DELETE", "/applications/mine"), &Value::Null).await;
    assert_eq!(ended.status, 204, "it is bob's own access that ends");
    assert_eq!(get(&app, &bob, "/profile").await.status, 401);
    let shown = get(&app, &alice, "/profile").await.json();
    assert_eq!(shown["bio"], json!("of alice"));
    assert_eq!(get(&app, &alice, "/authenticators").await.json()["items"][0]["id"], json!(factor));
    let bob = token_of(&app, "bob", ALL).await.access;
    for path in ["/sessions", "/activity", "/authenticators"] {
        let body = get(&app, &bob, path).await.body;
        assert!(
            !body.contains(&session) && !body.contains(&factor) && !body.contains(app.alice.as_str()),
            "{path}: {body}"
        );
    }
    assert_eq!(get(&app, &bob, "/profile").await.json()["bio"], json!(null));
}

async fn a_new_password_ends_the_other_sessions(app: TestApp) {
    furnished(&app).await;
    let (own, other) = (token_of(&app, "alice", ALL).await, token_of(&app, "alice", ALL).await);
    let weak = call(&app, &own.access, ("PUT", "/password"), &json!({"new_password": "alice"})).await;
    assert!(weak.status == 422 && faults(&weak).contains("new_password too-short"), "{weak:?}");
    let body = json!({"new_password": "tapirs swim by day"});
    assert_eq!(call(&app, &own.access, ("PUT", "/password"), &body).await.status, 204);
    assert_eq!(get(&app, &other.access, "/profile").await.status, 401);
    assert_eq!(get(&app, &own.access, "/profile").await.status, 200);
    let sessions = get(&app, &own.access, "/sessions").await.json();
    assert_eq!(sessions["items"].as_array().unwrap().len(), 1);
    assert_eq!(sessions["items"][0]["current"], json!(true));
    let refused = app.sign_in(&app.browser(), Request::from("mine").with("scope", ALL)).await;
    assert_eq!(refused.status, 422, "the old password is none any more");
}

/// Of what an application does in somebody's name the trail says which one it was, and of what.
async fn every_act_names_the_application(app: TestApp) {
    furnished(&app).await;
    app.sign_in(&app.browser(), Request::from("theirs").with("scope", "openid profile")).await;
    let own = token(&app, ALL).await;
    let rows = async || audit_events::list(&app.house.parts.shared.database, &app.realm, 200).await.unwrap();
    let known: BTreeSet<String> = rows().await.into_iter().map(|row| row.id).collect();
    for (method, path, body) in [
        ("PUT", "/password", json!({"new_password": "tapirs swim by day"})),
        ("PATCH", "/profile", json!({"location": "Oxford"})),
        ("PATCH", "/preferences", json!({"theme": "dark"})),
        ("DELETE", "/applications/theirs", Value::Null),
        ("POST", "/export", Value::Null),
    ] {
        let seen = call(&app, &own, (method, path), &body).await;
        assert!((200..300).contains(&seen.status), "{method} {path}: {seen:?}");
    }
    let rows = rows().await;
    let new: Vec<_> = rows.iter().filter(|row| !known.contains(&row.id) && !row.event.starts_with("mail.")).collect();
    for name in ["password.changed", "user.updated", "consent.revoked", "user.exported"] {
        let found = new.iter().find(|row| row.event == name).unwrap_or_else(|| panic!("{name}: {new:?}"));
        assert_eq!(found.client_id.as_deref(), Some("mine"), "{found:?}");
    }
    let revoked = new.iter().find(|row| row.event == "consent.revoked").unwrap();
    assert_eq!((revoked.target_kind.as_str(), revoked.target_id.as_str()), ("client", "theirs"));
}

async fn lists_come_in_parts_without_gaps(app: TestApp) {
    furnished(&app).await;
    let mut last = String::new();
    for _ in 0..5 {
        last = token(&app, ALL).await;
        app.advance(Duration::from_secs(1));
    }
    for (path, least) in [("/sessions", 5), ("/activity", 5)] {
        let whole = get(&app, &last, path).await.json();
        let whole: Vec<&str> =
            whole["items"].as_array().unwrap().iter().map(|item| item["id"].as_str().unwrap()).collect();
        assert!(whole.len() >= least, "{path}");
        let (mut parts, mut cursor) = (Vec::new(), String::new());
        loop {
            let seen = get(&app, &last, &format!("{path}?limit=2{cursor}")).await.json();
            let items = seen["items"].as_array().unwrap().clone();
            assert!(items.len() <= 2);
            parts.extend(items.iter().map(|item| item["id"].as_str().unwrap().to_owned()));
            let Some(next) = seen["next"].as_str() else { break };
            cursor = format!("&cursor={next}");
        }
        assert_eq!(parts, whole, "{path}");
    }
}

async fn it_ends_with_the_access(app: TestApp) {
    furnished(&app).await;
    let tokens = token_of(&app, "alice", ALL).await;
    assert_eq!(get(&app, &tokens.access, "/profile").await.status, 200);
    app.revoke("mine", &tokens.refresh).await;
    assert_eq!(refusal(&get(&app, &tokens.access, "/profile").await), (401, "invalid_token".to_owned()));
    let other = token(&app, ALL).await;
    app.advance(Duration::from_mins(15));
    assert_eq!(refusal(&get(&app, &other, "/profile").await), (401, "invalid_token".to_owned()));
}

async fn changes_are_bounded_per_person(app: TestApp) {
    furnished(&app).await;
    let (one, two, bob) = (token(&app, ALL).await, token(&app, ALL).await, token_of(&app, "bob", ALL).await.access);
    let body = json!({"location": "Oxford"});
    let mut refused = None;
    for number in 0..400 {
        let seen = call(&app, if number % 2 == 0 { &one } else { &two }, ("PATCH", "/profile"), &body).await;
        if seen.status == 200 {
            continue;
        }
        // Redis counts by its own clock, so that more may pass there.
        assert!(number >= 60, "{number}");
        refused = Some(seen);
        break;
    }
    let refused = refused.unwrap();
    assert_eq!(refusal(&refused), (429, "too_many_requests".to_owned()));
    assert_eq!(refused.header("retry-after"), "1");
    assert_eq!(get(&app, &two, "/profile").await.status, 200, "looking is free");
    assert_eq!(call(&app, &bob, ("PATCH", "/profile"), &body).await.status, 200);
    app.advance(Duration::from_secs(1));
    tokio::time::sleep(Duration::from_millis(1_100)).await;
    assert_eq!(call(&app, &two, ("PATCH", "/profile"), &body).await.status, 200);
}

async fn people_are_asked_in_words(app: TestApp) {
    furnished(&app).await;
    let browser = super::profile::signed_in(&app, "alice").await;
    for (language, words) in [
        ("en", "Change your password and second factors"),
        ("de", "Ihr Passwort und Ihre zweiten Faktoren ändern"),
        ("fr", "Modifier votre mot de passe"),
        ("es", "Cambiar su contraseña"),
        ("ar", "تغيير كلمة المرور"),
    ] {
        let request = Request::from("theirs").with("scope", ALL).with("ui_locales", language);
        let consent = app.ask(&browser, request).await;
        assert!(consent.body.contains(words), "{language}: {consent:?}");
        assert!(!consent.body.contains("“account_"), "{language}");
    }
    // What is left unticked is not granted.
    let consent = app.ask(&browser, Request::from("theirs").with("scope", ALL)).await;
    let back = browser.submit(&consent, &[("scope", "account_read"), ("action", "allow")]).await;
    let tokens = Tokens::of(&app.exchange("theirs", &back.answer()["code"]).await);
    assert_eq!(get(&app, &tokens.access, "/profile").await.status, 200);
    let refused = call(&app, &tokens.access, ("PATCH", "/profile"), &json!({"name": "x"})).await;
    assert_eq!(refusal(&refused).1, "insufficient_scope");
}

async fn links_lead_to_the_parts_of_the_account(app: TestApp) {
    let metadata = app.get("/.well-known/openid-configuration", &[]).await.json();
    assert_eq!(metadata["account_management_uri"], json!(format!("{}/account", app.issuer())));
    for scope in ["account_read", "account_profile", "account_security"] {
        assert!(metadata["scopes_supported"].as_array().unwrap().contains(&json!(scope)), "{scope}");
    }
    let browser = super::profile::signed_in(&app, "alice").await;
    let actions = metadata["account_management_actions_supported"].as_array().unwrap();
    assert!(actions.len() >= 6);
    for action in actions {
        let action = action.as_str().unwrap();
        let seen = browser.open(&app.path(&format!("/account?action={action}"))).await;
        let page = if action == "delete" { "privacy".to_owned() } else { action.replace('_', "-") };
        assert_eq!((seen.status, seen.path), (200, app.path(&format!("/account/{page}"))));
    }
    assert_eq!(
        browser.open(&app.path("/account?action=//evil.example")).await.path,
        app.path("/account?action=//evil.example")
    );
    // Who has to sign in first ends there all the same, and nowhere that is not ours.
    for (query, end) in [
        ("/account?action=profile", "/account/profile"),
        ("/account?action=backup_codes", "/account/backup-codes"),
        ("/login?then=//evil.example", "/account"),
        ("/login?then=https://evil.example/", "/account"),
        ("/login?then=x&then=sessions", "/account"),
    ] {
        let browser = app.browser();
        let login = browser.open(&app.path(query)).await;
        assert!(login.path.starts_with(&app.path("/login")), "{login:?}");
        let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
        let wrong = browser.submit(&asked, &[("password", "nonsense"), ("action", "sign-in")]).await;
        assert_eq!(wrong.status, 422);
        let done = browser.submit(&wrong, &[("password", PASSWORD), ("action", "sign-in")]).await;
        assert_eq!((done.status, done.path), (200, app.path(end)), "{query}");
    }
}

async fn browsers_may_call_it_from_anywhere(app: TestApp) {
    furnished(&app).await;
    let asked = [
        ("origin", "https://spa.example.com"),
        ("access-control-request-method", "PATCH"),
        ("access-control-request-headers", "authorization,content-type,if-match"),
    ];
    let preflight = with(&app, "", ("OPTIONS", "/profile"), (&Value::Null, &asked)).await;
    assert_eq!((preflight.status, preflight.header("access-control-allow-origin")), (204, "*"));
    assert!(preflight.header("access-control-allow-methods").contains("PATCH"));
    assert_eq!(preflight.header("access-control-allow-headers"), "authorization, content-type, if-match");
    // Never with cookies: a session of the person in the same browser opens nothing.
    assert_eq!(preflight.header("access-control-allow-credentials"), "");
    let browser = super::profile::signed_in(&app, "alice").await;
    assert_eq!(browser.get(&app.path(&format!("{BASE}/profile"))).await.status, 401);
    let token = token(&app, ALL).await;
    for (token, status) in [(token.as_str(), 200), ("nonsense", 401)] {
        let seen = get(&app, token, "/profile").await;
        assert_eq!((seen.status, seen.header("access-control-allow-origin")), (status, "*"));
        assert!(seen.header("access-control-expose-headers").contains("etag"));
    }
    let elsewhere = browser.open(&app.path("/account")).await;
    assert_eq!(elsewhere.header("access-control-allow-origin"), "", "pages are for themselves");
}

async fn codes_stand_in_for_a_security_key_as_well(app: TestApp) {
    furnished(&app).await;
    let token = token(&app, ALL).await;
    let ask = async || call(&app, &token, ("POST", "/backup-codes"), &Value::Null).await;
    assert_eq!(refusal(&ask().await), (409, "second_factor_missing".to_owned()));
    let key = WebauthnCredential {
        realm: app.realm.clone(),
        id: FactorId::from("k1"),
        user_id: app.alice.clone(),
        credential_id: "c1".to_owned(),
        kind: CredentialKind::SecurityKey,
        name: "Key".to_owned(),
        public_data: "{}".to_owned(),
        counter: 0,
        backup_eligible: false,
        backed_up: false,
        discoverable: Some(false),
        transports: "usb".to_owned(),
        aaguid: String::new(),
        created_at: app.house.clock.now(),
        last_used_at: None,
    };
    let mut tx = app.house.parts.shared.database.begin().await.unwrap();
    webauthn_credentials::insert(&mut tx, &key).await.unwrap();
    tx.commit().await.unwrap();
    let made = ask().await;
    assert_eq!((made.status, made.json()["codes"].as_array().unwrap().len()), (201, 10), "{made:?}");
    assert_eq!(get(&app, &token, "").await.json()["advice"], json!([]));
}
