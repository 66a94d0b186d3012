//! A frame with a SPaT as signal controllers send it: names, times, and for each signal group its states with their
//! timing. Advisory speeds, queues, regional content and extensions are refused.

use super::bits::{Bits, Pen};

/// A SPaT, with the numbers of the wire.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Spat {
    pub time_stamp: Option<u32>,
    /// IA5; empty if absent.
    pub name: Vec<u8>,
    pub intersections: Vec<Intersection>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Intersection {
    /// IA5; empty if absent.
    pub name: Vec<u8>,
    pub region: Option<u16>,
    pub id: u16,
    pub revision: u8,
    pub status: u16,
    pub moy: Option<u32>,
    pub time_stamp: Option<u16>,
    /// Empty if absent.
    pub enabled_lanes: Vec<u8>,
    pub states: Vec<Movement>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Movement {
    pub signal_group: u8,
    pub events: Vec<Event>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Event {
    pub state: u8,
    pub timing: Option<Timing>,
}

#[derive(Clone, Debug, Default, PartialEq)]
pub struct Timing {
    pub start: Option<u16>,
    pub min_end: u16,
    pub max_end: Option<u16>,
    pub likely: Option<u16>,
    pub confidence: Option<u8>,
    pub next: Option<u16>,
}

const MESSAGE_ID: u64 = 19;
const MAX_MINUTE: u64 = 527_040;
const MAX_TIME_MARK: u16 = 36_111;
const MAX_STATE: u8 = 9;

/// Decodes a frame into `spat`, whose vectors are reused; nothing if the frame is cut, is another message, holds what
/// this does not read, or a field is out of its range.
pub fn decode(octets: &[u8], spat: &mut Spat) -> Option<()> {
    let mut bits = Bits::new(octets, 0);
    let head = bits.peek();
    if head >> 48 != MESSAGE_ID {
        return None;
    }
    let short = head << 16 >> 63 == 0;
    let (content, start) = if short { (head << 17 >> 57, 24) } else { (head << 18 >> 50, 32) };
    let content = octets.get(start >> 3..)?.get(..content as usize)?;
    bits = Bits::new(content, 0);
    // Extension, time stamp, name, regional content.
    let flags = bits.take(4);
    if flags & 0b1001 != 0 {
        return None;
    }
    spat.time_stamp = minute(&mut bits, flags & 4 != 0)?;
    name(&mut bits, flags & 2 != 0, &mut spat.name);
    let count = bits.take(5) as usize + 1;
    spat.intersections.resize_with(count, Intersection::default);
    for intersection in &mut spat.intersections {
        read_intersection(&mut bits, intersection)?;
    }
    bits.within().then_some(())
}

fn read_intersection(bits: &mut Bits<'_>, to: &mut Intersection) -> Option<()> {
    // Extension, name, minute, time stamp, enabled lanes, queues, regional content.
    let flags = bits.take(7);
    if flags & 0b100_0011 != 0 {
        return None;
    }
    name(bits, flags & 32 != 0, &mut to.name);
    let with_region = bits.take(1) != 0;
    to.region = bits.take_if(with_region, 16).map(|region| region as u16);
    let word = bits.take(39);
    to.id = (word >> 23) as u16;
    to.revision = (word >> 16) as u8 & 0x7F;
    to.status = word as u16;
    to.moy = minute(bits, flags & 16 != 0)?;
    to.time_stamp = bits.take_if(flags & 8 != 0, 16).map(|time| time as u16);
    to.enabled_lanes.clear();
    if flags & 4 != 0 {
        let count = bits.take(4) + 1;
        to.enabled_lanes.extend((0..count).map(|_| bits.take(8) as u8));
    }
    let count = bits.take(8) as usize + 1;
    // 255 movements at most, and none beyond the end of the frame.
    if count == 256 || !bits.within() {
        return None;
    }
    to.states.truncate(count);
    for i in 0..count {
        if i == to.states.len() {
            to.states.push(Movement::default());
        }
        read_movement(bits, to.states.get_mut(i)?)?;
    }
    Some(())
}

#[inline]
fn read_movement(bits: &mut Bits<'_>, to: &mut Movement) -> Option<()> {
    // Extension, name, queues, regional content; then the group and how many states it has.
    let word = bits.take(16);
    if word >> 12 != 0 {
        return None;
    }
    to.signal_group = (word >> 4) as u8;
    to.events.clear();
    for _ in 0..=word & 15 {
        to.events.push(read_event(bits)?);
    }
    bits.within().then_some(())
}

#[inline]
fn read_event(bits: &mut Bits<'_>) -> Option<Event> {
    // Extension, timing, speeds, regional content, state; then, with timing, which times there are.
    let word = bits.peek();
    let state = (word >> 56) as u8 & 15;
    if word >> 60 & 0b1011 != 0 || state > MAX_STATE {
        return None;
    }
    if word >> 62 & 1 == 0 {
        bits.skip(8);
        return Some(Event { state, timing: None });
    }
    bits.skip(13);
    let flags = word >> 51;
    let timing = Timing {
        start: bits.take_if(flags & 16 != 0, 16).map(|time| time as u16),
        min_end: bits.take(16) as u16,
        max_end: bits.take_if(flags & 8 != 0, 16).map(|time| time as u16),
        likely: bits.take_if(flags & 4 != 0, 16).map(|time| time as u16),
        confidence: bits.take_if(flags & 2 != 0, 4).map(|confidence| confidence as u8),
        next: bits.take_if(flags & 1 != 0, 16).map(|time| time as u16),
    };
    timing.in_range().then_some(Event { state, timing: Some(timing) })
}

fn minute(bits: &mut Bits<'_>, present: bool) -> Option<Option<u32>> {
    match bits.take_if(present, 20) {
        Some(minute) if minute > MAX_MINUTE => None,
        minute => Some(minute.map(|minute| minute as u32)),
    }
}

/// Reads a name of 1 to 63 IA5 characters of 7 bits, eight to a word.
fn name(bits: &mut Bits<'_>, present: bool, to: &mut Vec<u8>) {
    to.clear();
    if !present {
        return;
    }
    let mut left = bits.take(6) as usize + 1;
    while left > 0 {
        let word = bits.peek();
        let characters: [u8; 8] = std::array::from_fn(|i| (word << (7 * i) >> 57) as u8);
        let taken = left.min(8);
        to.extend_from_slice(characters.get(..taken).unwrap_or_default());
        bits.skip(7 * taken);
        left -= taken;
    }
}

impl Timing {
    #[inline(always)]
    fn in_range(&self) -> bool {
        let most = |time: Option<u16>| time.unwrap_or(0);
        let late = self.min_end.max(most(self.start)).max(most(self.max_end));
        late.max(most(self.likely)).max(most(self.next)) <= MAX_TIME_MARK
            && self.confidence.unwrap_or(0) <= 15
    }
}

/// Encodes a frame and gives its length; nothing if a field is out of its range, or if `out` is too small for the
/// frame and eight octets more.
pub fn encode(spat: &Spat, out: &mut [u8]) -> Option<usize> {
    // The content goes where it is with a length of two octets, and is moved if one is enough.
    let (head, body) = out.split_first_chunk_mut::<4>()?;
    let octets = write_content(spat, body)?;
    let length = octets as u16;
    if octets < 128 {
        *head = [0, MESSAGE_ID as u8, length as u8, 0];
        out.copy_within(4..4 + octets, 3);
        Some(3 + octets)
    } else if octets < 16_384 {
        let [high, low] = length.to_be_bytes();
        *head = [0, MESSAGE_ID as u8, 0x80 | high, low];
        Some(4 + octets)
    } else {
        None
    }
}

fn write_content(spat: &Spat, out: &mut [u8]) -> Option<usize> {
    let mut pen = Pen::new(out, 0);
    let (stamped, named) = (spat.time_stamp.is_some(), !spat.name.is_empty());
    pen.put(u64::from(stamped) << 2 | u64::from(named) << 1, 4);
    put_minute(&mut pen, spat.time_stamp)?;
    put_name(&mut pen, &spat.name)?;
    pen.put(count(spat.intersections.len(), 32)?, 5);
    for intersection in &spat.intersections {
        write_intersection(&mut pen, intersection)?;
    }
    pen.octets()
}

fn write_intersection(pen: &mut Pen<'_>, from: &Intersection) -> Option<()> {
    let flags = u64::from(!from.name.is_empty()) << 5
        | u64::from(from.moy.is_some()) << 4
        | u64::from(from.time_stamp.is_some()) << 3
        | u64::from(!from.enabled_lanes.is_empty()) << 2;
    pen.put(flags, 7);
    put_name(pen, &from.name)?;
    pen.put(u64::from(from.region.is_some()), 1);
    pen.put_some(from.region, 16);
    if from.revision > 127 {
        return None;
    }
    pen.put(u64::from(from.id) << 23 | u64::from(from.revision) << 16 | u64::from(from.status), 39);
    put_minute(pen, from.moy)?;
    pen.put_some(from.time_stamp, 16);
    if !from.enabled_lanes.is_empty() {
        pen.put(count(from.enabled_lanes.len(), 16)?, 4);
        from.enabled_lanes.iter().for_each(|lane| pen.put(u64::from(*lane), 8));
    }
    pen.put(count(from.states.len(), 255)?, 8);
    for movement in &from.states {
        pen.put(u64::from(movement.signal_group) << 4 | count(movement.events.len(), 16)?, 16);
        for event in &movement.events {
            write_event(pen, event)?;
        }
    }
    Some(())
}

#[inline]
fn write_event(pen: &mut Pen<'_>, event: &Event) -> Option<()> {
    if event.state > MAX_STATE {
        return None;
    }
    let Some(timing) = &event.timing else {
        pen.put(event.state.into(), 8);
        return Some(());
    };
    if !timing.in_range() {
        return None;
    }
    let flags = u64::from(timing.start.is_some()) << 4
        | u64::from(timing.max_end.is_some()) << 3
        | u64::from(timing.likely.is_some()) << 2
        | u64::from(timing.confidence.is_some()) << 1
        | u64::from(timing.next.is_some());
    pen.put(0b0100 << 9 | u64::from(event.state) << 5 | flags, 13);
    pen.put_some(timing.start, 16);
    pen.put(timing.min_end.into(), 16);
    pen.put_some(timing.max_end, 16);
    pen.put_some(timing.likely, 16);
    pen.put_some(timing.confidence, 4);
    pen.put_some(timing.next, 16);
    Some(())
}

/// A count as it is on the wire, less one.
#[inline(always)]
fn count(items: usize, most: usize) -> Option<u64> {
    (1..=most).contains(&items).then(|| items as u64 - 1)
}

fn put_minute(pen: &mut Pen<'_>, minute: Option<u32>) -> Option<()> {
    if minute.is_some_and(|minute| u64::from(minute) > MAX_MINUTE) {
        return None;
    }
    pen.put_some(minute, 20);
    Some(())
}

fn put_name(pen: &mut Pen<'_>, name: &[u8]) -> Option<()> {
    if name.is_empty() {
        return Some(());
    }
    pen.put(count(name.len(), 63)?, 6);
    let mut all = 0;
    for eight in name.chunks(8) {
        let word = eight.iter().fold(0, |word, character| word << 7 | u64::from(*character & 0x7F));
        all |= eight.iter().fold(0, |all, character| all | character);
        pen.put(word, 7 * eight.len() as u32);
    }
    (all < 128).then_some(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::frames;
    use v2x_j2735::common::DescriptiveName;
    use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
    use v2x_j2735::spat as library;
    use v2x_uper::Uper;

    fn text(name: Option<&DescriptiveName>) -> Vec<u8> {
        name.map(|name| name.0.clone().into_bytes()).unwrap_or_default()
    }

    fn event(event: &library::MovementEvent) -> Event {
        let timing = event.timing.as_ref().map(|timing| Timing {
            start: timing.start_time.map(|time| time.0),
            min_end: timing.min_end_time.0,
            max_end: timing.max_end_time.map(|time| time.0),
            likely: timing.likely_time.map(|time| time.0),
            confidence: timing.confidence.map(|confidence| confidence.0),
            next: timing.next_time.map(|time| time.0),
        });
        Event { state: event.event_state as u8, timing }
    }

    fn intersection(from: &library::IntersectionState) -> Intersection {
        let movement = |movement: &library::MovementState| Movement {
            signal_group: movement.signal_group.0,
            events: movement.state_time_speed.iter().map(event).collect(),
        };
        Intersection {
            name: text(from.name.as_ref()),
            region: from.id.region.map(|region| region.0),
            id: from.id.id.0,
            revision: from.revision.0,
            status: from.status.0,
            moy: from.moy.map(|minute| minute.0),
            time_stamp: from.time_stamp.map(|time| time.0),
            enabled_lanes: from.enabled_lanes.iter().flatten().map(|lane| lane.0).collect(),
            states: from.states.iter().map(movement).collect(),
        }
    }

    /// The same SPaT as this library decodes it.
    fn by_library(octets: &[u8]) -> Option<Spat> {
        let frame = MessageFrame::from_uper(octets).ok()?;
        let MessageTypes::SPAT(spat) = frame.value else { return None };
        Some(Spat {
            time_stamp: spat.time_stamp.map(|minute| minute.0),
            name: text(spat.name.as_ref()),
            intersections: spat.intersections.iter().map(intersection).collect(),
        })
    }

    #[test]
    fn the_floor_and_the_library_agree_bit_by_bit() {
        let octets = frames::named("spat");
        let mut spat = Spat::default();
        assert_eq!(decode(&octets, &mut spat), Some(()));
        let mut accepted = 0;
        for bit in 32..octets.len() * 8 {
            let mut flipped = octets.clone();
            flipped[bit / 8] ^= 0x80 >> (bit % 8);
            // The floor refuses what it does not read, so it may refuse more, but it may not differ.
            if decode(&flipped, &mut spat).is_none() {
                continue;
            }
            accepted += 1;
            assert_eq!(Some(&spat), by_library(&flipped).as_ref(), "bit {bit}");
            let mut out = [0; 256];
            let length = encode(&spat, &mut out).unwrap();
            let canonical = MessageFrame::from_uper(&flipped).unwrap().to_uper().unwrap();
            assert_eq!(out[..length], canonical, "bit {bit}");
        }
        assert!(accepted > octets.len() * 5, "{accepted}");
    }

    #[test]
    fn a_cut_frame_is_refused() {
        let octets = frames::named("spat");
        for end in 0..octets.len() {
            assert_eq!(decode(&octets[..end], &mut Spat::default()), None);
        }
    }
}
