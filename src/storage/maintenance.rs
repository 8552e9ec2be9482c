//! Removal of what has expired, in small steps so that no other writer waits long; and checks of what is there.

use super::driver::{Database, execute, read_all, read_optional};
use super::error::StorageError;
use crate::clock::Timestamp;
use crate::model::{RealmId, UserId};

/// Rows removed in one transaction at most.
const STEP: i64 = 500;

/// Removes a step of rows of every kind that have ended, each found by when it ended and removed by its key: `$1` is the time, `$2`
/// the rows of a step. Tokens go before their grant; spent ones stay as long as their family, so that reuse is noticed.
pub(super) const STEPS: [&str; 19] = [
    "DELETE FROM authorization_codes WHERE (realm, code_hash) IN \
     (SELECT realm, code_hash FROM authorization_codes WHERE expires_at < $1 LIMIT $2)",
    "DELETE FROM opaque_access_tokens WHERE (realm, token_hash) IN \
     (SELECT realm, token_hash FROM opaque_access_tokens WHERE expires_at < $1 LIMIT $2)",
    "DELETE FROM browser_sessions WHERE (realm, id) IN \
     (SELECT realm, id FROM browser_sessions WHERE expires_at < $1 LIMIT $2)",
    "DELETE FROM login_devices WHERE device_hash IN \
     (SELECT device_hash FROM login_devices WHERE locked_until < $1 LIMIT $2) AND locked_until < $1",
    "DELETE FROM registrations WHERE link_hash IN \
     (SELECT link_hash FROM registrations WHERE expires_at < $1 LIMIT $2)",
    // Thirty days longer than it works: whoever comes late is told whom to ask.
    "DELETE FROM invitations WHERE (realm, id) IN \
     (SELECT realm, id FROM invitations WHERE expires_at < $1 - 2592000000 LIMIT $2)",
    "DELETE FROM recoveries WHERE (realm, id) IN (SELECT realm, id FROM recoveries WHERE expires_at < $1 LIMIT $2)",
    "DELETE FROM email_codes WHERE (realm, id) IN (SELECT realm, id FROM email_codes WHERE expires_at < $1 LIMIT $2)",
    "DELETE FROM email_changes WHERE link_hash IN \
     (SELECT link_hash FROM email_changes WHERE expires_at < $1 LIMIT $2)",
    "DELETE FROM former_emails WHERE (realm, id) IN \
     (SELECT realm, id FROM former_emails WHERE expires_at < $1 LIMIT $2)",
    "DELETE FROM email_code_tallies WHERE account IN \
     (SELECT account FROM email_code_tallies WHERE until < $1 LIMIT $2) AND until < $1",
    "DELETE FROM trusted_devices WHERE (id, realm) IN \
     (SELECT id, realm FROM trusted_devices WHERE expires_at < $1 LIMIT $2)",
    // Thirteen months: whoever has not used an application for so long does not ask when.
    "DELETE FROM application_uses WHERE last_used_at < $1 - 34128000000 AND user_id IN \
     (SELECT user_id FROM application_uses WHERE last_used_at < $1 - 34128000000 LIMIT $2)",
    "DELETE FROM inbox WHERE (realm, id) IN (SELECT realm, id FROM inbox WHERE expires_at < $1 LIMIT $2) \
     AND expires_at < $1",
    "DELETE FROM export_parts WHERE (realm, export_id) IN \
     (SELECT realm, export_id FROM export_parts WHERE made_at < $1 LIMIT $2)",
    "DELETE FROM exports WHERE (realm, user_id) IN \
     (SELECT realm, user_id FROM exports WHERE expires_at < $1 LIMIT $2)",
    "DELETE FROM outbox WHERE (realm, id) IN (SELECT realm, id FROM outbox WHERE done_at < $1 LIMIT $2)",
    "DELETE FROM refresh_tokens WHERE (realm, grant_id) IN \
     (SELECT realm, id FROM grants WHERE expires_at < $1 LIMIT $2)",
    "DELETE FROM grants WHERE (realm, id) IN (SELECT realm, id FROM grants WHERE expires_at < $1 LIMIT $2) \
     AND NOT EXISTS (SELECT 1 FROM refresh_tokens t WHERE t.realm = grants.realm AND t.grant_id = grants.id)",
];

