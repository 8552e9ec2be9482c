//! The key-encryption key: where it comes from.
//!
//! It is made once, at the first start of the embedded default; a database that was sealed never gets another by itself.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use super::KeyError;
use crate::jose::hkdf_sha256;
use crate::random::Random;
use crate::secret::{Secret, base64url, from_base64url};

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

    pub(super) const fn secret(&self) -> &Secret<[u8; 32]> {
        &self.bytes
    }
}

impl fmt::Debug for Kek {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Kek({})", self.id)
    }
}

/// The keys in `texts` and in `file`, which holds one a line: replaced ones that still open what they sealed.
///
/// # Errors
/// A file that cannot be read, a text that is no key.
pub fn previous_keks(texts: &[Secret<String>], file: Option<&Path>) -> Result<Vec<Kek>, KeyError> {
    let mut keks = Vec::new();
    for text in texts.iter().flat_map(|text| text.expose().split_whitespace()) {
        keks.push(Kek::parse(text)?);
    }
    if let Some(path) = file {
        warn_if_public(path);
        let text = Secret::new(fs::read_to_string(path).map_err(|error| file_error(path, &error))?);
        for line in text.expose().split_whitespace() {
            keks.push(Kek::parse(line).map_err(|error| unreadable(path, &error))?);
        }
    }
    Ok(keks)
}

/// The key from `source`. For a database that is sealed already, under the key called `expected`, none is made.
pub(super) fn obtain(source: &KekSource, expected: Option<&str>, random: &Random) -> Result<Kek, KeyError> {
    match source {
        KekSource::Given(text) => Kek::parse(text.expose()),
        KekSource::File(path) => {
            warn_if_public(path);
            read(path)
        }
        KekSource::Directory(directory) => {
            let path = directory.join(FILE);
            match (path.try_exists().map_err(|error| file_error(&path, &error))?, expected) {
                (true, _) => {
                    check_private(&path).map_err(|reason| KeyError::KekFile { path: path.clone(), reason })?;
                    read(&path)
                }
                (false, None) => make(directory, &path, random),
                (false, Some(expected)) => Err(KeyError::KekMissing { path, expected: expected.to_owned() }),
            }
        }
    }
}

fn read(path: &Path) -> Result<Kek, KeyError> {
    let text = Secret::new(fs::read_to_string(path).map_err(|error| file_error(path, &error))?);
    Kek::parse(text.expose()).map_err(|error| unreadable(path, &error))
}

fn unreadable(path: &Path, error: &KeyError) -> KeyError {
    KeyError::KekFile { path: path.to_owned(), reason: error.to_string() }
}

/// Container platforms mount secrets readable by everybody in the container; that is theirs to decide.
fn warn_if_public(path: &Path) {
    if let Err(warning) = check_private(path) {
        tracing::warn!(path = %path.display(), warning, "the key-encryption key is not private");
    }
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

/// Refuses a file with a key that everybody on the machine may read.
///
/// # Errors
/// What is wrong, and what to do about it.
#[cfg(unix)]
pub fn check_private(path: &Path) -> Result<(), String> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_err(|error| error.to_string())?.permissions().mode();
    if mode & 0o007 != 0 {
        let shown = path.display();
        return Err(format!("everybody may read it (mode {:o}); run: chmod 600 {shown}", mode & 0o777));
    }
    Ok(())
}

/// Knows nothing of permissions here.
///
/// # Errors
/// None.
#[cfg(not(unix))]
pub fn check_private(_: &Path) -> Result<(), String> {
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

    #[test]
    fn previous_keys_come_as_text_and_in_a_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("previous");
        fs::write(&path, format!("{}\n{}\n", "02".repeat(32), "03".repeat(32))).unwrap();
        let texts = [Secret::new(TEXT.to_owned())];
        let expected = [1, 2, 3].map(|byte| Kek::from_bytes([byte; 32]).id().to_owned());
        let found = previous_keks(&texts, Some(&path)).unwrap();
        assert_eq!(found.iter().map(Kek::id).collect::<Vec<_>>(), expected);
        fs::write(&path, "short").unwrap();
        assert!(previous_keks(&[], Some(&path)).unwrap_err().to_string().contains("previous"));
        assert!(previous_keks(&[Secret::new("short".to_owned())], None).is_err());
    }
}
