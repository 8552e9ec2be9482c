//! From an authorization request to its answer: keep it while the user must do something, then issue the code.
//!
//! What must be done is decided by `interaction::next`; here it is carried out, stored and asked again.

use std::sync::Arc;

use super::{
    Asked, AuthorizationResponse, AuthorizeError, CheckedRequest, HintError, IdTokenHint, Interaction, LIFETIME,
    Offers, RedirectTarget, check,
};
use crate::ephemeral::Slot;
use crate::model::{
    BrowserSession, Client, ClientId, Consent, FactorFacts, FactorKind, FactorOutcome, Holdings, User, UserId,
    asks_for_holdings, judge_factors,
};
use crate::provider::clients::KnownClient;
use crate::provider::code::{self, CodeRequest};
use crate::provider::context::Context;
use crate::provider::error::Error;
use crate::provider::interaction::{LoginReason, Missing, Next, SessionView};
use crate::spec::{AuthorizationRequest, OAuthError, Prompt, Scope};
use crate::storage::{consents, enrolled_factors, holdings, users};

/// Interactions under way.
static INTERACTIONS: Slot<Interaction> = Slot::new("interaction", LIFETIME);

/// What the browser is to do next.
pub enum Step {
    /// Go to the client with this.
    Respond(AuthorizationResponse),
    /// Show this page of the interaction.
    Ask(Box<Pending>),
}

/// An interaction that waits for the user.
pub struct Pending {
    /// The interaction.
    pub interaction: Interaction,
    /// The client behind it.
    pub client: Arc<KnownClient>,
    /// What is missing.
    pub question: Question,
}

/// What is missing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Question {
    /// A login.
    Login(LoginReason),
    /// The choice of an account.
    SelectAccount,
    /// Consent to this.
    Consent(Missing),
    /// That the account stays: it is to be deleted, and applications get nothing of it.
    KeepAccount,
}

/// Why an authorization request has no next step.
pub enum Refusal {
    /// The protocol refuses it: on a page, or to the client.
    Protocol(AuthorizeError),
    /// We failed.
    Failed(Error),
}

impl<E: Into<Error>> From<E> for Refusal {
    fn from(error: E) -> Self {
        Self::Failed(error.into())
    }
}

/// Begins with a request that has just arrived from the browser whose cookie holds `browser`.
pub async fn start(
    context: &Context,
    request: &AuthorizationRequest,
    browser: &str,
    session: Option<&BrowserSession>,
) -> Result<Step, Refusal> {
    let page = |error| Refusal::Protocol(AuthorizeError::Page(error));
    let id = request.client_id.as_deref().ok_or_else(|| page(OAuthError::invalid_request("client_id is missing")))?;
    let client = find_client(context, &ClientId::from(id)).await?;
    let client = client.ok_or_else(|| page(OAuthError::invalid_client("the client is not known")))?;
    let offers = Offers {
        registration: context.state.realm.settings.registration.is_open() && context.shared.outbox.is_on(),
        acr_values: crate::model::acr::ACR_VALUES.iter().map(|acr| (*acr).to_owned()).collect(),
    };
    let verify_hint = |token: &str| verify_hint(context, token);
    let require_pkce = context.policy(&client.client).require_pkce;
    let asked = Asked { request, client: &client.client, offers: &offers, require_pkce, verify_hint: &verify_hint };
    let checked = check(&asked).map_err(Refusal::Protocol)?;
    let view = session.and_then(|session| SessionView::of(session, context.now));
    let interaction = Interaction::begin(context.shared.random.id(), checked, browser, view.as_ref(), context.now);
    Ok(step(context, Waiting { interaction, kept: false }, client, session).await?)
}

