//! `/account`: the security check-up, what is new, and where links into the area lead.

use std::time::Duration;

use actix_web::HttpResponse;

use super::room::Room;
use super::{activity, back, inbox, passkeys};
use crate::account;
use crate::model::{CheckupFacts, CheckupPoint, CheckupResult, EmailStanding};
use crate::provider::applications::{self, ConnectedApplication};
use crate::provider::discovery::ACCOUNT_ACTIONS;
use crate::theme::{AccountBody, Check, OverviewBody, OverviewPages, UsedApplication};
use crate::web::page::{Answer, Failure, Handled, respond};
use crate::web::visitor::Visitor;

/// Of each part: what fits on a page that is read at a glance.
const APPLICATIONS: usize = 3;
const EVENTS: usize = 5;
const NOTICES: usize = 3;
/// For how long nobody may have used a session before it is pointed out.
const IDLE: Duration = Duration::from_hours(24 * 30);
/// The same of an application.
const UNUSED: Duration = Duration::from_hours(24 * 182);

/// `GET /account`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, overview(&visitor).await)
}

async fn overview(visitor: &Visitor) -> Handled {
    let wanted = visitor.parameter("action").unwrap_or_default();
    if let Some((_, page)) = ACCOUNT_ACTIONS.iter().find(|(action, _)| *action == wanted) {
        return Ok(Answer::Go(visitor.path(page), back::remember(visitor).await?));
    }
    let room = match Room::open(visitor, "overview").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let (context, user) = (&visitor.context, &room.visit.user.id);
    let mut connected = applications::list(context, user).await?;
    let facts = facts(visitor, &room, &connected).await?;
    connected.sort_by_key(|application| std::cmp::Reverse(application.last_used.unwrap_or(application.since)));
    let (database, whose) = (context.database(), (context.realm(), user));
    let (rows, _) =
        account::activity::list(database, whose, (&account::activity::Search::default(), None), EVENTS).await?;
    let mut events = Vec::new();
    for row in rows {
        events.push(activity::shown(visitor, row).await?);
    }
    let (entries, _) = account::inbox::list(database, whose, None, NOTICES).await?;
    let results = facts.results();
    let body = OverviewBody {
        weak: results.iter().filter(|result| !result.good).count(),
        checks: results.iter().map(|result| check(visitor, result)).collect(),
        applications: connected.into_iter().take(APPLICATIONS).map(used).collect(),
        events,
        notices: entries.into_iter().map(|entry| inbox::shown(visitor, entry)).collect(),
        pages: OverviewPages {
            applications: visitor.path("/account/applications"),
            activity: visitor.path("/account/activity"),
            inbox: visitor.path("/account/inbox"),
            lock: visitor.path("/account/lock"),
        },
        signal: passkeys::signal(visitor, &room.visit).await?,
    };
    Ok(room.reply(visitor, AccountBody::Overview(Box::new(body))).into())
}

/// What is known of the account.
async fn facts(visitor: &Visitor, room: &Room, connected: &[ConnectedApplication]) -> Result<CheckupFacts, Failure> {
    let (user, now, origin) = (&room.visit.user, visitor.context.now, visitor.origin());
    let authenticator = &visitor.state.authenticator;
    let found = authenticator.checkup(&origin, &user.id).await?;
    let sessions = authenticator.live_sessions(&origin, &user.id).await?;
    let is_idle = |seen| now.since(seen) >= IDLE;
    let is_unused = |application: &&ConnectedApplication| {
        now.since(application.last_used.unwrap_or(application.since).max(application.since)) >= UNUSED
    };
    let policy = authenticator.policy(&visitor.context.state.realm);
    Ok(CheckupFacts {
        passkeys: found.passkeys,
        second_factors: found.second_factors(),
        backup_codes: found.backup_codes,
        has_password: user.password_hash.is_some(),
        password_due: policy.update_due(user, now).filter(|_| user.password_hash.is_some()),
        email: match (&user.email, user.email_verified) {
            (None, _) => EmailStanding::Missing,
            (Some(_), false) => EmailStanding::Unproven,
            (Some(_), true) => EmailStanding::Proven,
        },
        can_recover: authenticator.can_recover(),
        unread: room.unread,
        sessions: sessions.len(),
        idle_sessions: sessions.iter().filter(|session| is_idle(session.last_seen_at)).count(),
        // Of one whose uses are not written down nothing is said.
        unused_applications: connected.iter().filter(|one| one.last_used.is_some()).filter(is_unused).count(),
    })
}

fn used(application: ConnectedApplication) -> UsedApplication {
    UsedApplication {
        name: application.name,
        at: application.last_used.unwrap_or(application.since).into(),
        is_used: application.last_used.is_some(),
    }
}

/// One thing that was looked at, with where it is seen to.
fn check(visitor: &Visitor, result: &CheckupResult) -> Check {
    let page = match result.point {
        CheckupPoint::Inbox => "/account/inbox",
        CheckupPoint::PasswordDue => "/account/password",
        CheckupPoint::Email => "/account/email",
        CheckupPoint::SecondFactor => "/account/authenticator",
        CheckupPoint::Passkeys => "/account/passkeys",
        CheckupPoint::BackupCodes => "/account/backup-codes",
        CheckupPoint::Sessions => "/account/sessions",
        CheckupPoint::Applications => "/account/applications",
    };
    Check { name: result.word, good: result.good, count: result.count, page: visitor.path(page) }
}
