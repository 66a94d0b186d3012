//! Views: a few fields read where they stand, without decoding the message, for filters and routing.
//!
//! Making a view walks the frame once, by lengths alone, and proves that it is all there. A field is then some
//! nanoseconds; it is checked against its range when it is read. Nothing else in the frame is checked.
//!
//! Who only wants to know whether a frame is worth decoding peeks at it ([`View::peek`](v2x_uper::View::peek) and the
//! methods that begin with `peek`): that walks no further than to the field it is after, however long the message.
//!
//! ```
//! use v2x_j2735::views::{FrameView, MessageView};
//! use v2x_uper::View;
//! # use v2x_j2735::message_frame::{MessageFrame, MessageTypes};
//! # use v2x_uper::{Reader, Uper};
//! # let value = MessageTypes::BasicSafetyMessage(Default::default());
//! # let octets = MessageFrame { value, ..Default::default() }.to_uper()?;
//!
//! // Octets of a frame, as they came out of the envelope.
//! let frame = FrameView::read(&mut Reader::new(&octets))?;
//! match frame.value()? {
//!     MessageView::BasicSafetyMessage(bsm) => {
//!         let core = bsm.core_data()?;
//!         println!("{:?} at {:?} {:?}", core.id(), core.lat()?, core.long()?);
//!     }
//!     MessageView::SPAT(spat) => {
//!         for intersection in spat.intersections() {
//!             for movement in intersection.states() {
//!                 for event in movement.state_time_speed() {
//!                     println!("{:?} {:?}", movement.signal_group(), event.event_state()?);
//!                 }
//!             }
//!         }
//!     }
//!     _ => println!("message {}", frame.message_id()),
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

pub use crate::generated::view::basic_safety_message::BasicSafetyMessageView as BsmView;
pub use crate::generated::view::common::{BSMcoreDataView as BsmCoreView, IntersectionReferenceIDView};
pub use crate::generated::view::map_data::{IntersectionGeometryView, MapDataView as MapView};
pub use crate::generated::view::message_frame::{
    MessageFrameView as FrameView, MessageTypesView as MessageView,
};
pub use crate::generated::view::personal_safety_message::PersonalSafetyMessageView as PsmView;
pub use crate::generated::view::sensor_data_sharing_message::{
    DetectedObjectCommonDataView, DetectedObjectDataView, SensorDataSharingMessageView as SdsmView,
};
pub use crate::generated::view::spat::{
    IntersectionStateView, MovementEventView, MovementStateView, SPATView as SpatView, TimeChangeDetailsView,
};
