//! Frames by [`asn1rs`](https://docs.rs/asn1rs).

use crate::{Error, Peer};
use asn1rs::prelude::{Readable, Reader, UperReader, UperWriter, Writable, Writer};

#[allow(dead_code, clippy::all)]
#[rustfmt::skip]
mod csae;
#[allow(dead_code, clippy::all)]
#[rustfmt::skip]
mod j2735;

use j2735 as sae;

/// A frame of the Chinese sets.
pub use csae::MessageFrame as Csae;

/// A frame of J2735: the messages that are benched.
#[derive(Debug)]
pub enum J2735 {
    /// A BSM and the content of its part II.
    BasicSafetyMessage(sae::BasicSafetyMessage, Vec<PartII>),
    /// A MAP.
    MapData(sae::MapData),
    /// A SPaT.
    Spat(sae::Spat),
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
        write(self, 1024)
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
            Self::MapData(map) => (18, write(map, 1024)?),
            Self::Spat(spat) => (19, write(spat, 1024)?),
            Self::BasicSafetyMessage(bsm, part_ii) => {
                for (to, from) in bsm.part_ii.iter_mut().flatten().zip(part_ii) {
                    to.part_ii_value = from.encode()?;
                }
                (20, write(bsm, 1024)?)
            }
            Self::TravelerInformation(tim) => (31, write(tim, 1024)?),
            Self::SensorDataSharingMessage(sdsm) => (41, write(sdsm, 1024)?),
        };
        let room = value.len() + 6;
        write(&sae::MessageFrame { message_id, value }, room)
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
            Self::Safety(value) => write(value, 256),
            Self::Special(value) => write(value, 256),
            Self::Supplemental(value) => write(value, 256),
        }
    }
}

fn read<T: Readable>(octets: &[u8]) -> Result<T, Error> {
    Ok(UperReader::from((octets, octets.len() * 8)).read::<T>()?)
}

/// `room` is a guess that spares the writer from growing, as a careful user would give one.
fn write<T: Writable>(value: &T, room: usize) -> Result<Vec<u8>, Error> {
    let mut writer = UperWriter::with_capacity(room);
    writer.write(value)?;
    Ok(writer.into_bytes_vec())
}
