//! `/account/avatar`: a new picture, or none. Its form stands on the page of the profile.

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};

use super::profile;
use super::room::Room;
use crate::account::avatar;
use crate::authn;
use crate::imaging::{ImageError, Refusal};
use crate::theme::Notice;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::upload::Upload;
use crate::web::visitor::Visitor;

/// `GET /account/avatar`
pub async fn show(visitor: Visitor) -> HttpResponse {
    let path = visitor.path("/account/profile");
    respond(&visitor, Ok(Answer::Go(path, Vec::new())))
}

/// `POST /account/avatar`
pub async fn send(visitor: Visitor, request: HttpRequest, body: web::Payload) -> HttpResponse {
    let handled = change(&visitor, &request, body).await;
    respond(&visitor, handled)
}

/// Who is signed in is found out before anything of the file is read.
async fn change(visitor: &Visitor, request: &HttpRequest, body: web::Payload) -> Handled {
    let room = match Room::open(visitor, "profile").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let images = &visitor.state.images;
    let _place = images.admit().map_err(|error| failure(&error))?;
    let upload = Upload::read(&visitor.context, request, body.into_inner()).await?;
    if !room.is_token(visitor, &upload.csrf)? {
        let stale = profile::shown(visitor, &room, None).await?;
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    let (database, origin) = (visitor.context.database(), visitor.origin());
    let whose = (&room.visit.user.id, None);
    if upload.action == "remove" {
        avatar::remove(database, &origin, whose).await?;
        return Ok(room.done(visitor, Notice::PictureRemoved));
    }
    let drawn = match upload.file.unwrap_or(Err(Refusal::Missing)) {
        Ok(file) => images.square(file).await,
        Err(refusal) => Err(ImageError::Refused(refusal)),
    };
    match drawn {
        Ok(picture) => {
            avatar::set(database, &origin, whose, picture).await?;
            Ok(room.done(visitor, Notice::PictureChanged))
        }
        Err(ImageError::Refused(refusal)) => {
            let page = profile::shown(visitor, &room, Some(refusal)).await?;
            Ok(Reply { status: StatusCode::UNPROCESSABLE_ENTITY, ..page }.into())
        }
        Err(error) => Err(failure(&error)),
    }
}

fn failure(error: &ImageError) -> Failure {
    Failure::Authn(match error {
        ImageError::Busy(span) => authn::Error::Busy(*span),
        ImageError::Unusable(_) | ImageError::Refused(_) => authn::Error::Internal(error.to_string()),
    })
}
