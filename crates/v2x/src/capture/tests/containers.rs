//! Classic pcap and pcapng: byte orders, clocks, interfaces, blocks.

use std::io::Write;
use std::vec;
use std::vec::Vec;

use super::super::{CaptureErrorKind, Uncompressed};
use super::synth::{MICROSECONDS, NANOSECONDS, Order, Pcap, PcapNg, UDP, ethernet, ipv4, udp};
use super::{Trickle, only, packets, read_all};

const ORDERS: [Order; 2] = [Order::Little, Order::Big];

/// UDP from 4096 to 44990 over IPv4 over Ethernet: 42 octets of headers.
fn frame(payload: &[u8]) -> Vec<u8> {
    ethernet(0x0800, &ipv4(UDP, &[], &udp(4096, 44_990, payload)))
}

#[test]
fn classic_in_both_orders_and_precisions() {
    for order in ORDERS {
        for (magic, nanos) in [(MICROSECONDS, 1_000), (NANOSECONDS, 1)] {
            let file = Pcap::new(order, magic, 1).packet(1_750_172_378, 250, &frame(b"abc")).octets;
            let packet = only(&file);
            assert_eq!(packet.payload, b"abc", "{order:?} {magic:x}");
            assert_eq!(packet.nanos, Some(1_750_172_378_000_000_000 + 250 * nanos));
            assert_eq!(packet.ports, (Some(4096), Some(44_990)));
            assert_eq!((packet.number, packet.interface), (1, 0));
            assert_eq!((packet.frame_offset, packet.header_length), (40, Some(42)));
        }
    }
}

#[test]
fn modified_classic_records_have_eight_octets_more() {
    let mut file = Pcap::new(Order::Little, 0xa1b2_cd34, 1).octets;
    let frame = frame(b"abc");
    for word in [5, 6, frame.len() as u32, frame.len() as u32, 0, 0] {
        file.extend(Order::Little.u32(word));
    }
    file.extend(frame);
    assert_eq!(only(&file).payload, b"abc");
}

#[test]
fn classic_header_may_tell_of_frame_check_sequences() {
    let file = Pcap::new(Order::Little, MICROSECONDS, 0x1400_0001).packet(0, 0, &frame(b"x")).octets;
    assert_eq!(only(&file).payload, b"x");
}

#[test]
fn empty_files_have_no_packets() {
    for order in ORDERS {
        assert_eq!(packets(&Pcap::new(order, MICROSECONDS, 1).octets).0, []);
        assert_eq!(packets(&PcapNg::new(order).octets).0, []);
    }
}

#[test]
fn each_interface_has_its_own_link_and_clock() {
    for order in ORDERS {
        let offset = order.u64(1_000);
        let file = PcapNg::new(order)
            .interface(1, 0, &[(2, b"eth0"), (9, &[9])])
            .interface(101, 0, &[(9, &[0x80 | 10]), (14, &offset)])
            .interface(101, 0, &[])
            .enhanced(1, 1024 + 512, &ipv4(UDP, &[], &udp(1, 2, b"raw")))
            .enhanced(0, 1_750_172_378_000_000_007, &frame(b"ethernet"))
            .enhanced(2, 3_000_005, &ipv4(UDP, &[], &udp(1, 2, b"micro")))
            .octets;
        let (seen, counts) = packets(&file);
        let brief: Vec<_> = seen.iter().map(|p| (p.interface, p.nanos, p.payload.as_slice())).collect();
        assert_eq!(
            brief,
            [
                (1, Some(1_001_500_000_000), &b"raw"[..]),
                (0, Some(1_750_172_378_000_000_007), b"ethernet"),
                (2, Some(3_000_005_000), b"micro"),
            ],
            "{order:?}"
        );
        assert_eq!(counts.delivered, 3);
    }
}

#[test]
fn sections_change_byte_order_and_forget_interfaces() {
    let file = PcapNg::new(Order::Big)
        .interface(1, 0, &[])
        .enhanced(0, 1, &frame(b"big"))
        .section(Order::Little)
        .interface(101, 0, &[])
        .enhanced(0, 2, &ipv4(UDP, &[], &udp(1, 2, b"little")))
        .octets;
    let payloads: Vec<_> = packets(&file).0.into_iter().map(|packet| packet.payload).collect();
    assert_eq!(payloads, [&b"big"[..], b"little"]);
}

