//! An authenticator over a database of its own, with the time in the hands of the test.

use std::sync::Arc;

use gatehouse::audit::{Actor, Origin};
use gatehouse::authn::{
    Authenticator, Browser, Complaint, HashOptions, Hasher, Login, LoginRules, NewPassword, Outcome, Password,
    PasswordPolicy, Settings, SignedIn, Typed,
};
use gatehouse::background::Cores;
use gatehouse::clock::{Clock, ManualClock, Timestamp};
use gatehouse::ephemeral::{EphemeralStore, MemoryLimits};
use gatehouse::keys::{Kek, SubKeys};
use gatehouse::mail::Outbox;
use gatehouse::model::{Realm, RealmId, RealmSettings, SessionLimit, User, UserId, UserStatus};
use gatehouse::random::Random;
use gatehouse::secret::Secret;
use gatehouse::storage::users;

use crate::support::databases::{TestDatabase, each};

pub(super) const START: Timestamp = Timestamp::from_secs(1_800_000_000);
pub(super) const PASSWORD: &str = "wombats dig at night";

pub(super) struct House {
    pub db: TestDatabase,
    pub authn: Authenticator,
    pub clock: ManualClock,
    pub limit: Option<SessionLimit>,
}

impl House {
    fn new(db: TestDatabase, settings: Settings) -> Self {
        let clock = ManualClock::new(START);
        let ephemeral = EphemeralStore::memory(MemoryLimits::default(), Clock::Manual(clock.clone()));
        let hasher = hasher(1);
        let authn = Authenticator::new(db.database.clone(), ephemeral, (hasher, sub_keys(), outbox()), settings);
        Self { authn, db, clock, limit: None }
    }

    /// Another instance on the same database: it does not see whose turn it is here.
    pub fn instance(&self) -> Authenticator {
        let ephemeral = EphemeralStore::memory(MemoryLimits::default(), Clock::Manual(self.clock.clone()));
        Authenticator::new(self.db.database.clone(), ephemeral, (hasher(1), sub_keys(), outbox()), without_limits())
    }

    pub fn origin(&self) -> Origin {
        Origin {
            realm: RealmId::default_realm(),
            now: self.clock.now(),
            source: "192.0.2.1".to_owned(),
            request_id: "r1".to_owned(),
            client: None,
            random: Random::System,
        }
    }

    pub async fn add(&self, name: &str, status: UserStatus) -> UserId {
        let hash = self.authn.hasher().hash(&Password::parse(PASSWORD).unwrap()).await.unwrap();
        let user = User {
            realm: RealmId::default_realm(),
            id: UserId::from(Random::System.id()),
            username: name.to_owned(),
            email: Some(format!("{name}@example.com")),
            email_verified: true,
            status,
            claims: serde_json::Map::new(),
            password_hash: Some(hash),
            password_changed_at: Some(START),
            password_update: None,
            failed_logins: 0,
            locked_until: None,
            created_at: START,
            updated_at: START,
            delete_at: None,
        };
        let mut tx = self.db.database.begin().await.unwrap();
        users::insert(&mut tx, &user).await.unwrap();
        tx.commit().await.unwrap();
        user.id
    }

    pub async fn user(&self, id: &UserId) -> User {
        users::find(&self.db.database, &RealmId::default_realm(), id).await.unwrap().unwrap()
    }

    pub async fn sign_in(&self, browser: &Browser, name: &str, password: &str) -> Outcome {
        let typed = Typed { identifier: Some(name), password, remember: false };
        self.authn
            .submit_password(
                &self.origin(),
                Login { id: "i1", browser, session_limit: self.limit, rules: LoginRules::default() },
                typed,
            )
            .await
            .unwrap()
    }

    pub async fn change_password(&self, user: &User, password: &str) {
        let password = Password::parse(password).unwrap();
        let policy = PasswordPolicy::nist();
        let actor = Actor::User(&user.id);
        let set = self.authn.set_password(&self.origin(), actor, (user, &password), &policy).await.unwrap();
        assert!(matches!(set, NewPassword::Set(_)), "{set:?}");
    }

    pub async fn complaint(&self, name: &str, password: &str) -> Complaint {
        match self.sign_in(&browser(), name, password).await {
            Outcome::Again(_, complaint) => complaint,
            other => unreachable!("{other:?}"),
        }
    }

    pub async fn signed_in(&self, browser: &Browser, name: &str) -> SignedIn {
        match self.sign_in(browser, name, PASSWORD).await {
            Outcome::SignedIn(signed_in) => *signed_in,
            other => unreachable!("{other:?}"),
        }
    }
}

pub(super) fn hasher(passes: u32) -> Hasher {
    let options = HashOptions { memory_kib: 64, passes, threads: 2, ..HashOptions::default() };
    Hasher::start(&options, Random::System, &Cores::default()).unwrap()
}

pub(super) fn sub_keys() -> Arc<SubKeys> {
    Arc::new(SubKeys::new(&Kek::from_bytes([7; 32]), &[], Secret::new([9; 32])).unwrap())
}

pub(super) fn outbox() -> Outbox {
    Outbox::new(sub_keys())
}

pub(super) fn browser() -> Browser {
    Browser {
        binding: "pre".to_owned().into(),
        session_token: None,
        other_sessions: Vec::new(),
        user_agent: "Test/1".to_owned(),
        known_devices: Vec::new(),
        trust: Vec::new(),
    }
}

/// A browser after this login: it holds the new session and those of others that it held before.
pub(super) fn holding(signed_in: &SignedIn) -> Browser {
    let others = signed_in.others.iter().map(|held| held.token.clone()).collect();
    Browser { session_token: Some(signed_in.token.clone()), other_sessions: others, ..browser() }
}

pub(super) fn without_limits() -> Settings {
    Settings { limits: None, ..Settings::default() }
}

pub(super) async fn houses(label: &str, settings: &Settings) -> Vec<House> {
    each(label).await.into_iter().map(|db| House::new(db, settings.clone())).collect()
}

/// The default realm with these factor rules.
pub(super) fn realm_with(rules: &str) -> Realm {
    Realm {
        id: RealmId::default_realm(),
        name: "default".to_owned(),
        host: None,
        display_name: "Default".to_owned(),
        enabled: true,
        settings: RealmSettings { factor_rules: serde_json::from_str(rules).unwrap(), ..RealmSettings::default() },
        version: 1,
        created_at: START,
        updated_at: START,
    }
}
