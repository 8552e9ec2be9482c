//! The e-mail address, and "This was not me": what they demand, and how they are answered.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Value, json};

use super::call::Call;
use super::operation::{Act, Gives, Operation, Takes};
use super::problem::Problem;
use super::{nothing, with_json};
use crate::account::Field;
use crate::authn::{EmailAsker, EmailChanged, NewEmailAsk};
use crate::provider::account_access::AccountScope::{Read, Security};
use crate::theme::Locale;

/// What can be done.
pub static OPERATIONS: [Operation; 6] = [
    Operation::new(
        (Act::ShowEmail, "showEmail"),
        ("GET", "/email"),
        Read,
        "The address of the account, and the one that waits for proof.",
    )
    .gives(Gives::Json("Email")),
    Operation::new(
        (Act::AskEmail, "changeEmail"),
        ("PUT", "/email"),
        Security,
        "Asks for another address: a code and a link go there, and nothing changes before one of them comes back. The answer \
         is the same for an address that belongs to somebody else.",
    )
    .fresh()
    .takes(Takes::Json("NewEmail"))
    .gives(Gives::Json("Email"))
    .refuses(&["mail_unavailable", "validation_failed"]),
    Operation::new(
        (Act::ConfirmEmail, "confirmEmail"),
        ("POST", "/email/confirmation"),
        Security,
        "Takes the code, in the session that asked for the address. Every other session ends, and both addresses are told.",
    )
    .takes(Takes::Json("EmailCode"))
    .gives(Gives::Json("Email"))
    .refuses(&["address_taken", "change_expired", "wrong_code"]),
    Operation::new(
        (Act::ResendEmail, "resendEmailCode"),
        ("POST", "/email/resend"),
        Security,
        "Sends another code and link in the session that asked for the address; those before are void.",
    )
    .refuses(&["change_expired"]),
    Operation::new(
        (Act::CancelEmail, "cancelEmailChange"),
        ("DELETE", "/email/change"),
        Security,
        "Gives up the address that waits for proof.",
    )
    .refuses(&["not_found"]),
    Operation::new(
        (Act::LockAccount, "lockAccount"),
        ("POST", "/lock"),
        Security,
        "\"This was not me\": ends every session and token, this one too, and lets nobody in before the account was recovered \
         on the page that the answer names.",
    )
    .gives(Gives::Json("Lock"))
    .refuses(&["recovery_impossible"]),
];

pub async fn show(call: &Call) -> Result<HttpResponse, Problem> {
    let (authenticator, origin) = (&call.state.authenticator, call.origin());
    // As it is now: the call may have changed it.
    let user = authenticator.user(&origin, &call.caller.user.id).await?.ok_or_else(|| Problem::new("invalid_token"))?;
    let waits = authenticator.email_change(&origin, &user).await?;
    let pending = waits.map(|change| {
        let is_here = call.visit().is_some_and(|visit| visit.session.id == change.session_id);
        json!({ "email": change.email, "expires_at": change.expires_at.to_rfc3339(), "current": is_here })
    });
    let body = json!({ "email": user.email, "email_verified": user.email_verified, "pending": pending });
    Ok(with_json(StatusCode::OK, &body))
}

/// The one member of a body that has to be there.
async fn member(call: &mut Call, name: &str) -> Result<String, Problem> {
    let body = call.object().await?;
    if let Some(unknown) = body.keys().find(|known| *known != name) {
        return Err(Problem::fault(unknown, &["unknown-member"]));
    }
    let value = body.get(name).and_then(Value::as_str);
    value.map(str::to_owned).ok_or_else(|| Problem::fault(name, &["wrong-type"]))
}

/// Who asks; nothing waits for a token whose session has ended.
fn asker(call: &Call) -> Result<EmailAsker<'_>, Problem> {
    let visit = call.visit().ok_or_else(|| Problem::new("change_expired"))?;
    Ok(EmailAsker { visit, through: Some(&call.caller.client), rules: &call.context.state.realm.settings.registration })
}

fn locale(call: &Call) -> Locale {
    let claim = call.caller.user.claims.get(Field::Locale.as_str()).and_then(Value::as_str);
    let default = call.context.state.realm.settings.default_locale.as_deref();
    claim.or(default).and_then(Locale::parse).unwrap_or_else(Locale::english)
}

pub async fn ask(mut call: Call) -> Result<HttpResponse, Problem> {
    let email = member(&mut call, "email").await?;
    call.fresh_visit()?;
    let locale = locale(&call);
    let wanted = (email.as_str(), locale.as_str());
    match call.state.authenticator.ask_email_change(&call.origin(), asker(&call)?, wanted).await? {
        NewEmailAsk::Sent => show(&call).await,
        NewEmailAsk::Refused(fault) => Err(Problem::fault("email", &[fault.as_str()])),
        NewEmailAsk::Throttled(wait) => Err(Problem::throttled(wait)),
        NewEmailAsk::Impossible => Err(Problem::new("mail_unavailable")),
    }
}

pub async fn resend(call: &Call) -> Result<HttpResponse, Problem> {
    let locale = locale(call);
    let authenticator = &call.state.authenticator;
    match authenticator.resend_email_change(&call.origin(), asker(call)?, locale.as_str()).await? {
        NewEmailAsk::Sent => Ok(nothing()),
        NewEmailAsk::Throttled(wait) => Err(Problem::throttled(wait)),
        NewEmailAsk::Refused(_) | NewEmailAsk::Impossible => Err(Problem::new("change_expired")),
    }
}

pub async fn confirm(mut call: Call) -> Result<HttpResponse, Problem> {
    let code = member(&mut call, "code").await?;
    let changed = call.state.authenticator.submit_email_code_of_change(&call.origin(), asker(&call)?, &code).await?;
    match changed {
        EmailChanged::Done(ended) => {
            call.announce(&ended).await;
            show(&call).await
        }
        EmailChanged::Proven => show(&call).await,
        EmailChanged::Wrong => Err(Problem::new("wrong_code")),
        EmailChanged::Locked(wait) => Err(Problem::throttled(wait)),
        EmailChanged::Over => Err(Problem::new("change_expired")),
        EmailChanged::Taken => Err(Problem::new("address_taken")),
    }
}

pub async fn cancel(call: &Call) -> Result<HttpResponse, Problem> {
    let user = &call.caller.user;
    if call.state.authenticator.cancel_email_change(&call.origin(), user).await? {
        Ok(nothing())
    } else {
        Err(Problem::new("not_found"))
    }
}

pub async fn lock(call: &Call) -> Result<HttpResponse, Problem> {
    let (authenticator, user) = (&call.state.authenticator, &call.caller.user.id);
    let through = Some(&call.caller.client);
    let ended = authenticator.lock_own_account(&call.origin(), (user, through)).await?;
    let ended = ended.ok_or_else(|| Problem::new("recovery_impossible"))?;
    call.announce(&ended).await;
    let recovery = call.context.issuer().endpoint("/recovery");
    Ok(with_json(StatusCode::OK, &json!({ "recovery_uri": recovery })))
}
