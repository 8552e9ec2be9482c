//! Sample data: every page in every state, for previews, checks and tests. Nothing here ever meets a real person.

use super::account::AccountPage;
use super::account_frame::Notice;
use super::page::{
    Account, Application, ConsentPage, DocsEntry, DocsOperation, DocsPage, ErrorKind, ErrorPage, Field, FormError,
    FormPostPage, KeyRequest, LoggedOutPage, LoginPage, LogoutNotifyPage, LogoutPage, OfferPasskeyPage, OfflinePage,
    OtherMethod, Page, PasskeyPage, PasswordPage, Remember, ScopeChoice, ScopeGroup, SecondFactorPage, SharedValue,
    StartPage, Unverified,
};
use super::upstream::UpstreamTold;
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
    for told in UpstreamTold::OF_A_VISIT.into_iter().chain([UpstreamTold::LAST]) {
        let elsewhere = super::upstream_sample::elsewhere(Some(told));
        add(&format!("login/elsewhere-{told}"), Page::Login(LoginPage { elsewhere, ..login() }));
    }
    add("password", Page::Password(password()));
    for error in FormError::ALL {
        let state = kind(&error);
        let page = LoginPage { combined: true, error: Some(error), username: "ada@example.com".to_owned(), ..login() };
        add(&format!("login/{state}"), Page::Login(page));
        add(&format!("password/{state}"), Page::Password(PasswordPage { error: Some(error), ..password() }));
    }
    for (name, page) in passkey_pages() {
        add(&name, page);
    }
    for method in METHODS {
        add(&format!("second-factor/{method}"), Page::SecondFactor(second_factor(method)));
    }
    for error in [FormError::CodeMissing, FormError::WrongCode, FormError::CodesLocked { minutes: 2 }] {
        let page = SecondFactorPage { error: Some(error), ..second_factor("totp") };
        add(&format!("second-factor/{}", kind(&error)), Page::SecondFactor(page));
    }
    super::demand_sample::demands(&mut add);
    super::recovery_sample::recoveries(&mut add);
    for (name, page) in others() {
        add(&name, page);
    }
    super::several_sample::accounts(&mut add);
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
    add("docs", Page::Docs(Box::new(docs())));
    add("offline", Page::Offline(OfflinePage { home: "/account".to_owned() }));
    add("start", Page::Start(StartPage { sign_in: Some("/login".to_owned()), ..StartPage::default() }));
    add("start/signed-in", Page::Start(signed_in()));
    for (name, body) in super::account_sample::bodies() {
        let notice = (name == "password").then_some(Notice::PasswordChanged);
        let page = AccountPage { notice, ..super::account_sample::page(&name, body) };
        add(&format!("account/{name}"), Page::Account(Box::new(page)));
    }
    super::console_sample::console(&mut add);
    samples
}

/// The pages whose samples stand in rooms of their own.
fn others() -> Vec<(String, Page)> {
    let pages =
        [super::email_code_sample::pages(), super::registration_sample::pages(), super::account_email_sample::pages()];
    pages.into_iter().flatten().collect()
}

/// The name under which a state is serialized.
pub(super) fn kind(state: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(state).unwrap_or_default();
    value.get("kind").unwrap_or(&value).as_str().unwrap_or_default().to_owned()
}

const METHODS: [&str; 3] = ["passkey", "totp", "backup-code"];
const LONG_NAME: &str = "The Incomparably Comprehensive Donaudampfschifffahrtselektrizitätenhauptbetriebswerk Portal";
pub(super) const LONG_PERSON: &str = "Maximiliana-Alexandra Wolfeschlegelsteinhausenbergerdorff von und zu Hohenlohe";
pub(super) const LONG_ADDRESS: &str = "maximiliana.alexandra.wolfeschlegelsteinhausenbergerdorff@subdomain.example.com";

pub(super) fn application() -> Application {
    Application { name: "Timesheets".to_owned(), domain: Some("time.example.com".to_owned()), ..Application::default() }
}

pub(super) fn full_application() -> Application {
    let link = |page: &str| Some(format!("https://time.example.com/{page}"));
    Application {
        name: LONG_NAME.to_owned(),
        home: link(""),
        privacy: link("privacy"),
        terms: link("terms"),
        ..application()
    }
}

