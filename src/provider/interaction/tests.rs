//! Every prompt, `max_age`, subject, session, consent and kind of client, as tables.

use super::*;
use crate::model::{ClientId, RealmId};
use crate::spec::ErrorCode;

/// The request arrives at second 1000; the clock stands at second 1010.
const BEGUN: i64 = 1000;
const NOW: i64 = 1010;

#[expect(clippy::struct_excessive_bools, reason = "a row of a table")]
struct Case {
    prompt: &'static str,
    max_age: Option<u64>,
    subject: Option<&'static str>,
    acr: Vec<&'static str>,
    wished: Vec<&'static str>,
    /// What alice could prove.
    reachable: Class,
    first_party: bool,
    every_time: bool,
    scope: &'static str,
    claims: Vec<&'static str>,
    /// Seconds at which alice logged in; `None` when nobody is.
    auth_time: Option<i64>,
    /// Whether the request arrived with that session already.
    old_session: bool,
    selected: bool,
    /// What there is to choose from, where nobody is logged in.
    choice: Choice,
    /// What alice allowed on the page of this request.
    consented: Option<&'static str>,
    /// What alice allowed before.
    stored: Option<&'static str>,
    stored_claims: Vec<&'static str>,
    stored_until: Option<i64>,
}

impl Default for Case {
    /// Alice, logged in before the request, has allowed everything it asks for.
    fn default() -> Self {
        Self {
            prompt: "",
            max_age: None,
            subject: None,
            acr: vec![],
            wished: vec![],
            reachable: Class::Password,
            first_party: false,
            every_time: false,
            scope: "openid email",
            claims: vec![],
            auth_time: Some(900),
            old_session: true,
            selected: false,
            choice: Choice::Nothing,
            consented: None,
            stored: Some("openid email"),
            stored_claims: vec![],
            stored_until: None,
        }
    }
}

impl Case {
    fn run(&self) -> Next {
        let scope = Scope::parse(self.scope).unwrap();
        let demands = Demands {
            scope: &scope,
            claims: self.claims.clone(),
            prompt: PromptSet::parse(Some(self.prompt)).unwrap(),
            max_age: self.max_age.map(Duration::from_secs),
            subject: self.subject,
            essential_acr: self.acr.clone(),
            wished_acr: self.wished.clone(),
            first_party: self.first_party,
            asks_every_time: self.every_time,
        };
        let session = self.auth_time.map(|auth_time| SessionView {
            id: "s1".into(),
            user_id: "alice".into(),
            auth_time: Timestamp::from_secs(auth_time),
            class: Class::Password,
            reachable: self.reachable,
            lacks_factor: false,
        });
        let mut progress = Progress::begin(
            session.as_slice().get(..usize::from(self.old_session)).unwrap_or_default(),
            Timestamp::from_secs(BEGUN),
        );
        progress.selected = self.selected.then(|| "s1".into());
        progress.consented =
            self.consented.map(|scope| GivenConsent { user_id: "alice".into(), scope: Scope::parse(scope).unwrap() });
        let consent = self.stored.map(|scope| Consent {
            realm: RealmId::default_realm(),
            user_id: "alice".into(),
            client_id: ClientId::from("app"),
            scope: Scope::parse(scope).unwrap(),
            claims: self.stored_claims.iter().map(|name| (*name).to_owned()).collect(),
            granted_at: Timestamp::from_secs(1),
            expires_at: self.stored_until.map(Timestamp::from_secs),
        });
        let situation = Situation {
            demands: &demands,
            progress: &progress,
            session: session.as_ref(),
            choice: self.choice,
            consent: consent.as_ref(),
        };
        next(&situation, Timestamp::from_secs(NOW))
    }

    /// The outcome in a word, for tables.
    fn outcome(&self) -> String {
        match self.run() {
            Next::Respond(scope) => format!("respond {scope}"),
            Next::Login(reason) => format!("login {reason:?}"),
            Next::SelectAccount => "select".into(),
            Next::Consent(missing) => format!("consent {} {}", missing.scope, missing.claims.join(" ")).trim().into(),
            Next::Refuse(error) => error.code.to_string(),
        }
    }
}

fn case() -> Case {
    Case::default()
}

