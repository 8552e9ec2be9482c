//! Which kinds of second factors a user has, over the tables that hold them.

use super::{Database, StorageError, totp_factors, webauthn_credentials};
use crate::model::{FactorKind, RealmId, UserId};

/// The kinds that `user` has enrolled.
///
/// # Errors
/// Those of the database.
pub async fn kinds_of_user(
    database: &Database,
    realm: &RealmId,
    user: &UserId,
) -> Result<Vec<FactorKind>, StorageError> {
    let mut kinds = Vec::new();
    if !totp_factors::list_of_user(database, realm, user).await?.is_empty() {
        kinds.push(FactorKind::Totp);
    }
    if !webauthn_credentials::list_of_user(database, realm, user).await?.is_empty() {
        kinds.push(FactorKind::Webauthn);
    }
    Ok(kinds)
}
