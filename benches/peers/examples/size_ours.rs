//! This library's codec of the benched messages, to be weighed: see `tools/sizes.py`. Reads a frame of J2735 and writes
//! it again. A message is decoded by itself, so that those which the peers were not given are not linked.

use std::io::{self, Read, Write};
use v2x_bench_peers::Error;
use v2x_j2735::basic_safety_message::BasicSafetyMessage;
use v2x_j2735::map_data::MapData;
use v2x_j2735::sensor_data_sharing_message::SensorDataSharingMessage;
use v2x_j2735::spat::SPAT;
use v2x_j2735::traveler_information::TravelerInformation;
use v2x_uper::{DecodeError, Reader, Uper, Writer};

/// The message inside an open type, written again.
fn again<T: Uper>(r: &mut Reader<'_>, id: u64) -> Result<Vec<u8>, Error> {
    let mut value = T::default();
    r.open_type(&"MessageFrame.value", |r| value.decode_into(r)).map_err(DecodeError::from)?;
    let mut out = vec![0; 8192];
    let mut w = Writer::new(&mut out);
    w.put(id, 16);
    w.open_type(|w| value.encode(w));
    let length = w.finish("MessageFrame")?;
    out.truncate(length);
    Ok(out)
}

fn main() -> Result<(), Error> {
    let mut octets = Vec::new();
    io::stdin().read_to_end(&mut octets)?;
    let r = &mut Reader::new(&octets);
    let frame = match r.bits(16, &"MessageFrame.messageId").map_err(DecodeError::from)? {
        18 => again::<MapData>(r, 18)?,
        19 => again::<SPAT>(r, 19)?,
        20 => again::<BasicSafetyMessage>(r, 20)?,
        31 => again::<TravelerInformation>(r, 31)?,
        41 => again::<SensorDataSharingMessage>(r, 41)?,
        other => return Err(format!("message {other} is not benched").into()),
    };
    io::stdout().write_all(&frame)?;
    Ok(())
}
