//! Receiving: one task per socket takes datagrams in batches, decodes them in place and hands inputs over.
//!
//! A datagram's octets never leave the stack frame that received them: they are decoded where the kernel put
//! them, and what crosses to the fusion thread is inputs in SI units. Between them stand no lock, no channel and no copy.
//! Where signatures are looked at, a copy of the signed ones goes to the judge, with their inputs: verifying one takes a hundred
//! times as long as receiving it.

mod controller;
mod datagram;
mod forward;
mod retime;
mod socket;

use std::io;
use std::net::SocketAddr;
use std::sync::Arc;
use std::thread::Thread;
use std::time::{Duration, Instant};

use tokio::net::UdpSocket;
use v2x_fusion::SourceId;
use v2x_ring::{Consumer, Producer};
use v2x_security::{Unverifiable, Verdict};

use crate::clock::Clock;
use crate::config::Listen;
use crate::egress::Outfit;
use crate::fuse::Report;
use crate::hand_over::HandOver;
use crate::judge::{Case, Lane, Law, labels, required};
use crate::metrics::{Metrics, SocketMetrics};
use crate::stop::Stopped;
use datagram::{Given, Reader};
use retime::Retime;

/// A batch ends after so many datagrams, so that the fusion thread, which is woken once per batch, gets to see
/// them while they are fresh: 64 of the dearest (a MAP decodes in some microseconds) take under a millisecond.
const BATCH_COUNT: usize = 64;

/// A batch ends after this time whatever it has received, so that a task gives its worker back to the other
/// sockets: with ten busy sockets on one worker each still gets its turn every 5 ms, a twentieth of the 100 ms
/// between two messages of one sender.
const BATCH_TIME: Duration = Duration::from_micros(500);

/// After an error of the socket itself (not of a datagram) the task waits, or a persistent one would make it spin.
const ERROR_PAUSE: Duration = Duration::from_millis(50);

/// A bound socket that does not receive yet.
pub(crate) struct Intake {
    socket: UdpSocket,
    control: socket::Control,
    address: SocketAddr,
    way: Way,
    reader: Reader,
    retime: Retime,
    metrics: SocketMetrics,
    shared: Arc<Metrics>,
    lost: u32,
}

/// Where messages go from here.
enum Way {
    /// To the fusion thread.
    Fusion(HandOver),
    /// To the judge, who knows whether their signatures are right.
    Judge(Producer<Case>),
}

/// What a socket is bound with.
pub(crate) struct Bound {
    pub(crate) intake: Intake,
    /// The reading end of its ring to the fusion thread.
    pub(crate) reports: Consumer<Report>,
    /// The judge's part, where signatures are looked at.
    pub(crate) lane: Option<Lane>,
}

impl Intake {
    /// Binds a socket and makes its rings.
    pub(crate) fn bind(
        listen: &Listen,
        engine: &v2x_fusion::Config,
        source: SourceId,
        outfit: &Outfit,
        law: &Law<'_>,
    ) -> io::Result<Bound> {
        let socket = socket::bind(listen)?;
        let address = socket::address(&socket, listen);
        let required = required(listen, law.security);
        let reader = Reader::new(listen, source, outfit, required)?;
        let metrics = &outfit.metrics;
        let own = metrics.socket(&address.to_string());
        let (ring, reports) = v2x_ring::spsc(listen.ring.max(1));
        let hand_over = HandOver::new(ring, own.clone());
        let (way, lane) = match required {
            None => (Way::Fusion(hand_over), None),
            Some(required) => {
                let (cases, consumer) = v2x_ring::spsc(listen.ring.max(1));
                let decoder = datagram::decoder(listen);
                let lane = Lane::new(required, decoder, law, consumer, hand_over, metrics);
                (Way::Judge(cases), Some(lane))
            }
        };
        let intake = Self {
            socket,
            control: socket::Control::default(),
            address,
            way,
            reader,
            retime: Retime { mode: listen.measured_at, max_age: engine.max_age, max_ahead: engine.max_ahead },
            metrics: own,
            shared: Arc::clone(metrics),
            lost: 0,
        };
        Ok(Bound { intake, reports, lane })
    }

