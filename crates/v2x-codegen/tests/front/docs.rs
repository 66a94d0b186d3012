//! Comments as documentation.

use super::*;

#[test]
fn above_and_behind() {
    let module = module(
        "-- Detached.

         -- First.
         --   indented
         --
         -- Last.
         A ::= INTEGER (0..5) -- behind A
         B ::= NULL
         /* A block.
          * Two lines. */
         C ::= NULL",
    );
    assert_eq!(module.types[0].doc, ["First.", "  indented", "", "Last.", "behind A"]);
    assert!(module.types[1].doc.is_empty());
    assert_eq!(module.types[2].doc, ["A block.", "Two lines."]);
}

#[test]
fn of_fields() {
    let ty = first(
        "A ::= SEQUENCE { -- not of a
           -- Above a.
           a NULL, -- behind a
           b NULL -- behind b
           , c NULL, d NULL, -- behind d
                             -- and on
           -- Above e.
           e SEQUENCE {
             f NULL -- behind f
           }, -- behind e
           ..., -- of nothing

           -- Detached.

           g NULL -- behind g
         }",
    );
    let (root, ext) = sequence(&ty);
    let docs: Vec<_> = root.iter().map(|field| field.doc.join("; ")).collect();
    assert_eq!(docs, ["Above a.; behind a", "behind b", "", "behind d; and on", "Above e.; behind e"]);
    assert_eq!(sequence(&root[4].ty).0[0].doc, ["behind f"]);
    let Some([Addition::Field(g)]) = ext else { panic!() };
    assert_eq!(g.doc, ["behind g"]);
}

#[test]
fn of_items_numbers_and_bits() {
    let module = module(
        "E ::= ENUMERATED {
           -- Above x.
           x (0), -- behind x
           y (1)  -- behind y
         }
         N ::= INTEGER { low (0), -- behind low
                         high (9) /* behind high */ }
         B ::= BIT STRING {
           -- Above bit.
           bit (0) }",
    );
    let Type::Enumerated { root, .. } = &module.types[0].ty else { panic!() };
    assert_eq!(root[0].doc, ["Above x.", "behind x"]);
    assert_eq!(root[1].doc, ["behind y"]);
    let Type::Integer { named, .. } = &module.types[1].ty else { panic!() };
    assert_eq!((&named[0].doc, &named[1].doc), (&vec!["behind low".into()], &vec!["behind high".into()]));
    let Type::BitString { named, .. } = &module.types[2].ty else { panic!() };
    assert_eq!(named[0].doc, ["Above bit."]);
}

#[test]
fn of_modules_values_and_sets() {
    let schema = load(
        "-- Licence.

         -- The module.
         -- Two lines.

         M DEFINITIONS ::= BEGIN
         -- The class.
         X ::= CLASS { &id INTEGER UNIQUE, &Type }
         -- The set.
         S X ::= { ... } -- all of it
         five INTEGER ::= 5 -- The value.
         END",
    );
    let module = &schema.modules[0];
    assert_eq!(module.doc, ["The module.", "Two lines."]);
    assert_eq!(module.object_sets[0].doc, ["The set.", "all of it"]);
    assert_eq!(module.values[0].doc, ["The value."]);
}

#[test]
fn of_instances() {
    let module = module("-- A pair.\nPair {T} ::= SEQUENCE { a T } -- of T\nA ::= Pair {NULL}");
    assert_eq!(module.types[1].doc, ["A pair.", "of T"]);
}
