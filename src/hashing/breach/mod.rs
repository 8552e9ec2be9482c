//! Passwords known from breaches, in a file on the own disk (product SE-11): nothing is asked over the network, and nothing but
//! a small table is held in memory.
//!
//! Of the SHA-1 of each password, the form in which such lists are published, the first two bytes name a bucket and the next four
//! stand in it, sorted. With `n` passwords another one is taken for breached with a probability of `n / 2⁴⁸`: 1 in 280,000 for
//! a thousand million, 1 in 28 million for ten million. A listed one is always found.

mod build;

use std::fs::File;
use std::io::{self, Read};
use std::os::unix::fs::{FileExt, MetadataExt};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use openssl::sha::{Sha256, sha1};

pub use self::build::{BuildError, BuildReport, Builder};
use crate::clock::Timestamp;

const MAGIC: &[u8; 8] = b"GHBREACH";
const VERSION: u32 = 1;
/// Magic, version, count, instant, digest of the entries, digest of what stands before it and of the table.
const HEAD: usize = 8 + 4 + 8 + 8 + 32 + 32;
const BUCKETS: usize = 1 << 16;
/// Bytes of an entry.
const ENTRY: usize = 4;
/// Where the entries begin.
const ENTRIES: u64 = (HEAD + (BUCKETS + 1) * 8) as u64;
/// How long a file is used before it is looked whether another one has taken its place.
const LOOK: Duration = Duration::from_mins(1);

/// A file of breached passwords.
#[derive(Debug)]
pub struct BreachFile {
    file: File,
    /// Before each bucket, how many entries there are.
    table: Vec<u64>,
    created_at: Timestamp,
    entries_digest: [u8; 32],
}

fn invalid(reason: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, reason.to_owned())
}

impl BreachFile {
    /// Opens a file and checks its head and table; the entries are read when they are needed.
    ///
    /// # Errors
    /// `InvalidData` names what is wrong with the file.
    pub fn open(path: &Path) -> io::Result<Self> {
        let mut file = File::open(path)?;
        let mut head = [0; HEAD];
        file.read_exact(&mut head).map_err(|_| invalid("it is no file of breached passwords"))?;
        let (magic, rest) = take::<8>(&head)?;
        if magic != *MAGIC {
            return Err(invalid("it is no file of breached passwords"));
        }
        let (version, rest) = take::<4>(rest)?;
        if u32::from_be_bytes(version) != VERSION {
            return Err(invalid("it was written by another version; make it anew"));
        }
        let (count, rest) = take::<8>(rest)?;
        let (created, rest) = take::<8>(rest)?;
        let (entries_digest, rest) = take::<32>(rest)?;
        let (head_digest, _) = take::<32>(rest)?;
        let mut bytes = vec![0; (BUCKETS + 1) * 8];
        file.read_exact(&mut bytes).map_err(|_| invalid("it is cut short"))?;
        let mut digest = Sha256::new();
        digest.update(head.get(..HEAD - 32).unwrap_or_default());
        digest.update(&bytes);
        if digest.finish() != head_digest {
            return Err(invalid("its checksum does not fit"));
        }
        let table: Vec<u64> = bytes.chunks_exact(8).map(|word| word.try_into().map_or(0, u64::from_be_bytes)).collect();
        let count = u64::from_be_bytes(count);
        if file.metadata()?.len() != ENTRIES + count * ENTRY as u64 || table.last() != Some(&count) {
            return Err(invalid("it is cut short"));
        }
        let created_at = Timestamp::from_millis(i64::from_be_bytes(created));
        Ok(Self { file, table, created_at, entries_digest })
    }

    /// How many passwords it knows.
    pub fn count(&self) -> u64 {
        self.table.last().copied().unwrap_or_default()
    }

    /// When it was made.
    pub const fn created_at(&self) -> Timestamp {
        self.created_at
    }

