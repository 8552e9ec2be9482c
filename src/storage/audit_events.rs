//! Table `audit_events`: rows are added and read, never changed; triggers of the database refuse anything else.

use sqlx::QueryBuilder;

use super::driver::{
    Database, Transaction, execute_alone, execute_built, fetch_all, fetch_optional, read_all, read_optional, row,
};
use super::error::StorageError;
use super::text::{from_json, json};
use crate::clock::Timestamp;
use crate::model::{RealmId, UserId};

row! {
    struct Row {
        realm: String, id: String, time: i64, event: String, result: String, actor_kind: String, actor_id: String,
        target_kind: String, target_id: String, client_id: Option<String>, source: String, request_id: String,
        details: String,
    }
}

/// One line of the audit trail as stored; `audit::Event` is its typed form.
#[derive(Clone, Debug, PartialEq)]
pub struct AuditRow {
    /// The realm.
    pub realm: RealmId,
    /// Names the event.
    pub id: String,
    /// When.
    pub time: Timestamp,
    /// Its name, from the fixed list.
    pub event: String,
    /// `success` or `failure`.
    pub result: String,
    /// `user`, `client`, `administrator`, `system` or `anonymous`.
    pub actor_kind: String,
    /// Who.
    pub actor_id: String,
    /// The kind of what was acted upon.
    pub target_kind: String,
    /// What was acted upon.
    pub target_id: String,
    /// Through which client.
    pub client_id: Option<String>,
    /// From which address.
    pub source: String,
    /// In which request.
    pub request_id: String,
    /// What changed.
    pub details: serde_json::Map<String, serde_json::Value>,
}

/// Adds lines in one statement.
pub async fn insert_all(tx: &mut Transaction, rows: &[AuditRow]) -> Result<(), StorageError> {
    execute_built!(tx, statement(rows)?);
    Ok(())
}

/// Adds lines in a transaction of their own.
pub async fn append(database: &Database, rows: &[AuditRow]) -> Result<(), StorageError> {
    execute_alone!(database, statement(rows)?)
}

/// `INSERT … VALUES (…), (…)` with every value bound.
fn statement<Engine>(rows: &[AuditRow]) -> Result<QueryBuilder<Engine>, StorageError>
where
    Engine: sqlx::Database,
    for<'q> &'q str: sqlx::Encode<'q, Engine>,
    String: for<'q> sqlx::Encode<'q, Engine> + sqlx::Type<Engine>,
    Option<String>: for<'q> sqlx::Encode<'q, Engine>,
    i64: for<'q> sqlx::Encode<'q, Engine> + sqlx::Type<Engine>,
{
    let details: Vec<String> = rows.iter().map(|row| json(&row.details)).collect::<Result<_, _>>()?;
    let mut query = QueryBuilder::new(
        "INSERT INTO audit_events (realm, id, time, event, result, actor_kind, actor_id, target_kind, target_id, \
         client_id, source, request_id, details) ",
    );
    query.push_values(rows.iter().zip(details), |mut values, (row, details)| {
        values.push_bind(row.realm.as_str().to_owned()).push_bind(row.id.clone()).push_bind(row.time.as_millis());
        values.push_bind(row.event.clone()).push_bind(row.result.clone());
        values.push_bind(row.actor_kind.clone()).push_bind(row.actor_id.clone());
        values.push_bind(row.target_kind.clone()).push_bind(row.target_id.clone());
        values.push_bind(row.client_id.clone()).push_bind(row.source.clone());
        values.push_bind(row.request_id.clone()).push_bind(details);
    });
    Ok(query)
}

/// The columns of [`Row`], for every SELECT here; what follows stands in pieces.
macro_rules! select {
    ($($rest:literal),+) => {
        concat!(
            "SELECT realm, id, time, event, result, actor_kind, actor_id, target_kind, target_id, client_id, source, ",
            "request_id, details FROM audit_events ",
            $($rest),+
        )
    };
}

/// The lines that concern the user `$2` of the realm `$1`: as the one who acted, and as the one it was done to. Two searches in
/// an index each; for an OR of them SQLite reads the whole trail of the realm by time. It would as well for a realm that it can
/// look up, which is why the realm is compared as an expression.
macro_rules! of_user {
    ($and:literal, $limit:literal) => {
        concat!(
            select!("WHERE realm || '' = $1 AND actor_id = $2 ", $and),
            " UNION ALL ",
            select!("WHERE realm || '' = $1 AND target_id = $2 AND target_kind <> 'token' AND actor_id <> $2 ", $and),
            " ORDER BY time DESC, id DESC LIMIT ",
            $limit
        )
    };
}

pub(super) const OF_USER: &str = of_user!("", "$3");
pub(super) const PAGE_OF_USER: &str =
    of_user!("AND (time, id) < ($3, $4) AND time >= $5 AND $6 LIKE '%|' || event || '|%'", "$7");
pub(super) const ALL_OF_USER: &str = of_user!("AND (time, id) < ($3, $4)", "$5");
pub(super) const HAS_HAPPENED: &str = "SELECT id FROM audit_events WHERE realm || '' = $1 AND target_id = $2 \
    AND target_kind <> 'token' AND time >= $3 AND event = $4 AND details NOT LIKE '%\"reason\":\"' || $5 || '\"%' LIMIT 1";
pub(super) const SOURCES_OF_USER: &str = "SELECT source, MAX(time) AS latest FROM audit_events WHERE realm || '' = $1 \
    AND actor_id = $2 AND time >= $3 AND actor_kind = 'user' AND result = 'success' AND $4 LIKE '%|' || event || '|%' \
    GROUP BY source ORDER BY latest DESC LIMIT $5";