pub(super) fn ada() -> Account {
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
        passkey: Some(key_request()),
        ways: vec!["email-code"],
        elsewhere: super::upstream_sample::elsewhere(None),
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
        passkey: Some(key_request()),
        ways: vec!["email-code"],
        elsewhere: super::upstream::Elsewhere::default(),
    }
}

/// Asks for nothing: a preview must not reach for anybody's passkeys.
pub(super) fn key_request() -> KeyRequest {
    KeyRequest {
        action: "/interaction/sample/passkey".to_owned(),
        csrf: "sample".to_owned(),
        ceremony: "sample".to_owned(),
        options: "{}".to_owned(),
    }
}

fn passkey_pages() -> Vec<(String, Page)> {
    let errors = [
        FormError::KeyRefused,
        FormError::KeyUnknown,
        FormError::KeyUnverified,
        FormError::KeyExpired,
        FormError::TooManySessions,
    ];
    let failed = |error: FormError| {
        let page = PasskeyPage { error: Some(error), ..passkey() };
        (format!("passkey/{}", kind(&error)), Page::Passkey(page))
    };
    let fixed = [
        ("passkey", Page::Passkey(passkey())),
        ("passkey/impossible", Page::Passkey(PasskeyPage { request: None, ..passkey() })),
        ("passkey/new", Page::Passkey(PasskeyPage { is_new: true, ..passkey() })),
        ("enroll/passkey", Page::OfferPasskey(offer_passkey())),
        (
            "enroll/refused",
            Page::OfferPasskey(OfferPasskeyPage { error: Some(FormError::KeyRefused), ..offer_passkey() }),
        ),
    ];
    fixed.into_iter().map(|(name, page)| (name.to_owned(), page)).chain(errors.map(failed)).collect()
}

fn passkey() -> PasskeyPage {
    PasskeyPage {
        action: "/interaction/sample/passkey".to_owned(),
        application: Some(application()),
        request: Some(key_request()),
        error: None,
        signal: None,
        is_new: false,
        other: "/interaction/sample/login".to_owned(),
        can_cancel: true,
    }
}

fn offer_passkey() -> OfferPasskeyPage {
    OfferPasskeyPage {
        action: "/interaction/sample/enroll/passkey".to_owned(),
        application: Some(application()),
        account: ada(),
        request: Some(key_request()),
        error: None,
    }
}

pub(super) fn second_factor(method: &str) -> SecondFactorPage {
    let others = METHODS.into_iter().filter(|other| *other != method);
    SecondFactorPage {
        action: "/interaction/x/second-factor".to_owned(),
        application: Some(application()),
        method: method.to_owned(),
        trust: (method == "totp").then_some(remember(false)),
        request: (method == "passkey").then(key_request),
        others: others.map(|other| OtherMethod { method: other.to_owned(), page: "#".to_owned() }).collect(),
        can_cancel: true,
        ..SecondFactorPage::default()
    }
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
    let value =
        |claim: &str, value: &str| SharedValue { claim: claim.to_owned(), value: value.to_owned(), label: None };
    let badge = SharedValue { label: Some("Badge number".to_owned()), ..value("badge", "AB-1234") };
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
        values: vec![value("name", LONG_PERSON), value("email", LONG_ADDRESS), value("shoe_size", "42"), badge],
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
        ..LoggedOutPage::default()
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

fn docs() -> DocsPage {
    let entry = |name: &str| DocsEntry { name: name.to_owned(), text: "What it means, in a sentence.".to_owned() };
    let operation = |id, method, path, fresh| DocsOperation {
        id,
        method,
        path,
        summary: "What it does, in a sentence.",
        scope: "account_read",
        fresh,
        takes: "ProfileChange",
        gives: "Profile",
    };
    DocsPage {
        base: "https://id.example.com/api/account/v1".to_owned(),
        document: "/docs/openapi.json".to_owned(),
        scopes: vec![entry("account_read"), entry("account_profile")],
        operations: vec![
            operation("showProfile", "GET", "/profile", false),
            operation("beginAuthenticator", "POST", "/authenticators/enrollment", true),
        ],
        problems: vec![entry("401 insufficient_user_authentication"), entry("404 not_found")],
    }
}
