//! ENUMERATED and its numbers.

use super::*;

type Items = Vec<(String, i128)>;

fn items(text: &str) -> (Items, Option<Items>) {
    let pairs = |list: Vec<Named>| list.into_iter().map(|item| (item.name, item.value)).collect();
    match first(&format!("A ::= ENUMERATED {text}")) {
        Type::Enumerated { root, ext } => (pairs(root), ext.map(pairs)),
        other => panic!("{other:?}"),
    }
}

fn pairs(list: &[(&str, i128)]) -> Items {
    list.iter().map(|(name, value)| ((*name).to_owned(), *value)).collect()
}

#[test]
fn numbers_in_the_order_of_the_text() {
    assert_eq!(items("{ a, b, c }"), (pairs(&[("a", 0), ("b", 1), ("c", 2)]), None));
}

#[test]
fn the_order_on_the_wire_is_that_of_the_numbers() {
    let expected = pairs(&[("b", -3), ("c", 2), ("a", 7)]);
    assert_eq!(items("{ a(7), b(-3), c(2) }"), (expected, None));
}

#[test]
fn items_without_a_number_take_the_free_ones() {
    let expected = pairs(&[("d", 0), ("a", 1), ("c", 2), ("b", 3)]);
    assert_eq!(items("{ d, a(1), c, b }"), (expected, None));
}

#[test]
fn additions() {
    let ext = |text| items(text).1.unwrap();
    assert_eq!(ext("{ a, ... }"), []);
    assert_eq!(ext("{ a, b, ..., c }"), pairs(&[("c", 2)]));
    assert_eq!(ext("{ a, z(25), ..., d, e }"), pairs(&[("d", 1), ("e", 2)]));
    assert_eq!(ext("{ a(1), ... ! 3, b(0), c, d(9) }"), pairs(&[("b", 0), ("c", 2), ("d", 9)]));
}

#[test]
fn faults() {
    assert_eq!(error("A ::= ENUMERATED { a, a }"), "2:23: enumeration item a is defined twice");
    assert_eq!(error("A ::= ENUMERATED { a(1), b(1) }"), "2:26: b has the number of another item, 1");
    assert_eq!(error("A ::= ENUMERATED { a, b, ..., c(1) }"), "2:31: c has the number of another item, 1");
    assert_eq!(
        error("A ::= ENUMERATED { a, ..., c(5), d(3) }"),
        "2:34: the additions must ascend, but d is 3"
    );
    assert_eq!(error("A ::= ENUMERATED { }"), "2:20: expected an enumeration item, found `}`");
}
