//! Random sequences of calls, compared with a `VecDeque` that does the same in the obvious way.

use std::collections::VecDeque;

use proptest::prelude::*;
use v2x_ring::{Broadcaster, Full, latest, spsc, spsc_overwriting};

/// One call to a queue; the numbers are sizes.
#[derive(Clone, Debug)]
enum Call {
    Push,
    PushBatch(usize),
    Pop,
    PopBatch(usize),
    Peek,
}

fn calls() -> impl Strategy<Value = Vec<Call>> {
    let call = prop_oneof![
        4 => Just(Call::Push),
        1 => (0..6_usize).prop_map(Call::PushBatch),
        3 => Just(Call::Pop),
        1 => (0..6_usize).prop_map(Call::PopBatch),
        1 => Just(Call::Peek),
    ];
    prop::collection::vec(call, 0..if cfg!(miri) { 40 } else { 400 })
}

fn config() -> ProptestConfig {
    // Miri is some hundred times slower and has no file system for the record of failures.
    let cases = if cfg!(miri) { 8 } else { 512 };
    ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() }
}

proptest! {
    #![proptest_config(config())]

    /// Refuse-newest ring of any capacity, powers of two or not, 0 included.
    #[test]
    fn spsc_is_a_bounded_queue(capacity in 0..9_usize, calls in calls()) {
        let (mut producer, mut consumer) = spsc::<Box<u32>>(capacity);
        let mut model = VecDeque::new();
        let (mut next, mut refused) = (0_u32, 0);
        for call in calls {
            match call {
                Call::Push => {
                    let full = model.len() == capacity;
                    let expected = if full { Err(Full(Box::new(next))) } else { Ok(()) };
                    prop_assert_eq!(producer.push(Box::new(next)), expected);
                    if full { refused += 1 } else { model.push_back(next) }
                    next += 1;
                }
                Call::PushBatch(count) => {
                    let fitting = count.min(capacity - model.len());
                    let mut items = (next..).take(count).map(Box::new);
                    prop_assert_eq!(producer.push_batch(&mut items), fitting);
                    prop_assert_eq!(items.count(), count - fitting);
                    model.extend((next..).take(fitting));
                    next += count as u32;
                }
                Call::Pop => prop_assert_eq!(consumer.pop().map(|item| *item), model.pop_front()),
                Call::PopBatch(max) => {
                    let mut batch = Vec::new();
                    let count = consumer.pop_batch(max, |item| batch.push(*item));
                    prop_assert_eq!(count, max.min(model.len()));
                    prop_assert_eq!(batch, model.drain(..count).collect::<Vec<_>>());
                }
                Call::Peek => prop_assert_eq!(consumer.peek().map(|item| **item), model.front().copied()),
            }
            prop_assert_eq!(producer.len(), model.len());
            prop_assert_eq!(consumer.len(), model.len());
            prop_assert_eq!(producer.slots(), capacity - model.len());
            prop_assert_eq!(producer.is_full(), model.len() == capacity);
            prop_assert_eq!(consumer.is_empty(), model.is_empty());
            prop_assert_eq!((producer.refused(), consumer.refused()), (refused, refused));
        }
    }

    /// Newest-wins ring: the model drops its front when it is full.
    #[test]
    fn overwriting_drops_the_oldest(capacity in 0..9_usize, calls in calls()) {
        let (mut producer, mut consumer) = spsc_overwriting::<Box<u64>>(capacity);
        let capacity = capacity.max(1).next_power_of_two();
        prop_assert_eq!(producer.capacity(), capacity);
        let mut model = VecDeque::new();
        let (mut next, mut lost) = (0_u64, 0);
        for call in calls {
            match call {
                Call::Push | Call::PushBatch(_) => {
                    let displaced = if model.len() == capacity { model.pop_front() } else { None };
                    lost += u64::from(displaced.is_some());
                    prop_assert_eq!(producer.push(Box::new(next)).map(|item| *item), displaced);
                    model.push_back(next);
                    next += 1;
                }
                Call::Pop | Call::Peek => {
                    let popped = consumer.pop_numbered();
                    prop_assert!(popped.iter().all(|(number, item)| *number == **item));
                    prop_assert_eq!(popped.map(|(number, _)| number), model.pop_front());
                }
                Call::PopBatch(max) => {
                    let mut batch = Vec::new();
                    let count = consumer.pop_batch(max, |item| batch.push(*item));
                    prop_assert_eq!(count, max.min(model.len()));
                    prop_assert_eq!(batch, model.drain(..count).collect::<Vec<_>>());
                }
            }
            prop_assert_eq!(producer.len(), model.len());
            prop_assert_eq!(consumer.len(), model.len());
            prop_assert_eq!(consumer.is_empty(), model.is_empty());
            prop_assert_eq!((producer.lost(), consumer.lost()), (lost, lost));
        }
    }

    /// Broadcast: three readers, of which `who` reads; each is a newest-wins queue of its own.
    #[test]
    fn broadcast_is_a_queue_for_each(steps in prop::collection::vec(0..6_usize, 0..200)) {
        let mut stream = Broadcaster::new();
        let capacities = [1, 2, 8];
        let mut readers = capacities.map(|capacity| stream.subscribe(capacity));
        let mut models: [VecDeque<String>; 3] = Default::default();
        let mut lost = 0;
        for (step, who) in steps.into_iter().enumerate() {
            if let Some(reader) = readers.get_mut(who) {
                prop_assert_eq!(reader.pop(), models[who].pop_front());
                continue;
            }
            prop_assert_eq!(stream.push(step.to_string()), 3);
            for (model, capacity) in models.iter_mut().zip(capacities) {
                model.push_back(step.to_string());
                if model.len() > capacity {
                    model.pop_front();
                    lost += 1;
                }
            }
            prop_assert_eq!(stream.lost(), lost);
        }
    }

    /// Latest-value cell: up to three readers come, look and go (0..=2 look, 3..=5 come or go, the rest publishes).
    #[test]
    fn latest_shows_the_last_value(steps in prop::collection::vec(0..9_usize, 0..200)) {
        let (mut publisher, first) = latest::<String>(3);
        let mut readers = [Some((first, None)), None, None];
        let mut last: Option<String> = None;
        for (step, what) in steps.into_iter().enumerate() {
            match what {
                0..=2 => if let Some((reader, seen)) = &mut readers[what] {
                    prop_assert_eq!(reader.changed(), *seen != last);
                    prop_assert_eq!(reader.read(), last.as_ref());
                    prop_assert!(!reader.changed());
                    prop_assert_eq!(reader.read_changed(), None);
                    seen.clone_from(&last);
                },
                3..=5 => {
                    let reader = &mut readers[what - 3];
                    *reader = match reader.take() {
                        Some(_) => None,
                        None => Some((publisher.subscribe().expect("a place"), None)),
                    };
                    let alive = readers.iter().flatten().count();
                    prop_assert_eq!(publisher.readers() as usize, alive);
                    prop_assert_eq!(publisher.subscribe().is_some(), alive < 3);
                }
                _ => {
                    publisher.publish(step.to_string());
                    last = Some(step.to_string());
                }
            }
        }
    }
}
