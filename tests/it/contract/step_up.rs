//! Step-up over a real database, on every engine there is: what is asked for, and what becomes of the session.

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::authn::{Browser, Login, LoginFlow, LoginRules, Method, NewCredential, Outcome, SignedIn, Typed, Visit};
use gatehouse::model::CredentialKind;
use gatehouse::model::acr::{Class, ClassDemand};
use serde_json::Value;

use super::house::{House, PASSWORD, browser, houses, without_limits};
use super::passkeys::{add, answer, enrolled, manner, party, visit};
use crate::support::authenticator::{Key, Manner};

/// A login for a client that demands `class`.
fn demanding(browser: &Browser, class: Class) -> Login<'_> {
    let classes = ClassDemand { must: Some(class), wish: None };
    Login { id: "i1", browser, session_limit: None, rules: LoginRules { classes, ..LoginRules::default() } }
}

fn methods(flow: Option<&LoginFlow>) -> Vec<Method> {
    match flow {
        Some(LoginFlow::SecondFactor { methods, .. }) => methods.clone(),
        _ => Vec::new(),
    }
}

/// The browser that holds the session of `signed_in`.
fn holding(signed_in: &SignedIn) -> Browser {
    Browser { session_token: Some(signed_in.token.clone()), ..browser() }
}

async fn begin(house: &House, login: Login<'_>, visit: &Visit) -> Option<LoginFlow> {
    house.authn.begin_step_up(&house.origin(), login, visit).await.unwrap()
}

async fn prove(house: &House, login: Login<'_>, key: &mut Key, manner: &Manner) -> Outcome {
    let request = house.authn.begin_second_key(&house.origin(), login, &party()).await.unwrap().unwrap();
    let credential = key.sign(&request.options, manner);
    let given = answer(&request, &credential);
    house.authn.submit_second_key(&house.origin(), login, &party(), given).await.unwrap()
}

fn signed_in(outcome: Outcome) -> SignedIn {
    match outcome {
        Outcome::SignedIn(signed_in) => *signed_in,
        other => panic!("{other:?}"),
    }
}

/// Alice with a synced passkey and a bound security key, in a session of her password and the key.
struct Alice {
    synced: Key,
    bound: Key,
}

fn synced() -> Manner {
    Manner { synced: true, step: 0, ..manner() }
}

impl Alice {
    async fn new(house: &House) -> Self {
        let (_, _, own) = enrolled(house, "alice").await;
        let rest = house.authn.credentials(&house.origin(), &own.user.id).await.unwrap();
        let (synced, added) = add(house, &own, CredentialKind::Passkey, &synced()).await;
        assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
        house.authn.remove_credential(&house.origin(), &own, &rest[0].id).await.unwrap();
        let (bound, added) = add(house, &own, CredentialKind::SecurityKey, &manner()).await;
        assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
        Self { synced, bound }
    }

    /// A session of her passkey alone.
    async fn session(&mut self, house: &House) -> SignedIn {
        signed_in(super::passkeys::use_key(house, &mut self.synced, &synced()).await)
    }
}

#[tokio::test]
async fn only_what_reaches_the_class_is_asked_for() {
    for house in houses("step_up_class", &without_limits()).await {
        let mut alice = Alice::new(&house).await;
        let first = alice.session(&house).await;
        assert_eq!(first.session.amr, ["swk", "user", "mfa"]);
        let (here, own) = (holding(&first), visit(&house, &first).await);
        for reached in [Class::Password, Class::Mfa, Class::PhishingResistant] {
            assert_eq!(begin(&house, demanding(&here, reached), &own).await, None, "{reached:?} is there already");
        }
        let login = demanding(&here, Class::HardwareBound);
        assert_eq!(methods(begin(&house, login, &own).await.as_ref()), [Method::Passkey]);
        // Of the two credentials only the one that stays in its authenticator is asked for, and no other answers.
        let request = house.authn.begin_second_key(&house.origin(), login, &party()).await.unwrap().unwrap();
        let options: Value = serde_json::from_str(&request.options).unwrap();
        assert_eq!(options["allowCredentials"].as_array().unwrap().len(), 1);
        let refused = prove(&house, login, &mut alice.synced, &synced()).await;
        assert!(matches!(refused, Outcome::Again(..)), "{refused:?}");
        house.clock.advance(Duration::from_mins(5));
        let raised = signed_in(prove(&house, login, &mut alice.bound, &manner()).await);
        assert_eq!(raised.session.amr, ["swk", "user", "mfa", "hwk"]);
        assert_eq!(Class::reached_by(&raised.session.amr), Class::HardwareBound);
        // The same session, as old as it was, and with a new secret.
        let (old, new) = (&first.session, &raised.session);
        assert_eq!((&new.id, new.auth_time, new.created_at), (&old.id, old.auth_time, old.created_at));
        assert_eq!((new.expires_at, new.remembered), (old.expires_at, old.remembered));
        assert_ne!(raised.token.expose(), first.token.expose());
        assert!(house.authn.find_session(&house.origin(), first.token.expose()).await.unwrap().is_none());
        assert_eq!(visit(&house, &raised).await.session.amr, new.amr, "and it is stored");
    }
}

