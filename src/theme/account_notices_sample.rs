//! Sample data of the pages of what people are told.

use super::account::{AccountBody, Check};
use super::account_notices::{
    ActivityBody, ActivityEvent, InboxBody, InboxNotice, LockBody, NotificationRow, NotificationsBody,
};
use super::account_overview::{OverviewBody, OverviewPages, UsedApplication};
use super::account_sample::{LONG, moment};
use super::mail::NOTICES;

const RISK: [&str; 3] = ["new-device", "velocity", "breached-password"];
const EVENTS: [&str; 35] = [
    "login-succeeded",
    "login-failed",
    "session-ended",
    "user-locked",
    "user-unlocked",
    "user-updated",
    "email-verified",
    "email-change-requested",
    "email-changed",
    "email-restored",
    "terms-accepted",
    "password-changed",
    "password-reset-requested",
    "password-reset",
    "recovery-used",
    "recovery-link-issued",
    "factor-enabled",
    "factor-disabled",
    "factor-verified",
    "factor-failed",
    "backup-code-used",
    "device-trusted",
    "device-distrusted",
    "consent-given",
    "consent-revoked",
    "token-reuse-detected",
    "user-deletion-requested",
    "user-restored",
    "user-exported",
    "role-granted",
    "role-withdrawn",
    "group-member-added",
    "group-member-removed",
    "identity-linked",
    "identity-unlinked",
];

/// Every body in every state.
pub fn bodies() -> Vec<(&'static str, AccountBody)> {
    let mut bodies = overviews();
    bodies.extend([
        ("activity", AccountBody::Activity(Box::new(activity(EVENTS.to_vec())))),
        ("activity/none", AccountBody::Activity(Box::new(searched()))),
        ("inbox", AccountBody::Inbox(Box::new(inbox(NOTICES)))),
        ("inbox/none", AccountBody::Inbox(Box::new(inbox(&[])))),
        ("notifications", AccountBody::Notifications(Box::new(notifications(false)))),
        ("notifications/faulty", AccountBody::Notifications(Box::new(notifications(true)))),
        ("lock", AccountBody::Lock(lock(true))),
        ("lock/impossible", AccountBody::Lock(lock(false))),
    ]);
    bodies
}

/// The first page of the area: with much to see to, with other things, with nothing, and of an account that is new.
fn overviews() -> Vec<(&'static str, AccountBody)> {
    let check = |name, good, count| Check { name, good, count, page: "#".to_owned() };
    let good = vec![
        check("email", true, 0),
        check("second-factor", true, 2),
        check("passkeys", true, 2),
        check("backup-codes", true, 8),
        check("sessions", true, 3),
    ];
    let open = vec![
        check("inbox", false, 3),
        check("password-breached", false, 0),
        check("email-unproven", false, 0),
        check("second-factor", false, 0),
        check("passkeys", false, 0),
        check("idle-sessions", false, 1),
        check("unused-applications", false, 2),
        check("email", true, 0),
    ];
    let other = ["password-due", "email-missing", "second-passkey", "backup-codes"];
    let other = other.map(|name| check(name, false, 1)).to_vec();
    vec![
        ("overview", overview(open, true)),
        ("overview/other", overview(other, true)),
        ("overview/good", overview(good, true)),
        ("overview/new", overview(Vec::new(), false)),
    ]
}

/// The first page of the area, with these checks.
fn overview(checks: Vec<Check>, is_used: bool) -> AccountBody {
    let names = ["login-succeeded", "consent-given", "factor-enabled", "login-failed", "password-changed"];
    let application =
        |(at, name): (usize, &str)| UsedApplication { name: name.to_owned(), at: moment(), is_used: at != 1 };
    let applications = ["Timesheets", LONG, "Wiki"].into_iter().enumerate().map(application).collect();
    let to = || "#".to_owned();
    let full = OverviewBody {
        weak: checks.iter().filter(|check| !check.good).count(),
        checks,
        applications,
        events: activity(names.to_vec()).events,
        notices: inbox(NOTICES).entries.into_iter().take(3).collect(),
        pages: OverviewPages { applications: to(), activity: to(), inbox: to(), lock: to() },
        signal: None,
    };
    AccountBody::Overview(Box::new(if is_used {
        full
    } else {
        OverviewBody { applications: Vec::new(), events: Vec::new(), notices: Vec::new(), ..full }
    }))
}

fn activity(names: Vec<&str>) -> ActivityBody {
    let event = |name: &str| ActivityEvent {
        name: name.to_owned(),
        success: true,
        at: moment(),
        source: "2001:db8::1".to_owned(),
        near: name.starts_with("login").then(|| "Hamburg, Germany".to_owned()),
        risk: if name.starts_with("login") { RISK.map(str::to_owned).to_vec() } else { Vec::new() },
        application: if name.starts_with("consent") { LONG.to_owned() } else { String::new() },
        may_be_a_strangers: !name.contains("failed"),
    };
    ActivityBody {
        kinds: vec!["sign-in", "security", "profile", "applications"],
        events: names.into_iter().map(event).collect(),
        older: Some("#".to_owned()),
        all: "#".to_owned(),
        lock: "#".to_owned(),
        ..ActivityBody::default()
    }
}

fn searched() -> ActivityBody {
    let (words, from) = (LONG.to_owned(), "2026-02-30".to_owned());
    ActivityBody { kind: "security", words, from, fault: Some("from"), is_search: true, ..activity(Vec::new()) }
}

fn inbox(kinds: &[&'static str]) -> InboxBody {
    let notice = |(at, kind): (usize, &&'static str)| InboxNotice {
        id: format!("i{at}"),
        kind,
        about: if at == 0 { LONG.to_owned() } else { "Firefox · Linux".to_owned() },
        source: "192.0.2.7".to_owned(),
        near: (at != 1).then(|| "Hamburg, Germany".to_owned()),
        at: moment(),
        is_unread: at < 3,
        may_be_a_strangers: at != 1,
    };
    InboxBody {
        entries: kinds.iter().enumerate().map(notice).collect(),
        unread: if kinds.is_empty() { 0 } else { 3 },
        older: (!kinds.is_empty()).then(|| "#".to_owned()),
        newer: None,
        settings: "#".to_owned(),
        lock: "#".to_owned(),
    }
}

fn notifications(is_faulty: bool) -> NotificationsBody {
    let row = |(at, name): (usize, &&'static str)| NotificationRow {
        name,
        mail: at != 1,
        always_by_mail: at % 3 == 0,
        inbox: !is_faulty,
        fault: (is_faulty && at == 1).then_some("one-must-stay"),
    };
    NotificationsBody {
        address: (!is_faulty).then(|| "ada@example.com".to_owned()),
        rows: NOTICES.iter().enumerate().map(row).collect(),
        is_faulty,
    }
}

fn lock(possible: bool) -> LockBody {
    let to = || "#".to_owned();
    LockBody { possible, back: to(), password: to(), sessions: to() }
}
