//! Who stands in front of a page: realm, browser, the signed-in user, language.

use std::cell::OnceCell;
use std::future::Future;
use std::pin::Pin;

use actix_web::cookie::Cookie;
use actix_web::dev::Payload;
use actix_web::error::InternalError;
use actix_web::http::header::{ACCEPT_LANGUAGE, USER_AGENT};
use actix_web::{FromRequest, HttpRequest, web};

use super::State;
use super::cookie::Jar;
use super::device;
use super::extract::{self, RealmError};
use super::outage;
use super::page::Failure;
use crate::account::{self, Field, Person};
use crate::audit::Origin;
use crate::authn::{Browser, RelyingParty, SignedIn, Visit};
use crate::model::BrowserSession;
use crate::preferences::Zone;
use crate::provider::Context;
use crate::theme::{LanguageWishes, Locale, Personal};

/// A request for a page.
pub struct Visitor {
    /// What every handler may use.
    pub state: web::Data<State>,
    /// The realm and the request.
    pub context: Context,
    /// The browser.
    pub browser: Browser,
    /// The query, as sent.
    pub query: String,
    /// The path and query, as sent.
    pub target: String,
    wishes: Wishes,
    new_binding: bool,
    person: OnceCell<Person>,
}

/// What was said about the language.
struct Wishes {
    /// By the switcher of a page without a form.
    query: Option<Locale>,
    cookie: Option<Choice>,
    accept: Option<String>,
}

/// A language chosen in the switcher, and the interaction it was chosen in.
struct Choice {
    tag: String,
    place: String,
}

impl Choice {
    /// Between tag and interaction; in no tag and in no identifier.
    const JOINT: char = '.';

    fn parse(cookie: &str) -> Self {
        let (tag, place) = cookie.split_once(Self::JOINT).unwrap_or((cookie, ""));
        Self { tag: tag.to_owned(), place: place.to_owned() }
    }
}

impl FromRequest for Visitor {
    type Error = actix_web::Error;
    type Future = Pin<Box<dyn Future<Output = Result<Self, actix_web::Error>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let request = request.clone();
        Box::pin(async move {
            let state = request.app_data::<web::Data<State>>().ok_or(RealmError::Unknown)?.clone();
            match extract::context(&request).await {
                Ok(context) => Ok(Self::new(&request, state, context)),
                Err(RealmError::Failed(error)) => {
                    let page = outage::page(&state, &request, &error);
                    Err(InternalError::from_response(error, page).into())
                }
                Err(RealmError::Unknown) => {
                    let page = outage::unknown_realm(&state, &request);
                    Err(InternalError::from_response(RealmError::Unknown, page).into())
                }
            }
        })
    }
}

impl Visitor {
    fn new(request: &HttpRequest, state: web::Data<State>, context: Context) -> Self {
        let header = |name| request.headers().get(name).and_then(|value| value.to_str().ok()).map(str::to_owned);
        let language = Jar::Language.read(&context, request).map(|cookie| Choice::parse(cookie.expose()));
        let binding = Jar::Browser.read(&context, request);
        let new_binding = binding.is_none();
        let binding = binding.unwrap_or_else(|| context.shared.random.token(""));
        let browser = Browser {
            binding,
            session_token: Jar::Session.read(&context, request),
            user_agent: header(USER_AGENT).unwrap_or_default(),
            known_device: device::read(&context, request),
            trust: device::trust(&context, request),
        };
        Self {
            state,
            browser,
            query: request.query_string().to_owned(),
            target: request.uri().path_and_query().map_or_else(String::new, ToString::to_string),
            wishes: Wishes { query: language_of(request), cookie: language, accept: header(ACCEPT_LANGUAGE) },
            new_binding,
            person: OnceCell::new(),
            context,
        }
    }

    /// Where audit events come from.
    pub fn origin(&self) -> Origin {
        self.context.origin()
    }

    /// The secret that binds interactions and forms to this browser.
    pub fn binding(&self) -> &str {
        self.browser.binding.expose()
    }

    /// The relying party (WebAuthn §4) that this realm is, by its issuer. Hosts that requests name have no say.
    pub fn relying_party(&self) -> Option<RelyingParty> {
        RelyingParty::new(self.context.issuer().origin(), &self.context.state.realm.display_name)
    }

    /// Who is signed in, if anybody is. Asks the database.
    pub async fn visit(&self) -> Result<Option<Visit>, Failure> {
        let Some(token) = &self.browser.session_token else { return Ok(None) };
        let Some(visit) = self.state.authenticator.find_session(&self.origin(), token.expose()).await? else {
            return Ok(None);
        };
        if self.person.get().is_none() {
            let person = account::find(self.context.database(), self.context.realm(), visit.user.clone()).await?;
            let _ = self.person.set(person);
        }
        Ok(Some(visit))
    }