/// The interaction `id`, if it waits for the browser whose cookie holds `browser`.
pub async fn find(
    context: &Context,
    id: &str,
    browser: &str,
) -> Result<Option<(Interaction, Arc<KnownClient>)>, Error> {
    let found = context.shared.ephemeral.get(&INTERACTIONS, context.realm().as_str(), id).await?;
    let Some(interaction) = found.filter(|interaction| interaction.is_open_to(browser, context.now)) else {
        return Ok(None);
    };
    let client = find_client(context, &interaction.request().client_id).await?;
    Ok(client.filter(|known| known.client.enabled).map(|client| (interaction, client)))
}

/// Goes on with an interaction after something has been done for it.
pub async fn advance(
    context: &Context,
    interaction: Interaction,
    client: Arc<KnownClient>,
    session: Option<&BrowserSession>,
) -> Result<Step, Error> {
    step(context, Waiting { interaction, kept: true }, client, session).await
}

/// Goes on with an interaction after the user answered on one of its pages. Taken and put back, so that a second tab
/// cannot bring back what another has used up.
pub async fn answered(
    context: &Context,
    interaction: Interaction,
    client: Arc<KnownClient>,
    session: Option<&BrowserSession>,
    answer: impl FnOnce(Interaction) -> Interaction,
) -> Result<Step, Error> {
    let waiting = Waiting { interaction, kept: true };
    use_up(context, &waiting).await?;
    let waiting = Waiting { interaction: answer(waiting.interaction), kept: false };
    step(context, waiting, client, session).await
}

/// An interaction, and whether it is in the store and has to be used up there.
struct Waiting {
    interaction: Interaction,
    kept: bool,
}

async fn step(
    context: &Context,
    waiting: Waiting,
    client: Arc<KnownClient>,
    session: Option<&BrowserSession>,
) -> Result<Step, Error> {
    let interaction = &waiting.interaction;
    let view = view(context, interaction.request(), session).await?;
    let stored = match &view {
        Some(view) => consents::find(context.database(), context.realm(), &view.user_id, &client.client.id).await?,
        None => None,
    };
    let due = interaction.next(&client.client, view.as_ref(), stored.as_ref(), context.now);
    let is_leaving = match &view {
        Some(view) if matches!(due, Next::Respond(_) | Next::Consent(_)) => is_leaving(context, &view.user_id).await?,
        _ => false,
    };
    let question = match due {
        Next::Respond(_) | Next::Consent(_) if is_leaving && interaction.request().prompt.contains(Prompt::None) => {
            use_up(context, &waiting).await?;
            let error = OAuthError::interaction_required("the account is about to be deleted");
            return Ok(Step::Respond(error_response(context, &interaction.request().target, &error)));
        }
        Next::Respond(_) | Next::Consent(_) if is_leaving => Question::KeepAccount,
        Next::Respond(scope) => {
            let Some(session) = session else {
                return Err(Error::Internal("a response without a session".to_owned()));
            };
            use_up(context, &waiting).await?;
            if let Some(done) = respond(context, interaction, (&client.client, session), &scope, stored).await? {
                return Ok(done);
            }
            // The session has ended since it was read: whatever is due without it.
            let waiting = Waiting { interaction: waiting.interaction, kept: false };
            return Box::pin(step(context, waiting, client, None)).await;
        }
        Next::Refuse(error) => {
            use_up(context, &waiting).await?;
            return Ok(Step::Respond(error_response(context, &interaction.request().target, &error)));
        }
        Next::Login(reason) => Question::Login(reason),
        Next::SelectAccount => Question::SelectAccount,
        Next::Consent(missing) => Question::Consent(missing),
    };
    if !waiting.kept {
        let (store, realm) = (&context.shared.ephemeral, context.realm().as_str());
        store.put(&INTERACTIONS, realm, interaction.id(), interaction).await?;
    }
    Ok(Step::Ask(Box::new(Pending { interaction: waiting.interaction, client, question })))
}

/// Whether the account of `user` is to be deleted.
async fn is_leaving(context: &Context, user: &UserId) -> Result<bool, Error> {
    let user = users::find(context.database(), context.realm(), user).await?;
    Ok(user.is_some_and(|user| user.delete_at.is_some()))
}

