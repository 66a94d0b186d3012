//! A warning as one line of JSON.

use std::io::{self, Write};

use v2x_fusion::Plane;
use v2x_fusion::warning::{Warning, WarningPhase};

use crate::tracks::{write_number, write_seconds};

/// Writes `{"t":…,"kind":…,"tracks":[…],"lat":…,"lon":…,"lead":…,"probability":…,"verified":…}` and a line feed, for a warning that is
/// raised or goes on; for one that is over, nothing.
pub(crate) fn write_line(warning: &Warning, plane: &Plane, out: &mut impl Write) -> io::Result<()> {
    if warning.phase == WarningPhase::End {
        return Ok(());
    }
    out.write_all(b"{\"t\":")?;
    write_seconds(warning.time, out)?;
    write!(out, ",\"kind\":\"{}\",\"tracks\":[", warning.kind.name())?;
    let mut separator = "";
    for track in warning.tracks.iter().flatten() {
        write!(out, "{separator}{}", track.0)?;
        separator = ",";
    }
    out.write_all(b"]")?;
    let place = plane.place(&warning.position);
    write_number("lat", place.latitude, 8, out)?;
    write_number("lon", place.longitude, 8, out)?;
    write_number("lead", f64::from(warning.lead), 1, out)?;
    write_number("probability", f64::from(warning.probability), 2, out)?;
    writeln!(out, ",\"verified\":{}}}", warning.verified)
}
