//! The pages: one typed value per template. What stands here is everything a template may show; a page decides nothing.
//!
//! Links are paths on the own origin unless said otherwise. A link that is `None` is not offered, and its element is
//! absent from the page.

mod consent;
mod docs;
mod email_code;
mod invitation;
mod login;
mod others;
mod recovery;
mod register;

use serde::Serialize;

pub use consent::*;
pub use docs::*;
pub use email_code::*;
pub use invitation::*;
pub use login::*;
pub use others::*;
pub use recovery::*;
pub use register::*;

use super::account::AccountPage;
use super::account_email::NewEmailPage;
use super::console::{ConsoleDoorPage, ConsolePage};

/// One page, ready to be shown.
#[derive(Clone, Debug, Serialize)]
#[serde(untagged)]
pub enum Page {
    /// Asks who somebody is; in the combined layout also for the password.
    Login(LoginPage),
    /// Asks for the password of an identifier already given.
    Password(PasswordPage),
    /// Asks for the code of a mail to sign in with, or whether its link shall act.
    EmailCode(EmailCodePage),
    /// Asks for a passkey.
    Passkey(PasskeyPage),
    /// Offers to add a passkey.
    OfferPasskey(OfferPasskeyPage),
    /// Asks for the code of a second factor.
    SecondFactor(SecondFactorPage),
    /// Asks whose password is forgotten.
    Recovery(RecoveryPage),
    /// Asks for the code of the mail.
    RecoveryCode(RecoveryCodePage),
    /// Asks for a new password.
    RecoveryPassword(RecoveryPasswordPage),
    /// Asks whether a link of a mail shall act.
    Link(LinkPage),
    /// Says that it has.
    LinkDone(LinkDonePage),
    /// Demands a second factor before the session begins.
    Enroll(Box<EnrollPage>),
    /// The same, by a passkey or a security key.
    EnrollKey(Box<EnrollKeyPage>),
    /// Asks for the terms before the session begins.
    Terms(TermsPage),
    /// Demands a new password before the session begins.
    UpdatePassword(UpdatePasswordPage),
    /// Asks for what an account is made from.
    Register(RegisterPage),
    /// Asks for the passkey that an account begins with.
    FirstKey(Box<FirstKeyPage>),
    /// Asks somebody in.
    Invitation(Box<InvitationPage>),
    /// Asks people about themselves before the session begins.
    ProfileStep(ProfileStepPage),
    /// Asks for proof of an address.
    VerifyEmail(VerifyEmailPage),
    /// Asks whether an account shall have the address whose link was opened.
    NewEmail(NewEmailPage),
    /// Asks which of the signed-in accounts to go on with.
    SelectAccount(SelectAccountPage),
    /// Asks what an application may do.
    Consent(ConsentPage),
    /// Asks whether to sign out.
    Logout(LogoutPage),
    /// Tells applications of a sign-out in frames, and moves on.
    LogoutNotify(LogoutNotifyPage),
    /// What an installed account area shows without a network; nothing of a person.
    Offline(OfflinePage),
    /// Says that the sign-out is done.
    LoggedOut(LoggedOutPage),
    /// Hands an authorization response to the client (OAuth 2.0 Form Post Response Mode).
    FormPost(FormPostPage),
    /// Explains a refusal.
    Error(ErrorPage),
    /// The realm's own start page.
    Start(StartPage),
    /// A page of the account area.
    Account(Box<AccountPage>),
    /// Tells developers what the API does.
    Docs(Box<DocsPage>),
    /// A page of the administration console.
    Console(Box<ConsolePage>),
    /// A page in front of it.
    ConsoleDoor(ConsoleDoorPage),
}

