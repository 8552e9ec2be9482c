//! Passwords over a real database, on every engine there is: hashes of other systems, age, history, temporary ones.

use std::time::Duration;

use gatehouse::audit::Actor;
use gatehouse::authn::{
    Browser, Complaint, Login, LoginFlow, LoginRules, NewPassword, Outcome, Password, PasswordPolicy, RequiredAction,
    Settings, Updated, Weakness,
};
use gatehouse::clock::Timestamp;
use gatehouse::hashing::breach::Builder;
use gatehouse::model::{BeyondLimit, BreachedAtLogin, SessionLimit, UpdateReason, UserId, UserStatus};
use gatehouse::storage::{audit_events, password_history, users};

use super::house::{House, PASSWORD, browser, houses, without_limits};

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

fn demanded(outcome: &Outcome) -> Option<UpdateReason> {
    match outcome {
        Outcome::Next(LoginFlow::Required { action: RequiredAction::UpdatePassword { reason }, .. }) => Some(*reason),
        _ => None,
    }
}

async fn update(house: &House, browser: &Browser, password: &str) -> Updated {
    let login = Login { id: "i1", browser, session_limit: house.limit, rules: LoginRules::default() };
    let password = Password::parse(password).unwrap();
    house.authn.submit_new_password(&house.origin(), login, (&password, false)).await.unwrap()
}

#[tokio::test]
async fn a_temporary_password_opens_nothing_but_its_own_replacement() {
    for house in houses("passwords_temporary", &without_limits()).await {
        let id = house.add("alice", UserStatus::Active).await;
        let (policy, temporary) = (PasswordPolicy::nist(), Password::parse("a temporary sentence").unwrap());
        let user = house.user(&id).await;
        let set =
            house.authn.set_temporary_password(&house.origin(), Actor::System, (&user, &temporary), &policy).await;
        assert!(matches!(set, Ok(NewPassword::Set(_))), "{set:?}");
        house.clock.advance(Duration::from_secs(1));
        let browser = browser();
        let outcome = house.sign_in(&browser, "alice", "a temporary sentence").await;
        assert_eq!(demanded(&outcome), Some(UpdateReason::Administrator), "{outcome:?}");
        let same = update(&house, &browser, "a temporary sentence").await;
        assert!(matches!(&same, Updated::Weak(found) if found == &[Weakness::Reused]), "{same:?}");
        let done = update(&house, &browser, PASSWORD).await;
        assert!(matches!(&done, Updated::Step(Outcome::SignedIn(signed)) if signed.session.amr == ["pwd"]), "{done:?}");
        let user = house.user(&id).await;
        assert_eq!((user.password_update, user.password_changed_at), (None, Some(house.origin().now)));
        assert!(matches!(house.sign_in(&browser, "alice", PASSWORD).await, Outcome::SignedIn(_)));
    }
}

/// As many as are asked for, the present one among them; what is beyond is forgotten.
#[tokio::test]
async fn the_history_is_as_long_as_asked() {
    for house in houses("passwords_history", &without_limits()).await {
        let id = house.add("alice", UserStatus::Active).await;
        let mut policy = PasswordPolicy { history: 3, ..PasswordPolicy::nist() };
        let (realm, database) = (house.origin().realm, &house.db.database);
        let set = async |policy: &PasswordPolicy, password: &str| {
            house.clock.advance(Duration::from_secs(1));
            let (user, password) = (house.user(&id).await, Password::parse(password).unwrap());
            house.authn.set_password(&house.origin(), Actor::System, (&user, &password), policy).await.unwrap()
        };
        let names = ["first of the sentences", "second of the sentences", "third of the sentences"];
        for name in names {
            assert!(matches!(set(&policy, name).await, NewPassword::Set(_)));
        }
        for name in names {
            let again = set(&policy, name).await;
            assert!(matches!(&again, NewPassword::Weak(found) if found == &[Weakness::Reused]), "{name}: {again:?}");
        }
        assert!(matches!(set(&policy, PASSWORD).await, NewPassword::Set(_)), "the fourth back may return");
        assert_eq!(password_history::list_of_user(database, &realm, &id, 100).await.unwrap().len(), 2);
        policy.history = 0;
        assert!(matches!(set(&policy, names[2]).await, NewPassword::Set(_)));
        assert!(password_history::list_of_user(database, &realm, &id, 100).await.unwrap().is_empty());
    }
}

