//! What a receiver accepts: how fresh, how far up, how much is remembered.

use alloc::vec::Vec;
use core::time::Duration;

use v2x::Set;
use v2x::envelope::ieee1609dot2::Identified;
use v2x::envelope::{Aid, Psid};

/// What a receiver accepts. The defaults are for a roadside unit.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Policy {
    /// A message made longer ago is not accepted. Several seconds: by default 5 s, fifty times the interval of most
    /// messages; whoever tracks with them asks for fresher ones still.
    pub max_age: Duration,
    /// A message may be made so far in the future: by default 500 ms, what clocks that follow satellites badly may be ahead.
    pub max_ahead: Duration,
    /// Services whose messages are sent again and again as they were once signed. They may be as old as
    /// [`repeated_max_age`](Self::repeated_max_age), or as they themselves say, and coming again makes none a replay. By
    /// default MAP and TIM.
    pub repeated: Vec<Psid>,
    /// How long ago a message to be repeated may be made, if it does not say itself until when it holds: by default a day.
    pub repeated_max_age: Duration,
    /// Most certificates above one another, from the signer's to the trusted one, both counted. By default 5: signer,
    /// issuing authority, intermediate authority, root, and one more.
    pub max_chain: usize,
    /// How many certificates are remembered at least; twice as many at most. By default 2000: a dense site has 1000
    /// vehicles in range. A certificate takes about a kilobyte.
    pub certificates: usize,
    /// How many messages are remembered at least, to know them when they are replayed; twice as many at most. By default
    /// 50 000: 10 000 a second for [`max_age`](Self::max_age). Beyond that rate a replay may pass.
    pub messages: usize,
    /// Countries and their parts in which the receiver stands, and so whatever it hears by radio. Without it certificates
    /// that hold in countries cannot be verified.
    pub here: Vec<Identified>,
    /// How SM2 is used.
    pub sm2: Sm2Use,
}

impl Default for Policy {
    fn default() -> Self {
        Self {
            max_age: Duration::from_secs(5),
            max_ahead: Duration::from_millis(500),
            // RSM has the PSID of TIM.
            repeated: Vec::from([Psid::MAP, Psid::TIM]),
            repeated_max_age: Duration::from_secs(86_400),
            max_chain: 5,
            certificates: 2000,
            messages: 50_000,
            here: Vec::new(),
            sm2: Sm2Use::default(),
        }
    }
}

/// How SM2 is used. These are *not confirmed facts*: GB/T 32918.2 leaves the identity to whoever uses it, and what is hashed in
/// the envelope of the Chinese standards (YD/T 3957, GB/T 45112) was not to be had for reading. Ask your peer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Sm2Use {
    /// The signer's identity: the default of the standard's examples, which is used where none was agreed on.
    pub identity: Vec<u8>,
    /// What comes after the hash of identity and key.
    pub input: Sm2Input,
}

impl Default for Sm2Use {
    fn default() -> Self {
        Self { identity: b"1234567812345678".to_vec(), input: Sm2Input::Hashes }
    }
}

/// What an SM2 signature covers, after the hash of identity and key.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Sm2Input {
    /// The hash of the signed octets and that of the signer's certificate, as IEEE 1609.2 does with the other curves.
    #[default]
    Hashes,
    /// The signed octets themselves.
    Octets,
}

/// The services that a message of this kind may be signed for, the usual one first, by the name that
/// [`Message::name`](v2x::Message::name) gives; none if that is not known, and any will do.
///
/// Without this a vehicle's certificate, which permits basic safety messages, could sign the state of traffic lights. The
/// assignments are those of IEEE 1609.12. Map messages are also sent as signal phase and timing by deployed roadside units,
/// whose certificates permit both. The Chinese identifiers are those that deployed software uses.
pub fn services(set: Set, message: &str) -> &'static [Psid] {
    const fn aid(aid: Aid, plus: u32) -> Psid {
        match Psid::from_value(aid.value() as u32 + plus) {
            Some(psid) => psid,
            None => Psid::MAX,
        }
    }
    match (set, message) {
        (Set::J2735, "BasicSafetyMessage") => &[Psid::BSM],
        (Set::J2735, "PersonalSafetyMessage" | "PersonalSafetyMessage2") => &[Psid::PSM],
        (Set::J2735, "SPAT" | "TrafficSignalPhaseAndTiming") => &[Psid::SPAT],
        (Set::J2735, "MapData" | "RoadGeometryAndAttributes") => &[Psid::MAP, Psid::SPAT],
        (Set::J2735, "TravelerInformation" | "RoadSafetyMessage") => &[Psid::TIM],
        (Set::J2735, "SensorDataSharingMessage") => &[Psid::SDSM],
        (Set::J2735, "SignalRequestMessage") => &[Psid::SRM],
        (Set::J2735, "SignalStatusMessage") => &[Psid::SSM],
        (Set::J2735, "RTCMcorrections") => &[Psid::RTCM],
        (Set::J2735, "ProbeDataManagement" | "ProbeVehicleData") => &[Psid::PDM],
        (Set::J2735, "EmergencyVehicleAlert") => &[Psid::EVA],
        (Set::J2735, "CooperativeControlMessage") => &[Psid::CCM],
        (Set::J2735, "TollAdvertisementMessage" | "TollUsageMessage" | "TollUsageAckMessage") => {
            &[Psid::TOLLING]
        }
        (Set::J2735, "ManeuverSharingAndCoordinatingMessage") => &[Psid::MSCM],
        (Set::Csae, "BSM") => {
            &const { [aid(Aid::BSM, 0), aid(Aid::BSM, 1), aid(Aid::BSM, 2), aid(Aid::BSM, 3)] }
        }
        (Set::Csae, "MAP") => &const { [aid(Aid::MAP, 0)] },
        (Set::Csae, "SPAT") => &const { [aid(Aid::SPAT, 0)] },
        (Set::Csae, "RSI") => &const { [aid(Aid::RSI, 0), aid(Aid::RSI, 1), aid(Aid::RSI, 2)] },
        (Set::Csae, "RSM") => &const { [aid(Aid::RSM, 0)] },
        _ => &[],
    }
}
