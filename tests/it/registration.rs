//! Making an account, against the running server and its caught mail (pages §7, AU-22, AU-23).

use std::time::Duration;

use gatehouse::admin::{self, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::model::{RealmId, RealmSettings, UserStatus};
use gatehouse::storage::{audit_events, realms, registrations, users};
use serde_json::{Value, json};

use crate::support::browser::{Browser, House, ISSUER, Seen};

const PASSWORD: &str = "wombats dig at night";
const CALLBACK: &str = "https://app.example.com/cb";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

/// A house in which people register under `rules`.
async fn house(rules: Value) -> House {
    let house = House::open(&[]).await;
    house.add_user("alice", PASSWORD).await;
    house
        .add_client(
            "app",
            json!({
                "client_name": "Example App", "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none",
                "scope": "openid email", "first_party": true,
            }),
        )
        .await;
    set(&house, rules).await;
    house
}

async fn set(house: &House, rules: Value) {
    let database = &house.parts.shared.database;
    let realm = realms::find_by_name(database, "default").await.unwrap().unwrap();
    let settings = RealmSettings { registration: serde_json::from_value(rules).unwrap(), ..realm.settings };
    let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
    admin::change_realm(database, &house.origin(), Actor::System, change).await.unwrap();
    house.parts.shared.ephemeral.announce("realms", "").await.unwrap();
    // Realms are read again after ten seconds at the latest.
    house.clock.advance(Duration::from_secs(11));
}

fn authorize(more: &str) -> String {
    format!(
        "/authorize?client_id=app&response_type=code&scope=openid%20email&code_challenge={CHALLENGE}\
         &code_challenge_method=S256&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb{more}"
    )
}

/// Types address and password into the page.
async fn apply(browser: &Browser, page: &Seen, email: &str) -> Seen {
    browser.submit(page, &[("email", email), ("new-password", PASSWORD), ("action", "register")]).await
}

/// The newest mail to `address`: subject, code, path of its link.
struct Got {
    subject: String,
    code: String,
    link: String,
}

/// Waits for mail number `number` to `address`, counted from 1.
async fn mail(house: &House, address: &str, number: usize) -> Got {
    for _ in 0..200 {
        let caught = house.parts.mailer.as_ref().unwrap().caught().unwrap();
        let mut own: Vec<_> = caught.into_iter().rev().filter(|letter| letter.to == address).collect();
        own.sort_by_key(|letter| letter.date);
        if own.len() >= number {
            let letter = own.swap_remove(number - 1);
            let code: Vec<&str> = letter.text.split("\n    ").skip(1).take(1).collect();
            let code = code.first().map_or_else(String::new, |rest| rest.lines().next().unwrap().replace(' ', ""));
            let link = letter
                .text
                .split(ISSUER)
                .nth(1)
                .map_or_else(String::new, |rest| rest.split_whitespace().next().unwrap_or_default().to_owned());
            return Got { subject: letter.subject, code, link };
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no mail {number} to {address}")
}

async fn user(house: &House, email: &str) -> Option<gatehouse::model::User> {
    users::find_by_identifier(&house.parts.shared.database, &RealmId::default_realm(), email).await.unwrap()
}

#[tokio::test]
async fn an_application_gets_a_person_who_has_just_registered() {
    let house = house(json!({"mode": "open"})).await;
    let browser = house.browser();
    let login = browser.open(&authorize("")).await;
    assert!(login.body.contains("id=\"create-account\""), "{login:?}");
    let page = browser.open(&login.path.replace("/login", "/register")).await;
    let asked = apply(&browser, &page, "Ada@Example.com").await;
    assert!(asked.path.ends_with("/verify-email") && asked.body.contains("Ada@Example.com"), "{asked:?}");
    assert!(user(&house, "ada@example.com").await.is_none(), "nobody is there before the address is proven");
    let got = mail(&house, "Ada@Example.com", 1).await;
    let wrong = browser.submit(&asked, &[("code", "000000x"), ("action", "verify")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("id=\"alert\""), "{wrong:?}");
    let grouped = format!(" {} {} ", &got.code[..3], &got.code[3..]);
    let back = browser.submit(&wrong, &[("code", &grouped), ("action", "verify")]).await;
    assert!(back.location().starts_with(CALLBACK) && back.parameter("code").is_some(), "{back:?}");
    let made = user(&house, "ada@example.com").await.unwrap();
    assert!(made.email_verified && made.status == UserStatus::Active);
    assert_eq!(mail(&house, "Ada@Example.com", 2).await.subject, "Welcome");
    let rows = audit_events::list(&house.parts.shared.database, &RealmId::default_realm(), 100).await.unwrap();
    for name in ["user.registered", "email.verified", "session.started"] {
        assert!(rows.iter().any(|row| row.event == name && row.actor_id == made.id.as_str()), "{name}");
    }
    // The same again from the start: signed in with the password just chosen.
    let other = house.browser();
    let login = other.open("/login").await;
    let asked = other.submit(&login, &[("username", "ada@example.com"), ("action", "sign-in")]).await;
    assert_eq!(other.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await.path, "/account");
}

#[tokio::test]
async fn prompt_create_leads_to_the_registration() {
    let house = house(json!({"mode": "open"})).await;
    let browser = house.browser();
    let page = browser.open(&authorize("&prompt=create&login_hint=ada%40example.com")).await;
    assert!(page.path.ends_with("/register") && page.body.contains("value=\"ada@example.com\""), "{page:?}");
    let metadata = browser.get("/.well-known/openid-configuration").await.json();
    assert!(metadata["prompt_values_supported"].as_array().unwrap().contains(&json!("create")));
    // Who is signed in already is asked all the same, and whoever has an account signs in.
    let login = browser.open(&page.path.replace("/register", "/login")).await;
    let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    let back = browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert!(back.parameter("code").is_some(), "{back:?}");
    assert!(browser.open(&authorize("&prompt=create")).await.path.ends_with("/register"));
    set(&house, json!({})).await;
    let refused = browser.open(&authorize("&prompt=create")).await;
    assert_eq!(refused.parameter("error").as_deref(), Some("invalid_request"), "{refused:?}");
    let metadata = browser.get("/.well-known/openid-configuration").await.json();
    assert!(!metadata["prompt_values_supported"].as_array().unwrap().contains(&json!("create")));
}

#[tokio::test]
async fn closed_is_closed_on_every_path() {
    let house = house(json!({"mode": "open"})).await;
    let browser = house.browser();
    let page = browser.open("/register").await;
    let asked = apply(&browser, &page, "ada@example.com").await;
    let got = mail(&house, "ada@example.com", 1).await;
    let late = house.browser();
    let open_page = late.open("/register").await;
    set(&house, json!({})).await;
    assert!(!browser.open("/login").await.body.contains("id=\"create-account\""));
    for seen in [browser.get("/register").await, apply(&late, &open_page, "bob@example.com").await] {
        assert!(seen.status == 403 && seen.body.contains("registration_closed"), "{seen:?}");
    }
    // Not even for whoever was half in.
    let refused = browser.submit(&asked, &[("code", &got.code), ("action", "verify")]).await;
    assert_eq!(refused.status, 403, "{refused:?}");
    let link = browser.open(&got.link).await;
    assert_eq!(browser.submit(&link, &[("action", "confirm")]).await.status, 403);
    assert!(user(&house, "ada@example.com").await.is_none());
}

#[tokio::test]
async fn what_is_wrong_is_said_and_what_was_typed_stays() {
    let terms = json!({"version": "2026-11", "terms_uri": "https://example.com/terms/2026-11"});
    let house = house(json!({"mode": "domains", "domains": ["example.com"], "terms": terms})).await;
    let browser = house.browser();
    let page = browser.open("/register").await;
    assert!(page.body.contains("https:&#x2F;&#x2F;example.com") || page.body.contains("https://example.com/terms"));
    assert!(!page.body.contains(" checked"), "the box is not ticked in advance");
    let cases: [(&str, &str, &[&str]); 4] = [
        ("nonsense", "", &["Enter an e-mail address", "Enter a new password", "Accept the terms"]),
        ("eve@elsewhere.test", PASSWORD, &["with an address of this organization", "Accept the terms"]),
        ("eve@example.com", "short", &["15 characters", "Accept the terms"]),
        ("\"><b>@example.com", PASSWORD, &["Accept the terms"]),
    ];
    for (email, password, sentences) in cases {
        let fields = [("email", email), ("new-password", password), ("action", "register")];
        let again = browser.submit(&page, &fields).await;
        assert_eq!(again.status, 422, "{email}");
        for sentence in sentences {
            assert!(again.body.contains(sentence), "{email}: {sentence}: {}", again.body);
        }
        assert!(again.field("email").is_some_and(|shown| shown.starts_with(&email[..1])) || email.starts_with('"'));
        assert!(!again.body.contains("<b>") && !again.body.contains(PASSWORD));
    }
    assert!(house.parts.mailer.as_ref().unwrap().caught().unwrap().is_empty());
    let fields =
        [("email", "ada@example.com"), ("new-password", PASSWORD), ("accept-terms", "on"), ("action", "register")];
    let asked = browser.submit(&page, &fields).await;
    let got = mail(&house, "ada@example.com", 1).await;
    let done = browser.submit(&asked, &[("code", &got.code), ("action", "verify")]).await;
    assert_eq!(done.path, "/account", "{done:?}");
    let made = user(&house, "ada@example.com").await.unwrap();
    let database = &house.parts.shared.database;
    let accepted = registrations::accepted_terms(database, (&made.realm, &made.id), "2026-11").await.unwrap();
    assert_eq!(accepted, Some(made.created_at), "with the date");
}

/// Everything but the mail is the same for an address that has an account (pages N-2, SE-09).
#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let house = house(json!({"mode": "open"})).await;
    let mut seen = Vec::new();
    for email in ["alice@example.com", "nobody@example.com"] {
        let browser = house.browser();
        let page = browser.open("/register").await;
        let asked = apply(&browser, &page, email).await;
        let mut steps = vec![neutral(&asked, email)];
        for code in ["123456", "654321"] {
            steps.push(neutral(&browser.submit(&asked, &[("code", code), ("action", "verify")]).await, email));
        }
        steps.push(neutral(&browser.submit(&asked, &[("action", "resend")]).await, email));
        seen.push(steps);
    }
    assert_eq!(seen[0], seen[1]);
    let told = mail(&house, "alice@example.com", 1).await;
    assert_eq!((told.subject.as_str(), told.code.as_str()), ("You have an account already", ""));
    assert_eq!(told.link, "/login");
    assert_eq!(mail(&house, "nobody@example.com", 1).await.subject, "Your code for a new account");
}

/// What a caller can compare: status, path and page without what differs at each request.
fn neutral(seen: &Seen, email: &str) -> (u16, String, String) {
    let mut body = seen.body.replace(email, "EMAIL").replace(&email.replace('@', "&#64;"), "EMAIL");
    for secret in seen.body.split('"').filter(|part| part.len() >= 20 && !part.contains([' ', '/', '<'])) {
        body = body.replace(secret, "SECRET");
    }
    (seen.status, seen.path.clone(), body)
}

#[tokio::test]
async fn a_code_is_tried_five_times() {
    let house = house(json!({"mode": "open"})).await;
    let browser = house.browser();
    let page = browser.open("/register").await;
    let asked = apply(&browser, &page, "ada@example.com").await;
    let got = mail(&house, "ada@example.com", 1).await;
    let wrong = if got.code == "111111" { "222222" } else { "111111" };
    for _ in 0..4 {
        assert_eq!(browser.submit(&asked, &[("code", wrong), ("action", "verify")]).await.status, 422);
    }
    // A new code does not give new tries.
    assert_eq!(browser.submit(&asked, &[("action", "resend")]).await.status, 200);
    let newest = mail(&house, "ada@example.com", 2).await;
    assert_eq!(browser.submit(&asked, &[("code", wrong), ("action", "verify")]).await.status, 422);
    let over = browser.submit(&asked, &[("code", &newest.code), ("action", "verify")]).await;
    assert!(over.status == 410 && over.body.contains("id=\"register-form\""), "{over:?}");
    assert!(user(&house, "ada@example.com").await.is_none());
    // To one address go five mails an hour, from wherever they are asked for.
    let mut statuses = Vec::new();
    for _ in 0..5 {
        let browser = house.browser();
        let page = browser.open("/register").await;
        statuses.push(apply(&browser, &page, "ADA@example.com").await.status);
    }
    assert_eq!(statuses, [200, 200, 200, 429, 429], "two were sent before");
}

#[tokio::test]
async fn the_link_counts_where_the_registration_began() {
    let house = house(json!({"mode": "open"})).await;
    let browser = house.browser();
    let login = browser.open(&authorize("")).await;
    let page = browser.open(&login.path.replace("/login", "/register")).await;
    let asked = apply(&browser, &page, "ada@example.com").await;
    let got = mail(&house, "ada@example.com", 1).await;
    assert!(got.link.starts_with("/link/verify-email/"), "{}", got.link);
    // A stranger chose the password: the owner of the address, elsewhere, must not make their account.
    let elsewhere = house.browser();
    let shown = elsewhere.open(&got.link).await;
    assert!(!shown.body.contains("ada@example.com") && shown.body.contains("id=\"confirm-link\""), "{shown:?}");
    let code_page = elsewhere.submit(&shown, &[("action", "confirm")]).await;
    let code = code_page.body.split("id=\"shown-code\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    assert!(user(&house, "ada@example.com").await.is_none());
    assert_eq!(elsewhere.get("/account").await.location(), "/login");
    // The code in the mail gave way to the one shown.
    if code != got.code {
        let old = browser.submit(&asked, &[("code", &got.code), ("action", "verify")]).await;
        assert_eq!(old.status, 422, "{old:?}");
    }
    // Looking is not confirming: programs that read mail follow links.
    let own = browser.open(&got.link).await;
    assert_eq!(own.path, "/link/verify-email", "the token left the address");
    assert!(!own.body.contains(got.link.rsplit('/').next().unwrap()), "and the page does not hold it");
    assert!(own.body.contains("ada@example.com"), "{own:?}");
    let back = browser.submit(&own, &[("action", "confirm")]).await;
    assert!(back.location().starts_with(CALLBACK) && back.parameter("code").is_some(), "{back:?}");
    assert_eq!(browser.open(&got.link).await.status, 410, "it works once");
    assert_eq!(browser.open("/link/verify-email/gr_nothing").await.status, 410);
}

#[tokio::test]
async fn it_lapses_after_a_day() {
    let house = house(json!({"mode": "open"})).await;
    let browser = house.browser();
    let page = browser.open("/register").await;
    let asked = apply(&browser, &page, "ada@example.com").await;
    let got = mail(&house, "ada@example.com", 1).await;
    house.clock.advance(Duration::from_hours(24));
    let late = browser.submit(&asked, &[("code", &got.code), ("action", "verify")]).await;
    assert_eq!((late.status, late.path.as_str()), (200, "/register"), "{late:?}");
    assert_eq!(browser.open(&got.link).await.status, 410);
}

#[tokio::test]
async fn an_administrator_decides_where_approval_is_needed() {
    let house = house(json!({"mode": "approval"})).await;
    let browser = house.browser();
    let page = browser.open("/register").await;
    let asked = apply(&browser, &page, "ada@example.com").await;
    let got = mail(&house, "ada@example.com", 1).await;
    let waits = browser.submit(&asked, &[("code", &got.code), ("action", "verify")]).await;
    assert!(waits.status == 200 && waits.body.contains("id=\"waits\""), "{waits:?}");
    assert_eq!(browser.get("/account").await.location(), "/login", "nobody is signed in yet");
    let made = user(&house, "ada@example.com").await.unwrap();
    assert_eq!(made.status, UserStatus::Pending);
    let sign_in = async || {
        let browser = house.browser();
        let login = browser.open("/login").await;
        let asked = browser.submit(&login, &[("username", "ada@example.com"), ("action", "sign-in")]).await;
        browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await
    };
    assert_eq!(sign_in().await.status, 422);
    let shared = &house.parts.shared;
    admin::approve(&shared.database, &shared.outbox, &house.origin(), Actor::System, &made.id).await.unwrap();
    assert_eq!(mail(&house, "ada@example.com", 2).await.subject, "Your account is approved");
    assert_eq!(sign_in().await.path, "/account");
    // Whoever is not let in hears of it as well, and nothing is kept of them.
    let other = house.browser();
    let page = other.open("/register").await;
    let asked = apply(&other, &page, "eve@example.com").await;
    let got = mail(&house, "eve@example.com", 1).await;
    other.submit(&asked, &[("code", &got.code), ("action", "verify")]).await;
    let declined = user(&house, "eve@example.com").await.unwrap();
    let parts = (shared.hasher.clone(), shared.sub_keys.clone(), shared.outbox.clone());
    let settings = gatehouse::authn::Settings::default();
    let authenticator =
        gatehouse::authn::Authenticator::new(shared.database.clone(), shared.ephemeral.clone(), parts, settings);
    authenticator.erase_now(&house.origin(), Actor::System, &declined.id).await.unwrap().unwrap();
    assert_eq!(mail(&house, "eve@example.com", 2).await.subject, "About your account");
    assert!(user(&house, "eve@example.com").await.is_none());
}
