//! Tables `email_codes` and `email_code_tallies`: ways in that were mailed, and tries at their codes.

use super::driver::{Database, Transaction, execute, read_optional, row};
use super::error::StorageError;
use crate::clock::Timestamp;
use crate::model::{EMAIL_CODE_TRIES, EMAIL_CODE_WINDOW, EmailCode, RealmId, UserId};

row! {
    struct Row {
        realm: String, id: String, user_id: String, login_id: String, browser_hash: String, email_hash: String,
        code_hash: String, token_hash: String, expires_at: i64,
    }
}

row! {
    struct TallyRow { tries: i64, until: i64 }
}

impl Row {
    fn code(self) -> EmailCode {
        EmailCode {
            realm: RealmId::from(self.realm),
            id: self.id,
            user_id: UserId::from(self.user_id),
            login_id: self.login_id,
            browser_hash: self.browser_hash,
            email_hash: self.email_hash,
            code_hash: self.code_hash,
            token_hash: self.token_hash,
            expires_at: Timestamp::from_millis(self.expires_at),
        }
    }
}

/// Writes one in the place of those that its login had before.
pub async fn put(tx: &mut Transaction, code: &EmailCode) -> Result<(), StorageError> {
    let realm = code.realm.as_str();
    execute!(tx, "DELETE FROM email_codes WHERE login_id = $2 AND realm = $1", realm, code.login_id.as_str())?;
    execute!(
        tx,
        "INSERT INTO email_codes (realm, id, user_id, login_id, browser_hash, email_hash, code_hash, token_hash, \
         expires_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        realm,
        code.id.as_str(),
        code.user_id.as_str(),
        code.login_id.as_str(),
        code.browser_hash.as_str(),
        code.email_hash.as_str(),
        code.code_hash.as_str(),
        code.token_hash.as_str(),
        code.expires_at.as_millis()
    )?;
    Ok(())
}

/// The one called `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<EmailCode>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT realm, id, user_id, login_id, browser_hash, email_hash, code_hash, token_hash, expires_at \
         FROM email_codes WHERE id = $2 AND realm = $1",
        realm.as_str(),
        id
    )?;
    Ok(row.map(Row::code))
}

/// The one whose link holds what `token_hash` is the digest of.
pub async fn find_by_token(
    database: &Database,
    realm: &RealmId,
    token_hash: &str,
) -> Result<Option<EmailCode>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        "SELECT realm, id, user_id, login_id, browser_hash, email_hash, code_hash, token_hash, expires_at \
         FROM email_codes WHERE token_hash = $2 AND realm = $1",
        realm.as_str(),
        token_hash
    )?;
    Ok(row.map(Row::code))
}

/// Puts another code in the place of the one before, as long as the link is the same.
pub async fn set_code(tx: &mut Transaction, code: &EmailCode, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE email_codes SET code_hash = $3 WHERE id = $2 AND realm = $1 AND token_hash = $4 AND expires_at > $5",
        code.realm.as_str(),
        code.id.as_str(),
        code.code_hash.as_str(),
        code.token_hash.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Uses one up: `true` for exactly one caller, as long as it is the one whose code or link was looked at.
pub async fn take(tx: &mut Transaction, code: &EmailCode, now: Timestamp) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "DELETE FROM email_codes WHERE id = $2 AND realm = $1 AND user_id = $3 AND login_id = $4 \
         AND browser_hash = $5 AND code_hash = $6 AND expires_at > $7",
        code.realm.as_str(),
        code.id.as_str(),
        code.user_id.as_str(),
        code.login_id.as_str(),
        code.browser_hash.as_str(),
        code.code_hash.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}

/// Counts a try at the codes of `account` before it is looked at; `false` when there is none left for now.
pub async fn count_try(
    tx: &mut Transaction,
    realm: &RealmId,
    account: &str,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "INSERT INTO email_code_tallies (realm, account, tries, until) VALUES ($1, $2, 1, $4) \
         ON CONFLICT (account, realm) DO UPDATE SET \
         tries = CASE WHEN email_code_tallies.until <= $3 THEN 1 ELSE email_code_tallies.tries + 1 END, \
         until = CASE WHEN email_code_tallies.until <= $3 THEN $4 ELSE email_code_tallies.until END \
         WHERE email_code_tallies.realm = $1 \
         AND (email_code_tallies.tries < $5 OR email_code_tallies.until <= $3)",
        realm.as_str(),
        account,
        now.as_millis(),
        (now + EMAIL_CODE_WINDOW).as_millis(),
        EMAIL_CODE_TRIES
    )?;
    Ok(rows == 1)
}

/// Tries at the codes of `account`, and until when they count.
pub async fn tally(
    database: &Database,
    realm: &RealmId,
    account: &str,
) -> Result<Option<(i64, Timestamp)>, StorageError> {
    let row = read_optional!(
        database,
        TallyRow,
        "SELECT tries, until FROM email_code_tallies WHERE account = $2 AND realm = $1",
        realm.as_str(),
        account
    )?;
    Ok(row.map(|row| (row.tries, Timestamp::from_millis(row.until))))
}

/// Removes those that were mailed to `user`.
pub async fn clear_of_user(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<(), StorageError> {
    execute!(tx, "DELETE FROM email_codes WHERE user_id = $2 AND realm = $1", realm.as_str(), user.as_str())?;
    Ok(())
}

/// A clean slate.
pub async fn clear_tally(tx: &mut Transaction, realm: &RealmId, account: &str) -> Result<(), StorageError> {
    execute!(tx, "DELETE FROM email_code_tallies WHERE account = $2 AND realm = $1", realm.as_str(), account)?;
    Ok(())
}
