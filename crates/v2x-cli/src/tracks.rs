//! A picture of the road as one line of JSON.

use std::io::{self, Write};

use v2x_fusion::{Snapshot, Time, TrackState};

/// Writes `{"t":…,"tracks":[…]}` and a line feed.
///
/// Numbers have fixed decimals, so that equal pictures are equal text: 1e-8 degrees is a millimetre, and more
/// than any sensor knows.
pub(crate) fn write_line(picture: &Snapshot, out: &mut impl Write) -> io::Result<()> {
    out.write_all(b"{\"t\":")?;
    write_seconds(picture.time, out)?;
    out.write_all(b",\"tracks\":[")?;
    let mut separator = "";
    for track in &picture.tracks {
        out.write_all(separator.as_bytes())?;
        write_track(picture, track, out)?;
        separator = ",";
    }
    out.write_all(b"]}\n")
}

/// Unix seconds with at least one decimal, and as many as the time needs.
pub(crate) fn write_seconds(time: Time, out: &mut impl Write) -> io::Result<()> {
    let sign = if time.micros() < 0 { "-" } else { "" };
    let micros = time.micros().unsigned_abs();
    let (seconds, fraction) = (micros / 1_000_000, micros % 1_000_000);
    if fraction % 100_000 == 0 {
        write!(out, "{sign}{seconds}.{}", fraction / 100_000)
    } else {
        write!(out, "{sign}{seconds}.{fraction:06}")
    }
}

fn write_track(picture: &Snapshot, track: &TrackState, out: &mut impl Write) -> io::Result<()> {
    // A picture with tracks has a plane: positions are in it.
    let place = picture.place(&track.position);
    write!(out, "{{\"id\":{}", track.id.0)?;
    write_number("lat", place.map_or(f64::NAN, |place| place.latitude), 8, out)?;
    write_number("lon", place.map_or(f64::NAN, |place| place.longitude), 8, out)?;
    write_number("speed", track.speed, 3, out)?;
    write_number("heading", heading(track), 2, out)?;
    write!(out, ",\"class\":\"{}\",\"cov\":", track.class.group().name())?;
    let covariance =
        [track.position_covariance.xx, track.position_covariance.xy, track.position_covariance.yy];
    if covariance.iter().all(|value| value.is_finite()) {
        let [xx, xy, yy] = covariance.map(|value| rounded(value, 4));
        write!(out, "[{xx:.4},{xy:.4},{yy:.4}]")?;
    } else {
        out.write_all(b"null")?;
    }
    write!(out, ",\"verified\":{}}}", track.verified)
}

/// Degrees, rounded before the circle is closed: 359.996 is 0.
fn heading(track: &TrackState) -> f64 {
    rounded(track.heading.to_degrees(), 2).rem_euclid(360.0)
}

/// To so many decimals, and never to a zero with a sign.
fn rounded(value: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (value * unit).round() / unit + 0.0
}

/// Writes `,"name":number`; what is no number is `null`, since JSON has none for it.
pub(crate) fn write_number(name: &str, value: f64, decimals: i32, out: &mut impl Write) -> io::Result<()> {
    if value.is_finite() {
        let (value, decimals) = (rounded(value, decimals), decimals as usize);
        write!(out, ",\"{name}\":{value:.decimals$}")
    } else {
        write!(out, ",\"{name}\":null")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seconds(micros: i64) -> String {
        let mut out = Vec::new();
        write_seconds(Time::from_micros(micros), &mut out).unwrap();
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn times_are_exact() {
        assert_eq!(seconds(1_750_172_378_100_000), "1750172378.1");
        assert_eq!(seconds(1_750_172_378_000_000), "1750172378.0");
        assert_eq!(seconds(1_000_001), "1.000001");
        assert_eq!(seconds(-1_500_000), "-1.5");
    }

    #[test]
    fn a_picture_without_tracks_is_a_line_too() {
        let mut out = Vec::new();
        write_line(&Snapshot::default(), &mut out).unwrap();
        assert_eq!(out, b"{\"t\":0.0,\"tracks\":[]}\n");
    }

    #[test]
    fn what_is_no_number_is_null() {
        let mut out = Vec::new();
        write_number("x", f64::INFINITY, 2, &mut out).unwrap();
        write_number("y", -0.126, 2, &mut out).unwrap();
        write_number("z", -0.001, 2, &mut out).unwrap();
        assert_eq!(out, b",\"x\":null,\"y\":-0.13,\"z\":0.00");
    }
}
