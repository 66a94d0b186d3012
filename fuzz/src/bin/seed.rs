//! Writes the seeds of the corpus from the vectors of `crates/v2x/tests/vectors`: a few dozen small files a target, named
//! after what they hold. Run from anywhere: `cargo run --manifest-path fuzz/Cargo.toml --bin seed`.

use std::collections::BTreeMap;
use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use serde::de::DeserializeSeed;
use serde_json::Value;
use v2x::envelope::dsmp::{Dsm, DsmpOption, Options};
use v2x::envelope::geonetworking::{Area, Basic, Extended, LongPosition, Packet, Sequence, Shape};
use v2x::envelope::rsu_cloud::{Framing, Upload};
use v2x::envelope::rsu_text::{Channel, RsuText};
use v2x::envelope::tscbm::{Demand, Numbers, Tscbm};
use v2x::envelope::wsmp::{Address, Element, Elements, Wsm};
use v2x::envelope::{Aid, Psid};

/// How many frames of one message: the smallest ones, so that a fuzzer's changes hit structure and not filling.
const FRAMES_PER_MESSAGE: usize = 2;

type Result<T> = std::result::Result<T, Box<dyn Error>>;

fn main() -> Result<()> {
    let mut json = Vec::new();
    for (number, target, file) in [
        (0u8, "j2735", "j2735-2024.jsonl"),
        (1, "csae2020", "csae-2020.jsonl"),
        (2, "csae2019", "csae-2019.jsonl"),
    ] {
        for (name, line) in smallest(&read(file)?) {
            write(target, &name, &octets(&line)?)?;
            if name.ends_with("-0") {
                write(
                    "xml",
                    &format!("{target}-{name}"),
                    &[&[number][..], xml(number, &line)?.as_bytes()].concat(),
                )?;
            }
            let text = [&[number][..], line["jer"].to_string().as_bytes()].concat();
            json.push((format!("{target}-{name}"), text));
        }
    }
    for (name, text) in json {
        write("json", &name, &text)?;
    }
    let frame = octets(smallest(&read("j2735-2024.jsonl")?)["BasicSafetyMessage-0"].clone())?;
    let secured = read("ieee1609dot2.jsonl")?;
    for line in &secured {
        let name = line["name"].as_str().unwrap_or_default().replace([' ', ','], "-");
        write("ieee1609dot2", &name, &octets(line)?)?;
        write("walk", &name, &[&[0][..], &octets(line)?].concat())?;
    }
    for (name, octets) in laws::signed::world().seeds() {
        write("signed", &name, &octets)?;
    }
    headers(&frame)?;
    captures(&frame)?;
    geonetworking(&secured)?;
    roadside(&frame)
}

/// Seeds of capture files.
fn captures(frame: &[u8]) -> Result<()> {
    let mut packet = Vec::new();
    Wsm::new(Psid::BSM, frame).write(&mut packet)?;
    laws::capture::seeds(&packet).iter().try_for_each(|(name, file)| write("capture", name, file))
}

/// Seeds of GeoNetworking: each extended header, and secured data as the walk sees it.
fn geonetworking(secured: &[Value]) -> Result<()> {
    let source = LongPosition { speed: -1, heading: 900, ..LongPosition::default() };
    let (sequence, area) = (Sequence::default(), Area { distance_a: 100, ..Area::default() });
    let payload = [0x07, 0xD1, 0, 0, 2, 1, 0];
    for extended in [
        Extended::Anycast(sequence, source, Shape::Circle, area),
        Extended::Beacon(source),
        Extended::Broadcast(sequence, source, Shape::Ellipse, area),
        Extended::LocationRequest(sequence, source, source.at.address),
        Extended::LocationReply(sequence, source, source.at),
        Extended::SingleHop(source, [0; 4]),
        Extended::TopologyScoped(sequence, source),
        Extended::Unicast(sequence, source, source.at),
    ] {
        let mut packet = Vec::new();
        Basic { remaining_hops: 1, ..Basic::default() }.write(&mut packet);
        Packet::new(extended, &payload).write(&mut packet)?;
        write("geonetworking", extended.name(), &packet)?;
        write("walk", &format!("geonetworking-{}", extended.name()), &[&[0][..], &packet].concat())?;
    }
    let signed = secured.first().ok_or("no secured data")?;
    write("walk", "geonetworking-secured", &[&[0, 0x12, 0, 0x50, 1][..], &octets(signed)?].concat())
}

