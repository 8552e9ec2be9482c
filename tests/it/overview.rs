//! The first page of the account area (pages §12, AC-01), and the way back to an application (pages A-1, AC-20).

use std::time::Duration;

use gatehouse::admin::{self, UserChange};
use gatehouse::audit::Actor;
use gatehouse::model::RealmId;
use serde_json::json;

use crate::support::browser::{Browser, House, Seen};

const PASSWORD: &str = "wombats dig at night";
const CALLBACK: &str = "https://app.example.com/cb";

async fn house() -> House {
    let house = House::open(&[]).await;
    house.add_user("alice", PASSWORD).await;
    let metadata = |more: serde_json::Value| {
        let mut metadata = json!({
            "redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none", "scope": "openid email", "first_party": true,
        });
        metadata.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        metadata
    };
    let home = json!({"client_name": "Example <App>", "client_uri": "https://app.example.com/"});
    house.add_client("app", metadata(home)).await;
    house.add_client("homeless", metadata(json!({"client_name": "Homeless"}))).await;
    house
}

async fn signed_in(house: &House) -> (Browser, Seen) {
    let browser = house.browser();
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    let account = browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert_eq!(account.path, "/account", "{account:?}");
    (browser, account)
}

/// Where each of `marks` stands; all of them must, in this order.
fn in_order(page: &Seen, marks: &[&str]) {
    let places: Vec<usize> =
        marks.iter().map(|mark| page.body.find(mark).unwrap_or_else(|| panic!("{mark}: {}", page.body))).collect();
    assert!(places.is_sorted(), "{marks:?}: {places:?}");
}

#[tokio::test]
async fn what_is_weak_comes_first_and_each_has_its_fix() {
    let house = house().await;
    let (browser, account) = signed_in(&house).await;
    in_order(
        &account,
        &[
            "id=\"checkup-state\"",
            "id=\"check-second-factor\" href=\"/account/authenticator\"",
            "id=\"check-passkeys\"",
            "id=\"check-email\"",
            "id=\"check-sessions\"",
            "id=\"overview-inbox-title\"",
            "id=\"overview-applications-title\"",
            "id=\"overview-activity\"",
            "id=\"lock-me\"",
        ],
    );
    assert!(account.body.contains("2 things need your attention"), "{}", account.body);
    // An address that is not proven is no way back, and outweighs what is merely missing.
    let (database, origin) = (&house.parts.shared.database, house.origin());
    let user = gatehouse::storage::users::find_by_identifier(database, &RealmId::default_realm(), "alice").await;
    let id = user.unwrap().unwrap().id;
    let change = UserChange { email_verified: Some(false), ..UserChange::default() };
    admin::change_user(database, &origin, Actor::System, &id, change).await.unwrap();
    in_order(
        &browser.open("/account").await,
        &["id=\"check-email-unproven\" href=\"/account/email\"", "id=\"check-second-factor\""],
    );
    let change = UserChange { email: Some(None), ..UserChange::default() };
    admin::change_user(database, &origin, Actor::System, &id, change).await.unwrap();
    in_order(&browser.open("/account").await, &["id=\"check-email-missing\"", "id=\"check-second-factor\""]);
}

#[tokio::test]
async fn what_is_new_stands_below() {
    let house = house().await;
    let (browser, _) = signed_in(&house).await;
    let challenge = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";
    let back = browser
        .open(&format!(
            "/authorize?client_id=app&response_type=code&scope=openid&code_challenge={challenge}&code_challenge_method=S256\
             &redirect_uri=https%3A%2F%2Fapp.example.com%2Fcb"
        ))
        .await;
    let code = back.parameter("code").unwrap();
    let fields = [
        ("grant_type", "authorization_code"),
        ("client_id", "app"),
        ("code", code.as_str()),
        ("redirect_uri", CALLBACK),
        ("code_verifier", "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk"),
    ];
    assert_eq!(browser.post("/token", &fields).await.status, 200);
    let account = browser.open("/account").await;
    let part = account.body.split("id=\"overview-applications\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(part.contains("Example &lt;App&gt;"), "{part}");
    assert!(account.body.split("id=\"overview-activity\"").nth(1).unwrap().contains("<li>"));
    assert!(account.body.contains("id=\"all-activity\" href=\"/account/activity\""));
}

#[tokio::test]
async fn somebody_who_was_sent_here_finds_the_way_back() {
    let house = house().await;
    let (signed, _) = signed_in(&house).await;
    assert!(!signed.open("/account/profile").await.body.contains("back-to-application"));
    // Also through a login.
    let fresh = house.browser();
    let login = fresh.open("/account?action=profile&client_id=app").await;
    assert!(login.path.starts_with("/login"), "{login:?}");
    let asked = fresh.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    let page = fresh.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert_eq!(page.path, "/account/profile", "{page:?}");
    for browser in [&fresh, &signed] {
        let page = browser.open("/account?action=sessions&client_id=app").await;
        assert_eq!(page.path, "/account/sessions");
        assert!(page.body.contains("id=\"back-to-application\" href=\"https://app.example.com/\""), "{}", page.body);
        assert!(page.body.contains("Example &lt;App&gt;") && !page.body.contains("Example <App>"));
        assert!(browser.open("/account").await.body.contains("back-to-application"), "it stays while they look around");
    }
    // Nothing of the link decides where it leads, and who has no home takes it away.
    for (link, is_there) in [
        (
            "action=profile&client_id=app&redirect_uri=https%3A%2F%2Fevil.example%2F&return_to=https%3A%2F%2Fevil.example",
            true,
        ),
        ("action=profile&client_id=homeless", false),
        ("action=profile&client_id=app", true),
        ("action=profile&client_id=nobody", false),
        ("action=profile&client_id=app", true),
        ("action=profile", false),
        ("action=profile&client_id=%00", false),
        ("action=profile&client_id=https%3A%2F%2Fevil.example", false),
    ] {
        let page = signed.open(&format!("/account?{link}")).await;
        assert_eq!(page.body.contains("back-to-application"), is_there, "{link}");
        assert!(!page.body.contains("evil.example"), "{link}");
    }
    // For an hour.
    signed.open("/account?action=profile&client_id=app").await;
    house.clock.advance(Duration::from_mins(1));
    assert!(signed.open("/account/profile").await.body.contains("back-to-application"));
    let set = signed.get("/account?action=profile&client_id=app").await;
    let cookies: Vec<&str> = set.headers.get_all("set-cookie").iter().filter_map(|value| value.to_str().ok()).collect();
    let kept = cookies.iter().find(|cookie| cookie.starts_with("gatehouse-back=")).unwrap();
    assert!(kept.contains("Max-Age=3600") && kept.contains("HttpOnly") && kept.contains("SameSite=Lax"), "{kept}");
}
