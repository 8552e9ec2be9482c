//! The tables of registrations, invitations and what was accepted or put off, read as [`super::check`] reads all tables.

use futures_util::future::join_all;

use super::check::{MOST, Undecodable, sweep};
use super::driver::{Database, read_all};
use super::error::StorageError;
use super::{invitations, profile_deferrals, registrations};
use crate::model::{RealmId, UserId};

/// Every row of them that cannot be read.
pub(super) async fn newcomers(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "registrations",
        "SELECT realm, id FROM registrations WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| registrations::find(database, &RealmId::from(realm.as_str()), id.as_str())
    );
    sweep!(
        database,
        found,
        "terms_acceptances",
        "SELECT realm, user_id, version FROM terms_acceptances WHERE (realm, user_id, version) > ($1, $2, $3) \
         ORDER BY realm, user_id, version LIMIT 100",
        |realm, user, version| registrations::accepted_terms(
            database,
            (&RealmId::from(realm.as_str()), &UserId::from(user.as_str())),
            version.as_str()
        )
    );
    sweep!(
        database,
        found,
        "invitations",
        "SELECT realm, id FROM invitations WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| invitations::find(database, &RealmId::from(realm.as_str()), &id)
    );
    sweep!(
        database,
        found,
        "profile_deferrals",
        "SELECT realm, user_id FROM profile_deferrals WHERE (realm, user_id) > ($1, $2) \
         ORDER BY realm, user_id LIMIT 100",
        |realm, id| profile_deferrals::find(database, &RealmId::from(realm.as_str()), &UserId::from(id.as_str()))
    );
    Ok(())
}
