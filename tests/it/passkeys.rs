//! Passkeys over HTTP, as a browser with an authenticator meets them (pages §14).

use std::time::Duration;

use gatehouse::admin::{self, NewRealm, NewUser};
use gatehouse::audit::Actor;
use serde_json::Value;

use crate::support::authenticator::{Key, Manner};
use crate::support::browser::{Browser, House, Seen, attribute};

const PASSWORD: &str = "wombats dig at night";
const ISSUER: &str = "http://localhost:8080";

async fn house() -> House {
    let house = House::open(&[("server.issuer", ISSUER)]).await;
    house.add_user("alice", PASSWORD).await;
    house.add_user("bob", PASSWORD).await;
    house
}

fn browser(house: &House) -> Browser {
    Browser { origin: Some(ISSUER.to_owned()), ..house.browser() }
}

fn manner() -> Manner {
    Manner::at(ISSUER)
}

async fn signed_in(house: &House, name: &str) -> Browser {
    let browser = browser(house);
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", name)]).await;
    let account = browser.submit(&asked, &[("password", PASSWORD)]).await;
    assert_eq!(account.path, "/account", "{account:?}");
    browser
}

/// A form of a page that asks the authenticator for something: its options and its hidden fields.
pub struct Asked {
    pub options: String,
    pub action: String,
    pub fields: Vec<(String, String)>,
}

impl Asked {
    /// The form whose tag holds `mark`.
    pub fn read(page: &Seen, mark: &str) -> Self {
        let found = page.body.split("<form").find(|form| form.contains("data-options=") && form.contains(mark));
        let form = found.unwrap_or_else(|| panic!("nothing is asked: {page:?}")).split("</form>").next().unwrap();
        let inputs = form.split('<').filter(|tag| tag.starts_with("input type=\"hidden\""));
        let field = |tag: &str| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()));
        Self {
            options: attribute(form, "data-options").unwrap(),
            action: attribute(form, "action").unwrap(),
            fields: inputs.filter_map(field).filter(|(name, _)| name != "credential").collect(),
        }
    }

    pub fn option(&self, pointer: &str) -> Value {
        serde_json::from_str::<Value>(&self.options).unwrap().pointer(pointer).cloned().unwrap_or_default()
    }

    pub async fn answer(&self, browser: &Browser, credential: &str) -> Seen {
        let mut fields: Vec<(&str, &str)> =
            self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        fields.push(("credential", credential));
        let seen = browser.post(&self.action, &fields).await;
        browser.follow(Seen { path: self.action.clone(), ..seen }).await
    }
}

/// Adds a passkey or a security key.
async fn add(browser: &Browser, form: &str, manner: &Manner) -> Key {
    let page = browser.open("/account/passkeys").await;
    let asked = Asked::read(&page, form);
    let (key, made) = Key::create(&asked.options, manner);
    let done = asked.answer(browser, &made).await;
    assert!(done.status == 200 && done.body.contains("id=\"notice\""), "{done:?}");
    key
}

#[tokio::test]
async fn a_passkey_is_added_used_named_and_removed() {
    let house = house().await;
    let own = signed_in(&house, "alice").await;
    let mut key = add(&own, "add-passkey-form", &manner()).await;
    let fresh = browser(&house);
    let login = fresh.open("/login").await;
    assert!(login.body.contains("autocomplete=\"username webauthn\""), "{login:?}");
    let asked = Asked::read(&login, "passkey-form");
    assert_eq!((asked.option("/rpId"), asked.option("/allowCredentials")), ("localhost".into(), Value::Array(vec![])));
    let credential = key.sign(&asked.options, &manner());
    let account = asked.answer(&fresh, &credential).await;
    assert_eq!((account.status, account.path.as_str()), (200, "/account"), "{account:?}");
    assert!(account.body.contains("signalAllAcceptedCredentials"), "the passkey manager is told what is good");
    // The very same answer from the same browser: nothing is answered twice.
    let again = browser(&house);
    let replayed = asked.answer(&again, &credential).await;
    assert_eq!(replayed.status, 403, "the form is another browser's");

    let page = fresh.open("/account/passkeys").await;
    let tag = page.body.split('<').find(|tag| tag.contains("name=\"rename\"")).unwrap();
    let id = attribute(tag, "value").unwrap();
    let named = fresh.submit(&page, &[("rename", id.as_str()), ("name", "My <b>phone</b>")]).await;
    assert!(named.body.contains("My &lt;b&gt;phone"), "{named:?}");
    let bob = signed_in(&house, "bob").await;
    let theirs = bob.open("/account/passkeys").await;
    bob.submit(&theirs, &[("remove", id.as_str())]).await;
    assert!(fresh.open("/account/passkeys").await.body.contains("My &lt;b&gt;phone"), "it is not Bob's to remove");
    let removed = fresh.submit(&named, &[("remove", id.as_str())]).await;
    assert!(removed.body.contains("id=\"notice\"") && !removed.body.contains("phone"), "{removed:?}");
    assert_eq!(own.get("/account").await.location(), "/login", "other sessions have ended");
    let asked = Asked::read(&again.open("/login").await, "passkey-form");
    let credential = key.sign(&asked.options, &manner());
    let unknown = asked.answer(&again, &credential).await;
    assert!(unknown.status == 422 && unknown.body.contains("signalUnknownCredential"), "{unknown:?}");
}

