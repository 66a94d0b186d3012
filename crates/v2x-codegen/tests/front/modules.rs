//! Headers, exports, imports and references across modules.

use super::*;

/// Module names in order.
fn load_all(texts: &[&str]) -> Schema {
    let sources = texts.iter().enumerate().map(|(i, text)| (format!("{i}.asn"), text.as_bytes().to_vec()));
    load_sources(sources.collect()).unwrap_or_else(|error| panic!("{error}"))
}

#[test]
fn several_modules_in_a_file() {
    let schema = load(
        "A DEFINITIONS AUTOMATIC TAGS ::= BEGIN T ::= NULL END
         B DEFINITIONS ::= BEGIN IMPORTS T FROM A; U ::= T END",
    );
    let names: Vec<_> = schema.modules.iter().map(|module| module.name.as_str()).collect();
    assert_eq!(names, ["A", "B"]);
    let expected = Type::Reference { to: to("A", "T"), narrowed: None };
    assert_eq!(schema.modules[1].types[0].ty, expected);
}

#[test]
fn headers_of_every_form() {
    for header in [
        "M DEFINITIONS ::=",
        "M DEFINITIONS EXPLICIT TAGS ::=",
        "M DEFINITIONS IMPLICIT TAGS ::=",
        "M {iso(1) standard(0) 19091 v(2)} DEFINITIONS AUTOMATIC TAGS ::=",
        "M {1 0 19091} \"/ISO/Standard\" DEFINITIONS AUTOMATIC TAGS EXTENSIBILITY IMPLIED ::=",
    ] {
        let text = format!("{header} BEGIN EXPORTS ALL; T ::= NULL END");
        assert_eq!(load(&text).modules[0].types[0].ty, Type::Null, "{header}");
    }
}

#[test]
fn exports_and_imports() {
    let schema = load(
        "A {1 2 3} DEFINITIONS AUTOMATIC TAGS ::= BEGIN EXPORTS T, P{}, five; 
           T ::= NULL P {U} ::= SEQUENCE { u U } five INTEGER ::= 5 END
         B DEFINITIONS ::= BEGIN EXPORTS ; IMPORTS ; six INTEGER ::= 6 END
         C DEFINITIONS ::= BEGIN
           IMPORTS T, P{}, five FROM A {1 2 3} six FROM B WITH SUCCESSORS;
           X ::= SEQUENCE { t T, p P {T}, n INTEGER (five..six) } END",
    );
    let x = named_type(&schema.modules[2], "X");
    let fields = sequence(x).0;
    assert_eq!(fields[1].ty, Type::Reference { to: to("A", "P-T"), narrowed: None });
    assert_eq!(fields[2].ty, integer(range(5, 6)));
}

#[test]
fn an_identifier_by_reference_is_told_from_the_next_symbol() {
    let schema = load(
        "A DEFINITIONS ::= BEGIN oid OBJECT IDENTIFIER ::= {1 2} five INTEGER ::= 5 END
         B DEFINITIONS ::= BEGIN six INTEGER ::= 6 END
         C DEFINITIONS ::= BEGIN IMPORTS oid FROM A five FROM A oid six FROM B; X ::= INTEGER (five..six) END",
    );
    assert_eq!(schema.modules[2].types[0].ty, integer(range(5, 6)));
}

#[test]
fn modules_import_each_other() {
    let schema = load_all(&[
        "A DEFINITIONS AUTOMATIC TAGS ::= BEGIN IMPORTS U FROM B; T ::= SEQUENCE { u U OPTIONAL } END",
        "B DEFINITIONS AUTOMATIC TAGS ::= BEGIN IMPORTS T FROM A; U ::= SEQUENCE { t T } END",
    ]);
    let t = Type::Reference { to: to("A", "T"), narrowed: None };
    assert_eq!(sequence(named_type(&schema.modules[1], "U")).0[0].ty, t);
}

