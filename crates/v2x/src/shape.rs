//! Which shape the frames of a set have.

use v2x_uper::jer::Shape;
#[cfg(any(feature = "csae", feature = "j2735"))]
use v2x_uper::jer::Shaped;

use crate::set::{CsaeEdition, Set};

/// The shape of a set's frames, or `None` if the set is not built in.
pub(crate) fn shape(set: Set, edition: CsaeEdition) -> Option<&'static Shape> {
    match (set, edition) {
        #[cfg(feature = "csae")]
        (Set::Csae, CsaeEdition::Y2019) => Some(v2x_csae::y2019::msg_frame::MessageFrame::shape()),
        #[cfg(feature = "csae")]
        (Set::Csae, CsaeEdition::Y2020) => Some(v2x_csae::y2020::msg_frame::MessageFrame::shape()),
        #[cfg(feature = "j2735")]
        (Set::J2735, _) => Some(v2x_j2735::message_frame::MessageFrame::shape()),
        #[cfg(not(all(feature = "csae", feature = "j2735")))]
        _ => None,
    }
}
