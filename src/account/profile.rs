//! A profile as one sheet of texts, and changing it: all of it or nothing, with every fault named.

use serde_json::{Map, Value, json};

use crate::audit::{self, Actor, Event, EventName, Origin, Target};
pub use crate::model::Sheet;
use crate::model::{
    ATTRIBUTES, Attribute, AttributeFault, ClientId, Fault, FaultKind, Field, Profile, RealmId, User, UserId,
};
use crate::preferences::{ColorScheme, DateFormat, NumberFormat};
use crate::secret::{base64url, sha256};
use crate::storage::{Database, StorageError, profiles, users};

/// A person with their profile.
#[derive(Clone, Debug)]
pub struct Person {
    /// The account and its claims.
    pub user: User,
    /// What is no claim.
    pub profile: Profile,
}

impl Person {
    /// Every field.
    pub fn sheet(&self) -> Sheet {
        Field::ALL.iter().map(|field| (*field, self.value(*field))).collect()
    }

    /// A claim of the person's own.
    pub fn claim(&self, field: Field) -> Option<&str> {
        Some(field.claim(&self.user.claims)).filter(|text| !text.is_empty())
    }

    fn value(&self, field: Field) -> String {
        match field {
            Field::Bio => self.profile.bio.clone(),
            Field::Location => self.profile.location.clone(),
            Field::Links => self.profile.links.join("\n"),
            Field::DateFormat => self.profile.date_format.as_str().to_owned(),
            Field::NumberFormat => self.profile.number_format.as_str().to_owned(),
            Field::ColorScheme => self.profile.color_scheme.as_str().to_owned(),
            claim => self.claim(claim).unwrap_or_default().to_owned(),
        }
    }

    fn set(&mut self, field: Field, value: String) {
        let profile = &mut self.profile;
        match field {
            Field::Bio => profile.bio = value,
            Field::Location => profile.location = value,
            Field::Links => profile.links = value.lines().map(str::to_owned).collect(),
            Field::DateFormat => profile.date_format = DateFormat::parse(&value).unwrap_or(DateFormat::Language),
            Field::NumberFormat => {
                profile.number_format = NumberFormat::parse(&value).unwrap_or(NumberFormat::Language);
            }
            Field::ColorScheme => profile.color_scheme = ColorScheme::parse(&value).unwrap_or(ColorScheme::System),
            claim => claim.set_claim(&mut self.user.claims, &value),
        }
    }

    /// Names this state of the fields for which `wanted` holds: it changes whenever one of them does.
    pub fn version(&self, wanted: impl Fn(Field) -> bool) -> String {
        let state: Vec<(&str, String)> = Field::ALL
            .iter()
            .filter(|field| wanted(**field))
            .map(|field| (field.as_str(), self.value(*field)))
            .collect();
        // Attributes belong to who the person is; where there are none, names stay as they were.
        let own = self.user.claims.get(ATTRIBUTES).filter(|_| wanted(Field::Name));
        let state = match own {
            Some(own) => json!([self.user.id, state, own]),
            None => json!([self.user.id, state]),
        };
        let digest = base64url(&sha256(state.to_string().as_bytes()));
        digest.get(..22).unwrap_or_default().to_owned()
    }
}

/// What somebody wants to become different in their own profile.
#[derive(Clone, Copy, Debug)]
pub struct Change<'a> {
    /// Whose.
    pub user: &'a UserId,
    /// What was typed; a field that is absent stays.
    pub typed: &'a Sheet,
    /// The same of the realm's own attributes.
    pub own: OwnAttributes<'a>,
    /// The languages there are.
    pub locales: &'a [String],
    /// The versions (of [`Person::version`]) on one of which the change builds; none for any. The same fields count as are
    /// typed: preferences or the rest.
    pub expected: Option<&'a [String]>,
    /// The application that asks.
    pub through: Option<&'a ClientId>,
}

/// What was sent of a realm's own attributes.
#[derive(Clone, Copy, Debug)]
pub struct OwnAttributes<'a> {
    /// Those of the realm.
    pub schema: &'a [Attribute],
    /// By name, as typed or as JSON; one that is absent stays.
    pub sent: &'a Map<String, Value>,
}

