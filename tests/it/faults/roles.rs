//! `serve --role` (OP-01): web processes serve and leave the work of all to workers; workers have no public listener.

use std::time::Duration;

use gatehouse::clock::{Clock, Timestamp};

use crate::support::application::{get, http, tokens};
use crate::support::process::{Instance, Site, change, eventually, free_port, number, turn};

const DAY: Duration = Duration::from_hours(24);
const EXPIRED: &str = "SELECT count(*) FROM authorization_codes WHERE code_hash = $1";
const SECOND: &str = "SELECT count(*) FROM signing_keys WHERE generation = 2 AND realm = $1";

async fn metrics(instance: &Instance) -> String {
    get(&http(), &format!("{}/metrics", instance.internal()), "").await.unwrap().text
}

async fn start(site: &Site, role: &str) -> Instance {
    let mut instance = site.launch_as(role, free_port());
    instance.wait_until_ready().await;
    instance
}

/// A realm that nobody asks for, keys of both realms that are due, and a row that has expired. Its id.
async fn leave_work(site: &Site) -> String {
    site.seed().await;
    let made = site.run(&["realm", "create", "acme", "--json"]).await;
    let made: serde_json::Value = serde_json::from_slice(&made.stdout).unwrap();
    assert!(site.run(&["keys", "list", "--realm", "acme"]).await.status.success());
    let database = site.database().await;
    let now = Clock::System.now();
    let [soon, long_ago] = [now + DAY / 2, now - 3 * DAY].map(Timestamp::as_millis);
    change(&database, "UPDATE signing_keys SET retires_at = $1", soon).await;
    let code = "INSERT INTO authorization_codes (realm, code_hash, client_id, grant_id, redirect_uri, redirect_uri_sent, \
         expires_at) VALUES ('default', 'old', 'app', 'g', '', true, $1)";
    change(&database, code, long_ago).await;
    database.close().await;
    made["id"].as_str().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn web_serves_and_workers_work() {
    let _turn = turn().await;
    for site in Site::each(&[]).await {
        let acme = leave_work(&site).await;
        let database = site.database().await;
        let done = async || {
            let purged = number(&database, EXPIRED, "old").await == 0;
            let rotated = [number(&database, SECOND, "default").await, number(&database, SECOND, &acme).await];
            (purged, rotated.map(|keys| keys > 0))
        };

        let web = start(&site, "web").await;
        tokens(&web.browser()).await;
        // The loops of a process begin at its start, so by now they would have been through.
        eventually("no revocations were read", async || metrics(&web).await.contains("job=\"revocations\"")).await;
        tokio::time::sleep(Duration::from_secs(2)).await;
        assert_eq!(done().await, (false, [false, false]), "{}", site.label);
        let shown = metrics(&web).await;
        assert!(!shown.contains("job=\"purge\"") && !shown.contains("job=\"rotation\""), "{shown}");

        let mut worker = start(&site, "worker").await;
        eventually("the work was not done", async || done().await == (true, [true, true])).await;
        let told = async || {
            let shown = metrics(&worker).await;
            shown.contains("job=\"purge\"") && shown.contains("job=\"rotation\"")
        };
        eventually("the work is not told of", told).await;
        assert!(get(&http(), &format!("{}/health", worker.base()), "").await.is_err(), "no public listener");
        for path in ["/token", "/.well-known/openid-configuration", "/jwks.json"] {
            let reply = get(&http(), &format!("{}{path}", worker.internal()), "").await.unwrap();
            assert_eq!(reply.status, 404, "{path}");
        }
        worker.signal("TERM").await;
        assert!(worker.end().await, "{}", worker.log());
        tokens(&web.browser()).await;
        database.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_worker_needs_the_internal_listener() {
    let site = Site::embedded(&[]);
    let refused = site.run(&["serve", "--role", "worker"]).await;
    assert_eq!(refused.status.code(), Some(3), "{refused:?}");
    assert!(String::from_utf8_lossy(&refused.stderr).contains("server.internal_listen"), "{refused:?}");
}