#[tokio::test]
async fn forms_are_guarded_and_bound_to_the_browser() {
    let house = house().await;
    let mut key = add(&signed_in(&house, "alice").await, "add-passkey-form", &manner()).await;
    let (mine, other) = (browser(&house), browser(&house));
    let mut asked = Asked::read(&mine.open("/login").await, "passkey-form");
    let theirs = Asked::read(&other.open("/login").await, "passkey-form");
    let credential = key.sign(&asked.options, &manner());
    // My ceremony in another browser's form, my form from elsewhere, my form without its token.
    asked.fields.iter_mut().for_each(|(name, value)| {
        if name == "csrf" {
            value.clone_from(&theirs.fields.iter().find(|(known, _)| known == "csrf").unwrap().1);
        }
    });
    let stolen = asked.answer(&other, &credential).await;
    assert_eq!(stolen.status, 422, "{stolen:?}");
    let again = Asked::read(&mine.open("/login").await, "passkey-form");
    let credential = key.sign(&again.options, &manner());
    let evil = Browser { origin: Some("http://evil.example".to_owned()), ..mine.clone() };
    assert_eq!(again.answer(&evil, &credential).await.status, 403);
    let bare = mine.post("/login/passkey", &[("credential", credential.as_str())]).await;
    assert_eq!(bare.status, 403);
    let account = again.answer(&mine, &credential).await;
    assert_eq!(account.path, "/account", "none of that has spent it: {account:?}");
}

#[tokio::test]
async fn the_page_is_the_same_for_everybody() {
    let house = house().await;
    add(&signed_in(&house, "alice").await, "add-passkey-form", &manner()).await;
    let mut pages = Vec::new();
    for name in ["alice", "bob", "nobody"] {
        let browser = browser(&house);
        let login = browser.open("/login").await;
        let password = browser.submit(&login, &[("username", name)]).await;
        let asked = Asked::read(&password, "passkey-form");
        let mut options: Value = serde_json::from_str(&asked.options).unwrap();
        options["challenge"] = Value::Null;
        let lengths: Vec<(String, usize)> =
            asked.fields.iter().map(|(name, value)| (name.clone(), value.len())).collect();
        pages.push((options, lengths, password.status, password.body.len() - name.len()));
    }
    assert!(pages.iter().all(|page| page.0 == pages[0].0 && page.1 == pages[0].1 && page.2 == pages[0].2), "{pages:?}");
}

#[tokio::test]
async fn a_change_is_confirmed_by_ones_own_passkey() {
    let house = house().await;
    let own = signed_in(&house, "alice").await;
    let mut key = add(&own, "add-passkey-form", &manner()).await;
    let mut foreign = add(&signed_in(&house, "bob").await, "add-passkey-form", &manner()).await;
    house.clock.advance(Duration::from_mins(5));
    let confirm = own.open("/account/passkeys").await;
    assert_eq!(confirm.path, "/account/confirm/passkeys/password");
    let asked = Asked::read(&confirm, "passkey-form");
    let credential = foreign.sign(&asked.options, &manner());
    let refused = asked.answer(&own, &credential).await;
    assert_eq!(refused.status, 422, "Bob's passkey does not confirm what Alice does: {refused:?}");
    let asked = Asked::read(&refused, "passkey-form");
    let credential = key.sign(&asked.options, &manner());
    let page = asked.answer(&own, &credential).await;
    assert_eq!((page.status, page.path.as_str()), (200, "/account/passkeys"), "{page:?}");
}

#[tokio::test]
async fn the_relying_party_is_the_issuer_whatever_host_is_named() {
    let house = house().await;
    let liar = Browser { host: Some("evil.example".to_owned()), ..browser(&house) };
    let asked = Asked::read(&liar.open("/login").await, "passkey-form");
    assert_eq!(asked.option("/rpId"), "localhost");
    // Where the issuer's host is an address, browsers make no passkeys, and none are offered.
    let plain = House::open(&[]).await;
    plain.add_user("alice", PASSWORD).await;
    let login = plain.browser().open("/login").await;
    assert!(!login.body.contains("data-options") && !login.body.contains("webauthn"), "{login:?}");
    let page = plain.browser().open("/login/passkey").await;
    assert!(page.status == 200 && !page.body.contains("passkey-start"), "{page:?}");
}

