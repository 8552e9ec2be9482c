//! Security keys after the password over a real database, on every engine there is.

use std::time::Duration;

use gatehouse::audit::Actor;
use gatehouse::authn::{Complaint, Login, LoginFlow, Method, NewCredential, Outcome, Typed};
use gatehouse::model::CredentialKind;
use gatehouse::storage::browser_sessions;

use super::house::{House, PASSWORD, browser, houses, without_limits};
use super::passkeys::{add, answer, ask, complaint, enrolled, login, manner, party, use_key};
use crate::support::authenticator::{Key, Manner};

/// Gives the password in a login of its own.
async fn half(house: &House, login: Login<'_>, name: &str) -> Outcome {
    let typed = Typed { identifier: Some(name), password: PASSWORD, remember: false };
    house.authn.submit_password(&house.origin(), login, typed).await.unwrap()
}

fn methods(outcome: &Outcome) -> Vec<Method> {
    match outcome {
        Outcome::Next(LoginFlow::SecondFactor { methods, .. }) => methods.clone(),
        _ => Vec::new(),
    }
}

async fn second(house: &House, login: Login<'_>, key: &mut Key, manner: &Manner) -> Outcome {
    let request = house.authn.begin_second_key(&house.origin(), login, &party()).await.unwrap().unwrap();
    let credential = key.sign(&request.options, manner);
    let given = answer(&request, &credential);
    house.authn.submit_second_key(&house.origin(), login, &party(), given).await.unwrap()
}

#[tokio::test]
async fn a_security_key_is_asked_for_after_the_password() {
    for house in houses("passkeys_second", &without_limits()).await {
        let (id, mut passkey, own) = enrolled(&house, "alice").await;
        let browser = browser();
        let here = login("i1", &browser);
        assert!(matches!(half(&house, here, "alice").await, Outcome::SignedIn(_)), "a passkey alone asks for nothing");
        // Neither verified nor discoverable.
        let plain = Manner { user_verified: false, discoverable: false, ..manner() };
        let (mut key, added) = add(&house, &own, CredentialKind::SecurityKey, &plain).await;
        assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
        let live = browser_sessions::list_of_user(&house.db.database, &house.origin().realm, &id).await.unwrap();
        assert_eq!(live.iter().map(|session| &session.id).collect::<Vec<_>>(), [&own.session.id], "others have ended");
        assert_eq!(methods(&half(&house, here, "alice").await), [Method::Passkey]);
        let Outcome::SignedIn(signed_in) = second(&house, here, &mut key, &plain).await else {
            panic!("not signed in")
        };
        assert_eq!(
            (signed_in.session.amr.join(" "), signed_in.session.acr.as_str()),
            ("pwd hwk user mfa".to_owned(), "urn:gatehouse:mfa")
        );
        // A passkey counts as well, and only where it verifies.
        half(&house, here, "alice").await;
        let unverified = Manner { user_verified: false, ..manner() };
        assert_eq!(complaint(second(&house, here, &mut passkey, &unverified).await), Complaint::WrongCode);
        assert!(matches!(second(&house, here, &mut passkey, &manner()).await, Outcome::SignedIn(_)));
        // By itself the key opens nothing, verified or not.
        for verified in [true, false] {
            let alone = Manner { user_verified: verified, ..manner() };
            let refused = complaint(use_key(&house, &mut key, &alone).await);
            assert_eq!(refused, Complaint::WrongKey, "{verified}");
        }
        // Backup codes stand in for it.
        let codes = house.authn.make_backup_codes(&house.origin(), &id).await.unwrap();
        assert_eq!(methods(&half(&house, here, "alice").await), [Method::Passkey, Method::BackupCode]);
        let typed = codes[0].expose();
        let by_code = house.authn.submit_code(&house.origin(), here, Method::BackupCode, typed).await.unwrap();
        assert!(matches!(by_code, Outcome::SignedIn(_)));
    }
}

#[tokio::test]
async fn wrong_keys_count_and_lock_like_wrong_codes() {
    for house in houses("passkeys_tally", &without_limits()).await {
        let (_, mut stranger, _) = enrolled(&house, "mallory").await;
        let (id, _, own) = enrolled(&house, "alice").await;
        let plain = Manner { user_verified: false, discoverable: false, ..manner() };
        let (mut key, _) = add(&house, &own, CredentialKind::SecurityKey, &plain).await;
        let browser = browser();
        let mut complaints = Vec::new();
        for round in 0..5 {
            let flow = format!("i{round}");
            half(&house, login(&flow, &browser), "alice").await;
            // Another user's key, whose answer is good in itself.
            complaints.push(complaint(second(&house, login(&flow, &browser), &mut stranger, &manner()).await));
        }
        assert_eq!(complaints[..4], [Complaint::WrongCode; 4]);
        assert_eq!(complaints[4], Complaint::Locked(Duration::from_secs(30)));
        let here = login("i9", &browser);
        half(&house, here, "alice").await;
        assert!(matches!(complaint(second(&house, here, &mut key, &plain).await), Complaint::Locked(_)));
        house.clock.advance(Duration::from_secs(30));
        // A ceremony of the first step answers nothing in the second, and one that is too old counts nothing.
        let asked = ask(&house, here).await;
        let credential = key.sign(&asked.options, &plain);
        let given = answer(&asked, &credential);
        let crossed = house.authn.submit_second_key(&house.origin(), here, &party(), given).await.unwrap();
        assert_eq!(complaint(crossed), Complaint::KeyExpired);
        assert!(matches!(second(&house, here, &mut key, &plain).await, Outcome::SignedIn(_)));
        house.authn.reset_factors(&house.origin(), Actor::System, &house.user(&id).await).await.unwrap();
        assert!(house.authn.credentials(&house.origin(), &id).await.unwrap().is_empty(), "reset takes passkeys too");
        assert!(matches!(half(&house, here, "alice").await, Outcome::SignedIn(_)));
    }
}
