//! The key-encryption key is replaced while people and machines keep asking for tokens: no request fails, and afterwards
//! the new key alone is enough. And a key made elsewhere is imported.

use std::os::unix::fs::PermissionsExt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use gatehouse::jose::{Algorithm, PrivateKey, ProtectedHeader};
use serde_json::Value;
use tokio::task::JoinHandle;

use crate::support::application::{Reply, assert_as, assertion, get, http, refresh, tokens};
use crate::support::process::{Instance, KEK, Site, eventually, number, turn};

const NEW: &str = "ffeeddccbbaa99887766554433221100ffeeddccbbaa99887766554433221100";
const SETTINGS: &[(&str, &str)] = &[("tokens.refresh_grace", "60s")];
const CLIENTS: usize = 4;
const UNDER: &str = "SELECT count(*) FROM signing_keys WHERE sealed IS NOT NULL AND kek_id <> $1";

/// Refreshes, reads UserInfo and signs assertions until told to stop; how often, and the newest refresh token.
async fn live(first: Reply, secret: String, base: String, stop: Arc<AtomicBool>) -> (usize, String) {
    let (http, mut newest, mut rounds) = (http(), first.field("refresh_token"), 0);
    while !stop.load(Ordering::SeqCst) {
        let reply = refresh(&http, &base, &newest).await.unwrap();
        assert_eq!(reply.status, 200, "{reply:?}");
        newest = reply.field("refresh_token");
        let info = get(&http, &format!("{base}/userinfo"), &reply.field("access_token")).await.unwrap();
        assert_eq!(info.status, 200, "{info:?}");
        let machine = assert_as(&http, &base, &assertion(&secret)).await.unwrap();
        assert_eq!(machine.status, 200, "{machine:?}");
        rounds += 1;
    }
    (rounds, newest)
}

/// Ends every instance and starts as many with the settings of now.
async fn restart(site: &Site, instances: Vec<Instance>) -> Vec<Instance> {
    for instance in instances {
        instance.kill().await;
    }
    site.start_all().await
}

async fn assert_refused(site: &Site, why: &str) {
    let output = site.run(&["serve"]).await;
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(3), "{said}");
    assert!(said.contains(why), "{said}");
}

#[tokio::test(flavor = "multi_thread")]
async fn traffic_goes_on_while_everything_is_sealed_anew() {
    let _turn = turn().await;
    for mut site in Site::each(SETTINGS).await {
        let secrets = site.seed().await;
        let instances = site.start_all().await;
        let before = tokens(&instances[0].browser()).await;
        site.set("keys.kek", NEW);
        assert_refused(&site, "wrong one").await;
        site.set("keys.previous_kek", KEK);
        let instances = restart(&site, instances).await;

        let stop = Arc::new(AtomicBool::new(false));
        let mut clients: Vec<JoinHandle<(usize, String)>> = Vec::new();
        for place in 0..CLIENTS {
            let base = instances[place % instances.len()].base();
            let first = tokens(&instances[0].browser()).await;
            clients.push(tokio::spawn(live(first, secrets.signer.clone(), base, Arc::clone(&stop))));
        }
        let output = site.run(&["keys", "rewrap", "--json"]).await;
        assert!(output.status.success(), "{output:?}");
        let said: Value = serde_json::from_slice(&output.stdout).unwrap();
        assert!(said["rewrapped"].as_u64().unwrap() >= 5, "four signing keys and a secret: {said}");
        tokio::time::sleep(Duration::from_millis(500)).await;
        stop.store(true, Ordering::SeqCst);
        let mut newest = Vec::new();
        for client in clients {
            let (rounds, token) = client.await.unwrap();
            assert!(rounds > 1, "{}: {rounds} rounds are no traffic", site.label);
            newest.push(token);
        }
        let database = site.database().await;
        assert_eq!(number(&database, UNDER, said["kek_id"].as_str().unwrap()).await, 0, "{}", site.label);

        // Answered under the old key, asked again under the new one: the same successor.
        let spent = before.field("refresh_token");
        let successor = refresh(&http(), &instances[0].base(), &spent).await.unwrap().field("refresh_token");
        site.set("keys.previous_kek", "");
        let instances = restart(&site, instances).await;
        let base = instances[0].base();
        let again = refresh(&http(), &base, &spent).await.unwrap();
        assert_eq!((again.status, again.field("refresh_token")), (200, successor), "{}", site.label);
        for token in newest {
            assert_eq!(refresh(&http(), &base, &token).await.unwrap().status, 200, "{}", site.label);
        }
        let machine = assert_as(&http(), &base, &assertion(&secrets.signer)).await.unwrap();
        assert_eq!(machine.status, 200, "{machine:?}");
        let info = get(&http(), &format!("{base}/userinfo"), &before.field("access_token")).await.unwrap();
        assert_eq!(info.status, 200, "a token signed before all this: {info:?}");

        site.set("keys.kek", KEK);
        assert_refused(&site, "was replaced by").await;
    }
}

