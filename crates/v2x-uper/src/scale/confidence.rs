//! Classes of confidence: a bound that the truth is within in 95 of 100 cases.

use super::show_amount;
use core::fmt;

/// The bound of a class, or `None` where the table does not have it ("unavailable", or added by a newer edition).
pub fn bound<C: PartialEq>(table: &[(C, f64)], class: &C) -> Option<f64> {
    table.iter().find(|(known, _)| known == class).map(|(_, bound)| *bound)
}

/// The class with the tightest bound that still holds `needed`, or `None` where no class is that wide.
pub fn class<C: Copy>(table: &[(C, f64)], needed: f64) -> Option<C> {
    let wide_enough = table.iter().filter(|(_, bound)| *bound >= needed);
    wide_enough.min_by(|(_, left), (_, right)| left.total_cmp(right)).map(|(class, _)| *class)
}

/// Writes a bound for people: `±0.5 m`, `unavailable`.
///
/// # Errors
/// The formatter's.
pub fn show_bound(bound: Option<f64>, unit: &str, f: &mut fmt::Formatter<'_>) -> fmt::Result {
    let Some(bound) = bound else { return f.write_str("unavailable") };
    f.write_str("±")?;
    show_amount(bound, None, unit, f)
}

/// Gives classes of confidence their bounds: a row is the type, its unit (name of the method, of the constructor, and
/// as it is printed), and its classes with their bounds.
#[macro_export]
#[doc(hidden)]
macro_rules! bounds {
    ($($ty:ident: $get:ident $from:ident $suffix:literal { $($class:ident $bound:literal),* $(,)? })*) => {
        $(
            impl $ty {
                const BOUNDS: &[(Self, f64)] = &[$((Self::$class, $bound)),*];

                #[doc = concat!("The bound in", $suffix, " that the truth is within in 95 of 100 cases; `None` for \"unavailable\".")]
                pub fn $get(self) -> Option<f64> {
                    $crate::scale::bound(Self::BOUNDS, &self)
                }

                #[doc = concat!("The tightest class that still holds a bound in", $suffix, "; \"unavailable\" if none is that wide.")]
                pub fn $from(bound: f64) -> Self {
                    $crate::scale::class(Self::BOUNDS, bound).unwrap_or(Self::Unavailable)
                }
            }

            impl core::fmt::Display for $ty {
                fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                    $crate::scale::show_bound(self.$get(), $suffix, f)
                }
            }
        )*

        #[cfg(test)]
        pub(crate) fn check_bounds() {
            $(
                assert_eq!(<$ty>::Unavailable.$get(), None);
                assert_eq!(<$ty>::$from(f64::NAN), <$ty>::Unavailable);
                assert_eq!(<$ty>::$from(1e9), <$ty>::Unavailable);
                for (class, bound) in <$ty>::BOUNDS {
                    assert_eq!(class.$get(), Some(*bound));
                    assert_eq!(<$ty>::$from(*bound), *class);
                    assert_eq!(<$ty>::$from(bound * 0.99), *class);
                }
            )*
        }
    };
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tightest_class_that_is_wide_enough() {
        let table = [('a', 10.0), ('b', 5.0), ('c', 0.01), ('d', 0.0125)];
        assert_eq!(class(&table, 7.0), Some('a'));
        assert_eq!(class(&table, 5.0), Some('b'));
        // Classes need not be in order.
        assert_eq!(class(&table, 0.011), Some('d'));
        assert_eq!(class(&table, 0.001), Some('c'));
        assert_eq!(class(&table, 11.0), None);
        assert_eq!(class(&table, f64::NAN), None);
        assert_eq!((bound(&table, &'b'), bound(&table, &'x')), (Some(5.0), None));
    }
}
