//! Threads whose work may wait. Hashing a password keeps a core busy for about 8 ms and drawing a picture for longer; tokens and
//! introspection on the same cores should not queue behind either.

/// By how much the niceness of such a thread is raised (setpriority(2)). Of two threads that want one core, the one with ten more
/// gets about a tenth of it (sched(7): a step is a factor of 1.25), and gives way at once to one that has just woken.
const STEP: i32 = 10;

/// Lets the calling thread step back for the others of the process. On Linux niceness is a thread's own; a system that refuses
/// leaves everything as fast as it was.
pub fn step_back() {
    let _ = rustix::process::nice(STEP);
}
