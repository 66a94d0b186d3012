//! Messages and their places.

use v2x_codegen::ErrorKind;

use super::*;

#[test]
fn places_and_words() {
    for (body, expected) in [
        ("A ::= SEQUENCE", "3:1: expected `{` or `OF`, found `END`"),
        ("A ::= SEQUENCE (SIZE(1)) { }", "2:26: expected `OF`, found `{`"),
        ("A INTEGER", "3:1: expected `::=`, found `END`"),
        ("A = INTEGER", "2:3: expected an ASN.1 item, found character '='"),
        ("A ::= foo", "2:7: expected a type, found `foo`"),
        ("A ::= Foo", "2:7: unknown type Foo"),
        ("A ::= SEQUENCE { a Foo }", "2:20: unknown type Foo"),
        ("a ::= 5", "2:3: expected a type, found `::=`"),
        ("a INTEGER ::= Foo", "2:15: expected a value, found `Foo`"),
        ("A ::= INTEGER { a 5 }", "2:19: expected `(`, found `5`"),
        ("A ::= INTEGER (1..)", "2:19: expected a value, found `)`"),
        ("A ::= BIT SRING", "2:11: expected `STRING`, found `SRING`"),
        ("A ::= NULL\n\tA ::= BOOLEAN", "3:2: definition A is defined twice"),
        ("BOOLEAN ::= NULL", "2:1: expected an assignment or `END`, found `BOOLEAN`"),
        ("a Foo ::= 5", "2:3: unknown type or class Foo"),
        ("A Foo ::= {5}", "2:3: unknown type or class Foo"),
        ("A ::= B B ::= CLASS { &x }", "2:26: expected a type, found `}`"),
        (
            "A ::= INTEGER (999999999999999999999999999999999999999999)",
            "2:16: a number beyond 127 bits is not supported",
        ),
        ("A ::= INTEGER { a(1), b(1) }", "2:23: named number b is defined twice"),
    ] {
        assert_eq!(error(body), expected, "{body}");
    }
}

#[test]
fn ends_too_soon() {
    for (text, expected) in [
        ("M", "test.asn:1:2: expected `DEFINITIONS`, found end of file"),
        ("M DEFINITIONS ::= BEGIN", "test.asn:1:24: expected an assignment or `END`, found end of file"),
        (
            "M DEFINITIONS ::= BEGIN A ::= SEQUENCE {",
            "test.asn:1:41: expected a field name, found end of file",
        ),
        ("M DEFINITIONS ::= BEGIN a T ::= { {", "test.asn:1:36: expected `}`, found end of file"),
        ("lower", "test.asn:1:1: expected a module name, found `lower`"),
    ] {
        assert_eq!(try_load(text).expect_err("an error").to_string(), expected, "{text}");
    }
}

#[test]
fn the_file_is_named() {
    let sources = vec![
        ("one.asn".to_owned(), b"A DEFINITIONS ::= BEGIN END".to_vec()),
        ("two.asn".to_owned(), b"B DEFINITIONS ::= BEGIN\n\nT ::= U END".to_vec()),
    ];
    let error = load_sources(sources).expect_err("an error");
    assert_eq!(error.to_string(), "two.asn:3:7: unknown type U");
}

#[test]
fn a_file_that_is_not_there() {
    let error = v2x_codegen::load(&["/nowhere/x.asn".into()]).expect_err("an error");
    assert!(matches!(error.kind, ErrorKind::Read(_)));
    assert!(error.to_string().starts_with("/nowhere/x.asn: cannot read the file: "));
}

#[test]
fn an_empty_file_has_no_modules() {
    assert_eq!(load("").modules, []);
    assert_eq!(load("-- nothing").modules, []);
}
