//! What came back from the mailbox: a code that was typed, or a link that was opened.

use std::time::Duration;

use super::super::risk::Manner;
use super::{CODE, CODE_DIGITS, email_hash, may_enter};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::authn::Authenticator;
use crate::authn::attempts::Account;
use crate::authn::error::Error;
use crate::authn::flow::{Complaint, EMAIL, Judgment, LoginFlow, Submission, Transition};
use crate::authn::login::{Login, Outcome};
use crate::authn::mail_proof::{is_bound, new_code, typed_digits};
use crate::authn::session::{Browser, Proof, SignedIn};
use crate::model::{EMAIL_CODE_WINDOW, EmailCode, LinkPurpose, UserId};
use crate::secret::{Secret, constant_time_eq};
use crate::storage::{email_codes, users};

/// A link that a browser has opened, and what it belongs to.
#[derive(Clone, Debug)]
pub struct EmailLink {
    code: EmailCode,
    /// Whether it was asked for in this browser. Anywhere else it signs nobody in.
    pub is_at_home: bool,
}

impl EmailLink {
    /// The login that it is for.
    pub fn login_id(&self) -> &str {
        &self.code.login_id
    }
}

/// A judgment, and the session that began with it.
type Judged = (Judgment, Option<Box<SignedIn>>);

impl Authenticator {
    /// Takes the code of the mail into the login that waits for it. Tries are counted before they are looked at, over
    /// every ask, flow, instance and source of an account, in the same way for one that does not exist.
    pub async fn submit_email_code(&self, origin: &Origin, login: Login<'_>, typed: &str) -> Result<Outcome, Error> {
        let step = self.step(origin, login).await?;
        let LoginFlow::EmailCode { identifier, id, .. } = &step.flow else { return Ok(Outcome::Next(step.flow)) };
        if !self.offers_email_code(login) {
            return self.restart(origin, login).await;
        }
        if typed.trim().is_empty() {
            return Ok(Outcome::Again(step.flow, Complaint::CodeMissing));
        }
        let found = users::find_by_identifier(&self.database, &origin.realm, identifier).await?;
        let account = Account::new(identifier, found);
        if let Some(wait) = self.count_email_try(origin, &account).await? {
            let locked = (Judgment::Locked(wait), None);
            return self.follow(origin, login, (step.flow, step.manner), locked).await;
        }
        let presented = self.code_digest(origin, (CODE, id), &typed_digits(typed));
        let user = account.user.as_ref().map(|user| &user.id);
        let fits = email_codes::find(&self.database, &origin.realm, id).await?.filter(|row| {
            constant_time_eq(row.code_hash.as_bytes(), presented.as_bytes()) && user == Some(&row.user_id)
        });
        let judged = match fits {
            Some(row) => self.enter(origin, login, (&row, step.manner)).await?,
            None => self.refuse_mail(origin, user, "wrong_code").await?,
        };
        self.follow(origin, login, (step.flow, step.manner), judged).await
    }

    /// The link for signing in that `browser` has opened last, if it is still good.
    pub async fn email_link(&self, origin: &Origin, browser: &Browser) -> Result<Option<EmailLink>, Error> {
        let Some(hash) = self.opened_link(origin, browser, LinkPurpose::SignIn).await? else { return Ok(None) };
        let found = email_codes::find_by_token(&self.database, &origin.realm, &hash).await?;
        Ok(found.filter(|code| code.expires_at > origin.now).map(|code| {
            let is_at_home = is_bound(&code.browser_hash, browser);
            EmailLink { code, is_at_home }
        }))
    }

    /// A new code for the login that `link` belongs to, to be typed where it began; the one in the mail is void. `None` when
    /// the link was used meanwhile.
    pub async fn code_of_email_link(&self, origin: &Origin, link: &EmailLink) -> Result<Option<Secret<String>>, Error> {
        let code = new_code(origin, CODE_DIGITS);
        let code_hash = self.code_digest(origin, (CODE, &link.code.id), code.expose());
        let mut tx = self.database.begin().await?;
        let renewed = EmailCode { code_hash, ..link.code.clone() };
        let is_there = email_codes::set_code(&mut tx, &renewed, origin.now).await?;
        tx.commit().await?;
        Ok(is_there.then_some(code))
    }

