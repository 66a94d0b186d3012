//! Models for loom: `RUSTFLAGS="--cfg loom" cargo test -p v2x-ring --release`.
//!
//! Each model is a few steps on two or three threads; loom runs it in every order that differs by at most
//! [`PREEMPTIONS`] forced switches, and with every value that the memory orderings allow a load to give. It
//! watches every slot for accesses that are not ordered, and, because the items are reference counts, for leaks
//! and double drops.

use loom::model::Builder;
use loom::sync::Arc;
use loom::sync::atomic::{AtomicU32, Ordering};
use loom::thread;
use std::vec::Vec;

use crate::{Broadcaster, latest, spsc, spsc_overwriting};

/// Three suffice for nearly every known fault of lock-free code (loom's own advice is two or three), and the whole
/// file stays within seconds.
const PREEMPTIONS: usize = 3;

fn check(model: impl Fn() + Sync + Send + 'static) {
    let mut builder = Builder::new();
    builder.preemption_bound = Some(PREEMPTIONS);
    builder.check(model);
}

/// An item that loom misses if it is leaked, and that panics if it is dropped twice.
type Item = Arc<u32>;

fn item(value: u32) -> Item {
    Arc::new(value)
}

#[test]
fn spsc_keeps_the_order_and_refuses_the_newest() {
    check(|| {
        let (mut producer, mut consumer) = spsc(1);
        let writer = thread::spawn(move || {
            let accepted: Vec<u32> = (0..3).filter(|&n| producer.push(item(n)).is_ok()).collect();
            assert_eq!(producer.refused(), 3 - accepted.len() as u64);
            accepted
        });
        let mut popped: Vec<u32> = (0..2).filter_map(|_| consumer.pop()).map(|item| *item).collect();
        let accepted = writer.join().unwrap();
        popped.extend(consumer.pop().map(|item| *item));
        assert!(accepted.starts_with(&popped));
        assert_eq!(consumer.len(), accepted.len() - popped.len());
        assert_eq!(consumer.refused(), 3 - accepted.len() as u64);
    });
}

#[test]
fn spsc_batches_wrap_round() {
    check(|| {
        let (mut producer, mut consumer) = spsc(2);
        let writer = thread::spawn(move || {
            let mut items = (0..4).map(item);
            producer.push_batch(&mut items) + producer.push_batch(&mut items)
        });
        let mut popped = Vec::new();
        consumer.pop_batch(2, |item| popped.push(*item));
        consumer.pop_batch(1, |item| popped.push(*item));
        let pushed = writer.join().unwrap();
        consumer.pop_batch(4, |item| popped.push(*item));
        assert_eq!(popped, (0..pushed as u32).collect::<Vec<_>>());
    });
}

#[test]
fn spsc_peek_shows_what_pop_gives() {
    check(|| {
        let (mut producer, mut consumer) = spsc(2);
        let writer = thread::spawn(move || (0..3).filter(|&n| producer.push(item(n)).is_ok()).count());
        if let Some(seen) = consumer.peek().map(|item| **item) {
            assert_eq!(consumer.pop().map(|item| *item), Some(seen));
        }
        writer.join().unwrap();
    });
}

#[test]
fn spsc_abandoned_means_nothing_more_comes() {
    check(|| {
        let (mut producer, mut consumer) = spsc(2);
        let writer = thread::spawn(move || {
            assert!(producer.push(item(0)).is_ok());
            assert!(producer.push(item(1)).is_ok());
        });
        if consumer.is_abandoned() {
            assert_eq!(consumer.pop_batch(3, drop), 2);
        }
        drop(consumer); // with or without items left, before or after the producer
        writer.join().unwrap();
    });
}

/// Pops as often as told while `pushes` items go through a ring of `capacity`, and accounts for each of them.
fn overwriting(capacity: usize, pushes: u32, pops: usize) {
    check(move || {
        let (mut producer, mut consumer) = spsc_overwriting(capacity);
        let writer = thread::spawn(move || {
            let displaced: Vec<u32> =
                (0..pushes).filter_map(|n| producer.push(item(n))).map(|i| *i).collect();
            assert_eq!(producer.lost(), displaced.len() as u64);
            displaced
        });
        let mut popped = Vec::new();
        let mut pop = || {
            if let Some((number, item)) = consumer.pop_numbered() {
                assert_eq!(number, u64::from(*item));
                popped.push(*item);
            }
        };
        (0..pops).for_each(|_| pop());
        let mut all = writer.join().unwrap();
        (0..capacity).for_each(|_| pop());
        assert!(consumer.is_empty());
        assert!(popped.is_sorted());
        assert!(popped.ends_with(&[pushes - 1]), "the newest is never lost");
        assert_eq!(consumer.lost(), all.len() as u64);
        all.extend(popped);
        all.sort_unstable();
        assert_eq!(all, (0..pushes).collect::<Vec<_>>(), "each item is read or lost, and only once");
    });
}

#[test]
fn overwriting_one_cell() {
    overwriting(1, 3, 2);
}

