//! Delivering what was promised: leases, back-off, and an end of trying.

use std::sync::Arc;
use std::time::Duration;

use super::letter::{self, Draft};
use super::outbox::Content;
use super::view::{source, view};
use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::clock::Clock;
use crate::keys::SubKeys;
use crate::model::{OutboxEntry, Realm, mail_binding};
use crate::outbound::mail::{DEADLINE, Letter, Mailer, SendError};
use crate::places::Places;
use crate::random::Random;
use crate::storage::{Database, StorageError, outbox};
use crate::theme::{LanguageWishes, Themes};

/// How long a claimed mail is nobody else's: longer than sending it can take.
const LEASE: Duration = DEADLINE.saturating_add(Duration::from_secs(30));
/// The wait after the first failure; each further one waits four times as long.
const FIRST_WAIT: Duration = Duration::from_secs(10);
/// The longest wait.
const LONGEST_WAIT: Duration = Duration::from_mins(15);

/// What stands above and below every mail of a realm.
#[derive(Clone, Debug)]
pub struct Letterhead {
    /// The realm.
    pub realm: Realm,
    /// Its issuer: links lead below it, whatever a request said.
    pub issuer: String,
}

/// What became of one attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Delivery {
    /// The server has it.
    Sent,
    /// It is tried again.
    Postponed,
    /// It never will be sent.
    GivenUp,
    /// Somebody else had it first.
    NotOurs,
}

/// Delivers mail. Clones share everything.
#[derive(Clone, Debug)]
pub struct Courier {
    /// Where promises are kept.
    pub database: Database,
    /// Open them.
    pub sub_keys: Arc<SubKeys>,
    /// Sends them.
    pub mailer: Mailer,
    /// Writes them.
    pub themes: Themes,
    /// Tells the time.
    pub clock: Clock,
    /// Spreads retries, names audit events.
    pub random: Random,
    /// Where addresses are.
    pub places: Places,
}

/// How an attempt ended.
enum Attempt {
    Sent,
    Again(String),
    Never(&'static str, String),
}

impl Courier {
    /// What is due, as much as the server is to be asked at once.
    pub async fn due(&self) -> Result<Vec<OutboxEntry>, StorageError> {
        let room = i64::try_from(self.mailer.room()).unwrap_or(0);
        if room == 0 {
            return Ok(Vec::new());
        }
        outbox::due(&self.database, self.clock.now(), room).await
    }

    /// Claims `entry` and sends it under `letterhead`; without one, because its realm is away or disabled, it waits.
    pub async fn deliver(
        &self,
        mut entry: OutboxEntry,
        letterhead: Option<&Letterhead>,
    ) -> Result<Delivery, StorageError> {
        let mut tx = self.database.begin().await?;
        if !outbox::claim(&mut tx, &entry, self.clock.now() + LEASE).await? {
            return Ok(Delivery::NotOurs);
        }
        tx.commit().await?;
        entry.attempts += 1;
        let attempt = match letterhead {
            _ if self.clock.now() > entry.expires_at => Attempt::Never("expired", "too late".to_owned()),
            None => Attempt::Again("the realm is not served".to_owned()),
            Some(letterhead) => self.attempt(&entry, letterhead).await,
        };
        self.settle(&entry, attempt).await
    }

    async fn attempt(&self, entry: &OutboxEntry, letterhead: &Letterhead) -> Attempt {
        let letter = match self.write(entry, letterhead) {
            Ok(letter) => letter,
            Err(reason) => {
                tracing::error!(reason, kind = entry.kind, "a mail cannot be written");
                return Attempt::Again(reason);
            }
        };
        match self.mailer.send(&letter).await {
            Ok(()) => Attempt::Sent,
            Err(SendError::Refused(reason)) => Attempt::Never("refused", reason),
            Err(SendError::Later(reason)) => Attempt::Again(reason),
            Err(SendError::Away(reason)) => {
                tracing::warn!(reason, "the mail server is away");
                Attempt::Again(reason)
            }
        }
    }

