//! Deleted accounts over a real database, on every engine there is: they go once, wholly, and nobody else does.

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::audit::Actor;
use gatehouse::model::{RealmId, UserId, UserStatus};
use gatehouse::storage::{Database, maintenance, users};

use super::house::{House, browser, holding, houses, without_limits};
use crate::support::process::{number, texts};

const WAIT: Duration = Duration::from_hours(14 * 24);

async fn request(house: &House, user: &UserId) {
    let actor = (Actor::User(user), None);
    assert!(house.authn.request_deletion(&house.origin(), actor, user, WAIT).await.unwrap().is_some());
}

async fn is_there(house: &House, user: &UserId) -> bool {
    users::find(&house.db.database, &RealmId::default_realm(), user).await.unwrap().is_some()
}

/// The tables that name users.
async fn tables(database: &Database) -> Vec<String> {
    let sql = match database {
        Database::Sqlite { .. } => {
            "SELECT m.name FROM sqlite_master m JOIN pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = $1"
        }
        Database::Postgres(_) => {
            "SELECT table_name::text FROM information_schema.columns WHERE table_schema = current_schema() \
             AND column_name = $1"
        }
    };
    texts(database, sql, "user_id").await
}

/// Puts a row into `table` that belongs to `user`, whatever else stands in it.
async fn fill(database: &Database, table: &str, user: &UserId) {
    let sql = match database {
        Database::Sqlite { .. } => "SELECT name || ' ' || type FROM pragma_table_info($1)",
        Database::Postgres(_) => {
            "SELECT column_name || ' ' || data_type FROM information_schema.columns \
             WHERE table_schema = current_schema() AND table_name = $1"
        }
    };
    let columns = texts(database, sql, table).await;
    let value = |column: &String| match column.split_once(' ').unwrap() {
        ("user_id", _) => format!("'{user}'"),
        ("realm", _) => format!("'{}'", RealmId::default_realm()),
        (_, kind) if kind.eq_ignore_ascii_case("bigint") => "1".to_owned(),
        (_, kind) if kind.eq_ignore_ascii_case("boolean") => "true".to_owned(),
        (name, _) => format!("'{name} of {user}'"),
    };
    let names: Vec<&str> = columns.iter().map(|column| column.split(' ').next().unwrap()).collect();
    let values: Vec<String> = columns.iter().map(value).collect();
    let sql = format!("INSERT INTO {table} ({}) VALUES ({})", names.join(", "), values.join(", "));
    super::check::run(database, Box::leak(sql.into_boxed_str())).await;
}

async fn rows(database: &Database, table: &str, user: &UserId) -> i64 {
    let sql = format!("SELECT COUNT(*) FROM {table} WHERE user_id = $1");
    number(database, Box::leak(sql.into_boxed_str()), user.as_str()).await
}

