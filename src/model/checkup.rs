//! The security check-up (product AC-01): what of an account is weak, the weightiest first, and what is as it should be.
//! A pure decision over what is known; nothing is said of what is not.

use super::UpdateReason;

/// Backup codes below which new ones are advised.
const FEW_CODES: usize = 3;

/// What is known of an account.
#[derive(Clone, Copy, Debug, Default)]
pub struct CheckupFacts {
    /// Passkeys.
    pub passkeys: usize,
    /// Security keys and authenticator applications: what is asked for beside a password.
    pub second_factors: usize,
    /// Backup codes left.
    pub backup_codes: usize,
    /// Whether there is a password.
    pub has_password: bool,
    /// Why there should be another one.
    pub password_due: Option<UpdateReason>,
    /// How its address stands.
    pub email: EmailStanding,
    /// Whether a proven address is a way back to the account here.
    pub can_recover: bool,
    /// Notices about security that were not read.
    pub unread: usize,
    /// Live sessions.
    pub sessions: usize,
    /// Those that nobody has used for a month.
    pub idle_sessions: usize,
    /// Applications with access that nobody has used for half a year.
    pub unused_applications: usize,
}

/// How the address of an account stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum EmailStanding {
    /// There is none.
    #[default]
    Missing,
    /// It was not proven.
    Unproven,
    /// It was proven.
    Proven,
}

/// What is looked at, the weightiest first: what may be going on now, what anybody could use, what its owner would miss when
/// something is lost, what is merely left over.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum CheckupPoint {
    /// Notices that were not read.
    Inbox,
    /// A password that others know, or may.
    PasswordDue,
    /// No address, or none that is proven: no way back.
    Email,
    /// A password alone opens the account.
    SecondFactor,
    /// No passkey, or the only way in is a single one.
    Passkeys,
    /// Few codes for when the second factor is lost.
    BackupCodes,
    /// Sessions that nobody uses.
    Sessions,
    /// Applications that nobody uses.
    Applications,
}

impl CheckupPoint {
    const ALL: [Self; 8] = [
        Self::Inbox,
        Self::PasswordDue,
        Self::Email,
        Self::SecondFactor,
        Self::Passkeys,
        Self::BackupCodes,
        Self::Sessions,
        Self::Applications,
    ];
}

/// How one of them stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CheckupResult {
    /// Which.
    pub point: CheckupPoint,
    /// Names its sentence.
    pub word: &'static str,
    /// Whether it is as it should be.
    pub good: bool,
    /// The number in its sentence.
    pub count: usize,
}

impl CheckupFacts {
    /// What there is to say, what is weak first and by weight.
    pub fn results(&self) -> Vec<CheckupResult> {
        let mut results: Vec<CheckupResult> =
            CheckupPoint::ALL.into_iter().filter_map(|point| self.result(point)).collect();
        results.sort_by_key(|result| (result.good, result.point));
        results
    }

