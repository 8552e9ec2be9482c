//! Recoveries over a real database, on every engine there is: what happens once happens once.

use futures_util::future::join_all;
use gatehouse::authn::{
    Browser, Login, LoginRules, Outcome, Password, PasswordPolicy, Proven, RecoveryStep, Reset, Weakness,
};
use gatehouse::model::{UserStatus, mail_binding};
use gatehouse::storage::outbox;

use super::house::{House, PASSWORD, browser, houses, realm_with, sub_keys, without_limits};

/// A browser with a binding of its own.
fn bound(name: &str) -> Browser {
    Browser { binding: name.to_owned().into(), ..browser() }
}

/// Asks for a way back for alice; its code.
async fn asked(house: &House, id: &str, browser: &Browser) -> String {
    assert!(house.authn.send_recovery(&house.origin(), (id, "alice"), browser).await.unwrap());
    let entries = outbox::due(&house.db.database, house.clock.now(), 100).await.unwrap();
    let mut codes = entries.iter().filter_map(|entry| {
        let opened = sub_keys().open(&mail_binding(&entry.realm, &entry.id), entry.sealed.as_deref().unwrap());
        let content: serde_json::Value = serde_json::from_str(opened.unwrap().expose()).unwrap();
        content["mail"]["recovery"]["code"].as_str().map(str::to_owned)
    });
    codes.next_back().unwrap()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_at_once_are_five() {
    for house in houses("recovery_guesses", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let browser = bound("b");
        let code = asked(&house, "r1", &browser).await;
        let guesses: Vec<String> = (0..40).map(|n| format!("{n:08}")).filter(|guess| *guess != code).collect();
        // Each at an instance of its own: nothing in memory decides.
        let tries = guesses.iter().map(|guess| {
            let (instance, origin, browser) = (house.instance(), house.origin(), &browser);
            async move { instance.prove_code(&origin, ("r1", guess), browser).await.unwrap() }
        });
        assert!(join_all(tries).await.iter().all(|outcome| *outcome != Proven::Yes));
        let late = house.instance().prove_code(&house.origin(), ("r1", &code), &browser).await.unwrap();
        assert_ne!(late, Proven::Yes, "the right one comes too late, wherever it is asked");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_lets_one_browser_in() {
    for house in houses("recovery_once", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let browsers: Vec<Browser> = (0..4).map(|n| bound(&format!("b{n}"))).collect();
        let code = asked(&house, "r1", &browsers[0]).await;
        let tries = browsers.iter().map(|browser| {
            let (instance, origin, code) = (house.instance(), house.origin(), code.as_str());
            async move { instance.prove_code(&origin, ("r1", code), browser).await.unwrap() }
        });
        let outcomes = join_all(tries).await;
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Proven::Yes).count(), 1, "{outcomes:?}");
        let mut inside = 0;
        for browser in &browsers {
            let step = house.authn.recovery_step(&house.origin(), "r1", browser).await.unwrap();
            inside += usize::from(matches!(step, RecoveryStep::NewPassword(_)));
        }
        assert_eq!(inside, 1);
    }
}

/// The fifth try is one as well.
#[tokio::test]
async fn the_last_try_counts() {
    for house in houses("recovery_last", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let browser = bound("b");
        let code = asked(&house, "r1", &browser).await;
        for guess in ["1", "2", "3", "4"] {
            assert_eq!(house.authn.prove_code(&house.origin(), ("r1", guess), &browser).await.unwrap(), Proven::Wrong);
        }
        assert_eq!(house.authn.prove_code(&house.origin(), ("r1", &code), &browser).await.unwrap(), Proven::Yes);
    }
}

/// A recovery sets no password that a change would refuse, and begins no session that a login would not.
#[tokio::test]
async fn a_new_password_meets_every_rule() {
    for house in houses("recovery_rules", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let browser = bound("b");
        let code = asked(&house, "r1", &browser).await;
        assert_eq!(house.authn.prove_code(&house.origin(), ("r1", &code), &browser).await.unwrap(), Proven::Yes);
        let realm = realm_with(r#"[{"name": "all", "require": "any"}]"#);
        let rules = LoginRules { realm: Some(&realm), ..LoginRules::default() };
        let login = Login { id: "i1", browser: &browser, session_limit: None, rules };
        let policy = PasswordPolicy { history: 2, ..PasswordPolicy::nist() };
        let reset = async |password: &str| {
            let password = Password::parse(password).unwrap();
            house.authn.reset_password(&house.origin(), ("r1", login), (&password, false), &policy).await.unwrap()
        };
        let same = reset(PASSWORD).await;
        assert!(matches!(&same, Reset::Weak(found) if found == &[Weakness::Reused]), "{same:?}");
        let done = reset("another sentence of mine").await;
        assert!(matches!(&done, Reset::Done(None, _)), "the factor is asked for by the login: {done:?}");
        let outcome = house.sign_in(&browser, "alice", "another sentence of mine").await;
        assert!(matches!(outcome, Outcome::SignedIn(_)), "{outcome:?}");
    }
}
