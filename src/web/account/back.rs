//! The way back to an application that sent somebody here (pages A-1): `/account?action=…&client_id=…`. It leads to the home
//! page that the application has registered, or to where it wants logins to begin, and nowhere else; nothing of the address
//! that was called decides where it leads. Which application it was stays in a cookie, for it may take a login to get here.

use std::time::Duration;

use actix_web::cookie::Cookie;

use crate::model::{Client, ClientId};
use crate::secret::{base64url, from_base64url};
use crate::theme::WayBack;
use crate::web::cookie::Jar;
use crate::web::page::Failure;
use crate::web::visitor::Visitor;

/// For how long the way stays.
const LIFETIME: Duration = Duration::from_hours(1);
/// Bytes of an identifier at most.
const ID_BYTES: usize = 256;

/// Notes which application the link names; one that has no home of its own, or is none, takes an earlier way away.
pub async fn remember(visitor: &Visitor) -> Result<Vec<Cookie<'static>>, Failure> {
    let Some(id) = visitor.parameter("client_id").filter(|id| id.len() <= ID_BYTES) else {
        return Ok(visitor.back.as_ref().map(|_| Jar::Back.forget(&visitor.context)).into_iter().collect());
    };
    Ok(vec![match way_to(visitor, &ClientId::from(id.as_str())).await? {
        Some(_) => {
            let value = base64url(id.as_bytes());
            Jar::Back.keep(&visitor.context, &value, Some(visitor.context.now + LIFETIME))
        }
        None => Jar::Back.forget(&visitor.context),
    }])
}

/// The way back, as long as the application is known and has a home.
pub async fn way(visitor: &Visitor) -> Result<Option<WayBack>, Failure> {
    let Some(kept) = &visitor.back else { return Ok(None) };
    let id = from_base64url(kept.expose()).filter(|id| id.len() <= ID_BYTES);
    let Some(id) = id.and_then(|id| String::from_utf8(id).ok()) else { return Ok(None) };
    way_to(visitor, &ClientId::from(id)).await
}

async fn way_to(visitor: &Visitor, id: &ClientId) -> Result<Option<WayBack>, Failure> {
    // No text column can hold NUL: there is nothing of such a name.
    if id.as_str().contains('\0') {
        return Ok(None);
    }
    let (context, shared) = (&visitor.context, &visitor.context.shared);
    let found = shared.clients.find(&shared.database, &shared.sub_keys, (context.realm(), id), context.now).await?;
    let found = found.filter(|known| known.client.enabled);
    Ok(found.and_then(|known| {
        let page = home(&known.client)?.to_owned();
        let name = known.client.metadata.client_name.clone().unwrap_or_else(|| id.to_string());
        Some(WayBack { name, page })
    }))
}

/// Where an application is at home: its page (RFC 7591 §2), else where its logins begin (OpenID Connect Core 1.0 §4).
fn home(client: &Client) -> Option<&str> {
    let metadata = &client.metadata;
    let own = metadata.client_uri.as_deref().or(metadata.initiate_login_uri.as_deref());
    own.filter(|uri| uri.starts_with("https://") || uri.starts_with("http://"))
}
