//! Invitations, against the running server and its caught mail (pages N-6, product UM-09).

use std::time::Duration;

use gatehouse::admin::{self, Inviting, NewInvitation, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::model::{ClientId, Invitation, RealmId, RealmSettings};
use gatehouse::storage::{audit_events, realms, registrations, users};
use serde_json::{Value, json};

use crate::support::browser::{Browser, House, ISSUER, Seen};

const PASSWORD: &str = "wombats dig at night";
const ACCEPT: [(&str, &str); 2] = [("new-password", PASSWORD), ("action", "accept")];

async fn house(rules: Value) -> House {
    let house = House::open(&[]).await;
    set(&house, rules).await;
    house
}

async fn set(house: &House, rules: Value) {
    let database = &house.parts.shared.database;
    let realm = realms::find_by_name(database, "default").await.unwrap().unwrap();
    let settings = RealmSettings { registration: serde_json::from_value(rules).unwrap(), ..realm.settings };
    let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
    admin::change_realm(database, &house.origin(), Actor::System, change).await.unwrap();
    house.clock.advance(Duration::from_secs(11));
}

async fn invite(house: &House, new: NewInvitation) -> Invitation {
    let shared = &house.parts.shared;
    let realm = realms::find_by_name(&shared.database, "default").await.unwrap().unwrap();
    let inviting = Inviting { database: &shared.database, outbox: &shared.outbox, realm: &realm };
    let new = NewInvitation { invited_by: "Grace <b>Hopper</b>".to_owned(), days: 7, ..new };
    inviting.invite(&house.origin(), Actor::Administrator("test"), new).await.unwrap()
}

fn to(email: &str) -> NewInvitation {
    NewInvitation { email: email.to_owned(), ..NewInvitation::default() }
}

/// Subject and link of the newest mail to `address`, once there are `number` of them.
async fn mail(house: &House, address: &str, number: usize) -> (String, String) {
    for _ in 0..200 {
        let caught = house.parts.mailer.as_ref().unwrap().caught().unwrap();
        let mut own: Vec<_> = caught.into_iter().rev().filter(|letter| letter.to == address).collect();
        own.sort_by_key(|letter| letter.date);
        if own.len() >= number {
            let letter = own.swap_remove(number - 1);
            let link = letter.text.split(ISSUER).nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
            return (letter.subject, link);
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no mail {number} to {address}")
}

async fn open(house: &House, address: &str) -> (Browser, Seen, String) {
    let (_, link) = mail(house, address, 1).await;
    let browser = house.browser();
    let page = browser.open(&link).await;
    (browser, page, link)
}

#[tokio::test]
async fn somebody_who_is_invited_has_an_account_with_one_form() {
    let house = house(json!({
        "mode": "invitation", "terms": {"version": "2026-11", "terms_uri": "https://example.com/terms"},
        "fields": [{"field": "given_name", "at": "registration", "required": true}],
    }))
    .await;
    let refused = house.browser().get("/register").await;
    assert!(refused.status == 403 && refused.body.contains("invitation_needed"), "{refused:?}");
    assert!(!house.browser().open("/login").await.body.contains("id=\"create-account\""));
    let note = "See you on <i>Monday</i>".to_owned();
    let made = invite(&house, NewInvitation { note, ..to("Ada@Example.com") }).await;
    let (subject, link) = mail(&house, "Ada@Example.com", 1).await;
    assert_eq!(subject, "You are invited");
    assert!(link.starts_with("/link/invitation/gi_"), "{link}");
    // Programs that fetch links spend nothing, and the token leaves the address before anything else is loaded.
    for _ in 0..3 {
        assert_eq!(house.browser().get(&link).await.location(), "/register/invitation");
    }
    let (browser, page, _) = open(&house, "Ada@Example.com").await;
    assert_eq!((page.status, page.path.as_str()), (200, "/register/invitation"), "{page:?}");
    for part in [
        "id=\"invited-by\"",
        "id=\"invitation-until\"",
        "id=\"invitation-note\"",
        "id=\"accept-terms\"",
        "id=\"given_name\"",
    ] {
        assert!(page.body.contains(part), "{part}: {}", page.body);
    }
    assert!(!page.body.contains("<b>Hopper") && !page.body.contains("<i>Monday"));
    assert!(!page.body.contains(link.rsplit('/').next().unwrap()), "the page does not hold the token");
    assert_eq!(page.field("email").as_deref(), Some("Ada@Example.com"));
    // What is wrong is said, and what was typed stays.
    let again =
        browser.submit(&page, &[("given_name", "\u{202e}Ada"), ("new-password", "short"), ("action", "accept")]).await;
    assert_eq!(again.status, 422);
    for sentence in ["15 characters", "Accept the terms", "characters cannot be used"] {
        assert!(again.body.contains(sentence), "{sentence}: {}", again.body);
    }
    let missing = browser.submit(&page, &[("given_name", " "), ("accept-terms", "on"), ACCEPT[0], ACCEPT[1]]).await;
    assert!(missing.status == 422 && missing.body.contains("cannot be left out"), "{missing:?}");
    let other = browser.submit(&page, &[("given_name", "Ada"), ("language", "de")]).await;
    assert!(other.body.contains("Sie sind eingeladen") && other.field("given_name").as_deref() == Some("Ada"));
    // Another address in the form counts for nothing.
    let fields = [("email", "eve@example.com"), ("given_name", "Ada"), ("accept-terms", "on"), ACCEPT[0], ACCEPT[1]];
    let done = browser.submit(&page, &fields).await;
    assert_eq!((done.status, done.path.as_str()), (200, "/account"), "{done:?}");
    let (database, realm) = (&house.parts.shared.database, RealmId::default_realm());
    assert!(users::find_by_identifier(database, &realm, "eve@example.com").await.unwrap().is_none());
    let user = users::find_by_identifier(database, &realm, "ada@example.com").await.unwrap().unwrap();
    assert!(user.email_verified && user.claims["given_name"] == "Ada", "{user:?}");
    assert!(registrations::accepted_terms(database, (&realm, &user.id), "2026-11").await.unwrap().is_some());
    let rows = audit_events::list(database, &realm, 100).await.unwrap();
    let accepted = rows.iter().find(|row| row.event == "invitation.accepted").unwrap();
    assert_eq!((accepted.actor_id.as_str(), accepted.target_id.as_str()), (user.id.as_str(), made.id.as_str()));
    assert_eq!(mail(&house, "Ada@Example.com", 2).await.0, "Willkommen", "in the language of the page");
    // Going back leads home; for anybody else it is over, and the page says whom to ask.
    assert_eq!(browser.open(&link).await.path, "/account");
    let late = house.browser().open(&link).await;
    assert!(late.status == 410 && late.body.contains("was used") && late.body.contains("Grace"), "{late:?}");
    assert!(!late.body.contains("xample.com"), "the address is not told any more");
}

#[tokio::test]
async fn what_cannot_be_accepted_says_whom_to_ask() {
    let house = house(json!({"mode": "open"})).await;
    house.add_user("alice", PASSWORD).await;
    let shared = &house.parts.shared;
    let realm = realms::find_by_name(&shared.database, "default").await.unwrap().unwrap();
    let inviting = Inviting { database: &shared.database, outbox: &shared.outbox, realm: &realm };
    invite(&house, to("alice@example.com")).await;
    let (_, known, _) = open(&house, "alice@example.com").await;
    assert!(known.status == 200 && known.body.contains("You have an account already"), "{known:?}");
    assert!(known.body.contains("href=\"/login\"") && !known.body.contains("id=\"register-form\""));
    let made = invite(&house, to("bob@example.com")).await;
    let (browser, page, link) = open(&house, "bob@example.com").await;
    inviting.revoke(&house.origin(), Actor::System, &made.id).await.unwrap();
    let revoked = browser.submit(&page, &ACCEPT).await;
    assert!(
        revoked.status == 410 && revoked.body.contains("taken back") && revoked.body.contains("Grace"),
        "{revoked:?}"
    );
    invite(&house, to("carol@example.com")).await;
    let (browser, page, _) = open(&house, "carol@example.com").await;
    house.clock.advance(Duration::from_hours(24 * 7));
    let expired = house.browser().open(&mail(&house, "carol@example.com", 1).await.1).await;
    assert!(expired.status == 410 && expired.body.contains("has expired"), "{expired:?}");
    // The browser forgot the link it had opened: it is opened once more.
    assert_eq!(browser.submit(&page, &ACCEPT).await.status, 410);
    for strange in ["/link/invitation/gi_nobody", "/register/invitation"] {
        let seen = house.browser().open(strange).await;
        assert!(seen.status == 410 && seen.body.contains("link_spent"), "{seen:?}");
    }
    // Closed is closed for whoever was invited as well, and by name.
    set(&house, json!({})).await;
    let closed = house.browser().open(&link).await;
    assert!(closed.status == 403 && closed.body.contains("registration_closed"), "{closed:?}");
    let count = users::search(&shared.database, &RealmId::default_realm(), "", ("", 9)).await.unwrap().len();
    assert_eq!(count, 1);
}

#[tokio::test]
async fn an_invitation_leads_to_its_application_and_belongs_to_a_browser() {
    let house = house(json!({"mode": "approval"})).await;
    let app = json!({
        "client_name": "Example App", "redirect_uris": ["https://app.example.com/cb"], "client_uri": "https://app.example.com/",
        "token_endpoint_auth_method": "none",
    });
    house.add_client("app", app).await;
    let client_id = Some(ClientId::from("app"));
    invite(&house, NewInvitation { client_id, ..to("ada@example.com") }).await;
    let (browser, page, _) = open(&house, "ada@example.com").await;
    assert!(page.body.contains("Example App"), "{page:?}");
    // The form of one browser is nothing in another.
    let thief = house.browser();
    let stolen =
        thief.post("/register/invitation", &[("csrf", &page.field("csrf").unwrap()), ACCEPT[0], ACCEPT[1]]).await;
    assert_eq!(stolen.status, 410, "{stolen:?}");
    let stale = browser.post("/register/invitation", &ACCEPT).await;
    assert!(stale.status == 403 && stale.body.contains("id=\"register-form\""), "{stale:?}");
    let done = browser.submit(&page, &ACCEPT).await;
    assert_eq!(done.location(), "https://app.example.com/", "{done:?}");
    assert_eq!(browser.get("/account").await.status, 200, "signed in without anybody's approval");
}
