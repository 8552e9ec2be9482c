//! Authentication context classes (OpenID Connect Core §2): a login that reached one has reached those below it as well.

use serde::{Deserialize, Serialize};

/// How a code or a link in a mail stands among the methods of RFC 8176, which has no word for it. It is no `otp`, and never
/// `mfa` by itself: it shows that somebody reads a mailbox.
pub const EMAIL_METHOD: &str = "email";

/// The classes offered, from the weakest to the strongest.
pub const ACR_VALUES: &[&str] = &[
    Class::Email.as_str(),
    Class::Password.as_str(),
    Class::Mfa.as_str(),
    Class::PhishingResistant.as_str(),
    Class::HardwareBound.as_str(),
];

/// A class, the weakest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Class {
    /// A code or a link in a mail: whoever reads a mailbox need not be its owner.
    Email,
    /// A password alone.
    Password,
    /// Two factors.
    Mfa,
    /// Two factors, one of them a passkey or a security key: `phr` (OpenID Connect Extended Authentication Profile ACR
    /// Values 1.0 §2).
    PhishingResistant,
    /// The same, and the key stays in its authenticator: `phrh` (§2 there). What the authenticator says of itself counts;
    /// no attestation is asked for.
    HardwareBound,
}

impl Class {
    const ALL: [Self; 5] = [Self::Email, Self::Password, Self::Mfa, Self::PhishingResistant, Self::HardwareBound];

    /// The `acr` value.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Email => "urn:gatehouse:email",
            Self::Password => "urn:gatehouse:password",
            Self::Mfa => "urn:gatehouse:mfa",
            Self::PhishingResistant => "phr",
            Self::HardwareBound => "phrh",
        }
    }

    /// The class of an `acr` value.
    pub fn parse(value: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|known| known.as_str() == value)
    }

    /// What these methods (RFC 8176) reach.
    pub fn reached_by(amr: &[String]) -> Self {
        let has = |name: &str| amr.iter().any(|method| method == name);
        match () {
            () if !has("mfa") && has(EMAIL_METHOD) => Self::Email,
            () if !has("mfa") => Self::Password,
            () if has("hwk") => Self::HardwareBound,
            () if has("swk") => Self::PhishingResistant,
            () => Self::Mfa,
        }
    }

    /// What is stated where no class was asked for: one of ours.
    #[must_use]
    pub fn unasked(self) -> Self {
        self.min(Self::Mfa)
    }

    /// The least of the classes in `asked`, any of which will do (RFC 9470 §3); `None` when none of them is known.
    fn least(asked: &[&str]) -> Option<Self> {
        asked.iter().filter_map(|value| Self::parse(value)).min()
    }
}

/// What a request asks of the class.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ClassDemand {
    /// At least this (OpenID Connect Core §5.5.1.1).
    pub must: Option<Class>,
    /// This if the user can (§3.1.2.1).
    pub wish: Option<Class>,
}

impl ClassDemand {
    /// The demand behind essential and voluntary `acr` values.
    pub fn of(essential: &[&str], voluntary: &[&str]) -> Self {
        Self { must: Class::least(essential), wish: Class::least(voluntary) }
    }

    /// Whether `reached` leaves anything to ask for.
    pub fn exceeds(self, reached: Class) -> bool {
        self.must.max(self.wish).is_some_and(|asked| asked > reached)
    }

    /// What to ask of somebody who has reached `reached` and could reach `reachable`; `None` when nothing is missing, or
    /// could be had.
    pub fn missing(self, reached: Class, reachable: Class) -> Option<Class> {
        let open = |asked: Option<Class>| asked.filter(|class| *class > reached && *class <= reachable);
        open(self.must).max(open(self.wish))
    }
}

/// The class to state for a login that `reached` one, given those asked for: the very one, else the first asked for that
/// lies below it. `None` when none of them was reached (OpenID Connect Core §5.5.1.1).
pub fn stated<'a>(reached: Class, asked: &[&'a str]) -> Option<&'a str> {
    let very = asked.iter().copied().find(|value| *value == reached.as_str());
    very.or_else(|| asked.iter().copied().find(|value| Class::parse(value).is_some_and(|class| class <= reached)))
}

#[cfg(test)]
mod tests {
    use super::Class::{Email, HardwareBound, Mfa, Password, PhishingResistant};
    use super::*;

    #[test]
    fn the_stronger_includes_the_weaker() {
        let [email, password, mfa, phr, phrh] = Class::ALL.map(Class::as_str);
        #[rustfmt::skip]
        let table: [(Class, &[&str], Option<&str>); 14] = [
            (Password,          &[],              None),
            (Mfa,               &[mfa],           Some(mfa)),
            (Mfa,               &[password],      Some(password)),
            (Mfa,               &[password, mfa], Some(mfa)),
            (Mfa,               &["x", password], Some(password)),
            (Password,          &[mfa],           None),
            (Password,          &["x"],           None),
            (Mfa,               &[phr],           None),
            (PhishingResistant, &[phrh, phr],     Some(phr)),
            (PhishingResistant, &[phrh],          None),
            (HardwareBound,     &[phr],           Some(phr)),
            (HardwareBound,     &[mfa, phrh],     Some(phrh)),
            (Email,             &[password],      None),
            (Password,          &[email],         Some(email)),
        ];
        for (reached, asked, expected) in table {
            assert_eq!(stated(reached, asked), expected, "{reached:?} {asked:?}");
        }
    }

    #[test]
    fn methods_reach_classes() {
        let table = [
            ("pwd", Password),
            ("", Password),
            // What a new application showed when it was added proves nobody (pages K-10).
            ("pwd otp", Password),
            ("email", Email),
            ("email otp", Email),
            ("email otp mfa", Mfa),
            ("pwd otp mfa", Mfa),
            ("swk user mfa", PhishingResistant),
            ("pwd hwk user mfa", HardwareBound),
            ("swk user mfa hwk", HardwareBound),
        ];
        for (amr, class) in table {
            let amr: Vec<String> = amr.split_whitespace().map(str::to_owned).collect();
            assert_eq!(Class::reached_by(&amr), class, "{amr:?}");
        }
        assert_eq!((HardwareBound.unasked(), Password.unasked()), (Mfa, Password));
    }

    #[test]
    fn what_is_missing_is_what_can_be_had() {
        let demand = |must, wish| ClassDemand { must, wish };
        #[rustfmt::skip]
        let table = [
            (demand(None, None),                              Password, HardwareBound,     None),
            (demand(Some(Mfa), None),                         Password, Mfa,               Some(Mfa)),
            (demand(Some(Mfa), None),                         Mfa,      HardwareBound,     None),
            (demand(Some(PhishingResistant), None),           Password, Mfa,               None),
            (demand(None, Some(PhishingResistant)),           Password, HardwareBound,     Some(PhishingResistant)),
            (demand(Some(Mfa), Some(PhishingResistant)),      Password, Mfa,               Some(Mfa)),
            (demand(Some(Mfa), Some(PhishingResistant)),      Password, PhishingResistant, Some(PhishingResistant)),
            (demand(Some(Mfa), Some(Password)),               Password, Mfa,               Some(Mfa)),
        ];
        for (demand, reached, reachable, expected) in table {
            assert_eq!(demand.missing(reached, reachable), expected, "{demand:?} {reached:?} {reachable:?}");
        }
        assert!(demand(None, Some(Mfa)).exceeds(Password) && !demand(Some(Mfa), None).exceeds(PhishingResistant));
        assert_eq!(ClassDemand::of(&["phrh", "x", "phr"], &["x"]), demand(Some(PhishingResistant), None));
    }
}
