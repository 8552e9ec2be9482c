//! Whether the parts that all realms share are fit for traffic. Every look also sets the gauges that alerts read.

use std::path::Path;
use std::time::Duration;

use super::{RealmDirectory, Shared};
use crate::clock::Timestamp;
use crate::jose::Algorithm;
use crate::storage::outbox;
use crate::telemetry::machine::{self, Room};

/// Memory used beyond this part of what there is deserves a look (product §6.2).
const MEMORY_WARNS: f64 = 0.9;
/// Disk used beyond this part deserves a look.
const DISK_WARNS: f64 = 0.85;
/// With fewer bytes left, what is written next may not find room.
const DISK_FAILS: u64 = 64 * 1024 * 1024;
/// Clocks should agree this well.
const SKEW_WARNS: Duration = Duration::from_secs(5);
/// The times of signing keys and tokens bear no more.
const SKEW_FAILS: Duration = Duration::from_mins(1);

/// Mail that waits longer deserves a look (product §6.5, `OutboxStuck`).
const BACKLOG_WARNS: Duration = Duration::from_mins(10);

/// How a part is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Health {
    /// Well.
    Pass,
    /// Well enough for traffic; somebody should look.
    Warn,
    /// Not fit for traffic.
    Fail,
}

impl Health {
    /// The word for reports.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
        }
    }

    const fn of(works: bool) -> Self {
        if works { Self::Pass } else { Self::Fail }
    }

    const fn is_up(self) -> f64 {
        if matches!(self, Self::Fail) { 0.0 } else { 1.0 }
    }
}

/// One part and how it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Check {
    /// The part.
    pub name: &'static str,
    /// How it is.
    pub health: Health,
    /// How long it took to find out.
    pub response_time: Duration,
}

/// Looks at every part. What cannot be known here, such as the disk of a database elsewhere, is left out.
pub async fn examine(shared: &Shared, realms: &RealmDirectory) -> Vec<Check> {
    let mut checks = database(shared).await;
    checks.push(ephemeral(shared).await);
    checks.push(keys(shared, realms).await);
    checks.extend(mail(shared).await);
    checks.extend(machine_of(shared).await);
    checks
}

/// Whether the database answers, and how far its clock is from ours.
async fn database(shared: &Shared) -> Vec<Check> {
    let began = shared.clock.now();
    let answer = shared.database.ping().await;
    let ended = shared.clock.now();
    let health = Health::of(answer.is_ok());
    metrics::gauge!("gatehouse_database_up").set(health.is_up());
    let check = |name, health| Check { name, health, response_time: ended.since(began) };
    let mut checks = vec![check("database", health)];
    if let Ok(Some(shown)) = answer {
        let skew = skew((began, ended), shown);
        metrics::gauge!("gatehouse_clock_skew_seconds").set(skew.as_secs_f64());
        checks.push(check("clock", judge_skew(skew)));
    }
    checks
}

async fn ephemeral(shared: &Shared) -> Check {
    let began = shared.clock.now();
    let health = Health::of(shared.ephemeral.health().await.is_ok());
    metrics::gauge!("gatehouse_redis_up").set(health.is_up());
    Check { name: "ephemeral", health, response_time: shared.clock.now().since(began) }
}

async fn keys(shared: &Shared, realms: &RealmDirectory) -> Check {
    let began = shared.clock.now();
    let works = match realms.find(shared, "default", began).await {
        Ok(Some(realm)) => realm.keys.algorithms(began).contains(&Algorithm::RS256),
        _ => false,
    };
    Check { name: "keys", health: Health::of(works), response_time: shared.clock.now().since(began) }
}

/// Whether mail goes out in time; nothing where no mail is sent. A full outbox is a warning alone: logins go on.
async fn mail(shared: &Shared) -> Option<Check> {
    if !shared.outbox.is_on() {
        return None;
    }
    let began = shared.clock.now();
    let backlog = outbox::backlog(&shared.database).await;
    let response_time = shared.clock.now().since(began);
    let (pending, oldest) = backlog.ok()?;
    let age = oldest.map_or(Duration::ZERO, |oldest| began.since(oldest));
    let pending = u32::try_from(pending).unwrap_or(u32::MAX);
    metrics::gauge!("gatehouse_outbox_pending", "kind" => "mail").set(f64::from(pending));
    metrics::gauge!("gatehouse_outbox_oldest_seconds", "kind" => "mail").set(age.as_secs_f64());
    Some(Check { name: "mail", health: judge_backlog(age), response_time })
}

