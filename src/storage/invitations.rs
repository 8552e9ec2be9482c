//! Table `invitations`.

use super::driver::{Database, Transaction, execute, fetch_optional, read_all, read_optional, row};
use super::error::StorageError;
use super::text::known;
use crate::clock::Timestamp;
use crate::model::{ClientId, Invitation, InvitationState, RealmId, UserId, canonical_identifier};

row! {
    struct Row {
        realm: String, id: String, token_hash: String, email: String, invited_by: String, note: String,
        client_id: Option<String>, locale: Option<String>, state: String, user_id: Option<String>, created_at: i64,
        sent_at: i64, expires_at: i64,
    }
}

/// The columns of [`Row`].
macro_rules! select {
    ($rest:literal) => {
        concat!(
            "SELECT realm, id, token_hash, email, invited_by, note, client_id, locale, state, user_id, created_at, ",
            "sent_at, expires_at FROM invitations ",
            $rest
        )
    };
}

impl Row {
    fn invitation(self) -> Result<Invitation, StorageError> {
        Ok(Invitation {
            state: known(InvitationState::parse(&self.state), "invitations", &self.id)?,
            realm: RealmId::from(self.realm),
            id: self.id,
            token_hash: self.token_hash,
            email: self.email,
            invited_by: self.invited_by,
            note: self.note,
            client_id: self.client_id.map(ClientId::from),
            locale: self.locale,
            user_id: self.user_id.map(UserId::from),
            created_at: Timestamp::from_millis(self.created_at),
            sent_at: Timestamp::from_millis(self.sent_at),
            expires_at: Timestamp::from_millis(self.expires_at),
        })
    }
}

/// Adds one.
///
/// # Errors
/// `Conflict` when another one waits for the same address.
pub async fn insert(tx: &mut Transaction, invitation: &Invitation) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO invitations (realm, id, token_hash, email, email_canonical, invited_by, note, client_id, locale, \
         state, user_id, created_at, sent_at, expires_at) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)",
        invitation.realm.as_str(),
        invitation.id.as_str(),
        invitation.token_hash.as_str(),
        invitation.email.as_str(),
        canonical_identifier(&invitation.email),
        invitation.invited_by.as_str(),
        invitation.note.as_str(),
        invitation.client_id.as_ref().map(ClientId::as_str),
        invitation.locale.as_deref(),
        invitation.state.as_str(),
        invitation.user_id.as_ref().map(UserId::as_str),
        invitation.created_at.as_millis(),
        invitation.sent_at.as_millis(),
        invitation.expires_at.as_millis()
    )?;
    Ok(())
}

/// The one called `id`.
pub async fn find(database: &Database, realm: &RealmId, id: &str) -> Result<Option<Invitation>, StorageError> {
    let row = read_optional!(database, Row, select!("WHERE realm = $1 AND id = $2"), realm.as_str(), id)?;
    row.map(Row::invitation).transpose()
}

/// The one called `id`, as part of `tx`.
pub async fn find_in(tx: &mut Transaction, realm: &RealmId, id: &str) -> Result<Option<Invitation>, StorageError> {
    let row = fetch_optional!(tx, Row, select!("WHERE realm = $1 AND id = $2"), realm.as_str(), id)?;
    row.map(Row::invitation).transpose()
}

/// The one whose newest mail held what `token_hash` is the digest of.
pub async fn find_by_token(
    database: &Database,
    realm: &RealmId,
    token_hash: &str,
) -> Result<Option<Invitation>, StorageError> {
    let row =
        read_optional!(database, Row, select!("WHERE token_hash = $1 AND realm = $2"), token_hash, realm.as_str())?;
    row.map(Row::invitation).transpose()
}

/// The newest for `email`, whatever became of it.
pub async fn newest_for(database: &Database, realm: &RealmId, email: &str) -> Result<Option<Invitation>, StorageError> {
    let row = read_optional!(
        database,
        Row,
        select!("WHERE realm = $1 AND email_canonical = $2 ORDER BY created_at DESC, id DESC LIMIT 1"),
        realm.as_str(),
        canonical_identifier(email)
    )?;
    row.map(Row::invitation).transpose()
}

/// All of a realm, the newest first, at most `limit`.
pub async fn list(database: &Database, realm: &RealmId, limit: i64) -> Result<Vec<Invitation>, StorageError> {
    let rows = read_all!(
        database,
        Row,
        select!("WHERE realm = $1 ORDER BY created_at DESC, id DESC LIMIT $2"),
        realm.as_str(),
        limit
    )?;
    rows.into_iter().map(Row::invitation).collect()
}

/// Those that `user` has accepted.
pub async fn list_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<Invitation>, StorageError> {
    let rows = read_all!(
        database,
        Row,
        select!("WHERE realm = $1 AND user_id = $2 ORDER BY created_at DESC, id DESC"),
        realm.as_str(),
        user.as_str()
    )?;
    rows.into_iter().map(Row::invitation).collect()
}

/// Ends whatever waits for `email` and lapsed by `now`, so that another one can take its place.
pub async fn end_lapsed(
    tx: &mut Transaction,
    realm: &RealmId,
    email: &str,
    now: Timestamp,
) -> Result<(), StorageError> {
    execute!(
        tx,
        "UPDATE invitations SET state = 'expired' \
         WHERE realm = $1 AND email_canonical = $2 AND state = 'pending' AND expires_at <= $3",
        realm.as_str(),
        canonical_identifier(email),
        now.as_millis()
    )?;
    Ok(())
}

/// Gives one that waits, or lapsed waiting, another token and a new end; `false` when it was used or taken back meanwhile.
/// The token before is nothing from now on.
pub async fn renew(tx: &mut Transaction, invitation: &Invitation) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE invitations SET token_hash = $3, sent_at = $4, expires_at = $5 \
         WHERE realm = $1 AND id = $2 AND state = 'pending'",
        invitation.realm.as_str(),
        invitation.id.as_str(),
        invitation.token_hash.as_str(),
        invitation.sent_at.as_millis(),
        invitation.expires_at.as_millis()
    )?;
    Ok(rows == 1)
}

/// Takes one back; `false` when it was used or taken back before.
pub async fn revoke(tx: &mut Transaction, realm: &RealmId, id: &str) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE invitations SET state = 'revoked' WHERE realm = $1 AND id = $2 AND state = 'pending'",
        realm.as_str(),
        id
    )?;
    Ok(rows == 1)
}

/// Uses one up for `user`: `true` for exactly one caller, as long as the token is the one of its newest mail.
pub async fn redeem(
    tx: &mut Transaction,
    invitation: &Invitation,
    user: &UserId,
    now: Timestamp,
) -> Result<bool, StorageError> {
    let rows = execute!(
        tx,
        "UPDATE invitations SET state = 'used', user_id = $4 \
         WHERE realm = $1 AND id = $2 AND token_hash = $3 AND state = 'pending' AND expires_at > $5",
        invitation.realm.as_str(),
        invitation.id.as_str(),
        invitation.token_hash.as_str(),
        user.as_str(),
        now.as_millis()
    )?;
    Ok(rows == 1)
}
