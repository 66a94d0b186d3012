//! Frames by [`rasn`](https://docs.rs/rasn).

use crate::{Error, Peer};
use rasn::uper;
use rasn::{Decode, Encode};

#[allow(dead_code, clippy::all)]
#[rustfmt::skip]
mod csae;
#[allow(dead_code, clippy::all)]
#[rustfmt::skip]
mod j2735;

use j2735::j2735 as sae;

/// A frame of the Chinese sets.
pub use csae::csae::MessageFrame as Csae;

/// A frame of J2735: the messages that are benched.
#[derive(Debug)]
pub enum J2735 {
    /// A BSM and the content of its part II.
    BasicSafetyMessage(sae::BasicSafetyMessage, Vec<PartII>),
    /// A MAP.
    MapData(sae::MapData),
    /// A SPaT.
    Spat(sae::SPAT),
    /// An SDSM.
    SensorDataSharingMessage(sae::SensorDataSharingMessage),
    /// A TIM.
    TravelerInformation(sae::TravelerInformation),
}

/// Content of part II of a BSM.
#[derive(Debug)]
pub enum PartII {
    /// Number 0.
    Safety(sae::VehicleSafetyExtensions),
    /// Number 1.
    Special(sae::SpecialVehicleExtensions),
    /// Number 2.
    Supplemental(sae::SupplementalVehicleExtensions),
}

impl Peer for Csae {
    fn decode(octets: &[u8]) -> Result<Self, Error> {
        read(octets)
    }

    fn encode(&mut self) -> Result<Vec<u8>, Error> {
        write(self)
    }
}

impl Peer for J2735 {
    fn decode(octets: &[u8]) -> Result<Self, Error> {
        let frame: sae::MessageFrame = read(octets)?;
        match frame.message_id {
            18 => Ok(Self::MapData(read(&frame.value)?)),
            19 => Ok(Self::Spat(read(&frame.value)?)),
            20 => {
                let bsm: sae::BasicSafetyMessage = read(&frame.value)?;
                let part_ii = bsm.part_ii.iter().flatten().map(PartII::decode).collect::<Result<_, _>>()?;
                Ok(Self::BasicSafetyMessage(bsm, part_ii))
            }
            31 => Ok(Self::TravelerInformation(read(&frame.value)?)),
            41 => Ok(Self::SensorDataSharingMessage(read(&frame.value)?)),
            other => Err(format!("message {other} is not benched").into()),
        }
    }

    fn encode(&mut self) -> Result<Vec<u8>, Error> {
        let (message_id, value) = match self {
            Self::MapData(map) => (18, write(map)?),
            Self::Spat(spat) => (19, write(spat)?),
            Self::BasicSafetyMessage(bsm, part_ii) => {
                for (to, from) in bsm.part_ii.iter_mut().flatten().zip(part_ii) {
                    to.part_ii_value = from.encode()?.into();
                }
                (20, write(bsm)?)
            }
            Self::TravelerInformation(tim) => (31, write(tim)?),
            Self::SensorDataSharingMessage(sdsm) => (41, write(sdsm)?),
        };
        write(&sae::MessageFrame::new(message_id, value.into()))
    }
}

impl PartII {
    fn decode(content: &sae::PartIIcontent) -> Result<Self, Error> {
        match content.part_ii_id {
            0 => Ok(Self::Safety(read(&content.part_ii_value)?)),
            1 => Ok(Self::Special(read(&content.part_ii_value)?)),
            2 => Ok(Self::Supplemental(read(&content.part_ii_value)?)),
            other => Err(format!("part II {other} is not known").into()),
        }
    }

    fn encode(&self) -> Result<Vec<u8>, Error> {
        match self {
            Self::Safety(value) => write(value),
            Self::Special(value) => write(value),
            Self::Supplemental(value) => write(value),
        }
    }
}

fn read<T: Decode>(octets: &[u8]) -> Result<T, Error> {
    Ok(uper::decode(octets)?)
}

fn write<T: Encode>(value: &T) -> Result<Vec<u8>, Error> {
    Ok(uper::encode(value)?)
}
