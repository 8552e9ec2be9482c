//! Attributes of realms as tables.

use serde_json::{Value, json};

use super::*;
use crate::model::FaultKind;

fn attribute(json: Value) -> Attribute {
    serde_json::from_value(json).unwrap()
}

fn problem(list: Value) -> Option<String> {
    let list: Result<Vec<Attribute>, _> = serde_json::from_value(list);
    match list {
        Ok(list) => check_attributes(&list).err(),
        Err(error) => Some(error.to_string()),
    }
}

#[test]
fn what_a_realm_may_say() {
    assert_eq!(
        problem(json!([
            {"name": "department", "type": "text", "label": {"en": "Department", "de": "Abteilung"}, "max": 60},
            {"name": "floor", "type": "number", "min": -2, "max": 40},
            {"name": "remote", "type": "boolean", "class": "internal"},
            {"name": "joined", "type": "date", "write": "administrators", "claim": {"scope": "hr", "id_token": true}},
            {"name": "site", "type": "choice", "choices": ["Berlin", "Lisbon"], "claim": {"scope": "profile"}},
            {"name": "badge", "type": "text", "pattern": "[A-Z]{2}-[0-9]{4}",
             "claim": {"scope": "hr", "name": "https://example.com/badge"}},
            {"name": "disability", "type": "boolean", "class": "sensitive", "read": "administrators",
             "write": "administrators", "claim": {"scope": "hr.sensitive"}},
        ])),
        None
    );
}

#[test]
fn what_is_refused() {
    let long = "a".repeat(41);
    for (wrong, word) in [
        (json!([{"name": "", "type": "text"}]), "a name"),
        (json!([{"name": "Department", "type": "text"}]), "a name"),
        (json!([{"name": "1st", "type": "text"}]), "a name"),
        (json!([{"name": long, "type": "text"}]), "a name"),
        (json!([{"name": "email", "type": "text"}]), "a claim already"),
        (json!([{"name": "sub", "type": "text"}]), "a claim already"),
        (json!([{"name": "roles", "type": "text"}]), "a claim already"),
        (json!([{"name": "attributes", "type": "text"}]), "a claim already"),
        (json!([{"name": "a", "type": "text"}, {"name": "a", "type": "date"}]), "once"),
        (json!([{"name": "a", "type": "shoe"}]), "unknown variant"),
        (json!([{"name": "a", "type": "text", "colour": 1}]), "unknown field"),
        (json!([{"name": "a", "type": "text", "max": 501}]), "min and max"),
        (json!([{"name": "a", "type": "text", "max": 0}]), "min and max"),
        (json!([{"name": "a", "type": "number", "min": 3, "max": 2}]), "min and max"),
        (json!([{"name": "a", "type": "date", "min": 3}]), "neither"),
        (json!([{"name": "a", "type": "choice"}]), "choices"),
        (json!([{"name": "a", "type": "choice", "choices": ["x", "x"]}]), "choices"),
        (json!([{"name": "a", "type": "text", "choices": ["x"]}]), "no choices"),
        (json!([{"name": "a", "type": "number", "pattern": "1"}]), "no pattern"),
        (json!([{"name": "a", "type": "text", "pattern": "("}]), "cannot be read"),
        (json!([{"name": "a", "type": "text", "pattern": "a)|(?:b"}]), "cannot be read"),
        (json!([{"name": "a", "type": "text", "pattern": "(a{1000}){1000}"}]), "cannot be read"),
        (json!([{"name": "a", "type": "text", "pattern": "(?=a)"}]), "cannot be read"),
        (json!([{"name": "a", "type": "text", "read": "administrators"}]), "reads it"),
        (json!([{"name": "a", "type": "text", "claim": {"scope": "x", "name": "iss"}}]), "means something"),
        (json!([{"name": "a", "type": "text", "claim": {"scope": "x", "name": "email_verified"}}]), "means something"),
        (json!([{"name": "a", "type": "text", "claim": {"scope": "x", "name": "b c"}}]), "visible"),
        (json!([{"name": "a", "type": "text", "claim": {"scope": "openid"}}]), "one scope"),
        (json!([{"name": "a", "type": "text", "claim": {"scope": "a b"}}]), "one scope"),
        (json!([{"name": "a", "type": "text", "class": "sensitive", "claim": {"scope": "profile"}}]), "sensitive"),
        (
            json!([{"name": "a", "type": "text", "class": "sensitive", "claim": {"scope": "x", "id_token": true}}]),
            "sensitive",
        ),
        (
            json!([{"name": "a", "type": "text", "class": "sensitive", "claim": {"scope": "x"}},
                {"name": "b", "type": "text", "claim": {"scope": "x"}}]),
            "sensitive",
        ),
        (
            json!([{"name": "a", "type": "text", "claim": {"scope": "x", "name": "b"}},
                {"name": "b", "type": "text", "claim": {"scope": "x"}}]),
            "once",
        ),
        (Value::Array((0..51).map(|n| json!({"name": format!("a{n}"), "type": "text"})).collect()), "at most"),
    ] {
        let found = problem(wrong.clone());
        assert!(found.as_ref().is_some_and(|found| found.contains(word)), "{wrong}: {found:?}");
    }
}

