//! `v2x inspect`, as built.

mod common;

use std::io::Write as _;
use std::path::{Path, PathBuf};

use common::{recorded, text, v2x};

/// WSMP for the service 0x20 around an empty message, and one octet behind it.
const PACKET: &str = "03002004002c0100ee";

#[test]
fn a_datagram_is_a_tree_with_places() {
    let ran = v2x(&["inspect", PACKET], b"");
    assert_eq!(ran.status, 0, "{}", ran.err);
    let expected = "\
line 1, 9 octets
offset   len
     0     8  WSMP
     0     1    version  3
     1     1    TPID  0 (PSID)
     2     1    PSID  0x20 (BSM)
     3     1    length  4 octets
     8     1    octets after it  ee
     4     4  PersonalSafetyMessage2  SAE J2735
                messageId  44
                value  present

";
    assert_eq!(ran.out, expected);
}

#[test]
fn colours_come_when_they_are_asked_for() {
    assert!(!v2x(&["inspect", PACKET], b"").out.contains('\x1b'));
    let colored = v2x(&["inspect", "--color", "always", PACKET], b"").out;
    assert!(
        colored.contains("\x1b[1mWSMP\x1b[0m") && colored.contains("\x1b[36m0x20 (BSM)\x1b[0m"),
        "{colored:?}"
    );
}

#[test]
fn broken_lines_are_shown_as_far_as_they_go() {
    let input = format!("{PACKET}\n0014\nxyz\n");
    let ran = v2x(&["inspect"], input.as_bytes());
    assert_eq!(ran.status, 1);
    for part in
        ["line 1, 9", "line 2, 2 octets", "error  j2735 frame", "line 3: 'x' is not a hexadecimal digit"]
    {
        assert!(ran.out.contains(part), "{part}: {}", ran.out);
    }
    let only = v2x(&["inspect", "--number", "2"], input.as_bytes()).out;
    assert!(only.starts_with("line 2") && !only.contains("line 3"), "{only}");
    let none = v2x(&["inspect", "--number", "4"], input.as_bytes());
    assert!(none.status == 1 && none.out.is_empty() && none.err.contains('4'), "{}{}", none.out, none.err);
}

#[test]
fn text_for_roadside_units_is_no_chinese_frame() {
    // An M begins an RSI message of the Chinese set.
    let text = "MessageType=TIM\nMessagePayload=002b0100\n";
    let digits: String = text.bytes().map(|octet| format!("{octet:02x}")).collect();
    let ran = v2x(&["inspect", &digits], b"");
    assert_eq!(ran.status, 0);
    assert!(ran.out.contains("RSU text") && ran.out.contains("RoadGeometryAndAttributes"), "{}", ran.out);
}

#[test]
fn text_of_strangers_does_not_command_the_terminal() {
    let text = "Version=0.7\nType=\x1b[31mTIM\x07\nPayload=002b0100\n";
    let digits: String = text.bytes().map(|octet| format!("{octet:02x}")).collect();
    let ran = v2x(&["inspect", &digits], b"");
    assert!(ran.out.contains("Type  \\u{1b}[31mTIM\\u{7}"), "{}", ran.out);
    assert!(!ran.out.contains('\x1b'));
}

/// A pcap file of two packets of WSMP straight on Ethernet.
fn capture() -> Vec<u8> {
    let frame = [&[0xFF; 12][..], &[0x88, 0xDC], &[3, 0, 0x20, 4, 0, 0x2C, 1, 0]].concat();
    let header = [0xA1B2_C3D4_u32, 0x0004_0002, 0, 0, 65_535, 1];
    let mut file = header.map(u32::to_le_bytes).concat();
    for seconds in [1_750_172_378_u32, 1_750_172_379] {
        let lengths = [frame.len() as u32; 2];
        file.extend([seconds, 250, lengths[0], lengths[1]].map(u32::to_le_bytes).concat());
        file.extend(&frame);
    }
    file
}

