//! Every column that holds values sealed under the key-encryption key. A table with a column `sealed` belongs in here:
//! what is missing would be lost when that key is replaced.

use std::fmt;

use super::driver::{Database, Transaction, execute, read_all};
use super::error::StorageError;

/// A table with a sealed column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SealedTable {
    /// Private halves of signing keys.
    SigningKeys,
    /// Secrets of `client_secret_jwt`.
    ClientSecrets,
    /// Secrets of authenticator applications.
    TotpFactors,
    /// Address and content of mails not sent yet.
    Outbox,
    /// Pieces of archives of what is held about people.
    ExportParts,
    /// Client secrets at providers elsewhere.
    Upstreams,
}

impl SealedTable {
    /// All of them.
    pub const ALL: [Self; 6] =
        [Self::SigningKeys, Self::ClientSecrets, Self::TotpFactors, Self::Outbox, Self::ExportParts, Self::Upstreams];

    /// Its name in SQL.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SigningKeys => "signing_keys",
            Self::ClientSecrets => "client_secrets",
            Self::TotpFactors => "totp_factors",
            Self::Outbox => "outbox",
            Self::ExportParts => "export_parts",
            Self::Upstreams => "upstreams",
        }
    }
}

/// A sealed value and its row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SealedValue {
    /// The table.
    pub table: SealedTable,
    /// The row in the order of the list: realm, `kid`, algorithm; realm, `client_id`, id of the secret; realm, id of the
    /// factor, user; realm, id and kind of the mail; or realm, archive and number of the piece; or realm, id and
    /// name of the provider.
    pub key: [String; 3],
    /// The value.
    pub sealed: String,
}

impl fmt::Display for SealedValue {
    /// Names the row.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.table.as_str(), self.key.join(" "))
    }
}

/// Sealed values of all realms, those after the row `after`, at most `limit`.
pub async fn list(
    database: &Database,
    table: SealedTable,
    after: &[String; 3],
    limit: i64,
) -> Result<Vec<SealedValue>, StorageError> {
    let sql = match table {
        SealedTable::SigningKeys => {
            "SELECT realm, kid, alg, sealed FROM signing_keys WHERE sealed IS NOT NULL \
             AND (realm, kid, alg) > ($1, $2, $3) ORDER BY realm, kid, alg LIMIT $4"
        }
        SealedTable::ClientSecrets => {
            "SELECT realm, client_id, id, sealed FROM client_secrets WHERE sealed IS NOT NULL \
             AND (realm, client_id, id) > ($1, $2, $3) ORDER BY realm, client_id, id LIMIT $4"
        }
        SealedTable::TotpFactors => {
            "SELECT realm, id, user_id, sealed FROM totp_factors WHERE (realm, id, user_id) > ($1, $2, $3) \
             ORDER BY realm, id, user_id LIMIT $4"
        }
        SealedTable::Outbox => {
            "SELECT realm, id, kind, sealed FROM outbox WHERE sealed IS NOT NULL AND (realm, id, kind) > ($1, $2, $3) \
             ORDER BY realm, id, kind LIMIT $4"
        }
        SealedTable::ExportParts => {
            "SELECT realm, export_id, part, sealed FROM export_parts WHERE (realm, export_id, part) > ($1, $2, $3) \
             ORDER BY realm, export_id, part LIMIT $4"
        }
        SealedTable::Upstreams => {
            "SELECT realm, id, name, sealed FROM upstreams WHERE sealed IS NOT NULL AND (realm, id, name) > ($1, $2, $3) \
             ORDER BY realm, id, name LIMIT $4"
        }
    };
    let [realm, first, second] = after.each_ref().map(String::as_str);
    let rows = read_all!(database, (String, String, String, String), sql, realm, first, second, limit)?;
    Ok(rows
        .into_iter()
        .map(|(realm, first, second, sealed)| SealedValue { table, key: [realm, first, second], sealed })
        .collect())
}

/// Puts `sealed`, under the key `kek_id`, in the place of `value` if that is still what the row holds.
pub async fn replace(
    tx: &mut Transaction,
    value: &SealedValue,
    sealed: &str,
    kek_id: &str,
) -> Result<bool, StorageError> {
    let [realm, first, second] = value.key.each_ref().map(String::as_str);
    let before = value.sealed.as_str();
    let rows = match value.table {
        SealedTable::SigningKeys => execute!(
            tx,
            "UPDATE signing_keys SET sealed = $4, kek_id = $5 WHERE realm = $1 AND kid = $2 AND sealed = $3",
            realm,
            first,
            before,
            sealed,
            kek_id
        )?,
        SealedTable::ClientSecrets => execute!(
            tx,
            "UPDATE client_secrets SET sealed = $5 WHERE realm = $1 AND client_id = $2 AND id = $3 AND sealed = $4",
            realm,
            first,
            second,
            before,
            sealed
        )?,
        SealedTable::TotpFactors => execute!(
            tx,
            "UPDATE totp_factors SET sealed = $5, kek_id = $6 \
             WHERE realm = $1 AND id = $2 AND user_id = $3 AND sealed = $4",
            realm,
            first,
            second,
            before,
            sealed,
            kek_id
        )?,
        SealedTable::Outbox => execute!(
            tx,
            "UPDATE outbox SET sealed = $4, kek_id = $5 WHERE realm = $1 AND id = $2 AND sealed = $3",
            realm,
            first,
            before,
            sealed,
            kek_id
        )?,
        SealedTable::ExportParts => execute!(
            tx,
            "UPDATE export_parts SET sealed = $5, kek_id = $6 \
             WHERE realm = $1 AND export_id = $2 AND part = $3 AND sealed = $4",
            realm,
            first,
            second,
            before,
            sealed,
            kek_id
        )?,
        SealedTable::Upstreams => replace_of_upstream(tx, value, sealed).await?,
    };
    Ok(rows == 1)
}

async fn replace_of_upstream(tx: &mut Transaction, value: &SealedValue, sealed: &str) -> Result<u64, StorageError> {
    let [realm, id, _] = value.key.each_ref().map(String::as_str);
    execute!(
        tx,
        "UPDATE upstreams SET sealed = $4 WHERE realm = $1 AND id = $2 AND sealed = $3",
        realm,
        id,
        value.sealed.as_str(),
        sealed
    )
}
