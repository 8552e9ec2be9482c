//! The tables of notices and of last uses, read as [`super::check`] reads all tables.

use futures_util::future::join_all;

use super::check::{MOST, Undecodable, sweep};
use super::driver::{Database, read_all};
use super::error::StorageError;
use super::{application_uses, inbox, notification_preferences};
use crate::model::{ClientId, RealmId, UserId};

/// Every row of them that cannot be read.
pub(super) async fn notices(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "inbox",
        "SELECT realm, id, user_id FROM inbox WHERE (realm, id, user_id) > ($1, $2, $3) \
         ORDER BY realm, id, user_id LIMIT 100",
        |realm, id, user| inbox::find(database, (&RealmId::from(realm.as_str()), &UserId::from(user.as_str())), &id)
    );
    sweep!(
        database,
        found,
        "notification_preferences",
        "SELECT realm, user_id, notice FROM notification_preferences WHERE (realm, user_id, notice) > ($1, $2, $3) \
         ORDER BY realm, user_id, notice LIMIT 100",
        |realm, user, notice| notification_preferences::find_by_name(
            database,
            (&RealmId::from(realm.as_str()), &UserId::from(user.as_str())),
            &notice
        )
    );
    sweep!(
        database,
        found,
        "application_uses",
        "SELECT realm, user_id, client_id FROM application_uses WHERE (realm, user_id, client_id) > ($1, $2, $3) \
         ORDER BY realm, user_id, client_id LIMIT 100",
        |realm, user, client| application_uses::find(
            database,
            (&RealmId::from(realm.as_str()), &UserId::from(user.as_str())),
            &ClientId::from(client.as_str())
        )
    );
    Ok(())
}
