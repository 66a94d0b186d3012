//! What is no header, where the receiver knows that it comes: see [`Outer`].

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Item, Kind, clock, controller, hex, text, walked};
use crate::envelope::rsu_cloud::{Framing, Upload};
use crate::envelope::tscbm::Tscbm;
use crate::envelope::{EnvelopeError, Protocol};
use crate::{Decoder, Expect, Outer, Set};

/// All that a datagram holds that is known to be an `outer`, as [`Decoder::open`] reads it. Nothing is told by its first octets
/// that [walking](Decoder::walk) would not tell.
pub fn opened(decoder: Decoder, outer: Outer, datagram: &[u8]) -> Vec<Item> {
    let octets = match (outer, decoder.behind_skip(datagram)) {
        (Outer::Headers, _) => return walked(decoder, datagram),
        (_, Ok(octets)) => octets,
        (_, Err(error)) => return alloc::vec![Item::envelope_error(&error)],
    };
    let items = match outer {
        Outer::RsuCloud(framing) => upload(decoder, framing, datagram, octets),
        Outer::Tscbm => push(octets).map(|items| behind(decoder.skip, items)),
        _ => text::opened(octets).map(|(text, payload)| {
            // Places in the message count from the payload's first octet.
            behind(decoder.skip, text).into_iter().chain(walked(decoder.skip(0), &payload)).collect()
        }),
    };
    items.unwrap_or_else(|error| alloc::vec![Item::envelope_error(&decoder.shifted(error))])
}

/// Items whose places count from behind the octets that are stepped over, with places that count them.
fn behind(skip: usize, items: Vec<Item>) -> Vec<Item> {
    let skip = u32::try_from(skip).unwrap_or(u32::MAX);
    let item = |item: Item| Item {
        offset: item.offset.map(|offset| offset.saturating_add(skip)),
        items: behind(skip as usize, item.items),
        ..item
    };
    items.into_iter().map(item).collect()
}

/// The push of a controller.
pub(super) fn push(octets: &[u8]) -> Result<Vec<Item>, EnvelopeError> {
    let (push, rest) = Tscbm::parse(octets)?;
    let len = octets.len() - rest.len();
    let mut items = alloc::vec![controller::item(&push, len)];
    items.extend((!rest.is_empty()).then(|| Item::trailing(len, rest)));
    Ok(items)
}

/// An upload, then headers and message of each of its frames.
fn upload(
    decoder: Decoder,
    framing: Framing,
    datagram: &[u8],
    octets: &[u8],
) -> Result<Vec<Item>, EnvelopeError> {
    let (upload, rest) = Upload::parse(octets, framing)?;
    let len = octets.len() - rest.len();
    let time = upload.millis.checked_mul(1000).and_then(|micros| i64::try_from(micros).ok());
    let time = time.map_or_else(|| format!("{} ms since 1970", upload.millis), clock::utc);
    let mut fields =
        alloc::vec![Item::field("unit", unit(&upload.rsu)).at(0, 8), Item::field("time", time).at(8, 8)];
    fields.extend((framing == Framing::Counted).then(|| Item::field("frames", upload.len()).at(16, 1)));
    let name = Protocol::RsuCloud.to_string().into();
    let layer = Item { name, kind: Kind::Layer, ..Item::default() }.at(0, len).holding(fields);
    let mut items = behind(decoder.skip, alloc::vec![layer]);
    // As `Decoder::open` has it: nothing in frames says that they are of the Chinese sets.
    let frames = if decoder.expect == Expect::Any { decoder.bare(Set::Csae) } else { decoder };
    for (offset, frame) in upload.frames_with_offsets() {
        let start = decoder.skip + offset;
        let frame = datagram.get(..start + frame.len()).unwrap_or(datagram);
        items.extend(walked(frames.skip(start), frame));
    }
    items.extend((!rest.is_empty()).then(|| Item::trailing(decoder.skip + len, rest)));
    Ok(items)
}

/// The identifier of a unit: text, if it is some.
fn unit(identifier: &[u8; 8]) -> String {
    match core::str::from_utf8(identifier) {
        Ok(text) if text.bytes().all(|octet| octet.is_ascii_graphic()) => text.into(),
        _ => hex(identifier),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::envelope::rsu_text::RsuText;
    use alloc::borrow::ToOwned;

    /// Names, places and values, two octets being stepped over.
    fn shown(outer: Outer, octets: &[u8]) -> Vec<String> {
        let datagram = [&[0xEE, 0xEE][..], octets].concat();
        let items = opened(Decoder::new().skip(2), outer, &datagram);
        let line = |item: &Item| {
            let place = item.offset.zip(item.len).map_or("-".into(), |(at, len)| format!("{at}+{len}"));
            format!("{} {place} {}", item.name, item.value).trim().to_owned()
        };
        items.iter().flat_map(|item| [line(item)].into_iter().chain(item.items.iter().map(line))).collect()
    }

    #[test]
    fn uploads_show_their_frames_where_they_lie() {
        let mut upload = Vec::new();
        // A frame that ends too early, and octets behind the upload.
        Upload::write(*b"unit_123", 1_600_000_000_000, Framing::Counted, &[&[0x05, 0x40]], &mut upload)
            .unwrap();
        upload.push(0xFF);
        let lines = shown(Outer::RsuCloud(Framing::Counted), &upload);
        let expected = [
            "RSU to cloud 2+21",
            "unit 2+8 unit_123",
            "time 10+8 2020-09-13 12:26:40.000 UTC",
            "frames 18+1 1",
        ];
        assert_eq!(lines[..4], expected);
        assert!(lines[4].starts_with("error") && lines[4].contains("csae frame"), "{lines:?}");
        assert_eq!(lines[5], "octets after it 23+1 ff");
    }

    #[test]
    fn what_was_said_to_come_is_not_taken_for_anything_else() {
        let mut text = Vec::new();
        RsuText::new(&[0x00, 0x2C, 0x01, 0x00]).write(&mut text);
        let lines = shown(Outer::RsuText, &text);
        assert!(lines[0].starts_with("RSU text 2+") && lines[1] == "Version 10+3 0.7", "{lines:?}");
        assert!(lines.contains(&"PersonalSafetyMessage2 0+4 SAE J2735".to_owned()), "{lines:?}");
        let lines = shown(Outer::Tscbm, &text);
        assert!(lines.len() == 1 && lines[0].contains("TSCBM"), "{lines:?}");
        let lines = shown(Outer::Headers, &text);
        assert!(lines.len() == 1 && lines[0].starts_with("error"), "{lines:?}");
    }

    #[test]
    fn a_datagram_may_end_before_what_is_stepped_over() {
        let items = opened(Decoder::new().skip(9), Outer::Tscbm, &[1, 2]);
        assert_eq!((items.len(), items[0].kind), (1, Kind::Error));
        assert!(items[0].value.contains('9') && items[0].value.contains('2'), "{}", items[0].value);
    }
}
