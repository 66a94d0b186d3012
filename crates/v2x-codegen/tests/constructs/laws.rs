//! The laws of every type, for random values of it and for random octets.

use core::fmt::Debug;
use v2x_uper::arbitrary::{Arbitrary, Gen};
use v2x_uper::jer::{Jer, Shaped, Value};
use v2x_uper::xer::{self, XerError};
use v2x_uper::{DecodeErrorKind, Uper};

/// Values for each type; few types have more alternatives than that.
const VALUES: u64 = 300;

pub(super) fn keeps<T: Uper + Jer + Shaped + Arbitrary + PartialEq + Debug>() {
    let mut random = Gen::new(1);
    for seed in 0..VALUES {
        let value = T::arbitrary(&mut Gen::new(seed));
        let wire = value.to_uper().unwrap_or_else(|error| panic!("{error}: {value:?}"));
        comes_back(&value, &wire);
        for cut in 0..wire.len() {
            let error = T::from_uper(&wire[..cut]).expect_err("less than the value takes");
            assert_eq!(error.kind, DecodeErrorKind::Truncated, "{value:?}");
            assert!(error.bit as usize <= cut * 8 && !error.at.is_empty());
        }
        // The octets of a value with some of them changed, and octets of no value.
        let mut changed = wire.clone();
        for _ in 0..3 {
            let i = random.below(changed.len());
            changed[i] = random.bits() as u8;
        }
        understood::<T>(&changed);
        let octets: Vec<u8> = (0..random.below(40)).map(|_| random.bits() as u8).collect();
        understood::<T>(&octets);
    }
}

/// Octets, JSON and XML bring back the value.
fn comes_back<T: Uper + Jer + Shaped + PartialEq + Debug>(value: &T, wire: &[u8]) {
    let decoded = T::from_uper_prefix(wire).unwrap_or_else(|error| panic!("{error}: {value:?}"));
    assert_eq!(decoded.value, *value);
    assert_eq!(decoded.octets, wire.len());
    assert!(decoded.notes.is_empty(), "{:?}: {value:?}", decoded.notes);
    let json = serde_json::to_string(&value.to_jer()).unwrap();
    let back: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(T::from_jer(&back).unwrap_or_else(|error| panic!("{error}: {json}")), *value);
    match xer::to_string(value) {
        Ok(xml) => assert_eq!(xer::from_str::<T>(&xml).as_ref(), Ok(value), "{xml}"),
        // Two characters XML cannot have.
        Err(error) => assert!(matches!(error, XerError::Shape(_)) && json.contains(['\u{fffe}', '\u{ffff}'])),
    }
}

/// What decodes encodes again, to the same octets if nothing was noted, and to the same value in any case.
fn understood<T: Uper + Jer + Shaped + PartialEq + Debug>(octets: &[u8]) {
    let Ok(decoded) = T::from_uper_prefix(octets) else { return };
    let again = decoded.value.to_uper().unwrap_or_else(|error| panic!("{error}: {:?}", decoded.value));
    comes_back(&decoded.value, &again);
    if decoded.notes.is_empty() {
        // The padding after the last bit is nobody's.
        let whole = again.len() - 1;
        assert_eq!(again.len(), decoded.octets, "{:?}", decoded.value);
        assert_eq!(again[..whole], octets[..whole], "{:?}", decoded.value);
    }
}

#[test]
fn all_types_keep_the_laws() {
    super::vectors::LAWS.iter().for_each(|keeps| keeps());
}
