//! Mail on its way out: by SMTP (RFC 5321) over TLS, or into a box in this process while developing. The one place that
//! names the mail library.

use std::collections::VecDeque;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, UNIX_EPOCH};

use lettre::message::header::{HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};
use lettre::transport::smtp::PoolConfig;
use lettre::transport::smtp::authentication::Credentials;
use lettre::transport::smtp::client::{Certificate, Tls, TlsParameters};
use lettre::{Address, AsyncSmtpTransport, AsyncTransport, Message, Tokio1Executor};

use crate::clock::{Clock, Timestamp};
use crate::config::MailTls;
use crate::secret::Secret;

/// Failures of the server in a row after which it is left alone (product SE-15).
const BREAKS_AFTER: u32 = 5;
/// For how long; then one mail tries whether it is back.
const OPEN_FOR: Duration = Duration::from_mins(1);
/// Connections kept open at most.
const CONNECTIONS: usize = 4;
/// One mail in all, from the first packet to the last answer.
pub const DEADLINE: Duration = Duration::from_secs(90);
/// Mails the box of development keeps.
const BOX: usize = 200;

/// A mail as it is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Letter {
    /// The first half of its `Message-ID`; the same at every attempt.
    pub id: String,
    /// The second half: the host of the issuer.
    pub host: String,
    /// When it was promised: its `Date`.
    pub date: Timestamp,
    /// The name it comes from; the address is the mailer's.
    pub from_name: String,
    /// Where it goes.
    pub to: String,
    /// Where answers go, if anywhere.
    pub reply_to: Option<String>,
    /// The subject.
    pub subject: String,
    /// The plain text.
    pub text: String,
    /// The same as HTML.
    pub html: String,
}

impl fmt::Debug for Letter {
    /// Names it; what stands in it is secret.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Letter").field("id", &self.id).finish_non_exhaustive()
    }
}

/// How a mail server is reached.
#[derive(Clone, Debug)]
pub struct SmtpOptions {
    /// The server.
    pub host: String,
    /// Its port; that of `tls` if absent.
    pub port: Option<u16>,
    /// How the connection is protected.
    pub tls: MailTls,
    /// Further roots of trust, PEM.
    pub extra_ca: Option<Vec<u8>>,
    /// Name and password.
    pub credentials: Option<(String, Secret<String>)>,
    /// How long an answer may take.
    pub timeout: Duration,
    /// The address mail comes from.
    pub from: String,
}

/// Why a mail is not on its way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum SendError {
    /// The server cannot be reached, or does not let us in: no fault of this mail.
    Away(String),
    /// The server refused this mail for now.
    Later(String),
    /// It will never be accepted.
    Refused(String),
}

/// Sends mail. Clones share connections, breaker and box.
#[derive(Clone)]
pub struct Mailer {
    clock: Clock,
    way: Way,
    breaker: Arc<Mutex<(u32, Timestamp)>>,
}

#[derive(Clone)]
enum Way {
    Smtp { transport: AsyncSmtpTransport<Tokio1Executor>, from: Address },
    Box(Arc<Mutex<VecDeque<Letter>>>),
}

impl Mailer {
    /// By the server of `options`. Nothing is connected yet.
    ///
    /// # Errors
    /// A sentence about what in the options cannot be used.
    pub fn smtp(options: &SmtpOptions, clock: Clock) -> Result<Self, String> {
        let from: Address = options.from.parse().map_err(|error| format!("mail.from: {error}"))?;
        let host = options.host.trim_matches(['[', ']']);
        let tls = |text: &str| -> Result<TlsParameters, String> {
            let mut parameters = TlsParameters::builder(text.to_owned());
            if let Some(pem) = &options.extra_ca {
                let root = Certificate::from_pem(pem).map_err(|error| format!("outbound.extra_ca: {error}"))?;
                parameters = parameters.add_root_certificate(root);
            }
            parameters.build().map_err(|error| format!("mail.tls: {error}"))
        };
        let (tls, port) = match options.tls {
            MailTls::Implicit => (Tls::Wrapper(tls(host)?), 465),
            MailTls::StartTls => (Tls::Required(tls(host)?), 587),
            MailTls::None => (Tls::None, 25),
        };
        let mut builder = AsyncSmtpTransport::<Tokio1Executor>::builder_dangerous(host)
            .port(options.port.unwrap_or(port))
            .tls(tls)
            .timeout(Some(options.timeout))
            .pool_config(PoolConfig::new().max_size(u32::try_from(CONNECTIONS).unwrap_or(1)));
        if let Some((name, password)) = &options.credentials {
            builder = builder.credentials(Credentials::new(name.clone(), password.expose().clone()));
        }
        Ok(Self::new(Way::Smtp { transport: builder.build(), from }, clock))
    }

