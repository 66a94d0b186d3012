//! Files and packets that are cut, contradict themselves or are no captures at all.

use std::io::{self, Read};
use std::string::ToString;
use std::vec;
use std::vec::Vec;

use proptest::prelude::*;

use super::super::{CaptureError, CaptureErrorKind as Kind, Layer, Part, Reader};
use super::synth::{
    MICROSECONDS, NANOSECONDS, Order, Pcap, PcapNg, UDP, cooked, cooked2, ethernet, ipv4, ipv6,
    ipv6_fragment, ipv6_options, udp, vlan,
};
use super::{Seen, read_all};

fn frame(payload: &[u8]) -> Vec<u8> {
    ethernet(0x0800, &ipv4(UDP, &[], &udp(4096, 44_990, payload)))
}

/// The last thing that a reader says.
fn last(file: &[u8]) -> Result<Seen, CaptureError> {
    read_all(file).expect("the header is good").0.pop().expect("there is a packet")
}

fn error(file: &[u8]) -> CaptureError {
    last(file).expect_err("the packet is bad")
}

#[test]
fn what_is_no_capture_is_told_at_once() {
    let error = Reader::new(&b"GIF8"[..]).expect_err("no capture");
    assert_eq!(error, CaptureError { kind: Kind::NotACapture { magic: 0x4749_4638 }, offset: 0 });
    for present in 0..4 {
        let error = Reader::new(&b"\x0A\x0D\x0D"[..present]).expect_err("too short to tell");
        let kind = Kind::Truncated { part: Part::FileHeader, needed: 4, present: present as u32 };
        assert_eq!(error, CaptureError { kind, offset: 0 });
    }
    let short = &Pcap::new(Order::Big, MICROSECONDS, 1).octets[..23];
    let kind = Kind::Truncated { part: Part::FileHeader, needed: 24, present: 23 };
    assert_eq!(Reader::new(short).expect_err("cut"), CaptureError { kind, offset: 0 });
}

#[test]
fn a_truncated_classic_file_gives_what_is_complete() {
    let file =
        Pcap::new(Order::Little, MICROSECONDS, 1).packet(0, 0, &frame(b"one")).packet(1, 0, &frame(b"two"));
    let first_end = 24 + 16 + 45;
    for cut in first_end + 1..file.octets.len() {
        let (seen, counts) = read_all(&file.octets[..cut]).unwrap();
        let [Ok(packet), Err(error)] = &seen[..] else { panic!("one packet, one error: {seen:?}") };
        assert_eq!(packet.payload, b"one");
        let present = (cut - first_end) as u32;
        let needed = if present < 16 { 16 } else { 16 + 45 };
        let kind = Kind::Truncated { part: Part::Record, needed, present };
        assert_eq!(*error, CaptureError { kind, offset: first_end as u64 });
        assert!(error.is_fatal());
        assert_eq!((counts.packets, counts.delivered), (1, 1));
    }
}

#[test]
fn a_truncated_pcapng_file_gives_what_is_complete() {
    let begin = PcapNg::new(Order::Big).interface(1, 0, &[]).enhanced(0, 1, &frame(b"one"));
    let first_end = begin.octets.len();
    let file = begin.enhanced(0, 2, &frame(b"two")).block(10, &[0; 40]);
    for cut in first_end + 1..file.octets.len() {
        let (seen, _) = read_all(&file.octets[..cut]).unwrap();
        assert!(seen[0].is_ok());
        let Some(Err(error)) = seen.last() else {
            // Exactly between two blocks, nothing is missing.
            assert!(seen.len() == 2 && cut == first_end + 80);
            continue;
        };
        assert!(matches!(error.kind, Kind::Truncated { part: Part::Block, .. }), "{error}");
        assert!(error.offset == first_end as u64 || error.offset == first_end as u64 + 80);
    }
}