#[test]
fn what_is_kept_of_what_was_sent() {
    let text = json!({"name": "a", "type": "text", "min": 2, "max": 4});
    let number = json!({"name": "a", "type": "number", "min": -1, "max": 9});
    let choice = json!({"name": "a", "type": "choice", "choices": ["Berlin", "Lisbon"]});
    let pattern = json!({"name": "a", "type": "text", "pattern": "[A-Z]{2}|x"});
    let of = |kind: &str| json!({"name": "a", "type": kind});
    for (schema, sent, kept) in [
        (&text, json!(" abc "), Ok(json!("abc"))),
        (&text, json!("  "), Ok(Value::Null)),
        (&text, Value::Null, Ok(Value::Null)),
        (&text, json!("abcde"), Err(FaultKind::TooLong(4))),
        (&text, json!("a"), Err(FaultKind::TooShort(2))),
        (&text, json!("a\u{202e}b"), Err(FaultKind::NotText)),
        (&text, json!(12), Err(FaultKind::WrongType)),
        (&of("text"), json!("Zoe\u{308}"), Ok(json!("Zoë"))),
        (&number, json!("7"), Ok(json!(7))),
        (&number, json!(-1), Ok(json!(-1))),
        (&number, json!(10), Err(FaultKind::OutOfRange)),
        (&number, json!("1.5"), Err(FaultKind::NotNumber)),
        (&number, json!("seven"), Err(FaultKind::NotNumber)),
        (&of("number"), json!("9007199254740992"), Err(FaultKind::OutOfRange)),
        (&of("boolean"), json!("true"), Ok(json!(true))),
        (&of("boolean"), json!(false), Ok(json!(false))),
        (&of("boolean"), json!("maybe"), Err(FaultKind::NotOffered)),
        (&of("date"), json!("2024-02-29"), Ok(json!("2024-02-29"))),
        (&of("date"), json!("2023-02-29"), Err(FaultKind::NotDate)),
        (&of("date"), json!("29.2.2024"), Err(FaultKind::NotDate)),
        (&choice, json!("Lisbon"), Ok(json!("Lisbon"))),
        (&choice, json!("Paris"), Err(FaultKind::NotOffered)),
        (&choice, json!(["Lisbon"]), Err(FaultKind::WrongType)),
        (&pattern, json!("AB"), Ok(json!("AB"))),
        (&pattern, json!("x"), Ok(json!("x"))),
        (&pattern, json!("ABC"), Err(FaultKind::NotPattern)),
        (&pattern, json!("zx"), Err(FaultKind::NotPattern)),
    ] {
        assert_eq!(attribute(schema.clone()).read(&sent), kept, "{schema} {sent}");
    }
}

#[test]
fn what_no_longer_fits_is_shown_and_not_sent() {
    let number = attribute(json!({"name": "a", "type": "number", "max": 9}));
    let old = json!("ten");
    assert_eq!((Attribute::text(Some(&old)).as_str(), number.fitting(Some(&old))), ("ten", None));
    assert_eq!(number.fitting(Some(&json!(10))), None);
    assert_eq!(number.fitting(Some(&json!(9))), Some(&json!(9)));
    assert_eq!(number.fitting(Some(&json!("9"))), None, "of another type");
}

#[test]
fn labels_by_language() {
    let named = attribute(json!({"name": "a", "type": "text", "label": {"en": "Desk", "de": "Platz"}}));
    assert_eq!((named.label("de-AT"), named.label("fr"), named.label("en")), ("Platz", "Desk", "Desk"));
    let bare = attribute(json!({"name": "a", "type": "text"}));
    assert_eq!(bare.label("de"), "a");
    let one = attribute(json!({"name": "a", "type": "text", "label": {"de": "Platz"}}));
    assert_eq!(one.label("en"), "Platz");
}
