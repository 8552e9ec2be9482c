//! Recovery, notices and "lock me now" against the running server, as people and thieves meet them (pages §6).

use std::time::Duration;

use gatehouse::authn::Method;
use gatehouse::model::{RealmId, UserStatus};
use gatehouse::outbound::mail::Letter;
use gatehouse::storage::users;
use serde_json::json;

use crate::support::browser::{Browser, House, ISSUER, Seen};

const PASSWORD: &str = "wombats dig at night";
const NEW: &str = "badgers sleep by daylight";
const CALLBACK: &str = "https://app.example.com/cb";

async fn house_with(settings: &[(&str, &str)]) -> House {
    let house = House::open(settings).await;
    for name in ["alice", "bob"] {
        house.add_user(name, PASSWORD).await;
    }
    let metadata = json!({
        "client_name": "Example App",
        "redirect_uris": [CALLBACK],
        "grant_types": ["authorization_code", "refresh_token"],
        "token_endpoint_auth_method": "none",
        "scope": "openid email offline_access",
    });
    house.add_client("app", metadata).await;
    // Nobody is new any more.
    house.clock.advance(Duration::from_hours(1));
    house
}

async fn house() -> House {
    house_with(&[("rate_limits.preset", "off")]).await
}

fn letters(house: &House) -> Vec<Letter> {
    house.parts.mailer.as_ref().unwrap().caught().unwrap()
}

/// The newest mail with this subject, the `count`th of its kind.
async fn mail(house: &House, subject: &str, count: usize) -> Letter {
    for _ in 0..200 {
        let found: Vec<Letter> = letters(house).into_iter().filter(|letter| letter.subject == subject).collect();
        if found.len() >= count {
            return found.into_iter().next().unwrap();
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no mail “{subject}” number {count}: {:?}", subjects(house));
}

fn subjects(house: &House) -> Vec<(String, String)> {
    letters(house).into_iter().map(|letter| (letter.to, letter.subject)).collect()
}

/// What the letter has to type, and the path of its link.
fn ways(letter: &Letter) -> (String, String) {
    let code = letter.text.lines().find_map(|line| line.strip_prefix("    ")).unwrap().replace(' ', "");
    (code, path(letter, "/link/recovery/"))
}

fn path(letter: &Letter, below: &str) -> String {
    let line = letter.text.lines().find(|line| line.contains(below)).unwrap();
    line.strip_prefix(ISSUER).unwrap().to_owned()
}

const CHOOSE: &str = "Choose a new password";

/// Asks for a way back, from the house's own login.
async fn ask(browser: &Browser, name: &str) -> Seen {
    let page = browser.open("/recovery").await;
    browser.submit(&page, &[("identifier", name), ("action", "send")]).await
}

async fn type_code(browser: &Browser, code: &str) -> Seen {
    let page = browser.open("/recovery/code").await;
    browser.submit(&page, &[("code", code), ("action", "verify")]).await
}

async fn choose(browser: &Browser, page: &Seen, password: &str) -> Seen {
    let fields = [("new-password", password), ("end-other-sessions", "on"), ("action", "save")];
    browser.submit(page, &fields).await
}

async fn sign_in(browser: &Browser, name: &str, password: &str) -> Seen {
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", name), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", password), ("action", "sign-in")]).await
}

async fn is_signed_in(browser: &Browser) -> bool {
    browser.get("/account").await.status == 200
}

fn otp(house: &House, secret: &str) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(house.clock.now().as_secs()).unwrap()).to_string()
}

/// Adds an authenticator application; its secret.
async fn enroll(house: &House, browser: &Browser) -> String {
    let page = browser.open("/account/authenticator").await;
    let shown = page.body.split("id=\"secret\"").nth(1).unwrap().split("</code>").next().unwrap();
    let secret = shown.split('>').nth(1).unwrap().to_owned();
    let done = browser.submit(&page, &[("name", "Phone"), ("code", &otp(house, &secret))]).await;
    assert!(done.body.contains("id=\"notice\""), "{done:?}");
    house.clock.advance(Duration::from_secs(30));
    secret
}

