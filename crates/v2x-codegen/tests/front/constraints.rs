//! The effective constraint that PER sees.

use v2x_codegen::model::{CharKind, Narrowed};

use super::*;

fn extensible(range: Range) -> Range {
    Range { extensible: true, ..range }
}

fn ranges(cases: &[(&str, Range)]) {
    for (constraint, expected) in cases {
        assert_eq!(first(&format!("A ::= INTEGER {constraint}")), integer(*expected), "{constraint}");
    }
}

#[test]
fn ranges_of_integers() {
    ranges(&[
        ("(5)", range(5, 5)),
        ("(-128..127)", range(-128, 127)),
        ("(0..MAX)", range(0, None)),
        ("(MIN..10)", range(None, 10)),
        ("(MIN..MAX)", range(None, None)),
        ("(0<..<10)", range(1, 9)),
        ("(0..18446744073709551615)", range(0, 18_446_744_073_709_551_615)),
    ]);
}

#[test]
fn unions_intersections_and_exclusions() {
    ranges(&[
        ("(0..5 | 7..9)", range(0, 9)),
        ("(7..9 UNION 0 UNION 3)", range(0, 9)),
        ("(0..10 ^ 5..20)", range(5, 10)),
        ("(0..5 | 7..9 INTERSECTION 8..20)", range(0, 9)),
        ("((0..5 | 7..9) ^ 6..8)", range(7, 8)),
        ("(0..10 EXCEPT 10)", range(0, 9)),
        ("(0..10 EXCEPT 5)", range(0, 10)),
        ("(0..10)(ALL EXCEPT 0)", range(1, 10)),
    ]);
}

#[test]
fn serial_constraints_intersect() {
    ranges(&[
        ("(0..100)(50..200)", range(50, 100)),
        ("(0..5 | 7..9)(6..8)", range(7, 8)),
        ("(1..10)(MIN..4)", range(1, 4)),
    ]);
}

#[test]
fn the_last_constraint_decides_on_extensibility() {
    ranges(&[
        ("(1..10, ...)", extensible(range(1, 10))),
        ("(1..10, ..., 20..30)", extensible(range(1, 10))),
        ("(1..10, ...)(2..5)", range(2, 5)),
        ("(1..10)(2..20, ...)", extensible(range(2, 10))),
        ("(1..10, ...)(CONSTRAINED BY {})", extensible(range(1, 10))),
    ]);
}

#[test]
fn sizes() {
    let extensible = |size| Size { extensible: true, ..size };
    for (constraint, expected) in [
        ("(SIZE(1..10))(SIZE(2..5))", size(2, 5)),
        ("(SIZE(13, ..., 14))", extensible(size(13, 13))),
        ("(SIZE(13), ..., SIZE(14))", extensible(size(13, 13))),
        ("(SIZE(1..MAX))", size(1, None)),
        ("(SIZE(4 | 8))", size(4, 8)),
        ("(SIZE(0..n))", size(0, 7)),
        ("(SIZE(INTEGER (2..3)))", size(2, 3)),
    ] {
        let ty = first(&format!("A ::= OCTET STRING {constraint} n INTEGER ::= 7"));
        assert_eq!(ty, Type::OctetString { size: expected, containing: None }, "{constraint}");
    }
}

#[test]
fn alphabets() {
    let string = |size, alphabet: Option<&str>| Type::CharString {
        kind: CharKind::Ia5String,
        size,
        alphabet: alphabet.map(|alphabet| alphabet.chars().collect()),
    };
    for (constraint, expected) in [
        ("(FROM(\"A\"..\"E\"))", string(size(0, None), Some("ABCDE"))),
        ("(FROM(\"cab\" | \"0\"..\"2\"))", string(size(0, None), Some("012abc"))),
        ("(SIZE(1..4) ^ FROM(\"A\"..\"C\"))", string(size(1, 4), Some("ABC"))),
        ("(SIZE(1..4) | FROM(\"A\"..\"C\"))", string(size(0, None), None)),
        ("(FROM(\"A\"..\"C\"))(SIZE(2))", string(size(2, 2), Some("ABC"))),
        ("(FROM(\"A\"..\"C\", ...))", string(size(0, None), None)),
        ("(PATTERN \"[a-z]*\")", string(size(0, None), None)),
        ("(\"yes\" | \"no\")", string(size(0, None), None)),
    ] {
        assert_eq!(first(&format!("A ::= IA5String {constraint}")), expected, "{constraint}");
    }
}

