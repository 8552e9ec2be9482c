//! `gatehouse user …`.

use std::path::PathBuf;
use std::time::Duration;

use clap::{Args, Subcommand};
use serde_json::{Map, Value, json};

use super::context::{ACTOR, Context};
use super::user_password::{bring, create, set_password, stdin};
use super::{Answer, Common, Failure, deletion, import};
use crate::admin::{self, NewUser, UserChange};
use crate::clock::Timestamp;
use crate::hashing::ImportedHash;
use crate::model::{ACCESS_REASON_CHARS, AccessTerms, AccessTermsFault, UpdateReason, User, UserStatus};
use crate::storage::users;

/// Looks after users.
#[derive(Debug, Args)]
pub(super) struct UserCommand {
    /// The realm.
    #[arg(long, global = true, default_value = "default")]
    realm: String,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Makes a user. Without --password-stdin a random password is made and shown once.
    Create {
        /// The name to sign in with.
        username: String,
        /// An e-mail address.
        #[arg(long)]
        email: Option<String>,
        /// The address is known to be theirs.
        #[arg(long)]
        email_verified: bool,
        /// A standard claim, such as name="Alice Example"; JSON where it is not text.
        #[arg(long = "claim", value_name = "NAME=VALUE")]
        claims: Vec<String>,
        #[command(flatten)]
        password: PasswordSource,
        /// The user has to choose another password at the first login.
        #[arg(long)]
        temporary: bool,
    },
    /// Imports users of another system with their password hashes: one JSON object a line. Every line is checked before
    /// anything is changed.
    Import {
        /// The file.
        file: PathBuf,
        /// Checks the file and changes nothing.
        #[arg(long)]
        dry_run: bool,
    },
    /// Shows a user.
    Show {
        /// A username or an address.
        user: String,
    },
    /// Lists users by name.
    List {
        /// Begins after this username.
        #[arg(long, default_value = "")]
        after: String,
        /// How many at most.
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Changes a user; what is not named stays, and so do sessions and tokens.
    Change {
        /// A username or an address.
        user: String,
        /// The name to sign in with.
        #[arg(long)]
        username: Option<String>,
        /// An e-mail address; an empty one removes it. A new one is unverified unless that is said.
        #[arg(long)]
        email: Option<String>,
        /// Whether the address is known to be theirs.
        #[arg(long, value_name = "BOOL", num_args = 0..=1, require_equals = true, default_missing_value = "true")]
        email_verified: Option<bool>,
        /// A standard claim; an empty value removes it.
        #[arg(long = "claim", value_name = "NAME=VALUE")]
        claims: Vec<String>,
        /// An attribute of the realm's own; an empty value removes it.
        #[arg(long = "attribute", value_name = "NAME=VALUE")]
        attributes: Vec<String>,
    },
    /// Sets a password, read from standard input or made at random; ends every session and token of the user.
    SetPassword {
        /// A username or an address.
        user: String,
        /// Reads the password from standard input.
        #[arg(long)]
        password_stdin: bool,
        /// The user has to choose another one at the next login.
        #[arg(long)]
        temporary: bool,
    },
    /// Makes a user choose a new password at the next login; sessions go on.
    DemandPassword {
        /// A username or an address.
        user: String,
    },
    /// Ends every session and token of a user and lets nobody sign in.
    Suspend {
        /// A username or an address.
        user: String,
    },
    /// Lets a suspended user sign in again.
    Activate {
        /// A username or an address.
        user: String,
    },
    /// Removes every second factor and backup code of somebody who has lost them, and ends all sessions.
    ResetFactors {
        /// A username or an address.
        user: String,
    },
    /// Makes a link that lets somebody who has lost everything in once, to choose a new password; second factors are removed
    /// when it is used. The user is told.
    AccessLink {
        /// A username or an address.
        user: String,
        /// For how many minutes it works, at most 1440.
        #[arg(long, default_value_t = 30, value_parser = clap::value_parser!(u64).range(1..=1440))]
        minutes: u64,
        /// Why, for the audit trail.
        #[arg(long, default_value = "", hide_default_value = true)]
        reason: String,
    },
    /// Lets somebody in who has registered and waits for it; a mail tells them.
    Approve {
        /// A username or an address.
        user: String,
    },
    /// Deletes a user with everything that is kept of them.
    Delete {
        /// A username or an address.
        user: String,
        /// Does it at once; there is no way back.
        #[arg(long, conflicts_with = "after")]
        yes: bool,
        /// Does it after so many days, at most 90, like a deletion that the user asks for: every session and token ends now,
        /// and until then the user may keep the account.
        #[arg(long, value_name = "DAYS", value_parser = clap::value_parser!(u16).range(1..=90))]
        after: Option<u16>,
    },
    /// Keeps a user who is to be deleted.
    Keep {
        /// A username or an address.
        user: String,
    },
    /// Lifts the locks that failed logins and wrong codes have set.
    Unlock {
        /// A username or an address.
        user: String,
    },
}

/// Where a password, or a hash that another system made of it, comes from. Neither is an argument: those are seen by every
/// process of the machine.
#[derive(Debug, Args)]
#[group(multiple = false)]
struct PasswordSource {
    /// Reads the password from standard input.
    #[arg(long = "password-stdin")]
    clear_stdin: bool,
    /// Reads a password hash of another system from standard input.
    #[arg(long = "password-hash-stdin")]
    hash_stdin: bool,
    /// Reads a password hash of another system from a file.
    #[arg(long = "password-hash-file", value_name = "FILE")]
    hash_file: Option<PathBuf>,
}

impl PasswordSource {
    /// The hash, if it is one that is given.
    fn hash(&self) -> Result<Option<ImportedHash>, Failure> {
        let text = match (&self.hash_file, self.hash_stdin) {
            (Some(path), _) => {
                std::fs::read_to_string(path).map_err(|error| Failure::Usage(format!("{}: {error}", path.display())))?
            }
            (None, true) => stdin()?,
            (None, false) => return Ok(None),
        };
        ImportedHash::parse(&text).map(Some).map_err(|refusal| Failure::Refused(refusal.to_string()))
    }
}

pub(super) async fn run(command: &UserCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, &command.realm).await?;
    match &command.act {
        Act::Create { username, email, email_verified, claims, password, temporary } => {
            let new = NewUser {
                username: username.clone(),
                email: email.clone(),
                email_verified: *email_verified,
                claims: parse_claims(claims)?,
                temporary_password: *temporary,
                ..NewUser::default()
            };
            match password.hash()? {
                Some(hash) => bring(&context, new, &hash).await,
                None => create(&context, new, password.clear_stdin).await,
            }
        }
        Act::Import { file, dry_run } => import::run(&context, file, *dry_run).await,
        Act::Show { user } => context.user(user).await.map(|user| show(&user)),
        Act::List { after, limit } => list(&context, after, *limit).await,
        Act::Change { user, username, email, email_verified, claims, attributes } => {
            let (claims, attributes) = (removable(parse_claims(claims)?), removable(parse_attributes(attributes)?));
            let change = UserChange {
                username: username.clone(),
                email: email.clone().map(|email| Some(email).filter(|email| !email.is_empty())),
                email_verified: *email_verified,
                claims,
                attributes,
            };
            change_user(&context, user, change).await
        }
        Act::SetPassword { user, password_stdin, temporary } => {
            set_password(&context, user, (*password_stdin, *temporary)).await
        }
        Act::DemandPassword { user } => {
            let user = context.user(user).await?;
            admin::demand_password(&context.parts.shared.database, &context.origin, ACTOR, &user.id).await?;
            Ok(Answer::sentence(format!("{} chooses a new password at the next login", user.username)))
        }
        Act::Suspend { user } => set_status(&context, user, UserStatus::Suspended).await,
        Act::Activate { user } => {
            let found = context.user(user).await?;
            if found.status == UserStatus::Pending {
                return approve(&context, &found).await;
            }
            set_status(&context, user, UserStatus::Active).await
        }
        Act::ResetFactors { user } => reset_factors(&context, user).await,
        Act::AccessLink { user, minutes, reason } => access_link(&context, user, (*minutes, reason)).await,
        Act::Approve { user } => approve(&context, &context.user(user).await?).await,
        Act::Delete { user, yes, after } => deletion::delete(&context, user, (*yes, *after)).await,
        Act::Keep { user } => deletion::keep(&context, &context.user(user).await?).await,
        Act::Unlock { user } => unlock(&context, &context.user(user).await?).await,
    }
}

