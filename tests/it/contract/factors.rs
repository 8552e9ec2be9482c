//! Second factors over a real database, on every engine there is.

use std::num::NonZeroU16;
use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::audit::Actor;
use gatehouse::authn::{
    Browser, Complaint, Enrolled, Login, LoginFlow, LoginRules, Method, Outcome, SignedIn, TotpSecret, Typed, Visit,
};
use gatehouse::model::{BeyondLimit, EndReason, SessionLimit, UserId, UserStatus};
use gatehouse::storage::browser_sessions;

use super::house::{House, PASSWORD, browser, houses, without_limits};

/// The code of `secret` at the house's time.
pub(super) fn code(house: &House, secret: &TotpSecret) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.base32().expose()).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(house.clock.now().as_secs()).unwrap()).to_string()
}

async fn visit(house: &House, signed_in: &SignedIn) -> Visit {
    house.authn.find_session(&house.origin(), signed_in.token.expose()).await.unwrap().unwrap()
}

/// A user with an authenticator application, and the session it was enrolled in.
async fn enrolled(house: &House, name: &str) -> (UserId, TotpSecret, Visit) {
    let id = house.add(name, UserStatus::Active).await;
    let visit = visit(house, &house.signed_in(&browser(), name).await).await;
    let secret = house.authn.begin_totp(&house.origin(), &visit).await.unwrap();
    let typed = ("Phone", code(house, &secret));
    let done = house.authn.finish_totp(&house.origin(), &visit, (typed.0, &typed.1)).await.unwrap();
    assert!(matches!(done, Enrolled::Done(_)), "{done:?}");
    house.clock.advance(Duration::from_secs(30));
    (id, secret, visit)
}

/// Gives the password in a login of its own.
async fn half(house: &House, id: &str, browser: &Browser, name: &str) -> Outcome {
    let typed = Typed { identifier: Some(name), password: PASSWORD, remember: false };
    house
        .authn
        .submit_password(
            &house.origin(),
            Login { id, browser, session_limit: None, rules: LoginRules::default() },
            typed,
        )
        .await
        .unwrap()
}

async fn answer(house: &House, id: &str, browser: &Browser, (method, code): (Method, &str)) -> Outcome {
    house
        .authn
        .submit_code(
            &house.origin(),
            Login { id, browser, session_limit: None, rules: LoginRules::default() },
            method,
            code,
        )
        .await
        .unwrap()
}

fn is_half(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Next(LoginFlow::SecondFactor { .. }))
}

#[tokio::test]
async fn a_code_is_asked_for_and_works_once() {
    for house in houses("factors_once", &without_limits()).await {
        let (id, secret, _) = enrolled(&house, "alice").await;
        let browser = browser();
        assert!(is_half(&half(&house, "i1", &browser, "alice").await));
        assert!(is_half(&half(&house, "i2", &browser, "alice").await));
        let typed = code(&house, &secret);
        let Outcome::SignedIn(signed_in) = answer(&house, "i1", &browser, (Method::Totp, &typed)).await else {
            panic!("not signed in")
        };
        assert_eq!((&signed_in.session.user_id, signed_in.session.amr.join(" ")), (&id, "pwd otp mfa".to_owned()));
        assert_eq!(signed_in.session.acr, "urn:gatehouse:mfa");
        // The same code again, in another login; then the next one.
        let replayed = answer(&house, "i2", &browser, (Method::Totp, &typed)).await;
        assert!(matches!(replayed, Outcome::Again(_, Complaint::WrongCode)), "{replayed:?}");
        house.clock.advance(Duration::from_secs(30));
        let next = code(&house, &secret);
        assert!(matches!(answer(&house, "i2", &browser, (Method::Totp, &next)).await, Outcome::SignedIn(_)));
    }
}

