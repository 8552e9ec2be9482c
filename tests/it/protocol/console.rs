//! The administration console (pages §13): who comes in and how long (M-1), what it shows of applications (PR-05), and the way
//! in for somebody who has lost the last factor (AU-25).

use std::time::Duration;

use gatehouse::admin::{self, By, Holder, NewUser, RealmChange, RoleChange};
use gatehouse::audit::Actor;
use gatehouse::model::{RealmSettings, UserId, UserStatus};
use gatehouse::provider::deviations;
use gatehouse::storage::realms;
use serde_json::json;

use crate::support::app::{PASSWORD, Request, TestApp};
use crate::support::browser::{Browser, Seen};
use crate::support::process::texts;

on_each_setup![
    an_administrator_comes_in_with_two_factors,
    others_learn_nothing,
    without_a_second_factor_nobody_comes_in,
    it_ends_idle_and_in_any_case,
    it_ends_with_what_it_hangs_on,
    every_instance_agrees,
    another_site_brings_nobody_in,
    one_realm_opens_nothing_of_another,
    forms_of_others_are_refused,
    each_deviation_stands_on_the_page_by_name,
    applications_are_found_in_parts,
    what_weakens_is_told,
    people_are_found_with_what_they_hold,
    what_was_typed_by_others_stays_text,
    a_link_is_made_once_and_everybody_is_told,
    a_link_is_refused_above_and_for_oneself,
];

const OPERATOR: By<'static> = By::operator(Actor::System);
const REASON: &str = "Phone in the sea, met at the desk";

async fn grant(app: &TestApp, role: &str, user: &UserId) {
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    admin::grant_role(database, &origin, OPERATOR, role, Holder::User(user)).await.unwrap();
}

fn code(app: &TestApp, secret: &str) -> String {
    // No step is good twice.
    app.advance(Duration::from_secs(30));
    let secret = totp_rs::Secret::try_from_base32(secret.replace(' ', "")).unwrap();
    let totp = totp_rs::Builder::new().with_secret(secret).build().unwrap();
    totp.generate(u64::try_from(app.now()).unwrap()).to_string()
}

/// Opens `path` and signs in as far as that is asked; with `secret` beyond the password.
async fn come(app: &TestApp, browser: &Browser, (name, secret): (&str, &str), path: &str) -> Seen {
    let mut seen = browser.open(&app.path(path)).await;
    for _ in 0..4 {
        let at = seen.path.split('?').next().unwrap().to_owned();
        seen = match at.rsplit('/').next().unwrap() {
            "login" => browser.submit(&seen, &[("username", name), ("action", "sign-in")]).await,
            "password" => browser.submit(&seen, &[("password", PASSWORD), ("action", "sign-in")]).await,
            "totp" if !secret.is_empty() => {
                let code = code(app, secret);
                browser.submit(&seen, &[("code", code.as_str()), ("action", "verify")]).await
            }
            _ => return seen,
        };
    }
    seen
}

/// Adds an authenticator application to the account of `name`; its secret.
async fn enroll(app: &TestApp, name: &str) -> String {
    let browser = app.browser();
    come(app, &browser, (name, ""), "/login").await;
    let page = browser.open(&app.path("/account/authenticator")).await;
    let shown = page.body.split("id=\"secret\"").nth(1).unwrap().split("</code>").next().unwrap();
    let secret = shown.split('>').nth(1).unwrap().to_owned();
    let code = code(app, &secret);
    let done = browser.submit(&page, &[("name", "Phone"), ("code", &code)]).await;
    assert!(done.body.contains("id=\"notice\""), "{done:?}");
    secret
}

/// Alice as an administrator in the console.
async fn inside(app: &TestApp) -> (Browser, String) {
    grant(app, "admin", &app.alice).await;
    let (secret, browser) = (enroll(app, "alice").await, app.browser());
    let seen = come(app, &browser, ("alice", &secret), "/admin").await;
    is_inside(app, &seen, "/admin");
    (browser, secret)
}

