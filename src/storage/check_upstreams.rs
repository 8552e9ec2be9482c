//! The tables of providers elsewhere and of identities there, read as [`super::check`] reads all tables.

use futures_util::future::join_all;

use super::check::{MOST, Undecodable, sweep};
use super::driver::{Database, read_all};
use super::error::StorageError;
use super::{linked_identities, upstreams};
use crate::model::RealmId;

/// Every row of them that cannot be read.
pub(super) async fn elsewhere(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "upstreams",
        "SELECT realm, id FROM upstreams WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| upstreams::find(database, &RealmId::from(realm.as_str()), &id)
    );
    sweep!(
        database,
        found,
        "linked_identities",
        "SELECT realm, id FROM linked_identities WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| linked_identities::find(database, &RealmId::from(realm.as_str()), &id)
    );
    Ok(())
}