fn judge_backlog(oldest: Duration) -> Health {
    if oldest > BACKLOG_WARNS { Health::Warn } else { Health::Pass }
}

async fn machine_of(shared: &Shared) -> Vec<Check> {
    let began = shared.clock.now();
    let file = shared.database.file().map(Path::to_owned);
    let look = move || (machine::memory(), file.map(|file| machine::disk(&file)));
    // A disk that does not answer must not hold up the others.
    let (memory, disk) = tokio::task::spawn_blocking(look).await.unwrap_or_default();
    let response_time = shared.clock.now().since(began);
    let mut checks = Vec::new();
    if let Some(room) = memory {
        metrics::gauge!("gatehouse_memory_used_ratio").set(room.used_ratio());
        checks.push(Check { name: "memory", health: judge_memory(room), response_time });
    }
    if let Some(room) = disk {
        if let Some(room) = room {
            metrics::gauge!("gatehouse_disk_used_ratio").set(room.used_ratio());
        }
        checks.push(Check { name: "disk", health: judge_disk(room), response_time });
    }
    checks
}

/// Full memory is a warning alone: with less traffic it would be as full, and other instances are no better off.
fn judge_memory(room: Room) -> Health {
    if room.used_ratio() > MEMORY_WARNS { Health::Warn } else { Health::Pass }
}

/// The disk of the embedded database; `None` if it cannot be found.
fn judge_disk(room: Option<Room>) -> Health {
    match room {
        Some(room) if room.free >= DISK_FAILS && room.used_ratio() <= DISK_WARNS => Health::Pass,
        Some(room) if room.free >= DISK_FAILS => Health::Warn,
        Some(_) | None => Health::Fail,
    }
}

fn judge_skew(skew: Duration) -> Health {
    if skew > SKEW_FAILS {
        Health::Fail
    } else if skew > SKEW_WARNS {
        Health::Warn
    } else {
        Health::Pass
    }
}

/// How far `shown` is outside the time in which another clock was read: what the way there took is no skew.
fn skew((began, ended): (Timestamp, Timestamp), shown: Timestamp) -> Duration {
    began.since(shown).max(shown.since(ended))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_full_disk_fails_before_it_is_full() {
        let room = |free, total| Some(Room { free, total });
        let gigabyte = 1024 * 1024 * 1024;
        let cases = [
            (room(50 * gigabyte, 100 * gigabyte), Health::Pass),
            (room(14 * gigabyte, 100 * gigabyte), Health::Warn),
            (room(DISK_FAILS, gigabyte), Health::Warn),
            (room(DISK_FAILS - 1, gigabyte), Health::Fail),
            (room(0, 0), Health::Fail),
            (None, Health::Fail),
        ];
        for (room, expected) in cases {
            assert_eq!(judge_disk(room), expected, "{room:?}");
        }
    }

    #[test]
    fn mail_that_waits_long_warns() {
        assert_eq!(judge_backlog(BACKLOG_WARNS), Health::Pass);
        assert_eq!(judge_backlog(BACKLOG_WARNS + Duration::from_secs(1)), Health::Warn);
    }

    #[test]
    fn memory_warns_above_nine_tenths() {
        assert_eq!(judge_memory(Room { free: 100, total: 1000 }), Health::Pass);
        assert_eq!(judge_memory(Room { free: 99, total: 1000 }), Health::Warn);
    }

    #[test]
    fn skew_is_what_the_way_does_not_explain() {
        let at = Timestamp::from_millis;
        let cases = [
            ((1_000, 3_000), 2_000, Health::Pass),
            ((1_000, 3_000), 8_000, Health::Pass),
            ((1_000, 3_000), 8_001, Health::Warn),
            ((10_000, 10_001), 4_999, Health::Warn),
            ((100_000, 100_001), 39_999, Health::Fail),
            ((0, 1), 60_002, Health::Fail),
        ];
        for ((began, ended), shown, expected) in cases {
            assert_eq!(judge_skew(skew((at(began), at(ended)), at(shown))), expected, "{shown}");
        }
    }
}