fn is_inside(app: &TestApp, seen: &Seen, path: &str) {
    assert_eq!((seen.status, seen.path.as_str()), (200, app.path(path).as_str()), "{seen:?}");
    assert!(seen.body.contains("id=\"console-who\""), "{seen:?}");
}

/// Whether the console asks for a login.
async fn is_shut(app: &TestApp, browser: &Browser) -> bool {
    let seen = browser.get(&app.path("/admin/clients")).await;
    assert!(!seen.body.contains("console-who") || seen.status == 200, "{seen:?}");
    let to = seen.location();
    seen.status == 303 && (to.ends_with("/login?then=console") || to.ends_with("/account/confirm/console/password"))
}

fn cookie(app: &TestApp) -> String {
    let suffix = if app.realm.is_default() { String::new() } else { format!("-{}", app.name()) };
    format!("gatehouse-console{suffix}")
}

async fn an_administrator_comes_in_with_two_factors(app: TestApp) {
    grant(&app, "admin", &app.alice).await;
    let (secret, browser) = (enroll(&app, "alice").await, app.browser());
    // The page that was asked for is where they come to.
    let seen = come(&app, &browser, ("alice", &secret), "/admin/clients/spa").await;
    is_inside(&app, &seen, "/admin/clients/spa");
    for (name, value) in [
        ("cross-origin-opener-policy", "same-origin"),
        ("cache-control", "no-store"),
        ("x-frame-options", "DENY"),
        ("referrer-policy", "same-origin"),
    ] {
        assert_eq!(seen.header(name), value, "{name}");
    }
    let policy = seen.header("content-security-policy");
    assert!(policy.contains("form-action 'self'") && policy.contains("frame-ancestors 'none'"), "{policy}");
    // Left and entered again a moment later: the cookie is new, and made for this alone.
    let left = browser.submit(&Seen { path: app.path("/admin/sign-out"), ..seen }, &[]).await;
    assert!(left.path == app.path("/admin/sign-out") && left.body.contains("id=\"console-go\""), "{left:?}");
    let entered = browser.get(&app.path("/admin")).await;
    let set: Vec<&str> = entered.headers.get_all("set-cookie").iter().map(|value| value.to_str().unwrap()).collect();
    let own = set.iter().find(|text| text.starts_with(&cookie(&app))).unwrap_or_else(|| panic!("{entered:?}"));
    assert!(own.contains("; HttpOnly") && own.contains("; SameSite=Strict") && own.contains("; Path=/"), "{own}");
    assert!(!own.contains("Max-Age") && !own.contains("Domain"), "{own}");
    // A password that is a moment old is not enough by itself, nor are two factors of long ago.
    app.advance(Duration::from_secs(301));
    browser.open(&app.path("/account")).await;
    browser.cookies.lock().unwrap().remove(&cookie(&app));
    let asked = browser.open(&app.path("/admin/users")).await;
    assert_eq!(asked.path, app.path("/account/confirm/console/password"), "{asked:?}");
    let next = browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await;
    assert_eq!(next.path, app.path("/account/confirm/console/second-factor/totp"), "{next:?}");
    assert!(is_shut(&app, &browser).await, "half a login");
    let code = code(&app, &secret);
    let back = browser.submit(&next, &[("code", &code), ("action", "verify")]).await;
    assert_eq!(back.status, 200, "{back:?}");
    assert!(back.body.contains("id=\"console-who\""), "{back:?}");
}

