//! Sample data: every page in every state, for previews, checks and tests. Nothing here ever meets a real person.

use super::account::{AccountPage, Notice};
use super::page::{
    Account, AccountChoice, Application, ConsentPage, EnrollPage, ErrorKind, ErrorPage, Field, FormError, FormPostPage,
    LoggedOutPage, LoginPage, LogoutNotifyPage, LogoutPage, OtherMethod, Page, PasswordPage, RegisterPage, Remember,
    ScopeChoice, ScopeGroup, SecondFactorPage, SelectAccountPage, SharedValue, StartPage, TermsLinks, Unverified,
    UpdatePasswordPage, VerifyEmail, VerifyEmailPage,
};
use crate::clock::Timestamp;

/// A page in one of its states.
#[derive(Clone, Debug)]
pub struct Sample {
    /// The template and the state, such as `login/wrong-credentials`.
    pub name: String,
    /// The page.
    pub page: Page,
}

/// Every page in every state: empty, with each error, with everything, and with names that are hard to lay out.
pub fn samples() -> Vec<Sample> {
    let mut samples = Vec::new();
    let mut add = |name: &str, page: Page| samples.push(Sample { name: name.to_owned(), page });
    add("login", Page::Login(login()));
    add("login/combined", Page::Login(LoginPage { combined: true, ..login() }));
    add("login/house", Page::Login(LoginPage { application: None, can_cancel: false, ..login() }));
    add("login/everything", Page::Login(full_login()));
    add("password", Page::Password(password()));
    for error in FormError::ALL {
        let state = kind(&error);
        let page = LoginPage { combined: true, error: Some(error), username: "ada@example.com".to_owned(), ..login() };
        add(&format!("login/{state}"), Page::Login(page));
        add(&format!("password/{state}"), Page::Password(PasswordPage { error: Some(error), ..password() }));
    }
    for method in ["totp", "backup-code"] {
        add(&format!("second-factor/{method}"), Page::SecondFactor(second_factor(method)));
    }
    for error in [FormError::CodeMissing, FormError::WrongCode, FormError::CodesLocked { minutes: 2 }] {
        let page = SecondFactorPage { error: Some(error), ..second_factor("totp") };
        add(&format!("second-factor/{}", kind(&error)), Page::SecondFactor(page));
    }
    demands(&mut add);
    registration(&mut add);
    add("select-account", Page::SelectAccount(select_account()));
    add(
        "select-account/long",
        Page::SelectAccount(SelectAccountPage { accounts: long_accounts(), ..select_account() }),
    );
    add("consent", Page::Consent(consent()));
    add("consent/everything", Page::Consent(full_consent()));
    add("logout", Page::Logout(logout()));
    add("logout/everything", Page::Logout(full_logout()));
    add(
        "logged-out",
        Page::LoggedOut(LoggedOutPage { sign_in: Some("/login".to_owned()), ..LoggedOutPage::default() }),
    );
    add("logged-out/everything", Page::LoggedOut(full_logged_out()));
    // Nothing that a preview would fetch.
    let frames = vec!["about:blank".to_owned()];
    add("logout-notify", Page::LogoutNotify(LogoutNotifyPage { frames, next: "/logout/done".to_owned() }));
    add("form-post", Page::FormPost(form_post()));
    for kind_of_error in ErrorKind::ALL {
        add(&format!("error/{}", kind(&kind_of_error)), Page::Error(error(kind_of_error)));
    }
    add("error/everything", Page::Error(full_error()));
    add("start", Page::Start(StartPage { sign_in: Some("/login".to_owned()), ..StartPage::default() }));
    add("start/signed-in", Page::Start(signed_in()));
    for (name, body) in super::account_sample::bodies() {
        let notice = (name == "password").then_some(Notice::PasswordChanged);
        let page = AccountPage { notice, ..super::account_sample::page(&name, body) };
        add(&format!("account/{name}"), Page::Account(Box::new(page)));
    }
    samples
}

/// What a login can demand beyond proofs.
fn demands(add: &mut impl FnMut(&str, Page)) {
    add("enroll", Page::Enroll(Box::new(enroll())));
    let until = Some(Timestamp::from_secs(1_800_000_000).into());
    add("enroll/grace", Page::Enroll(Box::new(EnrollPage { until, ..enroll() })));
    let wrong = EnrollPage { error: Some(FormError::WrongCode), ..enroll() };
    add("enroll/wrong-code", Page::Enroll(Box::new(wrong)));
    for reason in ["administrator", "breached", "expired"] {
        add(&format!("update-password/{reason}"), Page::UpdatePassword(update_password(reason)));
    }
    let weak = ["too-short", "too-long", "missing-class", "common", "personal", "pattern", "reused", "breached"];
    let weak = weak.map(str::to_owned).to_vec();
    add(
        "update-password/weak",
        Page::UpdatePassword(UpdatePasswordPage { weaknesses: weak, composed: true, ..update_password("expired") }),
    );
}

