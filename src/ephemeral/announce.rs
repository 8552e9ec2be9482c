//! Words between instances: hints to look again, never the truth itself.

use tokio::sync::broadcast;

/// Announcements that a slow listener may fall behind by.
pub(super) const BACKLOG: usize = 1024;

/// What a listener hears.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Announcement {
    /// Something was announced.
    Said {
        /// On which subject.
        topic: String,
        /// What.
        payload: String,
    },
    /// Announcements may have been missed: look at everything again.
    Missed,
}

/// Hears announcements of this and all other instances, from its making on.
#[derive(Debug)]
pub struct Listener(pub(super) broadcast::Receiver<Announcement>);

impl Listener {
    /// The next announcement; `None` when the store is gone.
    pub async fn next(&mut self) -> Option<Announcement> {
        match self.0.recv().await {
            Ok(announcement) => Some(announcement),
            Err(broadcast::error::RecvError::Lagged(_)) => Some(Announcement::Missed),
            Err(broadcast::error::RecvError::Closed) => None,
        }
    }
}
