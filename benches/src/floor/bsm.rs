//! A frame with the core of a BSM and nothing else: 40 octets, every field at a place known beforehand.

/// Octets of the frame.
pub const OCTETS: usize = 40;

/// The core of a BSM, with the numbers of the wire less the lower bounds, as J2735 gives them.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Bsm {
    pub msg_cnt: u8,
    pub id: [u8; 4],
    pub sec_mark: u16,
    pub lat: i32,
    pub long: i32,
    pub elev: i32,
    pub semi_major: u8,
    pub semi_minor: u8,
    pub orientation: u16,
    pub transmission: u8,
    pub speed: u16,
    pub heading: u16,
    pub angle: i8,
    pub accel_long: i16,
    pub accel_lat: i16,
    pub accel_vert: i8,
    pub yaw: i16,
    pub wheel_brakes: u8,
    pub traction: u8,
    pub abs: u8,
    pub scs: u8,
    pub brake_boost: u8,
    pub aux_brakes: u8,
    pub width: u16,
    pub length: u16,
}

/// Frame: no extension, message 20. Open type: 37 octets. BSM: no extension, no part II, no regional content.
const HEADER: u64 = 20 << 11 | 37 << 3;
const HEADER_BITS: usize = 27;

/// The five words of a frame.
struct Words([u64; 5]);

impl Words {
    /// The field of `width` bits at bit `at`. Both are constants wherever this is called, so it is a shift or two.
    #[inline(always)]
    const fn get(&self, at: usize, width: usize) -> u64 {
        let (word, bit) = (at / 64, at % 64);
        let low = 64 - width;
        if bit + width <= 64 {
            self.0[word] << bit >> low
        } else {
            (self.0[word] << bit | self.0[word + 1] >> (64 - bit)) >> low
        }
    }

    #[inline(always)]
    const fn put(&mut self, at: usize, width: usize, value: u64) {
        let (word, bit) = (at / 64, at % 64);
        if bit + width <= 64 {
            self.0[word] |= value << (64 - bit - width);
        } else {
            self.0[word] |= value >> (bit + width - 64);
            self.0[word + 1] |= value << (128 - bit - width);
        }
    }
}

/// Decodes a frame; nothing if it is another message, has more than the core, or a field is out of its range.
#[inline]
pub fn decode(octets: &[u8]) -> Option<Bsm> {
    let octets: &[u8; OCTETS] = octets.try_into().ok()?;
    let (words, _) = octets.as_chunks::<8>();
    let w = Words(std::array::from_fn(|i| u64::from_be_bytes(words[i])));
    if w.get(0, HEADER_BITS) != HEADER {
        return None;
    }
    let (lat, long, heading, angle) = (w.get(82, 31), w.get(113, 32), w.get(209, 15), w.get(224, 8));
    let (accel_long, accel_lat, accel_vert, yaw) =
        (w.get(232, 12), w.get(244, 12), w.get(256, 8), w.get(264, 16));
    let brake_boost = w.get(291, 2);
    let in_range = lat <= 1_800_000_001
        && long <= 3_600_000_000
        && heading <= 28_800
        && angle <= 253
        && accel_long <= 4001
        && accel_lat <= 4001
        && accel_vert <= 254
        && yaw <= 65_534
        && brake_boost <= 2;
    in_range.then(|| Bsm {
        msg_cnt: w.get(27, 7) as u8,
        id: (w.get(34, 32) as u32).to_be_bytes(),
        sec_mark: w.get(66, 16) as u16,
        lat: (lat as i64 - 900_000_000) as i32,
        long: (long as i64 - 1_799_999_999) as i32,
        elev: w.get(145, 16) as i32 - 4096,
        semi_major: w.get(161, 8) as u8,
        semi_minor: w.get(169, 8) as u8,
        orientation: w.get(177, 16) as u16,
        transmission: w.get(193, 3) as u8,
        speed: w.get(196, 13) as u16,
        heading: heading as u16,
        angle: (angle as i16 - 126) as i8,
        accel_long: accel_long as i16 - 2000,
        accel_lat: accel_lat as i16 - 2000,
        accel_vert: (accel_vert as i16 - 127) as i8,
        yaw: (yaw as i32 - 32_767) as i16,
        wheel_brakes: w.get(280, 5) as u8,
        traction: w.get(285, 2) as u8,
        abs: w.get(287, 2) as u8,
        scs: w.get(289, 2) as u8,
        brake_boost: brake_boost as u8,
        aux_brakes: w.get(293, 2) as u8,
        width: w.get(295, 10) as u16,
        length: w.get(305, 12) as u16,
    })
}

/// The fields with a lower bound other than zero, as they are on the wire.
struct Raw {
    lat: u64,
    long: u64,
    elev: u64,
    angle: u64,
    accel_long: u64,
    accel_lat: u64,
    accel_vert: u64,
    yaw: u64,
}

#[inline(always)]
fn checked(bsm: &Bsm) -> Option<Raw> {
    let raw = Raw {
        lat: (i64::from(bsm.lat) + 900_000_000) as u64,
        long: (i64::from(bsm.long) + 1_799_999_999) as u64,
        elev: (i64::from(bsm.elev) + 4096) as u64,
        angle: (i64::from(bsm.angle) + 126) as u64,
        accel_long: (i64::from(bsm.accel_long) + 2000) as u64,
        accel_lat: (i64::from(bsm.accel_lat) + 2000) as u64,
        accel_vert: (i64::from(bsm.accel_vert) + 127) as u64,
        yaw: (i64::from(bsm.yaw) + 32_767) as u64,
    };
    let in_range = bsm.msg_cnt <= 127
        && raw.lat <= 1_800_000_001
        && raw.long <= 3_600_000_000
        && raw.elev <= 65_535
        && bsm.transmission <= 7
        && bsm.speed <= 8191
        && bsm.heading <= 28_800
        && raw.angle <= 253
        && raw.accel_long <= 4001
        && raw.accel_lat <= 4001
        && raw.accel_vert <= 254
        && raw.yaw <= 65_534
        && bsm.wheel_brakes <= 31
        && bsm.traction.max(bsm.abs).max(bsm.scs).max(bsm.aux_brakes) <= 3
        && bsm.brake_boost <= 2
        && bsm.width <= 1023
        && bsm.length <= 4095;
    in_range.then_some(raw)
}