#[test]
fn absurd_lengths_are_refused_before_memory_is_taken() {
    let mut file = Pcap::new(Order::Little, MICROSECONDS, 1).octets;
    for word in [0, 0, u32::MAX, u32::MAX] {
        file.extend(Order::Little.u32(word));
    }
    let found = error(&file);
    assert!(matches!(found.kind, Kind::TooLong { part: Part::Record, length: u32::MAX, .. }), "{found}");
    assert_eq!(found.offset, 24);

    let mut file = PcapNg::new(Order::Little).interface(1, 0, &[]).octets;
    let offset = file.len() as u64;
    file.extend([Order::Little.u32(6), Order::Little.u32(0xFFFF_FFF0), [0; 4]].concat());
    let found = error(&file);
    assert!(matches!(found.kind, Kind::TooLong { part: Part::Block, length: 0xFFFF_FFF0, .. }), "{found}");
    assert_eq!(found.offset, offset);
}

#[test]
fn malformed_blocks_are_told_with_their_place() {
    let start = PcapNg::new(Order::Little).interface(1, 0, &[]);
    let offset = start.octets.len() as u64;
    let claims_too_much =
        [0_u32, 0, 0, 100, 100].iter().flat_map(|word| word.to_le_bytes()).collect::<Vec<_>>();
    let obsolete = [&[0; 12][..], &100_u32.to_le_bytes(), &100_u32.to_le_bytes()].concat();
    for (kind, body) in [(6, claims_too_much), (6, vec![0; 8]), (2, obsolete), (2, vec![]), (1, vec![0; 4])] {
        let file = PcapNg::new(Order::Little).interface(1, 0, &[]).block(kind, &body).octets;
        let found = error(&file);
        assert_eq!(
            found,
            CaptureError { kind: Kind::Malformed { part: Part::Block }, offset },
            "kind {kind}"
        );
        assert!(found.is_fatal());
    }
    let mut odd = start.octets;
    odd.extend([Order::Little.u32(6), Order::Little.u32(33), [0; 4]].concat());
    assert_eq!(error(&odd).kind, Kind::Malformed { part: Part::Block });
}

#[test]
fn interfaces_must_be_described_before_their_packets() {
    let file = PcapNg::new(Order::Little).interface(1, 0, &[]).enhanced(1, 0, &frame(b"")).octets;
    assert_eq!(error(&file).kind, Kind::UnknownInterface { interface: 1, known: 1 });
    let file = PcapNg::new(Order::Little).simple(4, &[0; 4]).octets;
    assert_eq!(error(&file).kind, Kind::UnknownInterface { interface: 0, known: 0 });
}

#[test]
fn interfaces_without_end_are_refused() {
    let mut file = PcapNg::new(Order::Little);
    for _ in 0..65_537 {
        file = file.interface(1, 0, &[]);
    }
    assert_eq!(error(&file.octets).kind, Kind::TooManyInterfaces { limit: 65_536 });
}

#[test]
fn an_unsupported_link_type_is_told_once() {
    let file = Pcap::new(Order::Little, MICROSECONDS, 147).packet(0, 0, b"abc").packet(0, 0, b"abc").octets;
    let (seen, counts) = read_all(file.as_slice()).unwrap();
    let kind = Kind::UnsupportedLink { link: 147 };
    assert_eq!(seen, [Err(CaptureError { kind, offset: 40 })]);
    assert_eq!(counts.unsupported_link, 2);
}

