//! One refresh token, fifty clients at once: honest retries share one successor, theft ends the grant (RFC 9700 §4.14).

use std::collections::BTreeSet;
use std::time::Duration;

use crate::support::application::{Reply, get, http, refresh, tokens};
use crate::support::process::{Instance, Site, eventually, number, turn};

/// Refreshing at once.
const CLIENTS: usize = 50;
/// Long enough for all of them on a slow machine, short enough to wait for.
const GRACE: Duration = Duration::from_secs(4);
const SETTINGS: &[(&str, &str)] = &[("tokens.refresh_grace", "4s"), ("tokens.refresh_max_replays", "51")];

const LIVE: &str = "SELECT count(*) FROM refresh_tokens WHERE grant_id = $1 AND state = 'active'";
const ALL: &str = "SELECT count(*) FROM refresh_tokens WHERE grant_id = $1";
const REVOKED: &str = "SELECT count(*) FROM grants WHERE id = $1 AND revoked_at IS NOT NULL";
const NOTED: &str = "SELECT count(*) FROM audit_events WHERE target_id = $1 AND event = 'token.reuse_detected'";

async fn at_once(instances: &[Instance], token: &str) -> Vec<Reply> {
    let tasks: Vec<_> = (0..CLIENTS)
        .map(|number| {
            let (base, token) = (instances[number % instances.len()].base(), token.to_owned());
            tokio::spawn(async move { refresh(&http(), &base, &token).await.unwrap() })
        })
        .collect();
    let mut replies = Vec::new();
    for task in tasks {
        replies.push(task.await.unwrap());
    }
    replies
}

#[tokio::test(flavor = "multi_thread")]
async fn retries_share_a_successor_and_late_reuse_ends_the_grant() {
    let _turn = turn().await;
    for site in Site::each(SETTINGS).await {
        site.seed().await;
        let instances = site.start_all().await;
        let base = instances.last().unwrap().base();
        let first = tokens(&instances[0].browser()).await.field("refresh_token");
        let grant = first.split('.').nth(1).unwrap();
        let database = site.database().await;

        let replies = at_once(&instances, &first).await;
        let refused: Vec<_> = replies.iter().filter(|reply| reply.status != 200).collect();
        assert!(refused.is_empty(), "{}: {refused:?}", site.label);
        let successors: BTreeSet<String> = replies.iter().map(|reply| reply.field("refresh_token")).collect();
        assert_eq!(successors.len(), 1, "{}", site.label);
        let second = successors.first().unwrap().clone();
        assert_ne!(second, first);
        assert_eq!(number(&database, LIVE, grant).await, 1, "{}", site.label);
        assert_eq!(number(&database, ALL, grant).await, 2, "{}", site.label);

        // 49 of 51 retries are used; a burst beyond them has to wait, and loses nothing by it.
        let more = [refresh(&http(), &base, &first).await.unwrap(), refresh(&http(), &base, &first).await.unwrap()];
        assert!(more.iter().all(|reply| reply.status == 200 && reply.field("refresh_token") == second), "{more:?}");
        let burst = refresh(&http(), &base, &first).await.unwrap();
        assert!(burst.status == 429 && burst.headers.contains_key("retry-after"), "{}: {burst:?}", site.label);
        assert_eq!(number(&database, REVOKED, grant).await, 0, "{}", site.label);

        let third = refresh(&http(), &base, &second).await.unwrap();
        assert_eq!(third.status, 200, "{}: {third:?}", site.label);
        tokio::time::sleep(GRACE + Duration::from_millis(200)).await;
        the_grant_ends(&site, &instances, &second, &third).await;
    }
}

/// `spent` comes again after its time: its successor dies with it, although the answer is a refusal.
async fn the_grant_ends(site: &Site, instances: &[Instance], spent: &str, successor: &Reply) {
    let base = instances[0].base();
    let late = refresh(&http(), &base, spent).await.unwrap();
    assert!(late.is_error(400, "invalid_grant"), "{}: {late:?}", site.label);
    let database = site.database().await;
    let grant = spent.split('.').nth(1).unwrap();
    assert_eq!(number(&database, LIVE, grant).await, 0, "{}", site.label);
    assert_eq!(number(&database, REVOKED, grant).await, 1, "{}", site.label);
    assert_eq!(number(&database, NOTED, grant).await, 1, "{}: told once in the audit trail", site.label);
    for instance in instances {
        let base = instance.base();
        let reply = refresh(&http(), &base, &successor.field("refresh_token")).await.unwrap();
        assert!(reply.is_error(400, "invalid_grant"), "{}: {reply:?}", site.label);
        let (http, token) = (http(), successor.field("access_token"));
        eventually("the access token still counts", async || {
            get(&http, &format!("{base}/userinfo"), &token).await.unwrap().status == 401
        })
        .await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_grandparent_is_reuse_even_within_the_grace() {
    let _turn = turn().await;
    for site in Site::each(SETTINGS).await {
        site.seed().await;
        let instances = site.start_all().await;
        let base = instances[0].base();
        let first = tokens(&instances[0].browser()).await.field("refresh_token");
        let second = refresh(&http(), &base, &first).await.unwrap().field("refresh_token");
        let third = refresh(&http(), &base, &second).await.unwrap();
        assert_eq!(third.status, 200, "{third:?}");

        // Fifty thieves at once: all refused, and the grant ends once.
        let replies = at_once(&instances, &first).await;
        let odd: Vec<_> = replies.iter().filter(|reply| !reply.is_error(400, "invalid_grant")).collect();
        assert!(odd.is_empty(), "{}: {odd:?}", site.label);
        the_grant_ends(&site, &instances, &second, &third).await;
    }
}
