//! Several instances, the clock, and a hand that interferes.

use super::super::fixtures::{at, by, database, generations, instance, kid, origin, published, ring, sign};
use super::*;

#[tokio::test]
async fn two_instances_on_an_empty_database_make_one_key_an_algorithm() {
    let (_folder, database) = database().await;
    let (left, right) = (instance(&database), instance(&database));
    let (left, right) = tokio::join!(ring(&left, 0), ring(&right, 0));
    assert_eq!(left.jwks(), right.jwks());
    assert_eq!(published(&left, Algorithm::ES256).len(), 1);
    assert_eq!(published(&left, Algorithm::EdDSA).len(), 1);
    assert!(right.verify("at+jwt", &sign(&left, 0), at(0)).is_some());
}

#[tokio::test]
async fn rotating_on_two_instances_makes_one_generation_and_both_turn_over_together() {
    let (_folder, database) = database().await;
    let (left, right) = (instance(&database), instance(&database));
    let (left, right) = (ring(&left, 0).await, ring(&right, 0).await);
    let old = kid(&sign(&left, 5));
    let origin_then = origin(10);
    let (first, second) = tokio::join!(
        left.rotate(Algorithm::ES256, Activation::Ahead, by(&origin_then)),
        right.rotate(Algorithm::ES256, Activation::Ahead, by(&origin_then))
    );
    let (first, second) = (first.unwrap(), second.unwrap());
    assert_eq!((&first.kid, first.generation, first.activates_at), (&second.kid, 2, at(110)));
    assert!(first.made ^ second.made, "exactly one made it");
    assert_eq!(published(&left, Algorithm::ES256), [old.clone(), first.kid.clone()], "the one that signs comes first");
    for ring in [&left, &right] {
        assert_eq!(kid(&sign(ring, 109)), old);
        assert_eq!(kid(&sign(ring, 110)), first.kid);
    }
    let again = left.rotate(Algorithm::ES256, Activation::Ahead, by(&origin(20))).await.unwrap();
    assert_eq!((again.made, again.generation), (false, 2), "one is on its way");
    let now = left.rotate(Algorithm::ES256, Activation::AtOnce, by(&origin(30))).await.unwrap();
    assert_eq!((now.made, now.generation, now.activates_at), (true, 2, at(30)), "it is promoted");
    assert_eq!(generations(&left, Algorithm::ES256, 30), [(2, KeyPhase::Active), (1, KeyPhase::Retired)]);
    let next = left.rotate(Algorithm::ES256, Activation::AtOnce, by(&origin(40))).await.unwrap();
    assert_eq!((next.generation, kid(&sign(&left, 40))), (3, next.kid));
}

#[tokio::test]
async fn keys_follow_each_other_by_the_clock() {
    let (_folder, database) = database().await;
    let rings = instance(&database);
    let ring = ring(&rings, 0).await;
    let token = sign(&ring, 0);
    rings.maintain(at(890)).await;
    assert_eq!(generations(&ring, Algorithm::ES256, 890), [(1, KeyPhase::Active)]);
    rings.maintain(at(900)).await;
    assert_eq!(generations(&ring, Algorithm::ES256, 900), [(2, KeyPhase::Published), (1, KeyPhase::Active)]);
    rings.maintain(at(1049)).await;
    assert_ne!(kid(&sign(&ring, 1049)), kid(&token));
    assert!(ring.verify("at+jwt", &token, at(1049)).is_some(), "retired, still published");
    assert_eq!(published(&ring, Algorithm::ES256).len(), 2);
    rings.maintain(at(1050)).await;
    assert!(ring.verify("at+jwt", &token, at(1050)).is_none());
    assert!(ring.verify_hint("at+jwt", &token, at(1050)).is_some());
    assert_eq!(published(&ring, Algorithm::ES256).len(), 1);
    rings.maintain(at(5000)).await;
    let private = |generation| {
        ring.keys(at(5000))
            .iter()
            .any(|(_, key)| (key.alg, key.generation) == (Algorithm::ES256, generation) && key.sealed.is_some())
    };
    assert!(!private(1), "its private half is destroyed");
    assert!(private(2) && private(3), "it signs until the late successor does");
    assert_eq!(generations(&ring, Algorithm::ES256, 5000)[1], (2, KeyPhase::Active));
    sign(&ring, 5000);
}

