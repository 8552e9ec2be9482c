//! The picture of a person: sent, drawn anew, served, named in claims, taken away (AC-03).

use std::io::Cursor;

use image::{ImageFormat, Rgb, RgbImage};
use serde_json::{Value, json};

use super::profile::signed_in;
use crate::support::app::{PASSWORD, Request, TestApp};
use crate::support::browser::{Browser, Seen};

on_each_setup![
    a_picture_is_drawn_anew_served_and_named,
    a_new_one_takes_the_place_of_the_old,
    hostile_files_are_refused_and_nothing_changes,
    nobody_changes_the_picture_of_another,
    the_form_counts_only_from_its_own_page,
];

pub fn picture(width: u32, height: u32, format: ImageFormat) -> Vec<u8> {
    let mut bytes = Vec::new();
    RgbImage::from_pixel(width, height, Rgb([200, 40, 90])).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// A form with these fields, of which those with a file name are files.
fn multipart(fields: &[(&str, Option<&str>, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, file, value) in fields {
        let file = file.map_or_else(String::new, |file| format!("; filename=\"{file}\"\r\nContent-Type: text/html"));
        body.extend_from_slice(
            format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"{file}\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    body
}

async fn post(app: &TestApp, browser: &Browser, body: Vec<u8>) -> Seen {
    let cookies: Vec<String> =
        browser.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let path = "/account/avatar";
    let request = browser.http.post(app.url(path)).body(body).header("cookie", cookies.join("; "));
    let request = request.header("content-type", "multipart/form-data; boundary=limit");
    let request = browser.origin.iter().fold(request, |request, origin| request.header("origin", origin));
    let seen = Seen::read(request.send().await.unwrap(), path).await;
    browser.follow(seen).await
}

async fn upload(app: &TestApp, browser: &Browser, file: &[u8]) -> Seen {
    let csrf = browser.open(&app.path("/account/profile")).await.field("csrf").unwrap();
    let body = multipart(&[
        ("csrf", None, csrf.as_bytes()),
        ("action", None, b"upload"),
        ("picture", Some("../../x.html"), file),
    ]);
    post(app, browser, body).await
}

async fn claim(app: &TestApp, user: &str) -> Value {
    let browser = app.browser();
    let seen = app.sign_in_as(&browser, user, Request::from("spa").with("scope", "openid profile")).await;
    let tokens = app.exchange("spa", &seen.answer()["code"]).await;
    app.userinfo(&tokens.text("access_token")).await.json()["picture"].clone()
}

async fn served(app: &TestApp, address: &str) -> (u16, Vec<u8>, reqwest::header::HeaderMap) {
    let path = address.strip_prefix(&app.issuer()).unwrap_or_else(|| panic!("{address}"));
    let response = app.browser().http.get(app.url(path)).send().await.unwrap();
    let (status, headers) = (response.status().as_u16(), response.headers().clone());
    (status, response.bytes().await.unwrap().to_vec(), headers)
}

async fn a_picture_is_drawn_anew_served_and_named(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    let mut file = picture(640, 480, ImageFormat::WebP);
    file.extend_from_slice(b"<script>alert(1)</script>");
    let done = upload(&app, &browser, &file).await;
    assert!(done.status == 200 && done.body.contains("id=\"notice\""), "{done:?}");
    let address = claim(&app, "alice").await.as_str().unwrap().to_owned();
    let path = address.strip_prefix(&app.issuer()).unwrap();
    assert!(path.starts_with("/avatars/") && path.len() == "/avatars/".len() + 22, "{path}");
    assert!(done.body.contains(&format!("src=\"{path}\"")), "the page shows it: {done:?}");
    let (status, bytes, headers) = served(&app, &address).await;
    let header = |name: &str| headers.get(name).map(|value| value.to_str().unwrap()).unwrap_or_default();
    assert_eq!(status, 200);
    for (name, value) in [
        ("content-type", "image/jpeg"),
        ("content-security-policy", "default-src 'none'; sandbox"),
        ("x-content-type-options", "nosniff"),
        ("cache-control", "public, max-age=86400, immutable"),
    ] {
        assert_eq!(header(name), value, "{name}");
    }
    let drawn = image::load_from_memory(&bytes).unwrap();
    assert_eq!((drawn.width(), drawn.height()), (256, 256));
    assert!(!bytes.windows(8).any(|part| part == b"<script>"));
    let request = Request::from("spa").with("scope", "openid").with("claims", r#"{"id_token":{"picture":null}}"#);
    let tokens = app.tokens_for("spa", request).await;
    assert_eq!(app.verified(&tokens.id).await.unwrap()["picture"], json!(address), "in the ID token too");
    for unknown in ["/avatars/AAAAAAAAAAAAAAAAAAAAAA", "/avatars/x'%20OR%201=1--", "/avatars/%00"] {
        let seen = app.get(unknown, &[]).await;
        assert!([400, 404].contains(&seen.status) || seen.status == 404, "{unknown}: {seen:?}");
    }
}

async fn a_new_one_takes_the_place_of_the_old(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    upload(&app, &browser, &picture(300, 300, ImageFormat::Png)).await;
    let first = claim(&app, "alice").await.as_str().unwrap().to_owned();
    upload(&app, &browser, &picture(20, 20, ImageFormat::Jpeg)).await;
    let second = claim(&app, "alice").await.as_str().unwrap().to_owned();
    assert_ne!(first, second);
    assert_eq!((served(&app, &first).await.0, served(&app, &second).await.0), (404, 200));
    // Another realm knows neither.
    let neighbor = app.neighbor("neighbor").await;
    let path = second.strip_prefix(&app.issuer()).unwrap();
    assert_eq!(neighbor.get(path, &[]).await.status, 404);
    let csrf = browser.open(&app.path("/account/profile")).await.field("csrf").unwrap();
    let body = multipart(&[("csrf", None, csrf.as_bytes()), ("action", None, b"remove")]);
    let done = post(&app, &browser, body).await;
    assert!(done.status == 200 && !done.body.contains("/avatars/"), "{done:?}");
    assert_eq!(served(&app, &second).await.0, 404);
    assert_eq!(claim(&app, "alice").await, json!(null));
}

async fn hostile_files_are_refused_and_nothing_changes(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    let before = claim(&app, "alice").await;
    let whole = picture(400, 400, ImageFormat::Png);
    let wide = picture(4097, 4, ImageFormat::Png);
    for (name, file, words) in [
        ("nothing", &[][..], "Choose a file first"),
        ("SVG", b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", "neither a JPEG"),
        ("GIF", b"GIF89a\x01\0\x01\0\0\0\0;", "neither a JPEG"),
        ("half a picture", &whole[..whole.len() / 2], "cannot be read"),
        ("too wide", &wide, "more than 4096 pixels"),
        ("too large", &vec![0xff; 5 * 1024 * 1024 + 1], "larger than 5 MB"),
    ] {
        let refused = upload(&app, &browser, file).await;
        assert_eq!(refused.status, 422, "{name}");
        assert!(refused.body.contains(words) && refused.body.contains("id=\"alert\""), "{name}: {refused:?}");
    }
    assert_eq!(claim(&app, "alice").await, before);
}

async fn nobody_changes_the_picture_of_another(app: TestApp) {
    let bob = gatehouse::admin::NewUser { username: "bob".to_owned(), ..Default::default() };
    app.house.add_user_in(&app.realm, PASSWORD, bob).await;
    let (alice, bob) = (signed_in(&app, "alice").await, signed_in(&app, "bob").await);
    upload(&app, &alice, &picture(64, 64, ImageFormat::Png)).await;
    let address = claim(&app, "alice").await;
    upload(&app, &bob, &picture(64, 64, ImageFormat::Png)).await;
    // The form of one counts for nobody else, and there is no field that would name another person.
    let csrf = alice.open(&app.path("/account/profile")).await.field("csrf").unwrap();
    let body = multipart(&[("csrf", None, csrf.as_bytes()), ("action", None, b"remove")]);
    assert_eq!(post(&app, &bob, body).await.status, 403);
    let csrf = bob.open(&app.path("/account/profile")).await.field("csrf").unwrap();
    let alice_id = app.alice.to_string();
    let body =
        multipart(&[("csrf", None, csrf.as_bytes()), ("user", None, alice_id.as_bytes()), ("action", None, b"remove")]);
    assert_eq!(post(&app, &bob, body).await.status, 200);
    assert_eq!(claim(&app, "bob").await, json!(null));
    assert_eq!(claim(&app, "alice").await, address);
    assert_eq!(served(&app, address.as_str().unwrap()).await.0, 200);
}

async fn the_form_counts_only_from_its_own_page(app: TestApp) {
    let browser = signed_in(&app, "alice").await;
    let csrf = browser.open(&app.path("/account/profile")).await.field("csrf").unwrap();
    let file = picture(64, 64, ImageFormat::Png);
    let with =
        |csrf: &[u8]| multipart(&[("csrf", None, csrf), ("action", None, b"upload"), ("picture", Some("a"), &file)]);
    assert_eq!(post(&app, &browser, with(b"wrong")).await.status, 403);
    let elsewhere = Browser { origin: Some("https://evil.example.com".to_owned()), ..browser.clone() };
    assert_eq!(post(&app, &elsewhere, with(csrf.as_bytes())).await.status, 403);
    let stranger = app.browser();
    let login = post(&app, &stranger, with(csrf.as_bytes())).await;
    assert_eq!(login.path, app.path("/login?then=profile"), "{login:?}");
    let many: Vec<_> = (0..9).map(|_| ("x", None, &b"y"[..])).collect();
    assert_eq!(post(&app, &browser, multipart(&many)).await.status, 400);
    assert_eq!(post(&app, &browser, b"--limit\r\nnonsense".to_vec()).await.status, 400);
}
