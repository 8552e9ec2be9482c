//! Logins by mail over a real database, on every engine there is: what happens once happens once, and guesses are few.

use std::collections::BTreeSet;
use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::authn::{Authenticator, Browser, Complaint, Demand, EmailAsked, Login, LoginFlow, LoginRules, Outcome};
use gatehouse::model::acr::ClassDemand;
use gatehouse::model::{LinkPurpose, Realm, RealmId, UserStatus, mail_binding};
use gatehouse::storage::{audit_events, outbox, users};

use super::house::{House, browser, houses, realm_with, sub_keys, without_limits};

/// A browser with a binding of its own.
fn bound(name: &str) -> Browser {
    Browser { binding: name.to_owned().into(), ..browser() }
}

/// The default realm, where people sign in by mail, with these factor rules.
fn realm(rules: &str) -> Realm {
    let mut realm = realm_with(rules);
    realm.settings.email_code_login = true;
    realm
}

fn login<'a>(realm: &'a Realm, (id, browser): (&'a str, &'a Browser)) -> Login<'a> {
    let rules = LoginRules { realm: Some(realm), ..LoginRules::default() };
    Login { id, browser, session_limit: None, rules }
}

/// Code and token of every way in that was mailed and not seen before.
async fn mailed(house: &House, seen: &mut BTreeSet<String>) -> Vec<(String, String)> {
    let entries = outbox::due(&house.db.database, house.clock.now(), 1000).await.unwrap();
    let mut found = Vec::new();
    for entry in entries.into_iter().filter(|entry| entry.kind == "sign-in") {
        if seen.insert(entry.id.clone()) {
            let opened = sub_keys().open(&mail_binding(&entry.realm, &entry.id), entry.sealed.as_deref().unwrap());
            let content: serde_json::Value = serde_json::from_str(opened.unwrap().expose()).unwrap();
            let text = |name: &str| content["mail"]["sign_in"][name].as_str().unwrap().to_owned();
            found.push((text("code"), text("token")));
        }
    }
    found
}

/// Asks for a mail, which is sent at once; whether it was.
async fn ask(authn: &Authenticator, house: &House, login: Login<'_>, name: &str) -> bool {
    match authn.ask_email_code(&house.origin(), login, (name, false)).await.unwrap() {
        EmailAsked::Waits(ask) => authn.send_email_code(&house.origin(), &ask).await.unwrap(),
        other => unreachable!("{other:?}"),
    }
}

/// Asks for one for alice; code and token.
async fn asked(house: &House, login: Login<'_>, seen: &mut BTreeSet<String>) -> (String, String) {
    assert!(ask(&house.authn, house, login, "alice").await);
    mailed(house, seen).await.pop().unwrap()
}

