//! Signing off the request threads. An RSA signature takes about 300 µs of processor time; on a request thread it would hold
//! up every other request there, and with them transactions that are half done.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::{Builder, Runtime};

use super::error::KeyError;
use crate::background::{Cores, Seats};

/// One thread a core. Clones share them.
#[derive(Clone)]
pub struct SigningThreads(Arc<Threads>);

struct Threads {
    runtime: Option<Runtime>,
    seats: Arc<Seats>,
    /// What waits for a thread.
    waiting: Arc<AtomicUsize>,
}

impl SigningThreads {
    /// Starts the threads, one for each of `cores`.
    ///
    /// # Errors
    /// When the operating system gives none.
    pub fn start(cores: Cores) -> std::io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(cores.count()).thread_name("signing").build()?;
        let seats = Arc::new(Seats::new(cores));
        Ok(Self(Arc::new(Threads { runtime: Some(runtime), seats, waiting: Arc::default() })))
    }

    /// Runs `work`, which signs, and waits for it.
    ///
    /// # Errors
    /// `NoThread`.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, KeyError> {
        let runtime = self.0.runtime.as_ref().ok_or(KeyError::NoThread)?;
        let (waiting, seats) = (Arc::clone(&self.0.waiting), Arc::clone(&self.0.seats));
        waiting.fetch_add(1, Ordering::Relaxed);
        let work = async move {
            waiting.fetch_sub(1, Ordering::Relaxed);
            seats.attend();
            work()
        };
        runtime.spawn(work).await.map_err(|_| KeyError::NoThread)
    }

    /// Whether more is to be signed than the threads have begun with.
    pub fn is_behind(&self) -> bool {
        self.0.waiting.load(Ordering::Relaxed) > 0
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // A runtime must not be dropped by another one's thread; nobody waits for a signature any more.
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for SigningThreads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningThreads")
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Barrier;
    use std::time::Duration;

    use rustix::thread::sched_getaffinity;

    use super::*;

    #[tokio::test]
    async fn a_thread_has_a_seat_while_cores_are_lent() {
        let may_use = || sched_getaffinity(None).unwrap().count();
        let hour = Duration::from_hours(1);
        let cores = Cores::of(may_use() as usize, hour, hour);
        let threads = SigningThreads::start(cores.clone()).unwrap();
        assert_eq!(threads.run(may_use).await.unwrap(), may_use());
        cores.lend(hour);
        assert_eq!(threads.run(may_use).await.unwrap(), 1);
    }

    #[tokio::test]
    async fn says_whether_something_waits_for_a_thread() {
        let threads = SigningThreads::start(Cores::default()).unwrap();
        let cores = std::thread::available_parallelism().unwrap().get();
        assert!(!threads.is_behind());
        // One more than there are threads: it cannot begin before the others end.
        let (begun, ended) = (Arc::new(Barrier::new(cores + 1)), Arc::new(Barrier::new(cores + 1)));
        let busy: Vec<_> = (0..cores)
            .map(|_| {
                let (threads, begun, ended) = (threads.clone(), Arc::clone(&begun), Arc::clone(&ended));
                tokio::spawn(async move {
                    let work = move || {
                        begun.wait();
                        ended.wait();
                    };
                    threads.run(work).await.unwrap();
                })
            })
            .collect();
        tokio::task::spawn_blocking(move || begun.wait()).await.unwrap();
        assert!(!threads.is_behind(), "all have begun");
        let last = tokio::spawn({
            let threads = threads.clone();
            async move { threads.run(|| 7).await.unwrap() }
        });
        while !threads.is_behind() {
            tokio::task::yield_now().await;
        }
        tokio::task::spawn_blocking(move || ended.wait()).await.unwrap();
        assert_eq!(last.await.unwrap(), 7);
        assert!(!threads.is_behind());
        for one in busy {
            one.await.unwrap();
        }
    }
}
