//! Makes a file of breached passwords from lists of any length, with some megabytes of memory: what is read is dealt out by its first
//! byte into parts beside the file, each part is sorted by itself, and the whole takes the old file's place at once.

use std::fmt;
use std::fs::{self, File};
use std::io::{self, BufRead, BufWriter, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use openssl::sha::{Sha256, sha1};
use unicode_normalization::UnicodeNormalization;

use super::{BUCKETS, ENTRIES, ENTRY, MAGIC, VERSION};
use crate::clock::Timestamp;

/// Bytes of a line at most; no password here is longer.
const LINE_MAX: u64 = 1024;
const PARTS: usize = 256;
/// Bytes kept of a digest, in its part: the second to the sixth.
const KEPT: usize = 1 + ENTRY;
const PART_BUFFER: usize = 16 * 1024;

/// What was made.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct BuildReport {
    /// Lines read.
    pub lines: u64,
    /// Lines left out: empty, too long, or seen too rarely.
    pub skipped: u64,
    /// Passwords in the file.
    pub passwords: u64,
}

/// Why no file was made; the old one is as it was.
#[derive(Debug)]
pub enum BuildError {
    /// Nothing that could be a password was read.
    Empty,
    /// A list could not be read, or the file not be written.
    Io(io::Error),
}

