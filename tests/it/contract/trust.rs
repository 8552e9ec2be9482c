//! Trusted browsers over a real database, on every engine there is: what they stand in for, and what ends them.

use std::time::Duration;

use gatehouse::admin;
use gatehouse::audit::Actor;
use gatehouse::authn::{
    Browser, Demand, Enrolled, Login, LoginFlow, LoginRules, Method, Outcome, Password, PasswordPolicy, RequiredAction,
    SignedIn, TotpSecret, Typed, Visit,
};
use gatehouse::model::{Realm, RealmId, TrustRules, UserId, UserStatus};
use gatehouse::storage::audit_events::{self, AuditRow};
use gatehouse::storage::trusted_devices;

use super::house::{House, PASSWORD, browser, houses, realm_with, without_limits};

/// The default realm, where browsers can be trusted for this many days, with these factor rules.
fn realm(days: u8, rules: &str) -> Realm {
    let mut realm = realm_with(rules);
    realm.settings.trusted_devices = Some(TrustRules { days });
    realm
}

fn login<'a>(realm: &'a Realm, browser: &'a Browser, id: &'a str) -> Login<'a> {
    let rules = LoginRules { realm: Some(realm), ..LoginRules::default() };
    Login { id, browser, session_limit: None, rules }
}

fn code(house: &House, secret: &TotpSecret) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret.base32().expose()).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(house.clock.now().as_secs()).unwrap()).to_string()
}

/// A user with an authenticator application, and the session it was enrolled in.
async fn enrolled(house: &House, name: &str) -> (UserId, TotpSecret, Visit) {
    let id = house.add(name, UserStatus::Active).await;
    let signed_in = house.signed_in(&browser(), name).await;
    let visit = house.authn.find_session(&house.origin(), signed_in.token.expose()).await.unwrap().unwrap();
    let secret = house.authn.begin_totp(&house.origin(), &visit).await.unwrap();
    let typed = code(house, &secret);
    let done = house.authn.finish_totp(&house.origin(), &visit, ("Phone", &typed)).await.unwrap();
    assert!(matches!(done, Enrolled::Done(_)), "{done:?}");
    house.clock.advance(Duration::from_secs(30));
    (id, secret, visit)
}

async fn password(house: &House, login: Login<'_>, name: &str) -> Outcome {
    let typed = Typed { identifier: Some(name), password: PASSWORD, remember: false };
    house.authn.submit_password(&house.origin(), login, typed).await.unwrap()
}

fn is_half(outcome: &Outcome) -> bool {
    matches!(outcome, Outcome::Next(LoginFlow::SecondFactor { .. }))
}

/// Signs in with both factors, and asks not to be asked again where `wants`.
async fn both(house: &House, login: Login<'_>, (name, secret, wants): (&str, &TotpSecret, bool)) -> SignedIn {
    assert!(is_half(&password(house, login, name).await), "{name}");
    let typed = code(house, secret);
    house.clock.advance(Duration::from_secs(30));
    let wanting = Login { rules: LoginRules { wants_trust: wants, ..login.rules }, ..login };
    match house.authn.submit_code(&house.origin(), wanting, Method::Totp, &typed).await.unwrap() {
        Outcome::SignedIn(signed_in) => *signed_in,
        other => unreachable!("{other:?}"),
    }
}

/// A browser that alice trusts.
async fn trusting(house: &House, realm: &Realm, secret: &TotpSecret) -> Browser {
    let fresh = browser();
    let signed_in = both(house, login(realm, &fresh, "t1"), ("alice", secret, true)).await;
    Browser { trust: vec![signed_in.trust.unwrap().token], ..browser() }
}

