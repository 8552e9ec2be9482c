//! A passkey first (pages N-3, product AU-04): when the address is proven, its owner makes a passkey, and the account begins
//! with it. Before that there is no user, and no authenticator holds a passkey that would open nothing. Making a key proves
//! nobody (pages K-10, decision 028): the session begins with its first use.

use super::applicant::{RegistrationFault, RegistrationPolicy, new_user};
use super::complete::Unsettled;
use super::newcomer::Newcomer;
use super::{Authenticator, Verified};
use crate::audit::Origin;
use crate::authn::ceremony::{Begun, Binding, CeremonyAnswer, CeremonyRequest};
use crate::authn::error::Error;
use crate::authn::login::Login;
use crate::authn::new_credential::new_handle;
use crate::authn::passkeys::NewCredential;
use crate::authn::webauthn::{Registrant, RelyingParty};
use crate::model::{CredentialKind, Field, Registration, RegistrationRules, User, UserId};
use crate::secret::token_hash;
use crate::storage::registrations;

/// What became of the passkey that an account was to begin with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FirstKey {
    /// There is an account, and its owner signs in with the passkey.
    Ready,
    /// There is an account, and an administrator decides whether it may be used (pages N-7).
    Waits,
    /// What the browser sent does not fit what was asked.
    Refused,
    /// It was asked too long ago, or answered before.
    Expired,
    /// Nothing waits here: it took too long, it is done, or nobody is let in any more.
    Over,
    /// Somebody else took the address meanwhile.
    Taken,
}

/// What became of a password in the place of a passkey.
#[derive(Clone, Debug)]
pub enum FirstPassword {
    /// It counts, and this follows.
    Done(Verified),
    /// These speak against it.
    Refused(Vec<RegistrationFault>),
}

impl From<Unsettled> for FirstKey {
    fn from(unsettled: Unsettled) -> Self {
        match unsettled {
            Unsettled::Over => Self::Over,
            Unsettled::Taken => Self::Taken,
        }
    }
}

impl Authenticator {
    /// The registration of `login` whose address is proven, and that lacks what its owner will sign in with.
    pub async fn proven_registration(&self, origin: &Origin, login: Login<'_>) -> Result<Option<Registration>, Error> {
        let found = self.registration(origin, login).await?;
        Ok(found.filter(|found| found.proved_at.is_some()))
    }

    /// Asks the browser for the passkey of the account to be. `None` when no address is proven here.
    pub async fn begin_first_key(
        &self,
        origin: &Origin,
        login: Login<'_>,
        party: &RelyingParty,
    ) -> Result<Option<CeremonyRequest>, Error> {
        let Some(registration) = self.proven_registration(origin, login).await? else { return Ok(None) };
        let (handle, name) = (new_handle(origin), name_of(&registration));
        let registrant = Registrant {
            handle: &handle,
            name: &registration.email,
            display_name: &name,
            credentials: &[],
            must_be_discoverable: true,
        };
        let (options, challenge) = party.begin_registration(CredentialKind::Passkey, &registrant)?;
        let begun = Begun { options, challenge, handle: Some(handle) };
        self.keep_ceremony(origin, Binding::newcomer(login, &registration), begun).await.map(Some)
    }

