//! Registrations over a real database, on every engine there is: what happens once happens once.

use futures_util::future::join_all;
use gatehouse::authn::{
    Applicant, Applied, Browser, CeremonyAnswer, FirstKey, Login, LoginRules, PasswordPolicy, RegistrationPolicy,
    Verified,
};
use gatehouse::model::{Field, FirstCredential, RegistrationMode, RegistrationRules, mail_binding};
use gatehouse::storage::{outbox, users, webauthn_credentials};

use super::house::{House, PASSWORD, browser, houses, sub_keys, without_limits};
use super::passkeys::{manner, party};
use crate::support::authenticator::Key;

fn rules() -> RegistrationRules {
    RegistrationRules { mode: RegistrationMode::Open, ..RegistrationRules::default() }
}

/// A browser with a binding of its own.
fn bound(name: &str) -> Browser {
    Browser { binding: name.to_owned().into(), ..browser() }
}

async fn apply(house: &House, (id, browser): (&str, &Browser), email: &str) {
    let profile = gatehouse::model::Sheet::new();
    let applicant = Applicant { email, password: PASSWORD, accepts_terms: false, locale: "en", profile: &profile };
    let (rules, passwords) = (rules(), PasswordPolicy::nist());
    let policy = RegistrationPolicy { registration: &rules, passwords: &passwords };
    let login = Login { id, browser, session_limit: None, rules: gatehouse::authn::LoginRules::default() };
    let applied = house.authn.apply(&house.origin(), login, applicant, policy).await.unwrap();
    assert!(matches!(applied, Applied::Sent), "{applied:?}");
}

/// The codes in the mails that were promised, the oldest first.
async fn codes(house: &House) -> Vec<String> {
    let entries = outbox::due(&house.db.database, house.clock.now(), 100).await.unwrap();
    let codes = entries.iter().filter_map(|entry| {
        let opened = sub_keys().open(&mail_binding(&entry.realm, &entry.id), entry.sealed.as_deref().unwrap());
        let content: serde_json::Value = serde_json::from_str(opened.unwrap().expose()).unwrap();
        content["mail"]["registration"]["code"].as_str().map(str::to_owned)
    });
    codes.collect()
}