    /// The person found by [`visit`](Self::visit), with their profile.
    pub fn person(&self) -> Option<&Person> {
        self.person.get()
    }

    /// How the person likes pages, as far as it is known who it is.
    pub fn personal(&self) -> Personal {
        self.person.get().map_or_else(Personal::default, |person| Personal {
            color_scheme: person.profile.color_scheme,
            date_format: person.profile.date_format,
            zone: person.claim(Field::Zoneinfo).and_then(Zone::parse),
        })
    }

    /// The live session, if there is one.
    pub async fn session(&self) -> Result<Option<BrowserSession>, Failure> {
        Ok(self.visit().await?.map(|visit| visit.session))
    }

    /// The first value of `name` in the query; none for one that is empty, or not text.
    pub fn parameter(&self, name: &str) -> Option<String> {
        let (_, value) = url::form_urlencoded::parse(self.query.as_bytes()).find(|(known, _)| known == name)?;
        Some(value.into_owned()).filter(|value| !value.is_empty() && !value.contains('\0'))
    }

    /// The path of `path` (which begins with a slash) in this realm.
    pub fn path(&self, path: &str) -> String {
        format!("{}{path}", self.context.issuer().path())
    }

    /// The cookies that bind this browser, when it has none yet.
    pub fn binding_cookie(&self) -> Option<Cookie<'static>> {
        self.new_binding.then(|| Jar::Browser.keep(&self.context, self.browser.binding.expose(), None))
    }

    /// The cookies of a session that has just begun.
    pub fn session_cookies(&self, signed_in: &SignedIn) -> Vec<Cookie<'static>> {
        let session = &signed_in.session;
        let end = session.remembered.then_some(session.expires_at);
        let trust = signed_in.trust.as_ref().map(|trust| device::keep_trust(&self.context, &self.browser, trust));
        let session_cookie = Jar::Session.keep(&self.context, signed_in.token.expose(), end);
        [session_cookie, device::keep(&self.context, &session.user_id)].into_iter().chain(trust).collect()
    }

    /// The language of a page of the interaction `place`, given those that its request asks for. The request goes before
    /// an earlier choice (pages Q-2), but not before one made in the course of it.
    pub fn locale(&self, place: &str, ui_locales: &[String]) -> Locale {
        let choice = self.wishes.cookie.as_ref();
        let query = self.wishes.query.as_ref().map(Locale::as_str);
        let here = choice.filter(|choice| choice.place == place).map(|choice| choice.tag.as_str());
        let wanted: Vec<&str> = query.into_iter().chain(here).chain(ui_locales.iter().map(String::as_str)).collect();
        let wanted = wanted.join(" ");
        self.state.themes.negotiate(&LanguageWishes {
            ui_locales: (!wanted.is_empty()).then_some(wanted.as_str()),
            cookie: choice.map(|choice| choice.tag.as_str()),
            account: self.person.get().and_then(|person| person.claim(Field::Locale)),
            accept_language: self.wishes.accept.as_deref(),
            default: self.context.state.realm.settings.default_locale.as_deref(),
        })
    }

    /// Near which place `source` is, in the language of pages without an interaction; `None` where that is not known.
    pub fn near(&self, source: &str) -> Option<String> {
        self.context.shared.places.near(source, self.locale("", &[]).language())
    }

    /// The cookie that keeps a language chosen in the query of a page of the interaction `place`.
    pub fn language_cookie(&self, place: &str) -> Option<Cookie<'static>> {
        Some(self.keep_language(self.wishes.query.as_ref()?.as_str(), place))
    }

    /// Chooses the language `tag` in the interaction `place`; the cookie that keeps the choice.
    pub fn choose_language(&mut self, place: &str, tag: &str) -> Option<Cookie<'static>> {
        let choice = Choice { tag: Locale::parse(tag)?.as_str().to_owned(), place: place.to_owned() };
        let cookie = self.keep_language(&choice.tag, place);
        self.wishes.cookie = Some(choice);
        Some(cookie)
    }

    fn keep_language(&self, tag: &str, place: &str) -> Cookie<'static> {
        let end = self.context.now + std::time::Duration::from_hours(365 * 24);
        Jar::Language.keep(&self.context, &format!("{tag}{}{place}", Choice::JOINT), Some(end))
    }
}

/// The language that the query asks for.
pub fn language_of(request: &HttpRequest) -> Option<Locale> {
    let tag = request.query_string().split('&').find_map(|pair| pair.strip_prefix("language="))?;
    Locale::parse(tag)
}
