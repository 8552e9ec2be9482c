//! `gatehouse invitation`: asking people in.

use clap::{Args, Subcommand};
use serde_json::{Value, json};

use super::context::{ACTOR, Context};
use super::{Answer, Common, Failure};
use crate::admin::{Inviting, NewInvitation};
use crate::model::{ClientId, INVITATION_DAYS, INVITATION_DAYS_MAX, Invitation};
use crate::storage::invitations;

#[derive(Debug, Args)]
pub(super) struct InvitationCommand {
    /// The realm.
    #[arg(long, global = true, default_value = "default")]
    realm: String,
    #[command(subcommand)]
    act: Act,
}

/// For how many days a link works.
#[derive(Clone, Copy, Debug, Args)]
struct Days {
    /// For how many days the link works.
    #[arg(long, default_value_t = INVITATION_DAYS, value_parser = clap::value_parser!(u16).range(1..=i64::from(INVITATION_DAYS_MAX)))]
    days: u16,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Invites somebody: a mail goes to the address, with a link that makes an account for it.
    Create {
        /// The address.
        email: String,
        /// Who invites, as the person invited shall read it.
        #[arg(long, value_name = "NAME")]
        by: String,
        /// What else they shall read.
        #[arg(long, default_value = "")]
        note: String,
        /// The application that they are led to, by its client identifier.
        #[arg(long, value_name = "CLIENT")]
        client: Option<String>,
        /// The language of the mail (BCP 47).
        #[arg(long, value_name = "TAG")]
        locale: Option<String>,
        #[command(flatten)]
        days: Days,
    },
    /// Lists invitations, the newest first.
    List {
        /// Only those that can still be accepted.
        #[arg(long)]
        pending: bool,
        /// How many are looked at.
        #[arg(long, default_value_t = 100)]
        limit: i64,
    },
    /// Shows an invitation.
    Show {
        /// Its identifier, or the address.
        invitation: String,
    },
    /// Mails a new link; the one before is void. An invitation that has expired works again.
    Resend {
        /// Its identifier, or the address.
        invitation: String,
        #[command(flatten)]
        days: Days,
    },
    /// Takes an invitation back.
    Revoke {
        /// Its identifier, or the address.
        invitation: String,
    },
}

pub(super) async fn run(command: &InvitationCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, &command.realm).await?;
    let shared = &context.parts.shared;
    let inviting = Inviting { database: &shared.database, outbox: &shared.outbox, realm: &context.realm.realm };
    let origin = &context.origin;
    match &command.act {
        Act::Create { email, by, note, client, locale, days } => {
            let new = NewInvitation {
                email: email.clone(),
                invited_by: by.clone(),
                note: note.clone(),
                client_id: client.as_deref().map(ClientId::from),
                locale: locale.clone(),
                days: days.days,
            };
            let made = inviting.invite(origin, ACTOR, new).await?;
            let text = format!("{} is invited until {}; {}", made.email, made.expires_at.to_rfc3339(), made.id);
            Ok(Answer::new(text, describe(&context, &made)))
        }
        Act::List { pending, limit } => list(&context, *pending, *limit).await,
        Act::Show { invitation } => {
            let json = describe(&context, &inviting.find(origin, invitation).await?);
            Ok(Answer::new(serde_json::to_string_pretty(&json).unwrap_or_default(), json))
        }
        Act::Resend { invitation, days } => {
            let found = inviting.find(origin, invitation).await?;
            let sent = inviting.resend(origin, ACTOR, (&found.id, days.days)).await?;
            let text = format!("{} is invited anew until {}", sent.email, sent.expires_at.to_rfc3339());
            Ok(Answer::new(text, describe(&context, &sent)))
        }
        Act::Revoke { invitation } => {
            let found = inviting.find(origin, invitation).await?;
            inviting.revoke(origin, ACTOR, &found.id).await?;
            let now = inviting.find(origin, &found.id).await?;
            Ok(Answer::new(format!("{} is not invited any more", now.email), describe(&context, &now)))
        }
    }
}

async fn list(context: &Context, pending: bool, limit: i64) -> Result<Answer, Failure> {
    let database = &context.parts.shared.database;
    let mut found = invitations::list(database, &context.origin.realm, limit.clamp(1, 1000)).await?;
    found.retain(|invitation| !pending || standing(context, invitation) == "pending");
    let rows: Vec<Vec<String>> = found
        .iter()
        .map(|invitation| {
            let standing = standing(context, invitation).to_owned();
            let until = invitation.expires_at.to_rfc3339();
            vec![invitation.email.clone(), standing, invitation.invited_by.clone(), until, invitation.id.clone()]
        })
        .collect();
    let json = found.iter().map(|invitation| describe(context, invitation)).collect();
    Ok(Answer::table(&["EMAIL", "STATE", "BY", "UNTIL", "ID"], &rows, json))
}

fn standing(context: &Context, invitation: &Invitation) -> &'static str {
    invitation.standing(context.origin.now).as_str()
}

/// Without the link: whoever opens it is believed to read the mailbox.
fn describe(context: &Context, invitation: &Invitation) -> Value {
    json!({
        "id": invitation.id,
        "email": invitation.email,
        "state": standing(context, invitation),
        "invited_by": invitation.invited_by,
        "note": invitation.note,
        "client_id": invitation.client_id,
        "locale": invitation.locale,
        "user_id": invitation.user_id,
        "created_at": invitation.created_at.to_rfc3339(),
        "sent_at": invitation.sent_at.to_rfc3339(),
        "expires_at": invitation.expires_at.to_rfc3339(),
    })
}
