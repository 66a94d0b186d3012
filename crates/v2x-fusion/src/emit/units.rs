//! SI units as the raw numbers of the messages: the inverse of `adapt::units`. What is not known, or beyond the range,
//! becomes "unavailable".

use crate::plane::Geodetic;
use crate::snapshot::TrackState;
use crate::time::Time;

/// 1e-7 degrees north and east.
pub(super) fn place(place: &Geodetic) -> (i32, i32) {
    let raw = |degrees: f64| (degrees * 1e7).round() as i32;
    (raw(place.latitude), raw(place.longitude))
}

/// 0.1 m; -4096 is "unavailable".
#[cfg(feature = "j2735")]
pub(super) fn elevation(place: &Geodetic) -> i32 {
    let raw = place.height.map_or(-4096.0, |height| (height * 10.0).round());
    if (-4095.0..=61_439.0).contains(&raw) { raw as i32 } else { -4096 }
}

/// 0.02 m/s; 8191 is "unavailable".
pub(super) fn speed(track: &TrackState) -> u16 {
    let raw = (track.speed * 50.0).round();
    if (0.0..8191.0).contains(&raw) { raw as u16 } else { 8191 }
}

/// 0.0125 degrees clockwise from north; 28800 is "unavailable".
pub(super) fn heading(track: &TrackState) -> u16 {
    let raw = (track.heading.to_degrees() * 80.0).round();
    if raw.is_finite() { raw.rem_euclid(28_800.0) as u16 } else { 28_800 }
}

/// Milliseconds of the minute.
pub(super) fn second(time: Time) -> u16 {
    (time.micros().rem_euclid(60_000_000) / 1000) as u16
}

/// Centimetres up to a bound; 0 is "unavailable".
pub(super) fn centimetres(metres: f32, most: u16) -> u16 {
    ((metres * 100.0).round() as u16).min(most)
}

/// Radius within which the track is in 95 of 100 cases, metres.
pub(super) fn position_bound(track: &TrackState) -> f64 {
    2.448 * track.position_covariance.worst().sqrt()
}

/// Bound within which its speed is in 95 of 100 cases, m/s.
pub(super) fn speed_bound(track: &TrackState) -> f64 {
    1.96 * track.velocity_covariance.worst().sqrt()
}

/// Bound within which its heading is in 95 of 100 cases, degrees; infinite where it stands.
#[cfg(feature = "j2735")]
pub(super) fn heading_bound(track: &TrackState) -> f64 {
    if track.speed < 0.5 { f64::INFINITY } else { (speed_bound(track) / track.speed).to_degrees() }
}