async fn others_learn_nothing(app: TestApp) {
    let bob = app.add_user("bob").await;
    let secret = enroll(&app, "bob").await;
    let browser = app.browser();
    let there = format!("/admin/users/{bob}");
    let seen = come(&app, &browser, ("bob", &secret), "/admin").await;
    assert_eq!(seen.status, 403, "{seen:?}");
    let strip = |seen: &Seen| {
        let nonce = seen.header("content-security-policy").split("nonce-").nth(1).unwrap().split('\'').next().unwrap();
        let body = seen.body.replace(nonce, "NONCE");
        // The address itself stands in the choice of language.
        body.split("<footer").next().unwrap().to_owned()
    };
    for path in
        ["/admin/clients", "/admin/clients/spa", "/admin/clients/nobodys", "/admin/users", &there, "/admin/users/x"]
    {
        let refused = browser.get(&app.path(path)).await;
        assert_eq!((refused.status, strip(&refused)), (403, strip(&seen)), "{path}");
        assert!(!browser.cookies.lock().unwrap().contains_key(&cookie(&app)), "{path}");
    }
    // Whoever is not signed in is asked to be, wherever they go.
    for path in ["/admin", "/admin/clients/spa", "/admin/clients/nobodys", &there] {
        let stranger = app.browser().get(&app.path(path)).await;
        assert_eq!((stranger.status, stranger.location()), (303, app.path("/login?then=console").as_str()), "{path}");
    }
    // A role given a moment ago counts.
    grant(&app, "admin", &bob).await;
    assert_eq!(browser.open(&app.path("/admin")).await.status, 200);
}

async fn without_a_second_factor_nobody_comes_in(app: TestApp) {
    grant(&app, "admin", &app.alice).await;
    let browser = app.browser();
    let seen = come(&app, &browser, ("alice", ""), "/admin").await;
    assert!(seen.status == 200 && seen.body.contains(&app.path("/account/passkeys")), "{seen:?}");
    assert!(!seen.body.contains("console-who") && !browser.cookies.lock().unwrap().contains_key(&cookie(&app)));
    // Enrolling one proves nobody: the login that follows does.
    let page = browser.open(&app.path("/account/authenticator")).await;
    let shown = page.body.split("id=\"secret\"").nth(1).unwrap().split("</code>").next().unwrap();
    let secret = shown.split('>').nth(1).unwrap().to_owned();
    let code = code(&app, &secret);
    browser.submit(&page, &[("name", "Phone"), ("code", &code)]).await;
    let asked = browser.open(&app.path("/admin")).await;
    assert_eq!(asked.path, app.path("/account/confirm/console/password"), "{asked:?}");
    is_inside(&app, &come(&app, &browser, ("alice", &secret), "/admin").await, "/admin");
}

async fn it_ends_idle_and_in_any_case(app: TestApp) {
    let (browser, _) = inside(&app).await;
    app.advance(Duration::from_secs(899));
    assert!(!is_shut(&app, &browser).await);
    app.advance(Duration::from_mins(15));
    assert!(is_shut(&app, &browser).await, "15 minutes without use");
    let (browser, _) = {
        let browser = app.browser();
        let secret = {
            let bob = app.add_user("bob").await;
            grant(&app, "admin", &bob).await;
            enroll(&app, "bob").await
        };
        is_inside(&app, &come(&app, &browser, ("bob", &secret), "/admin").await, "/admin");
        (browser, secret)
    };
    // Used every ten minutes, and its browser session with it.
    for _ in 0..47 {
        app.advance(Duration::from_mins(10));
        assert!(!is_shut(&app, &browser).await);
    }
    app.advance(Duration::from_mins(10));
    assert!(is_shut(&app, &browser).await, "eight hours in all");
    assert_eq!(browser.get(&app.path("/account")).await.status, 200, "the account's session goes on");
}

