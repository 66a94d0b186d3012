//! MessageFrame: which message it is.

use super::types::MessageFrame;
use super::{bsm, map, rsm, spat};
use crate::adapt::Reception;
use crate::input::Input;

/// Turns a frame into inputs.
pub(in crate::adapt) fn frame(frame: &MessageFrame, reception: &Reception, sink: &mut impl FnMut(Input)) {
    match frame {
        MessageFrame::BsmFrame(message) => {
            if let Some(observation) = bsm::observation(message, reception) {
                sink(observation.into());
            }
        }
        MessageFrame::RsmFrame(message) => rsm::observations(message, reception, sink),
        MessageFrame::MapFrame(message) => map::road_maps(message, reception, sink),
        MessageFrame::SpatFrame(message) => spat::reports(message, reception, sink),
        _ => {}
    }
}
