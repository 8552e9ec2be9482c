//! The consent page (pages §8): what the application asks for, what it will see, and a yes or no of equal weight.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::Value;

use super::login::InteractionPath;
use super::scene::{Scene, account};
use crate::model::User;
use crate::provider::claims;
use crate::provider::interaction::{Missing, Next};
use crate::spec::{Scope, standard_claims};
use crate::theme::{ConsentPage, Page, ScopeChoice, SharedValue};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Handled, Reply, respond};
use crate::web::visitor::Visitor;

const NAME: &str = "consent";

/// `GET /interaction/{id}/consent`
pub async fn show_consent(visitor: Visitor, path: web::Path<InteractionPath>) -> HttpResponse {
    respond(&visitor, show(&visitor, &path.id).await)
}

/// `POST /interaction/{id}/consent`
pub async fn send_consent(mut visitor: Visitor, path: web::Path<InteractionPath>, form: PageForm) -> HttpResponse {
    let handled = send(&mut visitor, &path.id, &form).await;
    respond(&visitor, handled)
}

async fn show(visitor: &Visitor, id: &str) -> Handled {
    let scene = Scene::open(visitor, id).await?;
    Ok(match asked(&scene) {
        Some((user, missing)) => page(visitor, &scene, (user, missing), None).into(),
        None => Answer::Go(scene.due_path(visitor), Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, id: &str, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let scene = Scene::open(visitor, id).await?;
    let Some((user, missing)) = asked(&scene) else {
        return Ok(Answer::Go(scene.due_path(visitor), Vec::new()));
    };
    let ticked = ticked(&scene, missing, form);
    if !scene.is_genuine(visitor, form, NAME) {
        return Ok(
            Reply { status: StatusCode::FORBIDDEN, ..page(visitor, &scene, (user, missing), Some(&ticked)) }.into()
        );
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(id, tag).into_iter().collect();
        return Ok(Reply { cookies, ..page(visitor, &scene, (user, missing), Some(&ticked)) }.into());
    }
    if form.presses("use-another-account") {
        return Ok(Answer::Go(format!("{}?account=other", scene.path(visitor, "login")), Vec::new()));
    }
    // Only the button that says so allows anything.
    if !form.presses("allow") {
        return scene.cancel(visitor).await;
    }
    let user_id = user.id.clone();
    scene.answered(visitor, |interaction| interaction.consented(user_id, &ticked)).await
}

/// Whom to ask, and for what; `None` when no consent is due.
fn asked(scene: &Scene) -> Option<(&User, &Missing)> {
    let Next::Consent(missing) = &scene.due else { return None };
    scene.visit.as_ref().map(|visit| (&visit.user, missing))
}

/// What the person allows: what was allowed before, what is required, and the boxes that are ticked.
fn ticked(scene: &Scene, missing: &Missing, form: &PageForm) -> Scope {
    let known = scene.interaction.request().scope.difference(&missing.scope);
    let chosen =
        missing.scope.filter(|name| ScopeChoice::named(name).required || form.all("scope").any(|value| value == name));
    known.union(&chosen)
}

fn page(visitor: &Visitor, scene: &Scene, (user, missing): (&User, &Missing), ticked: Option<&Scope>) -> Reply {
    let choice = |name: &str| {
        let choice = ScopeChoice::named(name);
        ScopeChoice { checked: ticked.is_none_or(|ticked| ticked.contains(name)), ..choice }
    };
    let offline = missing.scope.contains("offline_access");
    let policy = visitor.context.policy(&scene.client.client);
    let days = u32::try_from(policy.refresh_absolute.as_secs() / 86_400).unwrap_or(u32::MAX);
    let page = ConsentPage {
        action: scene.path(visitor, NAME),
        application: scene.application(),
        unverified: None,
        account: account(user),
        scopes: missing.scope.iter().map(choice).collect(),
        values: values(user, missing),
        offline,
        lasts_days: offline.then_some(days),
        revoke: None,
    };
    scene.reply(visitor, NAME, Page::Consent(page))
}

/// The values that will be sent, as text.
fn values(user: &User, missing: &Missing) -> Vec<SharedValue> {
    let is_asked = |name: &str| {
        standard_claims::of_scope(&missing.scope).any(|known| known == name)
            || missing.claims.iter().any(|known| known == name)
    };
    let shown = |(claim, value): (String, Value)| SharedValue { claim, value: text(&value) };
    claims::of_user(user).into_iter().filter(|(name, _)| is_asked(name)).map(shown).collect()
}

fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        // An address (OpenID Connect Core §5.1.1) comes formatted, or in parts.
        Value::Object(parts) => parts
            .get("formatted")
            .map_or_else(|| parts.values().filter_map(Value::as_str).collect::<Vec<_>>().join(", "), text),
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::Array(_) => value.to_string(),
    }
}