#[test]
fn overwriting_two_cells() {
    overwriting(2, 5, 2);
}

#[test]
fn overwriting_drops_what_is_left() {
    check(|| {
        let (mut producer, mut consumer) = spsc_overwriting(2);
        let writer = thread::spawn(move || (0..3).filter_map(|n| producer.push(item(n))).count());
        drop(consumer.pop());
        drop(consumer);
        writer.join().unwrap();
    });
}

#[test]
fn overwriting_abandoned_means_nothing_more_comes() {
    check(|| {
        let (mut producer, mut consumer) = spsc_overwriting(1);
        let writer = thread::spawn(move || drop((producer.push(item(0)), producer.push(item(1)))));
        if consumer.is_abandoned() {
            assert_eq!(consumer.pop_numbered().map(|(number, item)| (number, *item)), Some((1, 1)));
            assert_eq!(consumer.lost(), 1);
        }
        writer.join().unwrap();
    });
}

#[test]
fn a_consumer_gone_has_done_its_work() {
    check(|| {
        let (plain, reader) = spsc::<Item>(1);
        let (overwriting, other_reader) = spsc_overwriting::<Item>(1);
        let done = Arc::new(AtomicU32::new(0));
        let sign = Arc::clone(&done);
        let thread = thread::spawn(move || {
            sign.store(1, Ordering::Relaxed);
            drop(reader);
            sign.store(2, Ordering::Relaxed);
            drop(other_reader);
        });
        if overwriting.is_abandoned() {
            assert_eq!(done.load(Ordering::Relaxed), 2);
        } else if plain.is_abandoned() {
            assert!(done.load(Ordering::Relaxed) >= 1);
        }
        thread.join().unwrap();
    });
}

#[test]
fn latest_one_reader_goes_forward() {
    check(|| {
        let (mut publisher, mut subscriber) = latest(1);
        let writer = thread::spawn(move || (1..=3).for_each(|n| drop(publisher.publish(item(n)))));
        let mut read = || subscriber.read().map_or(0, |item| **item);
        let seen = [read(), read(), read()];
        assert!(seen.is_sorted());
        writer.join().unwrap();
        assert_eq!(subscriber.read().map(|item| **item), Some(3));
        assert!(!subscriber.changed());
    });
}

#[test]
fn latest_writer_always_finds_a_free_slot() {
    check(|| {
        let (mut publisher, mut subscriber) = latest(1);
        drop(publisher.publish(item(1)));
        assert!(subscriber.read().is_some());
        // The reader may be anywhere between two slots, and the writer needs all there are.
        let writer = thread::spawn(move || (2..=4).for_each(|n| drop(publisher.publish(item(n)))));
        assert!(subscriber.read().is_some());
        writer.join().unwrap();
    });
}

#[test]
fn latest_abandoned_shows_the_last_value() {
    check(|| {
        let (mut publisher, mut subscriber) = latest(1);
        let writer = thread::spawn(move || (1..=2).for_each(|n| drop(publisher.publish(item(n)))));
        if subscriber.is_abandoned() {
            assert!(subscriber.changed());
            assert_eq!(subscriber.read_changed().map(|item| **item), Some(2));
        }
        writer.join().unwrap();
    });
}

#[test]
fn latest_two_readers_share_slots() {
    check(|| {
        let (mut publisher, mut here) = latest(2);
        let mut there = here.try_clone().unwrap();
        assert!(here.try_clone().is_none());
        drop(publisher.publish(item(1)));
        let reader = thread::spawn(move || {
            let seen = [there.read().map(|item| **item), there.read().map(|item| **item)];
            assert!(seen.is_sorted() && seen[0].is_some());
        });
        let writer = thread::spawn(move || (2..=4).for_each(|n| drop(publisher.publish(item(n)))));
        assert!(here.read_changed().is_some());
        reader.join().unwrap();
        writer.join().unwrap();
    });
}

#[test]
fn latest_hands_a_place_from_reader_to_reader() {
    check(|| {
        let (mut publisher, mut first) = latest(1);
        drop(publisher.publish(item(1)));
        let reader = thread::spawn(move || assert!(first.read().is_some()));
        drop(publisher.publish(item(2)));
        if let Some(mut second) = publisher.subscribe() {
            let other = thread::spawn(move || assert!(second.read().is_some()));
            drop(publisher.publish(item(3)));
            drop(publisher.publish(item(4)));
            other.join().unwrap();
        }
        drop(publisher.publish(item(5)));
        reader.join().unwrap();
        assert!(publisher.is_abandoned());
    });
}

#[test]
fn broadcast_serves_each_reader_on_its_own() {
    check(|| {
        let mut stream = Broadcaster::new();
        let mut slow = stream.subscribe(1);
        let mut fast = stream.subscribe(2);
        let reader = thread::spawn(move || drop(fast.pop()));
        assert!(stream.push(item(0)) >= 1);
        stream.push(item(1));
        assert_eq!(slow.pop_numbered().map(|(number, item)| (number, *item)), Some((1, 1)));
        reader.join().unwrap();
        assert!(stream.lost() >= 1);
    });
}