#[test]
fn sizes_of_utf_8_strings_are_kept_to_be_checked() {
    let expected = Type::CharString { kind: CharKind::Utf8String, size: size(1, 4), alphabet: None };
    assert_eq!(first("A ::= UTF8String (SIZE(1..4))"), expected);
}

#[test]
fn references_narrowed_in_place() {
    let narrowed = |narrowed| Type::Reference { to: to("M", "B"), narrowed: Some(narrowed) };
    for (body, expected) in [
        ("A ::= B (523..541) B ::= INTEGER (0..65535)", Narrowed::Range(range(523, 541))),
        ("A ::= B (MIN..4) B ::= INTEGER (0..9)", Narrowed::Range(range(0, 4))),
        ("A ::= B (0..9, ...) B ::= INTEGER (0..9)", Narrowed::Range(extensible(range(0, 9)))),
        ("A ::= B (x) B ::= INTEGER {x(3)}", Narrowed::Range(range(3, 3))),
        ("A ::= B (C) B ::= INTEGER C ::= INTEGER (2..3)", Narrowed::Range(range(2, 3))),
        ("A ::= B (SIZE(2)) B ::= SEQUENCE (SIZE(1..5)) OF NULL", Narrowed::Size(size(2, 2))),
        ("A ::= B (SIZE(2..9)) B ::= C C ::= IA5String (SIZE(1..5))", Narrowed::Size(size(2, 5))),
    ] {
        assert_eq!(first(body), narrowed(expected), "{body}");
    }
}

#[test]
fn constraints_without_effect_leave_the_reference_plain() {
    for constraint in ["(CONSTRAINED BY {})", "(0..9)", "(WITH COMPONENTS {..., a ABSENT})"] {
        let body = match constraint.contains("WITH") {
            true => format!("A ::= B {constraint} B ::= SEQUENCE {{ a NULL OPTIONAL }}"),
            false => format!("A ::= B {constraint} B ::= INTEGER (0..9)"),
        };
        assert_eq!(first(&body), reference("B"), "{constraint}");
    }
    assert_eq!(first("A ::= B (x | y) B ::= ENUMERATED { x, y, z }"), reference("B"));
    assert_eq!(first("A ::= B (WITH COMPONENT (0..4)) B ::= SEQUENCE OF INTEGER"), reference("B"));
}

#[test]
fn an_alphabet_at_a_reference_spells_the_type_out() {
    let alphabet = Some(vec!['a', 'b']);
    let expected = Type::CharString { kind: CharKind::Ia5String, size: size(1, 5), alphabet };
    assert_eq!(first("A ::= B (FROM(\"ab\")) B ::= IA5String (SIZE(1..5))"), expected);
}

#[test]
fn value_sets() {
    assert_eq!(first("A INTEGER ::= { 1 | 4..6, ... }"), integer(extensible(range(1, 6))));
}

#[test]
fn impossible_constraints() {
    assert_eq!(
        error("A ::= INTEGER (9..0)"),
        "2:16: the range is empty: its lower bound is above its upper bound"
    );
    assert_eq!(error("A ::= INTEGER (0..4)(5..9)"), "2:22: the constraint leaves no value");
    assert_eq!(error("A ::= INTEGER (SIZE(4))"), "2:16: SIZE applies to strings and lists only");
    assert_eq!(error("A ::= OCTET STRING (FROM(\"a\"))"), "2:21: FROM applies to character strings only");
    assert_eq!(error("A ::= OCTET STRING (SIZE(-1))"), "2:26: a size must be from 0 to 2^64 - 1");
    assert_eq!(error("A ::= INTEGER (0..b)"), "2:19: unknown value b");
    assert_eq!(error("A ::= INTEGER (0..\"x\")"), "2:19: an integer is needed here");
    assert_eq!(error("A ::= INTEGER (0...5)"), "2:17: expected `)`, found `...`");
}
