//! What is held about a person and shown to nobody but them, in their archive: rows without what is a secret in them.

use super::driver::{Database, read_all};
use super::error::StorageError;
use crate::model::{RealmId, UserId};

/// Rows of each kind at most, the newest first.
pub const MOST: i64 = 2_000;

/// Sessions, live and ended: when begun, last used and ended; browser; address.
pub async fn sessions(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<(i64, i64, Option<i64>, String, String)>, StorageError> {
    // Live and ended ones have an index each.
    read_all!(
        database,
        (i64, i64, Option<i64>, String, String),
        "SELECT created_at, last_seen_at, ended_at, user_agent, source FROM browser_sessions \
         WHERE realm = $1 AND user_id = $2 AND ended_at IS NULL UNION ALL \
         SELECT created_at, last_seen_at, ended_at, user_agent, source FROM browser_sessions \
         WHERE realm = $1 AND user_id = $2 AND ended_at IS NOT NULL ORDER BY 1 DESC LIMIT $3",
        realm.as_str(),
        user.as_str(),
        MOST
    )
}

/// What applications were given: client, scope, since when, until when, when it ended.
pub async fn grants(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<(String, String, i64, i64, Option<i64>)>, StorageError> {
    read_all!(
        database,
        (String, String, i64, i64, Option<i64>),
        "SELECT client_id, scope, created_at, expires_at, revoked_at FROM grants \
         WHERE realm = $1 AND user_id = $2 AND revoked_at IS NULL UNION ALL \
         SELECT client_id, scope, created_at, expires_at, revoked_at FROM grants \
         WHERE realm = $1 AND user_id = $2 AND revoked_at IS NOT NULL ORDER BY 3 DESC LIMIT $3",
        realm.as_str(),
        user.as_str(),
        MOST
    )
}

/// Versions of the terms accepted, and when.
pub async fn terms(database: &Database, realm: &RealmId, user: &UserId) -> Result<Vec<(String, i64)>, StorageError> {
    read_all!(
        database,
        (String, i64),
        "SELECT version, accepted_at FROM terms_acceptances WHERE realm = $1 AND user_id = $2 \
         ORDER BY accepted_at DESC LIMIT $3",
        realm.as_str(),
        user.as_str(),
        MOST
    )
}

/// Messages: kind, when promised, when done, what became of it.
pub async fn messages(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<(String, i64, Option<i64>, Option<String>)>, StorageError> {
    read_all!(
        database,
        (String, i64, Option<i64>, Option<String>),
        "SELECT kind, created_at, done_at, outcome FROM outbox WHERE realm = $1 AND user_id = $2 \
         ORDER BY created_at DESC LIMIT $3",
        realm.as_str(),
        user.as_str(),
        MOST
    )
}

/// Ways back and links of messages: what for, when made, until when, how far.
pub async fn ways_back(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<(String, i64, i64, String)>, StorageError> {
    read_all!(
        database,
        (String, i64, i64, String),
        "SELECT purpose, created_at, expires_at, state FROM recoveries WHERE realm = $1 AND user_id = $2 \
         ORDER BY created_at DESC LIMIT $3",
        realm.as_str(),
        user.as_str(),
        MOST
    )
}

/// Addresses that the account had before, while they are kept: each, when it was changed, until when it counts.
pub async fn former_emails(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<(String, i64, i64)>, StorageError> {
    read_all!(
        database,
        (String, i64, i64),
        "SELECT email, changed_at, expires_at FROM former_emails WHERE realm = $1 AND user_id = $2 \
         ORDER BY changed_at DESC LIMIT $3",
        realm.as_str(),
        user.as_str(),
        MOST
    )
}

/// Passwords that may not come back: when each was replaced.
pub async fn passwords(database: &Database, realm: &RealmId, user: &UserId) -> Result<Vec<(i64,)>, StorageError> {
    read_all!(
        database,
        (i64,),
        "SELECT replaced_at FROM password_history WHERE realm = $1 AND user_id = $2 ORDER BY replaced_at DESC LIMIT $3",
        realm.as_str(),
        user.as_str(),
        MOST
    )
}

/// Known browsers: failed logins in each, and until when none is tried there.
pub async fn browsers(database: &Database, realm: &RealmId, user: &UserId) -> Result<Vec<(i64, i64)>, StorageError> {
    read_all!(
        database,
        (i64, i64),
        "SELECT failed_logins, locked_until FROM login_devices WHERE realm = $1 AND user_id = $2 LIMIT $3",
        realm.as_str(),
        user.as_str(),
        MOST
    )
}
