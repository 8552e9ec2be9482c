//! Signing in with providers elsewhere: a scripted one that can lie, and a real one, which is a second Gatehouse.

use std::collections::BTreeMap;
use std::time::Duration;

use gatehouse::admin::{self, NewUpstream, NewUser, RealmChange, SecretChange};
use gatehouse::audit::Actor;
use gatehouse::model::{RealmId, RealmSettings, UpstreamSettings, UserId, UserStatus};
use gatehouse::secret::Secret;
use gatehouse::storage::{linked_identities, realms, upstreams, users};
use serde_json::{Value, json};

use crate::support::application::{CALLBACK, authorize};
use crate::support::browser::{Browser, House, Seen};
use crate::support::provider::Provider;

const HOME: &str = "https://rp.example";
const PASSWORD: &str = "wombats dig at night";

/// A house whose people may sign in at a scripted provider called `acme`.
struct Site {
    house: House,
    provider: Provider,
}

/// Bends the claims of an honest provider.
type Lie = fn(&mut Value);

/// What a visit to the provider was sent with.
struct Away {
    state: String,
    nonce: String,
    sent: BTreeMap<String, String>,
}

async fn open() -> House {
    let settings = [
        ("server.issuer", HOME),
        ("outbound.allow_loopback", "true"),
        ("rate_limits.preset", "off"),
        ("server.workers", "1"),
        ("database.durable", "false"),
    ];
    let house = House::open(&settings).await;
    house
        .add_client(
            "app",
            json!({"redirect_uris": [CALLBACK], "token_endpoint_auth_method": "none", "first_party": true,
                   "scope": "openid email"}),
        )
        .await;
    house
}

async fn connect(house: &House, name: &str, issuer: &str, settings: UpstreamSettings) {
    let new = NewUpstream {
        name: name.to_owned(),
        display_name: name.to_uppercase(),
        issuer: issuer.to_owned(),
        client_id: "rp".to_owned(),
        secret: Some(Secret::new("a secret of ours".to_owned())),
        settings,
    };
    let shared = &house.parts.shared;
    admin::create_upstream(&shared.database, &shared.sub_keys, &house.origin(), Actor::System, new).await.unwrap();
}

fn browser(house: &House) -> Browser {
    Browser { origin: Some(HOME.to_owned()), ..house.browser() }
}

async fn sign_in(browser: &Browser, name: &str) -> Seen {
    sign_in_at(browser, browser.open("/login").await, name).await
}

async fn sign_in_at(browser: &Browser, page: Seen, name: &str) -> Seen {
    let page = browser.submit(&page, &[("username", name), ("action", "sign-in")]).await;
    browser.submit(&page, &[("username", name), ("password", PASSWORD), ("action", "sign-in")]).await
}

impl Site {
    async fn open(settings: UpstreamSettings) -> Self {
        let (house, provider) = (open().await, Provider::start().await);
        connect(&house, "acme", &provider.issuer, settings).await;
        Self { house, provider }
    }

    async fn trusting() -> Self {
        Self::open(UpstreamSettings { trusts_email: true, ..UpstreamSettings::default() }).await
    }

    async fn register(&self, rules: Value) {
        let database = &self.house.parts.shared.database;
        let realm = realms::find_by_name(database, "default").await.unwrap().unwrap();
        let settings = RealmSettings { registration: serde_json::from_value(rules).unwrap(), ..realm.settings };
        let change = RealmChange { settings: Some((realm.version, settings)), ..RealmChange::default() };
        admin::change_realm(database, &self.house.origin(), Actor::System, change).await.unwrap();
        self.house.parts.realms.clear();
    }

    /// Follows the link at `path` to the provider.
    async fn leave(&self, browser: &Browser, path: &str) -> Away {
        away(&browser.get(path).await, &self.provider.issuer)
    }

    fn now(&self) -> i64 {
        self.house.clock.now().as_secs()
    }

    /// What an honest provider says of `subject`.
    fn claims(&self, away: &Away, subject: &str) -> Value {
        json!({
            "iss": self.provider.issuer, "aud": "rp", "sub": subject, "nonce": away.nonce, "iat": self.now(),
            "exp": self.now() + 60, "email": format!("{subject}@example.com"), "email_verified": true,
        })
    }

