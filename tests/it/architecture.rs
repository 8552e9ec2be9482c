//! The floors of `src/lib.rs`, enforced: no module imports from its own floor or above, and the nevers hold.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// Floors as the doc comment of `src/lib.rs` shows them: `10  main`.
fn floors() -> BTreeMap<String, u32> {
    let map = std::fs::read_to_string("src/lib.rs").unwrap();
    let mut floors = BTreeMap::new();
    for line in map.lines().filter_map(|line| line.strip_prefix("//! ")) {
        let mut words = line.split_whitespace();
        let Some(Ok(floor)) = words.next().map(str::parse::<u32>) else { continue };
        floors.extend(words.map(|module| (module.to_owned(), floor)));
    }
    assert!(floors.len() > 10, "the map in src/lib.rs cannot be read");
    floors
}

fn sources() -> Vec<PathBuf> {
    fn walk(dir: &Path, into: &mut Vec<PathBuf>) {
        for entry in std::fs::read_dir(dir).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                walk(&path, into);
            } else if path.extension().is_some_and(|extension| extension == "rs") {
                into.push(path);
            }
        }
    }
    let mut files = Vec::new();
    walk(Path::new("src"), &mut files);
    files
}

/// The top-level module a file belongs to.
fn module(path: &Path) -> String {
    let first = path.components().nth(1).unwrap().as_os_str().to_str().unwrap();
    first.trim_end_matches(".rs").to_owned()
}

/// The code of a file without comments and without the tests at its bottom; a file of tests has none.
fn code(path: &Path) -> String {
    if path.ends_with("tests.rs") {
        return String::new();
    }
    let text = std::fs::read_to_string(path).unwrap();
    let text = text.split("#[cfg(test)]\nmod tests").next().unwrap();
    text.lines().filter(|line| !line.trim_start().starts_with("//")).collect::<Vec<_>>().join("\n")
}