#[tokio::test]
async fn a_revoked_key_leaves_at_once_and_a_new_one_signs() {
    let (_folder, database) = database().await;
    let (left, right) = (instance(&database), instance(&database));
    let (left, right) = (ring(&left, 0).await, ring(&right, 0).await);
    let token = sign(&left, 0);
    let done = left.revoke(&kid(&token), "stolen", by(&origin(10))).await.unwrap();
    assert_eq!((done.kid.as_str(), done.was), (kid(&token).as_str(), KeyPhase::Active));
    let successor = done.successor.unwrap();
    assert!(successor.made && successor.generation == 2 && successor.activates_at == at(10));
    assert_eq!(kid(&sign(&left, 10)), successor.kid);
    assert_eq!(published(&left, Algorithm::ES256), [successor.kid]);
    assert!(left.verify("at+jwt", &token, at(10)).is_none() && left.verify_hint("at+jwt", &token, at(10)).is_none());
    assert_eq!(left.jwks().max_age, Duration::from_mins(1));
    assert!(matches!(left.revoke(&kid(&token), "again", by(&origin(11))).await, Err(KeyError::UnknownKey)));
    let revoked = left.keys(at(11)).into_iter().find(|(phase, _)| *phase == KeyPhase::Revoked).unwrap().1;
    assert_eq!((revoked.revoke_reason.as_deref(), revoked.sealed), (Some("stolen"), None));
    right.refresh(at(30)).await.unwrap();
    assert!(right.verify("at+jwt", &token, at(30)).is_none(), "within 60 s elsewhere");
}

#[tokio::test]
async fn the_key_published_ahead_takes_over_from_a_revoked_one() {
    let (_folder, database) = database().await;
    let ring = ring(&instance(&database), 0).await;
    let first = kid(&sign(&ring, 0));
    let pending = ring.rotate(Algorithm::ES256, Activation::Ahead, by(&origin(5))).await.unwrap();
    let done = ring.revoke(&first, "stolen", by(&origin(10))).await.unwrap();
    assert_eq!(done.successor.map(|next| (next.kid, next.made)), Some((pending.kid.clone(), true)));
    assert_eq!(kid(&sign(&ring, 10)), pending.kid);
    let third = ring.rotate(Algorithm::ES256, Activation::Ahead, by(&origin(15))).await.unwrap();
    let done = ring.revoke(&third.kid, "wrong", by(&origin(20))).await.unwrap();
    assert_eq!(done.was, KeyPhase::Published);
    assert_eq!(kid(&sign(&ring, 119)), pending.kid, "the one that signs goes on until the next");
    assert_eq!(done.successor.map(|next| (next.generation, next.activates_at)), Some((4, at(120))));
}

#[tokio::test]
async fn imports_a_key_once() {
    let (_folder, database) = database().await;
    let rings = instance(&database);
    let ring = ring(&rings, 0).await;
    let key = PrivateKey::generate(Algorithm::ES256).unwrap();
    let done = ring.import(key.clone(), Activation::AtOnce, by(&origin(1))).await.unwrap();
    assert_eq!((done.made, &done.kid), (true, &key.public().kid));
    assert_eq!(kid(&sign(&ring, 1)), done.kid);
    assert!(matches!(ring.import(key.clone(), Activation::AtOnce, by(&origin(2))).await, Err(KeyError::KnownKey)));
    let other = rings.get(&RealmId::from("other"), at(2)).await.unwrap();
    assert!(matches!(other.import(key, Activation::AtOnce, by(&origin(2))).await, Err(KeyError::KnownKey)));
    assert_eq!(generations(&ring, Algorithm::ES256, 2).len(), 2);
}
