//! The push of a signal controller.

use alloc::format;
use alloc::string::{String, ToString};
use alloc::vec::Vec;

use super::{Item, Kind};
use crate::envelope::Protocol;
use crate::envelope::tscbm::{Block, Lights, Numbers, Remaining, Tscbm};

pub(super) fn item(push: &Tscbm, len: usize) -> Item {
    let time = push.time;
    let clock = format!("{:02}:{:02}:{:02}.{:03}", time.hour, time.minute, time.second, time.millisecond);
    let octet = |value: u8| format!("{value:#04x}");
    let mut items = alloc::vec![
        Item::field("blocks", push.blocks.len()).at(1, 1),
        Item::field("status", octet(push.status)).at(232, 1),
        Item::field("timebase action", push.timebase_action).at(233, 1),
        Item::field("discontinuous change", octet(push.discontinuous_change)).at(234, 1),
        Item::field("sequence", push.sequence).at(235, 1),
        Item::field("controller's clock", clock).at(236, 5),
    ];
    items.extend(lights("phases", 210, &push.phases));
    let walk = push.pedestrians;
    let walk = [("don't walk", walk.dont_walk), ("pedestrian clearance", walk.clear), ("walk", walk.walk)];
    items
        .extend(walk.into_iter().zip([216, 218, 220]).filter_map(|((name, set), at)| numbers(name, at, set)));
    items.extend(lights("overlaps", 222, &push.overlaps));
    items.extend(numbers("flashing phases", 228, push.flashing_phases));
    items.extend(numbers("flashing overlaps", 230, push.flashing_overlaps));
    if let Some(demand) = push.demand {
        items.extend(numbers("pedestrian calls", 241, demand.called));
        items.extend(numbers("pedestrians detected", 243, demand.detected));
    }
    items.extend(push.blocks.iter().zip(0..).filter_map(|(block, index)| times(block, 2 + 13 * index)));
    let name = Protocol::Tscbm.to_string().into();
    Item { name, kind: Kind::Layer, ..Item::default() }.at(0, len).holding(items)
}

fn lights(what: &str, at: usize, lights: &Lights) -> Vec<Item> {
    let colours = [("red", lights.red), ("yellow", lights.yellow), ("green", lights.green)];
    let items = colours.into_iter().zip([at, at + 2, at + 4]);
    items.filter_map(|((colour, set), at)| numbers(format!("{colour} {what}"), at, set)).collect()
}

/// The numbers of a field, if there are any.
fn numbers(name: impl Into<alloc::borrow::Cow<'static, str>>, at: usize, set: Numbers) -> Option<Item> {
    let numbers: Vec<_> =
        (1..=16).filter(|number| set.contains(*number)).map(|n: u8| n.to_string()).collect();
    (!numbers.is_empty()).then(|| Item::field(name, numbers.join(" ")).at(at, 2))
}

/// The times of a block, if it tells any but zeros.
fn times(block: &Block, at: usize) -> Option<Item> {
    let all = [("vehicles", block.vehicle), ("pedestrians", block.pedestrian), ("overlap", block.overlap)];
    let told = all.into_iter().filter(|(_, time)| *time != Remaining { min: Some(0), max: Some(0) });
    let told: Vec<_> = told.map(|(name, time)| format!("{name} {}", span(time))).collect();
    (!told.is_empty()).then(|| Item::field(format!("block {}", block.phase), told.join(", ")).at(at, 13))
}

fn span(time: Remaining) -> String {
    let seconds =
        |time: Option<u16>| time.map_or("?".into(), |time| format!("{:.1}", f64::from(time) / 10.0));
    format!("{} to {} s", seconds(time.min), seconds(time.max))
}