#[test]
fn packets_cut_at_capture_are_told_and_reading_goes_on() {
    let whole = frame(b"a long payload");
    let wsmp = ethernet(0x88DC, b"\x03\x00\x20\x10");
    let file = Pcap::new(Order::Little, MICROSECONDS, 1)
        .record(0, 0, whole.len() as u32, &whole[..50])
        .record(0, 0, whole.len() as u32, &whole[..20])
        .record(0, 0, wsmp.len() as u32 + 12, &wsmp)
        .packet(1, 0, &whole)
        .octets;
    let (seen, counts) = read_all(file.as_slice()).unwrap();
    let missing: Vec<_> = seen[..3]
        .iter()
        .map(|packet| match packet {
            Err(CaptureError { kind: Kind::Cut { missing }, .. }) => *missing,
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(missing, [6, 36, 12]);
    assert!(seen[3].is_ok());
    assert_eq!((counts.faulty, counts.delivered), (3, 1));
}

#[test]
fn bad_headers_are_told_with_layer_place_and_lengths() {
    let header = |layer, needed, present| Kind::Header { layer, needed, present };
    let contradiction = |layer| Kind::Contradiction { layer };
    let mut short_ihl = ipv4(UDP, &[], &udp(1, 2, b""));
    short_ihl[0] = 0x44;
    let mut long_udp = ipv4(UDP, &[], &udp(1, 2, b"abc"));
    long_udp[25] = 60;
    let mut tiny_udp = long_udp.clone();
    tiny_udp[25] = 7;
    let cases = [
        (1, vec![0; 13], 0, header(Layer::Ethernet, 14, 13)),
        (1, ethernet(0x8100, &[0, 1, 8]), 14, header(Layer::Vlan, 4, 3)),
        (1, ethernet(0x8100, &vlan(0x8100, &[])), 18, header(Layer::Vlan, 4, 0)),
        (113, cooked(0x0800, b"")[..15].to_vec(), 0, header(Layer::LinuxCooked, 16, 15)),
        (276, vec![0; 19], 0, header(Layer::LinuxCooked, 20, 19)),
        (0, vec![2, 0, 0], 0, header(Layer::Loopback, 4, 3)),
        (101, vec![], 0, header(Layer::Ip, 1, 0)),
        (101, vec![0x45; 19], 0, header(Layer::Ip, 20, 19)),
        (101, vec![0x60; 39], 0, header(Layer::Ip, 40, 39)),
        (101, vec![0x90; 40], 0, contradiction(Layer::Ip)),
        (101, short_ihl, 0, contradiction(Layer::Ip)),
        (101, ipv6(0, &[UDP, 200, 0, 0]), 40, header(Layer::Ip, 8, 4)),
        (101, ipv6(0, &[UDP, 1, 0, 0, 0, 0, 0, 0]), 40, header(Layer::Ip, 16, 8)),
        (101, ipv6(44, &[UDP, 0, 0, 1]), 40, header(Layer::Ip, 8, 4)),
        (101, ipv6(60, &ipv6_options(0, &[0; 8])), 48, contradiction(Layer::Ip)),
        (101, ipv4(UDP, &[], &[0; 7]), 20, header(Layer::Udp, 8, 7)),
        (101, long_udp, 20, header(Layer::Udp, 60, 11)),
        (101, tiny_udp, 20, contradiction(Layer::Udp)),
    ];
    for (link, frame, at, kind) in cases {
        let file = Pcap::new(Order::Little, MICROSECONDS, link).packet(0, 0, &frame).octets;
        let found = error(&file);
        assert_eq!(found, CaptureError { kind, offset: 40 + at });
        assert!(!found.is_fatal());
    }
}

/// Frames that end anywhere, and say nothing of having been cut: each is an error that names what is missing, or is none of
/// a kind that is read.
#[test]
fn frames_that_end_anywhere_tell_what_is_missing() {
    let datagram = udp(6000, 1516, b"payload");
    let v4 = ipv4(UDP, &[0x94, 4, 0, 0], &datagram);
    let v6 = ipv6(0, &ipv6_options(60, &ipv6_options(UDP, &datagram)));
    let fragment = ipv6(44, &ipv6_fragment(UDP, 9, 0, false, &datagram));
    let frames = [
        (1, ethernet(0x0800, &v4)),
        (1, ethernet(0x8100, &vlan(0x8100, &vlan(0x86DD, &v6)))),
        (113, cooked(0x0800, &v4)),
        (276, cooked2(0x86DD, &v6)),
        (101, fragment),
        (0, [&[2, 0, 0, 0][..], &v4].concat()),
    ];
    for (link, frame) in frames {
        assert!(last(&Pcap::new(Order::Little, MICROSECONDS, link).packet(0, 0, &frame).octets).is_ok());
        for length in 0..frame.len() {
            let file = Pcap::new(Order::Little, MICROSECONDS, link).packet(0, 0, &frame[..length]).octets;
            let found = error(&file);
            let Kind::Header { needed, present, .. } = found.kind else {
                panic!("{length} octets of link {link}: {found}")
            };
            assert!(needed > present, "{length} octets of link {link}: {found}");
            assert_eq!(found.offset + u64::from(present), 40 + length as u64, "link {link}: {found}");
        }
    }
}

#[test]
fn a_failing_source_is_an_error_with_its_place_and_interruptions_are_not() {
    struct Failing<'a>(&'a [u8], bool);
    impl Read for Failing<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            self.1 = !self.1;
            if self.1 {
                return Err(io::ErrorKind::Interrupted.into());
            }
            match self.0.read(buffer)? {
                0 => Err(io::ErrorKind::ConnectionReset.into()),
                read => Ok(read),
            }
        }
    }
    let file = Pcap::new(Order::Little, MICROSECONDS, 1).packet(0, 0, &frame(b"one")).octets;
    let (seen, _) = read_all(Failing(&file, false)).unwrap();
    let kind = Kind::Io(io::ErrorKind::ConnectionReset);
    assert!(seen[0].is_ok());
    assert_eq!(seen[1], Err(CaptureError { kind, offset: file.len() as u64 }));
}

