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
    /// The password; it does not count where a passkey comes first.
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
    /// The password, where one is asked for at once, and the profile, if nothing speaks against the application; everything
    /// that does.
    pub(in crate::authn) async fn examined(
        &self,
        origin: &Origin,
        (applicant, is_invited): (Applicant<'_>, bool),
        policy: RegistrationPolicy<'_>,
    ) -> (Option<(Option<Password>, Sheet)>, Vec<RegistrationFault>) {
        let (password, mut faults) = examine(origin, (applicant, is_invited), policy);
        let asked = policy.registration.asked_at_registration();
        let profile = read_asked(&asked, applicant.profile, origin.now).unwrap_or_else(|found| {
            faults.extend(found.into_iter().map(RegistrationFault::Profile));
            Sheet::new()
        });
        if !faults.is_empty() {
            return (None, faults);
        }
        if let Some(password) = &password
            && self.is_breached(password, origin.now).await
        {
            return (None, vec![RegistrationFault::Weak(Weakness::Breached)]);
        }
        (Some((password, profile)), faults)
    }

    /// The password that was `typed` for the account of `email`; what speaks against it.
    pub(in crate::authn) async fn examined_password(
        &self,
        origin: &Origin,
        (email, typed): (&str, &str),
        policy: &PasswordPolicy,
    ) -> Result<Password, Vec<RegistrationFault>> {
        let (password, faults) = examine_password(origin, (email, typed), policy);
        match password.filter(|_| faults.is_empty()) {
            None => Err(faults),
            Some(password) if self.is_breached(&password, origin.now).await => {
                Err(vec![RegistrationFault::Weak(Weakness::Breached)])
            }
            Some(password) => Ok(password),
        }
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
            password_hash: None,
            locale: applicant.locale.to_owned(),
            profile: Sheet::new(),
            terms_version: rules.terms.as_ref().map(|terms| terms.version.clone()),
            code_hash: String::new(),
            link_hash: String::new(),
            failures: 0,
            proved_at: None,
            invitation_hash: None,
            created_at: origin.now,
            expires_at: origin.now + super::LIFETIME,
        }
    }
}

/// The password, if one is asked for and it is one, and what speaks against the application but for its profile.
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
    let mut password = None;
    if !policy.registration.credential.is_passkey_first() {
        let (read, found) = examine_password(origin, (email, applicant.password), policy.passwords);
        password = read;
        faults.extend(found);
    }
    if policy.registration.terms.is_some() && !applicant.accepts_terms {
        faults.push(RegistrationFault::Terms);
    }
    (password, faults)
}

/// The password, if it is one, and what its looks say against it.
fn examine_password(
    origin: &Origin,
    (email, typed): (&str, &str),
    policy: &PasswordPolicy,
) -> (Option<Password>, Vec<RegistrationFault>) {
    match Password::parse(typed) {
        Ok(password) => {
            let weaknesses = Authenticator::weaknesses(policy, &password, &provisional(origin, email));
            (Some(password), weaknesses.into_iter().map(RegistrationFault::Weak).collect())
        }
        Err(PasswordError::Empty) => (None, vec![RegistrationFault::NoPassword]),
        Err(PasswordError::TooLong) => (None, vec![RegistrationFault::LongPassword]),
    }
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
        password_hash: registration.password_hash.clone(),
        password_changed_at: registration.password_hash.is_some().then_some(origin.now),
        ..provisional(origin, &registration.email)
    }
}