/// Encodes a frame; nothing if a field is out of its range.
#[inline]
pub fn encode(bsm: &Bsm, out: &mut [u8; OCTETS]) -> Option<()> {
    let raw = checked(bsm)?;
    let mut w = Words([0; 5]);
    w.put(0, HEADER_BITS, HEADER);
    w.put(27, 7, bsm.msg_cnt.into());
    w.put(34, 32, u32::from_be_bytes(bsm.id).into());
    w.put(66, 16, bsm.sec_mark.into());
    w.put(82, 31, raw.lat);
    w.put(113, 32, raw.long);
    w.put(145, 16, raw.elev);
    w.put(161, 8, bsm.semi_major.into());
    w.put(169, 8, bsm.semi_minor.into());
    w.put(177, 16, bsm.orientation.into());
    w.put(193, 3, bsm.transmission.into());
    w.put(196, 13, bsm.speed.into());
    w.put(209, 15, bsm.heading.into());
    w.put(224, 8, raw.angle);
    w.put(232, 12, raw.accel_long);
    w.put(244, 12, raw.accel_lat);
    w.put(256, 8, raw.accel_vert);
    w.put(264, 16, raw.yaw);
    w.put(280, 5, bsm.wheel_brakes.into());
    w.put(285, 2, bsm.traction.into());
    w.put(287, 2, bsm.abs.into());
    w.put(289, 2, bsm.scs.into());
    w.put(291, 2, bsm.brake_boost.into());
    w.put(293, 2, bsm.aux_brakes.into());
    w.put(295, 10, bsm.width.into());
    w.put(305, 12, bsm.length.into());
    let (chunks, _) = out.as_chunks_mut::<8>();
    for (chunk, word) in chunks.iter_mut().zip(w.0) {
        *chunk = word.to_be_bytes();
    }
    Some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames;
    use v2x_j2735::basic_safety_message::BasicSafetyMessage;
    use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
    use v2x_uper::Uper;

    /// The same BSM as this library decodes it, if it holds no more than the core.
    fn by_library(octets: &[u8]) -> Option<Bsm> {
        let frame = MessageFrame::from_uper(octets).ok()?;
        let MessageTypes::BasicSafetyMessage(bsm) = frame.value else { return None };
        let BasicSafetyMessage { core_data: core, part_ii: None, regional: None, .. } = bsm else {
            return None;
        };
        Some(Bsm {
            msg_cnt: core.msg_cnt.0,
            id: core.id.0,
            sec_mark: core.sec_mark.0,
            lat: core.lat.0,
            long: core.long.0,
            elev: core.elev.0,
            semi_major: core.accuracy.semi_major.0,
            semi_minor: core.accuracy.semi_minor.0,
            orientation: core.accuracy.orientation.0,
            transmission: core.transmission as u8,
            speed: core.speed.0,
            heading: core.heading.0,
            angle: core.angle.0,
            accel_long: core.accel_set.long.0,
            accel_lat: core.accel_set.lat.0,
            accel_vert: core.accel_set.vert.0,
            yaw: core.accel_set.yaw.0,
            wheel_brakes: core.brakes.wheel_brakes.0,
            traction: core.brakes.traction as u8,
            abs: core.brakes.abs as u8,
            scs: core.brakes.scs as u8,
            brake_boost: core.brakes.brake_boost as u8,
            aux_brakes: core.brakes.aux_brakes as u8,
            width: core.size.width.0,
            length: core.size.length.0,
        })
    }

    #[test]
    fn the_floor_and_the_library_agree_bit_by_bit() {
        let octets = frames::named("bsm-core");
        assert!(decode(&octets).is_some());
        // The header is fixed for the floor; every bit of the core may be flipped.
        for bit in HEADER_BITS..OCTETS * 8 {
            let mut flipped = octets.clone();
            flipped[bit / 8] ^= 0x80 >> (bit % 8);
            let bsm = decode(&flipped);
            // The last three bits are padding, which the floor does not look at.
            assert_eq!(bsm, by_library(&flipped), "bit {bit}");
            if let (Some(bsm), true) = (bsm, bit < 317) {
                let mut out = [0; OCTETS];
                assert_eq!(encode(&bsm, &mut out), Some(()));
                assert_eq!(out[..], flipped[..], "bit {bit}");
            }
        }
    }

    #[test]
    fn another_frame_is_refused() {
        assert_eq!(decode(&frames::named("bsm-part-ii")), None);
        assert_eq!(decode(&frames::named("spat")), None);
        assert_eq!(decode(&frames::named("bsm-core")[..39]), None);
    }

    #[test]
    fn a_value_out_of_its_range_is_not_encoded() {
        let bsm = decode(&frames::named("bsm-core")).unwrap();
        assert_eq!(encode(&Bsm { heading: 28_801, ..bsm.clone() }, &mut [0; OCTETS]), None);
        assert_eq!(encode(&Bsm { lat: 900_000_002, ..bsm }, &mut [0; OCTETS]), None);
    }
}