#[test]
fn simple_packets_have_no_time_and_end_at_the_snap_length() {
    let whole = frame(b"abcde");
    for order in ORDERS {
        let file = PcapNg::new(order).interface(1, 0, &[]).simple(whole.len() as u32, &whole).octets;
        let packet = only(&file);
        assert_eq!((packet.payload.as_slice(), packet.nanos), (&b"abcde"[..], None));

        let snapped = whole.len() as u32 - 1;
        let file = PcapNg::new(order)
            .interface(1, snapped, &[])
            .simple(whole.len() as u32, &whole[..whole.len() - 1])
            .octets;
        let (seen, counts) = read_all(file.as_slice()).expect("the header is good");
        assert!(seen[0].is_err());
        assert_eq!(counts.faulty, 1);
    }
}

#[test]
fn obsolete_packet_blocks_are_read() {
    for order in ORDERS {
        let file = PcapNg::new(order).interface(1, 0, &[]).obsolete(0, 1_000_001, &frame(b"old")).octets;
        let packet = only(&file);
        assert_eq!((packet.payload.as_slice(), packet.nanos), (&b"old"[..], Some(1_000_001_000)));
    }
}

#[test]
fn other_blocks_are_passed_over_whatever_their_length() {
    let file = PcapNg::new(Order::Little)
        .block(0x0000_0BAD, &[0; 8])
        .interface(1, 0, &[])
        .block(10, &vec![0xAA; 3_000_000])
        .block(5, &[0; 12])
        .enhanced(0, 1, &frame(b"after"))
        .octets;
    assert_eq!(only(&file).payload, b"after");
}

#[test]
fn octet_by_octet_gives_the_same() {
    let mut classic = Pcap::new(Order::Big, NANOSECONDS, 1);
    let mut next = PcapNg::new(Order::Big).interface(1, 0, &[]).block(10, &[1; 100]);
    for count in 0..50 {
        classic = classic.packet(count, count, &frame(&vec![count as u8; count as usize]));
        next = next.enhanced(0, u64::from(count), &frame(&vec![count as u8; count as usize]));
    }
    for file in [classic.octets, next.octets] {
        assert_eq!(read_all(Trickle(&file)), read_all(file.as_slice()));
        assert_eq!(packets(&file).0.len(), 50);
    }
}

#[test]
fn longest_packet_is_read_and_memory_stays_bounded() {
    let payload = vec![7; 65_507];
    let mut file = Pcap::new(Order::Little, MICROSECONDS, 1);
    for _ in 0..20 {
        file = file.packet(0, 0, &frame(&payload));
    }
    let (seen, _) = packets(&file.octets);
    assert!(seen.iter().all(|packet| packet.payload == payload));
}

#[test]
fn compressed_files_are_told_by_their_first_octets() {
    let file =
        Pcap::new(Order::Little, MICROSECONDS, 1).packet(1, 2, &frame(b"abc")).packet(3, 4, &frame(b"d"));
    let (whole, _) = read_all(file.octets.as_slice()).unwrap();
    // Two members in one file, as `cat a.gz b.gz` makes them.
    let (head, tail) = file.octets.split_at(50);
    let gzipped = [gzip(head), gzip(tail)].concat();
    for (octets, compressed) in [(&gzipped, true), (&file.octets, false)] {
        let reader = Uncompressed::new(octets.as_slice()).unwrap();
        assert_eq!(reader.is_compressed(), compressed);
        assert_eq!(read_all(reader).unwrap().0, whole);
    }
    // Cut in the middle: what came before is delivered, then the fault is told, and it is fatal.
    let cut = Uncompressed::new(&gzipped[..gzipped.len() - 9]).unwrap();
    let (seen, _) = read_all(cut).unwrap();
    let error = seen.last().unwrap().as_ref().unwrap_err();
    assert!(error.is_fatal() && matches!(error.kind, CaptureErrorKind::Io(_)), "{error}");
}

fn gzip(octets: &[u8]) -> Vec<u8> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::default());
    encoder.write_all(octets).unwrap();
    encoder.finish().unwrap()
}