async fn it_ends_with_what_it_hangs_on(app: TestApp) {
    let (browser, secret) = inside(&app).await;
    let shared = app.house.parts.shared.clone();
    let (database, origin) = (&shared.database, app.house.origin_in(&app.realm));
    // The last administrator stays, so there is another one.
    let bob = app.add_user("bob").await;
    grant(&app, "admin", &bob).await;

    admin::withdraw_role(database, &origin, OPERATOR, "admin", Holder::User(&app.alice)).await.unwrap();
    assert_eq!(browser.get(&app.path("/admin/clients")).await.status, 403, "the role");
    grant(&app, "admin", &app.alice).await;
    assert_eq!(browser.get(&app.path("/admin/clients")).await.status, 200);

    // A new password elsewhere ends all; one in this session ends the console alone.
    app.advance(Duration::from_secs(1));
    let page = browser.open(&app.path("/account/password")).await;
    let fields = [("new-password", "quokkas smile at noon"), ("action", "save")];
    let changed = browser.submit(&page, &fields).await;
    assert!(changed.body.contains("id=\"notice\""), "{changed:?}");
    let held = browser.cookies.lock().unwrap().get(&cookie(&app)).cloned();
    assert!(held.is_some(), "the cookie is there");
    browser.get(&app.path("/admin/clients")).await;
    assert_ne!(browser.cookies.lock().unwrap().get(&cookie(&app)).cloned(), held, "and opens nothing");

    // Suspended, and let in again: the session is gone for good.
    admin::set_status(database, &origin, Actor::System, &app.alice, UserStatus::Suspended).await.unwrap();
    assert!(is_shut(&app, &browser).await, "suspended");
    admin::set_status(database, &origin, Actor::System, &app.alice, UserStatus::Active).await.unwrap();
    assert!(is_shut(&app, &browser).await);

    // Signed out of the account, with the console's cookie kept.
    let own = enroll(&app, "bob").await;
    let other = app.browser();
    is_inside(&app, &come(&app, &other, ("bob", &own), "/admin").await, "/admin");
    let logout = other.open(&app.path("/logout")).await;
    other.submit(&logout, &[("action", "sign-out")]).await;
    assert!(other.cookies.lock().unwrap().contains_key(&cookie(&app)));
    assert!(is_shut(&app, &other).await, "signed out");
    drop(secret);
}

async fn every_instance_agrees(app: TestApp) {
    if !app.house.parts.shared.ephemeral.is_shared() {
        return;
    }
    let (browser, _) = inside(&app).await;
    let other = app.at_another_instance().await;
    let there = other.at(&browser);
    assert!(!is_shut(&other, &there).await, "one session at every instance");
    let page = there.open(&app.path("/admin")).await;
    there.submit(&Seen { path: app.path("/admin/sign-out"), ..page }, &[]).await;
    app.advance(Duration::from_secs(301));
    assert!(is_shut(&app, &browser).await, "left at one, left at all");
}

async fn another_site_brings_nobody_in(app: TestApp) {
    let (browser, _) = inside(&app).await;
    let held = browser.cookies.lock().unwrap().remove(&cookie(&app)).unwrap();
    // The browser holds the cookie back where another site leads here.
    let path = app.path("/admin/users");
    let arrive = browser.http.get(format!("{}{path}", browser.base)).header("sec-fetch-site", "cross-site");
    let cookies: Vec<String> =
        browser.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let seen = Seen::read(arrive.header("cookie", cookies.join("; ")).send().await.unwrap(), &path).await;
    assert_eq!(seen.status, 200, "{seen:?}");
    assert!(seen.body.contains(&format!("http-equiv=\"refresh\" content=\"0; url={path}\"")), "{seen:?}");
    assert!(!seen.body.contains("console-who") && !seen.headers.contains_key("set-cookie"), "{seen:?}");
    // What our own page begins brings it along.
    browser.cookies.lock().unwrap().insert(cookie(&app), held);
    is_inside(&app, &browser.get(&path).await, "/admin/users");
}

async fn one_realm_opens_nothing_of_another(app: TestApp) {
    let (browser, _) = inside(&app).await;
    let acme = app.neighbor("acme").await;
    let value = browser.cookies.lock().unwrap()[&cookie(&app)].clone();
    let theirs = acme.at(&browser);
    // Cookie and session of the one under the names of the other.
    let session = browser.cookies.lock().unwrap()["gatehouse-session"].clone();
    theirs.cookies.lock().unwrap().insert(cookie(&acme), value);
    theirs.cookies.lock().unwrap().insert("gatehouse-session-acme".to_owned(), session);
    assert!(is_shut(&acme, &theirs).await);
    let (own, _) = inside(&acme).await;
    let here = own.open(&acme.path("/admin")).await;
    assert!(here.body.contains("<code>acme</code>"), "{here:?}");
    let absent = own.get(&acme.path(&format!("/admin/users/{}", app.alice))).await;
    assert_eq!(absent.status, 404, "people of one realm are nobody in another");
}

