//! Passkeys and security keys over a real database, on every engine there is, with an authenticator in software.

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::audit::Actor;
use gatehouse::authn::{
    Browser, CREDENTIALS_MAX, CeremonyAnswer, CeremonyRequest, Complaint, KeyLogin, Login, LoginFlow, Method,
    NewCredential, Outcome, RelyingParty, Removed, SignedIn, Typed, Visit,
};
use gatehouse::model::{CredentialKind, UserId, UserStatus, WebauthnCredential};
use gatehouse::storage::audit_events::{self, AuditRow};
use gatehouse::storage::{browser_sessions, users};

use super::authn::{House, PASSWORD, browser, houses, without_limits};
use super::check::run;
use crate::support::authenticator::{Key, Manner};

const ORIGIN: &str = "https://id.example.com";
const ANYBODY: KeyLogin<'static> = KeyLogin { expected: None, remember: false };

fn party() -> RelyingParty {
    RelyingParty::new(ORIGIN, "Example").unwrap()
}

fn manner() -> Manner {
    Manner::at(ORIGIN)
}

fn answer<'a>(request: &'a CeremonyRequest, credential: &'a str) -> CeremonyAnswer<'a> {
    CeremonyAnswer { id: &request.id, credential }
}

async fn visit(house: &House, signed_in: &SignedIn) -> Visit {
    house.authn.find_session(&house.origin(), signed_in.token.expose()).await.unwrap().unwrap()
}

async fn begin(house: &House, visit: &Visit, kind: CredentialKind) -> CeremonyRequest {
    house.authn.begin_credential(&house.origin(), &party(), (visit, kind)).await.unwrap().unwrap()
}

async fn add(house: &House, visit: &Visit, kind: CredentialKind, manner: &Manner) -> (Key, NewCredential) {
    let request = begin(house, visit, kind).await;
    let (key, made) = Key::create(&request.options, manner);
    let what = (visit, kind);
    let added = house.authn.finish_credential(&house.origin(), &party(), what, answer(&request, &made)).await.unwrap();
    (key, added)
}

/// A user with a passkey, and the session it was added in.
async fn enrolled(house: &House, name: &str) -> (UserId, Key, Visit) {
    let id = house.add(name, UserStatus::Active).await;
    let visit = visit(house, &house.signed_in(&browser(), name).await).await;
    let (key, added) = add(house, &visit, CredentialKind::Passkey, &manner()).await;
    assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
    (id, key, visit)
}

fn login<'a>(id: &'a str, browser: &'a Browser) -> Login<'a> {
    Login { id, browser, session_limit: None }
}

async fn ask(house: &House, login: Login<'_>) -> CeremonyRequest {
    house.authn.begin_passkey(&house.origin(), login, &party()).await.unwrap()
}

async fn send(house: &House, login: Login<'_>, (request, credential): (&CeremonyRequest, &str)) -> Outcome {
    let answer = answer(request, credential);
    house.authn.submit_passkey(&house.origin(), (login, ANYBODY), &party(), answer).await.unwrap()
}

/// A whole login by `key`.
async fn use_key(house: &House, key: &mut Key, manner: &Manner) -> Outcome {
    let browser = browser();
    let request = ask(house, login("i1", &browser)).await;
    let credential = key.sign(&request.options, manner);
    send(house, login("i1", &browser), (&request, &credential)).await
}

fn complaint(outcome: Outcome) -> Complaint {
    match outcome {
        Outcome::Again(_, complaint) => complaint,
        other => panic!("{other:?}"),
    }
}

