//! Signing off the request threads. An RSA signature takes about 300 µs of processor time; on a request thread it would hold
//! up every other request there, and with them transactions that are half done.

use std::fmt;
use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use super::error::KeyError;

/// One thread a core. Clones share them.
#[derive(Clone)]
pub struct SigningThreads(Arc<Threads>);

struct Threads(Option<Runtime>);

impl SigningThreads {
    /// Starts the threads.
    ///
    /// # Errors
    /// When the operating system gives none.
    pub fn start() -> std::io::Result<Self> {
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        let runtime = Builder::new_multi_thread().worker_threads(cores).thread_name("signing").enable_all().build()?;
        Ok(Self(Arc::new(Threads(Some(runtime)))))
    }

    /// Runs `work`, which signs, and waits for it. What it does next, it does there: each thread that a request crosses to may
    /// have to wait for a core.
    pub async fn run<T: Send + 'static>(&self, work: impl Future<Output = T> + Send + 'static) -> Result<T, KeyError> {
        let runtime = self.0.0.as_ref().ok_or(KeyError::NoThread)?;
        runtime.spawn(work).await.map_err(|_| KeyError::NoThread)
    }

    /// Makes what works for the threads in tasks of its own, so that the tasks are there too.
    pub fn host<T>(&self, make: impl FnOnce() -> T) -> T {
        let _inside = self.0.0.as_ref().map(Runtime::enter);
        make()
    }
}

impl Drop for Threads {
    fn drop(&mut self) {
        // A runtime must not be dropped by another one's thread; nobody waits for a signature any more.
        if let Some(runtime) = self.0.take() {
            runtime.shutdown_background();
        }
    }
}

impl fmt::Debug for SigningThreads {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SigningThreads")
    }
}
