//! What every page of the account area has: the person, the links, a guarded form.

use actix_web::http::StatusCode;

use super::Section;
use crate::account::inbox;
use crate::authn::{KeptForm, Visit};
use crate::model::{AVATAR_PATH, User};
use crate::theme::{AccountBody, AccountPage, Notice, Page, SectionLink};
use crate::web::csrf;
use crate::web::form::PageForm;
use crate::web::interaction::account;
use crate::web::page::{Answer, Failure, Reply};
use crate::web::visitor::Visitor;

/// The pages of the area, in order.
pub const SECTIONS: [(&str, &str); 14] = [
    ("overview", "/account"),
    ("inbox", "/account/inbox"),
    ("profile", "/account/profile"),
    ("email", "/account/email"),
    ("password", "/account/password"),
    ("passkeys", "/account/passkeys"),
    ("authenticator", "/account/authenticator"),
    ("backup-codes", "/account/backup-codes"),
    ("sessions", "/account/sessions"),
    ("devices", "/account/devices"),
    ("applications", "/account/applications"),
    ("activity", "/account/activity"),
    ("notifications", "/account/notifications"),
    ("privacy", "/account/privacy"),
];

/// A page of the area in front of the person it belongs to.
pub struct Room {
    /// Who is signed in.
    pub visit: Visit,
    /// Notices that were not read yet.
    pub unread: usize,
    /// What was typed here before the login that the page asked for.
    kept: Option<KeptForm>,
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
                Ok(Self { unread: inbox::unread(database, whose).await?, visit, kept: None, name })
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
            && self.is_genuine(visitor, form)
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
    pub fn is_genuine(&self, visitor: &Visitor, form: &PageForm) -> bool {
        form.is_genuine(&visitor.context, visitor.binding(), &self.form_name())
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
            body,
        };
        Reply {
            csrf: csrf::token(&visitor.context, visitor.binding(), &self.form_name()),
            ..Reply::ok(Page::Account(Box::new(page)))
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

/// Where the picture of `user` is, if it is one of ours: pages fetch from nowhere else.
fn picture(visitor: &Visitor, user: &User) -> Option<String> {
    let path = user.claims.get("picture").and_then(serde_json::Value::as_str)?;
    path.starts_with(AVATAR_PATH).then(|| visitor.path(path))
}

const NOTICES: [Notice; 20] = [
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
    }
}

/// What the query says was done: one of our own sentences, whoever wrote the query.
fn notice(visitor: &Visitor) -> Option<Notice> {
    let done = visitor.query.split('&').find_map(|pair| pair.strip_prefix("done="))?;
    NOTICES.into_iter().find(|notice| word(*notice) == done)
}
