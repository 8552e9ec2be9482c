//! The hosted pages against the running server, as a person meets them (pages reference).

use std::time::Duration;

use serde_json::json;

use crate::support::browser::{Browser, House, Seen};

const PASSWORD: &str = "wombats dig at night";
const CALLBACK: &str = "https://app.example.com/cb";

async fn house(settings: &[(&str, &str)]) -> House {
    let house = House::open(settings).await;
    house.add_user("alice", PASSWORD).await;
    let metadata = |more: serde_json::Value| {
        let mut metadata = json!({
            "client_name": "Example App",
            "client_uri": "https://app.example.com/",
            "redirect_uris": [CALLBACK],
            "post_logout_redirect_uris": ["https://app.example.com/bye"],
            "token_endpoint_auth_method": "none",
            "scope": "openid profile email offline_access",
        });
        metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        metadata
    };
    house.add_client("own", metadata(json!({"first_party": true}))).await;
    house.add_client("app", metadata(json!({}))).await;
    house.add_client("combined", metadata(json!({"first_party": true, "login_layout": "combined"}))).await;
    house
}

fn authorize(client: &str, more: &str) -> String {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    format!(
        "/authorize?client_id={client}&response_type=code&scope=openid+email&state=s1&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb\
         &code_challenge={challenge}&code_challenge_method=S256{more}"
    )
}

/// Signs in through the two pages of identifier first, beginning at the page shown.
async fn sign_in(browser: &Browser, login: &Seen) -> Seen {
    let password = browser.submit(login, &[("username", "alice"), ("action", "sign-in")]).await;
    assert!(password.path.ends_with("/password"), "{password:?}");
    browser.submit(&password, &[("username", "alice"), ("password", PASSWORD), ("action", "sign-in")]).await
}

#[tokio::test]
async fn identifier_first_to_the_client() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "")).await;
    assert!(login.status == 200 && login.path.ends_with("/login"), "{login:?}");
    let back = sign_in(&browser, &login).await;
    assert_eq!(back.status, 303);
    assert!(back.location().starts_with(CALLBACK), "{}", back.location());
    assert!(back.parameter("code").is_some());
    assert_eq!(back.parameter("state").as_deref(), Some("s1"));
    // A second application goes straight through.
    let again = browser.open(&authorize("combined", "")).await;
    assert!(again.parameter("code").is_some(), "{again:?}");
    // Going back to the finished one says so.
    let finished = browser.get(&login.path).await;
    assert_eq!(finished.status, 410);
    assert!(finished.body.contains("interaction_finished"));
}

#[tokio::test]
async fn both_on_one_page() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("combined", "&login_hint=alice")).await;
    let wrong = browser.submit(&login, &[("username", "alice"), ("password", "nonsense")]).await;
    assert_eq!(wrong.status, 422);
    assert!(!wrong.body.contains("nonsense"), "a password is never shown again");
    let empty = browser.submit(&wrong, &[("username", "alice"), ("password", "")]).await;
    assert_eq!(empty.status, 422);
    let back = browser.submit(&empty, &[("username", "Alice@Example.com"), ("password", PASSWORD)]).await;
    assert!(back.parameter("code").is_some(), "{back:?}");
}

#[tokio::test]
async fn known_and_unknown_names_see_the_same() {
    let house = house(&[]).await;
    let mut pages = Vec::new();
    for name in ["alice", "nobody"] {
        let browser = house.browser();
        let login = browser.open(&authorize("own", "")).await;
        let password = browser.submit(&login, &[("username", name)]).await;
        let mut answers = vec![(password.status, normal(&password, name))];
        for _ in 0..7 {
            let wrong = browser.submit(&password, &[("password", "wrong wrong wrong")]).await;
            answers.push((wrong.status, normal(&wrong, name)));
        }
        assert_eq!(answers.first().unwrap().0, 200);
        assert_eq!(answers.last().unwrap().0, 429);
        pages.push(answers);
    }
    assert_eq!(pages[0], pages[1]);
}

/// The page without what differs from request to request.
fn normal(seen: &Seen, name: &str) -> String {
    let id = seen.path.split('/').nth(2).unwrap();
    let csrf = seen.field("csrf").unwrap();
    let nonce = seen.header("content-security-policy").split("nonce-").nth(1).unwrap().split('\'').next().unwrap();
    let retry = seen.header("retry-after");
    seen.body.replace(id, "ID").replace(&csrf, "CSRF").replace(nonce, "NONCE").replace(name, "NAME") + retry
}