#[test]
fn logins() {
    let anew = || Case { auth_time: Some(1005), old_session: false, ..case() };
    let nobody = || Case { auth_time: None, ..case() };
    let table = [
        (case(), "respond openid email"),
        (nobody(), "login NoSession"),
        (Case { prompt: "none", ..nobody() }, "login_required"),
        (Case { prompt: "create", ..nobody() }, "login Create"),
        (Case { prompt: "select_account", ..nobody() }, "login NoSession"),
        // prompt=login asks once
        (Case { prompt: "login", ..case() }, "login Prompt"),
        (Case { prompt: "login", ..anew() }, "respond openid email"),
        (Case { prompt: "create", ..case() }, "login Create"),
        (Case { prompt: "create", ..anew() }, "respond openid email"),
        // the session that was there when the request arrived never satisfies it, however young it is
        (Case { prompt: "login", auth_time: Some(BEGUN), ..case() }, "login Prompt"),
        (Case { prompt: "login", auth_time: Some(BEGUN), ..anew() }, "respond openid email"),
        // a login in another tab before the request arrived does not either
        (Case { prompt: "login", auth_time: Some(999), ..anew() }, "login Prompt"),
        // max_age counts from the login
        (Case { max_age: Some(110), ..case() }, "respond openid email"),
        (Case { max_age: Some(109), ..case() }, "login MaxAge"),
        (Case { max_age: Some(0), ..case() }, "login MaxAge"),
        (Case { max_age: Some(0), auth_time: Some(NOW), ..case() }, "login MaxAge"),
        (Case { max_age: Some(1), prompt: "none", ..case() }, "login_required"),
        (Case { max_age: Some(10_000), prompt: "none", ..case() }, "respond openid email"),
        // … and asks once, also when consent took longer than it
        (Case { max_age: Some(1), ..anew() }, "respond openid email"),
        (Case { max_age: Some(0), ..anew() }, "respond openid email"),
        (Case { max_age: Some(u64::MAX), ..case() }, "respond openid email"),
    ];
    for (index, (case, expected)) in table.iter().enumerate() {
        assert_eq!(case.outcome(), *expected, "row {index}");
    }
}

#[test]
fn who_and_how() {
    let anew = || Case { auth_time: Some(1005), old_session: false, ..case() };
    let table = [
        (Case { subject: Some("alice"), prompt: "none", ..case() }, "respond openid email"),
        (Case { subject: Some("bob"), ..case() }, "login OtherUser"),
        (Case { subject: Some("bob"), prompt: "none", ..case() }, "login_required"),
        (Case { subject: Some("bob"), ..anew() }, "login_required"),
        (Case { subject: Some("bob"), auth_time: None, ..case() }, "login NoSession"),
    ];
    for (index, (case, expected)) in table.iter().enumerate() {
        assert_eq!(case.outcome(), *expected, "row {index}");
    }
}

#[test]
fn classes() {
    const DONE: &str = "respond openid email";
    const UNMET: &str = "unmet_authentication_requirements";
    let demanded = |acr: &'static str| Case { acr: acr.split(' ').collect(), ..case() };
    let wished = |acr: &'static str| Case { wished: acr.split(' ').collect(), ..case() };
    let with_key = |case: Case| Case { reachable: Class::PhishingResistant, ..case };
    let silent = |case: Case| Case { prompt: "none", ..case };
    let anew = |case: Case| Case { auth_time: Some(1005), old_session: false, ..case };
    let table = [
        // one of those demanded is enough
        (demanded("phr urn:gatehouse:password"), DONE),
        // a demand asks whoever can meet it, however new the login is, and refuses whoever cannot
        (with_key(demanded("phr")), "login StepUp"),
        (with_key(anew(demanded("phr"))), "login StepUp"),
        (with_key(silent(demanded("phr"))), "login_required"),
        (demanded("phr"), UNMET),
        (anew(demanded("phr")), UNMET),
        (silent(demanded("phr")), UNMET),
        (with_key(demanded("phrh")), UNMET),
        (with_key(demanded("x")), UNMET),
        // a wish asks whoever can, once, and fails nobody
        (with_key(wished("phr")), "login StepUp"),
        (with_key(wished("x phr")), "login StepUp"),
        (with_key(wished("phr urn:gatehouse:password")), DONE),
        (with_key(anew(wished("phr"))), DONE),
        (with_key(silent(wished("phr"))), DONE),
        (with_key(wished("phrh")), DONE),
        (wished("phr"), DONE),
        (wished("x"), DONE),
        // what can be had is asked for, where the rest cannot
        (Case { wished: vec!["phrh"], ..with_key(demanded("urn:gatehouse:mfa")) }, "login StepUp"),
        // the whole login comes first
        (Case { max_age: Some(10), ..with_key(demanded("phr")) }, "login MaxAge"),
        (Case { prompt: "login", ..demanded("phr") }, "login Prompt"),
        (Case { subject: Some("bob"), ..with_key(demanded("phr")) }, "login OtherUser"),
        (Case { auth_time: None, ..with_key(demanded("phr")) }, "login NoSession"),
    ];
    for (index, (case, expected)) in table.iter().enumerate() {
        assert_eq!(case.outcome(), *expected, "row {index}");
    }
}