#[test]
fn errors_read_well_and_stay_small() {
    let kind = Kind::Truncated { part: Part::Record, needed: 61, present: 20 };
    let error = CaptureError { kind, offset: 85 };
    let expected = "byte 85: the file ends within a packet record: 61 octets needed, 20 present";
    assert_eq!(error.to_string(), expected);
    assert!(size_of::<CaptureError>() <= 24);
}

fn good_files() -> impl Strategy<Value = Vec<u8>> {
    let frames = || {
        prop::collection::vec(
            prop_oneof![
                prop::collection::vec(any::<u8>(), 0..80),
                prop::collection::vec(any::<u8>(), 0..80).prop_map(|payload| frame(&payload)),
                (any::<u8>(), prop::collection::vec(any::<u8>(), 0..80))
                    .prop_map(|(next, payload)| ethernet(0x86DD, &ipv6(next, &payload))),
            ],
            0..6,
        )
    };
    let order = || prop_oneof![Just(Order::Little), Just(Order::Big)];
    let link = || prop_oneof![Just(0), Just(1), Just(101), Just(113), Just(276), any::<u16>()];
    prop_oneof![
        (order(), any::<bool>(), link(), frames()).prop_map(|(order, nanos, link, frames)| {
            let magic = if nanos { NANOSECONDS } else { MICROSECONDS };
            let file = Pcap::new(order, magic, link.into());
            frames.iter().fold(file, |file, frame| file.packet(1, 2, frame)).octets
        }),
        (order(), link(), any::<u8>(), any::<u64>(), frames()).prop_map(
            |(order, link, resolution, count, frames)| {
                let file = PcapNg::new(order).interface(link, 0, &[(9, &[resolution])]);
                frames.iter().fold(file, |file, frame| file.enhanced(0, count, frame)).octets
            }
        ),
    ]
}

proptest! {
    #[test]
    fn random_octets_never_panic(octets in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = read_all(octets.as_slice());
    }

    #[test]
    fn damaged_files_never_panic_and_never_run_on(
        mut file in good_files(),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..8),
    ) {
        for (index, octet) in damage {
            let at = index.index(file.len());
            file[at] = octet;
        }
        if let Ok((seen, _)) = read_all(file.as_slice()) {
            prop_assert!(seen.len() <= file.len());
        }
    }

    #[test]
    fn cut_files_give_a_prefix_of_what_the_whole_gives(file in good_files(), cut in any::<prop::sample::Index>()) {
        let cut = cut.index(file.len() + 1);
        let (whole, _) = read_all(file.as_slice()).unwrap();
        if let Ok((mut seen, _)) = read_all(&file[..cut]) {
            if matches!(seen.last(), Some(Err(error)) if error.is_fatal()) {
                seen.pop();
            }
            prop_assert_eq!(&whole[..seen.len()], seen.as_slice());
        }
    }
}
