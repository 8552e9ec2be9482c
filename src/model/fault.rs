//! What can be wrong with what people tell of themselves.

/// What can be wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum FaultKind {
    /// It has more characters than this.
    TooLong(usize),
    /// It has more entries than this.
    TooMany(usize),
    /// It has characters that are not seen, or that turn the direction of what follows.
    NotText,
    /// It is no web address of http or https.
    NotUrl,
    /// It is no date.
    NotDate,
    /// It is a date that has not come.
    InFuture,
    /// It is no international telephone number.
    NotPhone,
    /// It is not among what can be chosen.
    NotOffered,
    /// Nothing stands there, and something must.
    Missing,
    /// It has fewer characters than this.
    TooShort(usize),
    /// It is no whole number.
    NotNumber,
    /// It is a number beyond what may be.
    OutOfRange,
    /// It does not look as it must.
    NotPattern,
    /// It is of another kind altogether.
    WrongType,
    /// Others keep it.
    ReadOnly,
}

impl FaultKind {
    /// Its stable word, in pages and in the API.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::TooLong(_) => "too-long",
            Self::TooMany(_) => "too-many",
            Self::NotText => "not-text",
            Self::NotUrl => "not-url",
            Self::NotDate => "not-date",
            Self::InFuture => "in-future",
            Self::NotPhone => "not-phone",
            Self::NotOffered => "not-offered",
            Self::Missing => "missing",
            Self::TooShort(_) => "too-short",
            Self::NotNumber => "not-number",
            Self::OutOfRange => "out-of-range",
            Self::NotPattern => "not-pattern",
            Self::WrongType => "wrong-type",
            Self::ReadOnly => "read-only",
        }
    }

    /// The number in its sentence.
    pub const fn count(self) -> usize {
        match self {
            Self::TooLong(count) | Self::TooMany(count) | Self::TooShort(count) => count,
            Self::NotText
            | Self::NotUrl
            | Self::NotDate
            | Self::InFuture
            | Self::NotPhone
            | Self::NotOffered
            | Self::Missing
            | Self::NotNumber
            | Self::OutOfRange
            | Self::NotPattern
            | Self::WrongType
            | Self::ReadOnly => 0,
        }
    }
}
