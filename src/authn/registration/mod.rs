//! Making an account of one's own (product AU-22, AU-23; pages N-1 to N-8).
//!
//! There is no user before the address is proven: an address can be squatted by nobody, and whoever reads a mail that they
//! did not ask for loses nothing by throwing it away. What was typed waits in a row that belongs to one browser. The code in
//! the mail counts in that browser alone, and so does the link: an account whose password a stranger chose can never be
//! confirmed by the owner of the address. For an address that has an account everything looks and takes the same, but for
//! the mail.
//!
//! Where a passkey comes first (pages N-3), it is made after the address is proven: for an address that has an account none
//! is made at all, and no authenticator keeps one that never opens anything.

mod applicant;
mod complete;
mod first_key;
mod newcomer;

use std::time::Duration;

pub(super) use applicant::provisional;
pub use applicant::{Applicant, RegistrationFault, RegistrationPolicy};
pub use first_key::{FirstKey, FirstPassword};
pub(super) use newcomer::{Arrival, Newcomer};

use super::Authenticator;
use super::error::Error;
use super::flow::LoginFlow;
use super::login::Login;
use super::mail_proof::{is_bound, new_code, typed_digits};
use super::password::Password;
use super::session::SignedIn;
use crate::audit::Origin;
use crate::ephemeral::Zone;
use crate::model::{Mail, Recipient, Registration, RegistrationRules, UserId, canonical_identifier};
use crate::secret::{Secret, constant_time_eq, token_hash};
use crate::storage::{registrations, users};

/// How long code and link work (product AU-23).
pub const LIFETIME: Duration = Duration::from_hours(24);
/// Digits of a code.
const CODE_DIGITS: usize = 6;
/// What its codes are for.
const CODE: &str = "registration";
/// Wrong codes of one registration at most (product AU-10).
const TRIES: u32 = 5;
/// Mails to one address because of registrations and changes of address, over all sources: 5 at once and 5 an hour, and with each five tries.
pub(super) const ADDRESS: Zone = Zone::new("registration_address", 5, Duration::from_hours(1), 5);

/// What became of an application.
#[derive(Clone, Debug)]
pub enum Applied {
    /// A mail is on its way, whoever the address belongs to.
    Sent,
    /// These have to change first.
    Refused(Vec<RegistrationFault>),
    /// Too many from here, or for this address: again after this time.
    Throttled(Duration),
    /// Nobody may register, or nothing could be mailed.
    Closed,
}

/// What became of a code or a link.
#[derive(Clone, Debug)]
pub enum Verified {
    /// There is an account, and its owner is signed in.
    SignedIn(Box<SignedIn>),
    /// There is an account, whose owner has to do this before a session begins.
    Required(Box<LoginFlow>),
    /// There is an account, and an administrator decides whether it may be used (pages N-7).
    Waits,
    /// The address is proven. There is no account yet: its owner makes a passkey first (pages N-3).
    KeyDue,
    /// The code does not fit.
    Wrong,
    /// Nothing waits here: it took too long, too many codes were wrong, or it is done.
    Over,
    /// Somebody else took the address meanwhile.
    Taken,
}

impl Authenticator {
    /// Whether people may register under `rules`: without mail nobody could prove an address.
    pub fn offers_registration(&self, rules: &RegistrationRules) -> bool {
        rules.is_open() && self.outbox.is_on()
    }

    /// Takes an application, and mails a code and a link to the address; to one that has an account, word of that.
    pub async fn apply(
        &self,
        origin: &Origin,
        login: Login<'_>,
        applicant: Applicant<'_>,
        policy: RegistrationPolicy<'_>,
    ) -> Result<Applied, Error> {
        if !self.offers_registration(policy.registration) {
            return Ok(Applied::Closed);
        }
        let (made, faults) = self.examined(origin, (applicant, false), policy).await;
        let Some((password, profile)) = made else { return Ok(Applied::Refused(faults)) };
        let email = applicant.email.trim();
        if let Some(wait) = self.registration_throttled(origin, email).await? {
            return Ok(Applied::Throttled(wait));
        }
        let registration = Registration {
            browser_hash: token_hash(login.browser.binding.expose()),
            password_hash: self.hashed(password.as_ref()).await?,
            profile,
            ..Registration::begun(origin, login.id, applicant, policy.registration)
        };
        self.send(origin, registration).await?;
        Ok(Applied::Sent)
    }

