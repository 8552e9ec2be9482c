//! Table `notification_preferences`: where people want to be told of what.

use super::driver::{Database, Transaction, execute, fetch_optional, read_all, read_optional, row};
use super::error::StorageError;
use super::text::known;
use crate::model::{Channels, Notice, RealmId, UserId};

row! { struct Row { notice: String, mail: bool, inbox: bool } }

impl Row {
    fn choice(self) -> Result<(Notice, Channels), StorageError> {
        let notice = known(Notice::parse(&self.notice), "notification_preferences", &self.notice)?;
        Ok((notice, Channels { mail: self.mail, inbox: self.inbox }))
    }
}

/// What `user` has chosen; nothing of a notice that they never chose anything for.
pub async fn list_of_user(
    database: &Database,
    (realm, user): (&RealmId, &UserId),
) -> Result<Vec<(Notice, Channels)>, StorageError> {
    let rows = read_all!(
        database,
        Row,
        "SELECT notice, mail, inbox FROM notification_preferences WHERE user_id = $1 AND realm = $2",
        user.as_str(),
        realm.as_str()
    )?;
    rows.into_iter().map(Row::choice).collect()
}

/// What `user` has chosen for the notice of this name.
pub async fn find_by_name(
    database: &Database,
    (realm, user): (&RealmId, &UserId),
    notice: &str,
) -> Result<Option<Channels>, StorageError> {
    read_optional!(
        database,
        Row,
        "SELECT notice, mail, inbox FROM notification_preferences WHERE user_id = $1 AND realm = $2 AND notice = $3",
        user.as_str(),
        realm.as_str(),
        notice
    )?
    .map(|row| row.choice().map(|(_, channels)| channels))
    .transpose()
}

/// What `user` has chosen for `notice`, as seen inside a transaction.
pub async fn find_in(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    notice: Notice,
) -> Result<Option<Channels>, StorageError> {
    fetch_optional!(
        tx,
        Row,
        "SELECT notice, mail, inbox FROM notification_preferences WHERE user_id = $1 AND realm = $2 AND notice = $3",
        user.as_str(),
        realm.as_str(),
        notice.as_str()
    )?
    .map(|row| row.choice().map(|(_, channels)| channels))
    .transpose()
}

/// Writes down what a user, whose row this transaction has locked, has chosen for `notice`.
pub async fn save(
    tx: &mut Transaction,
    (realm, user): (&RealmId, &UserId),
    (notice, channels): (Notice, Channels),
) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO notification_preferences (realm, user_id, notice, mail, inbox) VALUES ($1, $2, $3, $4, $5) \
         ON CONFLICT (user_id, realm, notice) DO UPDATE SET mail = $4, inbox = $5",
        realm.as_str(),
        user.as_str(),
        notice.as_str(),
        channels.mail,
        channels.inbox
    )?;
    Ok(())
}
