//! `db validate` and `db history` (OP-04, OP-05): every table is read, a row that cannot be is named, and no other.

use std::collections::BTreeSet;

use gatehouse::clock::Clock;
use gatehouse::storage::{Database, Transaction, check, schema};

use crate::support::databases::each;
use crate::support::process::{Site, texts};

/// Rows that can be read, `good`, and rows of which one value cannot, `bad`.
#[rustfmt::skip]
const ROWS: &[&str] = &[
    "INSERT INTO realms (id, name, display_name, enabled, settings, version, created_at, updated_at) VALUES ('good', 'good', '', true, '{}', 1, 0, 0), ('bad', 'bad', '', true, '{', 1, 0, 0)",
    "INSERT INTO users (realm, id, username, username_canonical, email_verified, status, claims, failed_logins, created_at, updated_at) \
     VALUES ('r', 'good', 'a', 'a', true, 'active', '{}', 0, 0, 0), ('r', 'bad', 'b', 'b', true, 'active', '[]', 0, 0, 0), \
     ('r', 'worse', 'c', 'c', true, 'asleep', '{}', 0, 0, 0)",
    "INSERT INTO clients (realm, id, enabled, metadata, version, created_at, updated_at) VALUES ('r', 'good', true, '{}', 1, 0, 0), ('r', 'bad', true, '', 1, 0, 0)",
    "INSERT INTO client_secrets VALUES ('r', 'good', 's', 'h', NULL, 0, NULL, NULL)",
    "INSERT INTO resource_servers (realm, id, name, settings, created_at, updated_at) VALUES ('r', 'good', '', '{}', 0, 0), ('r', 'bad', '', 'x', 0, 0)",
    "INSERT INTO signing_keys VALUES ('r', 'good', 'RS256', 1, '', NULL, '', 0, 0, 0, 0, NULL, NULL), \
     ('r', 'bad', 'none', 1, '', NULL, '', 0, 0, 0, 0, NULL, NULL)",
    "INSERT INTO browser_sessions VALUES ('r', 'a', 'good', 'u', 0, '', '[]', true, 0, 0, 0, 0, NULL, NULL, '', ''), \
     ('r', 'b', 'bad', 'u', 0, '', 'pwd', true, 0, 0, 0, 0, NULL, NULL, '', '')",
    "INSERT INTO consents VALUES ('r', 'u', 'good', 'openid', '[]', 0, NULL), ('r', 'u', 'bad', 'openid', '', 0, NULL)",
    "INSERT INTO grants VALUES ('r', 'good', 'c', 'u', 's', true, 'openid', '[]', '{}', 0, '', '[]', 0, 0, 0, 0, NULL, NULL), \
     ('r', 'bad', 'c', 'u', 's', true, 'openid', 'x', '{}', 0, '', '[]', 0, 0, 0, 0, NULL, NULL)",
    "INSERT INTO authorization_codes VALUES ('r', 'good', 'c', 'g', '', true, NULL, NULL, 0, NULL), \
     ('r', 'bad', 'c', 'g', '', true, 'short', NULL, 0, NULL)",
    "INSERT INTO refresh_tokens VALUES ('r', 'good', 'g', 1, 'used', 0, 0, 7, 0, 1), ('r', 'bad', 'g', 2, 'odd', 0, 0, NULL, 0, 1)",
    "INSERT INTO opaque_access_tokens VALUES ('r', 'good', 'j', NULL, 'c', 's', 'openid', '[]', '{}', 0, 0, NULL), \
     ('r', 'bad', 'k', NULL, 'c', 's', 'openid', '{}', '{}', 0, 0, NULL)",
    "INSERT INTO revocations VALUES ('r', 'grant', 'good', 0, 0), ('r', 'whim', 'bad', 0, 0)",
    "INSERT INTO audit_events VALUES ('r', 'good', 0, '', '', '', '', '', '', NULL, '', '', '{}'), \
     ('r', 'bad', 0, '', '', '', '', '', '', NULL, '', '', 'x')",
    "INSERT INTO webauthn_credentials VALUES ('r', 'good', 'u', 'c1', 'passkey', '', '{}', 0, true, true, NULL, '', '', 0, NULL), \
     ('r', 'bad', 'v', 'c2', 'lock', '', '{}', 0, true, true, NULL, '', '', 0, NULL)",
    "INSERT INTO inbox VALUES ('r', 'good', 'u', 'new-device', '', '', 0, 0, NULL), ('r', 'bad', 'u', 'weather', '', '', 0, 0, NULL)",
    "INSERT INTO notification_preferences VALUES ('r', 'u', 'new-device', true, false), ('r', 'u', 'weather', true, true)",
    "INSERT INTO upstreams VALUES ('r', 'good', 'a', '', 'i', 'c', NULL, '{}', true, 1, 0, 0), \
     ('r', 'bad', 'b', '', 'j', 'c', NULL, '{\"odd\": 1}', true, 1, 0, 0)",
];

