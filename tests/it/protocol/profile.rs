//! The person's own profile: bounds, what comes out in claims, preferences on pages, and nobody else's (AC-02, AC-04).

use serde_json::json;

use crate::support::app::{PASSWORD, Request, TestApp};
use crate::support::browser::{Browser, Seen, attribute};

on_each_setup![
    what_is_told_comes_out_as_claims,
    every_fault_is_named_beside_its_field_and_nothing_is_lost,
    hostile_text_stays_text_on_pages_and_in_tokens,
    preferences_shape_the_pages,
    a_changed_number_counts_as_unproven,
    what_is_not_touched_stays,
];

const SCRIPT: &str = "\"><script>alert(1)</script>&'<img src=x onerror=alert(1)>{{7*7}}";

/// A browser in which `user` is signed in on the house's own pages.
pub async fn signed_in(app: &TestApp, user: &str) -> Browser {
    let browser = app.browser();
    let login = browser.open(&app.path("/login")).await;
    let asked = browser.submit(&login, &[("username", user), ("action", "sign-in")]).await;
    let account = browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert_eq!((account.status, account.path.as_str()), (200, app.path("/account").as_str()), "{account:?}");
    browser
}

async fn save(app: &TestApp, browser: &Browser, fields: &[(&str, &str)]) -> Seen {
    let page = browser.open(&app.path("/account/profile")).await;
    let fields: Vec<(&str, &str)> = fields.iter().copied().chain([("action", "save")]).collect();
    browser.submit(&page, &fields).await
}

async fn what_is_told_comes_out_as_claims(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    let fields = [
        ("name", "  Alice Liddell "),
        ("given_name", "Alice"),
        ("family_name", ""),
        ("nickname", "Lala"),
        ("bio", "Down the\r\nrabbit hole"),
        ("location", "Wonderland"),
        ("website", "https://alice.example/"),
        ("profile", "https://social.example/@alice"),
        ("links", "https://a.example/\r\nhttps://b.example/"),
        ("birthdate", "1990-02-28"),
        ("phone_number", "+33 (1) 23-45-67-89"),
        ("locale", "fr"),
        ("zoneinfo", "Europe/Paris"),
    ];
    let saved = save(&app, &browser, &fields).await;
    assert!(saved.status == 200 && saved.body.contains("id=\"notice\""), "{saved:?}");
    assert!(saved.body.contains("Lala") && saved.body.contains("lang=\"fr\""), "{saved:?}");
    assert!(saved.body.contains("Down the\nrabbit hole") && saved.body.contains("value=\"Wonderland\""), "{saved:?}");
    let tokens = app.tokens_for("spa", Request::from("spa").with("scope", "openid profile phone")).await;
    let claims = app.userinfo(&tokens.access).await.json();
    for (claim, value) in [
        ("name", json!("Alice Liddell")),
        ("given_name", json!("Alice")),
        ("family_name", json!(null)),
        ("nickname", json!("Lala")),
        ("website", json!("https://alice.example/")),
        ("profile", json!("https://social.example/@alice")),
        ("birthdate", json!("1990-02-28")),
        ("phone_number", json!("+33123456789")),
        ("locale", json!("fr")),
        ("zoneinfo", json!("Europe/Paris")),
        ("updated_at", json!(app.now())),
        ("bio", json!(null)),
    ] {
        assert_eq!(claims[claim], value, "{claim}");
    }
    let activity = browser.open(&app.path("/account/activity?language=en")).await;
    assert!(activity.body.contains("Profile changed"), "{activity:?}");
}

async fn every_fault_is_named_beside_its_field_and_nothing_is_lost(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    let long = "é".repeat(51);
    let bio = "x".repeat(501);
    let fields = [
        ("name", long.as_str()),
        ("bio", bio.as_str()),
        ("location", "Oxford"),
        ("website", "javascript:alert(1)"),
        ("links", "https://a.example/\nftp://b.example/"),
        ("birthdate", "2999-01-01"),
        ("phone_number", "0123"),
        ("zoneinfo", "Mars/Olympus"),
        ("theme", "pink"),
    ];
    let refused = save(&app, &browser, &fields).await;
    assert_eq!(refused.status, 422);
    for (field, _) in fields.iter().filter(|(field, _)| *field != "location") {
        assert!(refused.body.contains(&format!("id=\"{field}-fault\"")), "{field}: {}", refused.body);
        assert!(refused.body.contains(&format!("href=\"#{field}\"")), "{field}");
    }
    assert!(!refused.body.contains("id=\"location-fault\""));
    for typed in [&long, &bio, "Oxford", "javascript:alert(1)", "2999-01-01", "Mars/Olympus"] {
        assert!(refused.body.contains(typed), "{typed} is kept");
    }
    let again = browser.open(&app.path("/account/profile")).await;
    assert!(again.body.contains("Alice Q. Liddell") && !again.body.contains("Oxford"), "nothing was saved");
    let switched = browser.submit(&refused, &[("name", &long), ("language", "de")]).await;
    assert!(
        switched.body.contains(&long) && switched.body.contains("lang=\"de\""),
        "a switch of language keeps it too"
    );
}

