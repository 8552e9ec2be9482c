//! Roles, groups and administrators over a real database, on every engine there is (product RB-01, RB-05, RB-07, UM-11,
//! UM-14).

use futures_util::future::join_all;
use gatehouse::admin::{self, By, Error, GroupChange, Holder, RoleChange};
use gatehouse::audit::{Actor, Origin};
use gatehouse::authn;
use gatehouse::model::{BuiltInRole, FactorRule, Group, Realm, RealmId, Step, UserId, UserStatus};
use gatehouse::storage::{holdings, realms, roles};

use super::house::{House, houses, realm_with, without_limits};
use crate::support::process::texts;

const OPERATOR: By<'static> = By::operator(Actor::Administrator("test"));

/// Houses in which the default realm and another one are there.
async fn open(label: &str) -> Vec<House> {
    let found = houses(label, &without_limits()).await;
    for house in &found {
        let mut tx = house.db.database.begin().await.unwrap();
        let default = realm_with("[]");
        let other = Realm { id: RealmId::from("r2"), name: "other".to_owned(), ..default.clone() };
        assert!(realms::insert(&mut tx, &default).await.unwrap() && realms::insert(&mut tx, &other).await.unwrap());
        tx.commit().await.unwrap();
    }
    found
}

async fn make(house: &House, name: &str, inherits: &[&str]) -> Result<(), Error> {
    let inherits = Some(inherits.iter().map(|role| (*role).to_owned()).collect());
    let wanted = RoleChange { inherits, ..RoleChange::default() };
    admin::create_role(&house.db.database, &house.origin(), OPERATOR, name, wanted).await.map(drop)
}

async fn inherit(house: &House, name: &str, inherits: &[&str]) -> Result<(), Error> {
    let inherits = Some(inherits.iter().map(|role| (*role).to_owned()).collect());
    let change = RoleChange { inherits, ..RoleChange::default() };
    admin::change_role(&house.db.database, &house.origin(), OPERATOR, name, change).await.map(drop)
}

async fn group(house: &House, path: &str) -> Group {
    admin::create_group(&house.db.database, &house.origin(), OPERATOR, path, String::new()).await.unwrap()
}

async fn grant(house: &House, by: By<'_>, role: &str, to: Holder<'_>) -> Result<bool, Error> {
    admin::grant_role(&house.db.database, &house.origin(), by, role, to).await
}

async fn withdraw(house: &House, role: &str, from: &UserId) -> Result<bool, Error> {
    admin::withdraw_role(&house.db.database, &house.origin(), OPERATOR, role, Holder::User(from)).await
}

async fn add(house: &House, group: &Group, user: &UserId) -> Result<bool, Error> {
    admin::add_member(&house.db.database, &house.origin(), OPERATOR, &group.id, user).await
}

async fn held(house: &House, user: &UserId) -> Vec<String> {
    let found = holdings::of_user(&house.db.database, &RealmId::default_realm(), user).await.unwrap();
    let way = |held: &gatehouse::model::Held| held.way.iter().map(Step::name).collect::<Vec<_>>().join(" > ");
    found.groups.iter().chain(&found.roles).map(way).collect()
}

async fn suspend(house: &House, user: &UserId) -> Result<(), Error> {
    let status = UserStatus::Suspended;
    admin::set_status(&house.db.database, &house.origin(), Actor::System, user, status).await.map(drop)
}

fn is_invalid(outcome: &Result<(), Error>) -> bool {
    matches!(outcome, Err(Error::Invalid(_)))
}

