//! Migrations: one folder for both engines, embedded in the binary, applied under a lock.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::fs::File;
use std::time::Duration;

use rust_embed::RustEmbed;
use sqlx::migrate::{Migration, MigrationType, Migrator};
use sqlx::{AssertSqlSafe, SqlSafeStr};

use super::driver::{Database, read_all};
use super::error::StorageError;
use crate::clock::Timestamp;

#[derive(RustEmbed)]
#[folder = "$CARGO_MANIFEST_DIR/migrations"]
struct Files;

/// One migration and whether the database has it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MigrationState {
    /// The number its file name starts with.
    pub version: i64,
    /// The rest of its file name.
    pub description: String,
    /// Whether the database has it.
    pub applied: bool,
    /// Whether what was applied is what this program holds under that number.
    pub checksum_matches: bool,
}

/// Applies what is pending. Safe to call from several processes at once: SQLite waits for a lock file beside the
/// database (sqlx's own lock does nothing there), PostgreSQL for an advisory lock.
pub async fn migrate(database: &Database) -> Result<(), StorageError> {
    let migrator = Migrator::with_migrations(embedded(database)?);
    match database {
        Database::Sqlite { writer, file, .. } => {
            let path = file.with_extension("migrate.lock");
            let lock = tokio::task::spawn_blocking(move || {
                let lock = File::create(path)?;
                lock.lock()?;
                Ok::<File, std::io::Error>(lock)
            })
            .await
            .map_err(|error| StorageError::Migration(error.to_string()))?
            .map_err(|error| StorageError::Migration(format!("no lock beside the database file: {error}")))?;
            let pool = writer.pool().await?;
            let done = migrator.run(&pool).await.map_err(|error| StorageError::Migration(error.to_string()));
            pool.close().await;
            drop(lock);
            done
        }
        Database::Postgres(pool) => {
            migrator.run(pool).await.map_err(|error| StorageError::Migration(error.to_string()))
        }
    }
}

/// Every migration this program knows, oldest first, and those only the database knows.
pub async fn status(database: &Database) -> Result<Vec<MigrationState>, StorageError> {
    let applied = applied(database).await?;
    let mut states: Vec<MigrationState> = embedded(database)?
        .iter()
        .map(|migration| {
            let found = applied.get(&migration.version);
            MigrationState {
                version: migration.version,
                description: migration.description.to_string(),
                applied: found.is_some(),
                checksum_matches: found.is_none_or(|checksum| checksum.as_slice() == migration.checksum.as_ref()),
            }
        })
        .collect();
    for version in applied.keys() {
        if !states.iter().any(|state| state.version == *version) {
            states.push(MigrationState {
                version: *version,
                description: "unknown to this program".to_owned(),
                applied: true,
                checksum_matches: false,
            });
        }
    }
    Ok(states)
}

/// One migration that was applied.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Applied {
    /// The number its file name starts with.
    pub version: i64,
    /// The rest of its file name.
    pub description: String,
    /// When, to the second.
    pub applied_at: Timestamp,
    /// How long it took.
    pub took: Duration,
    /// Whether it came to its end.
    pub success: bool,
}

type AppliedRow = (i64, String, i64, i64, bool);

/// What was applied when, oldest first.
pub async fn history(database: &Database) -> Result<Vec<Applied>, StorageError> {
    if !is_known(database).await? {
        return Ok(Vec::new());
    }
    let rows = match database {
        Database::Sqlite { .. } => read_all!(
            database,
            AppliedRow,
            "SELECT version, description, CAST(strftime('%s', installed_on) AS INTEGER), execution_time, success \
             FROM _sqlx_migrations ORDER BY installed_on, version"
        )?,
        Database::Postgres(_) => read_all!(
            database,
            AppliedRow,
            "SELECT version, description, CAST(EXTRACT(EPOCH FROM installed_on) AS BIGINT), execution_time, success \
             FROM _sqlx_migrations ORDER BY installed_on, version"
        )?,
    };
    let applied = rows.into_iter().map(|(version, description, secs, nanos, success)| Applied {
        version,
        description,
        applied_at: Timestamp::from_secs(secs),
        // Minus one while it runs, or when it broke off.
        took: Duration::from_nanos(u64::try_from(nanos).unwrap_or(0)),
        success,
    });
    Ok(applied.collect())
}

/// Whether anything was ever applied.
async fn is_known(database: &Database) -> Result<bool, StorageError> {
    let tables = match database {
        Database::Sqlite { .. } => {
            read_all!(database, (String,), "SELECT name FROM sqlite_master WHERE name = '_sqlx_migrations'")?
        }
        Database::Postgres(_) => read_all!(
            database,
            (String,),
            "SELECT table_name::text FROM information_schema.tables WHERE table_name = '_sqlx_migrations'"
        )?,
    };
    Ok(!tables.is_empty())
}

async fn applied(database: &Database) -> Result<BTreeMap<i64, Vec<u8>>, StorageError> {
    if !is_known(database).await? {
        return Ok(BTreeMap::new());
    }
    let rows = read_all!(
        database,
        (i64, Vec<u8>),
        "SELECT version, checksum FROM _sqlx_migrations WHERE success ORDER BY version"
    )?;
    Ok(rows.into_iter().collect())
}

/// `NNNN_description.sql` is for both engines, `NNNN_description.{engine}.sql` for one: what no common text can say.
fn embedded(database: &Database) -> Result<Vec<Migration>, StorageError> {
    let own = format!(".{}", database.engine());
    let mut migrations = Vec::new();
    for file in Files::iter() {
        let Some(name) = file.strip_suffix(".sql") else { continue };
        if let Some(stem) = name.strip_suffix(&own).or_else(|| (!name.contains('.')).then_some(name)) {
            migrations.push(parse(&file, stem)?);
        }
    }
    Ok(migrations)
}

fn parse(name: &str, stem: &str) -> Result<Migration, StorageError> {
    let bad = || StorageError::Migration(format!("{name} is not named NNNN_description.sql"));
    let (number, rest) = stem.split_once('_').ok_or_else(bad)?;
    let version = number.parse().map_err(|_| bad())?;
    let description = rest.replace('_', " ");
    let file = Files::get(name).ok_or_else(bad)?;
    let sql = String::from_utf8(file.data.into_owned()).map_err(|_| bad())?;
    // The text is part of the program, not input.
    let sql = AssertSqlSafe(sql).into_sql_str();
    Ok(Migration::new(version, Cow::Owned(description), MigrationType::Simple, sql, false))
}
