//! A session of the administration console (pages M-1): shorter than the browser session it hangs on, and begun by two factors.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use super::acr::Class;
use super::{BrowserSession, RealmSettings, RememberedAccounts, SessionId, User, UserId};
use crate::clock::Timestamp;

/// How long it lives without use.
pub const CONSOLE_IDLE: Duration = Duration::from_mins(15);
/// How long it lives in all.
pub const CONSOLE_ABSOLUTE: Duration = Duration::from_hours(8);
/// Characters from which a password is long enough to stand alone (product SE-10).
const LONG_PASSWORD: u16 = 15;

/// A console session. The cookie holds a secret; this is kept under its digest.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsoleSession {
    /// Who.
    pub user_id: UserId,
    /// The browser session it ends with.
    pub session_id: SessionId,
    /// When it began.
    pub began_at: Timestamp,
}

impl ConsoleSession {
    /// Whether it may be used at `now`, having been used last at `seen_at`.
    pub fn is_live(&self, now: Timestamp, seen_at: Timestamp) -> bool {
        now.since(self.began_at) < CONSOLE_ABSOLUTE && now.since(seen_at) < CONSOLE_IDLE
    }

    /// Whether it goes on in the live `session` of `user`: it is theirs, shows two factors, and the password is the one of
    /// when it began.
    pub fn goes_on_in(&self, session: &BrowserSession, user: &User) -> bool {
        session.id == self.session_id
            && user.id == self.user_id
            && has_two_factors(session)
            && user.password_changed_at.is_none_or(|changed| changed <= self.began_at)
    }
}

/// What whoever is signed in meets at the door of the console.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ConsoleDoor {
    /// It opens.
    Open,
    /// They have to sign in anew, with all they have enrolled.
    Prove,
    /// They have enrolled nothing that would do.
    Enroll,
}

impl ConsoleDoor {
    /// The door for `session`, whose user `has_factor` beside the password and signed in a moment ago or not.
    pub fn of(session: &BrowserSession, has_factor: bool, is_fresh: bool) -> Self {
        match (has_two_factors(session), has_factor) {
            (true, _) if is_fresh => Self::Open,
            (false, false) => Self::Enroll,
            (true | false, _) => Self::Prove,
        }
    }
}

fn has_two_factors(session: &BrowserSession) -> bool {
    Class::reached_by(&session.amr) >= Class::Mfa
}

impl RealmSettings {
    /// What the realm has set that makes logins weaker than they are by default, each by a name that stays (pages M-15).
    pub fn weakenings(&self) -> Vec<&'static str> {
        let short = self.password_min_length.is_some_and(|least| least < LONG_PASSWORD);
        let found = [
            (short, "short-passwords"),
            (self.email_code_login, "email-code-login"),
            (self.trusted_devices.is_some(), "trusted-devices"),
            (self.remembered_accounts == RememberedAccounts::Always, "accounts-remembered"),
        ];
        found.into_iter().filter(|(is_set, _)| *is_set).map(|(_, name)| name).collect()
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::model::{RealmId, UserStatus};

    fn at(secs: i64) -> Timestamp {
        Timestamp::from_secs(secs)
    }

    fn session(amr: &str) -> BrowserSession {
        BrowserSession {
            realm: RealmId::default_realm(),
            id: "s1".into(),
            user_id: "u1".into(),
            auth_time: at(0),
            acr: String::new(),
            amr: amr.split_whitespace().map(str::to_owned).collect(),
            remembered: false,
            created_at: at(0),
            last_seen_at: at(0),
            idle_expires_at: at(100_000),
            expires_at: at(100_000),
            ended_at: None,
            user_agent: String::new(),
            source: String::new(),
        }
    }

    fn user(id: &str, password_changed_at: Option<i64>) -> User {
        User {
            realm: RealmId::default_realm(),
            id: id.into(),
            username: "ada".to_owned(),
            email: None,
            email_verified: false,
            status: UserStatus::Active,
            claims: serde_json::Map::new(),
            password_hash: None,
            password_changed_at: password_changed_at.map(at),
            password_update: None,
            failed_logins: 0,
            locked_until: None,
            created_at: at(0),
            updated_at: at(0),
            delete_at: None,
        }
    }

    fn console() -> ConsoleSession {
        ConsoleSession { user_id: "u1".into(), session_id: "s1".into(), began_at: at(1000) }
    }

    #[test]
    fn ends_idle_and_in_any_case() {
        for (now, seen, live) in [
            (1000, 1000, true),
            (1899, 1000, true),
            (1900, 1000, false),
            (1000 + 28_799, 1000 + 28_700, true),
            (1000 + 28_800, 1000 + 28_799, false),
        ] {
            assert_eq!(console().is_live(at(now), at(seen)), live, "{now} {seen}");
        }
    }

    #[test]
    fn hangs_on_its_session_and_its_password() {
        let other = BrowserSession { id: "s2".into(), ..session("pwd otp mfa") };
        assert!(console().goes_on_in(&session("pwd otp mfa"), &user("u1", Some(1000))));
        assert!(!console().goes_on_in(&session("pwd otp mfa"), &user("u1", Some(1001))), "another password");
        assert!(!console().goes_on_in(&session("pwd otp mfa"), &user("u2", None)), "another person");
        assert!(!console().goes_on_in(&other, &user("u1", None)), "another session");
        assert!(!console().goes_on_in(&session("pwd"), &user("u1", None)), "signed in anew with a password alone");
    }

    #[test]
    fn the_door_asks_for_two_factors_shown_lately() {
        for (amr, has_factor, is_fresh, door) in [
            ("pwd otp mfa", true, true, ConsoleDoor::Open),
            ("hwk user mfa", true, true, ConsoleDoor::Open),
            ("pwd otp mfa", true, false, ConsoleDoor::Prove),
            // A trusted browser stood in for the factor.
            ("pwd", true, true, ConsoleDoor::Prove),
            ("email", true, true, ConsoleDoor::Prove),
            ("pwd", false, true, ConsoleDoor::Enroll),
            ("pwd otp", false, false, ConsoleDoor::Enroll),
            // What was shown is gone since.
            ("pwd otp mfa", false, false, ConsoleDoor::Prove),
        ] {
            assert_eq!(ConsoleDoor::of(&session(amr), has_factor, is_fresh), door, "{amr} {has_factor} {is_fresh}");
        }
    }

    #[test]
    fn what_weakens_is_named() {
        let of = |settings| serde_json::from_value::<RealmSettings>(settings).unwrap().weakenings();
        assert!(of(json!({"password_min_length": 15, "remembered_accounts": "never"})).is_empty());
        assert_eq!(
            of(json!({"password_min_length": 8, "email_code_login": true, "remembered_accounts": "always"})),
            ["short-passwords", "email-code-login", "accounts-remembered"]
        );
    }
}
