//! The pages of what people are told: inbox, choice of channels, activity, and the way to lock the account (pages §12).

use serde::Serialize;

use super::account::Moment;

/// `/account/inbox`. Posts `csrf` with `read={id}` or with `action=read-all` and `newest`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct InboxBody {
    /// The newest first.
    pub entries: Vec<InboxNotice>,
    /// How many of all are not read.
    pub unread: usize,
    /// Where what is older stands.
    pub older: Option<String>,
    /// Where the newest stand, on a page of older ones.
    pub newer: Option<String>,
    /// Where the channels are chosen.
    pub settings: String,
    /// Where "This was not me" leads.
    pub lock: String,
}

/// One thing the person was told. Its words are those of the mail of the same name.
#[derive(Clone, Debug, Serialize)]
pub struct InboxNotice {
    /// What its form sends.
    pub id: String,
    /// Its name in words.
    pub kind: &'static str,
    /// Whom or what it concerns; empty for nothing.
    pub about: String,
    /// The address it came from; empty when that says nothing.
    pub source: String,
    /// Near which place that is, where it is known.
    pub near: Option<String>,
    /// When.
    pub at: Moment,
    /// Whether it was not read yet.
    pub is_unread: bool,
    /// Whether "This was not me" stands beside it.
    pub may_be_a_strangers: bool,
}

/// `/account/notifications`. Posts `csrf`, and `mail` and `inbox` with the name of each notice that is ticked.
#[derive(Clone, Debug, Default, Serialize)]
pub struct NotificationsBody {
    /// The address that mail goes to; none where no mail reaches the person.
    pub address: Option<String>,
    /// Every notice there is.
    pub rows: Vec<NotificationRow>,
    /// Whether something in them is refused.
    pub is_faulty: bool,
}

/// The channels of a notice.
#[derive(Clone, Debug, Serialize)]
pub struct NotificationRow {
    /// Its name; its words are `notice-of-{name}`.
    pub name: &'static str,
    /// Whether it is told by mail.
    pub mail: bool,
    /// Whether that cannot be turned off.
    pub always_by_mail: bool,
    /// Whether it is told in the inbox.
    pub inbox: bool,
    /// What is wrong with the choice, as a key of words.
    pub fault: Option<&'static str>,
}

/// `/account/activity`. Gets `kind`, `words`, `from` and `until`.
#[derive(Clone, Debug, Default, Serialize)]
pub struct ActivityBody {
    /// What can be looked for.
    pub kinds: Vec<&'static str>,
    /// What is looked for, out of those; empty for everything.
    pub kind: &'static str,
    /// The words looked for.
    pub words: String,
    /// The first day looked at.
    pub from: String,
    /// The last day looked at.
    pub until: String,
    /// Whether a day is none, as the name of its field.
    pub fault: Option<&'static str>,
    /// Whether anything is looked for.
    pub is_search: bool,
    /// The latest first.
    pub events: Vec<ActivityEvent>,
    /// Where what is older stands.
    pub older: Option<String>,
    /// The page without a search.
    pub all: String,
    /// Where "This was not me" leads.
    pub lock: String,
}

/// Something that happened.
#[derive(Clone, Debug, Serialize)]
pub struct ActivityEvent {
    /// Its name, with dashes; names words where there are some.
    pub name: String,
    /// Whether it succeeded.
    pub success: bool,
    /// When.
    pub at: Moment,
    /// From where.
    pub source: String,
    /// Near which place that is, where it is known.
    pub near: Option<String>,
    /// What spoke against it, as names of words.
    pub risk: Vec<String>,
    /// Through which application; empty for none.
    pub application: String,
    /// Whether "This was not me" stands beside it.
    pub may_be_a_strangers: bool,
}

/// `/account/lock`. Posts `csrf` and the pressed button.
#[derive(Clone, Debug, Default, Serialize)]
pub struct LockBody {
    /// Whether the person could recover the account afterwards.
    pub possible: bool,
    /// Where to go instead.
    pub back: String,
    /// Where a new password is chosen.
    pub password: String,
    /// Where other sessions are ended.
    pub sessions: String,
}
