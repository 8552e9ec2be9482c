//! What every page of the account area has: the person, the links, a guarded form.

use actix_web::http::StatusCode;

use super::{Section, back};
use crate::account::inbox;
use crate::authn::{KeptForm, Visit};
use crate::theme::{AccountBody, AccountChoice, AccountPage, ErrorKind, Notice, Page, SectionLink, Switcher, WayBack};
use crate::web::csrf;
use crate::web::form::PageForm;
use crate::web::interaction::{Card, account, chooser_form, picture};
use crate::web::page::{Answer, Failure, Reply};
use crate::web::visitor::Visitor;

/// The pages of the area, in order.
pub const SECTIONS: [(&str, &str); 15] = [
    ("overview", "/account"),
    ("inbox", "/account/inbox"),
    ("profile", "/account/profile"),
    ("email", "/account/email"),
    ("password", "/account/password"),
    ("passkeys", "/account/passkeys"),
    ("authenticator", "/account/authenticator"),
    ("backup-codes", "/account/backup-codes"),
    ("links", "/account/links"),
    ("sessions", "/account/sessions"),
    ("devices", "/account/devices"),
    ("applications", "/account/applications"),
    ("activity", "/account/activity"),
    ("notifications", "/account/notifications"),
    ("privacy", "/account/privacy"),
];

/// Between the mark of the person and the token of the form; in neither.
const JOINT: char = '.';

/// A page of the area in front of the person it belongs to.
pub struct Room {
    /// Who is signed in.
    pub visit: Visit,
    /// Notices that were not read yet.
    pub unread: usize,
    /// What was typed here before the login that the page asked for.
    kept: Option<KeptForm>,
    /// The others who are signed in in this browser.
    others: Vec<AccountChoice>,
    /// The way back to the application that they came from.
    back: Option<WayBack>,
    name: &'static str,
}

impl Room {
    /// The page called `name`. Nobody is signed in: to the login, and then here.
    pub async fn open(visitor: &Visitor, name: &'static str) -> Result<Result<Self, Answer>, Failure> {
        Ok(match visitor.visit().await? {
            // An account that is to be deleted can be kept, and nothing else.
            Some(visit) if visit.user.delete_at.is_some() && name != Section::Privacy.as_str() => {
                Err(Answer::Go(visitor.path(Section::Privacy.path()), Vec::new()))
            }
            Some(visit) => {
                let (database, whose) = (visitor.context.database(), (visitor.context.realm(), &visit.user.id));
                let unread = inbox::unread(database, whose).await?;
                let (others, back) = (others(visitor, &visit).await?, back::way(visitor).await?);
                Ok(Self { unread, others, back, visit, kept: None, name })
            }
            // Who signs in now goes on to the page that was asked for.
            None if name == "overview" => Err(Answer::Go(visitor.path("/login"), Vec::new())),
            None => Err(Answer::Go(visitor.path(&format!("/login?then={name}")), Vec::new())),
        })
    }

    /// The page of `section`, which asks for a fresh login first.
    pub async fn open_fresh(visitor: &Visitor, section: Section) -> Result<Result<Self, Answer>, Failure> {
        match Self::open(visitor, section.as_str()).await? {
            Ok(room) => room.demand_fresh(visitor, section, None).await,
            Err(elsewhere) => Ok(Err(elsewhere)),
        }
    }

    /// The same for a form that was sent: what `kept` holds of it is given back after the login.
    pub async fn open_fresh_for(
        visitor: &Visitor,
        section: Section,
        (form, kept): (&PageForm, KeptForm),
    ) -> Result<Result<Self, Answer>, Failure> {
        match Self::open(visitor, section.as_str()).await? {
            Ok(room) => room.demand_fresh(visitor, section, Some((form, kept))).await,
            Err(elsewhere) => Ok(Err(elsewhere)),
        }
    }

    /// The same page after a fresh login, which `section` asks for. What was `sent` is done by nobody but the person, who
    /// finds it in the page again (product AC-19); of a form that is not ours nothing is kept.
    pub async fn demand_fresh(
        mut self,
        visitor: &Visitor,
        section: Section,
        sent: Option<(&PageForm, KeptForm)>,
    ) -> Result<Result<Self, Answer>, Failure> {
        let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
        let page = section.as_str();
        if self.visit.is_fresh(visitor.context.now) {
            if sent.is_none() {
                self.kept = authenticator.take_form(&origin, (&self.visit, page)).await?;
            }
            return Ok(Ok(self));
        }
        if let Some((form, kept)) = sent
            && self.is_genuine(visitor, form)?
        {
            authenticator.keep_form(&origin, (&self.visit, page), &kept).await?;
        }
        Ok(Err(Answer::Go(visitor.path(&format!("/account/confirm/{page}/password")), Vec::new())))
    }

    /// What was typed into a field before the login that the page asked for.
    pub fn kept(&self, name: &str) -> Option<&str> {
        self.kept.as_ref().and_then(|kept| kept.get(name))
    }

    /// Whether something was sent before that login.
    pub const fn is_kept(&self) -> bool {
        self.kept.is_some()
    }

