//! Identities at providers elsewhere over a real database, on every engine there is: one owner each, and never the last way in.

use futures_util::future::join_all;
use gatehouse::authn::{Asserted, Entered, Linking, Login, LoginRules, Removed, Visit};
use gatehouse::model::{
    Assertion, RealmId, RegistrationMode, RegistrationRules, Upstream, UpstreamSettings, UserStatus,
};
use gatehouse::storage::{linked_identities, upstreams, users};

use super::house::{House, browser, houses, realm_with, without_limits};
use super::passkeys::visit;

const ISSUER: &str = "https://id.example";

pub(super) fn assertion(subject: &str) -> Assertion {
    Assertion {
        upstream: ("p1".to_owned(), "acme".to_owned(), "Acme".to_owned()),
        issuer: ISSUER.to_owned(),
        subject: subject.to_owned(),
        email: Some(format!("{subject}@example.com")),
        email_verified: true,
        name: None,
        username: None,
        auth_time: None,
        is_anew: false,
    }
}

pub(super) async fn connect(house: &House) {
    let upstream = Upstream {
        realm: RealmId::default_realm(),
        id: "p1".to_owned(),
        name: "acme".to_owned(),
        display_name: "Acme".to_owned(),
        issuer: ISSUER.to_owned(),
        client_id: "rp".to_owned(),
        sealed: None,
        settings: UpstreamSettings { trusts_email: true, ..UpstreamSettings::default() },
        enabled: true,
        version: 1,
        created_at: house.origin().now,
        updated_at: house.origin().now,
    };
    let mut tx = house.db.database.begin().await.unwrap();
    upstreams::insert(&mut tx, &upstream).await.unwrap();
    tx.commit().await.unwrap();
}

async fn visit_of(house: &House, name: &str) -> Visit {
    house.add(name, UserStatus::Active).await;
    visit(house, &house.signed_in(&browser(), name).await).await
}

#[tokio::test(flavor = "multi_thread")]
async fn of_several_who_link_one_identity_at_once_one_has_it() {
    for house in houses("linked", &without_limits()).await {
        connect(&house).await;
        let mut visits = Vec::new();
        for name in ["ann", "ben", "cid", "dan"] {
            visits.push(visit_of(&house, name).await);
        }
        let (told, origin) = (assertion("7"), house.origin());
        let all = visits.iter().map(|visit| house.authn.link_identity(&origin, visit, &told));
        let outcomes: Vec<Linking> = join_all(all).await.into_iter().map(Result::unwrap).collect();
        let done = outcomes.iter().filter(|outcome| **outcome == Linking::Done).count();
        assert_eq!(
            (done, outcomes.iter().filter(|outcome| **outcome == Linking::Taken).count()),
            (1, 3),
            "{outcomes:?}"
        );
        let winner = outcomes.iter().position(|outcome| *outcome == Linking::Done).unwrap();
        let again = house.authn.link_identity(&origin, &visits[winner], &told).await.unwrap();
        assert_eq!(again, Linking::Done, "what is theirs stays theirs");
        house.db.database.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_two_who_remove_the_last_two_ways_in_at_once_one_is_refused() {
    for house in houses("last_link", &without_limits()).await {
        connect(&house).await;
        let visit = visit_of(&house, "ann").await;
        let origin = house.origin();
        for subject in ["7", "8"] {
            assert_eq!(house.authn.link_identity(&origin, &visit, &assertion(subject)).await.unwrap(), Linking::Done);
        }
        super::check::run(&house.db.database, "UPDATE users SET password_hash = NULL").await;
        let known = house.authn.linked_identities(&origin, &visit.user.id).await.unwrap();
        let all = known.iter().map(|identity| house.authn.unlink_identity(&origin, &visit, &identity.id));
        let outcomes: Vec<Removed> = join_all(all).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Removed::Done(_))).count(), 1, "{outcomes:?}");
        assert_eq!(outcomes.iter().filter(|outcome| matches!(outcome, Removed::LastWayIn)).count(), 1, "{outcomes:?}");
        house.db.database.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_who_comes_twice_at_once_is_one_user() {
    for house in houses("newcomer", &without_limits()).await {
        connect(&house).await;
        let mut realm = realm_with("[]");
        realm.settings.registration =
            RegistrationRules { mode: RegistrationMode::Open, ..RegistrationRules::default() };
        let settings = UpstreamSettings { trusts_email: true, ..UpstreamSettings::default() };
        let (told, origin, browser) = (assertion("9"), house.origin(), browser());
        let rules = LoginRules { realm: Some(&realm), ..LoginRules::default() };
        let tries = ["i1", "i2", "i3"].map(|id| {
            let login = Login { id, browser: &browser, session_limit: None, rules };
            let asserted = Asserted { assertion: &told, settings: &settings, expected: None };
            house.authn.submit_upstream(&origin, login, asserted)
        });
        let outcomes: Vec<Entered> = join_all(tries).await.into_iter().map(Result::unwrap).collect();
        assert!(outcomes.iter().any(|outcome| matches!(outcome, Entered::Outcome(_))), "{outcomes:?}");
        let realm = RealmId::default_realm();
        let owner =
            linked_identities::find_by_subject(&house.db.database, &realm, (ISSUER, "9")).await.unwrap().unwrap();
        let user = users::find_by_identifier(&house.db.database, &realm, "9@example.com").await.unwrap().unwrap();
        assert_eq!(owner.user_id, user.id);
        house.db.database.close().await;
    }
}
