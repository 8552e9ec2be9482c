//! Profile, preferences, picture.

use actix_web::HttpResponse;
use actix_web::http::header::{CACHE_CONTROL, ETAG};
use serde_json::{Map, Value, json};

use super::call::Call;
use super::problem::Problem;
use crate::account::{self, Change, Field, OwnAttributes, Person, Saved, Sheet, avatar};
use crate::imaging::FILE_MAX;
use crate::model::{ATTRIBUTES, Attribute};
use crate::provider::claims;
use crate::storage::users;

/// The half of the fields that an operation is about.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Profile,
    Preferences,
}

impl Half {
    fn has(self, field: Field) -> bool {
        field.is_preference() == (self == Self::Preferences)
    }
}

pub async fn show(call: &Call, half: Half) -> Result<HttpResponse, Problem> {
    let user = call.caller.user.clone();
    let person = account::find(call.context.database(), call.context.realm(), user).await?;
    Ok(versioned(call, &person, half))
}

pub async fn change(mut call: Call, half: Half) -> Result<HttpResponse, Problem> {
    let body = call.object().await?;
    let (typed, own) = typed(&call, body, half)?;
    let locales: Vec<String> = call.state.themes.locales().iter().map(ToString::to_string).collect();
    let expected = call.expected();
    let change = Change {
        user: &call.caller.user.id,
        typed: &typed,
        own: OwnAttributes { schema: &call.context.state.realm.settings.attributes, sent: &own },
        locales: &locales,
        expected: expected.as_deref(),
        through: Some(&call.caller.client),
    };
    match account::save(call.context.database(), &call.origin(), change).await? {
        Saved::Done(person) => Ok(versioned(&call, &person, half)),
        Saved::Faulty(faults, own) => Err(Problem::faults(&faults, &own)),
        Saved::Collision => Err(Problem::new("precondition_failed")),
        Saved::Gone => Err(Problem::new("not_found")),
    }
}

/// The members of a merge patch as texts; every one that is unknown or of another type is named.
fn typed(call: &Call, object: Map<String, Value>, half: Half) -> Result<(Sheet, Map<String, Value>), Problem> {
    let (mut sheet, mut own) = (Sheet::new(), Map::new());
    for (name, value) in object {
        if name == ATTRIBUTES && half == Half::Profile {
            own = attributes(call, value)?;
            continue;
        }
        let Some(field) = Field::parse(&name).filter(|field| half.has(*field)) else {
            return Err(Problem::fault(&name, &["unknown-member"]));
        };
        let text = match (field, value) {
            (_, Value::Null) => String::new(),
            (Field::Links, Value::Array(links)) => {
                let links: Option<Vec<&str>> = links.iter().map(Value::as_str).collect();
                links.ok_or_else(|| Problem::fault(&name, &["wrong-type"]))?.join("\n")
            }
            (Field::Links, _) => return Err(Problem::fault(&name, &["wrong-type"])),
            (_, Value::String(text)) => text,
            _ => return Err(Problem::fault(&name, &["wrong-type"])),
        };
        sheet.insert(field, text);
    }
    Ok((sheet, own))
}

/// The realm's own attributes, all of which must be ones that the person may read.
fn attributes(call: &Call, value: Value) -> Result<Map<String, Value>, Problem> {
    let Value::Object(own) = value else { return Err(Problem::fault(ATTRIBUTES, &["wrong-type"])) };
    let is_known = |name: &str| readable(call).any(|attribute| attribute.name == name);
    match own.keys().find(|name| !is_known(name)) {
        Some(name) => Err(Problem::fault(&format!("{ATTRIBUTES}.{name}"), &["unknown-member"])),
        None => Ok(own),
    }
}

fn readable(call: &Call) -> impl Iterator<Item = &Attribute> {
    call.context.state.realm.settings.attributes.iter().filter(|attribute| attribute.is_readable())
}

fn versioned(call: &Call, person: &Person, half: Half) -> HttpResponse {
    let mut members = Map::new();
    if half == Half::Profile {
        let known = claims::of_user(&person.user, call.context.issuer());
        let known = |name: &str| known.get(name).cloned().unwrap_or(Value::Null);
        members.insert("sub".to_owned(), json!(person.user.id));
        members.insert("username".to_owned(), json!(person.user.username));
        for name in ["email", "email_verified", "phone_number_verified", "picture", "updated_at"] {
            members.insert(name.to_owned(), known(name));
        }
    }
    if half == Half::Profile {
        let value = |attribute: &Attribute| person.user.attribute(&attribute.name).cloned().unwrap_or_default();
        let own: Map<String, Value> = readable(call).map(|one| (one.name.clone(), value(one))).collect();
        members.insert(ATTRIBUTES.to_owned(), Value::Object(own));
    }
    for (field, text) in person.sheet().into_iter().filter(|(field, _)| half.has(*field)) {
        let value = match field {
            Field::Links => json!(person.profile.links),
            _ if text.is_empty() => Value::Null,
            _ => json!(text),
        };
        members.insert(field.as_str().to_owned(), value);
    }
    let version = format!("\"{}\"", person.version(|field| half.has(field)));
    HttpResponse::Ok().insert_header((ETAG, version)).insert_header((CACHE_CONTROL, "no-store")).json(members)
}

pub async fn set_picture(mut call: Call) -> Result<HttpResponse, Problem> {
    if !["image/jpeg", "image/png", "image/webp"].contains(&call.media_type().as_str()) {
        return Err(Problem::new("unsupported_media_type"));
    }
    let state = call.state.clone();
    let _place = state.images.admit()?;
    let file = call.body(FILE_MAX).await?;
    let picture = state.images.square(file).await?;
    let (context, user) = (&call.context, &call.caller.user.id);
    avatar::set(context.database(), &call.origin(), (user, Some(&call.caller.client)), picture).await?;
    let user = users::find(context.database(), context.realm(), user).await?;
    let user = user.ok_or_else(|| Problem::new("not_found"))?;
    let address = claims::of_user(&user, context.issuer()).remove("picture");
    Ok(HttpResponse::Ok().insert_header((CACHE_CONTROL, "no-store")).json(json!({ "picture": address })))
}

pub async fn remove_picture(call: &Call) -> Result<HttpResponse, Problem> {
    let whose = (&call.caller.user.id, Some(&call.caller.client));
    if avatar::remove(call.context.database(), &call.origin(), whose).await? {
        Ok(super::nothing())
    } else {
        Err(Problem::new("not_found"))
    }
}
