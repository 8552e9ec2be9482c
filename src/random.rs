//! Randomness as a value: the system's generator in service, a seeded one in tests.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};

use crate::clock::Timestamp;
use crate::secret::{Secret, base64url, sha256};

/// Makes unguessable values.
#[derive(Clone)]
pub enum Random {
    /// The cryptographic generator of aws-lc, seeded by the operating system.
    System,
    /// Repeatable values for tests.
    Seeded(SeededRandom),
}

/// A repeatable sequence: SHA-256 of seed and counter.
#[derive(Clone)]
pub struct SeededRandom {
    seed: u64,
    counter: Arc<AtomicU64>,
}

/// Lower-case letters and digits without the look-alikes 0, o, 1 and l.
const READABLE: &[u8; 32] = b"abcdefghijkmnpqrstuvwxyz23456789";

impl Random {
    /// A repeatable generator.
    pub fn seeded(seed: u64) -> Self {
        Self::Seeded(SeededRandom { seed, counter: Arc::new(AtomicU64::new(0)) })
    }

    /// Fills `out` with random bytes.
    #[expect(clippy::disallowed_methods, reason = "the one place that asks the system's generator")]
    pub fn fill(&self, out: &mut [u8]) {
        match self {
            Self::System => {
                // aws-lc aborts the process before it would hand out weak bytes; the error arm cannot be reached.
                if SystemRandom::new().fill(out).is_err() {
                    std::process::abort();
                }
            }
            Self::Seeded(seeded) => seeded.fill(out),
        }
    }

    /// `N` random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut out = [0; N];
        self.fill(&mut out);
        out
    }

    /// A bearer secret of 256 bits: `prefix` followed by 43 base64url characters.
    pub fn token(&self, prefix: &str) -> Secret<String> {
        Secret::new(format!("{prefix}{}", base64url(&self.bytes::<32>())))
    }

    /// An identifier of 128 bits: 22 base64url characters. Not a secret. None begins with a hyphen: on a command line that
    /// would be an option.
    pub fn id(&self) -> String {
        loop {
            let id = base64url(&self.bytes::<16>());
            if !id.starts_with('-') {
                return id;
            }
        }
    }

    /// An identifier of 128 bits that begins with the time (48 bits of milliseconds, as in a UUID of version 7, RFC 9562 §5.7),
    /// so that rows added one after another stand together in an index. For what tells its time anyway.
    pub fn id_at(&self, now: Timestamp) -> String {
        let [_, _, time @ ..] = now.as_millis().to_be_bytes();
        let mut bytes = self.bytes::<16>();
        bytes.iter_mut().zip(time).for_each(|(byte, of_time)| *byte = of_time);
        base64url(&bytes)
    }

    /// Readable characters of 5 bits each, none of which looks like another.
    pub fn readable<const N: usize>(&self) -> Secret<String> {
        let chars = self.bytes::<N>();
        Secret::new(chars.iter().filter_map(|b| READABLE.get(usize::from(b % 32))).map(|c| char::from(*c)).collect())
    }

    /// A password of four groups of four readable characters (80 bits), such as `k7mn-q2xw-9hfd-ab3c`.
    pub fn password(&self) -> Secret<String> {
        let groups: Vec<String> = self
            .bytes::<16>()
            .chunks(4)
            .map(|group| {
                group.iter().filter_map(|b| READABLE.get(usize::from(b % 32))).map(|c| char::from(*c)).collect()
            })
            .collect();
        Secret::new(groups.join("-"))
    }

    /// A number below `bound`, with a bias below 2⁻³² for the small bounds it is used with (jitter).
    pub fn below(&self, bound: u32) -> u32 {
        let wide = u64::from_le_bytes(self.bytes::<8>());
        u32::try_from(wide % u64::from(bound.max(1))).unwrap_or(0)
    }
}

impl SeededRandom {
    fn fill(&self, out: &mut [u8]) {
        for chunk in out.chunks_mut(32) {
            let n = self.counter.fetch_add(1, Ordering::SeqCst);
            let mut input = [0; 16];
            input[..8].copy_from_slice(&self.seed.to_le_bytes());
            input[8..].copy_from_slice(&n.to_le_bytes());
            for (to, from) in chunk.iter_mut().zip(sha256(&input)) {
                *to = from;
            }
        }
    }
}

impl fmt::Debug for Random {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::System => "Random::System",
            Self::Seeded(_) => "Random::Seeded",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shapes() {
        let random = Random::seeded(1);
        assert_eq!(random.id().len(), 22);
        assert_eq!(random.token("gh_").expose().len(), 46);
        assert_eq!(random.password().expose().len(), 19);
        assert!(random.below(10) < 10);
    }

    #[test]
    fn system_values_differ_and_seeded_repeat() {
        assert_ne!(Random::System.id(), Random::System.id());
        assert_eq!(Random::seeded(7).id(), Random::seeded(7).id());
    }
}