#[tokio::test]
async fn consent_is_asked_once_and_can_be_refused() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("app", "")).await;
    let consent = sign_in(&browser, &login).await;
    assert!(consent.status == 200 && consent.path.ends_with("/consent"), "{consent:?}");
    assert!(consent.body.contains("alice@example.com") && consent.body.contains("Example App"));
    let denied = browser.submit(&consent, &[("action", "deny")]).await;
    assert_eq!(denied.parameter("error").as_deref(), Some("access_denied"));
    assert!(denied.parameter("iss").is_some());
    let consent = browser.open(&authorize("app", "")).await;
    let allowed = browser.submit(&consent, &[("action", "allow"), ("scope", "email")]).await;
    assert!(allowed.parameter("code").is_some(), "{allowed:?}");
    let silent = browser.open(&authorize("app", "&prompt=none")).await;
    assert!(silent.parameter("code").is_some(), "{silent:?}");
}

#[tokio::test]
async fn cancel_tells_the_client() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "")).await;
    let back = browser.submit(&login, &[("username", ""), ("action", "cancel")]).await;
    assert_eq!(back.parameter("error").as_deref(), Some("access_denied"));
}

#[tokio::test]
async fn forms_of_others_are_refused() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "")).await;
    for origin in [None, Some("null"), Some("https://evil.example"), Some("http://127.0.0.1:8081")] {
        let forged = Browser { origin: origin.map(str::to_owned), ..browser.clone() };
        let refused = forged.submit(&login, &[("username", "alice")]).await;
        assert_eq!(refused.status, 403, "{origin:?}");
        assert!(!refused.headers.contains_key("set-cookie"));
    }
    let token = browser.post(&login.path, &[("username", "alice"), ("csrf", "0")]).await;
    assert_eq!(token.status, 403);
    assert!(token.body.contains("alice"), "what was typed stays");
    // A token of another page, and one of yesterday.
    let password = browser.submit(&login, &[("username", "alice")]).await;
    let crossed = [("password", PASSWORD), ("csrf", &login.field("csrf").unwrap())];
    assert_eq!(browser.post(&password.path, &crossed).await.status, 403);
    // Another browser sees nothing of it.
    let other = house.browser();
    let seen = other.get(&login.path).await;
    assert_eq!(seen.status, 410);
    assert!(seen.body.contains("other_browser") && !seen.body.contains("Example App"));
}

#[tokio::test]
async fn an_interaction_expires() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "")).await;
    house.clock.advance(Duration::from_mins(30));
    let late = browser.submit(&login, &[("username", "alice")]).await;
    assert_eq!(late.status, 410);
    assert!(late.body.contains("interaction_expired"));
}

#[tokio::test]
async fn two_tabs() {
    let house = house(&[]).await;
    let browser = house.browser();
    let (one, two) = (browser.open(&authorize("own", "")).await, browser.open(&authorize("combined", "")).await);
    let back = sign_in(&browser, &one).await;
    assert!(back.parameter("code").is_some());
    let other = browser.open(&two.path).await;
    assert!(other.parameter("code").is_some(), "no second login: {other:?}");
}

#[tokio::test]
async fn languages_keep_what_was_typed() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "&ui_locales=fr")).await;
    assert!(login.body.contains("lang=\"fr\""), "{}", login.body);
    let german = browser.submit(&login, &[("username", "ali"), ("language", "de")]).await;
    assert_eq!(german.status, 200);
    assert!(german.body.contains("lang=\"de\"") && german.body.contains("ali"), "{}", german.body);
    // The choice made here is stronger than what the client asked for; elsewhere it is not.
    let reloaded = browser.get(&login.path).await;
    assert!(reloaded.body.contains("lang=\"de\""));
    let next = browser.open(&authorize("own", "&ui_locales=fr")).await;
    assert!(next.body.contains("lang=\"fr\""));
    let plain = browser.open(&authorize("own", "")).await;
    assert!(plain.body.contains("lang=\"de\""));
}

