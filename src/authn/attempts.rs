//! One try at a time per account, and what failures leave behind: in the user's row where there is one, and in
//! short-lived state under the typed name where there is none, so that both look the same from outside.

use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::time::Duration;

use tokio::sync::{Mutex, MutexGuard};

use super::error::Error;
use super::lockout::{Lockout, Tally};
use super::session::KnownDevice;
use super::settings::{LoginLimits, LoginZone};
use crate::audit::Origin;
use crate::clock::Timestamp;
use crate::config::Counts;
use crate::ephemeral::{EphemeralStore, Slot};
use crate::model::{RealmId, User, UserId, canonical_identifier};
use crate::secret::token_hash;
use crate::storage::login_devices::{self, LoginDevice};
use crate::storage::{Database, StorageError, Transaction, users};

/// How long a try waits for the one before it.
const TURN: Duration = Duration::from_secs(2);
/// Accounts that share a turn are few, and no harm comes of it.
const STRIPES: usize = 1024;

/// Failures of names that nobody has. As long as those of an account count, longest lock included.
static FAILURES: Slot<Tally> = Slot::new("login_failures", Duration::from_hours(25));

/// Whose account a name means.
#[derive(Clone, Debug)]
pub struct Account {
    /// The user, if there is one.
    pub user: Option<User>,
    /// What the account is counted by, over all its names.
    pub key: String,
    /// The hash of the browser in which failures count, if not for the account as a whole: the user has signed in with it
    /// before.
    pub device: Option<String>,
}

impl Account {
    /// The account that `typed` means, given the user that was found under it.
    pub fn new(typed: &str, user: Option<User>) -> Self {
        // Hashed: the key has a bounded length, and what people type by mistake is kept nowhere.
        let key = user.as_ref().map_or_else(|| token_hash(&canonical_identifier(typed)), |user| user.id.to_string());
        Self { user, key, device: None }
    }

    /// The same account, tried in a browser that is these `devices`, of which the user's own counts (OWASP device cookies).
    #[must_use]
    pub fn tried_in(mut self, devices: &[KnownDevice]) -> Self {
        let own = |device: &&KnownDevice| self.user.as_ref().is_some_and(|user| user.id == device.user_id);
        self.device = devices.iter().find(own).map(|device| token_hash(&device.id));
        self
    }

    /// The browser whose failures count instead of the account's.
    pub fn own_device<'a>(&'a self, realm: &'a RealmId) -> Option<LoginDevice<'a>> {
        let (user, device_hash) = (self.user.as_ref()?, self.device.as_deref()?);
        Some(LoginDevice { realm, user_id: &user.id, device_hash })
    }

    /// The id to look under: the user's, or one that nobody has, so that the same statements run.
    pub fn id(&self) -> UserId {
        self.user.as_ref().map_or_else(|| UserId::from(format!("unknown:{}", self.key)), |user| user.id.clone())
    }

    /// The tally in the user's row.
    pub fn tally(user: &User) -> Tally {
        Tally { failures: user.failed_logins, until: user.locked_until }
    }
}

/// Turns: parallel tries on one account must not all be looked at before the first has been counted.
#[derive(Debug)]
pub struct Turns(Vec<Mutex<()>>);

impl Default for Turns {
    fn default() -> Self {
        Self((0..STRIPES).map(|_| Mutex::new(())).collect())
    }
}

impl Turns {
    /// Waits for the turn of `account`.
    pub async fn wait(&self, realm: &RealmId, account: &Account) -> Result<MutexGuard<'_, ()>, Error> {
        let hash = BuildHasherDefault::<DefaultHasher>::default().hash_one((realm, &account.key));
        let stripe = usize::try_from(hash % STRIPES as u64).ok().and_then(|index| self.0.get(index));
        let stripe = stripe.ok_or_else(|| Error::Internal("a stripe is missing".to_owned()))?;
        tokio::time::timeout(TURN, stripe.lock()).await.map_err(|_| Error::Busy(TURN))
    }
}

/// The tally that decides about a try: of the browser, of the user as just read, or of a name that nobody has.
pub async fn current_tally(
    (database, store): (&Database, &EphemeralStore),
    origin: &Origin,
    account: &Account,
    user: Option<&User>,
) -> Result<Tally, Error> {
    let unknown = unknown_tally(store, &origin.realm, account).await?;
    match (user, account.own_device(&origin.realm)) {
        (None, _) => Ok(unknown),
        (Some(user), None) => Ok(Account::tally(user)),
        (Some(_), Some(device)) => Ok(tally_of(login_devices::find(database, device).await?)),
    }
}

