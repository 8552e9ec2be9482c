//! Pictures that people send, made harmless: decoded within bounds, cut square, drawn anew. Off the request threads, on one
//! thread of its own behind a short queue, so that neither tokens nor passwords ever wait for a picture (product AC-03).

mod square;

use std::fmt;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, TrySendError, sync_channel};
use std::time::Duration;

use tokio::sync::{OwnedSemaphorePermit, Semaphore, oneshot};

use crate::background::{Cores, step_back};

pub use square::{FILE_MAX, MEMORY_MAX, Picture, Refusal, SIDE, SIDE_MAX, square};

/// Pictures that wait for the thread.
const QUEUE: usize = 4;
/// Uploads under way: each holds a file in memory.
const UPLOADS: usize = 8;
/// How long a caller waits before it is told to come back.
const WAIT: Duration = Duration::from_secs(10);

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
    jobs: SyncSender<Job>,
    uploads: Arc<Semaphore>,
}

struct Job {
    file: Vec<u8>,
    answer: oneshot::Sender<Result<Picture, Refusal>>,
}

impl ImagePool {
    /// Starts the thread, which shares `cores` with others that keep one busy for long.
    ///
    /// # Errors
    /// `Unusable`.
    pub fn start(cores: Cores) -> Result<Self, ImageError> {
        let (jobs, receiver) = sync_channel(QUEUE);
        std::thread::Builder::new()
            .name("pictures".to_owned())
            .spawn(move || work(&receiver, &cores))
            .map_err(|error| ImageError::Unusable(error.to_string()))?;
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
            TrySendError::Disconnected(_) => ImageError::Unusable("the thread has ended".to_owned()),
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

fn work(jobs: &Receiver<Job>, cores: &Cores) {
    step_back();
    while let Ok(Job { file, answer }) = jobs.recv() {
        let _core = cores.occupy_later();
        if answer.is_closed() {
            continue;
        }
        // A decoder that panics on some file must not take the thread with it.
        let drawn = std::panic::catch_unwind(|| square(&file)).unwrap_or(Err(Refusal::Broken));
        // The caller may have given up.
        let _ = answer.send(drawn);
    }
}
