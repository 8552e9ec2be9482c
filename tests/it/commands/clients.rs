//! `gatehouse client`.

use serde_json::json;

use super::run;
use crate::support::browser::ISSUER;
use crate::support::documents::Documents;
use crate::support::process::{Site, texts};

#[tokio::test]
async fn a_publisher_is_verified() {
    let site = Site::embedded(&[("outbound.allow_loopback", "true")]);
    let web = Documents::at("/.well-known/identity-association.json").await;
    let metadata = json!({"client_uri": web.base(), "redirect_uris": ["https://app.example.com/cb"]}).to_string();
    run(&site, &["client", "create", "--id", "app", "--metadata", &metadata]).await.json();
    let verify = ["client", "verify-publisher", "app"];
    assert_eq!(run(&site, &verify).await.refusal().0, 6, "nobody answers");
    web.show(Some(json!({"associated_clients": []}).to_string()));
    let (code, sentence) = run(&site, &verify).await.refusal();
    assert!(code == 5 && sentence.contains("does not name the client app"), "{sentence}");
    web.show(Some(json!({"associated_clients": [{"issuer": ISSUER, "client_id": "app"}]}).to_string()));
    let verified = run(&site, &verify).await.json()["verified_publisher"].clone();
    assert_eq!(verified["domain"], web.base().replace("http://", ""));
    assert_eq!(run(&site, &["client", "show", "app"]).await.json()["verified_publisher"], verified);
    assert_eq!(run(&site, &["client", "verify-publisher", "nobody"]).await.refusal().0, 4);
    run(&site, &["client", "change", "app", "--redirect-uri", "https://app.example.com/new"]).await.json();
    assert_eq!(run(&site, &["client", "show", "app"]).await.json()["verified_publisher"], json!(null));
    // Without the exception for development the same address is none that may be fetched.
    let strict = Site::embedded(&[]);
    run(&strict, &["client", "create", "--id", "app", "--metadata", &metadata]).await.json();
    let (code, sentence) = run(&strict, &verify).await.refusal();
    assert!(code == 5 && sentence.contains("may not be fetched"), "{sentence}");
}

