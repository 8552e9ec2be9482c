//! Invitations over a real database, on every engine there is: one makes one account, however often it is accepted.

use std::time::Duration;

use futures_util::future::join_all;
use gatehouse::admin::{self, Inviting, NewInvitation};
use gatehouse::audit::{Actor, Origin};
use gatehouse::authn::{Accepted, Applicant, Browser, Guest, Login, LoginRules, PasswordPolicy, RegistrationPolicy};
use gatehouse::mail::Outbox;
use gatehouse::model::{
    Invitation, InvitationStanding, LinkPurpose, Realm, RealmId, RealmSettings, RegistrationMode, RegistrationRules,
    Sheet, mail_binding,
};
use gatehouse::storage::{audit_events, invitations, outbox, users};

use super::house::{House, PASSWORD, START, browser, houses, sub_keys, without_limits};

const EMAIL: &str = "Ada@Example.com";

fn rules(mode: RegistrationMode) -> RegistrationRules {
    RegistrationRules { mode, ..RegistrationRules::default() }
}

fn realm(mode: RegistrationMode) -> Realm {
    Realm {
        id: RealmId::default_realm(),
        name: "default".to_owned(),
        host: None,
        display_name: "Default".to_owned(),
        enabled: true,
        settings: RealmSettings { registration: rules(mode), ..RealmSettings::default() },
        version: 1,
        created_at: START,
        updated_at: START,
    }
}

fn new(email: &str, days: u16) -> NewInvitation {
    NewInvitation { email: email.to_owned(), invited_by: "Grace Hopper".to_owned(), days, ..NewInvitation::default() }
}

async fn invite_in(house: &House, mode: RegistrationMode, new: NewInvitation) -> Result<Invitation, admin::Error> {
    let (outbox, realm) = (Outbox::new(sub_keys()), realm(mode));
    let inviting = Inviting { database: &house.db.database, outbox: &outbox, realm: &realm };
    inviting.invite(&house.origin(), Actor::Administrator("test"), new).await
}

async fn invite(house: &House, email: &str) -> Invitation {
    invite_in(house, RegistrationMode::Invitation, new(email, 7)).await.unwrap()
}

/// The tokens of the mails that were promised, the oldest first.
async fn tokens(house: &House) -> Vec<String> {
    let mut entries = outbox::due(&house.db.database, house.clock.now(), 100).await.unwrap();
    entries.sort_by_key(|entry| entry.created_at);
    let tokens = entries.iter().filter_map(|entry| {
        let opened = sub_keys().open(&mail_binding(&entry.realm, &entry.id), entry.sealed.as_deref().unwrap());
        let content: serde_json::Value = serde_json::from_str(opened.unwrap().expose()).unwrap();
        content["mail"]["invitation"]["token"].as_str().map(str::to_owned)
    });
    tokens.collect()
}

/// What whoever opens the link sees.
async fn open(house: &House, origin: &Origin, browser: &Browser, token: &str) -> Option<Guest> {
    house.authn.keep_link(origin, browser, (LinkPurpose::Invitation, token)).await.unwrap();
    house.authn.guest(origin, browser).await.unwrap()
}

async fn accept(house: &House, guest: &Guest, browser: &Browser, mode: RegistrationMode) -> Accepted {
    let (rules, passwords, profile) = (rules(mode), PasswordPolicy::nist(), Sheet::new());
    let policy = RegistrationPolicy { registration: &rules, passwords: &passwords };
    // An address that is typed counts for nothing.
    let applicant = Applicant {
        email: "eve@example.com",
        password: PASSWORD,
        accepts_terms: false,
        locale: "en",
        profile: &profile,
    };
    let login = Login { id: "i1", browser, session_limit: None, rules: LoginRules::default() };
    // Another instance each time: nothing in memory decides.
    house.instance().accept_invitation(&house.origin(), login, (guest, applicant), policy).await.unwrap()
}

