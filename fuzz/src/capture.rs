//! Capture files: whatever is in them, and however a reader gets at it.

use std::io::{self, Read, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use v2x::capture::{Carrier, Counts, ETHER_TYPE_GEONETWORKING, Packet, Reader, Uncompressed};
use v2x::{Decoder, Expect};

/// A file that decompresses to more is not looked at further: 4 KiB, a fuzzer's longest file, make 4 MiB at most (RFC 1951).
const LONGEST: u64 = 16 << 20;

/// A capture reads the same in one piece and octet by octet. Every packet is counted once, its payload lies where it is said
/// to lie, and is walked; errors point into the file.
pub fn law(octets: &[u8]) {
    let mut file = Vec::new();
    // What could be decompressed before an error is a file too.
    let _ = Uncompressed::new(octets).and_then(|reader| reader.take(LONGEST).read_to_end(&mut file));
    let whole = read(file.as_slice(), &file);
    assert_eq!(whole, read(Drip(&file), &file));
}

/// What reading gave: the place and the length of each payload, and the counts. An error is the place that it names alone.
type Found = (Vec<(u64, Option<usize>)>, Counts);

/// Reads to the end; `None` if it is no capture.
fn read(from: impl Read, file: &[u8]) -> Option<Found> {
    let mut reader = Reader::new(from).ok()?;
    let mut found = Vec::new();
    while let Some(packet) = reader.next_packet() {
        match packet {
            Ok(packet) => {
                look(&packet, file);
                found.push((packet.frame_offset, Some(packet.payload.len())));
            }
            Err(error) => {
                assert!(error.offset <= file.len() as u64, "{error:?}");
                found.push((error.offset, None));
            }
        }
    }
    let counts = reader.counts();
    let sum =
        counts.delivered + counts.faulty + counts.unsupported_link + counts.fragments + counts.skipped();
    assert_eq!(counts.packets, sum, "{counts:?}");
    assert!(reader.position() <= file.len() as u64);
    Some((found, counts))
}

fn look(packet: &Packet<'_>, file: &[u8]) {
    if let Some(header) = packet.header_length {
        let start = packet.frame_offset as usize + header;
        assert_eq!(&file[start..start + packet.payload.len()], packet.payload);
    }
    match packet.carrier {
        Carrier::EtherType { ether_type: ETHER_TYPE_GEONETWORKING, .. } => {
            let _ = Decoder::new().expect(Expect::GeoNetworking).walk(packet.payload);
        }
        Carrier::EtherType { .. } => {
            let _ = Decoder::new().expect(Expect::Wsmp).walk(packet.payload);
        }
        _ => super::open(Decoder::new(), packet.payload),
    }
}

/// Gives one octet at a time.
struct Drip<'a>(&'a [u8]);

impl Read for Drip<'_> {
    fn read(&mut self, out: &mut [u8]) -> io::Result<usize> {
        let few = out.len().min(1);
        self.0.read(&mut out[..few])
    }
}

/// Files of every container and link that is read, around one packet of WSMP: their names and octets.
pub fn seeds(wsmp: &[u8]) -> Vec<(String, Vec<u8>)> {
    let datagram = udp(wsmp);
    let packet = ipv4(0, &datagram);
    // Two fragments: 16 octets with more to come, and the rest at offset 2 (in eights); the last one never comes in `cut`.
    let first = ethernet(0x0800, &ipv4(0x2000, &datagram[..16]));
    let last = ethernet(0x0800, &ipv4(2, &datagram[16..]));
    let plain = ethernet(0x0800, &packet);
    let mut tagged = vec![0x60, 0x05, 0x08, 0x00];
    tagged.extend(&packet);
    let cooked = [&[0, 0, 0, 1, 0, 6, 2, 0, 0, 0, 0, 7, 0, 0, 0x08, 0x00][..], &packet].concat();
    let cooked2 = [&[0x08, 0, 0, 0, 0, 0, 0, 3, 0, 1, 4, 6, 2, 0, 0, 0, 0, 7, 0, 0][..], &packet].concat();
    let beacon = [&[0x11, 0, 0x50, 1, 0, 0x10, 0, 0, 0, 0, 0, 1][..], &[0; 24]].concat();
    let mut files: Vec<(String, Vec<u8>)> = [
        ("ethernet", pcap(u32::to_le_bytes, 1, &[&plain])),
        ("big-endian", pcap(u32::to_be_bytes, 1, &[&plain])),
        ("vlan", pcap(u32::to_le_bytes, 1, &[&ethernet(0x8100, &tagged)])),
        ("wsmp", pcap(u32::to_le_bytes, 1, &[&ethernet(0x88DC, wsmp)])),
        ("geonetworking", pcap(u32::to_le_bytes, 1, &[&ethernet(0x8947, &beacon)])),
        ("raw-ipv6", pcap(u32::to_le_bytes, 101, &[&ipv6(&datagram)])),
        ("loopback", pcap(u32::to_le_bytes, 0, &[&[&[2, 0, 0, 0], &packet[..]].concat()])),
        ("cooked", pcap(u32::to_le_bytes, 113, &[&cooked])),
        ("cooked-2", pcap(u32::to_le_bytes, 276, &[&cooked2])),
        ("fragments", pcap(u32::to_le_bytes, 1, &[&first, &last])),
        ("fragments-cut", pcap(u32::to_le_bytes, 1, &[&first, &first])),
        ("pcapng", pcapng(u32::to_le_bytes, &plain)),
        ("pcapng-big-endian", pcapng(u32::to_be_bytes, &plain)),
    ]
    .map(|(name, file)| (name.to_owned(), file))
    .into();
    for name in ["ethernet", "pcapng"] {
        let file = files.iter().find(|(other, _)| other == name).map(|(_, file)| gzip(file)).expect("above");
        files.push((format!("{name}-gz"), file));
    }
    files
}

