//! Two and more real threads, many items, checksums. Bounded by counts, never by time.

use std::thread;

use v2x_ring::{Broadcaster, latest, spsc, spsc_overwriting};

const ITEMS: u64 = if cfg!(miri) { 300 } else { 300_000 };

/// An item that owns memory and carries a check: a torn or stale one is found out.
#[derive(Clone, Debug)]
struct Item {
    number: u64,
    check: Box<[u64; 4]>,
}

impl Item {
    fn new(number: u64) -> Self {
        Self { number, check: Box::new([number, !number, number.rotate_left(17), number ^ 0x5555]) }
    }

    fn verified(&self) -> u64 {
        assert_eq!(*self.check, *Self::new(self.number).check, "torn");
        self.number
    }
}

#[test]
fn spsc_one_by_one() {
    let (mut producer, mut consumer) = spsc(7);
    let writer = thread::spawn(move || {
        for number in 0..ITEMS {
            let mut item = Item::new(number);
            while let Err(full) = producer.push(item) {
                item = full.0;
                thread::yield_now();
            }
        }
    });
    for expected in 0..ITEMS {
        let item = loop {
            match consumer.pop() {
                Some(item) => break item,
                None => thread::yield_now(),
            }
        };
        assert_eq!(item.verified(), expected);
    }
    writer.join().unwrap();
    assert!(consumer.is_abandoned() && consumer.is_empty());
}

#[test]
fn spsc_in_batches() {
    let (mut producer, mut consumer) = spsc(100);
    let writer = thread::spawn(move || {
        let mut items = (0..ITEMS).map(Item::new).peekable();
        while items.peek().is_some() {
            if producer.push_batch(&mut items) == 0 {
                thread::yield_now();
            }
        }
    });
    let mut expected = 0;
    while expected < ITEMS {
        let popped = consumer.pop_batch(33, |item| {
            assert_eq!(item.verified(), expected);
            expected += 1;
        });
        if popped == 0 {
            thread::yield_now();
        }
    }
    writer.join().unwrap();
    assert_eq!(consumer.refused(), 0);
}

#[test]
fn spsc_refusals_and_pops_add_up() {
    let (mut producer, mut consumer) = spsc(16);
    let writer = thread::spawn(move || {
        (0..ITEMS).filter(|&number| producer.push(Item::new(number)).is_ok()).fold(0_u64, u64::wrapping_add)
    });
    let (mut count, mut sum, mut last) = (0, 0_u64, None);
    loop {
        let last_round = consumer.is_abandoned();
        while let Some(item) = consumer.pop() {
            assert!(Some(item.verified()) > last);
            (count, sum, last) = (count + 1, sum.wrapping_add(item.number), Some(item.number));
        }
        if last_round {
            break;
        }
    }
    assert_eq!(writer.join().unwrap(), sum);
    assert_eq!(count + consumer.refused(), ITEMS);
}

#[test]
fn overwriting_loses_only_what_it_counts() {
    for capacity in [1, 2, 64] {
        let (mut producer, mut consumer) = spsc_overwriting(capacity);
        let writer = thread::spawn(move || {
            for number in 0..ITEMS {
                if let Some(displaced) = producer.push(Item::new(number)) {
                    assert!(displaced.verified() < number);
                }
            }
        });
        let (mut next, mut gaps) = (0, 0);
        loop {
            let last_round = consumer.is_abandoned();
            while let Some((number, item)) = consumer.pop_numbered() {
                assert_eq!(item.verified(), number);
                gaps += number - next;
                next = number + 1;
            }
            if last_round {
                break;
            }
        }
        writer.join().unwrap();
        assert_eq!(next, ITEMS, "the newest is never lost");
        assert_eq!(gaps, consumer.lost());
    }
}

#[test]
fn broadcast_reaches_every_reader() {
    let mut stream = Broadcaster::<Item>::new();
    let readers = [1, 8, 256].map(|capacity| {
        let mut reader = stream.subscribe(capacity);
        thread::spawn(move || {
            let (mut popped, mut next) = (0, 0);
            while next < ITEMS {
                let Some((number, item)) = reader.pop_numbered() else {
                    thread::yield_now();
                    continue;
                };
                assert_eq!(item.verified(), number);
                assert!(number >= next);
                (popped, next) = (popped + 1, number + 1);
            }
            assert_eq!(popped + reader.lost(), ITEMS);
        })
    });
    for number in 0..ITEMS {
        stream.push(Item::new(number));
    }
    for reader in readers {
        reader.join().unwrap();
    }
    assert_eq!(stream.push(Item::new(ITEMS)), 0, "all readers are gone");
}

#[test]
fn latest_never_tears_nor_goes_back() {
    let (mut publisher, first) = latest::<Item>(3);
    let second = first.try_clone().unwrap();
    let readers = [first, second].map(|mut reader| {
        thread::spawn(move || {
            let mut last = 0;
            while last < ITEMS {
                if let Some(item) = reader.read_changed() {
                    assert!(item.verified() > last);
                    last = item.verified();
                } else {
                    thread::yield_now();
                }
            }
        })
    });
    // A third one that comes and goes, so that places and slots change hands.
    let visitor = publisher.subscribe().unwrap();
    let visits = thread::spawn(move || {
        let mut reader = visitor;
        while !reader.is_abandoned() {
            let before = reader.read().map_or(0, Item::verified);
            thread::yield_now();
            assert!(reader.read().map_or(0, Item::verified) >= before);
            // A place is free once one of the others has seen it all.
            if let Some(mut other) = reader.try_clone() {
                assert!(other.read().map_or(0, Item::verified) >= before);
            }
        }
        assert!(reader.read().is_some());
    });
    for number in 1..=ITEMS {
        publisher.publish(Item::new(number));
    }
    for reader in readers {
        reader.join().unwrap();
    }
    drop(publisher);
    visits.join().unwrap();
}

#[test]
fn latest_places_change_hands() {
    let (mut publisher, seed) = latest::<Item>(2);
    publisher.publish(Item::new(1));
    let visits = thread::spawn(move || {
        for _ in 0..ITEMS / 10 {
            let mut visitor = seed.try_clone().expect("one place is free");
            visitor.read().expect("there is a value").verified();
        }
    });
    for number in 2..ITEMS {
        publisher.publish(Item::new(number));
    }
    visits.join().unwrap();
    assert!(publisher.is_abandoned());
}
