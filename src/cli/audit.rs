//! `gatehouse audit export`.

use std::io::{ErrorKind, Write};

use clap::{Args, Subcommand};

use super::context::Context;
use super::{Answer, Common, Failure};
use crate::audit;
use crate::clock::Timestamp;
use crate::storage::audit_events::{self, AuditRow};

/// Lines read from the database at once.
const PAGE: i64 = 500;

/// Looks at the audit trail.
#[derive(Debug, Args)]
pub(super) struct AuditCommand {
    /// The realm.
    #[arg(long, global = true, default_value = "default")]
    realm: String,
    #[command(subcommand)]
    act: Act,
}

#[derive(Debug, Subcommand)]
enum Act {
    /// Writes events as CloudEvents 1.0, the oldest first, a JSON object a line.
    Export {
        /// Begins at this time (RFC 3339, such as 2026-11-21T08:00:00Z).
        #[arg(long, value_name = "TIME")]
        since: Option<String>,
        /// Ends before this time; now, if absent.
        #[arg(long, value_name = "TIME")]
        until: Option<String>,
    },
}

pub(super) async fn run(command: &AuditCommand, common: &Common) -> Result<Answer, Failure> {
    let Act::Export { since, until } = &command.act;
    let since = time("--since", since.as_deref())?.unwrap_or_default();
    let until = time("--until", until.as_deref())?;
    let context = Context::open(common, &command.realm).await?;
    export(&context, since, until.unwrap_or(context.origin.now)).await?;
    // Everything is said already; nothing may follow the last line.
    Ok(Answer::new(String::new(), serde_json::Value::Null))
}

fn time(flag: &str, text: Option<&str>) -> Result<Option<Timestamp>, Failure> {
    let wrong = || Failure::Usage(format!("{flag}: write a time as RFC 3339 does, such as 2026-11-21T08:00:00Z"));
    text.map(|text| Timestamp::from_rfc3339(text).ok_or_else(wrong)).transpose()
}

async fn export(context: &Context, since: Timestamp, until: Timestamp) -> Result<(), Failure> {
    let (database, realm) = (&context.parts.shared.database, &context.origin.realm);
    let mut after = (since, String::new());
    loop {
        let page = audit_events::page(database, realm, (after.0, &after.1), until, PAGE).await?;
        let Some(last) = page.last() else { return Ok(()) };
        after = (last.time, last.id.clone());
        match write(context, &page) {
            Ok(()) => {}
            // A closed pipe is the reader's choice.
            Err(error) if error.kind() == ErrorKind::BrokenPipe => return Ok(()),
            Err(error) => return Err(Failure::Other(format!("the events cannot be written: {error}"))),
        }
    }
}

fn write(context: &Context, page: &[AuditRow]) -> std::io::Result<()> {
    let issuer = context.realm.issuer.as_str();
    let mut lines = Vec::new();
    for row in page {
        serde_json::to_writer(&mut lines, &audit::envelope(issuer, row))?;
        lines.push(b'\n');
    }
    let mut out = std::io::stdout().lock();
    out.write_all(&lines)?;
    out.flush()
}