/// Runs a statement of this file.
pub(super) async fn run(database: &Database, sql: &'static str) {
    let mut tx = database.begin().await.unwrap();
    match &mut tx {
        Transaction::Sqlite(tx) => sqlx::query(sql).execute(&mut **tx).await.map(drop).unwrap(),
        Transaction::Postgres(tx) => sqlx::query(sql).execute(&mut **tx).await.map(drop).unwrap(),
    }
    tx.commit().await.unwrap();
}

#[tokio::test]
async fn every_row_that_cannot_be_read_is_named_and_no_other() {
    for test in each("check").await {
        assert_eq!(check::undecodable(&test.database).await.unwrap(), []);
        for sql in ROWS {
            run(&test.database, sql).await;
        }
        let found = check::undecodable(&test.database).await.unwrap();
        let named: Vec<String> = found.iter().map(|row| format!("{} {}", row.table, row.key)).collect();
        let expected = [
            "realms bad",
            "users r bad",
            "users r worse",
            "clients r bad",
            "resource_servers r bad",
            "consents r u bad",
            "signing_keys r bad",
            "browser_sessions r bad",
            "audit_events r bad",
            "webauthn_credentials r bad v",
            "inbox r bad u",
            "notification_preferences r u weather",
            "upstreams r bad",
            "grants r bad",
            "authorization_codes r bad",
            "refresh_tokens r bad",
            "opaque_access_tokens r bad",
            "revocations r whim bad",
        ];
        assert_eq!(named, expected, "{found:?}");
        assert!(found.iter().all(|row| !row.reason.is_empty()), "{found:?}");
        test.database.close().await;
    }
}

#[tokio::test]
async fn a_table_is_read_to_its_end() {
    for test in each("check").await {
        let many = "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 350) \
             INSERT INTO clients (realm, id, enabled, metadata, version, created_at, updated_at) SELECT 'r', 'c' || (1000 + i), true, CASE i WHEN 349 THEN '' ELSE '{}' END, 1, 0, 0 FROM n";
        run(&test.database, many).await;
        let found = check::undecodable(&test.database).await.unwrap();
        assert_eq!(found.iter().map(|row| row.key.as_str()).collect::<Vec<_>>(), ["r c1349"]);
        run(&test.database, "UPDATE clients SET metadata = 'x'").await;
        let found = check::undecodable(&test.database).await.unwrap();
        assert_eq!(found.len(), check::MOST, "so many say enough");
        test.database.close().await;
    }
}

/// SQLite keeps whatever it is given.
#[tokio::test]
async fn values_of_another_kind_are_found() {
    let test = crate::support::databases::sqlite().await;
    run(&test.database, ROWS[3]).await;
    run(&test.database, "UPDATE client_secrets SET secret_hash = x'00ff'").await;
    run(&test.database, "INSERT INTO meta VALUES ('n', x'00ff')").await;
    let found = check::undecodable(&test.database).await.unwrap();
    let named: Vec<&str> = found.iter().map(|row| row.table).collect();
    assert_eq!(named, ["meta", "client_secrets"], "{found:?}");
}

#[tokio::test]
async fn every_table_there_is_is_read() {
    for test in each("check").await {
        let tables = match &test.database {
            Database::Sqlite { .. } => {
                "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name <> $1"
            }
            Database::Postgres(_) => {
                "SELECT table_name::text FROM information_schema.tables WHERE table_schema = 'public' AND table_name <> $1"
            }
        };
        let there: BTreeSet<String> = texts(&test.database, tables, "_sqlx_migrations").await.into_iter().collect();
        let read: BTreeSet<String> = check::TABLES.iter().map(ToString::to_string).collect();
        assert_eq!(there, read, "a new table belongs in storage/check.rs");
        test.database.close().await;
    }
}

#[tokio::test]
async fn history_tells_what_was_applied_when() {
    for test in each("history").await {
        let now = Clock::System.now().as_secs();
        let history = schema::history(&test.database).await.unwrap();
        let states = schema::status(&test.database).await.unwrap();
        assert_eq!(history.len(), states.len());
        for (applied, state) in history.iter().zip(&states) {
            assert_eq!((applied.version, &applied.description), (state.version, &state.description));
            let age = now - applied.applied_at.as_secs();
            assert!(applied.success && (-5..120).contains(&age), "{applied:?}");
        }
        test.database.close().await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_commands_say_so() {
    for site in Site::each(&[]).await {
        site.seed().await;
        let fine = site.run(&["db", "validate"]).await;
        assert!(fine.status.success(), "{}: {fine:?}", site.label);
        let history = site.run(&["db", "history", "--json"]).await;
        let history: serde_json::Value = serde_json::from_slice(&history.stdout).unwrap();
        assert_eq!((&history[0]["version"], &history[0]["state"]), (&1.into(), &"applied".into()), "{history}");
        let database = site.database().await;
        run(&database, "UPDATE users SET claims = 'canary' WHERE username = 'alice'").await;
        database.close().await;
        let refused = site.run(&["db", "validate"]).await;
        let said = String::from_utf8_lossy(&refused.stderr);
        assert_eq!(refused.status.code(), Some(5), "{}: {said}", site.label);
        assert!(said.contains("users default ") && said.contains("cannot be read"), "{said}");
        assert!(!said.contains("canary"), "what stands in the row may be personal: {said}");
    }
}
