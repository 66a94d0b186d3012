//! What stands in front of messages and around them, as it is told on the command line.

use std::str::FromStr;

use v2x::Outer;
use v2x::controller::{self, Converter, Green, Shows};
use v2x::envelope::rsu_cloud::Framing;
use v2x::j2735::common::{IntersectionID, IntersectionReferenceID, RoadRegulatorID};

/// What stands in front of messages and around them.
#[derive(Clone, Debug, Default, PartialEq, clap::Args)]
pub(crate) struct Front {
    /// Step over so many octets in front of every datagram, which a radio's own interface puts there
    #[arg(long, value_name = "OCTETS", default_value_t = 0)]
    pub(crate) skip: usize,
    /// What every datagram is, or of a capture those to a UDP port (may be given several times)
    ///
    /// Kinds:
    ///   rsu-text           message text for roadside units (RSU 4.1); places in its message count from the payload
    ///   rsu-cloud-single   upload of a Chinese roadside unit with one frame
    ///   rsu-cloud-counted  upload of a Chinese roadside unit with a count of frames
    ///   tscbm              push of a signal controller; it becomes a SPaT, see --group
    ///   headers            none of these
    #[arg(long, value_name = "[PORT=]KIND", verbatim_doc_comment)]
    outer: Vec<Around>,
    /// The intersection that pushes of a signal controller are of: its number, behind its region if it has one
    #[arg(long, value_name = "[REGION/]NUMBER", default_value = "0")]
    intersection: Intersection,
    /// A signal group that a signal controller rules, and what of it shows there (may be given several times)
    ///
    /// For example 4=phase:2,protected or 7=overlap:1,flashing-yellow-arrow or 12=pedestrian:8.
    #[arg(long, value_name = "GROUP=KIND:NUMBER")]
    group: Vec<Group>,
}

impl Front {
    /// What stands around datagrams: those to a port of UDP, or lines. `None` if nobody said.
    pub(crate) fn outer(&self, port: Option<u16>) -> Option<Outer> {
        let of = |wanted| self.outer.iter().find(move |around| around.port == wanted);
        port.and_then(|port| of(Some(port))).or_else(|| of(None)).map(|around| around.outer)
    }

    /// Whether something is said of ports, which lines do not have.
    pub(crate) fn names_ports(&self) -> bool {
        self.outer.iter().any(|around| around.port.is_some())
    }

    /// What makes SPaT of the pushes of a controller; nothing without signal groups.
    pub(crate) fn converter(&self) -> Option<Converter> {
        let groups = self.group.iter().map(|group| group.0);
        (!self.group.is_empty()).then(|| Converter::new(self.intersection.0, groups))
    }
}

/// What stands around datagrams, of all or of a port.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Around {
    port: Option<u16>,
    outer: Outer,
}

impl FromStr for Around {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (port, kind) = match text.split_once('=') {
            Some((port, kind)) => (Some(number(port, "a port")?), kind),
            None => (None, text),
        };
        let outer = match kind {
            "headers" => Outer::Headers,
            "rsu-cloud-counted" => Outer::RsuCloud(Framing::Counted),
            "rsu-cloud-single" => Outer::RsuCloud(Framing::Single),
            "rsu-text" => Outer::RsuText,
            "tscbm" => Outer::Tscbm,
            _ => {
                let known = "headers, rsu-cloud-counted, rsu-cloud-single, rsu-text, tscbm";
                return Err(format!("{kind:?} is none of {known}"));
            }
        };
        Ok(Self { port, outer })
    }
}

/// Which intersection.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Intersection(IntersectionReferenceID);

impl FromStr for Intersection {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (region, id) = match text.split_once('/') {
            Some((region, id)) => (Some(RoadRegulatorID(number(region, "a region")?)), id),
            None => (None, text),
        };
        Ok(Self(IntersectionReferenceID { region, id: IntersectionID(number(id, "an intersection")?) }))
    }
}

/// A signal group, and what of a controller it shows.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Group(controller::Group);

impl FromStr for Group {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (group, shown) = text.split_once('=').ok_or("it is not of the form GROUP=KIND:NUMBER")?;
        let mut words = shown.split(',');
        let kind = words.next().unwrap_or_default();
        let (kind, shown) = kind.split_once(':').ok_or("KIND and NUMBER are separated by a colon")?;
        let shown = number(shown, "a number from 1 to 16")?;
        let shows = match kind {
            _ if !(1..=16).contains(&shown) => return Err(format!("{shown} is not a number from 1 to 16")),
            "overlap" => Shows::Overlap(shown),
            "pedestrian" => Shows::Pedestrian(shown),
            "phase" => Shows::Phase(shown),
            _ => return Err(format!("{kind:?} is none of phase, overlap, pedestrian")),
        };
        let mut group = controller::Group::new(number(group, "a signal group")?, shows, Green::Permissive);
        for word in words {
            match word {
                "protected" => group.green = Green::Protected,
                "flashing-yellow-arrow" => group.flashing_yellow_arrow = true,
                _ => return Err(format!("{word:?} is none of protected, flashing-yellow-arrow")),
            }
        }
        Ok(Self(group))
    }
}

fn number<T: FromStr>(text: &str, what: &str) -> Result<T, String> {
    text.parse().map_err(|_| format!("{text:?} is not {what}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn around(text: &str) -> Result<Around, String> {
        text.parse()
    }

    #[test]
    fn ports_are_told_apart_and_the_rest_is_alike() {
        let front = Front {
            outer: ["tscbm", "1516=rsu-text", "47900=headers"].map(|text| around(text).unwrap()).into(),
            ..Front::default()
        };
        let outer = [None, Some(1516), Some(47_900), Some(6053)].map(|port| front.outer(port));
        let [push, text, headers] = [Outer::Tscbm, Outer::RsuText, Outer::Headers].map(Some);
        assert_eq!(outer, [push, text, headers, push]);
        assert!(front.names_ports());
        assert_eq!(Front::default().outer(Some(1516)), None);
    }

    #[test]
    fn signal_groups_are_read_with_what_they_show() {
        let group = |text: &str| text.parse::<Group>().map(|group| group.0);
        let plain = controller::Group::new(4, Shows::Phase(2), Green::Permissive);
        assert_eq!(group("4=phase:2"), Ok(plain));
        let arrow = controller::Group { green: Green::Protected, flashing_yellow_arrow: true, ..plain };
        assert_eq!(group("4=phase:2,flashing-yellow-arrow,protected"), Ok(arrow));
        assert_eq!(group("12=pedestrian:16").map(|group| group.shows), Ok(Shows::Pedestrian(16)));
        for wrong in
            ["4", "4=phase", "x=phase:2", "4=phase:0", "4=phase:17", "4=ring:1", "4=phase:1,x", "300=phase:1"]
        {
            assert!(group(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn what_is_wrong_is_told() {
        assert!(around("mqtt").unwrap_err().contains("rsu-cloud-single"));
        assert_eq!(around("70000=tscbm").unwrap_err(), "\"70000\" is not a port");
        let intersection = |text: &str| text.parse::<Intersection>().map(|of| (of.0.region, of.0.id));
        assert_eq!(intersection("1204"), Ok((None, IntersectionID(1204))));
        assert_eq!(intersection("7/1204"), Ok((Some(RoadRegulatorID(7)), IntersectionID(1204))));
        assert!(intersection("main street").is_err());
    }
}