#[tokio::test]
async fn deviations_are_told_by_name() {
    let site = Site::embedded(&[]);
    let metadata = json!({
        "redirect_uris": ["http://127.0.0.1/cb"], "require_pkce": false, "access_token_lifetime_seconds": 7200,
    });
    run(&site, &["client", "create", "--id", "bad", "--metadata", &metadata.to_string()]).await.json();
    let good = ["client", "create", "--id", "good", "--public", "--redirect-uri", "https://app.example.com/cb"];
    run(&site, &good).await.json();
    let deviations = run(&site, &["client", "show", "bad"]).await.json()["deviations"].clone();
    let names: Vec<&str> = deviations.as_array().unwrap().iter().map(|one| one["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["pkce-optional", "shared-secret", "http-redirect", "long-access-token"]);
    assert_eq!(deviations[0]["fix"], "Set require_pkce to true.");
    let text = site.run(&["client", "show", "bad"]).await.stdout;
    let text = String::from_utf8(text).unwrap();
    assert!(names.iter().all(|name| text.contains(&format!("deviates ({name}, RFC "))), "{text}");
    let list = run(&site, &["client", "list"]).await.json();
    let counts: Vec<(&str, i64)> = list
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["client_id"].as_str().unwrap(), one["deviations"].as_i64().unwrap()))
        .collect();
    assert_eq!(counts, [("bad", 4), ("good", 0)]);
    run(&site, &["client", "change", "bad", "--metadata", r#"{"require_pkce": true}"#]).await.json();
    let left = run(&site, &["client", "show", "bad"]).await.json()["deviations"].as_array().unwrap().len();
    assert_eq!(left, 3);
}

#[tokio::test]
async fn the_id_of_a_person_is_no_client_id() {
    let site = Site::embedded(&[]);
    let id = run(&site, &["user", "create", "alice"]).await.json()["id"].as_str().unwrap().to_owned();
    let create = ["client", "create", "--public", "--redirect-uri", "https://app.example.com/cb", "--id", &id];
    assert_eq!(run(&site, &create).await.refusal(), (5, "the name is taken".to_owned()));
}

#[tokio::test]
async fn secrets_are_made_or_brought_along() {
    let site = Site::embedded(&[]);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("secret");
    std::fs::write(&file, "correct horse battery\n").unwrap();
    let file = file.to_str().unwrap();
    let redirect = ["--redirect-uri", "https://app.example.com/cb"];
    let create = |more: &[&'static str], id: &'static str| {
        let mut arguments = vec!["client", "create", "--id", id];
        arguments.extend(redirect);
        arguments.extend(more);
        arguments
    };
    let made = run(&site, &create(&[], "made")).await.json();
    assert!(made["client_secret"].as_str().unwrap().starts_with("ghs_"));
    let mut brought = create(&[], "brought");
    brought.extend(["--secret-file", file]);
    assert_eq!(run(&site, &brought).await.json()["client_secret"], json!(null), "it is not shown");
    let database = site.database().await;
    let sql = "SELECT secret_hash FROM client_secrets WHERE client_id = $1 ORDER BY created_at";
    assert_eq!(texts(&database, sql, "made").await[0].len(), 43, "SHA-256");
    assert!(texts(&database, sql, "brought").await[0].starts_with("$argon2id$"));
    let rotated = run(&site, &["client", "rotate-secret", "brought", "--overlap", "1h"]).await.json();
    assert!(rotated["client_secret"].as_str().unwrap().starts_with("ghs_"));
    run(&site, &["client", "rotate-secret", "made", "--overlap", "0s", "--secret-file", file]).await.json();
    assert_eq!(texts(&database, sql, "made").await.len(), 2);
    std::fs::write(file, "short").unwrap();
    let (code, sentence) = run(&site, &["client", "rotate-secret", "made", "--secret-file", file]).await.refusal();
    assert!(code == 5 && sentence.contains("12 to 256"), "{sentence}");
    for (arguments, code) in [
        (["client", "rotate-secret", "made", "--secret-file", "/nowhere/at/all"], 2),
        (["client", "rotate-secret", "made", "--overlap", "soon"], 2),
        (["client", "rotate-secret", "nobody", "--overlap", "1h"], 4),
    ] {
        assert_eq!(run(&site, &arguments).await.refusal().0, code, "{arguments:?}");
    }
    database.close().await;
}

#[tokio::test]
async fn a_client_from_the_first_to_the_last_setting() {
    let site = Site::embedded(&[("keys.algorithms", "RS256,ES256")]);
    let cb = "https://app.example.com/cb";
    let made = run(&site, &["client", "create", "--id", "app", "--name", "App", "--redirect-uri", cb]).await.json();
    assert_eq!(made["client_id"], "app");
    let change = [
        "client",
        "change",
        "app",
        "--name",
        "Other",
        "--first-party",
        "--enabled",
        "false",
        "--post-logout-redirect-uri",
        "https://app.example.com/bye",
        "--metadata",
        r#"{"access_token_lifetime_seconds": 600, "id_token_signed_response_alg": "ES256"}"#,
    ];
    assert_eq!(run(&site, &change).await.json()["client_secret"], json!(null), "the secret stays");
    let show = run(&site, &["client", "show", "app"]).await.json();
    assert_eq!((&show["enabled"], &show["metadata"]["client_name"]), (&json!(false), &json!("Other")));
    assert_eq!((&show["metadata"]["first_party"], &show["metadata"]["redirect_uris"]), (&json!(true), &json!([cb])));
    assert_eq!(show["in_effect"]["access_token_lifetime_seconds"], 600);
    assert_eq!(show["in_effect"]["id_token_signed_response_alg"], "ES256");
    let back = r#"{"access_token_lifetime_seconds": null}"#;
    run(&site, &["client", "change", "app", "--first-party=false", "--enabled", "true", "--metadata", back])
        .await
        .json();
    let show = run(&site, &["client", "show", "app"]).await.json();
    assert_eq!((&show["enabled"], &show["metadata"]["first_party"]), (&json!(true), &json!(false)));
    assert_eq!(show["in_effect"]["access_token_lifetime_seconds"], 900);
    // Another way of proving itself needs another kind of secret, or none.
    let method = |method: &str| json!({ "token_endpoint_auth_method": method }).to_string();
    for (name, is_new) in
        [("client_secret_post", false), ("client_secret_jwt", true), ("none", false), ("client_secret_basic", true)]
    {
        let changed = run(&site, &["client", "change", "app", "--metadata", &method(name)]).await.json();
        assert_eq!(changed["client_secret"].is_string(), is_new, "{name}");
    }
    for (patch, code, part) in [
        (r#"{"redirect_uri": ["x"]}"#, 2, "redirect_uri"),
        (r#"{"redirect_uris": ["http://app.example.com/"]}"#, 5, "plain http"),
        (r#"{"id_token_signed_response_alg": "EdDSA"}"#, 5, "keys.algorithms"),
        (r#"{"access_token_format": "paper"}"#, 2, "paper"),
        ("{", 2, "--metadata"),
    ] {
        let (found, sentence) = run(&site, &["client", "change", "app", "--metadata", patch]).await.refusal();
        assert!(found == code && sentence.contains(part), "{patch}: {found} {sentence}");
    }
    assert_eq!(run(&site, &["client", "change", "nobody"]).await.refusal().0, 4);
    assert_eq!(run(&site, &["client", "delete", "app"]).await.json()["grants_ended"], 0);
    assert_eq!(run(&site, &["client", "show", "app"]).await.refusal().0, 4);
}

/// TH-03: a client's colors are judged over those of its realm.
#[tokio::test]
async fn colors_that_are_too_low_in_contrast_are_told() {
    let site = Site::embedded(&[]);
    let of_realm = r##"{"branding": {"accent": "#ffe066", "accent_dark": "#0a1a50"}}"##;
    run(&site, &["realm", "change", "default", "--settings", of_realm]).await.json();
    let metadata =
        |branding: &str| format!(r#"{{"redirect_uris": ["https://app.example.com/cb"], "branding": {branding}}}"#);
    let (low, plain) = (metadata(r##"{"accent": "#123456"}"##), metadata(r#"{"name": "Shop"}"#));
    let made = run(&site, &["client", "create", "--id", "app", "--metadata", &low]).await.json();
    let places: Vec<(&str, &str)> = made["contrast"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| (one["scheme"].as_str().unwrap(), one["use"].as_str().unwrap()))
        .collect();
    assert_eq!(places, [("dark", "control"), ("dark", "link")], "{made}");
    assert_eq!(run(&site, &["client", "show", "app"]).await.json()["contrast"], made["contrast"]);
    let text = String::from_utf8(site.run(&["client", "change", "app", "--name", "App"]).await.stdout).unwrap();
    assert!(text.contains("note: branding.accent: #123456 has a contrast of 1."), "{text}");
    // The colors of the realm are not the client's to answer for.
    let changed = run(&site, &["client", "change", "app", "--metadata", r#"{"branding": null}"#]).await.json();
    assert_eq!(changed["contrast"], json!([]));
    let changed = run(&site, &["client", "change", "app", "--metadata", &plain]).await.json();
    assert_eq!(changed["contrast"], json!([]));
    // What pages could not show is not saved.
    for (branding, part) in [(r#"{"accent": "red"}"#, "#rrggbb"), (r#"{"logo": "https://evil.example/x.png"}"#, "logo")]
    {
        let arguments = ["client", "change", "app", "--metadata", &metadata(branding)].map(str::to_owned);
        let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
        let (code, sentence) = run(&site, &arguments).await.refusal();
        assert!(code == 5 && sentence.contains(part), "{sentence}");
    }
}
