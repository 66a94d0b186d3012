//! Units: what the integers of the data elements stand for, in both editions.
//!
//! Each element that has a unit has methods that give its amount, a constructor for each of them, and `Display`:
//!
//! ```
//! use v2x_csae::y2020::def_motion::{Heading, Speed};
//! use v2x_csae::y2020::veh_size::VehicleLength;
//!
//! let speed = Speed::from_kmh(60.0)?;
//! assert_eq!((speed, speed.mps(), speed.to_string().as_str()), (Speed(833), Some(16.66), "16.66 m/s"));
//!
//! // The code for "not known" is no number.
//! assert_eq!(VehicleLength::UNAVAILABLE.metres(), None);
//! assert_eq!(Speed::UNAVAILABLE.to_string(), "unavailable");
//!
//! // An amount outside of the range is an error; a direction is taken modulo a full turn.
//! assert_eq!(Speed::from_mps(-1.0).unwrap_err().to_string(), "-1 is out of range of Speed");
//! assert_eq!(Heading::from_degrees(-90.0)?.degrees(), Some(270.0));
//! # Ok::<(), v2x_csae::units::OffScale>(())
//! ```
//!
//! The rules:
//! - An element with a code for "not known" gives an `Option`, `None` for that code, and names the code `UNAVAILABLE`. The
//!   others give the number itself.
//! - Constructors round to the nearest step, halves away from zero. An amount outside of the element's range is an error; it
//!   never becomes the neighbouring code for "not known". Where the last value also stands for whatever lies beyond
//!   it, such an amount becomes that value.
//! - Directions (headings, orientations) are taken modulo a full turn.
//! - A part of a time (the millisecond of a minute, the tenth of an hour, the minute of a year) becomes the moment nearest to one
//!   that you give: `unix_time(near)`. Moments are UTC since 1970 as a [`core::time::Duration`]; with the feature `chrono`, also
//!   `chrono::DateTime<Utc>`.
//!
//! Steps and codes are those of the data elements in the modules under `asn1/csae-2020` and `asn1/csae-2019`. Elements
//! whose unit could not be confirmed (sizes, attitudes and plans of the sensor sharing message among them) have none here.

mod confidence;
mod length;
mod motion;
mod offset;
mod position;
mod time;

use core::any::TypeId;

pub use v2x_uper::scale::{Amount, OffScale, Quantity, Scale, Shown};

/// What an integer of a type of either edition stands for, as its `Display` says it; `None` of a type without a unit. For
/// programs that have no more than a message's [`Shape`](v2x_uper::jer::Shape).
pub fn amount(of: TypeId, raw: i64) -> Option<Amount> {
    macro_rules! tables {
        ($year:ident) => {
            [
                length::$year::SHOWN,
                motion::$year::SHOWN,
                position::$year::SHOWN,
                time::$year::SHOWN,
                time::$year::MOMENTS,
            ]
        };
    }
    let find = |tables: &[_]| Shown::amount(tables, of, raw);
    find(&tables!(y2020)).or_else(|| find(&tables!(y2019)))
}

#[cfg(test)]
mod tests;
