//! What every page of the console has: the administrator, the rooms, a guarded form.

use actix_web::http::StatusCode;

use super::door;
use crate::admin;
use crate::authn::Visit;
use crate::secret::token_hash;
use crate::theme::{ConsoleBody, ConsolePage, Page, SectionLink};
use crate::web::csrf;
use crate::web::form::PageForm;
use crate::web::interaction::account;
use crate::web::page::{Answer, Failure, Reply};
use crate::web::visitor::Visitor;

/// The rooms there are, in order.
const ROOMS: [(&str, &str); 3] = [("overview", "/admin"), ("clients", "/admin/clients"), ("users", "/admin/users")];

/// A page of the console in front of somebody who administers the realm at this moment.
pub struct Room {
    /// Who, in the browser session that the console hangs on.
    pub visit: Visit,
    /// Names the console session in forms.
    session: String,
}

impl Room {
    /// The room of whoever asks. Otherwise what they meet instead, the same at every address.
    pub async fn open(visitor: &Visitor) -> Result<Result<Self, Answer>, Failure> {
        let Some(room) = Self::live(visitor).await? else { return door::meet(visitor).await.map(Err) };
        // A role that was withdrawn a moment ago is gone.
        if admin::administers(visitor.context.database(), visitor.context.realm(), &room.visit.user.id).await? {
            Ok(Ok(room))
        } else {
            Ok(Err(door::refused(visitor)))
        }
    }

    /// The room of a live console session, whatever its person may do by now.
    pub async fn live(visitor: &Visitor) -> Result<Option<Self>, Failure> {
        let Some(token) = &visitor.console else { return Ok(None) };
        let (authenticator, origin) = (&visitor.state.authenticator, visitor.origin());
        let Some(visit) = authenticator.find_console(&origin, (&visitor.browser, token)).await? else {
            return Ok(None);
        };
        let visit = visitor.go_on_as(visit).await?;
        Ok(visit.map(|visit| Self { visit, session: token_hash(token.expose()) }))
    }

    fn form_name(&self) -> String {
        format!("console/{}", self.session)
    }

    /// Whether `form` is one that was shown in this console session.
    pub fn is_genuine(&self, visitor: &Visitor, form: &PageForm) -> bool {
        form.is_genuine(&visitor.context, visitor.binding(), &self.form_name())
    }

    /// The page of the room called `name` with `body`.
    pub fn reply(&self, visitor: &Visitor, name: &str, body: ConsoleBody) -> Reply {
        let page = ConsolePage {
            account: account(&self.visit.user),
            links: ROOMS
                .iter()
                .map(|(room, path)| SectionLink {
                    name: room,
                    page: visitor.path(path),
                    current: *room == name,
                    unread: 0,
                })
                .collect(),
            realm_name: visitor.context.state.realm.name.clone(),
            own: visitor.path("/account"),
            sign_out: visitor.path("/admin/sign-out"),
            body,
        };
        let csrf = csrf::token(&visitor.context, visitor.binding(), &self.form_name());
        Reply { csrf, ..Reply::ok(Page::Console(Box::new(page))) }
    }

    /// The page for a name that nothing has, beside the list of the room.
    pub fn nothing(&self, visitor: &Visitor, name: &str) -> Answer {
        let list = ROOMS.iter().find(|(room, _)| *room == name).map_or("/admin", |(_, path)| path);
        let body = ConsoleBody::Nothing { list: visitor.path(list) };
        Reply { status: StatusCode::NOT_FOUND, ..self.reply(visitor, name, body) }.into()
    }
}