/// The tally that decides about a success, inside its transaction.
pub async fn final_tally(
    tx: &mut Transaction,
    realm: &RealmId,
    account: &Account,
    user: &User,
) -> Result<Tally, StorageError> {
    match account.own_device(realm) {
        None => Ok(Account::tally(user)),
        Some(device) => Ok(tally_of(login_devices::find_in(tx, device).await?)),
    }
}

fn tally_of(found: Option<(u32, Timestamp)>) -> Tally {
    found.map(|(failures, until)| Tally { failures, until: Some(until) }).unwrap_or_default()
}

/// The tally of a name that nobody has.
async fn unknown_tally(store: &EphemeralStore, realm: &RealmId, account: &Account) -> Result<Tally, Error> {
    Ok(store.get(&FAILURES, realm.as_str(), &account.key).await?.unwrap_or_default())
}

/// Counts one more failure of a name that nobody has.
pub async fn count_unknown(
    store: &EphemeralStore,
    origin: &Origin,
    account: &Account,
    lockout: &Lockout,
) -> Result<(), Error> {
    if account.user.is_some() {
        return Ok(());
    }
    let before = unknown_tally(store, &origin.realm, account).await?;
    Ok(store.put(&FAILURES, origin.realm.as_str(), &account.key, &lockout.failed(&before, origin.now)).await?)
}

/// Counts one more failure in a browser of the user, whose row stays locked until `tx` ends, and returns the new tally.
pub async fn count_device_failure(
    tx: &mut Transaction,
    origin: &Origin,
    device: LoginDevice<'_>,
    lockout: &Lockout,
) -> Result<Tally, StorageError> {
    users::hold(tx, device.realm, device.user_id).await?;
    let before = tally_of(login_devices::find_in(tx, device).await?);
    let after = lockout.failed(&before, origin.now);
    login_devices::put(tx, device, (after.failures, after.until.unwrap_or(origin.now))).await?;
    Ok(after)
}

/// Counts one more failure in the user's row, which stays locked until `tx` ends, and returns the new tally. For a user
/// that does not exist the same statements change nothing.
pub async fn count_failure(
    tx: &mut Transaction,
    origin: &Origin,
    id: &UserId,
    lockout: &Lockout,
) -> Result<Tally, StorageError> {
    let mut failures = users::add_failed_login(tx, &origin.realm, id).await?;
    let before = users::find_in(tx, &origin.realm, id).await?.map(|user| Account::tally(&user)).unwrap_or_default();
    if lockout.is_forgotten(&before, origin.now) {
        users::unlock(tx, &origin.realm, id).await?;
        failures = users::add_failed_login(tx, &origin.realm, id).await?;
    }
    let until = lockout.until(failures, origin.now);
    users::lock(tx, &origin.realm, id, until).await?;
    Ok(Tally { failures, until: Some(until) })
}

/// How long to wait because of too many tries on `account` from here, or from here over all accounts.
pub async fn throttled(
    store: &EphemeralStore,
    limits: Option<&LoginLimits>,
    origin: &Origin,
    account: &Account,
) -> Result<Option<Duration>, Error> {
    let Some(limits) = limits else { return Ok(None) };
    for (zone, key) in keys(limits, origin, account) {
        let state = match zone.counts {
            Counts::Failures => store.peek(&zone.zone, origin.realm.as_str(), &key).await?,
            Counts::Attempts => store.throttle(&zone.zone, origin.realm.as_str(), &key).await?,
        };
        if !state.allowed {
            metrics::counter!("gatehouse_rate_limited_total", "zone" => zone.zone.name).increment(1);
            return Ok(Some(state.retry_after));
        }
    }
    Ok(None)
}

/// Counts a failure in the zones that count failures.
pub async fn record_failure(
    store: &EphemeralStore,
    limits: Option<&LoginLimits>,
    origin: &Origin,
    account: &Account,
) -> Result<(), Error> {
    let Some(limits) = limits else { return Ok(()) };
    for (zone, key) in keys(limits, origin, account) {
        if zone.counts == Counts::Failures {
            store.record(&zone.zone, origin.realm.as_str(), &key).await?;
        }
    }
    Ok(())
}

/// The source first: it shields the accounts. A known browser is counted by itself, for strangers may share its source.
fn keys(limits: &LoginLimits, origin: &Origin, account: &Account) -> [(LoginZone, String); 2] {
    let place = account.device.as_ref().unwrap_or(&origin.source);
    [(limits.source, origin.source.clone()), (limits.account, format!("{} {place}", account.key))]
}
