//! Whether hashing, mail and image work slow what applications wait for: latency at rest beside latency in a storm of all three.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::Duration;

use gatehouse::background::step_aside;

use crate::browser::Browser;
use crate::post_office::PostOffice;
use crate::prepare::{FORGETFUL, PASSWORD, Prepared};
use crate::report::Report;
use crate::server::CONNECTIONS;
use crate::wrk::Measured;
use crate::{logins, reads, wrk};

/// How applications ask while their latency is looked at.
#[derive(Clone, Copy, Debug)]
enum Load {
    /// As everywhere here: with each answer comes the next question, and latency is mostly the queue.
    Full,
    /// As many connections, half as many questions a second, at random times.
    Half,
    /// From so few that a core is often idle and lent to the storm, which has to be taken back.
    TwoConnections,
}

impl Load {
    const ALL: [Self; 3] = [Self::Full, Self::Half, Self::TwoConnections];

    const fn name(self) -> &'static str {
        match self {
            Self::Full => "full load",
            Self::Half => "half load",
            Self::TwoConnections => "two connections",
        }
    }

    /// Threads of the load generator and connections.
    const fn connections(self) -> (usize, usize) {
        match self {
            Self::Full | Self::Half => (2, CONNECTIONS),
            Self::TwoConnections => (1, 2),
        }
    }

    /// What asks like this with `script`, after a look at what the server can do.
    fn script(self, script: &str, (url, span): (&str, Duration)) -> String {
        match self {
            Self::Full | Self::TwoConnections => script.to_owned(),
            Self::Half => {
                let full = wrk::hammer(url, Some(script), Self::Full.connections(), span);
                wrk::paced(script, CONNECTIONS, full.rate / 2.0)
            }
        }
    }
}

/// Spans at rest and in a storm, in turn, of which the middle ones count: a machine that is shared stops for some hundredths of a
/// second now and then, and one such stop decides the 99th percentile of a short span.
const PAIRS: usize = 5;
/// The side of the pictures, in pixels: the largest that is accepted.
const SIDE: u32 = 4096;

/// The 99th percentile in the storm ÷ at rest, for tokens and introspection.
pub fn measure(
    report: &mut Report,
    span: Duration,
    (base, name): (&str, &str),
    (prepared, office): (&Prepared, Option<&PostOffice>),
) {
    let delivered = || office.map_or(0, PostOffice::taken);
    // Made beforehand: drawing it would keep a core busy that the server is to be seen with.
    let file: Arc<[u8]> = picture().into();
    let asked = [("client credentials", "token"), ("introspection of JWT tokens", "introspect")];
    for ((what, path), load) in asked.iter().flat_map(|asked| Load::ALL.map(|load| (asked, load))) {
        let body = match *path {
            "token" => "grant_type=client_credentials".to_owned(),
            // One for each line, lest it should expire.
            _ => format!("token={}", reads::access_token(base, &prepared.service)),
        };
        let url = format!("{base}/{path}");
        let script = load.script(&wrk::post(&prepared.service, &body), (&url, span));
        let what = format!("{what} in a storm of logins, mails and pictures, {}, {name}", load.name());
        let ask = || wrk::hammer(&url, Some(&script), load.connections(), span);
        let before = delivered();
        let mut beside = Beside::default();
        let pairs: Vec<(Measured, Measured)> = (0..PAIRS)
            .map(|_| {
                let rest = ask();
                let storm = Storm::begin(base, span, (office.is_some(), &file));
                let busy = ask();
                beside += storm.end();
                (rest, busy)
            })
            .collect();
        report.latency(&what, &pairs, 2.0);
        let Beside { logins, refused, pictures } = beside;
        let mails = delivered() - before;
        report.note(format!(
            "{what}: beside it, in {PAIRS} storms, {logins} logins ({refused} refused), {mails} mails and {pictures} pictures"
        ));
    }
}

/// What the server did in storms.
#[derive(Default)]
struct Beside {
    logins: u64,
    refused: u64,
    pictures: usize,
}

impl std::ops::AddAssign for Beside {
    fn add_assign(&mut self, other: Self) {
        self.logins += other.logins;
        self.refused += other.refused;
        self.pictures += other.pictures;
    }
}

/// Logins by password, forgotten passwords and uploads of pictures, until it ends. What makes them steps back: people and their
/// browsers are elsewhere, and only what the server does for them is to be seen.
struct Storm {
    logins: std::thread::JoinHandle<Measured>,
    pictures: std::thread::JoinHandle<usize>,
    mails: Option<std::thread::JoinHandle<()>>,
    is_over: Arc<AtomicBool>,
}

