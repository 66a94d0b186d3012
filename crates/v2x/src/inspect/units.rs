//! What integers stand for: by their types, and for a few by where they are.

use alloc::format;
use alloc::string::String;
use core::any::TypeId;

/// What an integer of a type stands for, as the component `name` of `parent`, if the type has a unit.
pub(super) fn meaning(parent: &str, name: &str, of: TypeId, value: i128) -> Option<String> {
    let tenths = |unit| Some(format!("{:.1}{unit}", value as f64 / 10.0));
    match (parent, name) {
        // Here, and only here, a step of Offset-B10 is 10 cm (J2735 DF_NodeAttributeSetXY).
        ("attributes", "dElevation") => tenths(" m"),
        // A TimeMark that counts down is a span (T/CSAE 53 DF_TimeCountingDown).
        ("counting", _) if value < 36_000 => tenths(" s"),
        _ => amount(of, i64::try_from(value).ok()?),
    }
}

fn amount(of: TypeId, raw: i64) -> Option<String> {
    #[cfg(feature = "j2735")]
    if let Some(amount) = v2x_j2735::units::amount(of, raw) {
        return Some(format!("{amount}"));
    }
    #[cfg(feature = "csae")]
    if let Some(amount) = v2x_csae::units::amount(of, raw) {
        return Some(format!("{amount}"));
    }
    let _ = (of, raw);
    None
}