fn sentence(refused: Result<Invitation, admin::Error>) -> String {
    match refused {
        Err(admin::Error::Invalid(sentence)) => sentence,
        other => panic!("{other:?}"),
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn twenty_who_accept_at_once_are_one_user() {
    for house in houses("invitation_once", &without_limits()).await {
        let made = invite(&house, EMAIL).await;
        let token = tokens(&house).await.remove(0);
        let guest = open(&house, &house.origin(), &browser(), &token).await.unwrap();
        assert!(guest.standing == InvitationStanding::Open && !guest.is_known);
        let browser = browser();
        let tries = (0..20).map(|_| accept(&house, &guest, &browser, RegistrationMode::Invitation));
        let outcomes = join_all(tries).await;
        let won = outcomes.iter().filter(|outcome| matches!(outcome, Accepted::SignedIn(_))).count();
        let over = outcomes.iter().filter(|outcome| matches!(outcome, Accepted::Over)).count();
        assert_eq!((won, over), (1, 19), "{outcomes:?}");
        let realm = house.origin().realm;
        let all = users::search(&house.db.database, &realm, "", ("", 100)).await.unwrap();
        assert_eq!(all.len(), 1);
        assert!(all[0].email.as_deref() == Some(EMAIL) && all[0].email_verified, "{:?}", all[0]);
        let used = invitations::find(&house.db.database, &realm, &made.id).await.unwrap().unwrap();
        assert_eq!(
            (used.standing(house.clock.now()), used.user_id),
            (InvitationStanding::Used, Some(all[0].id.clone()))
        );
        let events = audit_events::list(&house.db.database, &realm, 100).await.unwrap();
        for (name, times) in [("invitation.created", 1), ("invitation.accepted", 1), ("user.registered", 1)] {
            assert_eq!(events.iter().filter(|event| event.event == name).count(), times, "{name}");
        }
        assert!(events.iter().all(|event| !serde_json::to_string(&event.details).unwrap().contains("xample.com")));
    }
}

#[tokio::test]
async fn one_that_has_ended_makes_nothing() {
    for house in houses("invitation_ended", &without_limits()).await {
        let (origin, bound) = (house.origin(), browser());
        let (outbox, realm) = (Outbox::new(sub_keys()), realm(RegistrationMode::Invitation));
        let inviting = Inviting { database: &house.db.database, outbox: &outbox, realm: &realm };
        let actor = Actor::Administrator("test");
        let first = invite(&house, EMAIL).await;
        assert!(sentence(invite_in(&house, RegistrationMode::Open, new("ada@example.COM", 7)).await).contains("waits"));
        let old = tokens(&house).await.remove(0);
        house.clock.advance(Duration::from_secs(1));
        // A new link voids the one before.
        let origin_later = house.origin();
        inviting.resend(&origin_later, actor, (&first.id, 2)).await.unwrap();
        let newer = tokens(&house).await.remove(1);
        assert!(open(&house, &origin, &bound, &old).await.is_none());
        let open_guest = open(&house, &origin, &bound, &newer).await.unwrap();
        // Another realm knows nothing of it.
        let elsewhere = Origin { realm: "other".into(), ..house.origin() };
        assert!(open(&house, &elsewhere, &bound, &newer).await.is_none());
        assert!(matches!(inviting.revoke(&elsewhere, actor, &first.id).await, Err(admin::Error::NotFound)));
        // Closed is closed at both ends, for whoever was invited before as well.
        let closed = sentence(invite_in(&house, RegistrationMode::Closed, new("bob@example.com", 7)).await);
        assert!(closed.contains("registration is closed"), "{closed}");
        let refused = accept(&house, &open_guest, &bound, RegistrationMode::Closed).await;
        assert!(matches!(refused, Accepted::Closed), "{refused:?}");
        // Taken back while its page stood open.
        inviting.revoke(&origin, actor, &first.id).await.unwrap();
        assert!(matches!(accept(&house, &open_guest, &bound, RegistrationMode::Invitation).await, Accepted::Over));
        assert_eq!(open(&house, &origin, &bound, &newer).await.unwrap().standing, InvitationStanding::Revoked);
        assert!(sentence(inviting.resend(&origin, actor, (&first.id, 7)).await).contains("revoked"));
        assert!(matches!(inviting.revoke(&origin, actor, &first.id).await, Err(admin::Error::Invalid(_))));
        // Expired to the millisecond, and alive again by a new link.
        let second = invite_in(&house, RegistrationMode::Invitation, new(EMAIL, 1)).await.unwrap();
        let token = tokens(&house).await.pop().unwrap();
        let guest = open(&house, &origin, &bound, &token).await.unwrap();
        house.clock.advance(Duration::from_hours(24));
        assert!(matches!(accept(&house, &guest, &bound, RegistrationMode::Invitation).await, Accepted::Over));
        assert_eq!(open(&house, &house.origin(), &bound, &token).await.unwrap().standing, InvitationStanding::Expired);
        inviting.resend(&house.origin(), actor, (&second.id, 1)).await.unwrap();
        house.clock.advance(Duration::from_hours(25));
        // Whoever is invited anew after that gets an invitation of their own.
        let third = invite(&house, EMAIL).await;
        assert_ne!(third.id, second.id);
        assert!(users::search(&house.db.database, &origin.realm, "", ("", 9)).await.unwrap().is_empty());
    }
}

#[tokio::test]
async fn an_address_with_an_account_is_told_to_the_holder_alone() {
    for house in houses("invitation_known", &without_limits()).await {
        house.add("ada", gatehouse::model::UserStatus::Active).await;
        let bound = browser();
        // Whoever invites learns nothing.
        let known = invite(&house, "ada@example.com").await;
        let unknown = invite(&house, "bob@example.com").await;
        assert_eq!(known.state, unknown.state);
        let tokens = tokens(&house).await;
        assert_eq!(tokens.len(), 2);
        for token in &tokens {
            let guest = open(&house, &house.origin(), &bound, token).await.unwrap();
            assert_eq!(guest.is_known, guest.invitation.email.starts_with("ada"));
            let outcome = accept(&house, &guest, &bound, RegistrationMode::Open).await;
            assert_eq!(matches!(outcome, Accepted::Over), guest.is_known, "{outcome:?}");
            // Somebody who got an account while the page stood open.
            let late = Guest { is_known: false, ..guest };
            assert!(matches!(accept(&house, &late, &bound, RegistrationMode::Open).await, Accepted::Over));
        }
        let kept = invitations::find(&house.db.database, &house.origin().realm, &known.id).await.unwrap().unwrap();
        assert_eq!(kept.user_id, None, "what came to nothing is rolled back");
    }
}

#[tokio::test]
async fn whoever_is_invited_needs_no_approval_and_no_domain() {
    for house in houses("invitation_modes", &without_limits()).await {
        let modes = [RegistrationMode::Open, RegistrationMode::Domains, RegistrationMode::Approval];
        for (mode, email) in modes.into_iter().zip(["a@x.test", "b@x.test", "c@x.test"]) {
            invite_in(&house, mode, new(email, 7)).await.unwrap();
            house.clock.advance(Duration::from_secs(1));
            let token = tokens(&house).await.pop().unwrap();
            let guest = open(&house, &house.origin(), &browser(), &token).await.unwrap();
            let outcome = accept(&house, &guest, &browser(), mode).await;
            assert!(matches!(outcome, Accepted::SignedIn(_)), "{mode:?}: {outcome:?}");
        }
    }
}
