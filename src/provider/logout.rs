//! RP-Initiated Logout 1.0: may this request end the session without a question, and where does the browser go then?

use serde_json::Value;

use super::context::Context;
use super::error::Error;
use crate::model::{BrowserSession, Client, ClientId, SessionId};
use crate::spec::{OAuthError, Parameters};

/// What the end-session endpoint was asked.
#[derive(Clone, Debug, Default)]
pub struct LogoutRequest {
    /// An ID token issued to the client that asks.
    pub id_token_hint: Option<String>,
    /// The client that asks.
    pub client_id: Option<String>,
    /// Where the browser should go then.
    pub post_logout_redirect_uri: Option<String>,
    /// Returned unchanged.
    pub state: Option<String>,
}

impl From<&Parameters> for LogoutRequest {
    fn from(parameters: &Parameters) -> Self {
        let text = |name: &str| parameters.get(name).map(str::to_owned);
        Self {
            id_token_hint: text("id_token_hint"),
            client_id: text("client_id"),
            post_logout_redirect_uri: text("post_logout_redirect_uri"),
            state: text("state"),
        }
    }
}

/// What follows from a logout request.
#[derive(Debug)]
pub enum Logout {
    /// This session, which the hint names, may end without a question; none where nobody is signed in.
    Proceed(Return, Option<SessionId>),
    /// The person must be asked first.
    Confirm(Return),
}

/// Where the browser goes once signed out.
#[derive(Clone, Debug, Default)]
pub struct Return {
    /// The registered URI with `state`; none for our own page.
    pub uri: Option<String>,
    /// The client that asked.
    pub client: Option<Box<Client>>,
}

/// Decides a logout request of a browser with `sessions`, of which a hint names one at most: by its `sid`, and by the user
/// where the token has none.
///
/// # Errors
/// `invalid_request` for a hint that is not ours, a client that does not fit it, and a URI that is not registered: each
/// ends on a page, never in a redirect.
pub async fn decide(context: &Context, request: &LogoutRequest, sessions: &[&BrowserSession]) -> Result<Logout, Error> {
    let hint = match &request.id_token_hint {
        None => None,
        Some(token) => {
            Some(read_hint(context, token).ok_or_else(|| OAuthError::invalid_request("invalid id_token_hint"))?)
        }
    };
    let client = client(context, request, hint.as_ref()).await?;
    let uri = target(request, client.as_ref())?;
    let back = Return { uri, client: client.map(Box::new) };
    let Some(hint) = hint else { return Ok(Logout::Confirm(back)) };
    if sessions.is_empty() {
        // Nothing to end: whoever asks gets what the end would have given.
        return Ok(Logout::Proceed(back, None));
    }
    let named = sessions.iter().find(|session| hint.names(session)).map(|session| session.id.clone());
    Ok(match named {
        Some(id) => Logout::Proceed(back, Some(id)),
        None => Logout::Confirm(back),
    })
}

struct Hint {
    client_id: String,
    subject: String,
    session_id: Option<String>,
}

impl Hint {
    fn names(&self, session: &BrowserSession) -> bool {
        self.subject == session.user_id.as_str()
            && self.session_id.as_deref().is_none_or(|sid| sid == session.id.as_str())
    }
}

/// An ID token of ours, which may have expired: its signature says that we issued it (RP-Initiated Logout 1.0 §2).
fn read_hint(context: &Context, token: &str) -> Option<Hint> {
    let claims = context.state.keys.verify_hint("JWT", token, context.now)?;
    let text = |name: &str| claims.get(name).and_then(Value::as_str).map(str::to_owned);
    if text("iss")? != context.issuer().as_str() {
        return None;
    }
    Some(Hint { client_id: text("aud")?, subject: text("sub")?, session_id: text("sid") })
}

async fn client(context: &Context, request: &LogoutRequest, hint: Option<&Hint>) -> Result<Option<Client>, Error> {
    let named = request.client_id.as_deref();
    let hinted = hint.map(|hint| hint.client_id.as_str());
    if let (Some(named), Some(hinted)) = (named, hinted)
        && named != hinted
    {
        return Err(OAuthError::invalid_request("client_id does not fit the id_token_hint").into());
    }
    let Some(id) = named.or(hinted) else { return Ok(None) };
    let shared = &context.shared;
    let key = (context.realm(), &ClientId::from(id));
    let known = shared.clients.find(&shared.database, &shared.sub_keys, key, context.now).await?;
    let known = known.filter(|known| known.client.enabled);
    Ok(Some(known.ok_or_else(|| OAuthError::invalid_request("unknown client_id"))?.client.clone()))
}

fn target(request: &LogoutRequest, client: Option<&Client>) -> Result<Option<String>, Error> {
    let Some(uri) = &request.post_logout_redirect_uri else { return Ok(None) };
    let registered = client.is_some_and(|client| client.metadata.allows_post_logout_redirect_uri(uri));
    if !registered {
        return Err(OAuthError::invalid_request("invalid post_logout_redirect_uri").into());
    }
    let Some(state) = &request.state else { return Ok(Some(uri.clone())) };
    let joint = if uri.contains('?') { '&' } else { '?' };
    let state: String = url::form_urlencoded::byte_serialize(state.as_bytes()).collect();
    Ok(Some(format!("{uri}{joint}state={state}")))
}
