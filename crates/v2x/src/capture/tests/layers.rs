//! Link, network and transport headers around a payload.

use std::vec::Vec;

use super::super::{Carrier, ETHER_TYPE_GEONETWORKING, ETHER_TYPE_WSMP};
use super::synth::{
    MICROSECONDS, Order, Pcap, STATION, TCP, UDP, cooked, cooked2, ethernet, ipv4, ipv4_part, ipv6,
    ipv6_fragment, ipv6_options, udp, vlan,
};
use super::{Seen, only, packets, read_all};

fn capture(link: u32, frames: &[Vec<u8>]) -> Vec<u8> {
    let mut file = Pcap::new(Order::Little, MICROSECONDS, link);
    for (index, frame) in frames.iter().enumerate() {
        file = file.packet(index as u32, 0, frame);
    }
    file.octets
}

fn single(link: u32, frame: Vec<u8>) -> Seen {
    let length = frame.len();
    let packet = only(&capture(link, &[frame]));
    let header = packet.header_length.expect("it came in one piece");
    assert!(header + packet.payload.len() <= length);
    packet
}

fn datagram() -> Vec<u8> {
    udp(6000, 1516, b"payload")
}

#[test]
fn every_link_type_leads_to_the_datagram() {
    let v4 = ipv4(UDP, &[], &datagram());
    let v6 = ipv6(UDP, &datagram());
    let llc = [&[0xAA, 0xAA, 3, 0, 0, 0, 8, 0][..], &v4].concat();
    let family = |octets: [u8; 4], packet: &[u8]| [&octets[..], packet].concat();
    let cases = [
        ("Ethernet", 1, ethernet(0x0800, &v4)),
        ("Ethernet, IPv6", 1, ethernet(0x86DD, &v6)),
        ("VLAN", 1, ethernet(0x8100, &vlan(0x0800, &v4))),
        ("two VLANs", 1, ethernet(0x88A8, &vlan(0x8100, &vlan(0x86DD, &v6)))),
        ("802.3 with SNAP", 1, ethernet(llc.len() as u16, &llc)),
        ("cooked", 113, cooked(0x0800, &v4)),
        ("cooked, VLAN", 113, cooked(0x8100, &vlan(0x0800, &v4))),
        ("cooked, LLC", 113, cooked(4, &llc)),
        ("cooked, odd hardware type", 113, {
            let mut frame = cooked(0x0800, &v4);
            frame[2..4].copy_from_slice(&[0x12, 0x34]);
            frame
        }),
        ("cooked 2", 276, cooked2(0x86DD, &v6)),
        ("raw", 101, v4.clone()),
        ("raw of BSD", 12, v4.clone()),
        ("raw of OpenBSD", 14, v6.clone()),
        ("raw IPv4", 228, v4.clone()),
        ("raw IPv6", 229, v6.clone()),
        ("null, little endian", 0, family([2, 0, 0, 0], &v4)),
        ("null, big endian", 0, family([0, 0, 0, 2], &v4)),
        ("null, IPv6 of Darwin", 0, family([30, 0, 0, 0], &v6)),
        ("loop", 108, family([0, 0, 0, 24], &v6)),
    ];
    for (name, link, frame) in cases {
        let packet = single(link, frame);
        assert_eq!(packet.payload, b"payload", "{name}");
        assert_eq!(packet.ports, (Some(6000), Some(1516)), "{name}");
    }
}

#[test]
fn addresses_are_those_of_the_ip_header() {
    let v4 = single(101, ipv4(UDP, &[], &datagram()));
    let v6 = single(101, ipv6(UDP, &datagram()));
    let expected = |source: &str, destination: &str| Carrier::Udp {
        source: source.parse().unwrap(),
        destination: destination.parse().unwrap(),
    };
    assert_eq!(v4.carrier, expected("192.0.2.1:6000", "192.0.2.2:1516"));
    assert_eq!(v6.carrier, expected("[2001:db8::1]:6000", "[2001:db8::2]:1516"));
}

#[test]
fn options_and_extension_headers_are_passed_over() {
    let with_options = single(101, ipv4(UDP, &[0x94, 4, 0, 0, 1, 1, 1, 0], &datagram()));
    assert_eq!((with_options.payload.as_slice(), with_options.header_length), (&b"payload"[..], Some(36)));

    let routing = [&[UDP, 0, 0, 0, 0, 0, 0, 0][..], &datagram()].concat();
    let chain = ipv6_options(60, &ipv6_options(43, &routing));
    let extended = single(101, ipv6(0, &chain));
    assert_eq!((extended.payload.as_slice(), extended.header_length), (&b"payload"[..], Some(72)));

    let atomic = ipv6_fragment(UDP, 9, 0, false, &datagram());
    assert_eq!(single(101, ipv6(44, &atomic)).payload, b"payload");
}

#[test]
fn octets_after_the_datagram_are_left_out() {
    let mut frame = ethernet(0x0800, &ipv4(UDP, &[], &datagram()));
    frame.extend([0xEE; 9]);
    assert_eq!(single(1, frame).payload, b"payload");
    let longer = [&datagram()[..], &[0xEE; 3]].concat();
    assert_eq!(single(101, ipv4(UDP, &[], &longer)).payload, b"payload");
}

#[test]
fn a_datagram_length_of_zero_means_the_rest() {
    let mut open = datagram();
    open[4..6].copy_from_slice(&[0, 0]);
    assert_eq!(single(101, ipv4(UDP, &[], &open)).payload, b"payload");
}

#[test]
fn empty_datagrams_are_delivered() {
    assert_eq!(single(101, ipv4(UDP, &[], &udp(1, 2, b""))).payload, b"");
}

