//! A core of its own for each of the threads that share short work, while the idle class keeps the cores busy. Without it two
//! threads that sign meet on one core and wait for each other, and the other core hashes: the scheduler sees a machine that is busy
//! everywhere, and hardly looks for a better place (decision 039).

use std::cell::Cell;
use std::sync::atomic::{AtomicUsize, Ordering};

use rustix::thread::{CpuSet, sched_getaffinity, sched_setaffinity};

use super::cores::Cores;

/// The seats of threads that are as many as there are cores. A thread belongs to one of these at most.
#[derive(Debug)]
pub struct Seats {
    cores: Cores,
    /// Threads that have come so far.
    come: AtomicUsize,
}

/// A thread's.
#[derive(Clone, Copy)]
struct Seat {
    number: usize,
    /// The cores that it had before it sat down, as long as it sits.
    left: Option<CpuSet>,
}

thread_local! {
    static SEAT: Cell<Option<Seat>> = const { Cell::new(None) };
}

impl Seats {
    /// One for each core.
    pub const fn new(cores: Cores) -> Self {
        Self { cores, come: AtomicUsize::new(0) }
    }

    /// Has the calling thread sit down while the cores are lent to the idle class, and get up afterwards: then the scheduler knows
    /// better, for instance which core is another program's. Called before each piece of work; mostly it finds nothing to do.
    pub fn attend(&self) {
        let seat = SEAT.get().unwrap_or_else(|| {
            let number = self.come.fetch_add(1, Ordering::Relaxed);
            Seat { number, left: None }
        });
        let left = match (self.cores.are_lent(), seat.left) {
            (true, None) => self.sit_down(seat.number),
            (false, Some(left)) => {
                // A system that has taken these cores from the process meanwhile has given it others.
                let _ = sched_setaffinity(None, &left);
                None
            }
            (_, left) => left,
        };
        SEAT.set(Some(Seat { left, ..seat }));
    }

    /// The cores that were left for the seat. There is none where the process may use fewer cores at a time than it may choose
    /// from: every such process of the machine would choose the same.
    fn sit_down(&self, number: usize) -> Option<CpuSet> {
        let all = sched_getaffinity(None).ok()?;
        if all.count() as usize != self.cores.count() {
            return None;
        }
        let mut own = CpuSet::new();
        own.set((0..CpuSet::MAX_CPU).filter(|core| all.is_set(*core)).nth(number)?);
        sched_setaffinity(None, &own).ok().map(|()| all)
    }
}