#[test]
fn a_symbol_passed_on_by_the_module_in_between() {
    let schema = load(
        "A DEFINITIONS ::= BEGIN T ::= NULL END
         B DEFINITIONS ::= BEGIN EXPORTS T; IMPORTS T FROM A; END
         C DEFINITIONS ::= BEGIN IMPORTS T FROM B; U ::= T END",
    );
    assert_eq!(schema.modules[2].types[0].ty, Type::Reference { to: to("A", "T"), narrowed: None });
}

#[test]
fn module_named_like_its_type_and_qualified_references() {
    let schema = load(
        "SPAT DEFINITIONS ::= BEGIN SPAT ::= NULL Speed ::= INTEGER (0..9) limit INTEGER ::= 7 END
         B DEFINITIONS ::= BEGIN IMPORTS SPAT, Speed, limit FROM SPAT;
           Speed2 ::= SPAT.Speed X ::= SPAT Y ::= SPAT.SPAT Z ::= INTEGER (0..SPAT.limit) END",
    );
    let found: Vec<_> = schema.modules[1].types.iter().map(|def| &def.ty).collect();
    let spat = |name| Type::Reference { to: to("SPAT", name), narrowed: None };
    assert_eq!(found, [&spat("Speed"), &spat("SPAT"), &spat("SPAT"), &integer(range(0, 7))]);
}

#[test]
fn names_are_scoped_by_module() {
    let schema = load(
        "A DEFINITIONS ::= BEGIN Angle ::= INTEGER (0..239) X ::= Angle END
         B DEFINITIONS ::= BEGIN Angle ::= INTEGER (0..28800) X ::= Angle END",
    );
    for (module, name) in schema.modules.iter().zip(["A", "B"]) {
        assert_eq!(module.types[1].ty, Type::Reference { to: to(name, "Angle"), narrowed: None });
    }
}

#[test]
fn extensibility_implied() {
    let schema = load(
        "M DEFINITIONS AUTOMATIC TAGS EXTENSIBILITY IMPLIED ::= BEGIN
         S ::= SEQUENCE { a NULL } C ::= CHOICE { a NULL } E ::= ENUMERATED { a } I ::= INTEGER (0..5) END",
    );
    let types: Vec<_> = schema.modules[0].types.iter().map(|def| &def.ty).collect();
    assert!(matches!(types[0], Type::Sequence { ext: Some(ext), .. } if ext.is_empty()));
    assert!(matches!(types[1], Type::Choice { ext: Some(ext), .. } if ext.is_empty()));
    assert!(matches!(types[2], Type::Enumerated { ext: Some(ext), .. } if ext.is_empty()));
    assert_eq!(*types[3], integer(range(0, 5)));
}

#[test]
fn unknown_and_ambiguous_names() {
    let message = |text: &str| try_load(text).expect_err("an error").to_string();
    assert_eq!(
        message("A DEFINITIONS ::= BEGIN IMPORTS T FROM B; END B DEFINITIONS ::= BEGIN END"),
        "test.asn:1:33: unknown T, imported from B"
    );
    assert_eq!(message("A DEFINITIONS ::= BEGIN IMPORTS T FROM C; END"), "test.asn:1:40: unknown module C");
    assert_eq!(message("A DEFINITIONS ::= BEGIN\n T ::= C.U END"), "test.asn:2:8: unknown module C");
    assert_eq!(
        message(
            "A DEFINITIONS ::= BEGIN T ::= NULL END B DEFINITIONS ::= BEGIN T ::= NULL END
             C DEFINITIONS ::= BEGIN IMPORTS T FROM A T FROM B;\nU ::= T END"
        ),
        "test.asn:3:7: T is ambiguous: it is imported from A and from B"
    );
    assert_eq!(
        message("A DEFINITIONS ::= BEGIN END\nA DEFINITIONS ::= BEGIN END"),
        "test.asn:2:1: module A is defined twice"
    );
}
