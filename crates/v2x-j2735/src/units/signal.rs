//! Signals: how sure a prediction is.

use crate::spat::TimeIntervalConfidence;
use core::fmt::{self, Display};
use v2x_uper::scale::Shown;

/// Percent, by value (DE_TimeIntervalConfidence).
const PERCENT: [u8; 16] = [21, 36, 47, 56, 62, 68, 73, 77, 81, 85, 88, 91, 94, 96, 98, 100];

impl TimeIntervalConfidence {
    /// The likelihood in percent, 21 to 100. `None` for values above 15, which no frame has.
    pub fn percent(self) -> Option<u8> {
        PERCENT.get(usize::from(self.0)).copied()
    }

    /// The greatest value whose likelihood is not above `percent`: none claims more than is known. Below 21 it is the
    /// least, which there is no way around but leaving the element out.
    pub fn from_percent(percent: u8) -> Self {
        let above_least = PERCENT.iter().skip(1);
        Self(above_least.filter(|likelihood| **likelihood <= percent).count() as u8)
    }
}

pub(super) const CONFIDENCE: &[Shown] =
    &[Shown::new::<TimeIntervalConfidence>(|raw, f| TimeIntervalConfidence(raw as u8).fmt(f))];

impl Display for TimeIntervalConfidence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.percent() {
            Some(percent) => write!(f, "{percent} %"),
            None => f.write_str("unavailable"),
        }
    }
}