    /// Into a box in this process, which keeps the newest.
    pub fn catcher(clock: Clock) -> Self {
        Self::new(Way::Box(Arc::default()), clock)
    }

    fn new(way: Way, clock: Clock) -> Self {
        Self { clock, way, breaker: Arc::default() }
    }

    /// What the box has caught, the newest first; `None` when mail is really sent.
    pub fn caught(&self) -> Option<Vec<Letter>> {
        match &self.way {
            Way::Smtp { .. } => None,
            Way::Box(letters) => {
                Some(letters.lock().unwrap_or_else(PoisonError::into_inner).iter().rev().cloned().collect())
            }
        }
    }

    /// How many mails may be sent at once now: none while the server is left alone, one to see whether it is back.
    pub fn room(&self) -> usize {
        let (failures, since) = *self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        match (failures >= BREAKS_AFTER, self.clock.now().since(since) < OPEN_FOR) {
            (true, true) => 0,
            (true, false) => 1,
            (false, _) => CONNECTIONS,
        }
    }

    /// Sends `letter`.
    ///
    /// # Errors
    /// Why it is not on its way; whether it makes sense to try again.
    pub async fn send(&self, letter: &Letter) -> Result<(), SendError> {
        self.hand_over(letter).await.map(drop)
    }

    /// Sends `letter`: what the server answered to it (RFC 5321 §4.2), as one line.
    ///
    /// # Errors
    /// Why it is not on its way; whether it makes sense to try again.
    pub async fn hand_over(&self, letter: &Letter) -> Result<String, SendError> {
        let outcome = match &self.way {
            Way::Smtp { transport, from } => deliver(transport, message(letter, from)?).await,
            Way::Box(letters) => {
                let mut letters = letters.lock().unwrap_or_else(PoisonError::into_inner);
                if letters.len() >= BOX {
                    letters.pop_front();
                }
                letters.push_back(letter.clone());
                Ok("kept in the box".to_owned())
            }
        };
        let is_away = matches!(outcome, Err(SendError::Away(_)));
        let mut breaker = self.breaker.lock().unwrap_or_else(PoisonError::into_inner);
        *breaker = if is_away { (breaker.0.saturating_add(1), self.clock.now()) } else { (0, breaker.1) };
        drop(breaker);
        outcome
    }
}

async fn deliver(transport: &AsyncSmtpTransport<Tokio1Executor>, message: Message) -> Result<String, SendError> {
    match tokio::time::timeout(DEADLINE, transport.send(message)).await {
        Ok(Ok(response)) => {
            let words: Vec<&str> = response.message().collect();
            Ok(line(&format!("{} {}", response.code(), words.join(" "))))
        }
        Ok(Err(error)) => Err(judge(&error)),
        Err(_) => Err(SendError::Away("no answer in time".to_owned())),
    }
}

/// What an error means for the mail. Refusals of us (421, and the codes of RFC 4954 §6) say nothing about it.
fn judge(error: &lettre::transport::smtp::Error) -> SendError {
    let mut reason = error.to_string();
    if let Some(below) = std::error::Error::source(error) {
        reason = format!("{reason}: {below}");
    }
    let reason: String = reason.chars().filter(|c| !c.is_control()).take(200).collect();
    match error.status().map(u16::from) {
        Some(421 | 454 | 530 | 534 | 535 | 538) | None => SendError::Away(reason),
        Some(_) if error.is_permanent() => SendError::Refused(reason),
        Some(_) => SendError::Later(reason),
    }
}

/// The message of `letter`. What comes from people goes through types that can hold no line break.
fn message(letter: &Letter, from: &Address) -> Result<Message, SendError> {
    let refused = |what: &str, error: &dyn fmt::Display| SendError::Refused(format!("{what}: {error}"));
    let to: Address = letter.to.parse().map_err(|error| refused("the address cannot be used", &error))?;
    let mut builder = Message::builder()
        .message_id(Some(format!("<{}@{}>", letter.id, letter.host)))
        .date(UNIX_EPOCH + Duration::from_millis(u64::try_from(letter.date.as_millis()).unwrap_or(0)))
        .from(Mailbox::new(Some(line(&letter.from_name)).filter(|name| !name.is_empty()), from.clone()))
        .to(Mailbox::new(None, to))
        .subject(line(&letter.subject))
        // RFC 3834 §5: holiday notices and list servers leave it alone.
        .raw_header(header("Auto-Submitted", "auto-generated"))
        .raw_header(header("X-Auto-Response-Suppress", "All"));
    if let Some(reply_to) = letter.reply_to.as_deref().and_then(|address| address.parse::<Address>().ok()) {
        builder = builder.reply_to(Mailbox::new(None, reply_to));
    }
    let parts = MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone());
    builder.multipart(parts).map_err(|error| refused("the message cannot be made", &error))
}

