//! Browsers in which a user is not asked for the second factor for a while (product AU-16).
//!
//! A trusted browser is no factor: the session that begins in it states what was shown, the password alone. So the trust counts
//! only where nothing but the user's own enrollment asks for a factor: not for a factor rule, a client that demands more, a
//! step-up, a sensitive page, nor where a new password is due.

use std::time::Duration;

use super::Authenticator;
use super::error::Error;
use super::factors::holdings_for;
use super::login::{Demand, Login};
use super::session::{Browser, USER_AGENT_CHARS};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Timestamp;
use crate::model::{
    FactorFacts, FactorOutcome, Holdings, TrustedDevice, User, UserId, asks_for_holdings, judge_factors,
};
use crate::secret::{Secret, token_hash};
use crate::storage::{StorageError, Transaction, holdings, trusted_devices, users};

/// Begins what stands in the cookie.
const TOKEN_PREFIX: &str = "td_";
/// Prefix and 256 bits in base64url.
const TOKEN_LENGTH: usize = 46;

/// A trust that has just begun.
#[derive(Clone, Debug)]
pub struct Trust {
    /// Stands in the cookie; it is stored nowhere.
    pub token: Secret<String>,
    /// When it ends.
    pub expires_at: Timestamp,
}

/// Whether `token` could be of a trusted browser at all.
pub fn is_trust_token(token: &str) -> bool {
    token.len() == TOKEN_LENGTH && token.starts_with(TOKEN_PREFIX)
}

const fn days(count: u8) -> Duration {
    Duration::from_hours(24 * count as u64)
}

/// For how many days somebody with `holdings` can trust a browser in `login`.
fn days_of(login: Login<'_>, holdings: &Holdings, now: Timestamp) -> Option<u8> {
    let rules = login.rules.realm?.settings.trusted_devices?;
    let facts = FactorFacts { client: login.rules.client, user_since: now, holdings, enrolled: &[], now };
    let is_free = judge_factors(login.rules.factor_rules(), &facts).outcome == FactorOutcome::Free;
    (is_free && login.rules.demand < Demand::More).then_some(rules.days)
}

impl Authenticator {
    /// For how many days `user` can trust a browser in `login`; `None` where they cannot, or it would not count.
    ///
    /// # Errors
    /// Those of the database, which is asked where a factor rule names roles or groups.
    pub async fn trust_days(&self, login: Login<'_>, user: &UserId, now: Timestamp) -> Result<Option<u8>, Error> {
        let Some(realm) = login.rules.realm.filter(|realm| realm.settings.trusted_devices.is_some()) else {
            return Ok(None);
        };
        let holdings = if asks_for_holdings(login.rules.factor_rules()) {
            holdings::of_user(&self.database, &realm.id, user).await?
        } else {
            Holdings::default()
        };
        Ok(days_of(login, &holdings, now))
    }

    /// Whether the browser of `login` stands in for the second factor of `user`, whose row `tx` holds.
    pub(super) async fn is_trusted(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        login: Login<'_>,
        user: &User,
    ) -> Result<bool, StorageError> {
        let Some(count) = days_of(login, &holdings_for(tx, login, user).await?, origin.now) else { return Ok(false) };
        // Fewer days than when it was trusted end it sooner.
        let since = origin.now - days(count);
        for token in &login.browser.trust {
            let whose = (&origin.realm, &user.id, token_hash(token.expose()));
            let whose = (whose.0, whose.1, whose.2.as_str());
            if trusted_devices::record_use(tx, whose, (since, origin.now), &origin.source).await? {
                return Ok(true);
            }
        }
        Ok(false)
    }

    /// Trusts the browser of `login`, in which `user` has just proved a second factor, if they wish it and may: as part of
    /// the transaction in which the session begins.
    pub(super) async fn trust_browser(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        login: Login<'_>,
        user: &User,
    ) -> Result<Option<Trust>, StorageError> {
        let Some(count) =
            days_of(login, &holdings_for(tx, login, user).await?, origin.now).filter(|_| login.rules.wants_trust)
        else {
            return Ok(None);
        };
        for token in &login.browser.trust {
            trusted_devices::delete_by_token(tx, &origin.realm, &user.id, &token_hash(token.expose())).await?;
        }
        let trust = Trust { token: origin.random.token(TOKEN_PREFIX), expires_at: origin.now + days(count) };
        let device = TrustedDevice {
            realm: origin.realm.clone(),
            id: origin.random.id(),
            user_id: user.id.clone(),
            token_hash: token_hash(trust.token.expose()),
            user_agent: login.browser.user_agent.chars().take(USER_AGENT_CHARS).collect(),
            source: origin.source.clone(),
            created_at: origin.now,
            used_at: origin.now,
            expires_at: trust.expires_at,
        };
        trusted_devices::insert(tx, &device).await?;
        let event = Event::success(EventName::DeviceTrusted, Actor::User(&user.id), Target::User(&user.id));
        audit::record(tx, origin, &event.detail("device", device.id.as_str()).detail("days", count)).await?;
        Ok(Some(trust))
    }

    /// The browsers that `user` trusts, the latest first, and whether `browser` is it.
    pub async fn trusted_devices(
        &self,
        origin: &Origin,
        user: &UserId,
        browser: Option<&Browser>,
    ) -> Result<Vec<(TrustedDevice, bool)>, StorageError> {
        let own: Vec<String> =
            browser.iter().flat_map(|browser| &browser.trust).map(|token| token_hash(token.expose())).collect();
        let found = trusted_devices::list_of_user(&self.database, &origin.realm, user, origin.now).await?;
        Ok(found
            .into_iter()
            .map(|device| {
                let is_own = own.contains(&device.token_hash);
                (device, is_own)
            })
            .collect())
    }

    /// Ends the trust of `user` in the browser called `id`; `false` when it is not theirs.
    pub async fn distrust(&self, origin: &Origin, user: &UserId, id: &str) -> Result<bool, Error> {
        let mut tx = self.database.begin().await?;
        users::hold(&mut tx, &origin.realm, user).await?;
        if !trusted_devices::delete(&mut tx, &origin.realm, user, id).await? {
            return Ok(false);
        }
        let event = Event::success(EventName::DeviceDistrusted, Actor::User(user), Target::User(user));
        audit::record(&mut tx, origin, &event.detail("device", id)).await?;
        tx.commit().await?;
        Ok(true)
    }

    /// Ends the trust of `user` in every browser.
    pub async fn distrust_all(&self, origin: &Origin, user: &UserId) -> Result<(), Error> {
        let mut tx = self.database.begin().await?;
        users::hold(&mut tx, &origin.realm, user).await?;
        let count = trusted_devices::clear_of_user(&mut tx, &origin.realm, user).await?;
        if count > 0 {
            let event = Event::success(EventName::DeviceDistrusted, Actor::User(user), Target::User(user));
            audit::record(&mut tx, origin, &event.detail("device", "all")).await?;
        }
        tx.commit().await?;
        Ok(())
    }
}
