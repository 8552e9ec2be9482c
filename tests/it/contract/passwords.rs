//! Passwords over a real database, on every engine there is: hashes of other systems.

use gatehouse::authn::{Complaint, Outcome};
use gatehouse::model::{UserId, UserStatus};
use gatehouse::storage::users;

use super::authn::{House, browser, houses, without_limits};

/// crypt(3) of "U*U", from the tests of crypt_blowfish 1.3.
const BCRYPT: &str = "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW";

async fn import(house: &House, name: &str, hash: &str) -> UserId {
    let id = house.add(name, UserStatus::Active).await;
    let mut tx = house.db.database.begin().await.unwrap();
    assert!(users::set_password(&mut tx, &house.origin().realm, &id, hash, house.origin().now).await.unwrap());
    tx.commit().await.unwrap();
    id
}

#[tokio::test]
async fn a_foreign_hash_gives_way_at_the_first_right_login() {
    for house in houses("passwords_foreign", &without_limits()).await {
        let id = import(&house, "alice", BCRYPT).await;
        let before = house.user(&id).await.password_changed_at;
        assert_eq!(house.complaint("alice", "U*V").await, Complaint::Wrong);
        assert_eq!(house.user(&id).await.password_hash.as_deref(), Some(BCRYPT), "a wrong one changes nothing");
        assert!(matches!(house.sign_in(&browser(), "alice", "U*U").await, Outcome::SignedIn(_)));
        let after = house.user(&id).await;
        assert!(after.password_hash.as_ref().unwrap().starts_with("$argon2id$"), "{after:?}");
        assert_eq!(after.password_changed_at, before, "it is the same password");
        assert!(matches!(house.sign_in(&browser(), "alice", "U*U").await, Outcome::SignedIn(_)));
        assert_eq!(house.user(&id).await.password_hash, after.password_hash, "once is enough");
        assert_eq!(house.complaint("alice", "U*V").await, Complaint::Wrong);
    }
}

/// The new hash replaces the one that was verified and no other: a password set meanwhile stays.
#[tokio::test]
async fn an_upgrade_never_undoes_a_change() {
    for house in houses("passwords_race", &without_limits()).await {
        let id = import(&house, "alice", BCRYPT).await;
        let (realm, other) = (house.origin().realm, "$5$saltstring$5B8vYYiY.CVt1RlTTf8KbXBH3hsxY/GNooZaBBGWEc5");
        let mut tx = house.db.database.begin().await.unwrap();
        users::set_password(&mut tx, &realm, &id, other, house.origin().now).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = house.db.database.begin().await.unwrap();
        assert!(!users::rehash_password(&mut tx, &realm, &id, BCRYPT, "$argon2id$new").await.unwrap());
        tx.commit().await.unwrap();
        assert_eq!(house.user(&id).await.password_hash.as_deref(), Some(other));
        assert!(matches!(house.sign_in(&browser(), "alice", "Hello world!").await, Outcome::SignedIn(_)));
    }
}

/// What stands behind the bytes that bcrypt sees was never proved: the old hash stays until the password is changed.
#[tokio::test]
async fn a_longer_password_than_bcrypt_sees_keeps_its_hash() {
    for house in houses("passwords_long", &without_limits()).await {
        let stored = "$2y$05$abcdefghijklmnopqrstuuGUnCqbfgs3htOkLrFduUjAyLBw1Rq/u";
        let id = import(&house, "alice", stored).await;
        let outcome = house.sign_in(&browser(), "alice", &"a".repeat(80)).await;
        assert!(matches!(outcome, Outcome::SignedIn(_)), "{outcome:?}");
        assert_eq!(house.user(&id).await.password_hash.as_deref(), Some(stored));
    }
}
