//! No input makes the front end panic, overflow the stack or run on.

use proptest::collection::vec;
use proptest::prelude::*;

use super::*;

/// A module with every construct, to be damaged.
const SAMPLE: &str = include_str!("sample.asn");

#[test]
fn the_sample_is_right() {
    load(SAMPLE);
}

#[test]
fn deep_nesting_is_refused() {
    let deep = |open: &str, close: &str| format!("A ::= {}NULL{}", open.repeat(5000), close.repeat(5000));
    for body in [
        deep("SEQUENCE { a ", "}"),
        deep("SEQUENCE OF ", ""),
        deep("CHOICE { a ", "}"),
        format!("A ::= INTEGER {}0{}", "(".repeat(5000), ")".repeat(5000)),
        format!("A ::= INTEGER ({}0{})", "SIZE(".repeat(5000), ")".repeat(5000)),
        format!("A ::= INTEGER ({}0", "INTEGER (".repeat(5000)),
        format!("a A ::= {}{}", "{".repeat(5000), "}".repeat(5000)),
        format!("a A ::= {}5", "a : ".repeat(5000)),
        format!("A ::= CLASS {{ &id NULL }} WITH SYNTAX {{ {}", "[".repeat(5000)),
        format!("A ::= X {{ {}", "X {".repeat(5000)),
        format!("A ::= INTEGER ({}0)", "ALL EXCEPT ".repeat(5000)),
        format!("A ::= SEQUENCE OF NULL ({}(0)", "WITH COMPONENT (".repeat(5000)),
    ] {
        assert!(try_load(&wrap(&body)).is_err(), "{}", &body[..40]);
    }
}

#[test]
fn long_chains_are_refused_or_followed() {
    let chain = |count: usize, last: &str| {
        let links = (0..count).map(|i| format!("A{i} ::= A{}\n", i + 1));
        wrap(&(links.collect::<String>() + &format!("A{count} ::= {last}")))
    };
    assert!(try_load(&chain(50, "NULL")).is_ok());
    assert!(try_load(&chain(5000, "NULL")).is_err());
    let values: String = (0..5000).map(|i| format!("a{i} INTEGER ::= a{}\n", i + 1)).collect();
    assert!(try_load(&wrap(&(values + "a5000 INTEGER ::= 1"))).is_err());
}

#[test]
fn doubling_definitions_end() {
    let types: String = (0..60).map(|i| format!("A{i} ::= INTEGER (A{0} | A{0})\n", i + 1)).collect();
    assert!(try_load(&wrap(&(types + "A60 ::= INTEGER (0..5)"))).is_ok());
    let _ = try_load(&wrap("F {T} ::= INTEGER (F {T} | F {T}) A ::= F {NULL}"));
    let sets: String = (0..60).map(|i| format!("S{i} X ::= {{ S{0} | S{0} }}\n", i + 1)).collect();
    let _ = try_load(&wrap(&format!("X ::= CLASS {{ &id INTEGER UNIQUE, &Type }} {sets} S60 X ::= {{}}")));
    let of: String = (0..60)
        .map(|i| format!("A{i} ::= SEQUENCE {{ COMPONENTS OF A{0}, COMPONENTS OF A{0} }}\n", i + 1))
        .collect();
    let _ = try_load(&wrap(&(of + "A60 ::= SEQUENCE { }")));
}

/// Cuts, doubles, swaps and overwrites pieces of the sample.
fn damage(text: &str, cuts: &[(usize, usize, usize, u8)]) -> Vec<u8> {
    let mut octets = text.as_bytes().to_vec();
    for &(at, length, other, octet) in cuts {
        let at = at % octets.len().max(1);
        let end = (at + length).min(octets.len());
        let piece: Vec<u8> = octets.drain(at..end).collect();
        let other = other % (octets.len() + 1);
        match octet % 4 {
            0 => {}
            1 => drop(octets.splice(other..other, piece)),
            2 => drop(octets.splice(other..other, [piece.clone(), piece].concat())),
            _ => octets.insert(other, octet),
        }
    }
    octets
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn damaged_modules_never_panic(cuts in vec((any::<usize>(), 0_usize..40, any::<usize>(), any::<u8>()), 1..6)) {
        let _ = load_sources(vec![("damaged".to_owned(), damage(SAMPLE, &cuts))]);
    }

    #[test]
    fn random_octets_never_panic(octets in vec(any::<u8>(), 0..200)) {
        let _ = load_sources(vec![("random".to_owned(), octets)]);
    }

    #[test]
    fn shuffled_items_never_panic(order in vec(0_usize..10_000, 0..120)) {
        let words: Vec<&str> = SAMPLE.split_whitespace().collect();
        let body: Vec<&str> = order.iter().filter_map(|at| words.get(at % words.len()).copied()).collect();
        let _ = try_load(&wrap(&body.join(" ")));
    }
}
