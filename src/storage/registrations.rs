//! Tables `registrations` and `terms_acceptances`.

use super::driver::{Database, Transaction, execute, fetch_optional, read_optional, row};
use super::error::StorageError;
use super::text::{count, from_json, instant, json, millis};
use crate::clock::Timestamp;
use crate::model::{RealmId, Registration, UserId};

row! {
    struct Row {
        id: String, browser_hash: String, email: String, password_hash: String, locale: String, profile: String,
        terms_version: Option<String>, code_hash: String, link_hash: String, failures: i64, proved_at: Option<i64>,
        invitation_hash: Option<String>, created_at: i64, expires_at: i64,
    }
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT id, browser_hash, email, password_hash, locale, profile, terms_version, code_hash, link_hash, failures, ",
            "proved_at, invitation_hash, created_at, expires_at FROM registrations ",
            $rest
        )
    };
}

impl Row {
    fn registration(self, realm: &RealmId) -> Result<Registration, StorageError> {
        Ok(Registration {
            profile: from_json(&self.profile, "registrations", &self.id)?,
            realm: realm.clone(),
            id: self.id,
            browser_hash: self.browser_hash,
            email: self.email,
            // The column is older than accounts without a password.
            password_hash: Some(self.password_hash).filter(|hash| !hash.is_empty()),
            locale: self.locale,
            terms_version: self.terms_version,
            code_hash: self.code_hash,
            link_hash: self.link_hash,
            failures: count(self.failures),
            proved_at: instant(self.proved_at),
            invitation_hash: self.invitation_hash,
            created_at: Timestamp::from_millis(self.created_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        })
    }
}

/// The registration `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<Registration>, StorageError> {
    let row = read_optional!(database, Row, select!("WHERE realm = $1 AND id = $2"), realm.as_str(), id)?;
    row.map(|row| row.registration(realm)).transpose()
}

/// The registration whose mail had a link with this digest.
pub async fn find_by_link(
    database: &Database,
    realm: &RealmId,
    link_hash: &str,
) -> Result<Option<Registration>, StorageError> {
    let row = read_optional!(database, Row, select!("WHERE realm = $1 AND link_hash = $2"), realm.as_str(), link_hash)?;
    row.map(|row| row.registration(realm)).transpose()
}

/// Writes a registration in the place of the one that its login had before.
pub async fn put(tx: &mut Transaction, registration: &Registration) -> Result<(), StorageError> {
    let realm = registration.realm.as_str();
    execute!(tx, "DELETE FROM registrations WHERE realm = $1 AND id = $2", realm, registration.id.as_str())?;
    execute!(
        tx,
        "INSERT INTO registrations (realm, id, browser_hash, email, password_hash, locale, profile, terms_version, code_hash, \
         link_hash, failures, proved_at, invitation_hash, created_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        realm,
        registration.id.as_str(),
        registration.browser_hash.as_str(),
        registration.email.as_str(),
        registration.password_hash.as_deref().unwrap_or_default(),
        registration.locale.as_str(),
        json(&registration.profile)?,
        registration.terms_version.as_deref(),
        registration.code_hash.as_str(),
        registration.link_hash.as_str(),
        i64::from(registration.failures),
        millis(registration.proved_at),
        registration.invitation_hash.as_deref(),
        registration.created_at.as_millis(),
        registration.expires_at.as_millis()
    )?;
    Ok(())
}

/// Counts a try at the code before it is looked at; `false` when there is none left, or the registration has lapsed.
pub async fn count_try(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &str,
    (tries, now): (u32, Timestamp),
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE registrations SET failures = failures + 1 \
         WHERE realm = $1 AND id = $2 AND failures < $3 AND expires_at > $4",
        realm.as_str(),
        id,
        i64::from(tries),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Puts another code in the place of the one before, as long as the link is the same; wrong codes stay counted.
pub async fn set_code(tx: &mut Transaction, registration: &Registration) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE registrations SET code_hash = $3 WHERE realm = $1 AND id = $2 AND link_hash = $4",
        registration.realm.as_str(),
        registration.id.as_str(),
        registration.code_hash.as_str(),
        registration.link_hash.as_str()
    )?;
    Ok(rows == 1)
}

/// Uses a registration up: `true` for one caller, as long as it is the one whose code or link was verified.
pub async fn take(tx: &mut Transaction, registration: &Registration, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "DELETE FROM registrations WHERE realm = $1 AND id = $2 AND code_hash = $3 AND expires_at > $4",
        registration.realm.as_str(),
        registration.id.as_str(),
        registration.code_hash.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Notes that `user` accepted a version of the terms.
pub async fn accept_terms(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    version: &str,
    now: Timestamp,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO terms_acceptances (realm, user_id, version, accepted_at) VALUES ($1, $2, $3, $4) \
         ON CONFLICT (realm, user_id, version) DO NOTHING",
        realm.as_str(),
        user.as_str(),
        version,
        now.as_millis()
    )?;
    Ok(())
}

/// The version of the terms that `user` accepted last, as part of `tx`.
pub async fn newest_accepted(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
) -> Result<Option<String>, StorageError> {
    let row: Option<(String,)> = fetch_optional!(
        tx,
        (String,),
        "SELECT version FROM terms_acceptances WHERE realm = $1 AND user_id = $2 \
         ORDER BY accepted_at DESC, version DESC LIMIT 1",
        realm.as_str(),
        user.as_str()
    )?;
    Ok(row.map(|(version,)| version))
}

/// When `user` accepted a version of the terms.
pub async fn accepted_terms(
    database: &Database,
    (realm, user): (&RealmId, &UserId),
    version: &str,
) -> Result<Option<Timestamp>, StorageError> {
    let row = read_optional!(
        database,
        (i64,),
        "SELECT accepted_at FROM terms_acceptances WHERE realm = $1 AND user_id = $2 AND version = $3",
        realm.as_str(),
        user.as_str(),
        version
    )?;
    Ok(row.map(|(at,)| Timestamp::from_millis(at)))
}
