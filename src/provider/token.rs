//! The token endpoint (RFC 6749 §3.2): one `match` arm a grant type.

use super::client_auth::AuthenticatedClient;
use super::context::Context;
use super::error::Error;
use super::grant::{authorization_code, client_credentials, refresh_token};
use super::issue::format_of;
use crate::spec::{GrantType, OAuthError, TokenRequest, TokenResponse};

/// Answers a token request of an authenticated client.
///
/// # Errors
/// The codes of RFC 6749 §5.2.
pub async fn exchange(
    context: &Context,
    client: &AuthenticatedClient,
    request: TokenRequest,
) -> Result<TokenResponse, Error> {
    let grant_type = request.grant_type();
    if !client.client().metadata.grant_types.contains(&grant_type) {
        return Err(OAuthError::unauthorized_client("the client is not registered for this grant type").into());
    }
    let response = match request {
        TokenRequest::AuthorizationCode { code, redirect_uri, code_verifier } => {
            let presented = authorization_code::Presented { code, redirect_uri, code_verifier };
            authorization_code::redeem(context, client, &presented).await
        }
        TokenRequest::RefreshToken { refresh_token, scope } => {
            refresh_token::redeem(context, client, &refresh_token, scope).await
        }
        TokenRequest::ClientCredentials { scope, resource } => {
            client_credentials::issue(context, client, scope, &resource).await
        }
    }?;
    let name: &'static str = match grant_type {
        GrantType::AuthorizationCode => "authorization_code",
        GrantType::RefreshToken => "refresh_token",
        GrantType::ClientCredentials => "client_credentials",
    };
    let format = format_of(response.access_token.expose());
    metrics::counter!("gatehouse_tokens_issued_total", "grant_type" => name, "format" => format).increment(1);
    Ok(response)
}