impl OwnAttributes<'_> {
    /// Puts into `user` what was sent and differs; the names of it.
    fn apply(self, user: &mut User) -> Result<Vec<String>, Vec<AttributeFault>> {
        let (mut changed, mut faults) = (Vec::new(), Vec::new());
        // Nobody learns here of an attribute that is not theirs to read.
        let known = |name: &str| self.schema.iter().find(|one| one.name == name && one.is_readable());
        for (name, sent) in self.sent {
            let Some(attribute) = known(name) else { continue };
            let kept = user.attribute(name);
            // What was there before these rules is not held against whoever changes something else.
            let is_same = sent.as_str().is_some_and(|text| text == Attribute::text(kept)) || Some(sent) == kept;
            match attribute.read(sent) {
                _ if is_same => {}
                _ if !attribute.is_writable() => {
                    faults.push(AttributeFault { name: name.clone(), kind: FaultKind::ReadOnly });
                }
                Ok(value) if value == kept.cloned().unwrap_or_default() => {}
                Ok(value) => {
                    user.set_attribute(name, value);
                    changed.push(format!("attribute:{name}"));
                }
                Err(kind) => faults.push(AttributeFault { name: name.clone(), kind }),
            }
        }
        if faults.is_empty() { Ok(changed) } else { Err(faults) }
    }
}

/// What became of a change.
#[derive(Clone, Debug)]
pub enum Saved {
    /// It is done.
    Done(Box<Person>),
    /// Nothing was changed, for these reasons.
    Faulty(Vec<Fault>, Vec<AttributeFault>),
    /// Somebody changed it meanwhile.
    Collision,
    /// There is no such person.
    Gone,
}

/// The person `user`.
pub async fn find(database: &Database, realm: &RealmId, user: User) -> Result<Person, StorageError> {
    let profile = profiles::find(database, realm, &user.id).await?.unwrap_or_default();
    Ok(Person { user, profile })
}

/// Changes a profile.
pub async fn save(database: &Database, origin: &Origin, change: Change<'_>) -> Result<Saved, StorageError> {
    let mut tx = database.begin().await?;
    let Some(user) = users::find_locked(&mut tx, &origin.realm, change.user).await? else { return Ok(Saved::Gone) };
    let profile = profiles::find_in(&mut tx, &origin.realm, change.user).await?.unwrap_or_default();
    let mut person = Person { user, profile };
    let has_own = !change.own.sent.is_empty();
    if let Some(expected) = change.expected.filter(|_| has_own || !change.typed.is_empty()) {
        let is_typed = |field: Field| {
            let is_preference = field.is_preference();
            has_own && !is_preference || change.typed.keys().any(|key| key.is_preference() == is_preference)
        };
        if !expected.contains(&person.version(is_typed)) {
            return Ok(Saved::Collision);
        }
    }
    let (mut changed, mut faults) = (Vec::new(), Vec::new());
    for (&field, typed) in change.typed {
        // What was there before these rules is not held against whoever changes something else.
        if *typed == person.value(field) {
            continue;
        }
        match field.read(typed, change.locales, origin.now) {
            Ok(value) if value == person.value(field) => {}
            Ok(value) => {
                person.set(field, value);
                changed.push(field.as_str().to_owned());
            }
            Err(kind) => faults.push(Fault { field, kind }),
        }
    }
    let own = change.own.apply(&mut person.user);
    if let (false, _) | (_, Err(_)) = (faults.is_empty(), &own) {
        return Ok(Saved::Faulty(faults, own.err().unwrap_or_default()));
    }
    changed.extend(own.unwrap_or_default());
    if !changed.is_empty() {
        person.user.updated_at = origin.now;
        users::update(&mut tx, &person.user).await?;
        profiles::save(&mut tx, &origin.realm, change.user, &person.profile).await?;
        audit::record(&mut tx, origin, &event(&change, &changed)).await?;
    }
    tx.commit().await?;
    Ok(Saved::Done(Box::new(person)))
}

/// Names of what changed, never the values.
fn event<'a>(change: &Change<'a>, changed: &[String]) -> Event<'a> {
    let event = Event::success(EventName::UserUpdated, Actor::User(change.user), Target::User(change.user))
        .detail("changed", changed.join(" "));
    match change.through {
        Some(client) => event.through(client),
        None => event,
    }
}
