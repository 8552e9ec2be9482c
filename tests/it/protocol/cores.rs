//! Who is left a core by hashing and drawing: applications that prove themselves, and nobody else (decision 036).

use std::sync::Arc;
use std::time::Duration;

use gatehouse::background::Cores;
use gatehouse::provider::{Context, Shared, client_auth, userinfo};
use gatehouse::secret::Secret;
use gatehouse::spec::Credentials;

use crate::support::app::TestApp;

on_each_setup![clients_that_prove_themselves, whoever_holds_a_token];

/// As a request sees it, with two cores of its own: nobody else's requests count.
async fn context(app: &TestApp) -> Context {
    let (parts, an_hour) = (&app.house.parts, Duration::from_hours(1));
    let shared = Arc::new(Shared { cores: Cores::of(2, an_hour, an_hour), ..(*parts.shared).clone() });
    let now = shared.clock.now();
    let state = parts.realms.find(&shared, app.name(), now).await.unwrap().unwrap();
    Context { shared, state, now, source: "192.0.2.7".to_owned(), request_id: "cores".to_owned(), client: None }
}

async fn clients_that_prove_themselves(app: TestApp) {
    let open_after = async |credentials: Credentials| {
        let context = context(&app).await;
        let is_known = client_auth::authenticate(&context, &credentials).await.is_ok();
        (is_known, context.shared.cores.open())
    };
    let web = |secret: &str| {
        let client_secret = Secret::new(secret.to_owned());
        Credentials::Basic { client_id: "web".to_owned(), client_secret }
    };
    assert_eq!(open_after(web(&app.secret("web"))).await, (true, 1));
    assert_eq!(open_after(web("guessed")).await, (false, 2));
    // Anybody can call themself that.
    assert_eq!(open_after(Credentials::Public { client_id: "spa".to_owned() }).await, (true, 2));
}

async fn whoever_holds_a_token(app: TestApp) {
    let open_after = async |token: &str| {
        let context = context(&app).await;
        let is_answered = userinfo::answer(&context, token).await.is_ok();
        (is_answered, context.shared.cores.open())
    };
    assert_eq!(open_after(&app.tokens("spa").await.access).await, (true, 1));
    assert_eq!(open_after("guessed").await, (false, 2));
}
