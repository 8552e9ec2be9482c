//! Mail to a real server, with and without TLS, and what it refuses. The server is `tests/python/smtp_server.py`, run by the
//! Python that `GATEHOUSE_TEST_PYTHON` names (`tests/run/with-clients` sets it); without one these tests do nothing.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use gatehouse::clock::{Clock, Timestamp};
use gatehouse::config::MailTls;
use gatehouse::outbound::mail::{Letter, Mailer, SendError, SmtpOptions};
use gatehouse::secret::Secret;
use serde_json::{Value, json};
use tempfile::TempDir;
use tokio::io::{AsyncBufReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::support::process::Site;

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

/// `gatehouse mail test` with `more`, on an installation that sends by `server`.
async fn mail_test(site: &Site, more: &[&str]) -> (i32, Value) {
    let arguments: Vec<&str> = ["mail", "test", "--json"].into_iter().chain(more.iter().copied()).collect();
    let output = site.run(&arguments).await;
    let said = if output.status.success() { &output.stdout } else { &output.stderr };
    let said = serde_json::from_slice(said).unwrap_or_else(|_| panic!("{}", String::from_utf8_lossy(said)));
    (output.status.code().unwrap(), said)
}

/// OP-18, TH-13: a test mail goes the way of every other mail, at once, and what the server says is told.
#[tokio::test]
async fn a_test_mail_is_sent_in_language_and_theme() {
    let Some(mut server) = Server::start("starttls").await else { return };
    let directory = tempfile::tempdir().unwrap();
    let authority = directory.path().join("ca.pem");
    std::fs::write(&authority, &server.certificate).unwrap();
    let themes = directory.path().join("themes");
    std::fs::create_dir_all(themes.join("acme")).unwrap();
    let manifest = "name='acme'\nparent='default'\ncontract=1\n[color.light]\naccent='#7a1fa2'\n";
    std::fs::write(themes.join("acme/theme.toml"), manifest).unwrap();
    let port = server.port.to_string();
    let mut site = Site::embedded(&[
        ("mail.host", "localhost"),
        ("mail.port", &port),
        ("mail.tls", "starttls"),
        ("mail.from", "no-reply@example.com"),
        ("mail.username", "gatehouse"),
        ("mail.password", "s3cret"),
        ("outbound.extra_ca", authority.to_str().unwrap()),
        ("theme.directory", themes.to_str().unwrap()),
    ]);
    let settings = r#"{"default_locale": "fr", "branding": {"name": "Maison", "support": "mailto:aide@example.com"}}"#;
    site.run(&["realm", "change", "default", "--settings", settings]).await;
    let (code, said) = mail_test(&site, &["--to", "ada@example.com"]).await;
    assert_eq!(code, 0, "{said}");
    assert_eq!((&said["lang"], &said["theme"]), (&json!("fr"), &json!("default")), "those of the realm");
    assert!(said["answer"].as_str().unwrap().starts_with("250"), "{said}");
    assert_eq!(said["server"], format!("localhost:{port} (STARTTLS)"));
    let message = server.message().await;
    assert_eq!((&message["to"], &message["authenticated"]), (&json!(["ada@example.com"]), &json!(true)));
    let data = message["data"].as_str().unwrap();
    assert!(
        data.contains("Reply-To: aide@example.com") && data.contains("From: Maison <no-reply@example.com>"),
        "{data}"
    );
    let chosen = ["--to", "ada@example.com", "--lang", "de", "--theme", "acme", "--mail", "recovery"];
    let (code, said) = mail_test(&site, &chosen).await;
    assert_eq!((code, &said["lang"], &said["theme"]), (0, &json!("de"), &json!("acme")), "{said}");
    let message = server.message().await;
    let data = message["data"].as_str().unwrap();
    assert!(data.contains("0471 1815") && data.contains("lang=3D\"de\"") && data.contains("#7a1fa2"), "{data}");
    says_what_is_wrong(&mut site).await;
}

async fn says_what_is_wrong(site: &mut Site) {
    for (wrong, expected, part) in [
        (vec!["--to", "never@example.com"], 5, "no such mailbox"),
        (vec!["--to", "later@example.com"], 6, "greylisted"),
        (vec!["--to", "nobody"], 2, "no e-mail address"),
        (vec!["--to", "ada@example.com", "--lang", "tlh"], 4, "it has ar, de, en, es, fr"),
        (vec!["--to", "ada@example.com", "--theme", "none"], 4, "acme, default"),
        (vec!["--to", "ada@example.com", "--mail", "none"], 4, "recovery"),
        (vec!["--to", "ada@example.com", "--realm", "none"], 4, "no realm"),
    ] {
        let (code, said) = mail_test(site, &wrong).await;
        assert!(code == expected && said["error"].as_str().unwrap().contains(part), "{wrong:?}: {code} {said}");
        assert!(!said.to_string().contains("s3cret"), "{said}");
    }
    for (setting, value, expected, part) in [
        ("mail.password", "wrong", 6, "does not let us in"),
        ("mail.port", "1", 6, "cannot be reached"),
        ("mail.host", "", 3, "mail.host is not set"),
    ] {
        site.set(setting, value);
        let (code, said) = mail_test(site, &["--to", "ada@example.com"]).await;
        assert!(code == expected && said["error"].as_str().unwrap().contains(part), "{setting}: {code} {said}");
    }
}
