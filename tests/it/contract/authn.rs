//! Logins and browser sessions over a real database, on every engine there is.

use std::time::Duration;

use gatehouse::audit::Actor;
use gatehouse::authn::{
    Authenticator, Browser, Complaint, KnownDevice, Login, LoginFlow, LoginRules, NewPassword, Outcome, Password,
    PasswordPolicy, Settings, SignedIn, Typed,
};
use gatehouse::clock::Clock;
use gatehouse::ephemeral::{EphemeralStore, MemoryLimits};
use gatehouse::model::{EndReason, RealmId, UserStatus};
use gatehouse::storage::{browser_sessions, users};

use super::house::*;

#[tokio::test]
async fn identifier_first() {
    for house in houses("authn_steps", &Settings::default()).await {
        let id = house.add("alice", UserStatus::Active).await;
        let (origin, browser) = (house.origin(), browser());
        let login = Login { id: "i1", browser: &browser, session_limit: None, rules: LoginRules::default() };
        let typed = Typed { identifier: None, password: PASSWORD, remember: false };
        let early = house.authn.submit_password(&origin, login, typed).await.unwrap();
        assert!(matches!(early, Outcome::Next(LoginFlow::Identify)));
        for name in ["Alice", "nobody"] {
            let named = house.authn.submit_identifier(&origin, login, name, true).await.unwrap();
            let due = LoginFlow::Password { identifier: name.to_owned() };
            assert!(matches!(named, Outcome::Next(flow) if flow == due));
            let step = house.authn.step(&origin, login).await.unwrap();
            assert!(step.flow == due && step.manner.remember);
        }
        let elsewhere = Browser { binding: "other".to_owned().into(), ..browser.clone() };
        let foreign = house
            .authn
            .step(&origin, Login { id: "i1", browser: &elsewhere, session_limit: None, rules: LoginRules::default() })
            .await
            .unwrap();
        assert_eq!(foreign.flow, LoginFlow::Identify);
        house.authn.submit_identifier(&origin, login, "ALICE@example.com", false).await.unwrap();
        let Outcome::SignedIn(signed_in) = house.authn.submit_password(&origin, login, typed).await.unwrap() else {
            panic!("not signed in")
        };
        assert_eq!(signed_in.session.user_id, id);
        assert_eq!(signed_in.session.amr, ["pwd"]);
    }
}

#[tokio::test]
async fn known_and_unknown_names_get_the_same_answers() {
    for house in houses("authn_same", &without_limits()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        house.add("sue", UserStatus::Suspended).await;
        let (mut known, mut unknown, mut suspended) = (Vec::new(), Vec::new(), Vec::new());
        for round in 0..8 {
            known.push(house.complaint(if round % 2 == 0 { "alice" } else { "alice@example.com" }, "wrong").await);
            unknown.push(house.complaint("nobody", "wrong").await);
            suspended.push(house.complaint("sue", PASSWORD).await);
        }
        assert_eq!(known, unknown);
        assert_eq!(known, suspended);
        assert_eq!(known[4], Complaint::Wrong);
        assert_eq!(known[5], Complaint::Locked(Duration::from_secs(30)));
        // The right password does not open a lock, and what is not looked at is not counted.
        assert_eq!(house.complaint("alice", PASSWORD).await, Complaint::Locked(Duration::from_secs(30)));
        assert_eq!(house.user(&alice).await.failed_logins, 5);
        house.clock.advance(Duration::from_secs(30));
        for name in ["alice", "nobody"] {
            assert_eq!(house.complaint(name, "wrong").await, Complaint::Wrong);
            assert_eq!(house.complaint(name, "wrong").await, Complaint::Locked(Duration::from_mins(1)), "{name}");
        }
        house.clock.advance(Duration::from_hours(25));
        for name in ["alice", "nobody"] {
            assert_eq!(house.complaint(name, "wrong").await, Complaint::Wrong);
            assert_eq!(house.complaint(name, "wrong").await, Complaint::Wrong, "{name}");
        }
        house.signed_in(&browser(), "alice").await;
        let user = house.user(&alice).await;
        assert_eq!((user.failed_logins, user.locked_until), (0, None));
    }
}

#[tokio::test]
async fn parallel_tries_do_not_beat_the_counter() {
    for house in houses("authn_race", &without_limits()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        for name in ["alice", "nobody"] {
            let tries = (0..20).map(|_| house.complaint(name, "wrong"));
            let answers = futures_util::future::join_all(tries).await;
            assert_eq!(answers.iter().filter(|answer| **answer == Complaint::Wrong).count(), 5, "{name}");
        }
        assert_eq!(house.user(&alice).await.failed_logins, 5);
    }
}

