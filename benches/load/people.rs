//! People on the hosted pages: logins by passkey and with an authenticator application, and the pages themselves.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use crate::authenticator::{Key, Manner};
use crate::browser::{Browser, Seen, attribute};
use crate::prepare::{APPS, PASSWORD, USERS};
use crate::report::Report;
use crate::server::CONNECTIONS;
use crate::wrk::{self, Measured};

/// Somebody with an authenticator application, and the last step whose code was used.
struct Member {
    name: String,
    secret: String,
    step: u64,
}

/// Everybody who signs in with something other than a password alone.
struct People {
    keys: Vec<Key>,
    members: Arc<Mutex<VecDeque<Member>>>,
}

/// Pages a second, then logins a second by passkey and by password with a code.
pub fn measure(report: &mut Report, span: Duration, (base, name): (&str, &str)) {
    let page = wrk::run(&format!("{base}/login"), None, CONNECTIONS, span);
    report.rate(&format!("login pages, {name}"), page, 1.0, None);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let people = enroll(base).await;
        let measured = passkeys(base, people.keys, span).await;
        report.rate(&format!("logins by passkey, {name}"), measured, 1.0, None);
        let measured = applications(base, &people.members, span).await;
        let hashes = report.hashes;
        report.rate(&format!("logins by password and code, {name}"), measured, 1.0, Some((hashes, 0.9)));
    });
}

fn origin(base: &str) -> String {
    base.replace("127.0.0.1", "localhost")
}

/// A browser that has never been here.
fn visitor(base: &str, http: &reqwest::Client) -> Browser {
    let origin = Some(origin(base));
    Browser { http: http.clone(), base: base.to_owned(), host: None, cookies: Arc::default(), origin }
}

fn http() -> reqwest::Client {
    reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap()
}

async fn by_password(browser: &Browser, name: &str) -> Seen {
    let login = browser.open("/login").await;
    browser.submit(&login, &[("username", name), ("password", PASSWORD), ("action", "sign-in")]).await
}

/// Everybody signs in by password and adds what they will use, on the pages for that.
async fn enroll(base: &str) -> People {
    let http = http();
    let mut keys = Vec::new();
    for number in 0..USERS {
        let browser = visitor(base, &http);
        by_password(&browser, &format!("user{number}")).await;
        let page = browser.open("/account/passkeys").await;
        let (key, made) = Key::create(&asked(&page, "add-passkey-form").0, &Manner::at(&origin(base)));
        answer(&browser, &page, "add-passkey-form", &made).await;
        keys.push(key);
    }
    let numbers = Arc::new(Mutex::new((0..APPS).collect::<VecDeque<_>>()));
    let members = Arc::new(Mutex::new(VecDeque::new()));
    let tasks: Vec<_> = (0..8)
        .map(|_| {
            let (base, http, numbers, members) =
                (base.to_owned(), http.clone(), Arc::clone(&numbers), Arc::clone(&members));
            tokio::spawn(async move {
                while let Some(number) = next(&numbers) {
                    let member = join(&visitor(&base, &http), format!("app{number}")).await;
                    members.lock().unwrap().push_back(member);
                }
            })
        })
        .collect();
    for task in tasks {
        task.await.unwrap();
    }
    People { keys, members }
}

fn next<T>(queue: &Mutex<VecDeque<T>>) -> Option<T> {
    queue.lock().unwrap().pop_front()
}

async fn join(browser: &Browser, name: String) -> Member {
    by_password(browser, &name).await;
    let page = browser.open("/account/authenticator").await;
    let (_, rest) = page.body.split_once("id=\"secret\"").unwrap_or_else(|| panic!("no secret: {page:?}"));
    let text = rest.split_once('>').unwrap().1.split('<').next().unwrap();
    let secret: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
    let step = now() / 30;
    let done = browser.submit(&page, &[("name", "bench"), ("code", &code(&secret, step))]).await;
    assert!(done.body.contains("id=\"notice\""), "not enrolled: {done:?}");
    Member { name, secret, step }
}

fn now() -> u64 {
    u64::try_from(gatehouse::clock::Clock::System.now().as_secs()).unwrap()
}