async fn forms_of_others_are_refused(app: TestApp) {
    let (browser, _) = inside(&app).await;
    let bob = app.add_user("bob").await;
    let path = app.path(&format!("/admin/users/{bob}/access-link"));
    let page = browser.open(&path).await;
    let fields = [("minutes", "60"), ("reason", REASON), ("confirm", "bob")];
    for origin in [None, Some("null"), Some("https://evil.example")] {
        let forged = Browser { origin: origin.map(str::to_owned), ..browser.clone() };
        assert_eq!(forged.submit(&page, &fields).await.status, 403, "{origin:?}");
    }
    let stale = browser.post(&path, &[("minutes", "60"), ("reason", REASON), ("confirm", "bob"), ("csrf", "x")]).await;
    assert!(stale.status == 403 && stale.body.contains(REASON) && !stale.body.contains("id=\"link\""), "{stale:?}");
    // The token of an account page is for account pages.
    let account = browser.open(&app.path("/account/sessions")).await;
    let csrf = account.field("csrf").unwrap_or_default();
    let mixed: Vec<(&str, &str)> = fields.into_iter().chain([("csrf", csrf.as_str())]).collect();
    assert_eq!(browser.post(&path, &mixed).await.status, 403);
    assert!(events(&app, "recovery.link_issued").await.is_empty());
}

async fn each_deviation_stands_on_the_page_by_name(app: TestApp) {
    let odd = json!({
        "client_name": "Odd One", "application_type": "native", "token_endpoint_auth_method": "client_secret_post",
        "require_pkce": false, "first_party": true, "access_token_lifetime_seconds": 7200, "refresh_grace_seconds": 60,
        "redirect_uris": ["myapp:/cb"], "post_logout_redirect_uris": [],
        "resources": [crate::support::app::API, crate::support::app::VAULT],
    });
    app.add_client("odd", odd).await;
    let (browser, _) = inside(&app).await;
    let page = browser.open(&app.path("/admin/clients/odd")).await;
    let expected = [
        "pkce-optional",
        "shared-secret",
        "secret-in-body",
        "secret-on-devices",
        "bare-scheme",
        "claimable-first-party",
        "several-audiences",
        "long-access-token",
        "long-grace",
    ];
    let shown: Vec<&str> =
        page.body.split("id=\"deviation-").skip(1).map(|rest| rest.split('"').next().unwrap()).collect();
    assert_eq!(shown, expected, "{page:?}");
    // In the words of the command line, each with what to do.
    for found in deviations::all().filter(|found| expected.contains(&found.name)) {
        for text in [found.message, found.fix, found.specification] {
            let text = text.replace('\'', "&#39;").replace('/', "&#x2F;");
            assert!(page.body.replace('/', "&#x2F;").contains(&text), "{}: {text}", found.name);
        }
    }
    // Lifetimes as they hold, and secrets without their values.
    assert!(page.body.contains("id=\"lifetime-access-token\">2 hours<"), "{page:?}");
    assert!(page.body.contains("id=\"secrets\"") && !page.body.contains(&app.secret("odd")));
    let local = json!({"redirect_uris": ["http://127.0.0.1/cb"], "token_endpoint_auth_method": "none"});
    app.add_client("local", local).await;
    let local = browser.open(&app.path("/admin/clients/local")).await;
    assert!(
        local.body.matches("id=\"deviation-").count() == 1 && local.body.contains("id=\"deviation-http-redirect\"")
    );
    let plain = browser.open(&app.path("/admin/clients/spa")).await;
    assert!(plain.body.contains("id=\"no-deviations\"") && !plain.body.contains("deviation-"), "{plain:?}");
    for missing in ["nothing", "%00", "..%2f", "%3Cb%3E"] {
        let seen = browser.get(&app.path(&format!("/admin/clients/{missing}"))).await;
        assert!(seen.status == 404 && seen.body.contains("id=\"nothing\""), "{seen:?}");
    }
    // In every language, by the same names.
    for language in ["es", "fr", "de", "ar"] {
        let seen = browser.get(&app.path(&format!("/admin/clients/odd?language={language}"))).await;
        let count = seen.body.matches("id=\"deviation-").count();
        assert!(count == expected.len() && !seen.body.contains("Requests without PKCE"), "{language}: {seen:?}");
    }
}