fn gzip(file: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(file).and_then(|()| encoder.finish()).expect("memory can be written")
}

/// The order of octets in a file.
type Order = fn(u32) -> [u8; 4];

fn pcap(order: Order, link: u32, frames: &[&[u8]]) -> Vec<u8> {
    // Major and minor version are two halves of a word.
    let version = if order(1)[0] == 1 { 0x0004_0002 } else { 0x0002_0004 };
    let mut file = [0xA1B2_C3D4, version, 0, 0, 65_535, link].map(order).concat();
    for (second, frame) in (1_750_172_378..).zip(frames) {
        file.extend([second, 250, frame.len() as u32, frame.len() as u32].map(order).concat());
        file.extend(*frame);
    }
    file
}

/// A frame in each kind of packet block, on an interface that counts 2^-10 seconds, and a block that is passed over.
fn pcapng(order: Order, frame: &[u8]) -> Vec<u8> {
    let block = |kind: u32, words: &[u32], octets: &[u8]| {
        let mut body: Vec<u8> = words.iter().flat_map(|word| order(*word)).collect();
        body.extend(octets);
        body.resize(body.len().next_multiple_of(4), 0);
        let length = order(body.len() as u32 + 12);
        [&order(kind)[..], &length, &body, &length].concat()
    };
    let half = |value: u16| order(u32::from(value) << 16 | u32::from(value));
    // Half words: those of the link type and of an option's code and length.
    let of = |first: u16, second: u16| {
        let (first, second) = (half(first), half(second));
        [first[0], first[1], second[2], second[3]]
    };
    let length = frame.len() as u32;
    let resolution = [&of(9, 1)[..], &[0x8A, 0, 0, 0], &[0; 4]].concat();
    let interface = [&of(1, 0)[..], &order(65_535), &resolution].concat();
    [
        block(0x0A0D_0D0A, &[0x1A2B_3C4D], &[&of(1, 0)[..], &[0xFF; 8]].concat()),
        block(1, &[], &interface),
        block(6, &[0, 1, 2, length, length], frame),
        block(3, &[length], frame),
        block(2, &[0, 1, 2, length, length], frame),
        block(10, &[1], b"passed over"),
    ]
    .concat()
}

fn ethernet(ether_type: u16, payload: &[u8]) -> Vec<u8> {
    [&[0xFF; 6][..], &[2, 0, 0, 0, 0, 7], &ether_type.to_be_bytes(), payload].concat()
}

/// `fragment`: flags and offset.
fn ipv4(fragment: u16, payload: &[u8]) -> Vec<u8> {
    let total = (20 + payload.len() as u16).to_be_bytes();
    let rest = [64, 17, 0, 0, 192, 0, 2, 1, 192, 0, 2, 2];
    [&[0x45, 0][..], &total, &[0, 7], &fragment.to_be_bytes(), &rest, payload].concat()
}

fn ipv6(payload: &[u8]) -> Vec<u8> {
    let address = |last| [0x20, 0x01, 0x0D, 0xB8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last];
    let length = (payload.len() as u16).to_be_bytes();
    [&[0x60, 0, 0, 0][..], &length, &[17, 64], &address(1), &address(2), payload].concat()
}

fn udp(payload: &[u8]) -> Vec<u8> {
    let length = (8 + payload.len() as u16).to_be_bytes();
    [&4096_u16.to_be_bytes()[..], &44_990_u16.to_be_bytes(), &length, &[0, 0], payload].concat()
}