#[tokio::test]
async fn failures_are_throttled_by_account_and_source() {
    for house in houses("authn_zone", &Settings::default()).await {
        house.add("alice", UserStatus::Active).await;
        for _ in 0..20 {
            house.signed_in(&browser(), "alice").await;
        }
        let mut answers = Vec::new();
        for _ in 0..6 {
            answers.push(house.complaint("alice", "wrong").await);
        }
        assert!(matches!(answers.last(), Some(Complaint::Throttled(_))), "{answers:?}");
        for other in 0..40 {
            house.complaint(&format!("user{other}"), "wrong").await;
        }
        assert!(matches!(house.complaint("somebody", "wrong").await, Complaint::Throttled(_)));
    }
}

#[tokio::test]
async fn each_login_renews_the_secret() {
    for house in houses("authn_fix", &Settings::default()).await {
        house.add("alice", UserStatus::Active).await;
        house.add("bob", UserStatus::Active).await;
        let first = house.signed_in(&browser(), "alice").await;
        house.clock.advance(Duration::from_mins(1));
        let again = house.signed_in(&holding(&first), "alice").await;
        assert_eq!(again.session.id, first.session.id);
        assert!(again.session.auth_time > first.session.auth_time);
        assert_ne!(again.token, first.token);
        let find = async |of: &SignedIn| house.authn.find_session(&house.origin(), of.token.expose()).await.unwrap();
        assert!(find(&first).await.is_none());
        assert_eq!(find(&again).await.unwrap().user.username, "alice");
        let other = house.signed_in(&holding(&again), "bob").await;
        assert_ne!(other.session.id, first.session.id);
        assert_eq!(find(&again).await.unwrap().user.username, "alice", "whoever was signed in stays so");
        assert_eq!(find(&other).await.unwrap().user.username, "bob");
        // A value that the server did not make is never adopted.
        let invented = Browser {
            session_token: Some("gs_0123456789012345678901234567890123456789012".to_owned().into()),
            ..browser()
        };
        let fresh = house.signed_in(&invented, "alice").await;
        assert_ne!(fresh.token, invented.session_token.unwrap());
    }
}

