//! Adding, naming, removing and offering passkeys over a real database, on every engine there is.

use std::time::Duration;

use gatehouse::authn::{CREDENTIALS_MAX, CeremonyAnswer, CeremonyRequest, NewCredential, Outcome, Removed, Visit};
use gatehouse::model::{CredentialKind, UserStatus};

use super::check::run;
use super::house::{browser, houses, without_limits};
use super::passkeys::{ORIGIN, add, answer, begin, enrolled, manner, only, party, use_key, visit};
use crate::support::authenticator::{Key, Manner};

#[tokio::test]
async fn a_registration_belongs_to_one_session_and_kind() {
    for house in houses("passkeys_register", &without_limits()).await {
        let id = house.add("alice", UserStatus::Active).await;
        house.add("bob", UserStatus::Active).await;
        let own = visit(&house, &house.signed_in(&browser(), "alice").await).await;
        let other = visit(&house, &house.signed_in(&browser(), "alice").await).await;
        let bob = visit(&house, &house.signed_in(&browser(), "bob").await).await;
        let finish = async |visit: &Visit, kind, request: &CeremonyRequest, made: &str| {
            let what = (visit, kind);
            house.authn.finish_credential(&house.origin(), &party(), what, answer(request, made)).await.unwrap()
        };
        for (thief, kind) in
            [(&bob, CredentialKind::Passkey), (&other, CredentialKind::Passkey), (&own, CredentialKind::SecurityKey)]
        {
            let request = begin(&house, &own, CredentialKind::Passkey).await;
            let (_, made) = Key::create(&request.options, &manner());
            let taken = finish(thief, kind, &request, &made).await;
            assert!(matches!(taken, NewCredential::Expired), "{taken:?}");
            let late = finish(&own, CredentialKind::Passkey, &request, &made).await;
            assert!(matches!(late, NewCredential::Expired), "{late:?}");
        }
        let right = manner();
        for wrong in [
            Manner { origin: "https://evil.example".to_owned(), ..right.clone() },
            Manner { rp_id: Some("evil.example".to_owned()), ..right.clone() },
            Manner { user_verified: false, ..right.clone() },
            Manner { user_present: false, ..right.clone() },
            Manner { cross_origin: true, ..right.clone() },
        ] {
            let (_, refused) = add(&house, &own, CredentialKind::Passkey, &wrong).await;
            assert!(matches!(refused, NewCredential::Refused), "{wrong:?}: {refused:?}");
        }
        assert!(house.authn.user_handle(&house.origin(), &id).await.unwrap().is_none(), "nothing was kept");
        // One made for another's options, and one that is somebody's already.
        let request = begin(&house, &own, CredentialKind::Passkey).await;
        let (key, made) = Key::create(&request.options, &right);
        assert!(matches!(finish(&own, CredentialKind::Passkey, &request, &made).await, NewCredential::Added(_)));
        assert_eq!(key.handle.len(), 86, "64 bytes");
        let twice = finish(&own, CredentialKind::Passkey, &request, &made).await;
        assert!(matches!(twice, NewCredential::Expired), "{twice:?}");
        let request = begin(&house, &bob, CredentialKind::Passkey).await;
        let replayed = finish(&bob, CredentialKind::Passkey, &request, &made).await;
        assert!(matches!(replayed, NewCredential::Refused), "{replayed:?}");
        let options: serde_json::Value =
            serde_json::from_str(&begin(&house, &own, CredentialKind::Passkey).await.options).unwrap();
        assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), 1, "no authenticator holds two");
        assert_eq!(options["user"]["id"], key.handle.as_str(), "the handle stays");
    }
}