/// Where no further session may begin, the password stays as it is.
#[tokio::test]
async fn a_full_house_keeps_the_old_password() {
    for mut house in houses("passwords_full", &without_limits()).await {
        let id = house.add("alice", UserStatus::Active).await;
        house.signed_in(&browser(), "alice").await;
        let mut tx = house.db.database.begin().await.unwrap();
        let realm = house.origin().realm;
        assert!(users::demand_password(&mut tx, &realm, &id, UpdateReason::Breached).await.unwrap());
        tx.commit().await.unwrap();
        let browser = browser();
        house.limit = Some(SessionLimit { sessions: 1.try_into().unwrap(), beyond: BeyondLimit::Refuse });
        assert_eq!(demanded(&house.sign_in(&browser, "alice", PASSWORD).await), Some(UpdateReason::Breached));
        let before = house.user(&id).await;
        let full = update(&house, &browser, "another sentence of mine").await;
        assert!(matches!(full, Updated::Step(Outcome::Again(_, Complaint::TooManySessions))), "{full:?}");
        assert_eq!(house.user(&id).await, before);
        house.limit = None;
        let done = update(&house, &browser, "another sentence of mine").await;
        assert!(matches!(done, Updated::Step(Outcome::SignedIn(_))), "{done:?}");
    }
}

/// A right password that is known from a breach is written down; where the realm asks for it, it has to go.
#[tokio::test]
async fn a_breached_password_is_noticed_at_login_and_refused_as_a_new_one() {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("breached");
    let mut builder = Builder::begin(&path, 1).unwrap();
    builder.add(format!("{PASSWORD}\n").as_bytes(), |_| ()).unwrap();
    builder.finish(Timestamp::from_secs(1)).unwrap();
    for demands in [false, true] {
        let breached_at_login = if demands { BreachedAtLogin::Change } else { BreachedAtLogin::Record };
        let passwords = PasswordPolicy { breached_at_login, ..PasswordPolicy::nist() };
        let settings = Settings { breach_file: Some(path.clone()), passwords: passwords.clone(), ..without_limits() };
        for house in houses(&format!("passwords_breached_{demands}"), &settings).await {
            let id = house.add("alice", UserStatus::Active).await;
            house.clock.advance(Duration::from_secs(1));
            let browser = browser();
            let outcome = house.sign_in(&browser, "alice", PASSWORD).await;
            if demands {
                assert_eq!(demanded(&outcome), Some(UpdateReason::Breached), "{outcome:?}");
                let again = update(&house, &browser, PASSWORD).await;
                assert!(matches!(&again, Updated::Weak(found) if found == &[Weakness::Breached]), "{again:?}");
                let done = update(&house, &browser, "another sentence of mine").await;
                assert!(matches!(done, Updated::Step(Outcome::SignedIn(_))), "{done:?}");
            } else {
                assert!(matches!(outcome, Outcome::SignedIn(_)), "{outcome:?}");
            }
            let (user, password) = (house.user(&id).await, Password::parse(PASSWORD).unwrap());
            let set = house.authn.set_password(&house.origin(), Actor::System, (&user, &password), &passwords).await;
            assert!(matches!(&set, Ok(NewPassword::Weak(found)) if found == &[Weakness::Breached]), "{set:?}");
            let realm = house.origin().realm;
            let events = audit_events::list(&house.db.database, &realm, 100).await.unwrap();
            assert_eq!(events.iter().filter(|event| event.event == "password.breached").count(), 1);
        }
    }
}
