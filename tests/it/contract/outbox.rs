//! Promises of mail over a real database, on every engine there is.

use std::sync::Arc;
use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::audit::Origin;
use gatehouse::clock::{Clock, ManualClock, Timestamp};
use gatehouse::keys::{Kek, SubKeys};
use gatehouse::mail::{Courier, Delivery, Letterhead, Outbox};
use gatehouse::model::{Mail, Realm, RealmId, RealmSettings, Recipient};
use gatehouse::outbound::mail::{Mailer, SmtpOptions};
use gatehouse::places::Places;
use gatehouse::random::Random;
use gatehouse::secret::Secret;
use gatehouse::storage::{audit_events, maintenance, outbox};
use gatehouse::theme::Themes;

use crate::support::databases::{TestDatabase, each};

const START: Timestamp = Timestamp::from_secs(1_800_000_000);

struct Post {
    db: TestDatabase,
    clock: ManualClock,
    outbox: Outbox,
    courier: Courier,
}

impl Post {
    fn new(db: TestDatabase, mailer: impl Fn(Clock) -> Mailer) -> Self {
        let clock = ManualClock::new(START);
        let keys = Arc::new(SubKeys::new(&Kek::from_bytes([1; 32]), &[], Secret::new([2; 32])).unwrap());
        let courier = Courier {
            database: db.database.clone(),
            sub_keys: Arc::clone(&keys),
            mailer: mailer(Clock::Manual(clock.clone())),
            themes: Themes::load(None, "default").unwrap(),
            clock: Clock::Manual(clock.clone()),
            random: Random::System,
            places: Places::default(),
        };
        Self { db, clock, outbox: Outbox::new(keys), courier }
    }

    fn origin(&self) -> Origin {
        Origin {
            realm: RealmId::default_realm(),
            now: self.clock.now(),
            source: "test".to_owned(),
            request_id: String::new(),
            client: None,
            random: Random::System,
        }
    }

    async fn promise(&self, mail: Mail) {
        let mut tx = self.db.database.begin().await.unwrap();
        self.outbox.enqueue(&mut tx, &self.origin(), &ada(), mail).await.unwrap();
        tx.commit().await.unwrap();
    }

    /// Delivers once what is due now.
    async fn round(&self) -> Vec<Delivery> {
        let head = letterhead();
        let due = self.courier.due().await.unwrap();
        let deliveries = due.into_iter().map(|entry| self.courier.deliver(entry, Some(&head)));
        join_all(deliveries).await.into_iter().map(Result::unwrap).collect()
    }

    fn caught(&self) -> usize {
        self.courier.mailer.caught().unwrap().len()
    }

    /// Reasons of the audit events about mail that was given up.
    async fn complaints(&self) -> Vec<String> {
        let rows = audit_events::list(&self.db.database, &RealmId::default_realm(), 100).await.unwrap();
        let failed = rows.into_iter().filter(|row| row.event == "mail.failed");
        failed.map(|row| row.details["reason"].as_str().unwrap().to_owned()).collect()
    }
}

fn ada() -> Recipient {
    Recipient {
        user_id: Some("ada".into()),
        address: "ada@example.com".to_owned(),
        name: "Ada".to_owned(),
        locale: Some("de-AT".to_owned()),
    }
}

fn letterhead() -> Letterhead {
    let realm = Realm {
        id: RealmId::default_realm(),
        name: "default".to_owned(),
        host: None,
        display_name: "Acme\r\nBcc: eve@example.com".to_owned(),
        enabled: true,
        settings: RealmSettings::default(),
        version: 1,
        created_at: START,
        updated_at: START,
    };
    Letterhead { realm, issuer: "https://id.example.com".to_owned() }
}

fn recovery() -> Mail {
    Mail::Recovery { code: "12345678".to_owned(), token: "the-token-of-the-link".to_owned() }
}

/// A server that nobody runs.
fn nowhere(clock: Clock) -> Mailer {
    let options = SmtpOptions {
        host: "127.0.0.1".to_owned(),
        port: Some(1),
        tls: gatehouse::config::MailTls::None,
        extra_ca: None,
        credentials: None,
        timeout: Duration::from_secs(2),
        from: "no-reply@example.com".to_owned(),
    };
    Mailer::smtp(&options, clock).unwrap()
}

