//! The relying party itself: what any application does with an ordinary client library.

use openidconnect::core::{
    CoreAuthenticationFlow, CoreClient, CoreProviderMetadata, CoreTokenResponse, CoreUserInfoClaims,
};
use openidconnect::{
    AuthorizationCode, ClientId, CsrfToken, IssuerUrl, Nonce, OAuth2TokenResponse, PkceCodeChallenge, PkceCodeVerifier,
    RedirectUrl, RefreshToken, Scope, TokenResponse,
};
use serde_json::Value;

use crate::outbound::{FetchError, Relay};
use crate::secret::from_base64url;
use crate::spec::Parameters;

/// A sign-in under way.
pub(super) struct Attempt {
    state: CsrfToken,
    nonce: Nonce,
    verifier: PkceCodeVerifier,
}

/// What came back.
pub(super) struct Tokens {
    /// Claims of the ID token.
    pub id_token: Value,
    /// Claims of the access token, where it is a JWT.
    pub access_token: Value,
    /// The answer of UserInfo.
    pub userinfo: Value,
    /// How often the tokens were refreshed.
    pub refreshed: u32,
    raw_id_token: String,
    refresh_token: Option<String>,
    nonce: Nonce,
}

impl Tokens {
    /// Whether there is a refresh token.
    pub const fn can_refresh(&self) -> bool {
        self.refresh_token.is_some()
    }
}

/// Signs people in at an issuer.
pub(super) struct RelyingParty {
    issuer: String,
    home: String,
    client_id: String,
    relay: Relay,
}

/// Builds the client of the library; its type names every endpoint, so it stays within one function each time.
macro_rules! client {
    ($party:expr, $metadata:expr) => {
        CoreClient::from_provider_metadata($metadata, ClientId::new($party.client_id.clone()), None)
            .set_redirect_uri(RedirectUrl::new(format!("{}/callback", $party.home)).map_err(told)?)
    };
}

impl RelyingParty {
    pub(super) fn new(issuer: &str, home: &str, client_id: &str) -> Result<Self, FetchError> {
        let origin = url::Url::parse(issuer).map_err(|_| FetchError::Forbidden)?.origin().ascii_serialization();
        Ok(Self {
            issuer: issuer.to_owned(),
            home: home.to_owned(),
            client_id: client_id.to_owned(),
            relay: Relay::new(&origin)?,
        })
    }

    pub(super) fn issuer(&self) -> &str {
        &self.issuer
    }

    /// Where to send the browser, and what to remember until it is back.
    pub(super) async fn begin(&self) -> Result<(String, Attempt), String> {
        let (challenge, verifier) = PkceCodeChallenge::new_random_sha256();
        let client = client!(self, self.discover().await?);
        let (url, state, nonce) = client
            .authorize_url(CoreAuthenticationFlow::AuthorizationCode, CsrfToken::new_random, Nonce::new_random)
            .add_scopes(["profile", "email", "offline_access"].map(|scope| Scope::new(scope.to_owned())))
            .set_pkce_challenge(challenge)
            .url();
        Ok((url.to_string(), Attempt { state, nonce, verifier }))
    }

    /// Checks the answer of the provider and redeems the code.
    pub(super) async fn finish(&self, attempt: Attempt, answer: &Parameters) -> Result<Tokens, String> {
        if answer.get("state") != Some(attempt.state.secret()) || answer.get("iss") != Some(self.issuer.as_str()) {
            return Err("The answer does not belong to this sign-in.".to_owned());
        }
        if let Some(error) = answer.get("error") {
            return Err(format!("{error}: {}", answer.get("error_description").unwrap_or_default()));
        }
        let code = answer.get("code").ok_or("The answer holds no code.")?;
        let client = client!(self, self.discover().await?);
        let http = |request| self.relay.send(request);
        let response = client
            .exchange_code(AuthorizationCode::new(code.to_owned()))
            .map_err(told)?
            .set_pkce_verifier(attempt.verifier)
            .request_async(&http)
            .await
            .map_err(told)?;
        self.tokens(&response, attempt.nonce, None).await
    }

    /// Exchanges the refresh token for new tokens.
    pub(super) async fn refresh(&self, tokens: Tokens) -> Result<Tokens, String> {
        let refresh_token = tokens.refresh_token.clone().ok_or("There is no refresh token.")?;
        let client = client!(self, self.discover().await?);
        let http = |request| self.relay.send(request);
        let response = client
            .exchange_refresh_token(&RefreshToken::new(refresh_token))
            .map_err(told)?
            .request_async(&http)
            .await
            .map_err(told)?;
        let nonce = tokens.nonce.clone();
        self.tokens(&response, nonce, Some(tokens)).await
    }

    /// The end-session URL (RP-Initiated Logout 1.0 §2).
    pub(super) fn sign_out(&self, tokens: Option<&Tokens>) -> String {
        let mut query = url::form_urlencoded::Serializer::new(String::new());
        query
            .append_pair("client_id", &self.client_id)
            .append_pair("post_logout_redirect_uri", &format!("{}/", self.home));
        if let Some(tokens) = tokens {
            query.append_pair("id_token_hint", &tokens.raw_id_token);
        }
        format!("{}/logout?{}", self.issuer, query.finish())
    }

    async fn discover(&self) -> Result<CoreProviderMetadata, String> {
        let issuer = IssuerUrl::new(self.issuer.clone()).map_err(told)?;
        CoreProviderMetadata::discover_async(issuer, &|request| self.relay.send(request)).await.map_err(told)
    }

    /// Verifies the ID token and asks UserInfo.
    async fn tokens(
        &self,
        response: &CoreTokenResponse,
        nonce: Nonce,
        earlier: Option<Tokens>,
    ) -> Result<Tokens, String> {
        let client = client!(self, self.discover().await?);
        let id_token = response.id_token().ok_or("There is no ID token.")?;
        let is_refresh = earlier.is_some();
        // The nonce belongs to the authorization request; a refreshed ID token need not repeat it.
        let check = |sent: Option<&Nonce>| match sent {
            Some(sent) if sent.secret() == nonce.secret() => Ok(()),
            None if is_refresh => Ok(()),
            _ => Err("the nonce is not ours".to_owned()),
        };
        let claims = id_token.claims(&client.id_token_verifier(), check).map_err(told)?;
        let http = |request| self.relay.send(request);
        let subject = claims.subject().clone();
        let userinfo: CoreUserInfoClaims = client
            .user_info(response.access_token().clone(), Some(subject))
            .map_err(told)?
            .request_async(&http)
            .await
            .map_err(told)?;
        let next = response.refresh_token().map(|token| token.secret().clone());
        Ok(Tokens {
            id_token: decoded(&id_token.to_string()),
            access_token: decoded(response.access_token().secret()),
            userinfo: serde_json::to_value(&userinfo).unwrap_or_default(),
            refreshed: earlier.as_ref().map_or(0, |earlier| earlier.refreshed + 1),
            raw_id_token: id_token.to_string(),
            refresh_token: next.or_else(|| earlier.and_then(|earlier| earlier.refresh_token)),
            nonce,
        })
    }
}

/// The claims of a JWT, to be looked at.
fn decoded(jwt: &str) -> Value {
    let payload = jwt.split('.').nth(1).and_then(from_base64url);
    payload.and_then(|bytes| serde_json::from_slice(&bytes).ok()).unwrap_or(Value::Null)
}

/// An error of the library as a sentence for the page.
fn told(error: impl std::error::Error) -> String {
    let mut sentence = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        sentence = format!("{sentence}: {inner}");
        source = inner.source();
    }
    sentence
}
