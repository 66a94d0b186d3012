//! Classes, objects, object sets and table constraints.

use v2x_codegen::model::{ObjectRow, ObjectSet};

use super::*;

/// A class as J2735 has them.
const CLASS: &str = "X ::= CLASS { &id Id UNIQUE, &Type } WITH SYNTAX {&Type IDENTIFIED BY &id}
    Id ::= INTEGER (0..255) five Id ::= 5
    Frame ::= SEQUENCE { id X.&id({S}), value X.&Type({S}{@id}), ... }\n";

fn set(body: &str) -> ObjectSet {
    module(&format!("{CLASS}{body}")).object_sets.into_iter().find(|set| set.name == "S").unwrap()
}

fn row(id: i128, ty: Type) -> ObjectRow {
    ObjectRow { id, id_name: None, ty }
}

#[test]
fn inline_objects() {
    let set = set("S X ::= { {NULL IDENTIFIED BY 3} | {Id IDENTIFIED BY five}, ... }");
    let by_name = ObjectRow { id_name: Some("five".to_owned()), ..row(5, reference("Id")) };
    assert_eq!(set.rows, [row(3, Type::Null), by_name]);
    assert!(set.extensible);
}

#[test]
fn markers_and_empty_sets() {
    for (text, count, extensible) in [
        ("{}", 0, false),
        ("{ ... }", 0, true),
        ("{ {NULL IDENTIFIED BY 3} }", 1, false),
        ("{ {NULL IDENTIFIED BY 3}, ... }", 1, true),
        ("{ ..., {NULL IDENTIFIED BY 3} }", 1, true),
        ("{ {NULL IDENTIFIED BY 3}, ..., {NULL IDENTIFIED BY 4} UNION {NULL IDENTIFIED BY 5} }", 3, true),
    ] {
        let set = set(&format!("S X ::= {text}"));
        assert_eq!((set.rows.len(), set.extensible), (count, extensible), "{text}");
    }
}

#[test]
fn references_to_objects_and_sets() {
    let set = set("S X ::= { a | M.b | Other, ... } Other X ::= { {NULL IDENTIFIED BY 8} | a }
         a X ::= {&Type BOOLEAN, &id 7} b X ::= c c X ::= {INTEGER (0..3) IDENTIFIED BY 9}");
    assert_eq!(set.rows, [row(7, Type::Boolean), row(9, integer(range(0, 3))), row(8, Type::Null)]);
}

#[test]
fn table_constraints() {
    let module = module(&format!("{CLASS} S X ::= {{ ... }}"));
    let ty = named_type(&module, "Frame");
    let fields = sequence(ty).0;
    assert_eq!(fields[0].ty, Type::ObjectId { set: to("M", "S"), range: range(0, 255) });
    assert_eq!(fields[1].ty, Type::OpenType { set: to("M", "S"), selected_by: "id".to_owned() });
    assert_eq!(module.types.len(), 2, "a class is no type");
}

#[test]
fn at_notation_with_a_dot_and_a_class_of_another_name() {
    let ty = ty(
        "F ::= SEQUENCE { id Y.&id({S}), v Y.&Type({S}{@.id}) } S Y ::= { ... } Y ::= X
         X ::= CLASS { &id INTEGER (0..7) UNIQUE, &Type }",
        "F",
    );
    assert!(matches!(&sequence(&ty).0[1].ty, Type::OpenType { selected_by, .. } if selected_by == "id"));
}

#[test]
fn class_field_without_a_set_is_its_type() {
    assert_eq!(ty(&format!("{CLASS} A ::= X.&id S X ::= {{...}}"), "A"), reference("Id"));
}

#[test]
fn general_syntax() {
    let rows = module(
        "X ::= CLASS { &id INTEGER UNIQUE, &Type DEFAULT NULL, &name IA5String OPTIONAL, &Errors INTEGER OPTIONAL }
           WITH SYNTAX { OPERATION [ARGUMENT &Type] [NAMED , [&name]] [ERRORS &Errors] CODE &id }
         S X ::= { {OPERATION ARGUMENT BOOLEAN ERRORS {1 | 2} CODE 1} | {OPERATION NAMED, \"n\" CODE 2}
                 | {OPERATION NAMED, CODE 3} }",
    )
    .object_sets
    .remove(0)
    .rows;
    assert_eq!(rows, [row(1, Type::Boolean), row(2, Type::Null), row(3, Type::Null)]);
}

#[test]
fn an_optional_type_is_told_from_the_word_behind_it() {
    let body =
        "X ::= CLASS { &id INTEGER UNIQUE, &Type DEFAULT BOOLEAN } WITH SYNTAX { [&Type] IDENTIFIED BY &id }
        S X ::= { {IDENTIFIED BY 1} | {NULL IDENTIFIED BY 2} }";
    let rows = module(body).object_sets.remove(0).rows;
    assert_eq!(rows, [row(1, Type::Boolean), row(2, Type::Null)]);
}

#[test]
fn faults() {
    let error = |body: &str| error(&format!("{CLASS}{body}"));
    assert_eq!(error("S X ::= { {NULL BY 3} }"), "5:17: expected `IDENTIFIED`, found `BY`");
    assert_eq!(
        error("S X ::= { {NULL IDENTIFIED BY 3 4} }"),
        "5:33: expected `}` at the end of the object, found `4`"
    );
    assert_eq!(error("S X ::= { {NULL IDENTIFIED BY 256} }"), "5:31: 256 is outside the range of its type");
    assert_eq!(error("S X ::= { a }"), "5:11: unknown object a");
    assert_eq!(
        error("S X ::= { {NULL IDENTIFIED BY 3} | }"),
        "5:36: expected an object or an object set, found `}`"
    );
    assert_eq!(
        error("S X ::= { {NULL IDENTIFIED BY 3} |\n{BOOLEAN IDENTIFIED BY 3} }"),
        "6:1: another object of S has the identifier 3"
    );
    assert_eq!(error("S X ::= { T } T X ::= { S }"), "5:25: S is defined by itself");
    assert_eq!(
        error("A ::= X.&Type S X ::= {...}"),
        "5:7: an open type without a table constraint is not supported"
    );
    assert_eq!(error("A ::= X.&Foo S X ::= {...}"), "5:9: unknown field &Foo");
    assert_eq!(error("A ::= SEQUENCE { v X.&Type({S}{@id}) } S X ::= {...}"), "5:18: unknown field id");
    assert_eq!(
        error("A ::= SEQUENCE { id NULL, v X.&Type({S}{@id}) } S X ::= {...}"),
        "5:27: id is not constrained by the object set S"
    );
    assert_eq!(error("A ::= X S X ::= {...} B ::= SEQUENCE { a X }"), "5:42: X is not a type");
}
