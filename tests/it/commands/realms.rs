//! `gatehouse realm`: settings and disabling; hosts and session limits are shown where the protocol is.

use serde_json::json;

use super::run;
use crate::support::process::{Site, eventually};

#[tokio::test]
async fn a_realm_from_the_first_to_the_last_setting() {
    let site = Site::embedded(&[]);
    let made = run(&site, &["realm", "create", "acme", "--display-name", "Acme"]).await.json();
    assert!(made["issuer"].as_str().unwrap().ends_with("/realms/acme"));
    let settings = json!({
        "default_locale": "de", "combined_login": true, "access_token_lifetime_seconds": 600,
        "refresh_token_lifetime_seconds": 3600, "id_token_lifetime_seconds": 300, "password_min_length": 12,
        "branding": {"name": "Acme"}, "client_bounds": {"access_token_lifetime_seconds": 900},
    });
    let change = ["realm", "change", "acme", "--display-name", "Acme Inc.", "--settings", &settings.to_string()];
    run(&site, &change).await.json();
    let show = run(&site, &["realm", "show", "acme"]).await.json();
    assert_eq!((&show["display_name"], &show["enabled"]), (&json!("Acme Inc."), &json!(true)));
    for (name, value) in settings.as_object().unwrap().iter().filter(|(name, _)| *name != "client_bounds") {
        assert_eq!(&show["settings"][name], value, "{name}");
    }
    assert_eq!(show["settings"]["client_bounds"]["access_token_lifetime_seconds"], 900);
    // Of the realm's clients, this one wants too much.
    let metadata = r#"{"access_token_lifetime_seconds": 7200, "redirect_uris": ["https://a.example/cb"]}"#;
    run(&site, &["client", "create", "--realm", "acme", "--id", "app", "--metadata", metadata]).await.json();
    let client = run(&site, &["client", "show", "--realm", "acme", "app"]).await.json();
    assert_eq!(client["in_effect"]["access_token_lifetime_seconds"], 900);
    assert_eq!(client["in_effect"]["id_token_lifetime_seconds"], 300);
    let back = r#"{"password_min_length": null, "client_bounds": {"access_token_lifetime_seconds": null}}"#;
    let changed = run(&site, &["realm", "change", "acme", "--settings", back]).await.json();
    assert_eq!(changed["settings"]["password_min_length"], json!(null));
    assert_eq!(changed["settings"].get("client_bounds"), None);
}

#[tokio::test]
async fn a_disabled_realm_is_not_served() {
    let site = Site::embedded(&[]);
    run(&site, &["realm", "create", "acme"]).await.json();
    let instance = site.start().await;
    let page = format!("{}/realms/acme/.well-known/openid-configuration", instance.base());
    let status = async || reqwest::get(&page).await.unwrap().status().as_u16();
    assert_eq!(status().await, 200);
    let changed = run(&site, &["realm", "change", "acme", "--enabled", "false"]).await.json();
    assert_eq!(changed["enabled"], false);
    eventually("the disabled realm is still served", async || status().await == 404).await;
    assert_eq!(run(&site, &["user", "list", "--realm", "acme"]).await.refusal().0, 4);
    assert_eq!(run(&site, &["realm", "show", "acme"]).await.json()["enabled"], false);
    let listed = run(&site, &["realm", "list"]).await.json();
    assert_eq!(listed.as_array().unwrap().iter().filter(|realm| realm["enabled"] == true).count(), 1);
    run(&site, &["realm", "change", "acme", "--enabled", "true"]).await.json();
    eventually("the realm is not served again", async || status().await == 200).await;
    instance.kill().await;
}

