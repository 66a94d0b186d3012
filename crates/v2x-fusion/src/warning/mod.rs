//! Dangers that follow from tracks, lanes and signals.
//!
//! Every tenth of a second each road user's course is foretold for three seconds: along the lane it is on and the way
//! across that it takes or will likely take, or where no lane is known, along the circle that it drives; people on foot
//! and cycles go straight on. Speeds of vehicles change as they do now, less and less. A warning is raised where courses
//! cross at nearly the same time (post-encroachment time) of two that were on a collision course lately (time to
//! collision), where one of these comes to where the other was just now, where one runs into the back of another, or a
//! stop line is reached at red, **and** it takes more than usual braking to prevent it: drivers brake late as a rule, and a
//! warning that comes before they would is soon switched off.

mod collision;
mod course;
mod encounters;
mod footprint;
mod hazards;
mod kinds;
mod need;
mod passing;
mod red_light;
mod trail;

pub use kinds::{Warning, WarningKind, WarningPhase};

pub(crate) use hazards::Hazards;