fn registration(add: &mut impl FnMut(&str, Page)) {
    let terms = TermsLinks {
        version: "2026-11".to_owned(),
        terms: "https://example.com/terms/2026-11".to_owned(),
        privacy: Some("https://example.com/privacy/2026-11".to_owned()),
    };
    let page = RegisterPage {
        action: "/interaction/sample/register".to_owned(),
        application: Some(application()),
        min_length: 15,
        sign_in: "/interaction/sample/login".to_owned(),
        can_cancel: true,
        ..RegisterPage::default()
    };
    let faults = ["fault-email", "fault-domain", "weak-too-short", "fault-terms"].map(str::to_owned).to_vec();
    add("register", Page::Register(page.clone()));
    add("register/terms", Page::Register(RegisterPage { terms: Some(terms.clone()), ..page.clone() }));
    let again = RegisterPage { faults, terms: Some(terms), email: LONG_ADDRESS.to_owned(), ..page.clone() };
    add("register/faults", Page::Register(again));
    for error in [FormError::RegistrationOver, FormError::AddressTaken] {
        let name = format!("register/{}", kind(&error));
        add(&name, Page::Register(RegisterPage { error: Some(error), ..page.clone() }));
    }
    let verify = VerifyEmailPage {
        action: "/interaction/sample/verify-email".to_owned(),
        application: Some(application()),
        email: "ada@example.com".to_owned(),
        change: Some("/interaction/sample/register".to_owned()),
        ..VerifyEmailPage::default()
    };
    for state in [
        VerifyEmail::Code,
        VerifyEmail::Resent,
        VerifyEmail::Confirm,
        VerifyEmail::Elsewhere,
        VerifyEmail::Shown { code: "123 456".to_owned() },
        VerifyEmail::Waits,
    ] {
        let name = format!("verify-email/{}", kind(&state));
        add(&name, Page::VerifyEmail(VerifyEmailPage { state, ..verify.clone() }));
    }
    for error in [FormError::CodeMissing, FormError::WrongCode] {
        let name = format!("verify-email/{}", kind(&error));
        add(&name, Page::VerifyEmail(VerifyEmailPage { error: Some(error), ..verify.clone() }));
    }
}

/// The name under which a state is serialized.
fn kind(state: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(state).unwrap_or_default();
    value.get("kind").unwrap_or(&value).as_str().unwrap_or_default().to_owned()
}

const LONG_NAME: &str = "The Incomparably Comprehensive Donaudampfschifffahrtselektrizitätenhauptbetriebswerk Portal";
const LONG_PERSON: &str = "Maximiliana-Alexandra Wolfeschlegelsteinhausenbergerdorff von und zu Hohenlohe";
const LONG_ADDRESS: &str = "maximiliana.alexandra.wolfeschlegelsteinhausenbergerdorff@subdomain.example.com";

fn application() -> Application {
    Application { name: "Timesheets".to_owned(), domain: Some("time.example.com".to_owned()), ..Application::default() }
}

fn full_application() -> Application {
    let link = |page: &str| Some(format!("https://time.example.com/{page}"));
    Application {
        name: LONG_NAME.to_owned(),
        home: link(""),
        privacy: link("privacy"),
        terms: link("terms"),
        ..application()
    }
}

fn ada() -> Account {
    Account { name: "Ada Lovelace".to_owned(), identifier: "ada@example.com".to_owned() }
}

fn long_account() -> Account {
    Account { name: LONG_PERSON.to_owned(), identifier: LONG_ADDRESS.to_owned() }
}

const fn remember(checked: bool) -> Remember {
    Remember { days: 30, checked }
}

fn login() -> LoginPage {
    LoginPage {
        action: "/interaction/sample/login".to_owned(),
        application: Some(application()),
        can_cancel: true,
        ..LoginPage::default()
    }
}

fn full_login() -> LoginPage {
    LoginPage {
        application: Some(full_application()),
        combined: true,
        username: LONG_ADDRESS.to_owned(),
        email_only: true,
        remember: Some(remember(true)),
        forgot_password: Some("/recover".to_owned()),
        create_account: Some("/register".to_owned()),
        ..login()
    }
}

fn password() -> PasswordPage {
    PasswordPage {
        action: "/interaction/sample/password".to_owned(),
        application: Some(application()),
        username: "ada@example.com".to_owned(),
        error: None,
        remember: Some(remember(false)),
        can_cancel: true,
        change_username: Some("/interaction/sample/login".to_owned()),
        forgot_password: Some("/recover".to_owned()),
    }
}

fn choice(key: &str, account: Account, signed_in: bool) -> AccountChoice {
    AccountChoice { key: key.to_owned(), account, signed_in }
}

