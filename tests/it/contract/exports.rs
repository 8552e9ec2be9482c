//! Archives of what is held about people over a real database, on every engine there is: made once, whoever makes them.

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::account::export::{self, Workshop};
use gatehouse::model::{Export, ExportState, Realm, RealmId, RealmSettings, UserId, UserStatus};
use gatehouse::storage::{exports, maintenance};
use gatehouse::theme::Themes;

use super::house::{House, START, houses, outbox, sub_keys, without_limits};
use crate::support::process::number;

fn realm() -> Realm {
    Realm {
        id: RealmId::default_realm(),
        name: "default".to_owned(),
        host: None,
        display_name: "Gatehouse".to_owned(),
        enabled: true,
        settings: RealmSettings::default(),
        version: 1,
        created_at: START,
        updated_at: START,
    }
}

async fn asked(house: &House, user: &UserId) -> bool {
    export::request(&house.db.database, &house.origin(), (user, None), "de").await.unwrap()
}

async fn due(house: &House) -> Vec<Export> {
    exports::due(&house.db.database, house.clock.now(), 10).await.unwrap()
}

/// Makes `wanted` as one of several instances.
async fn make(house: &House, themes: &Themes, wanted: &Export) -> bool {
    let (keys, outbox) = (sub_keys(), outbox());
    let workshop = Workshop { database: &house.db.database, sub_keys: &keys, outbox: &outbox, themes };
    export::make(workshop, &house.origin(), &realm(), wanted).await.unwrap()
}

async fn taken(house: &House, user: &UserId) -> Option<Vec<u8>> {
    let keys = sub_keys();
    export::take((&house.db.database, &keys), &house.origin(), (user, None)).await.unwrap()
}

const PIECES: &str = "SELECT COUNT(*) FROM export_parts WHERE export_id = $1";

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn instances_make_one_and_tell_once() {
    let themes = Themes::load(None, "default").unwrap();
    for house in houses("export_once", &without_limits()).await {
        let (alice, bob) = (house.add("alice", UserStatus::Active).await, house.add("bob", UserStatus::Active).await);
        let asks = join_all((0..4).map(|_| asked(&house, &alice))).await;
        assert_eq!(asks.iter().filter(|asked| **asked).count(), 1, "one at a time");
        assert!(taken(&house, &alice).await.is_none(), "it is not made yet");
        let wanted = due(&house).await.remove(0);
        let made = join_all((0..4).map(|_| make(&house, &themes, &wanted))).await;
        assert_eq!(made.iter().filter(|made| **made).count(), 1);
        let told = "SELECT COUNT(*) FROM outbox WHERE kind = 'export-ready' AND user_id = $1";
        assert_eq!(number(&house.db.database, told, alice.as_str()).await, 1);
        assert!(taken(&house, &alice).await.unwrap().starts_with(b"PK"));
        assert!(taken(&house, &bob).await.is_none(), "somebody else's");
        assert!(!asked(&house, &alice).await, "another one, at once");
        // It is of use for a day, and gone when that is over.
        house.clock.advance(Duration::from_secs(86_399));
        assert!(taken(&house, &alice).await.is_some());
        house.clock.advance(Duration::from_secs(1));
        assert!(taken(&house, &alice).await.is_none());
        house.clock.advance(Duration::from_secs(1));
        while maintenance::purge(&house.db.database, house.clock.now() - Duration::from_hours(24)).await.unwrap() > 0 {}
        assert_eq!(number(&house.db.database, PIECES, &wanted.id).await, 0);
        assert!(asked(&house, &alice).await);
    }
}

#[tokio::test]
async fn who_dies_over_one_leaves_it_to_the_next() {
    let themes = Themes::load(None, "default").unwrap();
    for house in houses("export_lease", &without_limits()).await {
        let alice = house.add("alice", UserStatus::Active).await;
        assert!(asked(&house, &alice).await);
        let first = due(&house).await.remove(0);
        let mut tx = house.db.database.begin().await.unwrap();
        assert!(exports::claim(&mut tx, &first, house.clock.now() + Duration::from_mins(5)).await.unwrap());
        tx.commit().await.unwrap();
        assert!(due(&house).await.is_empty() && !make(&house, &themes, &first).await, "it is somebody's");
        house.clock.advance(Duration::from_mins(6));
        let again = due(&house).await.remove(0);
        assert!(make(&house, &themes, &again).await);
        // The first one was only slow, and must not put its own in the place of what is there.
        let mut tx = house.db.database.begin().await.unwrap();
        let slow = Export { attempts: first.attempts + 1, ..first };
        let late = exports::settle(&mut tx, &slow, (ExportState::Failed, 0), house.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert!(!late && taken(&house, &alice).await.is_some());
        // A newer one takes its place, pieces and all.
        house.clock.advance(Duration::from_hours(1));
        assert!(asked(&house, &alice).await);
        assert!(taken(&house, &alice).await.is_none());
        assert_eq!(number(&house.db.database, PIECES, &again.id).await, 0);
    }
}
