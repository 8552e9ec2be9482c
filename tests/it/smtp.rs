//! Mail to a real server, with and without TLS, and what it refuses. The server is `tests/python/smtp_server.py`, run by the
//! Python that `GATEHOUSE_TEST_PYTHON` names (`tests/run/with-clients` sets it); without one these tests do nothing.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use gatehouse::clock::{Clock, Timestamp};
use gatehouse::config::MailTls;
use gatehouse::outbound::mail::{Letter, Mailer, SendError, SmtpOptions};
use gatehouse::secret::Secret;
use serde_json::Value;
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

struct Server {
    port: u16,
    lines: Lines<BufReader<ChildStdout>>,
    certificate: Vec<u8>,
    _child: Child,
    _directory: TempDir,
}

impl Server {
    async fn start(mode: &str) -> Option<Self> {
        let python = std::env::var("GATEHOUSE_TEST_PYTHON").ok()?;
        let directory = tempfile::tempdir().unwrap();
        let mut command = Command::new(python);
        command
            .arg("tests/python/smtp_server.py")
            .arg(mode)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .kill_on_drop(true);
        let mut certificate = Vec::new();
        if mode != "plain" {
            let (file, key) = (directory.path().join("cert.pem"), directory.path().join("key.pem"));
            certify(&file, &key).await;
            certificate = std::fs::read(&file).unwrap();
            command.arg(file).arg(key);
        }
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next_line().await.unwrap().unwrap().parse().unwrap();
        Some(Self { port, lines, certificate, _child: child, _directory: directory })
    }

    /// The next message it accepted.
    async fn message(&mut self) -> Value {
        let line = tokio::time::timeout(Duration::from_secs(10), self.lines.next_line()).await;
        serde_json::from_str(&line.unwrap().unwrap().unwrap()).unwrap()
    }

    fn options(&self, tls: MailTls, password: Option<&str>) -> SmtpOptions {
        SmtpOptions {
            host: "localhost".to_owned(),
            port: Some(self.port),
            tls,
            extra_ca: Some(self.certificate.clone()).filter(|pem| !pem.is_empty()),
            credentials: password.map(|password| ("gatehouse".to_owned(), Secret::new(password.to_owned()))),
            timeout: Duration::from_secs(5),
            from: "no-reply@example.com".to_owned(),
        }
    }
}

/// A certificate for `localhost` that nobody vouches for but itself.
async fn certify(file: &Path, key: &Path) {
    let status = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"])
        .args(["-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"])
        .args(["-addext", "basicConstraints=critical,CA:FALSE", "-keyout"])
        .arg(key)
        .arg("-out")
        .arg(file)
        .stderr(Stdio::null())
        .status()
        .await
        .unwrap();
    assert!(status.success());
}

fn letter(to: &str) -> Letter {
    Letter {
        id: "id-of-the-entry".to_owned(),
        host: "id.example.com".to_owned(),
        date: Timestamp::from_secs(1_800_000_000),
        from_name: "Akmé \"Ltd\"".to_owned(),
        to: to.to_owned(),
        reply_to: Some("help@example.com".to_owned()),
        subject: "Wählen Sie ein neues Passwort".to_owned(),
        text: "Ihr Code:\n\n    1234 5678\n.\nEnde\n".to_owned(),
        html: "<p>Ihr Code</p>".to_owned(),
    }
}

async fn send(options: &SmtpOptions, to: &str) -> Result<(), SendError> {
    Mailer::smtp(options, Clock::System).unwrap().send(&letter(to)).await
}

#[tokio::test]
async fn messages_arrive_whole_over_tls() {
    for (mode, tls) in [("implicit", MailTls::Implicit), ("starttls", MailTls::StartTls)] {
        let Some(mut server) = Server::start(mode).await else { return };
        let options = server.options(tls, Some("s3cret"));
        let mailer = Mailer::smtp(&options, Clock::System).unwrap();
        for _ in 0..2 {
            mailer.send(&letter("ada@example.com")).await.unwrap();
            let message = server.message().await;
            assert_eq!(
                (&message["from"], &message["to"][0]),
                (&"no-reply@example.com".into(), &"ada@example.com".into())
            );
            assert_eq!((&message["tls"], &message["authenticated"]), (&true.into(), &true.into()), "{mode}");
            let data = message["data"].as_str().unwrap();
            for part in [
                "Message-ID: <id-of-the-entry@id.example.com>",
                "Auto-Submitted: auto-generated",
                "Reply-To: help@example.com",
                "Content-Type: text/plain; charset=utf-8",
                "Content-Type: text/html; charset=utf-8",
                "    1234 5678\r\n",
            ] {
                assert!(data.contains(part), "{part}: {data}");
            }
            assert!(!data.contains("Akmé") && data.contains("=?utf-8?"), "{data}");
        }
    }
}

#[tokio::test]
async fn refusals_are_told_apart() {
    let Some(mut server) = Server::start("plain").await else { return };
    let options = server.options(MailTls::None, None);
    let later = send(&options, "later@example.com").await;
    assert!(matches!(later, Err(SendError::Later(_))), "{later:?}");
    send(&options, "later@example.com").await.unwrap();
    assert_eq!(server.message().await["tls"], false);
    let never = send(&options, "never@example.com").await;
    assert!(matches!(never, Err(SendError::Refused(_))), "{never:?}");
}

#[tokio::test]
async fn what_speaks_against_us_says_nothing_about_the_mail() {
    let Some(server) = Server::start("starttls").await else { return };
    let wrong = send(&server.options(MailTls::StartTls, Some("wrong")), "ada@example.com").await;
    assert!(matches!(wrong, Err(SendError::Away(_))), "{wrong:?}");
    assert!(!format!("{wrong:?}").contains("wrong\""), "{wrong:?}");
    let unnamed = send(&server.options(MailTls::StartTls, None), "ada@example.com").await;
    assert!(matches!(unnamed, Err(SendError::Away(_))), "{unnamed:?}");
    // A certificate that nobody vouches for, and a server without TLS where TLS is demanded.
    let stranger = SmtpOptions { extra_ca: None, ..server.options(MailTls::StartTls, Some("s3cret")) };
    let refused = send(&stranger, "ada@example.com").await;
    assert!(matches!(refused, Err(SendError::Away(_))), "{refused:?}");
    let Some(plain) = Server::start("plain").await else { return };
    for tls in [MailTls::Implicit, MailTls::StartTls] {
        let refused = send(&plain.options(tls, Some("s3cret")), "ada@example.com").await;
        assert!(matches!(refused, Err(SendError::Away(_))), "{tls:?}: {refused:?}");
    }
}
