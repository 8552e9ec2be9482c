//! Where a login takes place: for an interaction, or on the realm's own start page (pages W-9). The steps are the same.

use super::account;
use super::scene::Scene;
use crate::authn::{Demand, Login, LoginRules, Visit};
use crate::federation::Asked;
use crate::model::acr::{Class, ClassDemand};
use crate::model::{ConsoleDoor, UserId};
use crate::provider::interaction::{LoginReason, Next};
use crate::secret::token_hash;
use crate::spec::Prompt;
use crate::theme::{Application, Page};
use crate::web::account::{SECTIONS, Section};
use crate::web::csrf;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply};
use crate::web::visitor::Visitor;

/// What the query says when somebody else than whoever is signed in wants to sign in.
const OTHER: &str = "account=other";

/// What the query says when the console is to be entered after the login.
pub const THEN_CONSOLE: &str = "then=console";
/// The console demands two factors of whoever has them.
const FOR_CONSOLE: ClassDemand = ClassDemand { must: Some(Class::Mfa), wish: None };

/// A place to sign in at.
pub enum Desk {
    /// For a client.
    Client(Box<Scene>),
    /// For the realm's own pages. Holds the flow's name, which belongs to this browser.
    House(String),
    /// Before a sensitive change of the account: whoever is signed in proves it once more.
    Confirm(Box<Confirm>),
}

/// Which desk a path means.
#[derive(Clone, Copy, Debug)]
pub enum Place<'a> {
    /// The interaction of this id.
    Interaction(&'a str),
    /// The house's own login.
    House,
    /// Before this page of the account.
    Confirm(Section),
}

impl<'a> Place<'a> {
    /// The interaction that a choice of language belongs to; empty for none.
    pub const fn interaction(self) -> &'a str {
        match self {
            Self::Interaction(id) => id,
            Self::House | Self::Confirm(_) => "",
        }
    }
}

/// A confirmation under way.
pub struct Confirm {
    visit: Visit,
    section: Section,
    flow: String,
}

impl Confirm {
    /// Whether no login is due here any more.
    async fn is_done(&self, visitor: &Visitor) -> Result<bool, Failure> {
        if self.section != Section::Console {
            return Ok(self.visit.is_fresh(visitor.context.now));
        }
        let door = visitor.state.authenticator.console_door(&visitor.origin(), &self.visit).await?;
        Ok(door != ConsoleDoor::Prove)
    }
}

impl Desk {
    /// The desk at `place`.
    pub async fn open(visitor: &Visitor, place: Place<'_>) -> Result<Self, Failure> {
        match place {
            Place::Interaction(id) => Ok(Self::Client(Box::new(Scene::open(visitor, id).await?))),
            Place::House => Ok(Self::house(visitor)),
            Place::Confirm(section) => Ok(match visitor.visit().await? {
                None => Self::house(visitor),
                Some(visit) => {
                    let flow = format!("confirm:{}:{}", visit.session.id, section.as_str());
                    Self::Confirm(Box::new(Confirm { visit, section, flow }))
                }
            }),
        }
    }

    fn house(visitor: &Visitor) -> Self {
        Self::House(format!("house:{}", token_hash(visitor.binding())))
    }

    /// Whose password is asked for, where that is no question.
    pub fn fixed_name(&self) -> Option<&str> {
        match self {
            Self::Confirm(confirm) => Some(&confirm.visit.user.username),
            Self::Client(_) | Self::House(_) => None,
        }
    }

    /// Who alone may sign in here, where that is no question.
    pub fn fixed_user(&self) -> Option<&UserId> {
        match self {
            Self::Confirm(confirm) => Some(&confirm.visit.user.id),
            Self::Client(_) | Self::House(_) => None,
        }
    }

    /// Whether the session shall outlive the browser: as chosen in the form; a confirmation changes nothing about it.
    pub fn remembers(&self, form: &PageForm) -> bool {
        match self {
            Self::Confirm(confirm) => confirm.visit.session.remembered,
            Self::Client(_) | Self::House(_) => form.is_ticked("remember"),
        }
    }

