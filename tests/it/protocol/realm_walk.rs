//! Any sequence of acts in several realms, against a model in which realms know nothing of each other (RE-02).

use std::time::Duration;

use gatehouse::admin;
use gatehouse::audit::Actor;
use gatehouse::model::UserStatus;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use proptest::test_runner::{Config, TestRunner};
use serde_json::json;

use crate::support::app::{API, Request, SCOPE, TestApp, Tokens};
use crate::support::browser::Browser;

on_each_setup![realms_know_nothing_of_each_other];

/// One act; numbers are taken modulo what there is.
#[derive(Clone, Debug)]
enum Act {
    /// A new login in a realm.
    SignIn(usize),
    /// The honest use of a refresh token.
    Refresh(usize),
    /// It is given back.
    Revoke(usize),
    /// The browser signs out.
    LogOut(usize),
    /// Everything of the user in a realm ends.
    Suspend(usize),
    /// What one realm has issued is tried in another, in every way that could change something.
    Stray(usize, usize),
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let act = prop_oneof![
        4 => (0_usize..3).prop_map(Act::SignIn),
        3 => any::<usize>().prop_map(Act::Refresh),
        1 => any::<usize>().prop_map(Act::Revoke),
        1 => any::<usize>().prop_map(Act::LogOut),
        1 => (0_usize..3).prop_map(Act::Suspend),
        4 => (any::<usize>(), 1_usize..3).prop_map(|(held, away)| Act::Stray(held, away)),
    ];
    prop::collection::vec(act, 40..60)
}

/// What a client and a browser hold, and whether it should count.
struct Held {
    realm: usize,
    browser: Browser,
    tokens: Tokens,
    is_live: bool,
}

struct World {
    realms: Vec<TestApp>,
    held: Vec<Held>,
}

impl World {
    async fn sign_in(&mut self, realm: usize) {
        let app = &self.realms[realm];
        let browser = app.browser();
        let code =
            app.sign_in(&browser, Request::from("desk").with("scope", "openid email realm_admin")).await.answer();
        let tokens = Tokens::of(&app.exchange("desk", &code["code"]).await);
        self.held.push(Held { realm, browser, tokens, is_live: true });
    }

    async fn perform(&mut self, act: &Act) {
        let count = self.held.len();
        match *act {
            Act::SignIn(realm) => self.sign_in(realm).await,
            Act::Suspend(realm) => {
                let app = &self.realms[realm];
                app.suspend_alice().await;
                let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
                let active = UserStatus::Active;
                admin::set_status(&shared.database, &origin, Actor::System, &app.alice, active).await.unwrap();
                self.held.iter_mut().filter(|held| held.realm == realm).for_each(|held| held.is_live = false);
            }
            _ if count == 0 => {}
            Act::Refresh(index) => {
                let held = &mut self.held[index % count];
                let seen = self.realms[held.realm].refresh("desk", &held.tokens.refresh).await;
                assert_eq!(seen.status, if held.is_live { 200 } else { 400 }, "{seen:?}");
                if held.is_live {
                    held.tokens = Tokens::of(&seen);
                }
            }
            Act::Revoke(index) => {
                let held = &mut self.held[index % count];
                self.realms[held.realm].revoke("desk", &held.tokens.refresh).await;
                held.is_live = false;
            }
            Act::LogOut(index) => {
                let held = &mut self.held[index % count];
                self.realms[held.realm].log_out(&held.browser, &held.tokens.id).await;
                held.is_live = false;
            }
            Act::Stray(index, step) => self.stray(index % count, step).await,
        }
    }

    async fn stray(&self, index: usize, step: usize) {
        let held = &self.held[index];
        let away = &self.realms[(held.realm + step) % self.realms.len()];
        for token in [&held.tokens.access, &held.tokens.refresh, &held.tokens.id] {
            assert_eq!(away.refresh("desk", token).await.status, 400);
            assert_eq!(away.exchange("desk", token).await.status, 400);
            assert_eq!(away.revoke("desk", token).await.status, 200);
            assert!(!away.is_active("desk", token).await);
            assert_eq!(away.userinfo(token).await.status, 401);
            let bearer = format!("Bearer {token}");
            let seen = away.get("/api/admin/v1/users", &[("authorization", &bearer)]).await;
            assert_eq!(seen.status, 401, "alice administers every one of the realms");
        }
        assert_eq!(away.log_out(&held.browser, &held.tokens.id).await.status, 400);
    }

    /// Every realm still is what its own acts have made of it.
    async fn check(&self, acts: &[Act]) {
        for held in &self.held {
            let app = &self.realms[held.realm];
            let bearer = format!("Bearer {}", held.tokens.access);
            let seen = app.get("/api/admin/v1/users", &[("authorization", &bearer)]).await;
            assert_eq!(seen.status, if held.is_live { 200 } else { 401 }, "in {} after {acts:?}", app.name());
            for token in [&held.tokens.access, &held.tokens.refresh] {
                assert_eq!(app.is_active("desk", token).await, held.is_live, "in {} after {acts:?}", app.name());
            }
        }
    }
}

async fn realms_know_nothing_of_each_other(app: TestApp) {
    let others = (app.neighbor("acme").await, app.neighbor_on("acme-2", "login.acme.localhost").await);
    for realm in [&app, &others.0, &others.1] {
        let scope = format!("{SCOPE} orders realm_admin");
        let grants = ["authorization_code", "refresh_token", "client_credentials"];
        let metadata = json!({"first_party": true, "resources": [API], "scope": scope, "grant_types": grants});
        realm.add_client("desk", metadata).await;
        let (shared, origin) = (&realm.house.parts.shared, realm.house.origin_in(&realm.realm));
        for user in [&realm.alice, &realm.add_user("deputy").await] {
            let by = admin::By::operator(Actor::System);
            let to = admin::Holder::User(user);
            assert!(admin::grant_role(&shared.database, &origin, by, "admin", to).await.unwrap());
        }
    }
    let mut world = World { realms: vec![app, others.0, others.1], held: Vec::new() };
    let mut runner = TestRunner::new_with_rng(Config::default(), TestRunner::deterministic().new_rng());
    for _ in 0..2 {
        let acts = acts().new_tree(&mut runner).unwrap().current();
        for (index, act) in acts.iter().enumerate() {
            world.perform(act).await;
            world.realms[0].advance(Duration::from_secs(1));
            world.check(acts.get(..=index).unwrap()).await;
        }
        world.held.clear();
    }
}
