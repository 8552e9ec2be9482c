//! Users of another system, one JSON object a line: read and checked, then added in batches (product AU-02, UM-13).

use serde::Deserialize;
use serde_json::{Map, Value};

use super::Error;
use super::users::{NewUser, add, check};
use crate::audit::{Actor, Origin};
use crate::clock::Timestamp;
use crate::hashing::ImportedHash;
use crate::model::{User, UserId};
use crate::storage::{Database, StorageError};

/// Users added in one transaction.
pub const BATCH: usize = 200;
/// Characters of an identifier at most (OpenID Connect Core 1.0 §2, `sub`).
const ID_CHARS_MAX: usize = 255;

/// A line that was not imported.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ImportFault {
    /// Which one, from 1.
    pub line: usize,
    /// Why; no value of the line stands in it but its names.
    pub reason: String,
}

/// A line as it is written.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    username: String,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    email: Option<String>,
    #[serde(default)]
    email_verified: bool,
    #[serde(default)]
    claims: Map<String, Value>,
    #[serde(default)]
    password_hash: Option<Value>,
    #[serde(default)]
    password_changed_at: Option<String>,
    #[serde(default)]
    suspended: bool,
    #[serde(default)]
    must_change_password: bool,
}

/// The user that a line describes, with every bound of a user and of a foreign hash checked.
///
/// # Errors
/// `Invalid` with a sentence in which no hash stands.
pub fn read_user(line: &str) -> Result<NewUser, Error> {
    // The words of serde_json would repeat values.
    let line: Line = serde_json::from_str(line).map_err(|error| Error::Invalid(complaint(&error)))?;
    let invalid = |sentence: &str| Error::Invalid(sentence.to_owned());
    check(&line.username, line.email.as_deref())?;
    if line.email_verified && line.email.is_none() {
        return Err(invalid("there is no e-mail address that could be verified"));
    }
    let is_id = |id: &String| {
        (1..=ID_CHARS_MAX).contains(&id.len()) && id.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\')
    };
    if line.id.as_ref().is_some_and(|id| !is_id(id)) {
        return Err(invalid("an id has 1 to 255 ASCII characters and neither spaces, quotes nor backslashes"));
    }
    let hash = line.password_hash.as_ref().filter(|value| !value.is_null());
    let hash = hash.map(ImportedHash::from_json).transpose().map_err(|refusal| Error::Invalid(refusal.to_string()))?;
    let changed_at = match &line.password_changed_at {
        None => None,
        Some(text) => Some(
            Timestamp::from_rfc3339(text)
                .ok_or_else(|| invalid("password_changed_at is a time such as 2026-01-31T12:00:00Z"))?,
        ),
    };
    Ok(NewUser {
        username: line.username,
        email: line.email,
        email_verified: line.email_verified,
        claims: line.claims,
        password_hash: hash.map(|hash| hash.as_str().to_owned()),
        password_changed_at: changed_at,
        id: line.id.map(UserId::from),
        suspended: line.suspended,
        temporary_password: line.must_change_password,
    })
}

fn complaint(error: &serde_json::Error) -> String {
    match error.classify() {
        serde_json::error::Category::Data => {
            let text = error.to_string();
            // "unknown field `x`, expected …" and "missing field `x`" name fields only; a wrong type would name the value.
            let names_fields = text.starts_with("unknown field") || text.starts_with("missing field");
            let known = "username, id, email, email_verified, claims, password_hash, password_changed_at, \
                         suspended, must_change_password";
            match text.split(" at line").next().and_then(|text| text.split(", expected").next()) {
                Some(text) if names_fields => format!("{text}; the fields are {known}"),
                _ => format!("a field has a value of the wrong kind at column {}", error.column()),
            }
        }
        _ => format!("it is not a JSON object: see column {}", error.column()),
    }
}

/// Adds a batch in one transaction. Where somebody stands in the way, each is added alone, so that only those fail whose name,
/// address or id is taken.
///
/// # Errors
/// Of the database, with everybody added who was before.
pub async fn import_users(
    database: &Database,
    origin: &Origin,
    actor: Actor<'_>,
    batch: Vec<(usize, NewUser)>,
) -> Result<Vec<ImportFault>, Error> {
    let users: Vec<(usize, User)> = batch.into_iter().map(|(line, new)| (line, new.user(origin))).collect();
    let all: Vec<&User> = users.iter().map(|(_, user)| user).collect();
    match add_all(database, origin, actor, &all).await {
        Ok(()) => return Ok(Vec::new()),
        Err(StorageError::Conflict) => {}
        Err(error) => return Err(error.into()),
    }
    let mut faults = Vec::new();
    for (line, user) in &users {
        match add_all(database, origin, actor, &[user]).await {
            Ok(()) => {}
            Err(StorageError::Conflict) => {
                let reason = format!("the username, address or id of {} is taken", user.username);
                faults.push(ImportFault { line: *line, reason });
            }
            Err(error) => return Err(error.into()),
        }
    }
    Ok(faults)
}

async fn add_all(database: &Database, origin: &Origin, actor: Actor<'_>, users: &[&User]) -> Result<(), StorageError> {
    let mut tx = database.begin().await?;
    for user in users {
        add(&mut tx, origin, actor, user).await?;
    }
    tx.commit().await
}