#[test]
fn modules_import_only_from_lower_floors() {
    let floors = floors();
    let mut faults = Vec::new();
    for path in sources() {
        let own = module(&path);
        if own == "lib" {
            continue;
        }
        let floor = *floors.get(&own).unwrap_or_else(|| panic!("{own} has no floor in src/lib.rs"));
        for (other, other_floor) in &floors {
            if *other != own && *other_floor >= floor && code(&path).contains(&format!("crate::{other}::")) {
                faults.push(format!("{} (floor {floor}) imports {other} (floor {other_floor})", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn each_foreign_crate_has_one_room() {
    let rooms: &[(&str, &[&str])] = &[
        ("josekit", &["jose"]),
        ("sqlx", &["storage"]),
        ("redis", &["ephemeral"]),
        ("deadpool_redis", &["ephemeral"]),
        ("governor", &["ephemeral"]),
        ("tera", &["theme"]),
        ("fluent_bundle", &["theme"]),
        ("reqwest", &["outbound"]),
        ("lettre", &["outbound"]),
        ("actix_web", &["web", "app", "cli"]),
        ("actix_http", &["app"]),
        ("actix_service", &["app"]),
        ("openssl", &["web", "hashing"]),
        ("argon2", &["hashing"]),
        ("thread_priority", &["background"]),
        ("maxminddb", &["places"]),
        ("image", &["imaging"]),
        ("jiff", &["preferences"]),
        ("icu_calendar", &["preferences"]),
        ("icu_datetime", &["preferences"]),
        ("zip", &["account"]),
        ("actix_multipart", &["web"]),
        ("bcrypt", &["hashing"]),
        ("sha_crypt", &["hashing"]),
        ("totp_rs", &["authn"]),
        ("webauthn_rs", &["authn"]),
        ("qrcode", &["web"]),
        ("openidconnect", &["federation", "web"]),
    ];
    let mut faults = Vec::new();
    for path in sources() {
        let (own, code) = (module(&path), code(&path));
        for (foreign, allowed) in rooms {
            let named = code.lines().any(|line| {
                let line = line.trim_start();
                line.starts_with(&format!("use {foreign}::")) || line.contains(&format!(" {foreign}::"))
            });
            if named && !allowed.contains(&own.as_str()) {
                faults.push(format!("{} names {foreign}, whose room is {allowed:?}", path.display()));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn only_one_file_names_webauthn_rs() {
    let named = sources().into_iter().filter(|path| code(path).contains("webauthn_rs"));
    let files: Vec<String> = named.map(|path| path.display().to_string()).collect();
    assert_eq!(files, ["src/authn/webauthn.rs"]);
}

#[test]
fn only_the_driver_knows_the_engine() {
    let faults: Vec<String> = sources()
        .into_iter()
        .filter(|path| module(path) == "storage" && !path.ends_with("driver.rs") && !path.ends_with("schema.rs"))
        .filter(|path| code(path).contains("::Sqlite") || code(path).contains("::Postgres"))
        .map(|path| path.display().to_string())
        .collect();
    assert!(faults.is_empty(), "these match on the engine: {faults:?}");
}

/// The texts between quotes, with the line breaks that a backslash takes away.
fn literals(code: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut characters = code.chars();
    while let Some(character) = characters.next() {
        if character == '\'' {
            // A character such as '"' opens nothing; a lifetime has no second quote nearby.
            let mut ahead = characters.clone();
            let is_escape = ahead.next() == Some('\\');
            if ahead.next() == Some('\'') || (is_escape && ahead.next() == Some('\'')) {
                characters = ahead;
            }
        } else if character == '"' {
            let mut text = String::new();
            while let Some(inner) = characters.next().filter(|inner| *inner != '"') {
                text.push(if inner == '\\' {
                    characters.next().map_or(' ', |next| if next == '\n' { ' ' } else { next })
                } else {
                    inner
                });
            }
            found.push(text.split_whitespace().collect::<Vec<_>>().join(" "));
        }
    }
    found
}

/// No row of one realm is ever reached from another: every statement that looks for rows names the realm, and every row
/// is added with one (RE-02).
#[test]
fn every_statement_names_the_realm() {
    // Rows that belong to no realm, or to all.
    let apart = [
        "driver.rs",
        "meta.rs",
        "realms.rs",
        "schema.rs",
        "writer/mod.rs",
        "maintenance.rs",
        "sealed.rs",
        "check.rs",
        "check_newcomers.rs",
        "check_notices.rs",
        "check_roles.rs",
        "check_upstreams.rs",
        "check_ways_in.rs",
    ];
    let over_all_realms = [
        "SELECT COUNT(*) FROM browser_sessions WHERE expires_at > $1 AND ended_at IS NULL AND idle_expires_at > $1",
        "SELECT realm FROM signing_keys WHERE kid = $1 LIMIT 1",
        "SELECT DISTINCT k.realm FROM signing_keys k JOIN realms r ON r.id = k.realm AND r.enabled WHERE k.realm > $1 \
         AND k.revoked_at IS NULL AND k.sealed IS NOT NULL AND k.retires_at <= $2 AND NOT EXISTS (SELECT 1 FROM \
         signing_keys n WHERE n.realm = k.realm AND n.alg = k.alg AND n.generation > k.generation AND n.revoked_at IS NULL \
         AND n.sealed IS NOT NULL) ORDER BY k.realm LIMIT $3",
        // Whether any realm knows a credential: realms that share an origin share what authenticators offer there.
        "SELECT COUNT(*) FROM webauthn_credentials WHERE credential_id = $1",
        "SELECT realm, kind, id, revoked_at, expires_at FROM revocations WHERE revoked_at >= $1 AND expires_at > $2",
        "SELECT realm, id, kind, user_id, sealed, kek_id, created_at, due_at, expires_at, attempts FROM outbox WHERE \
         done_at IS NULL AND due_at <= $1 ORDER BY due_at LIMIT $2",
        "SELECT realm, user_id, id, state, locale, attempts, due_at, size, requested_at, expires_at FROM exports WHERE state \
         = 'wanted' AND due_at <= $1 ORDER BY due_at LIMIT $2",
        "SELECT COUNT(*), MIN(created_at) FROM outbox WHERE done_at IS NULL",
    ];
    let (mut faults, mut seen) = (Vec::new(), 0);
    for path in sources() {
        let is_apart = apart.iter().any(|file| path.ends_with(file));
        if module(&path) != "storage" || is_apart {
            continue;
        }
        for text in literals(&code(&path)) {
            // As an expression where an index by realm shall not be used.
            let is_bound = text.contains("realm = $") || text.contains("realm || '' = $");
            let looks = text.contains("WHERE ") && !is_bound;
            let adds = text.starts_with("INSERT INTO") && !text.contains("(realm,");
            let reads_all = text.starts_with("SELECT") && text.contains(" FROM ") && text.ends_with(char::is_lowercase);
            let reads_all = reads_all && !text.contains("WHERE ") && !code(&path).contains("macro_rules! select");
            seen += usize::from(text.contains("WHERE ") || text.starts_with("INSERT INTO"));
            if (looks || adds || reads_all) && !over_all_realms.contains(&text.as_str()) {
                faults.push(format!("{}: {text}", path.display()));
            }
        }
    }
    assert!(seen > 60, "the statements cannot be read: {seen}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
