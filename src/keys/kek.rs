//! The key-encryption key: where it comes from, and the check that it is the one this database was sealed with.
//!
//! It is made once, at the first start of the embedded default; a database that was sealed never gets another.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::{KeyError, SubKeys};
use crate::jose::hkdf_sha256;
use crate::random::Random;
use crate::secret::{Secret, base64url, from_base64url};
use crate::storage::{Database, meta};

/// The row of `meta` that only the right key opens: `{kek_id}.{sealed}`.
const CHECK: &str = "kek_check";
/// What is sealed in it.
const CHECK_TEXT: &str = "gatehouse";
/// The file within the keys directory.
const FILE: &str = "kek";

/// A key-encryption key of 256 bits.
#[derive(Clone)]
pub struct Kek {
    bytes: Secret<[u8; 32]>,
    id: String,
}

/// Where the key-encryption key comes from.
#[derive(Clone, Debug)]
pub enum KekSource {
    /// A setting or the environment.
    Given(Secret<String>),
    /// A file that must exist.
    File(PathBuf),
    /// The file `kek` in this directory, made at the first start.
    Directory(PathBuf),
}

impl Kek {
    /// The key with these bytes.
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        let id = base64url(hkdf_sha256(&bytes, b"gatehouse kek id").first_chunk::<6>().unwrap_or(&[0; 6]));
        Self { bytes: Secret::new(bytes), id }
    }

    /// Reads 32 bytes written in base64url, base64 or hexadecimal.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        let text = text.trim();
        let decoded = if text.len() == 64 {
            from_hex(text)
        } else {
            from_base64url(text.trim_end_matches('=')).or_else(|| STANDARD.decode(text).ok())
        };
        let decoded = Secret::new(decoded.unwrap_or_default());
        let bytes = <[u8; 32]>::try_from(decoded.expose().as_slice()).map_err(|_| KeyError::KekFormat)?;
        Ok(Self::from_bytes(bytes))
    }

    /// Names the key without revealing it.
    pub fn id(&self) -> &str {
        &self.id
    }

    pub(super) const fn bytes(&self) -> &[u8; 32] {
        self.bytes.expose()
    }
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kek({})", self.id)
    }
}

/// Obtains the key-encryption key and makes sure that it is the one `database` was sealed with; on an unsealed database
/// it becomes that one.
///
/// # Errors
/// A missing or wrong key; nothing is changed then.
pub async fn unlock(database: &Database, source: &KekSource, random: &Random) -> Result<SubKeys, KeyError> {
    let check = meta::find(database, CHECK).await?;
    let kek = obtain(source, check.as_deref(), random)?;
    let keys = SubKeys::new(kek)?;
    let check = match check {
        Some(check) => check,
        None => seal_check(database, &keys).await?,
    };
    let (expected, sealed) = check.split_once('.').unwrap_or((check.as_str(), ""));
    match keys.open_parts(&["meta", CHECK], sealed) {
        Ok(text) if text.expose() == CHECK_TEXT => Ok(keys),
        Ok(_) | Err(_) => Err(KeyError::KekWrong { expected: expected.to_owned(), given: keys.kek_id().to_owned() }),
    }
}

/// Stores the check unless another instance was first; what is stored in the end.
async fn seal_check(database: &Database, keys: &SubKeys) -> Result<String, KeyError> {
    let check = format!("{}.{}", keys.kek_id(), keys.seal_parts(&["meta", CHECK], CHECK_TEXT)?);
    let mut tx = database.begin().await?;
    meta::claim(&mut tx, CHECK, &check).await?;
    tx.commit().await?;
    Ok(meta::find(database, CHECK).await?.unwrap_or(check))
}

fn obtain(source: &KekSource, check: Option<&str>, random: &Random) -> Result<Kek, KeyError> {
    match source {
        KekSource::Given(text) => Kek::parse(text.expose()),
        KekSource::File(path) => {
            // Container platforms mount secrets readable by everybody in the container; that is theirs to decide.
            if let Err(warning) = check_permissions(path) {
                tracing::warn!(%warning, "the key-encryption key is not private");
            }
            read(path)
        }
        KekSource::Directory(directory) => {
            let path = directory.join(FILE);
            match (path.try_exists().map_err(|error| file_error(&path, &error))?, check) {
                (true, _) => {
                    check_permissions(&path)?;
                    read(&path)
                }
                (false, None) => make(directory, &path, random),
                (false, Some(check)) => {
                    let expected = check.split_once('.').map_or(check, |(id, _)| id).to_owned();
                    Err(KeyError::KekMissing { path, expected })
                }
            }
        }
    }
}

fn read(path: &Path) -> Result<Kek, KeyError> {
    let text = Secret::new(fs::read_to_string(path).map_err(|error| file_error(path, &error))?);
    Kek::parse(text.expose()).map_err(|error| KeyError::KekFile { path: path.to_owned(), reason: error.to_string() })
}

