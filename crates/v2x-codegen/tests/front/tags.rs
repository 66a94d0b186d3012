//! Tags, and the order that they give to CHOICE and SET.

use super::*;

fn order(tags: &str, body: &str) -> Vec<String> {
    let schema = load(&format!("M DEFINITIONS {tags} ::= BEGIN {body} END"));
    let fields = match &schema.modules[0].types[0].ty {
        Type::Sequence { root, .. } | Type::Choice { root, .. } => root.clone(),
        other => panic!("{other:?}"),
    };
    fields.into_iter().map(|field| field.name).collect()
}

#[test]
fn automatic_tags_keep_the_order_of_the_text() {
    assert_eq!(order("AUTOMATIC TAGS", "A ::= CHOICE { s IA5String, b BOOLEAN }"), ["s", "b"]);
    assert_eq!(order("AUTOMATIC TAGS", "A ::= SET { s IA5String, b BOOLEAN }"), ["s", "b"]);
}

#[test]
fn tags_in_the_text_order_a_choice() {
    let body = "A ::= CHOICE { c [5] NULL, a [APPLICATION 9] IMPLICIT NULL, p [PRIVATE 0] EXPLICIT NULL,
                u [UNIVERSAL 7] NULL, d [2] NULL }";
    assert_eq!(order("AUTOMATIC TAGS", body), ["u", "a", "d", "c", "p"]);
}

#[test]
fn types_have_tags_of_their_own() {
    let body = "A ::= CHOICE { s IA5String, l L, b BOOLEAN, n [0] NULL } L ::= SEQUENCE OF NULL";
    assert_eq!(order("IMPLICIT TAGS", body), ["b", "l", "s", "n"]);
    assert_eq!(order("", "A ::= SET { s IA5String, b BOOLEAN OPTIONAL }"), ["b", "s"]);
}

#[test]
fn an_untagged_choice_counts_by_its_smallest_tag() {
    let body = "A ::= CHOICE { i INTEGER, c C } C ::= CHOICE { s IA5String, b BOOLEAN }";
    assert_eq!(order("", body), ["c", "i"]);
}

#[test]
fn a_sequence_keeps_the_order_of_the_text() {
    assert_eq!(order("", "A ::= SEQUENCE { b [1] NULL, a [0] NULL }"), ["b", "a"]);
}

#[test]
fn faults() {
    let message = |body: &str| {
        let text = format!("M DEFINITIONS ::= BEGIN\n{body} END");
        let error = try_load(&text).expect_err("an error");
        format!("{}:{}: {}", error.line, error.column, error.kind)
    };
    assert_eq!(message("A ::= CHOICE { a NULL, b NULL }"), "2:24: b has the same tag as another component");
    assert_eq!(message("A ::= [x] NULL"), "2:8: expected a tag number, found `x`");
    assert!(message("A ::= CHOICE { a A, b NULL }").contains("is defined by itself"));
}