    /// The letter of an entry.
    fn write(&self, entry: &OutboxEntry, letterhead: &Letterhead) -> Result<Letter, String> {
        let sealed = entry.sealed.as_deref().ok_or("its content is gone")?;
        let opened = self.sub_keys.open(&mail_binding(&entry.realm, &entry.id), sealed);
        let opened = opened.map_err(|error| error.to_string())?;
        let Content { to, mail } = serde_json::from_str(opened.expose()).map_err(|error| error.to_string())?;
        let wishes = LanguageWishes {
            account: to.locale.as_deref(),
            default: letterhead.realm.settings.default_locale.as_deref(),
            ..LanguageWishes::default()
        };
        let locale = self.themes.negotiate(&wishes);
        let near = source(&mail).and_then(|source| self.places.near(source, locale.language()));
        let view = view(&mail, (&to.name, near), &letterhead.issuer);
        let (id, date, to) = (entry.id.as_str(), entry.created_at, to.address.as_str());
        letter::write(&self.themes, letterhead, Draft { id, date, to, theme: None, locale: &locale, view: &view })
    }

    /// Writes down how an attempt ended, unless its lease ran out meanwhile.
    async fn settle(&self, entry: &OutboxEntry, attempt: Attempt) -> Result<Delivery, StorageError> {
        let now = self.clock.now();
        let next = now + wait(entry.attempts, &self.random);
        let attempt = match attempt {
            Attempt::Again(reason) if next > entry.expires_at => Attempt::Never("expired", reason),
            other => other,
        };
        let mut tx = self.database.begin().await?;
        let (is_ours, delivery) = match &attempt {
            Attempt::Sent => (outbox::finish(&mut tx, entry, ("sent", None), now).await?, Delivery::Sent),
            Attempt::Again(reason) => (outbox::retry(&mut tx, entry, reason, next).await?, Delivery::Postponed),
            Attempt::Never(outcome, reason) => {
                let is_ours = outbox::finish(&mut tx, entry, (outcome, Some(reason)), now).await?;
                if is_ours {
                    self.complain(&mut tx, entry, outcome).await?;
                }
                (is_ours, Delivery::GivenUp)
            }
        };
        tx.commit().await?;
        count(&attempt);
        Ok(if is_ours { delivery } else { Delivery::NotOurs })
    }

    async fn complain(
        &self,
        tx: &mut crate::storage::Transaction,
        entry: &OutboxEntry,
        outcome: &str,
    ) -> Result<(), StorageError> {
        let origin = Origin {
            realm: entry.realm.clone(),
            now: self.clock.now(),
            source: "outbox".to_owned(),
            request_id: String::new(),
            client: None,
            random: self.random.clone(),
        };
        let target = entry.user_id.as_ref().map_or(Target::Nothing, Target::User);
        let event = Event::failure(EventName::MailFailed, Actor::System, target);
        let event = event.detail("kind", entry.kind.as_str()).detail("reason", outcome);
        audit::record(tx, &origin, &event.detail("attempts", entry.attempts)).await
    }
}

fn count(attempt: &Attempt) {
    let result = match attempt {
        Attempt::Sent => "sent",
        Attempt::Again(_) => "postponed",
        Attempt::Never(..) => "given_up",
    };
    metrics::counter!("gatehouse_mail_total", "result" => result).increment(1);
}

/// How long to wait after the failure of attempt `attempts`: between half and all of the step, so that what failed at once
/// does not come back at once.
fn wait(attempts: i64, random: &Random) -> Duration {
    let step = u32::try_from(attempts - 1).unwrap_or(0).min(8);
    let longest = FIRST_WAIT.saturating_mul(4_u32.saturating_pow(step)).min(LONGEST_WAIT);
    let half = longest / 2;
    half + Duration::from_millis(u64::from(random.below(u32::try_from(half.as_millis()).unwrap_or(u32::MAX))))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_grow_and_are_spread() {
        let random = Random::seeded(1);
        let cases = [(1, 5, 10), (2, 20, 40), (3, 80, 160), (4, 320, 640), (5, 450, 900), (50, 450, 900)];
        for (attempts, least, most) in cases {
            for _ in 0..50 {
                let wait = wait(attempts, &random);
                assert!(
                    wait >= Duration::from_secs(least) && wait <= Duration::from_secs(most),
                    "{attempts}: {wait:?}"
                );
            }
        }
    }
}