#[tokio::test]
async fn nothing_of_the_user_is_left_in_any_table() {
    for house in houses("erase_all", &without_limits()).await {
        let database = &house.db.database;
        let (alice, bob) = (house.add("alice", UserStatus::Active).await, house.add("bob", UserStatus::Active).await);
        let tables = tables(database).await;
        assert!(tables.len() > 10, "{tables:?}");
        for table in &tables {
            for user in [&alice, &bob] {
                fill(database, table, user).await;
            }
        }
        let pieces = "SELECT COUNT(*) FROM export_parts WHERE export_id = $1";
        for user in [&alice, &bob] {
            let sql = format!(
                "INSERT INTO export_parts (realm, export_id, part, sealed, kek_id, made_at) \
                 VALUES ('{}', 'id of {user}', '00000', 's', 'k', 1800000000000)",
                RealmId::default_realm()
            );
            super::check::run(database, Box::leak(sql.into_boxed_str())).await;
        }
        house.clock.advance(Duration::from_secs(1));
        house.authn.erase_now(&house.origin(), Actor::Administrator("cli"), &alice).await.unwrap().unwrap();
        assert!(!is_there(&house, &alice).await && is_there(&house, &bob).await);
        for table in &tables {
            // Grants have ended, and go with their tokens when the purge comes by.
            let left = i64::from(table == "grants");
            assert_eq!(rows(database, table, &alice).await, left, "{table}");
            assert_eq!(rows(database, table, &bob).await, 1, "{table}: somebody else's");
        }
        assert_eq!(number(database, pieces, &format!("id of {alice}")).await, 0);
        assert_eq!(number(database, pieces, &format!("id of {bob}")).await, 1);
        let live =
            "SELECT COUNT(*) FROM grants WHERE user_id = $1 AND (revoked_at IS NULL OR expires_at > 1800000001000)";
        assert_eq!(number(database, live, alice.as_str()).await, 0);
        house.clock.advance(Duration::from_hours(25));
        while maintenance::purge(database, house.clock.now() - Duration::from_hours(24)).await.unwrap() > 0 {}
        assert_eq!(rows(database, "grants", &alice).await, 0);
        // The trail stays, and names a number.
        let told = "SELECT details FROM audit_events WHERE target_id = $1";
        let details = texts(database, told, alice.as_str()).await;
        assert!(!details.is_empty() && details.iter().all(|text| !text.contains("alice")), "{details:?}");
        let orphans = maintenance::orphans(database).await.unwrap();
        assert!(orphans.iter().all(|found| found.reference == "users.realm -> realms"), "{orphans:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn instances_erase_once_and_an_undo_wins_or_loses_cleanly() {
    for house in houses("erase_once", &without_limits()).await {
        let mut kept = 0;
        for round in 0..12 {
            let user = house.add(&format!("u{round}"), UserStatus::Active).await;
            request(&house, &user).await;
            house.clock.advance(WAIT);
            let instances: Vec<_> = (0..4).map(|_| house.instance()).collect();
            let erasing = instances.iter().map(|instance| {
                let (origin, user) = (house.origin(), &user);
                async move { instance.erase_due(&origin, user).await.unwrap().is_some() }
            });
            let (origin, keeper) = (house.origin(), house.instance());
            let undo = async {
                tokio::time::sleep(Duration::from_micros(300 * round)).await;
                keeper.keep_account(&origin, Actor::User(&user), &user).await.unwrap()
            };
            let (erased, is_kept) = futures_util::future::join(join_all(erasing), undo).await;
            let erased = erased.into_iter().filter(|erased| *erased).count();
            assert_eq!(erased + usize::from(is_kept), 1, "one of them, and one only");
            assert_eq!(is_there(&house, &user).await, is_kept);
            kept += usize::from(is_kept);
            let told = "SELECT COUNT(*) FROM audit_events WHERE target_id = $1 AND event = 'user.deleted'";
            assert_eq!(number(&house.db.database, told, user.as_str()).await, i64::from(!is_kept));
        }
        assert!(kept < 12, "the erasure never won");
    }
}

#[tokio::test]
async fn an_account_goes_when_its_time_has_come_and_its_name_is_free() {
    for house in houses("erase_due", &without_limits()).await {
        let database = &house.db.database;
        let alice = house.add("alice", UserStatus::Active).await;
        let session = house.signed_in(&browser(), "alice").await;
        request(&house, &alice).await;
        let due = async || maintenance::due_for_deletion(database, house.clock.now(), 10).await.unwrap().len();
        assert!(house.authn.find_session(&house.origin(), session.token.expose()).await.unwrap().is_none());
        house.clock.advance(Duration::from_secs(14 * 86_400 - 1));
        assert_eq!(due().await, 0);
        assert!(house.authn.erase_due(&house.origin(), &alice).await.unwrap().is_none(), "a second too early");
        // The owner may come in, and is still the owner.
        let again = house.signed_in(&holding(&session), "alice").await;
        assert!(house.authn.find_session(&house.origin(), again.token.expose()).await.unwrap().is_some());
        house.clock.advance(Duration::from_secs(1));
        assert_eq!(due().await, 1);
        assert!(house.authn.erase_due(&house.origin(), &alice).await.unwrap().is_some());
        assert!(house.authn.find_session(&house.origin(), again.token.expose()).await.unwrap().is_none());
        assert!(!house.authn.keep_account(&house.origin(), Actor::User(&alice), &alice).await.unwrap(), "too late");
        let other = house.add("alice", UserStatus::Active).await;
        assert_ne!(other, alice, "the name is free, the subject never comes back");
    }
}
