//! Another address for an account, over a real database on every engine: what happens once happens once, and what a thief
//! does with it (AC-05).

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::authn::{EmailAsker, EmailChanged, NewEmailAsk, Visit};
use gatehouse::model::{
    EmailFault, FORMER_EMAIL_LIFETIME, LinkPurpose, RegistrationMode, RegistrationRules, User, UserId, UserStatus,
    mail_binding,
};
use gatehouse::secret::token_hash;
use gatehouse::storage::{browser_sessions, email_changes, outbox, users};
use serde_json::Value;

use super::house::{House, browser, holding, houses, sub_keys, without_limits};

const NEW: &str = "Ada@new.example";

fn open() -> RegistrationRules {
    RegistrationRules { mode: RegistrationMode::Open, ..RegistrationRules::default() }
}

/// Somebody who has just signed in.
async fn person(house: &House, name: &str) -> Visit {
    house.add(name, UserStatus::Active).await;
    visit(house, name).await
}

async fn visit(house: &House, name: &str) -> Visit {
    let signed_in = house.signed_in(&browser(), name).await;
    let token = holding(&signed_in).session_token.unwrap();
    house.authn.find_session(&house.origin(), token.expose()).await.unwrap().unwrap()
}

async fn ask(house: &House, visit: &Visit, email: &str) -> NewEmailAsk {
    let rules = open();
    let asker = EmailAsker { visit, through: None, rules: &rules };
    house.authn.ask_email_change(&house.origin(), asker, (email, "en")).await.unwrap()
}

/// Types a code at another instance each time: nothing in memory decides.
async fn submit(house: &House, visit: &Visit, code: &str) -> EmailChanged {
    let rules = open();
    let asker = EmailAsker { visit, through: None, rules: &rules };
    house.instance().submit_email_code_of_change(&house.origin(), asker, code).await.unwrap()
}

/// What was promised to be mailed, the oldest first: to whom, and what.
async fn mails(house: &House) -> Vec<(String, Value)> {
    let entries = outbox::due(&house.db.database, house.clock.now(), 100).await.unwrap();
    let opened = entries.iter().map(|entry| {
        let text = sub_keys().open(&mail_binding(&entry.realm, &entry.id), entry.sealed.as_deref().unwrap()).unwrap();
        let content: Value = serde_json::from_str(text.expose()).unwrap();
        (content["to"]["address"].as_str().unwrap().to_owned(), content["mail"].clone())
    });
    opened.collect()
}

async fn codes(house: &House) -> Vec<String> {
    let mails = mails(house).await;
    mails.iter().filter_map(|(_, mail)| mail["email_change"]["code"].as_str().map(str::to_owned)).collect()
}

/// The lock link of the notice that went to `address` when it was changed.
async fn lock_link(house: &House, address: &str) -> String {
    let mails = mails(house).await;
    let mut own = mails.iter().filter(|(to, mail)| to == address && mail["notice"]["notice"] == "email_changed");
    own.next_back().unwrap().1["notice"]["lock"].as_str().unwrap().to_owned()
}

/// The same, where a list of that name is in the way.
async fn codes_of(house: &House) -> Vec<String> {
    codes(house).await
}

