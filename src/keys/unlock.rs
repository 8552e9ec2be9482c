//! The check, at every start, that the keys given are those this database is sealed with; and the data root behind it.
//!
//! Table `meta` names the key-encryption key in force, those that were replaced for good, and those that may still seal
//! a value because `keys rewrap` has not come to its end.

use super::KeyError;
use super::kek::{Kek, KekSource, obtain};
use super::sub_keys::{DataRoot, SubKeys, open, sealer};
use crate::random::Random;
use crate::secret::{Secret, base64url, from_base64url};
use crate::storage::{Database, meta};

/// The row that only the key in force opens: `{kek_id}.{sealed}`.
pub(super) const CHECK: &str = "kek_check";
/// What is sealed in it.
pub(super) const CHECK_TEXT: &str = "gatehouse";
/// The row with the data root, sealed under the key in force.
pub(super) const ROOT: &str = "data_root";
/// The row with the ids of replaced keys that may still seal values, separated by spaces; absent when there are none.
pub(super) const UNFINISHED: &str = "kek_unfinished";

/// The row that says which key replaced `kek_id`.
pub(super) fn retired(kek_id: &str) -> String {
    format!("kek_retired.{kek_id}")
}

/// The id within the check.
pub(super) fn in_force(check: &str) -> &str {
    check.split_once('.').map_or(check, |(id, _)| id)
}

/// Obtains the key-encryption key and makes sure that `database` can be used with it and the `previous` ones; on an
/// unsealed database it becomes the one in force.
///
/// # Errors
/// A missing, wrong or replaced key, and values that may still be sealed under a key not given; nothing is changed then.
pub async fn unlock(
    database: &Database,
    source: &KekSource,
    previous: &[Kek],
    random: &Random,
) -> Result<SubKeys, KeyError> {
    let check = meta::find(database, CHECK).await?;
    let kek = obtain(source, check.as_deref().map(in_force), random)?;
    let check = match check {
        Some(check) => check,
        None => initialize(database, &kek, random).await?,
    };
    let expected = in_force(&check);
    let given = || kek.id().to_owned();
    if meta::find(database, &retired(kek.id())).await?.is_some() {
        return Err(KeyError::KekReplaced { expected: expected.to_owned(), given: given() });
    }
    let wrong = || KeyError::KekWrong { expected: expected.to_owned(), given: given() };
    let all: Vec<&Kek> = std::iter::once(&kek).chain(previous).collect();
    let holder = all.iter().copied().find(|kek| kek.id() == expected).ok_or_else(wrong)?;
    let sealed = check.split_once('.').map_or("", |(_, sealed)| sealed);
    if open(&sealer(holder)?, &["meta", CHECK], sealed).map_err(|_| wrong())?.expose() != CHECK_TEXT {
        return Err(wrong());
    }
    let root = root(database, &all, holder).await?.ok_or_else(wrong)?;
    let keys = SubKeys::new(&kek, previous, root)?;
    let unfinished = meta::find(database, UNFINISHED).await?.unwrap_or_default();
    if let Some(missing) = unfinished.split(' ').find(|id| !id.is_empty() && !keys.knows(id)) {
        return Err(KeyError::KekUnfinished { missing: missing.to_owned() });
    }
    if expected != kek.id() {
        tracing::warn!(
            sealed_under = expected,
            given = kek.id(),
            "run `gatehouse keys rewrap` when every instance has both keys"
        );
    }
    Ok(keys)
}

/// Stores check and data root unless another instance was first; the check that is stored in the end.
async fn initialize(database: &Database, kek: &Kek, random: &Random) -> Result<String, KeyError> {
    let root = Secret::new(random.bytes::<32>());
    let (check, root) = (seal_check(kek)?, seal_root(kek, &root)?);
    let mut tx = database.begin().await?;
    // Both or neither: they must be sealed under the same key.
    if meta::claim(&mut tx, CHECK, &check).await? {
        meta::claim(&mut tx, ROOT, &root).await?;
    }
    tx.commit().await?;
    Ok(meta::find(database, CHECK).await?.unwrap_or(check))
}

