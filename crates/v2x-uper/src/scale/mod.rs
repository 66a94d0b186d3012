//! Integers of a message as amounts of a unit: steps, ends, "unavailable".
//!
//! A data element of V2X is a whole number of steps of some unit, with codes at its ends for "that or more" and for "not
//! known". A [`Scale`] says so in one line; the [`quantities!`](crate::quantities) table makes the methods of a
//! message set's types from it (`speed.mps()`, `Speed::from_mps(13.9)`, `Display`), [`bounds!`](crate::bounds) those of
//! its classes of confidence. What an element is called and how it is scaled, only the message set knows.
//!
//! Steps are fractions, so that 694 steps of 1/50 m/s are 13.88 m/s and not 13.880000000000001. Values are rounded to
//! the nearest step, halves away from zero.

mod confidence;
mod fragment;
pub mod moment;
mod quantity;
mod shown;

pub use confidence::{bound, class, show_bound};
use core::fmt;
pub use shown::{Amount, Shown};

/// How the integer of a data element stands for an amount.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Scale {
    /// Name of the element, for errors.
    pub element: &'static str,
    /// One step in the unit, as a fraction.
    pub step: (u32, u32),
    /// The integer that stands for an amount of zero.
    pub zero: i64,
    /// The least integer that stands for an amount.
    pub least: i64,
    /// The greatest integer that stands for an amount.
    pub most: i64,
    /// Whether the least also stands for less, and the greatest for more.
    pub ends: (bool, bool),
    /// For directions: the number of steps in a full turn.
    pub cycle: Option<i64>,
    /// What an integer that stands for no amount is shown as.
    pub otherwise: &'static str,
}

/// A factor from the unit of a scale to another one, as a fraction: (18, 5) from m/s to km/h.
pub type Factor = (f64, f64);

/// A type whose integer stands for an amount of a unit. The types have methods with the unit in their names, which are
/// what one usually wants; this is for code that is generic over them.
pub trait Quantity: Copy {
    /// How.
    const SCALE: Scale;
    /// The unit, as it is printed behind a number.
    const UNIT: &'static str;

    /// The integer on the wire.
    fn raw(self) -> i64;

    /// The type with this integer, which the caller knows to be in range.
    #[doc(hidden)]
    fn from_raw(raw: i64) -> Self;
}

impl Scale {
    /// The amount that an integer stands for, in the unit times `factor`. The codes at the ends are not looked at.
    pub fn amount(&self, raw: i64, factor: Factor) -> f64 {
        let (numerator, denominator) = self.fraction(factor);
        // Exact up to the division: integers of at most 32 bits times small ones.
        (raw - self.zero) as f64 * numerator / denominator
    }

    /// The amount, or `None` where the integer does not stand for one.
    pub fn known(&self, raw: i64, factor: Factor) -> Option<f64> {
        self.is_known(raw).then(|| self.amount(raw, factor))
    }

    /// Whether the integer stands for an amount.
    pub const fn is_known(&self, raw: i64) -> bool {
        self.least <= raw && raw <= self.most
    }

    /// The integer that comes nearest to an amount in the unit times `factor`.
    ///
    /// # Errors
    /// The amount is no number, or the element has no integer for it.
    pub fn nearest(&self, amount: f64, factor: Factor) -> Result<i64, OffScale> {
        let refused = OffScale { element: self.element, amount };
        let (numerator, denominator) = self.fraction(factor);
        let steps = round(amount * denominator / numerator).ok_or(refused)? + self.zero;
        match self.cycle {
            Some(cycle) => Ok(steps.rem_euclid(cycle)),
            None if steps < self.least && self.ends.0 => Ok(self.least),
            None if steps > self.most && self.ends.1 => Ok(self.most),
            None if self.is_known(steps) => Ok(steps),
            None => Err(refused),
        }
    }

    /// Writes an amount for people: `13.88 m/s`, `12.7 m or more`, `unavailable`. A precision is heeded.
    ///
    /// # Errors
    /// The formatter's.
    pub fn show(&self, raw: i64, unit: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Some(amount) = self.known(raw, (1.0, 1.0)) else { return f.write_str(self.otherwise) };
        show_amount(amount, self.decimals(), unit, f)?;
        match self.ends {
            (true, _) if raw == self.least => f.write_str(" or less"),
            (_, true) if raw == self.most => f.write_str(" or more"),
            _ => Ok(()),
        }
    }

    /// Decimals to print where the steps are no decimal fractions (a third, 360/65535).
    fn decimals(&self) -> Option<usize> {
        let (numerator, denominator) = (u64::from(self.step.0), u64::from(self.step.1));
        (numerator * 10_000_000 % denominator != 0).then_some(3)
    }

    fn fraction(&self, (numerator, denominator): Factor) -> Factor {
        (f64::from(self.step.0) * numerator, f64::from(self.step.1) * denominator)
    }
}

/// Writes a number with its unit: all its decimals unless the formatter or the scale limits them.
fn show_amount(amount: f64, decimals: Option<usize>, unit: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    match f.precision().or(decimals) {
        Some(decimals) => write!(f, "{amount:.decimals$}{unit}"),
        None => write!(f, "{amount}{unit}"),
    }
}

