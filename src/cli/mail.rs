//! `gatehouse mail test`: whether mail leaves this server, and what the next one says of it (product OP-18, TH-13).

use clap::{Args, Subcommand};
use serde_json::json;

use super::context::Context;
use super::{Answer, Common, Failure};
use crate::config::{MailSettings, MailTls};
use crate::mail::{Draft, Letterhead, write};
use crate::model::is_email_address;
use crate::outbound::mail::{Letter, SendError};
use crate::theme::{LanguageWishes, Locale, MailView, Themes, mail_samples};

/// Looks after mail.
#[derive(Debug, Subcommand)]
pub(super) enum MailCommand {
    /// Sends a mail through the configured server at once and says what the server answered. Exit code 5 if it refuses the
    /// mail for good, 6 if it is away, does not let us in, or refuses for now.
    Test(Test),
}

#[derive(Debug, Args)]
pub(super) struct Test {
    /// Where it goes.
    #[arg(long, value_name = "ADDRESS")]
    to: String,
    /// The realm whose name, colors and links stand in it.
    #[arg(long, default_value = "default")]
    realm: String,
    /// The language, such as de; that of the realm if absent.
    #[arg(long, value_name = "TAG")]
    lang: Option<String>,
    /// The theme; that of the realm if absent.
    #[arg(long)]
    theme: Option<String>,
    /// Which mail, with sample data in it: `recovery`, `new-device`, …
    #[arg(long, default_value = "test", value_name = "NAME")]
    mail: String,
}

pub(super) async fn run(command: &MailCommand, common: &Common) -> Result<Answer, Failure> {
    let MailCommand::Test(test) = command;
    if !is_email_address(&test.to) {
        return Err(Failure::Usage(format!("--to {} is no e-mail address", test.to)));
    }
    let context = Context::open(common, &test.realm).await?;
    let Some(mailer) = &context.parts.mailer else {
        return Err(Failure::Settings("mail.host is not set, so nothing is sent".to_owned()));
    };
    let (letter, look) = letter(&context, test)?;
    let server = server(&context.settings.mail);
    let answer = mailer.hand_over(&letter).await.map_err(|error| refused(&error, &server))?;
    let json = json!({
        "to": letter.to, "from": context.settings.mail.from, "subject": letter.subject, "server": server,
        "answer": answer, "theme": look.theme, "lang": look.locale.as_str(), "mail": test.mail,
    });
    let sentence = format!("{server} has taken \"{}\" for {}: {answer}", letter.subject, letter.to);
    Ok(Answer::new(sentence, json))
}

/// Theme and language of the mail.
struct Look {
    theme: String,
    locale: Locale,
}

fn letter(context: &Context, test: &Test) -> Result<(Letter, Look), Failure> {
    let theme = &context.settings.theme;
    let themes = Themes::load(theme.directory.clone(), &theme.name)
        .map_err(|error| Failure::Refused(format!("the theme has to be put right: {error}")))?;
    let realm = &context.realm.realm;
    let look = look(&themes, test, (realm.settings.theme.as_deref(), realm.settings.default_locale.as_deref()))?;
    let letterhead = Letterhead { realm: realm.clone(), issuer: context.realm.issuer.as_str().to_owned() };
    let id = context.origin.random.id();
    let draft = Draft {
        id: &id,
        date: context.origin.now,
        to: &test.to,
        theme: test.theme.as_deref(),
        locale: &look.locale,
        view: &sample(&test.mail)?,
    };
    let letter = write(&themes, &letterhead, draft);
    letter
        .map(|letter| (letter, look))
        .map_err(|problem| Failure::Refused(format!("the mail cannot be written: {problem}")))
}

fn look(themes: &Themes, test: &Test, of_realm: (Option<&str>, Option<&str>)) -> Result<Look, Failure> {
    let names = themes.names();
    if let Some(name) = test.theme.as_ref().filter(|name| !names.contains(name)) {
        return Err(Failure::NotFound(format!("there is no theme called {name}; there is {}", names.join(", "))));
    }
    let theme = test.theme.as_deref().or(of_realm.0);
    let locales = themes.locales_of(theme);
    let locale = match &test.lang {
        None => themes.negotiate(&LanguageWishes { default: of_realm.1, ..LanguageWishes::default() }),
        Some(tag) => {
            let known = Locale::parse(tag).filter(|wanted| locales.contains(wanted));
            known.ok_or_else(|| {
                let known: Vec<&str> = locales.iter().map(Locale::as_str).collect();
                Failure::NotFound(format!("the theme has no language {tag}; it has {}", known.join(", ")))
            })?
        }
    };
    Ok(Look { theme: themes.name_of(theme), locale })
}

fn sample(kind: &str) -> Result<MailView, Failure> {
    let samples = mail_samples();
    let kinds: Vec<&str> = samples.iter().map(|view| view.kind).collect();
    let unknown = || Failure::NotFound(format!("there is no mail called {kind}; there is {}", kinds.join(", ")));
    let view = samples.iter().find(|view| view.kind == kind).cloned().ok_or_else(unknown)?;
    // The one that only says that mail works is for nobody in particular.
    Ok(if kind == "test" { MailView { name: String::new(), ..view } } else { view })
}

/// Host and port, and how the connection is protected.
fn server(mail: &MailSettings) -> String {
    let (port, way) = match mail.tls {
        MailTls::Implicit => (465, "TLS"),
        MailTls::StartTls => (587, "STARTTLS"),
        MailTls::None => (25, "no TLS"),
    };
    format!("{}:{} ({way})", mail.host, mail.port.unwrap_or(port))
}

fn refused(error: &SendError, server: &str) -> Failure {
    match error {
        SendError::Away(reason) => {
            Failure::Unavailable(format!("{server} cannot be reached or does not let us in: {reason}"))
        }
        SendError::Later(reason) => {
            Failure::Unavailable(format!("{server} does not take the mail now, but may later: {reason}"))
        }
        SendError::Refused(reason) => Failure::Refused(format!("{server} will never take the mail: {reason}")),
    }
}
