//! Replacing the key-encryption key, on every engine: nothing is lost, nothing is left behind, and no start with the
//! wrong keys goes unnoticed.

use std::sync::Arc;

use gatehouse::admin::{self, NewClient, Rewrapped};
use gatehouse::audit::{Actor, Origin};
use gatehouse::clock::Timestamp;
use gatehouse::jose::Algorithm;
use gatehouse::keys::{self, By, Kek, KekSource, KeyError, KeyRings, Purpose, RotationPolicy, SubKeys, unlock};
use gatehouse::model::{
    ClientId, Export, ExportState, FactorId, OutboxEntry, Realm, RealmId, TotpAlgorithm, TotpFactor, Upstream,
    UpstreamSettings, UserId, export_binding, mail_binding, secret_binding, totp_binding, upstream_binding,
};
use gatehouse::random::Random;
use gatehouse::secret::Secret;
use gatehouse::storage::exports::Part;
use gatehouse::storage::sealed::{self, SealedTable};
use gatehouse::storage::{Database, clients, exports, outbox, realms, totp_factors, upstreams};
use serde_json::json;

use super::house::realm_with;
use crate::support::databases::each;
use crate::support::process::{number, texts};

const NOW: Timestamp = Timestamp::from_secs(1_800_000_000);
const REALMS: [&str; 2] = ["default", "other"];
/// More than one page of them.
const CLIENTS: usize = 120;
const EVENTS: &str = "SELECT count(*) FROM audit_events WHERE event = 'key.rewrapped' AND details LIKE $1";

fn text(byte: u8) -> String {
    format!("{byte:02x}").repeat(32)
}

async fn start(database: &Database, sealing: u8, previous: &[u8]) -> Result<SubKeys, KeyError> {
    let source = KekSource::Given(Secret::new(text(sealing)));
    let previous: Vec<Kek> = previous.iter().map(|byte| Kek::from_bytes([*byte; 32])).collect();
    unlock(database, &source, &previous, &Random::System).await
}

fn origin(realm: &str) -> Origin {
    Origin {
        realm: RealmId::from(realm),
        now: NOW,
        source: "test".to_owned(),
        request_id: String::new(),
        client: None,
        random: Random::System,
    }
}

fn id(number: usize) -> String {
    format!("client-{number:03}")
}

/// Signing keys and sealed secrets in two realms, under the key 1.
async fn furnish(database: &Database) -> SubKeys {
    let keys = start(database, 1, &[]).await.unwrap();
    let metadata = json!({
        "token_endpoint_auth_method": "client_secret_jwt", "grant_types": ["client_credentials"], "response_types": [],
    });
    for realm in REALMS {
        let row = Realm { id: RealmId::from(realm), name: realm.to_owned(), ..realm_with("[]") };
        let mut tx = database.begin().await.unwrap();
        realms::insert(&mut tx, &row).await.unwrap();
        tx.commit().await.unwrap();
        for number in 0..CLIENTS {
            let new = NewClient {
                id: Some(id(number)),
                secret: None,
                metadata: serde_json::from_value(metadata.clone()).unwrap(),
            };
            admin::create_client(database, &keys, &origin(realm), admin::By::operator(Actor::System), new)
                .await
                .unwrap();
        }
        let mut tx = database.begin().await.unwrap();
        totp_factors::insert(&mut tx, &factor(&keys, realm)).await.unwrap();
        outbox::insert(&mut tx, &promise(&keys, realm)).await.unwrap();
        let (archive, part) = archive(&keys, realm);
        upstreams::insert(&mut tx, &upstream(&keys, realm)).await.unwrap();
        exports::insert_part(&mut tx, &archive, &part, (keys.kek_id(), NOW)).await.unwrap();
        tx.commit().await.unwrap();
    }
    everything_opens(database, start(database, 1, &[]).await.unwrap()).await;
    keys
}

/// An authenticator application.
fn factor(keys: &SubKeys, realm: &str) -> TotpFactor {
    let (realm, user_id, id) = (RealmId::from(realm), UserId::from("ann"), FactorId::from("f1"));
    TotpFactor {
        sealed: keys.seal(&totp_binding(&realm, &user_id, &id), "JBSWY3DPEHPK3PXP").unwrap(),
        kek_id: keys.kek_id().to_owned(),
        realm,
        id,
        user_id,
        name: "Phone".to_owned(),
        algorithm: TotpAlgorithm::Sha1,
        digits: 6,
        last_step: 0,
        created_at: NOW,
        last_used_at: None,
    }
}

