//! A signal controller that pushes its status.

use std::net::SocketAddr;

use serde::{Deserialize, Serialize};
use v2x::controller::{self, Green};
use v2x::j2735::common::{IntersectionID, IntersectionReferenceID, RoadRegulatorID};

use super::Envelope;

/// What the pushes of a signal controller (TSCBM) mean: nothing in them says which intersection and which signal groups they
/// are of.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Controller {
    /// The region in which the intersection has its number; 0: none.
    pub region: u16,
    /// The number of the intersection in MAP and SPaT.
    pub intersection: u16,
    /// Where the SPaT made of each push is sent to at once; without it, nowhere.
    pub to: Option<SocketAddr>,
    /// What is put around it.
    pub envelope: Envelope,
    /// Name of the [`Signer`](super::Signer) that signs it; empty: nobody does.
    pub signer: String,
    /// The signal groups of the intersection.
    pub groups: Vec<Group>,
}

/// A signal group, and what of the controller it shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    /// Its number in MAP and SPaT.
    pub group: u8,
    /// What of the controller it shows.
    pub shows: Shows,
    /// The number of that, from 1 to 16.
    pub number: u8,
    /// Whether conflicting traffic is held while it is green.
    #[serde(default)]
    pub protected: bool,
    /// Whether its flashing yellow is an arrow, which allows a turn that gives way.
    #[serde(default)]
    pub flashing_yellow_arrow: bool,
}

/// What of a controller a signal group shows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Shows {
    /// An overlap.
    Overlap,
    /// The pedestrian lights of a phase.
    Pedestrian,
    /// A phase.
    Phase,
}

impl Controller {
    /// What makes SPaT of its pushes.
    pub(crate) fn converter(&self) -> controller::Converter {
        let region = (self.region != 0).then_some(RoadRegulatorID(self.region));
        let id = IntersectionReferenceID { region, id: IntersectionID(self.intersection) };
        controller::Converter::new(id, self.groups.iter().map(Group::group))
    }
}

impl Group {
    fn group(&self) -> controller::Group {
        let shows = match self.shows {
            Shows::Overlap => controller::Shows::Overlap(self.number),
            Shows::Pedestrian => controller::Shows::Pedestrian(self.number),
            Shows::Phase => controller::Shows::Phase(self.number),
        };
        let green = if self.protected { Green::Protected } else { Green::Permissive };
        controller::Group {
            flashing_yellow_arrow: self.flashing_yellow_arrow,
            ..controller::Group::new(self.group, shows, green)
        }
    }
}
