//! Who, of those signed in in the browser, goes on with an authorization request, and what is due then. The decisions are
//! `interaction::pick` and `interaction::next`; here is looked up what they need.

use super::{CheckedRequest, Interaction};
use crate::model::{
    BrowserSession, Client, ClientId, Consent, FactorFacts, FactorKind, FactorOutcome, Holdings, User,
    asks_for_holdings, canonical_identifier, judge_factors,
};
use crate::provider::context::Context;
use crate::provider::error::Error;
use crate::provider::interaction::{Candidate, Choice, Next, Pick, SessionView, pick};
use crate::spec::Prompt;
use crate::storage::{consents, enrolled_factors, grants, holdings};

/// Who is signed in in the browser in front of us.
#[derive(Clone, Debug, Default)]
pub struct Present<'a> {
    /// The live sessions and their users, the current one first.
    pub sessions: Vec<(&'a BrowserSession, &'a User)>,
    /// Whether the browser remembers accounts that are not signed in.
    pub remembers: bool,
}

impl Present<'_> {
    /// What matters of the sessions that are live.
    pub(super) fn views(&self, context: &Context) -> Vec<SessionView> {
        self.sessions.iter().filter_map(|(session, _)| SessionView::of(session, context.now)).collect()
    }
}

/// What became of an interaction.
pub struct Assessed<'a> {
    /// Who goes on with it, if that is known.
    pub present: Option<(&'a BrowserSession, &'a User)>,
    /// What that user has allowed the client before.
    pub(super) consent: Option<Consent>,
    /// What must happen next.
    pub due: Next,
}

/// Who goes on with `interaction`, and what is due.
pub async fn assess<'a>(
    context: &Context,
    interaction: &Interaction,
    client: &Client,
    present: &Present<'a>,
) -> Result<Assessed<'a>, Error> {
    let picked = picked(context, interaction, client, present).await?;
    let (found, choice) = match picked {
        Pick::One(place) => (present.sessions.get(place).copied(), Choice::Nothing),
        Pick::Several => (None, Choice::SignedIn),
        Pick::Nobody if present.remembers => (None, Choice::Remembered),
        Pick::Nobody => (None, Choice::Nothing),
    };
    let view = match found {
        Some(found) => view(context, interaction.request(), found).await?,
        None => None,
    };
    let consent = match &view {
        Some(view) => consents::find(context.database(), context.realm(), &view.user_id, &client.id).await?,
        None => None,
    };
    let due = interaction.next(client, (view.as_ref(), choice), consent.as_ref(), context.now);
    Ok(Assessed { present: found.filter(|_| view.is_some()), consent, due })
}

async fn picked(
    context: &Context,
    interaction: &Interaction,
    client: &Client,
    present: &Present<'_>,
) -> Result<Pick, Error> {
    let request = interaction.request();
    let hint = request.login_hint.as_deref().map(canonical_identifier);
    let is_silent = request.prompt.contains(Prompt::None) && present.sessions.len() > 1;
    let mut candidates = Vec::with_capacity(present.sessions.len());
    for (session, user) in &present.sessions {
        let Some(view) = SessionView::of(session, context.now) else { continue };
        let names = [Some(&user.username), user.email.as_ref()].into_iter().flatten();
        let is_hinted =
            hint.as_ref().is_some_and(|hint| names.map(|name| canonical_identifier(name)).any(|n| n == *hint));
        let is_known =
            is_silent && grants::is_in_session(context.database(), context.realm(), &client.id, &session.id).await?;
        candidates.push(Candidate { session: view, is_hinted, is_known });
    }
    Ok(pick(&candidates, &request.demands(client), interaction.progress()))
}

/// What matters of a session to `request`. Whether the realm's rules demand more of it is looked up only where there are
/// rules, and what its user could prove only where it does not do.
async fn view(
    context: &Context,
    request: &CheckedRequest,
    (session, user): (&BrowserSession, &User),
) -> Result<Option<SessionView>, Error> {
    let Some(mut view) = SessionView::of(session, context.now) else { return Ok(None) };
    if !context.state.realm.settings.factor_rules.is_empty() {
        view.lacks_factor = lacks_factor(context, &request.client_id, (session, user)).await?;
    }
    if request.classes().exceeds(view.class) {
        let reachable = enrolled_factors::reachable_class(context.database(), context.realm(), &view.user_id).await?;
        view.reachable = view.class.max(reachable);
    }
    Ok(Some(view))
}

/// Whether a rule of the realm demands a factor that `session` has not shown: one that `user` has, or that is due by now.
async fn lacks_factor(
    context: &Context,
    client: &ClientId,
    (session, user): (&BrowserSession, &User),
) -> Result<bool, Error> {
    let rules = &context.state.realm.settings.factor_rules;
    let holdings = &if asks_for_holdings(rules) {
        holdings::of_user(context.database(), context.realm(), &user.id).await?
    } else {
        Holdings::default()
    };
    let judge = |enrolled: &[FactorKind]| {
        let (user_since, now) = (user.created_at, context.now);
        let facts = FactorFacts { client: Some(client), user_since, holdings, enrolled, now };
        judge_factors(rules, &facts)
    };
    if !matches!(judge(&FactorKind::proved_by(&session.amr)).outcome, FactorOutcome::Enroll { .. }) {
        return Ok(false);
    }
    let enrolled = enrolled_factors::kinds_of_user(context.database(), context.realm(), &user.id).await?;
    Ok(judge(&enrolled).demands_factor(context.now))
}