    fn result(&self, point: CheckupPoint) -> Option<CheckupResult> {
        let weak = |word, count| Some(CheckupResult { point, word, good: false, count });
        let good = |word, count| Some(CheckupResult { point, word, good: true, count });
        match point {
            CheckupPoint::Inbox if self.unread > 0 => weak("inbox", self.unread),
            CheckupPoint::PasswordDue => match self.password_due? {
                UpdateReason::Breached => weak("password-breached", 0),
                UpdateReason::Administrator | UpdateReason::Expired => weak("password-due", 0),
            },
            // Where no mail is sent, an address is no way back.
            CheckupPoint::Email if !self.can_recover => None,
            CheckupPoint::Email => match self.email {
                EmailStanding::Missing => weak("email-missing", 0),
                EmailStanding::Unproven => weak("email-unproven", 0),
                EmailStanding::Proven => good("email", 0),
            },
            CheckupPoint::SecondFactor if self.second_factors > 0 => good("second-factor", self.second_factors),
            CheckupPoint::SecondFactor if self.has_password => weak("second-factor", 0),
            CheckupPoint::Passkeys if self.passkeys == 0 => weak("passkeys", 0),
            // Whoever has a password gets in without it.
            CheckupPoint::Passkeys if self.passkeys == 1 && !self.has_password => weak("second-passkey", 1),
            CheckupPoint::Passkeys => good("passkeys", self.passkeys),
            CheckupPoint::BackupCodes if self.second_factors == 0 => None,
            CheckupPoint::BackupCodes if self.backup_codes < FEW_CODES => weak("backup-codes", self.backup_codes),
            CheckupPoint::BackupCodes => good("backup-codes", self.backup_codes),
            CheckupPoint::Sessions if self.idle_sessions > 0 => weak("idle-sessions", self.idle_sessions),
            CheckupPoint::Sessions => good("sessions", self.sessions),
            CheckupPoint::Applications if self.unused_applications > 0 => {
                weak("unused-applications", self.unused_applications)
            }
            // Nothing to see to, and nothing to praise.
            CheckupPoint::Inbox | CheckupPoint::SecondFactor | CheckupPoint::Applications => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn good() -> CheckupFacts {
        CheckupFacts {
            passkeys: 2,
            second_factors: 1,
            backup_codes: 10,
            has_password: true,
            email: EmailStanding::Proven,
            can_recover: true,
            sessions: 2,
            ..CheckupFacts::default()
        }
    }

    fn weak(facts: CheckupFacts) -> Vec<(&'static str, usize)> {
        let results = facts.results();
        let first_good = results.iter().position(|result| result.good).unwrap_or(results.len());
        assert!(results.iter().skip(first_good).all(|result| result.good), "what is weak comes first: {results:?}");
        results.iter().filter(|result| !result.good).map(|result| (result.word, result.count)).collect()
    }

    #[test]
    fn nothing_is_weak_where_everything_is_well() {
        assert_eq!(weak(good()), []);
        let words: Vec<&str> = good().results().iter().map(|result| result.word).collect();
        assert_eq!(words, ["email", "second-factor", "passkeys", "backup-codes", "sessions"]);
    }

    #[test]
    fn each_weakness_has_its_sentence() {
        for (facts, found) in [
            (CheckupFacts { unread: 3, ..good() }, ("inbox", 3)),
            (CheckupFacts { password_due: Some(UpdateReason::Breached), ..good() }, ("password-breached", 0)),
            (CheckupFacts { password_due: Some(UpdateReason::Expired), ..good() }, ("password-due", 0)),
            (CheckupFacts { email: EmailStanding::Missing, ..good() }, ("email-missing", 0)),
            (CheckupFacts { email: EmailStanding::Unproven, ..good() }, ("email-unproven", 0)),
            (CheckupFacts { second_factors: 0, backup_codes: 0, ..good() }, ("second-factor", 0)),
            (CheckupFacts { passkeys: 0, ..good() }, ("passkeys", 0)),
            (CheckupFacts { passkeys: 1, has_password: false, ..good() }, ("second-passkey", 1)),
            (CheckupFacts { backup_codes: 2, ..good() }, ("backup-codes", 2)),
            (CheckupFacts { idle_sessions: 1, ..good() }, ("idle-sessions", 1)),
            (CheckupFacts { unused_applications: 4, ..good() }, ("unused-applications", 4)),
        ] {
            assert_eq!(weak(facts), [found]);
        }
    }

    #[test]
    fn the_weightiest_comes_first() {
        let facts = CheckupFacts {
            has_password: true,
            email: EmailStanding::Unproven,
            can_recover: true,
            password_due: Some(UpdateReason::Breached),
            unread: 1,
            idle_sessions: 1,
            unused_applications: 1,
            ..CheckupFacts::default()
        };
        let words: Vec<&str> = weak(facts).iter().map(|(word, _)| *word).collect();
        assert_eq!(
            words,
            [
                "inbox",
                "password-breached",
                "email-unproven",
                "second-factor",
                "passkeys",
                "idle-sessions",
                "unused-applications",
            ]
        );
    }

    #[test]
    fn nothing_is_said_of_what_is_nobodys_matter() {
        let alone = CheckupFacts { passkeys: 2, sessions: 1, ..CheckupFacts::default() };
        assert_eq!(weak(alone), [], "no password, so no second factor; no mail, so no address");
        assert_eq!(weak(CheckupFacts { passkeys: 1, ..good() }), [], "with a password one passkey will do");
    }
}
