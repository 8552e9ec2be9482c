//! `audit export`, as an administrator runs it.

use gatehouse::clock::Timestamp;
use gatehouse::model::RealmId;
use gatehouse::storage::audit_events::{self, AuditRow};
use serde_json::Value;

use crate::support::browser::ISSUER;
use crate::support::process::Site;

/// Lines at one instant: more than a page of them.
const AT_ONCE: usize = 700;
const BEGIN: i64 = 1_700_000_000_000;

fn line(number: usize) -> AuditRow {
    let time = BEGIN + i64::try_from(number / AT_ONCE).unwrap();
    AuditRow {
        realm: RealmId::default_realm(),
        id: format!("event-{number:05}"),
        time: Timestamp::from_millis(time),
        event: "login.succeeded".to_owned(),
        result: "success".to_owned(),
        actor_kind: "user".to_owned(),
        actor_id: "alice".to_owned(),
        target_kind: "user".to_owned(),
        target_id: "alice".to_owned(),
        client_id: None,
        source: "192.0.2.1".to_owned(),
        request_id: "r1".to_owned(),
        details: serde_json::Map::new(),
    }
}

async fn export(site: &Site, arguments: &[&str]) -> Vec<Value> {
    let output = site.run(&[&["audit", "export"], arguments].concat()).await;
    assert!(output.status.success(), "{output:?}");
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.is_empty() || text.ends_with("}\n"), "nothing but lines of JSON");
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn ids(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["id"].as_str().unwrap()).collect()
}

#[tokio::test(flavor = "multi_thread")]
async fn the_audit_trail_is_exported_whole_and_in_order() {
    for site in Site::each(&[]).await {
        site.seed().await;
        let database = site.database().await;
        let lines: Vec<AuditRow> = (0..2 * AT_ONCE).map(line).collect();
        for lines in lines.chunks(100) {
            let mut tx = database.begin().await.unwrap();
            audit_events::insert_all(&mut tx, lines).await.unwrap();
            tx.commit().await.unwrap();
        }
        // The first command of a realm makes its keys, which is an act of its own.
        assert!(site.run(&["keys", "list"]).await.status.success());
        let all = export(&site, &[]).await;
        assert_eq!(ids(&all[..lines.len()]), lines.iter().map(|line| line.id.as_str()).collect::<Vec<_>>());
        let acts: Vec<&str> = all[lines.len()..].iter().map(|event| event["type"].as_str().unwrap()).collect();
        for act in [
            "gatehouse.realm.created",
            "gatehouse.user.registered",
            "gatehouse.client.created",
            "gatehouse.key.published",
        ] {
            assert!(acts.contains(&act), "{acts:?}");
        }
        assert!(all.iter().all(|event| event["specversion"] == "1.0" && event["source"] == ISSUER));
        assert_eq!(all[0]["data"]["actor"]["id"], "alice");

        // One ends where the next begins: nothing twice, nothing left out.
        let middle = Timestamp::from_millis(BEGIN + 1).to_rfc3339();
        let (early, late) = (export(&site, &["--until", &middle]).await, export(&site, &["--since", &middle]).await);
        assert_eq!((early.len(), early.len() + late.len()), (AT_ONCE, all.len()));
        assert_eq!([ids(&early), ids(&late)].concat(), ids(&all));
        assert_eq!(export(&site, &["--since", "2999-01-01T00:00:00+01:00", "--json"]).await, [Value::Null; 0]);

        for (arguments, code) in [(["--since", "yesterday"], 2), (["--realm", "nowhere"], 4)] {
            let output = site.run(&[&["audit", "export"], &arguments[..]].concat()).await;
            assert_eq!(output.status.code(), Some(code), "{output:?}");
        }
    }
}
