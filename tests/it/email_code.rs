//! Signing in by a mail instead of a password, against the running server and its caught mail (AU-10, AU-11).

use std::time::Duration;

use gatehouse::admin::{self, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::model::{RealmId, UserStatus};
use gatehouse::outbound::mail::Letter;
use gatehouse::storage::{browser_sessions, realms, users};
use serde_json::json;

use crate::support::browser::{Browser, House, ISSUER, Seen};

const PASSWORD: &str = "wombats dig at night";
const CALLBACK: &str = "https://app.example.com/cb";

async fn house_where(is_on: bool) -> House {
    let house = House::open(&[]).await;
    house.add_user("alice", PASSWORD).await;
    let metadata = json!({
        "client_name": "Example App", "redirect_uris": [CALLBACK], "grant_types": ["authorization_code"],
        "token_endpoint_auth_method": "none", "scope": "openid email", "first_party": true,
    });
    house.add_client("app", metadata).await;
    let database = &house.parts.shared.database;
    let realm = realms::find_by_name(database, "default").await.unwrap().unwrap();
    let mut settings = realm.settings.clone();
    settings.email_code_login = is_on;
    let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
    admin::change_realm(database, &house.origin(), Actor::System, change).await.unwrap();
    // Nobody is new any more, and realms have been read again.
    house.clock.advance(Duration::from_hours(1));
    house
}

fn authorize(more: &str) -> String {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    format!(
        "/authorize?client_id=app&response_type=code&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&scope=openid\
         &code_challenge={challenge}&code_challenge_method=S256&state=s1{more}"
    )
}

/// Asks for a mail on the login page shown.
async fn ask(browser: &Browser, login: &Seen, name: &str) -> Seen {
    browser.submit(login, &[("username", name), ("action", "email-code")]).await
}

fn letters(house: &House) -> Vec<Letter> {
    let caught = house.parts.mailer.as_ref().unwrap().caught().unwrap();
    caught.into_iter().filter(|letter| letter.subject == "Your code to sign in").collect()
}

/// Code and path of the link in the only mail that was not `known` yet.
async fn mail(house: &House, known: &[String]) -> (String, String) {
    for _ in 0..400 {
        let ways = letters(house).into_iter().map(|letter| {
            let code = letter.text.lines().find_map(|line| line.strip_prefix("    ")).unwrap().replace(' ', "");
            let link = letter.text.lines().find(|line| line.contains("/link/sign-in/")).unwrap();
            (code, link.strip_prefix(ISSUER).unwrap().to_owned())
        });
        if let Some(found) = ways.into_iter().find(|(code, _)| !known.contains(code)) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no mail but {known:?}");
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.get("/account").await.status == 200
}

#[tokio::test]
async fn a_code_leads_to_the_application() {
    let house = house_where(true).await;
    let browser = house.browser();
    let login = browser.open(&authorize("")).await;
    assert!(login.body.contains("id=\"email-code\"") && login.body.contains("Email me a code"), "{login:?}");
    let nobody = browser.submit(&login, &[("username", " "), ("action", "email-code")]).await;
    assert!(nobody.status == 422 && nobody.path.ends_with("/login"), "{nobody:?}");
    // The page of the password offers it as well, for the name given before.
    let password = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    assert!(password.path.ends_with("/password") && password.body.contains("id=\"email-code\""), "{password:?}");
    let page = browser.submit(&password, &[("action", "email-code")]).await;
    assert!(page.status == 200 && page.path.ends_with("/email-code"), "{page:?}");
    assert!(page.body.contains("Check your e-mail") && page.body.contains("Example App"), "{page:?}");
    let soon = browser.submit(&page, &[("action", "resend")]).await;
    assert!(soon.status == 429 && !soon.header("retry-after").is_empty(), "{soon:?}");
    let (code, _) = mail(&house, &[]).await;
    assert_eq!(letters(&house)[0].to, "alice@example.com");
    let empty = browser.submit(&page, &[("code", " "), ("action", "verify")]).await;
    assert!(empty.status == 422 && empty.body.contains("id=\"alert\""), "{empty:?}");
    let wrong = browser.submit(&empty, &[("code", "abc"), ("action", "verify")]).await;
    assert!(wrong.status == 422 && wrong.body.contains("not the code we sent last"), "{wrong:?}");
    // A new one voids it.
    house.clock.advance(Duration::from_secs(31));
    let again = browser.submit(&wrong, &[("action", "resend")]).await;
    assert!(again.status == 200 && again.body.contains("id=\"notice\""), "{again:?}");
    let (newer, _) = mail(&house, std::slice::from_ref(&code)).await;
    let void = browser.submit(&again, &[("code", &code), ("action", "verify")]).await;
    assert_eq!(void.status, 422, "{void:?}");
    let grouped = format!("{} {}", &newer[..3], &newer[3..]);
    let back = browser.submit(&void, &[("code", &grouped), ("action", "verify")]).await;
    assert!(back.location().starts_with(CALLBACK) && back.parameter("code").is_some(), "{back:?}");
    let realm = RealmId::default_realm();
    let database = &house.parts.shared.database;
    let alice = users::find_by_identifier(database, &realm, "alice").await.unwrap().unwrap();
    let sessions = browser_sessions::list_of_user(database, &realm, &alice.id).await.unwrap();
    assert_eq!((sessions[0].amr.join(" ").as_str(), sessions[0].acr.as_str()), ("email", "urn:gatehouse:email"));
    // Going back: it is done.
    assert_eq!(browser.get(&page.path).await.status, 410);
}

#[tokio::test]
async fn a_link_waits_for_its_button_where_it_was_asked_for() {
    let house = house_where(true).await;
    let browser = house.browser();
    let login = browser.open(&authorize("")).await;
    ask(&browser, &login, "alice@example.com").await;
    let (_, link) = mail(&house, &[]).await;
    let scanner = house.browser();
    for _ in 0..2 {
        scanner.open(&link).await;
    }
    let confirm = browser.open(&link).await;
    assert_eq!((confirm.status, confirm.path.as_str()), (200, "/link/sign-in"), "{confirm:?}");
    assert!(!confirm.body.contains(link.rsplit('/').next().unwrap()), "the token has left the page");
    assert!(confirm.body.contains("id=\"confirm-link\"") && confirm.body.contains("Example App"), "{confirm:?}");
    assert!(!is_signed_in(&browser).await && !is_signed_in(&scanner).await);
    let back = browser.submit(&confirm, &[("action", "confirm")]).await;
    assert!(back.location().starts_with(CALLBACK) && back.parameter("code").is_some(), "{back:?}");
    for other in [&browser, &scanner] {
        assert_eq!(other.open(&link).await.status, 410);
    }
}

#[tokio::test]
async fn elsewhere_a_link_shows_a_code_to_type_where_it_began() {
    let house = house_where(true).await;
    let (browser, phone) = (house.browser(), house.browser());
    let page = ask(&browser, &browser.open("/login").await, "alice").await;
    let (code, link) = mail(&house, &[]).await;
    let opened = phone.open(&link).await;
    assert!(opened.status == 200 && opened.body.contains("another browser"), "{opened:?}");
    assert!(!opened.body.contains("alice"), "a link may be passed on: {opened:?}");
    let shown = phone.submit(&opened, &[("action", "confirm")]).await;
    let typed = shown.body.split("id=\"shown-code\">").nth(1).unwrap().split('<').next().unwrap().to_owned();
    assert!(!is_signed_in(&phone).await);
    // Typed where it was shown it is nothing: nobody began there.
    assert_eq!(phone.open("/login/email-code").await.path, "/login");
    let void = browser.submit(&page, &[("code", &code), ("action", "verify")]).await;
    assert_eq!(void.status, 422, "the one in the mail is void: {void:?}");
    let done = browser.submit(&void, &[("code", &typed), ("action", "verify")]).await;
    assert_eq!(done.path, "/account", "{done:?}");
    assert!(is_signed_in(&browser).await && !is_signed_in(&phone).await);
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let house = house_where(true).await;
    let suspended = house.add_user("sue", PASSWORD).await;
    let (database, origin) = (&house.parts.shared.database, house.origin());
    admin::set_status(database, &origin, Actor::System, &suspended, UserStatus::Suspended).await.unwrap();
    let mut seen: Vec<Vec<(u16, String)>> = Vec::new();
    for name in ["alice", "sue", "zoe"] {
        let browser = house.browser();
        let login = browser.open("/login").await;
        let mut page = ask(&browser, &login, name).await;
        let mut all = vec![(page.status, plain(&page, name))];
        for _ in 0..6 {
            page = browser.submit(&page, &[("code", "x1"), ("action", "verify")]).await;
            all.push((page.status, plain(&page, name)));
        }
        seen.push(all);
    }
    assert_eq!(seen[0].iter().map(|(status, _)| *status).collect::<Vec<_>>(), [200, 422, 422, 422, 422, 422, 429]);
    assert!(seen.iter().all(|all| all == &seen[0]), "{seen:#?}");
    mail(&house, &[]).await;
    assert_eq!(letters(&house).len(), 1);
}

/// A page without what differs every time, and without the name.
fn plain(seen: &Seen, username: &str) -> String {
    let mut text = seen.body.replace(username, "NAME");
    for name in ["name=\"csrf\" value=\"", "nonce=\""] {
        while let Some((before, rest)) = text.clone().split_once(name) {
            let after = rest.split_once('"').unwrap().1;
            text = format!("{before}{after}");
        }
    }
    text
}

#[tokio::test]
async fn it_is_off_unless_the_realm_says_so() {
    let house = house_where(false).await;
    let browser = house.browser();
    let login = browser.open("/login").await;
    assert!(!login.body.contains("email-code"), "{login:?}");
    let refused = ask(&browser, &login, "alice").await;
    assert_eq!(refused.path, "/login", "{refused:?}");
    assert_eq!(browser.open("/login/email-code").await.path, "/login");
    tokio::time::sleep(Duration::from_millis(200)).await;
    assert!(letters(&house).is_empty());
}

#[tokio::test]
async fn a_mail_is_never_proof_of_more() {
    let house = house_where(true).await;
    let browser = house.browser();
    let page = ask(&browser, &browser.open("/login").await, "alice").await;
    let (code, _) = mail(&house, &[]).await;
    assert_eq!(browser.submit(&page, &[("code", &code), ("action", "verify")]).await.path, "/account");
    // What is sensitive asks for the password, at once.
    let confirm = browser.open("/account/authenticator").await;
    assert!(confirm.path.starts_with("/account/confirm/") && !confirm.body.contains("email-code"), "{confirm:?}");
    let forced = browser.submit(&confirm, &[("action", "email-code")]).await;
    assert!(forced.path.starts_with("/account/confirm/") && !forced.path.ends_with("email-code"), "{forced:?}");
    // So does an application that demands more: by a class, or by a proof anew.
    let class = |acr: &str| {
        let claims = json!({"id_token": {"acr": {"essential": true, "values": [acr]}}}).to_string();
        authorize(&format!("&claims={}", url::form_urlencoded::byte_serialize(claims.as_bytes()).collect::<String>()))
    };
    let unmet = browser.open(&class("urn:gatehouse:mfa")).await;
    assert_eq!(unmet.parameter("error").as_deref(), Some("unmet_authentication_requirements"), "{unmet:?}");
    let elsewhere = house.browser().open(&class("urn:gatehouse:mfa")).await;
    assert!(elsewhere.path.ends_with("/login") && !elsewhere.body.contains("id=\"email-code\""), "{elsewhere:?}");
    for demand in [class("urn:gatehouse:password"), authorize("&max_age=0")] {
        for asking in [&browser, &house.browser()] {
            let login = asking.open(&demand).await;
            let is_first = !is_signed_in(asking).await && demand.contains("max_age");
            assert!(login.path.ends_with("/login"), "{login:?}");
            assert_eq!(login.body.contains("id=\"email-code\""), is_first, "{demand} {login:?}");
        }
    }
    let login = browser.open(&class("urn:gatehouse:password")).await;
    let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    let back = browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert!(back.parameter("code").is_some(), "{back:?}");
}
