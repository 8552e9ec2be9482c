//! Another e-mail address, and what was typed before a fresh login, against the running server (AC-05, AC-19).

use std::time::Duration;

use gatehouse::model::{RealmId, User};
use gatehouse::outbound::mail::Letter;
use gatehouse::storage::{audit_events, users};

use crate::support::browser::{Browser, House, ISSUER, Seen};

const PASSWORD: &str = "wombats dig at night";
const NEW: &str = "alice@new.example";
const CODE_SUBJECT: &str = "Confirm your new address";
const CHANGED: &str = "Your address was changed";

async fn house() -> House {
    let house = House::open(&[("rate_limits.preset", "off")]).await;
    for name in ["alice", "bob"] {
        house.add_user(name, PASSWORD).await;
    }
    // Nobody is new any more.
    house.clock.advance(Duration::from_hours(1));
    house
}

async fn sign_in(browser: &Browser, name: &str) -> Seen {
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", name), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await
}

async fn signed_in(house: &House, name: &str) -> Browser {
    let browser = house.browser();
    assert_eq!(sign_in(&browser, name).await.path, "/account");
    browser
}

/// The newest mail with this subject to `address`.
async fn mail(house: &House, subject: &str, address: &str) -> Letter {
    for _ in 0..200 {
        let caught = house.parts.mailer.as_ref().unwrap().caught().unwrap();
        if let Some(found) = caught.into_iter().find(|letter| letter.subject == subject && letter.to == address) {
            return found;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    panic!("no mail “{subject}” to {address}");
}

fn code(letter: &Letter) -> String {
    letter.text.lines().find_map(|line| line.strip_prefix("    ")).unwrap().replace(' ', "")
}

fn link(letter: &Letter, below: &str) -> String {
    let line = letter.text.lines().find(|line| line.contains(below)).unwrap();
    line.strip_prefix(ISSUER).unwrap().to_owned()
}

async fn ask(browser: &Browser, email: &str) -> Seen {
    let page = browser.open("/account/email").await;
    browser.submit(&page, &[("email", email), ("action", "change")]).await
}

async fn alice(house: &House) -> User {
    let database = &house.parts.shared.database;
    users::find_by_identifier(database, &RealmId::default_realm(), "alice").await.unwrap().unwrap()
}

async fn email(house: &House) -> String {
    alice(house).await.email.unwrap()
}

fn has(page: &Seen, id: &str) -> bool {
    page.body.contains(&format!("id=\"{id}\""))
}

#[tokio::test]
async fn the_code_of_the_new_mailbox_changes_the_address() {
    let house = house().await;
    let (browser, elsewhere) = (signed_in(&house, "alice").await, signed_in(&house, "alice").await);
    assert_eq!(browser.get("/account?action=email").await.location(), "/account/email");
    let refused = ask(&browser, "nonsense").await;
    assert!(refused.status == 422 && refused.field("email").as_deref() == Some("nonsense"), "{refused:?}");
    let asked = ask(&browser, NEW).await;
    assert!(asked.path == "/account/email" && has(&asked, "code") && asked.body.contains(NEW), "{asked:?}");
    let letter = mail(&house, CODE_SUBJECT, NEW).await;
    assert!(!letter.text.contains("alice,"), "a name that somebody chose goes to no stranger: {}", letter.text);
    // The mail took its time: what was begun with a fresh login is finished without another.
    house.clock.advance(Duration::from_mins(9));
    let wrong = browser.submit(&asked, &[("code", "000000x"), ("action", "verify")]).await;
    assert!(wrong.status == 422 && has(&wrong, "alert") && has(&wrong, "code"), "{wrong:?}");
    assert_eq!(email(&house).await, "alice@example.com");
    let done = browser.submit(&wrong, &[("code", &code(&letter)), ("action", "verify")]).await;
    assert!(done.path.starts_with("/account?done=email-changed") && has(&done, "notice"), "{done:?}");
    let changed = alice(&house).await;
    assert_eq!((changed.email.as_deref(), changed.email_verified), (Some(NEW), true));
    assert_eq!(elsewhere.get("/account").await.location(), "/login", "every other session has ended");
    for address in ["alice@example.com", NEW] {
        assert!(mail(&house, CHANGED, address).await.text.contains("a…@new.example"), "{address}");
    }
    let rows = audit_events::list(&house.parts.shared.database, &RealmId::default_realm(), 100).await.unwrap();
    for name in ["email.change_requested", "email.verified", "email.changed"] {
        assert!(rows.iter().any(|row| row.event == name && row.actor_id == changed.id.as_str()), "{name}");
    }
    let activity = browser.open("/account/activity").await;
    assert!(activity.body.contains("E-mail address changed"), "{activity:?}");
    assert!(!rows.iter().any(|row| format!("{row:?}").contains("new.example")), "no address in the trail");
}

#[tokio::test]
async fn the_link_counts_where_it_was_asked_for_and_shows_a_code_elsewhere() {
    let house = house().await;
    let browser = signed_in(&house, "alice").await;
    ask(&browser, NEW).await;
    let path = link(&mail(&house, CODE_SUBJECT, NEW).await, "/link/email/");
    // Another browser, another person, and a program that fetches links.
    for stranger in [house.browser(), signed_in(&house, "bob").await] {
        let page = stranger.open(&path).await;
        assert!(page.path == "/link/email" && has(&page, "confirm-link") && !page.body.contains(NEW), "{page:?}");
    }
    assert_eq!(email(&house).await, "alice@example.com");
    let other = house.browser();
    let page = other.open(&path).await;
    let shown = other.submit(&page, &[("action", "confirm")]).await;
    let code = shown.body.split("id=\"shown-code\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    let old = mail(&house, CODE_SUBJECT, NEW).await;
    let page = browser.open("/account/email").await;
    let void = browser.submit(&page, &[("code", &self::code(&old)), ("action", "verify")]).await;
    assert_eq!(void.status, 422, "the one in the mail is void");
    let done = browser.submit(&void, &[("code", &code), ("action", "verify")]).await;
    assert!(done.status == 200 && done.path.starts_with("/account/email?done="), "{done:?}");
    assert_eq!(email(&house).await, NEW);
    assert_eq!(browser.open(&path).await.status, 410, "it is used");
    // In the session that asked, the link itself does it, by a button.
    house.clock.advance(Duration::from_secs(1));
    ask(&browser, "second@new.example").await;
    let path = link(&mail(&house, CODE_SUBJECT, "second@new.example").await, "/link/email/");
    let page = browser.open(&path).await;
    assert!(page.path == "/link/email" && page.body.contains("second@new.example"), "{page:?}");
    let done = browser.submit(&page, &[("action", "confirm")]).await;
    assert!(done.status == 200 && has(&done, "notice"), "{done:?}");
    assert_eq!(email(&house).await, "second@new.example");
}

/// Everything but the mail is the same for an address that belongs to somebody else.
#[tokio::test]
async fn the_page_does_not_tell_whose_an_address_is() {
    let house = house().await;
    let browser = signed_in(&house, "alice").await;
    let mut seen = Vec::new();
    for address in ["bob@example.com", "nob@example.com"] {
        let page = ask(&browser, address).await;
        let wrong = browser.submit(&page, &[("code", "999999"), ("action", "verify")]).await;
        let quiet = |page: &Seen| {
            let text = page.body.replace(address, "ADDRESS");
            let parts: Vec<&str> = text.split("csrf\" value=\"").collect();
            parts.iter().map(|part| part.split_once('"').map_or(*part, |(_, rest)| rest)).collect::<Vec<_>>().join("")
        };
        let shape = |page: &Seen| quiet(page).split("nonce").next().unwrap().len();
        seen.push((page.status, shape(&page), wrong.status, wrong.path.clone()));
        let cancelled = browser.submit(&wrong, &[("action", "cancel")]).await;
        assert!(has(&cancelled, "notice") && has(&cancelled, "submit-email"), "{cancelled:?}");
    }
    assert_eq!(seen[0], seen[1]);
    let told = mail(&house, "This address has an account already", "bob@example.com").await;
    assert!(!told.text.contains("/link/") && told.text.contains("/login"), "{}", told.text);
    mail(&house, CODE_SUBJECT, "nob@example.com").await;
}

#[tokio::test]
async fn a_new_code_can_be_asked_for_and_the_change_given_up() {
    let house = house().await;
    let browser = signed_in(&house, "alice").await;
    let page = ask(&browser, NEW).await;
    let first = code(&mail(&house, CODE_SUBJECT, NEW).await);
    let early = browser.submit(&page, &[("action", "resend")]).await;
    assert!(early.status == 429 && early.header("retry-after") == "30", "{early:?}");
    house.clock.advance(Duration::from_secs(31));
    let again = browser.submit(&early, &[("action", "resend")]).await;
    assert!(again.status == 200 && has(&again, "notice"), "{again:?}");
    let void = browser.submit(&again, &[("code", &first), ("action", "verify")]).await;
    assert_eq!(void.status, 422, "a newer one took its place");
    // In another session of the same person it can be seen and given up, not finished.
    let other = signed_in(&house, "alice").await;
    let seen = other.open("/account/email").await;
    assert!(has(&seen, "pending") && has(&seen, "cancel-change") && !has(&seen, "code"), "{seen:?}");
    other.submit(&seen, &[("action", "cancel")]).await;
    let over = browser.submit(&void, &[("code", "123456"), ("action", "verify")]).await;
    assert_eq!(over.status, 410, "{over:?}");
    assert_eq!(email(&house).await, "alice@example.com");
}

/// A thief in a fresh session moves the account to a mailbox of theirs; the owner's old mailbox brings it back.
#[tokio::test]
async fn this_was_not_me_gives_the_account_back_to_the_former_address() {
    let house = house().await;
    let thief = signed_in(&house, "alice").await;
    let page = ask(&thief, "thief@evil.example").await;
    let typed = code(&mail(&house, CODE_SUBJECT, "thief@evil.example").await);
    thief.submit(&page, &[("code", &typed), ("action", "verify")]).await;
    assert_eq!(email(&house).await, "thief@evil.example");
    // The thief locks it themselves to get a way back: that changes nothing for the owner.
    let letter = mail(&house, CHANGED, "alice@example.com").await;
    house.clock.advance(Duration::from_hours(10 * 24));
    let owner = house.browser();
    let page = owner.open(&link(&letter, "/link/lock/")).await;
    assert!(has(&page, "confirm-link"), "{page:?}");
    let done = owner.submit(&page, &[("action", "confirm")]).await;
    assert!(done.status == 200 && has(&done, "link-next"), "{done:?}");
    assert_eq!(email(&house).await, "alice@example.com");
    assert_eq!(thief.get("/account").await.location(), "/login");
    let page = owner.open("/recovery").await;
    let asked = owner.submit(&page, &[("identifier", "alice@example.com"), ("action", "send")]).await;
    assert_eq!(asked.status, 200, "{asked:?}");
    let way = mail(&house, "Choose a new password", "alice@example.com").await;
    let page = owner.open("/recovery/code").await;
    let choose = owner.submit(&page, &[("code", &code(&way)), ("action", "verify")]).await;
    let fields = [("new-password", "badgers sleep by daylight"), ("action", "save")];
    assert_eq!(owner.submit(&choose, &fields).await.path, "/account");
    assert_eq!(sign_in(&house.browser(), "alice").await.status, 422, "the thief knows the old password only");
    mail(&house, "The former address is back", "thief@evil.example").await;
}

/// What is typed survives the login that a sensitive page asks for; secrets do not, and nothing happens by itself (AC-19).
#[tokio::test]
async fn what_was_typed_is_there_again_after_the_login() {
    let house = house().await;
    let browser = signed_in(&house, "alice").await;
    let page = browser.open("/account/email").await;
    let passwords = browser.open("/account/password").await;
    let codes = browser.open("/account/authenticator").await;
    house.clock.advance(Duration::from_mins(6));
    let typed = [("email", NEW), ("action", "change")];
    let confirm = browser.submit(&page, &typed).await;
    assert_eq!(confirm.path, "/account/confirm/email/password");
    // Another session of the same person, and another page, are given nothing of it.
    let other = signed_in(&house, "alice").await;
    assert!(!has(&other.open("/account/email").await, "kept"));
    let prove = [("password", PASSWORD), ("action", "sign-in")];
    let back = browser.submit(&confirm, &prove).await;
    assert!(back.path == "/account/email" && has(&back, "kept"), "{back:?}");
    assert_eq!(back.field("email").as_deref(), Some(NEW));
    let field = back.body.split("<input").find(|tag| tag.contains("id=\"email\"")).unwrap();
    assert!(field.split('>').next().unwrap().contains(" autofocus"), "{field}");
    let caught = house.parts.mailer.as_ref().unwrap().caught().unwrap();
    assert!(!caught.iter().any(|letter| letter.to == NEW), "nothing was done by itself");
    assert!(!has(&browser.open("/account/email").await, "kept"), "given back once");
    let asked = browser.submit(&back, &typed).await;
    assert!(has(&asked, "code"), "{asked:?}");
    let cancelled = browser.submit(&asked, &[("action", "cancel")]).await;

    // Of a password nothing is kept but the box below it, of a code nothing but the name beside it.
    house.clock.advance(Duration::from_mins(6));
    let secret = "tapirs swim by day";
    let confirm = browser.submit(&passwords, &[("new-password", secret), ("action", "save")]).await;
    let back = browser.submit(&confirm, &prove).await;
    assert!(back.path == "/account/password" && has(&back, "kept") && !back.body.contains(secret), "{back:?}");
    assert!(!back.body.contains(" checked"), "the box was not ticked");
    house.clock.advance(Duration::from_mins(6));
    let fields = [("name", "My <b>phone"), ("code", "314159"), ("action", "enroll")];
    let confirm = browser.submit(&codes, &fields).await;
    let back = browser.submit(&confirm, &prove).await;
    assert!(back.path == "/account/authenticator" && !back.body.contains("314159"), "{back:?}");
    assert!(back.body.contains("My &lt;b&gt;phone") && !back.body.contains("My <b>"), "{back:?}");
    // A form that is not ours leaves nothing behind, and neither does one that is too large.
    house.clock.advance(Duration::from_mins(6));
    browser.post("/account/email", &[("email", "evil@evil.example"), ("action", "change"), ("csrf", "x")]).await;
    let large = "x".repeat(5000);
    let confirm = browser.submit(&cancelled, &[("email", &large), ("action", "change")]).await;
    let back = browser.submit(&confirm, &prove).await;
    assert!(back.path == "/account/email" && !has(&back, "kept") && !back.body.contains("evil"), "{back:?}");
}
