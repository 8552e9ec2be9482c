//! What people are told by mail of what applications do in their name (SE-17, ST-03).

use std::time::Duration;

use gatehouse::outbound::mail::Letter;

use crate::support::app::{Request, TestApp};

on_each_setup![a_replayed_refresh_token_is_told, lasting_access_is_told];

/// Waits for the mail with this subject.
async fn mail(app: &TestApp, subject: &str) -> Letter {
    for _ in 0..400 {
        let caught = app.house.parts.mailer.as_ref().unwrap().caught().unwrap();
        if let Some(letter) = caught.into_iter().find(|letter| letter.subject == subject) {
            return letter;
        }
        tokio::time::sleep(Duration::from_millis(25)).await;
    }
    panic!("no mail “{subject}”")
}

async fn a_replayed_refresh_token_is_told(app: TestApp) {
    let tokens = app.tokens("shop").await;
    assert_eq!(app.refresh("shop", &tokens.refresh).await.status, 200);
    app.advance(Duration::from_secs(11));
    assert_eq!(app.refresh("shop", &tokens.refresh).await.status, 400, "beyond the grace window it is a replay");
    let letter = mail(&app, "Access of an application has ended").await;
    assert_eq!(letter.to, "alice@example.com");
    assert!(letter.text.contains("shop") && letter.text.contains("/link/lock/"), "{}", letter.text);
}

async fn lasting_access_is_told(app: TestApp) {
    let quiet = Request::from("shop").with("scope", "openid email");
    app.tokens_for("shop", quiet).await;
    let lasting = Request::from("web").with("scope", "openid offline_access").with("prompt", "consent");
    app.tokens_for("web", lasting).await;
    let letter = mail(&app, "An application has lasting access").await;
    assert!(letter.to == "alice@example.com" && letter.text.contains("web"), "{}", letter.text);
    let caught = app.house.parts.mailer.as_ref().unwrap().caught().unwrap();
    assert_eq!(
        caught.iter().filter(|other| other.subject == letter.subject).count(),
        1,
        "nothing is said of the other"
    );
}