    /// Reads all of it and says whether it is what was written.
    ///
    /// # Errors
    /// Of the disk.
    pub fn is_intact(&self) -> io::Result<bool> {
        let (mut digest, mut at, end) = (Sha256::new(), ENTRIES, ENTRIES + self.count() * ENTRY as u64);
        let mut buffer = vec![0; 1024 * 1024];
        while at < end {
            let length = usize::try_from(end - at).unwrap_or(usize::MAX).min(buffer.len());
            let part = buffer.get_mut(..length).unwrap_or_default();
            self.file.read_exact_at(part, at)?;
            digest.update(part);
            at += length as u64;
        }
        Ok(digest.finish() == self.entries_digest)
    }

    /// Whether `password` is among them, by one read of some kilobytes.
    ///
    /// # Errors
    /// Of the disk.
    pub fn contains(&self, password: &str) -> io::Result<bool> {
        let (bucket, entry) = place(&sha1(password.as_bytes()));
        let (Some(first), Some(end)) = (self.table.get(bucket), self.table.get(bucket + 1)) else { return Ok(false) };
        let entries = usize::try_from(end.saturating_sub(*first)).unwrap_or_default();
        let mut bytes = vec![0; entries * ENTRY];
        self.file.read_exact_at(&mut bytes, ENTRIES + first * ENTRY as u64)?;
        let (words, _) = bytes.as_chunks::<ENTRY>();
        Ok(words.binary_search(&entry).is_ok())
    }
}

/// Bucket and entry of a digest.
fn place(digest: &[u8; 20]) -> (usize, [u8; ENTRY]) {
    let [high, low, entry @ ..] = digest;
    let entry = entry.first_chunk::<ENTRY>().copied().unwrap_or_default();
    (usize::from(u16::from_be_bytes([*high, *low])), entry)
}

fn take<const N: usize>(bytes: &[u8]) -> io::Result<([u8; N], &[u8])> {
    bytes.split_first_chunk::<N>().map(|(first, rest)| (*first, rest)).ok_or_else(|| invalid("it is cut short"))
}

/// The file in force. Whoever replaces it by another one of the same name is noticed within a minute.
#[derive(Debug, Default)]
pub struct Breaches {
    opened: Mutex<Option<Opened>>,
}

#[derive(Debug)]
struct Opened {
    path: PathBuf,
    looked_at: Timestamp,
    identity: Option<(u64, u64, i64)>,
    file: Option<Arc<BreachFile>>,
}

impl Breaches {
    /// Whether `password` is in the file at `path`. One that cannot be read is told in the log, and lets every password pass:
    /// a broken disk must not lock everybody out.
    pub async fn contains(&self, path: &Path, password: &str, now: Timestamp) -> bool {
        let Some(file) = self.current(path, now) else { return false };
        let password = crate::secret::Secret::new(password.to_owned());
        let found = tokio::task::spawn_blocking(move || file.contains(password.expose())).await;
        match found {
            Ok(Ok(found)) => found,
            Ok(Err(error)) => {
                tracing::error!(%error, "the file of breached passwords cannot be read");
                false
            }
            Err(_) => false,
        }
    }

    fn current(&self, path: &Path, now: Timestamp) -> Option<Arc<BreachFile>> {
        let mut opened = self.opened.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(known) = opened.as_ref().filter(|known| known.path == path && now.since(known.looked_at) < LOOK) {
            return known.file.clone();
        }
        let identity = std::fs::metadata(path).ok().map(|found| (found.ino(), found.len(), found.mtime()));
        let known = opened.take().filter(|known| known.path == path);
        let file = match known {
            Some(known) if known.identity == identity && known.file.is_some() => known.file,
            known => match BreachFile::open(path) {
                Ok(file) => Some(Arc::new(file)),
                Err(error) => {
                    tracing::error!(path = %path.display(), %error, "the file of breached passwords cannot be used");
                    // What was open stays in force.
                    known.and_then(|known| known.file)
                }
            },
        };
        *opened = Some(Opened { path: path.to_owned(), looked_at: now, identity, file: file.clone() });
        file
    }
}

#[cfg(test)]
mod tests;
