//! Plays the scenario into a UDP port in real time.

use std::io;
use std::net::{Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::UdpSocket;

use super::Scenario;
use crate::clock::Clock;

/// How often frames that have become due are sent: the step of the scenario's own grid.
const STEP: Duration = Duration::from_millis(10);

/// If the clock jumps ahead by more than this many microseconds (the host was suspended, say), the scenario starts
/// afresh instead of sending what would have been due meanwhile in one burst.
const LONGEST_GAP_US: i64 = 2_000_000;

/// Sends the scenario of `seed` to `address`, at the times of `clock`. Ends only when dropped or when no socket can be
/// opened.
///
/// # Errors
///
/// When the sending socket cannot be bound. Datagrams that cannot be sent are lost, as on the air.
pub async fn play(seed: u64, address: SocketAddr, clock: impl Clock) -> io::Result<()> {
    let any: SocketAddr = match address {
        SocketAddr::V4(_) => (Ipv4Addr::UNSPECIFIED, 0).into(),
        SocketAddr::V6(_) => (Ipv6Addr::UNSPECIFIED, 0).into(),
    };
    let socket = UdpSocket::bind(any).await?;
    let mut last = clock.now();
    let mut scenario = Scenario::new(seed, last);
    let mut tick = tokio::time::interval(STEP);
    tick.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Skip);
    loop {
        tick.tick().await;
        let now = clock.now();
        if !(0..LONGEST_GAP_US).contains(&now.micros_since(last)) {
            scenario = Scenario::new(seed, now);
        }
        last = now;
        scenario.advance(now, &mut |_, frame| {
            // A full send buffer means that the receiver on this host is not keeping up: a lost datagram.
            let _ = socket.try_send_to(frame, address);
        });
    }
}
