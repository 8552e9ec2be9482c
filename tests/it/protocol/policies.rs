//! What a client may settle for itself, and what its realm bounds: lifetimes, form of tokens, algorithms, rotation and
//! grace (CL-06).

use std::time::Duration;

use gatehouse::admin::{self, NewClient, RealmChange};
use gatehouse::audit::Actor;
use gatehouse::model::RealmSettings;
use gatehouse::storage::realms;
use serde_json::{Value, json};

use crate::support::app::{Request, TestApp, Tokens, part};

on_each_setup![
    a_client_settles_these_for_itself,
    its_realm_bounds_them,
    refresh_tokens_live_as_settled,
    rotation_and_grace_are_the_clients,
    the_realm_can_insist_on_rotation,
    the_stricter_of_profile_and_floor_holds,
];

const HOUR: Duration = Duration::from_hours(1);

/// A client that wants this, beside what every client of these tests has.
async fn add(app: &TestApp, id: &str, wish: &Value) {
    let mut metadata = json!({"first_party": true});
    metadata.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
    app.add_client(id, metadata).await;
}

/// Bounds all clients of the realm.
async fn bound(app: &TestApp, bounds: Value) {
    let realm = realms::find_by_name(&app.house.parts.shared.database, "default").await.unwrap().unwrap();
    let settings = RealmSettings { client_bounds: serde_json::from_value(bounds).unwrap(), ..realm.settings };
    app.change(RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() }).await;
    app.advance(Duration::from_secs(10));
}

fn lifetime(jwt: &str) -> i64 {
    let claims = part(jwt, 1);
    claims["exp"].as_i64().unwrap() - claims["iat"].as_i64().unwrap()
}

async fn a_client_settles_these_for_itself(app: TestApp) {
    let wish = json!({
        "access_token_lifetime_seconds": 1200, "id_token_lifetime_seconds": 300,
        "id_token_signed_response_alg": "ES256", "userinfo_signed_response_alg": "EdDSA",
    });
    add(&app, "own", &wish).await;
    let tokens = app.tokens("own").await;
    assert_eq!((lifetime(&tokens.access), lifetime(&tokens.id)), (1200, 300));
    assert_eq!(part(&tokens.id, 0)["alg"], "ES256");
    assert_eq!(part(&app.userinfo(&tokens.access).await.body, 0)["alg"], "EdDSA");
    add(&app, "opaque", &json!({"access_token_format": "opaque"})).await;
    let tokens = app.tokens("opaque").await;
    assert!(tokens.access.starts_with("gha_"), "{}", tokens.access);
    assert_eq!(app.userinfo(&tokens.access).await.status, 200);
    assert!(app.is_active("opaque", &tokens.access).await);
    let refreshed = Tokens::of(&app.refresh("opaque", &tokens.refresh).await);
    assert!(refreshed.access.starts_with("gha_"));
}

async fn its_realm_bounds_them(app: TestApp) {
    let wish = json!({"access_token_lifetime_seconds": 1200, "id_token_lifetime_seconds": 300});
    add(&app, "own", &wish).await;
    bound(&app, json!({"access_token_lifetime_seconds": 600, "id_token_lifetime_seconds": 200})).await;
    let tokens = app.tokens("own").await;
    assert_eq!((lifetime(&tokens.access), lifetime(&tokens.id)), (600, 200));
    bound(&app, json!({"opaque_access_tokens": true})).await;
    add(&app, "jwt", &json!({"access_token_format": "jwt"})).await;
    for client in ["own", "jwt", "shop"] {
        let access = app.tokens(client).await.access;
        assert!(access.starts_with("gha_"), "{client}: {access}");
    }
    bound(&app, json!({})).await;
    assert_eq!(lifetime(&app.tokens("own").await.access), 1200);
    // Settings that were read before somebody else's change are not written over it.
    let stale = RealmChange { settings: Some((1, RealmSettings::default())), ..RealmChange::default() };
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    let refused = admin::change_realm(database, &origin, Actor::System, stale).await;
    assert!(matches!(refused, Err(admin::Error::Changed)), "{refused:?}");
}

async fn refresh_tokens_live_as_settled(app: TestApp) {
    let wish = json!({"refresh_token_lifetime_seconds": 7200, "refresh_absolute_lifetime_seconds": 10_000});
    add(&app, "own", &wish).await;
    let begun = app.now();
    let mut token = app.tokens("own").await.refresh;
    // Without use it ends after two hours, used or not after 10,000 s.
    app.advance_but(2 * HOUR, Duration::from_secs(1));
    token = Tokens::of(&app.refresh("own", &token).await).refresh;
    app.advance(Duration::from_secs(u64::try_from(begun + 9_999 - app.now()).unwrap()));
    token = Tokens::of(&app.refresh("own", &token).await).refresh;
    app.advance(Duration::from_secs(1));
    assert_eq!(app.refresh("own", &token).await.refusal(), (400, "invalid_grant".to_owned()));
    bound(&app, json!({"refresh_token_lifetime_seconds": 3600, "refresh_absolute_lifetime_seconds": 5000})).await;
    let tokens = [app.tokens("own").await.refresh, app.tokens("own").await.refresh];
    app.advance_but(HOUR, Duration::from_secs(1));
    let used = Tokens::of(&app.refresh("own", &tokens[0]).await).refresh;
    app.advance(Duration::from_secs(1));
    assert_eq!(app.refresh("own", &tokens[1]).await.status, 400, "without use");
    app.advance(Duration::from_secs(1399));
    assert_eq!(app.refresh("own", &used).await.status, 200);
    app.advance(Duration::from_secs(1));
    assert_eq!(app.refresh("own", &used).await.status, 400, "in all");
}

