//! Pictures that people send, made harmless: decoded within bounds, cut square, drawn anew. Off the request threads, one at a
//! time behind a short queue and each in a process of its own, so that neither tokens nor passwords ever wait for a picture
//! (product AC-03).

mod process;
mod square;

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio::sync::mpsc::error::TrySendError;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::background::{Cores, step_back};

use self::process::Drawer;
pub use self::process::{COMMAND, draw};
pub use self::square::{FILE_MAX, MEMORY_MAX, Picture, Refusal, SIDE, SIDE_MAX, square};

/// Pictures that wait for the thread.
const QUEUE: usize = 4;
/// Uploads under way: each holds a file in memory.
const UPLOADS: usize = 8;
/// How long a caller waits before it is told to come back.
const WAIT: Duration = Duration::from_secs(10);
/// How long a picture may take in the idle class, where the largest takes 0.2 s of a core that is free.
const PATIENCE: Duration = Duration::from_secs(3);

/// Why there is no picture.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ImageError {
    /// The file is refused.
    Refused(Refusal),
    /// Too many pictures at once; nothing was decided.
    Busy(Duration),
    /// The thread could not be started, or has ended.
    Unusable(String),
}

impl fmt::Display for ImageError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Refused(refusal) => f.write_str(refusal.as_str()),
            Self::Busy(_) => f.write_str("too many pictures at once"),
            Self::Unusable(reason) => write!(f, "pictures cannot be drawn: {reason}"),
        }
    }
}

impl std::error::Error for ImageError {}

/// Draws pictures. Cheap to clone; the thread ends with the last clone.
#[derive(Clone, Debug)]
pub struct ImagePool {
    jobs: Sender<Job>,
    uploads: Arc<Semaphore>,
}

struct Job {
    file: Vec<u8>,
    answer: oneshot::Sender<Result<Picture, Refusal>>,
}

impl ImagePool {
    /// Starts the thread, which shares `cores` with others that keep one busy for long, and has pictures drawn by `program`: this
    /// one, in which [`COMMAND`] does it.
    ///
    /// # Errors
    /// `Unusable`.
    pub fn start(cores: Cores, program: PathBuf) -> Result<Self, ImageError> {
        let unusable = |error: std::io::Error| ImageError::Unusable(error.to_string());
        let (jobs, receiver) = channel(QUEUE);
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().map_err(unusable)?;
        std::thread::Builder::new()
            .name("pictures".to_owned())
            .spawn(move || {
                step_back();
                runtime.block_on(work(receiver, &cores, Drawer::new(program, PATIENCE, cores.clone())));
            })
            .map_err(unusable)?;
        Ok(Self { jobs, uploads: Arc::new(Semaphore::new(UPLOADS)) })
    }

    /// A place for an upload, before any of it is read.
    ///
    /// # Errors
    /// `Busy`.
    pub fn admit(&self) -> Result<OwnedSemaphorePermit, ImageError> {
        Arc::clone(&self.uploads).try_acquire_owned().map_err(|_| busy())
    }

    /// The picture in `file`, drawn anew.
    ///
    /// # Errors
    /// `Refused`, `Busy`.
    pub async fn square(&self, file: Vec<u8>) -> Result<Picture, ImageError> {
        let (answer, result) = oneshot::channel();
        self.jobs.try_send(Job { file, answer }).map_err(|refused| match refused {
            TrySendError::Full(_) => busy(),
            TrySendError::Closed(_) => ImageError::Unusable("the thread has ended".to_owned()),
        })?;
        match tokio::time::timeout(WAIT, result).await {
            Ok(Ok(drawn)) => drawn.map_err(ImageError::Refused),
            Ok(Err(_)) => Err(ImageError::Unusable("the thread has ended".to_owned())),
            // The job is dropped unread when its turn comes.
            Err(_) => Err(busy()),
        }
    }
}

fn busy() -> ImageError {
    metrics::counter!("gatehouse_picture_refused_total").increment(1);
    ImageError::Busy(WAIT)
}

async fn work(mut jobs: Receiver<Job>, cores: &Cores, mut drawer: Drawer) {
    while let Some(Job { file, mut answer }) = jobs.recv().await {
        // This thread has nothing else to do.
        cores.let_others_pass();
        if answer.is_closed() {
            continue;
        }
        let drawn = tokio::select! {
            drawn = drawer.draw(&file) => drawn,
            // Nobody waits for it any more, and what draws ends.
            () = answer.closed() => continue,
        };
        // The caller may have given up.
        let _ = answer.send(drawn);
    }
}
