//! Octets, comments and lexical items.

use super::*;

#[test]
fn byte_order_mark_and_windows_line_ends() {
    let text = "\u{FEFF}M DEFINITIONS AUTOMATIC TAGS ::= BEGIN\r\nA ::= NULL -- none\r\nEND\r\n";
    let module = load(text).modules.remove(0);
    assert_eq!(module.types[0].doc, ["none"]);
}

#[test]
fn octets_that_are_not_utf_8() {
    let mut text = wrap("-- 90\u{0} north\nA ::= NULL").into_bytes();
    for octet in &mut text {
        *octet = if *octet == 0 { 0xB0 } else { *octet };
    }
    let schema = load_sources(vec![("a".into(), text)]).unwrap();
    assert_eq!(schema.modules[0].types[0].doc, ["90° north"]);
}

#[test]
fn comments_of_every_kind() {
    let body = "A /* one /* nested */ still */ ::= -- closed in the line -- INTEGER -- to the end
        (0..5 -- inside -- , ...)
        ----------------------------------------- an odd ruler
        B ::= NULL ---";
    let module = module(body);
    assert_eq!(module.types[0].ty, integer(Range { extensible: true, ..range(0, 5) }));
    assert_eq!(module.types[1].ty, Type::Null);
}

#[test]
fn text_of_an_assignment_has_no_comments_and_single_spaces() {
    let module = module("A ::=\n  SEQUENCE { -- x\n    a  INTEGER (0..5),\n    b  /* y */ BOOLEAN\n  }");
    assert_eq!(module.types[0].asn1, "A ::= SEQUENCE { a INTEGER (0..5), b BOOLEAN }");
}

#[test]
fn names_alike_but_for_case_or_hyphen() {
    let module = module(
        "VehicleID ::= NULL VehicleId ::= BOOLEAN E ::= ENUMERATED {prec0-1deg, prec01deg}
         S ::= SEQUENCE { type NULL, self NULL, fn NULL }",
    );
    assert_eq!(*named_type(&module, "VehicleID"), Type::Null);
    assert_eq!(*named_type(&module, "VehicleId"), Type::Boolean);
    let Type::Enumerated { root, .. } = named_type(&module, "E") else { panic!() };
    assert_eq!(root.as_slice(), [named("prec0-1deg", 0), named("prec01deg", 1)]);
    assert_eq!(names(sequence(named_type(&module, "S")).0), ["type", "self", "fn"]);
}

#[test]
fn unterminated_items_are_told_where_they_begin() {
    assert_eq!(error("A ::= NULL /* no end"), "2:12: unterminated comment");
    assert_eq!(error("a IA5String ::= \"no end"), "2:17: unterminated string");
    assert_eq!(error("A ::= §"), "2:7: expected an ASN.1 item, found character '§'");
}