async fn change_user(context: &Context, name: &str, change: UserChange) -> Result<Answer, Failure> {
    let (user, database) = (context.user(name).await?, &context.parts.shared.database);
    let user = admin::change_user(database, &context.origin, ACTOR, &user.id, change).await?;
    Ok(Answer::new(format!("{} is changed", user.username), describe(&user)))
}

async fn reset_factors(context: &Context, name: &str) -> Result<Answer, Failure> {
    let user = context.user(name).await?;
    let ended = context.authenticator().reset_factors(&context.origin, ACTOR, &user).await?;
    context.announce(&ended).await;
    Ok(Answer::sentence(format!("{} signs in by password alone until a new factor is added", user.username)))
}

fn parse_claims(pairs: &[String]) -> Result<Map<String, Value>, Failure> {
    pairs
        .iter()
        .map(|pair| {
            let (name, text) =
                pair.split_once('=').ok_or_else(|| Failure::Usage(format!("--claim {pair}: write NAME=VALUE")))?;
            let value = match serde_json::from_str::<Value>(text) {
                Ok(value @ (Value::Bool(_) | Value::Object(_))) => value,
                _ => Value::String(text.to_owned()),
            };
            Ok((name.to_owned(), value))
        })
        .collect()
}

/// The same with null for what is empty, which removes it.
fn removable(pairs: Map<String, Value>) -> Map<String, Value> {
    let or_null = |value: Value| if value.as_str() == Some("") { Value::Null } else { value };
    pairs.into_iter().map(|(name, value)| (name, or_null(value))).collect()
}

