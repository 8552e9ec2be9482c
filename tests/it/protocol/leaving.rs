//! The account API on the way out: the archive, and the deletion.

use std::time::Duration;

use serde_json::{Value, json};

use super::account_api::{call, furnished, refusal, token};
use crate::support::app::TestApp;

on_each_setup![an_application_gets_the_archive_for_the_person, an_application_deletes_the_account];

const SCOPE: &str = "openid account_read account_security";

async fn an_application_gets_the_archive_for_the_person(app: TestApp) {
    furnished(&app).await;
    let held = token(&app, SCOPE).await;
    let ask = async |method, path| call(&app, &held, (method, path), &Value::Null).await;
    assert_eq!(refusal(&ask("GET", "/export").await), (404, "not_found".to_owned()));
    assert_eq!(refusal(&ask("GET", "/export/archive").await), (404, "not_found".to_owned()));
    let asked = ask("POST", "/export").await;
    assert_eq!((asked.status, asked.text("state").as_str()), (201, "wanted"), "{asked:?}");
    assert_eq!(refusal(&ask("POST", "/export").await), (409, "limit_reached".to_owned()));
    for _ in 0..200 {
        if ask("GET", "/export").await.text("state") == "ready" {
            break;
        }
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
    let taken = ask("GET", "/export/archive").await;
    assert_eq!((taken.status, taken.header("content-type")), (200, "application/zip"));
    assert!(taken.body.starts_with("PK") && taken.header("cache-control") == "no-store");
    let reader = token(&app, "openid account_read").await;
    let refused = call(&app, &reader, ("GET", "/export/archive"), &Value::Null).await;
    assert_eq!(refusal(&refused), (403, "insufficient_scope".to_owned()));
    app.advance(Duration::from_mins(6));
    for (method, path) in [("GET", "/export/archive"), ("POST", "/export"), ("DELETE", "")] {
        let stale = ask(method, path).await;
        assert_eq!(refusal(&stale), (401, "insufficient_user_authentication".to_owned()), "{method} {path}");
    }
}

async fn an_application_deletes_the_account(app: TestApp) {
    furnished(&app).await;
    let held = token(&app, SCOPE).await;
    let gone = call(&app, &held, ("DELETE", ""), &Value::Null).await;
    assert_eq!((gone.status, gone.text("keep_uri")), (200, format!("{}/account/privacy", app.issuer())), "{gone:?}");
    assert!(gone.json()["delete_at"].is_string());
    for (method, path) in [("GET", "/profile"), ("DELETE", ""), ("POST", "/export")] {
        let refused = call(&app, &held, (method, path), &json!(null)).await;
        assert_eq!(
            refusal(&refused),
            (401, "invalid_token".to_owned()),
            "{method} {path}: it ended with everything else"
        );
    }
}
