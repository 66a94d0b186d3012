//! The message sets and their editions: what a sequence of UPER bits may be.

use core::fmt;

/// A message set. Its frames begin differently, and nothing in a bare frame says which set it is of.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[non_exhaustive]
pub enum Set {
    /// T/CSAE 53 and T/CSAE 157, the Chinese sets of day 1 and day 2.
    Csae,
    /// SAE J2735 and the sets that ride in its frame.
    #[default]
    J2735,
}

impl Set {
    /// `"csae"` or `"j2735"`.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Csae => "csae",
            Self::J2735 => "j2735",
        }
    }
}

impl fmt::Display for Set {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// The edition of the Chinese sets.
///
/// The two differ on the wire in MAP, RSI and parts of BSM, and nothing in a frame tells them apart: the edition is a
/// matter of configuration. (J2735 needs none: its newer editions read the frames of 2016 and later.)
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CsaeEdition {
    /// The draft of July 2019 behind YD/T 3709.
    Y2019,
    /// T/CSAE 53-2020 with T/CSAE 157-2020.
    #[default]
    Y2020,
}