/// Writes a new key beside its place and links it there, so that of two processes one wins and none sees half a key.
fn make(directory: &Path, path: &Path, random: &Random) -> Result<Kek, KeyError> {
    fs::create_dir_all(directory).map_err(|error| file_error(directory, &error))?;
    let bytes = Secret::new(random.bytes::<32>());
    let text = Secret::new(format!("{}\n", base64url(bytes.expose())));
    let draft = directory.join(format!(".{FILE}-{}", random.id()));
    let written = write_private(&draft, text.expose()).and_then(|()| fs::hard_link(&draft, path));
    let removed = fs::remove_file(&draft);
    match written {
        Ok(()) => removed.map_err(|error| file_error(&draft, &error))?,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
        Err(error) => return Err(file_error(path, &error)),
    }
    File::open(directory).and_then(|folder| folder.sync_all()).map_err(|error| file_error(directory, &error))?;
    read(path)
}

fn write_private(path: &Path, text: &str) -> std::io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(text.as_bytes())?;
    file.sync_all()
}

/// Refuses a file that everybody on the machine may read.
#[cfg(unix)]
fn check_permissions(path: &Path) -> Result<(), KeyError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_err(|error| file_error(path, &error))?.permissions().mode();
    if mode & 0o007 != 0 {
        let reason = format!("everybody may read it (mode {:o}); run: chmod 600 {}", mode & 0o777, path.display());
        return Err(KeyError::KekFile { path: path.to_owned(), reason });
    }
    Ok(())
}

#[cfg(not(unix))]
fn check_permissions(_: &Path) -> Result<(), KeyError> {
    Ok(())
}

fn file_error(path: &Path, error: &std::io::Error) -> KeyError {
    KeyError::KekFile { path: path.to_owned(), reason: error.to_string() }
}

fn from_hex(text: &str) -> Option<Vec<u8>> {
    let digits: Option<Vec<u32>> = text.chars().map(|digit| digit.to_digit(16)).collect();
    digits?
        .chunks_exact(2)
        .map(|pair| u8::try_from(pair.iter().fold(0, |byte, digit| byte * 16 + digit)).ok())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::fixtures::database;
    use super::*;

    const TEXT: &str = "AQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQEBAQE";

    #[test]
    fn reads_three_notations() {
        let expected = Kek::from_bytes([1; 32]);
        for text in [TEXT, &format!("{TEXT}=\n"), &"01".repeat(32)] {
            assert_eq!(Kek::parse(text).unwrap().id(), expected.id());
        }
        for text in ["", "AQ", "changeme", &"0g".repeat(32), &"A".repeat(44)] {
            assert!(matches!(Kek::parse(text), Err(KeyError::KekFormat)), "{text}");
        }
        assert_eq!(format!("{expected:?}"), format!("Kek({})", expected.id()));
        assert_eq!(expected.id().len(), 8);
    }

    #[tokio::test]
    async fn the_first_start_makes_a_key_and_later_ones_keep_it() {
        let (folder, database) = database().await;
        let source = KekSource::Directory(folder.path().join("keys"));
        let first = unlock(&database, &source, &Random::System).await.unwrap();
        let second = unlock(&database, &source, &Random::System).await.unwrap();
        assert_eq!(first.kek_id(), second.kek_id());
        let names: Vec<_> = fs::read_dir(folder.path().join("keys")).unwrap().map(|e| e.unwrap().file_name()).collect();
        assert_eq!(names, [FILE], "no draft is left behind");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            let path = folder.path().join("keys").join(FILE);
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
            fs::set_permissions(&path, fs::Permissions::from_mode(0o644)).unwrap();
            let refused = unlock(&database, &source, &Random::System).await.unwrap_err();
            assert!(refused.to_string().contains("chmod 600"), "{refused}");
        }
    }

    #[tokio::test]
    async fn a_missing_key_is_never_made_anew() {
        let (folder, database) = database().await;
        let keys = folder.path().join("keys");
        let source = KekSource::Directory(keys.clone());
        let first = unlock(&database, &source, &Random::System).await.unwrap();
        fs::remove_file(keys.join(FILE)).unwrap();
        let refused = unlock(&database, &source, &Random::System).await.unwrap_err();
        assert!(matches!(refused, KeyError::KekMissing { .. }));
        assert!(refused.to_string().contains(first.kek_id()) && refused.to_string().contains("backup"), "{refused}");
        assert!(!keys.join(FILE).exists());
    }

    #[tokio::test]
    async fn a_wrong_key_is_refused_with_both_names() {
        let (_folder, database) = database().await;
        let given = |text: &str| KekSource::Given(Secret::new(text.to_owned()));
        let first = unlock(&database, &given(TEXT), &Random::System).await.unwrap();
        let wrong = "02".repeat(32);
        let refused = unlock(&database, &given(&wrong), &Random::System).await.unwrap_err().to_string();
        assert!(refused.contains(first.kek_id()) && refused.contains(Kek::parse(&wrong).unwrap().id()), "{refused}");
        assert!(unlock(&database, &given(TEXT), &Random::System).await.is_ok());
    }

    #[tokio::test]
    async fn two_first_starts_agree() {
        let (folder, database) = database().await;
        let source = KekSource::Directory(folder.path().join("keys"));
        let (left, right) =
            tokio::join!(unlock(&database, &source, &Random::System), unlock(&database, &source, &Random::System));
        assert_eq!(left.unwrap().kek_id(), right.unwrap().kek_id());
    }
}
