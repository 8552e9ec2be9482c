//! Argon2, where it disturbs nobody: in the idle class as long as that is given any time, and as an ordinary thread otherwise.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use argon2::{Algorithm, Argon2, Block, Params, Version};

use crate::background::{Cores, Engine, Undone, processor_time};
use crate::secret::Secret;

/// How long a hash may take in the idle class, beside what it takes a core that is free.
const PATIENCE: Duration = Duration::from_millis(100);
/// How many times what it takes a core that is free.
const SLOWER: u32 = 4;
/// For how long the idle class is not asked again after it was given no time.
const BUSY: Duration = Duration::from_secs(10);

/// One hash with everything it needs.
pub(super) struct Sum {
    pub algorithm: Algorithm,
    pub version: Version,
    pub params: Params,
    pub typed: Secret<String>,
    pub salt: Vec<u8>,
    /// As long as the hash is to be.
    pub output: Vec<u8>,
}

/// The same, with memory to compute it on.
struct Task {
    sum: Sum,
    memory: Vec<Block>,
    outcome: Result<(), argon2::Error>,
    /// What it took of a processor.
    took: Duration,
}

impl Task {
    /// Nothing here takes memory or gives it back: see [`Engine`].
    fn compute(&mut self) {
        let Sum { algorithm, version, params, typed, salt, output } = &mut self.sum;
        let argon2 = Argon2::new(*algorithm, *version, params.clone());
        let began = processor_time();
        let typed = typed.expose().as_bytes();
        self.outcome = argon2.hash_password_into_with_memory(typed, salt, output, &mut self.memory);
        self.took = processor_time().saturating_sub(began);
    }
}

/// Computes one hash after another, on memory that it keeps.
pub(super) struct Calculator {
    engine: Engine<Task>,
    memory: Vec<Block>,
    /// Blocks of a usual hash.
    usual: usize,
    /// What the last hash took of a processor, and how much it was to do.
    pace: Option<(Duration, u64)>,
    /// Since when the idle class is given no time, as all calculators of a pool know.
    starved: Starved,
}

/// Since when the idle class is given no time.
pub(super) type Starved = Arc<Mutex<Option<Instant>>>;

impl Calculator {
    /// For hashes that usually need so many blocks.
    pub fn start(name: String, usual: usize, (cores, starved): (Cores, Starved)) -> Self {
        let engine = Engine::start(name, cores, Task::compute);
        Self { engine, memory: Vec::new(), usual, pace: None, starved }
    }

    /// Whether it has memory: its own for the next hash, or that of one that was given up and may be done meanwhile.
    pub fn has_memory(&mut self) -> bool {
        !self.memory.is_empty() || self.engine.owes()
    }

    /// Gives the memory back.
    pub fn rest(&mut self) {
        self.memory = Vec::new();
    }

    /// The hash.
    pub fn compute(&mut self, sum: Sum) -> Result<Vec<u8>, String> {
        let blocks = sum.params.block_count();
        let work = u64::from(sum.params.m_cost()) * u64::from(sum.params.t_cost());
        let task = self.run(sum, blocks, work);
        self.pace = Some((task.took, work));
        self.memory = task.memory;
        if self.memory.len() > self.usual {
            self.memory.truncate(self.usual);
            self.memory.shrink_to_fit();
        }
        task.outcome.map(|()| task.sum.output).map_err(|error| error.to_string())
    }

    fn run(&mut self, sum: Sum, blocks: usize, work: u64) -> Task {
        let Some(patience) = self.patience(work) else { return self.here(sum, blocks) };
        let again = sum.again();
        let task = self.task(sum, blocks);
        match self.engine.run(task, patience) {
            Ok(task) => task,
            Err(Undone::NotBegun(mut task)) => {
                task.compute();
                task
            }
            Err(Undone::Starved) => {
                *self.starved() = Some(Instant::now());
                self.here(again, blocks)
            }
        }
    }

    fn here(&mut self, sum: Sum, blocks: usize) -> Task {
        let mut task = self.task(sum, blocks);
        task.compute();
        task
    }

