//! Secrets stay where they belong: a whole visit at the most talkative log level, and none of them is found in logs,
//! metrics, the audit trail, or (where it is one file) anywhere in the database.

use std::collections::BTreeMap;

use crate::support::application::{
    CALLBACK, PASSWORD, Reply, assert_as, assertion, authorize, get, http, post, sign_in,
};
use crate::support::browser::{Browser, Seen};
use crate::support::process::{Instance, Secrets, Site, texts, turn};

const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
/// Typed where they do not belong, by people and by programs.
const MISPLACED: [&str; 3] = ["canary-typed-as-username", "canary-wrong-password", "canary-wrong-secret"];
const STATE: &str = "canary-state-of-the-client";

/// What must not be seen, by what it is.
type Canaries = BTreeMap<String, String>;

struct Visit<'a> {
    site: &'a Site,
    instance: &'a Instance,
    secrets: &'a Secrets,
    browser: Browser,
    canaries: Canaries,
}

impl Visit<'_> {
    fn keep(&mut self, name: &str, value: &str) {
        assert!(value.len() > 8, "{name} is not there: {value:?}");
        self.canaries.insert(name.to_owned(), value.to_owned());
    }

    /// The secrets of a page: its form token, and the cookies it set.
    fn keep_page(&mut self, page: &Seen) {
        self.keep(&format!("form token of {}", page.path), &page.field("csrf").unwrap());
        self.keep_cookies();
    }

    fn keep_cookies(&mut self) {
        let cookies = self.browser.cookies.lock().unwrap().clone();
        for (name, value) in cookies.iter().filter(|(name, _)| !name.contains("language")) {
            self.keep(&format!("cookie {name}"), value);
        }
    }

    fn keep_tokens(&mut self, moment: &str, reply: &Reply) {
        assert_eq!(reply.status, 200, "{moment}: {reply:?}");
        for name in ["access_token", "refresh_token", "id_token"] {
            self.keep(&format!("{name} of {moment}"), &reply.field(name));
        }
    }

    /// Asks an endpoint as the client `service`.
    async fn ask(&self, path: &str, fields: &[(&str, &str)]) -> Reply {
        let own = [("client_id", "service"), ("client_secret", self.secrets.service.as_str())];
        let fields: Vec<(&str, &str)> = own.iter().chain(fields).copied().collect();
        post(&http(), &format!("{}{path}", self.instance.base()), &fields).await.unwrap()
    }

    async fn log_in(&mut self) -> String {
        self.keep("password", PASSWORD);
        self.keep("state", STATE);
        self.keep("verifier", VERIFIER);
        for value in MISPLACED {
            self.keep(value, value);
        }
        let start = authorize("service", "&nonce=n").replace("state=s1", &format!("state={STATE}"));
        let login = self.browser.open(&start).await;
        self.keep_page(&login);
        for (name, password) in [(MISPLACED[0], MISPLACED[1]), ("alice", MISPLACED[1])] {
            let page = self.browser.submit(&login, &[("username", name), ("action", "sign-in")]).await;
            self.keep_page(&page);
            let fields = [("username", name), ("password", password), ("action", "sign-in")];
            let wrong = self.browser.submit(&page, &fields).await;
            assert_eq!(wrong.status, 422, "{wrong:?}");
        }
        let consent = sign_in(&self.browser, &self.browser.open(&start).await).await;
        assert!(consent.path.ends_with("/consent"), "{consent:?}");
        self.keep_page(&consent);
        let back = self.browser.submit(&consent, &[("action", "allow"), ("scope", "email")]).await;
        let code = back.parameter("code").unwrap();
        self.keep("code", &code);
        code
    }

    /// From the code to a refreshed set of tokens; the ID token.
    async fn exchange(&mut self, code: &str) -> String {
        self.keep("client secret", &self.secrets.service);
        self.keep("secret that signs", &self.secrets.signer);
        let fields = [("code", code), ("redirect_uri", CALLBACK), ("code_verifier", VERIFIER)];
        let bad = [("grant_type", "authorization_code"), fields[0], fields[1], ("code_verifier", &VERIFIER[1..])];
        assert_eq!(self.ask("/token", &bad).await.status, 400);
        let good = [("grant_type", "authorization_code"), fields[0], fields[1], fields[2]];
        let first = self.ask("/token", &good).await;
        self.keep_tokens("the code", &first);
        let spent = first.field("refresh_token");
        let second = self.ask("/token", &[("grant_type", "refresh_token"), ("refresh_token", &spent)]).await;
        self.keep_tokens("the refresh", &second);
        let access_token = second.field("access_token");
        let known = self.ask("/introspect", &[("token", &access_token)]).await;
        assert_eq!(known.json["active"], true, "{known:?}");
        let base = self.instance.base();
        assert_eq!(get(&http(), &format!("{base}/userinfo"), &access_token).await.unwrap().status, 200);
        // Where it does not belong: in a query.
        get(&http(), &format!("{base}/userinfo?access_token={access_token}"), "").await.unwrap();
        get(&http(), &format!("{base}/nowhere?token={access_token}"), &spent).await.unwrap();
        let presented = assertion(&self.secrets.signer);
        self.keep("assertion", &presented);
        for status in [200, 401] {
            assert_eq!(assert_as(&http(), &base, &presented).await.unwrap().status, status);
        }
        let wrong = [("client_id", "service"), ("client_secret", MISPLACED[2]), ("grant_type", "client_credentials")];
        assert_eq!(post(&http(), &format!("{base}/token"), &wrong).await.unwrap().status, 401);
        // Long spent: the grant ends, and that is worth several lines in the log.
        self.ask("/token", &[("grant_type", "authorization_code"), fields[0], fields[1], fields[2]]).await;
        second.field("id_token")
    }

    async fn log_out(&mut self, id_token: &str) {
        self.keep_cookies();
        let done = self.browser.open(&format!("/logout?id_token_hint={id_token}&state={STATE}")).await;
        assert_eq!(done.status, 200, "{done:?}");
    }

    fn check(&self, place: &str, text: &str) {
        for (name, value) in &self.canaries {
            let encoded: String = url::form_urlencoded::byte_serialize(value.as_bytes()).collect();
            for form in [value.clone(), encoded, value.replace(' ', "%20")] {
                if let Some(at) = text.find(&form) {
                    let line = text[..at].lines().count().saturating_sub(1);
                    let line = text.lines().nth(line).unwrap_or_default();
                    panic!("{}: the {name} is in the {place}:\n{line}", self.site.label);
                }
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn no_secret_reaches_logs_metrics_or_audit() {
    let _turn = turn().await;
    for site in Site::each(&[("log.level", "trace"), ("log.format", "json"), ("tokens.refresh_grace", "0s")]).await {
        let secrets = site.seed().await;
        let mut instances = site.start_all().await;
        let instance = instances.remove(0);
        let browser = instance.browser();
        let mut visit =
            Visit { site: &site, instance: &instance, secrets: &secrets, browser, canaries: Canaries::default() };
        let code = visit.log_in().await;
        let id_token = visit.exchange(&code).await;
        visit.log_out(&id_token).await;
        assert!(visit.canaries.len() > 20, "{:?}", visit.canaries.keys());

        let metrics = get(&http(), &format!("{}/metrics", instance.internal()), "").await.unwrap().text;
        assert!(metrics.contains("gatehouse_tokens_issued_total"), "{metrics}");
        visit.check("metrics", &metrics);
        let database = site.database().await;
        let rows = "SELECT event || ' ' || actor_id || ' ' || target_id || ' ' || source || ' ' || request_id || ' ' \
             || details FROM audit_events WHERE realm = $1";
        let audit = texts(&database, rows, "default").await.join("\n");
        for event in ["login.failed", "login.succeeded", "consent.given", "token.issued", "token.reuse_detected"] {
            assert!(audit.contains(event), "{event} was not written down");
        }
        visit.check("audit trail", &audit);
        database.close().await;
        for (name, bytes) in site.files("gatehouse.db") {
            visit.check(&name, &String::from_utf8_lossy(&bytes));
        }
        let log = instance.log();
        assert!(log.lines().any(|line| line.contains("\"level\":\"TRACE\"")), "the log says too little to be tested");
        visit.check("log", &log);
    }
}