    /// Address and port that the socket is bound to.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Whether its messages go to the judge.
    pub(crate) fn is_judged(&self) -> bool {
        matches!(self.way, Way::Judge(_))
    }

    /// Receives until told to stop; `next` is the thread that its messages go to.
    pub(crate) async fn run(mut self, clock: impl Clock, next: Thread, mut stop: Stopped) {
        let mut buffer = vec![0; socket::LARGEST_DATAGRAM];
        loop {
            tokio::select! {
                () = stop.wait() => return,
                ready = self.socket.readable() => {
                    if let Err(error) = ready.and_then(|()| self.batch(&clock, &next, &mut buffer)) {
                        self.metrics.socket_errors.inc();
                        tracing::warn!(socket = %self.address, %error, "receiving failed");
                        tokio::time::sleep(ERROR_PAUSE).await;
                    }
                }
            }
            // The readiness of a busy socket is always there: without this the task would never let another run.
            tokio::task::yield_now().await;
        }
    }

    /// Takes what has come, up to the bounds, and wakes the next thread.
    fn batch(&mut self, clock: &impl Clock, next: &Thread, buffer: &mut [u8]) -> io::Result<()> {
        let start = Instant::now();
        let mut result = Ok(());
        for _ in 0..BATCH_COUNT {
            match socket::receive(&self.socket, &mut self.control, buffer) {
                Ok(arrival) => {
                    self.datagram(clock, &arrival, buffer.get(..arrival.length).unwrap_or_default())
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) => {
                    result = Err(error);
                    break;
                }
            }
            if start.elapsed() >= BATCH_TIME {
                break;
            }
        }
        next.unpark();
        result
    }

    fn datagram(&mut self, clock: &impl Clock, arrival: &socket::Arrival, octets: &[u8]) {
        let received = arrival.stamped.unwrap_or_else(|| clock.now());
        self.metrics.datagrams.inc();
        self.metrics.octets.inc_by(octets.len() as u64);
        self.note_lost(arrival.lost);
        let Self { reader, retime, way, metrics, shared, .. } = self;
        reader.read(octets, received, &mut |given| match (given, &mut *way) {
            (Given::Input(mut input), Way::Fusion(hand_over)) => {
                retime.apply(&mut input, received, metrics);
                hand_over.give(received, input);
            }
            (Given::Case(mut case), Way::Judge(ring)) => {
                case.inputs.iter_mut().for_each(|input| retime.apply(input, received, metrics));
                ask(ring, case, metrics, shared);
            }
            // The reader was made for the way that there is.
            (Given::Input(_), Way::Judge(_)) | (Given::Case(_), Way::Fusion(_)) => {}
        });
        self.shared.decoded.observe(clock.now().micros_since(received));
    }

    /// The kernel tells a wrapping total; the metric counts its growth.
    fn note_lost(&mut self, lost: Option<u32>) {
        if let Some(lost) = lost {
            self.metrics.kernel_dropped.inc_by(u64::from(lost.wrapping_sub(self.lost)));
            self.lost = lost;
        }
    }
}

/// Gives a message to the judge. Where there is no room it is lost, as it is at the ring to the fusion thread; the judge takes
/// a message in some microseconds, so that this happens only where far more of them come than can be judged.
fn ask(ring: &mut Producer<Case>, case: Case, metrics: &SocketMetrics, shared: &Metrics) {
    if let Err(v2x_ring::Full(case)) = ring.push(case) {
        metrics.dropped.inc_by(case.inputs.len() as u64);
        let overload = Verdict::Unverifiable(Unverifiable::Overload);
        shared.signatures.counter(labels(case.message, &overload, false)).inc();
    }
}
