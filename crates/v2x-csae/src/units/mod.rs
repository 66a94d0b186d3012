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
//! // What the element's code for "not known" stands for is no number.
//! assert_eq!(VehicleLength::UNAVAILABLE.metres(), None);
//! assert_eq!(Speed::UNAVAILABLE.to_string(), "unavailable");
//!
//! // What the element cannot tell is an error; a direction only sheds its full turns.
//! assert_eq!(Speed::from_mps(-1.0).unwrap_err().to_string(), "Speed cannot tell -1");
//! assert_eq!(Heading::from_degrees(-90.0)?.degrees(), Some(270.0));
//! # Ok::<(), v2x_csae::units::OffScale>(())
//! ```
//!
//! The rules:
//! - An element with a code for "not known" gives an `Option`, and has the code as `UNAVAILABLE`. One without gives the
//!   number.
//! - Constructors round to the nearest step, halves away from zero, and refuse what the element cannot tell. Where the
//!   element's last value also stands for whatever lies beyond, what lies beyond becomes that value; where it does not, it
//!   is an error and never the neighbouring "not known".
//! - Directions (headings, orientations) are taken modulo a full turn.
//! - Fragments of time are completed to the moment nearest to one that is known: `unix_time(near)`; moments are UTC since
//!   1970 as a [`core::time::Duration`]. With the feature `chrono`, also as `chrono::DateTime<Utc>`.
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