#[tokio::test]
async fn a_code_leads_to_a_new_password_and_back_to_the_application() {
    let house = house().await;
    let elsewhere = house.browser();
    assert_eq!(sign_in(&elsewhere, "alice", PASSWORD).await.path, "/account");
    let browser = house.browser();
    let authorize = "/authorize?client_id=app&response_type=code&scope=openid&state=s1&code_challenge=\
         E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb";
    let login = browser.open(authorize).await;
    let link = login.body.split("id=\"forgot-password\" href=\"").nth(1).unwrap().split('"').next().unwrap();
    let page = browser.open(&link.replace("&#x2F;", "/")).await;
    assert!(page.body.contains("Example App") && page.body.contains("Recover your account"), "{page:?}");
    let interaction = page.field("interaction").unwrap();
    let fields = [("identifier", "alice@example.com"), ("interaction", interaction.as_str()), ("action", "send")];
    let sent = browser.submit(&page, &fields).await;
    assert_eq!((sent.status, sent.path.as_str()), (200, "/recovery/code"), "{sent:?}");
    let letter = mail(&house, CHOOSE, 1).await;
    assert_eq!(letter.to, "alice@example.com");
    let (code, _) = ways(&letter);
    let weak =
        browser.submit(&sent, &[("code", &format!("{} {}", &code[..4], &code[4..])), ("action", "verify")]).await;
    assert_eq!(weak.path, "/recovery/new-password", "{weak:?}");
    assert!(!is_signed_in(&browser).await, "the mailbox alone signs nobody in");
    let refused = choose(&browser, &weak, "short").await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let done = choose(&browser, &refused, NEW).await;
    // Consent is the next thing the application's request needs.
    assert!(done.path.ends_with("/consent"), "{done:?}");
    assert!(is_signed_in(&browser).await && !is_signed_in(&elsewhere).await);
    assert_eq!(sign_in(&house.browser(), "alice", PASSWORD).await.status, 422, "the old password is gone");
    assert_eq!(sign_in(&house.browser(), "alice", NEW).await.path, "/account");
    mail(&house, "Your account was recovered", 1).await;
    // Neither the code nor the step works again.
    let again = browser.get("/recovery/new-password").await;
    assert_eq!(again.location(), "/recovery", "{again:?}");
}

#[tokio::test]
async fn nobody_learns_whether_an_account_exists() {
    let house = house().await;
    let suspended = house.add_user("sue", PASSWORD).await;
    let (database, origin) = (&house.parts.shared.database, house.origin());
    let actor = gatehouse::audit::Actor::System;
    gatehouse::admin::set_status(database, &origin, actor, &suspended, UserStatus::Suspended).await.unwrap();
    let mut seen = Vec::new();
    for name in ["alice", "ALICE@example.com", "nobody", "nobody@example.com", "sue", "<b>x</b>"] {
        let browser = house.browser();
        let page = browser.open("/recovery").await;
        let csrf = page.field("csrf").unwrap();
        let sent = browser.post("/recovery", &[("identifier", name), ("action", "send"), ("csrf", &csrf)]).await;
        let mut all = vec![(sent.status, sent.location().to_owned(), plain(&sent))];
        let code = browser.open("/recovery/code").await;
        all.push((code.status, code.path.clone(), plain(&code)));
        for _ in 0..7 {
            let wrong = type_code(&browser, "00000000").await;
            all.push((wrong.status, wrong.path.clone(), plain(&wrong)));
        }
        for step in ["/recovery/new-password", "/recovery/second-factor/totp", "/recovery/second-factor/none"] {
            let step = browser.get(step).await;
            all.push((step.status, step.location().to_owned(), plain(&step)));
        }
        seen.push((name, all));
    }
    mail(&house, CHOOSE, 2).await;
    for (name, all) in &seen {
        assert_eq!(all, &seen[0].1, "{name}");
    }
    let told: Vec<(String, String)> = subjects(&house).into_iter().filter(|(_, subject)| subject == CHOOSE).collect();
    assert!(told.iter().all(|(to, _)| to == "alice@example.com"), "{told:?}");
}

/// A page without what differs every time: tokens and nonces.
fn plain(seen: &Seen) -> String {
    let mut text = seen.body.clone();
    for name in ["name=\"csrf\" value=\"", "nonce=\""] {
        while let Some((before, rest)) = text.clone().split_once(name) {
            let after = rest.split_once('"').unwrap().1;
            text = format!("{before}{after}");
        }
    }
    text
}

