//! The realm's own attributes on `/account/profile` (product UM-08): what was typed, and how it is shown.

use serde_json::{Map, Value};

use crate::account::AttributeFault;
use crate::model::{Attribute, User};
use crate::theme::{AttributeInput, FieldFault};
use crate::web::form::PageForm;
use crate::web::visitor::Visitor;

fn schema(visitor: &Visitor) -> impl Iterator<Item = &Attribute> {
    visitor.context.state.realm.settings.attributes.iter().filter(|attribute| attribute.is_readable())
}

fn input_name(attribute: &Attribute) -> String {
    format!("attribute-{}", attribute.name)
}

/// What was typed in those that the person may change.
pub fn typed(visitor: &Visitor, form: &PageForm) -> Map<String, Value> {
    let one = |attribute: &Attribute| {
        let name = input_name(attribute);
        let text = form.has(&name).then(|| form.get(&name).unwrap_or_default().to_owned())?;
        Some((attribute.name.clone(), Value::String(text)))
    };
    schema(visitor).filter(|attribute| attribute.is_writable()).filter_map(one).collect()
}

/// Those that the person may read, with what was `typed`, else what is kept.
pub fn inputs(
    visitor: &Visitor,
    user: &User,
    (typed, faults): (&Map<String, Value>, &[AttributeFault]),
) -> Vec<AttributeInput> {
    let locale = visitor.locale("", &[]);
    let input = |attribute: &Attribute| {
        let kept = typed.get(&attribute.name).or_else(|| user.attribute(&attribute.name));
        let fault = faults.iter().find(|fault| fault.name == attribute.name);
        AttributeInput {
            name: input_name(attribute),
            label: attribute.label(locale.as_str()).to_owned(),
            kind: attribute.kind.as_str(),
            value: Attribute::text(kept),
            choices: attribute.choices.clone(),
            min: attribute.min,
            max: attribute.max,
            length: attribute.max_length(),
            writable: attribute.is_writable(),
            fault: fault.map(|fault| FieldFault { kind: fault.kind.as_str(), count: fault.kind.count() }),
        }
    };
    schema(visitor).map(input).collect()
}
