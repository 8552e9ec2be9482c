//! "Download my data" over HTTP (product AC-15): what is in the archive, and who gets it.

use std::io::{Cursor, Read};
use std::time::Duration;

use gatehouse::storage::users;
use serde_json::Value;

use super::profile::signed_in;
use crate::support::app::{PASSWORD, TestApp};
use crate::support::browser::Browser;

on_each_setup![an_archive_holds_what_is_held_and_no_secret, only_its_owner_downloads_it_after_a_fresh_login];

/// Asks for the archive of whoever is signed in, and waits until it is there.
async fn ask(app: &TestApp, browser: &Browser) {
    let page = browser.open(&app.path("/account/privacy")).await;
    let asked = browser.submit(&page, &[("action", "export")]).await;
    assert!(asked.status == 200 && asked.body.contains("id=\"notice\""), "{asked:?}");
    for _ in 0..200 {
        if browser.open(&app.path("/account/privacy")).await.body.contains("id=\"download-archive\"") {
            return;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no archive");
}

/// The files of an archive.
fn files(bytes: &[u8]) -> Vec<(String, Vec<u8>)> {
    let mut archive = zip::ZipArchive::new(Cursor::new(bytes)).unwrap();
    let mut files = Vec::new();
    for index in 0..archive.len() {
        let mut file = archive.by_index(index).unwrap();
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes).unwrap();
        files.push((file.name().unwrap().to_string(), bytes));
    }
    files
}

/// Gives alice a second factor and backup codes; what is secret about them.
async fn enroll(app: &TestApp, browser: &Browser) -> Vec<(String, String)> {
    let page = browser.open(&app.path("/account/authenticator")).await;
    let shown = page.body.split("id=\"secret\"").nth(1).unwrap().split("</code>").next().unwrap();
    let secret = shown.split('>').nth(1).unwrap().replace(' ', "");
    let totp = totp_rs::Builder::new().with_secret(totp_rs::Secret::try_from_base32(&secret).unwrap()).build().unwrap();
    let code = totp.generate(u64::try_from(app.now()).unwrap()).to_string();
    let done = browser.submit(&page, &[("name", "My <b>phone</b>"), ("code", &code)]).await;
    assert!(done.body.contains("id=\"notice\""), "{done:?}");
    let page = browser.open(&app.path("/account/backup-codes")).await;
    let codes = browser.submit(&page, &[("action", "make")]).await;
    let list = codes.body.split("id=\"codes\"").nth(1).unwrap().split("</ol>").next().unwrap();
    let codes = list.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned());
    let mut secrets: Vec<(String, String)> = codes.map(|code| ("a backup code".to_owned(), code)).collect();
    assert!(secrets.len() > 7, "{secrets:?}");
    secrets.push(("the secret of the authenticator".to_owned(), secret));
    secrets
}

async fn an_archive_holds_what_is_held_and_no_secret(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    let mut secrets = enroll(&app, &browser).await;
    secrets.push(("the password".to_owned(), PASSWORD.to_owned()));
    let code = app.ask(&browser, "shop").await.answer()["code"].clone();
    let tokens = app.exchange("shop", &code).await;
    for name in ["access_token", "refresh_token", "id_token"] {
        secrets.push((name.to_owned(), tokens.text(name)));
    }
    secrets.push(("the code".to_owned(), code));
    secrets.extend(browser.cookies.lock().unwrap().iter().map(|(name, value)| (name.clone(), value.clone())));
    let user = users::find(&app.house.parts.shared.database, &app.realm, &app.alice).await.unwrap().unwrap();
    secrets.push(("the hash of the password".to_owned(), user.password_hash.unwrap()));

    ask(&app, &browser).await;
    let files = files(&browser.download(&app.path("/account/privacy/archive")).await);
    let names: Vec<&str> = files.iter().map(|(name, _)| name.as_str()).collect();
    assert_eq!(names, ["data.json", "index.html"]);
    let texts: Vec<String> = files.iter().map(|(_, bytes)| String::from_utf8(bytes.clone()).unwrap()).collect();
    for (what, secret) in &secrets {
        assert!(texts.iter().all(|text| !text.contains(secret.as_str())), "{what}");
    }
    let data: Value = serde_json::from_str(&texts[0]).unwrap();
    assert_eq!(data["account"]["email"], "alice@example.com");
    assert_eq!(data["credentials"][0]["name"], "My <b>phone</b>");
    assert!(data["applications"].as_array().unwrap().iter().any(|entry| entry["application"] == "shop"), "{data}");
    assert!(!data["sessions"].as_array().unwrap().is_empty());
    let events = data["activity"].as_array().unwrap();
    for name in ["factor.enabled", "user.exported"] {
        assert!(events.iter().any(|event| event["event"] == name), "{name}: {events:?}");
    }
    assert!(texts[1].contains("alice@example.com") && !texts[1].contains("<b>") && !texts[1].contains("<script"));
}

async fn only_its_owner_downloads_it_after_a_fresh_login(app: TestApp) {
    app.add_user("bob").await;
    let (alice, bob) = (signed_in(&app, "alice").await, signed_in(&app, "bob").await);
    ask(&app, &alice).await;
    let path = app.path("/account/privacy/archive");
    let led = async |browser: &Browser| {
        let seen = browser.get(&path).await;
        (seen.status, seen.location().to_owned())
    };
    assert_eq!(led(&bob).await, (303, app.path("/account/privacy")));
    assert_eq!(led(&app.browser()).await, (303, app.path("/login?then=privacy")));
    // Any instance hands it out; not as text, whatever comes back.
    let there = app.at_another_instance().await;
    let bytes = there.at(&alice).download(&path).await;
    assert!(bytes.starts_with(b"PK"));
    app.advance(Duration::from_mins(6));
    assert_eq!(led(&alice).await, (303, app.path("/account/confirm/privacy/password")));
    app.advance(Duration::from_hours(24));
    let again = signed_in(&app, "alice").await;
    assert_eq!(led(&again).await, (303, app.path("/account/privacy")), "its day is over");
    assert!(again.open(&app.path("/account/privacy")).await.body.contains("id=\"ask-archive\""));
}