fn other_than(code: &str, number: usize) -> String {
    format!("{:06}", (code.parse::<usize>().unwrap() + 1 + number) % 1_000_000)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn guesses_are_five_over_flows_instances_and_sources() {
    for house in houses("email_guesses", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let (realm, mut seen) = (realm("[]"), BTreeSet::new());
        let browsers: Vec<Browser> = (0..6).map(|n| bound(&format!("b{n}"))).collect();
        let ids: Vec<String> = (0..6).map(|n| format!("i{n}")).collect();
        let mut flows = Vec::new();
        for (id, browser) in ids.iter().zip(&browsers) {
            // Each at an instance of its own: nothing in memory decides.
            let (authn, login) = (house.instance(), login(&realm, (id, browser)));
            assert!(ask(&authn, &house, login, "alice").await);
            let (code, _) = mailed(&house, &mut seen).await.pop().unwrap();
            flows.push((authn, login, code));
        }
        let tries = flows.iter().flat_map(|flow| (0..5).map(move |number| (flow, number)));
        let tries = tries.map(|((authn, login, code), number)| {
            let mut origin = house.origin();
            origin.source = format!("192.0.2.{number}");
            async move { authn.submit_email_code(&origin, *login, &other_than(code, number)).await.unwrap() }
        });
        let (mut wrong, mut locked) = (0, 0);
        for outcome in join_all(tries).await {
            match outcome {
                Outcome::Again(_, Complaint::Wrong) => wrong += 1,
                Outcome::Again(_, Complaint::Locked(_)) => locked += 1,
                other => unreachable!("{other:?}"),
            }
        }
        assert_eq!((wrong, locked), (5, 25));
        let (authn, login, code) = &flows[0];
        let late = authn.submit_email_code(&house.origin(), *login, code).await.unwrap();
        assert!(matches!(late, Outcome::Again(_, Complaint::Locked(_))), "the right one comes too late: {late:?}");
        // In an hour there are five again, for a code of its own.
        house.clock.advance(Duration::from_secs(3_601));
        assert!(ask(authn, &house, *login, "alice").await);
        let (code, _) = mailed(&house, &mut seen).await.pop().unwrap();
        let done = authn.submit_email_code(&house.origin(), *login, &code).await.unwrap();
        assert!(matches!(done, Outcome::SignedIn(_)), "{done:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn one_code_begins_one_session() {
    for house in houses("email_once", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let (realm, browser, mut seen) = (realm("[]"), bound("b"), BTreeSet::new());
        let login = login(&realm, ("i1", &browser));
        let (code, token) = asked(&house, login, &mut seen).await;
        house.authn.keep_link(&house.origin(), &browser, (LinkPurpose::SignIn, &token)).await.unwrap();
        let link = house.authn.email_link(&house.origin(), &browser).await.unwrap().unwrap();
        let origin = house.origin();
        let by_code = (0..4).map(|_| house.authn.submit_email_code(&origin, login, &code));
        let by_link = (0..4).map(|_| house.authn.submit_email_link(&origin, login, &link));
        let (by_code, by_link) = tokio::join!(join_all(by_code), join_all(by_link));
        let begun = by_code.iter().filter(|outcome| matches!(outcome, Ok(Outcome::SignedIn(_)))).count()
            + by_link.iter().filter(|outcome| matches!(outcome, Ok(Some(Outcome::SignedIn(_))))).count();
        assert_eq!(begun, 1, "{by_code:?} {by_link:?}");
        assert!(house.authn.email_link(&house.origin(), &browser).await.unwrap().is_none());
    }
}

#[tokio::test]
async fn a_mail_is_bound_to_browser_login_address_and_time() {
    for house in houses("email_bound", &without_limits()).await {
        let id = house.add("alice", UserStatus::Active).await;
        let (realm, own, other, mut seen) = (realm("[]"), bound("b"), bound("c"), BTreeSet::new());
        let here = login(&realm, ("i1", &own));
        let (code, token) = asked(&house, here, &mut seen).await;
        for elsewhere in [login(&realm, ("i1", &other)), login(&realm, ("i2", &own))] {
            let outcome = house.authn.submit_email_code(&house.origin(), elsewhere, &code).await.unwrap();
            assert!(matches!(outcome, Outcome::Next(LoginFlow::Identify)), "{outcome:?}");
        }
        // The same mail does not serve another wait of the same person in the same browser.
        house.clock.advance(Duration::from_secs(31));
        let second = login(&realm, ("i2", &own));
        let (newer, _) = asked(&house, second, &mut seen).await;
        assert_ne!(code, newer);
        let outcome = house.authn.submit_email_code(&house.origin(), second, &code).await.unwrap();
        assert!(matches!(outcome, Outcome::Again(_, Complaint::Wrong)), "{outcome:?}");
        // A link elsewhere signs nobody in, and has a code for where it began; the one in the mail is void then.
        house.authn.keep_link(&house.origin(), &other, (LinkPurpose::SignIn, &token)).await.unwrap();
        let link = house.authn.email_link(&house.origin(), &other).await.unwrap().unwrap();
        assert!(!link.is_at_home);
        for at in [login(&realm, ("i1", &other)), here] {
            assert!(house.authn.submit_email_link(&house.origin(), at, &link).await.unwrap().is_none());
        }
        let shown = house.authn.code_of_email_link(&house.origin(), &link).await.unwrap().unwrap();
        let outcome = house.authn.submit_email_code(&house.origin(), here, &code).await.unwrap();
        assert!(matches!(outcome, Outcome::Again(_, Complaint::Wrong)), "{outcome:?}");
        // Another address, and it is over.
        let mut tx = house.db.database.begin().await.unwrap();
        let mut user = house.user(&id).await;
        user.email = Some("alice@example.org".to_owned());
        users::update(&mut tx, &user).await.unwrap();
        tx.commit().await.unwrap();
        let outcome = house.authn.submit_email_code(&house.origin(), here, shown.expose()).await.unwrap();
        assert!(matches!(outcome, Outcome::Again(_, Complaint::Wrong)), "{outcome:?}");
        // Ten minutes, and no longer.
        house.clock.advance(Duration::from_hours(1));
        let (code, _) = asked(&house, here, &mut seen).await;
        house.clock.advance(Duration::from_mins(10));
        let outcome = house.authn.submit_email_code(&house.origin(), here, &code).await.unwrap();
        assert!(matches!(outcome, Outcome::Again(_, Complaint::Wrong)), "{outcome:?}");
    }
}

#[tokio::test]
async fn what_else_is_due_comes_after_the_mail_but_a_new_password() {
    for house in houses("email_then", &without_limits()).await {
        let id = house.add("alice", UserStatus::Active).await;
        let (browser, mut seen) = (bound("b"), BTreeSet::new());
        let ruled = realm(r#"[{"name": "all", "require": "any"}]"#);
        let demanding = login(&ruled, ("i1", &browser));
        let (code, _) = asked(&house, demanding, &mut seen).await;
        let outcome = house.authn.submit_email_code(&house.origin(), demanding, &code).await.unwrap();
        assert!(
            matches!(&outcome, Outcome::Next(LoginFlow::Required { amr, .. }) if amr == &["email"]),
            "a factor is enrolled: {outcome:?}"
        );
        // The password is much too old, and was not used.
        let mut realm = realm("[]");
        realm.settings.passwords.max_age_days = Some(1);
        house.clock.advance(Duration::from_hours(48));
        let plain = login(&realm, ("i2", &browser));
        let (code, _) = asked(&house, plain, &mut seen).await;
        let grouped = format!(" {} {}", &code[..3], &code[3..]);
        let outcome = house.authn.submit_email_code(&house.origin(), plain, &grouped).await.unwrap();
        let Outcome::SignedIn(signed_in) = outcome else { unreachable!("{outcome:?}") };
        let session = &signed_in.session;
        assert_eq!((session.amr.join(" ").as_str(), session.acr.as_str()), ("email", "urn:gatehouse:email"));
        let visit = house.authn.find_session(&house.origin(), signed_in.token.expose()).await.unwrap().unwrap();
        assert!(!visit.is_fresh(house.clock.now()), "a mail is no proof anew");
        let rows = audit_events::list(&house.db.database, &RealmId::default_realm(), 100).await.unwrap();
        for name in ["login.code_sent", "login.succeeded"] {
            assert!(rows.iter().any(|row| row.event == name), "{name}");
        }
        assert_eq!(session.user_id, id);
    }
}

#[tokio::test]
async fn only_an_active_user_with_a_proven_address_is_written_to() {
    for house in houses("email_whom", &without_limits()).await {
        let states = [
            ("sue", UserStatus::Suspended),
            ("lou", UserStatus::Locked),
            ("pat", UserStatus::Pending),
            ("uma", UserStatus::Active),
        ];
        for (name, status) in states {
            let id = house.add(name, status).await;
            if status == UserStatus::Active {
                let mut user = house.user(&id).await;
                user.email_verified = false;
                let mut tx = house.db.database.begin().await.unwrap();
                users::update(&mut tx, &user).await.unwrap();
                tx.commit().await.unwrap();
            }
        }
        let (realm, mut seen) = (realm("[]"), BTreeSet::new());
        let mut answers = Vec::new();
        for name in ["sue", "lou", "pat", "uma", "nobody"] {
            let browser = bound(name);
            let login = login(&realm, (name, &browser));
            assert!(!ask(&house.authn, &house, login, name).await, "{name}");
            let mut told = Vec::new();
            for _ in 0..7 {
                let outcome = house.authn.submit_email_code(&house.origin(), login, "123456").await.unwrap();
                let Outcome::Again(_, complaint) = outcome else { unreachable!("{outcome:?}") };
                told.push(complaint);
            }
            answers.push(told);
        }
        assert!(mailed(&house, &mut seen).await.is_empty());
        assert!(answers.iter().all(|told| told == &answers[0]), "{answers:?}");
        assert!(matches!(answers[0][5], Complaint::Locked(_)) && answers[0][4] == Complaint::Wrong);
    }
}

#[tokio::test]
async fn where_more_is_demanded_no_mail_is_offered() {
    for house in houses("email_offer", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let (realm, off, browser) = (realm("[]"), realm_with("[]"), bound("b"));
        let base = login(&realm, ("i1", &browser));
        let demanding = |demand| Login { rules: LoginRules { demand, ..base.rules }, ..base };
        let mut seen = BTreeSet::new();
        let (code, _) = asked(&house, base, &mut seen).await;
        for refused in [login(&off, ("i1", &browser)), demanding(Demand::Password), demanding(Demand::More)] {
            let asked = house.authn.ask_email_code(&house.origin(), refused, ("alice", false)).await.unwrap();
            assert!(matches!(asked, EmailAsked::NotOffered), "{asked:?}");
        }
        // What was asked for before does not get around it either.
        let outcome = house.authn.submit_email_code(&house.origin(), demanding(Demand::More), &code).await.unwrap();
        assert!(matches!(outcome, Outcome::Next(LoginFlow::Identify)), "{outcome:?}");
        for (acr, demand) in [
            (&[] as &[&str], Demand::Nothing),
            (&["urn:gatehouse:email", "urn:gatehouse:mfa"], Demand::Nothing),
            (&["urn:gatehouse:password"], Demand::Password),
            (&["urn:gatehouse:mfa"], Demand::More),
            // What nobody knows nobody reaches: the request is refused, whatever the login shows.
            (&["blood"], Demand::Nothing),
        ] {
            for classes in [ClassDemand::of(acr, &[]), ClassDemand::of(&[], acr)] {
                assert_eq!(Demand::of(classes), demand, "{acr:?}");
            }
        }
    }
}