/// Attributes as texts: the realm says what each is.
fn parse_attributes(pairs: &[String]) -> Result<Map<String, Value>, Failure> {
    let read = |pair: &String| {
        let (name, text) =
            pair.split_once('=').ok_or_else(|| Failure::Usage(format!("--attribute {pair}: write NAME=VALUE")))?;
        Ok((name.to_owned(), Value::String(text.to_owned())))
    };
    pairs.iter().map(read).collect()
}

async fn access_link(context: &Context, name: &str, (minutes, reason): (u64, &str)) -> Result<Answer, Failure> {
    let terms = AccessTerms::parse(Duration::from_secs(minutes * 60), reason).map_err(|fault| {
        Failure::Usage(match fault {
            AccessTermsFault::Lifetime => "--minutes is between 1 and 1440".to_owned(),
            AccessTermsFault::ReasonMissing => "--reason says why: it stands in the audit trail".to_owned(),
            AccessTermsFault::ReasonMalformed => {
                format!("--reason is a line of at most {ACCESS_REASON_CHARS} characters")
            }
        })
    })?;
    let user = context.user(name).await?;
    let terms = (terms.lifetime, terms.reason.as_str());
    let token = context.authenticator().issue_access(&context.origin, ACTOR, &user, terms).await?;
    let token =
        token.ok_or_else(|| Failure::Refused(format!("{} is suspended: activate them first", user.username)))?;
    let link = context.realm.issuer.endpoint(&format!("/link/access/{}", token.expose()));
    let text = format!("{} may come in once within {minutes} minutes by\n{link}", user.username);
    Ok(Answer::new(text, json!({ "id": user.id, "link": link, "expires_in": minutes * 60 })))
}

async fn approve(context: &Context, user: &User) -> Result<Answer, Failure> {
    let shared = &context.parts.shared;
    admin::approve(&shared.database, &shared.outbox, &context.origin, ACTOR, &user.id).await?;
    Ok(Answer::sentence(format!("{} may sign in", user.username)))
}

async fn unlock(context: &Context, user: &User) -> Result<Answer, Failure> {
    admin::unlock(&context.parts.shared.database, &context.origin, ACTOR, &user.id).await?;
    Ok(Answer::sentence(format!("{} may try again", user.username)))
}

async fn set_status(context: &Context, name: &str, status: UserStatus) -> Result<Answer, Failure> {
    let user = context.user(name).await?;
    let database = &context.parts.shared.database;
    let ended = admin::set_status(database, &context.origin, ACTOR, &user.id, status).await?;
    context.announce(&ended).await;
    Ok(Answer::sentence(format!("{} is {}", user.username, status.as_str())))
}

async fn list(context: &Context, after: &str, limit: i64) -> Result<Answer, Failure> {
    let (database, part) = (&context.parts.shared.database, (after, limit.clamp(1, 1000)));
    let found = users::search(database, &context.origin.realm, "", part).await?;
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|user| {
            let email = user.email.clone().unwrap_or_default();
            vec![user.username.clone(), email, user.status.as_str().to_owned(), user.id.to_string()]
        })
        .collect();
    let json = found.iter().map(describe).collect();
    Ok(Answer::table(&["USERNAME", "EMAIL", "STATUS", "ID"], &rows, json))
}

fn show(user: &User) -> Answer {
    let json = describe(user);
    let text = serde_json::to_string_pretty(&json).unwrap_or_default();
    Answer::new(text, json)
}

fn describe(user: &User) -> Value {
    json!({
        "id": user.id,
        "username": user.username,
        "email": user.email,
        "email_verified": user.email_verified,
        "status": user.status.as_str(),
        "claims": user.claims,
        "has_password": user.password_hash.is_some(),
        "password_changed_at": user.password_changed_at.map(Timestamp::to_rfc3339),
        "password_update": user.password_update.map(UpdateReason::as_str),
        "failed_logins": user.failed_logins,
        "locked_until": user.locked_until.map(Timestamp::to_rfc3339),
        "created_at": user.created_at.to_rfc3339(),
        "delete_at": user.delete_at.map(super::super::clock::Timestamp::to_rfc3339),
    })
}
