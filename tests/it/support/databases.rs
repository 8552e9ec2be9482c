//! Databases for tests: a SQLite file always, a fresh PostgreSQL database where `GATEHOUSE_TEST_POSTGRES` names a server.

use std::time::Duration;

use gatehouse::random::Random;
use gatehouse::storage::{Database, DatabaseOptions, schema};
use tempfile::TempDir;

/// A migrated, empty database; its file goes with it.
pub struct TestDatabase {
    pub database: Database,
    pub url: String,
    _directory: Option<TempDir>,
}

/// One database for each engine there is.
pub async fn each(label: &str) -> Vec<TestDatabase> {
    let mut databases = vec![sqlite().await];
    databases.extend(postgres(label).await);
    databases
}

/// A SQLite database in a directory of its own.
pub async fn sqlite() -> TestDatabase {
    let directory = tempfile::tempdir().unwrap();
    let url = format!("sqlite://{}", directory.path().join("gatehouse.db").display());
    open(url, Some(directory)).await
}

/// A new database on the PostgreSQL server of the environment, migrated.
pub async fn postgres(label: &str) -> Option<TestDatabase> {
    Some(open(empty_postgres(label).await?, None).await)
}

/// The address of a new, empty database on the PostgreSQL server of the environment.
pub async fn empty_postgres(label: &str) -> Option<String> {
    let server = server("GATEHOUSE_TEST_POSTGRES")?;
    let name = format!("test_{label}_{}", Random::System.below(u32::MAX));
    let status = tokio::process::Command::new("psql")
        .args([&server, "-q", "-v", "ON_ERROR_STOP=1", "-c", &format!("CREATE DATABASE {name}")])
        .status()
        .await
        .unwrap();
    assert!(status.success(), "no database could be made on the PostgreSQL server");
    let base = server.rsplit_once('/').unwrap().0;
    Some(format!("{base}/{name}"))
}

/// The address of a server that the environment names in `variable`.
///
/// Without one a test does less, unless `GATEHOUSE_TEST_REQUIRE` says that everything must be there.
pub fn server(variable: &str) -> Option<String> {
    let address = std::env::var(variable).ok();
    let required = std::env::var("GATEHOUSE_TEST_REQUIRE").is_ok();
    assert!(address.is_some() || !required, "{variable} is not set");
    address
}

/// The Redis server of the environment, and a prefix for keys that nobody else uses.
pub fn redis() -> Option<(String, String)> {
    let Ok(server) = std::env::var("GATEHOUSE_TEST_REDIS") else {
        assert!(std::env::var("GATEHOUSE_TEST_REQUIRE").is_err(), "GATEHOUSE_TEST_REDIS is not set");
        return None;
    };
    Some((server, format!("test:{}:", Random::System.id())))
}

async fn open(url: String, directory: Option<TempDir>) -> TestDatabase {
    let options =
        DatabaseOptions { url: url.clone(), max_connections: 8, acquire: Duration::from_secs(20), durable: false };
    let database = Database::connect(&options).await.unwrap();
    schema::migrate(&database).await.unwrap();
    TestDatabase { database, url, _directory: directory }
}
