//! Signing off the request threads. An RSA signature takes about 300 µs of processor time; on a request thread it would hold
//! up every other request there, and with them transactions that are half done.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::runtime::{Builder, Runtime};

use super::error::KeyError;

/// One thread a core. Clones share them.
#[derive(Clone)]
pub struct SigningThreads(Arc<Threads>);

struct Threads {
    runtime: Option<Runtime>,
    /// What waits for a thread.
    waiting: Arc<AtomicUsize>,
}

impl SigningThreads {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the operating system gives none.
    pub fn start() -> std::io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let runtime = Builder::new_multi_thread().worker_threads(cores).thread_name("signing").build()?;
        Ok(Self(Arc::new(Threads { runtime: Some(runtime), waiting: Arc::default() })))
    }

    /// Runs `work`, which signs, and waits for it.
    ///
    /// # Errors
    /// `NoThread`.
    pub async fn run<T: Send + 'static>(&self, work: impl FnOnce() -> T + Send + 'static) -> Result<T, KeyError> {
        let runtime = self.0.runtime.as_ref().ok_or(KeyError::NoThread)?;
        let waiting = Arc::clone(&self.0.waiting);
        waiting.fetch_add(1, Ordering::Relaxed);
        let work = async move {
            waiting.fetch_sub(1, Ordering::Relaxed);
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

    use super::*;

    #[tokio::test]
    async fn says_whether_something_waits_for_a_thread() {
        let threads = SigningThreads::start().unwrap();
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
