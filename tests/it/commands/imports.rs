//! `gatehouse user import`, and a single hash of another system.

use std::path::PathBuf;

use serde_json::json;

use super::run;
use crate::support::process::{Site, texts};

const BCRYPT: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

fn file(site: &Site, text: &str) -> PathBuf {
    let path = site.directory().join("users.jsonl");
    std::fs::write(&path, text).unwrap();
    path
}

#[tokio::test]
async fn users_come_with_their_hashes() {
    let site = Site::embedded(&[]);
    let lines = [
        json!({"username": "alice", "id": "a-1", "email": "alice@example.com", "email_verified": true,
               "claims": {"name": "Alice"}, "password_hash": BCRYPT, "password_changed_at": "2020-01-31T12:00:00Z"}),
        json!({"username": "bob", "suspended": true}),
        json!({"username": "carol", "password_hash": {"signerKey": "jxspr8Ki0RYycVU8zykbdLGjFQ3McFUH0uiiTvC8pVMXAn210wjLNmdZJzxUECKbm0QsEmYUSDzZvpjeJ9WmXA==",
               "saltSeparator": "Bw==", "rounds": 8, "memCost": 14, "salt": "42xEC+ixf3L2lw==",
               "passwordHash": "lSrfV15cpx95/sZS2W9c9Kp6i/LVgQNDNC/qzrCnh1SAyZvqmZqAjTdn3aoItz+VHjoZilo78198JAdRuid5lQ=="}}),
    ];
    let text = lines.map(|line| line.to_string()).join("\n\n");
    let path = file(&site, &text);
    let path = path.to_str().unwrap();
    let tried = run(&site, &["user", "import", path, "--dry-run"]).await.json();
    assert_eq!(tried, json!({"users": 3, "imported": 0}));
    assert_eq!(run(&site, &["user", "list"]).await.json(), json!([]));
    let done = run(&site, &["user", "import", path]).await.json();
    assert_eq!(done, json!({"users": 3, "imported": 3}));
    let alice = run(&site, &["user", "show", "alice"]).await.json();
    assert_eq!((&alice["id"], &alice["claims"]["name"]), (&json!("a-1"), &json!("Alice")));
    assert_eq!((&alice["has_password"], &alice["email_verified"]), (&json!(true), &json!(true)));
    assert_eq!(run(&site, &["user", "show", "bob"]).await.json()["status"], "suspended");
    // Once more: everybody is there already, and each line says so.
    let again = run(&site, &["user", "import", path]).await;
    assert_eq!(again.code, 5);
    let told: serde_json::Value = serde_json::from_str(&again.err).unwrap();
    assert_eq!(told["error"], "0 of 3 were imported; 3 lines are not right");
    let numbers: Vec<&serde_json::Value> =
        told["details"]["faults"].as_array().unwrap().iter().map(|fault| &fault["line"]).collect();
    assert_eq!(numbers, [1, 3, 5]);
    let database = site.database().await;
    let events = texts(&database, "SELECT target_id FROM audit_events WHERE event = $1", "user.registered").await;
    assert_eq!(events.len(), 3);
    database.close().await;
}

#[tokio::test]
async fn every_fault_is_told_before_anything_is_changed() {
    let site = Site::embedded(&[]);
    let text = [
        r#"{"username": "alice"}"#,
        r#"{"username": " bob"}"#,
        r#"{"username": "carol", "password_hash": "$1$abc$hunter2secret"}"#,
        r#"{"username": "dave", "password_hash": "$2b$31$abcdefghijklmnopqrstuu2c1e4vZoCxDVRU9N6VCSSmNg4cQa1Ve"}"#,
        r#"{"username": "erin", "passwordHash": "hunter2secret"}"#,
        r#"{"username": "frank", "email_verified": "hunter2secret"}"#,
        r#"{"username": "#,
        r#"{"email": "x@example.com"}"#,
        r#"{"username": "grace", "password_changed_at": "yesterday"}"#,
        r#"{"username": "heidi", "id": "no spaces"}"#,
        r#"{"username": "ivan", "email_verified": true}"#,
    ]
    .join("\n");
    let path = file(&site, &text);
    let refused = run(&site, &["user", "import", path.to_str().unwrap()]).await;
    assert_eq!(refused.code, 5);
    assert!(!refused.err.contains("hunter2secret"), "{}", refused.err);
    let told: serde_json::Value = serde_json::from_str(&refused.err).unwrap();
    assert_eq!(told["error"], "nothing was imported; 10 lines are not right");
    let faults = told["details"]["faults"].as_array().unwrap();
    let expected = [
        "a username has 1 to 100 characters",
        "MD5-crypt hashes are not accepted",
        "the bcrypt hash demands more work than is done here: at most cost 14",
        "unknown field `passwordHash`; the fields are username",
        "a field has a value of the wrong kind",
        "it is not a JSON object",
        "missing field `username`",
        "password_changed_at is a time",
        "an id has 1 to 255",
        "there is no e-mail address that could be verified",
    ];
    assert_eq!(faults.len(), expected.len());
    for (number, (fault, expected)) in faults.iter().zip(expected).enumerate() {
        assert_eq!(fault["line"], number + 2);
        assert!(fault["reason"].as_str().unwrap().starts_with(expected), "{fault}");
    }
    assert_eq!(run(&site, &["user", "list"]).await.json(), json!([]));
    assert_eq!(run(&site, &["user", "import", "nowhere.jsonl"]).await.refusal().0, 2);
}

#[tokio::test]
async fn one_user_with_a_hash_from_a_file() {
    let site = Site::embedded(&[]);
    let path = file(&site, &format!("{BCRYPT}\n"));
    let path = path.to_str().unwrap();
    let made = run(&site, &["user", "create", "alice", "--password-hash-file", path]).await.json();
    assert_eq!((&made["username"], &made["algorithm"]), (&json!("alice"), &json!("bcrypt")));
    file(&site, "$y$j9T$abc$def");
    let (code, sentence) = run(&site, &["user", "create", "bob", "--password-hash-file", path]).await.refusal();
    assert_eq!((code, sentence.as_str()), (5, "yescrypt hashes are not accepted"));
    let both = run(&site, &["user", "create", "bob", "--password-hash-file", path, "--password-stdin"]).await;
    assert_eq!(both.code, 2);
}

#[tokio::test]
async fn a_file_of_breached_passwords_is_made_and_obeyed() {
    let site = Site::embedded(&[]);
    let list = file(&site, "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:3\nwombats dig at night\n");
    let target = site.directory().join("breached");
    let (list, target) = (list.to_str().unwrap(), target.to_str().unwrap());
    assert_eq!(run(&site, &["breach", "show"]).await.refusal().0, 2, "no file is named");
    assert_eq!(run(&site, &["breach", "show", "--file", target]).await.refusal().0, 4);
    let made = run(&site, &["breach", "update", list, "--file", target]).await.json();
    assert_eq!(made, json!({"file": target, "lines": 2, "skipped": 0, "passwords": 2}));
    let shown = run(&site, &["breach", "show", "--file", target]).await.json();
    assert_eq!(shown["passwords"], 2);
    assert_eq!(run(&site, &["breach", "update", "nowhere", "--file", target]).await.refusal().0, 2);
    assert_eq!(run(&site, &["breach", "show", "--file", list]).await.refusal().0, 5, "a list is no such file");
    assert_eq!(run(&site, &["breach", "show", "--file", target]).await.json()["passwords"], 2);
}
