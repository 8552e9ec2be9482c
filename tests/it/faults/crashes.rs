//! SIGKILL in a storm of refreshes: nobody who kept to the rules is logged out, and nothing acknowledged is lost.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gatehouse::secret::token_hash;
use tokio::task::JoinHandle;

use crate::support::application::{Reply, http, refresh, tokens};
use crate::support::process::{Instance, Site, number, turn};

const CLIENTS: usize = 8;
const ROUNDS: usize = 10;

const LIVE: &str = "SELECT count(*) FROM refresh_tokens WHERE grant_id = $1 AND state = 'active'";
const STANDING: &str = "SELECT count(*) FROM grants WHERE id = $1 AND revoked_at IS NULL";
const KNOWN: &str = "SELECT count(*) FROM refresh_tokens WHERE token_hash = $1";
const TWINS: &str = "SELECT count(*) FROM (SELECT grant_id FROM refresh_tokens WHERE state = 'active' AND realm = $1 \
     GROUP BY grant_id HAVING count(*) > 1) AS twins";

/// What an honest client has lived through.
struct Life {
    /// Every refresh token it was handed, oldest first.
    acknowledged: Vec<String>,
    /// Answers that broke off.
    interrupted: usize,
    /// The refusal that logged it out.
    refused: Option<Reply>,
}

impl Life {
    fn newest(&self) -> &str {
        self.acknowledged.last().unwrap()
    }

    fn grant(&self) -> &str {
        self.newest().split('.').nth(1).unwrap()
    }
}

/// Refreshes with the newest token it has; after a failure, with that same token, wherever somebody listens.
async fn live(first: String, bases: Vec<String>, mut place: usize, stop: Arc<AtomicBool>) -> Life {
    let http = http();
    let mut life = Life { acknowledged: vec![first], interrupted: 0, refused: None };
    while !stop.load(Ordering::SeqCst) {
        match refresh(&http, &bases[place % bases.len()], life.newest()).await {
            Ok(reply) if reply.status == 200 => life.acknowledged.push(reply.field("refresh_token")),
            Ok(reply) if reply.is_unavailable() => place += 1,
            Ok(reply) => {
                life.refused = Some(reply);
                break;
            }
            Err(error) => {
                life.interrupted += usize::from(!error.is_connect());
                place += 1;
                tokio::time::sleep(Duration::from_millis(20)).await;
            }
        }
    }
    life
}

#[tokio::test(flavor = "multi_thread")]
async fn nobody_is_logged_out_by_a_crash() {
    let _turn = turn().await;
    for site in Site::each(&[]).await {
        site.seed().await;
        let mut instances = site.start_all().await;
        let bases: Vec<String> = instances.iter().map(Instance::base).collect();
        let stop = Arc::new(AtomicBool::new(false));
        let browser = instances[0].browser();
        let mut clients: Vec<JoinHandle<Life>> = Vec::new();
        for place in 0..CLIENTS {
            let first = tokens(&browser).await.field("refresh_token");
            clients.push(tokio::spawn(live(first, bases.clone(), place, Arc::clone(&stop))));
        }
        for round in 0..ROUNDS {
            // Not in step with anything the server does.
            tokio::time::sleep(Duration::from_millis(250 + 37 * u64::try_from(round).unwrap())).await;
            let victim = instances.remove(0);
            let port = victim.port();
            victim.kill().await;
            let mut next = site.launch(port);
            next.wait_until_ready().await;
            instances.push(next);
        }
        stop.store(true, Ordering::SeqCst);
        let mut lives = Vec::new();
        for client in clients {
            lives.push(client.await.unwrap());
        }
        judge(&site, &instances, &lives).await;
    }
}

async fn judge(site: &Site, instances: &[Instance], lives: &[Life]) {
    let database = site.database().await;
    let (mut refreshed, mut interrupted) = (0, 0);
    for life in lives {
        assert!(life.refused.is_none(), "{}: logged out: {:?}", site.label, life.refused);
        let base = instances.last().unwrap().base();
        let reply = refresh(&http(), &base, life.newest()).await.unwrap();
        assert_eq!(reply.status, 200, "{}: no longer logged in: {reply:?}", site.label);
        assert_eq!(number(&database, LIVE, life.grant()).await, 1, "{}", site.label);
        assert_eq!(number(&database, STANDING, life.grant()).await, 1, "{}", site.label);
        for token in &life.acknowledged {
            let known = number(&database, KNOWN, &token_hash(token)).await;
            assert_eq!(known, 1, "{}: a token that was handed out is gone", site.label);
        }
        refreshed += life.acknowledged.len() - 1;
        interrupted += life.interrupted;
    }
    assert_eq!(number(&database, TWINS, "default").await, 0, "{}", site.label);
    assert!(refreshed > CLIENTS * ROUNDS, "{}: {refreshed} refreshes are no storm", site.label);
    assert!(interrupted > 0, "{}: no crash hit a request", site.label);
}
