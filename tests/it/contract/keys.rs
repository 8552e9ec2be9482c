//! What the key floor promises with several instances on one database, on every engine.

use std::sync::Arc;
use std::time::Duration;

use gatehouse::audit::{Actor, Origin};
use gatehouse::clock::Timestamp;
use gatehouse::jose::Algorithm;
use gatehouse::keys::{
    Activation, By, Kek, KekSource, KeyError, KeyPhase, KeyRing, KeyRings, RotationPolicy, SubKeys, unlock,
};
use gatehouse::model::RealmId;
use gatehouse::random::Random;
use gatehouse::secret::Secret;
use gatehouse::storage::{Database, audit_events};

use crate::support::databases::each;

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const INSTANCES: usize = 6;
const ACTOR: Actor<'static> = Actor::Administrator("test");

fn origin() -> Origin {
    Origin {
        realm: RealmId::default_realm(),
        now: NOW,
        source: "test".to_owned(),
        request_id: String::new(),
        client: None,
        random: Random::System,
    }
}

/// Who caused the events of this name, the system first: whoever lost a race has written nothing.
async fn events(database: &Database, name: &str) -> Vec<String> {
    let rows = audit_events::list(database, &RealmId::default_realm(), 1000).await.unwrap();
    let mut actors: Vec<String> = rows.into_iter().filter(|row| row.event == name).map(|row| row.actor_kind).collect();
    actors.sort_unstable_by(|left, right| right.cmp(left));
    actors
}

/// The default realm's ring as seen by each of several instances that start at the same time.
async fn instances(database: &Database) -> Vec<Arc<KeyRing>> {
    let starts = (0..INSTANCES).map(|_| {
        let sub_keys = Arc::new(SubKeys::new(&Kek::from_bytes([1; 32]), &[], Secret::new([9; 32])).unwrap());
        let rings = KeyRings::new(database.clone(), sub_keys, RotationPolicy::default(), Random::System);
        tokio::spawn(async move { rings.get(&RealmId::default_realm(), NOW).await.unwrap() })
    });
    let mut rings = Vec::new();
    for start in starts.collect::<Vec<_>>() {
        rings.push(start.await.unwrap());
    }
    rings
}

#[tokio::test(flavor = "multi_thread")]
async fn instances_that_start_together_make_one_key_an_algorithm() {
    for test in each("keys").await {
        let rings = instances(&test.database).await;
        for ring in &rings {
            let keys = ring.keys(NOW);
            assert_eq!(keys.len(), 2, "{keys:?}");
            assert!(keys.iter().all(|(phase, key)| *phase == KeyPhase::Active && key.generation == 1));
            assert_eq!(ring.jwks(), rings[0].jwks());
            let token = ring.sign(Algorithm::RS256, "JWT", &serde_json::json!({"sub": "u"}), NOW).unwrap();
            assert!(rings[0].verify("JWT", &token, NOW).is_some());
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn rotating_everywhere_at_once_makes_one_generation() {
    for test in each("rotation").await {
        let rings = instances(&test.database).await;
        let calls: Vec<_> = rings
            .iter()
            .cloned()
            .map(|ring| {
                tokio::spawn(async move {
                    let by = By { origin: &origin(), actor: ACTOR };
                    ring.rotate(Algorithm::ES256, Activation::Ahead, by).await.unwrap()
                })
            })
            .collect();
        let mut made = 0;
        for call in calls {
            let rotation = call.await.unwrap();
            assert_eq!(rotation.generation, 2);
            made += usize::from(rotation.made);
        }
        assert_eq!(made, 1);
        assert_eq!(events(&test.database, "key.published").await, ["system", "system", "administrator"]);
        assert!(rings.iter().all(|ring| ring.keys(NOW).len() == 3));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_revoked_once_and_replaced_once() {
    for test in each("revocation").await {
        let rings = instances(&test.database).await;
        let kid = rings[0].keys(NOW).into_iter().find(|(_, key)| key.alg == Algorithm::ES256).unwrap().1.kid;
        let calls: Vec<_> = rings
            .iter()
            .cloned()
            .map(|ring| {
                let kid = kid.clone();
                tokio::spawn(async move { ring.revoke(&kid, "stolen", By { origin: &origin(), actor: ACTOR }).await })
            })
            .collect();
        let mut done = 0;
        for call in calls {
            match call.await.unwrap() {
                Ok(revocation) => {
                    assert!(revocation.successor.unwrap().made);
                    done += 1;
                }
                Err(error) => assert!(matches!(error, KeyError::UnknownKey), "{error}"),
            }
        }
        assert_eq!(done, 1);
        assert_eq!(events(&test.database, "key.revoked").await, ["administrator"]);
        assert_eq!(events(&test.database, "key.published").await, ["system", "system", "administrator"]);
        for ring in &rings {
            ring.reload(NOW).await.unwrap();
            let phases: Vec<_> = ring.keys(NOW).into_iter().filter(|(_, key)| key.alg == Algorithm::ES256).collect();
            assert_eq!(
                phases.iter().map(|(phase, _)| *phase).collect::<Vec<_>>(),
                [KeyPhase::Active, KeyPhase::Revoked]
            );
            ring.sign(Algorithm::ES256, "JWT", &serde_json::json!({}), NOW).unwrap();
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_year_of_rotation_leaves_no_gap_and_no_old_private_half() {
    for test in each("year").await {
        let ring = instances(&test.database).await.remove(0);
        for day in 0..365 {
            let now = NOW + Duration::from_hours(24 * day);
            ring.refresh(now).await.unwrap();
            let token = ring.sign(Algorithm::ES256, "JWT", &serde_json::json!({}), now).unwrap();
            assert!(ring.verify("JWT", &token, now).is_some());
        }
        let now = NOW + Duration::from_hours(24 * 364);
        let keys: Vec<_> = ring.keys(now).into_iter().filter(|(_, key)| key.alg == Algorithm::ES256).collect();
        assert_eq!(keys[0].1.generation, 5);
        assert_eq!(keys.iter().filter(|(_, key)| key.sealed.is_some()).count(), 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn one_key_encryption_key_wins_and_the_other_is_refused() {
    for test in each("kek").await {
        let start = |byte: &str| {
            let (database, source) = (test.database.clone(), KekSource::Given(Secret::new(byte.repeat(32))));
            tokio::spawn(async move { unlock(&database, &source, &[], &Random::System).await })
        };
        let (left, right) = (start("01"), start("02"));
        let outcomes = [left.await.unwrap(), right.await.unwrap()];
        assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1);
        assert!(outcomes.iter().any(|outcome| matches!(outcome, Err(KeyError::KekWrong { .. }))));
    }
}
