//! Where a response may go. Before that is known, an error can only be shown as a page (RFC 6749 §4.1.2.1).

use serde::{Deserialize, Serialize};

use crate::spec::redirect_uri::Kind;
use crate::spec::{ClientMetadata, OAuthError, ResponseMode};

/// A redirect URI that the client has registered, with what a response to it has to carry. Made from a registration only.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct RedirectTarget {
    uri: String,
    mode: ResponseMode,
    state: Option<String>,
}

impl RedirectTarget {
    /// The target `requested`, `None` unless `client` has registered it.
    pub fn registered(client: &ClientMetadata, requested: &str) -> Option<Self> {
        client.allows_redirect_uri(requested).then(|| Self {
            uri: requested.to_owned(),
            mode: ResponseMode::Query,
            state: None,
        })
    }

    /// The same target, with responses in `mode` that carry `state`.
    #[must_use]
    pub fn with(self, mode: ResponseMode, state: Option<String>) -> Self {
        Self { uri: self.uri, mode, state }
    }

    /// The redirect URI as it was requested.
    pub fn uri(&self) -> &str {
        &self.uri
    }

    /// How responses travel.
    pub const fn mode(&self) -> ResponseMode {
        self.mode
    }

    /// The client's state, returned unchanged.
    pub fn state(&self) -> Option<&str> {
        self.state.as_deref()
    }

    /// What kind of URI it is.
    pub fn kind(&self) -> Kind {
        Kind::of(&self.uri)
    }
}

/// A refused authorization request, and where that is said.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AuthorizeError {
    /// To the person in front of the browser: there is no client to tell.
    Page(OAuthError),
    /// To the client, through the browser.
    Redirect(RedirectTarget, OAuthError),
}

impl AuthorizeError {
    /// What went wrong.
    pub const fn error(&self) -> &OAuthError {
        match self {
            Self::Page(error) | Self::Redirect(_, error) => error,
        }
    }
}