#[test]
fn radio_protocols_straight_on_the_link_are_delivered() {
    for ether_type in [ETHER_TYPE_WSMP, ETHER_TYPE_GEONETWORKING] {
        let expected = Carrier::EtherType { ether_type, source: Some(STATION) };
        for (link, frame) in [
            (1, ethernet(ether_type, b"\x03\x00\x20\x01x")),
            (1, ethernet(0x8100, &vlan(ether_type, b"\x03\x00\x20\x01x"))),
            (113, cooked(ether_type, b"\x03\x00\x20\x01x")),
            (276, cooked2(ether_type, b"\x03\x00\x20\x01x")),
        ] {
            let packet = single(link, frame);
            assert_eq!(packet.carrier, expected);
            assert_eq!(packet.payload, b"\x03\x00\x20\x01x");
            assert_eq!(packet.ports, (None, None));
        }
    }
}

#[test]
fn unrelated_packets_are_skipped_and_counted() {
    let file = capture(
        1,
        &[
            ethernet(0x0806, &[0; 28]),
            ethernet(0x0800, &ipv4(TCP, &[], &[0; 20])),
            ethernet(0x0800, &ipv4(1, &[], &[8, 0, 0, 0])),
            ethernet(0x86DD, &ipv6(58, &[135, 0, 0, 0])),
            ethernet(0x0800, &ipv4(2, &[], &[0x16; 8])),
            ethernet(0x88CC, &[2, 7]),
            ethernet(40, &[0x42; 40]),
            ethernet(0x0800, &ipv4(UDP, &[], &datagram())),
        ],
    );
    let (seen, counts) = packets(&file);
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].number, 8);
    assert_eq!((counts.arp, counts.tcp, counts.icmp, counts.other_ip, counts.other_link), (1, 1, 2, 1, 2));
    assert_eq!((counts.packets, counts.delivered, counts.skipped()), (8, 1, 7));
}

/// The parts of a datagram of `length` octets, as IPv4 packets.
fn parts4(identification: u16, length: usize, size: usize) -> Vec<Vec<u8>> {
    let payload: Vec<u8> = (0..length).map(|n| n as u8).collect();
    let whole = udp(6000, 1516, &payload);
    let count = whole.chunks(size).count();
    whole
        .chunks(size)
        .enumerate()
        .map(|(index, part)| {
            let more = u16::from(index + 1 < count) << 13;
            ipv4_part(UDP, &[], identification, more | (index * size / 8) as u16, part)
        })
        .collect()
}

#[test]
fn ipv4_fragments_are_put_together_in_any_order() {
    let mut parts = parts4(7, 2500, 1000);
    for _ in 0..parts.len() {
        parts.rotate_left(1);
        let (seen, counts) = packets(&capture(101, &parts));
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].payload, (0..2500).map(|n| n as u8).collect::<Vec<_>>());
        assert_eq!((seen[0].ports, seen[0].header_length), ((Some(6000), Some(1516)), None));
        assert_eq!((counts.fragments, counts.fragments_given_up), (2, 0));
    }
}

#[test]
fn interleaved_fragments_are_kept_apart() {
    let mixed: Vec<_> =
        parts4(1, 42, 16).into_iter().zip(parts4(2, 47, 16)).flat_map(|(a, b)| [a, b]).collect();
    let lengths: Vec<_> =
        packets(&capture(101, &mixed)).0.iter().map(|packet| packet.payload.len()).collect();
    assert_eq!(lengths, [42, 47]);
}

#[test]
fn ipv6_fragments_are_put_together() {
    let whole = udp(6000, 1516, &[9; 100]);
    let first = ipv6(44, &ipv6_fragment(UDP, 77, 0, true, &whole[..64]));
    let last = ipv6(44, &ipv6_fragment(UDP, 77, 64, false, &whole[64..]));
    for order in [[first.clone(), last.clone()], [last, first]] {
        let (seen, _) = packets(&capture(101, &order));
        assert_eq!(seen.len(), 1);
        assert_eq!(seen[0].payload, [9; 100]);
    }
}

#[test]
fn missing_fragments_are_given_up_after_a_while() {
    let parts = parts4(7, 100, 64);
    let file =
        Pcap::new(Order::Little, MICROSECONDS, 101).packet(0, 0, &parts[0]).packet(31, 0, &parts[1]).octets;
    let (seen, counts) = packets(&file);
    assert_eq!(seen, []);
    assert_eq!((counts.fragments, counts.fragments_given_up), (2, 2));
}

#[test]
fn a_flood_of_first_fragments_is_bounded() {
    let first: Vec<_> = (0..1000).map(|id| parts4(id, 100, 64).remove(0)).collect();
    let (seen, counts) = packets(&capture(101, &first));
    assert_eq!(seen, []);
    assert_eq!((counts.fragments, counts.fragments_given_up), (1000, 1000));
}

#[test]
fn contradicting_fragments_are_an_error_and_reading_goes_on() {
    let frames =
        [ipv4_part(UDP, &[], 5, 1, &[0; 8]), ipv4_part(UDP, &[], 5, 9, &[0; 8]), ipv4(UDP, &[], &datagram())];
    let (seen, counts) = read_all(capture(101, &frames).as_slice()).unwrap();
    assert!(seen[0].as_ref().is_err_and(|error| !error.is_fatal()));
    assert!(seen[1].as_ref().is_ok_and(|packet| packet.payload == b"payload"));
    assert_eq!((counts.faulty, counts.fragments_given_up), (1, 1));
}