#[tokio::test]
async fn a_link_waits_for_its_button_and_works_once_where_it_was_asked_for() {
    let house = house().await;
    let browser = house.browser();
    ask(&browser, "alice").await;
    let (code, link) = ways(&mail(&house, CHOOSE, 1).await);
    // A scanner of mails fetches it, twice, and follows.
    let scanner = house.browser();
    scanner.open(&link).await;
    let fetched = scanner.open(&link).await;
    assert_eq!(fetched.path, "/recovery/code", "elsewhere it asks for the code");
    let confirm = browser.open(&link).await;
    assert_eq!((confirm.status, confirm.path.as_str()), (200, "/link/recovery"), "{confirm:?}");
    assert!(!confirm.body.contains(link.rsplit('/').next().unwrap()), "the token has left the page");
    let next = browser.submit(&confirm, &[("action", "confirm")]).await;
    assert_eq!(next.path, "/recovery/new-password", "{next:?}");
    // Twice, from here or there, by link or code: nothing.
    for other in [&browser, &scanner] {
        let again = other.open(&link).await;
        assert_eq!(again.status, 410, "{again:?}");
    }
    let late = type_code(&scanner, &code).await;
    assert_ne!(late.path, "/recovery/new-password", "{late:?}");
    let stolen = scanner.get("/recovery/new-password").await;
    assert_eq!(stolen.status, 303, "{stolen:?}");
    assert_eq!(choose(&browser, &next, NEW).await.path, "/account");
}

#[tokio::test]
async fn elsewhere_the_code_of_the_same_mail_goes_on() {
    let house = house().await;
    let (asking, phone) = (house.browser(), house.browser());
    ask(&asking, "alice").await;
    let (code, link) = ways(&mail(&house, CHOOSE, 1).await);
    let page = phone.open(&link).await;
    assert!(page.path == "/recovery/code" && page.body.contains("another browser"), "{page:?}");
    let next = phone.submit(&page, &[("code", &code), ("action", "verify")]).await;
    assert_eq!(next.path, "/recovery/new-password");
    // Whoever only asked is out.
    assert_eq!(asking.get("/recovery/new-password").await.location(), "/recovery");
    assert_eq!(choose(&phone, &next, NEW).await.path, "/account");
    assert!(!is_signed_in(&asking).await);
}

#[tokio::test]
async fn an_older_mail_dies_with_a_newer_and_both_with_time_or_a_new_password() {
    let house = house().await;
    let (first, second) = (house.browser(), house.browser());
    ask(&first, "alice").await;
    let (old_code, old_link) = ways(&mail(&house, CHOOSE, 1).await);
    ask(&second, "alice").await;
    let (code, link) = ways(&mail(&house, CHOOSE, 2).await);
    assert_eq!(first.open(&old_link).await.status, 410);
    assert_eq!(type_code(&first, &old_code).await.status, 422);
    // Another purpose, another user's mail, another realm: nothing.
    let token = link.rsplit('/').next().unwrap();
    for purpose in ["access", "lock"] {
        assert_eq!(second.open(&format!("/link/{purpose}/{token}")).await.status, 410, "{purpose}");
    }
    assert_eq!(second.open("/link/other/x").await.status, 404);
    let bob = house.browser();
    ask(&bob, "bob").await;
    mail(&house, CHOOSE, 3).await;
    assert_eq!(type_code(&bob, &code).await.status, 422, "alice's code is nothing in bob's recovery");
    house.clock.advance(Duration::from_mins(30));
    assert_eq!(second.open(&link).await.status, 410);
    assert_ne!(type_code(&second, &code).await.path, "/recovery/new-password");
    // A password set meanwhile ends what is under way.
    ask(&second, "alice").await;
    let (code, _) = ways(&mail(&house, CHOOSE, 4).await);
    let next = type_code(&second, &code).await;
    assert_eq!(next.path, "/recovery/new-password");
    house.clock.advance(Duration::from_secs(1));
    let alice = users::find_by_identifier(&house.parts.shared.database, &RealmId::default_realm(), "alice").await;
    let hash = alice.unwrap().unwrap();
    let mut tx = house.parts.shared.database.begin().await.unwrap();
    let unchanged = hash.password_hash.unwrap();
    users::set_password(&mut tx, &hash.realm, &hash.id, &unchanged, house.clock.now()).await.unwrap();
    tx.commit().await.unwrap();
    assert_eq!(choose(&second, &next, NEW).await.path, "/recovery");
    assert_eq!(sign_in(&house.browser(), "alice", PASSWORD).await.path, "/account");
}

#[tokio::test]
async fn five_wrong_codes_end_a_recovery_over_all_browsers() {
    let house = house().await;
    let (browser, other) = (house.browser(), house.browser());
    ask(&browser, "alice").await;
    let (code, link) = ways(&mail(&house, CHOOSE, 1).await);
    other.open(&link).await;
    for (guesser, guess) in [(&browser, "1"), (&other, "2"), (&browser, "33333333"), (&other, "4"), (&browser, "5")] {
        let wrong = type_code(guesser, guess).await;
        assert_eq!((wrong.status, wrong.path.as_str()), (422, "/recovery/code"));
    }
    for guesser in [&browser, &other] {
        assert_eq!(type_code(guesser, &code).await.status, 422, "the right one comes too late");
    }
    assert_eq!(browser.open(&link).await.status, 410);
    assert_eq!(sign_in(&house.browser(), "alice", PASSWORD).await.path, "/account");
}

