//! Forms with a file (`multipart/form-data`, RFC 7578), read within bounds: so many bytes, so many fields, so long.

use std::time::Duration;

use actix_multipart::Multipart;
use actix_web::HttpRequest;
use actix_web::dev::Payload;
use actix_web::error::PayloadError;
use actix_web::http::header::CONTENT_LENGTH;
use futures_util::StreamExt;

use super::csrf;
use super::page::Failure;
use crate::imaging::{FILE_MAX, Refusal};
use crate::provider::Context;
use crate::spec::OAuthError;
use crate::theme::ErrorKind;

/// What is read of a body in all: a file that is too large is still told so, unless it is this large.
const BODY_MAX: usize = 16 * 1024 * 1024;
/// Bytes of a field that is no file.
const FIELD_MAX: usize = 1024;
/// Fields at most.
const FIELDS: usize = 8;
/// How long a body may take to arrive.
const DEADLINE: Duration = Duration::from_mins(1);

/// A form with one file.
#[derive(Debug, Default)]
pub struct Upload {
    /// What guards the form.
    pub csrf: String,
    /// The button pressed.
    pub action: String,
    /// The file, or what is wrong with it already.
    pub file: Option<Result<Vec<u8>, Refusal>>,
}

impl Upload {
    /// The form in a request from our own origin.
    pub async fn read(context: &Context, request: &HttpRequest, payload: Payload) -> Result<Self, Failure> {
        if !csrf::is_same_origin(context, request) {
            return Err(Failure::Refused(ErrorKind::Forbidden, actix_web::http::StatusCode::FORBIDDEN));
        }
        match tokio::time::timeout(DEADLINE, read(request, payload)).await {
            Ok(Ok(upload)) => Ok(upload),
            Ok(Err(reason)) => Err(Failure::Protocol(OAuthError::invalid_request(reason))),
            Err(_) => Err(Failure::Protocol(OAuthError::invalid_request("the body took too long to arrive"))),
        }
    }
}

/// Bytes of the body, as its length was announced: room for the file at once, where growing would copy it again and again.
fn announced(request: &HttpRequest) -> usize {
    let length = request.headers().get(CONTENT_LENGTH).and_then(|length| length.to_str().ok());
    length.and_then(|length| length.parse().ok()).unwrap_or_default()
}

async fn read(request: &HttpRequest, payload: Payload) -> Result<Upload, &'static str> {
    let mut total = 0;
    let bounded = payload.map(move |chunk| {
        let chunk = chunk?;
        total += chunk.len();
        if total > BODY_MAX { Err(PayloadError::Overflow) } else { Ok(chunk) }
    });
    let mut parts = Multipart::new(request.headers(), bounded);
    let (mut upload, mut fields) = (Upload::default(), 0);
    while let Some(part) = parts.next().await {
        let mut part = part.map_err(|_| "the body is no form with a file, or is too large")?;
        fields += 1;
        if fields > FIELDS {
            return Err("the form has too many fields");
        }
        let name = part.name().unwrap_or_default().to_owned();
        if name == "picture" {
            let (mut file, mut is_whole) = (Vec::with_capacity(announced(request).min(FILE_MAX)), true);
            while let Some(chunk) = part.next().await {
                let chunk = chunk.map_err(|_| "the file broke off, or is too large")?;
                is_whole &= file.len() + chunk.len() <= FILE_MAX;
                if is_whole {
                    file.extend_from_slice(&chunk);
                }
            }
            upload.file = Some(if is_whole { Ok(file) } else { Err(Refusal::TooLarge) });
            continue;
        }
        let bytes =
            part.bytes(FIELD_MAX).await.map_err(|_| "a field is too long")?.map_err(|_| "the body broke off")?;
        let text = String::from_utf8(bytes.to_vec()).map_err(|_| "a field is not text")?;
        match name.as_str() {
            "csrf" => upload.csrf = text,
            "action" => upload.action = text,
            _ => {}
        }
    }
    Ok(upload)
}
