//! A passkey or a security key that is enrolled because a login demands a second factor (product AU-20, pages F-9). Adding it
//! proves nobody (pages K-10): the login then asks for that key, and the session begins with its first use.

use super::Authenticator;
use super::ceremony::{Binding, CeremonyAnswer, CeremonyRequest};
use super::error::Error;
use super::factors::is_half;
use super::flow::{Complaint, LoginFlow, Method, Submission};
use super::login::{Login, Outcome, Step};
use super::new_credential::NewKey;
use super::passkeys::NewCredential;
use super::required::{RequiredAction, RequiredJudgment};
use super::second_factor::still_holds;
use super::webauthn::RelyingParty;
use crate::audit::Origin;
use crate::model::{CredentialKind, EndReason, UserId};
use crate::storage::users;

/// What became of the transaction.
enum Added {
    /// It counts from now on, and one of these is due.
    Due(Vec<Method>),
    No(NewCredential),
    Void,
}

impl Authenticator {
    /// Asks the browser of a login that demands a second factor for a new key. `None` when nothing of the kind is demanded, or
    /// the user has enough.
    pub async fn begin_key_at_login(
        &self,
        origin: &Origin,
        login: Login<'_>,
        party: &RelyingParty,
        kind: CredentialKind,
    ) -> Result<Option<CeremonyRequest>, Error> {
        let step = self.step(origin, login).await?;
        let Some(user_id) = enrolling(&step) else { return Ok(None) };
        let Some(user) = users::find(&self.database, &origin.realm, user_id).await? else { return Ok(None) };
        let binding = Binding::enrollment(login, user_id, kind);
        self.ask_for_credential(origin, party, (&user, kind), binding).await
    }

    /// Adds the key that the browser has made. Sessions that began without it end.
    pub async fn enroll_key_at_login(
        &self,
        origin: &Origin,
        login: Login<'_>,
        party: &RelyingParty,
        (kind, answer): (CredentialKind, CeremonyAnswer<'_>),
    ) -> Result<Outcome, Error> {
        let step = self.step(origin, login).await?;
        let Some(user_id) = enrolling(&step) else { return Ok(Outcome::Next(step.flow)) };
        let binding = Binding::enrollment(login, user_id, kind);
        let added = match self.read_credential(origin, party, (&binding, user_id, kind), answer).await? {
            Ok(new) => self.add_key(origin, login, &step, &new).await?,
            Err(refusal) => Added::No(refusal),
        };
        match added {
            Added::Due(methods) => {
                metrics::counter!("two_factor_attempts_total", "action" => "enable").increment(1);
                self.end_all_sessions(origin, user_id, EndReason::UserChanged).await?;
                let transition = step.flow.submit(Submission::Required(RequiredJudgment::Prove(methods)));
                self.keep(origin, login, transition, step.manner).await
            }
            Added::No(NewCredential::Expired) => Ok(Outcome::Again(step.flow, Complaint::KeyExpired)),
            Added::No(_) => Ok(Outcome::Again(step.flow, Complaint::WrongKey)),
            // Enrolled elsewhere meanwhile, the password was changed, or the user may not sign in: from the start.
            Added::Void => self.restart(origin, login).await,
        }
    }

    /// One transaction: is the proof still good, the key, its event, and what is asked for now.
    async fn add_key(&self, origin: &Origin, login: Login<'_>, step: &Step, new: &NewKey) -> Result<Added, Error> {
        let LoginFlow::Required { user_id, amr, proved_at, .. } = &step.flow else { return Ok(Added::Void) };
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, &origin.realm, user_id).await?;
        let Some(user) = user.filter(|user| still_holds(user, *proved_at)) else { return Ok(Added::Void) };
        // Whoever has a factor by now proves that one: a password alone adds no other.
        if is_half(amr) && !self.methods_due(&mut tx, login, &user, origin.now).await?.is_empty() {
            return Ok(Added::Void);
        }
        if let Err(refusal) = self.add_credential(&mut tx, origin, &user, new).await? {
            return Ok(Added::No(refusal));
        }
        let mut due = self.methods_due(&mut tx, login, &user, origin.now).await?;
        if !due.contains(&Method::Passkey) {
            // The rule is gone meanwhile; the key is there, and is shown once all the same.
            due.insert(0, Method::Passkey);
        }
        tx.commit().await?;
        Ok(Added::Due(due))
    }
}

/// Of whom `step` demands a second factor.
const fn enrolling(step: &Step) -> Option<&UserId> {
    let LoginFlow::Required { user_id, action: RequiredAction::Enroll { .. }, .. } = &step.flow else { return None };
    Some(user_id)
}