#[tokio::test]
async fn an_account_gets_three_mails_an_hour_and_a_source_asks_ten_times() {
    let house = house_with(&[]).await;
    for count in 1..=10 {
        let sent = ask(&house.browser(), "alice").await;
        assert_eq!(sent.path, "/recovery/code", "the answer is the same: {count}");
    }
    let refused = ask(&house.browser(), "bob").await;
    assert_eq!(refused.status, 429, "{refused:?}");
    mail(&house, CHOOSE, 3).await;
    tokio::time::sleep(Duration::from_millis(800)).await;
    assert_eq!(subjects(&house).iter().filter(|(_, subject)| subject == CHOOSE).count(), 3);
}

#[tokio::test]
async fn a_second_factor_is_never_skipped() {
    let house = house().await;
    let own = house.browser();
    sign_in(&own, "alice", PASSWORD).await;
    let secret = enroll(&house, &own).await;
    let thief = house.browser();
    ask(&thief, "alice").await;
    let (code, _) = ways(&mail(&house, CHOOSE, 1).await);
    let factor = type_code(&thief, &code).await;
    assert_eq!(factor.path, "/recovery/second-factor/totp", "{factor:?}");
    for path in ["/recovery/new-password", "/recovery/code"] {
        assert_eq!(thief.get(path).await.location(), "/recovery/second-factor/totp", "{path}");
    }
    // The form of the password, sent without having seen it.
    let csrf = factor.field("csrf").unwrap();
    let forced = thief.post("/recovery/new-password", &[("new-password", NEW), ("csrf", &csrf)]).await;
    assert_eq!(forced.location(), "/recovery/second-factor/totp", "{forced:?}");
    for _ in 0..4 {
        let wrong = thief.submit(&factor, &[("code", "000000"), ("action", "verify")]).await;
        assert_eq!(wrong.status, 422, "{wrong:?}");
    }
    let locked = thief.submit(&factor, &[("code", "000000"), ("action", "verify")]).await;
    assert_eq!(locked.status, 429, "{locked:?}");
    let right = thief.submit(&factor, &[("code", &otp(&house, &secret)), ("action", "verify")]).await;
    assert_eq!(right.status, 429, "a locked factor is not looked at");
    assert!(is_signed_in(&own).await, "nothing has changed");
    // Its owner, a little later.
    house.clock.advance(Duration::from_mins(1));
    let next = thief.submit(&factor, &[("code", &otp(&house, &secret)), ("action", "verify")]).await;
    assert_eq!(next.path, "/recovery/new-password", "{next:?}");
    assert_eq!(choose(&thief, &next, NEW).await.path, "/account");
    assert!(is_signed_in(&thief).await && !is_signed_in(&own).await);
    let asked = sign_in(&house.browser(), "alice", NEW).await;
    assert_eq!(asked.path, format!("/login/second-factor/{}", Method::Totp.as_str()), "it is still there");
}

#[tokio::test]
async fn the_host_header_makes_no_link() {
    let house = house().await;
    let browser = house.browser();
    let page = browser.open("/recovery").await;
    let (csrf, cookie) = (page.field("csrf").unwrap(), {
        let kept = browser.cookies.lock().unwrap();
        kept.iter().map(|(name, value)| format!("{name}={value}")).collect::<Vec<_>>().join("; ")
    });
    let fields = [("identifier", "alice"), ("action", "send"), ("csrf", csrf.as_str())];
    let body = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(fields).finish();
    let sent = browser
        .http
        .post(format!("{}/recovery", browser.base))
        .header("host", "evil.example")
        .header("x-forwarded-host", "evil.example")
        .header("forwarded", "host=evil.example;proto=https")
        .header("origin", ISSUER)
        .header("cookie", cookie)
        .header("content-type", "application/x-www-form-urlencoded")
        .body(body)
        .send()
        .await
        .unwrap();
    assert!(sent.status().is_redirection(), "{sent:?}");
    let letter = mail(&house, CHOOSE, 1).await;
    assert!(!letter.text.contains("evil") && !letter.html.contains("evil"));
    ways(&letter);
}