fn code(secret: &str, step: u64) -> String {
    let secret = totp_rs::Secret::try_from_base32(secret).unwrap();
    totp_rs::Builder::new().with_secret(secret).build().unwrap().generate(step * 30).to_string()
}

/// Options and address of the form on `page` that asks the authenticator, and its hidden fields.
fn asked(page: &Seen, mark: &str) -> (String, String, Vec<(String, String)>) {
    let found = page.body.split("<form").find(|form| form.contains("data-options=") && form.contains(mark));
    let form = found.unwrap_or_else(|| panic!("nothing is asked: {page:?}")).split("</form>").next().unwrap();
    let inputs = form.split('<').filter(|tag| tag.starts_with("input type=\"hidden\""));
    let field = |tag: &str| Some((attribute(tag, "name")?, attribute(tag, "value").unwrap_or_default()));
    let fields = inputs.filter_map(field).filter(|(name, _)| name != "credential").collect();
    (attribute(form, "data-options").unwrap(), attribute(form, "action").unwrap(), fields)
}

async fn answer(browser: &Browser, page: &Seen, mark: &str, credential: &str) -> Seen {
    let (_, action, fields) = asked(page, mark);
    let mut fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    fields.push(("credential", credential));
    browser.post(&action, &fields).await
}

/// What a crowd did: each entry is how long one login took.
async fn crowd(tasks: Vec<tokio::task::JoinHandle<Vec<Duration>>>, began: Instant) -> Measured {
    let mut spans = Vec::new();
    for task in tasks {
        spans.extend(task.await.unwrap());
    }
    let elapsed = began.elapsed();
    spans.sort_unstable();
    let at = |share: usize| spans.get(spans.len() * share / 100).map_or(0.0, |span| span.as_secs_f64() * 1000.0);
    #[expect(clippy::cast_precision_loss, reason = "a figure")]
    let rate = spans.len() as f64 / elapsed.as_secs_f64();
    let requests = u64::try_from(spans.len()).unwrap();
    Measured { rate, p50: at(50), p99: at(99), requests, ..Measured::default() }
}

/// A page and an answer each: the signature of the authenticator is made here, and counts against the server.
async fn passkeys(base: &str, keys: Vec<Key>, span: Duration) -> Measured {
    let (http, began) = (http(), Instant::now());
    let tasks = keys.into_iter().map(|mut key| {
        let (base, http) = (base.to_owned(), http.clone());
        tokio::spawn(async move {
            let mut spans = Vec::new();
            while began.elapsed() < span {
                let one = Instant::now();
                let browser = visitor(&base, &http);
                let page = browser.open("/login").await;
                let signed = key.sign(&asked(&page, "passkey-form").0, &Manner::at(&origin(&base)));
                let done = answer(&browser, &page, "passkey-form", &signed).await;
                assert!(done.status == 303 && done.location().contains("/account"), "no login: {done:?}");
                spans.push(one.elapsed());
            }
            spans
        })
    });
    crowd(tasks.collect(), began).await
}

/// A page, a password, and a code; nobody's code is taken twice, so each member signs in once or twice.
async fn applications(base: &str, members: &Arc<Mutex<VecDeque<Member>>>, span: Duration) -> Measured {
    let (http, began) = (http(), Instant::now());
    let tasks = (0..CONNECTIONS / 2).map(|_| {
        let (base, http, members) = (base.to_owned(), http.clone(), Arc::clone(members));
        tokio::spawn(async move {
            let mut spans = Vec::new();
            while began.elapsed() < span
                && let Some(mut member) = next(&members)
            {
                member.step = (member.step + 1).max(now() / 30);
                if member.step > now() / 30 + 1 {
                    break;
                }
                let one = Instant::now();
                let browser = visitor(&base, &http);
                let page = by_password(&browser, &member.name).await;
                let done = browser.submit(&page, &[("code", &code(&member.secret, member.step))]).await;
                assert_eq!(done.path, "/account", "no login: {done:?}");
                spans.push(one.elapsed());
                members.lock().unwrap().push_back(member);
            }
            spans
        })
    });
    crowd(tasks.collect(), began).await
}
