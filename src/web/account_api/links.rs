//! Who the person is at providers elsewhere: listed and unlinked. Linking takes a browser, and has a page.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::problem::Problem;
use super::{nothing, with_json};
use crate::authn::Removed;
use crate::clock::Timestamp;

pub async fn list(call: &Call) -> Result<HttpResponse, Problem> {
    let known = call.state.authenticator.linked_identities(&call.origin(), &call.caller.user.id).await?;
    let offers = call.state.federation.offers(call.context.realm()).await?;
    let items: Vec<Value> = known
        .iter()
        .map(|identity| {
            let offer = offers.iter().find(|offer| offer.upstream.issuer == identity.issuer);
            let provider = offer.map_or(identity.issuer.as_str(), |offer| offer.upstream.display_name.as_str());
            json!({
                "id": identity.id, "provider": provider, "issuer": identity.issuer, "label": identity.label,
                "usable": offer.is_some(), "linked_at": identity.linked_at.to_rfc3339(),
                "last_used_at": identity.last_used_at.map(Timestamp::to_rfc3339),
            })
        })
        .collect();
    Ok(with_json(StatusCode::OK, &json!({ "items": items })))
}

pub async fn remove(call: &Call) -> Result<HttpResponse, Problem> {
    let visit = call.fresh_visit()?;
    match call.state.authenticator.unlink_identity(&call.origin(), visit, call.id()).await? {
        Removed::Done(ended) => {
            call.announce(&ended).await;
            Ok(nothing())
        }
        Removed::Absent => Err(Problem::new("not_found")),
        Removed::LastWayIn => Err(Problem::new("last_way_in")),
    }
}