#[tokio::test]
async fn the_code_of_the_enrollment_is_spent() {
    for house in houses("factors_enrolled", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let other = house.signed_in(&browser(), "alice").await;
        let own = visit(&house, &house.signed_in(&browser(), "alice").await).await;
        let origin = house.origin();
        let secret = house.authn.begin_totp(&origin, &own).await.unwrap();
        let again = house.authn.begin_totp(&origin, &own).await.unwrap();
        assert_eq!(secret.base32().expose(), again.base32().expose(), "a reload shows the same secret");
        let wrong = house.authn.finish_totp(&origin, &own, ("Phone", "000000")).await.unwrap();
        assert!(matches!(wrong, Enrolled::WrongCode));
        let typed = code(&house, &secret);
        // Another session of the user has nothing to do with it.
        let elsewhere = visit(&house, &other).await;
        let foreign = house.authn.finish_totp(&origin, &elsewhere, ("Phone", &typed)).await.unwrap();
        assert!(matches!(foreign, Enrolled::Expired));
        assert!(matches!(house.authn.finish_totp(&origin, &own, ("Phone", &typed)).await.unwrap(), Enrolled::Done(_)));
        let twice = house.authn.finish_totp(&origin, &own, ("Phone", &typed)).await.unwrap();
        assert!(matches!(twice, Enrolled::Expired));
        // Who signed in without the factor has to do so again; this session goes on.
        assert!(house.authn.find_session(&origin, other.token.expose()).await.unwrap().is_none());
        let live = browser_sessions::list_of_user(&house.db.database, &origin.realm, &own.user.id).await.unwrap();
        assert_eq!(live.iter().map(|session| &session.id).collect::<Vec<_>>(), [&own.session.id]);
        half(&house, "i1", &browser(), "alice").await;
        let replayed = answer(&house, "i1", &browser(), (Method::Totp, &typed)).await;
        assert!(matches!(replayed, Outcome::Again(_, Complaint::WrongCode)), "{replayed:?}");
    }
}

#[tokio::test]
async fn of_parallel_submissions_of_one_code_one_wins() {
    for house in houses("factors_race", &without_limits()).await {
        let (id, secret, visit) = enrolled(&house, "alice").await;
        let codes = house.authn.make_backup_codes(&house.origin(), &id).await.unwrap();
        let typed = code(&house, &secret);
        for (method, typed) in [(Method::Totp, typed.as_str()), (Method::BackupCode, codes[0].expose().as_str())] {
            let flows: Vec<String> = (0..4).map(|n| format!("{method:?}{n}")).collect();
            let browser = browser();
            for flow in &flows {
                assert!(is_half(&half(&house, flow, &browser, "alice").await));
            }
            let tries = flows.iter().map(|flow| answer(&house, flow, &browser, (method, typed)));
            let outcomes = join_all(tries).await;
            let winners = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedIn(_))).count();
            assert_eq!(winners, 1, "{method:?}: {outcomes:?}");
            house.clock.advance(Duration::from_hours(25));
        }
        assert_eq!(house.authn.backup_codes_left(&house.origin(), &visit.user.id).await.unwrap(), 9);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn codes_at_once_leave_no_more_sessions_than_the_limit() {
    for house in houses("factors_limit", &without_limits()).await {
        let (id, _, visit) = enrolled(&house, "alice").await;
        let codes = house.authn.make_backup_codes(&house.origin(), &id).await.unwrap();
        house.authn.end_session(&house.origin(), &visit.session, EndReason::Logout).await.unwrap();
        let limit = SessionLimit { sessions: NonZeroU16::MIN, beyond: BeyondLimit::Refuse };
        let tries = codes.iter().enumerate().map(|(number, code)| {
            let (house, flow) = (&house, format!("i{number}"));
            async move {
                let browser = Browser { binding: flow.clone().into(), ..browser() };
                assert!(is_half(&half(house, &flow, &browser, "alice").await));
                let login =
                    Login { id: &flow, browser: &browser, session_limit: Some(limit), rules: LoginRules::default() };
                house.authn.submit_code(&house.origin(), login, Method::BackupCode, code.expose()).await.unwrap()
            }
        });
        let outcomes = join_all(tries).await;
        let winners = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedIn(_))).count();
        let live = browser_sessions::list_of_user(&house.db.database, &house.origin().realm, &id).await.unwrap();
        assert_eq!((winners, live.len()), (1, 1), "{outcomes:?}");
        // Whoever was turned away has spent nothing.
        assert_eq!(house.authn.backup_codes_left(&house.origin(), &id).await.unwrap(), codes.len() - 1);
    }
}

