//! How road users of each class move: the numbers behind the motion models.

use crate::observation::Class;

/// Numbers of one class.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Dynamics {
    /// Standard deviation of acceleration along the motion, m/s².
    pub(crate) along: f64,
    /// The same across it on a straight way: lane keeping, swaying.
    pub(crate) across: f64,
    /// The same across it while turning.
    pub(crate) across_turning: f64,
    /// How long an acceleration along the motion lasts, seconds.
    pub(crate) along_time: f64,
    /// How long one across it lasts on a straight way, seconds.
    pub(crate) across_time: f64,
    /// How long one across it lasts while turning, seconds.
    pub(crate) turning_time: f64,
    /// Mean time between changes of the way of moving, seconds: straight, turning, standing.
    pub(crate) sojourn: [f64; 3],
    /// Standard deviation of a velocity component of which nothing is known, m/s.
    pub(crate) velocity: f64,
}

/// Cars pull away with 1 to 3 m/s² and brake with up to 5; drivers hold a pedal for a second or two. Lateral
/// acceleration in town turns stays below 3 to 4 m/s² and goes on for the 2 to 4 s of the turn. Who stops, at lights or
/// in a queue, stands some ten seconds.
const CAR: Dynamics = Dynamics {
    along: 1.6,
    across: 0.25,
    across_turning: 2.0,
    along_time: 1.5,
    across_time: 0.5,
    turning_time: 2.0,
    sojourn: [6.0, 3.0, 10.0],
    velocity: 8.0,
};

/// Lorries and buses: half of a car's accelerations.
const HEAVY: Dynamics = Dynamics { along: 1.1, across: 0.2, across_turning: 1.5, ..CAR };

/// Cyclists sway, start and stop quickly, at lower speed.
const CYCLIST: Dynamics = Dynamics {
    along: 0.9,
    across: 0.35,
    across_turning: 1.2,
    along_time: 1.0,
    across_time: 0.5,
    turning_time: 1.5,
    sojourn: [6.0, 3.0, 6.0],
    velocity: 4.0,
};

/// People on foot reach their pace within a step or two and turn on the spot.
const PEDESTRIAN: Dynamics = Dynamics {
    along: 0.5,
    across: 0.3,
    across_turning: 0.8,
    along_time: 0.6,
    across_time: 0.5,
    turning_time: 0.8,
    sojourn: [8.0, 2.0, 6.0],
    velocity: 1.2,
};

impl Dynamics {
    /// The numbers of a class; a car's, the widest, where it is not known.
    pub(crate) const fn of(class: Class) -> &'static Self {
        match class {
            Class::Pedestrian => &PEDESTRIAN,
            Class::Cyclist => &CYCLIST,
            Class::Heavy => &HEAVY,
            Class::Car | Class::Motorcycle | Class::Unknown => &CAR,
        }
    }
}
