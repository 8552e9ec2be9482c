//! The protocol over HTTP against the running server, a file a topic, on every set-up there is: SQLite and memory, and
//! PostgreSQL and Redis where the environment names them. `GATEHOUSE_TEST_POSTGRES` and `GATEHOUSE_TEST_REDIS` do.

use crate::support::app::TestApp;

/// Runs the tests of a file, each an `async fn(TestApp)`, on each set-up. A test left out of the list is dead code.
macro_rules! on_each_setup {
    ($($test:ident),+ $(,)?) => {
        mod embedded {
            $(#[tokio::test] async fn $test() { crate::protocol::embedded(super::$test).await; })+
        }
        mod clustered {
            $(#[tokio::test] async fn $test() { crate::protocol::clustered(super::$test).await; })+
        }
    };
}

mod account_api;
mod account_email;
mod account_keys;
mod admin_api;
mod admin_clients;
mod attributes;
mod authorize_errors;
pub(crate) mod avatar;
mod bad_input;
mod client_assertions;
mod client_auth;
mod client_keys;
mod code;
mod conformance;
mod console;
mod cores;
mod discovery;
mod encryption;
mod ends;
mod exports;
mod health;
mod id_token;
mod inbox;
mod introspection;
mod keys;
mod known_devices;
mod leaving;
mod logout;
mod notices;
mod policies;
mod profile;
mod prompts;
mod publishers;
mod realm_hosts;
mod realm_walk;
mod realms;
mod refresh;
mod resources;
mod revocation;
mod session_limit;
mod several;
mod step_up;
mod userinfo;

async fn embedded(test: impl AsyncFnOnce(TestApp)) {
    on(TestApp::embedded().await, test).await;
}

async fn clustered(test: impl AsyncFnOnce(TestApp)) {
    if let Some(app) = TestApp::clustered().await {
        on(app, test).await;
    }
}

async fn on(app: TestApp, test: impl AsyncFnOnce(TestApp)) {
    let database = app.house.parts.shared.database.clone();
    test(app).await;
    database.close().await;
}