#[tokio::test]
async fn a_page_without_a_form_is_shown_again_in_another_language() {
    let house = house(&[]).await;
    let browser = house.browser();
    let refused = browser.get("/authorize?client_id=nobody&language=ar&state=a%26b").await;
    assert!(refused.status == 400 && refused.body.contains("<html lang=\"ar\" dir=\"rtl\""), "{refused:?}");
    let links = refused.body.split('<').filter(|tag| tag.starts_with("a class=\"language\""));
    let links: Vec<String> =
        links.map(|link| crate::support::browser::attribute(link, "href").unwrap().replace("&amp;", "&")).collect();
    let french = links.iter().find(|link| link.ends_with("language=fr")).unwrap();
    assert_eq!(french, "/authorize?client_id=nobody&state=a%26b&language=fr", "the question is the same");
    let again = browser.get(french).await;
    assert!(again.status == 400 && again.body.contains("<html lang=\"fr\""), "{again:?}");
    // It holds for what comes next, and nonsense changes nothing.
    for next in ["/login", "/?language=%3Cscript%3E", "/?language="] {
        assert!(browser.get(next).await.body.contains("<html lang=\"fr\""), "{next}");
    }
}

#[tokio::test]
async fn choosing_an_account() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "")).await;
    sign_in(&browser, &login).await;
    let chooser = browser.open(&authorize("own", "&prompt=select_account")).await;
    assert!(chooser.path.ends_with("/select-account"), "{chooser:?}");
    let other = browser.submit(&chooser, &[("action", "use-another-account")]).await;
    assert!(other.status == 200 && other.path.ends_with("/login?account=other"), "{other:?}");
    house.clock.advance(Duration::from_secs(1));
    let back = sign_in_again(&browser, &other).await;
    assert!(back.parameter("code").is_some(), "{back:?}");
    let chooser = browser.open(&authorize("own", "&prompt=select_account")).await;
    let key = key(&chooser);
    let removed = browser.submit(&chooser, &[("remove", &key)]).await;
    assert!(removed.path.ends_with("/login"), "{removed:?}");
    let login = browser.open(&authorize("own", "")).await;
    sign_in(&browser, &login).await;
    let chooser = browser.open(&authorize("own", "&prompt=select_account")).await;
    let chosen = browser.submit(&chooser, &[("account", &self::key(&chooser))]).await;
    assert!(chosen.parameter("code").is_some(), "{chosen:?}");
}

async fn sign_in_again(browser: &Browser, login: &Seen) -> Seen {
    let password = browser.submit(login, &[("username", "alice")]).await;
    assert!(password.status == 200 && password.path.contains("/password"), "{password:?}");
    browser.submit(&password, &[("password", PASSWORD)]).await
}

/// What the button of the first account sends.
fn key(chooser: &Seen) -> String {
    let button = chooser.body.split('<').find(|tag| tag.starts_with("button") && tag.contains("name=\"account\""));
    crate::support::browser::attribute(button.unwrap(), "value").unwrap()
}

#[tokio::test]
async fn a_demand_for_a_new_login_is_made_once() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "")).await;
    sign_in(&browser, &login).await;
    house.clock.advance(Duration::from_secs(5));
    let login = browser.open(&authorize("own", "&prompt=login")).await;
    assert!(login.path.ends_with("/login"), "{login:?}");
    let back = sign_in(&browser, &login).await;
    assert!(back.parameter("code").is_some(), "{back:?}");
}

#[tokio::test]
async fn form_post_arrives_as_a_form() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "&response_mode=form_post")).await;
    let page = sign_in(&browser, &login).await;
    assert_eq!(page.status, 200);
    assert!(page.field("code").is_some() && page.field("state").as_deref() == Some("s1"), "{}", page.body);
    assert!(!page.header("content-security-policy").contains("form-action"));
    assert_eq!(page.header("referrer-policy"), "strict-origin");
}

#[tokio::test]
async fn what_cannot_go_to_a_client_is_a_page() {
    let house = house(&[]).await;
    let browser = house.browser();
    let cases = [
        (
            "/authorize?client_id=own&response_type=code&redirect_uri=https%3A%2F%2Fevil.example%2F",
            "invalid_redirect_uri",
        ),
        ("/authorize?client_id=nobody&response_type=code&redirect_uri=https%3A%2F%2Fevil.example%2F", "invalid_client"),
        ("/authorize", "invalid_request"),
        ("/authorize?client_id=own&client_id=app", "invalid_request"),
    ];
    for (path, code) in cases {
        let seen = browser.get(path).await;
        assert_eq!(seen.status, 400, "{path}");
        assert!(seen.body.contains(code), "{path}: {}", seen.body);
        assert!(seen.location().is_empty());
    }
    let back = browser.open(&authorize("own", "&prompt=none")).await;
    assert_eq!(back.parameter("error").as_deref(), Some("login_required"));
}

