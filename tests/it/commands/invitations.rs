//! `gatehouse invitation`.

use serde_json::json;

use super::run;
use crate::support::process::Site;

#[tokio::test]
async fn an_invitation_from_the_first_to_the_last_command() {
    // Nothing is delivered: the outbox keeps it.
    let site = Site::embedded(&[
        ("mail.host", "127.0.0.1"),
        ("mail.tls", "none"),
        ("mail.port", "9"),
        ("mail.from", "no-reply@example.com"),
    ]);
    let create =
        ["invitation", "create", "ada@example.com", "--by", "Grace Hopper", "--note", "Welcome", "--days", "3"];
    let (code, refused) = run(&site, &create).await.refusal();
    assert!(code == 5 && refused.contains("registration is closed"), "{code} {refused}");
    let settings = r#"{"registration": {"mode": "invitation"}}"#;
    run(&site, &["realm", "change", "default", "--settings", settings]).await.json();
    let made = run(&site, &create).await.json();
    assert_eq!(
        (&made["state"], &made["email"], &made["user_id"]),
        (&json!("pending"), &json!("ada@example.com"), &json!(null))
    );
    assert!(!made.to_string().contains("gi_"), "whoever opens the link is believed to read the mailbox");
    let (code, waits) = run(&site, &create).await.refusal();
    assert!(code == 5 && waits.contains("waits for this address"), "{code} {waits}");
    for wrong in [
        vec!["invitation", "create", "nonsense", "--by", "Grace"],
        vec!["invitation", "create", "bob@example.com", "--by", ""],
        vec!["invitation", "create", "bob@example.com", "--by", "Grace", "--client", "nobody"],
    ] {
        assert_eq!(run(&site, &wrong).await.refusal().0, 5, "{wrong:?}");
    }
    let long = ["invitation", "create", "a@b.test", "--by", "Grace", "--days", "91"];
    assert_eq!(run(&site, &long).await.code, 2);
    let sent = run(&site, &["invitation", "resend", "ADA@example.com", "--days", "9"]).await.json();
    assert_eq!(sent["id"], made["id"]);
    assert_ne!(sent["expires_at"], made["expires_at"]);
    let id = made["id"].as_str().unwrap();
    assert_eq!(run(&site, &["invitation", "list", "--pending"]).await.json(), json!([sent]));
    assert_eq!(run(&site, &["invitation", "revoke", id]).await.json()["state"], "revoked");
    assert_eq!(run(&site, &["invitation", "list", "--pending"]).await.json(), json!([]));
    assert_eq!(run(&site, &["invitation", "show", id]).await.json()["state"], "revoked");
    assert_eq!(run(&site, &["invitation", "revoke", id]).await.refusal().0, 5);
    assert_eq!(run(&site, &["invitation", "show", "nobody"]).await.refusal().0, 4);
    assert_eq!(
        run(&site, &["invitation", "create", "ada@example.com", "--by", "Grace"]).await.json()["state"],
        "pending"
    );
    let site = Site::embedded(&[]);
    run(&site, &["realm", "change", "default", "--settings", settings]).await.json();
    let (code, mailless) = run(&site, &create).await.refusal();
    assert!(code == 5 && mailless.contains("mail.host"), "{code} {mailless}");
}
