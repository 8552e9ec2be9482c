//! Passkeys and security keys over a real database, on every engine there is, with an authenticator in software.

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::authn::{
    Browser, CeremonyAnswer, CeremonyRequest, Complaint, KeyLogin, Login, LoginRules, NewCredential, Outcome,
    RelyingParty, Removed, SignedIn, Visit,
};
use gatehouse::model::{CredentialKind, UserId, UserStatus, WebauthnCredential};
use gatehouse::storage::audit_events::{self, AuditRow};
use gatehouse::storage::users;

use super::house::{House, PASSWORD, browser, houses, without_limits};
use crate::support::authenticator::{Key, Manner};

pub(super) const ORIGIN: &str = "https://id.example.com";
pub(super) const ANYBODY: KeyLogin<'static> = KeyLogin { expected: None, remember: false };

pub(super) fn party() -> RelyingParty {
    RelyingParty::new(ORIGIN, "Example").unwrap()
}

pub(super) fn manner() -> Manner {
    Manner::at(ORIGIN)
}

pub(super) fn answer<'a>(request: &'a CeremonyRequest, credential: &'a str) -> CeremonyAnswer<'a> {
    CeremonyAnswer { id: &request.id, credential, is_silent: false }
}

pub(super) async fn visit(house: &House, signed_in: &SignedIn) -> Visit {
    house.authn.find_session(&house.origin(), signed_in.token.expose()).await.unwrap().unwrap()
}

pub(super) async fn begin(house: &House, visit: &Visit, kind: CredentialKind) -> CeremonyRequest {
    house.authn.begin_credential(&house.origin(), &party(), (visit, kind)).await.unwrap().unwrap()
}

pub(super) async fn add(house: &House, visit: &Visit, kind: CredentialKind, manner: &Manner) -> (Key, NewCredential) {
    let request = begin(house, visit, kind).await;
    let (key, made) = Key::create(&request.options, manner);
    let what = (visit, kind);
    let added = house.authn.finish_credential(&house.origin(), &party(), what, answer(&request, &made)).await.unwrap();
    (key, added)
}

/// A user with a passkey, and the session it was added in.
pub(super) async fn enrolled(house: &House, name: &str) -> (UserId, Key, Visit) {
    let id = house.add(name, UserStatus::Active).await;
    let visit = visit(house, &house.signed_in(&browser(), name).await).await;
    let (key, added) = add(house, &visit, CredentialKind::Passkey, &manner()).await;
    assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
    (id, key, visit)
}

pub(super) fn login<'a>(id: &'a str, browser: &'a Browser) -> Login<'a> {
    Login { id, browser, session_limit: None, rules: LoginRules::default() }
}

pub(super) async fn ask(house: &House, login: Login<'_>) -> CeremonyRequest {
    house.authn.begin_passkey(&house.origin(), login, &party()).await.unwrap()
}

pub(super) async fn send(house: &House, login: Login<'_>, (request, credential): (&CeremonyRequest, &str)) -> Outcome {
    let answer = answer(request, credential);
    house.authn.submit_passkey(&house.origin(), (login, ANYBODY), &party(), answer).await.unwrap()
}

/// A whole login by `key`.
pub(super) async fn use_key(house: &House, key: &mut Key, manner: &Manner) -> Outcome {
    let browser = browser();
    let request = ask(house, login("i1", &browser)).await;
    let credential = key.sign(&request.options, manner);
    send(house, login("i1", &browser), (&request, &credential)).await
}

pub(super) fn complaint(outcome: Outcome) -> Complaint {
    match outcome {
        Outcome::Again(_, complaint) => complaint,
        other => panic!("{other:?}"),
    }
}

pub(super) async fn only(house: &House, user: &UserId) -> WebauthnCredential {
    let all = house.authn.credentials(&house.origin(), user).await.unwrap();
    assert_eq!(all.len(), 1);
    all.into_iter().next().unwrap()
}

