//! One interaction as its pages see it: the request that waits, the client behind it, who is signed in, what is due.

use std::sync::Arc;

use actix_web::http::StatusCode;

use crate::authn::Visit;
use crate::model::{Client, User};
use crate::provider::authorize::{self, Interaction, Present, Step};
use crate::provider::clients::KnownClient;
use crate::provider::interaction::{LoginReason, Next};
use crate::theme::{Account, Application, ErrorKind, Field, FormPostPage, Page};
use crate::web::csrf;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply};
use crate::web::visitor::Visitor;

/// An interaction in front of its browser.
pub struct Scene {
    /// The interaction.
    pub interaction: Interaction,
    /// The client behind it.
    pub client: Arc<KnownClient>,
    /// Who goes on with it, if that is known.
    pub visit: Option<Visit>,
    /// Everybody who is signed in in this browser, the current one first.
    pub visits: Vec<Visit>,
    /// What must happen next.
    pub due: Next,
}

impl Scene {
    /// The interaction `id` of this browser.
    pub async fn open(visitor: &Visitor, id: &str) -> Result<Self, Failure> {
        let context = &visitor.context;
        let visits = visitor.visits().await?;
        let Some((interaction, client)) = authorize::find(context, id, visitor.binding()).await? else {
            return Err(gone(visitor, !visits.is_empty()));
        };
        let present = present(visitor, &visits);
        let assessed = authorize::assess(context, &interaction, &client.client, &present).await?;
        let picked = assessed.present.map(|(session, user)| Visit { session: session.clone(), user: user.clone() });
        let due = assessed.due;
        let visit = match picked {
            Some(visit) => visitor.go_on_as(visit).await?,
            None => None,
        };
        Ok(Self { interaction, client, visit, visits, due })
    }

    /// The path of a page of this interaction.
    pub fn path(&self, visitor: &Visitor, page: &str) -> String {
        page_path(visitor, self.interaction.id(), page)
    }

    /// Where the page that is due stands.
    pub fn due_path(&self, visitor: &Visitor) -> String {
        let page = match &self.due {
            Next::Login(reason) => login_page(*reason),
            Next::SelectAccount => "select-account",
            Next::Consent(_) => "consent",
            Next::Respond(_) | Next::Refuse(_) => "resume",
        };
        self.path(visitor, page)
    }

    /// The name under which the forms of a page of this interaction are guarded. A consent is for the person who saw the
    /// page, whoever is current by now.
    pub fn form_name(&self, page: &str) -> String {
        let whose = match (&self.due, &self.visit) {
            (Next::Consent(_), Some(visit)) => visit.session.id.as_str(),
            _ => "",
        };
        format!("interaction/{}/{page}/{whose}", self.interaction.id())
    }

    /// Whether the form is the one shown to this browser. If not, the page is shown again: it may just be old.
    pub fn is_genuine(&self, visitor: &Visitor, form: &PageForm, page: &str) -> bool {
        form.is_genuine(&visitor.context, visitor.binding(), &self.form_name(page))
    }

    /// A reply with the page of this interaction called `name`.
    pub fn reply(&self, visitor: &Visitor, name: &str, page: Page) -> Reply {
        Reply {
            csrf: csrf::token(&visitor.context, visitor.binding(), &self.form_name(name)),
            client: Some(Box::new(self.client.client.clone())),
            place: self.interaction.id().to_owned(),
            ui_locales: self.interaction.request().ui_locales.clone(),
            ..Reply::ok(page)
        }
    }

    /// Goes on after nothing but the session has changed.
    pub async fn advance(self, visitor: &Visitor) -> Handled {
        let present = present(visitor, &self.visits);
        let step = authorize::advance(&visitor.context, self.interaction, self.client, &present).await?;
        follow(visitor, step).await
    }

    /// Goes on after an answer on one of the pages.
    pub async fn answered(self, visitor: &Visitor, answer: impl FnOnce(Interaction) -> Interaction) -> Handled {
        let present = present(visitor, &self.visits);
        let step = authorize::answered(&visitor.context, self.interaction, self.client, &present, answer).await?;
        follow(visitor, step).await
    }

