//! Sealing everything anew under another key-encryption key, while instances run that know both.
//!
//! First the new key is put in force, which ends all starts without it; then every sealed value is visited; when a visit
//! finds nothing left, the replaced key may go. Whoever is interrupted begins again: what is done already stays done.

use super::sub_keys::{Found, SubKeys};
use super::unlock::{CHECK, CHECK_TEXT, ROOT, UNFINISHED, in_force, retired};
use super::{KeyError, snapshot};
use crate::model::{
    ClientId, FactorId, RealmId, UserId, export_binding, mail_binding, secret_binding, totp_binding, upstream_binding,
};
use crate::secret::{Secret, base64url};
use crate::storage::sealed::{self, SealedTable, SealedValue};
use crate::storage::{Database, Transaction, meta};

/// Values read, and written in one transaction, at once.
const PAGE: i64 = 100;

/// How far a visit of all sealed values has come.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct RewrapProgress {
    /// Values looked at.
    pub seen: u64,
    /// Values sealed anew.
    pub rewrapped: u64,
    /// Values that changed or went while they were sealed anew; the next visit looks at them again.
    pub missed: u64,
    /// Values that none of the keys opens, by table and row.
    pub unreadable: Vec<String>,
}

/// What has to change to put another key-encryption key in force; sealed beforehand, stored in one transaction.
#[derive(Debug)]
pub struct KekChange {
    /// The key in force until now.
    pub from: String,
    /// The key in force from now on.
    pub to: String,
    check: (String, String),
    root: (String, String),
    unfinished: (Option<String>, String),
}

/// The change that puts the key that seals in force; `None` if it is already.
pub async fn plan_change(database: &Database, keys: &SubKeys) -> Result<Option<KekChange>, KeyError> {
    let check = meta::find(database, CHECK).await?.unwrap_or_default();
    let (from, to) = (in_force(&check).to_owned(), keys.kek_id().to_owned());
    if from == to {
        return Ok(None);
    }
    let root = meta::find(database, ROOT).await?.unwrap_or_default();
    let unfinished = meta::find(database, UNFINISHED).await?;
    let still = unfinished.as_ref().map_or_else(|| from.clone(), |before| format!("{before} {from}"));
    let text = Secret::new(base64url(keys.root().expose()));
    Ok(Some(KekChange {
        check: (check, format!("{to}.{}", keys.seal_parts(&["meta", CHECK], CHECK_TEXT)?)),
        root: (root, keys.seal_parts(&["meta", ROOT], text.expose())?),
        unfinished: (unfinished, still),
        from,
        to,
    }))
}

/// Stores `change`; `false`, with nothing that may be committed, when another command was faster.
pub async fn put_in_force(tx: &mut Transaction, change: &KekChange) -> Result<bool, KeyError> {
    let KekChange { from, to, check, root, unfinished } = change;
    let moved = meta::replace(tx, CHECK, (&check.0, &check.1)).await?
        && meta::replace(tx, ROOT, (&root.0, &root.1)).await?
        && match &unfinished.0 {
            Some(before) => meta::replace(tx, UNFINISHED, (before, &unfinished.1)).await?,
            None => meta::claim(tx, UNFINISHED, &unfinished.1).await?,
        };
    Ok(moved && meta::claim(tx, &retired(from), to).await?)
}

/// The replaced keys that may still seal values, as [`finish`] wants to hear it; `None` when there are none.
pub async fn unfinished(database: &Database) -> Result<Option<String>, KeyError> {
    Ok(meta::find(database, UNFINISHED).await?)
}

/// Notes that nothing is sealed under the keys in `unfinished` any more; `false` if that has changed meanwhile.
pub async fn finish(tx: &mut Transaction, unfinished: &str) -> Result<bool, KeyError> {
    Ok(meta::remove(tx, UNFINISHED, unfinished).await?)
}

/// Visits every sealed value once and seals anew what is sealed under a previous key. Each row is replaced only if it
/// still is what was read. `tell` hears of every page.
pub async fn visit(
    database: &Database,
    keys: &SubKeys,
    mut tell: impl FnMut(&RewrapProgress),
) -> Result<RewrapProgress, KeyError> {
    let mut progress = RewrapProgress::default();
    for table in SealedTable::ALL {
        let mut after = <[String; 3]>::default();
        loop {
            let page = sealed::list(database, table, &after, PAGE).await?;
            let Some(last) = page.last() else { break };
            after.clone_from(&last.key);
            rewrap(database, keys, &page, &mut progress).await?;
            tell(&progress);
        }
    }
    Ok(progress)
}

async fn rewrap(
    database: &Database,
    keys: &SubKeys,
    page: &[SealedValue],
    progress: &mut RewrapProgress,
) -> Result<(), KeyError> {
    let mut changed = Vec::new();
    for value in page {
        let binding = binding(value);
        let binding: Vec<&str> = binding.iter().map(String::as_str).collect();
        match keys.find(&binding, &value.sealed) {
            Found::Current => {}
            Found::Previous(clear) => changed.push((value, keys.seal_parts(&binding, clear.expose())?)),
            Found::Unreadable => progress.unreadable.push(value.to_string()),
        }
    }
    progress.seen += page.len() as u64;
    if changed.is_empty() {
        return Ok(());
    }
    let (mut rewrapped, mut missed) = (0, 0);
    let mut tx = database.begin().await?;
    for (value, sealed) in &changed {
        if sealed::replace(&mut tx, value, sealed, keys.kek_id()).await? {
            rewrapped += 1;
        } else {
            missed += 1;
        }
    }
    tx.commit().await?;
    progress.rewrapped += rewrapped;
    progress.missed += missed;
    Ok(())
}

/// What a value is bound to: the same as where it was sealed.
fn binding(value: &SealedValue) -> Vec<String> {
    let [realm, first, second] = &value.key;
    match value.table {
        SealedTable::SigningKeys => snapshot::binding(first, realm).map(str::to_owned).to_vec(),
        SealedTable::ClientSecrets => {
            vec![secret_binding(&RealmId::from(realm.as_str()), &ClientId::from(first.as_str()), second)]
        }
        SealedTable::TotpFactors => {
            let (realm, id) = (RealmId::from(realm.as_str()), FactorId::from(first.as_str()));
            vec![totp_binding(&realm, &UserId::from(second.as_str()), &id)]
        }
        SealedTable::ExportParts => vec![export_binding(&RealmId::from(realm.as_str()), first, second)],
        SealedTable::Upstreams => vec![upstream_binding(&RealmId::from(realm.as_str()), first)],
        SealedTable::Outbox => vec![mail_binding(&RealmId::from(realm.as_str()), first)],
    }
}
