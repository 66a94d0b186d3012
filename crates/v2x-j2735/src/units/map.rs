//! Shapes of a map: what a node says of the place, the width and the height of a lane.

use crate::common::{
    DeltaAngle, MergeDivergeNodeAngle, NodeAttributeSetXY, NodeOffsetPointXY, RoadwayCrownAngle,
    VerticalOffset,
};
use crate::traveler_information::NodeOffsetPointLL;

v2x_uper::quantities! {
    DeltaAngle: angle, 1 / 1, -150..=150;
    MergeDivergeNodeAngle: angle, 3 / 2, -179..=180, unavailable -180;
    RoadwayCrownAngle: angle, 3 / 10, -127..=127, unavailable -128;
}

/// Where a node of a path lies.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum NodePlace {
    /// So many metres east and north of the node before.
    Offset {
        /// Metres, east positive.
        east: f64,
        /// Metres, north positive.
        north: f64,
    },
    /// So many degrees north and east of the node before.
    OffsetDegrees {
        /// Degrees, north positive.
        latitude: f64,
        /// Degrees, east positive.
        longitude: f64,
    },
    /// At these coordinates in degrees (WGS 84), whatever came before.
    At {
        /// Degrees, north positive.
        latitude: f64,
        /// Degrees, east positive.
        longitude: f64,
    },
}

impl NodeOffsetPointXY {
    /// Where the node lies. `None` where its coordinates are not known, or told in a region's own way.
    pub fn place(&self) -> Option<NodePlace> {
        let (east, north) = match self {
            Self::NodeXY1(node) => (node.x.metres(), node.y.metres()),
            Self::NodeXY2(node) => (node.x.metres(), node.y.metres()),
            Self::NodeXY3(node) => (node.x.metres(), node.y.metres()),
            Self::NodeXY4(node) => (node.x.metres(), node.y.metres()),
            Self::NodeXY5(node) => (node.x.metres(), node.y.metres()),
            Self::NodeXY6(node) => (node.x.metres(), node.y.metres()),
            Self::NodeLatLon(node) => {
                return Some(NodePlace::At { latitude: node.lat.degrees()?, longitude: node.lon.degrees()? });
            }
            Self::Regional(_) => return None,
        };
        Some(NodePlace::Offset { east, north })
    }
}

impl NodeOffsetPointLL {
    /// Where the node lies, before the zoom of its path: offsets are to be multiplied by two to the power of
    /// [`Zoom`](crate::traveler_information::Zoom). `None` where its coordinates are not known, or told in a region's own
    /// way.
    pub fn place(&self) -> Option<NodePlace> {
        let (latitude, longitude) = match self {
            Self::NodeLL1(node) => (node.lat.degrees(), node.lon.degrees()),
            Self::NodeLL2(node) => (node.lat.degrees(), node.lon.degrees()),
            Self::NodeLL3(node) => (node.lat.degrees(), node.lon.degrees()),
            Self::NodeLL4(node) => (node.lat.degrees()?, node.lon.degrees()?),
            Self::NodeLL5(node) => (node.lat.degrees(), node.lon.degrees()),
            Self::NodeLL6(node) => (node.lat.degrees(), node.lon.degrees()),
            Self::NodeLatLon(node) => {
                return Some(NodePlace::At { latitude: node.lat.degrees()?, longitude: node.lon.degrees()? });
            }
            Self::Regional(_) => return None,
        };
        Some(NodePlace::OffsetDegrees { latitude, longitude })
    }
}

impl NodeAttributeSetXY {
    /// Change of the lane's width in metres, added to all changes before; `None` if absent.
    pub fn width_change(&self) -> Option<f64> {
        self.d_width.map(|width| width.metres())
    }

    /// Change of height in metres, added to all changes before; `None` if absent.
    ///
    /// Here, and only here, a step of `Offset-B10` is 10 cm: its own `metres()` would be a tenth of this.
    pub fn height_change(&self) -> Option<f64> {
        self.d_elevation.map(|height| f64::from(height.0) / 10.0)
    }
}

impl VerticalOffset {
    /// The height in metres, given that of the reference point. `None` where it is not known, or told in a region's own
    /// way.
    pub fn height(&self, reference: f64) -> Option<f64> {
        let offset = match self {
            Self::Offset1(offset) => offset.metres(),
            Self::Offset2(offset) => offset.metres(),
            Self::Offset3(offset) => offset.metres(),
            Self::Offset4(offset) => offset.metres(),
            Self::Offset5(offset) => offset.metres(),
            Self::Offset6(offset) => offset.metres(),
            Self::Elevation(elevation) => return elevation.metres(),
            Self::Regional(_) => None,
        };
        Some(reference + offset?)
    }
}
