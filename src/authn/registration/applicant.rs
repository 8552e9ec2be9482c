//! What somebody applies with, and what can be wrong with it.

use crate::audit::Origin;
use crate::authn::Authenticator;
use crate::authn::password::{Password, PasswordError, PasswordPolicy, Weakness};
use crate::model::{Registration, RegistrationRules, User, UserId, UserStatus, is_email_address};

/// What a person typed to get an account.
#[derive(Clone, Copy, Debug)]
pub struct Applicant<'a> {
    /// The address.
    pub email: &'a str,
    /// The password.
    pub password: &'a str,
    /// Whether the terms shown were accepted.
    pub accepts_terms: bool,
    /// The language of the page.
    pub locale: &'a str,
}

/// What is wrong with what was typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum RegistrationFault {
    /// It is no e-mail address.
    Email,
    /// People with such an address get their accounts elsewhere.
    Domain,
    /// There is no password.
    NoPassword,
    /// The password is longer than any may be.
    LongPassword,
    /// Something speaks against the password.
    Weak(Weakness),
    /// The terms were not accepted.
    Terms,
}

/// The rules that a realm sets.
#[derive(Clone, Copy, Debug)]
pub struct RegistrationPolicy<'a> {
    /// Who may, and on what terms.
    pub registration: &'a RegistrationRules,
    /// What a password must satisfy.
    pub passwords: &'a PasswordPolicy,
}

/// The password, if it is one, and everything that speaks against the application.
pub(super) fn examine(
    origin: &Origin,
    applicant: Applicant<'_>,
    policy: RegistrationPolicy<'_>,
) -> (Option<Password>, Vec<RegistrationFault>) {
    let email = applicant.email.trim();
    let mut faults = Vec::new();
    if !is_email_address(email) {
        faults.push(RegistrationFault::Email);
    } else if !policy.registration.admits(email) {
        faults.push(RegistrationFault::Domain);
    }
    let password = Password::parse(applicant.password);
    match &password {
        Ok(password) => {
            let nobody = provisional(origin, email);
            let weaknesses = Authenticator::weaknesses(policy.passwords, password, &nobody);
            faults.extend(weaknesses.into_iter().map(RegistrationFault::Weak));
        }
        Err(PasswordError::Empty) => faults.push(RegistrationFault::NoPassword),
        Err(PasswordError::TooLong) => faults.push(RegistrationFault::LongPassword),
    }
    if policy.registration.terms.is_some() && !applicant.accepts_terms {
        faults.push(RegistrationFault::Terms);
    }
    (password.ok(), faults)
}

/// A user of this address, as far as there is one.
fn provisional(origin: &Origin, email: &str) -> User {
    User {
        realm: origin.realm.clone(),
        id: UserId::from(origin.random.id()),
        username: email.to_owned(),
        email: Some(email.to_owned()),
        email_verified: false,
        status: UserStatus::Pending,
        claims: serde_json::Map::new(),
        password_hash: None,
        password_changed_at: None,
        password_update: None,
        failed_logins: 0,
        locked_until: None,
        created_at: origin.now,
        updated_at: origin.now,
        delete_at: None,
    }
}

pub(super) fn new_user(origin: &Origin, registration: &Registration, status: UserStatus) -> User {
    User {
        email_verified: true,
        status,
        claims: [("locale".to_owned(), registration.locale.clone().into())].into_iter().collect(),
        password_hash: Some(registration.password_hash.clone()),
        password_changed_at: Some(origin.now),
        ..provisional(origin, &registration.email)
    }
}