#[tokio::test]
async fn a_passkey_signs_in_by_itself() {
    for house in houses("passkeys_alone", &without_limits()).await {
        let (id, mut key, _) = enrolled(&house, "alice").await;
        let row = only(&house, &id).await;
        assert_eq!((row.counter, row.last_used_at, row.discoverable), (0, None, Some(true)));
        assert_eq!((row.transports.as_str(), row.backup_eligible), ("internal hybrid", false));
        let Outcome::SignedIn(signed_in) = use_key(&house, &mut key, &manner()).await else { panic!("not signed in") };
        assert_eq!((&signed_in.session.user_id, signed_in.session.acr.as_str()), (&id, "urn:gatehouse:mfa"));
        assert_eq!(signed_in.session.amr, ["hwk", "user", "mfa"]);
        let row = only(&house, &id).await;
        assert_eq!((row.counter, row.last_used_at), (1, Some(house.clock.now())));
        // One that is copied between devices is told apart, and its name is its maker's.
        let synced = Manner {
            synced: true,
            step: 0,
            aaguid: *b"\xea\x9b\x8d\x66\x4d\x01\x1d\x21\x3c\xe4\xb6\xb4\x8c\xb5\x75\xd4",
            ..manner()
        };
        let visit = visit(&house, &signed_in).await;
        let (mut key, added) = add(&house, &visit, CredentialKind::Passkey, &synced).await;
        assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
        for _ in 0..2 {
            let Outcome::SignedIn(signed_in) = use_key(&house, &mut key, &synced).await else { panic!("no counter") };
            assert_eq!(signed_in.session.amr, ["swk", "user", "mfa"]);
        }
        let all = house.authn.credentials(&house.origin(), &id).await.unwrap();
        let named = all.iter().find(|row| row.name == "Google Password Manager").unwrap();
        assert!(named.backed_up && named.backup_eligible && named.counter == 0, "{named:?}");
    }
}

#[tokio::test]
async fn what_does_not_fit_is_refused() {
    for house in houses("passkeys_misfit", &without_limits()).await {
        let (id, mut key, _) = enrolled(&house, "alice").await;
        let right = manner();
        let cases = [
            (Manner { origin: "https://id.example.com.evil.example".to_owned(), ..right.clone() }, Complaint::WrongKey),
            (Manner { origin: "https://id.example.com:8443".to_owned(), ..right.clone() }, Complaint::WrongKey),
            (Manner { rp_id: Some("example.com".to_owned()), ..right.clone() }, Complaint::WrongKey),
            (Manner { user_present: false, ..right.clone() }, Complaint::WrongKey),
            (Manner { user_verified: false, ..right.clone() }, Complaint::UnverifiedKey),
            (Manner { cross_origin: true, ..right.clone() }, Complaint::WrongKey),
            // The handle is missing, so nobody is named.
            (Manner { discoverable: false, ..right.clone() }, Complaint::WrongKey),
            // Backup eligibility never changes.
            (Manner { synced: true, ..right.clone() }, Complaint::WrongKey),
        ];
        for (manner, expected) in cases {
            assert_eq!(complaint(use_key(&house, &mut key, &manner).await), expected, "{manner:?}");
        }
        let browser = browser();
        let here = login("i1", &browser);
        for nonsense in ["", "{}", "null", &"x".repeat(40_000)] {
            let request = ask(&house, here).await;
            assert_eq!(complaint(send(&house, here, (&request, nonsense)).await), Complaint::WrongKey);
        }
        // A handle that is not the owner's, and a challenge of another request.
        let request = ask(&house, here).await;
        let own = std::mem::replace(&mut key.handle, "AAAA".to_owned());
        let foreign = key.sign(&request.options, &right);
        assert_eq!(complaint(send(&house, here, (&request, &foreign)).await), Complaint::WrongKey);
        key.handle = own;
        let (one, other) = (ask(&house, here).await, ask(&house, here).await);
        let swapped = key.sign(&one.options, &right);
        assert_eq!(complaint(send(&house, here, (&other, &swapped)).await), Complaint::WrongKey);
        // Nobody's: its authenticator may forget it.
        let (mut stranger, _) = Key::create(&begin_options(), &right);
        let request = ask(&house, here).await;
        let unknown = stranger.sign(&request.options, &right);
        assert_eq!(complaint(send(&house, here, (&request, &unknown)).await), Complaint::UnknownKey);
        assert!(house.authn.forgettable(&unknown).await.unwrap().is_some());
        assert!(house.authn.forgettable(&foreign).await.unwrap().is_none(), "this one is known");
        // Nothing of all that has locked or spent anything.
        assert!(matches!(use_key(&house, &mut key, &right).await, Outcome::SignedIn(_)));
        assert_eq!(house.user(&id).await.failed_logins, 0);
    }
}

