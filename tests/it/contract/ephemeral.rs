//! What short-lived state promises, in memory always and in Redis where one is given.

use std::sync::Arc;
use std::time::{Duration, Instant};

use gatehouse::clock::Clock;
use gatehouse::ephemeral::{Announcement, EphemeralError, EphemeralStore, MemoryLimits, RedisOptions, Slot, Zone};
use gatehouse::random::Random;
use gatehouse::secret::Secret;

use crate::support::databases::server;
use crate::support::servers::Redis;

const LONG: Slot<String> = Slot::new("long", Duration::from_mins(5));
const OTHER: Slot<String> = Slot::new("other", Duration::from_mins(5));
const NUMBERS: Slot<u32> = Slot::new("long", Duration::from_mins(5));
const SHORT: Slot<String> = Slot::new("short", Duration::from_millis(150));
/// Long after the values of [`SHORT`] have expired.
const LATER: Duration = Duration::from_millis(300);
const SLOW: Zone = Zone::new("slow", 5, Duration::from_hours(1), 4);

fn redis_store(url: &str, prefix: &str) -> EphemeralStore {
    let options = RedisOptions { url: Secret::new(url.to_owned()), prefix: prefix.to_owned() };
    EphemeralStore::redis(&options, Clock::System).unwrap()
}

fn memory(limits: MemoryLimits) -> EphemeralStore {
    EphemeralStore::memory(limits, Clock::System)
}

/// Two instances' views of the same state, for each kind there is.
fn each() -> Vec<[EphemeralStore; 2]> {
    let store = memory(MemoryLimits::default());
    let mut pairs = vec![[store.clone(), store]];
    if let Some(url) = server("GATEHOUSE_TEST_REDIS") {
        let prefix = format!("{}:", Random::System.id());
        pairs.push([redis_store(&url, &prefix), redis_store(&url, &prefix)]);
    }
    pairs
}

