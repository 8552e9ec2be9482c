//! The tokens of a grant with a user behind it: access token, and an ID token if `openid` was granted.

use crate::model::{Grant, OpaqueAccessToken, User};
use crate::provider::claims;
use crate::provider::client_auth::AuthenticatedClient;
use crate::provider::context::Context;
use crate::provider::error::Error;
use crate::provider::issue::{self, AccessTokenRequest, IdTokenRequest};
use crate::provider::target;
use crate::spec::{Scope, TokenResponse};

/// What is signed but not yet handed out: the transaction that decides the race comes after.
#[derive(Debug)]
pub struct UserTokens {
    /// The answer, still without a refresh token.
    pub response: TokenResponse,
    /// Names the access token.
    pub jti: String,
    /// The row of an opaque access token.
    pub row: Option<OpaqueAccessToken>,
}

/// Makes the tokens of `grant` for `scope`. Signs; call it with no transaction open.
pub async fn make(
    context: &Context,
    client: &AuthenticatedClient,
    (grant, user): (&Grant, &User),
    scope: &Scope,
    nonce: Option<&str>,
) -> Result<UserTokens, Error> {
    let policy = context.policy(client.client());
    let (target, _) = target::resolve(context, client.client(), &grant.audience, &policy).await?;
    let request = AccessTokenRequest {
        client_id: client.id(),
        subject: grant.user_id.as_str(),
        grant: Some(grant),
        scope,
        target: &target,
    };
    let access_token = issue::access_token(context, &request)?;
    let id_token = if scope.contains("openid") {
        let request = IdTokenRequest {
            grant,
            nonce,
            access_token: access_token.value.expose(),
            user_claims: claims::for_id_token(grant, user),
        };
        Some(issue::id_token(context, &policy, request)?)
    } else {
        None
    };
    let mut response = issue::response(access_token.value, target.lifetime, scope.clone());
    response.id_token = id_token;
    Ok(UserTokens { response, jti: access_token.jti, row: access_token.row })
}
