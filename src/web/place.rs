//! Cursors: places in lists that go from the newest to the oldest, as they travel in URLs.

use crate::clock::Timestamp;
use crate::secret::{base64url, from_base64url};

/// A cursor is a place, unreadable only so that nobody builds on its form.
pub fn cursor((time, id): &(Timestamp, String)) -> String {
    base64url(format!("{}.{id}", time.as_millis()).as_bytes())
}

/// The place that a cursor names.
pub fn place(cursor: &str) -> Option<(Timestamp, String)> {
    let text = String::from_utf8(from_base64url(cursor)?).ok()?;
    let (time, id) = text.split_once('.')?;
    let is_plain = id.len() <= 200 && !id.contains('\0');
    Some((Timestamp::from_millis(time.parse().ok()?), id.to_owned())).filter(|_| is_plain)
}
