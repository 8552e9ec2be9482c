//! Passwords at the command line: made here or read from standard input, brought from elsewhere, replaced.

use std::io::Read;

use serde_json::json;

use super::context::{ACTOR, Context};
use super::{Answer, Failure};
use crate::admin::{self, NewUser};
use crate::authn::{NewPassword, Password, Weakness};
use crate::hashing::ImportedHash;
use crate::secret::Secret;

/// Everything that stands on standard input.
pub(super) fn stdin() -> Result<String, Failure> {
    let mut text = String::new();
    std::io::stdin().read_to_string(&mut text).map_err(|error| Failure::Usage(error.to_string()))?;
    Ok(text)
}

/// A password that was typed, or one made here, which then has to be shown.
fn password(context: &Context, from_stdin: bool) -> Result<(Password, Option<Secret<String>>), Failure> {
    let (clear, made) = if from_stdin {
        let text = stdin()?;
        (Secret::new(text.trim_end_matches(['\n', '\r']).to_owned()), None)
    } else {
        let made = context.origin.random.password();
        (made.clone(), Some(made))
    };
    let password = Password::parse(clear.expose())
        .map_err(|error| Failure::Refused(format!("the password is not usable: {error}")))?;
    Ok((password, made))
}

fn too_weak(weaknesses: &[Weakness]) -> Failure {
    let reasons: Vec<String> = weaknesses.iter().map(ToString::to_string).collect();
    Failure::Refused(format!("the password is too weak: {}", reasons.join("; ")))
}

/// Makes a user with a password of their own.
pub(super) async fn create(context: &Context, mut new: NewUser, from_stdin: bool) -> Result<Answer, Failure> {
    let authenticator = context.authenticator();
    let (password, made) = password(context, from_stdin)?;
    let names: Vec<&str> = std::iter::once(new.username.as_str()).chain(new.email.as_deref()).collect();
    let policy = authenticator.policy(&context.realm.realm);
    let mut weaknesses = policy.weaknesses(&password, &names);
    if weaknesses.is_empty() && authenticator.is_breached(&password, context.origin.now).await {
        weaknesses.push(Weakness::Breached);
    }
    if !weaknesses.is_empty() {
        return Err(too_weak(&weaknesses));
    }
    let hash = authenticator.hasher().hash(&password).await.map_err(|error| Failure::Other(error.to_string()))?;
    new.password_hash = Some(hash);
    let user = admin::create_user(&context.parts.shared.database, &context.origin, ACTOR, new).await?;
    let shown = made.as_ref().map(Secret::expose);
    let text = match shown {
        Some(password) => format!("{} was made with the password {password}", user.username),
        None => format!("{} was made", user.username),
    };
    Ok(Answer::new(text, json!({ "id": user.id, "username": user.username, "password": shown })))
}

/// Makes a user with a hash that another system made. Whether the password is weak, nobody can tell.
pub(super) async fn bring(context: &Context, mut new: NewUser, hash: &ImportedHash) -> Result<Answer, Failure> {
    new.password_hash = Some(hash.as_str().to_owned());
    let user = admin::create_user(&context.parts.shared.database, &context.origin, ACTOR, new).await?;
    let text = format!("{} was made with a password that {} verifies", user.username, hash.algorithm());
    Ok(Answer::new(text, json!({ "id": user.id, "username": user.username, "algorithm": hash.algorithm() })))
}

/// Gives a user another password, which is temporary if asked for.
pub(super) async fn set_password(
    context: &Context,
    name: &str,
    (from_stdin, temporary): (bool, bool),
) -> Result<Answer, Failure> {
    let user = context.user(name).await?;
    let authenticator = context.authenticator();
    let (password, made) = password(context, from_stdin)?;
    let policy = authenticator.policy(&context.realm.realm);
    let set = if temporary {
        authenticator.set_temporary_password(&context.origin, ACTOR, (&user, &password), &policy).await?
    } else {
        authenticator.set_password(&context.origin, ACTOR, (&user, &password), &policy).await?
    };
    match set {
        NewPassword::Weak(weaknesses) => Err(too_weak(&weaknesses)),
        NewPassword::Set(ended) => {
            context.announce(&ended).await;
            let shown = made.as_ref().map(Secret::expose);
            let text = match shown {
                Some(password) => format!("the password of {} is now {password}", user.username),
                None => format!("{} has a new password", user.username),
            };
            Ok(Answer::new(text, json!({ "id": user.id, "password": shown })))
        }
    }
}
