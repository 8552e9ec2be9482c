//! Several sessions in one browser (AU-18), on every engine: each of one user, with a secret and an end of its own.

use std::time::Duration;

use gatehouse::authn::{Browser, HELD_MAX, SignedIn, Visit};
use gatehouse::model::{EndReason, UserStatus};
use gatehouse::storage::audit_events;

use super::house::{House, browser, holding, houses, without_limits};

async fn names(house: &House, browser: &Browser) -> Vec<String> {
    let visits = house.authn.visits(&house.origin(), browser).await.unwrap();
    visits.into_iter().map(|visit| visit.user.username).collect()
}

async fn find(house: &House, of: &SignedIn) -> Option<Visit> {
    house.authn.find_session(&house.origin(), of.token.expose()).await.unwrap()
}

async fn current(house: &House, browser: &Browser) -> Option<String> {
    let visit = house.authn.current_visit(&house.origin(), browser).await.unwrap();
    visit.map(|visit| visit.user.username)
}

#[tokio::test]
async fn whoever_signs_in_stands_beside_the_others() {
    for house in houses("several_beside", &without_limits()).await {
        for name in ["alice", "bob"] {
            house.add(name, UserStatus::Active).await;
        }
        let alice = house.signed_in(&browser(), "alice").await;
        house.clock.advance(Duration::from_mins(1));
        let bob = house.signed_in(&holding(&alice), "bob").await;
        assert_eq!(names(&house, &holding(&bob)).await, ["bob", "alice"]);
        // Alice again, who is not the current one: the same session under a new secret, and bob is untouched.
        house.clock.advance(Duration::from_mins(1));
        let again = house.signed_in(&holding(&bob), "alice").await;
        assert_eq!(again.session.id, alice.session.id);
        assert!(again.token != alice.token && again.session.auth_time > alice.session.auth_time);
        assert!(find(&house, &alice).await.is_none(), "the old secret is good for nothing");
        let untouched = find(&house, &bob).await.unwrap().session;
        assert_eq!((untouched.id, untouched.auth_time), (bob.session.id.clone(), bob.session.auth_time));
        assert_eq!(names(&house, &holding(&again)).await, ["alice", "bob"]);
        // A browser that holds two sessions of one user shows one.
        let elsewhere = house.signed_in(&browser(), "alice").await;
        let doubled = Browser { other_sessions: vec![elsewhere.token.clone(), bob.token.clone()], ..holding(&again) };
        assert_eq!(names(&house, &doubled).await, ["alice", "bob"]);
    }
}

#[tokio::test]
async fn there_is_room_for_a_few() {
    for house in houses("several_room", &without_limits()).await {
        let mut signed_in: Vec<SignedIn> = Vec::new();
        for number in 0..=HELD_MAX {
            let name = format!("user{number}");
            house.add(&name, UserStatus::Active).await;
            let browser = signed_in.last().map_or_else(browser, holding);
            signed_in.push(house.signed_in(&browser, &name).await);
            house.clock.advance(Duration::from_secs(1));
        }
        let last = holding(signed_in.last().unwrap());
        assert_eq!(names(&house, &last).await, ["user5", "user4", "user3", "user2", "user1"]);
        assert!(find(&house, &signed_in[0]).await.is_none(), "what no browser holds has ended");
        let rows = audit_events::list(&house.db.database, &house.origin().realm, 1000).await.unwrap();
        let ended: Vec<_> = rows.iter().filter(|row| row.event == "session.ended").collect();
        assert_eq!(ended.len(), 1);
        assert_eq!(ended[0].details["reason"], EndReason::Replaced.as_str());
        // Secrets beyond the bound are not even looked up.
        let tokens = (0..HELD_MAX).map(|_| "gs_0123456789012345678901234567890123456789012".to_owned().into());
        let other_sessions = tokens.chain([signed_in[HELD_MAX].token.clone()]).collect();
        assert!(names(&house, &Browser { other_sessions, ..browser() }).await.is_empty());
    }
}

#[tokio::test]
async fn each_ends_by_itself() {
    for house in houses("several_ends", &without_limits()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        house.add("bob", UserStatus::Active).await;
        house.add("carol", UserStatus::Active).await;
        let first = house.signed_in(&browser(), "alice").await;
        let second = house.signed_in(&holding(&first), "bob").await;
        let third = house.signed_in(&holding(&second), "carol").await;
        let here = holding(&third);
        assert_eq!(current(&house, &here).await.as_deref(), Some("carol"));
        let origin = house.origin();
        house.authn.end_session(&origin, &third.session, EndReason::Logout).await.unwrap();
        // Two are left, and neither is meant where nobody in particular is.
        assert_eq!(current(&house, &here).await, None);
        assert_eq!(names(&house, &here).await, ["bob", "alice"]);
        house.authn.end_all_sessions(&origin, &alice, EndReason::UserChanged).await.unwrap();
        assert_eq!(names(&house, &here).await, ["bob"]);
        assert_eq!(current(&house, &here).await.as_deref(), Some("bob"), "the only one left");
    }
}

/// Being shown on a list is no use: whoever is not used leaves in time.
#[tokio::test]
async fn a_list_keeps_nobody_signed_in() {
    for house in houses("several_idle", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        house.add("bob", UserStatus::Active).await;
        let first = house.signed_in(&browser(), "alice").await;
        let second = house.signed_in(&holding(&first), "bob").await;
        let here = holding(&second);
        for _ in 0..2 {
            house.clock.advance(Duration::from_mins(14));
            assert_eq!(names(&house, &here).await.len(), 2);
            assert_eq!(current(&house, &here).await.as_deref(), Some("bob"));
        }
        house.clock.advance(Duration::from_mins(3));
        assert_eq!(names(&house, &here).await, ["bob"]);
    }
}
