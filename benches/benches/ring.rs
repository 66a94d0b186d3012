//! The queues of `v2x-ring` beside `rtrb` and `crossbeam`.
//!
//! `cargo bench -p v2x-benches --bench ring` measures; with `-- --test` each bench runs once, as a test.
//! Numbers of two threads depend on which two cores they get and on what else these do, so the threads are
//! pinned, and the time that a cache line needs from core to core is measured first and printed: compare ratios
//! of one run only.

use std::hint::black_box;

use criterion::{
    BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main, measurement::WallTime,
};
use crossbeam::queue::ArrayQueue;

#[path = "ring/queues.rs"]
mod queues;
#[path = "ring/race.rs"]
mod race;

use queues::{Array, BatchQueue, Channel, Ours, Overwriting, Queue, Rtrb};
use race::{ping_pong, print_floor, push_until_accepted, race, until};

/// Items that each queue can hold.
const CAPACITY: usize = 1024;

/// Items in a batch: what a socket yields in one go when it is busy.
const BATCH: usize = 64;

/// The sizes of items in the benches: a pointer, and about what the summary of a message takes.
type Small = u64;
type Large = [u64; 32];

/// The floor: one number from one core to another and back through two cache lines and nothing else.
fn floor(c: &mut Criterion) {
    c.bench_function("floor/round trip", |b| b.iter_custom(ping_pong));
}

/// Instructions without traffic between cores: one item in and out again by a single thread.
fn push_pop(c: &mut Criterion) {
    fn one<Q: Queue, T: Copy + Send + 'static>(group: &mut BenchmarkGroup<'_, WallTime>, value: T) {
        let (mut tx, mut rx) = Q::make::<T>();
        group.bench_function(Q::NAME, |b| {
            b.iter(|| {
                let _ = black_box(Q::push(&mut tx, black_box(value)));
                Q::pop(&mut rx)
            });
        });
    }
    fn all<T: Copy + Send + 'static>(c: &mut Criterion, value: T) {
        let mut group = c.benchmark_group(format!("one thread, push and pop/{} octets", size_of::<T>()));
        one::<Ours, T>(&mut group, value);
        one::<Rtrb, T>(&mut group, value);
        one::<Overwriting, T>(&mut group, value);
        one::<Array, T>(&mut group, value);
        one::<Channel, T>(&mut group, value);
        group.finish();
    }
    all::<Small>(c, 7);
    all::<Large>(c, [7; 32]);
}

/// What a batch saves: 64 items in and out again by a single thread, as a batch where the queue has such a thing.
fn batch(c: &mut Criterion) {
    fn one<Q: BatchQueue>(group: &mut BenchmarkGroup<'_, WallTime>) {
        let (mut tx, mut rx) = Q::make();
        group.bench_function(Q::NAME, |b| {
            b.iter(|| (Q::push_some(&mut tx, BATCH), Q::pop_some(&mut rx, BATCH)));
        });
    }
    let mut group = c.benchmark_group("one thread, 64 in and out/8 octets");
    group.throughput(Throughput::Elements(BATCH as u64));
    one::<Ours>(&mut group);
    one::<Rtrb>(&mut group);
    one::<Array>(&mut group);
    group.finish();
}

/// Sustained rate from one thread to another, each on its core and spinning: time for an item, all of them
/// delivered.
fn throughput(c: &mut Criterion) {
    fn one<Q: Queue, T: Copy + Send + 'static>(group: &mut BenchmarkGroup<'_, WallTime>, value: T) {
        group.bench_function(Q::NAME, |b| {
            b.iter_custom(|items| {
                let (mut tx, mut rx) = Q::make::<T>();
                race(
                    move || (0..items).for_each(|_| push_until_accepted::<Q, T>(&mut tx, black_box(value))),
                    move || {
                        (0..items).for_each(|_| {
                            black_box(until(|| Q::pop(&mut rx)));
                        })
                    },
                )
            });
        });
    }
    fn all<T: Copy + Send + 'static>(c: &mut Criterion, value: T) {
        let name = format!("two threads, throughput/{} octets", size_of::<T>());
        print_floor(&name);
        let mut group = c.benchmark_group(name);
        group.throughput(Throughput::Elements(1));
        one::<Ours, T>(&mut group, value);
        one::<Rtrb, T>(&mut group, value);
        one::<Array, T>(&mut group, value);
        one::<Channel, T>(&mut group, value);
        group.finish();
    }
    all::<Small>(c, 7);
    all::<Large>(c, [7; 32]);
}

/// The same rate when both sides work in batches of up to 64, as intake and fusion do.
fn batched_throughput(c: &mut Criterion) {
    /// Has `some` move up to `BATCH` items at a time until `left` are through.
    fn all(mut left: u64, mut some: impl FnMut(usize) -> usize) {
        while left > 0 {
            let most = left.min(BATCH as u64) as usize;
            left -= until(|| Some(some(most) as u64).filter(|&count| count > 0));
        }
    }
    fn one<Q: BatchQueue>(group: &mut BenchmarkGroup<'_, WallTime>) {
        group.bench_function(Q::NAME, |b| {
            b.iter_custom(|items| {
                let (mut tx, mut rx) = Q::make();
                race(
                    move || all(items, |most| Q::push_some(&mut tx, most)),
                    move || all(items, |most| Q::pop_some(&mut rx, most)),
                )
            });
        });
    }
    print_floor("two threads, batches");
    let mut group = c.benchmark_group("two threads, throughput in batches/8 octets");
    group.throughput(Throughput::Elements(1));
    one::<Ours>(&mut group);
    one::<Rtrb>(&mut group);
    one::<Array>(&mut group);
    group.finish();
}

