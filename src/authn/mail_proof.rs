//! What recovery, registration and login by mail share: codes that are typed, and links that are opened. Neither does
//! anything by itself; what each is good for stands in its own row.

use super::Authenticator;
use super::error::Error;
use super::recovery::RECOVERY_LIFETIME;
use super::session::Browser;
use crate::audit::Origin;
use crate::ephemeral::Slot;
use crate::jose::hmac_sha256;
use crate::keys::Purpose;
use crate::model::LinkPurpose;
use crate::secret::{Secret, base64url, constant_time_eq, token_hash};

/// Links opened and not yet confirmed, by purpose and browser; as long as the longest-lived of them.
static LINKS: Slot<String> = Slot::new("link", RECOVERY_LIFETIME);

impl Authenticator {
    /// Notes that this browser has opened the link that holds `token`, so that it can be taken out of the address.
    pub async fn keep_link(
        &self,
        origin: &Origin,
        browser: &Browser,
        (purpose, token): (LinkPurpose, &str),
    ) -> Result<(), Error> {
        let key = format!("{}:{}", purpose.as_str(), browser_hash(browser));
        Ok(self.ephemeral.put(&LINKS, origin.realm.as_str(), &key, &token_hash(token)).await?)
    }

    /// The digest of the link of this purpose that the browser has opened last.
    pub async fn opened_link(
        &self,
        origin: &Origin,
        browser: &Browser,
        purpose: LinkPurpose,
    ) -> Result<Option<String>, Error> {
        let key = format!("{}:{}", purpose.as_str(), browser_hash(browser));
        Ok(self.ephemeral.get(&LINKS, origin.realm.as_str(), &key).await?)
    }

    /// The digest under which the code of the row `id` is stored, under a key that is not in the database: so few digits are
    /// soon tried out by whoever reads it. A code of one `purpose` is nothing for another.
    pub(super) fn code_digest(&self, origin: &Origin, (purpose, id): (&str, &str), code: &str) -> String {
        let key = self.sub_keys.key(Purpose::Code, &origin.realm);
        base64url(&hmac_sha256(key.expose(), &[purpose.as_bytes(), id.as_bytes(), code.as_bytes()]))
    }
}

/// A random code of `digits` digits, at most nine.
pub(super) fn new_code(origin: &Origin, digits: usize) -> Secret<String> {
    let above = 10_u32.pow(u32::try_from(digits).unwrap_or(9).min(9));
    Secret::new(format!("{:0digits$}", origin.random.below(above)))
}

/// The digits of what somebody typed: groups may be set apart by anything.
pub(super) fn typed_digits(typed: &str) -> String {
    typed.chars().filter(char::is_ascii_digit).collect()
}

/// The digest that binds rows to `browser`.
pub(super) fn browser_hash(browser: &Browser) -> String {
    token_hash(browser.binding.expose())
}

/// Whether a row that is bound to `hash` is bound to `browser`.
pub(super) fn is_bound(hash: &str, browser: &Browser) -> bool {
    constant_time_eq(hash.as_bytes(), browser_hash(browser).as_bytes())
}
