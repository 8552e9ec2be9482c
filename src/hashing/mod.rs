//! Argon2id of what people type, and hashes that came from elsewhere until their owners sign in, off the request threads: one
//! thread a core, each with memory of its own that it uses again and again, behind a bounded queue. When the queue is full,
//! callers are told to come back (product AU-01, AU-03).

pub mod breach;
mod calculator;
mod foreign;
mod import;
mod stored;

use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TrySendError, sync_channel};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use argon2::password_hash::phc::{Output, ParamsString, Salt};
use argon2::{Algorithm, Params, PasswordHash, Version};
use tokio::sync::oneshot;

use self::calculator::{Calculator, Starved, Sum};
pub use self::import::{HashRefusal, ImportedHash};
use self::stored::Stored;

use crate::background::{Cores, step_back};
use crate::config::PasswordSettings;
use crate::random::Random;
use crate::secret::{Secret, constant_time_eq};

/// How long a thread without work keeps its memory.
const REST: Duration = Duration::from_secs(10);

/// Cost and size of the pool.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HashOptions {
    /// Memory of one hash in KiB.
    pub memory_kib: u32,
    /// Passes over it.
    pub passes: u32,
    /// Lanes; they run one after the other.
    pub lanes: u32,
    /// Threads; 0 for one a core.
    pub threads: usize,
    /// Callers that may wait.
    pub queue: usize,
    /// How long a caller waits before it is told to come back.
    pub wait: Duration,
}

impl Default for HashOptions {
    /// OWASP's floor: 19 MiB, two passes, one lane.
    fn default() -> Self {
        Self { memory_kib: 19 * 1024, passes: 2, lanes: 1, threads: 0, queue: 64, wait: Duration::from_secs(2) }
    }
}

impl From<&PasswordSettings> for HashOptions {
    fn from(settings: &PasswordSettings) -> Self {
        Self {
            memory_kib: settings.memory_kib,
            passes: settings.passes,
            lanes: settings.lanes,
            queue: usize::try_from(settings.queue).unwrap_or(usize::MAX),
            ..Self::default()
        }
    }
}

/// What a verification found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verification {
    /// Another password, or no account to have one.
    Wrong,
    /// The password.
    Correct {
        /// The hash was made by another algorithm or with other parameters than today's, and the whole password was proved:
        /// a new hash may take its place.
        is_outdated: bool,
    },
}

impl Verification {
    const fn of(is_right: bool, is_outdated: bool) -> Self {
        if is_right { Self::Correct { is_outdated } } else { Self::Wrong }
    }
}

/// Why there is no hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum HashError {
    /// Too many callers wait; nothing was decided.
    Busy {
        /// When to come back.
        retry_after: Duration,
    },
    /// The parameters are outside of what Argon2 allows, or a thread could not be started.
    Unusable(String),
}

impl fmt::Display for HashError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Busy { .. } => f.write_str("password hashing has no free place"),
            Self::Unusable(reason) => write!(f, "passwords cannot be hashed: {reason}"),
        }
    }
}

impl std::error::Error for HashError {}

/// Hashes and verifies passwords and typed secrets. Cheap to clone; the threads end with the last clone.
#[derive(Clone, Debug)]
pub struct Hasher {
    jobs: SyncSender<Job>,
    waiting: Arc<AtomicUsize>,
    params: Params,
    wait: Duration,
    random: Random,
    /// Verified for accounts that do not exist: the same work, and no password fits.
    dummy: Arc<str>,
}

struct Job {
    work: Work,
    typed: Secret<String>,
    answer: oneshot::Sender<Answer>,
}

enum Work {
    Hash { params: Params, salt: [u8; 16] },
    Verify { stored: String, params: Params },
}

type Answer = Result<Done, String>;

enum Done {
    Hash(String),
    Verified(Verification),
}

