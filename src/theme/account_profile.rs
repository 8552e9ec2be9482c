//! The page of a person's profile and preferences (pages §12).

use serde::Serialize;

/// A field to type into; its name is the id of its element and part of the keys of its words.
#[derive(Clone, Debug, Serialize)]
pub struct TextField {
    /// As in forms.
    pub name: &'static str,
    /// What stands in it.
    pub value: String,
    /// Characters it takes.
    pub max: usize,
    /// How it is typed.
    pub input: TextInput,
    /// The token of the HTML `autocomplete` attribute; empty for none.
    pub autocomplete: &'static str,
    /// What is wrong with it.
    pub fault: Option<FieldFault>,
}

/// How a field is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum TextInput {
    /// A line.
    Line,
    /// Several lines.
    Lines,
    /// A line that is written left to right in every language.
    Latin,
    /// A telephone number.
    Phone,
}

/// What is wrong with a field: the key of its sentence, and the number in it.
#[derive(Clone, Debug, Serialize)]
pub struct FieldFault {
    /// Such as `too-long`.
    pub kind: &'static str,
    /// Such as the most characters.
    pub count: usize,
}

/// A field to choose in.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceField {
    /// As in forms.
    pub name: &'static str,
    /// What is chosen.
    pub value: String,
    /// What there is.
    pub options: Vec<ChoiceOption>,
    /// What is wrong with it.
    pub fault: Option<FieldFault>,
}

/// An attribute of the realm's own. Its element is called `attribute-{name}`.
#[derive(Clone, Debug, Serialize)]
pub struct AttributeInput {
    /// As in forms: `attribute-{name}`.
    pub name: String,
    /// What people read.
    pub label: String,
    /// What it is: `text`, `number`, `boolean`, `date` or `choice`.
    pub kind: &'static str,
    /// What stands in it.
    pub value: String,
    /// What there is to choose, but for nothing.
    pub choices: Vec<String>,
    /// The least number.
    pub min: Option<i64>,
    /// The greatest number.
    pub max: Option<i64>,
    /// Characters a text takes.
    pub length: usize,
    /// Whether the person may change it.
    pub writable: bool,
    /// What is wrong with it.
    pub fault: Option<FieldFault>,
}

/// Something to choose.
#[derive(Clone, Debug, Serialize)]
pub struct ChoiceOption {
    /// What is sent.
    pub value: String,
    /// What is read; empty for the message `choice-{field}-{value}`.
    pub label: String,
    /// The language of the label, where it is not the page's.
    pub lang: String,
}