/// Options of some other site.
fn begin_options() -> String {
    serde_json::json!({"rp": {"id": "id.example.com"}, "challenge": "AAAA", "user": {"id": "AAAA"}}).to_string()
}

#[tokio::test]
async fn a_ceremony_belongs_to_one_browser_login_and_use() {
    for house in houses("passkeys_bound", &without_limits()).await {
        let (_, mut key, _) = enrolled(&house, "alice").await;
        let mine = browser();
        let other = Browser { binding: gatehouse::secret::Secret::new("another".to_owned()), ..browser() };
        // Another browser, another login, another instant.
        let request = ask(&house, login("i1", &mine)).await;
        let credential = key.sign(&request.options, &manner());
        let stolen = send(&house, login("i1", &other), (&request, &credential)).await;
        assert_eq!(complaint(stolen), Complaint::KeyExpired);
        let late = send(&house, login("i1", &mine), (&request, &credential)).await;
        assert_eq!(complaint(late), Complaint::KeyExpired, "taken before it was looked at");
        let request = ask(&house, login("i1", &mine)).await;
        let credential = key.sign(&request.options, &manner());
        let elsewhere = send(&house, login("i2", &mine), (&request, &credential)).await;
        assert_eq!(complaint(elsewhere), Complaint::KeyExpired);
        let request = ask(&house, login("i1", &mine)).await;
        let credential = key.sign(&request.options, &manner());
        house.clock.advance(Duration::from_mins(5));
        let slow = send(&house, login("i1", &mine), (&request, &credential)).await;
        assert_eq!(complaint(slow), Complaint::KeyExpired);
        // The same answer twice.
        let request = ask(&house, login("i1", &mine)).await;
        let credential = key.sign(&request.options, &manner());
        let first = send(&house, login("i1", &mine), (&request, &credential)).await;
        assert!(matches!(first, Outcome::SignedIn(_)), "{first:?}");
        let replayed = send(&house, login("i1", &mine), (&request, &credential)).await;
        assert_eq!(complaint(replayed), Complaint::KeyExpired);
        // To confirm a change, it has to be the very person.
        let bob = house.add("bob", UserStatus::Active).await;
        let request = ask(&house, login("i3", &mine)).await;
        let credential = key.sign(&request.options, &manner());
        let how = KeyLogin { expected: Some(&bob), remember: false };
        let given = answer(&request, &credential);
        let at = (login("i3", &mine), how);
        let outcome = house.authn.submit_passkey(&house.origin(), at, &party(), given).await.unwrap();
        assert_eq!(complaint(outcome), Complaint::WrongKey);
    }
}

#[tokio::test]
async fn of_parallel_answers_to_one_ceremony_one_wins() {
    for house in houses("passkeys_race", &without_limits()).await {
        let (_, mut key, _) = enrolled(&house, "alice").await;
        let browser = browser();
        let request = ask(&house, login("i1", &browser)).await;
        let credential = key.sign(&request.options, &manner());
        let outcomes = join_all((0..6).map(|_| send(&house, login("i1", &browser), (&request, &credential)))).await;
        let winners = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedIn(_))).count();
        assert_eq!(winners, 1, "{outcomes:?}");
        // Two copies of the key, at the same count, in two ceremonies: the counter has one winner as well.
        let requests = [ask(&house, login("i2", &browser)).await, ask(&house, login("i3", &browser)).await];
        let mut credentials = Vec::new();
        for request in &requests {
            credentials.push(key.sign(&request.options, &manner()));
            key.counter -= 1;
        }
        let tries = requests.iter().zip(&credentials).zip(["i2", "i3"]);
        let outcomes = join_all(tries.map(|(sent, id)| send(&house, login(id, &browser), sent_as(sent)))).await;
        let winners = outcomes.iter().filter(|outcome| matches!(outcome, Outcome::SignedIn(_))).count();
        assert_eq!(winners, 1, "{outcomes:?}");
    }
}

