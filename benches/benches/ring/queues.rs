//! The rivals behind one trait.

use std::hint::black_box;
use std::sync::Arc;

use crossbeam::queue::ArrayQueue;

use crate::CAPACITY;

/// A queue seen through the two calls that all of them have.
pub(crate) trait Queue {
    const NAME: &str;
    type Tx<T: Send + 'static>: Send + 'static;
    type Rx<T: Send + 'static>: Send + 'static;
    fn make<T: Send + 'static>() -> (Self::Tx<T>, Self::Rx<T>);
    fn push<T: Send + 'static>(tx: &mut Self::Tx<T>, value: T) -> Result<(), T>;
    fn pop<T: Send + 'static>(rx: &mut Self::Rx<T>) -> Option<T>;
}

/// The plain ring.
pub(crate) struct Ours;

impl Queue for Ours {
    const NAME: &str = "v2x-ring spsc";
    type Tx<T: Send + 'static> = v2x_ring::Producer<T>;
    type Rx<T: Send + 'static> = v2x_ring::Consumer<T>;

    fn make<T: Send + 'static>() -> (Self::Tx<T>, Self::Rx<T>) {
        v2x_ring::spsc(CAPACITY)
    }
    #[inline(always)]
    fn push<T: Send + 'static>(tx: &mut Self::Tx<T>, value: T) -> Result<(), T> {
        tx.push(value).map_err(|full| full.0)
    }
    #[inline(always)]
    fn pop<T: Send + 'static>(rx: &mut Self::Rx<T>) -> Option<T> {
        rx.pop()
    }
}

/// The ring in which the newest wins: for benches that never fill it, or do not mind.
pub(crate) struct Overwriting;

impl Queue for Overwriting {
    const NAME: &str = "v2x-ring overwriting";
    type Tx<T: Send + 'static> = v2x_ring::overwriting::Producer<T>;
    type Rx<T: Send + 'static> = v2x_ring::overwriting::Consumer<T>;

    fn make<T: Send + 'static>() -> (Self::Tx<T>, Self::Rx<T>) {
        v2x_ring::spsc_overwriting(CAPACITY)
    }
    #[inline(always)]
    fn push<T: Send + 'static>(tx: &mut Self::Tx<T>, value: T) -> Result<(), T> {
        tx.push(value);
        Ok(())
    }
    #[inline(always)]
    fn pop<T: Send + 'static>(rx: &mut Self::Rx<T>) -> Option<T> {
        rx.pop()
    }
}

/// The ring to be equal to.
pub(crate) struct Rtrb;

impl Queue for Rtrb {
    const NAME: &str = "rtrb";
    type Tx<T: Send + 'static> = rtrb::Producer<T>;
    type Rx<T: Send + 'static> = rtrb::Consumer<T>;

    fn make<T: Send + 'static>() -> (Self::Tx<T>, Self::Rx<T>) {
        rtrb::RingBuffer::new(CAPACITY)
    }
    #[inline(always)]
    fn push<T: Send + 'static>(tx: &mut Self::Tx<T>, value: T) -> Result<(), T> {
        tx.push(value).map_err(|rtrb::PushError::Full(value)| value)
    }
    #[inline(always)]
    fn pop<T: Send + 'static>(rx: &mut Self::Rx<T>) -> Option<T> {
        rx.pop().ok()
    }
}

/// Several producers and consumers, bounded.
pub(crate) struct Array;

impl Queue for Array {
    const NAME: &str = "crossbeam ArrayQueue";
    type Tx<T: Send + 'static> = Arc<ArrayQueue<T>>;
    type Rx<T: Send + 'static> = Arc<ArrayQueue<T>>;

    fn make<T: Send + 'static>() -> (Self::Tx<T>, Self::Rx<T>) {
        let queue = Arc::new(ArrayQueue::new(CAPACITY));
        (Arc::clone(&queue), queue)
    }
    #[inline(always)]
    fn push<T: Send + 'static>(tx: &mut Self::Tx<T>, value: T) -> Result<(), T> {
        tx.as_ref().push(value)
    }
    #[inline(always)]
    fn pop<T: Send + 'static>(rx: &mut Self::Rx<T>) -> Option<T> {
        rx.as_ref().pop()
    }
}

/// The same, and it can block.
pub(crate) struct Channel;

impl Queue for Channel {
    const NAME: &str = "crossbeam channel";
    type Tx<T: Send + 'static> = crossbeam::channel::Sender<T>;
    type Rx<T: Send + 'static> = crossbeam::channel::Receiver<T>;

    fn make<T: Send + 'static>() -> (Self::Tx<T>, Self::Rx<T>) {
        crossbeam::channel::bounded(CAPACITY)
    }
    #[inline(always)]
    fn push<T: Send + 'static>(tx: &mut Self::Tx<T>, value: T) -> Result<(), T> {
        tx.try_send(value).map_err(crossbeam::channel::TrySendError::into_inner)
    }
    #[inline(always)]
    fn pop<T: Send + 'static>(rx: &mut Self::Rx<T>) -> Option<T> {
        rx.try_recv().ok()
    }
}

/// A queue that moves several items at once, each in its own way.
pub(crate) trait BatchQueue: Queue {
    /// Pushes the numbers from 0 up to at most `most`, as far as there is room; how many.
    fn push_some(tx: &mut Self::Tx<u64>, most: usize) -> usize;
    /// Pops at most `most` items; how many.
    fn pop_some(rx: &mut Self::Rx<u64>, most: usize) -> usize;
}

impl BatchQueue for Ours {
    #[inline(always)]
    fn push_some(tx: &mut Self::Tx<u64>, most: usize) -> usize {
        tx.push_batch(&mut (0..most as u64).map(black_box))
    }
    #[inline(always)]
    fn pop_some(rx: &mut Self::Rx<u64>, most: usize) -> usize {
        rx.pop_batch(most, |item| {
            black_box(item);
        })
    }
}

impl BatchQueue for Rtrb {
    #[inline(always)]
    fn push_some(tx: &mut Self::Tx<u64>, most: usize) -> usize {
        let chunk = tx.write_chunk_uninit(tx.slots().min(most)).expect("as many as there are slots");
        chunk.fill_from_iter((0..).map(black_box))
    }
    #[inline(always)]
    fn pop_some(rx: &mut Self::Rx<u64>, most: usize) -> usize {
        let chunk = rx.read_chunk(rx.slots().min(most)).expect("as many as there are items");
        let count = chunk.len();
        chunk.into_iter().for_each(|item| {
            black_box(item);
        });
        count
    }
}

/// One by one, for want of a batch.
impl BatchQueue for Array {
    #[inline(always)]
    fn push_some(tx: &mut Self::Tx<u64>, most: usize) -> usize {
        (0..most as u64).map(black_box).take_while(|&item| tx.as_ref().push(item).is_ok()).count()
    }
    #[inline(always)]
    fn pop_some(rx: &mut Self::Rx<u64>, most: usize) -> usize {
        (0..most).map_while(|_| rx.as_ref().pop().map(black_box)).count()
    }
}
