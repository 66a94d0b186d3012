//! One report about one road user: what the engine fuses, in SI units and free of any message set.

use crate::plane::Geodetic;
use crate::time::Time;

/// Which numbering an identifier comes from, so that equal octets of two sets never meet.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Scope {
    /// Given by the program itself, not by a message.
    #[default]
    Local,
    /// SAE J2735 and the sets that ride in it: temporary ids of four octets.
    J2735,
    /// T/CSAE 53: ids of eight octets.
    Csae,
}

/// The name under which a station speaks on the air: a vehicle's or person's temporary id, or a roadside unit's id.
///
/// Pseudonyms change, so this names a sender only for a while.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct StationId {
    /// The numbering of `octets`.
    pub scope: Scope,
    /// The id, left-aligned, zero-filled.
    pub octets: [u8; 8],
}

impl StationId {
    /// The id made of the first eight of these octets.
    pub fn new(scope: Scope, id: &[u8]) -> Self {
        let mut octets = [0; 8];
        for (to, from) in octets.iter_mut().zip(id) {
            *to = *from;
        }
        Self { scope, octets }
    }
}

/// The way by which a message came in (a socket, a capture file), as the program numbers them.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourceId(pub u32);

/// Whom a report is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The sender reports itself (BSM, PSM).
    Sender,
    /// The sender reports somebody else whom it perceives (SDSM, RSM).
    Object {
        /// The sender's own number for the object; sensors reuse and swap them, so it is a hint.
        number: u16,
        /// The object's own station id, where the sender knows it from the object's messages.
        known_as: Option<StationId>,
    },
}

/// What kind of road user.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Class {
    /// Not told.
    #[default]
    Unknown,
    /// A person on foot, or with a wheelchair, pram or the like.
    Pedestrian,
    /// A bicycle, scooter or other light cycle.
    Cyclist,
    /// A motorcycle or moped.
    Motorcycle,
    /// A passenger car, van or light lorry.
    Car,
    /// A lorry, bus or coach.
    Heavy,
}

/// The coarse division that warnings and displays need.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub enum Group {
    /// Not known.
    #[default]
    Unknown,
    /// A motor vehicle.
    Vehicle,
    /// A vulnerable road user: a person on foot or on a cycle.
    Vru,
}

impl Class {
    /// The word used in outputs.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Pedestrian => "pedestrian",
            Self::Cyclist => "cyclist",
            Self::Motorcycle => "motorcycle",
            Self::Car => "car",
            Self::Heavy => "heavy",
        }
    }

    /// The group that the class belongs to.
    pub const fn group(self) -> Group {
        match self {
            Self::Unknown => Group::Unknown,
            Self::Pedestrian | Self::Cyclist => Group::Vru,
            Self::Motorcycle | Self::Car | Self::Heavy => Group::Vehicle,
        }
    }
}

impl Group {
    /// The word used in outputs: `vehicle`, `vru` or `unknown`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Vehicle => "vehicle",
            Self::Vru => "vru",
        }
    }
}

/// Outer dimensions in metres; 0 where a dimension is not known.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Size {
    /// Front to back.
    pub length: f32,
    /// Side to side.
    pub width: f32,
    /// Ground to top.
    pub height: f32,
}

/// A number with the standard deviation that its sender states for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Measured {
    /// The value.
    pub value: f32,
    /// One standard deviation in the value's unit; `None` where the sender states none.
    pub sigma: Option<f32>,
}

impl Measured {
    /// A value whose accuracy is not stated.
    pub const fn new(value: f32) -> Self {
        Self { value, sigma: None }
    }

    /// A value with its standard deviation.
    pub const fn with_sigma(value: f32, sigma: f32) -> Self {
        Self { value, sigma: Some(sigma) }
    }
}

/// A position error ellipse: one standard deviation along its axes.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Ellipse {
    /// Along the long axis, metres.
    pub major: f32,
    /// Along the short axis, metres.
    pub minor: f32,
    /// Direction of the long axis, radians clockwise from north.
    pub orientation: f32,
}

impl Ellipse {
    /// A circle.
    pub const fn round(sigma: f32) -> Self {
        Self { major: sigma, minor: sigma, orientation: 0.0 }
    }
}

/// Where a report stands in the message that carried it. A sensor's message is one look at the road: two reports of
/// one look are two road users, and the engine associates them together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// Position of the report in its message, from 0.
    pub index: u16,
    /// Number of reports that the message gives, at least 1.
    pub count: u16,
}

impl Part {
    /// The only report of its message.
    pub const WHOLE: Self = Self { index: 0, count: 1 };
}

