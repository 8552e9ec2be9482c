//! What the storage floor promises, on SQLite always and on PostgreSQL where one is given.

use std::sync::Arc;
use std::time::Duration;

use gatehouse::clock::Timestamp;
use gatehouse::model::{
    AuthorizationCode, ClientId, EndReason, Grant, GrantId, Realm, RealmId, RealmSettings, RefreshState, RefreshToken,
    RevocationKind, SessionId, User, UserId, UserStatus,
};
use gatehouse::random::Random;
use gatehouse::spec::{ClaimsRequest, Scope};
use gatehouse::storage::{
    Database, DatabaseOptions, StorageError, access_tokens, authorization_codes, grants, maintenance, realms,
    refresh_tokens, schema, users,
};

use crate::support::databases::{TestDatabase, each};

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);

fn realm() -> RealmId {
    RealmId::default_realm()
}

fn grant(id: &str, session: &str, offline: bool) -> Grant {
    Grant {
        realm: realm(),
        id: GrantId::from(id),
        client_id: ClientId::from("app"),
        user_id: UserId::from("alice"),
        session_id: SessionId::from(session),
        offline,
        scope: Scope::parse("openid email").unwrap(),
        audience: vec!["https://api.example.com".to_owned()],
        claims: ClaimsRequest::default(),
        auth_time: NOW,
        acr: "urn:gatehouse:password".to_owned(),
        amr: vec!["pwd".to_owned()],
        generation: 0,
        idle_expires_at: NOW + Duration::from_hours(1),
        expires_at: NOW + Duration::from_hours(24),
        created_at: NOW,
        revoked_at: None,
    }
}

fn code(hash: &str, grant: &str) -> AuthorizationCode {
    AuthorizationCode {
        realm: realm(),
        code_hash: hash.to_owned(),
        client_id: ClientId::from("app"),
        grant_id: GrantId::from(grant),
        redirect_uri: "https://app.example.com/cb".to_owned(),
        redirect_uri_sent: true,
        code_challenge: None,
        nonce: Some("n".to_owned()),
        expires_at: NOW + Duration::from_mins(1),
        used_at: None,
    }
}

fn token(hash: &str, grant: &str, generation: i64) -> RefreshToken {
    RefreshToken {
        realm: realm(),
        token_hash: hash.to_owned(),
        grant_id: GrantId::from(grant),
        generation,
        state: RefreshState::Active,
        issued_at: NOW,
        expires_at: NOW + Duration::from_hours(1),
        replays: 0,
        key_version: 1,
    }
}

fn user(name: &str, email: Option<&str>) -> User {
    User {
        realm: realm(),
        id: UserId::from(Random::System.id()),
        username: name.to_owned(),
        email: email.map(str::to_owned),
        email_verified: false,
        status: UserStatus::Active,
        claims: serde_json::Map::new(),
        password_hash: None,
        password_changed_at: None,
        password_update: None,
        failed_logins: 0,
        locked_until: None,
        created_at: NOW,
        updated_at: NOW,
        delete_at: None,
    }
}

async fn stored_grant(database: &Database, grant: &Grant) {
    let mut tx = database.begin().await.unwrap();
    grants::insert(&mut tx, grant).await.unwrap();
    tx.commit().await.unwrap();
}

/// Runs `work` from 32 tasks at once and counts how many say that they won.
async fn winners<F, W>(database: &Database, work: W) -> usize
where
    W: Fn(Database) -> F + Send + Sync + 'static,
    F: Future<Output = bool> + Send + 'static,
{
    let work = Arc::new(work);
    let tasks: Vec<_> = (0..32)
        .map(|_| {
            let (database, work) = (database.clone(), Arc::clone(&work));
            tokio::spawn(async move { work(database).await })
        })
        .collect();
    let mut won = 0;
    for task in tasks {
        won += usize::from(task.await.unwrap());
    }
    won
}

