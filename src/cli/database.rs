//! `gatehouse db migrate|status|history|validate`.

use clap::Subcommand;
use serde_json::json;

use super::{Answer, Common, Failure, settings};
use crate::app::open_database;
use crate::storage::{Database, check, maintenance, schema};

/// Looks after the database.
#[derive(Debug, Subcommand)]
pub(super) enum Db {
    /// Waits for the database, applies pending migrations under a lock, and verifies them.
    Migrate,
    /// Says which engine and migrations there are, and how large the data is.
    Status,
    /// Says what was applied when.
    History,
    /// Checks the schema, references, and that every row can be read; exit code 5 if anything is wrong.
    Validate,
}

pub(super) async fn run(command: &Db, common: &Common) -> Result<Answer, Failure> {
    let settings = settings::load(common, &[])?.settings;
    let database = open_database(&settings, &settings::surroundings(common)).await?;
    let answer = match command {
        Db::Migrate => migrate(&database).await,
        Db::Status => status(&database).await,
        Db::History => history(&database).await,
        Db::Validate => validate(&database).await,
    };
    database.close().await;
    answer
}

async fn migrate(database: &Database) -> Result<Answer, Failure> {
    let pending = |states: &[schema::MigrationState]| states.iter().filter(|state| !state.applied).count();
    let before = pending(&schema::status(database).await?);
    schema::migrate(database).await?;
    let states = schema::status(database).await?;
    if states.iter().any(|state| !state.applied || !state.checksum_matches) {
        return Err(Failure::Refused(
            "the schema is not what this program needs: see `gatehouse db status`".to_owned(),
        ));
    }
    let text = format!("{before} migrations applied, {} in all", states.len());
    Ok(Answer::new(text, json!({ "applied": before, "total": states.len() })))
}

async fn status(database: &Database) -> Result<Answer, Failure> {
    let states = schema::status(database).await?;
    let size = database.size().await?;
    let word = |state: &schema::MigrationState| match (state.applied, state.checksum_matches) {
        (false, _) => "pending",
        (true, true) => "applied",
        (true, false) => "changed",
    };
    let rows: Vec<Vec<String>> = states
        .iter()
        .map(|state| vec![format!("{:04}", state.version), state.description.clone(), word(state).to_owned()])
        .collect();
    let migrations: serde_json::Value = states
        .iter()
        .map(|state| json!({ "version": state.version, "description": state.description, "state": word(state) }))
        .collect();
    let json = json!({ "engine": database.engine(), "size_bytes": size, "migrations": migrations });
    let table = Answer::table(&["VERSION", "DESCRIPTION", "STATE"], &rows, json);
    let text = format!("{}, {size} bytes\n{}", database.engine(), table.text);
    Ok(Answer { text, ..table })
}

async fn history(database: &Database) -> Result<Answer, Failure> {
    let applied = schema::history(database).await?;
    let word = |success: bool| if success { "applied" } else { "broke off" };
    let rows: Vec<Vec<String>> = applied
        .iter()
        .map(|one| {
            let took = format!("{} ms", one.took.as_millis());
            let at = one.applied_at.to_rfc3339();
            vec![format!("{:04}", one.version), one.description.clone(), at, took, word(one.success).to_owned()]
        })
        .collect();
    let json = applied
        .iter()
        .map(|one| {
            json!({
                "version": one.version, "description": one.description, "state": word(one.success),
                "applied_at": one.applied_at.to_rfc3339(), "took_ms": u64::try_from(one.took.as_millis()).unwrap_or(0),
            })
        })
        .collect();
    Ok(Answer::table(&["VERSION", "DESCRIPTION", "APPLIED AT", "TOOK", "STATE"], &rows, json))
}

async fn validate(database: &Database) -> Result<Answer, Failure> {
    let mut faults: Vec<String> = schema::status(database)
        .await?
        .iter()
        .filter(|state| !state.applied || !state.checksum_matches)
        .map(|state| format!("migration {:04} is missing or was changed", state.version))
        .collect();
    if faults.is_empty() {
        let orphans = maintenance::orphans(database).await?;
        faults.extend(orphans.iter().map(|found| format!("{}: {} rows lead nowhere", found.reference, found.rows)));
        let unreadable = check::undecodable(database).await?;
        faults
            .extend(unreadable.iter().map(|row| format!("{} {}: cannot be read: {}", row.table, row.key, row.reason)));
    }
    if faults.is_empty() {
        Ok(Answer::sentence("schema, references and rows are valid"))
    } else {
        Err(Failure::Refused(faults.join("\n")))
    }
}
