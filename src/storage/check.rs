//! Whether every row of every table can be read as the program reads it: row by row, so that one bad row hides no other.

use futures_util::future::join_all;

use super::driver::{Database, read_all};
use super::error::StorageError;
use super::login_devices::{self, LoginDevice};
use super::{
    access_tokens, audit_events, authorization_codes, avatars, backup_codes, browser_sessions,
    check_newcomers::newcomers, check_notices, check_roles, check_upstreams, check_ways_in::ways_in, clients, consents,
    factor_tallies, grants, meta, outbox, password_history, profiles, realms, recoveries, refresh_tokens,
    resource_servers, signing_keys, totp_factors, users, webauthn_credentials,
};
use crate::model::{ClientId, GrantId, RealmId, UserId};

/// Rows told of at most, table by table: a table of which so many cannot be read needs no longer list.
pub const MOST: usize = 100;

/// The tables that are read.
pub const TABLES: [&str; 48] = [
    "meta",
    "realms",
    "users",
    "clients",
    "client_secrets",
    "resource_servers",
    "signing_keys",
    "browser_sessions",
    "consents",
    "grants",
    "authorization_codes",
    "refresh_tokens",
    "opaque_access_tokens",
    "revocations",
    "audit_events",
    "login_devices",
    "totp_factors",
    "backup_codes",
    "factor_tallies",
    "password_history",
    "registrations",
    "terms_acceptances",
    "outbox",
    "profiles",
    "avatars",
    "webauthn_credentials",
    "webauthn_users",
    "recoveries",
    "email_codes",
    "email_code_tallies",
    "email_changes",
    "former_emails",
    "trusted_devices",
    "inbox",
    "notification_preferences",
    "application_uses",
    "exports",
    "export_parts",
    "invitations",
    "profile_deferrals",
    "roles",
    "role_inherits",
    "user_groups",
    "group_roles",
    "group_members",
    "user_roles",
    "upstreams",
    "linked_identities",
];

/// A row that cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Undecodable {
    /// Its table.
    pub table: &'static str,
    /// Its primary key, the columns separated by spaces.
    pub key: String,
    /// What is wrong with it.
    pub reason: String,
}

/// Walks through a table by its key, a page at a time, and reads each row by `$read`. `$keys` is the SQL of one page.
macro_rules! sweep {
    ($database:ident, $found:ident, $table:literal, $keys:literal, |$($key:ident),+| $read:expr) => {{
        $(let mut $key = String::new();)+
        let before = $found.len();
        while $found.len() < before + MOST {
            let page = match read_all!($database, ($(sweep!(@text $key),)+), $keys, $($key.as_str()),+) {
                Ok(page) => page,
                Err(StorageError::Corrupt { id, .. }) => {
                    // Nothing names the row; the rows behind it cannot be reached.
                    $found.push(Undecodable { table: $table, key: "?".to_owned(), reason: id });
                    break;
                }
                Err(error) => return Err(error),
            };
            let Some(last) = page.last().cloned() else { break };
            let rows = page.into_iter().map(|($($key,)+)| async move {
                let outcome = $read.await.map(drop);
                ([$($key),+].join(" "), outcome)
            });
            for (key, outcome) in join_all(rows).await {
                match outcome {
                    Ok(()) => {}
                    Err(StorageError::Corrupt { id, .. }) => {
                        let says_why = id.contains(": ");
                        let reason = if says_why { id } else { "one of its words is not known".to_owned() };
                        $found.push(Undecodable { table: $table, key, reason });
                    }
                    Err(error) => return Err(error),
                }
            }
            ($($key,)+) = last;
        }
    }};
    (@text $key:ident) => { String };
}

pub(super) use sweep;

/// Every row that cannot be read, at most [`MOST`] or a page more of each table.
///
/// # Errors
/// The database is away.
pub async fn undecodable(database: &Database) -> Result<Vec<Undecodable>, StorageError> {
    let mut found = Vec::new();
    people_and_clients(database, &mut found).await?;
    keys_and_sessions(database, &mut found).await?;
    factors(database, &mut found).await?;
    credentials(database, &mut found).await?;
    recoveries_of_users(database, &mut found).await?;
    check_notices::notices(database, &mut found).await?;
    check_roles::roles_and_groups(database, &mut found).await?;
    check_upstreams::elsewhere(database, &mut found).await?;
    tokens(database, &mut found).await?;
    Ok(found)
}