fn rows(seen: &Seen) -> Vec<String> {
    let links = seen.body.split("class=\"row\" href=\"").skip(1).map(|rest| rest.split('"').next().unwrap());
    links
        .map(|path| path.rsplit(['/']).next().unwrap().replace("&#x2F;", "/").rsplit('/').next().unwrap().to_owned())
        .collect()
}

fn link(seen: &Seen, id: &str) -> Option<String> {
    let tag = seen.body.split('<').find(|tag| tag.starts_with("a ") && tag.contains(&format!("id=\"{id}\"")))?;
    crate::support::browser::attribute(tag, "href")
}

async fn applications_are_found_in_parts(app: TestApp) {
    for number in 0..30 {
        let public = json!({"token_endpoint_auth_method": "none", "client_name": format!("Number {number}")});
        app.add_client(&format!("n{number:02}"), public).await;
    }
    let (browser, _) = inside(&app).await;
    let first = browser.open(&app.path("/admin/clients?search=NUMBER")).await;
    assert_eq!(rows(&first).len(), 25, "{first:?}");
    let rest = browser.open(&link(&first, "next").unwrap()).await;
    assert_eq!(rows(&rest), ["n25", "n26", "n27", "n28", "n29"], "{rest:?}");
    assert!(rest.field("search").as_deref() == Some("NUMBER") && link(&rest, "next").is_none());
    // Clients with a secret deviate, public ones do not.
    let deviating = browser.open(&app.path("/admin/clients?deviating=yes")).await;
    assert_eq!(rows(&deviating), ["api", "shop", "till", "vault", "web"], "{deviating:?}");
    let none = browser.open(&app.path("/admin/clients?search=%3Cscript%3E")).await;
    assert!(none.body.contains("id=\"clients-none\"") && !none.body.contains("<script>"), "{none:?}");
    let overview = browser.open(&app.path("/admin")).await;
    assert!(overview.body.contains("id=\"count-clients\">37<"), "{overview:?}");
    assert_eq!(rows(&overview).len(), 5, "{overview:?}");
}

async fn what_weakens_is_told(app: TestApp) {
    let (browser, _) = inside(&app).await;
    let before = browser.open(&app.path("/admin")).await;
    assert!(!before.body.contains("id=\"weak-"), "{before:?}");
    let realm = realms::find(&app.house.parts.shared.database, &app.realm).await.unwrap().unwrap();
    let settings = RealmSettings { email_code_login: true, password_min_length: Some(8), ..realm.settings };
    app.change(RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() }).await;
    let after = browser.open(&app.path("/admin")).await;
    for name in ["weak-short-passwords", "weak-email-code-login"] {
        assert!(after.body.contains(&format!("id=\"{name}\"")), "{name}: {after:?}");
    }
}

