//! Mails as templates: one typed value for all of them, a subject, plain text and HTML (pages §20). A theme overrides one
//! mail by `mail/{kind}.html` and `mail/{kind}.txt`, all of them by `mail/message.html` and `mail/message.txt`.

use fluent_bundle::FluentArgs;
use serde::Serialize;

use super::account::Moment;
use super::branding::Branding;
use super::error::ThemeError;
use super::loaded::Loaded;
use super::locale::Locale;
use super::palette;
use super::themes::Themes;
use crate::clock::Timestamp;

/// What a mail may show.
#[derive(Clone, Debug, Default, Serialize)]
pub struct MailView {
    /// Its name; its words are called `mail-{kind}-…`.
    pub kind: &'static str,
    /// What to call the person; empty if unknown.
    pub name: String,
    /// Whom or what it concerns; empty for nothing.
    pub about: String,
    /// To be typed, grouped.
    pub code: Option<String>,
    /// Where its one button leads: an address of the realm's issuer.
    pub link: Option<String>,
    /// Where "This was not me" leads.
    pub lock: Option<String>,
    /// For how many minutes code and link work.
    pub minutes: u64,
    /// The same in hours, where minutes would be many.
    pub hours: Option<u64>,
    /// What, when, where from.
    pub facts: Vec<Fact>,
}

/// One line of what a mail tells.
#[derive(Clone, Debug, Serialize)]
pub struct Fact {
    /// What it is: its word is `mail-fact-{name}`.
    pub name: &'static str,
    /// To be read.
    pub value: FactValue,
}

/// What stands there.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum FactValue {
    /// As it is.
    Text(String),
    /// An instant, written as the language of the mail has it, in UTC: where somebody reads their mail is not known.
    At(Moment),
}

impl Fact {
    /// A text.
    pub fn text(name: &'static str, text: impl Into<String>) -> Self {
        Self { name, value: FactValue::Text(text.into()) }
    }

    /// An instant.
    pub fn at(name: &'static str, instant: Timestamp) -> Self {
        Self { name, value: FactValue::At(instant.into()) }
    }
}

/// A mail and everything its rendering depends on.
#[derive(Clone, Copy, Debug)]
pub struct MailRequest<'a> {
    /// The theme; the configured one if absent or unknown.
    pub theme: Option<&'a str>,
    /// The language.
    pub locale: &'a Locale,
    /// The realm over the theme.
    pub branding: &'a Branding,
    /// The realm's name for people.
    pub realm: &'a str,
    /// The realm's issuer.
    pub issuer: &'a str,
    /// The mail.
    pub view: &'a MailView,
}

/// A mail as it is sent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RenderedMail {
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The HTML document.
    pub html: String,
}

impl Themes {
    /// Writes a mail.
    ///
    /// # Errors
    /// A template or a message that cannot be rendered, with its file and line.
    pub fn mail(&self, request: &MailRequest<'_>) -> Result<RenderedMail, ThemeError> {
        let name = request.theme.unwrap_or_default();
        let theme = self.find(request.theme).ok_or_else(|| ThemeError::new(name, "there is no theme"))?;
        let context = context(&theme, request);
        let render = |ending: &str| {
            let own = format!("mail/{}.{ending}", request.view.kind);
            let is_own = theme.tera.get_template_names().any(|template| template == own);
            let template = if is_own { own } else { format!("mail/message.{ending}") };
            theme.tera.render(&template, &context).map_err(|error| ThemeError::from_source(name, &error))
        };
        let key = format!("mail-{}-subject", request.view.kind);
        let mut values = FluentArgs::new();
        values.set("realm", request.realm);
        let subject = theme.words.say(request.locale.as_str(), &key, &values);
        let subject = subject.ok_or_else(|| ThemeError::new(name, format!("there is no message `{key}`")))?;
        Ok(RenderedMail {
            subject: subject.map_err(|problem| ThemeError::new(name, problem))?,
            text: tidy(&render("txt")?),
            html: render("html")?,
        })
    }
}

fn context(theme: &Loaded, request: &MailRequest<'_>) -> tera::Context {
    let [light, dark] = palette::named(&theme.manifest, request.branding.accents());
    let realm = request.branding.name.as_deref().unwrap_or(request.realm);
    let mut context = tera::Context::new();
    context.insert("mail", request.view);
    context.insert("lang", request.locale.as_str());
    context.insert("dir", request.locale.direction());
    context.insert("start", if request.locale.direction() == "rtl" { "right" } else { "left" });
    context.insert("realm", realm);
    context.insert("issuer", request.issuer);
    context.insert("light", &light);
    context.insert("dark", &dark);
    context.insert("radius", theme.manifest.shape.radius.as_deref().unwrap_or("12px"));
    context.insert("help", &request.branding.support);
    context
}

/// Without the empty lines that absent parts of a template leave.
fn tidy(text: &str) -> String {
    let mut tidied = String::with_capacity(text.len());
    let mut empty = true;
    for line in text.lines().map(str::trim_end) {
        if !line.is_empty() {
            tidied.push_str(line);
            tidied.push('\n');
        } else if !empty {
            tidied.push('\n');
        }
        empty = line.is_empty();
    }
    tidied
}

/// What tells people about their accounts: mails without code and button, with facts and the way to lock.
pub(super) const NOTICES: &[&str] = &[
    "password-changed",
    "new-device",
    "unusual-sign-in",
    "factor-added",
    "factor-removed",
    "backup-code-used",
    "recovery-used",
    "account-locked",
    "account-locked-by-owner",
    "access-link",
    "reuse-detected",
    "consent-given",
    "notifications-changed",
    "deletion-undone",
    "email-changed",
    "email-restored",
];

