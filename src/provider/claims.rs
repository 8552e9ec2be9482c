//! Which claims about a user go where: UserInfo by scope and request, the ID token only by request.

use serde_json::{Map, Value, json};

use super::issuer::Issuer;
use crate::model::{ATTRIBUTES, AVATAR_PATH, Attribute, Grant, Held, Holdings, User};
use crate::spec::{ClaimsRequest, Scope, standard_claims};

/// Every standard claim known of a user (OpenID Connect Core 1.0 §5.1) except `sub`; absent ones are left out.
/// A picture that is kept here has its address below `issuer`.
pub fn of_user(user: &User, issuer: &Issuer) -> Map<String, Value> {
    let mut claims = user.claims.clone();
    // What a realm keeps beside the standard claims goes out by its own rules alone.
    claims.remove(ATTRIBUTES);
    claims.retain(|_, value| !value.is_null() && value.as_str() != Some(""));
    if let Some(path) = claims.get("picture").and_then(Value::as_str).filter(|path| path.starts_with(AVATAR_PATH)) {
        let address = json!(issuer.endpoint(path));
        claims.insert("picture".to_owned(), address);
    }
    claims.insert("preferred_username".to_owned(), json!(user.username));
    claims.insert("updated_at".to_owned(), json!(user.updated_at.as_secs()));
    if let Some(email) = &user.email {
        claims.insert("email".to_owned(), json!(email));
        claims.insert("email_verified".to_owned(), json!(user.email_verified));
    }
    if !claims.contains_key("phone_number") {
        claims.remove("phone_number_verified");
    }
    claims
}

/// The claims of UserInfo: those of the granted scopes and those asked for by name, and always `sub`.
pub fn for_userinfo(grant: &Grant, (user, issuer): (&User, &Issuer), scope: &Scope) -> Map<String, Value> {
    let wanted = |name: &str| {
        standard_claims::of_scope(scope).any(|known| known == name) || grant.claims.userinfo.contains_key(name)
    };
    let mut claims: Map<String, Value> = of_user(user, issuer).into_iter().filter(|(name, _)| wanted(name)).collect();
    claims.insert("sub".to_owned(), json!(user.id));
    claims
}

/// The scope values that ask for what the user holds, each for the claim of its name (product RB-02).
pub const HOLDING_SCOPES: [&str; 2] = ["roles", "groups"];

/// The claims `roles` and `groups`, as far as `scope` asks for them: names of roles held in the end, paths of groups.
pub fn of_holdings(holdings: &Holdings, scope: &Scope) -> Map<String, Value> {
    let names = |list: &[Held]| list.iter().map(|held| json!(held.name)).collect::<Value>();
    let [roles, groups] = HOLDING_SCOPES;
    [(roles, &holdings.roles), (groups, &holdings.groups)]
        .into_iter()
        .filter(|(name, _)| scope.contains(name))
        .map(|(name, list)| (name.to_owned(), names(list)))
        .collect()
}

/// Where the realm's own attributes go.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Carrier {
    /// The answer of the UserInfo endpoint.
    UserInfo,
    /// The ID token.
    IdToken,
}

/// The claims of the realm's own attributes that `scope` asks for, by the names of their claims (product UM-08). What does not
/// fit its attribute any more is left out. No name of theirs is that of another claim.
pub fn of_attributes(schema: &[Attribute], user: &User, scope: &Scope, carrier: Carrier) -> Map<String, Value> {
    let one = |attribute: &Attribute| {
        let (name, claim) = attribute.claim_by(scope)?;
        let is_carried = claim.id_token || carrier == Carrier::UserInfo;
        let value = attribute.fitting(user.attribute(&attribute.name)).filter(|_| is_carried)?;
        Some((name.to_owned(), value.clone()))
    };
    schema.iter().filter_map(one).collect()
}

/// The claims about the user that the ID token carries: those asked for by name in `id_token` (§5.5).
pub fn for_id_token(grant: &Grant, user: &User, issuer: &Issuer) -> Map<String, Value> {
    of_user(user, issuer).into_iter().filter(|(name, _)| grant.claims.id_token.contains_key(name)).collect()
}

/// The names of claims beyond the scopes that a request asks for: what consent has to show.
pub fn beyond_scopes(claims: &ClaimsRequest) -> Vec<String> {
    claims.names().filter(|name| standard_claims::names().any(|known| known == *name)).map(str::to_owned).collect()
}