impl fmt::Display for BuildError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Empty => f.write_str("the lists have no password in them"),
            Self::Io(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for BuildError {}

impl From<io::Error> for BuildError {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// A file in the making.
#[derive(Debug)]
pub struct Builder {
    target: PathBuf,
    /// Beside the target, so that the rename stays on one disk.
    workshop: Workshop,
    parts: Vec<BufWriter<File>>,
    min_count: u64,
    report: BuildReport,
}

/// A directory that goes away with its owner.
#[derive(Debug)]
struct Workshop(PathBuf);

impl Drop for Workshop {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

impl Builder {
    /// Begins the file `target`. Of lists with counts, passwords seen less than `min_count` times are left out.
    ///
    /// # Errors
    /// Of the disk; also when another build of the same file is under way.
    pub fn begin(target: &Path, min_count: u64) -> io::Result<Self> {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(".building");
        let path = target.with_file_name(name);
        fs::create_dir(&path).map_err(|error| match error.kind() {
            io::ErrorKind::AlreadyExists => {
                let told = format!("another update is under way; if none is, remove {}", path.display());
                io::Error::new(io::ErrorKind::AlreadyExists, told)
            }
            _ => error,
        })?;
        let workshop = Workshop(path);
        let part = |number| {
            let file = File::options().create_new(true).read(true).write(true).open(workshop.part(number))?;
            Ok(BufWriter::with_capacity(PART_BUFFER, file))
        };
        let parts = (0..PARTS).map(part).collect::<io::Result<_>>()?;
        let report = BuildReport { lines: 0, skipped: 0, passwords: 0 };
        Ok(Self { target: target.to_owned(), workshop, parts, min_count, report })
    }

    /// Adds a list: one password a line, or its SHA-1 in hexadecimal, with `:count` or without. `progress` hears of every
    /// million lines.
    ///
    /// # Errors
    /// Of the disk.
    pub fn add(&mut self, mut list: impl BufRead, mut progress: impl FnMut(u64)) -> io::Result<()> {
        let mut line = Vec::new();
        loop {
            line.clear();
            if Read::by_ref(&mut list).take(LINE_MAX).read_until(b'\n', &mut line)? == 0 {
                return Ok(());
            }
            self.report.lines += 1;
            let is_cut = !line.ends_with(b"\n") && line.len() as u64 == LINE_MAX;
            if is_cut {
                list.skip_until(b'\n')?;
            }
            match digest(&line, self.min_count).filter(|_| !is_cut) {
                Some([first, kept @ ..]) => {
                    if let Some(part) = self.parts.get_mut(usize::from(first)) {
                        part.write_all(kept.get(..KEPT).unwrap_or_default())?;
                    }
                }
                None => self.report.skipped += 1,
            }
            if self.report.lines.is_multiple_of(1_000_000) {
                progress(self.report.lines);
            }
        }
    }

    /// Sorts, writes, and puts the file in its place; a crash before leaves the old one.
    ///
    /// # Errors
    /// `Empty`, or of the disk.
    pub fn finish(mut self, now: Timestamp) -> Result<BuildReport, BuildError> {
        let path = self.workshop.0.join("file");
        let mut out = BufWriter::with_capacity(1024 * 1024, File::create_new(&path)?);
        out.seek(SeekFrom::Start(ENTRIES))?;
        let (mut table, mut digest) = (Vec::with_capacity(BUCKETS + 1), Sha256::new());
        table.push(0_u64);
        for first in 0..PARTS {
            let sorted = self.sorted(first)?;
            let mut rest = sorted.as_slice();
            for second in 0..=u8::MAX {
                let length = rest.iter().take_while(|kept| kept.first() == Some(&second)).count();
                let (bucket, others) = rest.split_at(length);
                for [_, entry @ ..] in bucket {
                    out.write_all(entry)?;
                    digest.update(entry);
                }
                self.report.passwords += bucket.len() as u64;
                table.push(self.report.passwords);
                rest = others;
            }
        }
        if self.report.passwords == 0 {
            return Err(BuildError::Empty);
        }
        out.seek(SeekFrom::Start(0))?;
        out.write_all(&head(&table, &digest.finish(), now))?;
        let file = out.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        fs::rename(&path, &self.target)?;
        let directory = self.target.parent().filter(|parent| !parent.as_os_str().is_empty());
        File::open(directory.unwrap_or(Path::new(".")))?.sync_all()?;
        Ok(self.report)
    }

    fn sorted(&mut self, number: usize) -> io::Result<Vec<[u8; KEPT]>> {
        let Some(part) = self.parts.get_mut(number) else { return Ok(Vec::new()) };
        part.flush()?;
        let file = part.get_mut();
        file.seek(SeekFrom::Start(0))?;
        let mut bytes = Vec::new();
        file.read_to_end(&mut bytes)?;
        file.set_len(0)?;
        let mut kept = bytes.as_chunks::<KEPT>().0.to_vec();
        kept.sort_unstable();
        kept.dedup();
        Ok(kept)
    }
}

impl Workshop {
    fn part(&self, number: usize) -> PathBuf {
        self.0.join(number.to_string())
    }
}

fn head(table: &[u64], entries: &[u8; 32], now: Timestamp) -> Vec<u8> {
    let count = table.last().copied().unwrap_or_default();
    let bytes: Vec<u8> = table.iter().flat_map(|before| before.to_be_bytes()).collect();
    let mut head = Vec::with_capacity(bytes.len() + 128);
    head.extend_from_slice(MAGIC);
    head.extend_from_slice(&VERSION.to_be_bytes());
    head.extend_from_slice(&count.to_be_bytes());
    head.extend_from_slice(&now.as_millis().to_be_bytes());
    head.extend_from_slice(entries);
    let mut digest = Sha256::new();
    digest.update(&head);
    digest.update(&bytes);
    head.extend_from_slice(&digest.finish());
    head.extend_from_slice(&bytes);
    head
}

/// The SHA-1 of the password that a line means; `None` where it means none.
fn digest(line: &[u8], min_count: u64) -> Option<[u8; 20]> {
    let line = line.trim_ascii_end();
    let (name, count) = match line.iter().position(|byte| *byte == b':') {
        Some(40) => (line.get(..40)?, std::str::from_utf8(line.get(41..)?).ok()?.trim().parse::<u64>().ok()),
        _ => (line, None),
    };
    if let Some(digest) = hexadecimal(name).filter(|_| line.len() == 40 || count.is_some()) {
        return count.is_none_or(|count| count >= min_count).then_some(digest);
    }
    // Lists of passwords are often not UTF-8; what is not cannot be typed here.
    let text = std::str::from_utf8(line).ok().filter(|text| !text.is_empty())?;
    Some(sha1(text.nfc().collect::<String>().as_bytes()))
}

fn hexadecimal(text: &[u8]) -> Option<[u8; 20]> {
    let (pairs, []) = text.as_chunks::<2>() else { return None };
    let digit = |byte: u8| char::from(byte).to_digit(16).and_then(|digit| u8::try_from(digit).ok());
    let bytes: Option<Vec<u8>> = pairs.iter().map(|[high, low]| Some(digit(*high)? << 4 | digit(*low)?)).collect();
    bytes?.try_into().ok()
}

/// The place of a password, for tests of the file.
#[cfg(test)]
pub(super) fn place_of(password: &str) -> (usize, [u8; ENTRY]) {
    super::place(&sha1(password.as_bytes()))
}