/// What matters of a session to `request`. Whether the realm's rules demand more of it is looked up only where there are
/// rules, and what its user could prove only where it does not do.
pub async fn view(
    context: &Context,
    request: &CheckedRequest,
    session: Option<&BrowserSession>,
) -> Result<Option<SessionView>, Error> {
    let Some(mut view) = session.and_then(|session| SessionView::of(session, context.now)) else { return Ok(None) };
    let rules = &context.state.realm.settings.factor_rules;
    if !rules.is_empty()
        && let Some(session) = session
        && let Some(user) = users::find(context.database(), context.realm(), &view.user_id).await?
    {
        view.lacks_factor = lacks_factor(context, &request.client_id, (session, &user)).await?;
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

/// Ends an interaction because the user said no (`access_denied`).
pub async fn cancel(context: &Context, interaction: Interaction) -> Result<Step, Error> {
    let waiting = Waiting { interaction, kept: true };
    use_up(context, &waiting).await?;
    let error = OAuthError::access_denied("the user did not allow it");
    Ok(Step::Respond(error_response(context, &waiting.interaction.request().target, &error)))
}

/// The answer that carries `error` to the client.
pub fn error_response(context: &Context, target: &RedirectTarget, error: &OAuthError) -> AuthorizationResponse {
    metrics::counter!("gatehouse_authorize_outcomes_total", "outcome" => error.code.as_str()).increment(1);
    AuthorizationResponse::error(target, context.issuer().as_str(), error)
}

async fn find_client(context: &Context, id: &ClientId) -> Result<Option<Arc<KnownClient>>, Error> {
    let shared = &context.shared;
    shared.clients.find(&shared.database, &shared.sub_keys, (context.realm(), id), context.now).await
}

/// Takes a kept interaction out of the store; of two tabs that finish it at once, one is refused.
async fn use_up(context: &Context, waiting: &Waiting) -> Result<(), Error> {
    let (store, realm) = (&context.shared.ephemeral, context.realm().as_str());
    if waiting.kept && store.take(&INTERACTIONS, realm, waiting.interaction.id()).await?.is_none() {
        return Err(OAuthError::invalid_request("this sign-in has been completed already").into());
    }
    Ok(())
}

async fn respond(
    context: &Context,
    interaction: &Interaction,
    (client, session): (&Client, &BrowserSession),
    scope: &Scope,
    stored: Option<Consent>,
) -> Result<Option<Step>, Error> {
    let request = interaction.request();
    let consent = interaction.remembered(context.realm(), stored.as_ref(), context.now);
    let code = code::issue(
        context,
        &CodeRequest {
            client,
            session,
            scope,
            claims: &request.claims_within(scope),
            acr: request.acr(&session.amr),
            resource: &request.resource,
            redirect_uri: request.target.uri(),
            redirect_uri_sent: true,
            code_challenge: request.code_challenge.as_ref(),
            nonce: request.nonce.as_deref(),
            consent: consent.as_ref(),
        },
    )
    .await?;
    let Some(code) = code else { return Ok(None) };
    metrics::counter!("gatehouse_authorize_outcomes_total", "outcome" => "success").increment(1);
    Ok(Some(Step::Respond(AuthorizationResponse::success(&request.target, context.issuer().as_str(), &code))))
}

/// An ID token of ours, which may have expired (OpenID Connect Core 1.0 §3.1.2.1).
fn verify_hint(context: &Context, token: &str) -> Result<IdTokenHint, HintError> {
    let claims = context.state.keys.verify_hint("JWT", token, context.now).ok_or(HintError)?;
    let text = |name: &str| claims.get(name).and_then(serde_json::Value::as_str).map(str::to_owned);
    if text("iss").as_deref() != Some(context.issuer().as_str()) {
        return Err(HintError);
    }
    Ok(IdTokenHint { subject: text("sub").ok_or(HintError)?, audience: vec![text("aud").ok_or(HintError)?] })
}
