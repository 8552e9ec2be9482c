//! The archive itself: JSON for programs, a page to read, and the picture.

use std::io::{Cursor, Write};

use serde_json::{Map, Value};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipWriter};

use super::Error;
use super::gather::Held;
use crate::clock::Timestamp;
use crate::model::{AvatarType, Realm, User};
use crate::theme::{ArchiveFact, ArchiveRequest, ArchiveSection, ArchiveView, Locale, Themes};

/// The page of the archive.
pub fn page(
    themes: &Themes,
    realm: &Realm,
    (user, locale): (&User, &str),
    held: &Held,
    now: Timestamp,
) -> Result<String, Error> {
    let view = ArchiveView {
        name: user.display_name().to_owned(),
        made: now.into(),
        picture: picture_name(held).map(str::to_owned),
        sections: held.sections.iter().map(|(name, value)| section(name, value)).collect(),
    };
    let locale = Locale::parse(locale).unwrap_or_else(Locale::english);
    let request = ArchiveRequest {
        theme: realm.settings.theme.as_deref(),
        locale: &locale,
        realm: &realm.display_name,
        view: &view,
    };
    Ok(themes.archive(&request)?)
}

fn section(name: &'static str, value: &Value) -> ArchiveSection {
    let entries = match value {
        Value::Array(entries) => entries.iter().map(entry).collect(),
        Value::Object(members) if members.is_empty() => Vec::new(),
        other => vec![entry(other)],
    };
    ArchiveSection { name, entries }
}

fn entry(value: &Value) -> Vec<ArchiveFact> {
    let Value::Object(members) = value else { return Vec::new() };
    let fact = |(key, value): (&String, &Value)| ArchiveFact { key: key.clone(), value: told(value) };
    members.iter().filter(|(_, value)| !value.is_null()).map(fact).collect()
}

fn told(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What the picture is called in the archive.
fn picture_name(held: &Held) -> Option<&'static str> {
    held.picture.as_ref().map(|picture| match picture.content_type {
        AvatarType::Png => "picture.png",
        AvatarType::Jpeg => "picture.jpg",
    })
}

/// The bytes of the archive. Takes a while: not for a thread that answers requests.
pub fn pack(held: &Held, page: &str) -> Result<Vec<u8>, Error> {
    let sections = held.sections.iter().map(|(name, value)| ((*name).to_owned(), value.clone()));
    let data = Value::Object(sections.collect::<Map<String, Value>>());
    let data = serde_json::to_vec_pretty(&data).map_err(|error| Error::Archive(error.to_string()))?;
    let mut files = vec![("data.json", data.as_slice()), ("index.html", page.as_bytes())];
    if let (Some(name), Some(picture)) = (picture_name(held), &held.picture) {
        files.push((name, &picture.bytes));
    }
    let broken = |error: &dyn std::fmt::Display| Error::Archive(error.to_string());
    let options = SimpleFileOptions::default().compression_method(CompressionMethod::Deflated);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in files {
        writer.start_file(name, options).map_err(|error| broken(&error))?;
        writer.write_all(bytes).map_err(|error| broken(&error))?;
    }
    Ok(writer.finish().map_err(|error| broken(&error))?.into_inner())
}