#[tokio::test]
async fn headers_of_pages() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "")).await;
    let csp = login.header("content-security-policy");
    assert!(csp.contains("default-src 'none'") && csp.contains("frame-ancestors 'none'") && !csp.contains("unsafe"));
    assert!(!csp.contains("form-action"), "the form ends at the client");
    assert_eq!(login.header("referrer-policy"), "same-origin");
    assert_eq!(login.header("x-content-type-options"), "nosniff");
    assert_eq!(login.header("cache-control"), "no-store");
    assert!(login.header("cross-origin-opener-policy").is_empty());
    let start = browser.get("/").await;
    assert!(start.header("content-security-policy").contains("form-action 'self'"));
    let names: Vec<String> = browser.cookies.lock().unwrap().keys().cloned().collect();
    assert_eq!(names, ["gatehouse-browser"], "plain http: no __Host-");
}

#[tokio::test]
async fn signing_in_at_the_house_and_out_again() {
    let house = house(&[]).await;
    let browser = house.browser();
    assert!(browser.get("/").await.body.contains("/login"));
    let login = browser.get("/login").await;
    let home = sign_in(&browser, &login).await;
    assert_eq!((home.status, home.path.as_str()), (200, "/account"));
    assert!(home.body.contains("/logout"));
    let question = browser.get("/logout").await;
    assert_eq!(question.status, 200);
    let kept = browser.submit(&question, &[("action", "cancel")]).await;
    assert!(kept.body.contains("/logout"), "still signed in");
    let done = browser.submit(&question, &[("action", "sign-out"), ("end-all-sessions", "on")]).await;
    assert_eq!((done.status, done.path.as_str()), (200, "/logout/done"));
    assert!(browser.get("/").await.body.contains("/login"));
    assert!(!browser.cookies.lock().unwrap().contains_key("gatehouse-session"));
}

#[tokio::test]
async fn logout_asked_for_by_a_client() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "")).await;
    sign_in(&browser, &login).await;
    let foreign = browser.get("/logout?client_id=own&post_logout_redirect_uri=https%3A%2F%2Fevil.example%2F").await;
    assert_eq!(foreign.status, 400);
    assert!(browser.get("/logout?id_token_hint=nonsense").await.status == 400);
    // By POST, from the client's origin and without a token of ours: asked again by GET.
    let client = Browser { origin: Some("https://app.example.com".to_owned()), ..browser.clone() };
    let fields = [("client_id", "own"), ("post_logout_redirect_uri", "https://app.example.com/bye"), ("state", "x")];
    let question = client.post("/logout", &fields).await;
    assert_eq!(question.status, 303);
    let question = browser.follow(question).await;
    assert_eq!(question.status, 200);
    let sent: Vec<(&str, &str)> = fields.into_iter().chain([("action", "sign-out")]).collect();
    let csrf = question.field("csrf").unwrap();
    let sent: Vec<(&str, &str)> = sent.into_iter().chain([("csrf", csrf.as_str())]).collect();
    let back = browser.post("/logout", &sent).await;
    assert_eq!(back.location(), "https://app.example.com/bye?state=x");
}

#[tokio::test]
async fn a_post_to_authorize_is_repeated_as_a_get() {
    let house = house(&[]).await;
    let browser = house.browser();
    let login = browser.open(&authorize("own", "")).await;
    sign_in(&browser, &login).await;
    let path = authorize("own", "");
    let fields: Vec<(String, String)> =
        url::form_urlencoded::parse(path.split_once('?').unwrap().1.as_bytes()).into_owned().collect();
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let stranger = Browser { cookies: std::sync::Arc::default(), ..browser.clone() };
    let repeated = stranger.post("/authorize", &fields).await;
    assert_eq!(repeated.status, 303);
    assert!(!repeated.headers.contains_key("set-cookie"), "the cookies that were not sent are not replaced");
    let back = browser.follow(repeated).await;
    assert!(back.parameter("code").is_some(), "{back:?}");
}