#[tokio::test]
async fn what_somebody_holds_is_told_with_the_way_to_it() {
    for house in open("roles_held").await {
        let (alice, bob) = (house.add("alice", UserStatus::Active).await, house.add("bob", UserStatus::Active).await);
        make(&house, "employee", &[]).await.unwrap();
        make(&house, "manager", &["employee"]).await.unwrap();
        make(&house, "clerk", &[]).await.unwrap();
        group(&house, "/staff").await;
        let finance = group(&house, "/staff/finance").await;
        assert!(grant(&house, OPERATOR, "clerk", Holder::Group(&finance.id)).await.unwrap());
        assert!(grant(&house, OPERATOR, "manager", Holder::User(&alice)).await.unwrap());
        assert!(!grant(&house, OPERATOR, "manager", Holder::User(&alice)).await.unwrap(), "given before");
        assert!(add(&house, &finance, &alice).await.unwrap());
        assert!(!add(&house, &finance, &alice).await.unwrap(), "in it already");
        let expected = ["/staff/finance", "/staff/finance > /staff", "/staff/finance > clerk", "manager > employee"];
        let found = held(&house, &alice).await;
        assert!(expected.iter().all(|way| found.iter().any(|held| held == way)), "{found:?}");
        assert_eq!(found.len(), 6, "manager and user as well: {found:?}");
        assert_eq!(held(&house, &bob).await, ["user"]);
        // Another realm knows nothing of it, whoever has that identifier there.
        let elsewhere = holdings::of_user(&house.db.database, &RealmId::from("r2"), &alice).await.unwrap();
        assert_eq!((elsewhere.roles.len(), elsewhere.groups.len()), (1, 0));
        let origin = Origin { realm: RealmId::from("r2"), ..house.origin() };
        let strange = admin::delete_group(&house.db.database, &origin, OPERATOR, &finance.id).await;
        assert!(matches!(strange, Err(Error::NotFound)), "{strange:?}");
        // A role that goes goes from everywhere, a group with all within it.
        admin::delete_role(&house.db.database, &house.origin(), OPERATOR, "employee").await.unwrap();
        let staff = group(&house, "/staff/it").await;
        add(&house, &staff, &bob).await.unwrap();
        let root = gatehouse::storage::groups::find_by_path(&house.db.database, &origin_realm(), "/staff").await;
        let root = root.unwrap().unwrap();
        admin::delete_group(&house.db.database, &house.origin(), OPERATOR, &root.id).await.unwrap();
        assert_eq!(held(&house, &alice).await, ["manager", "user"]);
        assert_eq!(held(&house, &bob).await, ["user"]);
        let events = "SELECT event FROM audit_events WHERE target_kind = $1 ORDER BY time, id";
        assert_eq!(texts(&house.db.database, events, "group").await.len(), 3 + 3 + 1, "made, deleted, granted");
    }
}

fn origin_realm() -> RealmId {
    RealmId::default_realm()
}

#[tokio::test]
async fn neither_roles_nor_groups_go_in_circles() {
    for house in open("roles_circles").await {
        for name in ["a", "b", "c"] {
            make(&house, name, &[]).await.unwrap();
        }
        inherit(&house, "a", &["b"]).await.unwrap();
        inherit(&house, "b", &["c"]).await.unwrap();
        for (role, from) in [("c", "a"), ("c", "c"), ("b", "a"), ("a", "nobody"), ("admin", "a"), ("user", "admin")] {
            assert!(is_invalid(&inherit(&house, role, &[from]).await), "{role} {from}");
        }
        // Two changes that would only together make a circle: one of them wins.
        inherit(&house, "a", &[]).await.unwrap();
        inherit(&house, "b", &[]).await.unwrap();
        let both = join_all([inherit(&house, "a", &["b"]), inherit(&house, "b", &["a"])]).await;
        assert_eq!(both.iter().filter(|one| one.is_ok()).count(), 1, "{both:?}");
        let database = &house.db.database;
        let (outer, inner) = (group(&house, "/outer").await, group(&house, "/outer/inner").await);
        let place = |path: &str| GroupChange { path: Some(path.to_owned()), ..GroupChange::default() };
        for path in ["/outer/inner/outer", "/nowhere/outer", "outer", "/outer/"] {
            let moved = admin::change_group(database, &house.origin(), OPERATOR, &outer.id, place(path)).await;
            assert!(matches!(moved, Err(Error::Invalid(_))), "{path}: {moved:?}");
        }
        admin::change_group(database, &house.origin(), OPERATOR, &outer.id, place("/wide")).await.unwrap();
        let moved = gatehouse::storage::groups::find(database, &origin_realm(), &inner.id).await.unwrap().unwrap();
        assert_eq!(moved.path, "/wide/inner");
        admin::change_group(database, &house.origin(), OPERATOR, &inner.id, place("/inner")).await.unwrap();
        let (one, other) = (place("/inner/wide"), place("/wide/inner"));
        let origin = house.origin();
        let both = tokio::join!(
            admin::change_group(database, &origin, OPERATOR, &outer.id, one),
            admin::change_group(database, &origin, OPERATOR, &inner.id, other)
        );
        assert_eq!([both.0.is_ok(), both.1.is_ok()].iter().filter(|done| **done).count(), 1, "{both:?}");
        let mut path = "/deep".to_owned();
        group(&house, &path).await;
        for _ in 1..10 {
            path.push_str("/deep");
            group(&house, &path).await;
        }
        let deeper =
            admin::create_group(database, &house.origin(), OPERATOR, &format!("{path}/x"), String::new()).await;
        assert!(matches!(deeper, Err(Error::Invalid(_))), "{deeper:?}");
        let root = gatehouse::storage::groups::find_by_path(database, &origin_realm(), "/deep").await.unwrap().unwrap();
        let moved = admin::change_group(database, &house.origin(), OPERATOR, &root.id, place("/wide/deep")).await;
        assert!(moved.is_err(), "{moved:?}");
    }
}

