//! Factor rules over a real database, on every engine there is: passkeys and security keys beside codes (product AU-20).

use gatehouse::authn::{Browser, Login, LoginFlow, LoginRules, Method, Outcome, RequiredAction};
use gatehouse::model::{CredentialKind, Realm, Terms, UpdateReason, UserStatus};
use gatehouse::storage::users;

use super::house::{House, PASSWORD, browser, houses, realm_with, without_limits};
use super::passkeys::{add, answer, ask, enrolled, manner, party, send, use_key, visit};

fn login<'a>(browser: &'a Browser, realm: &'a Realm) -> Login<'a> {
    Login { id: "i1", browser, session_limit: None, rules: LoginRules { realm: Some(realm), ..LoginRules::default() } }
}

async fn by_password(house: &House, login: Login<'_>) -> Outcome {
    let typed = gatehouse::authn::Typed { identifier: Some("alice"), password: PASSWORD, remember: false };
    house.authn.submit_password(&house.origin(), login, typed).await.unwrap()
}

fn methods(outcome: &Outcome) -> &[Method] {
    match outcome {
        Outcome::Next(LoginFlow::SecondFactor { methods, .. }) => methods,
        other => panic!("{other:?}"),
    }
}

/// A passkey asks for nothing after a password of its own accord; where a rule demands a factor, it is the one to show.
#[tokio::test]
async fn a_passkey_is_the_factor_that_a_rule_demands() {
    for house in houses("rules_passkey", &without_limits()).await {
        let realm = realm_with(r#"[{"name": "all", "require": {"one_of": ["totp"]}}]"#);
        let (_, mut key, _) = enrolled(&house, "alice").await;
        let browser = browser();
        assert!(matches!(house.sign_in(&browser, "alice", PASSWORD).await, Outcome::SignedIn(_)), "no rule");
        let asked = by_password(&house, login(&browser, &realm)).await;
        assert_eq!(methods(&asked), [Method::Passkey]);
        let request = house.authn.begin_second_key(&house.origin(), login(&browser, &realm), &party()).await;
        let request = request.unwrap().unwrap();
        let shown = key.sign(&request.options, &manner());
        let shown = answer(&request, &shown);
        let done = house.authn.submit_second_key(&house.origin(), login(&browser, &realm), &party(), shown).await;
        let Ok(Outcome::SignedIn(signed_in)) = done else { panic!("{done:?}") };
        assert_eq!(signed_in.session.amr, ["pwd", "hwk", "user", "mfa"]);
        // By itself it is two factors already.
        let alone = use_key(&house, &mut key, &manner()).await;
        assert!(matches!(alone, Outcome::SignedIn(_)), "{alone:?}");
    }
}

/// While something is demanded that nobody has, a password alone goes no further, and a factor made meanwhile has to be
/// shown: the login begins again.
#[tokio::test]
async fn a_factor_made_meanwhile_has_to_be_shown() {
    for house in houses("rules_meanwhile", &without_limits()).await {
        let realm = realm_with(r#"[{"name": "all", "require": "any"}]"#);
        house.add("alice", UserStatus::Active).await;
        let owner = visit(&house, &house.signed_in(&browser(), "alice").await).await;
        let elsewhere = Browser { binding: "other".to_owned().into(), ..browser() };
        let stuck = by_password(&house, login(&elsewhere, &realm)).await;
        let Outcome::Next(LoginFlow::Required { user_id, action: RequiredAction::Enroll { .. }, .. }) = &stuck else {
            panic!("{stuck:?}")
        };
        let secret = house.authn.offer_at_login(&house.origin(), login(&elsewhere, &realm), user_id).await.unwrap();
        add(&house, &owner, CredentialKind::Passkey, &manner()).await;
        let code = totp(secret.base32().expose(), &house);
        let late =
            house.authn.enroll_at_login(&house.origin(), login(&elsewhere, &realm), ("App", &code)).await.unwrap();
        assert!(matches!(late, Outcome::Next(LoginFlow::Identify)), "{late:?}");
        assert!(house.authn.totp_factors(&house.origin(), user_id).await.unwrap().is_empty(), "nothing was added");
        assert_eq!(methods(&by_password(&house, login(&elsewhere, &realm)).await), [Method::Passkey]);
    }
}

/// A login by a passkey alone is asked for the terms as well, and for nothing of the password.
#[tokio::test]
async fn a_passkey_does_not_pass_by_the_terms() {
    for house in houses("rules_terms", &without_limits()).await {
        let mut realm = realm_with(r#"[{"name": "all", "require": "any"}]"#);
        let uri = "https://example.com/terms".to_owned();
        let terms = Terms { version: "2".to_owned(), terms_uri: uri, privacy_uri: None };
        realm.settings.registration.terms = Some(terms);
        let (id, mut key, _) = enrolled(&house, "alice").await;
        let mut tx = house.db.database.begin().await.unwrap();
        assert!(users::demand_password(&mut tx, &realm.id, &id, UpdateReason::Administrator).await.unwrap());
        tx.commit().await.unwrap();
        let browser = browser();
        let request = ask(&house, login(&browser, &realm)).await;
        let credential = key.sign(&request.options, &manner());
        let asked = send(&house, login(&browser, &realm), (&request, &credential)).await;
        let demanded = RequiredAction::AcceptTerms { has_changed: false };
        assert!(
            matches!(&asked, Outcome::Next(LoginFlow::Required { action, .. }) if *action == demanded),
            "{asked:?}"
        );
        let older = house.authn.accept_terms(&house.origin(), login(&browser, &realm), "1").await.unwrap();
        assert!(matches!(older, Outcome::Next(LoginFlow::Required { .. })), "{older:?}");
        let done = house.authn.accept_terms(&house.origin(), login(&browser, &realm), "2").await.unwrap();
        let Outcome::SignedIn(signed_in) = done else { panic!("{done:?}") };
        assert_eq!(signed_in.session.amr, ["hwk", "user", "mfa"]);
    }
}

fn totp(secret: &str, house: &House) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(house.clock.now().as_secs()).unwrap()).to_string()
}
