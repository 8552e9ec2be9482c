//! What a person sends with a form of ours: fields, the pressed button, and whether the form is genuine.

use std::convert::Infallible;
use std::future::Future;
use std::pin::Pin;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};

use super::csrf;
use super::extract::form_text;
use super::page::Failure;
use crate::provider::Context;
use crate::secret::Secret;
use crate::spec::OAuthError;
use crate::theme::ErrorKind;
use actix_web::http::StatusCode;

/// Fields at most.
const FIELDS: usize = 200;

/// The fields of a form, in order; a name may stand more than once (check boxes). `Debug` shows names only.
pub struct PageForm {
    fields: Vec<(String, Secret<String>)>,
    request: HttpRequest,
    unreadable: Option<OAuthError>,
}

impl std::fmt::Debug for PageForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_list().entries(self.fields.iter().map(|(name, _)| name)).finish()
    }
}

impl FromRequest for PageForm {
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self, Infallible>>>>;

    fn from_request(request: &HttpRequest, payload: &mut Payload) -> Self::Future {
        let (request, payload) = (request.clone(), payload.take());
        Box::pin(async move {
            let (text, unreadable) = match form_text(&request, payload).await {
                Ok(text) => (Secret::new(text), None),
                Err(error) => (Secret::new(String::new()), Some(error)),
            };
            let fields: Vec<(String, Secret<String>)> = url::form_urlencoded::parse(text.expose().as_bytes())
                .take(FIELDS)
                .map(|(name, value)| (name.into_owned(), Secret::new(value.into_owned())))
                .collect();
            // No text column can hold NUL, and no keyboard has it.
            let has_nul = fields.iter().any(|(_, value)| value.expose().contains('\0'));
            let nul = has_nul.then(|| OAuthError::invalid_request("a field has a character that is not text"));
            Ok(Self { fields, request, unreadable: unreadable.or(nul) })
        })
    }
}

impl PageForm {
    /// The first value of `name` that is not empty.
    pub fn get(&self, name: &str) -> Option<&str> {
        self.all(name).next()
    }

    /// Every value of `name` that is not empty.
    pub fn all<'a>(&'a self, name: &str) -> impl Iterator<Item = &'a str> {
        self.fields
            .iter()
            .filter(move |(known, value)| known == name && !value.expose().is_empty())
            .map(|(_, value)| value.expose().as_str())
    }

    /// Whether the form has the field, empty or not.
    pub fn has(&self, name: &str) -> bool {
        self.fields.iter().any(|(known, _)| known == name)
    }

    /// Whether the button with this `action` was pressed.
    pub fn presses(&self, action: &str) -> bool {
        self.get("action") == Some(action)
    }

    /// Whether the box called `name` is ticked.
    pub fn is_ticked(&self, name: &str) -> bool {
        self.get(name).is_some()
    }

    /// Refuses a body that could not be read.
    pub fn check_readable(&self) -> Result<(), Failure> {
        self.unreadable.clone().map_or(Ok(()), |error| Err(Failure::Protocol(error)))
    }

    /// Refuses a form that does not come from our origin.
    pub fn check_origin(&self, context: &Context) -> Result<(), Failure> {
        self.check_readable()?;
        if csrf::is_same_origin(context, &self.request) {
            Ok(())
        } else {
            Err(Failure::Refused(ErrorKind::Forbidden, StatusCode::FORBIDDEN))
        }
    }

    /// Whether the form `form` is the one shown to the browser whose cookie holds `browser`.
    pub fn is_genuine(&self, context: &Context, browser: &str, form: &str) -> bool {
        csrf::is_valid(context, browser, form, self.get("csrf").unwrap_or_default())
    }
}