#[tokio::test]
async fn sessions_end_in_time() {
    for house in houses("authn_time", &Settings::default()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        let session = house.signed_in(&browser(), "alice").await;
        let find = async || house.authn.find_session(&house.origin(), session.token.expose()).await.unwrap();
        for _ in 0..23 {
            house.clock.advance(Duration::from_mins(29));
            assert!(find().await.is_some());
        }
        assert!(house.clock.now().since(START) > Duration::from_hours(11));
        house.clock.advance(Duration::from_mins(29));
        house.clock.advance(Duration::from_mins(25));
        assert!(find().await.is_none(), "twelve hours are over");

        let session = house.signed_in(&browser(), "alice").await;
        house.clock.advance(Duration::from_mins(30));
        assert!(house.authn.find_session(&house.origin(), session.token.expose()).await.unwrap().is_none());

        let typed = Typed { identifier: Some("alice"), password: PASSWORD, remember: true };
        let login = Login { id: "i2", browser: &browser(), session_limit: None, rules: LoginRules::default() };
        let outcome = house.authn.submit_password(&house.origin(), login, typed).await.unwrap();
        let Outcome::SignedIn(remembered) = outcome else { panic!("{outcome:?}") };
        house.clock.advance(Duration::from_hours(29 * 24));
        let find = async || house.authn.find_session(&house.origin(), remembered.token.expose()).await.unwrap();
        assert!(find().await.is_some());
        let mut tx = house.db.database.begin().await.unwrap();
        let realm = RealmId::default_realm();
        users::set_status(&mut tx, &realm, &alice, UserStatus::Suspended, house.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(find().await.is_none(), "suspended");
    }
}

#[tokio::test]
async fn one_act_ends_all_sessions() {
    for house in houses("authn_end", &Settings::default()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        let one = house.signed_in(&browser(), "alice").await;
        let two = house.signed_in(&browser(), "alice").await;
        let origin = house.origin();
        house.authn.end_session(&origin, &one.session, EndReason::Logout).await.unwrap();
        assert!(house.authn.find_session(&origin, one.token.expose()).await.unwrap().is_none());
        assert!(house.authn.find_session(&origin, two.token.expose()).await.unwrap().is_some());
        house.authn.end_all_sessions(&origin, &alice, EndReason::Logout).await.unwrap();
        assert!(house.authn.find_session(&origin, two.token.expose()).await.unwrap().is_none());
        assert_eq!(browser_sessions::count_live(&house.db.database, origin.now).await.unwrap(), 0);
    }
}

#[tokio::test]
async fn a_new_password_ends_what_the_old_one_opened() {
    for house in houses("authn_new", &Settings::default()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        let session = house.signed_in(&browser(), "alice").await;
        let (user, origin, policy) = (house.user(&alice).await, house.origin(), PasswordPolicy::nist());
        let set = async |text: &str| {
            let password = Password::parse(text).unwrap();
            house.authn.set_password(&origin, Actor::User(&alice), (&user, &password), &policy).await.unwrap()
        };
        assert!(matches!(set("alice@example.com!").await, NewPassword::Weak(_)));
        assert!(matches!(set("tapirs swim by day").await, NewPassword::Set(_)));
        assert!(house.authn.find_session(&origin, session.token.expose()).await.unwrap().is_none());
        assert_eq!(house.complaint("alice", PASSWORD).await, Complaint::Wrong);
        assert!(matches!(house.sign_in(&browser(), "alice", "tapirs swim by day").await, Outcome::SignedIn(_)));
    }
}

#[tokio::test]
async fn hashes_are_renewed_when_parameters_change() {
    for mut house in houses("authn_rehash", &Settings::default()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        let clock = Clock::Manual(house.clock.clone());
        let ephemeral = EphemeralStore::memory(MemoryLimits::default(), clock);
        house.authn = Authenticator::new(
            house.db.database.clone(),
            ephemeral,
            (hasher(2), sub_keys(), outbox()),
            Settings::default(),
        );
        house.signed_in(&browser(), "alice").await;
        let hash = house.user(&alice).await.password_hash.unwrap();
        assert!(hash.contains("m=64,t=2,p=1"), "{hash}");
        house.signed_in(&browser(), "alice").await;
        assert_eq!(house.user(&alice).await.password_hash.unwrap(), hash);
    }
}

#[tokio::test]
async fn known_devices_are_not_locked_out_by_strangers() {
    for house in houses("authn_device", &without_limits()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        house.add("bob", UserStatus::Active).await;
        for _ in 0..7 {
            house.complaint("alice", "wrong").await;
        }
        assert_eq!(house.complaint("alice", PASSWORD).await, Complaint::Locked(Duration::from_secs(30)));
        let device = KnownDevice { user_id: alice.clone(), id: "d1".to_owned() };
        let own = Browser { known_devices: vec![device], ..browser() };
        house.signed_in(&own, "alice").await;
        // The lock stays for everybody else, and a device that fails itself gets a lock of its own.
        assert_eq!(house.complaint("alice", PASSWORD).await, Complaint::Locked(Duration::from_secs(30)));
        for _ in 0..5 {
            let refused = house.sign_in(&own, "alice", "wrong").await;
            assert!(matches!(refused, Outcome::Again(_, Complaint::Wrong)), "{refused:?}");
        }
        let refused = house.sign_in(&own, "alice", PASSWORD).await;
        assert!(matches!(refused, Outcome::Again(_, Complaint::Locked(_))), "{refused:?}");
        assert_eq!(house.user(&alice).await.failed_logins, 5);
        // It is known for its own user only.
        for _ in 0..5 {
            house.complaint("bob", "wrong").await;
        }
        let refused = house.sign_in(&own, "bob", PASSWORD).await;
        assert!(matches!(refused, Outcome::Again(_, Complaint::Locked(_))), "{refused:?}");
    }
}

#[tokio::test]
async fn strangers_at_the_same_source_do_not_throttle_a_known_device() {
    for house in houses("authn_device_zone", &Settings::default()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        let own = Browser { known_devices: vec![KnownDevice { user_id: alice, id: "d1".to_owned() }], ..browser() };
        for _ in 0..6 {
            house.complaint("alice", "wrong").await;
        }
        assert!(matches!(house.complaint("alice", PASSWORD).await, Complaint::Throttled(_)));
        house.signed_in(&own, "alice").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn instances_count_the_failures_of_a_device_together() {
    for house in houses("authn_device_race", &without_limits()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        let own = Browser { known_devices: vec![KnownDevice { user_id: alice, id: "d1".to_owned() }], ..browser() };
        let instances = [house.instance(), house.instance(), house.instance()];
        let origin = house.origin();
        let typed = Typed { identifier: Some("alice"), password: "wrong", remember: false };
        let login = Login { id: "i1", browser: &own, session_limit: None, rules: LoginRules::default() };
        let tries = instances.iter().map(|instance| instance.submit_password(&origin, login, typed));
        futures_util::future::join_all(tries).await;
        for instance in &instances {
            instance.submit_password(&origin, login, typed).await.unwrap();
        }
        let refused = house.sign_in(&own, "alice", PASSWORD).await;
        assert!(matches!(refused, Outcome::Again(_, Complaint::Locked(_))), "none of six was lost: {refused:?}");
    }
}