/// Whoever is in the middle of a login when the factor comes has no session without it afterwards.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn an_enrollment_leaves_no_session_without_the_factor() {
    for house in houses("factors_enroll_race", &without_limits()).await {
        for round in 0..5 {
            let name = format!("user{round}");
            let id = house.add(&name, UserStatus::Active).await;
            let own = visit(&house, &house.signed_in(&browser(), &name).await).await;
            let origin = house.origin();
            let secret = house.authn.begin_totp(&origin, &own).await.unwrap();
            let typed = code(&house, &secret);
            let logins = join_all((0..6).map(|number| {
                let (house, name) = (&house, name.as_str());
                async move { half(house, &format!("{name}{number}"), &browser(), name).await }
            }));
            let (_, done) = tokio::join!(logins, house.authn.finish_totp(&origin, &own, ("Phone", &typed)));
            assert!(matches!(done.unwrap(), Enrolled::Done(_)));
            let live = browser_sessions::list_of_user(&house.db.database, &origin.realm, &id).await.unwrap();
            assert_eq!(live.iter().map(|session| &session.id).collect::<Vec<_>>(), [&own.session.id], "{round}");
        }
    }
}

#[tokio::test]
async fn wrong_codes_lock_over_every_flow_and_method() {
    for house in houses("factors_lock", &without_limits()).await {
        let (id, secret, _) = enrolled(&house, "alice").await;
        let codes = house.authn.make_backup_codes(&house.origin(), &id).await.unwrap();
        let browser = browser();
        let mut complaints = Vec::new();
        for round in 0..5 {
            // Each in a login of its own, now with this method, now with that.
            let flow = format!("i{round}");
            assert!(is_half(&half(&house, &flow, &browser, "alice").await));
            let method = if round % 2 == 0 { Method::Totp } else { Method::BackupCode };
            match answer(&house, &flow, &browser, (method, "000000")).await {
                Outcome::Again(_, complaint) => complaints.push(complaint),
                other => panic!("{other:?}"),
            }
        }
        let locked = Complaint::Locked(Duration::from_secs(30));
        assert_eq!(
            complaints,
            [Complaint::WrongCode, Complaint::WrongCode, Complaint::WrongCode, Complaint::WrongCode, locked]
        );
        // The right ones do not open the lock, and are not spent by trying.
        assert!(is_half(&half(&house, "i9", &browser, "alice").await), "the password still works");
        for (method, typed) in [(Method::Totp, code(&house, &secret)), (Method::BackupCode, codes[3].expose().clone())]
        {
            let refused = answer(&house, "i9", &browser, (method, &typed)).await;
            assert!(matches!(refused, Outcome::Again(_, complaint) if complaint == locked), "{refused:?}");
        }
        house.clock.advance(Duration::from_secs(30));
        let opened = answer(&house, "i9", &browser, (Method::BackupCode, codes[3].expose())).await;
        assert!(matches!(opened, Outcome::SignedIn(_)), "{opened:?}");
        // A success wipes the slate.
        half(&house, "i10", &browser, "alice").await;
        let wrong = answer(&house, "i10", &browser, (Method::Totp, "000000")).await;
        assert!(matches!(wrong, Outcome::Again(_, Complaint::WrongCode)), "{wrong:?}");
    }
}

#[tokio::test]
async fn a_new_set_of_backup_codes_voids_the_old() {
    for house in houses("factors_codes", &without_limits()).await {
        let (id, ..) = enrolled(&house, "alice").await;
        let origin = house.origin();
        let old = house.authn.make_backup_codes(&origin, &id).await.unwrap();
        let new = house.authn.make_backup_codes(&origin, &id).await.unwrap();
        assert_eq!((old.len(), new.len()), (10, 10));
        let browser = browser();
        half(&house, "i1", &browser, "alice").await;
        let refused = answer(&house, "i1", &browser, (Method::BackupCode, old[0].expose())).await;
        assert!(matches!(refused, Outcome::Again(..)), "{refused:?}");
        let shouted = new[0].expose().to_uppercase().replace('-', " ");
        let accepted = answer(&house, "i1", &browser, (Method::BackupCode, &shouted)).await;
        assert!(matches!(accepted, Outcome::SignedIn(_)), "{accepted:?}");
        half(&house, "i2", &browser, "alice").await;
        let spent = answer(&house, "i2", &browser, (Method::BackupCode, new[0].expose())).await;
        assert!(matches!(spent, Outcome::Again(..)), "{spent:?}");
    }
}