impl Storm {
    fn begin(base: &str, span: Duration, (has_mail, file): (bool, &Arc<[u8]>)) -> Self {
        let (url, script) = (format!("{base}/login"), logins::script(base));
        // A second more, so that it outlasts what is measured.
        let span = span + Duration::from_secs(1);
        let logins = std::thread::spawn(move || {
            // wrk inherits it.
            let _ = step_aside();
            wrk::run(&url, Some(&script), CONNECTIONS, span)
        });
        let is_over = Arc::new(AtomicBool::new(false));
        let of_its_own = || (base.to_owned(), Arc::clone(&is_over));
        let mails = has_mail.then(|| {
            let (base, over) = of_its_own();
            std::thread::spawn(move || {
                let _ = step_aside();
                forget_passwords(&base, &over);
            })
        });
        let ((of, over), file) = (of_its_own(), Arc::clone(file));
        let pictures = std::thread::spawn(move || {
            let _ = step_aside();
            upload(&of, &file, &over)
        });
        std::thread::sleep(Duration::from_millis(500));
        Self { logins, pictures, mails, is_over }
    }

    fn end(self) -> Beside {
        self.is_over.store(true, Ordering::Relaxed);
        self.mails.into_iter().for_each(|mails| mails.join().unwrap());
        let (logins, pictures) = (self.logins.join().unwrap(), self.pictures.join().unwrap());
        // What is still queued belongs to the storm.
        std::thread::sleep(Duration::from_secs(1));
        Beside { logins: logins.requests - logins.refused, refused: logins.refused, pictures }
    }
}

fn browser(base: &str) -> Browser {
    let http = reqwest::Client::builder().redirect(reqwest::redirect::Policy::none()).build().unwrap();
    let origin = Some(base.replace("127.0.0.1", "localhost"));
    Browser { http, base: base.to_owned(), host: None, cookies: Arc::default(), origin }
}

/// One person after another asks for the mail with which a new password is chosen, ten in a second at most.
fn forget_passwords(base: &str, over: &AtomicBool) {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        while !over.load(Ordering::Relaxed) {
            let name = format!("forgetful{}", NEXT.fetch_add(1, Ordering::Relaxed) % FORGETFUL);
            let browser = browser(base);
            let page = browser.open("/recovery").await;
            let sent = browser.submit(&page, &[("identifier", &name), ("action", "send")]).await;
            assert!(sent.status < 400, "a recovery was refused: {}", sent.status);
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
    });
}

/// Uploads one large picture after another.
fn upload(base: &str, file: &[u8], over: &AtomicBool) -> usize {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let browser = browser(base);
        let login = browser.open("/login").await;
        browser.submit(&login, &[("username", "user0"), ("password", PASSWORD), ("action", "sign-in")]).await;
        let mut done = 0;
        while !over.load(Ordering::Relaxed) {
            let csrf = browser.open("/account/profile").await.field("csrf").unwrap();
            let body = form(&[("csrf", csrf.as_bytes()), ("action", b"upload"), ("picture\"; filename=\"x.jpg", file)]);
            assert_eq!(send(&browser, body).await, 303, "a picture was refused");
            done += 1;
        }
        done
    })
}

/// A form as browsers send files (RFC 7578).
fn form(fields: &[(&str, &[u8])]) -> Vec<u8> {
    let mut body = Vec::new();
    for (name, value) in fields {
        body.extend_from_slice(
            format!("--limit\r\nContent-Disposition: form-data; name=\"{name}\"\r\n\r\n").as_bytes(),
        );
        body.extend_from_slice(value);
        body.extend_from_slice(b"\r\n");
    }
    body.extend_from_slice(b"--limit--\r\n");
    body
}

async fn send(browser: &Browser, body: Vec<u8>) -> u16 {
    let cookies: Vec<String> =
        browser.cookies.lock().unwrap().iter().map(|(name, value)| format!("{name}={value}")).collect();
    let request = browser.http.post(format!("{}/account/avatar", browser.base)).header("cookie", cookies.join("; "));
    let request = request.header("content-type", "multipart/form-data; boundary=limit");
    let request = request.header("origin", browser.origin.clone().unwrap_or_default());
    request.body(body).send().await.unwrap().status().as_u16()
}

/// A picture of the largest size, as JPEG.
fn picture() -> Vec<u8> {
    let image = image::RgbImage::from_fn(SIDE, SIDE, |x, y| {
        let low = |value: u32| u8::try_from(value & 0xff).unwrap();
        image::Rgb([low(x / 16), low(y / 16), low(x ^ y)])
    });
    let mut bytes = std::io::Cursor::new(Vec::new());
    image.write_to(&mut bytes, image::ImageFormat::Jpeg).unwrap();
    bytes.into_inner()
}
