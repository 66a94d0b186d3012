//! Units: what the integers of the data elements stand for.
//!
//! Each element that has a unit has methods that give its amount, a constructor for each of them, and `Display`:
//!
//! ```
//! use v2x_j2735::common::{Elevation, Heading, Latitude, Speed};
//!
//! let speed = Speed::from_mps(13.9)?;
//! assert_eq!((speed, speed.mps(), speed.to_string().as_str()), (Speed(695), Some(13.9), "13.9 m/s"));
//! assert_eq!(format!("{:.1} km/h", Speed(694).kmh().unwrap()), "50.0 km/h");
//!
//! // What the element's code for "not known" stands for is no number.
//! assert_eq!(Latitude::UNAVAILABLE.degrees(), None);
//! assert_eq!(Elevation::UNAVAILABLE.to_string(), "unavailable");
//!
//! // What the element cannot tell is an error; a direction only sheds its full turns.
//! assert_eq!(Speed::from_mps(-1.0).unwrap_err().to_string(), "Speed cannot tell -1");
//! assert_eq!(Heading::from_degrees(-90.0)?.degrees(), Some(270.0));
//! # Ok::<(), v2x_j2735::units::OffScale>(())
//! ```
//!
//! The rules:
//! - An element with a code for "not known" gives an `Option`, and has the code as `UNAVAILABLE`. One without gives the
//!   number.
//! - Constructors round to the nearest step, halves away from zero, and refuse what the element cannot tell. Where the
//!   element's last value also stands for whatever lies beyond (`Acceleration`: "-20 m/s² or harder"), what lies beyond
//!   becomes that value; where its last value does not, it is an error and never the neighbouring "not known".
//! - Directions (headings, orientations) are taken modulo a full turn.
//! - Fragments of time are completed to the moment nearest to one that is known: `unix_time(near)`; moments are UTC since
//!   1970 as a [`core::time::Duration`]. With the feature `chrono`, also as `chrono::DateTime<Utc>`.
//!
//! Steps and codes are those of the data elements in the modules under `asn1/j2735`. Elements whose unit could not be
//! established (those of the cooperative control, maneuver and toll messages among them) have none here.

mod confidence;
mod equipment;
mod length;
mod map;
mod motion;
mod position;
mod signal;
mod time;
mod weather;

use core::any::TypeId;

pub use map::NodePlace;
pub use v2x_uper::scale::{Amount, OffScale, Quantity, Scale, Shown};

/// What an integer of a type stands for, as its `Display` says it; `None` of a type without a unit. For programs that have no
/// more than a message's [`Shape`](v2x_uper::jer::Shape).
pub fn amount(of: TypeId, raw: i64) -> Option<Amount> {
    let own = [equipment::SHOWN, length::SHOWN, map::SHOWN, motion::SHOWN, position::SHOWN, time::SHOWN];
    let others = [weather::SHOWN, time::MOMENTS, equipment::VEHICLE_MASS, signal::CONFIDENCE];
    Shown::amount(&own, of, raw).or_else(|| Shown::amount(&others, of, raw))
}

#[cfg(test)]
mod tests;