/// Removes one step of rows of every kind that ended before `before`; how many. Zero means that nothing is left.
pub async fn purge(database: &Database, before: Timestamp) -> Result<u64, StorageError> {
    let end = before.as_millis();
    let mut tx = database.begin().await?;
    let mut removed = execute!(&mut tx, "DELETE FROM revocations WHERE expires_at < $1", end)?;
    for step in STEPS {
        removed += execute!(&mut tx, step, end, STEP)?;
    }
    tx.commit().await?;
    Ok(removed)
}

/// Users of all realms who are to go by `now`, the longest overdue first, at most `limit`.
pub async fn due_for_deletion(
    database: &Database,
    now: Timestamp,
    limit: i64,
) -> Result<Vec<(RealmId, UserId)>, StorageError> {
    let rows = read_all!(
        database,
        (String, String),
        "SELECT realm, id FROM users WHERE delete_at IS NOT NULL AND delete_at <= $1 ORDER BY delete_at LIMIT $2",
        now.as_millis(),
        limit
    )?;
    Ok(rows.into_iter().map(|(realm, id)| (RealmId::from(realm), UserId::from(id))).collect())
}

/// A reference that leads nowhere.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Orphans {
    /// What refers to what.
    pub reference: &'static str,
    /// How many rows do.
    pub rows: i64,
}

/// Counts rows whose owner is gone; an empty list means that all references hold.
pub async fn orphans(database: &Database) -> Result<Vec<Orphans>, StorageError> {
    macro_rules! check {
        ($($reference:literal: $sql:literal;)*) => {
            vec![$(($reference, read_optional!(database, (i64,), $sql)?)),*]
        };
    }
    let counts = check! {
        "users.realm -> realms":
            "SELECT COUNT(*) FROM users u WHERE NOT EXISTS (SELECT 1 FROM realms r WHERE r.id = u.realm)";
        "clients.realm -> realms":
            "SELECT COUNT(*) FROM clients c WHERE NOT EXISTS (SELECT 1 FROM realms r WHERE r.id = c.realm)";
        "client_secrets.client_id -> clients":
            "SELECT COUNT(*) FROM client_secrets s WHERE NOT EXISTS \
             (SELECT 1 FROM clients c WHERE c.realm = s.realm AND c.id = s.client_id)";
        "grants.user_id -> users":
            "SELECT COUNT(*) FROM grants g WHERE g.revoked_at IS NULL AND NOT EXISTS \
             (SELECT 1 FROM users u WHERE u.realm = g.realm AND u.id = g.user_id)";
        "password_history.user_id -> users":
            "SELECT COUNT(*) FROM password_history h WHERE NOT EXISTS \
             (SELECT 1 FROM users u WHERE u.realm = h.realm AND u.id = h.user_id)";
        "refresh_tokens.grant_id -> grants":
            "SELECT COUNT(*) FROM refresh_tokens t WHERE NOT EXISTS \
             (SELECT 1 FROM grants g WHERE g.realm = t.realm AND g.id = t.grant_id)";
        "authorization_codes.grant_id -> grants":
            "SELECT COUNT(*) FROM authorization_codes a WHERE NOT EXISTS \
             (SELECT 1 FROM grants g WHERE g.realm = a.realm AND g.id = a.grant_id)";
    };
    Ok(counts
        .into_iter()
        .map(|(reference, row)| Orphans { reference, rows: row.map_or(0, |(rows,)| rows) })
        .filter(|orphans| orphans.rows > 0)
        .collect())
}