    /// Brings an answer to `away` back in `browser`.
    async fn answer(&self, browser: &Browser, away: &Away) -> Seen {
        let query = url::form_urlencoded::Serializer::new(String::new())
            .extend_pairs([("state", away.state.as_str()), ("code", "c"), ("iss", &self.provider.issuer)])
            .finish();
        browser.get(&format!("/upstream/acme/callback?{query}")).await
    }

    /// A whole visit from the house's login, of whom the provider calls `subject`.
    async fn visit(&self, browser: &Browser, subject: &str) -> Seen {
        browser.open("/login").await;
        let away = self.leave(browser, "/login/upstream/acme").await;
        self.provider.claim(&self.claims(&away, subject));
        self.answer(browser, &away).await
    }

    async fn owner(&self, subject: &str) -> Option<UserId> {
        let (database, realm) = (&self.house.parts.shared.database, RealmId::default_realm());
        let known = linked_identities::find_by_subject(database, &realm, (&self.provider.issuer, subject)).await;
        known.unwrap().map(|known| known.user_id)
    }

    async fn user(&self, name: &str) -> Option<gatehouse::model::User> {
        let database = &self.house.parts.shared.database;
        users::find_by_identifier(database, &RealmId::default_realm(), name).await.unwrap()
    }

    /// Links `subject` to whoever is signed in in `browser`, on the page for it.
    async fn link(&self, browser: &Browser, subject: &str) -> Seen {
        let page = browser.open("/account/links").await;
        let away = away(&browser.submit(&page, &[("add", "acme")]).await, &self.provider.issuer);
        self.provider.claim(&self.claims(&away, subject));
        self.answer(browser, &away).await
    }
}

