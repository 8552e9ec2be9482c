//! SIGHUP (OP-25): what is safe to change takes effect in the running process, the rest is named, and a broken file
//! changes nothing.

use std::time::Duration;

use gatehouse::clock::Clock;
use gatehouse::storage::Database;

use crate::support::application::{authorize, get, http};
use crate::support::process::{Instance, Site, eventually, number, turn};

const LOCKED: &str = "SELECT locked_until FROM users WHERE username = $1";

/// Whether the flood gate counts, and whether the log tells of requests.
async fn observed(instance: &Instance) -> (bool, bool) {
    let lines = || instance.log().matches("\"message\":\"request\"").count();
    let before = lines();
    let reply = get(&http(), &format!("{}/jwks.json", instance.base()), "").await.unwrap();
    assert_eq!(reply.status, 200, "{reply:?}");
    (reply.headers.contains_key("ratelimit"), lines() > before)
}

async fn fail_once(instance: &Instance) {
    let browser = instance.browser();
    let login = browser.open(&authorize("app", "")).await;
    let password = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    let fields = [("username", "alice"), ("password", "not the right one"), ("action", "sign-in")];
    assert_eq!(browser.submit(&password, &fields).await.status, 422);
}

/// Whether Alice is locked for longer than the default says.
async fn is_locked(database: &Database) -> bool {
    let beyond = Clock::System.now() + Duration::from_mins(5);
    number(database, LOCKED, "alice").await > beyond.as_millis()
}

#[tokio::test(flavor = "multi_thread")]
async fn safe_settings_change_in_the_running_process() {
    let _turn = turn().await;
    for site in Site::each(&[]).await {
        let site = site.without("rate_limits.preset");
        site.configure("[log]\nlevel = \"warn\"\n[rate_limits]\npreset = \"off\"\n[tokens]\ncode = \"60s\"\n");
        site.seed().await;
        let instance = site.start().await;
        assert_eq!(observed(&instance).await, (false, false), "{}", site.label);
        let database = site.database().await;
        fail_once(&instance).await;
        assert!(!is_locked(&database).await, "{}", site.label);

        site.configure(
            "[log]\nlevel = \"info\"\n[rate_limits]\npreset = \"default\"\n[lockout]\nfailures = 2\nfirst = \"10m\"\n\
             [tokens]\ncode = \"30s\"\n[redis]\nprefix = \"canary:\"\n",
        );
        instance.signal("HUP").await;
        eventually("the settings are not in effect", async || observed(&instance).await == (true, true)).await;
        fail_once(&instance).await;
        assert!(is_locked(&database).await, "{}: the second failure locks now", site.label);
        let log = instance.log();
        let named = |setting: &str, message: &str| {
            log.lines().any(|line| line.contains(&format!("\"setting\":\"{setting}\"")) && line.contains(message))
        };
        assert!(named("tokens.code", "needs a restart") && named("lockout.failures", "is in effect"), "{log}");
        assert!(!named("tokens.code", "is in effect") && !named("lockout.failures", "restart"), "{log}");
        // A flag goes before the file: where there is one, nothing has changed.
        assert_eq!(named("redis.prefix", "needs a restart"), site.label == "SQLite", "{log}");
        assert!(!log.contains("canary"), "values are not for the log: {log}");

        site.configure("[rate_limits]\npreset = \"off\"\n[lockout]\nfailures = 0\n");
        instance.signal("HUP").await;
        eventually("a broken file is not told", async || instance.log().contains("lockout.failures: is between")).await;
        assert_eq!(observed(&instance).await, (true, true), "nothing of it is in effect");
        database.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_change_that_waits_for_a_restart_is_named_each_time() {
    let _turn = turn().await;
    let site = Site::embedded(&[]);
    site.configure("[tokens]\ncode = \"60s\"\n");
    let instance = site.start().await;
    site.configure("[tokens]\ncode = \"30s\"\n");
    let warnings = || instance.log().matches("needs a restart").count();
    for told in [1, 2] {
        instance.signal("HUP").await;
        eventually("the setting is not named", async || warnings() == told).await;
    }
    site.configure("[tokens]\ncode = \"60s\"\n");
    instance.signal("HUP").await;
    tokio::time::sleep(Duration::from_secs(1)).await;
    assert_eq!(warnings(), 2, "taken back");
}