/// Seeds of what is not a header: text, uploads, the push of controllers.
fn roadside(frame: &[u8]) -> Result<()> {
    let mut text = Vec::new();
    RsuText {
        message_type: Some("BSM"),
        psid: Some(Psid::BSM),
        channel: Some(Channel::Number(183)),
        interval: Some(0),
        signature: Some(true),
        ..RsuText::new(frame)
    }
    .write(&mut text);
    write("rsu_text", "short-keys", &text)?;
    let long = "# text\r\nMessageType=MAP\r\nTransmissionMode=ALT\r\nTransmissionChannel=SCH1\r\n\
        MessageDeliveryStart=11/23/2026, 14:05\r\nMessagePayload=00 12\r\n00\r\nVendor=1\r\n";
    write("rsu_text", "long-keys", long.as_bytes())?;
    for (name, framing, frames) in
        [("single", Framing::Single, &[frame][..]), ("counted", Framing::Counted, &[frame, &[], &frame[..9]])]
    {
        let mut upload = Vec::new();
        Upload::write(*b"unit_123", 1_600_000_000_000, framing, frames, &mut upload)?;
        write("rsu_cloud", name, &upload)?;
    }
    let mut message = Tscbm::default();
    message.phases.green = Numbers::of([2, 6]);
    for (name, demand) in [("short", None), ("long", Some(Demand::default()))] {
        let mut push = Vec::new();
        Tscbm { demand, ..message }.write(&mut push);
        write("tscbm", name, &push)?;
    }
    Ok(())
}

/// Seeds of WSMP and DSMP, alone and as the walk sees them.
fn headers(frame: &[u8]) -> Result<()> {
    let elements = [
        Element { id: Element::TRANSMIT_POWER, value: &[20] },
        Element { id: Element::CHANNEL, value: &[172] },
        Element { id: Element::DATA_RATE, value: &[12] },
    ];
    let ports = Address::Ports { source: 1, destination: 2 };
    let plain = Wsm::new(Psid::BSM, frame);
    let extended = Wsm { network: Some(Elements::from(&elements[..])), ..Wsm::new(Psid::MAP, frame) };
    let both = Wsm { transport: Some(Elements::from(&elements[..])), ..extended };
    for (name, wsm) in
        [("psid", plain), ("extended", extended), ("both", both), ("ports", Wsm::new(ports, frame))]
    {
        let (mut packet, mut with_options) = (Vec::new(), vec![0]);
        wsm.write(&mut packet)?;
        wsm.write(&mut with_options)?;
        write("wsmp", name, &packet)?;
        write("walk", &format!("wsmp-{name}"), &with_options)?;
    }
    let options = [DsmpOption { id: DsmpOption::TRANSMIT_POWER, value: &[23] }];
    let plain = Dsm::new(Aid::BSM, frame);
    let extended = Dsm { options: Some(Options::from(&options[..])), ..Dsm::new(Aid::RSM, frame) };
    for (name, dsm) in [("plain", plain), ("options", extended)] {
        let (mut packet, mut adapted) = (Vec::new(), vec![0]);
        dsm.write(&mut packet)?;
        dsm.write_adapted(&mut adapted)?;
        write("dsmp", name, &packet)?;
        write("walk", &format!("dsmp-{name}"), &adapted)?;
    }
    Ok(())
}

/// The XML of a frame.
fn xml(set: u8, line: &Value) -> Result<String> {
    let message = laws::seed_from(set).deserialize(&line["jer"])?;
    Ok(message.to_xer()?)
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn read(file: &str) -> Result<Vec<Value>> {
    let path = root().join("../crates/v2x/tests/vectors").join(file);
    fs::read_to_string(&path)?.lines().map(|line| Ok(serde_json::from_str(line)?)).collect()
}

/// The smallest frames of each message, by name and number.
fn smallest(lines: &[Value]) -> BTreeMap<String, Value> {
    let mut by_message: BTreeMap<&str, Vec<&Value>> = BTreeMap::new();
    for line in lines {
        by_message.entry(line["msg"].as_str().unwrap_or_default()).or_default().push(line);
    }
    let mut chosen = BTreeMap::new();
    for (message, mut frames) in by_message {
        frames.sort_by_key(|line| line["hex"].as_str().map(str::len));
        for (number, line) in frames.into_iter().take(FRAMES_PER_MESSAGE).enumerate() {
            chosen.insert(format!("{message}-{number}"), line.clone());
        }
    }
    chosen
}

fn octets(line: impl std::borrow::Borrow<Value>) -> Result<Vec<u8>> {
    let hex = line.borrow()["hex"].as_str().ok_or("a line without hex")?;
    hex.as_bytes().chunks(2).map(|pair| Ok(u8::from_str_radix(std::str::from_utf8(pair)?, 16)?)).collect()
}

fn write(target: &str, name: &str, octets: &[u8]) -> Result<()> {
    let folder: &Path = &root().join("corpus").join(target);
    fs::create_dir_all(folder)?;
    Ok(fs::write(folder.join(name), octets)?)
}