impl Page {
    /// The template that shows the page.
    pub const fn template(&self) -> &'static str {
        match self {
            Self::Login(_) => "login.html",
            Self::Password(_) => "password.html",
            Self::EmailCode(_) => "email_code.html",
            Self::NewEmail(_) => "new_email.html",
            Self::Passkey(_) => "passkey.html",
            Self::OfferPasskey(_) => "enroll_passkey.html",
            Self::SecondFactor(_) => "second_factor.html",
            Self::Recovery(_) => "recovery.html",
            Self::RecoveryCode(_) => "recovery_code.html",
            Self::RecoveryPassword(_) => "recovery_new_password.html",
            Self::Link(_) => "link_confirm.html",
            Self::LinkDone(_) => "link_done.html",
            Self::Enroll(_) => "enroll.html",
            Self::EnrollKey(_) => "enroll_key.html",
            Self::Terms(_) => "terms.html",
            Self::UpdatePassword(_) => "update_password.html",
            Self::Register(_) => "register.html",
            Self::FirstKey(_) => "register_passkey.html",
            Self::Invitation(_) => "invitation.html",
            Self::ProfileStep(_) => "profile_step.html",
            Self::VerifyEmail(_) => "verify_email.html",
            Self::SelectAccount(_) => "select_account.html",
            Self::Consent(_) => "consent.html",
            Self::Logout(_) => "logout.html",
            Self::LogoutNotify(_) => "logout_notify.html",
            Self::Offline(_) => "offline.html",
            Self::LoggedOut(_) => "logged_out.html",
            Self::FormPost(_) => "form_post.html",
            Self::Error(_) => "error.html",
            Self::Start(_) => "start.html",
            Self::Account(page) => page.body.template(),
            Self::Docs(_) => "docs.html",
            Self::Console(page) => page.body.template(),
            Self::ConsoleDoor(_) => "console_door.html",
        }
    }

    /// Whether no theme reaches the page (pages M-17).
    pub const fn is_of_console(&self) -> bool {
        matches!(self, Self::Console(_) | Self::ConsoleDoor(_))
    }

    /// The application that the page is about.
    pub const fn application(&self) -> Option<&Application> {
        match self {
            Self::Login(page) => page.application.as_ref(),
            Self::Password(page) => page.application.as_ref(),
            Self::EmailCode(page) => page.application.as_ref(),
            Self::Passkey(page) => page.application.as_ref(),
            Self::OfferPasskey(page) => page.application.as_ref(),
            Self::SecondFactor(page) => page.application.as_ref(),
            Self::Recovery(page) => page.application.as_ref(),
            Self::Enroll(page) => page.application.as_ref(),
            Self::EnrollKey(page) => page.application.as_ref(),
            Self::Terms(page) => page.application.as_ref(),
            Self::UpdatePassword(page) => page.application.as_ref(),
            Self::Register(page) => page.application.as_ref(),
            Self::FirstKey(page) => page.application.as_ref(),
            Self::Invitation(page) => page.application.as_ref(),
            Self::ProfileStep(page) => page.application.as_ref(),
            Self::VerifyEmail(page) => page.application.as_ref(),
            Self::SelectAccount(page) => page.application.as_ref(),
            Self::Consent(page) => Some(&page.application),
            Self::Logout(page) => page.application.as_ref(),
            Self::LoggedOut(page) => page.application.as_ref(),
            Self::FormPost(page) => page.application.as_ref(),
            Self::Error(page) => page.application.as_ref(),
            Self::RecoveryCode(_)
            | Self::RecoveryPassword(_)
            | Self::Link(_)
            | Self::NewEmail(_)
            | Self::LinkDone(_)
            | Self::LogoutNotify(_)
            | Self::Offline(_)
            | Self::Start(_)
            | Self::Account(_)
            | Self::Console(_)
            | Self::ConsoleDoor(_)
            | Self::Docs(_) => None,
        }
    }

    /// The id of the form that also carries the choice of language, so that what was typed survives it.
    pub(super) const fn form(&self) -> Option<&'static str> {
        match self {
            Self::Login(_) | Self::Password(_) => Some("login-form"),
            Self::EmailCode(_) => Some("email-code-form"),
            Self::Passkey(_) => Some("passkey-form"),
            Self::OfferPasskey(_) | Self::Enroll(_) | Self::EnrollKey(_) => Some("enroll-form"),
            Self::SecondFactor(_) => Some("second-factor-form"),
            Self::Recovery(_) | Self::RecoveryCode(_) | Self::RecoveryPassword(_) => Some("recovery-form"),
            Self::Link(_) | Self::NewEmail(_) => Some("link-form"),
            Self::Terms(_) => Some("terms-form"),
            Self::UpdatePassword(_) => Some("update-password-form"),
            Self::Register(_) | Self::FirstKey(_) => Some("register-form"),
            Self::Invitation(page) => match page.state {
                InvitationStage::Open => Some("register-form"),
                InvitationStage::Known
                | InvitationStage::Used
                | InvitationStage::Revoked
                | InvitationStage::Expired => None,
            },
            Self::ProfileStep(_) => Some("profile-form"),
            Self::VerifyEmail(_) => Some("verify-form"),
            Self::SelectAccount(_) => Some("select-account-form"),
            Self::Consent(_) => Some("consent-form"),
            Self::Logout(_) => Some("logout-form"),
            Self::LinkDone(_)
            | Self::LogoutNotify(_)
            | Self::Offline(_)
            | Self::LoggedOut(_)
            | Self::FormPost(_)
            | Self::Error(_)
            | Self::Start(_)
            | Self::Console(_)
            | Self::ConsoleDoor(_)
            | Self::Docs(_) => None,
            Self::Account(page) => page.body.form(),
        }
    }

    /// Whether the page can be shown again in another language. The two that move on by themselves cannot.
    pub(super) fn has_switcher(&self) -> bool {
        match self {
            Self::Console(page) => !page.body.is_shown_once(),
            _ => !matches!(self, Self::FormPost(_) | Self::LogoutNotify(_) | Self::Offline(_)),
        }
    }
}

/// An application as people see it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Application {
    /// Its name. Never empty: use the host of its redirect URI when none was registered.
    pub name: String,
    /// Its logo on the own origin; without one the page draws a monogram.
    pub logo: Option<String>,
    /// The domain whose owner has confirmed that the application is theirs.
    pub domain: Option<String>,
    /// Its home page.
    pub home: Option<String>,
    /// Its privacy policy.
    pub privacy: Option<String>,
    /// Its terms of service.
    pub terms: Option<String>,
}

/// An account as people see it.
#[derive(Clone, Debug, Default, Serialize)]
pub struct Account {
    /// The person's name, or the identifier when there is none.
    pub name: String,
    /// The identifier they sign in with, masked where the page may be seen by others.
    pub identifier: String,
}