fn second_factor(method: &str) -> SecondFactorPage {
    let others = ["totp", "backup-code"].into_iter().filter(|other| *other != method);
    SecondFactorPage {
        action: "/interaction/x/second-factor".to_owned(),
        application: Some(application()),
        method: method.to_owned(),
        others: others.map(|other| OtherMethod { method: other.to_owned(), page: "#".to_owned() }).collect(),
        can_cancel: true,
        ..SecondFactorPage::default()
    }
}

fn enroll() -> EnrollPage {
    EnrollPage {
        action: "/interaction/sample/enroll/totp".to_owned(),
        application: Some(application()),
        enrollment: super::account_sample::enrollment(),
        until: None,
        error: None,
        can_cancel: true,
    }
}

fn update_password(reason: &str) -> UpdatePasswordPage {
    UpdatePasswordPage {
        action: "/interaction/sample/update-password".to_owned(),
        application: Some(application()),
        reason: reason.to_owned(),
        username: "ada@example.com".to_owned(),
        min_length: 15,
        max_length: 256,
        end_others: true,
        can_cancel: true,
        ..UpdatePasswordPage::default()
    }
}

fn select_account() -> SelectAccountPage {
    let george = Account { name: "George Boole".to_owned(), identifier: "george@example.com".to_owned() };
    SelectAccountPage {
        action: "/interaction/sample/select-account".to_owned(),
        application: Some(application()),
        accounts: vec![choice("1", ada(), true), choice("2", george, false)],
        can_cancel: true,
    }
}

fn long_accounts() -> Vec<AccountChoice> {
    (1..=6).map(|number| choice(&number.to_string(), long_account(), number % 2 == 0)).collect()
}

fn consent() -> ConsentPage {
    ConsentPage {
        action: "/interaction/sample/consent".to_owned(),
        application: application(),
        account: ada(),
        scopes: ["openid", "profile", "email"].map(ScopeChoice::named).into(),
        ..ConsentPage::default()
    }
}

fn full_consent() -> ConsentPage {
    let named = ["openid", "profile", "email", "phone", "address"].map(ScopeChoice::named);
    let own = ScopeChoice {
        description: Some("Read and change the invoices of your whole department".to_owned()),
        sensitive: true,
        ..ScopeChoice::named("invoices:write")
    };
    let unknown = ScopeChoice { group: ScopeGroup::Access, checked: false, ..ScopeChoice::named("reports.read") };
    let value = |claim: &str, value: &str| SharedValue { claim: claim.to_owned(), value: value.to_owned() };
    ConsentPage {
        application: full_application(),
        unverified: Some(Unverified {
            domain: Some("time.example.com".to_owned()),
            first_seen: Some(Timestamp::from_secs(1_767_225_600)),
            redirect_host: "127.0.0.1".to_owned(),
            local_redirect: true,
        }),
        account: long_account(),
        scopes: named.into_iter().chain([own, unknown]).collect(),
        values: vec![value("name", LONG_PERSON), value("email", LONG_ADDRESS), value("shoe_size", "42")],
        offline: true,
        lasts_days: Some(30),
        revoke: Some("/account/applications".to_owned()),
        ..consent()
    }
}

fn logout() -> LogoutPage {
    LogoutPage { action: "/logout".to_owned(), account: Some(ada()), ..LogoutPage::default() }
}

fn full_logout() -> LogoutPage {
    LogoutPage {
        fields: vec![Field { name: "state".to_owned(), value: "af0ifjsldkj".to_owned() }],
        application: Some(full_application()),
        account: Some(long_account()),
        other_sessions: true,
        ..logout()
    }
}

fn full_logged_out() -> LoggedOutPage {
    LoggedOutPage {
        application: Some(full_application()),
        sign_in: Some("/login".to_owned()),
        told: vec!["Timesheets".to_owned(), "Invoices".to_owned()],
        silent: vec![LONG_NAME.to_owned()],
    }
}

fn form_post() -> FormPostPage {
    FormPostPage {
        action: "https://app.example.com/callback".to_owned(),
        fields: vec![Field { name: "code".to_owned(), value: "SplxlOBeZQQYbYS6WxSbIA".to_owned() }],
        application: Some(application()),
    }
}

fn error(kind_of_error: ErrorKind) -> ErrorPage {
    ErrorPage {
        kind: kind_of_error,
        code: "invalid_request".to_owned(),
        request_id: "0123456789abcdef".to_owned(),
        return_to: Some("/".to_owned()),
        ..ErrorPage::default()
    }
}

fn full_error() -> ErrorPage {
    ErrorPage {
        application: Some(full_application()),
        retry_after: Some(40),
        details: Some("The redirect_uri https://app.example.com/other is not registered for this client.".to_owned()),
        ..error(ErrorKind::InvalidRedirectUri)
    }
}

fn signed_in() -> StartPage {
    StartPage {
        account: Some(long_account()),
        sign_in: None,
        sign_out: Some("/logout".to_owned()),
        manage: Some("/account".to_owned()),
    }
}