    /// Ends with `access_denied` (pages L-9, C-5).
    pub async fn cancel(self, visitor: &Visitor) -> Handled {
        follow(visitor, authorize::cancel(&visitor.context, self.interaction).await?).await
    }

    /// The application as pages show it.
    pub fn application(&self) -> Application {
        application(&self.client.client)
    }
}

/// Who is signed in in this browser, for the provider.
pub fn present<'a>(visitor: &Visitor, visits: &'a [Visit]) -> Present<'a> {
    let remembers = !visitor.remembered.is_empty();
    Present { sessions: visits.iter().map(|visit| (&visit.session, &visit.user)).collect(), remembers }
}

/// What the browser does after a step of the provider.
pub async fn follow(visitor: &Visitor, step: Step) -> Handled {
    match step {
        Step::Ask(pending) => {
            let page = match &pending.question {
                authorize::Question::Login(reason) => login_page(*reason),
                authorize::Question::SelectAccount => "select-account",
                authorize::Question::Consent(_) => "consent",
                authorize::Question::KeepAccount => {
                    let path = format!("/account/privacy?interaction={}", pending.interaction.id());
                    // That page is of whoever is current.
                    let cookies = match &pending.session {
                        Some(id) => visitor.cookies_to_switch(id).await?,
                        None => Vec::new(),
                    };
                    return Ok(Answer::Go(visitor.path(&path), cookies));
                }
            };
            Ok(Answer::Go(page_path(visitor, pending.interaction.id(), page), Vec::new()))
        }
        Step::Respond(response, _) => Ok(response.location().map_or_else(
            || {
                let field =
                    |(name, value): &(&'static str, String)| Field { name: (*name).to_owned(), value: value.clone() };
                let fields = response.params.iter().map(field).collect();
                let page = FormPostPage { action: response.redirect_uri.clone(), fields, application: None };
                Reply::ok(Page::FormPost(page)).into()
            },
            |location| Answer::Go(location, Vec::new()),
        )),
    }
}

/// The first page of a login (Initiating User Registration via OpenID Connect 1.0 §4.1 for `create`).
const fn login_page(reason: LoginReason) -> &'static str {
    match reason {
        LoginReason::Create => "register",
        LoginReason::NoSession
        | LoginReason::Prompt
        | LoginReason::MaxAge
        | LoginReason::OtherUser
        | LoginReason::StepUp => "login",
    }
}

/// The path of a page of the interaction `id`.
fn page_path(visitor: &Visitor, id: &str, page: &str) -> String {
    visitor.path(&format!("/interaction/{id}/{page}"))
}

/// An interaction that is finished, expired, or another browser's: 410, and nothing about its content (pages W-2 to W-5).
fn gone(visitor: &Visitor, is_signed_in: bool) -> Failure {
    let kind = match (is_signed_in, visitor.binding_cookie()) {
        (true, _) => ErrorKind::AlreadyDone,
        (false, Some(_)) => ErrorKind::OtherBrowser,
        (false, None) => ErrorKind::Expired,
    };
    Failure::Refused(kind, StatusCode::GONE)
}

/// A client as pages show it. Its logo stays away until it is served from the own origin.
pub fn application(client: &Client) -> Application {
    let metadata = &client.metadata;
    let host = |uri: &String| url::Url::parse(uri).ok().and_then(|url| url.host_str().map(str::to_owned));
    let redirects: Vec<String> = metadata.redirect_uris.iter().filter_map(host).collect();
    let name = metadata.client_name.clone().filter(|name| !name.trim().is_empty());
    Application {
        name: name.or_else(|| redirects.first().cloned()).unwrap_or_else(|| client.id.to_string()),
        logo: None,
        domain: client.publisher.as_ref().map(|publisher| publisher.domain.clone()),
        home: metadata.client_uri.clone(),
        privacy: metadata.policy_uri.clone(),
        terms: metadata.tos_uri.clone(),
    }
}

/// A user as pages show them to themselves.
pub fn account(user: &User) -> Account {
    Account {
        name: user.display_name().to_owned(),
        identifier: user.email.clone().unwrap_or_else(|| user.username.clone()),
    }
}