#[tokio::test]
async fn this_was_not_me_ends_everything_and_demands_a_recovery() {
    let house = house().await;
    let thief = house.browser();
    assert_eq!(sign_in(&thief, "alice", PASSWORD).await.path, "/account");
    let letter = mail(&house, "New sign-in to your account", 1).await;
    let lock = path(&letter, "/link/lock/");
    let own = house.browser();
    let page = own.open(&lock).await;
    assert!(is_signed_in(&thief).await, "opening it changes nothing");
    let done = own.submit(&page, &[("action", "confirm")]).await;
    assert!(done.status == 200 && done.body.contains("Your account is locked"), "{done:?}");
    assert!(!is_signed_in(&thief).await);
    assert_eq!(own.open(&lock).await.status, 410, "once");
    // The right password is told why, a wrong one is not.
    let right = sign_in(&house.browser(), "alice", PASSWORD).await;
    assert!(right.status == 422 && right.body.contains("locked by its owner"), "{right:?}");
    let wrong = sign_in(&house.browser(), "alice", "badgers").await;
    assert!(wrong.status == 422 && !wrong.body.contains("locked by its owner"), "{wrong:?}");
    ask(&own, "alice").await;
    let (code, _) = ways(&mail(&house, CHOOSE, 1).await);
    let next = type_code(&own, &code).await;
    assert!(next.body.contains("All sessions of this account end"), "{next:?}");
    assert_eq!(choose(&own, &next, NEW).await.path, "/account");
    assert!(is_signed_in(&own).await);
    assert_eq!(sign_in(&house.browser(), "alice", NEW).await.path, "/account");
    mail(&house, "Your account is locked", 1).await;
}

#[tokio::test]
async fn the_owner_hears_of_factors_passwords_and_locks() {
    let house = house().await;
    let browser = house.browser();
    sign_in(&browser, "alice", PASSWORD).await;
    enroll(&house, &browser).await;
    mail(&house, "A second factor was added", 1).await;
    let page = browser.open("/account/password").await;
    let changed = browser.submit(&page, &[("new-password", NEW), ("action", "save")]).await;
    assert!(changed.body.contains("id=\"notice\""), "{changed:?}");
    mail(&house, "Your password was changed", 1).await;
    for _ in 0..5 {
        sign_in(&house.browser(), "bob", "badgers").await;
    }
    let letter = mail(&house, "Sign-in rests for a moment", 1).await;
    assert_eq!(letter.to, "bob@example.com");
    assert!(letter.text.contains("127.0.0.1"), "{}", letter.text);
    // Who has recovered may sign in at once: the lock is gone.
    let bob = house.browser();
    ask(&bob, "bob").await;
    let (code, _) = ways(&mail(&house, CHOOSE, 1).await);
    let next = type_code(&bob, &code).await;
    assert_eq!(choose(&bob, &next, NEW).await.path, "/account");
    assert_eq!(sign_in(&house.browser(), "bob", NEW).await.path, "/account");
}

#[tokio::test]
async fn an_administrators_link_lets_in_once_without_the_lost_factor() {
    let house = house().await;
    let own = house.browser();
    sign_in(&own, "alice", PASSWORD).await;
    enroll(&house, &own).await;
    let alice = users::find_by_identifier(&house.parts.shared.database, &RealmId::default_realm(), "alice").await;
    let alice = alice.unwrap().unwrap();
    let shared = &house.parts.shared;
    let parts = (shared.hasher.clone(), std::sync::Arc::clone(&shared.sub_keys), shared.outbox.clone());
    let settings = gatehouse::authn::Settings::default();
    let authenticator =
        gatehouse::authn::Authenticator::new(shared.database.clone(), shared.ephemeral.clone(), parts, settings);
    let actor = gatehouse::audit::Actor::Administrator("test");
    let terms = (Duration::from_mins(30), "phone in the sea");
    let token = authenticator.issue_access(&house.origin(), actor, &alice, terms).await.unwrap().unwrap();
    mail(&house, "An administrator made a link for you", 1).await;
    let browser = house.browser();
    let link = format!("/link/access/{}", token.expose());
    let page = browser.open(&link).await;
    assert_eq!(page.path, "/link/access", "{page:?}");
    let next = browser.submit(&page, &[("action", "confirm")]).await;
    assert_eq!(next.path, "/recovery/new-password", "{next:?}");
    assert_eq!(house.browser().open(&link).await.status, 410);
    assert_eq!(choose(&browser, &next, NEW).await.path, "/account");
    assert!(!is_signed_in(&own).await);
    assert_eq!(sign_in(&house.browser(), "alice", NEW).await.path, "/account", "no factor is asked for");
}

#[tokio::test]
async fn without_mail_nothing_is_offered() {
    let house = House::open_without_mail(&[]).await;
    assert!(!house.browser().open("/login").await.body.contains("forgot-password"));
    for page in ["/recovery", "/recovery/code"] {
        assert_eq!(house.browser().get(page).await.status, 404, "{page}");
    }
}
