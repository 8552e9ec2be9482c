//! The tables of mailed codes, addresses, trusted devices and archives, read as [`super::check`] reads all tables.

use futures_util::future::join_all;

use super::check::{MOST, Undecodable, sweep};
use super::driver::{Database, read_all};
use super::error::StorageError;
use super::{email_changes, email_codes, exports, trusted_devices};
use crate::model::{RealmId, UserId};

/// Every row of them that cannot be read.
pub(super) async fn ways_in(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "exports",
        "SELECT realm, user_id FROM exports WHERE (realm, user_id) > ($1, $2) ORDER BY realm, user_id LIMIT 100",
        |realm, id| exports::find(database, &RealmId::from(realm.as_str()), &UserId::from(id.as_str()))
    );
    sweep!(
        database,
        found,
        "email_codes",
        "SELECT realm, id FROM email_codes WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| email_codes::find(database, &RealmId::from(realm.as_str()), &id)
    );
    sweep!(
        database,
        found,
        "email_changes",
        "SELECT realm, user_id FROM email_changes WHERE (realm, user_id) > ($1, $2) ORDER BY realm, user_id LIMIT 100",
        |realm, id| email_changes::find(database, &RealmId::from(realm.as_str()), &UserId::from(id.as_str()))
    );
    sweep!(
        database,
        found,
        "former_emails",
        "SELECT realm, id FROM former_emails WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| email_changes::find_former(database, &RealmId::from(realm.as_str()), &id)
    );
    sweep!(
        database,
        found,
        "export_parts",
        "SELECT DISTINCT realm, export_id FROM export_parts WHERE (realm, export_id) > ($1, $2) \
         ORDER BY realm, export_id LIMIT 100",
        |realm, id| exports::next_part(database, &RealmId::from(realm.as_str()), (id.as_str(), ""))
    );
    sweep!(
        database,
        found,
        "email_code_tallies",
        "SELECT realm, account FROM email_code_tallies WHERE (realm, account) > ($1, $2) \
         ORDER BY realm, account LIMIT 100",
        |realm, account| email_codes::tally(database, &RealmId::from(realm.as_str()), &account)
    );
    sweep!(
        database,
        found,
        "trusted_devices",
        "SELECT realm, id FROM trusted_devices WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| trusted_devices::find(database, &RealmId::from(realm.as_str()), &id)
    );
    Ok(())
}
