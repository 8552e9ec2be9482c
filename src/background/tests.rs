use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, channel};
use std::time::Duration;

use super::*;

/// Long enough for a thread that may go on to go on.
const SOON: Duration = Duration::from_millis(10);

/// A thread that asks for a core and hands it over.
fn asker(cores: &Cores, ask: fn(&Cores) -> Core) -> Receiver<Core> {
    let (cores, (give, take)) = (cores.clone(), channel());
    std::thread::spawn(move || give.send(ask(&cores)));
    take
}

#[test]
fn every_core_is_used_while_nobody_asks() {
    let cores = Cores::of(2);
    let (first, _second) = (cores.occupy(), cores.occupy());
    let third = asker(&cores, Cores::occupy);
    assert!(third.recv_timeout(SOON).is_err(), "there are two cores");
    drop(first);
    third.recv().unwrap();
}

#[test]
fn a_core_stays_free_while_applications_ask() {
    let cores = Cores::of(2);
    cores.make_way();
    let _first = cores.occupy();
    let second = asker(&cores, Cores::occupy);
    for _ in 0..20 {
        cores.make_way();
        assert!(second.recv_timeout(SOON).is_err(), "the other core is the applications'");
    }
    // Nobody asks any more.
    second.recv().unwrap();
}

#[test]
fn one_core_serves_both() {
    let cores = Cores::of(1);
    cores.make_way();
    let _one = cores.occupy();
}

#[test]
fn first_come_first_served() {
    let cores = Cores::of(1);
    let mut held = cores.occupy();
    let waiting: Vec<_> = (0..4)
        .map(|place| {
            let one = asker(&cores, Cores::occupy);
            while cores.waiting() <= place {
                std::thread::yield_now();
            }
            one
        })
        .collect();
    for one in &waiting {
        drop(held);
        held = one.recv().unwrap();
    }
}

#[test]
fn a_picture_lets_people_go_first_but_not_for_ever() {
    let cores = Cores::of(1);
    let held = cores.occupy();
    let picture = asker(&cores, Cores::occupy_later);
    std::thread::sleep(SOON);
    let person = asker(&cores, Cores::occupy);
    while cores.waiting() == 0 {
        std::thread::yield_now();
    }
    drop(held);
    let person = person.recv().unwrap();
    assert!(picture.recv_timeout(SOON).is_err(), "somebody signs in");
    drop(person);
    picture.recv().unwrap();
}

#[test]
fn pictures_are_not_put_off_for_ever() {
    let (cores, is_over) = (Cores::of(1), AtomicBool::new(false));
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while !is_over.load(Ordering::Relaxed) {
                    let _busy = cores.occupy();
                    std::thread::sleep(Duration::from_millis(1));
                }
            });
        }
        drop(cores.occupy_later());
        is_over.store(true, Ordering::Relaxed);
    });
}