    /// The login that takes place here.
    pub fn login<'a>(&'a self, visitor: &'a Visitor) -> Login<'a> {
        let id = match self {
            Self::Client(scene) => scene.interaction.id(),
            Self::House(id) => id,
            Self::Confirm(confirm) => &confirm.flow,
        };
        let session_limit = visitor.context.state.realm.settings.session_limit;
        let client = match self {
            Self::Client(scene) => Some(&scene.client.client.id),
            Self::House(_) | Self::Confirm(_) => None,
        };
        let (classes, demand) = match self {
            Self::Client(scene) => (scene.interaction.request().classes(), demand(scene)),
            Self::House(_) if wants_console(visitor) => (FOR_CONSOLE, Demand::More),
            Self::House(_) => (ClassDemand::default(), Demand::Nothing),
            Self::Confirm(confirm) if confirm.section == Section::Console => (FOR_CONSOLE, Demand::More),
            Self::Confirm(_) => (ClassDemand::default(), Demand::More),
        };
        let realm = Some(&visitor.context.state.realm);
        let rules = LoginRules { realm, client, classes, demand, wants_trust: false };
        Login { id, browser: &visitor.browser, session_limit, rules }
    }

    /// Where to go instead of a login page, if no login is due and none was asked for.
    pub async fn elsewhere(&self, visitor: &Visitor) -> Result<Option<String>, Failure> {
        match self {
            Self::House(_) if wants_other_account(visitor) => Ok(None),
            Self::House(_) => Ok(match visitor.visit().await? {
                Some(_) => Some(self.after(visitor)),
                // Several are signed in, and it has to be said who goes on.
                None if !visitor.visits().await?.is_empty() => Some(self.path(visitor, account::PAGE)),
                None => None,
            }),
            Self::Confirm(confirm) => Ok(confirm.is_done(visitor).await?.then(|| self.after(visitor))),
            Self::Client(scene) => {
                let is_wanted =
                    wants_other_account(visitor) && !matches!(scene.due, Next::Respond(_) | Next::Refuse(_));
                let stays = is_wanted || matches!(scene.due, Next::Login(_));
                Ok((!stays).then(|| scene.due_path(visitor)))
            }
        }
    }

    /// The path of a page of this login.
    pub fn path(&self, visitor: &Visitor, page: &str) -> String {
        match self {
            Self::Client(scene) => {
                let path = scene.path(visitor, page);
                if wants_other_account(visitor) { format!("{path}?{OTHER}") } else { path }
            }
            Self::Confirm(confirm) => {
                let page = if page == "login" { "password" } else { page };
                visitor.path(&format!("/account/confirm/{}/{page}", confirm.section.as_str()))
            }
            Self::House(_) => {
                let path = match page {
                    "login" => "/login".to_owned(),
                    "register" | "register/passkey" => format!("/{page}"),
                    "verify-email" => "/register/verify-email".to_owned(),
                    other => format!("/login/{other}"),
                };
                let then = wanted_section(visitor).map(|(name, _)| format!("then={name}"));
                let other = wants_other_account(visitor).then(|| OTHER.to_owned());
                let query: Vec<String> = other.into_iter().chain(then).collect();
                let mark = if query.is_empty() { "" } else { "?" };
                visitor.path(&format!("{path}{mark}{}", query.join("&")))
            }
        }
    }

    /// The path of a page of this login for somebody else than whoever is signed in.
    pub fn path_of_other(&self, visitor: &Visitor, page: &str) -> String {
        let path = self.path(visitor, page);
        if wants_other_account(visitor) {
            return path;
        }
        let joint = if path.contains('?') { '&' } else { '?' };
        format!("{path}{joint}{OTHER}")
    }

    /// How much of an authentication a provider elsewhere is asked for here.
    pub fn asked(&self, visitor: &Visitor) -> Asked {
        let is_anew = match self {
            Self::Client(scene) => {
                let request = scene.interaction.request();
                request.max_age.is_some() || request.prompt.contains(Prompt::Login)
            }
            Self::House(_) => false,
            Self::Confirm(_) => true,
        };
        match (is_anew, wants_other_account(visitor)) {
            (true, _) => Asked::Anew,
            (false, true) => Asked::Choice,
            (false, false) => Asked::Any,
        }
    }

    /// Where somebody goes who has just signed in here, and came by an identity elsewhere that is nobody's yet.
    pub fn links(&self, visitor: &Visitor) -> String {
        let page = visitor.path(Section::Links.path());
        match self {
            Self::Client(scene) => format!("{page}?interaction={}", scene.interaction.id()),
            Self::House(_) | Self::Confirm(_) => page,
        }
    }

    /// Where somebody who has just signed in goes on.
    pub fn after(&self, visitor: &Visitor) -> String {
        match self {
            Self::Client(scene) => scene.path(visitor, "resume"),
            Self::House(_) => visitor.path(wanted_section(visitor).map_or("/account", |(_, path)| path)),
            Self::Confirm(confirm) => visitor.path(confirm.section.path()),
        }
    }