#[tokio::test]
async fn names_bounds_and_the_last_way_in() {
    for house in houses("passkeys_bounds", &without_limits()).await {
        let (id, _, own) = enrolled(&house, "alice").await;
        let origin = house.origin();
        let row = only(&house, &id).await;
        let named = house.authn.rename_credential(&origin, &own, (&row.id, " My\u{7} phone ")).await.unwrap();
        assert!(named && only(&house, &id).await.name == "My phone");
        let mallory = house.add("mallory", UserStatus::Active).await;
        let foreign = visit(&house, &house.signed_in(&browser(), "mallory").await).await;
        assert!(!house.authn.rename_credential(&origin, &foreign, (&row.id, "Mine")).await.unwrap());
        let theft = house.authn.remove_credential(&origin, &foreign, &row.id).await.unwrap();
        assert!(matches!(theft, Removed::Absent) && house.user(&mallory).await.status == UserStatus::Active);
        // Without a password the last passkey stays; with another one it may go.
        run(&house.db.database, "UPDATE users SET password_hash = NULL WHERE username = 'alice'").await;
        let kept = house.authn.remove_credential(&origin, &own, &row.id).await.unwrap();
        assert!(matches!(kept, Removed::LastWayIn), "{kept:?}");
        add(&house, &own, CredentialKind::SecurityKey, &manner()).await;
        let kept = house.authn.remove_credential(&origin, &own, &row.id).await.unwrap();
        assert!(matches!(kept, Removed::LastWayIn), "a security key is no way in by itself: {kept:?}");
        for _ in 0..CREDENTIALS_MAX - 2 {
            let (_, added) = add(&house, &own, CredentialKind::Passkey, &manner()).await;
            assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
        }
        let full = house.authn.begin_credential(&origin, &party(), (&own, CredentialKind::Passkey)).await.unwrap();
        assert!(full.is_none(), "there is an end");
        let gone = house.authn.remove_credential(&origin, &own, &row.id).await.unwrap();
        assert!(matches!(gone, Removed::Done(_)), "{gone:?}");
    }
}

#[tokio::test]
async fn a_passkey_is_offered_once_in_thirty_days() {
    for house in houses("passkeys_offer", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let own = visit(&house, &house.signed_in(&browser(), "alice").await).await;
        let authn = &house.authn;
        assert!(authn.may_offer_passkey(&house.origin(), &own.session).await.unwrap());
        authn.put_off_passkey(&house.origin(), &own).await.unwrap();
        assert!(!authn.may_offer_passkey(&house.origin(), &own.session).await.unwrap());
        house.clock.advance(Duration::from_hours(30 * 24));
        assert!(authn.may_offer_passkey(&house.origin(), &own.session).await.unwrap());
        let (mut key, _) = add(&house, &own, CredentialKind::Passkey, &manner()).await;
        assert!(!authn.may_offer_passkey(&house.origin(), &own.session).await.unwrap(), "there is one");
        let Outcome::SignedIn(by_key) = use_key(&house, &mut key, &manner()).await else { panic!("not signed in") };
        assert!(!authn.may_offer_passkey(&house.origin(), &by_key.session).await.unwrap());
    }
}

#[tokio::test]
async fn a_passkey_made_without_asking_counts_once_somebody_is_there() {
    for house in houses("passkeys_silent", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let own = visit(&house, &house.signed_in(&browser(), "alice").await).await;
        let silent = Manner { user_present: false, user_verified: false, ..manner() };
        let finish = async |kind, manner: &Manner| {
            let request = begin(&house, &own, kind).await;
            let (key, made) = Key::create(&request.options, manner);
            let given = CeremonyAnswer { is_silent: true, ..answer(&request, &made) };
            (key, house.authn.finish_credential(&house.origin(), &party(), (&own, kind), given).await.unwrap())
        };
        let (mut key, added) = finish(CredentialKind::Passkey, &silent).await;
        assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
        assert!(matches!(use_key(&house, &mut key, &silent).await, Outcome::Again(..)), "nobody was there");
        let absent = Manner { user_present: false, ..manner() };
        assert!(matches!(use_key(&house, &mut key, &absent).await, Outcome::Again(..)));
        assert!(matches!(use_key(&house, &mut key, &manner()).await, Outcome::SignedIn(_)));
        // Everything else is looked at as ever, and a security key is never made so.
        let (_, refused) = finish(CredentialKind::SecurityKey, &silent).await;
        assert!(matches!(refused, NewCredential::Refused), "{refused:?}");
        let elsewhere = Manner { origin: format!("{ORIGIN}:8443"), ..silent };
        let (_, refused) = finish(CredentialKind::Passkey, &elsewhere).await;
        assert!(matches!(refused, NewCredential::Refused), "{refused:?}");
    }
}