impl Row {
    fn line(self) -> Result<AuditRow, StorageError> {
        Ok(AuditRow {
            details: from_json(&self.details, "audit_events", &self.id)?,
            realm: RealmId::from(self.realm),
            id: self.id,
            time: Timestamp::from_millis(self.time),
            event: self.event,
            result: self.result,
            actor_kind: self.actor_kind,
            actor_id: self.actor_id,
            target_kind: self.target_kind,
            target_id: self.target_id,
            client_id: self.client_id,
            source: self.source,
            request_id: self.request_id,
        })
    }
}

/// The newest lines of a realm, at most `limit`.
pub async fn list(database: &Database, realm: &RealmId, limit: i64) -> Result<Vec<AuditRow>, StorageError> {
    let sql = select!("WHERE realm = $1 ORDER BY time DESC, id DESC LIMIT $2");
    read_all!(database, Row, sql, realm.as_str(), limit)?.into_iter().map(Row::line).collect()
}

/// The newest lines that concern a user, at most `limit`: as the one who acted, or as the one it was done to.
pub async fn list_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
    limit: i64,
) -> Result<Vec<AuditRow>, StorageError> {
    read_all!(database, Row, OF_USER, realm.as_str(), user.as_str(), limit)?.into_iter().map(Row::line).collect()
}

/// Lines that concern a user, of the events that stand between bars in `names`, not before `from` and before the line
/// `before` (time and id), the newest first, at most `limit`.
pub async fn page_of_user(
    database: &Database,
    (realm, user): (&RealmId, &UserId),
    (names, (from, before)): (&str, (Timestamp, (Timestamp, &str))),
    limit: i64,
) -> Result<Vec<AuditRow>, StorageError> {
    let (time, id, from) = (before.0.as_millis(), before.1, from.as_millis());
    read_all!(database, Row, PAGE_OF_USER, realm.as_str(), user.as_str(), time, id, from, names, limit)?
        .into_iter()
        .map(Row::line)
        .collect()
}

/// From where `user` has done what stands between bars in `names`, not before `from`, and when for the last time; the latest
/// first, at most `limit` places.
pub async fn sources_of_user(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    (names, from): (&str, Timestamp),
    limit: i64,
) -> Result<Vec<(String, Timestamp)>, StorageError> {
    let rows =
        fetch_all!(tx, (String, i64), SOURCES_OF_USER, realm.as_str(), user.as_str(), from.as_millis(), names, limit)?;
    Ok(rows.into_iter().map(|(source, time)| (source, Timestamp::from_millis(time))).collect())
}

/// Whether `event` has happened to `user` at `from` or later, for another reason than `except`.
pub async fn has_happened(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    (event, from): (&str, Timestamp),
    except: &str,
) -> Result<bool, StorageError> {
    let (realm, user, from) = (realm.as_str(), user.as_str(), from.as_millis());
    Ok(fetch_optional!(tx, (String,), HAS_HAPPENED, realm, user, from, event, except)?.is_some())
}

/// Lines that concern a user, of every event, before the line `before` (time and id), the newest first, at most `limit`.
pub async fn all_of_user(
    database: &Database,
    (realm, user): (&RealmId, &UserId),
    before: (Timestamp, &str),
    limit: i64,
) -> Result<Vec<AuditRow>, StorageError> {
    read_all!(database, Row, ALL_OF_USER, realm.as_str(), user.as_str(), before.0.as_millis(), before.1, limit)?
        .into_iter()
        .map(Row::line)
        .collect()
}

/// Lines of a realm after the line `after` (time and id) and before `until`, the oldest first, at most `limit`.
pub async fn page(
    database: &Database,
    realm: &RealmId,
    after: (Timestamp, &str),
    until: Timestamp,
    limit: i64,
) -> Result<Vec<AuditRow>, StorageError> {
    let sql = select!("WHERE realm = $1 AND (time, id) > ($2, $3) AND time < $4 ORDER BY time, id LIMIT $5");
    read_all!(database, Row, sql, realm.as_str(), after.0.as_millis(), after.1, until.as_millis(), limit)?
        .into_iter()
        .map(Row::line)
        .collect()
}

/// By what lines of a realm are picked.
#[derive(Clone, Copy, Debug)]
pub struct AuditFilter<'a> {
    /// The name of an event, or what stands before its point; empty for all.
    pub event: &'a str,
    /// The id of who acted or was acted upon; empty for all.
    pub party: &'a str,
    /// Not before this time.
    pub from: Timestamp,
    /// Before this one.
    pub until: Timestamp,
}

/// Lines of a realm before the line `before` (time and id), the newest first, at most `limit`.
pub async fn search(
    database: &Database,
    realm: &RealmId,
    AuditFilter { event, party, from, until }: AuditFilter<'_>,
    before: (Timestamp, &str),
    limit: i64,
) -> Result<Vec<AuditRow>, StorageError> {
    let sql = select!(
        "WHERE realm = $1 AND (time, id) < ($2, $3) AND time >= $4 AND time < $5 \
         AND ($6 = '' OR event = $6 OR SUBSTR(event, 1, LENGTH($6) + 1) = $6 || '.') \
         AND ($7 = '' OR actor_id = $7 OR target_id = $7) ORDER BY time DESC, id DESC LIMIT $8"
    );
    let ((time, id), from, until) = ((before.0.as_millis(), before.1), from.as_millis(), until.as_millis());
    read_all!(database, Row, sql, realm.as_str(), time, id, from, until, event, party, limit)?
        .into_iter()
        .map(Row::line)
        .collect()
}

/// The line `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<AuditRow>, StorageError> {
    let sql = select!("WHERE realm = $1 AND id = $2");
    read_optional!(database, Row, sql, realm.as_str(), id)?.map(Row::line).transpose()
}
