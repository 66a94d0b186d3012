//! Offsets from a reference position, in the smallest form that holds them.

use super::types::{
    Elevation, Latitude, Longitude, OffsetLLB12, OffsetLLB14, OffsetLLB16, OffsetLLB18, OffsetLLB22,
    OffsetLLB24, PositionLL24B, PositionLL28B, PositionLL32B, PositionLL36B, PositionLL44B, PositionLL48B,
    PositionLLmD64b, PositionOffsetLL, PositionOffsetLLV, VertOffsetB07, VertOffsetB08, VertOffsetB09,
    VertOffsetB10, VertOffsetB11, VertOffsetB12, VerticalOffset,
};
use super::vehicle::known_height;
use crate::translate::geometry;

/// Latitude and longitude in 1e-7 degree; differences of such too.
pub(super) type Place = (i64, i64);

/// A point at an offset in 1e-7 degree from the reference, and in 0.1 m above it. `None` where no form holds it.
pub(super) fn point(reference: Place, offset: Place, up: Option<i64>) -> Option<PositionOffsetLLV> {
    let offset_v = match up {
        Some(up) => Some(vertical(up)?),
        None => None,
    };
    Some(PositionOffsetLLV { offset_ll: horizontal(reference, offset)?, offset_v })
}

/// The smallest form; beyond 93 km, the place itself.
pub(super) fn horizontal(reference: Place, (lat, lon): Place) -> Option<PositionOffsetLL> {
    let wide = i32::try_from(lat).ok().zip(i32::try_from(lon).ok());
    let fits = |half: i64| (-half..half).contains(&lat) && (-half..half).contains(&lon);
    let narrow = i16::try_from(lat).ok().zip(i16::try_from(lon).ok());
    Some(match (narrow, wide) {
        (Some((lat, lon)), _) if fits(1 << 11) => {
            PositionOffsetLL::PositionLL1(PositionLL24B { lon: OffsetLLB12(lon), lat: OffsetLLB12(lat) })
        }
        (Some((lat, lon)), _) if fits(1 << 13) => {
            PositionOffsetLL::PositionLL2(PositionLL28B { lon: OffsetLLB14(lon), lat: OffsetLLB14(lat) })
        }
        (Some((lat, lon)), _) => {
            PositionOffsetLL::PositionLL3(PositionLL32B { lon: OffsetLLB16(lon), lat: OffsetLLB16(lat) })
        }
        (_, Some((lat, lon))) if fits(1 << 17) => {
            PositionOffsetLL::PositionLL4(PositionLL36B { lon: OffsetLLB18(lon), lat: OffsetLLB18(lat) })
        }
        (_, Some((lat, lon))) if fits(1 << 21) => {
            PositionOffsetLL::PositionLL5(PositionLL44B { lon: OffsetLLB22(lon), lat: OffsetLLB22(lat) })
        }
        (_, Some((lat, lon))) if fits(1 << 23) => {
            PositionOffsetLL::PositionLL6(PositionLL48B { lon: OffsetLLB24(lon), lat: OffsetLLB24(lat) })
        }
        _ => {
            let lat = Latitude(i32::try_from(reference.0 + lat).ok()?);
            let lon = Longitude(i32::try_from(geometry::around(reference.1 + lon)).ok()?);
            let possible = (-900_000_000..=900_000_000).contains(&lat.0);
            PositionOffsetLL::PositionLatLon(possible.then_some(PositionLLmD64b { lon, lat })?)
        }
    })
}

fn vertical(up: i64) -> Option<VerticalOffset> {
    let narrow = i8::try_from(up).ok();
    let wide = i16::try_from(up).ok()?;
    Some(match (narrow, wide) {
        (Some(up @ -64..=63), _) => VerticalOffset::Offset1(VertOffsetB07(up)),
        (Some(up), _) => VerticalOffset::Offset2(VertOffsetB08(up)),
        (_, up @ -256..=255) => VerticalOffset::Offset3(VertOffsetB09(up)),
        (_, up @ -512..=511) => VerticalOffset::Offset4(VertOffsetB10(up)),
        (_, up @ -1024..=1023) => VerticalOffset::Offset5(VertOffsetB11(up)),
        (_, up @ -2048..=2047) => VerticalOffset::Offset6(VertOffsetB12(up)),
        _ => return None,
    })
}

/// The offset from the reference in 1e-7 degree; `None` for a place that is not known.
pub(super) fn from_horizontal(offset: &PositionOffsetLL, reference: Place) -> Option<Place> {
    Some(match offset {
        PositionOffsetLL::PositionLL1(offset) => (offset.lat.0.into(), offset.lon.0.into()),
        PositionOffsetLL::PositionLL2(offset) => (offset.lat.0.into(), offset.lon.0.into()),
        PositionOffsetLL::PositionLL3(offset) => (offset.lat.0.into(), offset.lon.0.into()),
        PositionOffsetLL::PositionLL4(offset) => (offset.lat.0.into(), offset.lon.0.into()),
        PositionOffsetLL::PositionLL5(offset) => (offset.lat.0.into(), offset.lon.0.into()),
        PositionOffsetLL::PositionLL6(offset) => (offset.lat.0.into(), offset.lon.0.into()),
        PositionOffsetLL::PositionLatLon(place) => {
            let known = place.lat.0 <= 900_000_000 && place.lon.0 <= 1_800_000_000;
            let place = known.then_some((i64::from(place.lat.0), i64::from(place.lon.0)))?;
            (place.0 - reference.0, geometry::around(place.1 - reference.1))
        }
    })
}

/// The offset from the reference's height in 0.1 m. `None` for a height of its own that is not known, or whose
/// reference has none.
pub(super) fn from_vertical(offset: &VerticalOffset, reference: Option<Elevation>) -> Option<i64> {
    Some(match offset {
        VerticalOffset::Offset1(up) => up.0.into(),
        VerticalOffset::Offset2(up) => up.0.into(),
        VerticalOffset::Offset3(up) => up.0.into(),
        VerticalOffset::Offset4(up) => up.0.into(),
        VerticalOffset::Offset5(up) => up.0.into(),
        VerticalOffset::Offset6(up) => up.0.into(),
        VerticalOffset::Elevation(height) => {
            let (height, reference) = (known_height(*height)?, known_height(reference?)?);
            i64::from(height.0) - i64::from(reference.0)
        }
    })
}
