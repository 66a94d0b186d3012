//! The scenario's messages, encoded by this library: SAE J2735 frames for what the layout, the signals and the
//! road users are.
//!
//! The units of each field are said at its ASN.1 type; [`units`] converts.

mod map;
mod road_users;
mod sensor;
mod spat;
mod units;

pub(super) use map::map;
pub(super) use road_users::{bsm, psm};
pub(super) use sensor::{Seen, sdsm};
pub(super) use spat::spat;

use v2x::j2735::common::{IntersectionID, IntersectionReferenceID, TemporaryID};
use v2x_fusion::Geodetic;

use super::traffic::Body;

/// What a road user tells of itself, with the errors of its receiver already in it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Report {
    pub(super) id: TemporaryID,
    /// Counts the sender's messages; sent modulo 128.
    pub(super) count: u8,
    /// When it was true, milliseconds of Unix time.
    pub(super) at_ms: i64,
    pub(super) place: Geodetic,
    /// m/s.
    pub(super) speed: f64,
    /// Degrees clockwise from north.
    pub(super) heading: f64,
    /// m/s².
    pub(super) acceleration: f64,
    /// Degrees per second, clockwise positive.
    pub(super) yaw_rate: f64,
    /// Standard deviation of the position, in metres.
    pub(super) sigma: f64,
}

/// The vehicle's shape, which its messages carry too.
pub(super) type Shape = Body;

/// Number of the scenario's intersection. It has no region: the numbers without one are free for tests.
const INTERSECTION: u16 = 4242;

fn intersection() -> IntersectionReferenceID {
    IntersectionReferenceID { region: None, id: IntersectionID(INTERSECTION) }
}

#[cfg(test)]
mod tests {
    use v2x::j2735::message_frame::MessageFrame;
    use v2x::uper::Uper;

    use super::super::layout::Layout;
    use super::*;

    fn survives(frame: &MessageFrame) {
        let octets = frame.to_uper().expect("all values are within their ranges");
        assert_eq!(&MessageFrame::from_uper(&octets).expect("our own octets"), frame);
    }

    fn report() -> Report {
        Report {
            id: TemporaryID([1, 2, 3, 4]),
            count: 255,
            at_ms: 1_750_172_378_125,
            place: Geodetic::new(39.0, -99.0),
            speed: 13.9,
            heading: 359.999,
            acceleration: -2.5,
            yaw_rate: -30.0,
            sigma: 0.8,
        }
    }

    #[test]
    fn every_message_of_the_scenario_survives_the_wire() {
        survives(&map(&Layout::default()));
        survives(&spat(1_750_172_378_125, 7));
        for body in [Body::Car, Body::Truck, Body::Bus] {
            survives(&bsm(&report(), body));
        }
        survives(&psm(&report(), false));
        survives(&psm(&report(), true));
        let seen = Seen { number: 9, east: 10.0, north: -20.0, speed: 3.0, heading: 90.0, body: None };
        survives(&sdsm(
            TemporaryID([9; 4]),
            3,
            1_750_172_378_125,
            &[seen, Seen { body: Some(Body::Bus), ..seen }],
        ));
    }

    #[test]
    fn absurd_numbers_are_kept_within_their_ranges() {
        let absurd = Report {
            speed: 1e9,
            heading: -1e9,
            acceleration: f64::NEG_INFINITY,
            yaw_rate: f64::NAN,
            sigma: 1e9,
            ..report()
        };
        survives(&bsm(&absurd, Body::Car));
        survives(&psm(&absurd, false));
    }

    #[test]
    fn the_map_fits_into_one_radio_message() {
        let octets = map(&Layout::default()).to_uper().expect("all values are within their ranges");
        // IEEE 1609.3 carries 2302 octets, of which signature and certificate take some hundred.
        assert!(octets.len() < 1_500, "{} octets", octets.len());
    }
}
