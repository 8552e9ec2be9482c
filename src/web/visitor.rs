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
use super::csrf;
use super::device;
use super::extract::{self, RealmError};
use super::held;
use super::outage;
use super::page::Failure;
use super::remembered::{self, Remembered};
use crate::account::{self, Field, Person};
use crate::audit::Origin;
use crate::authn::{Browser, Held, RelyingParty, SignedIn, Visit};
use crate::model::{SessionId, UserId};
use crate::preferences::Zone;
use crate::provider::Context;
use crate::secret::Secret;
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
    /// The accounts that this browser remembers.
    pub remembered: Vec<Remembered>,
    /// The value of its console cookie.
    pub console: Option<Secret<String>>,
    /// Whether the browser says that another site began this request, so that it may have held back a cookie.
    pub is_from_elsewhere: bool,
    /// The application that sent somebody to the account area, as kept.
    pub back: Option<Secret<String>>,
    devices: Vec<device::Known>,
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
        let devices = device::read(&context, request);
        let browser = Browser {
            binding,
            session_token: Jar::Session.read(&context, request),
            other_sessions: held::others(&context, request),
            user_agent: header(USER_AGENT).unwrap_or_default(),
            known_devices: devices.iter().map(|known| known.device.clone()).collect(),
            trust: device::trust(&context, request),
        };
        Self {
            state,
            browser,
            devices,
            remembered: remembered::read(&context, request),
            console: Jar::Console.read(&context, request),
            is_from_elsewhere: csrf::is_cross_site(request),
            back: Jar::Back.read(&context, request),
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

    /// Who is signed in and meant where nobody in particular is, if anybody. Asks the database.
    pub async fn visit(&self) -> Result<Option<Visit>, Failure> {
        let visit = self.state.authenticator.current_visit(&self.origin(), &self.browser).await?;
        if let Some(visit) = &visit {
            self.know(visit).await?;
        }
        Ok(visit)
    }

    /// Everybody who is signed in in this browser, the current one first. No session counts as used.
    pub async fn visits(&self) -> Result<Vec<Visit>, Failure> {
        Ok(self.state.authenticator.visits(&self.origin(), &self.browser).await?)
    }

    /// The one of the [`visits`](Self::visits) that the request is for, whose session it uses; `None` when it has ended.
    pub async fn go_on_as(&self, visit: Visit) -> Result<Option<Visit>, Failure> {
        self.know(&visit).await?;
        Ok(self.state.authenticator.used(&self.origin(), visit).await?)
    }

    /// Reads the profile of the person that the page is for.
    async fn know(&self, visit: &Visit) -> Result<(), Failure> {
        if self.person.get().is_none() {
            let person = account::find(self.context.database(), self.context.realm(), visit.user.clone()).await?;
            let _ = self.person.set(person);
        }
        Ok(())
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

    /// The cookies of a session that has just begun, beside those of others.
    pub fn session_cookies(&self, signed_in: &SignedIn) -> Vec<Cookie<'static>> {
        let (context, session) = (&self.context, &signed_in.session);
        let mut cookies = held::cookies(context, &self.browser, Some((session, &signed_in.token)), &signed_in.others);
        cookies.push(device::keep(context, &self.devices, &session.user_id));
        cookies.extend(signed_in.trust.as_ref().map(|trust| device::keep_trust(context, &self.browser, trust)));
        let whose = (&session.user_id, session.remembered);
        cookies.extend(remembered::after_login(context, &self.remembered, whose));
        cookies
    }

    /// The cookies after which the session `id` of this browser is the current one.
    pub async fn cookies_to_switch(&self, id: &SessionId) -> Result<Vec<Cookie<'static>>, Failure> {
        let held = self.state.authenticator.sessions_of(&self.origin(), &self.browser).await?;
        let (current, others): (Vec<Held>, Vec<Held>) = held.into_iter().partition(|held| held.session.id == *id);
        let current = current.first().map(|held| (&held.session, &held.token));
        Ok(held::cookies(&self.context, &self.browser, current, &others))
    }

    /// The cookies after which this browser holds only sessions that are live, the current one among them if it is.
    pub async fn cookies_left(&self) -> Result<Vec<Cookie<'static>>, Failure> {
        let held = self.state.authenticator.sessions_of(&self.origin(), &self.browser).await?;
        let own = self.browser.session_token.as_ref().map(Secret::expose);
        let (current, others): (Vec<Held>, Vec<Held>) =
            held.into_iter().partition(|held| Some(held.token.expose()) == own);
        let current = current.first().map(|held| (&held.session, &held.token));
        Ok(held::cookies(&self.context, &self.browser, current, &others))
    }

    /// Whether there may be accounts to choose from in this browser.
    pub fn may_choose_account(&self) -> bool {
        !self.remembered.is_empty() || !self.browser.other_sessions.is_empty()
    }

    /// The cookie that forgets the accounts of `users`, if this browser remembers any of them.
    pub fn cookie_to_forget(&self, users: &[&UserId]) -> Option<Cookie<'static>> {
        remembered::without(&self.context, &self.remembered, users)
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
