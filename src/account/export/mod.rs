//! "Download my data" (product AC-15): an archive of everything that is held about a person, made in the background, kept
//! sealed, and handed to nobody else. See `docs/decisions/020-archives-are-kept-in-sealed-pieces.md`.

mod archive;
mod gather;

use std::fmt;
use std::time::Duration;

use crate::audit::{self, Actor, Event, EventName, Origin, Target};
use crate::keys::{KeyError, SubKeys};
use crate::mail::{self, Outbox};
use crate::model::{ClientId, Export, ExportState, Mail, Realm, RealmId, Recipient, User, UserId, export_binding};
use crate::secret::{base64url, from_base64url};
use crate::storage::exports::Part;
use crate::storage::{Database, StorageError, exports, users};
use crate::theme::{ThemeError, Themes};

/// For how long an archive can be downloaded (product AC-15).
pub const LIFETIME: Duration = Duration::from_hours(24);
/// How long after one was asked for another may be.
const PAUSE: Duration = Duration::from_hours(1);
/// How long the making of one may take before another instance begins anew.
const LEASE: Duration = Duration::from_mins(5);
/// How often its making is begun.
const ATTEMPTS: i64 = 3;
/// Bytes of an archive at most.
const SIZE_MAX: usize = 32 * 1024 * 1024;
/// Bytes of a sealed piece: few enough that a page of them fits into memory when keys are replaced.
const PIECE: usize = 48 * 1024;

/// What archives are made with.
#[derive(Clone, Copy, Debug)]
pub struct Workshop<'a> {
    /// Where everything stands.
    pub database: &'a Database,
    /// Seal the pieces.
    pub sub_keys: &'a SubKeys,
    /// Tells the person.
    pub outbox: &'a Outbox,
    /// Write the page.
    pub themes: &'a Themes,
}

/// Why an archive was not made or not found.
#[derive(Debug)]
pub enum Error {
    /// The database.
    Storage(StorageError),
    /// A piece cannot be sealed or opened.
    Keys(KeyError),
    /// The person cannot be told.
    Mail(mail::Error),
    /// The page cannot be written.
    Theme(ThemeError),
    /// The archive cannot be put together.
    Archive(String),
}

/// Asks for an archive of what is held about `user`, with a page in the language `locale`; `false` while one is being made, or
/// was asked for within the last hour.
pub async fn request(
    database: &Database,
    origin: &Origin,
    (user, through): (&UserId, Option<&ClientId>),
    locale: &str,
) -> Result<bool, StorageError> {
    let export = Export {
        realm: origin.realm.clone(),
        user_id: user.clone(),
        id: origin.random.id(),
        state: ExportState::Wanted,
        locale: locale.to_owned(),
        attempts: 0,
        due_at: origin.now,
        size: 0,
        requested_at: origin.now,
        expires_at: origin.now + LIFETIME,
    };
    let mut tx = database.begin().await?;
    users::hold(&mut tx, &origin.realm, user).await?;
    if users::find_in(&mut tx, &origin.realm, user).await?.is_none() {
        return Ok(false);
    }
    exports::delete_parts_unless_wanted(&mut tx, &export, origin.now - PAUSE).await?;
    if !exports::request(&mut tx, &export, origin.now - PAUSE).await? {
        return Ok(false);
    }
    record(&mut tx, origin, (user, through), "requested").await?;
    tx.commit().await?;
    Ok(true)
}

async fn record(
    tx: &mut crate::storage::Transaction,
    origin: &Origin,
    (user, through): (&UserId, Option<&ClientId>),
    stage: &str,
) -> Result<(), StorageError> {
    let event = Event::success(EventName::UserExported, Actor::User(user), Target::User(user)).detail("stage", stage);
    audit::record(tx, origin, &through.iter().fold(event, |event, client| event.through(client))).await
}

/// Whether another archive may be asked for now that there is `found`.
pub fn may_request(found: Option<&Export>, now: crate::clock::Timestamp) -> bool {
    found.is_none_or(|export| match export.state {
        ExportState::Failed => true,
        ExportState::Ready => now.since(export.requested_at) >= PAUSE || now >= export.expires_at,
        ExportState::Wanted => now >= export.expires_at,
    })
}

/// Makes the archive `export` of `realm`, if nobody else does; whether it was this call that settled it.
pub async fn make(workshop: Workshop<'_>, origin: &Origin, realm: &Realm, export: &Export) -> Result<bool, Error> {
    let mut tx = workshop.database.begin().await?;
    if !exports::claim(&mut tx, export, origin.now + LEASE).await? {
        return Ok(false);
    }
    tx.commit().await?;
    let claimed = Export { attempts: export.attempts + 1, ..export.clone() };
    match put_together(workshop, origin, realm, &claimed).await {
        Ok(Some((user, bytes))) => keep(workshop, origin, (&claimed, &user), &bytes).await,
        Ok(None) => Ok(false),
        // It is tried again when the lease ends, unless that was often enough.
        Err(error) if claimed.attempts < ATTEMPTS => Err(error),
        Err(error) => {
            let mut tx = workshop.database.begin().await?;
            exports::settle(&mut tx, &claimed, (ExportState::Failed, 0), origin.now + LIFETIME).await?;
            tx.commit().await?;
            Err(error)
        }
    }
}

