//! What the audit trail promises on every engine: lines are added and read, and the database itself refuses the rest.

use gatehouse::audit::{self, Actor, Event, EventName, Origin, Target};
use gatehouse::clock::Timestamp;
use gatehouse::model::RealmId;
use gatehouse::random::Random;
use gatehouse::storage::{Database, audit_events};

use crate::support::databases::each;

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

async fn statement(database: &Database, sql: &'static str) -> Result<u64, sqlx::Error> {
    match database {
        // The readers' connections could not write anyway.
        Database::Sqlite { writer, .. } => {
            let mut turn = writer.begin().await.unwrap();
            let done = sqlx::query(sql).execute(&mut *turn).await.map(|done| done.rows_affected());
            turn.commit().await.unwrap();
            done
        }
        Database::Postgres(pool) => sqlx::query(sql).execute(pool).await.map(|done| done.rows_affected()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_statement_alters_or_removes_a_line() {
    for test in each("audit").await {
        let database = &test.database;
        let realm = RealmId::default_realm();
        let origin = Origin {
            realm: realm.clone(),
            now: NOW,
            source: "test".to_owned(),
            request_id: String::new(),
            client: None,
            random: Random::System,
        };
        let event = Event::success(EventName::RealmCreated, Actor::System, Target::Realm(&realm));
        let mut tx = database.begin().await.unwrap();
        audit::record(&mut tx, &origin, &event).await.unwrap();
        tx.commit().await.unwrap();
        let before = audit_events::list(database, &realm, 10).await.unwrap();
        assert_eq!(before.len(), 1);

        let mut statements = vec![
            "UPDATE audit_events SET result = 'failure'",
            "UPDATE audit_events SET time = time + 1 WHERE realm = 'default'",
            "DELETE FROM audit_events",
            "DELETE FROM audit_events WHERE time < 0 OR realm = 'default'",
        ];
        if matches!(database, Database::Postgres(_)) {
            statements.push("TRUNCATE audit_events");
        }
        for sql in statements {
            let refused = statement(database, sql).await.unwrap_err().to_string();
            assert!(refused.contains("append-only"), "{sql}: {refused}");
        }
        assert_eq!(audit_events::list(database, &realm, 10).await.unwrap(), before);
        // The triggers stand in the way of nothing else.
        let mut tx = database.begin().await.unwrap();
        audit::record(&mut tx, &origin, &event).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(audit_events::list(database, &realm, 10).await.unwrap().len(), 2);
    }
}
