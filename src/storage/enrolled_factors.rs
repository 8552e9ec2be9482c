//! Which kinds of second factors a user has, over the tables that hold them.

use super::{Database, StorageError, totp_factors, webauthn_credentials};
use crate::model::acr::Class;
use crate::model::{FactorKind, RealmId, UserId, WebauthnCredential};

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

/// The context class that `user` can reach with what is enrolled. Backup codes stand in for an application, and reach
/// nothing by themselves.
///
/// # Errors
/// Those of the database.
pub async fn reachable_class(database: &Database, realm: &RealmId, user: &UserId) -> Result<Class, StorageError> {
    let keys = webauthn_credentials::list_of_user(database, realm, user).await?;
    if let Some(strongest) = keys.iter().map(WebauthnCredential::class).max() {
        return Ok(strongest);
    }
    let has_app = !totp_factors::list_of_user(database, realm, user).await?.is_empty();
    Ok(if has_app { Class::Mfa } else { Class::Password })
}