/// The archive, or nothing when the user has gone.
async fn put_together(
    workshop: Workshop<'_>,
    origin: &Origin,
    realm: &Realm,
    export: &Export,
) -> Result<Option<(User, Vec<u8>)>, Error> {
    let Some(user) = users::find(workshop.database, &export.realm, &export.user_id).await? else { return Ok(None) };
    let held = gather::everything(workshop.database, &user).await?;
    let page = archive::page(workshop.themes, realm, (&user, &export.locale), &held, origin.now)?;
    let bytes = tokio::task::spawn_blocking(move || archive::pack(&held, &page)).await;
    let bytes = bytes.map_err(|error| Error::Archive(error.to_string()))??;
    if bytes.len() > SIZE_MAX {
        return Err(Error::Archive(format!("{} bytes are too many", bytes.len())));
    }
    Ok(Some((user, bytes)))
}

/// Stores the archive in sealed pieces and tells the person, in one transaction.
async fn keep(
    workshop: Workshop<'_>,
    origin: &Origin,
    (export, user): (&Export, &User),
    bytes: &[u8],
) -> Result<bool, Error> {
    let sub_keys = workshop.sub_keys;
    let mut parts = Vec::new();
    for (number, piece) in bytes.chunks(PIECE).enumerate() {
        let part = format!("{number:05}");
        let binding = export_binding(&export.realm, &export.id, &part);
        parts.push(Part { sealed: sub_keys.seal(&binding, &base64url(piece))?, part });
    }
    let size = i64::try_from(bytes.len()).unwrap_or(i64::MAX);
    let mut tx = workshop.database.begin().await?;
    users::hold(&mut tx, &export.realm, &user.id).await?;
    if !exports::settle(&mut tx, export, (ExportState::Ready, size), origin.now + LIFETIME).await? {
        return Ok(false);
    }
    for part in &parts {
        exports::insert_part(&mut tx, export, part, (sub_keys.kek_id(), origin.now)).await?;
    }
    if let Some(to) = Recipient::of(user) {
        workshop.outbox.enqueue(&mut tx, origin, &to, Mail::ExportReady).await?;
    }
    tx.commit().await?;
    Ok(true)
}

/// The bytes of the archive of `user`, if there is one that can be downloaded.
pub async fn take(
    (database, sub_keys): (&Database, &SubKeys),
    origin: &Origin,
    (user, through): (&UserId, Option<&ClientId>),
) -> Result<Option<Vec<u8>>, Error> {
    let found = exports::find(database, &origin.realm, user).await?;
    let Some(export) = found.filter(|export| export.is_ready(origin.now)) else { return Ok(None) };
    let bytes = read(database, sub_keys, &export).await?;
    // It may have been replaced, or removed with its owner, while it was read.
    if i64::try_from(bytes.len()).is_ok_and(|size| size != export.size) {
        return Ok(None);
    }
    let mut tx = database.begin().await?;
    record(&mut tx, origin, (user, through), "downloaded").await?;
    tx.commit().await?;
    Ok(Some(bytes))
}

async fn read(database: &Database, sub_keys: &SubKeys, export: &Export) -> Result<Vec<u8>, Error> {
    let (realm, id): (&RealmId, &str) = (&export.realm, &export.id);
    let (mut bytes, mut after) = (Vec::new(), String::new());
    while let Some(Part { part, sealed }) = exports::next_part(database, realm, (id, &after)).await? {
        let clear = sub_keys.open(&export_binding(realm, id, &part), &sealed)?;
        let piece = from_base64url(clear.expose());
        bytes.extend(piece.ok_or_else(|| Error::Archive(format!("piece {part} cannot be read")))?);
        after = part;
    }
    Ok(bytes)
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Storage(error) => write!(f, "{error}"),
            Self::Keys(error) => write!(f, "{error}"),
            Self::Mail(error) => write!(f, "{error}"),
            Self::Theme(error) => write!(f, "{error}"),
            Self::Archive(problem) => write!(f, "the archive cannot be made: {problem}"),
        }
    }
}

impl std::error::Error for Error {}

macro_rules! from {
    ($($source:ty => $variant:ident;)*) => {
        $(impl From<$source> for Error {
            fn from(error: $source) -> Self {
                Self::$variant(error)
            }
        })*
    };
}

from! {
    StorageError => Storage;
    KeyError => Keys;
    mail::Error => Mail;
    ThemeError => Theme;
}
