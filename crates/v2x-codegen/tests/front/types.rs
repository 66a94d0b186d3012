//! Built-in types and references to them.

use v2x_codegen::model::CharKind;

use super::*;

#[test]
fn types_without_parts() {
    for (text, expected) in [
        ("BOOLEAN", Type::Boolean),
        ("NULL", Type::Null),
        ("INTEGER", integer(range(None, None))),
        ("OBJECT IDENTIFIER", Type::ObjectIdentifier),
        ("RELATIVE-OID", Type::RelativeOid),
        ("GeneralizedTime", Type::GeneralizedTime),
        ("UTCTime", Type::UtcTime),
        ("OCTET STRING", Type::OctetString { size: size(0, None), containing: None }),
        ("BIT STRING", Type::BitString { named: Vec::new(), size: size(0, None) }),
    ] {
        assert_eq!(first(&format!("A ::= {text}")), expected, "{text}");
    }
}

#[test]
fn character_strings() {
    for (text, kind) in [
        ("BMPString", CharKind::BmpString),
        ("IA5String", CharKind::Ia5String),
        ("ISO646String", CharKind::VisibleString),
        ("NumericString", CharKind::NumericString),
        ("PrintableString", CharKind::PrintableString),
        ("UTF8String", CharKind::Utf8String),
        ("VisibleString", CharKind::VisibleString),
    ] {
        let expected = Type::CharString { kind, size: size(0, None), alphabet: None };
        assert_eq!(first(&format!("A ::= {text}")), expected, "{text}");
    }
}

#[test]
fn named_numbers_and_bits() {
    let expected = Type::Integer { range: range(-1, 9), named: vec![named("b", 9), named("a", -1)] };
    assert_eq!(first("A ::= INTEGER { b(9), a(-1) } (a..b)"), expected);
    let expected = Type::BitString { named: vec![named("x", 0), named("y", 4)], size: size(5, 5) };
    assert_eq!(first("A ::= BIT STRING { y(top), x(0) } (SIZE(5)) top INTEGER ::= 4"), expected);
}

#[test]
fn lists() {
    let of = |size| Type::SequenceOf { of: Box::new(Type::Boolean), size };
    assert_eq!(first("A ::= SEQUENCE OF BOOLEAN"), of(size(0, None)));
    assert_eq!(first("A ::= SEQUENCE (SIZE(1..4)) OF BOOLEAN"), of(size(1, 4)));
    assert_eq!(first("A ::= SEQUENCE SIZE(1..4) OF BOOLEAN"), of(size(1, 4)));
    assert_eq!(first("A ::= SET (SIZE(2)) OF item BOOLEAN"), of(size(2, 2)));
    let inner = Type::SequenceOf { of: Box::new(integer(range(0, 5))), size: size(3, 3) };
    let expected = Type::SequenceOf { of: Box::new(inner), size: size(1, 2) };
    assert_eq!(first("A ::= SEQUENCE (SIZE(1..2)) OF SEQUENCE (SIZE(3)) OF INTEGER (0..5)"), expected);
}

#[test]
fn a_constraint_behind_the_element_is_the_elements() {
    let of = Type::OctetString { size: size(4, 4), containing: None };
    let expected = Type::SequenceOf { of: Box::new(of), size: size(0, None) };
    assert_eq!(first("A ::= SEQUENCE OF OCTET STRING (SIZE(4))"), expected);
}

#[test]
fn nested_types_without_a_name() {
    let ty = first(
        "A ::= SEQUENCE { a CHOICE { b SEQUENCE { c ENUMERATED { d } }, e NULL } OPTIONAL,
           f SEQUENCE OF SEQUENCE { g BIT STRING { h(0) } } }",
    );
    let fields = sequence(&ty).0;
    assert!(fields[0].optional);
    let inner = choice(&fields[0].ty).0;
    assert!(matches!(sequence(&inner[0].ty).0[0].ty, Type::Enumerated { .. }));
    let Type::SequenceOf { of, .. } = &fields[1].ty else { panic!() };
    assert!(matches!(sequence(of).0[0].ty, Type::BitString { .. }));
}

#[test]
fn components_of() {
    let body = "A ::= SEQUENCE { x NULL, COMPONENTS OF B, y NULL }
        B ::= C  C ::= SEQUENCE { a BOOLEAN, ..., n NULL, ..., b INTEGER (0..max) }  max INTEGER ::= 3";
    let ty = first(body);
    let (root, ext) = sequence(&ty);
    assert_eq!(names(root), ["x", "a", "b", "y"]);
    assert_eq!(root[2].ty, integer(range(0, 3)));
    assert_eq!(ext, None);
}

#[test]
fn components_of_itself_is_refused() {
    let message = error("A ::= SEQUENCE { a NULL, COMPONENTS OF B }\nB ::= SEQUENCE { COMPONENTS OF A }");
    assert!(message.contains("is defined by itself"), "{message}");
    assert_eq!(
        error("A ::= SEQUENCE { COMPONENTS OF B } B ::= BOOLEAN"),
        "2:32: COMPONENTS OF needs a SEQUENCE or SET"
    );
}

#[test]
fn containing() {
    let expected = Type::OctetString { size: size(0, 9), containing: Some(Box::new(reference("B"))) };
    let body = "A ::= OCTET STRING (SIZE(0..9)) (CONTAINING B)  B ::= NULL";
    assert_eq!(first(body), expected);
    let expected = Type::OctetString { size: size(0, None), containing: Some(Box::new(Type::Boolean)) };
    assert_eq!(first("A ::= B (CONTAINING BOOLEAN)  B ::= OCTET STRING"), expected);
}

#[test]
fn recursive_types_are_references() {
    let ty = first("A ::= SEQUENCE { next A OPTIONAL, all SEQUENCE OF A }");
    assert_eq!(sequence(&ty).0[0].ty, reference("A"));
}

#[test]
fn aliases_that_go_round_are_refused() {
    assert_eq!(error("A ::= B\nB ::= C C ::= A"), "3:15: A is defined by itself");
    assert_eq!(error("A ::= A"), "2:7: A is defined by itself");
    assert_eq!(error("A ::= INTEGER (INCLUDES B) B ::= A (0..4)"), "2:34: A is defined by itself");
}

#[test]
fn types_that_are_not_taken() {
    for name in ["REAL", "EXTERNAL", "TIME", "TeletexString", "ANY"] {
        assert_eq!(error(&format!("A ::= {name}")), format!("2:7: {name} is not supported"));
    }
    for text in ["EMBEDDED PDV", "CHARACTER STRING", "INSTANCE OF X"] {
        assert!(error(&format!("A ::= {text}")).ends_with("is not supported"), "{text}");
    }
    assert_eq!(error("A ::= a < B"), "2:7: a selection type is not supported");
}
