//! Sample data of the pages of a registration.

use super::account_profile::{ChoiceOption, FieldFault, TextField, TextInput};
use super::page::{
    Account, AskedInput, FirstKeyPage, FormError, InvitationPage, InvitationStage, NewPasswordChoice, Page,
    PasskeyFirst, ProfileStepPage, RegisterPage, TermsLinks, TermsPage, VerifyEmail, VerifyEmailPage,
};
use super::sample::{LONG_ADDRESS, LONG_PERSON, ada, application, key_request, kind};
use super::strength::Strength;
use crate::clock::Timestamp;

/// Each page in every state, by name.
pub fn pages() -> Vec<(String, Page)> {
    let mut pages = Vec::new();
    let mut add = |name: &str, page: Page| pages.push((name.to_owned(), page));
    let terms = TermsLinks {
        version: "2026-11".to_owned(),
        terms: "https://example.com/terms/2026-11".to_owned(),
        privacy: Some("https://example.com/privacy/2026-11".to_owned()),
    };
    let page = RegisterPage {
        action: "/interaction/sample/register".to_owned(),
        application: Some(application()),
        min_length: 15,
        strength: Strength::sample(15),
        sign_in: "/interaction/sample/login".to_owned(),
        can_cancel: true,
        ..RegisterPage::default()
    };
    let faults = ["fault-email", "fault-domain", "weak-too-short", "fault-terms"].map(str::to_owned).to_vec();
    add("register", Page::Register(page.clone()));
    add("register/terms", Page::Register(RegisterPage { terms: Some(terms.clone()), ..page.clone() }));
    add("register/fields", Page::Register(RegisterPage { asked: asked(false), ..page.clone() }));
    invitations(&mut add, &terms);
    profile_steps(&mut add);
    let again = RegisterPage {
        asked: asked(true),
        faults,
        terms: Some(terms.clone()),
        email: LONG_ADDRESS.to_owned(),
        ..page.clone()
    };
    add("register/faults", Page::Register(again));
    first_keys(&mut add, &page);
    terms_pages(&mut add, &terms);
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
    pages
}

/// A registration in which a passkey comes first.
fn first_keys(add: &mut impl FnMut(&str, Page), page: &RegisterPage) {
    let name = asked(false).into_iter().take(1).collect::<Vec<_>>();
    let keyed =
        RegisterPage { passkey_first: Some(PasskeyFirst { takes_password: false }), asked: name, ..page.clone() };
    add("register/passkey-first", Page::Register(keyed.clone()));
    add(
        "register/passkey-or-password",
        Page::Register(RegisterPage { passkey_first: Some(PasskeyFirst { takes_password: true }), ..keyed }),
    );
    let page = FirstKeyPage {
        action: "/interaction/sample/register/passkey".to_owned(),
        application: Some(application()),
        account: ada(),
        request: Some(key_request()),
        change: Some("/interaction/sample/register".to_owned()),
        can_cancel: true,
        ..FirstKeyPage::default()
    };
    let choice = |faults: &[&str]| NewPasswordChoice {
        min_length: 15,
        strength: Strength::sample(15),
        faults: faults.iter().map(|fault| (*fault).to_owned()).collect(),
    };
    let mut key =
        |name: &str, page: FirstKeyPage| add(&format!("register-passkey{name}"), Page::FirstKey(Box::new(page)));
    key("", page.clone());
    key("/password", FirstKeyPage { password: Some(choice(&[])), ..page.clone() });
    key("/weak", FirstKeyPage { password: Some(choice(&["weak-too-short"])), ..page.clone() });
    key("/refused", FirstKeyPage { error: Some(FormError::KeyRefused), ..page.clone() });
    let account = Account { name: LONG_PERSON.to_owned(), identifier: LONG_ADDRESS.to_owned() };
    key("/impossible", FirstKeyPage { request: None, account, ..page });
}