fn header(name: &'static str, value: &str) -> HeaderValue {
    HeaderValue::new(HeaderName::new_from_ascii_str(name), value.to_owned())
}

/// `text` as one line of at most 120 characters.
fn line(text: &str) -> String {
    let spaced: String = text.chars().map(|c| if c.is_control() { ' ' } else { c }).collect();
    spaced.split_whitespace().collect::<Vec<_>>().join(" ").chars().take(120).collect()
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Away(reason) | Self::Later(reason) | Self::Refused(reason)) = self;
        f.write_str(reason)
    }
}

impl std::error::Error for SendError {}

impl fmt::Debug for Mailer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(if matches!(self.way, Way::Box(_)) { "Mailer::Box" } else { "Mailer::Smtp" })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::ManualClock;

    fn letter() -> Letter {
        Letter {
            id: "id1".to_owned(),
            host: "id.example.com".to_owned(),
            date: Timestamp::from_secs(1_800_000_000),
            from_name: "Acme".to_owned(),
            to: "ada@example.com".to_owned(),
            reply_to: None,
            subject: "Hello".to_owned(),
            text: "text".to_owned(),
            html: "<p>html</p>".to_owned(),
        }
    }

    fn formatted(letter: &Letter) -> String {
        let from = "no-reply@example.com".parse().unwrap();
        String::from_utf8(message(letter, &from).unwrap().formatted()).unwrap()
    }

    #[test]
    fn nothing_that_people_type_makes_a_header() {
        for evil in ["Acme\r\nBcc: eve@example.com", "\"\r\n\r\n<b>", "a\nb\u{0}c", "=?utf-8?q?=0d=0aBcc:x?="] {
            let written = formatted(&Letter {
                from_name: evil.to_owned(),
                subject: evil.to_owned(),
                reply_to: Some(format!("a@b.example{evil}")),
                ..letter()
            });
            let (head, _) = written.split_once("\r\n\r\n").unwrap();
            let names: Vec<&str> = head
                .split("\r\n")
                .filter(|line| !line.starts_with([' ', '\t']))
                .filter_map(|line| line.split_once(':').map(|(name, _)| name))
                .collect();
            let allowed = [
                "Message-ID",
                "Date",
                "From",
                "To",
                "Subject",
                "Auto-Submitted",
                "X-Auto-Response-Suppress",
                "MIME-Version",
                "Content-Type",
            ];
            assert!(names.iter().all(|name| allowed.contains(name)), "{evil:?}: {names:?}");
        }
        for bad in ["ada@example.com\r\nBcc: x@y.example", "ada", "a b@example.com", ""] {
            let from = "no-reply@example.com".parse().unwrap();
            let refused = message(&Letter { to: bad.to_owned(), ..letter() }, &from);
            assert!(matches!(refused, Err(SendError::Refused(_))), "{bad:?}");
        }
    }

    #[test]
    fn a_message_names_itself_the_same_every_time() {
        let written = formatted(&letter());
        assert!(written.contains("Message-ID: <id1@id.example.com>\r\n"), "{written}");
        assert!(written.contains("Auto-Submitted: auto-generated\r\n"), "{written}");
        assert!(written.contains("Date: Fri, 15 Jan 2027 08:00:00 +0000\r\n"), "{written}");
        // No list headers on security mail (pages B-9): nobody unsubscribes from it by one click.
        assert!(!written.contains("\nList-"), "{written}");
    }

    #[tokio::test]
    async fn a_server_that_is_away_is_left_alone_for_a_minute() {
        let clock = ManualClock::new(Timestamp::from_secs(1_800_000_000));
        let options = SmtpOptions {
            host: "127.0.0.1".to_owned(),
            // Nobody listens on a reserved port.
            port: Some(1),
            tls: MailTls::None,
            extra_ca: None,
            credentials: None,
            timeout: Duration::from_secs(2),
            from: "no-reply@example.com".to_owned(),
        };
        let mailer = Mailer::smtp(&options, Clock::Manual(clock.clone())).unwrap();
        for _ in 0..BREAKS_AFTER {
            assert_eq!(mailer.room(), CONNECTIONS);
            assert!(matches!(mailer.send(&letter()).await, Err(SendError::Away(_))));
        }
        assert_eq!(mailer.room(), 0);
        clock.advance(OPEN_FOR);
        assert_eq!(mailer.room(), 1, "one tries whether it is back");
        assert!(mailer.send(&letter()).await.is_err());
        assert_eq!(mailer.room(), 0);
    }

    #[tokio::test]
    async fn the_box_keeps_the_newest() {
        let mailer = Mailer::catcher(Clock::System);
        for number in 0..=BOX {
            mailer.send(&Letter { id: number.to_string(), ..letter() }).await.unwrap();
        }
        let caught = mailer.caught().unwrap();
        assert_eq!((caught.len(), caught[0].id.as_str()), (BOX, "200"));
    }
}