async fn people_are_found_with_what_they_hold(app: TestApp) {
    let (browser, _) = inside(&app).await;
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    for number in 0..27 {
        app.add_user(&format!("clerk{number:02}")).await;
    }
    let bob = app.add_user("bob").await;
    let group = admin::create_group(database, &origin, OPERATOR, "/staff", String::new()).await.unwrap();
    admin::create_role(database, &origin, OPERATOR, "reader", RoleChange::default()).await.unwrap();
    admin::grant_role(database, &origin, OPERATOR, "reader", Holder::Group(&group.id)).await.unwrap();
    admin::add_member(database, &origin, OPERATOR, &group.id, &bob).await.unwrap();
    let first = browser.open(&app.path("/admin/users?search=CLERK")).await;
    assert_eq!(first.body.matches("class=\"row\"").count(), 25, "{first:?}");
    let rest = browser.open(&link(&first, "next").unwrap()).await;
    let names: Vec<&str> = rest.body.split("<bdi>clerk").skip(1).map(|rest| &rest[..2]).collect();
    assert!(names.contains(&"25") && names.contains(&"26") && !names.contains(&"24"), "{names:?}");
    let found = browser.open(&app.path("/admin/users?search=bob%40example")).await;
    assert_eq!(rows(&found), [bob.to_string()], "{found:?}");
    let page = browser.open(&app.path(&format!("/admin/users/{bob}"))).await;
    assert!(page.body.contains("bob@example.com") && page.body.contains("id=\"factor-passkeys\">0<"), "{page:?}");
    let roles = page.body.split("id=\"roles\"").nth(1).unwrap().split("</ul>").next().unwrap();
    assert!(roles.contains("reader") && roles.replace("&#x2F;", "/").contains("/staff"), "{roles}");
    assert!(page.body.contains("id=\"access-link\""));
}

async fn what_was_typed_by_others_stays_text(app: TestApp) {
    const EVIL: &str = "\"><script>alert(1)</script>{{ page }}";
    app.add_client("evil", json!({"client_name": EVIL, "token_endpoint_auth_method": "none"})).await;
    let new = NewUser { username: "<img src=x onerror=alert(1)>".to_owned(), ..NewUser::default() };
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    let mallory = admin::create_user(database, &origin, Actor::System, new).await.unwrap().id;
    let (browser, _) = inside(&app).await;
    let user = format!("/admin/users/{mallory}");
    let form = format!("{user}/access-link");
    for path in ["/admin/clients", "/admin/clients/evil", "/admin/users", &user, &form] {
        let seen = browser.open(&app.path(path)).await;
        is_inside(&app, &seen, path);
        assert!(!seen.body.contains("<script>alert") && !seen.body.contains("<img src=x"), "{path}: {seen:?}");
        assert!(seen.body.contains("&lt;script&gt;") || seen.body.contains("&lt;img src=x"), "{path}: {seen:?}");
    }
}

/// The details of events of that name.
async fn events(app: &TestApp, name: &str) -> Vec<String> {
    let sql =
        "SELECT actor_kind || ' ' || actor_id || ' ' || details FROM audit_events WHERE event = $1 ORDER BY time, id";
    texts(&app.house.parts.shared.database, sql, name).await
}

