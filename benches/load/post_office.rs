//! A mail server of somebody else's (aiosmtpd) for the mail that a storm makes. It steps back for what is measured.

use std::io::{BufRead, BufReader};
use std::process::{Child, Command, Stdio};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A running mail server; stopped when dropped.
pub struct PostOffice {
    child: Child,
    /// Where it listens on this machine.
    pub port: u16,
    taken: Arc<AtomicUsize>,
}

impl PostOffice {
    /// Starts `tests/python/smtp_server.py` with the Python that `GATEHOUSE_TEST_PYTHON` names; `None` without one.
    pub fn open() -> Option<Self> {
        let python = std::env::var("GATEHOUSE_TEST_PYTHON").ok()?;
        let mut command = Command::new("nice");
        command.args(["-n", "19", &python, "tests/python/smtp_server.py", "plain"]).stdout(Stdio::piped());
        let mut child = command.spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let port = lines.next().unwrap().unwrap().parse().unwrap();
        let taken = Arc::new(AtomicUsize::new(0));
        let counter = Arc::clone(&taken);
        std::thread::spawn(move || {
            for _ in lines.map_while(Result::ok) {
                counter.fetch_add(1, Ordering::Relaxed);
            }
        });
        Some(Self { child, port, taken })
    }

    /// Messages it has taken since it opened.
    pub fn taken(&self) -> usize {
        self.taken.load(Ordering::Relaxed)
    }
}

impl Drop for PostOffice {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
