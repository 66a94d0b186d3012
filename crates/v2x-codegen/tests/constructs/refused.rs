//! What the generator refuses: names that Rust cannot tell apart, and promises that the code could not keep. The error
//! says where.

use v2x_codegen::generate::generate;
use v2x_codegen::load_sources;

/// The message for the body of a module `M`.
fn refused(body: &str) -> String {
    let text = format!("M DEFINITIONS AUTOMATIC TAGS ::= BEGIN {body} END");
    let schema =
        load_sources(vec![("m.asn".into(), text.into())]).unwrap_or_else(|error| panic!("{body}: {error}"));
    match generate(&schema, &[]) {
        Ok(_) => panic!("not refused: {body}"),
        Err(error) => error.to_string(),
    }
}

#[test]
fn names_that_would_be_one_in_rust() {
    for (body, message) in [
        ("A-b ::= NULL AB ::= NULL", "module M: `A-b` and `AB` would both be `AB` in Rust"),
        (
            "A ::= SEQUENCE { a-b NULL, aB NULL }",
            "module M: type A: `a-b` and `aB` would both be `a_b` in Rust",
        ),
        (
            "A ::= SEQUENCE { vehicleID NULL, vehicleId NULL }",
            "module M: type A: `vehicleID` and `vehicleId` would both be `vehicle_id` in Rust",
        ),
        ("A ::= ENUMERATED { a-b, aB }", "module M: type A: `a-b` and `aB` would both be `AB` in Rust"),
        ("A ::= CHOICE { a-b NULL, aB NULL }", "module M: type A: `a-b` and `aB` would both be `AB` in Rust"),
        (
            "A ::= INTEGER { a-b(1), aB(2) } (0..3)",
            "module M: type A: `a-b` and `aB` would both be `A_B` in Rust",
        ),
        (
            "A ::= SEQUENCE { b ENUMERATED { c } } AB ::= NULL",
            "module M: `A.b` and `AB` would both be `AB` in Rust",
        ),
        (
            "A ::= CHOICE { unknown NULL, ... }",
            "module M: type A: `an unknown alternative` and `unknown` would both be `Unknown` in Rust",
        ),
        (
            "A ::= ENUMERATED { unrecognized, ... }",
            "module M: type A: `an item of a newer edition` and `unrecognized` would both be `Unrecognized` in Rust",
        ),
        (
            "A ::= SEQUENCE { unknownExtensions NULL, ... }",
            "module M: type A: `unknownExtensions` and `the unknown extensions` would both be `unknown_extensions` in Rust",
        ),
        (
            "A ::= SEQUENCE { ext1 NULL, ..., [[ b NULL ]] }",
            "module M: type A: `ext1` and `an extension addition group` would both be `ext1` in Rust",
        ),
        ("a-b INTEGER ::= 1 aB INTEGER ::= 2", "module M: `a-b` and `aB` would both be `A_B` in Rust"),
    ] {
        assert_eq!(refused(body), message, "{body}");
    }
    let text = "A-b DEFINITIONS ::= BEGIN END A-B DEFINITIONS ::= BEGIN END";
    let schema = load_sources(vec![("m.asn".into(), text.into())]).unwrap();
    assert_eq!(
        generate(&schema, &[]).unwrap_err().to_string(),
        "`A-b` and `A-B` would both be `a_b` in Rust"
    );
}

#[test]
fn what_the_code_could_not_promise() {
    for (body, message) in [
        (
            "A ::= SEQUENCE { a INTEGER (0..7), b A OPTIONAL }",
            "module M: type A: recursive types are not supported: A → A",
        ),
        (
            "A ::= CHOICE { a NULL, b SEQUENCE OF B } B ::= SEQUENCE { a A }",
            "module M: type A: recursive types are not supported: A → B → A",
        ),
        ("A ::= SEQUENCE OF NULL", "module M: type A: a list of elements without bits needs an upper bound"),
        (
            "A ::= SEQUENCE { a SEQUENCE (SIZE(0..3, ...)) OF INTEGER (5) }",
            "module M: type A: a list of elements without bits needs an upper bound",
        ),
        (
            "A ::= IA5String (FROM(\"x\"))",
            "module M: type A: a string of characters without bits needs an upper bound",
        ),
        ("A ::= BIT STRING (SIZE(4294967296..MAX))", "module M: type A: a size of at least 4294967296 is not supported"),
        ("A ::= SEQUENCE { a NULL DEFAULT NULL }", "module M: type A: a: a DEFAULT of NULL is not supported"),
        (
            "A ::= SEQUENCE { a OCTET STRING (SIZE(2)) DEFAULT '01'H }",
            "module M: type A: a: the DEFAULT has another size than its type",
        ),
        (
            "A ::= SEQUENCE { a B DEFAULT '0101'B } B ::= BIT STRING { x(0) } (SIZE(3))",
            "module M: type A: a: the DEFAULT has another size than its type",
        ),
        (
            "A ::= INTEGER (0..18446744073709551616)",
            "module M: type A: the range 0..18446744073709551616 does not fit 64 bits",
        ),
        (
            "A ::= INTEGER (0..18446744073709551615, ...)",
            "module M: type A: an extensible range must fit 64 bits with a sign",
        ),
        ("A ::= BMPString (FROM(\"a\"..\"z\"))", "module M: type A: FROM on a BMPString is not supported"),
        (
            "C ::= CLASS { &id INTEGER UNIQUE, &T } WITH SYNTAX { &T ID &id } S C ::= { { NULL ID -1 } }
             A ::= SEQUENCE { i C.&id ({S}), v C.&T ({S}{@i}) }",
            "module M: type S: the identifier -1 does not fit 32 bits",
        ),
        (
            "C ::= CLASS { &id INTEGER (0..7) UNIQUE, &T } WITH SYNTAX { &T ID &id } S C ::= { { NULL ID 1 } }
             A ::= SEQUENCE { i C.&id ({S}) OPTIONAL, v C.&T ({S}{@i}) }",
            "module M: type A: an open type needs one mandatory identifier before it, and each identifier one open type",
        ),
    ] {
        assert_eq!(refused(body), message, "{body}");
    }
}
