//! Amounts of types that are known by their identity alone: for programs that show any message, and have its integers from
//! a tree and their types from a [`Shape`](crate::jer::Shape).

use core::any::TypeId;
use core::fmt::{self, Display};

use super::Quantity;

/// Writes what an integer stands for.
type Show = fn(i64, &mut fmt::Formatter<'_>) -> fmt::Result;

/// A type whose integers stand for amounts, and how they are written.
#[derive(Clone, Copy, Debug)]
pub struct Shown {
    of: fn() -> TypeId,
    show: Show,
}

impl Shown {
    /// Of a type that is written in its own way.
    pub const fn new<T: 'static>(show: Show) -> Self {
        Self { of: TypeId::of::<T>, show }
    }

    /// Of a quantity.
    pub const fn quantity<T: Quantity + Display + 'static>() -> Self {
        Self::new::<T>(|raw, f| T::from_raw(raw).fmt(f))
    }

    /// What an integer of a type stands for, if the type is one of `tables`.
    pub fn amount(tables: &[&'static [Self]], of: TypeId, raw: i64) -> Option<Amount> {
        let row = tables.iter().flat_map(|table| table.iter()).find(|row| (row.of)() == of)?;
        Some(Amount { show: row.show, raw })
    }
}

/// What an integer stands for, to be written: `13.88 m/s`, `unavailable`.
#[derive(Clone, Copy, Debug)]
pub struct Amount {
    show: Show,
    raw: i64,
}

impl Display for Amount {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        (self.show)(self.raw, f)
    }
}