    /// Makes the account, with the passkey that the browser has made.
    pub async fn register_with_key(
        &self,
        origin: &Origin,
        login: Login<'_>,
        (party, answer): (&RelyingParty, CeremonyAnswer<'_>),
        rules: &RegistrationRules,
    ) -> Result<FirstKey, Error> {
        let found = self.proven_registration(origin, login).await?;
        // The rules may have changed since: what is closed is closed on every path (pages N-8).
        let Some(registration) = found.filter(|found| found.is_admitted(rules)) else { return Ok(FirstKey::Over) };
        let user = User { password_hash: None, ..new_user(origin, &registration, registration.status(rules)) };
        let (id, kind) = (UserId::clone(&user.id), CredentialKind::Passkey);
        let binding = Binding::newcomer(login, &registration);
        let new = match self.read_credential(origin, party, (&binding, &id, kind), answer).await? {
            // Without a password nobody names themselves before the passkey does: it has to be found by itself.
            Ok(new) if new.row.discoverable != Some(false) => new,
            Err(NewCredential::Expired) => return Ok(FirstKey::Expired),
            Ok(_) | Err(_) => return Ok(FirstKey::Refused),
        };
        let invitation = self.invitation_of(origin, &registration).await?;
        let mut tx = self.database.begin().await?;
        if let Err(unsettled) = self.settle(&mut tx, origin, (&registration, invitation.as_ref()), &user).await? {
            return Ok(unsettled.into());
        }
        if self.store_credential(&mut tx, origin, &user, &new).await?.is_err() {
            return Ok(FirstKey::Refused);
        }
        let terms = registration.terms_version.as_deref();
        let newcomer = Newcomer { user: &user, terms, amr: &[], by: registration.way() };
        let is_let_in = self.receive_without_session(&mut tx, origin, newcomer).await?;
        tx.commit().await?;
        metrics::counter!("user_registrations_total").increment(1);
        metrics::counter!("two_factor_attempts_total", "action" => "enable").increment(1);
        Ok(if is_let_in { FirstKey::Ready } else { FirstKey::Waits })
    }

    /// Makes the account with a password instead, where the realm lets people choose one.
    pub async fn register_with_password(
        &self,
        origin: &Origin,
        login: Login<'_>,
        typed: &str,
        policy: RegistrationPolicy<'_>,
    ) -> Result<FirstPassword, Error> {
        let rules = policy.registration;
        let found = self.proven_registration(origin, login).await?;
        let Some(registration) = found.filter(|found| rules.credential.takes_password() && found.is_admitted(rules))
        else {
            return Ok(FirstPassword::Done(Verified::Over));
        };
        let password = match self.examined_password(origin, (&registration.email, typed), policy.passwords).await {
            Ok(password) => password,
            Err(faults) => return Ok(FirstPassword::Refused(faults)),
        };
        let registration = Registration { password_hash: self.hashed(Some(&password)).await?, ..registration };
        self.complete(origin, login, &registration, rules).await.map(FirstPassword::Done)
    }

    /// Puts a registration whose code or link was right where its passkey is awaited: for one caller. The mail is nothing
    /// any more.
    pub(super) async fn await_key(
        &self,
        origin: &Origin,
        login: Login<'_>,
        registration: Registration,
    ) -> Result<Verified, Error> {
        let mut tx = self.database.begin().await?;
        if !registrations::take(&mut tx, &registration, origin.now).await? {
            return Ok(Verified::Over);
        }
        registrations::put(&mut tx, &proven(origin, login, registration)).await?;
        tx.commit().await?;
        Ok(Verified::KeyDue)
    }

    /// Keeps a registration whose address was proven in another way until its passkey is made.
    pub(in crate::authn) async fn keep_proven(
        &self,
        origin: &Origin,
        login: Login<'_>,
        registration: Registration,
    ) -> Result<(), Error> {
        let mut tx = self.database.begin().await?;
        registrations::put(&mut tx, &proven(origin, login, registration)).await?;
        tx.commit().await?;
        Ok(())
    }
}

/// `registration` as one that is proven in `login`, which may be another one of the same browser. Its digests are those of
/// values that nobody was told.
fn proven(origin: &Origin, login: Login<'_>, registration: Registration) -> Registration {
    Registration {
        id: login.id.to_owned(),
        password_hash: None,
        code_hash: token_hash(origin.random.token("").expose()),
        link_hash: token_hash(origin.random.token("").expose()),
        proved_at: Some(origin.now),
        ..registration
    }
}

/// What authenticators show beside the address: the name that was told, else the address.
fn name_of(registration: &Registration) -> String {
    let told = |field: Field| registration.profile.get(&field).map(String::as_str).filter(|told| !told.is_empty());
    let both = [told(Field::GivenName), told(Field::FamilyName)].into_iter().flatten().collect::<Vec<_>>().join(" ");
    told(Field::Name)
        .map(str::to_owned)
        .or_else(|| Some(both).filter(|both| !both.is_empty()))
        .or_else(|| told(Field::Nickname).map(str::to_owned))
        .unwrap_or_else(|| registration.email.clone())
}