#[tokio::test]
async fn the_second_factor_is_not_asked_for_where_its_user_trusts_the_browser() {
    for house in houses("trust_skips", &without_limits()).await {
        let (alice, secret, _) = enrolled(&house, "alice").await;
        let (_, other_secret, _) = enrolled(&house, "bob").await;
        let realm = realm(30, "[]");
        let plain = browser();
        assert!(both(&house, login(&realm, &plain, "i0"), ("alice", &secret, false)).await.trust.is_none());
        let own = trusting(&house, &realm, &secret).await;
        let Outcome::SignedIn(again) = password(&house, login(&realm, &own, "i1"), "alice").await else {
            unreachable!("asked")
        };
        // The session states what was shown.
        assert_eq!(
            (again.session.amr.join(" ").as_str(), again.session.acr.as_str()),
            ("pwd", "urn:gatehouse:password")
        );
        let rows = audit_events::list(&house.db.database, &RealmId::default_realm(), 100).await.unwrap();
        assert!(rows.iter().any(|row| row.event == "device.trusted" && row.actor_id == alice.as_str()));
        let skipped = |row: &&AuditRow| row.event == "login.succeeded" && row.details.contains_key("trusted_device");
        assert_eq!(rows.iter().filter(skipped).count(), 1);
        // Nobody else is trusted by it, nor any other browser.
        assert!(is_half(&password(&house, login(&realm, &own, "i2"), "bob").await));
        assert!(is_half(&password(&house, login(&realm, &plain, "i3"), "alice").await));
        // Both of them may trust one browser.
        let bob = both(&house, login(&realm, &own, "i2"), ("bob", &other_secret, true)).await;
        let shared = Browser { trust: vec![bob.trust.unwrap().token, own.trust[0].clone()], ..browser() };
        for name in ["alice", "bob"] {
            let outcome = password(&house, login(&realm, &shared, "i4"), name).await;
            assert!(matches!(outcome, Outcome::SignedIn(_)), "{outcome:?}");
        }
        // Thirty days, and no longer; fewer, if the realm says so meanwhile.
        house.clock.advance(Duration::from_hours(24 * 29));
        let outcome = password(&house, login(&realm, &own, "i5"), "alice").await;
        assert!(matches!(outcome, Outcome::SignedIn(_)), "{outcome:?}");
        let shorter = self::realm(7, "[]");
        assert!(is_half(&password(&house, login(&shorter, &own, "i6"), "alice").await));
        assert!(is_half(&password(&house, login(&realm_with("[]"), &own, "i7"), "alice").await), "off is off");
        house.clock.advance(Duration::from_hours(24));
        assert!(is_half(&password(&house, login(&realm, &own, "i8"), "alice").await));
        assert!(house.authn.trusted_devices(&house.origin(), &alice, Some(&own)).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn whoever_demands_more_is_not_content_with_trust() {
    for house in houses("trust_demands", &without_limits()).await {
        let (alice, secret, _) = enrolled(&house, "alice").await;
        let free = realm(30, "[]");
        let own = trusting(&house, &free, &secret).await;
        let base = login(&free, &own, "i1");
        let demanding = Login { rules: LoginRules { demand: Demand::More, ..base.rules }, ..base };
        assert!(is_half(&password(&house, demanding, "alice").await));
        assert!(
            house.authn.trust_days(demanding, &alice, house.clock.now()).await.unwrap().is_none(),
            "nor is it offered"
        );
        for rules in [
            r#"[{"name": "all", "require": "any"}]"#,
            r#"[{"name": "all", "require": {"one_of": ["totp"]}}]"#,
            r#"[{"name": "all", "require": "any", "grace_days": 300}]"#,
        ] {
            let ruled = realm(30, rules);
            let here = login(&ruled, &own, "i2");
            assert!(is_half(&password(&house, here, "alice").await), "{rules}");
            assert!(house.authn.trust_days(here, &alice, house.clock.now()).await.unwrap().is_none(), "{rules}");
        }
        let nothing = realm(30, r#"[{"name": "none", "require": "nothing"}]"#);
        let outcome = password(&house, login(&nothing, &own, "i3"), "alice").await;
        assert!(matches!(outcome, Outcome::SignedIn(_)), "{outcome:?}");
        // A new password that is due is due after both factors, and ends the trust.
        let mut aged = realm(30, "[]");
        aged.settings.passwords.max_age_days = Some(1);
        house.clock.advance(Duration::from_hours(48));
        let here = login(&aged, &own, "i4");
        assert!(is_half(&password(&house, here, "alice").await));
        let typed = code(&house, &secret);
        let outcome = house.authn.submit_code(&house.origin(), here, Method::Totp, &typed).await.unwrap();
        let due = matches!(
            &outcome,
            Outcome::Next(LoginFlow::Required { action: RequiredAction::UpdatePassword { .. }, .. })
        );
        assert!(due, "{outcome:?}");
    }
}

#[tokio::test]
async fn every_change_of_what_protects_the_account_ends_the_trust() {
    for house in houses("trust_ends", &without_limits()).await {
        let (alice, secret, visit) = enrolled(&house, "alice").await;
        let realm = realm(30, "[]");
        let database = &house.db.database;
        let policy = PasswordPolicy::nist();
        for how in ["distrusted", "all", "password", "suspended", "locked", "added", "removed", "reset"] {
            let own = trusting(&house, &realm, &secret).await;
            let outcome = password(&house, login(&realm, &own, how), "alice").await;
            assert!(matches!(outcome, Outcome::SignedIn(_)), "{how}: {outcome:?}");
            let origin = house.origin();
            let listed = house.authn.trusted_devices(&origin, &alice, Some(&own)).await.unwrap();
            assert!(listed.len() == 1 && listed[0].1, "{how}: {listed:?}");
            match how {
                "distrusted" => {
                    let other = UserId::from("somebody");
                    assert!(!house.authn.distrust(&origin, &other, &listed[0].0.id).await.unwrap());
                    assert!(house.authn.distrust(&origin, &alice, &listed[0].0.id).await.unwrap());
                    assert!(!house.authn.distrust(&origin, &alice, &listed[0].0.id).await.unwrap());
                }
                "all" => house.authn.distrust_all(&origin, &alice).await.unwrap(),
                "password" => {
                    let again = Password::parse(PASSWORD).unwrap();
                    house.authn.change_password(&origin, &visit, (&again, false), &policy).await.unwrap();
                }
                "suspended" | "locked" => {
                    let status = if how == "locked" { UserStatus::Locked } else { UserStatus::Suspended };
                    for status in [status, UserStatus::Active] {
                        admin::set_status(database, &origin, Actor::System, &alice, status).await.unwrap();
                    }
                }
                "added" => {
                    let second = house.authn.begin_totp(&origin, &visit).await.unwrap();
                    let typed = code(&house, &second);
                    let done = house.authn.finish_totp(&origin, &visit, ("Tablet", &typed)).await.unwrap();
                    assert!(matches!(done, Enrolled::Done(_)), "{done:?}");
                }
                "removed" => {
                    let factors = house.authn.totp_factors(&origin, &alice).await.unwrap();
                    let tablet = factors.iter().find(|factor| factor.name == "Tablet").unwrap();
                    assert!(house.authn.remove_totp(&origin, &visit, &tablet.id).await.unwrap().is_some());
                }
                _ => {
                    let user = house.user(&alice).await;
                    house.authn.reset_factors(&origin, Actor::System, &user).await.unwrap();
                }
            }
            let left = trusted_devices::list_of_user(database, &RealmId::default_realm(), &alice, origin.now).await;
            assert!(left.unwrap().is_empty(), "{how}");
            if how != "reset" {
                assert!(is_half(&password(&house, login(&realm, &own, how), "alice").await), "{how}");
            }
            house.clock.advance(Duration::from_mins(1));
        }
    }
}
