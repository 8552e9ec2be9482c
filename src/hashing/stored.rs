//! What a stored hash is, read from its text. The same bounds hold here as at an import: whoever writes into the table by
//! hand cannot hold a thread either.

use argon2::{Algorithm, Params, PasswordHash, Version};

use super::foreign::Foreign;
use super::import::HashRefusal;

/// The largest memory in KiB: one hash must not eat the machine.
const MEMORY_MAX: u32 = 256 * 1024;
/// KiB times passes: about a second of one core (256 MiB four times; RFC 9106's second choice is a quarter of that).
const WORK_MAX: u64 = 1024 * 1024;
/// Bytes of a hash at least; of fewer, two passwords could have the same.
pub(super) const OUTPUT_MIN: usize = 16;
/// Characters of a hash with its parameters and salt.
const TEXT_MAX: usize = 2048;

/// A stored hash.
pub(super) enum Stored {
    Argon2(Argon2Hash),
    Foreign(Foreign),
}

/// An Argon2 hash of any parameters.
pub(super) struct Argon2Hash {
    pub algorithm: Algorithm,
    pub version: Version,
    pub params: Params,
    pub salt: Vec<u8>,
    pub output: Vec<u8>,
}

impl Stored {
    /// The hash that `text` is.
    pub fn parse(text: &str) -> Result<Self, HashRefusal> {
        if text.len() > TEXT_MAX {
            return Err(HashRefusal::Unknown);
        }
        // Django names the algorithm once more before the string; OpenLDAP has a scheme for it.
        let bare = text.strip_prefix("argon2$").map(|rest| format!("${rest}"));
        let bare = bare.as_deref().or_else(|| text.strip_prefix("{ARGON2}")).unwrap_or(text);
        if bare.starts_with("$argon2") {
            return Argon2Hash::parse(bare).map(Self::Argon2);
        }
        Foreign::parse(text).map(Self::Foreign)
    }

    /// The name of the algorithm.
    pub const fn algorithm(&self) -> &'static str {
        match self {
            Self::Argon2(hash) => match hash.algorithm {
                Algorithm::Argon2d => "argon2d",
                Algorithm::Argon2i => "argon2i",
                Algorithm::Argon2id => "argon2id",
            },
            Self::Foreign(foreign) => foreign.algorithm(),
        }
    }
}

impl Argon2Hash {
    fn parse(text: &str) -> Result<Self, HashRefusal> {
        let malformed = || HashRefusal::Malformed("Argon2");
        let hash = PasswordHash::new(text).map_err(|_| malformed())?;
        let (salt, output) = (hash.salt.ok_or_else(malformed)?, hash.hash.ok_or_else(malformed)?);
        let params = Params::try_from(&hash).map_err(|_| malformed())?;
        let work = u64::from(params.m_cost()) * u64::from(params.t_cost());
        if params.m_cost() > MEMORY_MAX || work > WORK_MAX {
            return Err(HashRefusal::TooCostly("Argon2", "256 MiB, and 1 GiB over all passes"));
        }
        if output.as_bytes().len() < OUTPUT_MIN {
            return Err(malformed());
        }
        Ok(Self {
            algorithm: Algorithm::try_from(hash.algorithm.as_str()).map_err(|_| malformed())?,
            // A string without a version is of the first one (the reference implementation, decode_string).
            version: hash.version.map_or(Ok(Version::V0x10), Version::try_from).map_err(|_| malformed())?,
            params,
            salt: salt.as_ref().to_vec(),
            output: output.as_bytes().to_vec(),
        })
    }

    /// Whether a new hash would be of the same kind and cost.
    pub fn is_made_like(&self, current: &Params) -> bool {
        let cost = |params: &Params| (params.m_cost(), params.t_cost(), params.p_cost());
        self.algorithm == Algorithm::Argon2id
            && self.version == Version::V0x13
            && cost(&self.params) == cost(current)
            && self.output.len() == Params::DEFAULT_OUTPUT_LEN
    }
}
