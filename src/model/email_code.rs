//! Ways in that are mailed: a code and a link of one ask (product AU-10, AU-11).

use std::time::Duration;

use super::{RealmId, UserId};
use crate::clock::Timestamp;

/// How long code and link work (product AU-10).
pub const EMAIL_CODE_LIFETIME: Duration = Duration::from_mins(10);
/// Tries at the codes of one account in [`EMAIL_CODE_WINDOW`] (product AU-10), right ones that came too late included.
pub const EMAIL_CODE_TRIES: i64 = 5;
/// The time in which tries are counted. Five an hour are 43,800 a year: who guesses without a pause hits one of a million
/// codes with 4 % in that year, and fills the mailbox of the owner with mails meanwhile.
pub const EMAIL_CODE_WINDOW: Duration = Duration::from_hours(1);

/// One of them as stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EmailCode {
    /// The realm.
    pub realm: RealmId,
    /// Names the ask. Not a secret, but nothing follows from knowing it.
    pub id: String,
    /// Whose mailbox it went to.
    pub user_id: UserId,
    /// The login that it is for.
    pub login_id: String,
    /// The browser that asked; nothing signs in anywhere else.
    pub browser_hash: String,
    /// The digest of the address: another one ends it.
    pub email_hash: String,
    /// The keyed digest of the code.
    pub code_hash: String,
    /// `secret::token_hash` of what stands in the link.
    pub token_hash: String,
    /// After this instant it is nothing.
    pub expires_at: Timestamp,
}
