//! Parameterised types and their instances.

use super::*;

const REGIONAL: &str = "X ::= CLASS { &id INTEGER (0..255) UNIQUE, &Type }
    Regional {X : Set} ::= SEQUENCE { id X.&id({Set}), value X.&Type({Set}{@id}) }
    A X ::= { ... } B X ::= { ... }\n";

#[test]
fn an_instance_per_object_set() {
    let module = module(&format!(
        "{REGIONAL} S ::= SEQUENCE {{ a Regional {{{{A}}}}, b SEQUENCE OF Regional{{{{B}}}}, c Regional {{{{A}}}} }}"
    ));
    let names: Vec<_> = module.types.iter().map(|def| def.name.as_str()).collect();
    assert_eq!(names, ["S", "Regional-A", "Regional-B"]);
    assert_eq!(module.types[1].asn1, "Regional {{M.A}}");
    let fields = sequence(&module.types[1].ty).0;
    assert_eq!(fields[0].ty, Type::ObjectId { set: to("M", "A"), range: range(0, 255) });
    assert_eq!(fields[1].ty, Type::OpenType { set: to("M", "A"), selected_by: "id".to_owned() });
    let fields = sequence(&module.types[0].ty).0;
    assert_eq!(fields[0].ty, reference("Regional-A"));
    assert_eq!(fields[2].ty, reference("Regional-A"));
}

#[test]
fn an_instance_stands_in_the_module_of_its_type() {
    let schema = load(
        "C DEFINITIONS AUTOMATIC TAGS ::= BEGIN X ::= CLASS { &id INTEGER UNIQUE, &Type }
           R {X : Set} ::= SEQUENCE { id X.&id({Set}), value X.&Type({Set}{@id}) } END
         D DEFINITIONS AUTOMATIC TAGS ::= BEGIN IMPORTS X, R FROM C; A X ::= { {NULL, ...} } U ::= R {{A}} END"
            .replace("{ {NULL, ...} }", "{ {&Type NULL, &id 1} }")
            .as_str(),
    );
    assert_eq!(schema.modules[0].types[0].name, "R-A");
    assert_eq!(schema.modules[0].types[0].asn1, "R {{D.A}}");
    let expected = Type::Reference { to: to("C", "R-A"), narrowed: None };
    assert_eq!(schema.modules[1].types[0].ty, expected);
}

#[test]
fn sets_of_one_name_in_two_modules() {
    let schema = load(
        "C DEFINITIONS ::= BEGIN X ::= CLASS { &id INTEGER UNIQUE, &Type }
           R {X : Set} ::= SEQUENCE { id X.&id({Set}) } A X ::= {...} U ::= R {{A}} END
         D DEFINITIONS ::= BEGIN IMPORTS X, R FROM C; A X ::= { ... } U ::= R {{A}} V ::= R {{A}} END",
    );
    let names: Vec<_> = schema.modules[0].types.iter().map(|def| def.name.as_str()).collect();
    assert_eq!(names, ["U", "R-A", "R-D-A"]);
}

#[test]
fn a_parameter_passed_on() {
    let module = module(&format!(
        "{REGIONAL} Outer {{X : Set}} ::= SEQUENCE {{ r Regional {{{{Set}}}} }} S ::= Outer {{{{B}}}}"
    ));
    let names: Vec<_> = module.types.iter().map(|def| def.name.as_str()).collect();
    assert_eq!(names, ["S", "Outer-B", "Regional-B"]);
    assert_eq!(sequence(&module.types[1].ty).0[0].ty, reference("Regional-B"));
}

#[test]
fn value_parameters() {
    let body = "Str {INTEGER : low, INTEGER : high} ::= OCTET STRING (SIZE(low..high))
        A ::= Str {1, max} B ::= Str {1, 5} max INTEGER ::= 5 C ::= N {-3} N {INTEGER : n} ::= INTEGER (n..0)";
    let module = module(body);
    assert_eq!(*named_type(&module, "A"), reference("Str-1-5"));
    assert_eq!(*named_type(&module, "B"), reference("Str-1-5"));
    let expected = Type::OctetString { size: size(1, 5), containing: None };
    assert_eq!(*named_type(&module, "Str-1-5"), expected);
    assert_eq!(*named_type(&module, "N-minus3"), integer(range(-3, 0)));
}

#[test]
fn type_parameters() {
    let body = "Pair {T} ::= SEQUENCE { a T, b SEQUENCE (SIZE(1..4)) OF T, c T (0..3) OPTIONAL }
        A ::= Pair {INTEGER} B ::= Pair {D} D ::= INTEGER (0..9) E ::= Pair {INTEGER (0..7)}";
    let module = module(body);
    let fields = sequence(named_type(&module, "Pair-INTEGER")).0;
    assert_eq!(fields[0].ty, integer(range(None, None)));
    assert_eq!(fields[2].ty, integer(range(0, 3)));
    assert_eq!(sequence(named_type(&module, "Pair-D")).0[0].ty, reference("D"));
    assert_eq!(module.types.len(), 7);
}

#[test]
fn an_instance_may_refer_to_itself() {
    let module = module("List {T} ::= SEQUENCE { v T, next List {T} OPTIONAL } A ::= List {NULL}");
    assert_eq!(sequence(named_type(&module, "List-NULL")).0[1].ty, reference("List-NULL"));
}

#[test]
fn faults() {
    let grow = error("G {T} ::= SEQUENCE { g G {P {T}} OPTIONAL } P {T} ::= SEQUENCE { t T } A ::= G {NULL}");
    assert!(grow.contains("nested deeper than"), "{grow}");
    assert_eq!(error("P {T} ::= T A ::= P {NULL, NULL}"), "2:19: P takes 1 parameters, not 2");
    assert_eq!(error("P {T} ::= SEQUENCE { t T } A ::= P {5}"), "2:34: T must be a type");
    assert_eq!(error("A ::= B {5} B ::= NULL"), "2:7: B takes no parameters");
    assert_eq!(error("P {T} ::= SEQUENCE { t T } A ::= P"), "2:34: P takes 1 parameters, not 0");
    assert_eq!(
        error(&format!("{REGIONAL} S ::= Regional {{A}}")),
        "5:8: Set must be an object set in braces"
    );
    assert!(error("P {T} ::= P {T} A ::= P {NULL}").contains("nested deeper than"));
}
