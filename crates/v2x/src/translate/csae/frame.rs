//! Which message becomes which.

use alloc::boxed::Box;
use alloc::vec::Vec;

use v2x_j2735::message_frame as jf;

use super::types::MessageFrame;
use super::{bsm, map_from, map_to, psm, rsm_from, rsm_to, spat_from, spat_to};
use crate::translate::ledger::Ledger;

/// The frames of a J2735 message; none if nothing of it can be told. `None` if it has no counterpart.
pub(in crate::translate) fn from_j2735(
    frame: &jf::MessageFrame,
    ledger: &mut Ledger<'_>,
) -> Option<Vec<MessageFrame>> {
    use jf::MessageTypes as From;
    let jf::MessageFrame { value, unknown_extensions } = frame;
    let frames = match value {
        From::BasicSafetyMessage(bsm) => {
            alloc::vec![MessageFrame::BsmFrame(Box::new(bsm::from_j2735(bsm, ledger)))]
        }
        From::MapData(map) => {
            map_from::from_j2735(map, ledger).map(MessageFrame::MapFrame).into_iter().collect()
        }
        From::SPAT(spat) => alloc::vec![MessageFrame::SpatFrame(spat_from::from_j2735(spat, ledger))],
        From::SensorDataSharingMessage(sdsm) => {
            rsm_from::from_j2735(sdsm, ledger).into_iter().map(MessageFrame::RsmFrame).collect()
        }
        From::PersonalSafetyMessage(psm) => {
            psm::from_j2735(psm, ledger).map(MessageFrame::RsmFrame).into_iter().collect()
        }
        _ => return None,
    };
    ledger.extensions(unknown_extensions);
    Some(frames)
}

/// The J2735 message of a frame, likewise.
pub(in crate::translate) fn to_j2735(
    frame: &MessageFrame,
    ledger: &mut Ledger<'_>,
) -> Option<Vec<jf::MessageFrame>> {
    use jf::MessageTypes as Into;
    let value = match frame {
        MessageFrame::BsmFrame(bsm) => Into::BasicSafetyMessage(bsm::to_j2735(bsm, ledger)),
        MessageFrame::MapFrame(map) => Into::MapData(Box::new(map_to::to_j2735(map, ledger))),
        MessageFrame::SpatFrame(spat) => Into::SPAT(spat_to::to_j2735(spat, ledger)),
        MessageFrame::RsmFrame(rsm) => match rsm_to::to_j2735(rsm, ledger) {
            Some(sdsm) => Into::SensorDataSharingMessage(sdsm),
            None => return Some(Vec::new()),
        },
        _ => return None,
    };
    Some(alloc::vec![jf::MessageFrame { value, ..Default::default() }])
}