/// A piece of an archive.
fn archive(keys: &SubKeys, realm: &str) -> (Export, Part) {
    let realm = RealmId::from(realm);
    let sealed = keys.seal(&export_binding(&realm, "e1", "00000"), "a piece").unwrap();
    let part = Part { part: "00000".to_owned(), sealed };
    let export = Export {
        realm,
        user_id: UserId::from("ann"),
        id: "e1".to_owned(),
        state: ExportState::Ready,
        locale: "en".to_owned(),
        attempts: 1,
        due_at: NOW,
        size: 7,
        requested_at: NOW,
        expires_at: NOW,
    };
    (export, part)
}

/// A provider elsewhere.
fn upstream(keys: &SubKeys, realm: &str) -> Upstream {
    let (realm, id) = (RealmId::from(realm), "p1".to_owned());
    Upstream {
        sealed: Some(keys.seal(&upstream_binding(&realm, &id), "a secret elsewhere").unwrap()),
        realm,
        id,
        name: "acme".to_owned(),
        display_name: "Acme".to_owned(),
        issuer: "https://id.example".to_owned(),
        client_id: "rp".to_owned(),
        settings: UpstreamSettings::default(),
        enabled: true,
        version: 1,
        created_at: NOW,
        updated_at: NOW,
    }
}

/// A mail not sent yet.
fn promise(keys: &SubKeys, realm: &str) -> OutboxEntry {
    let realm = RealmId::from(realm);
    OutboxEntry {
        sealed: Some(keys.seal(&mail_binding(&realm, "m1"), "a link").unwrap()),
        kek_id: keys.kek_id().to_owned(),
        realm,
        id: "m1".to_owned(),
        kind: "recovery".to_owned(),
        user_id: None,
        created_at: NOW,
        due_at: NOW,
        expires_at: NOW,
        attempts: 0,
    }
}

/// Every secret opens, and every algorithm of every realm signs, with these keys alone.
async fn everything_opens(database: &Database, keys: SubKeys) {
    let keys = Arc::new(keys);
    let rings = KeyRings::new(database.clone(), Arc::clone(&keys), RotationPolicy::default(), Random::System);
    for realm in REALMS.map(RealmId::from) {
        for client in (0..CLIENTS).map(|number| ClientId::from(id(number))) {
            let secret = clients::secrets(database, &realm, &client).await.unwrap().remove(0);
            let sealed = secret.sealed.unwrap();
            let clear = keys.open(&secret_binding(&realm, &client, &secret.id), &sealed).unwrap();
            assert_eq!(gatehouse::secret::token_hash(clear.expose()), secret.secret_hash);
        }
        let factor = totp_factors::list_of_user(database, &realm, &UserId::from("ann")).await.unwrap().remove(0);
        let binding = totp_binding(&realm, &factor.user_id, &factor.id);
        assert_eq!(keys.open(&binding, &factor.sealed).unwrap().expose(), "JBSWY3DPEHPK3PXP");
        let mail = outbox::find(database, &realm, "m1").await.unwrap().unwrap();
        assert_eq!(keys.open(&mail_binding(&realm, "m1"), mail.sealed.as_deref().unwrap()).unwrap().expose(), "a link");
        let part = exports::next_part(database, &realm, ("e1", "")).await.unwrap().unwrap();
        assert_eq!(keys.open(&export_binding(&realm, "e1", &part.part), &part.sealed).unwrap().expose(), "a piece");
        let provider = upstreams::find(database, &realm, "p1").await.unwrap().unwrap();
        let clear = keys.open(&upstream_binding(&realm, "p1"), provider.sealed.as_deref().unwrap()).unwrap();
        assert_eq!(clear.expose(), "a secret elsewhere");
        let ring = rings.get(&realm, NOW).await.unwrap();
        for alg in [Algorithm::RS256, Algorithm::ES256] {
            let token = ring.sign(alg, "JWT", &json!({"sub": "u"}), NOW).unwrap();
            assert!(ring.verify("JWT", &token, NOW).is_some());
        }
        assert_eq!(ring.keys(NOW).len(), 2, "none had to be made anew");
    }
}

async fn rewrap(database: &Database, keys: &SubKeys) -> Rewrapped {
    admin::rewrap(database, keys, (&origin("default"), Actor::System), false, |_| ()).await.unwrap()
}

/// How many sealed values there are.
async fn values(database: &Database) -> u64 {
    let mut count = 0;
    for table in SealedTable::ALL {
        count += sealed::list(database, table, &<[String; 3]>::default(), 10_000).await.unwrap().len();
    }
    count as u64
}

