//! The authorization endpoint (RFC 6749 §3.1), as the first page of an interaction.

use actix_web::web::Payload;
use actix_web::{HttpRequest, HttpResponse};

use super::scene::{follow, present};
use crate::provider::authorize::{self, AuthorizeError, Refusal, Step};
use crate::spec::{AuthorizationRequest, Parameters};
use crate::web::extract::form_text;
use crate::web::page::{Answer, Failure, Handled, respond};
use crate::web::visitor::Visitor;

/// Bytes of a query that every browser and proxy passes on.
const LONGEST_QUERY: usize = 6 * 1024;

/// `GET /authorize`
pub async fn get(visitor: Visitor) -> HttpResponse {
    let handled = match Parameters::parse(&visitor.query) {
        Ok(parameters) => begin(&visitor, &parameters).await,
        Err(error) => Err(Failure::Protocol(error)),
    };
    respond(&visitor, handled)
}

/// `POST /authorize` (OpenID Connect Core §3.1.2.1). It comes from another site, so without our cookies (SameSite=Lax); the
/// GET that it is turned into carries them. Only what fits no URL is answered as it is.
pub async fn post(visitor: Visitor, request: HttpRequest, payload: Payload) -> HttpResponse {
    let handled = match form_text(&request, payload.into_inner()).await.and_then(|text| Parameters::parse(&text)) {
        Ok(parameters) => repeat(&visitor, &parameters).await,
        Err(error) => Err(Failure::Protocol(error)),
    };
    respond(&visitor, handled)
}

async fn repeat(visitor: &Visitor, parameters: &Parameters) -> Handled {
    let query = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters.iter()).finish();
    if query.len() > LONGEST_QUERY {
        return begin(visitor, parameters).await;
    }
    Ok(Answer::Go(format!("{}?{query}", visitor.path("/authorize")), Vec::new()))
}

async fn begin(visitor: &Visitor, parameters: &Parameters) -> Handled {
    let visits = visitor.visits().await?;
    let request = AuthorizationRequest::from(parameters);
    let context = &visitor.context;
    match authorize::start(context, &request, visitor.binding(), &present(visitor, &visits)).await {
        Ok(step) => {
            if let Step::Respond(_, Some(id)) = &step
                && let Some(visit) = visits.into_iter().find(|visit| visit.session.id == *id)
            {
                visitor.go_on_as(visit).await?;
            }
            Ok(bound(visitor, follow(visitor, step).await?))
        }
        Err(Refusal::Protocol(AuthorizeError::Redirect(target, error))) => {
            follow(visitor, Step::Respond(authorize::error_response(context, &target, &error), None)).await
        }
        Err(Refusal::Protocol(error @ AuthorizeError::Page(_))) => Err(error.into()),
        Err(Refusal::Failed(error)) => Err(error.into()),
    }
}

/// The same answer, and the cookie that binds the interaction to this browser.
fn bound(visitor: &Visitor, answer: Answer) -> Answer {
    match answer {
        Answer::Go(location, mut cookies) => {
            cookies.extend(visitor.binding_cookie());
            Answer::Go(location, cookies)
        }
        page @ Answer::Page(_) => page,
    }
}
