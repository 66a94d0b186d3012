//! Extension markers, additions and groups.

use super::*;

fn additions(ty: &Type) -> Vec<Vec<String>> {
    let of = |fields: &[Field]| fields.iter().map(|field| field.name.clone()).collect::<Vec<_>>();
    let (_, ext) = sequence(ty);
    ext.expect("a marker")
        .iter()
        .map(|addition| match addition {
            Addition::Field(field) => of(std::slice::from_ref(field)),
            Addition::Group(fields) => [vec!["[[".to_owned()], of(fields)].concat(),
        })
        .collect()
}

#[test]
fn markers_in_sequences() {
    for (text, root, ext) in [
        ("{}", vec![], None),
        ("{ ... }", vec![], Some(vec![])),
        ("{ a NULL }", vec!["a"], None),
        ("{ a NULL, ... }", vec!["a"], Some(vec![])),
        ("{ a NULL, ..., b NULL, c NULL }", vec!["a"], Some(vec!["b", "c"])),
        ("{ a NULL, ..., b NULL, ... }", vec!["a"], Some(vec!["b"])),
        ("{ a NULL, ..., b NULL, ..., c NULL }", vec!["a", "c"], Some(vec!["b"])),
        ("{ a NULL, ..., ..., c NULL }", vec!["a", "c"], Some(vec![])),
        ("{ ..., b NULL, ..., c NULL }", vec!["c"], Some(vec!["b"])),
        ("{ a NULL, ... ! 5, b NULL }", vec!["a"], Some(vec!["b"])),
        ("{ a NULL, ... ! INTEGER : 5 }", vec!["a"], Some(vec![])),
    ] {
        let ty = first(&format!("A ::= SEQUENCE {text}"));
        assert_eq!(names(sequence(&ty).0), root, "{text}");
        let found = sequence(&ty).1.map(|_| additions(&ty).concat());
        assert_eq!(found, ext.map(|ext| ext.iter().map(|name| (*name).to_owned()).collect()), "{text}");
    }
}

#[test]
fn groups() {
    let ty = first("A ::= SEQUENCE { ..., a NULL, [[ b NULL, c NULL OPTIONAL ]], [[3: d NULL]], ... }");
    assert_eq!(additions(&ty), [vec!["a"], vec!["[[", "b", "c"], vec!["[[", "d"]]);
}

#[test]
fn groups_of_a_choice_are_flat() {
    let ty = first("A ::= CHOICE { a NULL, ..., b NULL, [[2: c NULL, d NULL ]], e NULL }");
    let (root, ext) = choice(&ty);
    assert_eq!((names(root), names(ext.unwrap())), (vec!["a"], vec!["b", "c", "d", "e"]));
    assert_eq!(choice(&first("A ::= CHOICE { a NULL, ... }")).1, Some(&[][..]));
}

#[test]
fn faults() {
    assert_eq!(error("A ::= SEQUENCE { a NULL, }"), "2:26: expected a component, found `}`");
    assert_eq!(error("A ::= SEQUENCE { a NULL b NULL }"), "2:25: expected `,` or `}`, found `b`");
    assert_eq!(
        error("A ::= SEQUENCE { ..., ..., ... }"),
        "2:28: expected at most two extension markers, found `...`"
    );
    assert_eq!(error("A ::= SEQUENCE { ..., [[ a NULL ] }"), "2:33: expected `,` or `]]`, found `]`");
    assert_eq!(error("A ::= SEQUENCE { [[ a NULL ]] }"), "2:18: expected a field name, found `[`");
    assert_eq!(
        error("A ::= CHOICE { ... }"),
        "2:14: a CHOICE needs an alternative before its extension marker"
    );
    assert_eq!(error("A ::= SEQUENCE { a NULL, ..., a NULL }"), "2:31: field a is defined twice");
}
