//! What somebody applies with, and what can be wrong with it.

use crate::audit::Origin;
use crate::authn::Authenticator;
use crate::authn::password::{Password, PasswordError, PasswordPolicy, Weakness};
use crate::model::{
    Fault, Registration, RegistrationRules, Sheet, User, UserId, UserStatus, is_email_address, read_asked,
};

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
    /// What was told beyond the address, as typed; what was not asked for does not count.
    pub profile: &'a Sheet,
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
    /// Something is wrong with a field of the profile.
    Profile(Fault),
}

/// The rules that a realm sets.
#[derive(Clone, Copy, Debug)]
pub struct RegistrationPolicy<'a> {
    /// Who may, and on what terms.
    pub registration: &'a RegistrationRules,
    /// What a password must satisfy.
    pub passwords: &'a PasswordPolicy,
}

impl Authenticator {
    /// The password and the profile, if nothing speaks against the application; everything that does.
    pub(in crate::authn) async fn examined(
        &self,
        origin: &Origin,
        (applicant, is_invited): (Applicant<'_>, bool),
        policy: RegistrationPolicy<'_>,
    ) -> (Option<(Password, Sheet)>, Vec<RegistrationFault>) {
        let (password, mut faults) = examine(origin, (applicant, is_invited), policy);
        let asked = policy.registration.asked_at_registration();
        let profile = read_asked(&asked, applicant.profile, origin.now).unwrap_or_else(|found| {
            faults.extend(found.into_iter().map(RegistrationFault::Profile));
            Sheet::new()
        });
        let Some(password) = password.filter(|_| faults.is_empty()) else { return (None, faults) };
        if self.is_breached(&password, origin.now).await {
            return (None, vec![RegistrationFault::Weak(Weakness::Breached)]);
        }
        (Some((password, profile)), faults)
    }
}

impl Registration {
    /// One that begins now at the login `id`, without what proves anything.
    pub(in crate::authn) fn begun(
        origin: &Origin,
        id: &str,
        applicant: Applicant<'_>,
        rules: &RegistrationRules,
    ) -> Self {
        Self {
            realm: origin.realm.clone(),
            id: id.to_owned(),
            browser_hash: String::new(),
            email: applicant.email.trim().to_owned(),
            password_hash: String::new(),
            locale: applicant.locale.to_owned(),
            profile: Sheet::new(),
            terms_version: rules.terms.as_ref().map(|terms| terms.version.clone()),
            code_hash: String::new(),
            link_hash: String::new(),
            failures: 0,
            created_at: origin.now,
            expires_at: origin.now + super::LIFETIME,
        }
    }
}

/// The password, if it is one, and what speaks against the application but for its profile.
fn examine(
    origin: &Origin,
    (applicant, is_invited): (Applicant<'_>, bool),
    policy: RegistrationPolicy<'_>,
) -> (Option<Password>, Vec<RegistrationFault>) {
    let email = applicant.email.trim();
    let mut faults = Vec::new();
    if !is_email_address(email) {
        faults.push(RegistrationFault::Email);
    } else if !is_invited && !policy.registration.admits(email) {
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
pub(in crate::authn) fn provisional(origin: &Origin, email: &str) -> User {
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

/// The user that a registration whose address is proven becomes.
pub(in crate::authn) fn new_user(origin: &Origin, registration: &Registration, status: UserStatus) -> User {
    let mut claims = [("locale".to_owned(), registration.locale.clone().into())].into_iter().collect();
    for (field, value) in &registration.profile {
        field.set_claim(&mut claims, value);
    }
    User {
        email_verified: true,
        status,
        claims,
        password_hash: Some(registration.password_hash.clone()),
        password_changed_at: Some(origin.now),
        ..provisional(origin, &registration.email)
    }
}
