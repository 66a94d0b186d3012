//! The table of a message set's quantities.

/// Gives types the methods of a unit, one row for each type:
///
/// ```text
/// Speed: speed, 1 / 50, 0..=8190, unavailable 8191;
/// ```
///
/// - the kind of quantity, which chooses the methods (see the `@unit` rules), or a unit of the element's own in
///   brackets;
/// - the step in the unit that the kind is printed in, as a fraction;
/// - `zero N`: the integer that stands for zero, if not 0;
/// - the integers that stand for an amount, or `cycle N` for a direction that has N steps in a turn;
/// - `ends above`, `ends below`, `ends both`: which of them also stand for whatever lies beyond;
/// - `unavailable N`: the code for "not known", or `code NAME N "text"` for one with another meaning. Amounts are then
///   `Option`s.
///
/// A table also makes `SHOWN`, its types by their identity, and `check`, which tests of the message set call: at most one
/// table to a module.
#[macro_export]
#[doc(hidden)]
macro_rules! quantities {
    ($($ty:ident: $kind:tt, $n:literal / $d:literal $(, zero $zero:literal)?
        $(, $least:literal ..= $most:literal)? $(, ends $ends:ident)? $(, cycle $cycle:literal)?
        $(, unavailable $unavailable:literal)? $(, code $name:ident $code:literal $text:literal)?;)*) => {
        $(
            $crate::quantities! { @unit $kind $ty [$($unavailable "unavailable")? $($code $text)?] ($n, $d)
                ($crate::quantities!(@documented $($ends)? $($cycle)?))
                $crate::scale::Scale {
                    element: stringify!($ty),
                    step: ($n, $d),
                    zero: 0 $(+ $zero)?,
                    least: 0 $(+ $least)?,
                    most: 0 $(+ $most)? $(+ $cycle - 1)?,
                    ends: $crate::quantities!(@ends $($ends)?),
                    cycle: $crate::quantities!(@cycle $($cycle)?),
                    otherwise: $crate::quantities!(@otherwise $($text)?),
                }
            }
            $(
                impl $ty {
                    #[doc = concat!("The code for \"not known\": ", $unavailable, ".")]
                    pub const UNAVAILABLE: Self = Self($unavailable);
                }
            )?
            $(
                impl $ty {
                    #[doc = concat!("The code for \"", $text, "\": ", $code, ".")]
                    pub const $name: Self = Self($code);
                }
            )?
        )*

        /// The types of the table.
        pub(crate) const SHOWN: &[$crate::scale::Shown] = &[$($crate::scale::Shown::quantity::<$ty>()),*];

        #[cfg(all(test, feature = "_arbitrary"))]
        pub(crate) fn check<I: Iterator<Item = i64>>(raws: impl Fn() -> I) {
            $(
                $crate::scale::check::<$ty>(raws());
                let $crate::scale::Scale { least, most, .. } = <$ty as $crate::scale::Quantity>::SCALE;
                let (min, max) = (i64::from(<$ty>::MIN.0), i64::from(<$ty>::MAX.0));
                assert!(min <= least && most <= max, "{} has {min} to {max}", stringify!($ty));
                $(assert!(!<$ty as $crate::scale::Quantity>::SCALE.is_known($unavailable));)?
                $(assert!(!<$ty as $crate::scale::Quantity>::SCALE.is_known($code));)?
            )*
        }
    };

    (@ends) => { (false, false) };
    (@ends below) => { (true, false) };
    (@ends above) => { (false, true) };
    (@ends both) => { (true, true) };
    (@otherwise) => { "unavailable" };
    (@otherwise $text:literal) => { $text };
    (@cycle) => { None };
    (@cycle $cycle:literal) => { Some($cycle) };
    (@documented) => { "The amount is no number or outside of the element's range." };
    (@documented below) => {
        "The amount is no number or above the element's range. What lies below becomes the least, which stands for it."
    };
    (@documented above) => {
        "The amount is no number or below the element's range. What lies above becomes the greatest, which stands for it."
    };
    (@documented both) => {
        "The amount is no number. What lies beyond the ends becomes the end, which stands for it."
    };
    (@documented $cycle:literal) => { "The amount is no number. Full turns are taken off." };

    (@unit angle $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "angle" "°" $($row)* ;
            degrees from_degrees "degrees" (1.0, 1.0);
            radians from_radians "radians" (core::f64::consts::PI, 180.0);
        }
    };
    (@unit direction $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "direction" "°" $($row)* ;
            degrees from_degrees "degrees" (1.0, 1.0);
            radians from_radians "radians" (core::f64::consts::PI, 180.0);
        }
    };
    (@unit length $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "length" " m" $($row)* ; metres from_metres "metres" (1.0, 1.0); }
    };
    (@unit speed $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "speed" " m/s" $($row)* ;
            mps from_mps "metres a second" (1.0, 1.0);
            kmh from_kmh "kilometres an hour" (18.0, 5.0);
        }
    };
    (@unit acceleration $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "acceleration" " m/s²" $($row)* ;
            mps2 from_mps2 "m/s²" (1.0, 1.0);
        }
    };
    // Standard gravity: 9.80665 m/s² (CGPM 1901).
    (@unit gravities $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "acceleration" " g" $($row)* ;
            g from_g "multiples of standard gravity" (1.0, 1.0);
            mps2 from_mps2 "m/s²" (980_665.0, 100_000.0);
        }
    };
    (@unit turn $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "rate of turn" "°/s" $($row)* ;
            degrees_per_second from_degrees_per_second "degrees a second" (1.0, 1.0);
            radians_per_second from_radians_per_second "radians a second" (core::f64::consts::PI, 180.0);
        }
    };
    (@unit span $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "span" " s" $($row)* ; seconds from_seconds "seconds" (1.0, 1.0); }
    };
    (@unit mass $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "mass" " kg" $($row)* ;
            kilograms from_kilograms "kilograms" (1.0, 1.0);
        }
    };
    (@unit temperature $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "temperature" " °C" $($row)* ;
            celsius from_celsius "degrees Celsius" (1.0, 1.0);
        }
    };
    (@unit air_pressure $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "pressure" " hPa" $($row)* ;
            hectopascals from_hectopascals "hectopascals" (1.0, 1.0);
        }
    };
    (@unit pressure $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "pressure" " kPa" $($row)* ;
            kilopascals from_kilopascals "kilopascals" (1.0, 1.0);
        }
    };
    (@unit irradiance $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "irradiance" " W/m²" $($row)* ;
            watts_per_square_metre from_watts_per_square_metre "watts a square metre" (1.0, 1.0);
        }
    };
    (@unit share $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty "share" " %" $($row)* ;
            percent from_percent "percent" (1.0, 1.0);
            fraction from_fraction "parts of one" (1.0, 100.0);
        }
    };

    // A unit that only one element has: what it is, how it is printed, the two methods, how it is called.
    (@unit ($what:literal $suffix:literal $get:ident $from:ident $unit:literal) $ty:ident $($row:tt)*) => {
        $crate::quantities! { @methods $ty $what $suffix $($row)* ; $get $from $unit (1.0, 1.0); }
    };

    (@methods $ty:ident $what:literal $suffix:literal $known:tt ($n:literal, $d:literal) ($refused:expr) $scale:expr;
        $($get:ident $from:ident $unit:literal $factor:tt;)*) => {
        impl $crate::scale::Quantity for $ty {
            const SCALE: $crate::scale::Scale = $scale;
            const UNIT: &'static str = $suffix;

            fn raw(self) -> i64 {
                self.0.into()
            }

            fn from_raw(raw: i64) -> Self {
                Self(raw as _)
            }
        }

        impl $ty {
            $(
                $crate::quantities! { @get $known $get
                    #[doc = concat!("The ", $what, " in ", $unit, ", from steps of ", $n, "/", $d, $suffix)] $factor
                }

                #[doc = concat!("From a ", $what, " in ", $unit, ", to the nearest step of ", $n, "/", $d, $suffix, ".")]
                ///
                /// # Errors
                #[doc = $refused]
                pub fn $from($get: f64) -> Result<Self, $crate::scale::OffScale> {
                    let scale = <Self as $crate::scale::Quantity>::SCALE;
                    scale.nearest($get, $factor).map(<Self as $crate::scale::Quantity>::from_raw)
                }
            )*
        }

        impl core::fmt::Display for $ty {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                <Self as $crate::scale::Quantity>::SCALE.show(self.0.into(), $suffix, f)
            }
        }
    };

    (@get [$code:literal $text:literal] $get:ident #[$doc:meta] $factor:tt) => {
        #[$doc]
        #[doc = concat!("; `None` for ", $code, " (", $text, ").")]
        pub fn $get(self) -> Option<f64> {
            <Self as $crate::scale::Quantity>::SCALE.known(self.0.into(), $factor)
        }
    };
    (@get [] $get:ident #[$doc:meta] $factor:tt) => {
        #[$doc]
        /// . The element has no code for "not known".
        pub fn $get(self) -> f64 {
            <Self as $crate::scale::Quantity>::SCALE.amount(self.0.into(), $factor)
        }
    };
}
