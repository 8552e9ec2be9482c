//! `gatehouse user`.

use serde_json::json;

use super::run;
use crate::support::process::{Site, texts};

#[tokio::test]
async fn a_user_from_the_first_to_the_last_attribute() {
    let site = Site::embedded(&[]);
    let create =
        ["user", "create", "alice", "--email", "alice@example.com", "--email-verified", "--claim", "name=Alice"];
    let made = run(&site, &create).await.json();
    assert!(made["password"].as_str().unwrap().len() >= 16);
    let change = [
        "user",
        "change",
        "alice",
        "--username",
        "alice.l",
        "--email",
        "al@example.com",
        "--claim",
        "name=",
        "--claim",
        "locale=en-GB",
        "--claim",
        r#"address={"country": "UK"}"#,
    ];
    let changed = run(&site, &change).await.json();
    assert_eq!(changed["id"], made["id"], "the subject stays");
    assert_eq!(changed["email_verified"], false, "another address is not proven");
    assert_eq!(changed["claims"], json!({"locale": "en-GB", "address": {"country": "UK"}}));
    assert_eq!(run(&site, &["user", "show", "AL@example.com"]).await.json(), changed);
    assert_eq!(run(&site, &["user", "show", "alice"]).await.refusal().0, 4);
    let verified = run(&site, &["user", "change", "alice.l", "--email-verified"]).await.json();
    assert_eq!(verified["email_verified"], true);
    let same = run(&site, &["user", "change", "alice.l", "--email", "Al@example.com"]).await.json();
    assert_eq!((&same["email"], &same["email_verified"]), (&json!("Al@example.com"), &json!(true)));
    let none = run(&site, &["user", "change", "alice.l", "--email", ""]).await.json();
    assert_eq!((&none["email"], &none["email_verified"]), (&json!(null), &json!(false)));
    let database = site.database().await;
    let events = "SELECT details FROM audit_events WHERE event = $1 ORDER BY time, id";
    let events = texts(&database, events, "user.updated").await;
    assert!(events.len() == 4 && events.iter().all(|details| !details.contains("example.com")), "{events:?}");
    database.close().await;
}

#[tokio::test]
async fn status_lock_and_password() {
    let site = Site::embedded(&[]);
    run(&site, &["user", "create", "alice"]).await.json();
    run(&site, &["user", "suspend", "alice"]).await.json();
    assert_eq!(run(&site, &["user", "show", "alice"]).await.json()["status"], "suspended");
    run(&site, &["user", "activate", "alice"]).await.json();
    run(&site, &["user", "unlock", "alice"]).await.json();
    let password = run(&site, &["user", "set-password", "alice"]).await.json()["password"].clone();
    assert!(password.as_str().unwrap().len() >= 16);
    let temporary = run(&site, &["user", "set-password", "alice", "--temporary"]).await.json();
    assert!(temporary["password"].as_str().unwrap().len() >= 16);
    let shown = run(&site, &["user", "show", "alice"]).await.json();
    assert_eq!(shown["password_update"], "administrator");
    run(&site, &["user", "set-password", "alice"]).await.json();
    assert_eq!(run(&site, &["user", "show", "alice"]).await.json()["password_update"], json!(null));
    run(&site, &["user", "demand-password", "alice"]).await.json();
    assert_eq!(run(&site, &["user", "show", "alice"]).await.json()["password_update"], "administrator");
    let listed = run(&site, &["user", "list"]).await.json();
    assert_eq!((&listed[0]["username"], &listed[0]["status"]), (&json!("alice"), &json!("active")));
}

#[tokio::test]
async fn what_is_wrong_says_so() {
    let site = Site::embedded(&[]);
    for name in ["alice", "bob"] {
        run(&site, &["user", "create", name, "--email", &format!("{name}@example.com")]).await.json();
    }
    for (arguments, code) in [
        (vec!["show", "nobody"], 4),
        (vec!["change", "nobody"], 4),
        (vec!["unlock", "nobody"], 4),
        (vec!["reset-factors", "nobody"], 4),
        (vec!["suspend", "nobody"], 4),
        (vec!["set-password", "nobody"], 4),
        (vec!["demand-password", "nobody"], 4),
        (vec!["create", "alice"], 5),
        (vec!["create", " alice"], 5),
        (vec!["change", "alice", "--username", "BOB"], 5),
        (vec!["change", "alice", "--email", "bob@example.com"], 5),
        (vec!["change", "alice", "--email", "no address"], 5),
        (vec!["change", "alice", "--email", "", "--email-verified"], 5),
        (vec!["change", "alice", "--claim", "name"], 2),
        (vec!["show", "alice", "--realm", "nowhere"], 4),
        (vec!["access-link", "alice"], 2),
        (vec!["access-link", "alice", "--reason", " "], 2),
        (vec!["access-link", "nobody", "--reason", "lost phone"], 4),
    ] {
        let arguments: Vec<&str> = ["user"].into_iter().chain(arguments).collect();
        let (found, sentence) = run(&site, &arguments).await.refusal();
        assert_eq!(found, code, "{arguments:?}: {sentence}");
    }
    let link = run(&site, &["user", "access-link", "alice", "--reason", "lost phone"]).await.json();
    assert!(link["link"].as_str().unwrap().contains("/link/access/al_"), "{link}");
}

#[tokio::test]
async fn deleting_now_later_and_not_at_all() {
    let site = Site::embedded(&[]);
    let alice = run(&site, &["user", "create", "alice", "--email", "alice@example.com"]).await.json();
    assert_eq!(run(&site, &["user", "delete", "alice"]).await.refusal().0, 2, "neither now nor later");
    assert_eq!(run(&site, &["user", "delete", "alice", "--after", "91"]).await.code, 2);
    let later = run(&site, &["user", "delete", "alice", "--after", "30"]).await.json();
    assert_eq!((&later["id"], &later["deleted"]), (&alice["id"], &json!(false)));
    assert_eq!(run(&site, &["user", "show", "alice"]).await.json()["delete_at"], later["delete_at"]);
    assert_eq!(run(&site, &["user", "delete", "alice", "--after", "5"]).await.refusal().0, 5, "it is decided");
    run(&site, &["user", "keep", "alice"]).await.json();
    assert_eq!(run(&site, &["user", "show", "alice"]).await.json()["delete_at"], json!(null));
    assert_eq!(run(&site, &["user", "keep", "alice"]).await.refusal().0, 5);
    let now = run(&site, &["user", "delete", "alice", "--yes"]).await.json();
    assert_eq!((&now["id"], &now["deleted"]), (&alice["id"], &json!(true)));
    assert_eq!(run(&site, &["user", "show", "alice"]).await.refusal().0, 4);
    let again = run(&site, &["user", "create", "alice", "--email", "alice@example.com"]).await.json();
    assert_ne!(again["id"], alice["id"]);
    let set = ["realm", "change", "default", "--settings", r#"{"deletion_delay_days": 30}"#];
    run(&site, &set).await.json();
    let set = ["realm", "change", "default", "--settings", r#"{"deletion_delay_days": 0}"#];
    assert_eq!(run(&site, &set).await.refusal().0, 5);
}
