//! The pages on which people sign in, choose an account, consent and sign out. Each shows what is due and carries what was
//! typed to `authn` or `provider`; none decides anything.

mod account;
mod authorize;
mod cards;
mod consent;
mod desk;
mod email_code;
mod email_link;
mod enroll;
mod enroll_key;
mod invitation;
mod link;
mod login;
mod logout;
mod new_email_link;
mod offer_passkey;
mod passkey;
mod profile_step;
mod recovery;
mod register;
mod register_key;
mod register_link;
mod required;
mod reset;
mod scene;
mod second_factor;
mod start;
mod step_up;
mod terms;
mod update_password;
pub mod upstream;

pub use cards::{Card, picture};
pub use desk::{THEN_CONSOLE, chooser_form};
pub use scene::account;

use actix_web::web::ServiceConfig;

use crate::web::methods::{form, get, get_once};

/// The routes below each realm.
pub fn routes(config: &mut ServiceConfig) {
    config
        .service(form("/authorize", authorize::get, authorize::post))
        .service(form("/interaction/{id}/login", login::show_login, login::send_login))
        .service(form("/interaction/{id}/password", login::show_password, login::send_password))
        .service(form(
            "/interaction/{id}/second-factor/{method}",
            second_factor::show_factor,
            second_factor::send_factor,
        ))
        .service(form("/interaction/{id}/passkey", passkey::show_passkey, passkey::send_passkey))
        .service(form("/login/passkey", passkey::show_passkey, passkey::send_passkey))
        .service(form("/account/confirm/{section}/passkey", passkey::show_passkey, passkey::send_passkey))
        .service(form("/interaction/{id}/enroll/passkey", offer_passkey::show_offer, offer_passkey::send_offer))
        .service(form("/login/enroll/passkey", offer_passkey::show_offer, offer_passkey::send_offer))
        .service(form("/login/second-factor/{method}", second_factor::show_factor, second_factor::send_factor))
        .configure(demands)
        .service(form("/interaction/{id}/register", register::show_register, register::send_register))
        .service(form("/interaction/{id}/verify-email", register::show_verify, register::send_verify))
        .service(form("/interaction/{id}/register/passkey", register_key::show_key, register_key::send_key))
        .service(form("/register/passkey", register_key::show_house_key, register_key::send_house_key))
        .service(form("/register", register::show_house_register, register::send_house_register))
        .service(form("/register/verify-email", register::show_house_verify, register::send_house_verify))
        .service(form("/link/verify-email", register_link::show_link, register_link::send_link))
        .service(form(invitation::PATH, invitation::show_invitation, invitation::send_invitation))
        .service(form("/interaction/{id}/select-account", account::show_accounts, account::send_account))
        .service(form("/login/select-account", account::show_house_accounts, account::send_house_account))
        .service(form("/interaction/{id}/consent", consent::show_consent, consent::send_consent))
        .service(get_once("/interaction/{id}/resume", start::resume))
        .service(form("/account/confirm/{section}/password", login::show_confirm, login::send_confirm))
        .service(form(
            "/account/confirm/{section}/second-factor/{method}",
            second_factor::show_factor,
            second_factor::send_factor,
        ))
        .service(form("/login", login::show_house_login, login::send_house_login))
        .service(form("/login/password", login::show_house_password, login::send_house_password))
        .service(form("/recovery", recovery::show_recovery, recovery::send_recovery))
        .service(form("/recovery/code", recovery::show_code, recovery::send_code))
        .service(form("/recovery/second-factor/{method}", reset::show_factor, reset::send_factor))
        .service(form("/recovery/new-password", reset::show_password, reset::send_password))
        .service(form("/interaction/{id}/email-code", email_code::show_code, email_code::send_code))
        .service(form("/login/email-code", email_code::show_code, email_code::send_code))
        .service(get_once("/interaction/{id}/upstream/{name}", upstream::leave))
        .service(get_once("/login/upstream/{name}", upstream::leave))
        .service(get_once("/account/confirm/{section}/upstream/{name}", upstream::leave))
        .service(get_once("/upstream/{name}/callback", upstream::callback))
        .service(form("/link/email", new_email_link::show_link, new_email_link::send_link))
        .service(form("/link/sign-in", email_link::show_link, email_link::send_link))
        .service(get("/link/{purpose}/{token}", link::open))
        .service(form("/link/{purpose}", link::show, link::send))
        .service(form("/logout", logout::show_logout, logout::send_logout))
        .service(get("/logout/done", logout::show_done))
        .service(get("/", start::show_start));
}

/// The pages on which a login demands something before its session begins.
fn demands(config: &mut ServiceConfig) {
    config
        .service(form("/interaction/{id}/update-password", update_password::show_update, update_password::send_update))
        .service(form("/login/update-password", update_password::show_update, update_password::send_update))
        .service(form(
            "/account/confirm/{section}/update-password",
            update_password::show_update,
            update_password::send_update,
        ))
        .service(form("/interaction/{id}/terms", terms::show_terms, terms::send_terms))
        .service(form("/login/terms", terms::show_terms, terms::send_terms))
        .service(form("/account/confirm/{section}/terms", terms::show_terms, terms::send_terms))
        .service(form("/interaction/{id}/profile", profile_step::show_profile, profile_step::send_profile))
        .service(form("/login/profile", profile_step::show_profile, profile_step::send_profile))
        .service(form("/account/confirm/{section}/profile", profile_step::show_profile, profile_step::send_profile))
        .service(form("/interaction/{id}/enroll/totp", enroll::show_enroll, enroll::send_enroll))
        .service(form("/login/enroll/totp", enroll::show_enroll, enroll::send_enroll))
        .service(form("/account/confirm/{section}/enroll/totp", enroll::show_enroll, enroll::send_enroll))
        .service(form("/interaction/{id}/enroll/key", enroll_key::show_enroll_key, enroll_key::send_enroll_key))
        .service(form("/login/enroll/key", enroll_key::show_enroll_key, enroll_key::send_enroll_key))
        .service(form(
            "/account/confirm/{section}/enroll/key",
            enroll_key::show_enroll_key,
            enroll_key::send_enroll_key,
        ));
}
