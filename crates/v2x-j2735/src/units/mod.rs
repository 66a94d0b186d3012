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
//! // The code for "not known" is no number.
//! assert_eq!(Latitude::UNAVAILABLE.degrees(), None);
//! assert_eq!(Elevation::UNAVAILABLE.to_string(), "unavailable");
//!
//! // An amount outside of the range is an error; a direction is taken modulo a full turn.
//! assert_eq!(Speed::from_mps(-1.0).unwrap_err().to_string(), "-1 is out of range of Speed");
//! assert_eq!(Heading::from_degrees(-90.0)?.degrees(), Some(270.0));
//! # Ok::<(), v2x_j2735::units::OffScale>(())
//! ```
//!
//! The rules:
//! - An element with a code for "not known" gives an `Option`, `None` for that code, and names the code `UNAVAILABLE`. The
//!   others give the number itself.
//! - Constructors round to the nearest step, halves away from zero. An amount outside of the element's range is an error; it
//!   never becomes the neighbouring code for "not known". Where the last value also stands for whatever lies beyond
//!   it (`Acceleration`: "-20 m/s² or harder"), such an amount becomes that value.
//! - Directions (headings, orientations) are taken modulo a full turn.
//! - A part of a time (the millisecond of a minute, the tenth of an hour, the minute of a year) becomes the moment nearest to one
//!   that you give: `unix_time(near)`. Moments are UTC since 1970 as a [`core::time::Duration`]; with the feature `chrono`, also
//!   `chrono::DateTime<Utc>`.
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
