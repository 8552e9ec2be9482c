//! `/admin/clients/{id}`: what an application has registered, what is in effect, and where it deviates (product PR-05).

use std::time::Duration;

use actix_web::{HttpResponse, web};

use super::clients::{deviations_of, policy};
use super::room::Room;
use crate::model::{Client, ClientId, ClientSecret};
use crate::provider::Policy;
use crate::spec::{ClientMetadata, GrantType, TokenFormat};
use crate::storage::clients;
use crate::theme::{ConsoleBody, ConsoleClient, ConsoleDeviation, ConsoleFact, ConsoleSecret, ConsoleSpan};
use crate::web::page::{Handled, respond};
use crate::web::visitor::Visitor;

/// `GET /admin/clients/{id}`
pub async fn show(visitor: Visitor, id: web::Path<String>) -> HttpResponse {
    respond(&visitor, one(&visitor, &id).await)
}

async fn one(visitor: &Visitor, id: &str) -> Handled {
    let room = match Room::open(visitor).await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    // No text column can hold NUL: there is nothing of such a name.
    if id.contains('\0') {
        return Ok(room.nothing(visitor, "clients"));
    }
    let (database, realm, id) = (visitor.context.database(), visitor.context.realm(), ClientId::from(id));
    let Some(client) = clients::find(database, realm, &id).await? else {
        return Ok(room.nothing(visitor, "clients"));
    };
    let secrets = clients::secrets(database, realm, &id).await?;
    let body = ConsoleBody::Client(Box::new(body(visitor, &client, &secrets)));
    Ok(room.reply(visitor, "clients", body).into())
}

fn body(visitor: &Visitor, client: &Client, secrets: &[ClientSecret]) -> ConsoleClient {
    let policy = policy(visitor, client);
    let deviations = deviations_of(client, &policy).into_iter().map(|found| ConsoleDeviation {
        name: found.name,
        message: found.message,
        fix: found.fix,
        specification: found.specification,
    });
    ConsoleClient {
        id: client.id.to_string(),
        name: client.metadata.client_name.clone().unwrap_or_default(),
        list: visitor.path("/admin/clients"),
        enabled: client.enabled,
        publisher: client.publisher.as_ref().map(|publisher| publisher.domain.clone()),
        times: [client.created_at.into(), client.updated_at.into()],
        deviations: deviations.collect(),
        facts: facts(&client.metadata, &policy),
        lifetimes: lifetimes(&client.metadata, &policy),
        secrets: secrets.iter().map(|secret| shown(visitor, secret)).collect(),
    }
}

fn facts(metadata: &ClientMetadata, policy: &Policy) -> Vec<ConsoleFact> {
    let one = |text: &str| vec![text.to_owned()];
    let keys = match (&metadata.jwks_uri, &metadata.jwks) {
        (Some(uri), _) => one(uri),
        (None, Some(_)) => one("jwks"),
        (None, None) => Vec::new(),
    };
    let form = match policy.access_token_format {
        TokenFormat::Jwt => "jwt",
        TokenFormat::Opaque => "opaque",
    };
    let scope = metadata.scope.as_ref().map(ToString::to_string).unwrap_or_default();
    let with_codes = metadata.allows_grant(GrantType::AuthorizationCode);
    let facts = [
        ("type", one(metadata.application_type.as_str())),
        ("profile", one(policy.profile.as_str())),
        ("authentication", one(metadata.token_endpoint_auth_method.as_str())),
        ("keys", keys),
        ("pkce", if with_codes { one(if policy.require_pkce { "required" } else { "optional" }) } else { Vec::new() }),
        ("grants", metadata.grant_types.iter().map(|grant| grant.as_str().to_owned()).collect()),
        ("redirects", metadata.redirect_uris.clone()),
        ("goodbyes", metadata.post_logout_redirect_uris.clone()),
        ("scope", scope.split_whitespace().map(str::to_owned).collect()),
        ("resources", metadata.resources.clone()),
        ("token-form", one(form)),
        ("consent", if metadata.first_party { one("first_party") } else { Vec::new() }),
    ];
    let facts = facts.into_iter().filter(|(_, values)| !values.is_empty());
    facts.map(|(name, values)| ConsoleFact { name, values }).collect()
}

fn lifetimes(metadata: &ClientMetadata, policy: &Policy) -> Vec<ConsoleSpan> {
    let mut found = vec![span("access-token", policy.access_token), span("id-token", policy.id_token)];
    if metadata.allows_grant(GrantType::RefreshToken) {
        found.push(span("refresh-idle", policy.refresh_idle));
        found.push(span("refresh-absolute", policy.refresh_absolute));
        if policy.rotation.rotate {
            found.push(span("refresh-grace", policy.rotation.grace));
        }
    }
    found
}

/// A span in the largest unit that it is whole in.
pub fn span(name: &'static str, span: Duration) -> ConsoleSpan {
    const UNITS: [(u64, &str); 3] = [(86_400, "days"), (3600, "hours"), (60, "minutes")];
    let seconds = span.as_secs();
    let whole = UNITS.into_iter().find(|(length, _)| seconds > 0 && seconds.is_multiple_of(*length));
    let (length, unit) = whole.unwrap_or((1, "seconds"));
    ConsoleSpan { name, count: seconds / length, unit }
}

fn shown(visitor: &Visitor, secret: &ClientSecret) -> ConsoleSecret {
    ConsoleSecret {
        id: secret.id.clone(),
        made: secret.created_at.into(),
        until: secret.expires_at.map(Into::into),
        valid: secret.is_valid(visitor.context.now),
        typed: secret.is_typed(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_stand_in_whole_units() {
        for (seconds, count, unit) in [
            (0, 0, "seconds"),
            (10, 10, "seconds"),
            (90, 90, "seconds"),
            (900, 15, "minutes"),
            (3600, 1, "hours"),
            (5400, 90, "minutes"),
            (7 * 86_400, 7, "days"),
        ] {
            let found = span("x", Duration::from_secs(seconds));
            assert_eq!((found.count, found.unit), (count, unit), "{seconds}");
        }
    }
}