#[tokio::test]
async fn what_is_wrong_says_so() {
    let site = Site::embedded(&[]);
    let settings = |settings: &'static str| vec!["change", "default", "--settings", settings];
    for (arguments, code, part) in [
        (vec!["show", "nobody"], 4, "there is no realm"),
        (vec!["change", "nobody", "--display-name", "x"], 4, "there is no realm"),
        (vec!["create", "default"], 5, "taken"),
        (vec!["create", "No Name"], 5, "lower-case"),
        (vec!["change", "default", "--enabled", "false"], 5, "cannot be disabled"),
        (settings(r#"{"pasword_min_length": 12}"#), 2, "pasword_min_length"),
        (settings(r#"{"password_min_length": 3}"#), 5, "between 8 and 128"),
        (settings(r#"{"access_token_lifetime_seconds": 0}"#), 5, "between 1 and 86400"),
        (settings(r#"{"client_bounds": {"id_token_lifetime_seconds": 100000}}"#), 5, "between 1 and 86400"),
        (settings(r#"{"default_locale": "german!"}"#), 5, "language tag"),
        (settings(r#"{"branding": {"logo": "https://evil.example/x.png"}}"#), 5, "logo"),
    ] {
        let arguments: Vec<&str> = ["realm"].into_iter().chain(arguments).collect();
        let (found, sentence) = run(&site, &arguments).await.refusal();
        assert!(found == code && sentence.contains(part), "{arguments:?}: {found} {sentence}");
    }
}

#[tokio::test]
async fn factor_rules_are_tried_out() {
    let site = Site::embedded(&[]);
    run(&site, &["user", "create", "alice"]).await.json();
    let settings = r#"{"factor_rules": [
        {"name": "kiosk", "for": {"clients": ["kiosk"]}, "require": "nothing"},
        {"name": "everybody", "require": "any", "grace_days": 14}]}"#;
    run(&site, &["realm", "change", "default", "--settings", settings]).await.json();
    let found = run(&site, &["realm", "factor-rules", "--user", "alice"]).await.json();
    assert_eq!((&found["rule"], &found["name"], &found["outcome"]), (&json!(2), &json!("everybody"), &json!("enroll")));
    assert_eq!(found["demanded_now"], false, "grace lasts");
    assert_eq!(found["enroll_with"], json!(["totp", "webauthn"]));
    assert!(found["grace_until"].is_string(), "{found}");
    let keys =
        r#"{"factor_rules": [{"name": "keys", "require": {"one_of": ["webauthn"]}}], "risk": {"velocity": "record"}}"#;
    run(&site, &["realm", "change", "default", "--settings", keys]).await.json();
    let found = run(&site, &["realm", "factor-rules", "--user", "alice"]).await.json();
    assert_eq!((&found["enroll_with"], &found["demanded_now"]), (&json!(["webauthn"]), &json!(true)));
    for (arguments, code) in [(["--user", "nobody"], 4), (["--user", "alice"], 4)] {
        let extra: &[&str] = if arguments[1] == "alice" { &["--client", "nothing"] } else { &[] };
        let line: Vec<&str> =
            ["realm", "factor-rules"].into_iter().chain(arguments).chain(extra.iter().copied()).collect();
        assert_eq!(run(&site, &line).await.refusal().0, code);
    }
    for (wrong, code) in [
        (r#"{"factor_rules": [{"name": "", "require": "any"}]}"#, 5),
        (r#"{"factor_rules": [{"name": "a", "require": {"one_of": []}}]}"#, 5),
        (r#"{"factor_rules": [{"name": "a", "require": "any", "grace_days": 366}]}"#, 5),
        (r#"{"factor_rules": [{"name": "a", "require": "any", "since": "yesterday"}]}"#, 5),
        (r#"{"risk": {"breached_password": "notify"}}"#, 5),
        (r#"{"passwords": {"history": 25}}"#, 5),
        (r#"{"passwords": {"max_length": 10}}"#, 5),
    ] {
        let (found, sentence) = run(&site, &["realm", "change", "default", "--settings", wrong]).await.refusal();
        assert_eq!(found, code, "{wrong}: {sentence}");
    }
}

/// TH-03: where the contrast of a color that is saved is too low, both ratios are told, and the shade that is served.
#[tokio::test]
async fn colors_that_are_too_low_in_contrast_are_told() {
    let site = Site::embedded(&[]);
    let change = |branding: &str| {
        ["realm", "change", "default", "--settings", &format!("{{\"branding\": {branding}}}")].map(str::to_owned)
    };
    let yellow = change(r##"{"accent": "#ffe066"}"##);
    let yellow: Vec<&str> = yellow.iter().map(String::as_str).collect();
    let told = run(&site, &yellow).await.json()["contrast"].clone();
    let uses: Vec<&str> = told.as_array().unwrap().iter().map(|one| one["use"].as_str().unwrap()).collect();
    assert_eq!(uses, ["control", "link"]);
    for one in told.as_array().unwrap() {
        assert_eq!(
            (&one["member"], &one["scheme"], &one["given"]),
            (&json!("accent"), &json!("light"), &json!("#ffe066"))
        );
        let ratio = |name: &str| one[name].as_f64().unwrap();
        assert!(ratio("given_contrast") < ratio("needed") && ratio("served_contrast") >= ratio("needed"), "{one}");
    }
    assert_eq!(run(&site, &["realm", "show", "default"]).await.json()["contrast"], told);
    // People read the same, and the style sheet has the shade.
    let text = String::from_utf8(site.run(&yellow).await.stdout).unwrap();
    let served = told[0]["served"].as_str().unwrap();
    assert!(text.contains("note: branding.accent: #ffe066 has a contrast of 1.") && text.contains(served), "{text}");
    let instance = site.start().await;
    let page = reqwest::get(format!("{}/", instance.base())).await.unwrap().text().await.unwrap();
    let sheet = page.split('"').find(|part| part.contains("/style_")).unwrap_or_else(|| panic!("{page}")).to_owned();
    let sheet = reqwest::get(format!("{}{sheet}", instance.base())).await.unwrap().text().await.unwrap();
    let light = sheet.split("@media").next().unwrap();
    assert!(light.contains(&format!("--accent:{served};")), "{served}: {light}");
    assert!(light.contains(&format!("--link:{};", told[1]["served"].as_str().unwrap())), "{light}");
    instance.kill().await;
    let fine = change(r##"{"accent": "#0b5cad", "accent_dark": "#7db8ff"}"##);
    let fine: Vec<&str> = fine.iter().map(String::as_str).collect();
    assert_eq!(run(&site, &fine).await.json()["contrast"], json!([]));
    let text = String::from_utf8(site.run(&fine).await.stdout).unwrap();
    assert!(!text.contains("note:"), "{text}");
}
