//! `gatehouse role` and `gatehouse group` (product RB-01, RB-05, RB-07), and factor rules that name them (AU-20).

use serde_json::json;

use super::run;
use crate::support::process::{Site, texts};

#[tokio::test]
async fn roles_and_groups_from_the_first_to_the_last() {
    let site = Site::embedded(&[]);
    run(&site, &["user", "create", "alice"]).await.json();
    let made = run(&site, &["role", "create", "employee", "--description", "Works here"]).await.json();
    assert_eq!((&made["name"], &made["description"]), (&json!("employee"), &json!("Works here")));
    run(&site, &["role", "create", "manager", "--inherits", "employee"]).await.json();
    run(&site, &["role", "create", "boss", "--inherits", "manager"]).await.json();
    run(&site, &["group", "create", "/staff"]).await.json();
    run(&site, &["group", "create", "/staff/it", "--description", "Machines"]).await.json();
    run(&site, &["group", "grant", "/staff", "employee"]).await.json();
    let changed = |answer: serde_json::Value| answer["changed"].as_bool().unwrap();
    assert!(changed(run(&site, &["group", "add", "/staff/it", "alice"]).await.json()));
    assert!(!changed(run(&site, &["group", "add", "/staff/it", "alice"]).await.json()));
    assert!(changed(run(&site, &["role", "grant", "boss", "alice"]).await.json()));
    let of = run(&site, &["role", "of", "alice"]).await.json();
    let names = |list: &serde_json::Value| {
        list.as_array().unwrap().iter().map(|held| held["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(names(&of["groups"]), ["/staff", "/staff/it"]);
    assert_eq!(names(&of["roles"]), ["boss", "employee", "manager", "user"]);
    let steps = json!([{"kind": "role", "name": "boss"}, {"kind": "role", "name": "manager"}]);
    assert_eq!(of["roles"][2]["by"], steps);
    let listed = run(&site, &["role", "list"]).await.json();
    assert_eq!(names(&listed), ["super_admin", "admin", "user", "boss", "employee", "manager"]);
    assert_eq!(run(&site, &["role", "show", "boss"]).await.json()["inherits"], json!(["manager"]));
    assert_eq!(run(&site, &["role", "holders", "boss"]).await.json()[0]["username"], "alice");
    assert_eq!(run(&site, &["group", "members", "/staff/it"]).await.json()[0]["username"], "alice");
    assert_eq!(run(&site, &["group", "show", "/staff"]).await.json()["roles"], json!(["employee"]));
    let moved = run(&site, &["group", "change", "/staff/it", "--to", "/staff/machines"]).await.json();
    assert_eq!(moved["path"], "/staff/machines");
    assert_eq!(run(&site, &["role", "change", "boss", "--inherits-nothing"]).await.json()["inherits"], json!([]));
    for (arguments, code) in [
        (&["role", "show", "nobody"][..], 4),
        (&["role", "create", "boss"], 5),
        (&["role", "create", "admin"], 5),
        (&["role", "create", "Boss"], 5),
        (&["role", "change", "employee", "--inherits", "employee"], 5),
        (&["role", "delete", "admin"], 5),
        (&["role", "grant", "user", "alice"], 5),
        (&["role", "grant", "boss", "mallory"], 4),
        (&["group", "show", "/nowhere"], 4),
        (&["group", "create", "/no/where"], 5),
        (&["group", "create", "/staff"], 5),
    ] {
        assert_eq!(run(&site, arguments).await.refusal().0, code, "{arguments:?}");
    }
    assert!(changed(run(&site, &["role", "revoke", "boss", "alice"]).await.json()));
    assert!(changed(run(&site, &["group", "remove", "/staff/machines", "alice"]).await.json()));
    run(&site, &["group", "delete", "/staff"]).await.json();
    run(&site, &["role", "delete", "boss"]).await.json();
    assert_eq!(run(&site, &["group", "list"]).await.json(), json!([]));
    let database = site.database().await;
    let events = "SELECT event FROM audit_events WHERE target_kind = $1 ORDER BY time, id";
    let of_alice = texts(&database, events, "user").await;
    let expected = ["user.registered", "group.member_added", "role.granted", "role.withdrawn", "group.member_removed"];
    assert_eq!(of_alice, expected);
    database.close().await;
}

#[tokio::test]
async fn rules_name_roles_and_groups() {
    let site = Site::embedded(&[]);
    for user in ["alice", "bob"] {
        run(&site, &["user", "create", user]).await.json();
    }
    let rules = r#"{"factor_rules": [{"name": "leaders", "for": {"roles": ["boss"]}, "require": "any"},
                    {"name": "machines", "for": {"groups": ["/staff"], "clients": ["none"]}, "require": "any"}]}"#;
    let (code, told) = run(&site, &["realm", "change", "default", "--settings", rules]).await.refusal();
    assert!(code == 5 && told.contains("role boss"), "{told}");
    run(&site, &["role", "create", "boss"]).await.json();
    let (code, told) = run(&site, &["realm", "change", "default", "--settings", rules]).await.refusal();
    assert!(code == 5 && told.contains("group /staff"), "{told}");
    run(&site, &["group", "create", "/staff"]).await.json();
    run(&site, &["realm", "change", "default", "--settings", rules]).await.json();
    run(&site, &["role", "create", "owner", "--inherits", "boss"]).await.json();
    run(&site, &["role", "grant", "owner", "alice"]).await.json();
    let judged = run(&site, &["realm", "factor-rules", "--user", "alice"]).await.json();
    assert_eq!((&judged["name"], &judged["demanded_now"]), (&json!("leaders"), &json!(true)));
    let judged = run(&site, &["realm", "factor-rules", "--user", "bob"]).await.json();
    assert_eq!((&judged["name"], &judged["outcome"]), (&json!(null), &json!("free")));
    let (code, told) = run(&site, &["role", "delete", "boss"]).await.refusal();
    assert!(code == 5 && told.contains("leaders"), "{told}");
}

/// The last who administers a realm stays, at the command line as well (UM-14).
#[tokio::test]
async fn the_last_administrator_stays() {
    let site = Site::embedded(&[]);
    for user in ["alice", "bob"] {
        run(&site, &["user", "create", user]).await.json();
    }
    run(&site, &["role", "grant", "admin", "alice"]).await.json();
    for arguments in [
        &["user", "suspend", "alice"][..],
        &["user", "delete", "alice", "--yes"],
        &["user", "delete", "alice", "--after", "3"],
        &["role", "revoke", "admin", "alice"],
    ] {
        let (code, told) = run(&site, arguments).await.refusal();
        assert!(code == 5 && told.contains("nobody would be left"), "{arguments:?}: {told}");
    }
    run(&site, &["role", "grant", "admin", "bob"]).await.json();
    run(&site, &["user", "delete", "alice", "--yes"]).await.json();
}
