//! Random valid values of generated types, for tests: a seed makes a value, and the same seed makes it again.
//!
//! Values lean to where codecs break: bounds, empty and full lists, present and absent options, extension additions,
//! contents that no edition knows.

use crate::{BitString, ObjectIdentifier, RelativeOid, UnknownAddition, UnknownExtensions};
use alloc::string::String;
use alloc::vec::Vec;

/// A type of which random valid values can be made.
pub trait Arbitrary: Sized {
    /// Makes a value.
    fn arbitrary(g: &mut Gen) -> Self;
}

/// How many elements the lists of a usual value have in all, so that nested ones stay small.
const FEW: usize = 64;

/// More elements than this no list gets, nor octets or characters a string: some are bounded by 32767 or not at all.
const LONGEST: usize = 520;

/// The source of choices.
#[derive(Clone, Debug)]
pub struct Gen {
    state: u64,
    /// How many more list elements may be made; keeps messages of nested lists small.
    budget: usize,
    /// Nothing that this edition does not know is made.
    known_only: bool,
}

impl Gen {
    /// From a seed. One in 32 may have lists as long as their constraints allow.
    pub const fn new(seed: u64) -> Self {
        let budget = if seed.is_multiple_of(32) { 2000 } else { FEW };
        Self { state: seed, budget, known_only: false }
    }

    /// The same with short lists alone, for tests that take long with large messages.
    pub const fn short_lists(self) -> Self {
        Self { budget: FEW, ..self }
    }

    /// The same without what this edition does not know.
    pub const fn known_only(self) -> Self {
        Self { known_only: true, ..self }
    }

    /// The next 64 random bits (SplitMix64, Steele et al. 2014).
    pub const fn bits(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let z = (self.state ^ (self.state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// A number below `n` (which is not zero).
    pub const fn below(&mut self, n: usize) -> usize {
        (self.bits() % n as u64) as usize
    }

    /// True in one of `n` cases.
    pub const fn one_in(&mut self, n: usize) -> bool {
        self.below(n) == 0
    }

    /// Whether to make something that this edition does not know.
    pub const fn unheard_of(&mut self) -> bool {
        self.one_in(12) && !self.known_only
    }

    /// The index of an addition that an edition with `known` additions does not know.
    pub const fn unknown(&mut self, known: u32) -> u32 {
        known + self.below(100) as u32
    }

    /// A number between bounds, often one of them or beside one.
    pub fn int(&mut self, lower: i128, upper: i128) -> i128 {
        match self.below(8) {
            0 => lower,
            1 => upper,
            2 => (lower + 1).min(upper),
            3 => (upper - 1).max(lower),
            4 if lower <= 0 && 0 <= upper => 0,
            _ => lower + (u128::from(self.bits()) % ((upper - lower) as u128 + 1)) as i128,
        }
    }

    /// A number of an extensible range, sometimes outside the root.
    pub fn int_ext(&mut self, lower: i128, upper: i128) -> i64 {
        if self.one_in(4) { self.bits() as i64 >> self.below(64) } else { self.int(lower, upper) as i64 }
    }

    /// A present value in half of the cases, less often when the budget is spent.
    pub fn option<T>(&mut self, make: impl FnOnce(&mut Self) -> T) -> Option<T> {
        let cases = if self.budget == 0 { 8 } else { 2 };
        if self.one_in(cases) { Some(make(self)) } else { None }
    }

    /// A length that a size constraint allows.
    pub fn len(&mut self, lower: usize, upper: Option<usize>, extensible: bool) -> usize {
        let top = upper.unwrap_or(lower + 40);
        let small = top.min(lower + self.budget.min(LONGEST));
        let len = match self.below(6) {
            0 => lower,
            1 => small,
            2 if extensible => small + self.below(4),
            _ => lower + self.below(small.min(lower + 5) - lower + 1),
        };
        self.budget = self.budget.saturating_sub(len);
        len
    }

    /// A list.
    pub fn list<T>(
        &mut self,
        lower: usize,
        upper: Option<usize>,
        extensible: bool,
        mut make: impl FnMut(&mut Self) -> T,
    ) -> Vec<T> {
        let len = self.len(lower, upper, extensible);
        (0..len).map(|_| make(self)).collect()
    }

    /// Octets.
    pub fn octets(&mut self, lower: usize, upper: Option<usize>, extensible: bool) -> Vec<u8> {
        self.list(lower, upper, extensible, |g| g.bits() as u8)
    }

    /// An array of octets.
    pub fn array<const N: usize>(&mut self) -> [u8; N] {
        core::array::from_fn(|_| self.bits() as u8)
    }

    /// Bits.
    pub fn bit_string(&mut self, lower: usize, upper: Option<usize>, extensible: bool) -> BitString {
        let len = self.len(lower, upper, extensible);
        let octets: Vec<u8> = (0..len.div_ceil(8)).map(|_| self.bits() as u8).collect();
        BitString::from_octets(&octets, len)
    }

    /// A string of characters out of `alphabet`.
    pub fn text(&mut self, alphabet: &[u8], lower: usize, upper: Option<usize>, extensible: bool) -> String {
        let len = self.len(lower, upper, extensible);
        (0..len).filter_map(|_| alphabet.get(self.below(alphabet.len()))).map(|c| char::from(*c)).collect()
    }

    /// An object identifier.
    pub fn oid(&mut self) -> ObjectIdentifier {
        let arcs = [self.below(3) as u64, self.below(40) as u64, self.bits() >> self.below(60).max(8), 7];
        ObjectIdentifier::from_arcs(&arcs).unwrap_or_default()
    }

    /// A relative object identifier.
    pub fn relative_oid(&mut self) -> RelativeOid {
        RelativeOid::from_arcs(&[self.bits() >> self.below(60).max(8), 1]).unwrap_or_default()
    }

    /// Additions of another edition, in one of eight cases. `present` says that known additions are there.
    pub fn unknown_extensions(&mut self, known: u32, last_present: Option<u32>) -> UnknownExtensions {
        if !self.one_in(8) || self.known_only {
            return UnknownExtensions::default();
        }
        let positions =
            (known..known + 1 + self.below(70) as u32).filter(|_| self.one_in(12)).collect::<Vec<_>>();
        let unknown: Vec<_> = positions
            .into_iter()
            .map(|position| UnknownAddition { position, octets: self.octets(1, Some(200), false) })
            .collect();
        match (unknown.last(), last_present) {
            (Some(last), _) => UnknownExtensions::new(last.position + 1 + self.below(3) as u32, unknown),
            // An older sender: its bitmap ends with what it has.
            (None, Some(last)) if last + 1 < known => UnknownExtensions::new(last + 1, unknown),
            _ => UnknownExtensions::default(),
        }
    }
}