async fn hostile_text_stays_text_on_pages_and_in_tokens(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    let name = &SCRIPT[..39];
    let fields = [
        ("name", name),
        ("given_name", name),
        ("family_name", name),
        ("nickname", SCRIPT),
        ("bio", SCRIPT),
        ("location", SCRIPT),
    ];
    let saved = save(&app, &browser, &fields).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    for path in ["/account/profile", "/account", "/account/password", "/", "/account/activity"] {
        let page = browser.open(&app.path(path)).await;
        assert!(!page.body.contains("<script>alert") && !page.body.contains("<img"), "{path}: {}", page.body);
        assert!(!page.body.contains("alert(1)</script>"), "{path}");
    }
    let shown = attribute(saved.body.split('<').find(|tag| tag.contains("id=\"location\"")).unwrap(), "value").unwrap();
    assert!(
        shown.replace("&lt;", "<").replace("&gt;", ">").replace("&#x27;", "'").replace("&#39;", "'").contains(SCRIPT),
        "{shown}"
    );
    let request = Request::from("spa").with("scope", "openid profile");
    let request = request.with("claims", r#"{"id_token":{"nickname":null}}"#);
    let tokens = app.tokens_for("spa", request).await;
    assert_eq!(app.userinfo(&tokens.access).await.json()["name"], json!(name));
    assert_eq!(app.verified(&tokens.id).await.unwrap()["nickname"], json!(SCRIPT));
    let consent = app.ask(&browser, Request::from("guest").with("scope", "openid profile")).await;
    assert!(consent.body.contains("consent-allow") && !consent.body.contains("<script>alert"), "{consent:?}");
}

async fn preferences_shape_the_pages(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    let before = browser.open(&app.path("/account/sessions")).await;
    // The zone that Alice has from before: 2027-01-15 08:00 UTC is 09:00 in Paris.
    assert!(
        before.body.contains("Jan 15, 2027, 9:00\u{202f}AM CET") && !before.body.contains("data-scheme"),
        "{before:?}"
    );
    // Without a script that would know better, dates are still those of the page's language (product TH-07).
    for (language, text) in [("de", "15.01.2027, 09:00 CET"), ("fr", "15 janv. 2027, 09:00 CET")] {
        let page = browser.open(&app.path(&format!("/account/sessions?language={language}"))).await;
        assert!(page.body.contains(text), "{language}: {page:?}");
    }
    let fields = [
        ("locale", "de"),
        ("zoneinfo", "America/New_York"),
        ("date_format", "month-first"),
        ("theme", "dark"),
        ("number_format", "point-comma"),
    ];
    let saved = save(&app, &browser, &fields).await;
    assert!(saved.body.contains("lang=\"de\"") && saved.body.contains("data-scheme=\"dark\""), "{saved:?}");
    let page = browser.open(&app.path("/account/sessions")).await;
    assert!(
        page.body.contains("01/15/2027 3:00 AM EST") && page.body.contains("data-zone=\"America/New_York\""),
        "{page:?}"
    );
    // Also where an application asks, and on the start page; nobody else's browser is touched.
    let consent = app.ask(&browser, Request::from("guest").with("scope", "openid profile")).await;
    assert!(consent.body.contains("data-scheme=\"dark\"") && consent.body.contains("lang=\"de\""), "{consent:?}");
    let stranger = app.browser().open(&app.path("/login")).await;
    assert!(!stranger.body.contains("data-scheme") && stranger.body.contains("lang=\"en\""));
    // A switch in this browser goes before the account, until the account's language is chosen anew.
    assert!(browser.open(&app.path("/account?language=es")).await.body.contains("<html lang=\"es\""));
    assert!(browser.open(&app.path("/account")).await.body.contains("<html lang=\"es\""));
    let saved = save(&app, &browser, &[("locale", "fr")]).await;
    assert!(saved.body.contains("<html lang=\"fr\""), "{saved:?}");
    let style = attribute(page.body.split('<').find(|tag| tag.contains("stylesheet")).unwrap(), "href").unwrap();
    assert!(browser.get(&style).await.body.contains(":root[data-scheme=dark]{color-scheme:dark;"));
}

async fn a_changed_number_counts_as_unproven(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    let proven = async |app: &TestApp| {
        let tokens = app.tokens_for("spa", Request::from("spa").with("scope", "openid phone")).await;
        app.userinfo(&tokens.access).await.json()["phone_number_verified"].clone()
    };
    save(&app, &browser, &[("phone_number", "+33 123 456 789")]).await;
    assert_eq!(proven(&app).await, json!(true), "it is the same number");
    save(&app, &browser, &[("phone_number", "+33 123 456 780")]).await;
    assert_eq!(proven(&app).await, json!(false));
    save(&app, &browser, &[("phone_number", "")]).await;
    assert_eq!(proven(&app).await, json!(null));
}

async fn what_is_not_touched_stays(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    // Alice's locale is not among the languages of the pages; the form brings it back as it was.
    let page = browser.open(&app.path("/account/profile")).await;
    assert!(page.body.contains("<option value=\"en-GB\" selected"), "{page:?}");
    let saved = save(&app, &browser, &[("locale", "en-GB"), ("location", "Oxford")]).await;
    assert_eq!(saved.status, 200, "{saved:?}");
    let tokens = app.tokens_for("spa", Request::from("spa").with("scope", "openid profile address")).await;
    let claims = app.userinfo(&tokens.access).await.json();
    assert_eq!((&claims["locale"], &claims["gender"]), (&json!("en-GB"), &json!("female")));
    let stale = browser.post(&app.path("/account/profile"), &[("name", "Mallory"), ("csrf", "wrong")]).await;
    assert_eq!(stale.status, 403);
    assert!(stale.body.contains("Mallory"), "what was typed is still there");
    assert!(!browser.open(&app.path("/account/profile")).await.body.contains("Mallory"));
    let nobody = app.browser().post(&app.path("/account/profile"), &[("name", "Mallory")]).await;
    assert_eq!((nobody.status, nobody.location()), (303, app.path("/login?then=profile").as_str()));
}
