//! Every check as a table: what is refused, where that is said, and what is read.

use super::*;
use crate::clock::Timestamp;
use crate::model::{ClientId, RealmId};
use crate::spec::{
    ClientAuthMethod, ClientMetadata, CodeChallenge, Display, ErrorCode, GrantType, Parameters, ResponseMode, Scope,
};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const BASE: &str =
    "client_id=app&redirect_uri=https%3A%2F%2Fapp.example%2Fcb&response_type=code&scope=openid&state=xyz";
const PKCE: &str = "code_challenge=E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM&code_challenge_method=S256";

fn client(metadata: ClientMetadata) -> Client {
    Client {
        realm: RealmId::default_realm(),
        id: ClientId::from("app"),
        enabled: true,
        metadata: ClientMetadata { redirect_uris: vec!["https://app.example/cb".into()], ..metadata },
        publisher: None,
        version: 1,
        created_at: Timestamp::from_secs(0),
        updated_at: Timestamp::from_secs(0),
    }
}

fn verify_hint(text: &str) -> Result<IdTokenHint, HintError> {
    match text {
        "good" => Ok(IdTokenHint { subject: "alice".into(), audience: vec!["app".into()] }),
        "foreign" => Ok(IdTokenHint { subject: "alice".into(), audience: vec!["other".into()] }),
        _ => Err(HintError),
    }
}

fn run_with(client: &Client, raw: &str) -> Result<CheckedRequest, AuthorizeError> {
    let request = AuthorizationRequest::from(&Parameters::parse(raw).unwrap());
    let offers = Offers { registration: false, acr_values: vec!["pwd".into()] };
    let require_pkce = client.metadata.needs_pkce();
    check(&Asked { request: &request, client, offers: &offers, require_pkce, verify_hint: &verify_hint })
}

/// `BASE` with PKCE and with `changes`: `name=value` replaces or adds, `name` alone removes.
fn run(metadata: ClientMetadata, changes: &str) -> Result<CheckedRequest, AuthorizeError> {
    let names: Vec<&str> = changes.split('&').map(|pair| pair.split('=').next().unwrap()).collect();
    let kept = format!("{BASE}&{PKCE}");
    let kept = kept.split('&').filter(|pair| !names.contains(&pair.split('=').next().unwrap()));
    let added = changes.split('&').filter(|pair| pair.contains('='));
    run_with(&client(metadata), &kept.chain(added).collect::<Vec<_>>().join("&"))
}

fn metadata() -> ClientMetadata {
    ClientMetadata::default()
}

#[test]
fn a_good_request() {
    let checked = run(metadata(), "nonce=n&response_mode=form_post&max_age=60&ui_locales=de+en&display=popup").unwrap();
    assert_eq!(checked.target.uri(), "https://app.example/cb");
    assert_eq!((checked.target.mode(), checked.target.state()), (ResponseMode::FormPost, Some("xyz")));
    assert_eq!(checked.code_challenge, Some(CodeChallenge::of(VERIFIER)));
    assert_eq!((checked.nonce.as_deref(), checked.max_age, checked.display), (Some("n"), Some(60), Display::Popup));
    assert_eq!(checked.ui_locales, ["de", "en"]);
    let text = serde_json::to_string(&checked).unwrap();
    assert_eq!(serde_json::from_str::<CheckedRequest>(&text).unwrap(), checked, "survives storage");
}

#[test]
fn errors_before_the_target_is_known_are_pages() {
    let disabled = Client { enabled: false, ..client(metadata()) };
    let raw = format!("{BASE}&{PKCE}");
    assert!(matches!(run_with(&disabled, &raw), Err(AuthorizeError::Page(_))), "disabled");
    for changes in [
        "client_id",
        "client_id=other",
        "redirect_uri",
        "redirect_uri=https%3A%2F%2Fapp.example%2Fcb%2F",
        "redirect_uri=https%3A%2F%2Fapp.example%2Fcb%3Fx%3D1",
        "redirect_uri=https%3A%2F%2Fevil.example%2Fcb",
        "redirect_uri=https%3A%2F%2Fapp.example%2Fcb%23f",
    ] {
        assert!(matches!(run(metadata(), changes), Err(AuthorizeError::Page(_))), "{changes}");
        // A second error does not change where the first one is said.
        assert!(
            matches!(run(metadata(), &format!("{changes}&response_type")), Err(AuthorizeError::Page(_))),
            "{changes}"
        );
    }
    let machine = ClientMetadata { grant_types: vec![GrantType::ClientCredentials], ..metadata() };
    let error = run(machine, "").unwrap_err();
    assert_eq!((matches!(error, AuthorizeError::Page(_)), error.error().code), (true, ErrorCode::UnauthorizedClient));
}

