//! What may stand in an attribute: read from what was typed or sent, and written as text again.

use serde_json::Value;
use time::{Date, Month};
use unicode_normalization::UnicodeNormalization;

use super::{ATTRIBUTE_TEXT_MAX, Attribute, AttributeType};
use crate::model::FaultKind;
use crate::model::field::check_text;

/// What is wrong with an attribute.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AttributeFault {
    /// Which.
    pub name: String,
    /// What.
    pub kind: FaultKind,
}

impl Attribute {
    /// What is kept of `sent`: null for nothing. Texts are read as well as JSON values of the attribute's own type, since forms
    /// know nothing else.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(&self, sent: &Value) -> Result<Value, FaultKind> {
        let text = match sent {
            Value::Null => return Ok(Value::Null),
            Value::String(text) => text.trim().nfc().collect::<String>(),
            Value::Number(number) if self.kind == AttributeType::Number => number.to_string(),
            Value::Bool(is) if self.kind == AttributeType::Boolean => is.to_string(),
            Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_) => return Err(FaultKind::WrongType),
        };
        if text.is_empty() {
            return Ok(Value::Null);
        }
        match self.kind {
            AttributeType::Text => self.read_text(text),
            AttributeType::Number => {
                let number: i64 = text.parse().map_err(|_| FaultKind::NotNumber)?;
                let fits = self.min.is_none_or(|min| number >= min) && self.max.is_none_or(|max| number <= max);
                if fits && number.unsigned_abs() < 1 << 53 { Ok(number.into()) } else { Err(FaultKind::OutOfRange) }
            }
            AttributeType::Boolean => match text.as_str() {
                "true" => Ok(true.into()),
                "false" => Ok(false.into()),
                _ => Err(FaultKind::NotOffered),
            },
            AttributeType::Date => is_day(&text).then(|| text.into()).ok_or(FaultKind::NotDate),
            AttributeType::Choice => {
                if self.choices.contains(&text) {
                    Ok(text.into())
                } else {
                    Err(FaultKind::NotOffered)
                }
            }
        }
    }

    fn read_text(&self, text: String) -> Result<Value, FaultKind> {
        check_text(&text, false)?;
        let (count, most) = (text.chars().count(), self.max_length());
        if count > most {
            return Err(FaultKind::TooLong(most));
        }
        let least = usize::try_from(self.min.unwrap_or(0)).unwrap_or(0);
        if count < least {
            return Err(FaultKind::TooShort(least));
        }
        // One that cannot be read was refused when it was set.
        let fits = self.regex().is_none_or(|regex| regex.is_ok_and(|regex| regex.is_match(&text)));
        if fits { Ok(text.into()) } else { Err(FaultKind::NotPattern) }
    }

    /// Characters that a text takes.
    pub fn max_length(&self) -> usize {
        let most = match self.kind {
            AttributeType::Text => self.max.and_then(|max| usize::try_from(max).ok()),
            AttributeType::Number | AttributeType::Boolean | AttributeType::Date | AttributeType::Choice => None,
        };
        most.unwrap_or_else(|| usize::from(ATTRIBUTE_TEXT_MAX))
    }

    /// What is kept, as text for a form; what was kept under other rules as it is.
    pub fn text(kept: Option<&Value>) -> String {
        match kept {
            None | Some(Value::Null) => String::new(),
            Some(Value::String(text)) => text.clone(),
            Some(other) => other.to_string(),
        }
    }

    /// What is kept, if it still is what the attribute says: only that goes to applications.
    pub fn fitting<'a>(&self, kept: Option<&'a Value>) -> Option<&'a Value> {
        kept.filter(|kept| self.read(kept).is_ok_and(|read| read == **kept && !read.is_null()))
    }
}

/// A day of the calendar (ISO 8601).
fn is_day(text: &str) -> bool {
    let number = |part: &str, digits: usize| -> Option<u16> {
        let is_number = part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit());
        is_number.then(|| part.parse().ok()).flatten()
    };
    let mut parts = text.splitn(3, '-');
    let mut part = |digits| number(parts.next()?, digits);
    let (Some(year), Some(month), Some(day)) = (part(4), part(2), part(2)) else { return false };
    let month = u8::try_from(month).ok().and_then(|month| Month::try_from(month).ok());
    let day = u8::try_from(day).unwrap_or(0);
    month.is_some_and(|month| Date::from_calendar_date(i32::from(year), month, day).is_ok())
}
