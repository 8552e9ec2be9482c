use super::*;
use crate::model::UpdateReason;

const SPAN: Duration = Duration::from_secs(30);

fn named() -> LoginFlow {
    LoginFlow::Password { identifier: "alice".into() }
}

fn done() -> LoginFlow {
    LoginFlow::Done { user_id: "u1".into(), amr: vec!["pwd".into()] }
}

fn half() -> LoginFlow {
    let (proved_at, methods) = (Timestamp::from_secs(1), vec![Method::Totp, Method::BackupCode]);
    LoginFlow::SecondFactor { user_id: "u1".into(), amr: vec!["pwd".into()], proved_at, methods, step_up: None }
}

fn twice() -> LoginFlow {
    LoginFlow::Done { user_id: "u1".into(), amr: vec!["pwd".into(), "otp".into(), "mfa".into()] }
}

fn enrolled() -> LoginFlow {
    LoginFlow::Done { user_id: "u1".into(), amr: vec!["pwd".into(), "otp".into()] }
}

fn key() -> LoginFlow {
    LoginFlow::Done { user_id: "u1".into(), amr: vec!["swk".into(), "user".into(), "mfa".into()] }
}

fn mailed() -> LoginFlow {
    LoginFlow::EmailCode { identifier: "alice".into(), id: "e1".into(), asked_at: Timestamp::from_secs(1) }
}

fn by_mail() -> LoginFlow {
    LoginFlow::Done { user_id: "u1".into(), amr: vec!["email".into()] }
}

const CHANGE: RequiredAction = RequiredAction::UpdatePassword { reason: UpdateReason::Expired };

fn required(amr: &[&str]) -> LoginFlow {
    let amr = amr.iter().map(|method| (*method).to_owned()).collect();
    LoginFlow::Required { user_id: "u1".into(), amr, proved_at: Timestamp::from_secs(1), action: CHANGE }
}

fn credentials(judgment: Judgment) -> Submission {
    Submission::Credentials("alice".into(), judgment)
}

#[test]
fn every_state_meets_every_submission() {
    use LoginFlow::Identify;
    use Transition::{Again, OutOfOrder, To};
    let correct = || Judgment::Correct("u1".into());
    let halfway = || Judgment::Half("u1".into(), Timestamp::from_secs(1), vec![Method::Totp, Method::BackupCode]);
    let code = |judgment| Submission::Code(judgment);
    let fits = CodeJudgment::Correct(Evidence::Code);
    #[rustfmt::skip]
    let table = [
        // from      submission                                        → what follows
        (Identify,   Submission::Identifier("alice".into()),             To(named())),
        (Identify,   Submission::Identifier("  ".into()),                Again(Identify, Complaint::IdentifierMissing)),
        (Identify,   Submission::Password(correct()),                    OutOfOrder(Identify)),
        (Identify,   Submission::Password(Judgment::Wrong),              OutOfOrder(Identify)),
        (Identify,   credentials(correct()),                             To(done())),
        (Identify,   credentials(Judgment::Wrong),                       Again(Identify, Complaint::Wrong)),
        (Identify,   credentials(Judgment::Locked(SPAN)),                Again(Identify, Complaint::Locked(SPAN))),
        (Identify,   credentials(Judgment::Throttled(SPAN)),             Again(Identify, Complaint::Throttled(SPAN))),
        (Identify,   Submission::Restart,                                To(Identify)),
        (named(),    Submission::Identifier("alice".into()),             To(named())),
        (named(),    Submission::Password(correct()),                    To(done())),
        (named(),    Submission::Password(Judgment::Wrong),              Again(named(), Complaint::Wrong)),
        (named(),    Submission::Password(Judgment::Locked(SPAN)),       Again(named(), Complaint::Locked(SPAN))),
        (named(),    Submission::Password(Judgment::Throttled(SPAN)),    Again(named(), Complaint::Throttled(SPAN))),
        (named(),    Submission::Password(Judgment::TooManySessions),    Again(named(), Complaint::TooManySessions)),
        (named(),    Submission::Password(Judgment::RecoveryRequired),   Again(named(), Complaint::RecoveryRequired)),
        (named(),    credentials(correct()),                             To(done())),
        (named(),    credentials(Judgment::Wrong),                       Again(Identify, Complaint::Wrong)),
        (named(),    Submission::Restart,                                To(Identify)),
        (Identify,   credentials(halfway()),                             To(half())),
        (named(),    Submission::Password(halfway()),                    To(half())),
        (Identify,   code(fits),                                         OutOfOrder(Identify)),
        (named(),    code(fits),                                         OutOfOrder(named())),
        (half(),     code(fits),                                         To(twice())),
        (half(),     code(CodeJudgment::Wrong),                          Again(half(), Complaint::WrongCode)),
        (half(),     code(CodeJudgment::Expired),                        Again(half(), Complaint::KeyExpired)),
        (half(),     code(CodeJudgment::Locked(SPAN)),                   Again(half(), Complaint::Locked(SPAN))),
        (half(),     Submission::Password(correct()),                    OutOfOrder(half())),
        (half(),     credentials(Judgment::Wrong),                       Again(Identify, Complaint::Wrong)),
        (half(),     Submission::Identifier("bob".into()),               To(LoginFlow::Password { identifier: "bob".into() })),
        (half(),     Submission::Restart,                                To(Identify)),
        (required(&["pwd"]), Submission::Restart,                        To(Identify)),
        (done(),     code(fits),                                         OutOfOrder(done())),
        (done(),     Submission::Identifier("mallory".into()),           OutOfOrder(done())),
        (done(),     Submission::Password(Judgment::Wrong),              OutOfOrder(done())),
        (done(),     credentials(Judgment::Correct("u2".into())),        OutOfOrder(done())),
        (done(),     Submission::Restart,                                OutOfOrder(done())),
    ];
    for (from, submission, expected) in table {
        let name = format!("{from:?} + {submission:?}");
        assert_eq!(from.submit(submission), expected, "{name}");
    }
}

