//! Step-up by passkeys and security keys over HTTP (RFC 9470; `phr` and `phrh`), as a browser with an authenticator meets it.

use serde_json::{Value, json};

use crate::support::app::part;
use crate::support::authenticator::{Key, Manner};
use crate::support::browser::{Browser, House, Seen, attribute};

const PASSWORD: &str = "wombats dig at night";
const ISSUER: &str = "http://localhost:8080";
const CALLBACK: &str = "https://app.example.com/cb";

async fn house() -> House {
    let house = House::open(&[("server.issuer", ISSUER)]).await;
    house.add_user("alice", PASSWORD).await;
    let metadata = json!({
        "client_name": "Bank", "redirect_uris": [CALLBACK], "grant_types": ["authorization_code"],
        "token_endpoint_auth_method": "none", "scope": "openid", "first_party": true,
    });
    house.add_client("bank", metadata).await;
    house
}

fn manner() -> Manner {
    Manner::at(ISSUER)
}

fn synced() -> Manner {
    Manner { synced: true, step: 0, ..manner() }
}

async fn signed_in(house: &House) -> Browser {
    let browser = Browser { origin: Some(ISSUER.to_owned()), ..house.browser() };
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", "alice")]).await;
    let account = browser.submit(&asked, &[("password", PASSWORD)]).await;
    assert_eq!(account.path, "/account", "{account:?}");
    browser
}

fn wishing(acr: &str) -> String {
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    format!(
        "/authorize?client_id=bank&response_type=code&redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb&scope=openid\
         &code_challenge={challenge}&code_challenge_method=S256&acr_values={acr}"
    )
}

fn demanding(acr: &str) -> String {
    let claims = json!({"id_token": {"acr": {"essential": true, "values": [acr]}}}).to_string();
    let claims: String = url::form_urlencoded::byte_serialize(claims.as_bytes()).collect();
    format!("{}&claims={claims}", wishing(""))
}

/// Answers the form of `page` whose tag holds `mark` with what `sign` makes of its options.
async fn answer(browser: &Browser, page: &Seen, mark: &str, sign: impl FnOnce(&str) -> String) -> Seen {
    let found = page.body.split("<form").find(|form| form.contains("data-options=") && form.contains(mark));
    let form = found.unwrap_or_else(|| panic!("nothing is asked: {page:?}")).split("</form>").next().unwrap();
    let hidden = |name: &str| {
        let tag = form.split('<').find(|tag| tag.contains(&format!("name=\"{name}\"")));
        tag.and_then(|tag| attribute(tag, "value")).unwrap_or_default()
    };
    let credential = sign(&attribute(form, "data-options").unwrap());
    let (csrf, ceremony) = (hidden("csrf"), hidden("ceremony"));
    let action = attribute(form, "action").unwrap();
    let fields = [("csrf", csrf.as_str()), ("ceremony", ceremony.as_str()), ("credential", credential.as_str())];
    let kind = hidden("kind");
    let fields: Vec<(&str, &str)> =
        fields.into_iter().chain([("kind", kind.as_str())].into_iter().filter(|(_, kind)| !kind.is_empty())).collect();
    let seen = browser.post(&action, &fields).await;
    browser.follow(Seen { path: action.clone(), ..seen }).await
}

async fn add(browser: &Browser, form: &str, manner: &Manner) -> Key {
    let page = browser.open("/account/passkeys").await;
    let mut made = None;
    let done = answer(browser, &page, form, |options| {
        let (key, credential) = Key::create(options, manner);
        made = Some(key);
        credential
    })
    .await;
    assert!(done.status == 200 && done.body.contains("id=\"notice\""), "{done:?}");
    made.unwrap()
}

async fn acr(browser: &Browser, back: &Seen) -> (String, Value) {
    let code = back.parameter("code").unwrap_or_else(|| panic!("{back:?}"));
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "bank"),
        ("redirect_uri", CALLBACK),
        ("code", &code),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
    ];
    let tokens = browser.post("/token", &fields).await;
    let (id, access) = (part(&tokens.text("id_token"), 1), part(&tokens.text("access_token"), 1));
    assert_eq!(id["acr"], access["acr"], "resource servers are told the same (RFC 9470 §6.1)");
    (id["acr"].as_str().unwrap().to_owned(), id["amr"].clone())
}

#[tokio::test]
async fn a_passkey_reaches_phr_and_a_bound_key_phrh() {
    let house = house().await;
    let browser = signed_in(&house).await;
    let mut passkey = add(&browser, "add-passkey-form", &synced()).await;
    // Adding one proves nobody (pages K-10): the session is one of a password, and it is asked for.
    let asked = browser.open(&wishing("phr")).await;
    assert!(asked.path.ends_with("/second-factor/passkey") && asked.body.contains("id=\"step-up\""), "{asked:?}");
    let back = answer(&browser, &asked, "second-factor-form", |options| passkey.sign(options, &synced())).await;
    let (stated, methods) = acr(&browser, &back).await;
    assert_eq!((stated.as_str(), methods), ("phr", json!(["pwd", "swk", "user", "mfa"])));
    // Stated where it was asked for; to everybody else it is what it always was.
    let plain = browser.open(&wishing("")).await;
    assert_eq!(acr(&browser, &plain).await.0, "urn:gatehouse:mfa");
    let refused = browser.open(&demanding("phrh")).await;
    assert_eq!(refused.parameter("error").as_deref(), Some("unmet_authentication_requirements"), "it can be copied");
    let wished = browser.open(&wishing("phrh")).await;
    assert_eq!(acr(&browser, &wished).await.0, "urn:gatehouse:mfa", "no more is said than was reached");

    let mut key = add(&browser, "add-security-key-form", &manner()).await;
    let asked = browser.open(&demanding("phrh")).await;
    assert!(asked.path.ends_with("/second-factor/passkey"), "{asked:?}");
    let back = answer(&browser, &asked, "second-factor-form", |options| key.sign(options, &manner())).await;
    assert_eq!(acr(&browser, &back).await.0, "phrh");
    let within = browser.open(&demanding("phr")).await;
    assert_eq!(acr(&browser, &within).await.0, "phr", "the stronger includes the weaker");
}

#[tokio::test]
async fn a_login_by_a_passkey_that_does_not_do_is_completed() {
    let house = house().await;
    let own = signed_in(&house).await;
    let mut passkey = add(&own, "add-passkey-form", &synced()).await;
    let mut key = add(&own, "add-security-key-form", &manner()).await;
    let browser = Browser { origin: Some(ISSUER.to_owned()), ..house.browser() };
    let login = browser.open(&demanding("phrh")).await;
    assert!(login.path.ends_with("/login"), "{login:?}");
    let asked = answer(&browser, &login, "passkey-form", |options| passkey.sign(options, &synced())).await;
    assert!(asked.path.ends_with("/second-factor/passkey") && asked.body.contains("id=\"step-up\""), "{asked:?}");
    let back = answer(&browser, &asked, "second-factor-form", |options| key.sign(options, &manner())).await;
    assert_eq!(acr(&browser, &back).await.0, "phrh");
}
