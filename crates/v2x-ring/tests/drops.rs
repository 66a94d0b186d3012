//! Every item is dropped exactly once, whatever is left where, and also when foreign code panics half-way.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use v2x_ring::{Broadcaster, latest, spsc, spsc_overwriting};

/// The number of clones of this is the number of items alive.
fn tally() -> Arc<()> {
    Arc::new(())
}

fn alive(tally: &Arc<()>) -> usize {
    Arc::strong_count(tally) - 1
}

#[test]
fn spsc_drops_what_is_left_across_the_wrap() {
    let tally = tally();
    let (mut producer, mut consumer) = spsc(3);
    for _ in 0..5 {
        producer.push(Arc::clone(&tally)).unwrap();
        drop(consumer.pop());
    }
    assert_eq!(producer.push_batch(&mut std::iter::repeat_with(|| Arc::clone(&tally))), 3);
    assert!(producer.push(Arc::clone(&tally)).is_err());
    assert_eq!(alive(&tally), 3);
    drop(consumer);
    assert!(producer.is_abandoned());
    assert_eq!(alive(&tally), 3, "the producer still holds the ring");
    drop(producer);
    assert_eq!(alive(&tally), 0);
}

#[test]
fn spsc_survives_a_panic_in_the_callback() {
    let tally = tally();
    let (mut producer, mut consumer) = spsc(4);
    producer.push_batch(&mut (0..4).map(|n| (n, Arc::clone(&tally))));
    let result = catch_unwind(AssertUnwindSafe(|| {
        consumer.pop_batch(4, |(n, _)| assert_ne!(n, 1));
    }));
    assert!(result.is_err());
    assert_eq!(alive(&tally), 2);
    assert_eq!(producer.slots(), 2);
    assert_eq!(consumer.pop().map(|(n, _)| n), Some(2));
}

#[test]
fn spsc_survives_a_panic_in_the_iterator() {
    let tally = tally();
    let (mut producer, mut consumer) = spsc(4);
    let result = catch_unwind(AssertUnwindSafe(|| {
        producer.push_batch(&mut (0..4).map(|n| {
            assert_ne!(n, 2);
            Arc::clone(&tally)
        }))
    }));
    assert!(result.is_err());
    assert_eq!((alive(&tally), producer.len(), consumer.len()), (2, 2, 2));
    assert_eq!(consumer.pop_batch(9, drop), 2);
    assert_eq!(alive(&tally), 0);
}

#[test]
fn overwriting_drops_each_once() {
    let tally = tally();
    let (mut producer, mut consumer) = spsc_overwriting(4);
    for _ in 0..11 {
        producer.push(Arc::clone(&tally));
    }
    assert_eq!((alive(&tally), producer.lost()), (4, 7));
    drop(consumer.pop());
    assert_eq!(alive(&tally), 3);
    drop(producer);
    assert!(consumer.is_abandoned());
    drop(consumer);
    assert_eq!(alive(&tally), 0);
}

/// Panics when it is dropped, once told to.
struct Bomb(#[allow(dead_code, reason = "only its drop counts")] Arc<()>, bool);

impl Drop for Bomb {
    fn drop(&mut self) {
        assert!(!self.1, "told to");
    }
}

#[test]
fn overwriting_survives_a_panic_in_a_drop() {
    let tally = tally();
    let (mut producer, mut consumer) = spsc_overwriting(1);
    producer.push(Bomb(Arc::clone(&tally), true));
    assert!(catch_unwind(AssertUnwindSafe(|| drop(producer.push(Bomb(Arc::clone(&tally), false))))).is_err());
    assert_eq!((alive(&tally), producer.lost()), (1, 1));
    assert!(consumer.pop().is_some());
    assert_eq!(alive(&tally), 0);
}

#[test]
fn broadcast_forgets_readers_and_their_items() {
    let tally = tally();
    let mut stream = Broadcaster::new();
    let kept = stream.subscribe(2);
    let dropped = stream.subscribe(2);
    for _ in 0..3 {
        assert_eq!(stream.push(Arc::clone(&tally)), 2);
    }
    assert_eq!((alive(&tally), stream.lost(), stream.readers()), (4, 2, 2));
    drop(dropped);
    assert_eq!(stream.push(Arc::clone(&tally)), 1);
    assert_eq!((alive(&tally), stream.lost(), stream.readers()), (2, 3, 1));
    drop((stream, kept));
    assert_eq!(alive(&tally), 0);
}

#[test]
fn latest_keeps_at_most_two_more_than_readers() {
    let tally = tally();
    let (mut publisher, mut reader) = latest(1);
    for _ in 0..9 {
        publisher.publish(Arc::clone(&tally));
        assert!(reader.read().is_some());
        assert!(alive(&tally) <= 3);
    }
    drop(publisher);
    assert!(reader.read().is_some());
    drop(reader);
    assert_eq!(alive(&tally), 0);
}

#[test]
fn latest_gives_back_only_what_nobody_reads() {
    let (mut publisher, mut reader) = latest(1);
    publisher.publish(0);
    let held = *reader.read().unwrap();
    let stale: Vec<i32> = (1..20).filter_map(|n| publisher.publish(n)).collect();
    assert!(!stale.contains(&held));
    assert_eq!(reader.read(), Some(&19));
}

#[test]
fn zero_sized_items() {
    let (mut producer, mut consumer) = spsc(3);
    assert_eq!(producer.push_batch(&mut std::iter::repeat(())), 3);
    assert_eq!(consumer.pop_batch(9, drop), 3);
    let (mut producer, mut consumer) = spsc_overwriting(2);
    assert_eq!((producer.push(()), producer.push(()), producer.push(())), (None, None, Some(())));
    assert_eq!(consumer.pop_numbered(), Some((1, ())));
}

#[test]
fn halves_can_be_sent_and_described() {
    fn sendable<T: Send + std::fmt::Debug>(half: T) -> String {
        format!("{half:?}")
    }
    let (producer, consumer) = spsc::<std::cell::Cell<u8>>(1);
    assert_eq!(sendable(producer), "Producer { len: 0, capacity: 1, refused: 0, .. }");
    assert_eq!(sendable(consumer), "Consumer { len: 0, capacity: 1, refused: 0, .. }");
    let (producer, consumer) = spsc_overwriting::<std::cell::Cell<u8>>(1);
    assert_eq!(sendable(producer), "Producer { len: 0, capacity: 1, lost: 0, .. }");
    assert_eq!(sendable(consumer), "Consumer { len: 0, capacity: 1, lost: 0, .. }");
    let (publisher, subscriber) = latest::<u8>(1);
    assert_eq!(sendable(publisher), "Publisher { readers: 1, .. }");
    assert_eq!(sendable(subscriber), "Subscriber { changed: false, .. }");
    assert_eq!(sendable(Broadcaster::<u8>::new()), "Broadcaster { readers: 0, lost: 0, .. }");
}