#[test]
fn accounts() {
    let anew = || Case { auth_time: Some(1005), old_session: false, ..case() };
    let table = [
        (Case { prompt: "select_account", ..case() }, "select"),
        (Case { prompt: "select_account", selected: true, ..case() }, "respond openid email"),
        (Case { prompt: "select_account", ..anew() }, "respond openid email"),
        (Case { prompt: "select_account login", ..case() }, "select"),
        (Case { prompt: "select_account login", selected: true, ..case() }, "login Prompt"),
        (Case { prompt: "select_account login", selected: true, ..anew() }, "respond openid email"),
        (Case { prompt: "select_account consent", selected: true, ..case() }, "consent openid email"),
    ];
    for (index, (case, expected)) in table.iter().enumerate() {
        assert_eq!(case.outcome(), *expected, "row {index}");
    }
}

#[test]
fn choices() {
    let several = |prompt| Case { prompt, auth_time: None, choice: Choice::SignedIn, ..case() };
    let remembered = |prompt| Case { prompt, auth_time: None, choice: Choice::Remembered, ..case() };
    let table = [
        // several are signed in, and it has to be said who goes on
        (several(""), "select"),
        (several("select_account"), "select"),
        (several("consent"), "select"),
        (several("none"), "account_selection_required"),
        // a login says who it is
        (several("login"), "login NoSession"),
        (several("create"), "login Create"),
        (several("login select_account"), "select"),
        // accounts that are merely remembered are offered to whoever is to choose one
        (remembered(""), "login NoSession"),
        (remembered("select_account"), "select"),
        (remembered("none"), "login_required"),
        (remembered("create"), "login Create"),
    ];
    for (index, (case, expected)) in table.iter().enumerate() {
        assert_eq!(case.outcome(), *expected, "row {index}");
    }
}

#[test]
fn consents() {
    let offline = || Case { scope: "openid offline_access", stored: Some("openid"), ..case() };
    let table = [
        (Case { stored: None, ..case() }, "consent openid email"),
        (Case { stored: None, prompt: "none", ..case() }, "consent_required"),
        (Case { stored: Some("openid"), ..case() }, "consent email"),
        (Case { stored: Some("openid email profile"), ..case() }, "respond openid email"),
        (Case { stored_until: Some(NOW), ..case() }, "consent openid email"),
        (Case { stored_until: Some(NOW + 1), ..case() }, "respond openid email"),
        (Case { claims: vec!["phone_number"], ..case() }, "consent  phone_number"),
        (Case { claims: vec!["phone_number"], stored_claims: vec!["phone_number"], ..case() }, "respond openid email"),
        // prompt=consent always asks, and once
        (Case { prompt: "consent", ..case() }, "consent openid email"),
        (Case { prompt: "consent", first_party: true, ..case() }, "consent openid email"),
        (Case { prompt: "consent", consented: Some("openid email"), ..case() }, "respond openid email"),
        (Case { prompt: "consent login", ..case() }, "login Prompt"),
        // the user may allow less, and never more than was asked for
        (Case { stored: None, consented: Some("openid"), ..case() }, "respond openid"),
        (Case { stored: None, consented: Some(""), ..case() }, "access_denied"),
        (Case { stored: None, consented: Some("openid email phone"), ..case() }, "respond openid email"),
        // first-party clients do not ask
        (Case { stored: None, first_party: true, ..case() }, "respond openid email"),
        (Case { stored: None, first_party: true, prompt: "none", ..case() }, "respond openid email"),
        // offline_access needs a consent that covers it
        (offline(), "consent offline_access"),
        (Case { prompt: "none", ..offline() }, "consent_required"),
        (Case { prompt: "consent", ..offline() }, "consent openid offline_access"),
        (Case { consented: Some("openid offline_access"), ..offline() }, "respond openid offline_access"),
        (Case { stored: Some("openid offline_access"), ..offline() }, "respond openid offline_access"),
        (Case { first_party: true, ..offline() }, "respond openid offline_access"),
        // clients that others could stand in for ask every time (RFC 8252 §8.6), unless they are ours
        (Case { every_time: true, ..case() }, "consent openid email"),
        (Case { every_time: true, prompt: "none", ..case() }, "consent_required"),
        (Case { every_time: true, consented: Some("openid email"), ..case() }, "respond openid email"),
        (Case { every_time: true, first_party: true, ..case() }, "respond openid email"),
    ];
    for (index, (case, expected)) in table.iter().enumerate() {
        assert_eq!(case.outcome(), *expected, "row {index}");
    }
}

