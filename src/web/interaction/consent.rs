//! The consent page (pages §8): what the application asks for, what it will see, and a yes or no of equal weight.

use std::sync::Arc;

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde_json::Value;

use super::login::InteractionPath;
use super::scene::{Scene, account};
use crate::model::{Attribute, DataClass, ResourceServer, User};
use crate::provider::Issuer;
use crate::provider::interaction::{Missing, Next};
use crate::provider::{claims, target};
use crate::spec::{Scope, standard_claims};
use crate::theme::{Application, ConsentPage, Page, ScopeChoice, ScopeGroup, SharedValue, Unverified};
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
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
    Ok(match asked(visitor, &scene).await? {
        Some(asked) => page(visitor, &scene, &asked, None).into(),
        None => Answer::Go(scene.due_path(visitor), Vec::new()),
    })
}

async fn send(visitor: &mut Visitor, id: &str, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let scene = Scene::open(visitor, id).await?;
    let Some(asked) = asked(visitor, &scene).await? else {
        return Ok(Answer::Go(scene.due_path(visitor), Vec::new()));
    };
    let ticked = ticked(&scene, asked.missing, form);
    if !scene.is_genuine(visitor, form, NAME) {
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..page(visitor, &scene, &asked, Some(&ticked)) }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language(id, tag).into_iter().collect();
        return Ok(Reply { cookies, ..page(visitor, &scene, &asked, Some(&ticked)) }.into());
    }
    if form.presses("use-another-account") {
        return Ok(Answer::Go(format!("{}?account=other", scene.path(visitor, "login")), Vec::new()));
    }
    // Only the button that says so allows anything.
    if !form.presses("allow") {
        return scene.cancel(visitor).await;
    }
    let user_id = asked.user.id.clone();
    scene.answered(visitor, |interaction| interaction.consented(user_id, &ticked)).await
}

/// Whom to ask, and for what.
struct Asked<'a> {
    user: &'a User,
    missing: &'a Missing,
    /// The APIs behind the request, which know what their scopes mean.
    servers: Vec<Arc<ResourceServer>>,
}

/// `None` when no consent is due.
async fn asked<'a>(visitor: &Visitor, scene: &'a Scene) -> Result<Option<Asked<'a>>, Failure> {
    let (Next::Consent(missing), Some(visit)) = (&scene.due, &scene.visit) else { return Ok(None) };
    let resource = &scene.interaction.request().resource;
    let servers = target::servers(&visitor.context, &scene.client.client, resource).await?;
    Ok(Some(Asked { user: &visit.user, missing, servers }))
}

/// What the person allows: what was allowed before, what is required, and the boxes that are ticked.
fn ticked(scene: &Scene, missing: &Missing, form: &PageForm) -> Scope {
    let known = scene.interaction.request().scope.difference(&missing.scope);
    let chosen =
        missing.scope.filter(|name| ScopeChoice::named(name).required || form.all("scope").any(|value| value == name));
    known.union(&chosen)
}

fn page(visitor: &Visitor, scene: &Scene, asked: &Asked<'_>, ticked: Option<&Scope>) -> Reply {
    let Asked { user, missing, servers } = asked;
    let locale = visitor.locale(scene.interaction.id(), &scene.interaction.request().ui_locales);
    let schema = &visitor.context.state.realm.settings.attributes;
    let choice = |name: &str| {
        let known = ScopeChoice::named(name);
        let own = own_attributes(schema, (name, locale.as_str()));
        let described = servers.iter().find_map(|server| server.describe(name, locale.as_str())).map(str::to_owned);
        ScopeChoice {
            checked: ticked.is_none_or(|ticked| ticked.contains(name)),
            sensitive: known.sensitive || own.as_ref().is_some_and(|(_, is_sensitive)| *is_sensitive),
            group: if own.is_some() { ScopeGroup::Data } else { known.group },
            description: described.or(own.map(|(labels, _)| labels)),
            ..known
        }
    };
    let client = &scene.client.client;
    // Another program on the device can stand in for the publisher's, so its word is not repeated then.
    let is_claimable = scene.interaction.request().target.kind().is_claimable();
    let publisher = client.publisher.as_ref().filter(|_| !is_claimable).map(|publisher| publisher.domain.clone());
    let offline = missing.scope.contains("offline_access");
    let policy = visitor.context.policy(client);
    let days = u32::try_from(policy.refresh_absolute.as_secs() / 86_400).unwrap_or(u32::MAX);
    let page = ConsentPage {
        action: scene.path(visitor, NAME),
        application: Application { domain: publisher.clone(), ..scene.application() },
        unverified: (publisher.is_none() && !client.metadata.first_party).then(|| unverified(scene)),
        account: account(user),
        scopes: missing.scope.iter().map(choice).collect(),
        values: values((user, visitor.context.issuer()), missing, (schema, locale.as_str())),
        offline,
        lasts_days: offline.then_some(days),
        revoke: None,
    };
    scene.reply(visitor, NAME, Page::Consent(page))
}

/// Where the answer goes, for the judgment of a person who has no publisher's word.
fn unverified(scene: &Scene) -> Unverified {
    let target = &scene.interaction.request().target;
    let url = url::Url::parse(target.uri()).ok();
    let host = url.as_ref().and_then(|url| url.host_str());
    Unverified {
        redirect_host: host.or(url.as_ref().map(url::Url::scheme)).unwrap_or_default().to_owned(),
        local_redirect: target.kind().is_claimable(),
        ..Unverified::default()
    }
}

/// The values that will be sent, as text.
fn values(
    (user, issuer): (&User, &Issuer),
    missing: &Missing,
    (schema, locale): (&[Attribute], &str),
) -> Vec<SharedValue> {
    let is_asked = |name: &str| {
        standard_claims::of_scope(&missing.scope).any(|known| known == name)
            || missing.claims.iter().any(|known| known == name)
    };
    let shown = |(claim, value): (String, Value)| SharedValue { claim, value: text(&value), label: None };
    let standard = claims::of_user(user, issuer).into_iter().filter(|(name, _)| is_asked(name)).map(shown);
    let own = schema.iter().filter_map(|attribute| {
        let (claim, _) = attribute.claim_by(&missing.scope)?;
        // What its owner must not read is named, and not shown.
        let value = attribute.fitting(user.attribute(&attribute.name))?;
        let value = if attribute.is_readable() { text(value) } else { "…".to_owned() };
        Some(SharedValue { claim: claim.to_owned(), value, label: Some(attribute.label(locale).to_owned()) })
    });
    standard.chain(own).collect()
}

/// What a scope of the realm's own asks for, in the words of its attributes, and whether any of it is sensitive. `None` for
/// every other scope.
fn own_attributes(schema: &[Attribute], (scope, locale): (&str, &str)) -> Option<(String, bool)> {
    if !standard_claims::of_scope_value(scope).is_empty() {
        return None;
    }
    let asked = |one: &&Attribute| one.claim.as_ref().is_some_and(|claim| claim.scope == scope);
    let asked: Vec<&Attribute> = schema.iter().filter(asked).collect();
    let labels = asked.iter().map(|one| one.label(locale)).collect::<Vec<_>>().join(" · ");
    let is_sensitive = asked.iter().any(|one| one.class == DataClass::Sensitive);
    (!asked.is_empty()).then_some((labels, is_sensitive))
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
