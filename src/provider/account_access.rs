//! Who calls the account API: an application, with an access token of a person, within the scope it was granted.

use super::context::Context;
use super::error::Error;
use super::grant::with_active_user;
use super::{access, admin_access};
use crate::model::{ACCOUNT_SECURITY_SCOPE, ClientId, Grant, User};
use crate::spec::{OAuthError, Scope};

/// What an application may be allowed to do with an account.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AccountScope {
    /// See it.
    Read,
    /// Change profile, preferences and picture.
    Profile,
    /// Change what protects it: password, factors, sessions, access of applications.
    Security,
}

impl AccountScope {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Read, Self::Profile, Self::Security];

    /// The scope value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Read => "account_read",
            Self::Profile => "account_profile",
            Self::Security => ACCOUNT_SECURITY_SCOPE,
        }
    }

    const fn missing(self) -> &'static str {
        match self {
            Self::Read => "the access token lacks the scope account_read",
            Self::Profile => "the access token lacks the scope account_profile",
            Self::Security => "the access token lacks the scope account_security",
        }
    }
}

/// Whether `scope` asks for anything of the account API or the administration API.
pub fn is_asked_for(scope: &Scope) -> bool {
    AccountScope::ALL.iter().any(|known| scope.contains(known.as_str())) || scope.contains(admin_access::SCOPE)
}

/// An application in a person's name.
#[derive(Clone, Debug)]
pub struct Caller {
    /// The person; active.
    pub user: User,
    /// What the token comes from; live.
    pub grant: Grant,
    /// The application.
    pub client: ClientId,
}

/// The caller whose token is `access_token`.
///
/// # Errors
/// `invalid_token` for a token that is not live, is no person's, or is for other resource servers alone (RFC 9068 §4);
/// `insufficient_scope` for one without `needed`.
pub async fn find(context: &Context, access_token: &str, needed: AccountScope) -> Result<Caller, Error> {
    person(context, access_token, (needed.as_str(), needed.missing())).await
}

/// The same for the scope value `needed`, whose absence is told as `missing`.
///
/// # Errors
/// Those of [`find`].
pub(super) async fn person(
    context: &Context,
    access_token: &str,
    (needed, missing): (&str, &'static str),
) -> Result<Caller, Error> {
    let refusal = || OAuthError::invalid_token("the access token is invalid, expired or revoked");
    let token = access::find(context, access_token).await?.ok_or_else(refusal)?;
    if !token.audience.iter().any(|audience| audience == context.issuer().as_str()) {
        return Err(OAuthError::invalid_token("the access token is for other resource servers").into());
    }
    let Some(grant_id) = token.grant_id else {
        return Err(OAuthError::invalid_token("the access token is not a person's").into());
    };
    if !token.scope.contains(needed) {
        return Err(OAuthError::insufficient_scope(missing).into());
    }
    let (grant, user) = with_active_user(context, &grant_id)
        .await?
        .filter(|(grant, _)| grant.is_live(context.now))
        .ok_or_else(refusal)?;
    context.shared.uses.note(context.realm(), &grant.id, context.now);
    Ok(Caller { user, grant, client: token.client_id })
}