#[tokio::test]
async fn a_password_login_asks_for_what_the_class_needs() {
    for house in houses("step_up_login", &without_limits()).await {
        let (_, mut key, _) = enrolled(&house, "alice").await;
        let (here, typed) = (browser(), Typed { identifier: Some("alice"), password: PASSWORD, remember: false });
        // A passkey alone is asked for by no login but one that demands it.
        let login = demanding(&here, Class::PhishingResistant);
        let half = house.authn.submit_password(&house.origin(), login, typed).await.unwrap();
        let Outcome::Next(flow) = half else { panic!("{half:?}") };
        assert_eq!(methods(Some(&flow)), [Method::Passkey]);
        let done = signed_in(prove(&house, login, &mut key, &manner()).await);
        assert_eq!(done.session.amr, ["pwd", "hwk", "user", "mfa"]);
        let plain = Login { rules: LoginRules::default(), ..demanding(&here, Class::Mfa) };
        let done = signed_in(house.authn.submit_password(&house.origin(), plain, typed).await.unwrap());
        // Signed in by the password; codes stand in for what could be asked for, where the class allows them.
        let own = visit(&house, &done).await;
        add(&house, &own, CredentialKind::SecurityKey, &manner()).await;
        house.authn.make_backup_codes(&house.origin(), &own.user.id).await.unwrap();
        let here = holding(&done);
        for (class, expected) in
            [(Class::Mfa, &[Method::Passkey, Method::BackupCode][..]), (Class::PhishingResistant, &[Method::Passkey])]
        {
            assert_eq!(methods(begin(&house, demanding(&here, class), &own).await.as_ref()), expected, "{class:?}");
        }
        // A wish puts first what meets it, and shuts nobody out.
        let classes = ClassDemand { must: None, wish: Some(Class::PhishingResistant) };
        let wished = Login { rules: LoginRules { classes, ..LoginRules::default() }, ..demanding(&here, Class::Mfa) };
        let half = house.authn.submit_password(&house.origin(), wished, typed).await.unwrap();
        let Outcome::Next(flow) = half else { panic!("{half:?}") };
        assert_eq!(methods(Some(&flow)), [Method::Passkey, Method::BackupCode]);
    }
}

/// Two tabs with the same page, each with a proof that is good: the session is raised once, and lives.
#[tokio::test]
async fn two_proofs_at_once_raise_one_session() {
    for house in houses("step_up_race", &without_limits()).await {
        let mut alice = Alice::new(&house).await;
        let first = alice.session(&house).await;
        let (here, own) = (holding(&first), visit(&house, &first).await);
        let login = demanding(&here, Class::HardwareBound);
        begin(&house, login, &own).await.unwrap();
        let mut asked = Vec::new();
        for _ in 0..4 {
            let request = house.authn.begin_second_key(&house.origin(), login, &party()).await.unwrap().unwrap();
            let credential = alice.bound.sign(&request.options, &manner());
            asked.push((request, credential));
        }
        let (origin, key_party) = (house.origin(), party());
        let all = join_all(asked.iter().map(|(request, credential)| {
            house.authn.submit_second_key(&origin, login, &key_party, answer(request, credential))
        }))
        .await;
        let raised: Vec<SignedIn> = all
            .into_iter()
            .filter_map(|outcome| match outcome.unwrap() {
                Outcome::SignedIn(signed_in) => Some(*signed_in),
                Outcome::Next(_) | Outcome::Again(..) => None,
            })
            .collect();
        assert_eq!(raised.len(), 1);
        assert_eq!(visit(&house, &raised[0]).await.session.id, first.session.id);
    }
}

/// A login under way in one session is of no use in another, of whomever it is.
#[tokio::test]
async fn a_proof_is_for_the_session_it_was_asked_in() {
    for house in houses("step_up_bound", &without_limits()).await {
        let mut alice = Alice::new(&house).await;
        let (first, second) = (alice.session(&house).await, alice.session(&house).await);
        let own = visit(&house, &first).await;
        let here = holding(&first);
        let login = demanding(&here, Class::HardwareBound);
        begin(&house, login, &own).await.unwrap();
        // The same browser, which holds another session of alice by now, or none.
        for token in [Some(second.token.clone()), None] {
            let moved = Browser { session_token: token, ..here.clone() };
            begin(&house, login, &own).await.unwrap();
            let login = demanding(&moved, Class::HardwareBound);
            let outcome = prove(&house, login, &mut alice.bound, &manner()).await;
            assert!(matches!(outcome, Outcome::Next(LoginFlow::Identify)), "{outcome:?}");
        }
        for (signed_in, methods) in [(&first, "swk user mfa"), (&second, "swk user mfa")] {
            assert_eq!(visit(&house, signed_in).await.session.amr.join(" "), methods, "nothing was raised");
        }
    }
}