/// Latency through two queues: one item there and back between two cores; half of it is a hand-over.
fn round_trip(c: &mut Criterion) {
    fn one<Q: Queue>(group: &mut BenchmarkGroup<'_, WallTime>) {
        group.bench_function(Q::NAME, |b| {
            b.iter_custom(|rounds| {
                let (mut out, mut there) = Q::make::<Small>();
                let (mut back, mut home) = Q::make::<Small>();
                race(
                    move || {
                        (0..rounds).for_each(|_| {
                            push_until_accepted::<Q, _>(&mut back, until(|| Q::pop(&mut there)))
                        })
                    },
                    move || {
                        (0..rounds).for_each(|n| {
                            push_until_accepted::<Q, _>(&mut out, n);
                            until(|| Q::pop(&mut home));
                        });
                    },
                )
            });
        });
    }
    print_floor("two threads, round trip");
    let mut group = c.benchmark_group("two threads, round trip/8 octets");
    one::<Ours>(&mut group);
    one::<Rtrb>(&mut group);
    one::<Overwriting>(&mut group);
    one::<Array>(&mut group);
    group.finish();
}

/// What newest-wins costs its producer when nobody reads: each push displaces an item.
fn displacing(c: &mut Criterion) {
    let mut group = c.benchmark_group("one thread, push into a full ring/8 octets");
    group.bench_function("v2x-ring overwriting", |b| {
        let (mut tx, _rx) = v2x_ring::spsc_overwriting::<Small>(CAPACITY);
        b.iter(|| tx.push(black_box(7)));
    });
    group.bench_function("crossbeam ArrayQueue force_push", |b| {
        let queue = ArrayQueue::<Small>::new(CAPACITY);
        b.iter(|| queue.force_push(black_box(7)));
    });
    group.finish();
}

/// Newest-wins between two threads, neither of which holds back: time for a push while the other thread pops
/// what it can get, until it has the last item.
fn newest_wins(c: &mut Criterion) {
    print_floor("two threads, newest wins");
    let mut group = c.benchmark_group("two threads, newest wins/8 octets");
    group.throughput(Throughput::Elements(1));
    group.bench_function("v2x-ring overwriting", |b| {
        b.iter_custom(|items| {
            let (mut tx, mut rx) = v2x_ring::spsc_overwriting::<Small>(CAPACITY);
            race(
                move || {
                    (1..=items).for_each(|item| {
                        black_box(tx.push(item));
                    })
                },
                move || while until(|| rx.pop()) < items {},
            )
        });
    });
    group.bench_function("crossbeam ArrayQueue force_push", |b| {
        b.iter_custom(|items| {
            let queue = ArrayQueue::<Small>::new(CAPACITY);
            race(
                || {
                    (1..=items).for_each(|item| {
                        black_box(queue.force_push(item));
                    })
                },
                || while until(|| queue.pop()) < items {},
            )
        });
    });
    group.finish();
}

/// One item of 8 octets to three readers: push once and pop three times by a single thread.
fn broadcast(c: &mut Criterion) {
    c.bench_function("one thread, broadcast to 3/8 octets", |b| {
        let mut stream = v2x_ring::Broadcaster::<Small>::new();
        let mut readers = [(); 3].map(|()| stream.subscribe(CAPACITY));
        b.iter(|| {
            stream.push(black_box(7));
            readers.each_mut().map(|reader| reader.pop())
        });
    });
}

/// The latest-value cell by a single thread: look when nothing is new, publish alone, and publish and read the
/// news.
fn latest(c: &mut Criterion) {
    let mut group = c.benchmark_group("one thread, latest/256 octets");
    let (mut publisher, mut reader) = v2x_ring::latest::<Large>(3);
    publisher.publish([7; 32]);
    group.bench_function("read, nothing new", |b| b.iter(|| reader.read().map(|value| value[31])));
    group.bench_function("publish", |b| b.iter(|| publisher.publish(black_box([7; 32])).is_some()));
    group.bench_function("publish and read", |b| {
        b.iter(|| {
            publisher.publish(black_box([7; 32]));
            reader.read().map(|value| value[31])
        });
    });
    group.finish();
}

/// Beside the cell, what everybody does: a mutex around the value, without contention.
fn latest_by_mutex(c: &mut Criterion) {
    let cell = std::sync::Mutex::new([7_u64; 32]);
    c.bench_function("one thread, latest/256 octets/Mutex, write and read", |b| {
        b.iter(|| {
            *cell.lock().expect("not poisoned") = black_box([7; 32]);
            cell.lock().expect("not poisoned")[31]
        });
    });
}

criterion_group!(
    benches,
    floor,
    push_pop,
    batch,
    throughput,
    batched_throughput,
    round_trip,
    displacing,
    newest_wins,
    broadcast,
    latest,
    latest_by_mutex
);
criterion_main!(benches);