    /// Where somebody goes who has forgotten the password, if there is a way back.
    pub fn recovery(&self, visitor: &Visitor) -> Option<String> {
        let query = match self {
            Self::Client(scene) => format!("?interaction={}", scene.interaction.id()),
            Self::House(_) | Self::Confirm(_) => String::new(),
        };
        visitor.state.authenticator.can_recover().then(|| format!("{}{query}", visitor.path("/recovery")))
    }

    /// Gives up.
    pub async fn cancel(self, visitor: &Visitor) -> Handled {
        match self {
            Self::Client(scene) => scene.cancel(visitor).await,
            Self::House(_) => Ok(Answer::Go(visitor.path("/"), Vec::new())),
            Self::Confirm(_) => Ok(Answer::Go(visitor.path("/account"), Vec::new())),
        }
    }

    /// The application that the login is for.
    pub fn application(&self) -> Option<Application> {
        match self {
            Self::Client(scene) => Some(scene.application()),
            Self::House(_) | Self::Confirm(_) => None,
        }
    }

    /// Whether name and password are asked for on one page.
    pub fn is_combined(&self, visitor: &Visitor) -> bool {
        let layout = match self {
            Self::Client(scene) => scene.client.client.metadata.login_layout.as_deref(),
            Self::House(_) => None,
            Self::Confirm(_) => Some("identifier-first"),
        };
        match layout {
            Some(layout) => layout == "combined",
            None => visitor.context.state.realm.settings.combined_login.unwrap_or(visitor.state.options.combined_login),
        }
    }

    /// The name to begin with: what the client hints at, else whoever has to sign in again.
    pub fn hint(&self) -> String {
        let Self::Client(scene) = self else { return String::new() };
        let again = scene.visit.as_ref().filter(|_| matches!(scene.due, Next::Login(_)));
        let hint = scene.interaction.request().login_hint.clone();
        hint.or_else(|| again.map(|visit| visit.user.username.clone())).unwrap_or_default()
    }

    fn form_name(&self, page: &str) -> String {
        match self {
            Self::Client(scene) => scene.form_name(page),
            Self::House(_) => house_form(page),
            Self::Confirm(confirm) => format!("{}/{page}", confirm.flow),
        }
    }

    /// Guards the form called `page`, where another page carries it.
    pub fn token(&self, visitor: &Visitor, page: &str) -> String {
        csrf::token(&visitor.context, visitor.binding(), &self.form_name(page))
    }

    /// Whether the form is the one shown to this browser.
    pub fn is_genuine(&self, visitor: &Visitor, form: &PageForm, page: &str) -> bool {
        form.is_genuine(&visitor.context, visitor.binding(), &self.form_name(page))
    }

    /// A reply with the page called `name`.
    pub fn reply(&self, visitor: &Visitor, name: &str, page: Page) -> Reply {
        match self {
            Self::Client(scene) => scene.reply(visitor, name, page),
            Self::House(_) | Self::Confirm(_) => Reply {
                csrf: csrf::token(&visitor.context, visitor.binding(), &self.form_name(name)),
                ..Reply::ok(page)
            },
        }
    }
}

/// The name under which the form of the house's own page of accounts is guarded, where another page carries it.
pub fn chooser_form() -> String {
    house_form(account::PAGE)
}

fn house_form(page: &str) -> String {
    format!("login/{page}")
}

/// What the application demands of the login (product PR-30): of classes that are merely wished for, those that exist.
fn demand(scene: &Scene) -> Demand {
    if matches!(scene.due, Next::Login(LoginReason::StepUp | LoginReason::MaxAge)) {
        return Demand::More;
    }
    Demand::of(scene.interaction.request().classes())
}

/// The page that was asked for before the login, if any: one of our own paths, whatever the query says.
fn wanted_section(visitor: &Visitor) -> Option<(&'static str, &'static str)> {
    if wants_console(visitor) {
        return Some((Section::Console.as_str(), Section::Console.path()));
    }
    let name = visitor.query.split('&').find_map(|pair| pair.strip_prefix("then="))?;
    SECTIONS.into_iter().find(|(known, _)| *known == name)
}

/// What of the query is worth keeping while somebody is away at a provider.
pub fn kept_query(visitor: &Visitor) -> String {
    let other = wants_other_account(visitor).then(|| OTHER.to_owned());
    let then = wanted_section(visitor).map(|(name, _)| format!("then={name}"));
    other.into_iter().chain(then).collect::<Vec<_>>().join("&")
}

/// "Use another account" was pressed. It only chooses which page is shown.
pub fn wants_other_account(visitor: &Visitor) -> bool {
    visitor.query.split('&').any(|pair| pair == OTHER)
}

fn wants_console(visitor: &Visitor) -> bool {
    visitor.query.split('&').any(|pair| pair == THEN_CONSOLE)
}