/// Runs `work` from 50 tasks at once, on both views, and counts how many say that they won.
async fn winners<F, W>(stores: &[EphemeralStore; 2], work: W) -> usize
where
    W: Fn(EphemeralStore) -> F + Send + Sync + 'static,
    F: Future<Output = bool> + Send + 'static,
{
    let work = Arc::new(work);
    let tasks: Vec<_> = (0..50)
        .map(|number| {
            let (store, work) = (stores[number % 2].clone(), Arc::clone(&work));
            tokio::spawn(async move { work(store).await })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        won += usize::from(task.await.unwrap());
    }
    won
}

#[tokio::test(flavor = "multi_thread")]
async fn a_value_is_taken_by_exactly_one() {
    for stores in each() {
        for round in 0..5 {
            let id = format!("value-{round}");
            stores[0].put(&LONG, "r", &id, &"found".to_owned()).await.unwrap();
            let won = winners(&stores, move |store| {
                let id = id.clone();
                async move { store.take(&LONG, "r", &id).await.unwrap().is_some_and(|value| value == "found") }
            });
            assert_eq!(won.await, 1);
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_identifier_is_claimed_by_exactly_one() {
    for stores in each() {
        let won = winners(&stores, |store| async move { store.claim(&LONG, "r", "jti").await.unwrap() });
        assert_eq!(won.await, 1);
        assert!(stores[0].claim(&LONG, "r", "another").await.unwrap());
        assert!(stores[0].claim(&OTHER, "r", "jti").await.unwrap(), "another purpose");
        assert!(stores[0].claim(&LONG, "s", "jti").await.unwrap(), "another realm");
        let brief = Duration::from_millis(150);
        assert!(stores[0].claim_for(&LONG, "r", "brief", brief).await.unwrap());
        assert!(!stores[1].claim_for(&LONG, "r", "brief", brief).await.unwrap());
        tokio::time::sleep(LATER).await;
        assert!(stores[1].claim_for(&LONG, "r", "brief", brief).await.unwrap());
    }
}

#[tokio::test]
async fn values_are_kept_apart_replaced_and_forgotten() {
    for [one, two] in each() {
        let put = async |slot, realm, id, value: &str| one.put(slot, realm, id, &value.to_owned()).await.unwrap();
        put(&LONG, "r", "id", "old").await;
        put(&LONG, "r", "id", "new").await;
        assert_eq!(two.get(&LONG, "r", "id").await.unwrap().as_deref(), Some("new"));
        assert_eq!(two.get(&LONG, "r", "id").await.unwrap().as_deref(), Some("new"), "looking takes nothing");
        assert_eq!(two.get(&OTHER, "r", "id").await.unwrap(), None, "another purpose");
        // An identifier cannot reach into another realm.
        put(&LONG, "a", "b:c", "value").await;
        assert_eq!(two.get(&LONG, "a:b", "c").await.unwrap(), None);
        assert_eq!(two.take(&LONG, "r", "id").await.unwrap().as_deref(), Some("new"));
        assert_eq!(one.get(&LONG, "r", "id").await.unwrap(), None);
        put(&SHORT, "r", "id", "brief").await;
        assert!(two.get(&SHORT, "r", "id").await.unwrap().is_some());
        tokio::time::sleep(LATER).await;
        assert_eq!(two.get(&SHORT, "r", "id").await.unwrap(), None);
        assert_eq!(two.take(&SHORT, "r", "id").await.unwrap(), None);
        put(&LONG, "r", "text", "not a number").await;
        assert_eq!(two.get(&NUMBERS, "r", "text").await, Err(EphemeralError::Corrupt));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_zone_lets_its_burst_through_and_then_its_rate() {
    for stores in each() {
        let won = winners(&stores, |store| async move { store.throttle(&SLOW, "r", "key").await.unwrap().allowed });
        assert_eq!(won.await, 4);
        let [one, two] = stores;
        let refused = two.peek(&SLOW, "r", "key").await.unwrap();
        assert!(!refused.allowed && refused.limit == 4 && refused.remaining == 0, "{refused:?}");
        let interval = Duration::from_mins(11)..=Duration::from_mins(12);
        assert!(interval.contains(&refused.retry_after), "{refused:?}");
        assert!(refused.reset_after > refused.retry_after);
        for (realm, key) in [("r", "other"), ("s", "key")] {
            assert!(one.peek(&SLOW, realm, key).await.unwrap().allowed, "{realm} {key}");
        }
        one.reset(&SLOW, "r", "key").await.unwrap();
        assert_eq!(two.peek(&SLOW, "r", "key").await.unwrap().remaining, 4, "looking uses nothing");
        assert_eq!(two.record(&SLOW, "r", "key").await.unwrap().remaining, 3);

        let quick = Zone::new("quick", 10, Duration::from_secs(2), 1);
        assert!(one.throttle(&quick, "r", "key").await.unwrap().allowed);
        let refused = two.throttle(&quick, "r", "key").await.unwrap();
        assert!(!refused.allowed && refused.retry_after <= Duration::from_millis(200), "{refused:?}");
        tokio::time::sleep(refused.retry_after + Duration::from_millis(20)).await;
        assert!(two.throttle(&quick, "r", "key").await.unwrap().allowed);
    }
}

#[tokio::test]
async fn what_one_announces_the_other_hears() {
    for [one, two] in each() {
        let mut listener = two.listen();
        let said = Announcement::Said { topic: "clients".to_owned(), payload: "r app".to_owned() };
        // Until the subscription stands there is nobody to hear.
        let heard = tokio::time::timeout(Duration::from_secs(10), async {
            loop {
                one.announce("clients", "r app").await.unwrap();
                let next = tokio::time::timeout(Duration::from_millis(50), listener.next()).await;
                if next.is_ok_and(|next| next.unwrap() == said) {
                    break;
                }
            }
        });
        heard.await.unwrap();
    }
}

#[tokio::test]
async fn a_listener_that_fell_behind_is_told() {
    let store = memory(MemoryLimits::default());
    let mut listener = store.listen();
    for _ in 0..2_000 {
        store.announce("topic", "").await.unwrap();
    }
    assert_eq!(listener.next().await, Some(Announcement::Missed));
}

#[tokio::test]
async fn memory_refuses_rather_than_forget() {
    let store = memory(MemoryLimits { values_per_slot: 64, counters: 64 });
    let mut kept = Vec::new();
    let mut refused = 0;
    for number in 0..1_000 {
        let id = format!("id-{number}");
        match store.put(&SHORT, "r", &id, &id).await {
            Ok(()) => kept.push(id),
            Err(error) => {
                assert_eq!(error, EphemeralError::Full);
                refused += 1;
            }
        }
    }
    assert!(kept.len() <= 64 && refused >= 936, "{} kept", kept.len());
    for id in &kept {
        assert_eq!(store.get(&SHORT, "r", id).await.unwrap().as_ref(), Some(id), "nothing was pushed out");
    }
    store.put(&SHORT, "r", &kept[0], &"again".to_owned()).await.expect("what is there can be replaced");
    assert_eq!(store.claim_for(&SHORT, "r", "jti", LATER).await, Err(EphemeralError::Full));
    store.put(&OTHER, "r", "id", &"value".to_owned()).await.expect("another purpose has room of its own");
    tokio::time::sleep(LATER).await;
    store.put(&SHORT, "r", "id", &"value".to_owned()).await.expect("what has expired makes room");
    assert!(store.get(&OTHER, "r", "id").await.unwrap().is_some());
}

#[tokio::test]
async fn memory_keeps_the_counters_it_has() {
    let store = memory(MemoryLimits { values_per_slot: 64, counters: 64 });
    for _ in 0..4 {
        store.throttle(&SLOW, "r", "first").await.unwrap();
    }
    for number in 0..10_000 {
        store.throttle(&SLOW, "r", &format!("key-{number}")).await.unwrap();
    }
    assert!(!store.peek(&SLOW, "r", "first").await.unwrap().allowed, "a flood of names frees nobody");
}

#[tokio::test]
async fn installations_on_one_redis_do_not_meet() {
    let Some(url) = server("GATEHOUSE_TEST_REDIS") else { return };
    let prefix = Random::System.id();
    let (one, two) = (redis_store(&url, &format!("{prefix}:a:")), redis_store(&url, &format!("{prefix}:b:")));
    let mut listener = two.listen();
    assert_eq!(listener.next().await, Some(Announcement::Missed), "the subscription stands");
    one.put(&LONG, "r", "id", &"value".to_owned()).await.unwrap();
    assert_eq!(two.take(&LONG, "r", "id").await.unwrap(), None);
    assert!(one.claim(&LONG, "r", "jti").await.unwrap() && two.claim(&LONG, "r", "jti").await.unwrap());
    for _ in 0..4 {
        one.throttle(&SLOW, "r", "key").await.unwrap();
    }
    assert_eq!(two.peek(&SLOW, "r", "key").await.unwrap().remaining, 4);
    one.announce("topic", "").await.unwrap();
    let heard = tokio::time::timeout(Duration::from_millis(300), listener.next()).await;
    assert!(heard.is_err(), "{heard:?}");
    assert!(one.is_shared());
}

#[tokio::test]
async fn without_redis_nothing_is_promised() {
    let Some(mut redis) = Redis::start().await else { return };
    let store = redis_store(&redis.url(), "test:");
    store.put(&LONG, "r", "id", &"value".to_owned()).await.unwrap();
    let mut listener = store.listen();
    redis.stop().await;
    for _ in 0..2 {
        let began = Instant::now();
        assert_eq!(store.put(&LONG, "r", "id", &String::new()).await, Err(EphemeralError::Unavailable));
        assert_eq!(store.get(&LONG, "r", "id").await, Err(EphemeralError::Unavailable));
        assert_eq!(store.take(&LONG, "r", "id").await, Err(EphemeralError::Unavailable));
        assert_eq!(store.claim(&LONG, "r", "jti").await, Err(EphemeralError::Unavailable), "never: not seen before");
        assert_eq!(store.announce("topic", "").await, Err(EphemeralError::Unavailable));
        assert_eq!(store.health().await, Err(EphemeralError::Unavailable));
        assert!(began.elapsed() < Duration::from_secs(6), "{:?}", began.elapsed());
    }
    // Throttles go on in this process alone, at half the rate: two of the four cells.
    let mut allowed = Vec::new();
    for _ in 0..4 {
        allowed.push(store.throttle(&SLOW, "r", "key").await.unwrap().allowed);
    }
    assert_eq!(allowed, [true, true, false, false]);

    redis.resume().await;
    let back = Instant::now();
    while store.put(&LONG, "r", "id", &"value".to_owned()).await.is_err() {
        assert!(back.elapsed() < Duration::from_secs(5), "the store does not find its way back");
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    store.health().await.unwrap();
    let told = tokio::time::timeout(Duration::from_secs(5), async {
        while listener.next().await != Some(Announcement::Missed) {}
    });
    told.await.expect("a gap in hearing is told");
}
