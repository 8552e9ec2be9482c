//! The tokens of a grant with a user behind it: access token, and an ID token if `openid` was granted.

use serde_json::{Map, Value};

use crate::model::{Grant, OpaqueAccessToken, User};
use crate::provider::claims::{self, Carrier};
use crate::provider::client_auth::AuthenticatedClient;
use crate::provider::context::Context;
use crate::provider::encryption::Recipient;
use crate::provider::error::Error;
use crate::provider::issue::{self, AccessTokenRequest, AccessTokenTarget, IdTokenRequest};
use crate::provider::policy::Policy;
use crate::provider::target;
use crate::secret::Secret;
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
    let with_id_token = scope.contains("openid");
    let wanted = client.client().metadata.id_token_encryption().filter(|_| with_id_token);
    let recipient = Recipient::find(context, client.known(), wanted).await?;
    let (target, _) = target::resolve(context, client.client(), &grant.audience, &policy).await?;
    let work = Work {
        grant: grant.clone(),
        user_claims: with_id_token.then(|| id_token_claims(context, (grant, user), scope)),
        scope: scope.clone(),
        nonce: nonce.map(str::to_owned),
        target,
        policy,
        recipient,
    };
    context.signing(move |context| work.sign(context)).await
}

/// What the ID token says of the user.
fn id_token_claims(context: &Context, (grant, user): (&Grant, &User), scope: &Scope) -> Map<String, Value> {
    let mut claims = claims::for_id_token(grant, user, context.issuer());
    let schema = &context.state.realm.settings.attributes;
    claims.extend(claims::of_attributes(schema, user, scope, Carrier::IdToken));
    claims
}

/// What the signatures need.
struct Work {
    grant: Grant,
    /// What the ID token says of the user; `None` without an ID token.
    user_claims: Option<Map<String, Value>>,
    scope: Scope,
    nonce: Option<String>,
    target: AccessTokenTarget,
    policy: Policy,
    /// Whom the ID token is encrypted for.
    recipient: Option<Recipient>,
}

impl Work {
    fn sign(self, context: &Context) -> Result<UserTokens, Error> {
        let Self { grant, user_claims, scope, nonce, target, policy, recipient } = self;
        let request = AccessTokenRequest {
            client_id: &grant.client_id,
            subject: grant.user_id.as_str(),
            grant: Some(&grant),
            scope: &scope,
            permissions: None,
            target: &target,
        };
        let access_token = issue::access_token(context, &request)?;
        let id_token = match user_claims {
            None => None,
            Some(user_claims) => {
                let access_token = access_token.value.expose();
                let request = IdTokenRequest { grant: &grant, nonce: nonce.as_deref(), access_token, user_claims };
                let signed = issue::id_token(context, &policy, request)?;
                Some(match &recipient {
                    None => signed,
                    Some(recipient) => Secret::new(recipient.wrap(signed.expose())?),
                })
            }
        };
        let mut response = issue::response(access_token.value, target.lifetime, scope);
        response.id_token = id_token;
        Ok(UserTokens { response, jti: access_token.jti, row: access_token.row })
    }
}
