//! Backup codes: ten for once, for when every other second factor is out of reach (product AU-09).
//!
//! A code is `abcd-efgh-jkmn`: two characters that find it, and ten more (50 bits) that are hashed like a password.

use super::Authenticator;
use super::error::Error;
use super::factors::second_factors;
use super::password::Password;
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::hashing::Verification;
use crate::model::{BackupCode, UserId};
use crate::secret::Secret;
use crate::storage::{StorageError, backup_codes, users};

/// Codes in a set.
pub const SET: usize = 10;
/// Characters that find a code.
const SELECTOR: usize = 2;
/// Characters that prove it: 5 bits each.
const PROOF: usize = 10;

/// What was typed, if it could be a code at all: selector and proof.
fn parse(typed: &str) -> Option<(String, Password)> {
    let code: String = typed.chars().filter(|c| !c.is_whitespace() && *c != '-').collect();
    let code = code.to_ascii_lowercase();
    if code.len() != SELECTOR + PROOF || !code.is_ascii() {
        return None;
    }
    let (selector, proof) = code.split_at(SELECTOR);
    Some((selector.to_owned(), Password::parse(proof).ok()?))
}

impl Authenticator {
    /// Makes a new set for `user`; the set before is void. What is returned is stored nowhere and shown once. Empty when the
    /// user has no factor that the codes could stand in for.
    pub async fn make_backup_codes(&self, origin: &Origin, user: &UserId) -> Result<Vec<Secret<String>>, Error> {
        let (mut rows, mut shown) = (Vec::with_capacity(SET), Vec::with_capacity(SET));
        while rows.len() < SET {
            let selector = origin.random.readable::<SELECTOR>().expose().clone();
            if rows.iter().any(|row: &BackupCode| row.selector == selector) {
                continue;
            }
            let proof = origin.random.readable::<PROOF>();
            let hashed = Password::parse(proof.expose()).map_err(|_| Error::Internal("no code".to_owned()))?;
            let code_hash = self.hasher.hash(&hashed).await?;
            shown.push(written(&format!("{selector}{}", proof.expose())));
            rows.push(BackupCode { selector, code_hash, used_at: None });
        }
        let mut tx = self.database.begin().await?;
        users::hold(&mut tx, &origin.realm, user).await?;
        // The last factor may have been removed while the codes were hashed, and old codes with it.
        if second_factors(&mut tx, &origin.realm, user).await?.is_empty() {
            return Ok(Vec::new());
        }
        backup_codes::replace(&mut tx, &origin.realm, user, &rows, origin.now).await?;
        let event = Event::success(EventName::FactorEnabled, Actor::User(user), Target::User(user))
            .detail("method", "backup-code");
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        Ok(shown)
    }

    /// How many codes `user` has left.
    pub async fn backup_codes_left(&self, origin: &Origin, user: &UserId) -> Result<usize, StorageError> {
        let codes = backup_codes::list_of_user(&self.database, &origin.realm, user).await?;
        Ok(codes.iter().filter(|code| code.used_at.is_none()).count())
    }

    /// The unused code of `user` that was typed. Takes a hash's time whatever was typed.
    pub(super) async fn verify_backup_code(
        &self,
        origin: &Origin,
        user: &UserId,
        typed: &str,
    ) -> Result<Option<BackupCode>, Error> {
        let Some((selector, proof)) = parse(typed) else { return Ok(None) };
        let codes = backup_codes::list_of_user(&self.database, &origin.realm, user).await?;
        let code = codes.into_iter().find(|code| code.selector == selector && code.used_at.is_none());
        let stored = code.as_ref().map(|code| code.code_hash.as_str());
        match self.hasher.verify(&proof, stored).await? {
            Verification::Correct { .. } => Ok(code),
            Verification::Wrong => Ok(None),
        }
    }
}

/// A code in groups of four.
fn written(code: &str) -> Secret<String> {
    let chars: Vec<char> = code.chars().collect();
    Secret::new(chars.chunks(4).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_read_as_people_type_them() {
        for typed in ["abcd-efgh-jkmn", "ABCD EFGH JKMN", " abcdefghjkmn "] {
            let (selector, proof) = parse(typed).unwrap();
            assert_eq!((selector.as_str(), proof.expose()), ("ab", "cdefghjkmn"), "{typed}");
        }
        for typed in ["", "abcd-efgh-jkm", "abcd-efgh-jkmnp", "äbcd-efgh-jkm"] {
            assert!(parse(typed).is_none(), "{typed}");
        }
        assert_eq!(written("abcdefghjkmn").expose(), "abcd-efgh-jkmn");
    }
}
