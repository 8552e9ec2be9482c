//! The account area against the running server, as a person meets it (pages §12).

use std::time::Duration;

use serde_json::json;

use crate::support::browser::{Browser, House, Seen, attribute};

const PASSWORD: &str = "wombats dig at night";
const CALLBACK: &str = "https://app.example.com/cb";

async fn house() -> House {
    let house = House::open(&[]).await;
    house.add_user("alice", PASSWORD).await;
    house.add_user("bob", PASSWORD).await;
    house
        .add_client(
            "app",
            json!({
                "client_name": "Example App",
                "redirect_uris": [CALLBACK],
                "grant_types": ["authorization_code", "refresh_token"],
                "token_endpoint_auth_method": "none",
                "scope": "openid email offline_access",
            }),
        )
        .await;
    house
}

/// Signs in on the house's own pages, as far as the password gets.
async fn sign_in(browser: &Browser, name: &str, password: &str) -> Seen {
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", name), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", password), ("action", "sign-in")]).await
}

async fn signed_in(house: &House, name: &str) -> Browser {
    let browser = house.browser();
    let account = sign_in(&browser, name, PASSWORD).await;
    assert_eq!((account.status, account.path.as_str()), (200, "/account"), "{account:?}");
    browser
}

fn code(house: &House, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(house.clock.now().as_secs()).unwrap()).to_string()
}

fn between<'a>(text: &'a str, before: &str, after: &str) -> &'a str {
    let at = text.find(before).unwrap_or_else(|| panic!("{before} is missing: {text}")) + before.len();
    text[at..].split(after).next().unwrap()
}

/// The text of the elements whose tag begins so.
fn buttons(page: &Seen, name: &str) -> Vec<String> {
    let tags =
        page.body.split('<').filter(|tag| tag.starts_with("button") && tag.contains(&format!("name=\"{name}\"")));
    tags.map(|tag| attribute(tag, "value").unwrap()).collect()
}

/// Adds an authenticator application; its secret. The clock stands at the next step afterwards.
async fn enroll(house: &House, browser: &Browser) -> String {
    let page = browser.open("/account/authenticator").await;
    let shown = between(&page.body, "id=\"secret\"", "</code>").split('>').nth(1).unwrap().to_owned();
    let done = browser.submit(&page, &[("name", "Phone"), ("code", &code(house, &shown))]).await;
    assert!(done.status == 200 && done.body.contains("id=\"notice\""), "{done:?}");
    house.clock.advance(Duration::from_secs(30));
    shown
}

#[tokio::test]
async fn nobody_sees_an_account_without_signing_in() {
    let house = house().await;
    let pages =
        ["", "/profile", "/password", "/authenticator", "/backup-codes", "/sessions", "/applications", "/activity"];
    for page in pages.map(|page| format!("/account{page}")) {
        let seen = house.browser().get(&page).await;
        let then = page.strip_prefix("/account/").map(|name| format!("?then={name}")).unwrap_or_default();
        assert_eq!((seen.status, seen.location()), (303, format!("/login{then}").as_str()), "{page}");
        let sent = house.browser().post(&page, &[("action", "save")]).await;
        assert!([303, 405].contains(&sent.status), "{page}: {sent:?}");
    }
    let confirm = house.browser().open("/account/confirm/password/password").await;
    assert!(confirm.path.starts_with("/login"), "{confirm:?}");
}

