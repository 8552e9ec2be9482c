//! The root of every token of one authorization, and the code that begins it.

use super::{ClientId, GrantId, RealmId, SessionId, UserId};
use crate::clock::Timestamp;
use crate::spec::{ClaimsRequest, CodeChallenge, Scope};

/// What one authorization allows. Revoking it ends every token issued from it; it is also the family of its refresh tokens.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// The realm.
    pub realm: RealmId,
    /// Names the grant; part of the `jti` of its JWT access tokens.
    pub id: GrantId,
    /// To whom.
    pub client_id: ClientId,
    /// By whom.
    pub user_id: UserId,
    /// The browser session it was made in.
    pub session_id: SessionId,
    /// Whether it outlives that session (`offline_access`, OpenID Connect Core 1.0 §11).
    pub offline: bool,
    /// The scopes granted.
    pub scope: Scope,
    /// The audiences of its access tokens; empty for the issuer's own endpoints only.
    pub audience: Vec<String>,
    /// The claims asked for (OpenID Connect Core 1.0 §5.5).
    pub claims: ClaimsRequest,
    /// When the user was authenticated.
    pub auth_time: Timestamp,
    /// The context class reached then.
    pub acr: String,
    /// The methods used then.
    pub amr: Vec<String>,
    /// The generation of the live refresh token; 0 before the first.
    pub generation: i64,
    /// Ends without a refresh at.
    pub idle_expires_at: Timestamp,
    /// Ends at the latest at.
    pub expires_at: Timestamp,
    /// When it was made.
    pub created_at: Timestamp,
    /// When it was revoked, if it was.
    pub revoked_at: Option<Timestamp>,
}

impl Grant {
    /// Whether tokens may be issued from, or honored for, this grant.
    pub fn is_live(&self, now: Timestamp) -> bool {
        self.revoked_at.is_none() && now < self.expires_at
    }
}

/// Why a grant or session ended; stored and audited by this word.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum EndReason {
    /// The user signed out.
    Logout,
    /// A newer login took its place in the same browser.
    Replaced,
    /// A spent refresh token came again (RFC 9700 §4.14.2).
    RefreshReuse,
    /// A spent authorization code came again (RFC 6749 §4.1.2).
    CodeReuse,
    /// The client gave it back (RFC 7009).
    RevokedByClient,
    /// The user was suspended or changed the password.
    UserChanged,
    /// An administrator ended it.
    Administrator,
    /// A newer login took its place: the user had as many sessions as the realm allows.
    SessionLimit,
    /// Its time was over.
    Expired,
}

impl EndReason {
    /// The stored word.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Logout => "logout",
            Self::Replaced => "replaced",
            Self::RefreshReuse => "refresh_reuse",
            Self::CodeReuse => "code_reuse",
            Self::RevokedByClient => "revoked_by_client",
            Self::UserChanged => "user_changed",
            Self::Administrator => "administrator",
            Self::SessionLimit => "session_limit",
            Self::Expired => "expired",
        }
    }
}

/// An authorization code (RFC 6749 §4.1.2) as stored: bound to client, redirect URI and challenge, good for one redemption.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuthorizationCode {
    /// The realm.
    pub realm: RealmId,
    /// `secret::token_hash` of the code.
    pub code_hash: String,
    /// The client it was issued to.
    pub client_id: ClientId,
    /// The grant it begins.
    pub grant_id: GrantId,
    /// Where it was sent.
    pub redirect_uri: String,
    /// Whether the request named it, so that the redemption must too (RFC 6749 §4.1.3).
    pub redirect_uri_sent: bool,
    /// The PKCE challenge, S256 (RFC 7636 §4.2).
    pub code_challenge: Option<CodeChallenge>,
    /// The nonce for the ID token.
    pub nonce: Option<String>,
    /// Until when it can be redeemed.
    pub expires_at: Timestamp,
    /// When it was redeemed, if it was.
    pub used_at: Option<Timestamp>,
}
