//! The first page of the account area (pages §12): the security check-up first, then applications, recent activity and the
//! inbox, each in short.

use serde::Serialize;

use super::account::{Check, Moment};
use super::account_notices::{ActivityEvent, InboxNotice};

/// `/account`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OverviewBody {
    /// What is looked at, the weightiest first.
    pub checks: Vec<Check>,
    /// How many of it are weak.
    pub weak: usize,
    /// The applications used last.
    pub applications: Vec<UsedApplication>,
    /// What happened last.
    pub events: Vec<ActivityEvent>,
    /// What the person was told last.
    pub notices: Vec<InboxNotice>,
    /// Where there is more of each, and where the account can be locked.
    pub pages: OverviewPages,
    /// What the browser's passkey manager is told, as JSON.
    pub signal: Option<String>,
}

/// Where an overview leads.
#[derive(Clone, Debug, Default, Serialize)]
pub struct OverviewPages {
    /// All applications.
    pub applications: String,
    /// All that happened.
    pub activity: String,
    /// Everything the person was told.
    pub inbox: String,
    /// Where the account can be locked.
    pub lock: String,
}

/// An application with access.
#[derive(Clone, Debug, Serialize)]
pub struct UsedApplication {
    /// Its name.
    pub name: String,
    /// When it did anything last; where that is not known, since when it has access.
    pub at: Moment,
    /// Whether it did anything that is known of.
    pub is_used: bool,
}