#[tokio::test(flavor = "multi_thread")]
async fn migrating_is_idempotent_and_safe_at_once() {
    for test in each("migrations").await {
        let TestDatabase { database, url, .. } = &test;
        let options =
            DatabaseOptions { url: url.clone(), max_connections: 4, acquire: Duration::from_secs(10), durable: false };
        let tasks: Vec<_> = (0..4)
            .map(|_| {
                let options = options.clone();
                tokio::spawn(async move {
                    let database = Database::connect(&options).await.unwrap();
                    schema::migrate(&database).await.unwrap();
                })
            })
            .collect();
        for task in tasks {
            task.await.unwrap();
        }
        let states = schema::status(database).await.unwrap();
        assert!(states.iter().all(|state| state.applied && state.checksum_matches), "{states:?}");
        assert!(maintenance::orphans(database).await.unwrap().is_empty());
        assert!(database.size().await.unwrap() > 0);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_consumed_by_exactly_one() {
    for test in each("codes").await {
        stored_grant(&test.database, &grant("g", "s", false)).await;
        let mut tx = test.database.begin().await.unwrap();
        authorization_codes::insert(&mut tx, &code("c", "g")).await.unwrap();
        tx.commit().await.unwrap();
        let won = winners(&test.database, |database| async move {
            let mut tx = database.begin().await.unwrap();
            let won = authorization_codes::consume(&mut tx, &code("c", "g"), NOW).await.unwrap();
            tx.commit().await.unwrap();
            won
        });
        assert_eq!(won.await, 1, "{}", test.database.engine());
        let stored = authorization_codes::find(&test.database, &realm(), "c").await.unwrap().unwrap();
        assert_eq!(stored.used_at, Some(NOW));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_code_is_bound_to_client_realm_and_time() {
    for test in each("bindings").await {
        stored_grant(&test.database, &grant("g", "s", false)).await;
        let mut tx = test.database.begin().await.unwrap();
        authorization_codes::insert(&mut tx, &code("c", "g")).await.unwrap();
        let foreign = AuthorizationCode { client_id: ClientId::from("other"), ..code("c", "g") };
        assert!(!authorization_codes::consume(&mut tx, &foreign, NOW).await.unwrap());
        let elsewhere = AuthorizationCode { realm: RealmId::from("other"), ..code("c", "g") };
        assert!(!authorization_codes::consume(&mut tx, &elsewhere, NOW).await.unwrap());
        assert!(!authorization_codes::consume(&mut tx, &code("c", "g"), NOW + Duration::from_mins(1)).await.unwrap());
        assert!(authorization_codes::consume(&mut tx, &code("c", "g"), NOW).await.unwrap());
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_family_moves_on_for_exactly_one() {
    for test in each("families").await {
        let root = grant("g", "s", false);
        stored_grant(&test.database, &root).await;
        let won = winners(&test.database, move |database| {
            let root = grant("g", "s", false);
            async move {
                let mut tx = database.begin().await.unwrap();
                let won = grants::advance(&mut tx, &root, 0, root.idle_expires_at, NOW).await.unwrap();
                tx.commit().await.unwrap();
                won
            }
        });
        assert_eq!(won.await, 1, "{}", test.database.engine());
        assert_eq!(grants::find(&test.database, &realm(), &root.id).await.unwrap().unwrap().generation, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_database_refuses_a_second_live_token() {
    for test in each("one_live").await {
        stored_grant(&test.database, &grant("g", "s", false)).await;
        let mut tx = test.database.begin().await.unwrap();
        refresh_tokens::insert(&mut tx, &token("t1", "g", 1)).await.unwrap();
        tx.commit().await.unwrap();
        let mut tx = test.database.begin().await.unwrap();
        let second = refresh_tokens::insert(&mut tx, &token("t2", "g", 2)).await;
        assert!(matches!(second, Err(StorageError::Conflict)), "{second:?}");
        drop(tx);
        let mut tx = test.database.begin().await.unwrap();
        assert!(refresh_tokens::consume(&mut tx, &realm(), "t1", NOW).await.unwrap());
        assert!(!refresh_tokens::consume(&mut tx, &realm(), "t1", NOW).await.unwrap());
        refresh_tokens::insert(&mut tx, &token("t2", "g", 2)).await.unwrap();
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn ending_a_grant_ends_its_tokens() {
    for test in each("ending").await {
        let database = &test.database;
        for (id, session, offline) in [("online", "s1", false), ("offline", "s1", true), ("elsewhere", "s2", false)] {
            stored_grant(database, &grant(id, session, offline)).await;
            let mut tx = database.begin().await.unwrap();
            refresh_tokens::insert(&mut tx, &token(id, id, 1)).await.unwrap();
            tx.commit().await.unwrap();
        }
        let mut tx = database.begin().await.unwrap();
        let ended =
            grants::revoke_of_session(&mut tx, &realm(), &SessionId::from("s1"), EndReason::Logout, NOW).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(
            ended.iter().map(|r| r.id.as_str()).collect::<Vec<_>>(),
            ["online"],
            "offline grants outlive a session"
        );
        let spent = refresh_tokens::find(database, &realm(), "online").await.unwrap().unwrap();
        assert_eq!(spent.state, RefreshState::Used { at: NOW });
        let noted = access_tokens::list_revocations(database, NOW, NOW).await.unwrap();
        assert!(noted.len() == 1 && noted[0].kind == RevocationKind::Grant && noted[0].id == "online");

        let mut tx = database.begin().await.unwrap();
        let user = UserId::from("alice");
        let ended =
            grants::revoke_of_user(&mut tx, &realm(), (&user, None), EndReason::UserChanged, NOW).await.unwrap();
        assert_eq!(ended.len(), 2);
        assert!(
            grants::revoke_of_user(&mut tx, &realm(), (&user, None), EndReason::UserChanged, NOW)
                .await
                .unwrap()
                .is_empty()
        );
        tx.commit().await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn names_of_users_are_taken_in_any_spelling() {
    for test in each("users").await {
        let database = &test.database;
        let alice = user("Alice", Some("alice@example.com"));
        let mut tx = database.begin().await.unwrap();
        users::insert(&mut tx, &alice).await.unwrap();
        tx.commit().await.unwrap();
        for (name, email) in [("ALICE", None), ("other", Some("Alice@Example.com"))] {
            let mut tx = database.begin().await.unwrap();
            let taken = users::insert(&mut tx, &user(name, email)).await;
            assert!(matches!(taken, Err(StorageError::Conflict)), "{name}: {taken:?}");
        }
        for typed in ["alice", " ALICE ", "alice@EXAMPLE.com"] {
            let found = users::find_by_identifier(database, &realm(), typed).await.unwrap();
            assert_eq!(found.map(|user| user.id), Some(alice.id.clone()), "{typed}");
        }
        assert!(users::find_by_identifier(database, &RealmId::from("other"), "alice").await.unwrap().is_none());
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_failed_login_is_lost_in_a_race() {
    for test in each("failures").await {
        let alice = user("alice", None);
        let id = alice.id.clone();
        let mut tx = test.database.begin().await.unwrap();
        users::insert(&mut tx, &alice).await.unwrap();
        tx.commit().await.unwrap();
        let counted = id.clone();
        winners(&test.database, move |database| {
            let id = counted.clone();
            async move {
                let mut tx = database.begin().await.unwrap();
                users::add_failed_login(&mut tx, &realm(), &id).await.unwrap();
                tx.commit().await.unwrap();
                true
            }
        })
        .await;
        assert_eq!(users::find(&test.database, &realm(), &id).await.unwrap().unwrap().failed_logins, 32);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_realm_is_made_once() {
    for test in each("realms").await {
        let won = winners(&test.database, |database| async move {
            let realm = Realm {
                host: None,
                id: RealmId::default_realm(),
                name: "default".to_owned(),
                display_name: "Default".to_owned(),
                enabled: true,
                settings: RealmSettings::default(),
                version: 1,
                created_at: NOW,
                updated_at: NOW,
            };
            let mut tx = database.begin().await.unwrap();
            let won = realms::insert(&mut tx, &realm).await.unwrap();
            tx.commit().await.unwrap();
            won
        });
        assert_eq!(won.await, 1);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_has_expired_is_removed_and_nothing_else() {
    for test in each("purge").await {
        let database = &test.database;
        let old = Grant { expires_at: NOW - Duration::from_hours(48), ..grant("old", "s", false) };
        for grant in [&old, &grant("new", "s", false)] {
            stored_grant(database, grant).await;
            let mut tx = database.begin().await.unwrap();
            refresh_tokens::insert(&mut tx, &token(grant.id.as_str(), grant.id.as_str(), 1)).await.unwrap();
            tx.commit().await.unwrap();
        }
        while maintenance::purge(database, NOW - Duration::from_hours(24)).await.unwrap() > 0 {}
        assert!(grants::find(database, &realm(), &old.id).await.unwrap().is_none());
        assert!(grants::find(database, &realm(), &GrantId::from("new")).await.unwrap().is_some());
        assert!(refresh_tokens::find(database, &realm(), "new").await.unwrap().is_some());
    }
}