    fn path(&self) -> &'static str {
        // No link of the area leads to it.
        const LOCK: (&str, &str) = ("lock", "/account/lock");
        SECTIONS.iter().chain([&LOCK]).find(|(name, _)| *name == self.name).map_or("/account", |(_, path)| path)
    }

    /// The name under which the forms of the page are guarded.
    pub fn form_name(&self) -> String {
        format!("account/{}/{}", self.visit.session.id, self.name)
    }

    /// Whether `form` is the one shown in this session. If not, the page is shown again: it may just be old.
    ///
    /// # Errors
    /// The form was shown to somebody else, who was current in this browser then: nothing of it belongs on this page.
    pub fn is_genuine(&self, visitor: &Visitor, form: &PageForm) -> Result<bool, Failure> {
        self.is_token(visitor, form.get("csrf").unwrap_or_default())
    }

    /// The same of the token alone.
    pub fn is_token(&self, visitor: &Visitor, presented: &str) -> Result<bool, Failure> {
        let Some((whose, token)) = presented.split_once(JOINT) else { return Ok(false) };
        if whose != self.mark(visitor) {
            return Err(Failure::Refused(ErrorKind::OtherAccount, StatusCode::FORBIDDEN));
        }
        Ok(csrf::is_valid(&visitor.context, visitor.binding(), &self.form_name(), token))
    }

    /// Guards the forms of the page, and tells whose it is.
    fn token(&self, visitor: &Visitor) -> String {
        let token = csrf::token(&visitor.context, visitor.binding(), &self.form_name());
        format!("{}{JOINT}{token}", self.mark(visitor))
    }

    fn mark(&self, visitor: &Visitor) -> String {
        csrf::mark(&visitor.context, visitor.binding(), self.visit.user.id.as_str())
    }

    /// The page with `body`.
    pub fn reply(&self, visitor: &Visitor, body: AccountBody) -> Reply {
        let page = AccountPage {
            account: account(&self.visit.user),
            links: SECTIONS
                .iter()
                // The others would lead back here.
                .filter(|(name, _)| self.visit.user.delete_at.is_none() || *name == self.name)
                .map(|(name, path)| SectionLink {
                    name,
                    page: visitor.path(path),
                    current: *name == self.name,
                    unread: if *name == "inbox" { self.unread } else { 0 },
                })
                .collect(),
            picture: picture(visitor, &self.visit.user),
            notice: notice(visitor),
            focus: self.kept.as_ref().map(|kept| kept.focus.clone()),
            action: visitor.path(self.path()),
            sign_out: visitor.path("/logout"),
            switcher: self.switcher(visitor),
            back: self.back.clone(),
            body,
        };
        Reply { csrf: self.token(visitor), ..Reply::ok(Page::Account(Box::new(page))) }
    }

    /// The way to others who are signed in, and to a further sign-in.
    fn switcher(&self, visitor: &Visitor) -> Switcher {
        Switcher {
            action: visitor.path("/login/select-account"),
            csrf: csrf::token(&visitor.context, visitor.binding(), &chooser_form()),
            others: self.others.clone(),
            add: visitor.path("/login?account=other"),
        }
    }

    /// The page with what is wrong.
    pub fn refuse(&self, visitor: &Visitor, body: AccountBody) -> Reply {
        Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..self.reply(visitor, body) }
    }

    /// Back to the page, which then says what was done.
    pub fn done(&self, visitor: &Visitor, notice: Notice) -> Answer {
        Answer::Go(format!("{}?done={}", visitor.path(self.path()), word(notice)), Vec::new())
    }
}

/// Who else is signed in in this browser. Asks the database only where somebody may be.
async fn others(visitor: &Visitor, visit: &Visit) -> Result<Vec<AccountChoice>, Failure> {
    if visitor.browser.other_sessions.is_empty() {
        return Ok(Vec::new());
    }
    let mut visits = visitor.visits().await?;
    visits.retain(|other| other.user.id != visit.user.id);
    Ok(visits.iter().map(|visit| Card::signed_in(visit).shown(visitor)).collect())
}

const NOTICES: [Notice; 22] = [
    Notice::EmailProven,
    Notice::EmailChanged,
    Notice::EmailCanceled,
    Notice::AccountKept,
    Notice::ExportRequested,
    Notice::PictureChanged,
    Notice::PictureRemoved,
    Notice::ProfileChanged,
    Notice::PasswordChanged,
    Notice::FactorAdded,
    Notice::FactorRemoved,
    Notice::PasskeyAdded,
    Notice::SecurityKeyAdded,
    Notice::PasskeyRemoved,
    Notice::PasskeyRenamed,
    Notice::SessionEnded,
    Notice::DeviceDistrusted,
    Notice::ApplicationRevoked,
    Notice::NotificationsChanged,
    Notice::InboxRead,
    Notice::IdentityLinked,
    Notice::IdentityUnlinked,
];

/// The word of a notice in queries.
pub const fn word(notice: Notice) -> &'static str {
    match notice {
        Notice::PictureChanged => "picture-changed",
        Notice::PictureRemoved => "picture-removed",
        Notice::ProfileChanged => "profile-changed",
        Notice::PasswordChanged => "password-changed",
        Notice::FactorAdded => "factor-added",
        Notice::FactorRemoved => "factor-removed",
        Notice::PasskeyAdded => "passkey-added",
        Notice::SecurityKeyAdded => "security-key-added",
        Notice::PasskeyRemoved => "passkey-removed",
        Notice::PasskeyRenamed => "passkey-renamed",
        Notice::SessionEnded => "session-ended",
        Notice::DeviceDistrusted => "device-distrusted",
        Notice::ApplicationRevoked => "application-revoked",
        Notice::NotificationsChanged => "notifications-changed",
        Notice::InboxRead => "inbox-read",
        Notice::EmailChanged => "email-changed",
        Notice::EmailCanceled => "email-canceled",
        Notice::EmailProven => "email-proven",
        Notice::AccountKept => "account-kept",
        Notice::ExportRequested => "export-requested",
        Notice::IdentityLinked => "identity-linked",
        Notice::IdentityUnlinked => "identity-unlinked",
    }
}

/// What the query says was done: one of our own sentences, whoever wrote the query.
fn notice(visitor: &Visitor) -> Option<Notice> {
    let done = visitor.query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    NOTICES.into_iter().find(|notice| word(*notice) == done)
}