#[test]
fn errors_afterwards_are_redirects() {
    let long_nonce = format!("nonce={}", "n".repeat(2049));
    for (changes, code) in [
        ("response_type", ErrorCode::InvalidRequest),
        ("response_type=token", ErrorCode::UnsupportedResponseType),
        ("response_mode=web_message", ErrorCode::InvalidRequest),
        ("request=x", ErrorCode::RequestNotSupported),
        ("request_uri=x", ErrorCode::RequestUriNotSupported),
        ("registration=x", ErrorCode::RegistrationNotSupported),
        ("scope", ErrorCode::InvalidScope),
        ("scope=%22", ErrorCode::InvalidScope),
        ("scope=unknown", ErrorCode::InvalidScope),
        ("resource=https%3A%2F%2Fapi.example", ErrorCode::InvalidTarget),
        ("code_challenge", ErrorCode::InvalidRequest),
        ("code_challenge&code_challenge_method", ErrorCode::InvalidRequest),
        ("code_challenge_method=plain", ErrorCode::InvalidRequest),
        (long_nonce.as_str(), ErrorCode::InvalidRequest),
        ("prompt=none+login", ErrorCode::InvalidRequest),
        ("prompt=create", ErrorCode::InvalidRequest),
        ("prompt=dance", ErrorCode::InvalidRequest),
        ("max_age=-1", ErrorCode::InvalidRequest),
        ("max_age=%2B1", ErrorCode::InvalidRequest),
        ("max_age=1.5", ErrorCode::InvalidRequest),
        ("max_age=99999999999999999999", ErrorCode::InvalidRequest),
        ("claims=%5B%5D", ErrorCode::InvalidRequest),
        (
            "claims=%7B%22id_token%22%3A%7B%22acr%22%3A%7B%22essential%22%3Atrue%2C%22value%22%3A%22gold%22%7D%7D%7D",
            ErrorCode::UnmetAuthenticationRequirements,
        ),
        ("id_token_hint=bad", ErrorCode::InvalidRequest),
        ("id_token_hint=foreign", ErrorCode::InvalidRequest),
    ] {
        let error = run(metadata(), changes).unwrap_err();
        assert_eq!(error.error().code, code, "{changes}");
        let AuthorizeError::Redirect(target, _) = error else { panic!("{changes} is a page") };
        assert_eq!((target.uri(), target.state()), ("https://app.example/cb", Some("xyz")), "{changes}");
    }
}

#[test]
fn errors_travel_in_the_mode_asked_for() {
    for (changes, mode) in [
        ("response_mode=form_post&response_type", ResponseMode::FormPost),
        ("response_mode=fragment&scope", ResponseMode::Fragment),
        ("response_mode=nonsense", ResponseMode::Query),
        // {"response_mode":"form_post"} in an unsigned request object.
        ("request=e30.eyJyZXNwb25zZV9tb2RlIjoiZm9ybV9wb3N0In0.", ResponseMode::FormPost),
        ("request=e30.eyJyZXNwb25zZV9tb2RlIjoiZm9ybV9wb3N0In0.&response_mode=fragment", ResponseMode::Fragment),
        ("request=nonsense", ResponseMode::Query),
        ("response_type", ResponseMode::Query),
    ] {
        let Err(AuthorizeError::Redirect(target, _)) = run(metadata(), changes) else { panic!("{changes}") };
        assert_eq!(target.mode(), mode, "{changes}");
    }
}

#[test]
fn wishes_never_fail() {
    for changes in [
        "display=hologram",
        "ui_locales=xx-yy+%C3%BC+de",
        "login_hint=%0A",
        "acr_values=1+2",
        "claims_locales=se",
        "extra=foobar",
    ] {
        assert!(run(metadata(), changes).is_ok(), "{changes}");
    }
    let long = format!("login_hint={}", "x".repeat(300));
    assert_eq!(run(metadata(), &long).unwrap().login_hint, None);
    assert_eq!(run(metadata(), "ui_locales=%C3%BC+de").unwrap().ui_locales, ["de"]);
}