/// The check of a database whose key in force is `kek`.
pub(super) fn seal_check(kek: &Kek) -> Result<String, KeyError> {
    Ok(format!("{}.{}", kek.id(), sealer(kek)?.seal(&["meta", CHECK], CHECK_TEXT.as_bytes())?))
}

fn seal_root(kek: &Kek, root: &DataRoot) -> Result<String, KeyError> {
    let text = Secret::new(base64url(root.expose()));
    Ok(sealer(kek)?.seal(&["meta", ROOT], text.expose().as_bytes())?)
}

/// The data root, which a re-wrapping may just have sealed anew; `None` if none of the keys opens it.
async fn root(database: &Database, all: &[&Kek], holder: &Kek) -> Result<Option<DataRoot>, KeyError> {
    let sealed = match meta::find(database, ROOT).await? {
        Some(sealed) => sealed,
        None => adopt(database, holder).await?,
    };
    for kek in all {
        if let Ok(text) = open(&sealer(kek)?, &["meta", ROOT], &sealed) {
            let bytes = Secret::new(from_base64url(text.expose()).unwrap_or_default());
            return Ok(<[u8; 32]>::try_from(bytes.expose().as_slice()).ok().map(Secret::new));
        }
    }
    Ok(None)
}

/// In a database of before there was a data root, the key-encryption key itself was it, and stays it: nothing that
/// others hold may change with the release.
async fn adopt(database: &Database, holder: &Kek) -> Result<String, KeyError> {
    let root = seal_root(holder, holder.secret())?;
    let mut tx = database.begin().await?;
    meta::claim(&mut tx, ROOT, &root).await?;
    tx.commit().await?;
    Ok(meta::find(database, ROOT).await?.unwrap_or(root))
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::super::fixtures::database;
    use super::*;

    const TEXT: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    #[tokio::test]
    async fn the_first_start_makes_a_key_and_later_ones_keep_it() {
        let (folder, database) = database().await;
        let source = KekSource::Directory(folder.path().join("keys"));
        let first = unlock(&database, &source, &[], &Random::System).await.unwrap();
        let second = unlock(&database, &source, &[], &Random::System).await.unwrap();
        assert_eq!(first.kek_id(), second.kek_id());
        let names: Vec<_> = fs::read_dir(folder.path().join("keys")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, ["kek"], "no draft is left behind");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let path = folder.path().join("keys").join("kek");
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            let refused = unlock(&database, &source, &[], &Random::System).await.unwrap_err();
            assert!(refused.to_string().contains("chmod 600"), "{refused}");
        }
    }

    #[tokio::test]
    async fn a_missing_key_is_never_made_anew() {
        let (folder, database) = database().await;
        let keys = folder.path().join("keys");
        let source = KekSource::Directory(keys.clone());
        let first = unlock(&database, &source, &[], &Random::System).await.unwrap();
        fs::remove_file(keys.join("kek")).unwrap();
        let refused = unlock(&database, &source, &[], &Random::System).await.unwrap_err();
        assert!(matches!(refused, KeyError::KekMissing { .. }));
        assert!(refused.to_string().contains(first.kek_id()) && refused.to_string().contains("backup"), "{refused}");
        assert!(!keys.join("kek").exists());
    }

    #[tokio::test]
    async fn a_wrong_key_is_refused_with_both_names() {
        let (_folder, database) = database().await;
        let given = |text: &str| KekSource::Given(Secret::new(text.to_owned()));
        let first = unlock(&database, &given(TEXT), &[], &Random::System).await.unwrap();
        let wrong = "02".repeat(32);
        let refused = unlock(&database, &given(&wrong), &[], &Random::System).await.unwrap_err().to_string();
        assert!(refused.contains(first.kek_id()) && refused.contains(Kek::parse(&wrong).unwrap().id()), "{refused}");
        assert!(unlock(&database, &given(TEXT), &[], &Random::System).await.is_ok());
    }

    #[tokio::test]
    async fn two_first_starts_agree() {
        let (folder, database) = database().await;
        let source = KekSource::Directory(folder.path().join("keys"));
        let (left, right) = tokio::join!(
            unlock(&database, &source, &[], &Random::System),
            unlock(&database, &source, &[], &Random::System)
        );
        assert_eq!(left.unwrap().kek_id(), right.unwrap().kek_id());
    }
}
