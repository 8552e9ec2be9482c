//! How many cores hashing and drawing may keep busy at once. Niceness alone is not enough: a thread that has just been switched to
//! may hold its core until the next tick of the scheduler (4 ms) although somebody more important has woken. So while applications
//! ask for something, one core is left to them (decision 036).

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// How long a core stays free after an application has asked.
const FREE: Duration = Duration::from_millis(50);
/// How long a picture lets people who sign in go first.
const PATIENCE: Duration = Duration::from_secs(2);

/// The cores of the machine, as those see them who would keep them all busy. Clones share them.
#[derive(Clone, Debug)]
pub struct Cores(Arc<Shared>);

#[derive(Debug)]
struct Shared {
    all: usize,
    free: Duration,
    patience: Duration,
    began: Instant,
    /// When an application asked last, in milliseconds after the beginning and one more; 0 for never.
    asked: AtomicU64,
    /// Until when work of the idle class may keep them busy beside everybody, in milliseconds after the beginning.
    lent: AtomicU64,
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct State {
    busy: usize,
    /// Who waits, first come first served: whoever has just left a core would otherwise always be the first to ask for it.
    queue: VecDeque<u64>,
    tickets: u64,
}

/// A core that is kept busy, until this is dropped.
#[derive(Debug)]
pub struct Core(Cores);

impl Default for Cores {
    /// Those that this process may use.
    fn default() -> Self {
        let all = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        Self::of(all, FREE, PATIENCE)
    }
}

impl Cores {
    /// `all` of them: one stays `free` for so long after an application has asked, and pictures have so much `patience`.
    pub fn of(all: usize, free: Duration, patience: Duration) -> Self {
        let (asked, lent) = (AtomicU64::new(0), AtomicU64::new(0));
        let (state, changed, began) = (Mutex::default(), Condvar::new(), Instant::now());
        Self(Arc::new(Shared { all: all.max(1), free, patience, began, asked, lent, state, changed }))
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.all
    }

    /// An application has asked for something and waits.
    pub fn make_way(&self) {
        self.0.asked.store(self.now().saturating_add(1), Ordering::Relaxed);
    }

    /// Work of the idle class begins, which may take so long. It is on every core that nobody else wants.
    pub fn lend(&self, patience: Duration) {
        let patience = u64::try_from(patience.as_millis()).unwrap_or(u64::MAX);
        self.0.lent.fetch_max(self.now().saturating_add(patience), Ordering::Relaxed);
    }

    /// Whether such work may be going on.
    pub fn are_lent(&self) -> bool {
        self.now() < self.0.lent.load(Ordering::Relaxed)
    }

    /// All that was lent is there again.
    #[cfg(test)]
    pub(super) fn take_back(&self) {
        self.0.lent.store(0, Ordering::Relaxed);
    }

    /// Milliseconds after the beginning.
    fn now(&self) -> u64 {
        u64::try_from(self.0.began.elapsed().as_millis()).unwrap_or(u64::MAX)
    }

    /// Blocks the thread until it may keep a core busy.
    pub fn occupy(&self) -> Core {
        let state = self.state();
        self.enter(state)
    }

    /// Blocks the thread while others wait for a core, for up to two seconds: for what can wait longer.
    pub fn let_others_pass(&self) {
        let until = Instant::now() + self.0.patience;
        let mut state = self.state();
        while Instant::now() < until && !(state.queue.is_empty() && self.has_room(&state)) {
            state = self.wait(state);
        }
    }

    fn enter<'a>(&'a self, mut state: MutexGuard<'a, State>) -> Core {
        let ticket = state.tickets;
        state.tickets += 1;
        state.queue.push_back(ticket);
        while state.queue.front() != Some(&ticket) || !self.has_room(&state) {
            state = self.wait(state);
        }
        state.queue.pop_front();
        state.busy += 1;
        drop(state);
        // There may be room for the next one too.
        self.0.changed.notify_all();
        Core(self.clone())
    }

    /// How many wait for a core.
    #[cfg(test)]
    pub(super) fn waiting(&self) -> usize {
        self.state().queue.len()
    }

    fn has_room(&self, state: &State) -> bool {
        state.busy < self.open()
    }

    /// How many may be busy now.
    pub fn open(&self) -> usize {
        let asked = self.0.asked.load(Ordering::Relaxed);
        let is_asked = asked > 0 && self.0.began.elapsed() < Duration::from_millis(asked) + self.0.free;
        if is_asked { self.0.all.saturating_sub(1).max(1) } else { self.0.all }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Until something changes, or the core that was left free may not be needed any more.
    fn wait<'a>(&'a self, state: MutexGuard<'a, State>) -> MutexGuard<'a, State> {
        self.0.changed.wait_timeout(state, FREE).unwrap_or_else(PoisonError::into_inner).0
    }
}

impl Drop for Core {
    fn drop(&mut self) {
        self.0.state().busy -= 1;
        self.0.0.changed.notify_all();
    }
}
