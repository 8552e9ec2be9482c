//! Table `profiles`.

use super::driver::{Database, Transaction, execute, fetch_optional, read_optional, row};
use super::error::StorageError;
use super::text::{from_json, json, known};
use crate::model::{Profile, RealmId, UserId};
use crate::preferences::{ColorScheme, DateFormat, NumberFormat};

row! {
    struct Row {
        user_id: String, bio: String, location: String, links: String, date_format: String, number_format: String,
        color_scheme: String,
    }
}

/// The columns of [`Row`], for every SELECT here.
macro_rules! select {
    ($rest:literal) => {
        concat!("SELECT user_id, bio, location, links, date_format, number_format, color_scheme FROM profiles ", $rest)
    };
}

impl Row {
    fn profile(self) -> Result<Profile, StorageError> {
        let id = &self.user_id;
        Ok(Profile {
            links: from_json(&self.links, "profiles", id)?,
            date_format: known(DateFormat::parse(&self.date_format), "profiles", id)?,
            number_format: known(NumberFormat::parse(&self.number_format), "profiles", id)?,
            color_scheme: known(ColorScheme::parse(&self.color_scheme), "profiles", id)?,
            bio: self.bio,
            location: self.location,
        })
    }
}

/// The profile of `user`, if anything was ever told.
pub async fn find(database: &Database, realm: &RealmId, user: &UserId) -> Result<Option<Profile>, StorageError> {
    read_optional!(database, Row, select!("WHERE user_id = $1 AND realm = $2"), user.as_str(), realm.as_str())?
        .map(Row::profile)
        .transpose()
}

/// The profile of `user`, as seen inside a transaction.
pub async fn find_in(tx: &mut Transaction, realm: &RealmId, user: &UserId) -> Result<Option<Profile>, StorageError> {
    fetch_optional!(tx, Row, select!("WHERE user_id = $1 AND realm = $2"), user.as_str(), realm.as_str())?
        .map(Row::profile)
        .transpose()
}

/// Writes the profile of a user whose row this transaction has locked.
pub async fn save(tx: &mut Transaction, realm: &RealmId, user: &UserId, profile: &Profile) -> Result<(), StorageError> {
    execute!(
        tx,
        "INSERT INTO profiles (realm, user_id, bio, location, links, date_format, number_format, color_scheme) \
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (user_id, realm) DO UPDATE SET bio = $3, location = $4, \
         links = $5, date_format = $6, number_format = $7, color_scheme = $8",
        realm.as_str(),
        user.as_str(),
        profile.bio.as_str(),
        profile.location.as_str(),
        json(&profile.links)?,
        profile.date_format.as_str(),
        profile.number_format.as_str(),
        profile.color_scheme.as_str()
    )?;
    Ok(())
}