async fn people_and_clients(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(database, found, "meta", "SELECT name FROM meta WHERE name > $1 ORDER BY name LIMIT 100", |name| {
        meta::find(database, &name)
    });
    sweep!(database, found, "realms", "SELECT name FROM realms WHERE name > $1 ORDER BY name LIMIT 100", |name| {
        realms::find_by_name(database, &name)
    });
    sweep!(
        database,
        found,
        "users",
        "SELECT realm, id FROM users WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| users::find(database, &RealmId::from(realm.as_str()), &UserId::from(id.as_str()))
    );
    sweep!(
        database,
        found,
        "clients",
        "SELECT realm, id FROM clients WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| clients::find(database, &RealmId::from(realm.as_str()), &ClientId::from(id.as_str()))
    );
    sweep!(
        database,
        found,
        "client_secrets",
        "SELECT realm, client_id, id FROM client_secrets WHERE (realm, client_id, id) > ($1, $2, $3) \
         ORDER BY realm, client_id, id LIMIT 100",
        |realm, client, id| clients::secrets(
            database,
            &RealmId::from(realm.as_str()),
            &ClientId::from(client.as_str())
        )
    );
    sweep!(
        database,
        found,
        "resource_servers",
        "SELECT realm, id FROM resource_servers WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| resource_servers::find(database, &RealmId::from(realm.as_str()), &id)
    );
    sweep!(
        database,
        found,
        "consents",
        "SELECT realm, user_id, client_id FROM consents WHERE (realm, user_id, client_id) > ($1, $2, $3) \
         ORDER BY realm, user_id, client_id LIMIT 100",
        |realm, user, client| consents::find(
            database,
            &RealmId::from(realm.as_str()),
            &UserId::from(user.as_str()),
            &ClientId::from(client.as_str())
        )
    );
    Ok(())
}

async fn keys_and_sessions(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "signing_keys",
        "SELECT realm, kid FROM signing_keys WHERE (realm, kid) > ($1, $2) ORDER BY realm, kid LIMIT 100",
        |realm, kid| signing_keys::find(database, &RealmId::from(realm.as_str()), &kid)
    );
    sweep!(
        database,
        found,
        "browser_sessions",
        "SELECT realm, token_hash FROM browser_sessions WHERE (realm, token_hash) > ($1, $2) \
         ORDER BY realm, token_hash LIMIT 100",
        |realm, hash| browser_sessions::find_by_token(database, &RealmId::from(realm.as_str()), &hash)
    );
    sweep!(
        database,
        found,
        "audit_events",
        "SELECT realm, id FROM audit_events WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| audit_events::find(database, &RealmId::from(realm.as_str()), &id)
    );
    sweep!(
        database,
        found,
        "outbox",
        "SELECT realm, id FROM outbox WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| outbox::find(database, &RealmId::from(realm.as_str()), &id)
    );
    Ok(())
}

async fn factors(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "login_devices",
        "SELECT realm, user_id, device_hash FROM login_devices WHERE (realm, user_id, device_hash) > ($1, $2, $3) \
         ORDER BY realm, user_id, device_hash LIMIT 100",
        |realm, user, hash| async {
            let (realm, user_id) = (&RealmId::from(realm.as_str()), &UserId::from(user.as_str()));
            login_devices::find(database, LoginDevice { realm, user_id, device_hash: &hash }).await
        }
    );
    sweep!(
        database,
        found,
        "totp_factors",
        "SELECT realm, id, user_id FROM totp_factors WHERE (realm, id, user_id) > ($1, $2, $3) \
         ORDER BY realm, id, user_id LIMIT 100",
        |realm, id, user| totp_factors::list_of_user(
            database,
            &RealmId::from(realm.as_str()),
            &UserId::from(user.as_str())
        )
    );
    sweep!(
        database,
        found,
        "backup_codes",
        "SELECT realm, user_id, selector FROM backup_codes WHERE (realm, user_id, selector) > ($1, $2, $3) \
         ORDER BY realm, user_id, selector LIMIT 100",
        |realm, user, selector| backup_codes::list_of_user(
            database,
            &RealmId::from(realm.as_str()),
            &UserId::from(user.as_str())
        )
    );
    sweep!(
        database,
        found,
        "factor_tallies",
        "SELECT realm, user_id FROM factor_tallies WHERE (realm, user_id) > ($1, $2) ORDER BY realm, user_id LIMIT 100",
        |realm, user| factor_tallies::find(database, &RealmId::from(realm.as_str()), &UserId::from(user.as_str()))
    );
    profile(database, found).await?;
    newcomers(database, found).await
}