async fn a_link_is_made_once_and_everybody_is_told(app: TestApp) {
    let bob = app.add_user("bob").await;
    enroll(&app, "bob").await;
    let (browser, secret) = inside(&app).await;
    let path = app.path(&format!("/admin/users/{bob}/access-link"));
    let page = browser.open(&path).await;
    for (fields, fault) in [
        ([("minutes", "60"), ("reason", ""), ("confirm", "bob")], "reason"),
        ([("minutes", "60"), ("reason", REASON), ("confirm", "bobby")], "confirm"),
        ([("minutes", "999"), ("reason", REASON), ("confirm", "bob")], "minutes"),
    ] {
        let seen = browser.submit(&page, &fields).await;
        assert!(seen.status == 422 && seen.body.contains(&format!("href=\"#{fault}\"")), "{fault}: {seen:?}");
        assert!(!seen.body.contains("id=\"link\""));
    }
    // The login has to be of the last five minutes; what was typed is there again after it.
    app.advance(Duration::from_mins(5));
    let fields = [("minutes", "240"), ("reason", REASON), ("confirm", "bob")];
    let asked = browser.submit(&page, &fields).await;
    assert_eq!(asked.path, app.path("/account/confirm/console/password"), "{asked:?}");
    assert!(events(&app, "recovery.link_issued").await.is_empty());
    let next = browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await;
    let code = code(&app, &secret);
    let again = browser.submit(&next, &[("code", &code), ("action", "verify")]).await;
    is_inside(&app, &again, path.strip_prefix(&app.path("")).unwrap());
    assert_eq!(again.field("reason").as_deref(), Some(REASON));
    assert!(
        again.body.contains("value=\"240\" selected") && again.field("confirm").as_deref() == Some(""),
        "{again:?}"
    );

    let made = browser.submit(&again, &fields).await;
    assert_eq!(made.status, 200, "{made:?}");
    let shown =
        made.body.split("id=\"link\"").nth(1).unwrap().split("</code>").next().unwrap().split('>').nth(1).unwrap();
    let shown = shown.replace("&#x2F;", "/");
    let there = shown.strip_prefix(&app.issuer()).unwrap_or_else(|| panic!("{shown}"));
    assert!(there.starts_with("/link/access/al_") && made.header("cache-control") == "no-store", "{made:?}");
    for seen in [browser.open(&path).await, browser.open(&app.path(&format!("/admin/users/{bob}"))).await] {
        assert!(!seen.body.contains("al_"), "shown once: {seen:?}");
    }
    // The trail names the administrator and the reason; the person is told.
    let trail = events(&app, "recovery.link_issued").await;
    assert_eq!(trail.len(), 1, "{trail:?}");
    assert!(trail[0].starts_with(&format!("administrator {} ", app.alice)) && trail[0].contains(REASON), "{trail:?}");
    let told = "SELECT id FROM inbox WHERE user_id = $1 AND notice = 'access-link'";
    assert_eq!(texts(&app.house.parts.shared.database, told, bob.as_str()).await.len(), 1);

    // It lets bob in once, without the factor that he has lost, and nobody after.
    let own = app.browser();
    let door = own.open(&app.path(there)).await;
    let inside = own.submit(&door, &[("action", "confirm")]).await;
    assert_eq!(inside.path, app.path("/recovery/new-password"), "{inside:?}");
    assert_eq!(app.browser().open(&app.path(there)).await.status, 410);
}

async fn a_link_is_refused_above_and_for_oneself(app: TestApp) {
    let root = app.add_user("root").await;
    grant(&app, "super_admin", &root).await;
    let (browser, _) = inside(&app).await;
    let alice = app.alice.clone();
    for (user, name) in [(&root, "root"), (&alice, "alice")] {
        let page = browser.open(&app.path(&format!("/admin/users/{user}"))).await;
        assert!(!page.body.contains("id=\"access-link\""), "{page:?}");
        let form = browser.open(&app.path(&format!("/admin/users/{user}/access-link"))).await;
        let seen = browser.submit(&form, &[("minutes", "60"), ("reason", REASON), ("confirm", name)]).await;
        assert!(seen.status == 403 && !seen.body.contains("id=\"link\""), "{seen:?}");
        assert_eq!(seen.field("reason").as_deref(), Some(REASON), "what was typed stays");
    }
    app.add_user("bob").await;
    app.sign_in(&app.browser(), Request::from("spa")).await;
    let bob =
        texts(&app.house.parts.shared.database, "SELECT id FROM users WHERE username = $1", "bob").await.remove(0);
    let (database, origin) = (&app.house.parts.shared.database, app.house.origin_in(&app.realm));
    let id = UserId::from(bob.as_str());
    admin::set_status(database, &origin, Actor::System, &id, UserStatus::Suspended).await.unwrap();
    let form = browser.open(&app.path(&format!("/admin/users/{bob}/access-link"))).await;
    let seen = browser.submit(&form, &[("minutes", "60"), ("reason", REASON), ("confirm", "bob")]).await;
    assert!(seen.status == 403 && seen.body.contains("suspended"), "{seen:?}");
    assert!(events(&app, "recovery.link_issued").await.is_empty());
}