fn away(seen: &Seen, issuer: &str) -> Away {
    assert!(seen.location().starts_with(&format!("{issuer}/")), "{seen:?}");
    let url = url::Url::parse(seen.location()).unwrap();
    let sent: BTreeMap<String, String> = url.query_pairs().into_owned().collect();
    Away { state: sent["state"].clone(), nonce: sent["nonce"].clone(), sent }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_linked_identity_signs_in_and_the_request_is_guarded() {
    let site = Site::open(UpstreamSettings::default()).await;
    let alice = site.house.add_user("alice", PASSWORD).await;
    let browser_of_alice = browser(&site.house);
    sign_in(&browser_of_alice, "alice").await;
    let none = browser_of_alice.open("/account/links").await;
    assert!(none.body.contains("id=\"no-links\"") && none.body.contains("id=\"upstream-acme\""), "{none:?}");
    assert!(!none.header("content-security-policy").contains("form-action"), "the form leads to the provider");
    let linked = site.link(&browser_of_alice, "7").await;
    assert!(linked.location().ends_with("/account/links?done=identity-linked"), "{linked:?}");
    assert_eq!(site.owner("7").await, Some(alice.clone()));
    let page = browser_of_alice.open("/account/links").await;
    assert!(page.body.contains("7@example.com") && page.body.contains("ACME"), "{page:?}");

    let other = browser(&site.house);
    let login = other.open(&authorize("app", "")).await;
    assert!(login.body.contains("id=\"upstream-acme\""), "{login:?}");
    let away = site.leave(&other, &login.path.replace("/login", "/upstream/acme")).await;
    let sent = |name: &str| away.sent.get(name).map(String::as_str).unwrap_or_default();
    assert_eq!((sent("code_challenge_method"), sent("response_type"), sent("client_id")), ("S256", "code", "rp"));
    assert_eq!(sent("redirect_uri"), format!("{HOME}/upstream/acme/callback"));
    assert_eq!((sent("scope"), sent("prompt")), ("openid profile email", ""));
    site.provider.claim(&site.claims(&away, "7"));
    let back = site.answer(&other, &away).await;
    let answer = other.follow(back).await;
    assert!(answer.parameter("code").is_some(), "{answer:?}");
    let redeemed = site.provider.redeemed();
    assert!(
        redeemed.iter().all(|request| request.contains("code_verifier=") && request.contains("authorization: Basic"))
    );
    let database = &site.house.parts.shared.database;
    let known = linked_identities::list_of_user(database, &RealmId::default_realm(), &alice).await.unwrap();
    assert_eq!((known.len(), known[0].last_used_at.is_some()), (1, true));
}

#[tokio::test(flavor = "multi_thread")]
async fn answers_that_do_not_hold_sign_nobody_in() {
    let site = Site::trusting().await;
    site.house.add_user("ada", PASSWORD).await;
    let other = Provider::start().await;
    connect(&site.house, "evil", &other.issuer, UpstreamSettings::default()).await;
    let lies: [(&str, Lie); 9] = [
        ("nonce", |claims| claims["nonce"] = json!("another")),
        ("no nonce", |claims| claims["nonce"] = Value::Null),
        ("issuer", |claims| claims["iss"] = json!("https://evil.example")),
        ("audience", |claims| claims["aud"] = json!("another")),
        ("audiences", |claims| claims["aud"] = json!(["rp", "another"])),
        ("azp", |claims| claims["azp"] = json!("another")),
        ("expired", |claims| claims["exp"] = json!(1_700_000_000)),
        ("early", |claims| claims["iat"] = json!(1_900_000_000)),
        ("subject", |claims| claims["sub"] = json!("s".repeat(256))),
    ];
    for (what, lie) in lies {
        let browser = browser(&site.house);
        browser.open("/login").await;
        let away = site.leave(&browser, "/login/upstream/acme").await;
        let mut claims = site.claims(&away, "ada");
        lie(&mut claims);
        site.provider.claim(&claims);
        let seen = site.answer(&browser, &away).await;
        assert!(seen.location().ends_with("/login?upstream=acme&told=invalid"), "{what}: {seen:?}");
        let page = browser.follow(seen).await;
        assert!(page.body.contains("could not be used") && page.body.contains("role=\"alert\""), "{what}: {page:?}");
    }
    for alg in ["none", "HS256"] {
        site.provider.sign_as(alg);
        let seen = site.visit(&browser(&site.house), "ada").await;
        assert!(seen.location().ends_with("told=invalid"), "{alg}: {seen:?}");
    }
    site.provider.sign_as("EdDSA");
    let mine = browser(&site.house);
    for (what, path, told) in [
        ("another's iss", "/upstream/acme/callback?code=c&iss=https%3A%2F%2Fevil.example", "invalid"),
        ("no iss, though it is promised", "/upstream/acme/callback?code=c", "invalid"),
        ("another's callback", "/upstream/evil/callback?code=c&iss=ISSUER", "invalid"),
        ("no code", "/upstream/acme/callback?iss=ISSUER", "invalid"),
        ("a no", "/upstream/acme/callback?error=access_denied&iss=ISSUER", "denied"),
        ("an error", "/upstream/acme/callback?error=server_error&iss=ISSUER", "invalid"),
    ] {
        mine.open("/login").await;
        let away = site.leave(&mine, "/login/upstream/acme").await;
        site.provider.claim(&site.claims(&away, "ada"));
        let path = path.replace("ISSUER", &site.provider.issuer.replace(':', "%3A").replace('/', "%2F"));
        let seen = mine.get(&format!("{path}&state={}", away.state)).await;
        assert!(seen.location().ends_with(&format!("told={told}")), "{what}: {seen:?}");
    }
    assert_eq!(site.owner("ada").await, None);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_answer_counts_once_in_its_own_browser_while_the_provider_is_enabled() {
    let site = Site::trusting().await;
    site.house.add_user("ada", PASSWORD).await;
    let (mine, theirs) = (browser(&site.house), browser(&site.house));
    theirs.open("/login").await;
    mine.open("/login").await;
    let stolen = site.leave(&mine, "/login/upstream/acme").await;
    site.provider.claim(&site.claims(&stolen, "ada"));
    assert_eq!(site.answer(&theirs, &stolen).await.status, 410, "another browser's state");
    assert_eq!(site.answer(&mine, &stolen).await.status, 410, "and it is used up by that");
    let away = site.leave(&mine, "/login/upstream/acme").await;
    site.provider.claim(&site.claims(&away, "ada"));
    let made_up = Away { state: "us_made-up".to_owned(), ..away };
    assert_eq!(site.answer(&mine, &made_up).await.status, 410);
    let late = site.leave(&mine, "/login/upstream/acme").await;
    site.house.clock.advance(Duration::from_mins(16));
    assert_eq!(site.answer(&mine, &late).await.status, 410, "too late");

    let seen = site.visit(&mine, "ada").await;
    assert!(seen.location().ends_with("/account"), "{seen:?}");
    let again = browser(&site.house);
    again.open("/login").await;
    let away = site.leave(&again, "/login/upstream/acme").await;
    site.provider.claim(&site.claims(&away, "ada"));
    assert_eq!(site.answer(&again, &away).await.status, 303);
    assert_eq!(site.answer(&again, &away).await.status, 410, "a replay");

    let late = browser(&site.house);
    late.open("/login").await;
    let away = site.leave(&late, "/login/upstream/acme").await;
    let (shared, realm) = (&site.house.parts.shared, RealmId::default_realm());
    let mut upstream = upstreams::find_by_name(&shared.database, &realm, "acme").await.unwrap().unwrap();
    upstream.enabled = false;
    let new = (upstream, SecretChange::Keep);
    admin::change_upstream(&shared.database, &shared.sub_keys, &site.house.origin(), Actor::System, new).await.unwrap();
    site.provider.claim(&site.claims(&away, "ada"));
    let seen = site.answer(&late, &away).await;
    assert!(seen.location().ends_with("told=disabled"), "{seen:?}");
    assert_eq!(late.get("/login/upstream/acme").await.status, 404);
    assert!(!late.open("/login").await.body.contains("upstream-acme"));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_links_only_where_it_is_proven_on_both_sides() {
    let site = Site::open(UpstreamSettings::default()).await;
    site.house.add_user("ada", PASSWORD).await;
    let told = |seen: &Seen| seen.location().split("told=").nth(1).unwrap_or_default().to_owned();
    // Not trusted: the same for an address that has an account, and for one that has none.
    for subject in ["ada", "nobody"] {
        assert_eq!(told(&site.visit(&browser(&site.house), subject).await), "not-linked", "{subject}");
    }
    let site = Site::trusting().await;
    let ada = site.house.add_user("ada", PASSWORD).await;
    let mine = browser(&site.house);
    mine.open("/login").await;
    let away = site.leave(&mine, "/login/upstream/acme").await;
    let mut claims = site.claims(&away, "ada");
    claims["email_verified"] = json!(false);
    site.provider.claim(&claims);
    assert_eq!(told(&site.answer(&mine, &away).await), "not-linked", "not verified there");
    let eve = NewUser { username: "eve".to_owned(), email: Some("eve@example.com".to_owned()), ..NewUser::default() };
    admin::create_user(&site.house.parts.shared.database, &site.house.origin(), Actor::System, eve).await.unwrap();
    assert_eq!(told(&site.visit(&browser(&site.house), "eve").await), "not-linked", "not verified here");
    assert_eq!((site.owner("ada").await, site.owner("eve").await), (None, None));
    let seen = site.visit(&mine, "ada").await;
    assert!(seen.location().ends_with("/account"), "{seen:?}");
    assert_eq!(site.owner("ada").await, Some(ada.clone()));

    let (shared, origin) = (&site.house.parts.shared, site.house.origin());
    admin::set_status(&shared.database, &origin, Actor::System, &ada, UserStatus::Suspended).await.unwrap();
    assert_eq!(told(&site.visit(&browser(&site.house), "ada").await), "refused", "who may not sign in");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_newcomer_comes_in_by_the_rules_of_registration() {
    let site = Site::trusting().await;
    let closed = json!({"mode": "closed"});
    let domains = json!({"mode": "domains", "domains": ["other.example"]});
    for (subject, rules) in [("a", closed), ("b", json!({"mode": "invitation"})), ("c", domains)] {
        site.register(rules.clone()).await;
        let seen = site.visit(&browser(&site.house), subject).await;
        assert!(seen.location().ends_with("told=not-linked"), "{rules}: {seen:?}");
        assert!(site.user(&format!("{subject}@example.com")).await.is_none(), "{rules}");
    }
    site.register(json!({"mode": "approval"})).await;
    let seen = site.visit(&browser(&site.house), "d").await;
    assert_eq!(seen.status, 200, "{seen:?}");
    assert_eq!(site.user("d@example.com").await.unwrap().status, UserStatus::Pending);
    assert_eq!(site.visit(&browser(&site.house), "d").await.status, 200, "still waits");

    let terms = json!({"version": "1", "terms_uri": "https://example.com/terms"});
    site.register(json!({"mode": "open", "terms": terms})).await;
    let mine = browser(&site.house);
    let seen = site.visit(&mine, "e").await;
    assert!(seen.location().ends_with("/login/terms"), "{seen:?}");
    let user = site.user("e@example.com").await.unwrap();
    assert!(user.email_verified && user.password_hash.is_none() && user.status == UserStatus::Active);

    site.register(json!({"mode": "open"})).await;
    let seen = site.visit(&mine, "e").await;
    assert!(seen.location().ends_with("/account"), "{seen:?}");
    assert_eq!(site.user("e@example.com").await.unwrap().id, user.id, "the same one");
    last_way_in(&site, &mine).await;
}

/// Somebody who has nothing but a provider shows it anew before a sensitive change, and keeps it.
async fn last_way_in(site: &Site, mine: &Browser) {
    let confirm = mine.open("/account/links").await;
    assert!(confirm.path.ends_with("/account/confirm/links/password"), "{confirm:?}");
    assert!(confirm.body.contains("id=\"upstream-acme\""), "{confirm:?}");
    let path = "/account/confirm/links/upstream/acme";
    let away = site.leave(mine, path).await;
    assert_eq!((away.sent["prompt"].as_str(), away.sent["max_age"].as_str()), ("login", "0"));
    site.provider.claim(&site.claims(&away, "e"));
    let silent = site.answer(mine, &away).await;
    assert!(silent.location().ends_with("told=not-anew"), "{silent:?}");
    let away = site.leave(mine, path).await;
    let mut claims = site.claims(&away, "f");
    claims["auth_time"] = json!(site.now());
    site.provider.claim(&claims);
    let other = site.answer(mine, &away).await;
    assert!(other.location().ends_with("told=not-this-account"), "{other:?}");
    let away = site.leave(mine, path).await;
    let mut claims = site.claims(&away, "e");
    claims["auth_time"] = json!(site.now());
    site.provider.claim(&claims);
    let back = site.answer(mine, &away).await;
    let page = mine.follow(back).await;
    assert!(page.path.ends_with("/account/links"), "{page:?}");
    let id = page.body.split("name=\"remove\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let kept = mine.submit(&page, &[("remove", &id)]).await;
    assert_eq!(kept.status, 422, "{kept:?}");
    assert!(kept.body.contains("only way in") && site.owner("e").await.is_some(), "{kept:?}");
    let eve = browser(&site.house);
    site.house.add_user("eve", PASSWORD).await;
    sign_in(&eve, "eve").await;
    let page = eve.open("/account/links").await;
    eve.submit(&page, &[("remove", &id)]).await;
    assert!(site.owner("e").await.is_some(), "another's, by its id");
    let linked = site.link(&eve, "e").await;
    assert!(linked.location().ends_with("told=taken"), "{linked:?}");
    site.link(&eve, "g").await;
    let page = eve.open("/account/links").await;
    let own = page.body.split("name=\"remove\" value=\"").nth(1).unwrap().split('"').next().unwrap().to_owned();
    let removed = eve.submit(&page, &[("remove", &own)]).await;
    assert!(removed.path.ends_with("done=identity-unlinked") && site.owner("g").await.is_none(), "{removed:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn whoever_is_not_linked_signs_in_once_and_says_yes() {
    let site = Site::open(UpstreamSettings::default()).await;
    let alice = site.house.add_user("alice", PASSWORD).await;
    let mine = browser(&site.house);
    let login = mine.open(&authorize("app", "")).await;
    let away = site.leave(&mine, &login.path.replace("/login", "/upstream/acme")).await;
    site.provider.claim(&site.claims(&away, "7"));
    let back = site.answer(&mine, &away).await;
    let page = mine.follow(back).await;
    assert!(page.body.contains("does not belong to an account here yet"), "{page:?}");
    let asked = sign_in_at(&mine, page, "alice").await;
    assert!(asked.body.contains("id=\"submit-link\"") && asked.body.contains("7@example.com"), "{asked:?}");
    assert_eq!(site.owner("7").await, None, "nothing without a yes");
    let interaction = asked.field("interaction").unwrap();
    let done = mine.submit(&asked, &[("action", "link"), ("interaction", &interaction)]).await;
    assert!(done.parameter("code").is_some(), "{done:?}");
    assert_eq!(site.owner("7").await, Some(alice));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failing_provider_is_left_alone_and_the_password_works() {
    let site = Site::open(UpstreamSettings::default()).await;
    site.house.add_user("alice", PASSWORD).await;
    let mine = browser(&site.house);
    site.provider.break_down(true);
    for _ in 0..5 {
        let seen = mine.get("/login/upstream/acme").await;
        assert!(seen.location().ends_with("told=away"), "{seen:?}");
    }
    let page = mine.open("/login").await;
    assert!(page.body.contains("id=\"upstream-away\"") && !page.body.contains("id=\"upstream-acme\""), "{page:?}");
    site.provider.break_down(false);
    site.house.clock.advance(Duration::from_secs(61));
    assert!(mine.open("/login").await.body.contains("id=\"upstream-acme\""));
    site.leave(&mine, "/login/upstream/acme").await;
    // A key that is not known yet is looked for, at most once a minute.
    site.provider.rotate();
    let seen = site.visit(&mine, "7").await;
    assert!(seen.location().ends_with("told=invalid"), "{seen:?}");
    site.house.clock.advance(Duration::from_secs(61));
    let seen = site.visit(&mine, "7").await;
    assert!(seen.location().ends_with("told=not-linked"), "{seen:?}");
    let signed_in = sign_in(&mine, "alice").await;
    assert!(signed_in.body.contains("id=\"submit-link\""), "{signed_in:?}");

    let liar = Provider::start().await;
    liar.describe("issuer", json!("https://id.example"));
    connect(&site.house, "liar", &liar.issuer, UpstreamSettings::default()).await;
    let other = browser(&site.house);
    let seen = other.get("/login/upstream/liar").await;
    assert!(seen.location().ends_with("told=away"), "metadata of another issuer: {seen:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn another_gatehouse_is_such_a_provider() {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let issuer = format!("http://{free}");
    let listen = free.to_string();
    let elsewhere = House::open(&[("server.issuer", issuer.as_str()), ("server.listen", listen.as_str())]).await;
    elsewhere.add_user("bea", PASSWORD).await;
    let callback = format!("{HOME}/upstream/partner/callback");
    let metadata = json!({
        "redirect_uris": [callback], "first_party": true, "scope": "openid profile email",
        "token_endpoint_auth_method": "client_secret_basic",
    });
    let secret = elsewhere.add_client_in(&RealmId::default_realm(), "rp", metadata).await.unwrap();

    let house = open().await;
    let bea = house.add_user("bea", PASSWORD).await;
    let shared = &house.parts.shared;
    let new = NewUpstream {
        name: "partner".to_owned(),
        display_name: "Partner".to_owned(),
        issuer: issuer.clone(),
        client_id: "rp".to_owned(),
        secret: Some(Secret::new(secret)),
        settings: UpstreamSettings { trusts_email: true, ..UpstreamSettings::default() },
    };
    admin::create_upstream(&shared.database, &shared.sub_keys, &house.origin(), Actor::System, new).await.unwrap();

    let (here, there) = (browser(&house), Browser { origin: Some(issuer.clone()), ..elsewhere.browser() });
    let login = here.open(&authorize("app", "")).await;
    let out = here.get(&login.path.replace("/login", "/upstream/partner")).await;
    let path = out.location().strip_prefix(&issuer).unwrap().to_owned();
    let page = there.open(&path).await;
    let answer = sign_in_at(&there, page, "bea").await;
    let back = answer.location().strip_prefix(HOME).unwrap_or_else(|| panic!("{answer:?}")).to_owned();
    assert!(back.contains("iss="), "{back}");
    let seen = here.get(&back).await;
    let done = here.follow(seen).await;
    assert!(done.parameter("code").is_some(), "{done:?}");
    let known = linked_identities::list_of_user(&shared.database, &RealmId::default_realm(), &bea).await.unwrap();
    assert_eq!((known.len(), known[0].label.as_str()), (1, "bea@example.com"), "{known:?}");
    let replayed = here.get(&back).await;
    assert_eq!(replayed.status, 410, "{replayed:?}");
}
