//! `gatehouse realm …`.

use std::num::NonZeroU16;

use clap::{Subcommand, ValueEnum};
use serde_json::json;

use super::context::{ACTOR, Context};
use super::{Answer, Common, Failure};
use crate::admin::{self, NewRealm, RealmChange, RealmHost};
use crate::jobs::REALMS;
use crate::model::{BeyondLimit, Realm, SessionLimit};
use crate::provider::Issuer;
use crate::storage::realms;

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
    Change {
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
        /// How many sessions each user may have at once; 0 for any number.
        #[arg(long, value_name = "NUMBER")]
        max_sessions: Option<u16>,
        /// What becomes of a login beyond --max-sessions.
        #[arg(long, value_enum, default_value_t = Beyond::Refuse, requires = "max_sessions")]
        beyond: Beyond,
    },
    /// Lists realms by name.
    List,
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
    let opened = match command {
        RealmCommand::Change { name, .. } => name,
        RealmCommand::Create { .. } | RealmCommand::List => "default",
    };
    let context = Context::open(common, opened).await?;
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
        RealmCommand::Change { display_name, host, no_host, max_sessions, beyond, .. } => {
            let limit = |sessions| SessionLimit { sessions, beyond: (*beyond).into() };
            let change = RealmChange {
                display_name: display_name.clone(),
                host: match host {
                    Some(host) => Some(Some(RealmHost::parse(host, base)?)),
                    None => no_host.then_some(None),
                },
                session_limit: max_sessions.map(|sessions| NonZeroU16::new(sessions).map(limit)),
            };
            let (realm, ended) = admin::change_realm(database, &context.origin, ACTOR, change).await?;
            context.changed(REALMS, "").await;
            context.announce(&ended).await;
            let issuer = Issuer::of(base, &realm);
            let json = json!({ "id": realm.id, "issuer": issuer.as_str(), "settings": realm.settings });
            Ok(Answer::new(format!("{} is changed; its issuer is {issuer}", realm.name), json))
        }
        RealmCommand::List => {
            let found = realms::list(database, "", 1000).await?;
            let issuer = |realm: &Realm| Issuer::of(base, realm).to_string();
            let rows: Vec<Vec<String>> =
                found.iter().map(|realm| vec![realm.name.clone(), realm.display_name.clone(), issuer(realm)]).collect();
            let json = found.iter().map(|realm| json!({ "name": realm.name, "issuer": issuer(realm) })).collect();
            Ok(Answer::table(&["NAME", "DISPLAY NAME", "ISSUER"], &rows, json))
        }
    }
}