#[tokio::test]
async fn an_authenticator_application_asks_for_its_code_from_then_on() {
    let house = house().await;
    let browser = signed_in(&house, "alice").await;
    let other = signed_in(&house, "alice").await;
    let page = browser.open("/account/authenticator").await;
    assert!(page.body.contains("<path d=\"M4 4h1v1h-1z"), "a QR code");
    let shown = between(&page.body, "id=\"secret\"", "</code>").split('>').nth(1).unwrap().to_owned();
    let wrong = browser.submit(&page, &[("name", "My <b>phone</b>"), ("code", "000000")]).await;
    assert!(
        wrong.status == 422 && wrong.body.contains("My &lt;b&gt;phone"),
        "what was typed stays, escaped: {wrong:?}"
    );
    assert!(wrong.body.contains(&shown), "the secret stays too");
    let done = browser.submit(&wrong, &[("name", "My <b>phone</b>"), ("code", &code(&house, &shown))]).await;
    assert!(done.status == 200 && done.body.contains("My &lt;b&gt;phone"), "{done:?}");
    assert_eq!(other.get("/account").await.location(), "/login", "the other session has ended");
    house.clock.advance(Duration::from_secs(30));

    let fresh = house.browser();
    let asked = sign_in(&fresh, "alice", PASSWORD).await;
    assert!(asked.status == 200 && asked.path == "/login/second-factor/totp", "{asked:?}");
    assert_eq!(fresh.get("/account").await.location(), "/login", "not signed in yet");
    let empty = fresh.submit(&asked, &[("action", "verify")]).await;
    assert_eq!(empty.status, 422);
    let refused = fresh.submit(&empty, &[("code", "123456"), ("action", "verify")]).await;
    assert!(refused.status == 422 && !refused.body.contains("123456"), "a code is never shown again");
    let account = fresh.submit(&refused, &[("code", &code(&house, &shown)), ("action", "verify")]).await;
    assert_eq!((account.status, account.path.as_str()), (200, "/account"), "{account:?}");
    // The way to an application is the same.
    let client = house.browser();
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let login = client
        .open(&format!(
            "/authorize?client_id=app&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb\
             &code_challenge={challenge}&code_challenge_method=S256"
        ))
        .await;
    let asked = client.submit(&login, &[("username", "alice")]).await;
    let asked = client.submit(&asked, &[("password", PASSWORD)]).await;
    assert!(asked.path.ends_with("/second-factor/totp"), "{asked:?}");
    let skipped = client.open(&asked.path.replace("second-factor/totp", "consent")).await;
    assert!(!skipped.body.contains("consent-allow"), "a step cannot be skipped by its path");
    let resumed = client.open(&asked.path.replace("second-factor/totp", "resume")).await;
    assert!(resumed.parameter("code").is_none());
    house.clock.advance(Duration::from_secs(30));
    let asked = client.open(&asked.path).await;
    let consent = client.submit(&asked, &[("code", &code(&house, &shown)), ("action", "verify")]).await;
    assert!(consent.body.contains("consent-allow"), "{consent:?}");
}

/// Asks for a login of the class `acr`.
fn demanding(acr: &str) -> String {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let claims = json!({"id_token": {"acr": {"essential": true, "values": [acr]}}}).to_string();
    let claims: String = url::form_urlencoded::byte_serialize(claims.as_bytes()).collect();
    format!(
        "/authorize?client_id=app&response_type=code&scope=openid&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb\
         &code_challenge={challenge}&code_challenge_method=S256&claims={claims}"
    )
}

