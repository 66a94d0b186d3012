//! What the README shows of `v2x` is what it prints.

mod common;

use common::v2x;

const README: &str = include_str!("../../../README.md");

#[test]
fn the_message_of_the_readme_is_shown_as_there() {
    let (_, behind) = README.split_once("\nv2x inspect ").unwrap();
    let (hex, behind) = behind.split_once('\n').unwrap();
    let (_, shown) = behind.split_once("```text\n").unwrap();
    let (shown, _) = shown.split_once("                    …\n```").unwrap();
    let ran = v2x(&["inspect", hex], b"");
    assert!(ran.out.contains(shown), "{}", ran.out);
}

#[test]
fn the_commands_of_the_readme_exist() {
    let rows = README.lines().filter_map(|line| line.strip_prefix("| `v2x "));
    let commands: Vec<&str> = rows.filter_map(|row| row.split(' ').next()).collect();
    assert!(commands.len() > 5, "{commands:?}");
    for command in commands {
        assert_eq!(v2x(&["help", command], b"").status, 0, "{command}");
    }
}