#[tokio::test(flavor = "multi_thread")]
async fn everything_is_sealed_anew_and_nothing_derived_changes() {
    for test in each("rewrap").await {
        let database = &test.database;
        let old = furnish(database).await;
        assert!(matches!(start(database, 2, &[]).await, Err(KeyError::KekWrong { .. })));
        let both = start(database, 2, &[1]).await.unwrap();
        start(database, 1, &[2]).await.unwrap();
        let all = values(database).await;
        assert_eq!(usize::try_from(all).unwrap(), REALMS.len() * (CLIENTS + 6));
        let done = rewrap(database, &both).await;
        let expected = Rewrapped { seen: all, rewrapped: all, unreadable: Vec::new(), finished: true };
        assert_eq!(done, expected);

        let new = start(database, 2, &[]).await.unwrap();
        let realm = RealmId::default_realm();
        assert_eq!(old.rotation(1), new.rotation(1), "successors of refresh tokens");
        for purpose in [Purpose::Csrf, Purpose::Cookie, Purpose::Cursor, Purpose::Session] {
            assert_eq!(old.key(purpose, &realm), new.key(purpose, &realm));
        }
        for table in SealedTable::ALL {
            for value in sealed::list(database, table, &<[String; 3]>::default(), 10_000).await.unwrap() {
                let [realm, client, secret] = value.key.clone();
                let binding = secret_binding(&RealmId::from(realm), &ClientId::from(client), &secret);
                assert!(old.open(&binding, &value.sealed).is_err(), "the old key opens {value}");
            }
        }
        everything_opens(database, new).await;
        let under_old = "SELECT count(*) FROM signing_keys WHERE sealed IS NOT NULL AND kek_id = $1";
        assert_eq!(number(database, under_old, old.kek_id()).await, 0);

        for (previous, sealing) in [(&[][..], 1), (&[2][..], 1)] {
            let refused = start(database, sealing, previous).await.unwrap_err();
            let said = refused.to_string();
            assert!(matches!(refused, KeyError::KekReplaced { .. }), "{said}");
            assert!(said.contains(both.kek_id()) && said.contains("keys.kek"), "{said}");
        }
        let again = rewrap(database, &both).await;
        assert_eq!((again.rewrapped, again.finished), (0, true));
        for stage in ["%begun%", "%finished%"] {
            assert_eq!(number(database, EVENTS, stage).await, 1, "{stage}");
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_interrupted_one_goes_on_where_it_was() {
    for test in each("interrupted").await {
        let database = &test.database;
        furnish(database).await;
        let both = start(database, 2, &[1]).await.unwrap();
        let all = values(database).await;
        let (page, mut pages) = tokio::sync::mpsc::unbounded_channel();
        let origin = origin("default");
        let tell = |progress: &keys::RewrapProgress| page.send(progress.rewrapped).unwrap();
        tokio::select! {
            biased;
            () = async { while pages.recv().await.unwrap() == 0 {} } => (),
            _ = admin::rewrap(database, &both, (&origin, Actor::System), false, tell) => panic!("it was too quick"),
        }
        assert!(matches!(start(database, 1, &[]).await, Err(KeyError::KekReplaced { .. })));
        let refused = start(database, 2, &[]).await.unwrap_err();
        assert!(matches!(refused, KeyError::KekUnfinished { .. }), "{refused}");
        assert!(refused.to_string().contains("keys.previous_kek"), "{refused}");
        // Instances with both keys run on all the while, and a third key can follow before it is over.
        everything_opens(database, start(database, 2, &[1]).await.unwrap()).await;
        assert!(matches!(start(database, 3, &[2]).await, Err(KeyError::KekUnfinished { .. })));
        let third = start(database, 3, &[2, 1]).await.unwrap();
        let done = rewrap(database, &third).await;
        assert_eq!((done.rewrapped, done.finished), (all, true));
        everything_opens(database, start(database, 3, &[]).await.unwrap()).await;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn several_at_once_beside_changes_agree() {
    for test in each("several").await {
        let database = &test.database;
        furnish(database).await;
        let all = values(database).await;
        let revoked = {
            let keys = Arc::new(start(database, 2, &[1]).await.unwrap());
            let rings = KeyRings::new(database.clone(), keys, RotationPolicy::default(), Random::System);
            let ring = rings.get(&RealmId::default_realm(), NOW).await.unwrap();
            let kid = ring.keys(NOW).into_iter().find(|(_, key)| key.alg == Algorithm::ES256).unwrap().1.kid;
            tokio::spawn(async move {
                let by = By { origin: &origin("default"), actor: Actor::Administrator("test") };
                ring.revoke(&kid, "stolen", by).await.unwrap()
            })
        };
        let commands: Vec<_> = (0..3)
            .map(|_| {
                let database = database.clone();
                tokio::spawn(async move { rewrap(&database, &start(&database, 2, &[1]).await.unwrap()).await })
            })
            .collect();
        let mut rewrapped = 0;
        for command in commands {
            let done = command.await.unwrap();
            assert!(done.finished, "{done:?}");
            rewrapped += done.rewrapped;
        }
        revoked.await.unwrap();
        assert!((all - 1..=all).contains(&rewrapped), "each value once, but for the revoked key: {rewrapped} of {all}");
        for stage in ["%begun%", "%finished%"] {
            assert_eq!(number(database, EVENTS, stage).await, 1, "{stage}");
        }
        let kept = "SELECT count(*) FROM signing_keys WHERE sealed IS NOT NULL AND revoked_at IS NOT NULL AND alg = $1";
        assert_eq!(number(database, kept, "ES256").await, 0, "a destroyed private half does not come back");
        start(database, 2, &[]).await.unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_no_key_opens_is_told_and_keeps_the_old_key() {
    for test in each("unreadable").await {
        let database = &test.database;
        furnish(database).await;
        let value = sealed::list(database, SealedTable::ClientSecrets, &<[String; 3]>::default(), 1).await.unwrap();
        let value = value.into_iter().next().unwrap();
        let mut tx = database.begin().await.unwrap();
        assert!(sealed::replace(&mut tx, &value, "AQdamaged", "").await.unwrap());
        assert!(!sealed::replace(&mut tx, &value, "AQdamaged", "").await.unwrap(), "it is not what was read any more");
        tx.commit().await.unwrap();

        let both = start(database, 2, &[1]).await.unwrap();
        let done = rewrap(database, &both).await;
        assert!(!done.finished && done.unreadable == [value.to_string()], "{done:?}");
        assert!(matches!(start(database, 2, &[]).await, Err(KeyError::KekUnfinished { .. })));
        let origin = origin("default");
        let done = admin::rewrap(database, &both, (&origin, Actor::System), true, |_| ()).await.unwrap();
        assert!(done.finished && done.unreadable.len() == 1, "{done:?}");
        start(database, 2, &[]).await.unwrap();
    }
}

/// A database of before there was a data root: what was derived from its key-encryption key stays the same.
#[tokio::test(flavor = "multi_thread")]
async fn a_database_without_a_data_root_gets_one_that_changes_nothing() {
    for test in each("root").await {
        let database = &test.database;
        start(database, 1, &[]).await.unwrap();
        let sealed = texts(database, "SELECT value FROM meta WHERE name = $1", "data_root").await.remove(0);
        let mut tx = database.begin().await.unwrap();
        assert!(gatehouse::storage::meta::remove(&mut tx, "data_root", &sealed).await.unwrap());
        tx.commit().await.unwrap();

        let from_kek = SubKeys::new(&Kek::from_bytes([1; 32]), &[], Secret::new([1; 32])).unwrap();
        let realm = RealmId::default_realm();
        let first = start(database, 2, &[1]).await.unwrap();
        assert_eq!(first.key(Purpose::Csrf, &realm), from_kek.key(Purpose::Csrf, &realm));
        start(database, 1, &[]).await.unwrap();
        rewrap(database, &first).await;
        let new = start(database, 2, &[]).await.unwrap();
        assert_eq!(new.rotation(1), from_kek.rotation(1));
    }
}

/// A table that seals values and is not visited would lose them with the key.
#[tokio::test(flavor = "multi_thread")]
async fn every_sealed_column_is_visited() {
    for test in each("columns").await {
        let sql = match &test.database {
            Database::Sqlite { .. } => {
                "SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c WHERE m.type = 'table' AND c.name = $1"
            }
            Database::Postgres(_) => {
                "SELECT table_name::text FROM information_schema.columns WHERE table_schema = 'public' AND column_name = $1"
            }
        };
        let mut found = texts(&test.database, sql, "sealed").await;
        found.sort();
        let mut visited = SealedTable::ALL.map(SealedTable::as_str);
        visited.sort_unstable();
        assert_eq!(found, visited);
    }
}