async fn only(house: &House, user: &UserId) -> WebauthnCredential {
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

/// Gives the password in a login of its own.
async fn half(house: &House, login: Login<'_>, name: &str) -> Outcome {
    let typed = Typed { identifier: Some(name), password: PASSWORD, remember: false };
    house.authn.submit_password(&house.origin(), login, typed).await.unwrap()
}

fn methods(outcome: &Outcome) -> Vec<Method> {
    match outcome {
        Outcome::Next(LoginFlow::SecondFactor { methods, .. }) => methods.clone(),
        _ => Vec::new(),
    }
}

async fn second(house: &House, login: Login<'_>, key: &mut Key, manner: &Manner) -> Outcome {
    let request = house.authn.begin_second_key(&house.origin(), login, &party()).await.unwrap().unwrap();
    let credential = key.sign(&request.options, manner);
    let given = answer(&request, &credential);
    house.authn.submit_second_key(&house.origin(), login, &party(), given).await.unwrap()
}

#[tokio::test]
async fn a_security_key_is_asked_for_after_the_password() {
    for house in houses("passkeys_second", &without_limits()).await {
        let (id, mut passkey, own) = enrolled(&house, "alice").await;
        let browser = browser();
        let here = login("i1", &browser);
        assert!(matches!(half(&house, here, "alice").await, Outcome::SignedIn(_)), "a passkey alone asks for nothing");
        // Neither verified nor discoverable.
        let plain = Manner { user_verified: false, discoverable: false, ..manner() };
        let (mut key, added) = add(&house, &own, CredentialKind::SecurityKey, &plain).await;
        assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
        let live = browser_sessions::list_of_user(&house.db.database, &house.origin().realm, &id).await.unwrap();
        assert_eq!(live.iter().map(|session| &session.id).collect::<Vec<_>>(), [&own.session.id], "others have ended");
        assert_eq!(methods(&half(&house, here, "alice").await), [Method::Passkey]);
        let Outcome::SignedIn(signed_in) = second(&house, here, &mut key, &plain).await else {
            panic!("not signed in")
        };
        assert_eq!(
            (signed_in.session.amr.join(" "), signed_in.session.acr.as_str()),
            ("pwd hwk user mfa".to_owned(), "urn:gatehouse:mfa")
        );
        // A passkey counts as well, and only where it verifies.
        half(&house, here, "alice").await;
        let unverified = Manner { user_verified: false, ..manner() };
        assert_eq!(complaint(second(&house, here, &mut passkey, &unverified).await), Complaint::WrongCode);
        assert!(matches!(second(&house, here, &mut passkey, &manner()).await, Outcome::SignedIn(_)));
        // By itself the key opens nothing, verified or not.
        for verified in [true, false] {
            let alone = Manner { user_verified: verified, ..manner() };
            let refused = complaint(use_key(&house, &mut key, &alone).await);
            assert_eq!(refused, Complaint::WrongKey, "{verified}");
        }
        // Backup codes stand in for it.
        let codes = house.authn.make_backup_codes(&house.origin(), &id).await.unwrap();
        assert_eq!(methods(&half(&house, here, "alice").await), [Method::Passkey, Method::BackupCode]);
        let typed = codes[0].expose();
        let by_code = house.authn.submit_code(&house.origin(), here, Method::BackupCode, typed).await.unwrap();
        assert!(matches!(by_code, Outcome::SignedIn(_)));
    }
}

#[tokio::test]
async fn wrong_keys_count_and_lock_like_wrong_codes() {
    for house in houses("passkeys_tally", &without_limits()).await {
        let (_, mut stranger, _) = enrolled(&house, "mallory").await;
        let (id, _, own) = enrolled(&house, "alice").await;
        let plain = Manner { user_verified: false, discoverable: false, ..manner() };
        let (mut key, _) = add(&house, &own, CredentialKind::SecurityKey, &plain).await;
        let browser = browser();
        let mut complaints = Vec::new();
        for round in 0..5 {
            let flow = format!("i{round}");
            half(&house, login(&flow, &browser), "alice").await;
            // Another user's key, whose answer is good in itself.
            complaints.push(complaint(second(&house, login(&flow, &browser), &mut stranger, &manner()).await));
        }
        assert_eq!(complaints[..4], [Complaint::WrongCode; 4]);
        assert_eq!(complaints[4], Complaint::Locked(Duration::from_secs(30)));
        let here = login("i9", &browser);
        half(&house, here, "alice").await;
        assert!(matches!(complaint(second(&house, here, &mut key, &plain).await), Complaint::Locked(_)));
        house.clock.advance(Duration::from_secs(30));
        // A ceremony of the first step answers nothing in the second, and one that is too old counts nothing.
        let asked = ask(&house, here).await;
        let credential = key.sign(&asked.options, &plain);
        let given = answer(&asked, &credential);
        let crossed = house.authn.submit_second_key(&house.origin(), here, &party(), given).await.unwrap();
        assert_eq!(complaint(crossed), Complaint::KeyExpired);
        assert!(matches!(second(&house, here, &mut key, &plain).await, Outcome::SignedIn(_)));
        house.authn.reset_factors(&house.origin(), Actor::System, &house.user(&id).await).await.unwrap();
        assert!(house.authn.credentials(&house.origin(), &id).await.unwrap().is_empty(), "reset takes passkeys too");
        assert!(matches!(half(&house, here, "alice").await, Outcome::SignedIn(_)));
    }
}

#[tokio::test]
async fn a_registration_belongs_to_one_session_and_kind() {
    for house in houses("passkeys_register", &without_limits()).await {
        let id = house.add("alice", UserStatus::Active).await;
        house.add("bob", UserStatus::Active).await;
        let own = visit(&house, &house.signed_in(&browser(), "alice").await).await;
        let other = visit(&house, &house.signed_in(&browser(), "alice").await).await;
        let bob = visit(&house, &house.signed_in(&browser(), "bob").await).await;
        let finish = async |visit: &Visit, kind, request: &CeremonyRequest, made: &str| {
            let what = (visit, kind);
            house.authn.finish_credential(&house.origin(), &party(), what, answer(request, made)).await.unwrap()
        };
        for (thief, kind) in
            [(&bob, CredentialKind::Passkey), (&other, CredentialKind::Passkey), (&own, CredentialKind::SecurityKey)]
        {
            let request = begin(&house, &own, CredentialKind::Passkey).await;
            let (_, made) = Key::create(&request.options, &manner());
            let taken = finish(thief, kind, &request, &made).await;
            assert!(matches!(taken, NewCredential::Expired), "{taken:?}");
            let late = finish(&own, CredentialKind::Passkey, &request, &made).await;
            assert!(matches!(late, NewCredential::Expired), "{late:?}");
        }
        let right = manner();
        for wrong in [
            Manner { origin: "https://evil.example".to_owned(), ..right.clone() },
            Manner { rp_id: Some("evil.example".to_owned()), ..right.clone() },
            Manner { user_verified: false, ..right.clone() },
            Manner { user_present: false, ..right.clone() },
            Manner { cross_origin: true, ..right.clone() },
        ] {
            let (_, refused) = add(&house, &own, CredentialKind::Passkey, &wrong).await;
            assert!(matches!(refused, NewCredential::Refused), "{wrong:?}: {refused:?}");
        }
        assert!(house.authn.user_handle(&house.origin(), &id).await.unwrap().is_none(), "nothing was kept");
        // One made for another's options, and one that is somebody's already.
        let request = begin(&house, &own, CredentialKind::Passkey).await;
        let (key, made) = Key::create(&request.options, &right);
        assert!(matches!(finish(&own, CredentialKind::Passkey, &request, &made).await, NewCredential::Added(_)));
        assert_eq!(key.handle.len(), 86, "64 bytes");
        let twice = finish(&own, CredentialKind::Passkey, &request, &made).await;
        assert!(matches!(twice, NewCredential::Expired), "{twice:?}");
        let request = begin(&house, &bob, CredentialKind::Passkey).await;
        let replayed = finish(&bob, CredentialKind::Passkey, &request, &made).await;
        assert!(matches!(replayed, NewCredential::Refused), "{replayed:?}");
        let options: serde_json::Value =
            serde_json::from_str(&begin(&house, &own, CredentialKind::Passkey).await.options).unwrap();
        assert_eq!(options["excludeCredentials"].as_array().unwrap().len(), 1, "no authenticator holds two");
        assert_eq!(options["user"]["id"], key.handle.as_str(), "the handle stays");
    }
}

#[tokio::test]
async fn names_bounds_and_the_last_way_in() {
    for house in houses("passkeys_bounds", &without_limits()).await {
        let (id, _, own) = enrolled(&house, "alice").await;
        let origin = house.origin();
        let row = only(&house, &id).await;
        let named = house.authn.rename_credential(&origin, &own, (&row.id, " My\u{7} phone ")).await.unwrap();
        assert!(named && only(&house, &id).await.name == "My phone");
        let mallory = house.add("mallory", UserStatus::Active).await;
        let foreign = visit(&house, &house.signed_in(&browser(), "mallory").await).await;
        assert!(!house.authn.rename_credential(&origin, &foreign, (&row.id, "Mine")).await.unwrap());
        let theft = house.authn.remove_credential(&origin, &foreign, &row.id).await.unwrap();
        assert!(matches!(theft, Removed::Absent) && house.user(&mallory).await.status == UserStatus::Active);
        // Without a password the last passkey stays; with another one it may go.
        run(&house.db.database, "UPDATE users SET password_hash = NULL WHERE username = 'alice'").await;
        let kept = house.authn.remove_credential(&origin, &own, &row.id).await.unwrap();
        assert!(matches!(kept, Removed::LastWayIn), "{kept:?}");
        add(&house, &own, CredentialKind::SecurityKey, &manner()).await;
        let kept = house.authn.remove_credential(&origin, &own, &row.id).await.unwrap();
        assert!(matches!(kept, Removed::LastWayIn), "a security key is no way in by itself: {kept:?}");
        for _ in 0..CREDENTIALS_MAX - 2 {
            let (_, added) = add(&house, &own, CredentialKind::Passkey, &manner()).await;
            assert!(matches!(added, NewCredential::Added(_)), "{added:?}");
        }
        let full = house.authn.begin_credential(&origin, &party(), (&own, CredentialKind::Passkey)).await.unwrap();
        assert!(full.is_none(), "there is an end");
        let gone = house.authn.remove_credential(&origin, &own, &row.id).await.unwrap();
        assert!(matches!(gone, Removed::Done(_)), "{gone:?}");
    }
}

#[tokio::test]
async fn a_passkey_is_offered_once_in_thirty_days() {
    for house in houses("passkeys_offer", &without_limits()).await {
        house.add("alice", UserStatus::Active).await;
        let own = visit(&house, &house.signed_in(&browser(), "alice").await).await;
        let authn = &house.authn;
        assert!(authn.may_offer_passkey(&house.origin(), &own.session).await.unwrap());
        authn.put_off_passkey(&house.origin(), &own).await.unwrap();
        assert!(!authn.may_offer_passkey(&house.origin(), &own.session).await.unwrap());
        house.clock.advance(Duration::from_hours(30 * 24));
        assert!(authn.may_offer_passkey(&house.origin(), &own.session).await.unwrap());
        let (mut key, _) = add(&house, &own, CredentialKind::Passkey, &manner()).await;
        assert!(!authn.may_offer_passkey(&house.origin(), &own.session).await.unwrap(), "there is one");
        let Outcome::SignedIn(by_key) = use_key(&house, &mut key, &manner()).await else { panic!("not signed in") };
        assert!(!authn.may_offer_passkey(&house.origin(), &by_key.session).await.unwrap());
    }
}
