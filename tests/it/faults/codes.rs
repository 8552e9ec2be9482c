//! One authorization code, fifty clients at once (RFC 6749 §4.1.2, §10.5).

use std::time::Duration;

use crate::support::application::{code, get, http, redeem, refresh, tokens};
use crate::support::process::{Instance, Site, eventually, number, texts, turn};

/// Redeeming at once.
const CLIENTS: usize = 50;

#[tokio::test(flavor = "multi_thread")]
async fn one_code_is_redeemed_once_and_the_others_end_its_grant() {
    let _turn = turn().await;
    for site in Site::each(&[]).await {
        site.seed().await;
        let instances = site.start_all().await;
        let browser = instances[0].browser();
        let bystander = tokens(&browser).await.field("refresh_token");

        let code = code(&browser).await;
        let tasks: Vec<_> = (0..CLIENTS)
            .map(|number| {
                let (base, code) = (instances[number % instances.len()].base(), code.clone());
                tokio::spawn(async move { redeem(&http(), &base, &code).await.unwrap() })
            })
            .collect();
        let mut won = Vec::new();
        for task in tasks {
            let reply = task.await.unwrap();
            if reply.status == 200 {
                won.push(reply);
            } else {
                assert!(reply.is_error(400, "invalid_grant"), "{}: {reply:?}", site.label);
            }
        }
        assert_eq!(won.len(), 1, "{}", site.label);
        the_grant_has_ended(&site, &instances, &won[0].field("access_token"), &won[0].field("refresh_token")).await;

        // Another grant of the same person and application is none of the thief's business.
        let reply = refresh(&http(), &instances[0].base(), &bystander).await.unwrap();
        assert_eq!(reply.status, 200, "{}: {reply:?}", site.label);
    }
}

/// What the winner got is dead, everywhere and in the database.
async fn the_grant_has_ended(site: &Site, instances: &[Instance], access_token: &str, refresh_token: &str) {
    for instance in instances {
        let base = instance.base();
        let reply = refresh(&http(), &base, refresh_token).await.unwrap();
        assert!(reply.is_error(400, "invalid_grant"), "{}: {reply:?}", site.label);
        let http = http();
        // Instances that did not see the reuse read of it within a second.
        eventually("the access token still counts", async || {
            get(&http, &format!("{base}/userinfo"), access_token).await.unwrap().status == 401
        })
        .await;
    }
    let database = site.database().await;
    let grant = refresh_token.split('.').nth(1).unwrap();
    let reasons = texts(&database, "SELECT revoke_reason FROM grants WHERE id = $1", grant).await;
    assert_eq!(reasons, ["code_reuse"], "{}", site.label);
    let live = "SELECT count(*) FROM refresh_tokens WHERE grant_id = $1 AND state = 'active'";
    assert_eq!(number(&database, live, grant).await, 0, "{}", site.label);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_that_comes_again_later_ends_its_grant() {
    let _turn = turn().await;
    for site in Site::each(&[]).await {
        site.seed().await;
        let instances = site.start_all().await;
        let code = code(&instances[0].browser()).await;
        let first = redeem(&http(), &instances[0].base(), &code).await.unwrap();
        assert_eq!(first.status, 200, "{first:?}");
        let base = instances.last().unwrap().base();
        let token = first.field("access_token");
        let before = get(&http(), &format!("{base}/userinfo"), &token).await.unwrap();
        assert_eq!(before.status, 200, "{before:?}");

        tokio::time::sleep(Duration::from_millis(50)).await;
        let again = redeem(&http(), &base, &code).await.unwrap();
        assert!(again.is_error(400, "invalid_grant"), "{again:?}");
        the_grant_has_ended(&site, &instances, &token, &first.field("refresh_token")).await;
    }
}
