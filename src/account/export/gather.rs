//! What is held about a person, as JSON. Secrets are left out: of a credential it is told that it is there, not what it is.

use serde_json::{Map, Value, json};

use crate::clock::Timestamp;
use crate::model::{AVATAR_PATH, Avatar, User};
use crate::storage::{
    Database, StorageError, application_uses, audit_events, avatars, backup_codes, consents, email_changes, groups,
    held, inbox, invitations, linked_identities, notification_preferences, profiles, totp_factors, trusted_devices,
    webauthn_credentials,
};

/// Events told of at most, the newest first, and read at once.
const EVENTS: usize = 10_000;
const BATCH: i64 = 500;

/// Everything: sections of one object or of many, and the picture.
#[derive(Clone, Debug)]
pub struct Held {
    /// By name, in the order of the page.
    pub sections: Vec<(&'static str, Value)>,
    /// The picture that the person has uploaded.
    pub picture: Option<Avatar>,
}

fn at(instant: Timestamp) -> Value {
    json!(instant.to_rfc3339())
}

fn time(millis: i64) -> Value {
    at(Timestamp::from_millis(millis))
}

fn maybe(millis: Option<i64>) -> Value {
    millis.map_or(Value::Null, time)
}

/// Gathers what is held about `user`.
pub async fn everything(database: &Database, user: &User) -> Result<Held, StorageError> {
    let (realm, id) = (&user.realm, &user.id);
    let path = user.claims.get("picture").and_then(Value::as_str).and_then(|path| path.strip_prefix(AVATAR_PATH));
    let picture = match path {
        Some(avatar) => avatars::find(database, realm, avatar).await?.filter(|avatar| avatar.user_id == *id),
        None => None,
    };
    let terms = held::terms(database, realm, id).await?;
    let terms = terms.iter().map(|(version, when)| json!({ "version": version, "accepted_at": time(*when) }));
    let ways = held::ways_back(database, realm, id).await?;
    let ways = ways.iter().map(|(purpose, made, until, state)| {
        json!({ "purpose": purpose, "made_at": time(*made), "expires_at": time(*until), "state": state })
    });
    let sections = vec![
        ("account", account(user)),
        ("addresses", addresses(database, user).await?),
        ("profile", Value::Object(user.claims.clone())),
        ("preferences", preferences(database, user).await?),
        ("credentials", credentials(database, user).await?),
        ("sessions", sessions(database, user).await?),
        ("applications", applications(database, user).await?),
        ("roles", roles(database, user).await?),
        ("terms", terms.collect()),
        ("invitations", invited(database, user).await?),
        ("messages", messages(database, user).await?),
        ("links", ways.collect()),
        ("activity", activity(database, user).await?),
    ];
    Ok(Held { sections, picture })
}

fn account(user: &User) -> Value {
    json!({
        "subject": user.id, "username": user.username, "email": user.email, "email_verified": user.email_verified,
        "status": user.status.as_str(), "has_password": user.password_hash.is_some(),
        "password_changed_at": user.password_changed_at.map(at), "failed_logins": user.failed_logins,
        "locked_until": user.locked_until.map(at), "created_at": at(user.created_at), "updated_at": at(user.updated_at),
        "delete_at": user.delete_at.map(at),
    })
}

/// Who asked the person in.
async fn invited(database: &Database, user: &User) -> Result<Value, StorageError> {
    let accepted = invitations::list_of_user(database, &user.realm, &user.id).await?;
    let told = accepted.iter().map(|invitation| {
        json!({
            "email": invitation.email, "invited_by": invitation.invited_by, "note": invitation.note,
            "application": invitation.client_id, "made_at": at(invitation.created_at),
            "expires_at": at(invitation.expires_at), "state": invitation.state.as_str(),
        })
    });
    Ok(told.collect())
}

/// What the person was given and put into.
async fn roles(database: &Database, user: &User) -> Result<Value, StorageError> {
    let roles = crate::storage::roles::given(database, &user.realm, &user.id).await?;
    let groups = groups::entered(database, &user.realm, &user.id).await?;
    let roles = roles.iter().map(|(name, since)| json!({ "kind": "role", "name": name, "since": at(*since) }));
    let groups = groups.iter().map(|(path, since)| json!({ "kind": "group", "name": path, "since": at(*since) }));
    Ok(roles.chain(groups).collect())
}

/// An address that waits for proof, and those before.
async fn addresses(database: &Database, user: &User) -> Result<Value, StorageError> {
    let waiting = email_changes::find(database, &user.realm, &user.id).await?;
    let waiting = waiting.iter().map(|change| {
        json!({
            "kind": "unproven", "email": change.email, "asked_at": at(change.created_at),
            "expires_at": at(change.expires_at),
        })
    });
    let former = held::former_emails(database, &user.realm, &user.id).await?;
    let former = former.iter().map(|(email, changed, until)| {
        json!({ "kind": "former", "email": email, "changed_at": time(*changed), "kept_until": time(*until) })
    });
    Ok(waiting.chain(former).collect())
}

/// What was mailed, and what stands in the inbox.
async fn messages(database: &Database, user: &User) -> Result<Value, StorageError> {
    let (realm, id) = (&user.realm, &user.id);
    let mailed = held::messages(database, realm, id).await?;
    let mailed = mailed.iter().map(|(kind, promised, done, outcome)| {
        json!({ "kind": kind, "promised_at": time(*promised), "done_at": maybe(*done), "outcome": outcome })
    });
    let entries = inbox::page(database, (realm, id), (Timestamp::from_millis(i64::MAX), ""), held::MOST).await?;
    let entries = entries.iter().map(|entry| {
        json!({
            "kind": "inbox", "notice": entry.notice.as_str(), "about": entry.about, "address": entry.source,
            "told_at": at(entry.created_at), "read_at": entry.read_at.map(at),
        })
    });
    Ok(mailed.chain(entries).collect())
}

async fn preferences(database: &Database, user: &User) -> Result<Value, StorageError> {
    let profile = profiles::find(database, &user.realm, &user.id).await?;
    let mut told = Map::new();
    if let Some(profile) = profile {
        for (name, value) in [
            ("bio", json!(profile.bio)),
            ("location", json!(profile.location)),
            ("links", json!(profile.links)),
            ("date_format", json!(profile.date_format.as_str())),
            ("number_format", json!(profile.number_format.as_str())),
            ("color_scheme", json!(profile.color_scheme.as_str())),
        ] {
            told.insert(name.to_owned(), value);
        }
    }
    let chosen = notification_preferences::list_of_user(database, (&user.realm, &user.id)).await?;
    for (notice, channels) in chosen {
        let ways = [("mail", channels.mail), ("inbox", channels.inbox)];
        let on: Vec<&str> = ways.into_iter().filter(|(_, on)| *on).map(|(way, _)| way).collect();
        told.insert(format!("told_of_{}", notice.as_str()), json!(on));
    }
    Ok(Value::Object(told))
}

async fn credentials(database: &Database, user: &User) -> Result<Value, StorageError> {
    let (realm, id) = (&user.realm, &user.id);
    let mut found = Vec::new();
    for factor in totp_factors::list_of_user(database, realm, id).await? {
        found.push(json!({
            "kind": "authenticator", "name": factor.name, "created_at": at(factor.created_at), "last_used_at": factor.last_used_at.map(at),
        }));
    }
    for key in webauthn_credentials::list_of_user(database, realm, id).await? {
        found.push(json!({
            "kind": key.kind.as_str(), "name": key.name, "created_at": at(key.created_at),
            "last_used_at": key.last_used_at.map(at), "aaguid": key.aaguid, "synced": key.backed_up, "uses": key.counter,
        }));
    }
    // Those that have lapsed as well, as long as they are kept.
    for device in trusted_devices::list_of_user(database, realm, id, Timestamp::from_secs(0)).await? {
        found.push(json!({
            "kind": "trusted-browser", "browser": device.user_agent, "address": device.source,
            "created_at": at(device.created_at), "last_used_at": at(device.used_at), "expires_at": at(device.expires_at),
        }));
    }
    for code in backup_codes::list_of_user(database, realm, id).await? {
        found.push(json!({ "kind": "backup-code", "last_used_at": code.used_at.map(at) }));
    }
    for (replaced,) in held::passwords(database, realm, id).await? {
        found.push(json!({ "kind": "former-password", "replaced_at": time(replaced) }));
    }
    for (failures, until) in held::browsers(database, realm, id).await? {
        found.push(json!({ "kind": "known-browser", "failed_logins": failures, "locked_until": time(until) }));
    }
    for identity in linked_identities::list_of_user(database, realm, id).await? {
        found.push(json!({
            "kind": "linked-identity", "issuer": identity.issuer, "subject": identity.subject, "name": identity.label,
            "created_at": at(identity.linked_at), "last_used_at": identity.last_used_at.map(at),
        }));
    }
    Ok(Value::Array(found))
}

async fn sessions(database: &Database, user: &User) -> Result<Value, StorageError> {
    let sessions = held::sessions(database, &user.realm, &user.id).await?;
    let told = sessions.iter().map(|(began, seen, ended, browser, source)| {
        json!({
            "began_at": time(*began), "last_seen_at": time(*seen), "ended_at": maybe(*ended), "browser": browser,
            "address": source,
        })
    });
    Ok(told.collect())
}

async fn applications(database: &Database, user: &User) -> Result<Value, StorageError> {
    let mut found = Vec::new();
    for consent in consents::list_of_user(database, &user.realm, &user.id).await? {
        found.push(json!({
            "kind": "consent", "application": consent.client_id, "scope": consent.scope.to_string(),
            "since": at(consent.granted_at), "until": consent.expires_at.map(at),
        }));
    }
    for (client, used) in application_uses::list_of_user(database, (&user.realm, &user.id)).await? {
        found.push(json!({ "kind": "use", "application": client, "last_used_at": at(used) }));
    }
    for (client, scope, since, until, ended) in held::grants(database, &user.realm, &user.id).await? {
        found.push(json!({
            "kind": "access", "application": client, "scope": scope, "since": time(since), "until": time(until),
            "ended_at": maybe(ended),
        }));
    }
    Ok(Value::Array(found))
}

/// Events that name the person. Who else acted is told by kind: administrators are people, too.
async fn activity(database: &Database, user: &User) -> Result<Value, StorageError> {
    let mut found = Vec::new();
    let mut place = (Timestamp::from_millis(i64::MAX), String::new());
    while found.len() < EVENTS {
        let before = (place.0, place.1.as_str());
        let rows = audit_events::all_of_user(database, (&user.realm, &user.id), before, BATCH).await?;
        let was_last = i64::try_from(rows.len()).is_ok_and(|rows| rows < BATCH);
        for row in rows {
            place = (row.time, row.id);
            let mut event = Map::new();
            event.insert("time".to_owned(), at(row.time));
            event.insert("event".to_owned(), json!(row.event));
            event.insert("result".to_owned(), json!(row.result));
            event.insert("by".to_owned(), json!(row.actor_kind));
            event.insert("application".to_owned(), json!(row.client_id));
            event.insert("address".to_owned(), json!(row.source));
            event.insert("details".to_owned(), Value::Object(row.details));
            found.push(Value::Object(event));
        }
        if was_last {
            break;
        }
    }
    Ok(Value::Array(found))
}
