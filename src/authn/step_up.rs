//! Step-up (RFC 9470): whoever is signed in is asked for the proof that is missing, and for nothing else.
//!
//! The session stays the one it was, with one proof more. It gets a new secret, as after every proof (no fixation), and
//! neither more time nor a later `auth_time`: those belong to the login that a password or a passkey began
//! (decision 023).

use super::Authenticator;
use super::error::Error;
use super::flow::{LoginFlow, Method, StepUp, Transition, added};
use super::held::Held;
use super::login::{Login, Outcome};
use super::second_factor::{Match, Tried, count, still_holds};
use super::session::{SignedIn, Visit, new_token};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::model::BrowserSession;
use crate::model::acr::Class;
use crate::secret::token_hash;
use crate::storage::{Transaction, browser_sessions};

impl Authenticator {
    /// Asks whoever is signed in for what their session lacks for `login`. `None` when nothing they have enrolled would do,
    /// or the password was changed since they signed in: then the whole login is due.
    pub async fn begin_step_up(
        &self,
        origin: &Origin,
        login: Login<'_>,
        visit: &Visit,
    ) -> Result<Option<LoginFlow>, Error> {
        let (session, user) = (&visit.session, &visit.user);
        if !still_holds(user, session.auth_time) {
            return Ok(None);
        }
        let mut tx = self.database.begin().await?;
        let reached = Class::reached_by(&session.amr);
        let (methods, class) = self.methods_missing(&mut tx, login, (user, reached), origin.now).await?;
        tx.rollback().await?;
        if methods.is_empty() {
            return Ok(None);
        }
        let flow = LoginFlow::SecondFactor {
            user_id: user.id.clone(),
            amr: session.amr.clone(),
            proved_at: session.auth_time,
            methods,
            step_up: Some(StepUp { session: session.id.clone(), class }),
        };
        match self.keep(origin, login, Transition::To(flow), session.remembered.into()).await? {
            Outcome::Next(flow) => Ok(Some(flow)),
            Outcome::Again(..) | Outcome::SignedIn(_) => Ok(None),
        }
    }

    /// Ends `tx`, in which `found` was spent, with the session raised by it. Only the session that was to be raised is, in
    /// the browser that holds it: the proof alone signs nobody in.
    pub(super) async fn raise(
        &self,
        mut tx: Transaction,
        origin: &Origin,
        (step_up, held): (&StepUp, Vec<Held>),
        found: &Match,
    ) -> Result<Tried, Error> {
        let (own, others): (Vec<Held>, Vec<Held>) =
            held.into_iter().partition(|held| held.session.id == step_up.session);
        let Some(Held { session: old, token: old_token }) = own.into_iter().next() else { return Ok(Tried::Void) };
        let (token, method, evidence) = (new_token(&origin.random), found.method(), found.evidence());
        let amr = added(old.amr.clone(), evidence);
        let session = BrowserSession {
            acr: Class::reached_by(&amr).unasked().as_str().to_owned(),
            amr,
            last_seen_at: origin.now,
            idle_expires_at: old.idle_end(&self.settings().sessions, origin.now),
            ..old
        };
        if !browser_sessions::renew(&mut tx, &session, &token_hash(old_token.expose()), &token_hash(token.expose()))
            .await?
        {
            return Ok(Tried::Void);
        }
        let event = stepped_up(&session, method);
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        count(method, "success");
        let raised = SignedIn { session, token, trust: None, ended: Vec::new(), others, risk: Vec::new() };
        Ok(Tried::SignedIn(Box::new(raised), evidence))
    }
}

fn stepped_up(session: &BrowserSession, method: Method) -> Event<'_> {
    let (actor, target) = (Actor::User(&session.user_id), Target::Session(&session.id));
    let class = Class::reached_by(&session.amr).as_str();
    Event::success(EventName::SessionSteppedUp, actor, target).detail("method", method.as_str()).detail("class", class)
}
