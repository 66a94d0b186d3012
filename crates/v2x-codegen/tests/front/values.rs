//! Value assignments and DEFAULT.

use v2x_codegen::model::{Value, ValueDef};

use super::*;

/// The default of the first component.
fn default(ty: &str, value: &str) -> Value {
    let body = format!("A ::= SEQUENCE {{ a {ty} DEFAULT {value} }} {ENVIRONMENT}");
    sequence(&first(&body)).0[0].default.clone().expect("a default")
}

const ENVIRONMENT: &str = "Unit ::= ENUMERATED { m, km, ..., mile } unit Unit ::= km
    Bits ::= BIT STRING { x(0), y(3) } (SIZE(5..9)) Level ::= INTEGER { low(1), high(9) } (0..10)
    level Level ::= high text IA5String ::= \"abc\" five INTEGER ::= M.six six INTEGER ::= 5 yes BOOLEAN ::= TRUE
    oid OBJECT IDENTIFIER ::= { iso(1) standard(0) 19091 }";

fn bits(octets: &[u8], bits: usize) -> Value {
    Value::Bits { octets: octets.to_vec(), bits }
}

#[test]
fn integers_are_kept() {
    let module = module(
        "-- Of the frame.\nmapData Id ::= 18  Id ::= INTEGER (0..99)  n INTEGER ::= -4  b BOOLEAN ::= TRUE",
    );
    let map_data = ValueDef {
        name: "mapData".into(),
        doc: vec!["Of the frame.".into()],
        governor: Some(to("M", "Id")),
        value: 18,
    };
    let n = ValueDef { name: "n".into(), doc: Vec::new(), governor: None, value: -4 };
    assert_eq!(module.values, [map_data, n]);
}

#[test]
fn references_lead_to_numbers() {
    let module = module(&format!("A ::= INTEGER (five..9) {ENVIRONMENT}"));
    assert_eq!(module.types[0].ty, integer(range(5, 9)));
    let values: Vec<_> = module.values.iter().map(|def| (def.name.as_str(), def.value)).collect();
    assert_eq!(values, [("level", 9), ("five", 5), ("six", 5)]);
}

#[test]
fn defaults() {
    for (ty, value, expected) in [
        ("BOOLEAN", "TRUE", Value::Boolean(true)),
        ("BOOLEAN", "yes", Value::Boolean(true)),
        ("NULL", "NULL", Value::Null),
        ("INTEGER (0..9)", "7", Value::Integer(7)),
        ("INTEGER", "-7", Value::Integer(-7)),
        ("Level", "low", Value::Integer(1)),
        ("Level", "level", Value::Integer(9)),
        ("Level (2..10)", "five", Value::Integer(5)),
        ("Unit", "m", Value::Enumerated("m".into())),
        ("Unit", "mile", Value::Enumerated("mile".into())),
        ("Unit", "unit", Value::Enumerated("km".into())),
        ("ENUMERATED { on, off }", "off", Value::Enumerated("off".into())),
        ("IA5String", "\"a\"\"b\"", Value::String("a\"b".into())),
        ("IA5String", "text", Value::String("abc".into())),
        ("OCTET STRING", "'0AF'H", bits(&[0x0A, 0xF0], 16)),
        ("BIT STRING", "'0AF'H", bits(&[0x0A, 0xF0], 12)),
        ("BIT STRING", "'1011 0'B", bits(&[0xB0], 5)),
        ("Bits", "{ x, y }", bits(&[0x90], 5)),
        ("Bits", "{}", bits(&[0], 5)),
        ("SEQUENCE OF NULL", "{}", Value::Empty),
    ] {
        assert_eq!(default(ty, value), expected, "{ty} DEFAULT {value}");
    }
}

#[test]
fn faults() {
    let error =
        |ty: &str, value: &str| error(&format!("A ::= SEQUENCE {{ a {ty} DEFAULT {value} }}\n{ENVIRONMENT}"));
    assert_eq!(error("INTEGER (0..9)", "10"), "2:43: 10 is outside the range of its type");
    assert_eq!(error("BOOLEAN", "5"), "2:36: a value of BOOLEAN is needed here");
    assert_eq!(error("Unit", "inch"), "2:33: unknown value inch");
    assert_eq!(error("Bits", "{ z }"), "2:35: unknown value z");
    assert_eq!(error("SEQUENCE OF NULL", "{NULL}"), "2:45: a DEFAULT value of this type is not supported");
    assert_eq!(error("INTEGER", "1.5"), "2:36: a REAL value is not supported");
    assert_eq!(super::error("a INTEGER ::= b b INTEGER ::= a"), "2:31: a is defined by itself");
    assert_eq!(super::error("a INTEGER (0..4) ::= 5"), "2:22: 5 is outside the range of its type");
    assert_eq!(super::error("a BOOLEAN ::= 5"), "2:15: a value of BOOLEAN is needed here");
}
