//! A UDP socket as the configuration wants it, and how one datagram is taken from it.

use std::io;
use std::net::{SocketAddr, UdpSocket as StdSocket};

use socket2::{Domain, Protocol, Socket, Type};
use tokio::io::Interest;
use tokio::net::UdpSocket;
use v2x_fusion::Time;

use crate::config::{Listen, ReceiveTime};

pub(super) use kernel::Control;

/// Largest UDP payload there is: 65 535 octets less the UDP and IPv4 headers, rounded up.
pub(super) const LARGEST_DATAGRAM: usize = 65_536;

/// What the kernel tells beside the octets.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub(super) struct Arrival {
    /// Octets written to the buffer.
    pub(super) length: usize,
    /// The kernel's time of reception, where it was asked for.
    pub(super) stamped: Option<Time>,
    /// Datagrams that this socket has lost so far because its buffer was full, wrapping, where the kernel says.
    pub(super) lost: Option<u32>,
}

/// Binds a socket. The kernel may grant a smaller receive buffer than asked for; that is worth a warning, not
/// an error.
pub(super) fn bind(listen: &Listen) -> io::Result<UdpSocket> {
    let socket = Socket::new(Domain::for_address(listen.address), Type::DGRAM, Some(Protocol::UDP))?;
    if listen.reuse {
        socket.set_reuse_address(true)?;
    }
    socket.set_recv_buffer_size(listen.receive_buffer)?;
    let granted = socket.recv_buffer_size()?;
    if granted < listen.receive_buffer {
        tracing::warn!(socket = %listen.address, asked = listen.receive_buffer, granted, "small receive buffer");
    }
    socket.set_nonblocking(true)?;
    socket.bind(&listen.address.into())?;
    let socket = StdSocket::from(socket);
    if listen.receive_time == ReceiveTime::Kernel {
        kernel::ask_for_stamps(&socket)?;
    }
    UdpSocket::from_std(socket)
}

/// Takes the next datagram without waiting; `WouldBlock` if there is none.
pub(super) fn receive(socket: &UdpSocket, control: &mut Control, buffer: &mut [u8]) -> io::Result<Arrival> {
    socket.try_io(Interest::READABLE, || kernel::receive(socket, control, buffer))
}

/// The address that the socket got, for messages and metrics.
pub(super) fn address(socket: &UdpSocket, listen: &Listen) -> SocketAddr {
    socket.local_addr().unwrap_or(listen.address)
}

/// Linux: the time of reception comes in a control message (SO_TIMESTAMPNS, socket(7)), and so does the number of
/// datagrams lost (SO_RXQ_OVFL). nix reads both without unsafe code on our side; socket2 leaves control messages
/// as octets. One `recvmsg` per datagram: nix's `recvmmsg` does not restore the length of its control buffers
/// between calls, and at the rates of a roadside unit the call is a small part of the decode.
#[cfg(target_os = "linux")]
mod kernel {
    use std::io::{self, IoSliceMut};
    use std::net::UdpSocket as StdSocket;
    use std::os::fd::AsRawFd;

    use nix::sys::socket::{ControlMessageOwned, MsgFlags, SockaddrStorage, recvmsg, setsockopt, sockopt};
    use tokio::net::UdpSocket;
    use v2x_fusion::Time;

    use super::Arrival;

    pub(super) fn ask_for_stamps(socket: &StdSocket) -> io::Result<()> {
        setsockopt(socket, sockopt::ReceiveTimestampns, &true)?;
        setsockopt(socket, sockopt::RxqOvfl, &1)?;
        Ok(())
    }

    /// Room for the control messages of one datagram, made once and used for each.
    pub(crate) struct Control(Vec<u8>);

    impl Default for Control {
        fn default() -> Self {
            Self(nix::cmsg_space!(nix::sys::time::TimeSpec, u32))
        }
    }

    pub(super) fn receive(
        socket: &UdpSocket,
        control: &mut Control,
        buffer: &mut [u8],
    ) -> io::Result<Arrival> {
        let mut parts = [IoSliceMut::new(buffer)];
        let message = recvmsg::<SockaddrStorage>(
            socket.as_raw_fd(),
            &mut parts,
            Some(&mut control.0),
            MsgFlags::MSG_DONTWAIT,
        )?;
        let mut arrival = Arrival { length: message.bytes, ..Arrival::default() };
        for control in message.cmsgs()? {
            match control {
                ControlMessageOwned::ScmTimestampns(stamp) => {
                    let micros =
                        stamp.tv_sec().saturating_mul(1_000_000).saturating_add(stamp.tv_nsec() / 1_000);
                    arrival.stamped = Some(Time::from_micros(micros));
                }
                ControlMessageOwned::RxqOvfl(lost) => arrival.lost = Some(lost),
                _ => {}
            }
        }
        Ok(arrival)
    }
}

/// Elsewhere the node's clock has to do.
#[cfg(not(target_os = "linux"))]
mod kernel {
    use std::io;
    use std::net::UdpSocket as StdSocket;

    use tokio::net::UdpSocket;

    use super::Arrival;

    pub(super) fn ask_for_stamps(_socket: &StdSocket) -> io::Result<()> {
        Ok(())
    }

    /// Nothing is told beside the octets.
    #[derive(Default)]
    pub(crate) struct Control;

    pub(super) fn receive(socket: &UdpSocket, _: &mut Control, buffer: &mut [u8]) -> io::Result<Arrival> {
        let length = socket2::SockRef::from(socket).recv(buffer)?;
        Ok(Arrival { length, ..Arrival::default() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::{Clock, SystemClock};

    fn listen() -> Listen {
        Listen::at("127.0.0.1:0".parse().expect("an address"))
    }

    #[tokio::test]
    async fn a_datagram_comes_with_the_kernels_time() {
        let socket = bind(&listen()).expect("a free port");
        let sender = StdSocket::bind("127.0.0.1:0").expect("a free port");
        let before = SystemClock.now();
        sender.send_to(b"hello", address(&socket, &listen())).expect("loopback takes it");
        socket.readable().await.expect("it is there");
        let mut buffer = [0; 16];
        let mut control = Control::default();
        let arrival = receive(&socket, &mut control, &mut buffer).expect("it is there");
        assert_eq!(&buffer[..arrival.length], b"hello");
        if cfg!(target_os = "linux") {
            let stamped = arrival.stamped.expect("asked for");
            assert!(stamped >= before && stamped <= SystemClock.now());
        }
        let nothing = receive(&socket, &mut control, &mut buffer).expect_err("only one was sent");
        assert_eq!(nothing.kind(), io::ErrorKind::WouldBlock);
    }

    #[tokio::test]
    async fn a_taken_port_is_an_error_unless_shared() {
        let first = bind(&Listen { reuse: true, ..listen() }).expect("a free port");
        let taken = Listen::at(first.local_addr().expect("it is bound"));
        assert_eq!(bind(&taken).expect_err("taken").kind(), io::ErrorKind::AddrInUse);
        bind(&Listen { reuse: true, ..taken }).expect("shared by both");
    }
}
