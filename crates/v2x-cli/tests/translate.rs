//! `v2x translate`, as built.

mod common;

use common::{column, generated, text, v2x};

#[test]
fn messages_go_there_and_back_and_the_lists_are_beside_them() {
    let vectors = generated("j2735-2024.jsonl");
    let bsm: Vec<_> =
        vectors.into_iter().filter(|vector| text(vector, "msg") == "BasicSafetyMessage").collect();
    let frames = column(&bsm, "hex");
    let there = v2x(&["translate", "--to", "csae2020"], frames.as_bytes());
    let lines = there.json();
    assert_eq!((there.status, there.err.as_str(), lines.len()), (0, "", bsm.len()));
    let mut lost = 0;
    for line in &lines {
        assert_eq!((text(line, "set"), text(line, "message")), ("csae", "BSM"));
        assert_eq!(line["edition"], 2020);
        lost += line["lost"].as_array().unwrap().len();
    }
    assert!(lost > 0);

    // The same digits with --hex, and what is lost on standard error.
    let digits = v2x(&["translate", "--to", "csae2020", "--hex"], frames.as_bytes());
    assert_eq!((digits.status, digits.out.clone()), (0, column(&lines, "hex")));
    assert_eq!(digits.err.lines().filter(|line| line.contains(": lost: ")).count(), lost);

    let back = v2x(&["translate", "--to", "j2735", "--set", "csae"], digits.out.as_bytes());
    assert_eq!(back.status, 0);
    for (line, vector) in back.json().iter().zip(&bsm) {
        assert_eq!(line["jer"]["value"]["coreData"], vector["jer"]["value"]["coreData"]);
    }
}

#[test]
fn what_has_no_counterpart_is_told_in_its_place() {
    let ran = v2x(&["translate", "--to", "csae2019"], b"002b0100\nzz\n");
    let lines = ran.json();
    assert_eq!((ran.status, lines.len()), (1, 2));
    let wanted = "RoadGeometryAndAttributes has no counterpart in the other message set";
    assert_eq!(lines[0]["error"]["message"], wanted);
    assert_eq!(lines[1]["line"], 2);
}

#[test]
fn persons_are_told_as_asked_for() {
    let vectors = generated("csae-2020.jsonl");
    let psm: Vec<_> =
        vectors.into_iter().filter(|vector| text(vector, "msg") == "PersonalSafetyMessage").collect();
    let there =
        v2x(&["translate", "--to", "j2735", "--set", "csae", "--hex"], column(&psm, "hex").as_bytes());
    assert_eq!((there.status, there.out.lines().count()), (0, psm.len()));
    for (options, name) in [(&["--psm"][..], "PersonalSafetyMessage"), (&[], "RSM")] {
        let back = v2x(&[&["translate", "--to", "csae2020"], options].concat(), there.out.as_bytes());
        assert!(
            back.status == 0 && back.json().iter().all(|line| text(line, "message") == name),
            "{}",
            back.out
        );
    }
}