#[tokio::test]
async fn a_passkey_of_one_realm_opens_no_other() {
    let house = house().await;
    let mut key = add(&signed_in(&house, "alice").await, "add-passkey-form", &manner()).await;
    let database = &house.parts.shared.database;
    let new = NewRealm { name: "acme".to_owned(), display_name: "Acme".to_owned(), host: None };
    let realm = admin::create_realm(database, &house.origin(), Actor::System, new).await.unwrap().id;
    house.parts.realms.clear();
    let new = NewUser { username: "alice".to_owned(), ..NewUser::default() };
    house.add_user_in(&realm, PASSWORD, new).await;
    let browser = browser(&house);
    let asked = Asked::read(&browser.open("/realms/acme/login").await, "passkey-form");
    assert_eq!(asked.option("/rpId"), "localhost", "they share an origin, and authenticators cannot tell them apart");
    let credential = key.sign(&asked.options, &manner());
    let refused = asked.answer(&browser, &credential).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    assert!(!refused.body.contains("signalUnknownCredential"), "the other realm still needs it");
}

#[tokio::test]
async fn managers_find_the_pages() {
    let house = house().await;
    let browser = browser(&house);
    let told = browser.get("/.well-known/passkey-endpoints").await;
    assert_eq!(told.header("content-type"), "application/json");
    assert_eq!((told.text("enroll"), told.text("manage")), {
        let page = format!("{ISSUER}/account/passkeys");
        (page.clone(), page)
    });
    let led = browser.get("/.well-known/change-password").await;
    assert_eq!((led.status, led.location()), (303, "/account/password"));
}

#[tokio::test]
async fn a_security_key_is_the_second_step() {
    let house = house().await;
    let own = signed_in(&house, "alice").await;
    let plain = Manner { user_verified: false, discoverable: false, ..manner() };
    let mut key = add(&own, "add-security-key-form", &plain).await;
    let fresh = browser(&house);
    let login = fresh.open("/login").await;
    let asked = fresh.submit(&login, &[("username", "alice")]).await;
    let second = fresh.submit(&asked, &[("password", PASSWORD)]).await;
    assert_eq!(second.path, "/login/second-factor/passkey", "{second:?}");
    let bare = fresh.submit(&second, &[("action", "verify")]).await;
    assert_eq!(bare.path, "/login/second-factor/passkey", "without the script it is the same page");
    let asked = Asked::read(&second, "second-factor-form");
    assert_eq!(asked.option("/allowCredentials").as_array().unwrap().len(), 1);
    let wrong = Manner { origin: "http://localhost:9999".to_owned(), ..plain.clone() };
    let credential = key.sign(&asked.options, &wrong);
    let refused = asked.answer(&fresh, &credential).await;
    assert_eq!(refused.status, 422, "{refused:?}");
    let asked = Asked::read(&refused, "second-factor-form");
    let credential = key.sign(&asked.options, &plain);
    let account = asked.answer(&fresh, &credential).await;
    assert_eq!((account.status, account.path.as_str()), (200, "/account"), "{account:?}");
    // Backup codes stand in for it.
    let codes = fresh.open("/account/backup-codes").await;
    assert!(codes.body.contains("make-codes"), "{codes:?}");
}

#[tokio::test]
async fn a_passkey_is_offered_where_the_browser_can_make_one() {
    let house = house().await;
    let browser = browser(&house);
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", "alice")]).await;
    let offer = browser.submit(&asked, &[("password", PASSWORD), ("can-enroll", "1")]).await;
    assert_eq!(offer.path, "/login/enroll/passkey", "{offer:?}");
    let asked = Asked::read(&offer, "enroll-form");
    let (mut key, made) = Key::create(&asked.options, &Manner { synced: true, ..manner() });
    let account = asked.answer(&browser, &made).await;
    assert_eq!(account.path, "/account", "{account:?}");
    assert_eq!(browser.open("/login/enroll/passkey").await.path, "/account", "it is not offered again");
    let fresh = Browser { cookies: std::sync::Arc::default(), ..browser.clone() };
    let asked = Asked::read(&fresh.open("/login").await, "passkey-form");
    let credential = key.sign(&asked.options, &Manner { synced: true, ..manner() });
    assert_eq!(asked.answer(&fresh, &credential).await.path, "/account");
    let nobody = Browser { cookies: std::sync::Arc::default(), ..browser };
    assert!(nobody.open("/login/enroll/passkey").await.path.starts_with("/login"), "nobody is signed in");
}