impl Hasher {
    /// Starts the threads, which share `cores` with others that keep one busy for long.
    ///
    /// # Errors
    /// `Unusable` for parameters Argon2 does not allow.
    pub fn start(options: &HashOptions, random: Random, cores: &Cores) -> Result<Self, HashError> {
        let params = Params::new(options.memory_kib, options.passes, options.lanes, None)
            .map_err(|error| HashError::Unusable(error.to_string()))?;
        let dummy = phc(&params, &random.bytes::<16>(), &random.bytes::<32>()).map_err(HashError::Unusable)?;
        let (jobs, receiver) = sync_channel(options.queue.max(1));
        let (receiver, waiting) = (Arc::new(Mutex::new(receiver)), Arc::new(AtomicUsize::new(0)));
        let threads = if options.threads == 0 { cores.count() } else { options.threads };
        let starved = Starved::default();
        for number in 0..threads {
            let name = format!("idle-{number}");
            let known = (cores.clone(), Arc::clone(&starved));
            let worker = Worker {
                jobs: Arc::clone(&receiver),
                waiting: Arc::clone(&waiting),
                cores: cores.clone(),
                calculator: Calculator::start(name, params.block_count(), known),
            };
            std::thread::Builder::new()
                .name(format!("password-{number}"))
                .spawn(move || {
                    step_back();
                    worker.run();
                })
                .map_err(|error| HashError::Unusable(error.to_string()))?;
        }
        Ok(Self { jobs, waiting, params, wait: options.wait, random, dummy: dummy.into() })
    }

    /// The PHC string of a new password or secret.
    pub async fn hash(&self, typed: impl AsRef<Secret<String>>) -> Result<String, HashError> {
        let work = Work::Hash { params: self.params.clone(), salt: self.random.bytes() };
        match self.run(work, typed.as_ref()).await? {
            Done::Hash(hash) => Ok(hash),
            Done::Verified(_) => Err(HashError::Unusable("a hash was asked for and a verification came".to_owned())),
        }
    }

    /// Whether `typed` is the one of `stored`. Without a stored hash the same work is done and nothing fits, so that
    /// time does not tell which accounts exist.
    pub async fn verify(
        &self,
        typed: impl AsRef<Secret<String>>,
        stored: Option<&str>,
    ) -> Result<Verification, HashError> {
        let stored = stored.unwrap_or(&self.dummy).to_owned();
        match self.run(Work::Verify { stored, params: self.params.clone() }, typed.as_ref()).await? {
            Done::Verified(verification) => Ok(verification),
            Done::Hash(_) => Err(HashError::Unusable("a verification was asked for and a hash came".to_owned())),
        }
    }

    /// Callers that wait for a thread.
    pub fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    async fn run(&self, work: Work, typed: &Secret<String>) -> Result<Done, HashError> {
        let (answer, result) = oneshot::channel();
        joined(&self.waiting);
        if let Err(refused) = self.jobs.try_send(Job { work, typed: typed.clone(), answer }) {
            left(&self.waiting);
            return Err(match refused {
                TrySendError::Full(_) => self.busy(),
                TrySendError::Disconnected(_) => HashError::Unusable("the threads have ended".to_owned()),
            });
        }
        match tokio::time::timeout(self.wait, result).await {
            Ok(Ok(Ok(done))) => Ok(done),
            Ok(Ok(Err(reason))) => Err(HashError::Unusable(reason)),
            Ok(Err(_)) => Err(HashError::Unusable("a thread has ended".to_owned())),
            // The job is dropped unread when its turn comes.
            Err(_) => Err(self.busy()),
        }
    }

    fn busy(&self) -> HashError {
        metrics::counter!("gatehouse_password_hash_refused_total").increment(1);
        HashError::Busy { retry_after: self.wait }
    }
}

fn joined(waiting: &AtomicUsize) {
    waiting.fetch_add(1, Ordering::Relaxed);
    metrics::gauge!("gatehouse_password_hash_queue").increment(1.0);
}

