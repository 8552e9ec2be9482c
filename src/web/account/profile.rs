//! `/account/profile`: who the person is, and how they like pages.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use serde_json::{Map, Value};

use super::attributes;
use super::room::Room;
use crate::account::{self, AttributeFault, Change, Fault, Field, OwnAttributes, Person, Saved, Sheet};
use crate::imaging::Refusal;
use crate::model::User;
use crate::preferences::{ColorScheme, DateFormat, NumberFormat, Zone};
use crate::theme::{AccountBody, ChoiceField, ChoiceOption, FieldFault, Notice, TextField, TextInput, language_name};
use crate::web::cookie::Jar;
use crate::web::form::PageForm;
use crate::web::page::{Answer, Failure, Handled, Reply, respond};
use crate::web::visitor::Visitor;

/// `GET /account/profile`
pub async fn show(visitor: Visitor) -> HttpResponse {
    respond(&visitor, page(&visitor).await)
}

/// `POST /account/profile`
pub async fn send(mut visitor: Visitor, form: PageForm) -> HttpResponse {
    let handled = change(&mut visitor, &form).await;
    respond(&visitor, handled)
}

async fn page(visitor: &Visitor) -> Handled {
    let room = match Room::open(visitor, "profile").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    Ok(shown(visitor, &room, None).await?.into())
}

/// The page as it is stored, and what is wrong with a picture sent.
pub async fn shown(visitor: &Visitor, room: &Room, refusal: Option<Refusal>) -> Result<Reply, Failure> {
    let person = person(visitor, room).await?;
    let shown = Shown { sheet: person.sheet(), ..Shown::default() };
    let mut page = body(visitor, &person.user, &shown);
    if let AccountBody::Profile { picture_fault, .. } = &mut page {
        *picture_fault = refusal.map(Refusal::as_str);
    }
    Ok(room.reply(visitor, page))
}

/// What the page shows.
#[derive(Default)]
struct Shown {
    sheet: Sheet,
    own: Map<String, Value>,
    faults: (Vec<Fault>, Vec<AttributeFault>),
}

async fn change(visitor: &mut Visitor, form: &PageForm) -> Handled {
    form.check_origin(&visitor.context)?;
    let room = match Room::open(visitor, "profile").await? {
        Ok(room) => room,
        Err(elsewhere) => return Ok(elsewhere),
    };
    let person = person(visitor, &room).await?;
    // What was typed stays, whatever becomes of it (pages G-5).
    let typed: Sheet = Field::ALL
        .iter()
        .filter(|field| form.has(field.as_str()))
        .map(|field| (*field, form.get(field.as_str()).unwrap_or_default().replace("\r\n", "\n")))
        .collect();
    let own = attributes::typed(visitor, form);
    let sheet: Sheet = person.sheet().into_iter().chain(typed.clone()).collect();
    let shown = Shown { sheet, own: own.clone(), ..Shown::default() };
    let user = &person.user;
    if !room.is_genuine(visitor, form)? {
        let stale = room.reply(visitor, body(visitor, user, &shown));
        return Ok(Reply { status: StatusCode::FORBIDDEN, ..stale }.into());
    }
    if let Some(tag) = form.get("language") {
        let cookies = visitor.choose_language("", tag).into_iter().collect();
        return Ok(Reply { cookies, ..room.reply(visitor, body(visitor, user, &shown)) }.into());
    }
    let locales = locales(visitor);
    let own = OwnAttributes { schema: &visitor.context.state.realm.settings.attributes, sent: &own };
    let change = Change { user: &user.id, typed: &typed, own, locales: &locales, expected: None, through: None };
    match account::save(visitor.context.database(), &visitor.origin(), change).await? {
        Saved::Done(saved) => Ok(done(visitor, &room, &person, &saved)),
        Saved::Faulty(faults, own) => {
            let shown = Shown { faults: (faults, own), ..shown };
            Ok(room.refuse(visitor, body(visitor, user, &shown)).into())
        }
        Saved::Collision | Saved::Gone => Ok(Answer::Go(visitor.path("/account/profile"), Vec::new())),
    }
}

/// A language chosen for good counts from now on, whatever the switcher of this browser was set to before.
fn done(visitor: &Visitor, room: &Room, before: &Person, saved: &Person) -> Answer {
    let has_language = saved.claim(Field::Locale) != before.claim(Field::Locale);
    match room.done(visitor, Notice::ProfileChanged) {
        Answer::Go(path, mut cookies) => {
            cookies.extend(has_language.then(|| Jar::Language.forget(&visitor.context)));
            Answer::Go(path, cookies)
        }
        page @ Answer::Page(_) => page,
    }
}

