//! The fields of WSMP, DSMP, GeoNetworking and BTP, each with its place.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::fields::Fields;
use super::{Item, degrees, hex};
use crate::envelope::btp::Btp;
use crate::envelope::dsmp::DsmpOption;
use crate::envelope::geonetworking::{
    Address as Station, Area, Carries, Extended, LongPosition, Next, Shape, ShortPosition,
};
use crate::envelope::wsmp::{Address, Element, Elements, MAX_LENGTH};
use crate::envelope::{Aid, Psid};
use crate::walk::Layer;

const fn of(layer: &Layer<'_>) -> Fields {
    Fields::from(layer.offset as usize)
}

pub(super) fn psid(psid: Psid) -> String {
    match psid.service() {
        Some(service) => format!("{:#x} ({service})", psid.value()),
        None => format!("{:#x}", psid.value()),
    }
}

fn aid(aid: Aid) -> String {
    let message = match aid.value() {
        111..=114 => "BSM",
        3618 => "MAP",
        3619 => "SPAT",
        3620..=3622 => "RSI",
        3623 => "RSM",
        _ => return aid.value().to_string(),
    };
    format!("{} ({message})", aid.value())
}

pub(super) fn wsmp(layer: &Layer<'_>) -> Option<Vec<Item>> {
    let wsm = layer.wsm()?;
    let mut fields = of(layer);
    fields.put("version", 1, "3");
    elements(&mut fields, wsm.network.as_ref());
    let (tpid, name) = match wsm.address {
        Address::Psid(_) => (0, "PSID"),
        Address::Ports { .. } => (2, "ports"),
    };
    let extended = u8::from(wsm.transport.is_some());
    fields.put("TPID", 1, format!("{} ({name})", tpid | extended));
    match wsm.address {
        Address::Psid(service) => fields.put("PSID", service.p_encoded_len(), psid(service)),
        Address::Ports { source, destination } => {
            fields.put("source port", 2, source);
            fields.put("destination port", 2, destination);
        }
    }
    elements(&mut fields, wsm.transport.as_ref());
    let long = wsm.long_length || wsm.data.len() >= 0x80;
    fields.put("length", 1 + usize::from(long), format!("{} octets", wsm.data.len()));
    Some(fields.items)
}

fn elements(fields: &mut Fields, elements: Option<&Elements<'_>>) {
    let Some(elements) = elements else { return };
    fields.put("elements", 1, elements.iter().count());
    for element in elements.iter() {
        let name = match element.id {
            Element::TRANSMIT_POWER => "transmit power",
            Element::CHANNEL => "channel",
            Element::DATA_RATE => "data rate",
            Element::CHANNEL_LOAD => "channel load",
            _ => "element",
        };
        let value = match (element.transmit_power_dbm(), element.channel(), element.data_rate()) {
            (Some(power), ..) => format!("{power} dBm"),
            (_, Some(channel), _) => channel.to_string(),
            (.., Some(rate)) => format!("{} Mbit/s", f64::from(rate) / 2.0),
            _ => format!("id {}: {}", element.id, hex(element.value)),
        };
        // Lengths beyond one octet are written in two; a needlessly long one moves what follows by one.
        let header = if element.value.len() < 0x80 { 2 } else { 3 };
        debug_assert!(element.value.len() <= MAX_LENGTH);
        fields.put(name, header + element.value.len(), value);
    }
}

pub(super) fn dsmp(layer: &Layer<'_>) -> Option<Vec<Item>> {
    let dsm = layer.dsm()?;
    let mut fields = of(layer);
    fields.put("version", 1, "0");
    if let Some(options) = &dsm.options {
        fields.put("options", 1, options.iter().count());
        for option in options.iter() {
            let name = match option.id {
                DsmpOption::TRANSMIT_POWER => "transmit power",
                DsmpOption::CHANNEL => "channel",
                DsmpOption::DATA_RATE => "data rate",
                _ => "option",
            };
            fields.put(name, 2 + option.value.len(), format!("id {}: {}", option.id, hex(option.value)));
        }
    }
    fields.put("AID", dsm.aid.p_encoded_len(), aid(dsm.aid));
    fields.put("length", 2, format!("{} octets", dsm.data.len()));
    Some(fields.items)
}

pub(super) fn geonetworking(layer: &Layer<'_>) -> Option<Vec<Item>> {
    let basic = layer.geonetworking()?;
    let next = match basic.next {
        Next::Any => "nothing",
        Next::Common => "common header",
        Next::Secured => "secured data",
    };
    let mut fields = of(layer);
    fields.put("version, next header", 1, format!("1, {next}"));
    fields.put("reserved", 1, basic.reserved);
    fields.put("lifetime", 1, format!("{} ms", basic.lifetime.milliseconds()));
    fields.put("remaining hops", 1, basic.remaining_hops);
    Some(fields.items)
}

