//! Views: a few fields read where they stand, without decoding the message, for filters and routing.
//!
//! Making a view walks the message once, by lengths alone, and proves that it is all there. A field is then some
//! nanoseconds; it is checked against its range when it is read. Nothing else in the message is checked.
//!
//! Who only wants to know whether a message is worth decoding peeks at it ([`View::peek`](v2x_uper::View::peek)): that walks no
//! further than to the field it is after, however long the message.
//!
//! ```
//! use v2x_csae::views::y2020::FrameView;
//! use v2x_uper::View;
//! # use v2x_csae::y2020::msg_frame::MessageFrame;
//! # use v2x_uper::{Reader, Uper};
//! # let octets = MessageFrame::BsmFrame(Default::default()).to_uper()?;
//!
//! // Octets of a frame, as they came out of the envelope.
//! if let FrameView::BsmFrame(bsm) = FrameView::read(&mut Reader::new(&octets))? {
//!     println!("{:?} at {:?}", bsm.id(), bsm.pos()?);
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

/// Views of the July 2019 draft.
pub mod y2019 {
    pub use crate::y2019::view::bsm::BasicSafetyMessageView as BsmView;
    pub use crate::y2019::view::map::MapDataView as MapView;
    pub use crate::y2019::view::map_node::{NodeReferenceIDView, NodeView};
    pub use crate::y2019::view::msg_frame::MessageFrameView as FrameView;
    pub use crate::y2019::view::rsm::{ParticipantDataView, RoadsideSafetyMessageView as RsmView};
    pub use crate::y2019::view::signal_phase_and_timing::SPATView as SpatView;
    pub use crate::y2019::view::spat_intersection_state::{
        IntersectionStateView, PhaseStateView, PhaseView, TimeChangeDetailsView,
    };
}

/// Views of T/CSAE 53-2020, and of the road users' messages of T/CSAE 157-2020.
pub mod y2020 {
    pub use crate::y2020::view::bsm::BasicSafetyMessageView as BsmView;
    pub use crate::y2020::view::map::{MapDataView as MapView, NodeReferenceIDView, NodeView};
    pub use crate::y2020::view::msg_day_ii::{
        MessageFrameExtView as DayTwoFrameView, MessageTypesView as DayTwoView,
    };
    pub use crate::y2020::view::msg_frame::MessageFrameView as FrameView;
    pub use crate::y2020::view::psm::PersonalSafetyMessageView as PsmView;
    pub use crate::y2020::view::rsm::{ParticipantDataView, RoadsideSafetyMessageView as RsmView};
    pub use crate::y2020::view::sensor_sharing::{DetectedPTCDataView, SensorSharingMsgView as SsmView};
    pub use crate::y2020::view::signal_phase_and_timing::{
        IntersectionStateView, PhaseStateView, PhaseView, SPATView as SpatView, TimeChangeDetailsView,
    };
}
