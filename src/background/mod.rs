//! Work that may wait. Hashing a password keeps a core busy for about 8 ms and drawing a picture for longer; tokens and
//! introspection on the same cores should not queue behind either.

mod cores;
mod engine;
#[cfg(target_os = "linux")]
mod seat;
/// Without the idle class nobody needs a seat.
#[cfg(not(target_os = "linux"))]
mod seat {
    #[derive(Debug)]
    pub struct Seats;

    impl Seats {
        pub fn new(_cores: super::Cores) -> Self {
            Self
        }

        pub const fn attend(&self) {}
    }
}

use std::time::Duration;

pub use self::cores::{Core, Cores};
pub use self::engine::{Engine, Undone, step_aside};
pub use self::seat::Seats;

/// By how much the niceness of such a thread is raised (setpriority(2)). Of two threads that want one core, the other gets nine times
/// as much (sched(7): a step is a factor of 1.25). It counts where the idle class is given no time: as far as it goes, 19, would
/// leave one part in seventy, and whoever keeps the cores busy would then keep people from logging in.
const STEP: i32 = 10;

/// Lets the calling thread step back for the others of the process. On Linux niceness is a thread's own; a system that refuses
/// leaves everything as fast as it was.
pub fn step_back() {
    let _ = rustix::process::nice(STEP);
}

/// What the calling thread has taken of a processor since it began (`clock_gettime(2)`, `CLOCK_THREAD_CPUTIME_ID`).
pub fn processor_time() -> Duration {
    let taken = rustix::time::clock_gettime(rustix::time::ClockId::ThreadCPUTime);
    Duration::try_from(taken).unwrap_or_default()
}

#[cfg(test)]
mod tests;