fn left(waiting: &AtomicUsize) {
    waiting.fetch_sub(1, Ordering::Relaxed);
    metrics::gauge!("gatehouse_password_hash_queue").decrement(1.0);
}

/// A thread with its memory.
struct Worker {
    jobs: Arc<Mutex<Receiver<Job>>>,
    waiting: Arc<AtomicUsize>,
    cores: Cores,
    calculator: Calculator,
}

impl Worker {
    fn run(mut self) {
        while let Some(job) = self.next() {
            let _core = self.cores.occupy();
            left(&self.waiting);
            if job.answer.is_closed() {
                continue;
            }
            let began = Instant::now();
            let answer = match &job.work {
                Work::Hash { params, salt } => self.hash(params, &job.typed, salt).map(Done::Hash),
                Work::Verify { stored, params } => self.verify(stored, params, &job.typed).map(Done::Verified),
            };
            metrics::histogram!("gatehouse_password_hash_seconds").record(began.elapsed().as_secs_f64());
            // A caller that gave up meanwhile is no fault.
            let _ = job.answer.send(answer);
        }
    }

    /// The next job; the idle threads queue at the lock, and give their memory back after a while.
    fn next(&mut self) -> Option<Job> {
        let jobs = Arc::clone(&self.jobs);
        while self.calculator.has_memory() {
            match jobs.lock().unwrap_or_else(PoisonError::into_inner).recv_timeout(REST) {
                Ok(job) => return Some(job),
                Err(RecvTimeoutError::Timeout) => self.calculator.rest(),
                Err(RecvTimeoutError::Disconnected) => return None,
            }
        }
        jobs.lock().unwrap_or_else(PoisonError::into_inner).recv().ok()
    }

    fn hash(&mut self, params: &Params, typed: &Secret<String>, salt: &[u8]) -> Result<String, String> {
        let output = self.calculator.compute(Sum {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params: params.clone(),
            typed: typed.clone(),
            salt: salt.to_vec(),
            output: vec![0; Params::DEFAULT_OUTPUT_LEN],
        })?;
        phc(params, salt, &output)
    }

    /// A stored text that is no hash within the bounds fits nothing, after the same work as ever.
    fn verify(&mut self, stored: &str, current: &Params, typed: &Secret<String>) -> Result<Verification, String> {
        match Stored::parse(stored) {
            Ok(Stored::Argon2(stored)) => {
                let out = self.calculator.compute(Sum {
                    algorithm: stored.algorithm,
                    version: stored.version,
                    params: stored.params.clone(),
                    typed: typed.clone(),
                    salt: stored.salt.clone(),
                    output: vec![0; stored.output.len()],
                })?;
                let is_right = constant_time_eq(&out, &stored.output);
                Ok(Verification::of(is_right, !stored.is_made_like(current)))
            }
            Ok(Stored::Foreign(foreign)) => {
                let is_right = foreign.verify(typed.expose())?;
                Ok(Verification::of(is_right, foreign.proves_all_of(typed.expose())))
            }
            Err(refusal) => {
                tracing::error!(%refusal, "a stored password hash cannot be read");
                self.hash(current, typed, &[0; 16]).map(|_| Verification::Wrong)
            }
        }
    }
}

/// The PHC string `$argon2id$v=19$m=…,t=…,p=…$salt$hash`.
fn phc(params: &Params, salt: &[u8], output: &[u8]) -> Result<String, String> {
    let text = |error: &dyn fmt::Display| error.to_string();
    let hash = PasswordHash {
        algorithm: argon2::ARGON2ID_IDENT,
        version: Some(Version::V0x13.into()),
        params: ParamsString::try_from(params).map_err(|error| text(&error))?,
        salt: Some(Salt::new(salt).map_err(|error| text(&error))?),
        hash: Some(Output::new(output).map_err(|error| text(&error))?),
    };
    Ok(hash.to_string())
}

#[cfg(test)]
mod tests;
