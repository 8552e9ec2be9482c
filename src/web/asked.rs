//! Fields of the profile that a page asks for beside other things: what was typed in them, and how they are shown again.

use super::account::{choices, kind_of_input, token_of_autofill};
use super::form::PageForm;
use super::visitor::Visitor;
use crate::model::{AskedField, Fault, Field, Sheet};
use crate::theme::{AskedInput, FieldFault, TextField};

/// What was typed in the fields asked for.
pub fn typed(form: &PageForm, asked: &[AskedField]) -> Sheet {
    let text = |field: Field| form.get(field.as_str()).unwrap_or_default().to_owned();
    asked.iter().map(|asked| (asked.field, text(asked.field))).collect()
}

/// The fields with what stands in them and what is wrong with it.
pub fn inputs(visitor: &Visitor, asked: &[AskedField], (typed, faults): (&Sheet, &[Fault])) -> Vec<AskedInput> {
    let input = |asked: &AskedField| {
        let field = asked.field;
        let value = typed.get(&field).cloned().unwrap_or_default();
        let fault = faults.iter().find(|fault| fault.field == field);
        let options = if field == Field::Zoneinfo { choices(visitor, field, &value) } else { Vec::new() };
        AskedInput {
            field: TextField {
                name: field.as_str(),
                max: field.max_length(),
                input: kind_of_input(field),
                autocomplete: token_of_autofill(field),
                fault: fault.map(|fault| FieldFault { kind: fault.kind.as_str(), count: fault.kind.count() }),
                value,
            },
            required: asked.required,
            options,
        }
    };
    asked.iter().map(input).collect()
}