/// What the link calls GeoNetworking is nothing else, although it begins as a Chinese MAP may, and its message is ETSI's.
#[test]
fn packets_are_what_their_link_says() {
    let packet = [
        &[0xFF; 12][..],
        &[0x89, 0x47, 0x11, 0x00, 0x1A, 0x01, 0x20, 0x50, 0x02, 0x80, 0x00, 0x08, 0x01, 0x00],
        &[0; 28],
        &[0x07, 0xD1, 0, 0, 2, 2, 0, 0],
    ]
    .concat();
    let mut octets = capture()[..24].to_vec();
    octets
        .extend([1_750_172_378, 0, packet.len() as u32, packet.len() as u32].map(u32::to_le_bytes).concat());
    octets.extend(&packet);
    let ran = v2x(&["inspect"], &octets);
    assert!(ran.out.contains("GeoNetworking common header") && ran.out.contains("2001 (CAM)"), "{}", ran.out);
    assert!(!ran.out.contains("CSAE"), "{}", ran.out);
    // A line is told by its headers too, where these take all of it.
    let line: String = packet[14..].iter().map(|octet| format!("{octet:02x}")).collect();
    assert!(v2x(&["inspect", &line], b"").out.contains("2001 (CAM)"));
    assert_eq!(v2x(&["decode", &line], b"").json()[0]["error"]["kind"], "etsi");
}

fn file(name: &str, octets: &[u8]) -> PathBuf {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::File::create(&path).and_then(|mut file| file.write_all(octets)).expect("it can be written");
    path
}

#[test]
fn captures_are_told_by_their_first_octets() {
    let path = file("inspect.capture", &capture());
    let ran = v2x(&["inspect", path.to_str().expect("text")], b"");
    assert_eq!((ran.status, ran.out.matches("PersonalSafetyMessage2").count()), (0, 2), "{}", ran.err);
    let heading = "packet 2, 1750172379.000250, EtherType 0x88dc, 8 octets\n";
    let second = v2x(&["inspect", path.to_str().expect("text"), "--number", "2"], b"");
    assert!(second.out.starts_with(heading), "{}", second.out);
    // By standard input too, with or without its name.
    for arguments in [&["inspect"][..], &["inspect", "-"]] {
        assert_eq!(v2x(arguments, &capture()).out, ran.out);
    }
    let two = v2x(&["inspect", path.to_str().expect("text"), path.to_str().expect("text")], b"");
    assert!(two.status == 2 && two.err.contains("alone"), "{}", two.err);
}

#[test]
fn faults_without_end_are_counted() {
    // Records of no octets: none has a link header.
    let mut octets = [0xA1B2_C3D4_u32, 0x0004_0002, 0, 0, 65_535, 1].map(u32::to_le_bytes).concat();
    octets.extend([0; 16 * 12]);
    let ran = v2x(&["inspect"], &octets);
    assert_eq!((ran.status, ran.err.lines().count()), (1, 6), "{}", ran.err);
    assert!(ran.err.ends_with("7 further faults of packets\n"), "{}", ran.err);
}

#[test]
fn recorded_samples_are_shown_without_an_error() {
    let Some(lines) = recorded("encapsulations.jsonl") else { return };
    for line in lines.iter().filter(|line| line["hex"].is_string()) {
        let name = text(line, "name");
        // Headers of a vendor or of a link around, and framing that has to be told.
        if name.starts_with("vendor") || name.starts_with("Ethernet") || name.contains("cloud") {
            continue;
        }
        let ran = v2x(&["inspect", text(line, "hex")], b"");
        assert_eq!(ran.status, 0, "{name}: {}", ran.out);
    }
}

#[test]
fn bits_are_shown_on_request() {
    let plain = v2x(&["inspect", "002b0100"], b"");
    assert!(!plain.out.contains("bits of the frame"));
    let ran = v2x(&["inspect", "--bits", "002b0100"], b"");
    let lines: Vec<_> =
        ran.out.lines().skip_while(|line| !line.contains("bits of the frame")).skip(1).collect();
    let wanted = [
        "     0     1  0  MessageFrame",
        "     1    15  0000 0000 0101 011  MessageFrame.messageId",
        "    16     8  0000 0001  MessageFrame.value",
        "    24     8  0000 0000  padding",
        "",
    ];
    assert_eq!((ran.status, lines), (0, wanted.to_vec()), "{}", ran.out);
}