    /// The address whose proof is waited for in `login`.
    pub async fn registration(&self, origin: &Origin, login: Login<'_>) -> Result<Option<Registration>, Error> {
        let found = registrations::find(&self.database, &origin.realm, login.id).await?;
        Ok(found.filter(|found| belongs(found, login) && found.expires_at > origin.now))
    }

    /// Mails a new code and link; those before are void. Wrong codes stay counted.
    pub async fn resend_registration(&self, origin: &Origin, login: Login<'_>) -> Result<Option<Duration>, Error> {
        let Some(registration) = self.registration(origin, login).await? else { return Ok(None) };
        if let Some(wait) = self.registration_throttled(origin, &registration.email).await? {
            return Ok(Some(wait));
        }
        self.send(origin, registration).await?;
        Ok(None)
    }

    /// Takes the code of the mail.
    pub async fn submit_registration_code(
        &self,
        origin: &Origin,
        login: Login<'_>,
        typed: &str,
        rules: &RegistrationRules,
    ) -> Result<Verified, Error> {
        let Some(registration) = self.registration(origin, login).await? else { return Ok(Verified::Over) };
        let presented = self.code_digest(origin, (CODE, &registration.id), &typed_digits(typed));
        // Counted before it is looked at: tries at once count one by one.
        let mut tx = self.database.begin().await?;
        let may_try = registrations::count_try(&mut tx, &origin.realm, &registration.id, (TRIES, origin.now)).await?;
        tx.commit().await?;
        if !may_try {
            return Ok(Verified::Over);
        }
        if !constant_time_eq(presented.as_bytes(), registration.code_hash.as_bytes()) {
            return Ok(Verified::Wrong);
        }
        self.finish_registration(origin, login, registration, rules).await
    }

    /// The registration that the link of a mail with this digest of a token belongs to, and whether it began in the browser of `login`. Elsewhere the
    /// link proves nothing: whoever chose the password sits in front of the other browser.
    pub async fn registration_of_link(
        &self,
        origin: &Origin,
        login: Login<'_>,
        hash: &str,
    ) -> Result<Option<(Registration, bool)>, Error> {
        let found = registrations::find_by_link(&self.database, &origin.realm, hash).await?;
        let found = found.filter(|found| found.expires_at > origin.now);
        Ok(found.map(|found| {
            let is_own = is_browser(&found, login);
            (found, is_own)
        }))
    }

    /// A new code for the registration that the link belongs to, to be typed where it began; the one in the mail is void.
    pub async fn code_of_registration_link(
        &self,
        origin: &Origin,
        login: Login<'_>,
        hash: &str,
    ) -> Result<Option<Secret<String>>, Error> {
        let Some((mut registration, _)) = self.registration_of_link(origin, login, hash).await? else {
            return Ok(None);
        };
        let code = new_code(origin, CODE_DIGITS);
        registration.code_hash = self.code_digest(origin, (CODE, &registration.id), code.expose());
        let mut tx = self.database.begin().await?;
        let is_there = registrations::set_code(&mut tx, &registration).await?;
        tx.commit().await?;
        Ok(is_there.then_some(code))
    }

    /// Takes the link of the mail, opened in the browser in which the registration began.
    pub async fn submit_registration_link(
        &self,
        origin: &Origin,
        login: Login<'_>,
        hash: &str,
        rules: &RegistrationRules,
    ) -> Result<Verified, Error> {
        match self.registration_of_link(origin, login, hash).await? {
            Some((registration, true)) => self.finish_registration(origin, login, registration, rules).await,
            Some((_, false)) | None => Ok(Verified::Over),
        }
    }

