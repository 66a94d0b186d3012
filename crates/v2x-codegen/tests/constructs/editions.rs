//! A newer edition encodes, an older one decodes and re-encodes the same octets, also by way of JSON; and the other way
//! round.

use super::generated::{
    choice_newer, choice_older, extension_newer, extension_older, marker_newer, marker_older,
};
use super::vectors::{octets, vectors};
use v2x_uper::jer::{Jer, Value};
use v2x_uper::{EncodeErrorKind, UnknownAddition, UnknownExtensions, Uper};

/// What another edition has written is kept, in memory and in JSON.
fn survives<T: Uper + Jer + PartialEq + core::fmt::Debug>(wire: &[u8]) -> T {
    let decoded = T::from_uper_prefix(wire).unwrap_or_else(|error| panic!("{wire:02x?}: {error}"));
    assert_eq!(decoded.octets, wire.len());
    assert!(decoded.notes.is_empty(), "{wire:02x?}: {:?}", decoded.notes);
    assert_eq!(decoded.value.to_uper().unwrap(), wire);
    let json = serde_json::to_string(&decoded.value.to_jer()).unwrap();
    let back: Value = serde_json::from_str(&json).unwrap();
    assert_eq!(T::from_jer(&back).unwrap(), decoded.value, "{json}");
    decoded.value
}

fn all<T: Uper + Jer + PartialEq + core::fmt::Debug>(module: &str, name: &str) {
    let of_type: Vec<_> = vectors().filter(|(m, n, ..)| (&**m, &**n) == (module, name)).collect();
    assert!(!of_type.is_empty());
    for (.., wire, _) in of_type {
        survives::<T>(&wire);
    }
}

#[test]
fn older_editions_keep_what_newer_ones_send() {
    all::<extension_older::Bare>("ExtensionNewer", "Bare");
    all::<extension_older::Report>("ExtensionNewer", "Report");
    all::<extension_older::Around>("ExtensionNewer", "Around");
    all::<marker_older::Middle>("MarkerNewer", "Middle");
    all::<marker_older::Around>("MarkerNewer", "Around");
    all::<choice_older::Shapes>("ChoiceNewer", "Shapes");
}

#[test]
fn newer_editions_keep_what_older_ones_send() {
    all::<extension_newer::Bare>("ExtensionOlder", "Bare");
    all::<extension_newer::Report>("ExtensionOlder", "Report");
    all::<extension_newer::Around>("ExtensionOlder", "Around");
    all::<marker_newer::Middle>("MarkerOlder", "Middle");
    all::<marker_newer::Around>("MarkerOlder", "Around");
    all::<choice_newer::Shapes>("ChoiceOlder", "Shapes");
}

#[test]
fn the_length_of_a_bitmap_is_kept_where_nothing_else_is() {
    // `c` alone, by an edition that has one addition and by one that has six.
    let short = survives::<extension_newer::Report>(&octets("824040bfffc0"));
    assert_eq!((short.c, short.unknown_extensions.additions()), (Some(0xFFFF), Some(1)));
    let long = survives::<extension_older::Report>(
        &extension_newer::Report { c: Some(9), ..Default::default() }.to_uper().unwrap(),
    );
    assert_eq!((long.c, long.unknown_extensions.additions()), (Some(9), Some(6)));
    assert!(long.unknown_extensions.unknown().is_empty());
    // Once nothing of another edition is kept, the own one counts.
    let own = extension_newer::Report { c: short.c, a: short.a, ..Default::default() };
    assert_ne!(own.to_uper().unwrap(), short.to_uper().unwrap());
}

#[test]
fn known_additions_are_read_between_unknown_ones() {
    let newer =
        extension_newer::Report { c: Some(7), mark: Some(()), h: Some("x".into()), ..Default::default() };
    let older = survives::<extension_older::Report>(&newer.to_uper().unwrap());
    assert_eq!(older.c, Some(7));
    let kept: Vec<u32> =
        older.unknown_extensions.unknown().iter().map(|addition| addition.position).collect();
    assert_eq!(kept, [1, 3]);
    // What an older edition changes does not disturb what it does not know.
    let changed = extension_older::Report { c: None, a: 200, ..older };
    let back = extension_newer::Report::from_uper(&changed.to_uper().unwrap()).unwrap();
    assert_eq!(back, extension_newer::Report { a: 200, c: None, ..newer });
}

#[test]
fn any_subset_of_additions_may_be_there() {
    for present in 0..1 << 6 {
        let has = |i: u32| present >> i & 1 != 0;
        let report = extension_newer::Report {
            c: has(0).then_some(1),
            mark: has(1).then_some(()),
            ext3: has(2).then(Default::default),
            h: has(3).then(Default::default),
            one: has(4).then(Default::default),
            ext6: has(5).then(Default::default),
            ..Default::default()
        };
        let wire = report.to_uper().unwrap();
        assert_eq!(extension_newer::Report::from_uper(&wire).unwrap(), report);
        survives::<extension_older::Report>(&wire);
    }
}

#[test]
fn an_addition_before_the_second_marker_may_come_without_those_before_it() {
    // By hand, since neither encoder writes it: 1 00000011 00000100, then 0000001 01, then 00000001 1.
    let wire = octets("818201406000");
    let middle = marker_newer::Middle { a: 3, c: 4, d: Some(true), ..Default::default() };
    assert_eq!(survives::<marker_newer::Middle>(&wire), middle);
    let older = survives::<marker_older::Middle>(&wire);
    assert_eq!((older.a, older.b, older.c), (3, None, 4));
}

#[test]
fn unknown_additions_with_a_known_position_are_refused() {
    let clash = UnknownExtensions::new(2, vec![UnknownAddition { position: 0, octets: vec![1] }]);
    let report = extension_older::Report { unknown_extensions: clash, ..Default::default() };
    assert_eq!(report.to_uper().unwrap_err().kind, EncodeErrorKind::Unknown);
    let shape = choice_older::Shape::Unknown { index: 0, octets: vec![1] };
    assert_eq!(shape.to_uper().unwrap_err().kind, EncodeErrorKind::Unknown);
}

#[test]
fn unknown_alternatives_say_their_index() {
    let newer = choice_newer::Shape::List(vec![1, 2]);
    let older = survives::<choice_older::Shape>(&newer.to_uper().unwrap());
    assert_eq!(older, choice_older::Shape::Unknown { index: 3, octets: vec![2, 1, 2] });
    // Far beyond, where the index no longer fits six bits.
    let far = choice_older::Shape::Unknown { index: 1000, octets: vec![0] };
    assert_eq!(survives::<choice_older::Shape>(&far.to_uper().unwrap()), far);
}