    fn task(&mut self, sum: Sum, blocks: usize) -> Task {
        let mut memory = std::mem::take(&mut self.memory);
        if memory.len() < blocks {
            memory.resize(blocks, Block::default());
        }
        Task { sum, memory, outcome: Ok(()), took: Duration::ZERO }
    }

    fn starved(&self) -> MutexGuard<'_, Option<Instant>> {
        self.starved.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// How long so much work may take in the idle class; nothing if it is not to be asked: while it is given no time, and
    /// before the first hash has told how long one takes.
    fn patience(&self, work: u64) -> Option<Duration> {
        if self.starved().is_some_and(|since| since.elapsed() < BUSY) {
            return None;
        }
        let (took, done) = self.pace?;
        let times = u32::try_from(work.div_ceil(done.max(1))).unwrap_or(u32::MAX);
        Some(PATIENCE + took.saturating_mul(times).saturating_mul(SLOWER))
    }
}

impl Sum {
    /// The same once more.
    fn again(&self) -> Self {
        let Self { algorithm, version, ref params, ref typed, ref salt, ref output } = *self;
        let (params, typed) = (params.clone(), typed.clone());
        Self { algorithm, version, params, typed, salt: salt.clone(), output: output.clone() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WORK: u64 = 64;

    fn sum(typed: &str) -> Sum {
        Sum {
            algorithm: Algorithm::Argon2id,
            version: Version::V0x13,
            params: Params::new(64, 1, 1, None).unwrap(),
            typed: Secret::new(typed.to_owned()),
            salt: vec![7; 16],
            output: vec![0; 32],
        }
    }

    fn plain(typed: &str) -> Vec<u8> {
        let mut output = vec![0; 32];
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, Params::new(64, 1, 1, None).unwrap());
        argon2.hash_password_into(typed.as_bytes(), &[7; 16], &mut output).unwrap();
        output
    }

    #[test]
    fn a_hash_is_the_same_wherever_it_is_computed() {
        let cores = Cores::default();
        let mut calculator = Calculator::start("idle".to_owned(), 64, (cores.clone(), Starved::default()));
        // The first tells how long one takes, the second is computed in the idle class, the third while that has no time.
        assert_eq!(calculator.compute(sum("first")), Ok(plain("first")));
        assert!(calculator.patience(WORK).is_some() && !cores.are_lent());
        assert_eq!(calculator.compute(sum("second")), Ok(plain("second")));
        assert!(cores.are_lent());
        *calculator.starved() = Some(Instant::now());
        assert_eq!(calculator.compute(sum("third")), Ok(plain("third")));
    }

    #[test]
    fn a_class_that_is_given_no_time_costs_no_hash() {
        let mut calculator = Calculator::start("idle".to_owned(), 64, Default::default());
        calculator.engine =
            Engine::start("stuck".to_owned(), Cores::default(), |_| std::thread::sleep(Duration::from_hours(1)));
        calculator.pace = Some((Duration::ZERO, WORK));
        assert_eq!(calculator.compute(sum("patient")), Ok(plain("patient")));
        assert!(calculator.starved().is_some());
        // Nor does one that is still at work with what was given up.
        *calculator.starved() = None;
        assert_eq!(calculator.compute(sum("another")), Ok(plain("another")));
        assert!(calculator.starved().is_none());
    }

    #[test]
    fn patience_follows_the_work() {
        let mut calculator = Calculator::start("idle".to_owned(), 64, Default::default());
        assert_eq!(calculator.patience(WORK), None, "nobody knows yet");
        calculator.pace = Some((Duration::from_millis(8), WORK));
        assert_eq!(calculator.patience(WORK), Some(Duration::from_millis(132)));
        assert_eq!(calculator.patience(10 * WORK), Some(Duration::from_millis(420)));
        *calculator.starved() = Some(Instant::now());
        assert_eq!(calculator.patience(WORK), None);
    }

    #[test]
    fn memory_of_an_unusual_hash_is_not_kept() {
        let mut calculator = Calculator::start("idle".to_owned(), 16, Default::default());
        calculator.compute(sum("x")).unwrap();
        assert_eq!(calculator.memory.len(), 16);
        calculator.rest();
        assert!(!calculator.has_memory());
    }
}
