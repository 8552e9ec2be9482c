//! What tests of every floor above share.

use std::time::Duration;

use tempfile::TempDir;

use super::driver::DatabaseOptions;
use super::{Database, schema};

/// An empty database; it lasts as long as the folder.
///
/// # Panics
/// When the test cannot have one.
pub async fn database() -> (TempDir, Database) {
    let folder = tempfile::tempdir().unwrap();
    let options = DatabaseOptions {
        url: format!("sqlite://{}", folder.path().join("test.db").display()),
        max_connections: 1,
        acquire: Duration::from_secs(5),
        durable: false,
    };
    let database = Database::connect(&options).await.unwrap();
    schema::migrate(&database).await.unwrap();
    (folder, database)
}