/// 10:00 UTC, so many days after 21 November 2026.
const fn day(days: i64) -> Timestamp {
    Timestamp::from_secs(1_795_255_200 + days * 86_400)
}

/// Every mail with sample data, for previews and checks.
pub fn mail_samples() -> Vec<MailView> {
    let person = MailView { name: "Ada Lovelace".to_owned(), ..MailView::default() };
    let below = |path: &str| Some(format!("https://id.example.com{path}"));
    let way_in = |kind: &'static str, path: &str| MailView {
        kind,
        code: Some("0471 1815".to_owned()),
        link: below(path),
        minutes: 30,
        ..person.clone()
    };
    let notice = |kind: &'static str| MailView {
        kind,
        about: "Phone <b>of Ada</b>".to_owned(),
        lock: below("/link/lock/sample"),
        facts: vec![
            Fact::at("when", day(0)),
            Fact::text("source", "192.0.2.7"),
            Fact::text("place", "Hamburg, Germany"),
        ],
        ..person.clone()
    };
    let mut samples = vec![way_in("recovery", "/link/recovery/sample"), MailView { kind: "test", ..person.clone() }];
    let registration = MailView {
        kind: "registration",
        name: String::new(),
        code: Some("047 118".to_owned()),
        link: below("/link/verify-email/sample"),
        minutes: 1_440,
        hours: Some(24),
        ..person.clone()
    };
    samples.push(registration);
    let code = Some("047 118".to_owned());
    samples.push(MailView { code: code.clone(), name: String::new(), ..way_in("email-change", "/link/email/sample") });
    samples.push(MailView { code, minutes: 10, ..way_in("sign-in", "/link/sign-in/sample") });
    let linked = |kind: &'static str, path: &str| MailView { kind, link: below(path), ..person.clone() };
    let invitation = MailView {
        about: "Grace <b>Hopper</b>".to_owned(),
        name: String::new(),
        facts: vec![Fact::text("note", "See you on Monday.\nBring <b>tea</b>."), Fact::at("valid-until", day(7))],
        ..linked("invitation", "/link/invitation/sample")
    };
    samples.push(invitation);
    samples.push(linked("email-in-use", "/login"));
    samples.extend([linked("account-exists", "/login"), linked("welcome", "/account"), linked("approved", "/login")]);
    samples.push(MailView { kind: "declined", name: String::new(), ..person.clone() });
    samples.extend([linked("export-ready", "/account/privacy"), MailView { kind: "deleted", ..person.clone() }]);
    let until = Fact::at("until", day(14));
    let scheduled = notice("deletion-scheduled");
    let facts = std::iter::once(until).chain(scheduled.facts).collect();
    samples.push(MailView { about: String::new(), link: below("/link/keep/sample"), facts, ..scheduled });
    samples.extend(NOTICES.iter().copied().map(notice));
    samples
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(view: &MailView, tag: &str, realm: &str) -> RenderedMail {
        let themes = Themes::load(None, "default").unwrap();
        themes
            .mail(&MailRequest {
                theme: None,
                locale: &Locale::parse(tag).unwrap(),
                branding: &Branding::default(),
                realm,
                issuer: "https://id.example.com",
                view,
            })
            .unwrap()
    }

    #[test]
    fn every_mail_is_written_in_every_language() {
        for view in mail_samples() {
            for tag in ["en", "de", "fr", "es", "ar"] {
                let mail = write(&view, tag, "Acme");
                let what = format!("{} {tag}: {mail:#?}", view.kind);
                // Of what no subject may tell: pages B-6.
                assert!(mail.subject.chars().count() < 60 && !mail.subject.contains("Ada"), "{what}");
                assert!(mail.html.len() < 60 * 1024, "{what}");
                assert!(mail.html.contains(&format!("lang=\"{tag}\"")), "{what}");
                assert!(!mail.html.contains("<b>") && !mail.html.contains("<img"), "{what}");
                assert!(!mail.text.contains("&lt;") && !mail.text.contains("\n\n\n"), "{what}");
                for link in [&view.link, &view.lock].into_iter().flatten() {
                    assert!(mail.text.contains(link), "{what}");
                    assert!(mail.html.contains(&link.replace('/', "&#x2F;")) || mail.html.contains(link), "{what}");
                }
                if let Some(code) = &view.code {
                    assert!(mail.text.lines().any(|line| line.trim() == code), "{what}");
                    assert!(!mail.subject.contains(code), "{what}");
                }
            }
        }
        assert!(write(&mail_samples()[0], "ar", "Acme").html.contains("dir=\"rtl\""));
        let notice = mail_samples().into_iter().find(|view| view.kind == "new-device").unwrap();
        assert!(write(&notice, "de", "Acme").text.contains("21.11.2026, 10:00 UTC"));
    }

    #[test]
    fn what_people_are_called_is_text() {
        for evil in ["<script>alert(1)</script>", "\" onload=\"x", "{{ issuer }}", "'><img src=x>"] {
            let view = MailView { name: evil.to_owned(), about: evil.to_owned(), ..mail_samples()[2].clone() };
            let mail = write(&view, "en", evil);
            assert!(!mail.html.contains("<script") && !mail.html.contains("<img"), "{}", mail.html);
            assert!(!mail.html.contains("\" onload"), "{}", mail.html);
            assert!(mail.text.contains(evil), "{}", mail.text);
        }
    }

    #[test]
    fn absent_parts_leave_no_gaps() {
        assert_eq!(tidy("a  \n\n\n\nb\n\n"), "a\n\nb\n\n");
    }
}
