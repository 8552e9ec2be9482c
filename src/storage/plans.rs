//! How SQLite finds what statements over growing tables ask for. It has no statistics in a young database, and then an index
//! that it could use is not always one that it does.

use super::fixtures::database;
use super::{audit_events, maintenance};

/// A trail grows with the realm; what somebody reads of it must cost what concerns them.
#[tokio::test]
async fn the_lines_of_a_user_are_found_without_reading_the_trail() {
    use audit_events::{ALL_OF_USER, HAS_HAPPENED, OF_USER, PAGE_OF_USER, SOURCES_OF_USER};
    let (_folder, database) = database().await;
    for sql in [OF_USER, PAGE_OF_USER, ALL_OF_USER, HAS_HAPPENED, SOURCES_OF_USER] {
        let steps = database.plan(sql).await;
        let searches = || steps.iter().filter(|step| step.contains("audit_events"));
        let is_by_party = |step: &String| step.contains("audit_events_actor") || step.contains("audit_events_target");
        assert!(searches().count() > 0 && searches().all(is_by_party), "{sql}: {steps:?}");
    }
}

/// The writer waits while what has ended is removed.
#[tokio::test]
async fn what_has_ended_is_removed_without_reading_what_has_not() {
    let (_folder, database) = database().await;
    for sql in maintenance::STEPS {
        let steps = database.plan(sql).await;
        assert!(!steps.iter().any(|step| step.starts_with("SCAN")), "{sql}: {steps:?}");
    }
}