#[tokio::test]
async fn nobody_grants_a_right_that_they_lack() {
    for house in open("roles_rights").await {
        let mut people = Vec::new();
        for name in ["chief", "admin", "clerk", "nobody"] {
            people.push(house.add(name, UserStatus::Active).await);
        }
        make(&house, "office", &["admin"]).await.unwrap();
        make(&house, "top", &["super_admin"]).await.unwrap();
        make(&house, "clerk", &[]).await.unwrap();
        let (crown, desk) = (group(&house, "/crown").await, group(&house, "/desk").await);
        grant(&house, OPERATOR, "top", Holder::Group(&crown.id)).await.unwrap();
        grant(&house, OPERATOR, "super_admin", Holder::User(&people[0])).await.unwrap();
        grant(&house, OPERATOR, "office", Holder::User(&people[1])).await.unwrap();
        let target = Holder::User(&people[3]);
        for (who, role, allowed) in [
            (0, "super_admin", true),
            (0, "top", true),
            (1, "admin", true),
            (1, "office", true),
            (1, "clerk", true),
            (1, "super_admin", false),
            (1, "top", false),
            (2, "admin", false),
            (2, "office", false),
        ] {
            let by = By::person(&people[who]);
            let done = grant(&house, by, role, target).await;
            assert_eq!(done.is_ok(), allowed, "{who} {role}: {done:?}");
            if allowed {
                assert!(withdraw(&house, role, &people[3]).await.unwrap(), "{role}");
            }
        }
        // Nor by nesting: a group, a role that inherits, a group that moves.
        let (database, origin, admin_by) = (&house.db.database, house.origin(), By::person(&people[1]));
        let inherits = || RoleChange { inherits: Some(vec!["top".to_owned()]), ..RoleChange::default() };
        let moved = GroupChange { path: Some("/crown/desk".to_owned()), ..GroupChange::default() };
        let refused = [
            admin::add_member(database, &origin, admin_by, &crown.id, &people[3]).await.map(drop),
            admin::remove_member(database, &origin, admin_by, &crown.id, &people[3]).await.map(drop),
            admin::create_role(database, &origin, admin_by, "sly", inherits()).await.map(drop),
            admin::change_role(database, &origin, admin_by, "clerk", inherits()).await.map(drop),
            admin::change_group(database, &origin, admin_by, &desk.id, moved).await.map(drop),
            admin::delete_group(database, &origin, admin_by, &crown.id).await,
            admin::delete_role(database, &origin, admin_by, "top").await,
            grant(&house, admin_by, "super_admin", Holder::Group(&desk.id)).await.map(drop),
        ];
        for (number, outcome) in refused.iter().enumerate() {
            assert!(matches!(outcome, Err(Error::Lacks(BuiltInRole::SuperAdmin))), "{number}: {outcome:?}");
        }
        assert_eq!(held(&house, &people[3]).await, ["user"]);
        let left = roles::list(database, &origin_realm(), "", 10).await.unwrap();
        assert_eq!(left.iter().map(|role| role.name.as_str()).collect::<Vec<_>>(), ["clerk", "office", "top"]);
    }
}

#[tokio::test]
async fn the_last_administrator_stays_whatever_is_tried() {
    for house in open("roles_last").await {
        let (alice, bob) = (house.add("alice", UserStatus::Active).await, house.add("bob", UserStatus::Active).await);
        // A realm without one is bound by nothing.
        suspend(&house, &alice).await.unwrap();
        admin::set_status(&house.db.database, &house.origin(), Actor::System, &alice, UserStatus::Active)
            .await
            .unwrap();
        make(&house, "office", &["admin"]).await.unwrap();
        let (outer, inner) = (group(&house, "/outer").await, group(&house, "/outer/inner").await);
        grant(&house, OPERATOR, "office", Holder::Group(&outer.id)).await.unwrap();
        add(&house, &inner, &alice).await.unwrap();
        let (database, origin) = (&house.db.database, house.origin());
        let to_top = GroupChange { path: Some("/inner".to_owned()), ..GroupChange::default() };
        let tried = [
            suspend(&house, &alice).await,
            inherit(&house, "office", &[]).await,
            admin::delete_role(database, &origin, OPERATOR, "office").await,
            admin::withdraw_role(database, &origin, OPERATOR, "office", Holder::Group(&outer.id)).await.map(drop),
            admin::remove_member(database, &origin, OPERATOR, &inner.id, &alice).await.map(drop),
            admin::change_group(database, &origin, OPERATOR, &inner.id, to_top).await.map(drop),
            admin::delete_group(database, &origin, OPERATOR, &outer.id).await,
        ];
        for (number, outcome) in tried.iter().enumerate() {
            assert!(matches!(outcome, Err(Error::LastAdministrator(BuiltInRole::Admin))), "{number}: {outcome:?}");
        }
        let wait = std::time::Duration::from_hours(24);
        let gone = house.authn.request_deletion(&origin, (Actor::User(&alice), None), &alice, wait).await;
        assert!(matches!(gone, Err(authn::Error::LastAdministrator)), "{gone:?}");
        let gone = house.authn.erase_now(&origin, Actor::System, &alice).await;
        assert!(matches!(gone, Err(authn::Error::LastAdministrator)), "{gone:?}");
        assert_eq!(house.user(&alice).await.delete_at, None);
        assert_eq!(house.user(&alice).await.status, UserStatus::Active);
        // Once there is another who can sign in, the first may go.
        grant(&house, OPERATOR, "admin", Holder::User(&bob)).await.unwrap();
        house.authn.request_deletion(&origin, (Actor::User(&alice), None), &alice, wait).await.unwrap().unwrap();
        assert!(matches!(suspend(&house, &bob).await, Err(Error::LastAdministrator(_))), "one who is to go is none");
        house.authn.erase_now(&origin, Actor::System, &alice).await.unwrap().unwrap();
        assert!(matches!(withdraw(&house, "admin", &bob).await, Err(Error::LastAdministrator(_))));
    }
}

