//! Promising mail.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use serde::{Deserialize, Serialize};
use tokio::sync::Notify;

use crate::audit::Origin;
use crate::keys::{KeyError, SubKeys};
use crate::model::{Mail, OutboxEntry, Recipient, mail_binding};
use crate::storage::{StorageError, Transaction, outbox};

/// Where acts leave the mails they promise. Clones share the bell that wakes the courier.
#[derive(Clone)]
pub struct Outbox {
    /// Seals what is kept; `None` where no mail is sent at all.
    sub_keys: Option<Arc<SubKeys>>,
    bell: Arc<Notify>,
}

/// What is sealed in an entry.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Content {
    pub to: Recipient,
    pub mail: Mail,
}

/// Why a mail could not be promised. The act it belongs to must not be committed then.
#[derive(Debug)]
pub enum Error {
    /// The database.
    Storage(StorageError),
    /// The content cannot be sealed.
    Keys(KeyError),
    /// The content cannot be written down.
    Content(String),
}

impl Outbox {
    /// One that keeps promises, sealed by `sub_keys`.
    pub fn new(sub_keys: Arc<SubKeys>) -> Self {
        Self { sub_keys: Some(sub_keys), bell: Arc::default() }
    }

    /// One where no mail is sent: whatever is promised is forgotten, and what needs mail should not be offered.
    pub fn off() -> Self {
        Self { sub_keys: None, bell: Arc::default() }
    }

    /// Whether mail is sent.
    pub const fn is_on(&self) -> bool {
        self.sub_keys.is_some()
    }

    /// Promises `mail` to `to` as part of `tx`: it is sent exactly if the act is committed. Locks no row but its own.
    pub async fn enqueue(
        &self,
        tx: &mut Transaction,
        origin: &Origin,
        to: &Recipient,
        mail: Mail,
    ) -> Result<(), Error> {
        let Some(sub_keys) = &self.sub_keys else { return Ok(()) };
        let (id, kind, lifetime) = (origin.random.id(), mail.kind().to_owned(), mail.lifetime());
        let user_id = to.user_id.clone();
        let content = serde_json::to_string(&Content { to: to.clone(), mail });
        let content = content.map_err(|error| Error::Content(error.to_string()))?;
        let entry = OutboxEntry {
            realm: origin.realm.clone(),
            sealed: Some(sub_keys.seal(&mail_binding(&origin.realm, &id), &content)?),
            kek_id: sub_keys.kek_id().to_owned(),
            id,
            kind,
            user_id,
            created_at: origin.now,
            due_at: origin.now,
            expires_at: origin.now + lifetime,
            attempts: 0,
        };
        outbox::insert(tx, &entry).await?;
        self.bell.notify_one();
        Ok(())
    }

    /// Waits until something was promised in this process, at most for `longest`; whether something was. The transaction
    /// that promised it may still be open.
    pub async fn woken(&self, longest: Duration) -> bool {
        tokio::time::timeout(longest, self.bell.notified()).await.is_ok()
    }
}

impl fmt::Debug for Outbox {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outbox").field("is_on", &self.is_on()).finish_non_exhaustive()
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Storage(error) => write!(f, "{error}"),
            Self::Keys(error) => write!(f, "{error}"),
            Self::Content(error) => f.write_str(error),
        }
    }
}

impl std::error::Error for Error {}

impl From<StorageError> for Error {
    fn from(error: StorageError) -> Self {
        Self::Storage(error)
    }
}

impl From<KeyError> for Error {
    fn from(error: KeyError) -> Self {
        Self::Keys(error)
    }
}
