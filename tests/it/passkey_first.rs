//! Accounts that begin with a passkey and have no password (pages N-3, K-3, K-6, K-10; product AU-04, AU-22).

use std::time::Duration;

use gatehouse::admin::{self, Inviting, NewInvitation, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::model::{RealmId, RealmSettings, User, UserStatus};
use gatehouse::storage::{audit_events, browser_sessions, realms, users, webauthn_credentials};
use serde_json::{Value, json};

use crate::passkeys::Asked;
use crate::support::authenticator::{Key, Manner};
use crate::support::browser::{Browser, House, Seen};

const PASSWORD: &str = "wombats dig at night";
const ISSUER: &str = "http://localhost:8080";
const CALLBACK: &str = "https://app.example.com/cb";
const ADA: &str = "ada@example.com";
const PAGE: &str = "/register/passkey";

async fn house(rules: Value) -> House {
    let house = House::open(&[("server.issuer", ISSUER)]).await;
    house.add_user("alice", PASSWORD).await;
    let metadata = json!({
        "client_name": "Example App", "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none",
        "scope": "openid email", "first_party": true,
    });
    house.add_client("app", metadata).await;
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
    house.clock.advance(Duration::from_secs(11));
}

fn browser(house: &House) -> Browser {
    Browser { origin: Some(ISSUER.to_owned()), ..house.browser() }
}

fn manner() -> Manner {
    Manner::at(ISSUER)
}

async fn user(house: &House, email: &str) -> Option<User> {
    users::find_by_identifier(&house.parts.shared.database, &RealmId::default_realm(), email).await.unwrap()
}

/// The `number`th mail to `address`: its subject, its code and the path of its link.
async fn mail(house: &House, address: &str, number: usize) -> (String, String, String) {
    for _ in 0..200 {
        let caught = house.parts.mailer.as_ref().unwrap().caught().unwrap();
        let mut own: Vec<_> = caught.into_iter().rev().filter(|letter| letter.to == address).collect();
        own.sort_by_key(|letter| letter.date);
        if own.len() >= number {
            let letter = own.swap_remove(number - 1);
            let first = |mark: &str| letter.text.split(mark).nth(1).unwrap_or_default().to_owned();
            let code = first("\n    ").lines().next().unwrap_or_default().replace(' ', "");
            let link = first(ISSUER).split_whitespace().next().unwrap_or_default().to_owned();
            return (letter.subject, code, link);
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no mail {number} to {address}")
}

/// Types name and address, and the code of the mail; with the page that follows.
async fn prove(house: &House, browser: &Browser, page: &Seen) -> Seen {
    let fields = [("email", ADA), ("name", "Ada Lovelace"), ("action", "register")];
    let asked = browser.submit(page, &fields).await;
    assert!(asked.path.ends_with("/verify-email"), "{asked:?}");
    let (_, code, _) = mail(house, ADA, 1).await;
    browser.submit(&asked, &[("code", &code), ("action", "verify")]).await
}

async fn begun(house: &House) -> (Browser, Seen) {
    let own = browser(house);
    let page = own.open("/register").await;
    let due = prove(house, &own, &page).await;
    assert_eq!((due.status, due.path.as_str()), (200, PAGE), "{due:?}");
    (own, due)
}

/// Makes the passkey that `page` asks for; with the page that follows.
async fn make(browser: &Browser, page: &Seen, manner: &Manner) -> (Key, Seen) {
    let asked = Asked::read(page, "id=\"register-form\"");
    let (key, made) = Key::create(&asked.options, manner);
    (key, asked.answer(browser, &made).await)
}

async fn sign_in(browser: &Browser, page: &Seen, key: &mut Key) -> Seen {
    let asked = Asked::read(page, "passkey-form");
    asked.answer(browser, &key.sign(&asked.options, &manner())).await
}

#[tokio::test]
async fn an_account_is_made_with_a_passkey_and_has_no_password() {
    let house = house(json!({"mode": "open", "credential": "passkey"})).await;
    let own = browser(&house);
    let to_app = "/authorize?client_id=app&response_type=code&scope=openid&code_challenge_method=S256\
                  &code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb";
    let login = own.open(to_app).await;
    let page = own.open(&login.path.replace("/login", "/register")).await;
    assert!(page.body.contains("id=\"passkey-first\"") && !page.body.contains("new-password"), "{page:?}");
    assert!(page.body.contains("id=\"name\"") && page.body.contains("<noscript>"), "the name is asked for: {page:?}");
    let nameless = own.submit(&page, &[("email", ADA), ("action", "register")]).await;
    assert!(nameless.status == 422 && nameless.field("email").as_deref() == Some(ADA), "{nameless:?}");
    let due = prove(&house, &own, &page).await;
    assert!(due.path.ends_with(PAGE) && due.body.contains("Create your passkey"), "{due:?}");
    assert!(!due.body.contains("new-password"), "{due:?}");
    assert!(user(&house, ADA).await.is_none(), "nobody is there before the passkey is");
    let asked = Asked::read(&due, "id=\"register-form\"");
    assert_eq!(asked.option("/authenticatorSelection/residentKey"), "required");
    assert_eq!(asked.option("/authenticatorSelection/userVerification"), "required");
    assert_eq!((asked.option("/user/name"), asked.option("/user/displayName")), (json!(ADA), json!("Ada Lovelace")));
    let (mut key, made) = make(&own, &due, &manner()).await;
    assert!(made.path.contains("/passkey?passkey=new") && made.body.contains("id=\"passkey-new\""), "{made:?}");
    let ada = user(&house, ADA).await.unwrap();
    assert!(ada.password_hash.is_none() && ada.password_changed_at.is_none());
    assert!(ada.email_verified && ada.status == UserStatus::Active);
    let (database, realm) = (&house.parts.shared.database, RealmId::default_realm());
    let sessions = browser_sessions::list_of_user(database, &realm, &ada.id).await.unwrap();
    assert!(sessions.is_empty(), "making a key proves nobody");
    let back = sign_in(&own, &made, &mut key).await;
    assert!(back.location().starts_with(CALLBACK) && back.parameter("code").is_some(), "{back:?}");
    let sessions = browser_sessions::list_of_user(database, &realm, &ada.id).await.unwrap();
    assert_eq!(sessions[0].amr, ["hwk", "user", "mfa"]);
    let rows = audit_events::list(database, &realm, 100).await.unwrap();
    for name in ["user.registered", "email.verified", "factor.enabled", "session.started"] {
        assert_eq!(rows.iter().filter(|row| row.event == name && row.actor_id == ada.id.as_str()).count(), 1, "{name}");
    }
    assert_eq!(mail(&house, ADA, 2).await.0, "Welcome");
    // No password opens it, and the way in stays.
    let other = browser(&house);
    let login = other.open("/login").await;
    let asked = other.submit(&login, &[("username", ADA), ("action", "sign-in")]).await;
    assert_eq!(other.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await.status, 422);
    let again = other.open("/login/passkey").await;
    assert_eq!(sign_in(&other, &again, &mut key).await.path, "/account");
}

#[tokio::test]
async fn an_answer_counts_once_and_where_it_was_asked_for() {
    let house = house(json!({"mode": "open", "credential": "passkey"})).await;
    let (own, due) = begun(&house).await;
    let asked = Asked::read(&due, "id=\"register-form\"");
    let (_, made) = Key::create(&asked.options, &manner());
    // In another browser, with a form of its own.
    let thief = browser(&house);
    assert_eq!(thief.open(PAGE).await.path, "/register", "nothing waits there");
    let stolen = Asked { fields: asked.fields.clone(), action: PAGE.to_owned(), options: String::new() };
    assert_eq!(stolen.answer(&thief, &made).await.path, "/register");
    // Too late, for another site, without the person, and not to be found by itself.
    house.clock.advance(Duration::from_mins(6));
    assert_eq!(asked.answer(&own, &made).await.status, 422);
    for wrong in [
        Manner { origin: "https://evil.example".to_owned(), ..manner() },
        Manner { user_verified: false, ..manner() },
        Manner { cross_origin: true, ..manner() },
        Manner { discoverable: false, ..manner() },
    ] {
        let page = own.open(PAGE).await;
        let (_, refused) = make(&own, &page, &wrong).await;
        assert!(refused.status == 422 && refused.body.contains("id=\"alert\""), "{wrong:?}: {refused:?}");
    }
    assert!(user(&house, ADA).await.is_none());
    // Sent without the script.
    let page = own.open(PAGE).await;
    assert_eq!(own.submit(&page, &[("credential", "")]).await.status, 200);
    let asked = Asked::read(&page, "id=\"register-form\"");
    let (_, made) = Key::create(&asked.options, &manner());
    assert!(asked.answer(&own, &made).await.path.ends_with("passkey=new"));
    let ada = user(&house, ADA).await.unwrap();
    let twice = asked.answer(&own, &made).await;
    assert!(!twice.body.contains("passkey-new"), "{twice:?}");
    let (database, realm) = (&house.parts.shared.database, RealmId::default_realm());
    assert_eq!(webauthn_credentials::list_of_user(database, &realm, &ada.id).await.unwrap().len(), 1);
    assert_eq!(own.open(PAGE).await.path, "/register", "it is used up");
}

#[tokio::test]
async fn a_password_will_do_where_the_realm_says_so() {
    let house = house(json!({"mode": "open", "credential": "passkey_or_password"})).await;
    let (own, due) = begun(&house).await;
    assert!(due.body.contains("id=\"password-instead\"") && due.body.contains("id=\"submit-register\""), "{due:?}");
    let weak = own.submit(&due, &[("new-password", "short"), ("action", "password")]).await;
    assert!(weak.status == 422 && weak.body.contains("15 characters"), "{weak:?}");
    let done = own.submit(&weak, &[("new-password", PASSWORD), ("action", "password")]).await;
    assert_eq!(done.path, "/account", "{done:?}");
    assert!(user(&house, ADA).await.unwrap().password_hash.is_some());
    // Where it says that there are none, none can be slipped in.
    set(&house, json!({"mode": "open", "credential": "passkey"})).await;
    let other = browser(&house);
    let page = other.open("/register").await;
    let fields = [("email", "bob@example.com"), ("name", "Bob"), ("new-password", PASSWORD), ("action", "register")];
    let asked = other.submit(&page, &fields).await;
    let (_, code, _) = mail(&house, "bob@example.com", 1).await;
    let due = other.submit(&asked, &[("code", &code), ("action", "verify")]).await;
    let refused = other.submit(&due, &[("new-password", PASSWORD), ("action", "password")]).await;
    assert_eq!(refused.status, 410, "{refused:?}");
    assert!(user(&house, "bob@example.com").await.is_none());
}

#[tokio::test]
async fn links_approvals_and_closed_doors_hold_as_before() {
    let house = house(json!({"mode": "approval", "credential": "passkey"})).await;
    let own = browser(&house);
    let page = own.open("/register").await;
    let asked = own.submit(&page, &[("email", ADA), ("name", "Ada"), ("action", "register")]).await;
    assert!(asked.path.ends_with("/verify-email"));
    let (_, code, link) = mail(&house, ADA, 1).await;
    // Elsewhere the link makes nothing; in its own browser it leads to the passkey.
    let elsewhere = browser(&house);
    let opened = elsewhere.open(&link).await;
    let shown = elsewhere.submit(&opened, &[("action", "confirm")]).await;
    assert!(shown.body.contains("id=\"shown-code\""), "{shown:?}");
    let opened = own.open(&link).await;
    let due = own.submit(&opened, &[("action", "confirm")]).await;
    assert_eq!(due.path, PAGE, "{due:?}");
    assert_eq!(own.open("/register/verify-email").await.path, PAGE, "there is nothing left to prove");
    assert_ne!(own.get(&link).await.status, 200, "the link is used up");
    let replayed = own.submit(&asked, &[("code", &code), ("action", "verify")]).await;
    assert_eq!(replayed.path, PAGE);
    // Closed meanwhile is closed.
    set(&house, json!({})).await;
    let (_, refused) = make(&own, &due, &manner()).await;
    assert_eq!(refused.status, 403, "{refused:?}");
    set(&house, json!({"mode": "domains", "domains": ["elsewhere.test"], "credential": "passkey"})).await;
    let page = own.open(PAGE).await;
    let (_, refused) = make(&own, &page, &manner()).await;
    assert_eq!(refused.status, 410, "{refused:?}");
    assert!(user(&house, ADA).await.is_none());
    set(&house, json!({"mode": "approval", "credential": "passkey"})).await;
    let page = own.open(PAGE).await;
    let (mut key, waits) = make(&own, &page, &manner()).await;
    assert!(waits.status == 200 && waits.body.contains("id=\"waits\""), "{waits:?}");
    assert_eq!(user(&house, ADA).await.unwrap().status, UserStatus::Pending);
    let login = own.open("/login/passkey").await;
    assert_eq!(sign_in(&own, &login, &mut key).await.status, 422, "an administrator decides first");
}

#[tokio::test]
async fn nobody_learns_who_has_an_account() {
    let house = house(json!({"mode": "open", "credential": "passkey"})).await;
    let mut seen = Vec::new();
    for email in ["alice@example.com", "nobody@example.com"] {
        let own = browser(&house);
        let page = own.open("/register").await;
        let asked = own.submit(&page, &[("email", email), ("name", "Ada"), ("action", "register")]).await;
        let wrong = own.submit(&asked, &[("code", "123456"), ("action", "verify")]).await;
        seen.push((asked.status, asked.path.clone(), wrong.status, own.open(PAGE).await.path));
    }
    assert_eq!(seen[0], seen[1]);
    assert_eq!(mail(&house, "alice@example.com", 1).await.0, "You have an account already");
}

#[tokio::test]
async fn an_invitation_is_accepted_with_a_passkey() {
    let house = house(json!({"mode": "invitation", "credential": "passkey"})).await;
    let shared = &house.parts.shared;
    let realm = realms::find_by_name(&shared.database, "default").await.unwrap().unwrap();
    let inviting = Inviting { database: &shared.database, outbox: &shared.outbox, realm: &realm };
    let new = NewInvitation {
        email: ADA.to_owned(),
        invited_by: "Grace Hopper".to_owned(),
        days: 7,
        ..NewInvitation::default()
    };
    let made = inviting.invite(&house.origin(), Actor::Administrator("test"), new).await.unwrap();
    let own = browser(&house);
    let page = own.open(&mail(&house, ADA, 1).await.2).await;
    assert!(page.body.contains("id=\"passkey-first\"") && !page.body.contains("new-password"), "{page:?}");
    let due = own.submit(&page, &[("name", "Ada"), ("action", "accept")]).await;
    assert_eq!(due.path, PAGE, "{due:?}");
    assert!(user(&house, ADA).await.is_none());
    // Taken back meanwhile, it makes nobody.
    inviting.revoke(&house.origin(), Actor::Administrator("test"), &made.id).await.unwrap();
    let (_, refused) = make(&own, &due, &manner()).await;
    assert_eq!(refused.status, 403, "{refused:?}");
    assert!(user(&house, ADA).await.is_none());
    let new = NewInvitation {
        email: ADA.to_owned(),
        invited_by: "Grace Hopper".to_owned(),
        days: 7,
        ..NewInvitation::default()
    };
    inviting.invite(&house.origin(), Actor::Administrator("test"), new).await.unwrap();
    let page = own.open(&mail(&house, ADA, 2).await.2).await;
    let due = own.submit(&page, &[("name", "Ada"), ("action", "accept")]).await;
    let (mut key, made) = make(&own, &due, &manner()).await;
    assert!(made.path.contains("passkey=new"), "{made:?}");
    assert_eq!(sign_in(&own, &made, &mut key).await.path, "/account");
    let rows = audit_events::list(&shared.database, &RealmId::default_realm(), 100).await.unwrap();
    assert_eq!(rows.iter().filter(|row| row.event == "invitation.accepted").count(), 1);
}

/// Who has lost the passkey proves the address and makes another (pages R-4): no password comes in by that door.
#[tokio::test]
async fn a_lost_passkey_is_replaced_by_another() {
    let house = house(json!({"mode": "open", "credential": "passkey"})).await;
    let (own, due) = begun(&house).await;
    let (mut lost, made) = make(&own, &due, &manner()).await;
    assert_eq!(sign_in(&own, &made, &mut lost).await.path, "/account");
    let recover = async |number: usize| {
        let other = browser(&house);
        let page = other.open("/recovery").await;
        let asked = other.submit(&page, &[("identifier", ADA), ("action", "send")]).await;
        let (_, code, _) = mail(&house, ADA, number).await;
        let choice = other.submit(&asked, &[("code", &code), ("action", "verify")]).await;
        assert_eq!(choice.path, "/recovery/new-password", "{choice:?}");
        (other, choice)
    };
    // Nobody is new any more, and nobody is throttled.
    house.clock.advance(Duration::from_hours(2));
    let (other, choice) = recover(3).await;
    assert!(!choice.body.contains("new-password\" name"), "no password at all: {choice:?}");
    let slipped = other.submit(&choice, &[("new-password", PASSWORD), ("action", "save")]).await;
    assert_eq!(slipped.path, "/recovery", "{slipped:?}");
    assert!(user(&house, ADA).await.unwrap().password_hash.is_none());
    let page = other.open("/recovery/new-password").await;
    let asked = Asked::read(&page, "id=\"recovery-form\"");
    assert_eq!(asked.option("/authenticatorSelection/residentKey"), "required");
    let (mut found, made) = Key::create(&asked.options, &manner());
    let fields: Vec<(&str, &str)> = asked.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let fields = [fields.as_slice(), &[("credential", made.as_str()), ("end-other-sessions", "on")]].concat();
    let done = other.post(&asked.action, &fields).await;
    assert_eq!(done.location(), "/login/passkey?passkey=new", "{done:?}");
    assert_eq!(own.get("/account").await.location(), "/login", "every other session has ended");
    assert_eq!(other.get("/account").await.location(), "/login", "making a key proves nobody");
    let replayed = other.post(&asked.action, &fields).await;
    assert_eq!(replayed.location(), "/recovery", "{replayed:?}");
    let page = other.open(done.location()).await;
    assert_eq!(sign_in(&other, &page, &mut found).await.path, "/account");
    let ada = user(&house, ADA).await.unwrap();
    let (database, realm) = (&house.parts.shared.database, RealmId::default_realm());
    assert_eq!(webauthn_credentials::list_of_user(database, &realm, &ada.id).await.unwrap().len(), 2);
}