/// The class that the ID token of the code in `back` states.
async fn stated(browser: &Browser, back: &Seen) -> String {
    let code = back.parameter("code").unwrap_or_else(|| panic!("{back:?}"));
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("redirect_uri", CALLBACK),
        ("code", &code),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
    ];
    let tokens = browser.post("/token", &fields).await;
    crate::support::app::part(&tokens.text("id_token"), 1)["acr"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_demanded_class_is_reached_or_refused() {
    let house = house().await;
    let browser = signed_in(&house, "alice").await;
    house.clock.advance(Duration::from_secs(1));
    // Without a second factor a further login does not help, and is not asked for.
    let refused = browser.open(&demanding("urn:gatehouse:mfa")).await;
    assert_eq!(refused.parameter("error").as_deref(), Some("unmet_authentication_requirements"), "{refused:?}");
    let secret = enroll(&house, &browser).await;
    // The session is still one of a password, for adding a factor proves nobody: the code is asked for, and nothing else.
    let asked = browser.open(&demanding("urn:gatehouse:mfa")).await;
    assert!(asked.path.ends_with("/second-factor/totp"), "{asked:?}");
    let consent = browser.submit(&asked, &[("code", &code(&house, &secret)), ("action", "verify")]).await;
    let back = browser.submit(&consent, &[("action", "allow")]).await;
    assert_eq!(stated(&browser, &back).await, "urn:gatehouse:mfa");
    // What is reached includes what is less, and the token states what was demanded.
    let back = browser.open(&demanding("urn:gatehouse:password")).await;
    assert_eq!(stated(&browser, &back).await, "urn:gatehouse:password");
}

#[tokio::test]
async fn backup_codes_stand_in() {
    let house = house().await;
    let browser = signed_in(&house, "alice").await;
    let none = browser.open("/account/backup-codes").await;
    assert!(!none.body.contains("make-codes"), "there is nothing that they could stand in for");
    enroll(&house, &browser).await;
    let page = browser.open("/account/backup-codes").await;
    let made = browser.submit(&page, &[("action", "make")]).await;
    let list = between(&made.body, "<ol", "</ol>");
    let codes: Vec<String> =
        list.split("<code>").skip(1).map(|rest| rest.split('<').next().unwrap().to_owned()).collect();
    assert_eq!(codes.len(), 10);
    let again = browser.open("/account/backup-codes").await;
    assert!(!codes.iter().any(|code| again.body.contains(code)), "they are shown once");
    assert!(again.body.contains("10"), "{again:?}");

    let phoneless = house.browser();
    let asked = sign_in(&phoneless, "alice", PASSWORD).await;
    let other = attribute(asked.body.split('<').find(|tag| tag.contains("second-factor/backup-code")).unwrap(), "href");
    let page = phoneless.open(&other.unwrap()).await;
    let account = phoneless.submit(&page, &[("code", &codes[0]), ("action", "verify")]).await;
    assert_eq!((account.status, account.path.as_str()), (200, "/account"), "{account:?}");
    let is_told = || {
        let caught = house.parts.mailer.as_ref().unwrap().caught().unwrap();
        caught.iter().any(|letter| letter.subject == "A backup code was used" && letter.to == "alice@example.com")
    };
    for _ in 0..200 {
        if is_told() {
            break;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    assert!(is_told(), "its owner hears of it");
    let thief = house.browser();
    sign_in(&thief, "alice", PASSWORD).await;
    let page = thief.open("/login/second-factor/backup-code").await;
    let refused = thief.submit(&page, &[("code", &codes[0]), ("action", "verify")]).await;
    assert_eq!(refused.status, 422, "used once is used up");
}

#[tokio::test]
async fn five_wrong_codes_lock_whatever_is_begun_anew() {
    let house = house().await;
    let secret = enroll(&house, &signed_in(&house, "alice").await).await;
    for round in 1..=5 {
        let browser = house.browser();
        let asked = sign_in(&browser, "alice", PASSWORD).await;
        let refused = browser.submit(&asked, &[("code", "000000"), ("action", "verify")]).await;
        assert_eq!(refused.status, if round < 5 { 422 } else { 429 }, "{round}");
    }
    let browser = house.browser();
    let asked = sign_in(&browser, "alice", PASSWORD).await;
    let locked = browser.submit(&asked, &[("code", &code(&house, &secret)), ("action", "verify")]).await;
    assert_eq!((locked.status, locked.header("retry-after")), (429, "30"));
    house.clock.advance(Duration::from_secs(30));
    let account = browser.submit(&locked, &[("code", &code(&house, &secret)), ("action", "verify")]).await;
    assert_eq!(account.path, "/account", "{account:?}");
}

#[tokio::test]
async fn sensitive_changes_ask_for_a_fresh_login() {
    let house = house().await;
    let browser = signed_in(&house, "alice").await;
    let page = browser.open("/account/password").await;
    assert_eq!(page.path, "/account/password");
    house.clock.advance(Duration::from_mins(5));
    let stale = browser.submit(&page, &[("new-password", "tapirs swim by day"), ("action", "save")]).await;
    assert_eq!(stale.path, "/account/confirm/password/password", "{stale:?}");
    assert!(stale.body.contains("value=\"alice\""), "it is known who has to prove it");
    for path in ["/account/authenticator", "/account/backup-codes"] {
        assert!(browser.open(path).await.path.starts_with("/account/confirm/"), "{path}");
    }
    let wrong = browser.submit(&stale, &[("password", "nonsense"), ("action", "sign-in")]).await;
    assert_eq!(wrong.status, 422);
    // Another person's name in the form changes nothing about who is asked.
    let fields = [("username", "bob"), ("password", PASSWORD), ("action", "sign-in")];
    let page = browser.submit(&wrong, &fields).await;
    assert_eq!((page.status, page.path.as_str()), (200, "/account/password"), "{page:?}");
    assert!(page.body.contains("alice@example.com"));
    let weak = browser.submit(&page, &[("new-password", "alice"), ("action", "save")]).await;
    assert!(weak.status == 422 && !weak.body.contains("value=\"alice\""), "{weak:?}");
    let other = signed_in(&house, "alice").await;
    let fields = [("new-password", "tapirs swim by day"), ("end-others", "on"), ("action", "save")];
    let done = browser.submit(&weak, &fields).await;
    assert!(done.status == 200 && done.body.contains("id=\"notice\""), "{done:?}");
    assert_eq!(other.get("/account").await.location(), "/login");
    assert_eq!(sign_in(&house.browser(), "alice", PASSWORD).await.status, 422);
    assert_eq!(sign_in(&house.browser(), "alice", "tapirs swim by day").await.path, "/account");
}

#[tokio::test]
async fn sessions_end_at_once_and_only_ones_own() {
    let house = house().await;
    let (here, there, bob) =
        (signed_in(&house, "alice").await, signed_in(&house, "alice").await, signed_in(&house, "bob").await);
    let page = here.open("/account/sessions").await;
    let ends = buttons(&page, "end");
    assert_eq!(ends.len(), 1, "the other one; this one is signed out by signing out");
    let foreign = bob.open("/account/sessions").await;
    bob.submit(&foreign, &[("end", &ends[0])]).await;
    assert_eq!(there.get("/account").await.status, 200, "it is not Bob's to end");
    let done = here.submit(&page, &[("end", &ends[0])]).await;
    assert!(done.body.contains("id=\"notice\"") && buttons(&done, "end").is_empty(), "{done:?}");
    assert_eq!(there.get("/account").await.location(), "/login");
    let (one, two) = (signed_in(&house, "alice").await, signed_in(&house, "alice").await);
    let page = here.open("/account/sessions").await;
    here.submit(&page, &[("action", "end-others")]).await;
    for ended in [one, two] {
        assert_eq!(ended.get("/account").await.location(), "/login");
    }
    assert_eq!((here.get("/account").await.status, bob.get("/account").await.status), (200, 200));
}

#[tokio::test]
async fn applications_lose_their_access() {
    let house = house().await;
    let browser = signed_in(&house, "alice").await;
    assert!(browser.open("/account/applications").await.body.contains("applications-empty"));
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let authorize = format!(
        "/authorize?client_id=app&response_type=code&scope=openid+email+offline_access&prompt=consent\
         &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&code_challenge={challenge}&code_challenge_method=S256"
    );
    let consent = browser.open(&authorize).await;
    let scopes = [("scope", "email"), ("scope", "offline_access"), ("action", "allow")];
    let back = browser.submit(&consent, &scopes).await;
    let code = back.parameter("code").unwrap();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("redirect_uri", CALLBACK),
        ("code", &code),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
    ];
    let tokens = browser.post("/token", &fields).await;
    let refresh = tokens.text("refresh_token");
    let page = browser.open("/account/applications").await;
    assert!(page.body.contains("Example App") && page.body.contains("offline_access"), "{page:?}");
    // Somebody else's list has nothing of it.
    let bob = signed_in(&house, "bob").await;
    assert!(bob.open("/account/applications").await.body.contains("applications-empty"));
    let none = browser.submit(&page, &[("revoke", "app")]).await;
    assert!(none.body.contains("applications-empty"), "{none:?}");
    let fields = [("grant_type", "refresh_token"), ("client_id", "app"), ("refresh_token", refresh.as_str())];
    assert_eq!(browser.post("/token", &fields).await.refusal(), (400, "invalid_grant".to_owned()));
    assert!(browser.open(&authorize.replace("&prompt=consent", "")).await.body.contains("consent-allow"), "asked anew");
}

#[tokio::test]
async fn forms_count_only_from_their_own_page() {
    let house = house().await;
    let (browser, _other) = (signed_in(&house, "alice").await, signed_in(&house, "alice").await);
    let page = browser.open("/account/sessions").await;
    let csrf = page.field("csrf").unwrap();
    let crossed = browser.post("/account/applications", &[("csrf", &csrf), ("revoke", "app")]).await;
    assert_eq!(crossed.status, 403);
    let missing = browser.post("/account/sessions", &[("action", "end-others")]).await;
    assert_eq!(missing.status, 403);
    let elsewhere = Browser { origin: Some("https://evil.example.com".to_owned()), ..browser.clone() };
    let foreign = elsewhere.post("/account/sessions", &[("csrf", &csrf), ("action", "end-others")]).await;
    assert_eq!(foreign.status, 403);
}

#[tokio::test]
async fn the_activity_tells_what_happened() {
    let house = house().await;
    assert_eq!(sign_in(&house.browser(), "alice", "nonsense").await.status, 422);
    let browser = signed_in(&house, "alice").await;
    let page = browser.open("/account/activity").await;
    for words in ["A sign-in failed", "Signed in"] {
        assert!(page.body.contains(words), "{words}: {page:?}");
    }
    assert!(!signed_in(&house, "bob").await.open("/account/activity").await.body.contains("A sign-in failed"));
}

#[tokio::test]
async fn a_confirmation_leaves_the_session_as_long_as_it_was() {
    let house = house().await;
    for remember in [true, false] {
        let browser = house.browser();
        let login = browser.open("/login").await;
        let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
        let mut fields = vec![("password", PASSWORD), ("action", "sign-in")];
        fields.extend(remember.then_some(("remember", "on")));
        assert_eq!(browser.submit(&asked, &fields).await.path, "/account");
        house.clock.advance(Duration::from_mins(6));
        let confirm = browser.open("/account/password").await;
        let page = browser.submit(&confirm, &[("password", PASSWORD), ("action", "sign-in")]).await;
        assert_eq!((page.status, page.path.as_str()), (200, "/account/password"), "{page:?}");
        // Longer than a session that was not to be remembered may lie idle.
        house.clock.advance(Duration::from_hours(24));
        let expected = if remember { 200 } else { 303 };
        assert_eq!(browser.get("/account").await.status, expected, "remember: {remember}");
    }
}

#[tokio::test]
async fn account_pages_stand_alone_and_bring_back_no_strange_words() {
    let house = house().await;
    let browser = signed_in(&house, "alice").await;
    for path in ["/account", "/account/sessions", "/account/password"] {
        let page = browser.get(&format!("{path}?done=nothing&note=strange-words")).await;
        assert_eq!((page.status, page.header("cross-origin-opener-policy")), (200, "same-origin"), "{path}");
        assert!(!page.body.contains("strange-words"), "{path}");
    }
    // A login may be a popup, whose opener waits for it.
    assert_eq!(house.browser().get("/login").await.header("cross-origin-opener-policy"), "");
    for path in ["/account/confirm/nothing/password", "/account/nothing", "/nothing"] {
        let page = browser.get(path).await;
        assert_eq!((page.status, page.header("content-type")), (404, "text/html; charset=utf-8"), "{path}");
        assert!(page.body.contains("id=\"error-code\""), "{path}: {page:?}");
    }
}
