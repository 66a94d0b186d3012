//! Receiving: one task per socket takes datagrams in batches, decodes them in place and hands inputs over.
//!
//! A datagram's octets never leave the stack frame that received them: they are decoded where the kernel put
//! them, and what crosses to the fusion thread is inputs in SI units. Between them stand no lock, no channel and no copy.

mod controller;
mod datagram;
mod guard;
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
use v2x_security::TrustStore;

use crate::clock::Clock;
use crate::config::{Listen, Security};
use crate::fuse::Report;
use crate::metrics::{Metrics, SocketMetrics};
use crate::stop::Stopped;
use datagram::Reader;
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

/// Whose signatures are trusted.
pub(crate) struct Guarded<'a> {
    pub(crate) security: &'a Security,
    pub(crate) store: Arc<TrustStore>,
}

/// A bound socket that does not receive yet, and the writing end of its ring.
pub(crate) struct Intake {
    socket: UdpSocket,
    control: socket::Control,
    address: SocketAddr,
    ring: Producer<Report>,
    reader: Reader,
    retime: Retime,
    metrics: SocketMetrics,
    shared: Arc<Metrics>,
    lost: u32,
}

impl Intake {
    /// Binds a socket and makes its ring.
    pub(crate) fn bind(
        listen: &Listen,
        engine: &v2x_fusion::Config,
        source: SourceId,
        metrics: &Arc<Metrics>,
        guarded: &Guarded<'_>,
    ) -> io::Result<(Self, Consumer<Report>)> {
        let socket = socket::bind(listen)?;
        let address = socket::address(&socket, listen);
        let (ring, consumer) = v2x_ring::spsc(listen.ring.max(1));
        let intake = Self {
            socket,
            control: socket::Control::default(),
            address,
            ring,
            reader: Reader::new(listen, source, Arc::clone(metrics), guarded)?,
            retime: Retime { mode: listen.measured_at, max_age: engine.max_age, max_ahead: engine.max_ahead },
            metrics: metrics.socket(&address.to_string()),
            shared: Arc::clone(metrics),
            lost: 0,
        };
        Ok((intake, consumer))
    }

    /// Address and port that the socket is bound to.
    pub(crate) fn address(&self) -> SocketAddr {
        self.address
    }

    /// Receives until told to stop.
    pub(crate) async fn run(mut self, clock: impl Clock, fusion: Thread, mut stop: Stopped) {
        let mut buffer = vec![0; socket::LARGEST_DATAGRAM];
        loop {
            tokio::select! {
                () = stop.wait() => return,
                ready = self.socket.readable() => {
                    if let Err(error) = ready.and_then(|()| self.batch(&clock, &fusion, &mut buffer)) {
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

    /// Takes what has come, up to the bounds, and wakes the fusion thread.
    fn batch(&mut self, clock: &impl Clock, fusion: &Thread, buffer: &mut [u8]) -> io::Result<()> {
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
        fusion.unpark();
        result
    }

    fn datagram(&mut self, clock: &impl Clock, arrival: &socket::Arrival, octets: &[u8]) {
        let received = arrival.stamped.unwrap_or_else(|| clock.now());
        self.metrics.datagrams.inc();
        self.metrics.octets.inc_by(octets.len() as u64);
        self.note_lost(arrival.lost);
        let Self { reader, retime, ring, metrics, .. } = self;
        reader.read(octets, received, &mut |mut input| {
            metrics.inputs.inc();
            if retime.apply(&mut input, received) {
                metrics.retimed.inc();
            }
            // Full: the newest is refused. What waits is at most some milliseconds old and in order; the engine
            // does better with a gap than with a jump.
            if ring.push(Report { received, input }).is_err() {
                metrics.dropped.inc();
            }
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