#[test]
fn a_passkey_takes_the_place_of_every_step() {
    use LoginFlow::Identify;
    use Transition::{Again, OutOfOrder, To};
    let passkey = |judgment| Submission::Passkey(judgment);
    let opens = || KeyJudgment::Correct("u1".into(), Evidence::SyncedKey);
    #[rustfmt::skip]
    let table = [
        (Identify,   passkey(opens()),                                   To(key())),
        (named(),    passkey(opens()),                                   To(key())),
        (half(),     passkey(opens()),                                   To(key())),
        (done(),     passkey(opens()),                                   OutOfOrder(done())),
        (named(),    passkey(KeyJudgment::Wrong),                        Again(named(), Complaint::WrongKey)),
        (named(),    passkey(KeyJudgment::Unknown),                      Again(named(), Complaint::UnknownKey)),
        (half(),     passkey(KeyJudgment::NotVerified),                  Again(half(), Complaint::UnverifiedKey)),
        (Identify,   passkey(KeyJudgment::Expired),                      Again(Identify, Complaint::KeyExpired)),
        (Identify,   passkey(KeyJudgment::TooManySessions),              Again(Identify, Complaint::TooManySessions)),
        (required(&["pwd"]), passkey(opens()),                           To(key())),
    ];
    for (from, submission, expected) in table {
        let name = format!("{from:?} + {submission:?}");
        assert_eq!(from.submit(submission), expected, "{name}");
    }
}

#[test]
fn what_is_required_stands_before_the_end() {
    use LoginFlow::Identify;
    use Transition::{Again, OutOfOrder, To};
    let must = || Judgment::Required("u1".into(), Timestamp::from_secs(1), CHANGE);
    let acted = |judgment| Submission::Required(judgment);
    let correct = || Judgment::Correct("u1".into());
    let (code, fits) = (|judgment| Submission::Code(judgment), CodeJudgment::Correct(Evidence::Code));
    #[rustfmt::skip]
    let table = [
        (named(),    Submission::Password(must()),                       To(required(&["pwd"]))),
        (Identify,   credentials(must()),                                To(required(&["pwd"]))),
        (half(),     code(CodeJudgment::Required(Evidence::Code, CHANGE)), To(required(&["pwd", "otp", "mfa"]))),
        (named(),    code(CodeJudgment::Required(Evidence::Code, CHANGE)), OutOfOrder(named())),
        (required(&["pwd"]), acted(RequiredJudgment::Done),              To(done())),
        (required(&["pwd", "otp", "mfa"]), acted(RequiredJudgment::Done), To(twice())),
        (required(&["pwd"]), acted(RequiredJudgment::Enrolled(Evidence::Enrollment)),    To(enrolled())),
        (required(&["pwd"]), acted(RequiredJudgment::Next { action: CHANGE, enrolled: Some(Evidence::Enrollment) }), To(required(&["pwd", "otp"]))),
        (required(&["pwd"]), acted(RequiredJudgment::Next { action: CHANGE, enrolled: None }), To(required(&["pwd"]))),
        (half(),     acted(RequiredJudgment::Enrolled(Evidence::Enrollment)),            OutOfOrder(half())),
        (required(&["pwd"]), acted(RequiredJudgment::Prove(vec![Method::Totp, Method::BackupCode])), To(half())),
        (half(),     acted(RequiredJudgment::Prove(vec![Method::Passkey])),              OutOfOrder(half())),
        (required(&["pwd"]), acted(RequiredJudgment::TooManySessions),   Again(required(&["pwd"]), Complaint::TooManySessions)),
        (required(&["pwd"]), Submission::Password(correct()),            OutOfOrder(required(&["pwd"]))),
        (required(&["pwd"]), code(fits),                                 OutOfOrder(required(&["pwd"]))),
        (half(),     acted(RequiredJudgment::Done),                      OutOfOrder(half())),
        (Identify,   acted(RequiredJudgment::Done),                      OutOfOrder(Identify)),
        (done(),     acted(RequiredJudgment::Done),                      OutOfOrder(done())),
    ];
    for (from, submission, expected) in table {
        let name = format!("{from:?} + {submission:?}");
        assert_eq!(from.submit(submission), expected, "{name}");
    }
}

