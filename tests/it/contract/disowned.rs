//! What "This was not me" takes back, over a real database, on every engine there is.

use std::time::Duration;

use gatehouse::authn::{Enrolled, Linking, NewCredential, Visit};
use gatehouse::model::{CredentialKind, LinkPurpose, RealmId, Recovery, RecoveryState, UserId, UserStatus};
use gatehouse::secret::token_hash;
use gatehouse::storage::{audit_events, recoveries};

use super::factors::code;
use super::house::{House, browser, houses, without_limits};
use super::linked::{assertion, connect};
use super::passkeys::{add, enrolled, manner, visit};
use crate::support::authenticator::Manner;

const MONTH: Duration = Duration::from_hours(30 * 24);
const MINUTE: Duration = Duration::from_mins(1);

/// A notice with a lock link goes to `user`: the digest by which the link is found.
async fn notice(house: &House, user: &UserId) -> String {
    let origin = house.origin();
    let hash = token_hash(&origin.random.id());
    let link = Recovery {
        realm: origin.realm.clone(),
        id: origin.random.id(),
        user_id: user.clone(),
        purpose: LinkPurpose::Lock,
        token_hash: hash.clone(),
        code_hash: None,
        browser_hash: None,
        state: RecoveryState::Sent,
        amr: Vec::new(),
        failures: 0,
        created_at: origin.now,
        expires_at: origin.now + MONTH,
    };
    let mut tx = house.db.database.begin().await.unwrap();
    recoveries::insert(&mut tx, &link).await.unwrap();
    tx.commit().await.unwrap();
    hash
}

async fn add_app(house: &House, visit: &Visit, name: &str) {
    let secret = house.authn.begin_totp(&house.origin(), visit).await.unwrap();
    let done = house.authn.finish_totp(&house.origin(), visit, (name, &code(house, &secret))).await.unwrap();
    assert!(matches!(done, Enrolled::Done(_)), "{done:?}");
}

async fn add_key(house: &House, visit: &Visit, kind: CredentialKind) {
    let manner = Manner { discoverable: kind == CredentialKind::Passkey, ..manner() };
    let (_, added) = add(house, visit, kind, &manner).await;
    assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
}

/// The names of the applications and the number of keys that `user` has.
async fn left(house: &House, user: &UserId) -> (Vec<String>, usize) {
    let origin = house.origin();
    let apps = house.authn.totp_factors(&origin, user).await.unwrap();
    let keys = house.authn.credentials(&origin, user).await.unwrap();
    (apps.into_iter().map(|app| app.name).collect(), keys.len())
}

/// How often something went because somebody said it was not theirs.
async fn taken_back(house: &House, user: &UserId) -> usize {
    let lines = audit_events::list_of_user(&house.db.database, &RealmId::default_realm(), user, 100).await.unwrap();
    lines.iter().filter(|line| line.details.get("reason").is_some_and(|reason| reason == "disowned")).count()
}

#[tokio::test]
async fn every_way_in_that_a_thief_has_added_goes() {
    for house in houses("disowned", &without_limits()).await {
        connect(&house).await;
        let (id, _, own) = enrolled(&house, "alice").await;
        house.clock.advance(MONTH);
        // The thief signs in, of which alice is told, and makes themself at home.
        let signed_in = house.signed_in(&browser(), "alice").await;
        let (thief, lock) = (visit(&house, &signed_in).await, notice(&house, &id).await);
        house.clock.advance(MINUTE);
        add_key(&house, &thief, CredentialKind::Passkey).await;
        add_key(&house, &thief, CredentialKind::SecurityKey).await;
        add_app(&house, &thief, "Thief").await;
        house.authn.make_backup_codes(&house.origin(), &id).await.unwrap();
        let linked = house.authn.link_identity(&house.origin(), &thief, &assertion("7")).await.unwrap();
        assert_eq!((linked, left(&house, &id).await), (Linking::Done, (vec!["Thief".to_owned()], 3)));
        house.clock.advance(MINUTE);
        assert!(house.authn.lock_account(&house.origin(), &lock).await.unwrap().is_some());
        assert_eq!(left(&house, &id).await, (Vec::new(), 1), "the passkey of before is hers");
        assert!(house.authn.linked_identities(&house.origin(), &own.user.id).await.unwrap().is_empty());
        assert_eq!(house.authn.backup_codes_left(&house.origin(), &id).await.unwrap(), 0);
        assert_eq!((taken_back(&house, &id).await, house.user(&id).await.status), (4, UserStatus::Locked));
        // What went because it was disowned is no factor that somebody removed: a thief who comes again gains nothing by it.
        house.clock.advance(MINUTE);
        let lock = notice(&house, &id).await;
        add_app(&house, &thief, "Thief again").await;
        assert!(house.authn.lock_account(&house.origin(), &lock).await.unwrap().is_some());
        assert_eq!(left(&house, &id).await, (Vec::new(), 1));
        house.db.database.close().await;
    }
}

/// Whoever reads the mailbox alone does not get rid of the factor that keeps them out.
#[tokio::test]
async fn a_mailbox_does_not_do_away_with_a_factor() {
    for house in houses("disowned_mailbox", &without_limits()).await {
        let id = house.add("bob", UserStatus::Active).await;
        let own = visit(&house, &house.signed_in(&browser(), "bob").await).await;
        add_app(&house, &own, "Old phone").await;
        house.clock.advance(MONTH);
        // A new phone takes the place of the old one.
        let old = house.authn.totp_factors(&house.origin(), &id).await.unwrap().remove(0);
        house.authn.remove_totp(&house.origin(), &own, &old.id).await.unwrap().unwrap();
        house.clock.advance(MINUTE);
        let lock = notice(&house, &id).await;
        add_app(&house, &own, "New phone").await;
        assert!(house.authn.lock_account(&house.origin(), &lock).await.unwrap().is_some());
        assert_eq!(left(&house, &id).await, (vec!["New phone".to_owned()], 0));
        // One beside another that is older may go.
        let id = house.add("carol", UserStatus::Active).await;
        let own = visit(&house, &house.signed_in(&browser(), "carol").await).await;
        add_app(&house, &own, "First").await;
        house.clock.advance(MONTH);
        let lock = notice(&house, &id).await;
        add_app(&house, &own, "Second").await;
        assert!(house.authn.lock_account(&house.origin(), &lock).await.unwrap().is_some());
        assert_eq!(left(&house, &id).await, (vec!["First".to_owned()], 0));
        house.db.database.close().await;
    }
}