#[tokio::test]
async fn what_is_committed_is_sent_and_what_is_rolled_back_is_not() {
    for db in each("outbox_commit").await {
        let post = Post::new(db, Mailer::catcher);
        let mut tx = post.db.database.begin().await.unwrap();
        post.outbox.enqueue(&mut tx, &post.origin(), &ada(), recovery()).await.unwrap();
        tx.rollback().await.unwrap();
        assert!(post.round().await.is_empty());
        post.promise(recovery()).await;
        let entry = outbox::due(&post.db.database, START, 10).await.unwrap().remove(0);
        let kept = format!("{entry:?}");
        for secret in ["12345678", "the-token-of-the-link", "ada@example.com"] {
            assert!(!kept.contains(secret), "{kept}");
        }
        assert_eq!(post.round().await, [Delivery::Sent]);
        let letter = post.courier.mailer.caught().unwrap().remove(0);
        assert_eq!((letter.to.as_str(), letter.id.as_str()), ("ada@example.com", entry.id.as_str()));
        assert_eq!(letter.subject, "Neues Passwort wählen");
        assert!(letter.text.contains("https://id.example.com/link/recovery/the-token-of-the-link"), "{letter:?}");
        assert!(letter.text.contains("\n    1234 5678\n"));
        // Nothing of it is left, and it is not sent again.
        let done = outbox::find(&post.db.database, &RealmId::default_realm(), &entry.id).await.unwrap().unwrap();
        assert_eq!(done.sealed, None);
        post.clock.advance(Duration::from_hours(1));
        assert!(post.round().await.is_empty());
        assert_eq!(post.caught(), 1);
        maintenance::purge(&post.db.database, post.clock.now()).await.unwrap();
        assert_eq!(outbox::find(&post.db.database, &RealmId::default_realm(), &entry.id).await.unwrap(), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_many_couriers_one_has_each_mail() {
    for db in each("outbox_race").await {
        let post = Post::new(db, Mailer::catcher);
        for _ in 0..20 {
            post.promise(Mail::Test).await;
        }
        let head = letterhead();
        // All of them saw all of it before anybody claimed anything.
        let seen = outbox::due(&post.db.database, START, 100).await.unwrap();
        let mut tasks = Vec::new();
        for _ in 0..4 {
            for entry in seen.clone() {
                let (courier, head) = (post.courier.clone(), head.clone());
                tasks.push(tokio::spawn(async move { courier.deliver(entry, Some(&head)).await.unwrap() }));
            }
        }
        let outcomes: Vec<Delivery> = join_all(tasks).await.into_iter().map(Result::unwrap).collect();
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Delivery::Sent).count(), 20);
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Delivery::NotOurs).count(), 60);
        assert_eq!(post.caught(), 20);
    }
}

#[tokio::test]
async fn a_lease_holds_until_it_ends_and_its_late_holder_settles_nothing() {
    for db in each("outbox_lease").await {
        let post = Post::new(db, Mailer::catcher);
        post.promise(Mail::Test).await;
        let mut entry = outbox::due(&post.db.database, START, 10).await.unwrap().remove(0);
        // Somebody claims it and dies.
        let mut tx = post.db.database.begin().await.unwrap();
        assert!(outbox::claim(&mut tx, &entry, START + Duration::from_mins(2)).await.unwrap());
        tx.commit().await.unwrap();
        entry.attempts += 1;
        post.clock.advance(Duration::from_secs(119));
        assert!(post.round().await.is_empty());
        post.clock.advance(Duration::from_secs(1));
        assert_eq!(post.round().await, [Delivery::Sent]);
        let mut tx = post.db.database.begin().await.unwrap();
        assert!(!outbox::finish(&mut tx, &entry, ("refused", None), post.clock.now()).await.unwrap());
        assert!(!outbox::retry(&mut tx, &entry, "late", post.clock.now()).await.unwrap());
        tx.commit().await.unwrap();
        let outcome = outbox::outcome(&post.db.database, &RealmId::default_realm(), &entry.id).await.unwrap();
        assert_eq!(outcome.as_deref(), Some("sent"));
    }
}

#[tokio::test]
async fn a_server_that_is_away_is_tried_ever_more_rarely_and_in_the_end_no_more() {
    for db in each("outbox_away").await {
        let post = Post::new(db, nowhere);
        post.promise(recovery()).await;
        let mut tried = Vec::new();
        // Thirty minutes is as long as the link in it works.
        for second in 0..=31 * 60 {
            if !post.round().await.is_empty() {
                tried.push(second);
            }
            post.clock.advance(Duration::from_secs(1));
        }
        let waits: Vec<i32> = tried.windows(2).map(|pair| pair[1] - pair[0]).collect();
        assert!((4..=8).contains(&tried.len()), "{tried:?}");
        assert!(waits[0] <= 11 && waits[1] >= 20 && waits[2] >= 80, "{waits:?}");
        assert_eq!(post.complaints().await, ["expired"]);
        assert_eq!(outbox::backlog(&post.db.database).await.unwrap(), (0, None));
    }
}

#[tokio::test]
async fn a_broken_server_is_not_asked_for_every_mail() {
    for db in each("outbox_breaker").await {
        let post = Post::new(db, nowhere);
        for _ in 0..12 {
            post.promise(Mail::Test).await;
        }
        assert_eq!(post.round().await.len(), 4);
        assert_eq!(post.round().await.len(), 4);
        assert!(post.round().await.is_empty(), "left alone after five failures");
        let (pending, oldest) = outbox::backlog(&post.db.database).await.unwrap();
        assert_eq!((pending, oldest), (12, Some(START)));
        post.clock.advance(Duration::from_mins(1));
        assert_eq!(post.round().await.len(), 1, "one tries whether it is back");
    }
}

#[tokio::test]
async fn where_no_mail_is_sent_nothing_is_kept() {
    for db in each("outbox_off").await {
        let post = Post::new(db, Mailer::catcher);
        let mut tx = post.db.database.begin().await.unwrap();
        Outbox::off().enqueue(&mut tx, &post.origin(), &ada(), recovery()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(outbox::backlog(&post.db.database).await.unwrap(), (0, None));
    }
}