async fn submit(house: &House, (id, browser): (&str, &Browser), code: &str) -> Verified {
    let login = Login { id, browser, session_limit: None, rules: gatehouse::authn::LoginRules::default() };
    // Another instance each time: nothing in memory decides.
    house.instance().submit_registration_code(&house.origin(), login, code, &rules()).await.unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_makes_one_account() {
    for house in houses("registration_once", &without_limits()).await {
        let browser = bound("b");
        apply(&house, ("i1", &browser), "ada@example.com").await;
        let code = codes(&house).await.remove(0);
        let tries = (0..4).map(|_| submit(&house, ("i1", &browser), &code));
        let outcomes = join_all(tries).await;
        let made = outcomes.iter().filter(|outcome| matches!(outcome, Verified::SignedIn(_))).count();
        assert_eq!(made, 1, "{outcomes:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_is_one_account() {
    for house in houses("registration_address", &without_limits()).await {
        let browsers = [bound("one"), bound("two"), bound("three")];
        for (id, browser) in ["i0", "i1", "i2"].iter().zip(&browsers) {
            apply(&house, (id, browser), "Ada@Example.com").await;
            house.clock.advance(std::time::Duration::from_secs(1));
        }
        let codes = codes(&house).await;
        assert_eq!(codes.len(), 3);
        let tries = ["i0", "i1", "i2"].into_iter().zip(&browsers).zip(&codes).map(|((id, browser), code)| {
            let house = &house;
            async move { submit(house, (id, browser), code).await }
        });
        let outcomes = join_all(tries).await;
        let made = outcomes.iter().filter(|outcome| matches!(outcome, Verified::SignedIn(_))).count();
        let taken = outcomes.iter().filter(|outcome| matches!(outcome, Verified::Taken)).count();
        assert_eq!((made, taken), (1, 2), "{outcomes:?}");
        let realm = house.origin().realm;
        let user = users::find_by_identifier(&house.db.database, &realm, "ada@example.com").await.unwrap().unwrap();
        assert!(user.email_verified);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_at_once_are_five() {
    for house in houses("registration_guesses", &without_limits()).await {
        let browser = bound("b");
        apply(&house, ("i1", &browser), "ada@example.com").await;
        let code = codes(&house).await.remove(0);
        let guesses: Vec<String> = (0..12).map(|n| format!("{n:06}")).filter(|guess| *guess != code).collect();
        let outcomes = join_all(guesses.iter().map(|guess| submit(&house, ("i1", &browser), guess))).await;
        let looked_at = outcomes.iter().filter(|outcome| matches!(outcome, Verified::Wrong)).count();
        assert_eq!(looked_at, 5, "{outcomes:?}");
        assert!(matches!(submit(&house, ("i1", &browser), &code).await, Verified::Over));
    }
}

#[tokio::test]
async fn a_registration_belongs_to_its_browser_and_realm() {
    for house in houses("registration_bound", &without_limits()).await {
        let own = bound("own");
        apply(&house, ("i1", &own), "ada@example.com").await;
        let code = codes(&house).await.remove(0);
        assert!(matches!(submit(&house, ("i1", &bound("other")), &code).await, Verified::Over));
        assert!(matches!(submit(&house, ("i2", &own), &code).await, Verified::Over));
        let elsewhere = gatehouse::audit::Origin { realm: "other".into(), ..house.origin() };
        let login =
            Login { id: "i1", browser: &own, session_limit: None, rules: gatehouse::authn::LoginRules::default() };
        let there = house.authn.submit_registration_code(&elsewhere, login, &code, &rules()).await.unwrap();
        assert!(matches!(there, Verified::Over), "{there:?}");
        assert!(matches!(submit(&house, ("i1", &own), &code).await, Verified::SignedIn(_)));
    }
}

/// Of a proven registration one passkey makes one account, however often and wherever it is answered (pages N-3, K-6).
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_registration_makes_one_account_with_a_passkey() {
    let rules = RegistrationRules { credential: FirstCredential::Passkey, ..rules() };
    let passwords = PasswordPolicy::nist();
    let policy = RegistrationPolicy { registration: &rules, passwords: &passwords };
    for house in houses("registration_key", &without_limits()).await {
        let (browser, origin) = (bound("b"), house.origin());
        let login = Login { id: "i1", browser: &browser, session_limit: None, rules: LoginRules::default() };
        let profile = [(Field::Name, "Ada".to_owned())].into_iter().collect();
        let applicant =
            Applicant { email: "ada@example.com", password: "", accepts_terms: false, locale: "en", profile: &profile };
        let applied = house.authn.apply(&origin, login, applicant, policy).await.unwrap();
        assert!(matches!(applied, Applied::Sent), "{applied:?}");
        assert!(house.authn.begin_first_key(&origin, login, &party()).await.unwrap().is_none(), "not proven yet");
        let code = codes(&house).await.remove(0);
        let proofs = (0..4).map(|_| async {
            house.instance().submit_registration_code(&house.origin(), login, &code, &rules).await.unwrap()
        });
        let proofs = join_all(proofs).await;
        assert_eq!(proofs.iter().filter(|proof| matches!(proof, Verified::KeyDue)).count(), 1, "{proofs:?}");
        // Four ceremonies, as of four tabs, and each answered twice.
        let mut answers = Vec::new();
        for _ in 0..4 {
            let request = house.authn.begin_first_key(&origin, login, &party()).await.unwrap().unwrap();
            let (_, made) = Key::create(&request.options, &manner());
            answers.extend([(request.id.clone(), made.clone()), (request.id, made)]);
        }
        let tries = answers.iter().map(|(id, credential)| async {
            let answer = CeremonyAnswer { id, credential, is_silent: false };
            let origin = house.origin();
            house.authn.register_with_key(&origin, login, (&party(), answer), &rules).await.unwrap()
        });
        let outcomes = join_all(tries).await;
        assert_eq!(outcomes.iter().filter(|made| **made == FirstKey::Ready).count(), 1, "{outcomes:?}");
        let ada =
            users::find_by_identifier(&house.db.database, &origin.realm, "ada@example.com").await.unwrap().unwrap();
        let keys = webauthn_credentials::list_of_user(&house.db.database, &origin.realm, &ada.id).await.unwrap();
        assert!(keys.len() == 1 && ada.password_hash.is_none());
    }
}