/// The whole number nearest to `value`, halves away from zero. `None` where that says nothing: beyond 2^53.
/// (`f64::round` needs std.)
fn round(value: f64) -> Option<i64> {
    const EXACT: f64 = (1_u64 << 53) as f64;
    if !(-EXACT..=EXACT).contains(&value) {
        return None;
    }
    let whole = value as i64;
    let rest = value - whole as f64;
    Some(whole + i64::from(rest >= 0.5) - i64::from(rest <= -0.5))
}

/// An amount that a data element has no value for: no number, beyond its range, or one that would read as "unavailable".
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
#[error("{amount} is out of range of {element}")]
pub struct OffScale {
    /// The data element.
    pub element: &'static str,
    /// The amount, in the unit in which it was given.
    pub amount: f64,
}

/// The laws that each type of a table must keep, for the tests of the message sets.
#[cfg(feature = "_arbitrary")]
#[doc(hidden)]
pub fn check<Q: Quantity + fmt::Display>(raws: impl Iterator<Item = i64>) {
    let scale = Q::SCALE;
    let (one, name) = ((1.0, 1.0), scale.element);
    for raw in raws.chain([scale.least, scale.most, scale.zero.clamp(scale.least, scale.most)]) {
        let raw = scale.least + (raw - scale.least).rem_euclid(scale.most - scale.least + 1);
        assert_eq!(Q::from_raw(raw).raw(), raw, "{name} holds its range");
        let amount = scale.known(raw, one).expect("in range");
        let (numerator, denominator) = scale.fraction(one);
        let step = numerator / denominator;
        for nearly in [amount, amount + 0.49 * step, amount - 0.49 * step] {
            assert_eq!(scale.nearest(nearly, one), Ok(raw), "{name}: {nearly}");
        }
        assert!(alloc::format!("{}", Q::from_raw(raw)).contains(Q::UNIT));
    }
    for amount in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert!(scale.nearest(amount, one).is_err(), "{name}");
    }
    let beyond = |raw: i64| scale.nearest(scale.amount(raw, one), one).ok();
    let (below, above) = (beyond(scale.least - 1), beyond(scale.most + 1));
    match scale.cycle {
        Some(cycle) => {
            assert_eq!((scale.least, scale.most, scale.zero), (0, cycle - 1, 0), "{name}");
            assert_eq!((below, above), (Some(scale.most), Some(scale.least)), "{name}");
        }
        None => {
            let (least, most) = scale.ends;
            assert_eq!(below, least.then_some(scale.least), "{name}");
            assert_eq!(above, most.then_some(scale.most), "{name}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use alloc::format;

    #[test]
    fn halves_go_away_from_zero() {
        for (value, whole) in [
            (0.49999999999999994, 0),
            (0.5, 1),
            (-0.5, -1),
            (-0.49, 0),
            (2.5, 3),
            (-2.5, -3),
            (1e15 + 0.5, 1_000_000_000_000_001),
        ] {
            assert_eq!(round(value), Some(whole), "{value}");
        }
        assert_eq!(round(1e16), None);
        assert_eq!(round(f64::NAN), None);
    }

    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Width(u8);
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Depth(i8);
    #[derive(Clone, Copy, Debug, PartialEq)]
    struct Course(u8);

    /// As generated types have them.
    macro_rules! range {
        ($($ty:ident $min:literal $max:literal)*) => {
            $(
                #[allow(dead_code)]
                impl $ty {
                    const MIN: Self = Self($min);
                    const MAX: Self = Self($max);
                }
            )*
        };
    }
    range! { Width 0 255 Depth -128 127 Course 0 240 }

    #[allow(dead_code, unreachable_pub)]
    mod table {
        use super::{Course, Depth, Width};
        crate::quantities! {
            Width: length, 1 / 20, 0..=254, ends above, unavailable 255;
            Depth: length, 1 / 10, -100..=100;
            Course: direction, 3 / 2, cycle 240, unavailable 240;
        }
    }

    #[test]
    fn a_table_makes_methods() {
        assert_eq!(Width::from_metres(0.26), Ok(Width(5)));
        assert_eq!(Width(5).metres(), Some(0.25));
        assert_eq!(Width::UNAVAILABLE.metres(), None);
        // At the end that stands for more, whatever is more; at the other, an error.
        assert_eq!(Width::from_metres(1e9), Ok(Width(254)));
        assert_eq!(Width::from_metres(-0.1), Err(OffScale { element: "Width", amount: -0.1 }));
        assert_eq!(Depth(-33).metres(), -3.3);
        assert!(Depth::from_metres(10.06).is_err());
        // A full turn is no turn, and not "unavailable".
        assert_eq!(Course::from_degrees(359.9), Ok(Course(0)));
        assert_eq!(Course::from_degrees(-90.0), Ok(Course(180)));
        assert_eq!(Course::from_radians(core::f64::consts::PI), Ok(Course(120)));
    }

    #[test]
    fn amounts_are_shown_for_people() {
        assert_eq!(format!("{}", Width(5)), "0.25 m");
        assert_eq!(format!("{:.1}", Width(7)), "0.3 m");
        assert_eq!(format!("{}", Width(254)), "12.7 m or more");
        assert_eq!(format!("{}", Width::UNAVAILABLE), "unavailable");
        assert_eq!(format!("{}", Depth(-33)), "-3.3 m");
        assert_eq!(
            format!("{}", OffScale { element: "Width", amount: -0.1 }),
            "-0.1 is out of range of Width"
        );
    }

    #[cfg(feature = "_arbitrary")]
    #[test]
    fn a_table_keeps_the_laws() {
        table::check(|| -200..200);
    }
}
