//! `gatehouse realm …`.

use std::num::NonZeroU16;

use clap::{Args, Subcommand, ValueEnum};
use serde_json::{Value, json};

use super::context::{ACTOR, Context};
use super::{Answer, Common, Failure, contrast, patch};
use crate::admin::{self, NewRealm, RealmChange, RealmHost};
use crate::audit::Origin;
use crate::clock::Timestamp;
use crate::jobs::REALMS;
use crate::model::{
    BeyondLimit, ClientId, FactorFacts, FactorKind, FactorOutcome, FactorRule, FactorVerdict, Realm, SessionLimit,
    judge_factors,
};
use crate::provider::Issuer;
use crate::storage::{clients, enrolled_factors, holdings, realms, users};

/// Looks after realms.
#[derive(Debug, Subcommand)]
pub(super) enum RealmCommand {
    /// Makes a realm at /realms/NAME, or on a host of its own.
    Create {
        /// Lower-case letters, digits and `-`.
        name: String,
        /// The name that people see.
        #[arg(long)]
        display_name: Option<String>,
        /// A host name that is the realm's alone: its issuer is there and not at /realms/NAME.
        #[arg(long)]
        host: Option<String>,
    },
    /// Changes a realm; what is not named stays.
    Change(Change),
    /// Shows a realm with its settings.
    Show {
        /// The realm.
        name: String,
    },
    /// Says which factor rule decides over a login, and why.
    FactorRules(FactorRules),
    /// Lists realms by name.
    List,
}

/// The login that is tried out.
#[derive(Debug, Args)]
pub(super) struct FactorRules {
    /// The realm.
    #[arg(default_value = "default")]
    name: String,
    /// A username or an address.
    #[arg(long)]
    user: String,
    /// The client that the login is for; the realm's own pages where it is absent.
    #[arg(long)]
    client: Option<String>,
}

/// What is to become different.
#[derive(Debug, Args)]
pub(super) struct Change {
    /// The realm.
    name: String,
    /// The name that people see.
    #[arg(long)]
    display_name: Option<String>,
    /// Moves the realm to a host name of its own. The issuer changes: every session and token of the realm ends.
    #[arg(long)]
    host: Option<String>,
    /// Moves the realm back to /realms/NAME. The issuer changes: every session and token of the realm ends.
    #[arg(long, conflicts_with = "host")]
    no_host: bool,
    /// Answers 404 everywhere in the realm, or serves it again. The default realm is always served.
    #[arg(long, value_name = "BOOL", num_args = 1)]
    enabled: Option<bool>,
    /// Other settings as a JSON object; null takes a setting back. `realm show` lists them.
    #[arg(long, value_name = "JSON")]
    settings: Option<String>,
    /// How many sessions each user may have at once; 0 for any number.
    #[arg(long, value_name = "NUMBER")]
    max_sessions: Option<u16>,
    /// What becomes of a login beyond --max-sessions.
    #[arg(long, value_enum, default_value_t = Beyond::Refuse, requires = "max_sessions")]
    beyond: Beyond,
}

/// What becomes of a login for which there is no room.
#[derive(Clone, Copy, Debug, ValueEnum)]
pub(super) enum Beyond {
    /// It is refused.
    Refuse,
    /// The session that began first ends.
    EndOldest,
}

impl From<Beyond> for BeyondLimit {
    fn from(beyond: Beyond) -> Self {
        match beyond {
            Beyond::Refuse => Self::Refuse,
            Beyond::EndOldest => Self::EndOldest,
        }
    }
}

pub(super) async fn realm(command: &RealmCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, "default").await?;
    let (database, base) = (&context.parts.shared.database, context.settings.server.issuer.as_str());
    match command {
        RealmCommand::Create { name, display_name, host } => {
            let new = NewRealm {
                name: name.clone(),
                display_name: display_name.as_ref().unwrap_or(name).clone(),
                host: host.as_deref().map(|host| RealmHost::parse(host, base)).transpose()?,
            };
            let realm = admin::create_realm(database, &context.origin, ACTOR, new).await?;
            context.changed(REALMS, "").await;
            let issuer = Issuer::of(base, &realm);
            let json = json!({ "id": realm.id, "name": realm.name, "issuer": issuer.as_str() });
            Ok(Answer::new(format!("{issuer}"), json))
        }
        RealmCommand::Change(change) => self::change(&context, change).await,
        RealmCommand::Show { name } => {
            let realm = find(&context, name).await?;
            let (json, notes) = describe(&context, &realm, &Issuer::of(base, &realm));
            let lines = [vec![serde_json::to_string_pretty(&json).unwrap_or_default()], notes].concat();
            Ok(Answer::new(lines.join("\n"), json))
        }
        RealmCommand::FactorRules(login) => factor_rules(&context, login).await,
        RealmCommand::List => {
            let found = realms::list(database, "", 1000).await?;
            let issuer = |realm: &Realm| Issuer::of(base, realm).to_string();
            let row = |realm: &Realm| {
                vec![realm.name.clone(), realm.display_name.clone(), issuer(realm), realm.enabled.to_string()]
            };
            let rows: Vec<Vec<String>> = found.iter().map(row).collect();
            let json = found
                .iter()
                .map(|realm| json!({ "name": realm.name, "issuer": issuer(realm), "enabled": realm.enabled }))
                .collect();
            Ok(Answer::table(&["NAME", "DISPLAY NAME", "ISSUER", "ENABLED"], &rows, json))
        }
    }
}

