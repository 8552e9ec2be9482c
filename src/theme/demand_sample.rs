//! Sample data of the pages on which a login demands something beyond proofs, and of a step-up.

use super::page::{EnrollPage, FormError, Page, SecondFactorPage, SteppingUp, UpdatePasswordPage};
use super::sample::{ada, application, second_factor};
use super::strength::Strength;
use crate::clock::Timestamp;

/// Adds each page in every state, by name.
pub(super) fn demands(add: &mut impl FnMut(&str, Page)) {
    let step_up = Some(SteppingUp { account: ada(), other: "#".to_owned() });
    add("second-factor/step-up", Page::SecondFactor(SecondFactorPage { step_up, ..second_factor("totp") }));
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
        strength: Strength { classes: "lower upper digit special".to_owned(), ..Strength::sample(15) },
        end_others: true,
        can_cancel: true,
        ..UpdatePasswordPage::default()
    }
}