async fn person(visitor: &Visitor, room: &Room) -> Result<Person, Failure> {
    match visitor.person() {
        Some(person) => Ok(person.clone()),
        None => Ok(account::find(visitor.context.database(), visitor.context.realm(), room.visit.user.clone()).await?),
    }
}

/// The languages of the pages.
pub fn locales(visitor: &Visitor) -> Vec<String> {
    visitor.state.themes.locales().iter().map(ToString::to_string).collect()
}

fn body(visitor: &Visitor, user: &User, shown: &Shown) -> AccountBody {
    let Shown { sheet, own, faults: (faults, own_faults) } = shown;
    let (chosen, texts): (Vec<Field>, Vec<Field>) = Field::ALL.iter().copied().partition(|field| field.is_preference());
    let value = |field: Field| sheet.get(&field).cloned().unwrap_or_default();
    let fault = |field: Field| {
        let found = faults.iter().find(|fault| fault.field == field)?;
        Some(FieldFault { kind: found.kind.as_str(), count: found.kind.count() })
    };
    let text = |field: Field| TextField {
        name: field.as_str(),
        value: value(field),
        max: field.max_length(),
        input: kind_of_input(field),
        autocomplete: token_of_autofill(field),
        fault: fault(field),
    };
    let choice = |field: Field| ChoiceField {
        name: field.as_str(),
        value: value(field),
        options: choices(visitor, field, &value(field)),
        fault: fault(field),
    };
    AccountBody::Profile {
        texts: texts.into_iter().map(text).collect(),
        choices: chosen.into_iter().map(choice).collect(),
        attributes: attributes::inputs(visitor, user, (own, own_faults)),
        picture_action: visitor.path("/account/avatar"),
        picture_fault: None,
    }
}

/// How a field is typed.
pub const fn kind_of_input(field: Field) -> TextInput {
    match field {
        Field::Bio | Field::Links => TextInput::Lines,
        Field::Website | Field::ProfilePage | Field::Birthdate => TextInput::Latin,
        Field::PhoneNumber => TextInput::Phone,
        _ => TextInput::Line,
    }
}

/// The token of HTML Living Standard, "Autofill".
pub const fn token_of_autofill(field: Field) -> &'static str {
    match field {
        Field::Name => "name",
        Field::GivenName => "given-name",
        Field::FamilyName => "family-name",
        Field::Nickname => "nickname",
        Field::Website => "url",
        Field::Birthdate => "bday",
        Field::PhoneNumber => "tel",
        _ => "",
    }
}

/// What there is to choose in a field, `value` included.
pub fn choices(visitor: &Visitor, field: Field, value: &str) -> Vec<ChoiceOption> {
    let option = |value: &str, label: &str| ChoiceOption {
        value: value.to_owned(),
        label: label.to_owned(),
        lang: String::new(),
    };
    let mut options = match field {
        Field::Locale => languages(visitor),
        Field::Zoneinfo => {
            std::iter::once(String::new()).chain(Zone::names()).map(|name| option(&name, &name)).collect()
        }
        Field::DateFormat => {
            let now = Zone::utc().at(visitor.context.now);
            let language = visitor.locale("", &[]);
            let example = |format: DateFormat| {
                let example = format.write_unzoned(&now, language.as_str());
                option(format.as_str(), if format == DateFormat::Language { "" } else { &example })
            };
            DateFormat::ALL.iter().copied().map(example).collect()
        }
        Field::NumberFormat => {
            NumberFormat::ALL.iter().map(|format| option(format.as_str(), number(*format))).collect()
        }
        _ => ColorScheme::ALL.iter().map(|scheme| option(scheme.as_str(), "")).collect(),
    };
    // A value from elsewhere is not lost by saving something else.
    if !options.iter().any(|option| option.value == value) {
        options.push(option(value, value));
    }
    options
}

fn languages(visitor: &Visitor) -> Vec<ChoiceOption> {
    let named = |tag: String| ChoiceOption { label: language_name(&tag).to_owned(), lang: tag.clone(), value: tag };
    let none = ChoiceOption { value: String::new(), label: String::new(), lang: String::new() };
    std::iter::once(none).chain(locales(visitor).into_iter().map(named)).collect()
}

const fn number(format: NumberFormat) -> &'static str {
    match format {
        NumberFormat::Language => "",
        NumberFormat::CommaPoint => "1,234.5",
        NumberFormat::PointComma => "1.234,5",
        NumberFormat::SpaceComma => "1\u{202f}234,5",
    }
}