async fn kids(base: &str) -> Vec<String> {
    let jwks = get(&http(), &format!("{base}/jwks.json"), "").await.unwrap().json;
    jwks["keys"].as_array().unwrap().iter().map(|key| key["kid"].as_str().unwrap().to_owned()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_key_made_elsewhere_is_published_and_signs() {
    let _turn = turn().await;
    for site in Site::each(&[]).await {
        site.seed().await;
        let folder = tempfile::tempdir().unwrap();
        let file = |name: &str, text: &str, mode: u32| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).unwrap();
            std::fs::set_permissions(&path, std::fs::Permissions::from_mode(mode)).unwrap();
            path.display().to_string()
        };
        let (rsa, ec) = (PrivateKey::generate(Algorithm::RS256), PrivateKey::generate(Algorithm::ES256));
        let (rsa, ec) = (rsa.unwrap(), ec.unwrap());
        let signing = file("rsa.json", rsa.to_jwk_json().expose(), 0o600);
        let waiting = file("ec.json", ec.to_jwk_json().expose(), 0o600);
        let public = file("public.json", &serde_json::to_string(ec.public()).unwrap(), 0o600);
        let open = file("open.json", ec.to_jwk_json().expose(), 0o644);

        for (arguments, code, why) in [
            (["keys", "import", &public, "--alg", "ES256"], 5, "public half"),
            (["keys", "import", &waiting, "--alg", "RS256"], 5, "does not fit"),
            (["keys", "import", &open, "--alg", "ES256"], 2, "chmod 600"),
            (["keys", "import", "nowhere", "--alg", "ES256"], 2, "nowhere"),
        ] {
            let output = site.run(&arguments).await;
            let said = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.code() == Some(code) && said.contains(why), "{said}");
        }
        let instances = site.start_all().await;
        let output = site.run(&["keys", "import", &waiting, "--alg", "ES256", "--json"]).await;
        assert!(output.status.success(), "{output:?}");
        let output = site.run(&["keys", "import", &signing, "--alg", "RS256", "--activate-now"]).await;
        assert!(output.status.success(), "{output:?}");
        for alg in ["RS256", "PS256"] {
            let output = site.run(&["keys", "import", &signing, "--alg", alg]).await;
            assert!(!output.status.success(), "twice, as {alg}");
        }
        for instance in &instances {
            let base = instance.base();
            eventually("the imported keys are not published", async || {
                let kids = kids(&base).await;
                kids.contains(&rsa.public().kid) && kids.contains(&ec.public().kid)
            })
            .await;
            let token = tokens(&instance.browser()).await.field("id_token");
            let kid = ProtectedHeader::parse(&token).unwrap().kid.unwrap();
            assert_eq!(kid, rsa.public().kid, "{}: RS256 signs at once", site.label);
        }
        let database = site.database().await;
        let events = "SELECT count(*) FROM audit_events WHERE target_id = $1 AND event = 'key.published'";
        assert_eq!(number(&database, events, &rsa.public().kid).await, 1);
        let ahead = "SELECT count(*) FROM signing_keys WHERE kid = $1 AND activates_at > created_at";
        assert_eq!(number(&database, ahead, &ec.public().kid).await, 1, "published ahead");
    }
}