#[test]
fn a_consent_of_somebody_else_does_not_count() {
    let scope = Scope::parse("openid").unwrap();
    let demands = Demands {
        scope: &scope,
        claims: vec![],
        prompt: PromptSet::default(),
        max_age: None,
        subject: None,
        essential_acr: vec![],
        wished_acr: vec![],
        first_party: false,
        asks_every_time: false,
    };
    let session = SessionView {
        id: "s2".into(),
        user_id: "bob".into(),
        auth_time: Timestamp::from_secs(900),
        class: Class::Password,
        reachable: Class::Password,
        lacks_factor: false,
    };
    let mut progress = Progress::begin(std::slice::from_ref(&session), Timestamp::from_secs(BEGUN));
    progress.consented = Some(GivenConsent { user_id: "alice".into(), scope: scope.clone() });
    let stored = Consent {
        realm: RealmId::default_realm(),
        user_id: "alice".into(),
        client_id: ClientId::from("app"),
        scope: scope.clone(),
        claims: vec![],
        granted_at: Timestamp::from_secs(1),
        expires_at: None,
    };
    let situation = Situation {
        demands: &demands,
        progress: &progress,
        session: Some(&session),
        choice: Choice::Nothing,
        consent: Some(&stored),
    };
    let missing = Missing { scope: scope.clone(), claims: vec![] };
    assert_eq!(next(&situation, Timestamp::from_secs(NOW)), Next::Consent(missing));
}

/// Every prompt with every session, login, consent and kind of client: `none` never shows a page, nothing asks twice.
#[test]
fn every_combination() {
    let prompts =
        ["", "none", "login", "consent", "select_account", "create", "login consent", "login select_account consent"];
    let mut seen = 0;
    for prompt in prompts {
        for bits in 0_u32..512 {
            let bit = |n: u32| bits & (1 << n) != 0;
            let case = Case {
                prompt,
                auth_time: bit(0).then_some(if bit(1) { 1005 } else { 900 }),
                old_session: !bit(1),
                max_age: bit(2).then_some(50),
                subject: bit(3).then_some(if bit(4) { "alice" } else { "bob" }),
                stored: bit(5).then_some("openid email"),
                consented: bit(6).then_some("openid email"),
                first_party: bit(7),
                every_time: bit(8),
                selected: true,
                ..case()
            };
            let step = case.run();
            let is_page = matches!(step, Next::Login(_) | Next::SelectAccount | Next::Consent(_));
            assert!(!(prompt == "none" && is_page), "{prompt} {bits:b}");
            assert!(bit(0) || !matches!(step, Next::Respond(_)), "{prompt} {bits:b}: nobody is logged in");
            assert!(!(bit(0) && bit(1) && matches!(step, Next::Login(_))), "{prompt} {bits:b}: asked twice");
            assert!(!(bit(6) && matches!(step, Next::Consent(_))), "{prompt} {bits:b}: asked twice");
            let bob = bit(3) && !bit(4);
            assert!(!(bob && matches!(step, Next::Respond(_))), "{prompt} {bits:b}: not who was asked for");
            if let Next::Refuse(error) = &step {
                let known = [ErrorCode::LoginRequired, ErrorCode::ConsentRequired];
                assert!(known.contains(&error.code) && (prompt == "none" || bob), "{prompt} {bits:b}");
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 4096);
}