/// One report about one road user at one moment. Fixed size, no heap: it moves through a queue as it is.
///
/// ```
/// use v2x_fusion::{Geodetic, Observation, Scope, StationId, Time};
///
/// let now = Time::from_micros(1_750_172_378_000_000);
/// let sender = StationId::new(Scope::Local, b"car1");
/// let seen = Observation::own(sender, now, now, Geodetic::new(42.279, -83.735));
/// assert_eq!(seen.speed, None);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Observation {
    /// When it was true, by the sender's clock.
    pub measured: Time,
    /// When the message came in, by our clock.
    pub received: Time,
    /// By which way the message came in.
    pub source: SourceId,
    /// Who sent the message.
    pub station: StationId,
    /// Whom it is about.
    pub subject: Subject,
    /// Its place in the message.
    pub part: Part,
    /// The centre of the road user.
    pub position: Geodetic,
    /// Accuracy of the position as stated.
    pub accuracy: Option<Ellipse>,
    /// Metres per second over ground, never negative.
    pub speed: Option<Measured>,
    /// Direction of motion, radians clockwise from north.
    pub heading: Option<Measured>,
    /// Turn rate, radians per second, clockwise positive.
    pub yaw_rate: Option<f32>,
    /// Acceleration along the heading, m/s².
    pub acceleration: Option<f32>,
    /// What kind of road user the sender takes it for.
    pub class: Class,
    /// How sure the sender is of the class, 0 to 1.
    pub class_confidence: Option<f32>,
    /// Outer dimensions.
    pub size: Option<Size>,
    /// Whether the numbers are the outcome of tracking or fusion: then the errors of one report are those of the next.
    pub filtered: bool,
    /// Whether the message was verified: its signature is right, and the signer may say this. False where nobody verified.
    pub verified: bool,
}

impl Observation {
    /// The least that a road user can say of itself: where it is.
    pub fn own(station: StationId, measured: Time, received: Time, position: Geodetic) -> Self {
        Self {
            measured,
            received,
            source: SourceId::default(),
            station,
            subject: Subject::Sender,
            part: Part::WHOLE,
            position,
            accuracy: None,
            speed: None,
            heading: None,
            yaw_rate: None,
            acceleration: None,
            class: Class::Unknown,
            class_confidence: None,
            size: None,
            filtered: false,
            verified: false,
        }
    }

    /// The least that a sensor can say of an object: where it is.
    pub fn object(
        station: StationId,
        number: u16,
        measured: Time,
        received: Time,
        position: Geodetic,
    ) -> Self {
        let subject = Subject::Object { number, known_as: None };
        Self { subject, ..Self::own(station, measured, received, position) }
    }

    /// Whether every number is finite and possible; the engine refuses and counts what is not.
    pub fn is_plausible(&self) -> bool {
        /// Faster than any road user, m/s.
        const FASTEST: f32 = 150.0;
        let sigma_ok = |sigma: Option<f32>| sigma.is_none_or(|sigma| (0.0..1e4).contains(&sigma));
        let within = |value: Option<f32>, limit: f32| value.is_none_or(|value| value.abs() <= limit);
        self.position.is_valid()
            && self.accuracy.is_none_or(|ellipse| ellipse.is_plausible())
            && self.speed.is_none_or(|speed| speed.value >= 0.0 && speed.value <= FASTEST)
            && self.heading.is_none_or(|heading| heading.value.abs() <= 100.0)
            && sigma_ok(self.speed.and_then(|speed| speed.sigma))
            && sigma_ok(self.heading.and_then(|heading| heading.sigma))
            && within(self.yaw_rate, 100.0)
            && within(self.acceleration, 200.0)
            && self.size.is_none_or(|size| size.is_plausible())
    }
}

impl Ellipse {
    /// Whether the axes are lengths at all.
    fn is_plausible(&self) -> bool {
        let axis_ok = |axis: f32| (0.0..1e4).contains(&axis);
        axis_ok(self.major) && axis_ok(self.minor) && self.orientation.is_finite()
    }
}

impl Size {
    /// Whether each dimension is a length that the messages can carry.
    fn is_plausible(&self) -> bool {
        [self.length, self.width, self.height].iter().all(|side| (0.0..100.0).contains(side))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> Observation {
        let now = Time::from_micros(0);
        Observation::own(StationId::default(), now, now, Geodetic::new(42.0, -83.0))
    }

    #[test]
    fn an_observation_fits_in_a_queue_slot() {
        assert!(size_of::<Observation>() <= 256, "{}", size_of::<Observation>());
    }

    #[test]
    fn absurd_numbers_are_not_plausible() {
        assert!(sample().is_plausible());
        let speed = Some(Measured::new(f32::NAN));
        assert!(!Observation { speed, ..sample() }.is_plausible());
        let heading = Some(Measured::with_sigma(1.0, f32::NAN));
        assert!(!Observation { heading, ..sample() }.is_plausible());
        let position = Geodetic::new(f64::NAN, 0.0);
        assert!(!Observation { position, ..sample() }.is_plausible());
        let accuracy = Some(Ellipse::round(-1.0));
        assert!(!Observation { accuracy, ..sample() }.is_plausible());
    }

    #[test]
    fn station_ids_of_two_sets_differ() {
        assert_ne!(StationId::new(Scope::J2735, &[1, 2, 3, 4]), StationId::new(Scope::Csae, &[1, 2, 3, 4]));
    }
}
