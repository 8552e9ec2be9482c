//! A thread of the idle class (sched(7)): it computes where a core would have nothing to do otherwise. A thread that wakes takes
//! such a core at once, and is sent there as if it were free, which niceness does not do (decision 038).

use std::sync::mpsc::{Receiver, RecvTimeoutError, SyncSender, TryRecvError, sync_channel};
use std::time::Duration;

use super::cores::Cores;

/// A thread that works in the idle class, one task after another. It may stand still for as long as others keep the cores busy, so
/// it must not hold anything that others wait for: what works there computes on what it is handed, without locks and without
/// asking for memory or giving it back.
#[derive(Debug)]
pub struct Engine<T> {
    give: SyncSender<T>,
    take: Receiver<T>,
    cores: Cores,
    /// Whether a task that was given up is still there.
    owes: bool,
}

/// Why a task is not done.
#[derive(Debug)]
pub enum Undone<T> {
    /// There is no such class here, or the thread is still at a task that was given up.
    NotBegun(T),
    /// It took longer than it may; whatever belongs to it stays there until it is done, and is dropped then.
    Starved,
}

impl<T: Send + 'static> Engine<T> {
    /// Starts the thread. Where the system refuses the class it ends at once, and no task is ever begun.
    pub fn start(name: String, cores: Cores, work: fn(&mut T)) -> Self {
        let ((give, tasks), (done, take)) = (sync_channel::<T>(1), sync_channel(1));
        let serve = move || {
            while let Ok(mut task) = tasks.recv() {
                work(&mut task);
                if done.send(task).is_err() {
                    break;
                }
            }
        };
        let thread = std::thread::Builder::new().name(name).spawn(move || {
            if step_aside() {
                serve();
            }
        });
        if let Err(error) = thread {
            tracing::warn!(%error, "a thread of the idle class could not be started");
        }
        Self { give, take, cores, owes: false }
    }

    /// Whether it is still at a task that was given up. One that is done meanwhile is dropped here.
    pub fn owes(&mut self) -> bool {
        self.owes = self.owes && matches!(self.take.try_recv(), Err(TryRecvError::Empty));
        self.owes
    }

    /// The task when it has been worked at, which may take so long.
    ///
    /// # Errors
    /// [`Undone`].
    pub fn run(&mut self, task: T, patience: Duration) -> Result<T, Undone<T>> {
        if self.owes() {
            return Err(Undone::NotBegun(task));
        }
        if let Err(refused) = self.give.send(task) {
            return Err(Undone::NotBegun(refused.0));
        }
        self.cores.lend(patience);
        self.take.recv_timeout(patience).map_err(|reason| {
            self.owes = reason == RecvTimeoutError::Timeout;
            Undone::Starved
        })
    }
}

/// Puts the calling thread into the idle class; whether it is there. There is no way back without privileges.
#[cfg(target_os = "linux")]
pub fn step_aside() -> bool {
    use thread_priority::{
        NormalThreadSchedulePolicy, ThreadPriority, ThreadSchedulePolicy, set_thread_priority_and_policy,
        thread_native_id, thread_schedule_policy,
    };
    let idle = ThreadSchedulePolicy::Normal(NormalThreadSchedulePolicy::Idle);
    // It also sets the niceness, which means nothing in this class and may be refused.
    let _ = set_thread_priority_and_policy(thread_native_id(), ThreadPriority::Min, idle);
    thread_schedule_policy() == Ok(idle)
}

/// There is no such class here.
#[cfg(not(target_os = "linux"))]
pub fn step_aside() -> bool {
    false
}