async fn rotation_and_grace_are_the_clients(app: TestApp) {
    add(&app, "kept", &json!({"refresh_rotation": false})).await;
    let token = app.tokens("kept").await.refresh;
    assert_eq!(Tokens::of(&app.refresh("kept", &token).await).refresh, token);
    // How long the spent token still answers: the client's wish, at most what the realm allows.
    add(&app, "patient", &json!({"refresh_grace_seconds": 40})).await;
    for (bounds, grace) in [(json!({}), 40), (json!({"refresh_grace_seconds": 5}), 5)] {
        bound(&app, bounds).await;
        let token = app.tokens("patient").await.refresh;
        let successor = Tokens::of(&app.refresh("patient", &token).await).refresh;
        app.advance(Duration::from_secs(grace - 1));
        assert_eq!(Tokens::of(&app.refresh("patient", &token).await).refresh, successor, "{grace}");
        app.advance(Duration::from_secs(2));
        assert_eq!(app.refresh("patient", &token).await.status, 400, "{grace}");
        assert_eq!(app.refresh("patient", &successor).await.status, 400, "reuse ends the grant");
    }
}

async fn the_realm_can_insist_on_rotation(app: TestApp) {
    add(&app, "kept", &json!({"refresh_rotation": false})).await;
    bound(&app, json!({"refresh_rotation": true})).await;
    let token = app.tokens("kept").await.refresh;
    assert_ne!(Tokens::of(&app.refresh("kept", &token).await).refresh, token);
}

/// Saves a client, or says what keeps it from being saved.
async fn save(app: &TestApp, id: &str, wish: Value) -> Result<(), String> {
    let (shared, origin) = (&app.house.parts.shared, app.house.origin_in(&app.realm));
    let mut metadata = json!({"redirect_uris": ["https://app.example/cb"], "first_party": true});
    metadata.as_object_mut().unwrap().extend(wish.as_object().unwrap().clone());
    let metadata = serde_json::from_value(metadata).map_err(|error| error.to_string())?;
    let new = NewClient { id: Some(id.to_owned()), metadata, secret: None };
    match admin::create_client(&shared.database, &shared.sub_keys, &origin, admin::By::operator(Actor::System), new)
        .await
    {
        Ok(_) => Ok(()),
        Err(admin::Error::Metadata(findings)) => Err(findings[0].field.clone()),
        Err(other) => Err(other.to_string()),
    }
}

async fn the_stricter_of_profile_and_floor_holds(app: TestApp) {
    let loose = json!({"require_pkce": false, "access_token_lifetime_seconds": 7200, "first_party": true});
    add(&app, "loose", &loose).await;
    let strict = json!({"security_profile": "oauth21"});
    assert_eq!(save(&app, "strict", strict.clone()).await, Ok(()));
    for (wish, field) in [
        (json!({"security_profile": "oauth21", "require_pkce": false}), "require_pkce"),
        (
            json!({"security_profile": "oauth21", "access_token_lifetime_seconds": 7200}),
            "access_token_lifetime_seconds",
        ),
    ] {
        assert_eq!(save(&app, "no", wish).await, Err(field.to_owned()));
    }
    assert!(save(&app, "no", json!({"security_profile": "best"})).await.unwrap_err().contains("oidc, oauth21"));
    assert_eq!(lifetime(&app.tokens("loose").await.access), 7200);
    let without_pkce = || Request::from("loose").without("code_challenge").without("code_challenge_method");
    app.sign_in_and_consent(without_pkce()).await;

    // The floor refuses what is saved from now on, and holds at once for what was saved before.
    bound(&app, strict).await;
    assert_eq!(save(&app, "no", json!({"require_pkce": false})).await, Err("require_pkce".to_owned()));
    assert_eq!(save(&app, "plain", json!({})).await, Ok(()));
    assert_eq!(lifetime(&app.tokens("loose").await.access), 3600);
    assert_eq!(app.ask(&app.browser(), without_pkce()).await.answer()["error"], "invalid_request");

    bound(&app, json!({"signing_algorithms": ["ES256"]})).await;
    let refused = save(&app, "no", json!({"id_token_signed_response_alg": "RS256"})).await.unwrap_err();
    assert!(refused.contains("the realm allows ES256 alone, not RS256"), "{refused}");
    assert_eq!(save(&app, "es", json!({"id_token_signed_response_alg": "ES256"})).await, Ok(()));
}
