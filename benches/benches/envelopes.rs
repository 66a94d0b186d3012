//! What the headers cost before a bit of the message is decoded: the walk of a BSM in each envelope.

use criterion::{Criterion, criterion_group, criterion_main};
use std::hint::black_box;
use v2x::envelope::Aid;
use v2x::envelope::Psid;
use v2x::envelope::btp::Btp;
use v2x::envelope::dsmp::Dsm;
use v2x::envelope::ieee1609dot2::Ieee1609Dot2Data;
use v2x::envelope::rsu_text::RsuText;
use v2x::envelope::tscbm::Tscbm;
use v2x::envelope::wsmp::Wsm;
use v2x::{Decoder, walk};
use v2x_benches::frames;

/// Signed data with a digest as signer, around a payload: the bulk of what is on the air.
fn signed(payload: &[u8]) -> Vec<u8> {
    let mut data = vec![0x03, 0x81, 0x00, 0x40];
    Ieee1609Dot2Data::Unsecured(payload).write(&mut data).expect("it has a length");
    // Header info: generation time, PSID; digest; P-256 signature whose r is a compressed point.
    data.extend([0x40, 0x01, 0x20]);
    data.extend([0x11; 8]);
    data.push(0x80);
    data.extend([0x22; 8]);
    data.extend([0x80, 0x82]);
    data.extend([0x33; 64]);
    data
}

fn wsmp(psid: Psid, data: &[u8]) -> Vec<u8> {
    let mut packet = Vec::new();
    Wsm::new(psid, data).write(&mut packet).expect("it is short enough");
    packet
}

/// A basic, common and single-hop header (ETSI EN 302 636-4-1), BTP-B, and a message.
fn geonetworking(message: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x11, 0x00, 0x1A, 0x01];
    let length = (message.len() + 4) as u16;
    packet.extend([0x20, 0x50, 0x02, 0x80, (length >> 8) as u8, length as u8, 0x01, 0x00]);
    packet.extend([0; 28]);
    packet.extend(Btp::CAM.to_be_bytes());
    packet.extend([0, 0]);
    packet.extend(message);
    packet
}

fn walks(c: &mut Criterion) {
    let frame = frames::named("bsm-core");
    let chinese = frames::named("csae-bsm");
    let mut dsmp = Vec::new();
    let aid = Aid::from_value(111).expect("it is in range");
    Dsm::new(aid, &chinese).write_adapted(&mut dsmp).expect("it is short enough");
    let mut unsecured = Vec::new();
    Ieee1609Dot2Data::Unsecured(&frame).write(&mut unsecured).expect("it has a length");
    let packets = [
        ("bare", frame.clone()),
        ("wsmp", wsmp(Psid::BSM, &frame)),
        ("1609.2 unsecured", unsecured),
        ("1609.2 signed", signed(&frame)),
        ("wsmp, 1609.2 signed", wsmp(Psid::BSM, &signed(&frame))),
        ("wsmp, 1609.2 signed twice", wsmp(Psid::BSM, &signed(&signed(&frame)))),
        ("dsmp", dsmp),
        ("geonetworking, btp", geonetworking(&frame)),
    ];
    let mut group = c.benchmark_group("walk");
    for (name, packet) in &packets {
        walk(packet).unwrap_or_else(|error| panic!("{name}: {error}"));
        group.bench_function(*name, |b| b.iter(|| walk(black_box(packet)).is_ok()));
    }
    group.finish();
    let (_, packet) = &packets[4];
    let mut message = None;
    c.bench_function("decode: wsmp, 1609.2 signed", |b| {
        b.iter(|| Decoder::new().decode_into(black_box(packet), &mut message).is_ok());
    });
}

/// Envelopes that are no headers: text and a controller's push.
fn readers(c: &mut Criterion) {
    let (mut text, mut push) = (Vec::new(), Vec::new());
    RsuText::new(&frames::named("spat")).write(&mut text);
    Tscbm::default().write(&mut push);
    let mut group = c.benchmark_group("read");
    group.bench_function("rsu text", |b| b.iter(|| RsuText::parse(black_box(&text)).is_ok()));
    group.bench_function("tscbm", |b| b.iter(|| Tscbm::parse(black_box(&push)).is_ok()));
    group.finish();
}

criterion_group!(benches, walks, readers);
criterion_main!(benches);
