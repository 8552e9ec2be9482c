//! Two instances begin at the same moment on an empty database, and keys are turned over from two sides at once.

use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::application::{get, http, tokens};
use crate::support::process::{Instance, Site, eventually, free_port, number, turn};

const ALGORITHMS: [&str; 4] = ["RS256", "ES256", "PS256", "EdDSA"];
/// Well below the 30 s after which an instance reads its keys anyway.
const AT_ONCE: Duration = Duration::from_secs(15);
const COUNT: &str = "SELECT count(*) FROM signing_keys WHERE alg = $1";
const NEWEST: &str = "SELECT max(generation) FROM signing_keys WHERE alg = $1";
const PUBLISHED: &str = "SELECT count(*) FROM audit_events WHERE target_id = $1 AND event = 'key.published'";
const REALMS: &str = "SELECT count(*) FROM realms WHERE id = $1";

/// The key ids that an instance publishes, sorted.
async fn kids(instance: &Instance) -> Vec<String> {
    let jwks = get(&http(), &format!("{}/jwks.json", instance.base()), "").await.unwrap();
    assert_eq!(jwks.status, 200, "{jwks:?}");
    let mut kids: Vec<String> =
        jwks.json["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect();
    kids.sort();
    kids
}

/// A token signed by either instance counts at both.
async fn each_accepts_tokens_of_the_other(instances: &[Instance]) {
    for signer in instances {
        let token = tokens(&signer.browser()).await.field("access_token");
        for verifier in instances {
            let reply = get(&http(), &format!("{}/userinfo", verifier.base()), &token).await.unwrap();
            assert_eq!(reply.status, 200, "{reply:?}");
        }
    }
}

/// The same command from two processes at once; what each said.
async fn twice(site: &Site, arguments: &[&str]) -> [(bool, Value); 2] {
    let (one, two) = tokio::join!(site.run(arguments), site.run(arguments));
    [one, two].map(|output| {
        let said = serde_json::from_slice(&output.stdout).unwrap_or(Value::Null);
        (output.status.success(), said)
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn two_begin_on_an_empty_database_and_turn_keys_over_at_once() {
    let _turn = turn().await;
    let Some(site) = Site::shared(&[]).await else { return };
    let mut instances = vec![site.launch(free_port()), site.launch(free_port())];
    for instance in &mut instances {
        instance.wait_until_ready().await;
    }
    let first = kids(&instances[0]).await;
    assert_eq!(first.len(), ALGORITHMS.len());
    assert_eq!(first, kids(&instances[1]).await);
    let database = site.database().await;
    assert_eq!(number(&database, REALMS, "default").await, 1);
    site.seed().await;
    each_accepts_tokens_of_the_other(&instances).await;

    for alg in ALGORITHMS {
        let said = twice(&site, &["keys", "rotate", "--alg", alg, "--json"]).await;
        assert!(said.iter().all(|(done, _)| *done), "{said:?}");
        assert_eq!(said[0].1["kid"], said[1].1["kid"], "both name the one key that was made");
        let kid = said[0].1["kid"].as_str().unwrap();
        assert_eq!(number(&database, PUBLISHED, kid).await, 1, "who made it writes it down");
        assert_eq!((number(&database, COUNT, alg).await, number(&database, NEWEST, alg).await), (2, 2), "{alg}");
    }
    both_publish(&instances, 2 * ALGORITHMS.len()).await;
    each_accepts_tokens_of_the_other(&instances).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_is_withdrawn_from_two_sides_at_once() {
    let _turn = turn().await;
    let Some(site) = Site::shared(&[]).await else { return };
    site.seed().await;
    let instances = site.start_all().await;
    let token = tokens(&instances[0].browser()).await.field("access_token");
    let header = gatehouse::jose::ProtectedHeader::parse(&token).unwrap();
    let kid = header.kid.unwrap();

    let said = twice(&site, &["keys", "revoke", &kid, "--reason", "stolen", "--json"]).await;
    assert_eq!(said.iter().filter(|(done, _)| *done).count(), 1, "one withdraws it, the other finds it gone: {said:?}");
    let database = site.database().await;
    let alg = header.alg.as_str();
    assert_eq!((number(&database, COUNT, alg).await, number(&database, NEWEST, alg).await), (2, 2));
    let http = http();
    let began = Instant::now();
    for instance in &instances {
        let address = format!("{}/userinfo", instance.base());
        eventually("a token of the withdrawn key still counts", async || {
            get(&http, &address, &token).await.unwrap().status == 401
        })
        .await;
    }
    both_publish(&instances, ALGORITHMS.len()).await;
    assert!(began.elapsed() < AT_ONCE, "the instances were not told: {:?}", began.elapsed());
    assert!(!kids(&instances[0]).await.contains(&kid));
    each_accepts_tokens_of_the_other(&instances).await;
}

/// Waits until both publish the same `count` keys.
async fn both_publish(instances: &[Instance], count: usize) {
    eventually("the instances do not publish the same keys", async || {
        let (one, two) = (kids(&instances[0]).await, kids(&instances[1]).await);
        one.len() == count && one == two
    })
    .await;
}