async fn email(house: &House, id: &UserId) -> Option<String> {
    house.user(id).await.email
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_changes_the_address_once() {
    for house in houses("email_once", &without_limits()).await {
        let alice = person(&house, "alice").await;
        let elsewhere = visit(&house, "alice").await;
        assert_eq!(ask(&house, &alice, NEW).await, NewEmailAsk::Sent);
        assert_eq!(email(&house, &alice.user.id).await.as_deref(), Some("alice@example.com"), "until it is proven");
        let code = codes(&house).await.remove(0);
        let outcomes = join_all((0..4).map(|_| submit(&house, &alice, &code))).await;
        let done = outcomes.iter().filter(|outcome| matches!(outcome, EmailChanged::Done(_))).count();
        assert_eq!(done, 1, "{outcomes:?}");
        let after = house.user(&alice.user.id).await;
        assert_eq!((after.email.as_deref(), after.email_verified, after.username.as_str()), (Some(NEW), true, "alice"));
        // Both are told, the former with a link that works for longer.
        let told: Vec<String> = mails(&house)
            .await
            .into_iter()
            .filter(|(_, mail)| mail["notice"]["notice"] == "email_changed")
            .map(|(to, mail)| {
                assert!(mail["notice"]["lock"].is_string() && mail["notice"]["about"] == "A…@new.example", "{mail}");
                to
            })
            .collect();
        assert!(told.len() == 2 && told.iter().any(|to| to == NEW), "{told:?}");
        let sessions = browser_sessions::list_of_user(&house.db.database, &after.realm, &after.id).await.unwrap();
        let live: Vec<_> = sessions.iter().filter(|session| session.is_live(house.clock.now())).collect();
        assert!(live.iter().any(|session| session.id == alice.session.id));
        assert!(live.iter().all(|session| session.id != elsewhere.session.id), "every other session has ended");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_address_goes_to_one_of_those_who_prove_it() {
    for house in houses("email_race", &without_limits()).await {
        let people = [person(&house, "alice").await, person(&house, "bob").await, person(&house, "carol").await];
        for visit in &people {
            assert_eq!(ask(&house, visit, NEW).await, NewEmailAsk::Sent);
            house.clock.advance(Duration::from_secs(1));
        }
        let codes = codes(&house).await;
        assert_eq!(codes.len(), 3);
        let tries = people.iter().zip(&codes).map(|(visit, code)| submit(&house, visit, code));
        let outcomes = join_all(tries).await;
        let done = outcomes.iter().filter(|outcome| matches!(outcome, EmailChanged::Done(_))).count();
        let taken = outcomes.iter().filter(|outcome| matches!(outcome, EmailChanged::Taken)).count();
        assert_eq!((done, taken), (1, 2), "{outcomes:?}");
        // Nothing waits any more, and whoever lost keeps what they had.
        for (visit, outcome) in people.iter().zip(&outcomes) {
            assert!(house.authn.email_change(&house.origin(), &visit.user).await.unwrap().is_none());
            let kept = email(&house, &visit.user.id).await;
            assert_eq!(kept == visit.user.email, matches!(outcome, EmailChanged::Taken));
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_are_five_an_hour_over_every_ask_and_restart() {
    for house in houses("email_guesses", &without_limits()).await {
        let alice = person(&house, "alice").await;
        ask(&house, &alice, NEW).await;
        let code = codes(&house).await.remove(0);
        let guesses: Vec<String> = (0..12).map(|n| format!("{n:06}")).filter(|guess| *guess != code).collect();
        let outcomes = join_all(guesses.iter().map(|guess| submit(&house, &alice, guess))).await;
        let looked_at = outcomes.iter().filter(|outcome| matches!(outcome, EmailChanged::Wrong)).count();
        assert_eq!(looked_at, 5, "{outcomes:?}");
        // A new mail and another address give no new tries, nor does another person for the same address.
        house.clock.advance(Duration::from_secs(1));
        for wanted in ["other@new.example", NEW] {
            ask(&house, &alice, wanted).await;
            house.clock.advance(Duration::from_secs(1));
            assert!(matches!(submit(&house, &alice, &guesses[0]).await, EmailChanged::Locked(_)));
        }
        let bob = person(&house, "bob").await;
        ask(&house, &bob, NEW).await;
        assert!(matches!(submit(&house, &bob, &guesses[0]).await, EmailChanged::Locked(_)));
        // After the hour the newest code is good.
        house.clock.advance(Duration::from_mins(61));
        ask(&house, &alice, NEW).await;
        let newest = codes(&house).await.pop().unwrap();
        assert!(matches!(submit(&house, &alice, &newest).await, EmailChanged::Done(_)));
    }
}

#[tokio::test]
async fn it_belongs_to_one_session_and_realm_and_the_newest_counts() {
    for house in houses("email_bound", &without_limits()).await {
        let alice = person(&house, "alice").await;
        let (other, bob) = (visit(&house, "alice").await, person(&house, "bob").await);
        ask(&house, &alice, "first@new.example").await;
        house.clock.advance(Duration::from_secs(1));
        ask(&house, &alice, NEW).await;
        let codes = codes(&house).await;
        for stranger in [&other, &bob] {
            assert!(matches!(submit(&house, stranger, &codes[1]).await, EmailChanged::Over), "another session");
        }
        let rules = open();
        let there = gatehouse::audit::Origin { realm: "other".into(), ..house.origin() };
        let asker = EmailAsker { visit: &alice, through: None, rules: &rules };
        let outcome = house.authn.submit_email_code_of_change(&there, asker, &codes[1]).await.unwrap();
        assert!(matches!(outcome, EmailChanged::Over), "another realm");
        assert!(matches!(submit(&house, &alice, &codes[0]).await, EmailChanged::Wrong), "the newest one counts");
        // A session that has ended proves nothing.
        house.authn.end_session(&house.origin(), &alice.session, gatehouse::model::EndReason::Logout).await.unwrap();
        assert!(matches!(submit(&house, &alice, &codes[1]).await, EmailChanged::Over), "the session has ended");
        // Half an hour, and not longer.
        let again = visit(&house, "alice").await;
        ask(&house, &again, NEW).await;
        let code = codes_of(&house).await.pop().unwrap();
        house.clock.advance(Duration::from_mins(30));
        assert!(matches!(submit(&house, &again, &code).await, EmailChanged::Over), "too late");
        assert_eq!(email(&house, &alice.user.id).await.as_deref(), Some("alice@example.com"));
    }
}

#[tokio::test]
async fn whose_an_address_is_nobody_learns() {
    for house in houses("email_quiet", &without_limits()).await {
        let (alice, bob) = (person(&house, "alice").await, person(&house, "bob").await);
        assert_eq!(ask(&house, &alice, "BOB@example.com").await, NewEmailAsk::Sent, "as for any other");
        let mails = mails(&house).await;
        let (to, mail) = mails.last().unwrap();
        assert_eq!((to.as_str(), mail), ("BOB@example.com", &Value::from("email_in_use")), "its owner is told");
        let waits = house.authn.email_change(&house.origin(), &alice.user).await.unwrap().unwrap();
        assert_eq!(waits.email, "BOB@example.com");
        for guess in ["000000", "123456"] {
            assert!(matches!(submit(&house, &alice, guess).await, EmailChanged::Wrong));
        }
        // What is wrong with an address is said without looking at anybody.
        let refused = |fault| NewEmailAsk::Refused(fault);
        assert_eq!(ask(&house, &alice, "nonsense").await, refused(EmailFault::NotAnAddress));
        assert_eq!(ask(&house, &alice, "Alice@Example.com").await, refused(EmailFault::Same));
        let domains = vec!["example.com".to_owned()];
        let rules = RegistrationRules { mode: RegistrationMode::Domains, domains, ..RegistrationRules::default() };
        let asker = EmailAsker { visit: &alice, through: None, rules: &rules };
        let outcome = house.authn.ask_email_change(&house.origin(), asker, (NEW, "en")).await.unwrap();
        assert_eq!(outcome, refused(EmailFault::Domain));
        assert_eq!(email(&house, &bob.user.id).await.as_deref(), Some("bob@example.com"));
    }
}

/// A thief moves the account on, twice; whoever reads the first address gets it back, and nobody who came later.
#[tokio::test]
async fn a_former_address_gets_the_account_back() {
    for house in houses("email_back", &without_limits()).await {
        let alice = person(&house, "alice").await;
        let id = alice.user.id.clone();
        for wanted in ["thief@one.example", "thief@two.example"] {
            ask(&house, &alice, wanted).await;
            let code = codes(&house).await.pop().unwrap();
            assert!(matches!(submit(&house, &alice, &code).await, EmailChanged::Done(_)));
            house.clock.advance(Duration::from_mins(1));
        }
        let mine = lock_link(&house, "alice@example.com").await;
        let thiefs = [lock_link(&house, "thief@one.example").await, lock_link(&house, "thief@two.example").await];
        house.clock.advance(Duration::from_hours(13 * 24));
        let origin = house.origin();
        assert!(house.authn.lock_account(&origin, &token_hash(&mine)).await.unwrap().is_some());
        let owner = house.user(&id).await;
        assert_eq!((owner.email.as_deref(), owner.email_verified), (Some("alice@example.com"), true));
        assert_eq!(owner.status, UserStatus::Locked);
        assert!(house.authn.lock_account(&origin, &token_hash(&mine)).await.unwrap().is_none(), "it works once");
        for link in &thiefs {
            assert!(house.authn.lock_account(&origin, &token_hash(link)).await.unwrap().is_none(), "theirs is void");
        }
        assert_eq!(email(&house, &id).await.as_deref(), Some("alice@example.com"));
        // The way back leads to the owner, and to nobody else.
        assert!(house.authn.send_recovery(&origin, ("r1", "alice@example.com"), &browser()).await.unwrap());
        assert!(!house.authn.send_recovery(&origin, ("r2", "thief@two.example"), &browser()).await.unwrap());
        let told = mails(&house).await;
        let (to, mail) = told.iter().find(|(_, mail)| mail["notice"]["notice"] == "email_restored").unwrap();
        assert!(to == "thief@two.example" && mail["notice"]["lock"].is_null(), "{to} {mail}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn restoring_and_moving_on_at_once_ends_with_the_owner() {
    for house in houses("email_tug", &without_limits()).await {
        let alice = person(&house, "alice").await;
        ask(&house, &alice, "thief@one.example").await;
        let code = codes(&house).await.pop().unwrap();
        assert!(matches!(submit(&house, &alice, &code).await, EmailChanged::Done(_)));
        let mine = token_hash(&lock_link(&house, "alice@example.com").await);
        house.clock.advance(Duration::from_mins(1));
        ask(&house, &alice, "thief@two.example").await;
        let code = codes(&house).await.pop().unwrap();
        let (origin, second) = (house.origin(), house.instance());
        let (locked, _) = tokio::join!(second.lock_account(&origin, &mine), submit(&house, &alice, &code));
        assert!(locked.unwrap().is_some());
        let owner = house.user(&alice.user.id).await;
        assert_eq!(owner.email.as_deref(), Some("alice@example.com"), "whichever came first");
        assert_eq!(owner.status, UserStatus::Locked);
        assert!(house.authn.email_change(&house.origin(), &owner).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn after_a_fortnight_and_when_it_is_taken_it_does_not() {
    for house in houses("email_late", &without_limits()).await {
        let (alice, bob) = (person(&house, "alice").await, person(&house, "bob").await);
        for (visit, wanted) in [(&alice, "alice@two.example"), (&bob, "bob@two.example")] {
            ask(&house, visit, wanted).await;
            let code = codes(&house).await.pop().unwrap();
            assert!(matches!(submit(&house, visit, &code).await, EmailChanged::Done(_)));
            house.clock.advance(Duration::from_secs(1));
        }
        let link = token_hash(&lock_link(&house, "bob@example.com").await);
        // Somebody else has Bob's former address by now: the account is locked, and left with none.
        let carol = person(&house, "carol").await;
        ask(&house, &carol, "bob@example.com").await;
        let code = codes(&house).await.pop().unwrap();
        assert!(matches!(submit(&house, &carol, &code).await, EmailChanged::Done(_)));
        assert!(house.authn.lock_account(&house.origin(), &link).await.unwrap().is_some());
        let left = house.user(&bob.user.id).await;
        assert_eq!((left.email, left.status), (None, UserStatus::Locked));
        assert_eq!(email(&house, &carol.user.id).await.as_deref(), Some("bob@example.com"), "hers is hers");
        // And later than a fortnight the link is nothing.
        let link = token_hash(&lock_link(&house, "alice@example.com").await);
        house.clock.advance(FORMER_EMAIL_LIFETIME);
        assert!(house.authn.lock_account(&house.origin(), &link).await.unwrap().is_none());
        assert_eq!(email(&house, &alice.user.id).await.as_deref(), Some("alice@two.example"));
        assert!(house.authn.find_link(&house.origin(), (LinkPurpose::Lock, &link)).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_name_that_is_the_address_goes_with_it() {
    for house in houses("email_name", &without_limits()).await {
        let alice = person(&house, "alice").await;
        let mut named = house.user(&alice.user.id).await;
        named.username = "alice@example.com".to_owned();
        let mut tx = house.db.database.begin().await.unwrap();
        users::update(&mut tx, &named).await.unwrap();
        tx.commit().await.unwrap();
        ask(&house, &alice, NEW).await;
        let code = codes(&house).await.pop().unwrap();
        assert!(matches!(submit(&house, &alice, &code).await, EmailChanged::Done(_)));
        assert_eq!(house.user(&alice.user.id).await.username, NEW);
        let realm = house.origin().realm;
        let by_old = users::find_by_identifier(&house.db.database, &realm, "alice@example.com").await.unwrap();
        assert!(by_old.is_none(), "the old one is free for whoever proves it");
        let link = token_hash(&lock_link(&house, "alice@example.com").await);
        assert!(house.authn.lock_account(&house.origin(), &link).await.unwrap().is_some());
        assert_eq!(house.user(&alice.user.id).await.username, "alice@example.com", "and comes back with it");
        let database = &house.db.database;
        assert!(email_changes::find(database, &realm, &alice.user.id).await.unwrap().is_none());
    }
}

/// Somebody whose address an administrator has typed proves it: nothing ends, and there is no former one.
#[tokio::test]
async fn proving_the_address_one_has_ends_nothing() {
    for house in houses("email_prove", &without_limits()).await {
        let alice = person(&house, "alice").await;
        let elsewhere = visit(&house, "alice").await;
        let mut tx = house.db.database.begin().await.unwrap();
        users::update(&mut tx, &User { email_verified: false, ..house.user(&alice.user.id).await }).await.unwrap();
        tx.commit().await.unwrap();
        let alice = Visit { user: house.user(&alice.user.id).await, ..alice };
        assert_eq!(ask(&house, &alice, "alice@example.com").await, NewEmailAsk::Sent);
        let code = codes(&house).await.pop().unwrap();
        assert!(matches!(submit(&house, &alice, &code).await, EmailChanged::Proven));
        assert!(house.user(&alice.user.id).await.email_verified);
        let live = house.authn.live_sessions(&house.origin(), &alice.user.id).await.unwrap();
        assert!(live.iter().any(|session| session.id == elsewhere.session.id), "{live:?}");
        let told = mails(&house).await;
        assert!(!told.iter().any(|(_, mail)| mail["notice"]["notice"] == "email_changed"), "{told:?}");
    }
}