/// What a login asks of whoever has not accepted the terms.
fn terms_pages(add: &mut impl FnMut(&str, Page), terms: &TermsLinks) {
    let asked = TermsPage {
        action: "/interaction/sample/terms".to_owned(),
        application: Some(application()),
        terms: Some(terms.clone()),
        can_cancel: true,
        ..TermsPage::default()
    };
    add("terms", Page::Terms(TermsPage { has_changed: true, ..asked.clone() }));
    add("terms/first", Page::Terms(asked.clone()));
    add("terms/not-accepted", Page::Terms(TermsPage { error: Some(FormError::TermsNotAccepted), ..asked }));
}

/// An invitation in every stage.
fn invitations(add: &mut impl FnMut(&str, Page), terms: &TermsLinks) {
    let page = |state| InvitationPage {
        action: "/register/invitation".to_owned(),
        application: None,
        state,
        invited_by: "Grace Hopper".to_owned(),
        note: String::new(),
        email: "ada@example.com".to_owned(),
        until: Timestamp::from_secs(1_800_000_000).into(),
        asked: Vec::new(),
        passkey_first: None,
        min_length: 15,
        strength: Strength::sample(15),
        faults: Vec::new(),
        error: None,
        terms: None,
        accepted: false,
        sign_in: "/login".to_owned(),
    };
    let mut stage = |name: &str, page: InvitationPage| add(name, Page::Invitation(Box::new(page)));
    stage("invitation", page(InvitationStage::Open));
    let full = InvitationPage {
        application: Some(application()),
        note: "Welcome to the team. We meet every Monday at ten.".to_owned(),
        asked: asked(false),
        terms: Some(terms.clone()),
        ..page(InvitationStage::Open)
    };
    stage("invitation/full", full.clone());
    let faults = ["weak-too-short", "fault-terms"].map(str::to_owned).to_vec();
    let (invited_by, email) = (LONG_PERSON.to_owned(), LONG_ADDRESS.to_owned());
    stage("invitation/faults", InvitationPage { asked: asked(true), faults, invited_by, email, ..full });
    let keyed =
        InvitationPage { passkey_first: Some(PasskeyFirst { takes_password: false }), ..page(InvitationStage::Open) };
    stage("invitation/passkey-first", keyed);
    stage("invitation/known", page(InvitationStage::Known));
    stage("invitation/used", page(InvitationStage::Used));
    stage("invitation/revoked", page(InvitationStage::Revoked));
    stage("invitation/expired", page(InvitationStage::Expired));
}

/// What a login asks about people.
fn profile_steps(add: &mut impl FnMut(&str, Page)) {
    let page = ProfileStepPage {
        action: "/interaction/sample/profile".to_owned(),
        application: Some(application()),
        asked: asked(false),
        can_skip: true,
        can_cancel: true,
        ..ProfileStepPage::default()
    };
    add("profile-step/optional", Page::ProfileStep(page.clone()));
    add("profile-step", Page::ProfileStep(ProfileStepPage { can_skip: false, ..page.clone() }));
    add("profile-step/faults", Page::ProfileStep(ProfileStepPage { asked: asked(true), can_skip: false, ..page }));
}

/// Fields of each kind.
fn asked(faulty: bool) -> Vec<AskedInput> {
    let field = |name: &'static str, input: TextInput, autocomplete: &'static str| TextField {
        name,
        value: String::new(),
        max: 50,
        input,
        autocomplete,
        fault: None,
    };
    let fault = |kind: &'static str| faulty.then_some(FieldFault { kind, count: 50 });
    let plain = |field: TextField, required: bool| AskedInput { field, required, options: Vec::new() };
    let given = TextField { fault: fault("missing"), ..field("given_name", TextInput::Line, "given-name") };
    let phone = TextField {
        value: if faulty { "030 1234".to_owned() } else { String::new() },
        fault: fault("not-phone"),
        ..field("phone_number", TextInput::Phone, "tel")
    };
    let option = |value: &str| ChoiceOption { value: value.to_owned(), label: value.to_owned(), lang: String::new() };
    let zone = AskedInput {
        field: field("zoneinfo", TextInput::Line, ""),
        required: false,
        options: ["", "Europe/Berlin", "Europe/Lisbon"].map(option).to_vec(),
    };
    vec![plain(given, true), plain(field("birthdate", TextInput::Latin, "bday"), false), plain(phone, false), zone]
}
