//! Removing a user with everything that is kept of them: every table with a `user_id` has its line here.

use super::driver::{Transaction, execute};
use super::error::StorageError;
use super::grants;
use crate::clock::Timestamp;
use crate::model::{EndReason, RealmId, Revocation, UserId};

/// Runs each statement for one user.
macro_rules! remove {
    ($tx:ident, $realm:ident, $user:ident, $($sql:literal;)*) => {
        $(execute!($tx, $sql, $realm.as_str(), $user.as_str())?;)*
    };
}

/// Removes the user `id` if they are to go by `now`: the one statement that decides it, so that of an undo and any number of
/// erasures at the same instant one wins. What ended with them; `None` when they stay, or went before.
///
/// Grants end here and go a day later with their tokens, as all that has expired does: in small steps, and what is left of
/// them names nobody. Audit events stay; they name a user by an identifier that leads nowhere from now on.
pub async fn erase(
    tx: &mut Transaction,
    realm: &RealmId,
    id: &UserId,
    now: Timestamp,
) -> Result<Option<Vec<Revocation>>, StorageError> {
    let rows = execute!(
        tx,
        "DELETE FROM users WHERE realm = $1 AND id = $2 AND delete_at <= $3",
        realm.as_str(),
        id.as_str(),
        now.as_millis()
    )?;
    if rows != 1 {
        return Ok(None);
    }
    let ended = grants::revoke_of_user(tx, realm, (id, None), EndReason::UserChanged, now).await?;
    execute!(
        tx,
        "UPDATE grants SET expires_at = $3 WHERE realm = $1 AND user_id = $2 AND revoked_at IS NOT NULL \
         AND expires_at > $3",
        realm.as_str(),
        id.as_str(),
        now.as_millis()
    )?;
    // Live and ended ones have an index each.
    remove!(tx, realm, id,
        "DELETE FROM browser_sessions WHERE realm = $1 AND user_id = $2 AND ended_at IS NULL";
        "DELETE FROM browser_sessions WHERE realm = $1 AND user_id = $2 AND ended_at IS NOT NULL";
        "DELETE FROM consents WHERE realm = $1 AND user_id = $2";
        "DELETE FROM login_devices WHERE realm = $1 AND user_id = $2";
        "DELETE FROM totp_factors WHERE realm = $1 AND user_id = $2";
        "DELETE FROM password_history WHERE realm = $1 AND user_id = $2";
        "DELETE FROM backup_codes WHERE realm = $1 AND user_id = $2";
        "DELETE FROM factor_tallies WHERE realm = $1 AND user_id = $2";
        "DELETE FROM webauthn_credentials WHERE realm = $1 AND user_id = $2";
        "DELETE FROM webauthn_users WHERE realm = $1 AND user_id = $2";
        "DELETE FROM profiles WHERE realm = $1 AND user_id = $2";
        "DELETE FROM avatars WHERE realm = $1 AND user_id = $2";
        "DELETE FROM terms_acceptances WHERE realm = $1 AND user_id = $2";
        "DELETE FROM invitations WHERE realm = $1 AND user_id = $2";
        "DELETE FROM profile_deferrals WHERE realm = $1 AND user_id = $2";
        "DELETE FROM recoveries WHERE realm = $1 AND user_id = $2";
        "DELETE FROM export_parts WHERE realm = $1 AND export_id IN \
         (SELECT id FROM exports WHERE realm = $1 AND user_id = $2)";
        "DELETE FROM exports WHERE realm = $1 AND user_id = $2";
        "DELETE FROM outbox WHERE realm = $1 AND user_id = $2";
        "DELETE FROM inbox WHERE realm = $1 AND user_id = $2";
        "DELETE FROM notification_preferences WHERE realm = $1 AND user_id = $2";
        "DELETE FROM application_uses WHERE realm = $1 AND user_id = $2";
        "DELETE FROM trusted_devices WHERE realm = $1 AND user_id = $2";
        "DELETE FROM email_codes WHERE realm = $1 AND user_id = $2";
        "DELETE FROM user_roles WHERE realm = $1 AND user_id = $2";
        "DELETE FROM group_members WHERE realm = $1 AND user_id = $2";
        "DELETE FROM email_changes WHERE realm = $1 AND user_id = $2";
        "DELETE FROM former_emails WHERE realm = $1 AND user_id = $2";
        "DELETE FROM linked_identities WHERE realm = $1 AND user_id = $2";
    );
    Ok(Some(ended))
}