async fn profile(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "profiles",
        "SELECT realm, user_id FROM profiles WHERE (realm, user_id) > ($1, $2) ORDER BY realm, user_id LIMIT 100",
        |realm, user| profiles::find(database, &RealmId::from(realm.as_str()), &UserId::from(user.as_str()))
    );
    sweep!(
        database,
        found,
        "avatars",
        "SELECT realm, id FROM avatars WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| avatars::find(database, &RealmId::from(realm.as_str()), &id)
    );
    sweep!(
        database,
        found,
        "password_history",
        "SELECT realm, user_id, id FROM password_history WHERE (realm, user_id, id) > ($1, $2, $3) \
         ORDER BY realm, user_id, id LIMIT 100",
        |realm, user, id| password_history::list_of_user(
            database,
            &RealmId::from(realm.as_str()),
            &UserId::from(user.as_str()),
            1
        )
    );
    Ok(())
}

async fn credentials(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "webauthn_credentials",
        "SELECT realm, id, user_id FROM webauthn_credentials WHERE (realm, id, user_id) > ($1, $2, $3) \
         ORDER BY realm, id, user_id LIMIT 100",
        |realm, id, user| webauthn_credentials::list_of_user(
            database,
            &RealmId::from(realm.as_str()),
            &UserId::from(user.as_str())
        )
    );
    sweep!(
        database,
        found,
        "webauthn_users",
        "SELECT realm, user_id FROM webauthn_users WHERE (realm, user_id) > ($1, $2) ORDER BY realm, user_id LIMIT 100",
        |realm, user| webauthn_credentials::find_user(
            database,
            &RealmId::from(realm.as_str()),
            &UserId::from(user.as_str())
        )
    );
    Ok(())
}

async fn recoveries_of_users(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "recoveries",
        "SELECT realm, id FROM recoveries WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| recoveries::find(database, &RealmId::from(realm.as_str()), &id)
    );
    ways_in(database, found).await
}

async fn tokens(database: &Database, found: &mut Vec<Undecodable>) -> Result<(), StorageError> {
    sweep!(
        database,
        found,
        "grants",
        "SELECT realm, id FROM grants WHERE (realm, id) > ($1, $2) ORDER BY realm, id LIMIT 100",
        |realm, id| grants::find(database, &RealmId::from(realm.as_str()), &GrantId::from(id.as_str()))
    );
    sweep!(
        database,
        found,
        "authorization_codes",
        "SELECT realm, code_hash FROM authorization_codes WHERE (realm, code_hash) > ($1, $2) \
         ORDER BY realm, code_hash LIMIT 100",
        |realm, hash| authorization_codes::find(database, &RealmId::from(realm.as_str()), &hash)
    );
    sweep!(
        database,
        found,
        "refresh_tokens",
        "SELECT realm, token_hash FROM refresh_tokens WHERE (realm, token_hash) > ($1, $2) \
         ORDER BY realm, token_hash LIMIT 100",
        |realm, hash| refresh_tokens::find(database, &RealmId::from(realm.as_str()), &hash)
    );
    sweep!(
        database,
        found,
        "opaque_access_tokens",
        "SELECT realm, token_hash FROM opaque_access_tokens WHERE (realm, token_hash) > ($1, $2) \
         ORDER BY realm, token_hash LIMIT 100",
        |realm, hash| access_tokens::find(database, &RealmId::from(realm.as_str()), &hash)
    );
    sweep!(
        database,
        found,
        "revocations",
        "SELECT realm, kind, id FROM revocations WHERE (realm, kind, id) > ($1, $2, $3) \
         ORDER BY realm, kind, id LIMIT 100",
        |realm, kind, id| access_tokens::find_revocation(database, &RealmId::from(realm.as_str()), (&kind, &id))
    );
    Ok(())
}
