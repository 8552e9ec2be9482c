//! `gatehouse resource`, and what clients may do there (CL-13).

use serde_json::json;

use super::run;
use crate::support::process::Site;

const API: &str = "https://api.example.com/";

#[tokio::test]
async fn an_api_from_the_first_to_the_last_setting() {
    let site = Site::embedded(&[("keys.algorithms", "RS256,ES256")]);
    let made = run(&site, &["resource", "create", API, "--name", "Orders", "--scope", "orders refunds"]).await.json();
    assert_eq!((&made["id"], &made["name"]), (&json!(API), &json!("Orders")));
    let flags = [
        "resource",
        "change",
        API,
        "--describe",
        "orders=Read your orders",
        "--describe",
        "orders#de=Lesen",
        "--permission",
        "read=Read all orders",
        "--permission",
        "write=Write",
        "--token-format",
        "opaque",
        "--access-token-lifetime",
        "10m",
        "--signing-alg",
        "ES256",
        "--introspection-client",
        "api",
    ];
    run(&site, &flags).await.json();
    let expected = json!({
        "id": API,
        "name": "Orders",
        "settings": {
            "scopes": "orders refunds",
            "scope_descriptions": {"orders": {"": "Read your orders", "de": "Lesen"}},
            "permissions": {"read": "Read all orders", "write": "Write"},
            "token_format": "opaque",
            "access_token_lifetime_seconds": 600,
            "signing_alg": "ES256",
            "introspection_clients": ["api"],
        },
    });
    assert_eq!(run(&site, &["resource", "show", API]).await.json(), expected);
    let settings = r#"{"signing_alg": null, "scope_descriptions": {"orders": {"de": null}}}"#;
    let change = ["resource", "change", API, "--name", "Sales", "--remove-permission", "write", "--settings", settings];
    let changed = run(&site, &change).await.json();
    assert_eq!(changed["name"], "Sales");
    assert_eq!(changed["settings"]["signing_alg"], json!(null));
    assert_eq!(changed["settings"]["scope_descriptions"], json!({"orders": {"": "Read your orders"}}));
    assert_eq!(changed["settings"]["permissions"], json!({"read": "Read all orders"}));
    assert_eq!(run(&site, &["resource", "list"]).await.json(), json!([changed]));
}

#[tokio::test]
async fn what_is_wrong_says_so() {
    let site = Site::embedded(&[("keys.algorithms", "RS256,ES256")]);
    run(&site, &["resource", "create", API]).await.json();
    for (arguments, code, part) in [
        (vec!["show", "https://nobody.example/"], 4, "there is no resource server"),
        (vec!["change", "https://nobody.example/"], 4, "there is no resource server"),
        (vec!["create", API], 5, "taken"),
        (vec!["create", "api"], 5, "absolute URI"),
        (vec!["change", API, "--signing-alg", "EdDSA"], 5, "RS256, ES256"),
        (vec!["change", API, "--access-token-lifetime", "soon"], 2, "is not a duration"),
        (vec!["change", API, "--access-token-lifetime", "48h"], 5, "86400"),
        (vec!["change", API, "--describe", "orders=x"], 5, "none of the scopes"),
        (vec!["change", API, "--settings", r#"{"permision": {}}"#], 2, "permision"),
        (vec!["change", API, "--settings", "[]"], 2, "JSON object"),
    ] {
        let arguments: Vec<&str> = ["resource"].into_iter().chain(arguments).collect();
        let (found, sentence) = run(&site, &arguments).await.refusal();
        assert!(found == code && sentence.contains(part), "{arguments:?}: {found} {sentence}");
    }
}

#[tokio::test]
async fn a_client_is_permitted_what_the_api_declares() {
    let site = Site::embedded(&[]);
    run(&site, &["resource", "create", API, "--permission", "read=", "--permission", "write="]).await.json();
    let metadata =
        format!(r#"{{"grant_types": ["client_credentials"], "response_types": [], "resources": ["{API}"]}}"#);
    run(&site, &["client", "create", "--id", "robot", "--metadata", &metadata]).await.json();
    run(&site, &["client", "permit", "robot", API, "read", "write"]).await.json();
    let show = run(&site, &["client", "show", "robot"]).await.json();
    assert_eq!(show["metadata"]["permissions"], json!({API: ["read", "write"]}));
    let (code, sentence) = run(&site, &["client", "permit", "robot", API, "delete"]).await.refusal();
    assert!(code == 5 && sentence.contains("declares no permission"), "{sentence}");
    run(&site, &["client", "permit", "robot", API]).await.json();
    let show = run(&site, &["client", "show", "robot"]).await.json();
    assert_eq!(show["metadata"].get("permissions"), None);
}