fn sent_as<'a>((request, credential): (&'a CeremonyRequest, &'a String)) -> (&'a CeremonyRequest, &'a str) {
    (request, credential)
}

#[tokio::test]
async fn a_counter_that_went_back_is_refused_and_locks_nothing() {
    for house in houses("passkeys_counter", &without_limits()).await {
        let (id, mut key, _) = enrolled(&house, "alice").await;
        key.counter = 10;
        assert!(matches!(use_key(&house, &mut key, &manner()).await, Outcome::SignedIn(_)));
        let back = Manner { step: -3, ..manner() };
        let still = Manner { step: 0, ..manner() };
        for manner in [&back, &still] {
            assert_eq!(complaint(use_key(&house, &mut key, manner).await), Complaint::WrongKey, "{}", manner.step);
        }
        key.counter = 0;
        assert_eq!(complaint(use_key(&house, &mut key, &still).await), Complaint::WrongKey, "a counter that is gone");
        assert_eq!(only(&house, &id).await.counter, 11, "the highest stays");
        key.counter = 11;
        assert!(matches!(use_key(&house, &mut key, &manner()).await, Outcome::SignedIn(_)), "it goes on");
        let told = audit_events::list(&house.db.database, &house.origin().realm, 50).await.unwrap();
        let is_told = |row: &&AuditRow| row.event == "factor.failed" && format!("{row:?}").contains("counter");
        assert_eq!(told.iter().filter(is_told).count(), 3, "{told:?}");
    }
}

#[tokio::test]
async fn who_may_not_sign_in_does_not_by_a_passkey_either() {
    for house in houses("passkeys_gone", &without_limits()).await {
        let (id, mut key, visit) = enrolled(&house, "alice").await;
        let browser = browser();
        // Removed between request and answer.
        let request = ask(&house, login("i1", &browser)).await;
        let credential = key.sign(&request.options, &manner());
        let row = only(&house, &id).await;
        let removed = house.authn.remove_credential(&house.origin(), &visit, &row.id).await.unwrap();
        assert!(matches!(removed, Removed::Done(_)), "{removed:?}");
        let outcome = send(&house, login("i1", &browser), (&request, &credential)).await;
        assert_eq!(complaint(outcome), Complaint::UnknownKey);
        // Added again under the same handle; then the user is suspended.
        let (mut key, added) = add(&house, &visit, CredentialKind::Passkey, &manner()).await;
        assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
        let mut tx = house.db.database.begin().await.unwrap();
        let suspended = UserStatus::Suspended;
        users::set_status(&mut tx, &house.origin().realm, &id, suspended, house.clock.now()).await.unwrap();
        tx.commit().await.unwrap();
        assert_eq!(complaint(use_key(&house, &mut key, &manner()).await), Complaint::WrongKey);
        assert_eq!(only(&house, &id).await.last_used_at, None, "what was refused is no use");
    }
}

#[tokio::test]
async fn a_password_that_is_locked_does_not_lock_the_passkey() {
    for house in houses("passkeys_locked", &without_limits()).await {
        let (_, mut key, _) = enrolled(&house, "alice").await;
        for _ in 0..6 {
            house.complaint("alice", "nonsense").await;
        }
        assert!(matches!(house.complaint("alice", PASSWORD).await, Complaint::Locked(_)));
        assert!(matches!(use_key(&house, &mut key, &manner()).await, Outcome::SignedIn(_)));
    }
}
