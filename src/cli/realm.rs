//! `gatehouse realm …`.

use clap::Subcommand;
use serde_json::json;

use super::context::{ACTOR, Context};
use super::{Answer, Common, Failure};
use crate::admin;
use crate::jobs::REALMS;
use crate::provider::Issuer;
use crate::storage::realms;

/// Looks after realms.
#[derive(Debug, Subcommand)]
pub(super) enum RealmCommand {
    /// Makes a realm at /realms/NAME.
    Create {
        /// Lower-case letters, digits and `-`.
        name: String,
        /// The name that people see.
        #[arg(long)]
        display_name: Option<String>,
    },
    /// Lists realms by name.
    List,
}

pub(super) async fn realm(command: &RealmCommand, common: &Common) -> Result<Answer, Failure> {
    let context = Context::open(common, "default").await?;
    let database = &context.parts.shared.database;
    match command {
        RealmCommand::Create { name, display_name } => {
            let display_name = display_name.as_deref().unwrap_or(name);
            let realm = admin::create_realm(database, &context.origin, ACTOR, (name, display_name)).await?;
            context.changed(REALMS, "").await;
            let issuer = Issuer::new(&context.settings.server.issuer, &realm.name);
            let json = json!({ "id": realm.id, "name": realm.name, "issuer": issuer.as_str() });
            Ok(Answer::new(format!("{issuer}"), json))
        }
        RealmCommand::List => {
            let found = realms::list(database, "", 1000).await?;
            let issuer = |name: &str| Issuer::new(&context.settings.server.issuer, name).to_string();
            let rows: Vec<Vec<String>> = found
                .iter()
                .map(|realm| vec![realm.name.clone(), realm.display_name.clone(), issuer(&realm.name)])
                .collect();
            let json = found.iter().map(|realm| json!({ "name": realm.name, "issuer": issuer(&realm.name) })).collect();
            Ok(Answer::table(&["NAME", "DISPLAY NAME", "ISSUER"], &rows, json))
        }
    }
}