#[tokio::test]
async fn a_second_factor_cannot_be_skipped() {
    for house in houses("factors_skip", &without_limits()).await {
        let (_, secret, visit) = enrolled(&house, "alice").await;
        let browser = browser();
        let typed = code(&house, &secret);
        // Without the password, in another browser, or after the password was changed.
        let early = answer(&house, "i1", &browser, (Method::Totp, &typed)).await;
        assert!(matches!(early, Outcome::Next(LoginFlow::Identify)), "{early:?}");
        half(&house, "i1", &browser, "alice").await;
        let thief = Browser { binding: "other".to_owned().into(), ..browser.clone() };
        let elsewhere = answer(&house, "i1", &thief, (Method::Totp, &typed)).await;
        assert!(matches!(elsewhere, Outcome::Next(LoginFlow::Identify)), "{elsewhere:?}");
        house.clock.advance(Duration::from_secs(1));
        house.change_password(&visit.user, "badgers sleep by daylight").await;
        let late = answer(&house, "i1", &browser, (Method::Totp, &typed)).await;
        assert!(matches!(late, Outcome::Next(LoginFlow::Identify)), "{late:?}");
    }
}

#[tokio::test]
async fn an_administrator_resets_what_is_lost() {
    for house in houses("factors_reset", &without_limits()).await {
        let (id, _, visit) = enrolled(&house, "alice").await;
        let origin = house.origin();
        house.authn.make_backup_codes(&origin, &id).await.unwrap();
        for _ in 0..5 {
            half(&house, "i1", &browser(), "alice").await;
            answer(&house, "i1", &browser(), (Method::Totp, "000000")).await;
        }
        house.authn.reset_factors(&origin, Actor::Administrator("test"), &visit.user).await.unwrap();
        let live = browser_sessions::list_of_user(&house.db.database, &origin.realm, &id).await.unwrap();
        assert!(live.is_empty(), "whoever was signed in is not any more");
        assert_eq!(house.authn.backup_codes_left(&origin, &id).await.unwrap(), 0);
        let signed_in = house.signed_in(&browser(), "alice").await;
        assert_eq!(signed_in.session.acr, "urn:gatehouse:password");
    }
}

#[tokio::test]
async fn an_unlock_forgets_wrong_codes() {
    for house in houses("factors_unlock", &without_limits()).await {
        let (id, secret, _) = enrolled(&house, "alice").await;
        let browser = browser();
        for _ in 0..5 {
            half(&house, "i1", &browser, "alice").await;
            answer(&house, "i1", &browser, (Method::Totp, "000000")).await;
        }
        let actor = Actor::Administrator("test");
        gatehouse::admin::unlock(&house.db.database, &house.origin(), actor, &id).await.unwrap();
        half(&house, "i1", &browser, "alice").await;
        let typed = code(&house, &secret);
        assert!(matches!(answer(&house, "i1", &browser, (Method::Totp, &typed)).await, Outcome::SignedIn(_)));
    }
}

#[tokio::test]
async fn a_removed_factor_asks_no_more() {
    for house in houses("factors_removed", &without_limits()).await {
        let (id, _, visit) = enrolled(&house, "alice").await;
        let origin = house.origin();
        house.authn.make_backup_codes(&origin, &id).await.unwrap();
        let factor = house.authn.totp_factors(&origin, &id).await.unwrap().remove(0);
        assert_eq!(factor.name, "Phone");
        assert!(house.authn.remove_totp(&origin, &visit, &"nothing".into()).await.unwrap().is_none());
        assert!(house.authn.remove_totp(&origin, &visit, &factor.id).await.unwrap().is_some());
        assert_eq!(house.authn.backup_codes_left(&origin, &id).await.unwrap(), 0, "they stood in for it");
        let signed_in = house.signed_in(&browser(), "alice").await;
        assert_eq!(signed_in.session.acr, "urn:gatehouse:password");
    }
}