    /// Goes on from a proven address: to the account, or to the passkey that it begins with.
    async fn finish_registration(
        &self,
        origin: &Origin,
        login: Login<'_>,
        registration: Registration,
        rules: &RegistrationRules,
    ) -> Result<Verified, Error> {
        // The rules may have changed since: what is closed is closed on every path (pages N-8).
        if !rules.admits(&registration.email) {
            return Ok(Verified::Over);
        }
        if rules.credential.is_passkey_first() || registration.password_hash.is_none() {
            return self.await_key(origin, login, registration).await;
        }
        self.complete(origin, login, &registration, rules).await
    }

    /// Writes the registration with a new code and link, and promises the mail.
    async fn send(&self, origin: &Origin, registration: Registration) -> Result<(), Error> {
        let code = new_code(origin, CODE_DIGITS);
        let token = origin.random.token("gr_");
        let known = users::find_by_identifier(&self.database, &origin.realm, &registration.email).await?;
        let mut registration = registration;
        // For an address that has an account, code and link are ones that nobody is told.
        let secret = if known.is_some() { origin.random.token("") } else { code.clone() };
        registration.code_hash = self.code_digest(origin, (CODE, &registration.id), secret.expose());
        registration.link_hash = match known {
            Some(_) => token_hash(origin.random.token("").expose()),
            None => token_hash(token.expose()),
        };
        let to = recipient(&registration, known.as_ref().map(|user| &user.id));
        let mail = match known {
            Some(_) => Mail::AccountExists,
            None => Mail::Registration { code: code.expose().clone(), token: token.expose().clone() },
        };
        let mut tx = self.database.begin().await?;
        registrations::put(&mut tx, &registration).await?;
        self.outbox.enqueue(&mut tx, origin, &to, mail).await?;
        tx.commit().await?;
        Ok(())
    }

    /// The hash of the password, where there is one.
    pub(super) async fn hashed(&self, password: Option<&Password>) -> Result<Option<String>, Error> {
        Ok(match password {
            Some(password) => Some(self.hasher.hash(password).await?),
            None => None,
        })
    }

    async fn registration_throttled(&self, origin: &Origin, email: &str) -> Result<Option<Duration>, Error> {
        if let Some(wait) = self.source_throttled(origin).await? {
            return Ok(Some(wait));
        }
        self.is_throttled(origin, (&ADDRESS, &token_hash(&canonical_identifier(email)))).await
    }

    /// How long whoever is here has to wait, after too many registrations.
    pub(super) async fn source_throttled(&self, origin: &Origin) -> Result<Option<Duration>, Error> {
        let Some(zone) = self.settings().limits.map(|limits| limits.registration.zone) else { return Ok(None) };
        self.is_throttled(origin, (&zone, &origin.source)).await
    }

    async fn is_throttled(&self, origin: &Origin, (zone, key): (&Zone, &str)) -> Result<Option<Duration>, Error> {
        if self.settings().limits.is_none() {
            return Ok(None);
        }
        let state = self.ephemeral.throttle(zone, origin.realm.as_str(), key).await?;
        if state.allowed {
            return Ok(None);
        }
        metrics::counter!("gatehouse_rate_limited_total", "zone" => zone.name).increment(1);
        Ok(Some(state.retry_after))
    }
}

fn recipient(registration: &Registration, user: Option<&UserId>) -> Recipient {
    Recipient {
        user_id: user.cloned(),
        address: registration.email.clone(),
        name: String::new(),
        locale: Some(registration.locale.clone()),
    }
}

fn belongs(registration: &Registration, login: Login<'_>) -> bool {
    registration.id == login.id && is_browser(registration, login)
}

fn is_browser(registration: &Registration, login: Login<'_>) -> bool {
    is_bound(&registration.browser_hash, login.browser)
}