#[test]
fn a_mail_takes_the_place_of_the_password_and_of_nothing_else() {
    use LoginFlow::Identify;
    use Transition::{Again, OutOfOrder, To};
    let asked = |name: &str| Submission::EmailAsked(name.into(), "e1".into(), Timestamp::from_secs(1));
    let code = |judgment| Submission::EmailCode(judgment);
    let correct = || Judgment::Correct("u1".into());
    let methods = || vec![Method::Totp];
    let halfway = || Judgment::Half("u1".into(), Timestamp::from_secs(1), methods());
    let (proved_at, amr) = (Timestamp::from_secs(1), vec!["email".to_owned()]);
    let second = LoginFlow::SecondFactor { user_id: "u1".into(), amr, proved_at, methods: methods(), step_up: None };
    let both = LoginFlow::Done { user_id: "u1".into(), amr: ["email", "otp", "mfa"].map(str::to_owned).to_vec() };
    #[rustfmt::skip]
    let table = [
        (Identify,   asked("alice"),                                     To(mailed())),
        (named(),    asked("alice"),                                     To(mailed())),
        (half(),     asked("alice"),                                     To(mailed())),
        (mailed(),   asked("alice"),                                     To(mailed())),
        (Identify,   asked(" "),                                         Again(Identify, Complaint::IdentifierMissing)),
        (done(),     asked("alice"),                                     OutOfOrder(done())),
        (mailed(),   code(correct()),                                    To(by_mail())),
        (mailed(),   code(halfway()),                                    To(second.clone())),
        (mailed(),   code(Judgment::Wrong),                              Again(mailed(), Complaint::Wrong)),
        (mailed(),   code(Judgment::Locked(SPAN)),                       Again(mailed(), Complaint::Locked(SPAN))),
        (mailed(),   code(Judgment::TooManySessions),                    Again(mailed(), Complaint::TooManySessions)),
        (mailed(),   Submission::Password(correct()),                    To(done())),
        (mailed(),   Submission::Password(Judgment::Wrong),              Again(mailed(), Complaint::Wrong)),
        (mailed(),   Submission::Restart,                                To(Identify)),
        // A mail is no second factor, and no password where none waits for it.
        (half(),     code(correct()),                                    OutOfOrder(half())),
        (named(),    code(correct()),                                    OutOfOrder(named())),
        (Identify,   code(correct()),                                    OutOfOrder(Identify)),
        (required(&["pwd"]), code(correct()),                            OutOfOrder(required(&["pwd"]))),
        (mailed(),   Submission::Code(CodeJudgment::Correct(Evidence::Code)), OutOfOrder(mailed())),
        (second,     Submission::Code(CodeJudgment::Correct(Evidence::Code)), To(both)),
    ];
    for (from, submission, expected) in table {
        let name = format!("{from:?} + {submission:?}");
        assert_eq!(from.submit(submission), expected, "{name}");
    }
}

#[test]
fn states_survive_storage() {
    for state in [LoginFlow::Identify, named(), mailed(), half(), required(&["pwd"]), done()] {
        let text = serde_json::to_string(&state).unwrap();
        assert_eq!(serde_json::from_str::<LoginFlow>(&text).unwrap(), state);
    }
}