async fn change(context: &Context, wanted: &Change) -> Result<Answer, Failure> {
    let (database, base) = (&context.parts.shared.database, context.settings.server.issuer.as_str());
    let before = find(context, &wanted.name).await?;
    let origin = Origin { realm: before.id.clone(), ..context.origin.clone() };
    let limit = |sessions| SessionLimit { sessions, beyond: wanted.beyond.into() };
    let change = RealmChange {
        display_name: wanted.display_name.clone(),
        host: match &wanted.host {
            Some(host) => Some(Some(RealmHost::parse(host, base)?)),
            None => wanted.no_host.then_some(None),
        },
        session_limit: wanted.max_sessions.map(|sessions| NonZeroU16::new(sessions).map(limit)),
        enabled: wanted.enabled,
        settings: match &wanted.settings {
            Some(text) => {
                let fields = patch::object("--settings", Some(text))?;
                Some((before.version, patch::apply("--settings", &before.settings, &fields)?))
            }
            None => None,
        },
    };
    let (realm, ended) = admin::change_realm(database, &origin, ACTOR, change).await?;
    context.changed(REALMS, "").await;
    context.announce(&ended).await;
    let issuer = Issuer::of(base, &realm);
    let (json, notes) = describe(context, &realm, &issuer);
    let lines = [vec![format!("{} is changed; its issuer is {issuer}", realm.name)], notes].concat();
    Ok(Answer::new(lines.join("\n"), json))
}

/// What the rules say of a login now, in the words of their names.
async fn factor_rules(context: &Context, login: &FactorRules) -> Result<Answer, Failure> {
    let database = &context.parts.shared.database;
    let realm = find(context, &login.name).await?;
    let user = users::find_by_identifier(database, &realm.id, &login.user).await?;
    let user = user.ok_or_else(|| Failure::NotFound(format!("there is no user called {}", login.user)))?;
    let client = login.client.as_deref().map(ClientId::from);
    if let Some(id) = &client
        && clients::find(database, &realm.id, id).await?.is_none()
    {
        return Err(Failure::NotFound(format!("there is no client called {id}")));
    }
    let enrolled = enrolled_factors::kinds_of_user(database, &realm.id, &user.id).await?;
    let holdings = &holdings::of_user(database, &realm.id, &user.id).await?;
    let (now, user_since) = (context.origin.now, user.created_at);
    let facts = FactorFacts { client: client.as_ref(), user_since, holdings, enrolled: &enrolled, now };
    let verdict = judge_factors(&realm.settings.factor_rules, &facts);
    let rule = verdict.rule.and_then(|number| realm.settings.factor_rules.get(number).map(|rule| (number + 1, rule)));
    let why = rule.map_or_else(
        || "no rule concerns this login".to_owned(),
        |(number, rule)| format!("rule {number}, \"{}\", is the first that concerns this login", rule.name),
    );
    let ways = ways_to_enroll(&realm.settings.factor_rules, &verdict);
    let (outcome, then, until) = match verdict.outcome {
        FactorOutcome::Free if enrolled.is_empty() => ("free", "the password is enough".to_owned(), None),
        FactorOutcome::Free => {
            ("free", "nothing is demanded; the factor that is enrolled is asked for".to_owned(), None)
        }
        FactorOutcome::Prove => ("prove", "the factor that is enrolled is asked for".to_owned(), None),
        FactorOutcome::Enroll { until } if until > now => {
            ("enroll", format!("a factor is offered, and can be put off until {}", until.to_rfc3339()), Some(until))
        }
        FactorOutcome::Enroll { until } => {
            ("enroll", "a factor has to be enrolled before a session begins".to_owned(), Some(until))
        }
    };
    let json = json!({
        "rule": rule.map(|(number, _)| number),
        "name": rule.map(|(_, rule)| &rule.name),
        "outcome": outcome,
        "grace_until": until.map(Timestamp::to_rfc3339),
        "enroll_with": ways,
        "demanded_now": verdict.demands_factor(now),
        "why": why,
    });
    Ok(Answer::new(format!("{why}: {then}"), json))
}

/// What can be enrolled on the way in, where something has to be.
fn ways_to_enroll(rules: &[FactorRule], verdict: &FactorVerdict) -> Vec<FactorKind> {
    if !matches!(verdict.outcome, FactorOutcome::Enroll { .. }) {
        return Vec::new();
    }
    let kinds = [FactorKind::Totp, FactorKind::Webauthn];
    kinds.into_iter().filter(|kind| verdict.accepts(rules, *kind)).collect()
}

/// The realm called `name`, disabled ones included.
async fn find(context: &Context, name: &str) -> Result<Realm, Failure> {
    let found = realms::find_by_name(&context.parts.shared.database, name).await?;
    found.ok_or_else(|| Failure::NotFound(format!("there is no realm called {name}")))
}

/// A realm, and notes about what of it is not served as it was set.
fn describe(context: &Context, realm: &Realm, issuer: &Issuer) -> (Value, Vec<String>) {
    let contrast = contrast::of_realm(context, &realm.settings);
    let json = json!({
        "id": realm.id,
        "name": realm.name,
        "display_name": realm.display_name,
        "host": realm.host,
        "issuer": issuer.as_str(),
        "enabled": realm.enabled,
        "settings": realm.settings,
        "contrast": contrast.json,
    });
    (json, contrast.notes)
}
