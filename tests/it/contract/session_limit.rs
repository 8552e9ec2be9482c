//! How many sessions a user may have at once (ST-05), on every engine, with several instances at work at once.

use std::num::NonZeroU16;
use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::authn::{Complaint, Login, LoginRules, Outcome, SignedIn, Typed};
use gatehouse::clock::Timestamp;
use gatehouse::model::{BeyondLimit, EndReason, RealmId, SessionLimit, UserId, UserStatus};
use gatehouse::storage::{audit_events, browser_sessions};

use super::house::{House, PASSWORD, browser, holding, houses, without_limits};

fn limit(sessions: u16, beyond: BeyondLimit) -> SessionLimit {
    SessionLimit { sessions: NonZeroU16::new(sessions).unwrap(), beyond }
}

async fn limited(label: &str, limit: SessionLimit) -> Vec<(House, UserId)> {
    let mut found = Vec::new();
    for house in houses(label, &without_limits()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        found.push((House { limit: Some(limit), ..house }, alice));
    }
    found
}

async fn is_live(house: &House, of: &SignedIn) -> bool {
    house.authn.find_session(&house.origin(), of.token.expose()).await.unwrap().is_some()
}

async fn live(house: &House, user: &UserId) -> usize {
    let open = browser_sessions::list_of_user(&house.db.database, &RealmId::default_realm(), user).await.unwrap();
    open.iter().filter(|session| session.is_live(house.clock.now())).count()
}

/// As many logins as there are instances, all at once.
async fn logins_at_once(house: &House, limit: SessionLimit) -> Vec<Outcome> {
    let tries = (0..12).map(|number| {
        let (instance, origin) = (house.instance(), house.origin());
        async move {
            let (browser, id) = (browser(), format!("i{number}"));
            let login = Login { id: &id, browser: &browser, session_limit: Some(limit), rules: LoginRules::default() };
            let typed = Typed { identifier: Some("alice"), password: PASSWORD, remember: false };
            instance.submit_password(&origin, login, typed).await.unwrap()
        }
    });
    join_all(tries).await
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn many_logins_at_once_leave_no_more_than_the_limit() {
    for (label, sessions, beyond) in [
        ("limit_refuse", 3, BeyondLimit::Refuse),
        ("limit_oldest", 3, BeyondLimit::EndOldest),
        ("limit_one_refuse", 1, BeyondLimit::Refuse),
        ("limit_one_oldest", 1, BeyondLimit::EndOldest),
    ] {
        let limit = limit(sessions, beyond);
        for (house, alice) in limited(label, limit).await {
            for round in 0..3 {
                let outcomes = logins_at_once(&house, limit).await;
                assert_eq!(live(&house, &alice).await, usize::from(sessions), "{label}, round {round}");
                let signed_in = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedIn(_))).count();
                let refused = |outcome: &&Outcome| matches!(outcome, Outcome::Again(_, Complaint::TooManySessions));
                assert_eq!(signed_in + outcomes.iter().filter(refused).count(), outcomes.len(), "{outcomes:?}");
                let expected = match (beyond, round) {
                    (BeyondLimit::EndOldest, _) => outcomes.len(),
                    (BeyondLimit::Refuse, 0) => usize::from(sessions),
                    (BeyondLimit::Refuse, _) => 0,
                };
                assert_eq!(signed_in, expected, "{label}, round {round}");
            }
        }
    }
}

#[tokio::test]
async fn the_oldest_yields() {
    let limit = limit(2, BeyondLimit::EndOldest);
    for (house, alice) in limited("limit_yield", limit).await {
        let mut sessions = Vec::new();
        for _ in 0..4 {
            sessions.push(house.signed_in(&browser(), "alice").await);
            house.clock.advance(Duration::from_secs(1));
        }
        let mut seen = Vec::new();
        for session in &sessions {
            seen.push(is_live(&house, session).await);
        }
        assert_eq!(seen, [false, false, true, true]);
        // A new login in the browser of the oldest is no further session.
        let again = house.signed_in(&holding(&sessions[2]), "alice").await;
        assert_eq!(again.session.id, sessions[2].session.id);
        assert!(is_live(&house, &sessions[3]).await);
        // A limit that came down is met by the next login.
        let house = House { limit: Some(SessionLimit { sessions: NonZeroU16::MIN, ..limit }), ..house };
        let last = house.signed_in(&browser(), "alice").await;
        assert!(is_live(&house, &last).await);
        assert_eq!(live(&house, &alice).await, 1);
        assert_eq!(ends(&house).await, vec!["session_limit"; 4]);
    }
}

/// The reasons for which sessions ended, as audited.
async fn ends(house: &House) -> Vec<String> {
    let origin = house.origin();
    let rows = audit_events::list(&house.db.database, &origin.realm, 1000).await.unwrap();
    let ended = rows.iter().filter(|row| row.event == "session.ended");
    ended.map(|row| row.details["reason"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test]
async fn a_refusal_ends_nothing_and_is_said_to_the_owner_alone() {
    for (house, alice) in limited("limit_refusal", limit(1, BeyondLimit::Refuse)).await {
        house.add("bob", UserStatus::Active).await;
        let first = house.signed_in(&browser(), "alice").await;
        let bob = house.signed_in(&browser(), "bob").await;
        assert_eq!(house.complaint("alice", PASSWORD).await, Complaint::TooManySessions);
        assert_eq!(house.complaint("alice", "wrong").await, Complaint::Wrong);
        // In the browser of somebody else, whose session stays.
        let refused = house.sign_in(&holding(&bob), "alice", PASSWORD).await;
        assert!(matches!(refused, Outcome::Again(_, Complaint::TooManySessions)), "{refused:?}");
        assert!(is_live(&house, &bob).await && is_live(&house, &first).await);
        // A new login in the same browser is no further session.
        let renewed = house.signed_in(&holding(&first), "alice").await;
        assert_eq!(renewed.session.id, first.session.id);
        // Refusals are no failures: they lock nobody out.
        for _ in 0..10 {
            assert_eq!(house.complaint("alice", PASSWORD).await, Complaint::TooManySessions);
        }
        assert_eq!(house.user(&alice).await.failed_logins, 0);
        house.authn.end_session(&house.origin(), &renewed.session, EndReason::Logout).await.unwrap();
        house.signed_in(&browser(), "alice").await;
    }
}

#[tokio::test]
async fn what_has_expired_leaves_room_and_never_comes_back() {
    for (house, alice) in limited("limit_expired", limit(1, BeyondLimit::Refuse)).await {
        let first = house.signed_in(&browser(), "alice").await;
        let before: Timestamp = house.clock.now() + Duration::from_mins(29);
        house.clock.advance(Duration::from_mins(30));
        let second = house.signed_in(&browser(), "alice").await;
        assert!(!is_live(&house, &first).await && is_live(&house, &second).await);
        // A request that began before the end and is only now being answered.
        let late = gatehouse::audit::Origin { now: before, ..house.origin() };
        assert!(house.authn.find_session(&late, first.token.expose()).await.unwrap().is_none());
        assert_eq!(live(&house, &alice).await, 1);
        assert!(ends(&house).await.is_empty(), "time is no act");
    }
}

#[tokio::test]
async fn without_a_limit_there_is_none() {
    for house in houses("limit_none", &without_limits()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        for _ in 0..30 {
            house.signed_in(&browser(), "alice").await;
        }
        assert_eq!(live(&house, &alice).await, 30);
    }
}
