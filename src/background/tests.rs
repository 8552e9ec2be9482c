use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::*;

/// Long enough for a thread that may go on to go on.
const SOON: Duration = Duration::from_millis(10);
/// Longer than any test takes.
const LONG: Duration = Duration::from_hours(1);

/// A thread that asks for a core and hands it over.
fn asker(cores: &Cores, ask: fn(&Cores) -> Core) -> Receiver<Core> {
    let (cores, (give, take)) = (cores.clone(), channel());
    std::thread::spawn(move || give.send(ask(&cores)));
    take
}

/// As a picture asks.
fn later(cores: &Cores) -> Core {
    cores.let_others_pass();
    cores.occupy()
}

/// So many, where a core stays free and pictures wait until the end of the test.
fn cores(all: usize) -> Cores {
    Cores::of(all, LONG, LONG)
}

#[test]
fn every_core_is_used_while_nobody_asks() {
    let cores = cores(2);
    let (first, _second) = (cores.occupy(), cores.occupy());
    let third = asker(&cores, Cores::occupy);
    assert!(third.recv_timeout(SOON).is_err(), "there are two cores");
    drop(first);
    third.recv().unwrap();
}

#[test]
fn a_core_stays_free_when_an_application_has_asked() {
    let cores = cores(2);
    cores.make_way();
    let first = cores.occupy();
    let second = asker(&cores, Cores::occupy);
    assert!(second.recv_timeout(SOON).is_err(), "the other core is the application's");
    drop(first);
    second.recv().unwrap();
}

#[test]
fn a_core_stays_free_for_a_while_only() {
    let cores = Cores::of(2, SOON, LONG);
    let _first = cores.occupy();
    cores.make_way();
    let _second = cores.occupy();
}

#[test]
fn one_core_serves_both() {
    let cores = cores(1);
    cores.make_way();
    let _one = cores.occupy();
}

#[test]
fn first_come_first_served() {
    let cores = cores(1);
    let mut held = cores.occupy();
    let waiting: Vec<_> = (0..4)
        .map(|place| {
            let one = asker(&cores, Cores::occupy);
            until_waiting(&cores, place + 1);
            one
        })
        .collect();
    for one in &waiting {
        drop(held);
        held = one.recv().unwrap();
    }
}

#[test]
fn a_picture_lets_people_go_first() {
    let cores = cores(1);
    let held = cores.occupy();
    let picture = asker(&cores, later);
    std::thread::sleep(SOON);
    let person = asker(&cores, Cores::occupy);
    until_waiting(&cores, 1);
    drop(held);
    let person = person.recv().unwrap();
    assert!(picture.recv_timeout(SOON).is_err(), "somebody signs in");
    drop(person);
    picture.recv().unwrap();
}

#[test]
fn pictures_are_not_put_off_for_ever() {
    let cores = Cores::of(1, LONG, SOON);
    let held = cores.occupy();
    let picture = asker(&cores, later);
    // It takes its place in the queue, before those who come later.
    until_waiting(&cores, 1);
    let person = asker(&cores, Cores::occupy);
    until_waiting(&cores, 2);
    drop(held);
    let picture = picture.recv().unwrap();
    assert!(person.recv_timeout(SOON).is_err(), "the picture has the core");
    drop(picture);
    person.recv().unwrap();
}

fn until_waiting(cores: &Cores, count: usize) {
    while cores.waiting() < count {
        std::thread::yield_now();
    }
}

mod engine {
    use super::*;

    /// A task that takes so long.
    fn sleep(time: &mut Duration) {
        std::thread::sleep(*time);
    }

    fn engine() -> Engine<Duration> {
        Engine::start("engine".to_owned(), Cores::default(), sleep)
    }

    #[test]
    fn it_works_in_the_idle_class() {
        let mut engine = Engine::start("engine".to_owned(), Cores::default(), |file: &mut String| {
            *file = std::fs::read_to_string("/proc/thread-self/sched").unwrap();
        });
        let file = engine.run(String::new(), LONG).unwrap();
        let policy = file.lines().find(|line| line.starts_with("policy")).unwrap();
        assert!(policy.ends_with(" 5"), "SCHED_IDLE of sched.h is 5: {policy}");
    }

    #[test]
    fn what_is_given_up_is_never_the_answer_to_something_else() {
        let mut engine = engine();
        let late = engine.run(20 * SOON, SOON);
        assert!(matches!(late, Err(Undone::Starved)), "{late:?}");
        let next = engine.run(Duration::ZERO, LONG);
        assert!(matches!(next, Err(Undone::NotBegun(Duration::ZERO))), "{next:?}");
        std::thread::sleep(40 * SOON);
        assert_eq!(engine.run(SOON, LONG).unwrap(), SOON);
    }

    #[test]
    fn what_cannot_be_worked_at_comes_back() {
        let mut engine = Engine::start("engine".to_owned(), Cores::default(), |_: &mut u8| panic!("at work"));
        assert!(matches!(engine.run(1, LONG), Err(Undone::Starved)));
        assert!(matches!(engine.run(2, LONG), Err(Undone::NotBegun(2))));
    }
}

mod seats {
    use std::sync::{Arc, Barrier};

    use rustix::thread::{CpuSet, sched_getaffinity};

    use super::*;

    fn may_use() -> CpuSet {
        sched_getaffinity(None).unwrap()
    }

    /// The cores of so many threads that attended at the same time: before those of `cores` were lent, then, and afterwards.
    fn attended(cores: &Cores, threads: usize) -> Vec<[CpuSet; 3]> {
        let (seats, turn) = (Arc::new(Seats::new(cores.clone())), Arc::new(Barrier::new(threads + 1)));
        let threads: Vec<_> = (0..threads)
            .map(|_| {
                let (seats, turn) = (Arc::clone(&seats), Arc::clone(&turn));
                std::thread::spawn(move || {
                    [(); 3].map(|()| {
                        turn.wait();
                        seats.attend();
                        let seen = may_use();
                        turn.wait();
                        seen
                    })
                })
            })
            .collect();
        turn.wait();
        turn.wait();
        cores.lend(LONG);
        turn.wait();
        turn.wait();
        cores.take_back();
        turn.wait();
        turn.wait();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    }

    #[test]
    fn each_thread_has_a_core_of_its_own_while_they_are_lent() {
        let (cores, all) = (Cores::of(may_use().count() as usize, LONG, LONG), may_use());
        let mut own = CpuSet::new();
        for [before, then, afterwards] in attended(&cores, cores.count()) {
            assert_eq!((before, afterwards), (all, all));
            assert_eq!(then.count(), 1);
            (0..CpuSet::MAX_CPU).filter(|core| then.is_set(*core)).for_each(|core| own.set(core));
        }
        assert_eq!(own, all, "each has another");
    }

    #[test]
    fn a_process_that_may_use_fewer_at_a_time_takes_none() {
        let (cores, all) = (Cores::of(may_use().count() as usize + 1, LONG, LONG), may_use());
        assert_eq!(attended(&cores, 1), [[all; 3]]);
    }

    #[test]
    fn what_is_lent_comes_back() {
        let cores = Cores::default();
        assert!(!cores.are_lent());
        cores.lend(LONG);
        cores.lend(SOON);
        assert!(cores.are_lent(), "the longest counts");
        let cores = Cores::default();
        cores.lend(SOON);
        std::thread::sleep(2 * SOON);
        assert!(!cores.are_lent());
    }
}