/// Of acts that each leave one administrator, but none together, exactly so many win that one is left.
#[tokio::test]
async fn parallel_acts_leave_one_administrator() {
    for house in open("roles_race").await {
        let mut people: Vec<UserId> = Vec::new();
        for round in 0..6 {
            for number in people.len()..4 {
                let id = house.add(&format!("u{round}-{number}"), UserStatus::Active).await;
                grant(&house, OPERATOR, "admin", Holder::User(&id)).await.unwrap();
                people.push(id);
            }
            let origin = house.origin();
            let [one, two, three, four] = [&people[0], &people[1], &people[2], &people[3]];
            let actor = (Actor::System, None);
            let wait = std::time::Duration::from_hours(24);
            let (first, second, third, fourth) = tokio::join!(
                suspend(&house, one),
                withdraw(&house, "admin", two),
                house.authn.request_deletion(&origin, actor, three, wait),
                house.authn.erase_now(&origin, Actor::System, four),
            );
            let won = [first.is_ok(), second.is_ok(), third.is_ok(), fourth.is_ok()];
            assert_eq!(won.iter().filter(|won| **won).count(), 3, "{round}: {won:?}");
            assert!(matches!(third, Ok(_) | Err(authn::Error::LastAdministrator)), "{third:?}");
            assert!(matches!(fourth, Ok(_) | Err(authn::Error::LastAdministrator)), "{fourth:?}");
            people = vec![people[won.iter().position(|won| !won).unwrap()].clone()];
            assert!(matches!(suspend(&house, &people[0]).await, Err(Error::LastAdministrator(_))));
        }
    }
}

#[tokio::test]
async fn what_a_rule_names_is_there_and_stays() {
    for house in open("roles_rules").await {
        let database = &house.db.database;
        let save = async |rules: &str| {
            let realm = realms::find(database, &origin_realm()).await.unwrap().unwrap();
            let mut settings = realm.settings.clone();
            settings.factor_rules = serde_json::from_str::<Vec<FactorRule>>(rules).unwrap();
            let settings = Some((realm.version, settings));
            let change = admin::RealmChange { settings, ..admin::RealmChange::default() };
            admin::change_realm(database, &house.origin(), Actor::System, change).await.map(drop)
        };
        for rules in [
            r#"[{"name": "r", "for": {"roles": ["boss"]}, "require": "any"}]"#,
            r#"[{"name": "r", "for": {"groups": ["/staff"]}, "require": "any"}]"#,
            r#"[{"name": "r", "for": {"groups": []}, "require": "any"}]"#,
        ] {
            assert!(is_invalid(&save(rules).await), "{rules}");
        }
        make(&house, "boss", &[]).await.unwrap();
        let (staff, inner) = (group(&house, "/staff").await, group(&house, "/staff/it").await);
        save(r#"[{"name": "r", "for": {"roles": ["boss", "admin"], "groups": ["/staff/it"]}, "require": "any"}]"#)
            .await
            .unwrap();
        let renamed = GroupChange { path: Some("/team".to_owned()), ..GroupChange::default() };
        let origin = house.origin();
        for outcome in [
            admin::delete_role(database, &origin, OPERATOR, "boss").await,
            admin::delete_group(database, &origin, OPERATOR, &staff.id).await,
            admin::delete_group(database, &origin, OPERATOR, &inner.id).await,
            admin::change_group(database, &origin, OPERATOR, &staff.id, renamed).await.map(drop),
        ] {
            assert!(is_invalid(&outcome), "{outcome:?}");
        }
        save("[]").await.unwrap();
        admin::delete_role(database, &origin, OPERATOR, "boss").await.unwrap();
        admin::delete_group(database, &origin, OPERATOR, &staff.id).await.unwrap();
    }
}
