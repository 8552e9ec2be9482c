//! Coarse places from a file of the operator's (product AC-08), and what of them people see.

use std::path::PathBuf;
use std::time::Duration;

use gatehouse::app::{App, Surroundings};
use gatehouse::clock::Clock;
use gatehouse::config::{Sources, load};
use gatehouse::places::Places;
use gatehouse::random::Random;
use serde_json::json;

use crate::support::browser::{Browser, House, Seen};
use crate::support::mmdb;

const PASSWORD: &str = "wombats dig at night";

struct File(tempfile::TempDir, PathBuf);

fn file(bytes: &[u8]) -> File {
    let directory = tempfile::tempdir().unwrap();
    let path = directory.path().join("places.mmdb");
    std::fs::write(&path, bytes).unwrap();
    File(directory, path)
}

#[test]
fn a_place_is_a_city_and_a_country_in_the_language_that_the_file_has() {
    let file = file(&mmdb::world());
    let places = Places::open(Some(&file.1)).unwrap();
    for (source, language, expected) in [
        ("192.0.2.7", "en", Some("Hamburg, Germany")),
        ("192.0.2.7", "de", Some("Hamburg, Deutschland")),
        ("192.0.2.7", "fr", Some("Hamburg, Germany")),
        ("192.0.2.7", "ar", Some("Hamburg، Germany")),
        ("::ffff:192.0.2.7", "en", Some("Hamburg, Germany")),
        ("2001:db8::42", "de", Some("Paris, Frankreich")),
        ("203.0.113.1", "de", Some("Island")),
        ("198.51.100.200", "en", None),
        ("10.0.0.1", "en", None),
        ("start", "en", None),
        ("", "en", None),
    ] {
        assert_eq!(places.near(source, language).as_deref(), expected, "{source} {language}");
    }
    let hamburg = places.position("192.0.2.7").unwrap();
    assert_eq!((hamburg.latitude, hamburg.longitude, hamburg.radius_km), (53.55, 9.99, 20.0));
    assert_eq!(places.position("203.0.113.1"), None, "a country is no point");
    assert_eq!(Places::default().near("192.0.2.7", "en"), None, "no file, no place");
}

#[test]
fn a_file_that_is_none_is_refused_and_the_one_in_use_stays() {
    let good = file(&mmdb::world());
    let places = Places::open(Some(&good.1)).unwrap();
    let cut = mmdb::world();
    for (bytes, why) in [
        (b"not a database".to_vec(), "places.mmdb"),
        (cut[..cut.len() / 2].to_vec(), "places.mmdb"),
        (mmdb::database("GeoLite2-ASN", &[("192.0.2.0/24", json!({"autonomous_system_number": 1}))]), "GeoLite2-ASN"),
    ] {
        let bad = file(&bytes);
        let error = places.reload(Some(&bad.1)).unwrap_err().to_string();
        assert!(error.contains(why), "{error}");
        assert!(Places::open(Some(&bad.1)).is_err());
    }
    assert!(places.reload(Some(&PathBuf::from("/nowhere/places.mmdb"))).is_err());
    assert!(places.near("192.0.2.7", "en").is_some(), "still there");
    // Another file in its place, as when the operator's copy was renewed; clones see it too.
    let clone = places.clone();
    std::fs::write(
        &good.1,
        mmdb::database("DBIP-City-Lite", &[("192.0.2.0/24", mmdb::city("Bremen", ("Germany", ""), (53.0, 8.8)))]),
    )
    .unwrap();
    places.reload(Some(&good.1)).unwrap();
    assert_eq!(clone.near("192.0.2.7", "de").as_deref(), Some("Bremen, Germany"), "an empty name is none");
}

/// A browser that comes from `source`, behind a proxy that is trusted.
fn from(house: &House, source: &'static str) -> Browser {
    let headers = [("x-forwarded-for".parse().unwrap(), source.parse().unwrap())].into_iter().collect();
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).default_headers(headers);
    Browser { http: http.build().unwrap(), ..house.browser() }
}

async fn house(more: &[(&str, &str)]) -> House {
    let proxy = [("server.trusted_proxies", "127.0.0.1/32"), ("server.forwarded_header", "x-forwarded-for")];
    let house = House::open(&[&proxy[..], more].concat()).await;
    house.add_user("alice", PASSWORD).await;
    house.clock.advance(Duration::from_hours(1));
    house
}

async fn sign_in(browser: &Browser) -> Seen {
    let login = browser.open("/login").await;
    let asked = browser.submit(&login, &[("username", "alice"), ("action", "sign-in")]).await;
    browser.submit(&asked, &[("password", PASSWORD), ("action", "sign-in")]).await
}

#[tokio::test]
async fn pages_say_near_what_and_what_speaks_against_a_login() {
    let file = file(&mmdb::world());
    let house = house(&[("places.database", file.1.to_str().unwrap())]).await;
    let (home, away) = (from(&house, "192.0.2.7"), from(&house, "198.51.100.9"));
    assert_eq!(sign_in(&home).await.path, "/account");
    house.clock.advance(Duration::from_mins(20));
    assert_eq!(sign_in(&away).await.path, "/account");
    let sessions = home.open("/account/sessions").await;
    for place in ["near Hamburg, Germany", "near Sydney, Australia"] {
        assert!(sessions.body.contains(place), "{place}: {sessions:?}");
    }
    let german = home.open("/account/sessions?language=de").await;
    assert!(german.body.contains("bei Hamburg, Deutschland"), "{german:?}");
    let activity = home.open("/account/activity?language=en").await;
    assert!(activity.body.contains("New browser") && activity.body.contains("near Sydney, Australia"), "{activity:?}");
    assert_eq!(activity.body.matches("Places too far apart").count(), 1, "the second login alone: {activity:?}");
    let inbox = home.open("/account/inbox?language=en").await;
    assert!(inbox.body.contains("Unusual sign-in to your account"), "{inbox:?}");
    assert_eq!(inbox.body.matches("New sign-in to your account").count(), 1, "one notice for each: {inbox:?}");
    assert!(inbox.body.contains("near Sydney, Australia"), "{inbox:?}");
}

#[tokio::test]
async fn without_a_file_no_place_is_named() {
    let house = house(&[]).await;
    let home = from(&house, "192.0.2.7");
    assert_eq!(sign_in(&home).await.path, "/account");
    for path in ["/account/sessions", "/account/activity", "/account/inbox"] {
        let page = home.open(path).await;
        assert!(page.body.contains("192.0.2.7") && !page.body.contains("near "), "{path}: {page:?}");
    }
}

#[tokio::test]
async fn an_unreadable_file_ends_the_start() {
    let bad = file(b"nothing of the kind");
    let flags = [("places.database".to_owned(), bad.1.display().to_string())].into_iter().collect();
    let settings = load(&Sources { flags, ..Sources::default() }).unwrap().settings;
    let around = Surroundings {
        clock: Clock::System,
        random: Random::System,
        data_directory: bad.0.path().to_owned(),
        program: env!("CARGO_BIN_EXE_gatehouse").into(),
        development: false,
        catches_mail: true,
    };
    let error = App::build(&settings, &around).await.err().unwrap().to_string();
    assert!(error.contains("places.database") && error.contains("places.mmdb"), "{error}");
}