pub(super) fn geonetworking_packet(layer: &Layer<'_>) -> Option<Vec<Item>> {
    let packet = layer.geonetworking_packet()?;
    let carries = match packet.carries {
        Carries::Any => "nothing",
        Carries::BtpA => "BTP-A",
        Carries::BtpB => "BTP-B",
        Carries::Ipv6 => "IPv6",
    };
    let mut fields = of(layer);
    fields.put("payload", 1, carries);
    fields.put("type", 1, packet.extended.name().replace('_', " "));
    fields.put("traffic class", 1, traffic_class(packet.traffic_class));
    fields.put("flags", 1, if packet.flags & 0x80 == 0 { "stationary" } else { "mobile" });
    fields.put("length", 2, format!("{} octets", packet.payload.len()));
    fields.put("most hops", 1, packet.max_hops);
    fields.put("reserved", 1, packet.reserved.1);
    extended(&mut fields, &packet.extended);
    Some(fields.items)
}

/// Class (6 bits), and what stations on the way may do (EN 302 636-4-1, 9.7.5).
fn traffic_class(octet: u8) -> String {
    let store = if octet & 0x80 == 0 { "" } else { ", to be stored and carried" };
    let offload = if octet & 0x40 == 0 { "" } else { ", other channels allowed" };
    format!("{}{store}{offload}", octet & 0x3F)
}

/// The extended header: number, sender, and to whom the packet goes.
fn extended(fields: &mut Fields, extended: &Extended) {
    if let Some(sequence) = extended.sequence() {
        fields.put("sequence number", 2, sequence.number);
        fields.put("reserved", 2, sequence.reserved);
    }
    let mut source = Fields::from(fields.at);
    long_position(&mut source, extended.source());
    fields.hold("sender", source.at - fields.at, "", source.items);
    match extended {
        Extended::Anycast(.., shape, area) | Extended::Broadcast(.., shape, area) => {
            destination_area(fields, *shape, area);
        }
        Extended::LocationRequest(.., asked) => fields.put("asked for", 8, station(asked)),
        Extended::LocationReply(.., receiver) | Extended::Unicast(.., receiver) => {
            let mut place = Fields::from(fields.at);
            short_position(&mut place, receiver);
            fields.hold("receiver", place.at - fields.at, "", place.items);
        }
        Extended::SingleHop(_, media) => fields.put("depends on the medium", 4, hex(media)),
        Extended::Beacon(_) | Extended::TopologyScoped(..) => {}
    }
}

fn destination_area(fields: &mut Fields, shape: Shape, area: &Area) {
    let (name, a, b) = match shape {
        Shape::Circle => ("circle", "radius", "not used"),
        Shape::Rectangle => ("rectangle", "half its longer side", "half its shorter side"),
        Shape::Ellipse => ("ellipse", "half its longer axis", "half its shorter axis"),
    };
    let mut parts = Fields::from(fields.at);
    parts.put("latitude", 4, degrees(area.latitude));
    parts.put("longitude", 4, degrees(area.longitude));
    parts.put(a, 2, format!("{} m", area.distance_a));
    parts.put(b, 2, format!("{} m", area.distance_b));
    parts.put("angle", 2, format!("{}°", area.angle));
    parts.put("reserved", 2, area.reserved);
    fields.hold("area", parts.at - fields.at, name, parts.items);
}

/// An address with the kind of its station (ETSI TS 102 894-2, StationType).
fn station(address: &Station) -> String {
    let kind = match address.station_type() {
        1 => "pedestrian",
        2 => "cyclist",
        3 => "moped",
        4 => "motorcycle",
        5 => "passenger car",
        6 => "bus",
        7 => "light truck",
        8 => "heavy truck",
        9 => "trailer",
        10 => "special vehicle",
        11 => "tram",
        15 => "roadside unit",
        other => return format!("{address} (station type {other})"),
    };
    format!("{address} ({kind})")
}

fn short_position(fields: &mut Fields, position: &ShortPosition) {
    fields.put("address", 8, station(&position.address));
    fields.put("time", 4, format!("{} ms (TAI since 2004, modulo 2^32)", position.timestamp));
    fields.put("latitude", 4, degrees(position.latitude));
    fields.put("longitude", 4, degrees(position.longitude));
}

fn long_position(fields: &mut Fields, position: &LongPosition) {
    short_position(fields, &position.at);
    let accurate = if position.accurate { ", position accurate" } else { "" };
    fields.put("speed", 2, format!("{:.2} m/s{accurate}", f64::from(position.speed) * 0.01));
    fields.put("heading", 2, format!("{:.1}°", f64::from(position.heading) * 0.1));
}

pub(super) fn btp(layer: &Layer<'_>) -> Option<Vec<Item>> {
    let btp = layer.btp()?;
    let mut fields = of(layer);
    let port = btp.destination_port;
    let name = Btp::message(port).map(|name| format!("{port} ({name})"));
    fields.put("destination port", 2, name.unwrap_or_else(|| port.to_string()));
    fields.put("second port or port information", 2, btp.second);
    Some(fields.items)
}
