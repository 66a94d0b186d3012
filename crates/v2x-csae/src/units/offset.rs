//! Positions that are told as offsets from a reference point.

macro_rules! edition {
    ($year:ident) => {
        mod $year {
            use crate::$year::def_position_offset::{PositionOffsetLL, VerticalOffset};

            impl PositionOffsetLL {
                /// Latitude and longitude in degrees, given those of the reference point. `None` where they are not
                /// known.
                pub fn degrees(&self, reference: (f64, f64)) -> Option<(f64, f64)> {
                    let (latitude, longitude) = match self {
                        Self::PositionLL1(offset) => (offset.lat.degrees(), offset.lon.degrees()),
                        Self::PositionLL2(offset) => (offset.lat.degrees(), offset.lon.degrees()),
                        Self::PositionLL3(offset) => (offset.lat.degrees(), offset.lon.degrees()),
                        Self::PositionLL4(offset) => (offset.lat.degrees(), offset.lon.degrees()),
                        Self::PositionLL5(offset) => (offset.lat.degrees(), offset.lon.degrees()),
                        Self::PositionLL6(offset) => (offset.lat.degrees(), offset.lon.degrees()),
                        Self::PositionLatLon(at) => return Some((at.lat.degrees()?, at.lon.degrees()?)),
                    };
                    Some((reference.0 + latitude, reference.1 + longitude))
                }
            }

            impl VerticalOffset {
                /// The height in metres, given that of the reference point. `None` where it is not known.
                pub fn height(&self, reference: f64) -> Option<f64> {
                    let offset = match self {
                        Self::Offset1(offset) => offset.metres(),
                        Self::Offset2(offset) => offset.metres(),
                        Self::Offset3(offset) => offset.metres(),
                        Self::Offset4(offset) => offset.metres(),
                        Self::Offset5(offset) => offset.metres(),
                        Self::Offset6(offset) => offset.metres(),
                        Self::Elevation(elevation) => return elevation.metres(),
                    };
                    Some(reference + offset)
                }
            }
        }
    };
}

edition!(y2019);
edition!(y2020);