    /// Takes the link of the mail into the login that it is for, in the browser that asked. `None` when that login does not
    /// wait for it any more, or the link was used.
    pub async fn submit_email_link(
        &self,
        origin: &Origin,
        login: Login<'_>,
        link: &EmailLink,
    ) -> Result<Option<Outcome>, Error> {
        let step = self.step(origin, login).await?;
        let waits = matches!(&step.flow, LoginFlow::EmailCode { id, .. } if *id == link.code.id);
        if !waits || !link.is_at_home || !self.offers_email_code(login) {
            return Ok(None);
        }
        let judged = self.enter(origin, login, (&link.code, step.manner)).await?;
        if judged.0 == Judgment::Wrong {
            return Ok(None);
        }
        self.follow(origin, login, (step.flow, step.manner), judged).await.map(Some)
    }

    async fn follow(
        &self,
        origin: &Origin,
        login: Login<'_>,
        (flow, manner): (LoginFlow, Manner),
        (judgment, signed_in): Judged,
    ) -> Result<Outcome, Error> {
        match (flow.submit(Submission::EmailCode(judgment)), signed_in) {
            (Transition::To(_), Some(signed_in)) => {
                self.forget(origin, login).await?;
                Ok(Outcome::SignedIn(signed_in))
            }
            (transition, _) => self.keep(origin, login, transition, manner).await,
        }
    }

    /// Counts a try; how long to wait when there is none left.
    async fn count_email_try(&self, origin: &Origin, account: &Account) -> Result<Option<Duration>, Error> {
        let realm = &origin.realm;
        let mut tx = self.database.begin().await?;
        let may_try = email_codes::count_try(&mut tx, realm, &account.key, origin.now).await?;
        tx.commit().await?;
        if may_try {
            return Ok(None);
        }
        let tally = email_codes::tally(&self.database, realm, &account.key).await?;
        count("locked");
        Ok(Some(tally.map_or(EMAIL_CODE_WINDOW, |(_, until)| until.since(origin.now))))
    }

    /// One transaction: is what was mailed still unused, in this login and browser, and its owner the same; then whatever else
    /// the login has to prove or do, or the session.
    async fn enter(
        &self,
        origin: &Origin,
        login: Login<'_>,
        (code, manner): (&EmailCode, Manner),
    ) -> Result<Judged, Error> {
        let (realm, id) = (&origin.realm, &code.user_id);
        if code.login_id != login.id || !is_bound(&code.browser_hash, login.browser) {
            return self.refuse_mail(origin, Some(id), "not_for_this").await;
        }
        let held = self.sessions_of(origin, login.browser).await?;
        let mut tx = self.database.begin().await?;
        let user = users::find_locked(&mut tx, realm, id).await?;
        let user = user.filter(|user| may_enter(user) && email_hash(user) == code.email_hash);
        let Some(user) = user else {
            drop(tx);
            return self.refuse_mail(origin, Some(id), "suspended").await;
        };
        if !email_codes::take(&mut tx, code, origin.now).await? {
            drop(tx);
            return self.refuse_mail(origin, Some(id), "code_over").await;
        }
        email_codes::clear_tally(&mut tx, realm, id.as_str()).await?;
        let methods = self.methods_due(&mut tx, login, &user, origin.now).await?;
        if !methods.is_empty() {
            tx.commit().await?;
            return Ok((Judgment::Half(user.id, origin.now, methods), None));
        }
        let amr = [EMAIL.to_owned()];
        if let Some(action) = self.required(&mut tx, login, (&user, &amr), origin.now).await? {
            tx.commit().await?;
            return Ok((Judgment::Required(user.id, origin.now, action), None));
        }
        let proof = Proof { user: &user, amr: &amr, manner };
        let Some(signed_in) = self.begin_session(&mut tx, origin, &proof, (login, held)).await? else {
            // What was mailed stays good: it was right.
            tx.rollback().await?;
            self.refuse_mail(origin, Some(id), "session_limit").await?;
            return Ok((Judgment::TooManySessions, None));
        };
        let event = signed_in.event();
        audit::record(&mut tx, origin, &event.detail("method", "email-code")).await?;
        tx.commit().await?;
        count("success");
        Ok((Judgment::Correct(user.id), Some(Box::new(signed_in))))
    }

    async fn refuse_mail(&self, origin: &Origin, user: Option<&UserId>, reason: &str) -> Result<Judged, Error> {
        let mut tx = self.database.begin().await?;
        let target = user.map_or(Target::Nothing, Target::User);
        let event = Event::failure(EventName::LoginFailed, Actor::Anonymous, target);
        let event = event.detail("method", "email-code").detail("reason", reason);
        audit::record(&mut tx, origin, &event).await?;
        tx.commit().await?;
        count("failure");
        Ok((Judgment::Wrong, None))
    }
}

fn count(result: &'static str) {
    metrics::counter!("authentication_attempts_total", "result" => result, "method" => "email-code").increment(1);
}