#[test]
fn scopes() {
    let registered = |scope: &str| ClientMetadata { scope: Some(Scope::parse(scope).unwrap()), ..metadata() };
    let refreshing =
        || ClientMetadata { grant_types: vec![GrantType::AuthorizationCode, GrantType::RefreshToken], ..metadata() };
    for (metadata, asked, granted) in [
        (metadata(), "openid+email+unknown", "openid email"),
        (metadata(), "email+openid", "email openid"),
        (metadata(), "profile", "profile"),
        (metadata(), "openid+offline_access", "openid"),
        (refreshing(), "openid+offline_access", "openid offline_access"),
        (registered("openid api:read"), "openid+email+api:read", "openid api:read"),
    ] {
        assert_eq!(run(metadata, &format!("scope={asked}")).unwrap().scope.to_string(), granted, "{asked}");
    }
    let error = run(registered("api:read"), "scope=openid+api:read").unwrap_err();
    assert_eq!(error.error().code, ErrorCode::InvalidScope);
}

#[test]
fn pkce_is_required_unless_registered_without() {
    let without = "code_challenge&code_challenge_method";
    let relaxed = ClientMetadata { require_pkce: false, ..metadata() };
    assert!(run(relaxed.clone(), without).is_ok());
    assert!(run(relaxed.clone(), "").unwrap().code_challenge.is_some(), "what is sent counts all the same");
    let public = ClientMetadata { token_endpoint_auth_method: ClientAuthMethod::None, ..relaxed };
    assert!(run(public, without).is_err());
}

#[test]
fn registered_defaults() {
    let defaults = ClientMetadata { default_max_age: Some(9), default_acr_values: vec!["pwd".into()], ..metadata() };
    let checked = run(defaults.clone(), "").unwrap();
    assert_eq!((checked.max_age, checked.acr_values), (Some(9), vec!["pwd".to_owned()]));
    let checked = run(defaults, "max_age=0&acr_values=x").unwrap();
    assert_eq!((checked.max_age, checked.acr_values), (Some(0), vec!["x".to_owned()]));
}

#[test]
fn subjects() {
    assert_eq!(run(metadata(), "id_token_hint=good").unwrap().hinted_subject.as_deref(), Some("alice"));
    let bob = "claims=%7B%22id_token%22%3A%7B%22sub%22%3A%7B%22value%22%3A%22bob%22%7D%7D%7D";
    let checked = run(metadata(), bob).unwrap();
    assert_eq!(checked.demands(&client(metadata())).subject, Some("bob"));
    assert!(run(metadata(), &format!("{bob}&id_token_hint=good")).is_err());
}

#[test]
fn resources() {
    let metadata = ClientMetadata { resources: vec!["https://api.example".into()], ..metadata() };
    let twice = "resource=https%3A%2F%2Fapi.example&resource=https%3A%2F%2Fapi.example";
    assert_eq!(run(metadata, twice).unwrap().resource, ["https://api.example"]);
}

#[test]
fn who_asks_every_time() {
    let native = |first_party| {
        let mut client = client(ClientMetadata { first_party, ..metadata() });
        client.metadata.redirect_uris = vec!["http://127.0.0.1/cb".into(), "https://app.example/cb".into()];
        client
    };
    let loopback = format!("{BASE}&{PKCE}").replace("https%3A%2F%2Fapp.example", "http%3A%2F%2F127.0.0.1%3A5000");
    let secure = format!("{BASE}&{PKCE}");
    for (first_party, raw, every_time) in [(false, &loopback, true), (true, &loopback, false), (false, &secure, false)]
    {
        let client = native(first_party);
        let checked = run_with(&client, raw).unwrap();
        assert_eq!(checked.demands(&client).asks_every_time, every_time, "{raw}");
    }
}

#[test]
fn claims_beyond_the_scope() {
    let claims = "claims=%7B%22userinfo%22%3A%7B%22email%22%3Anull%2C%22name%22%3Anull%2C%22x%22%3Anull%7D%7D";
    let checked = run(metadata(), &format!("{claims}&scope=openid+email")).unwrap();
    assert_eq!(checked.claims_beyond_scope(), ["name"]);
    let names = |granted: &str| {
        let granted = Scope::parse(granted).unwrap();
        checked.claims_within(&granted).names().map(str::to_owned).collect::<Vec<_>>()
    };
    assert_eq!(names("openid email"), ["email", "name", "x"]);
    assert_eq!(names("openid"), ["name", "x"], "a refused scope does not come back claim by claim");
}
