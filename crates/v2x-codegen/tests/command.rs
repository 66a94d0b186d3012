//! The command of the README: files of another edition in, a crate out, which compiles and works.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const DSRC: &str = include_str!("edition/DSRC.asn");
const REGION: &str = include_str!("edition/REGION.asn");

/// What a user of the crate would write.
const USE: &str = r#"
use other_edition::dsrc::{CoreMessage, MessageFrame, MessageTypes, Point};
use other_edition::view::dsrc::{CoreMessageView, MessageFrameView};
use v2x_uper::{Uper, View};

#[test]
fn a_message_goes_both_ways() {
    let core = CoreMessage {
        r#type: other_edition::dsrc::VehicleID([1, 2, 3, 4]),
        r: false,
        points: vec![Point::Near(Default::default())],
        added: Some(()),
        ..Default::default()
    };
    let frame = MessageFrame { value: MessageTypes::CoreMessage(core.into()), ..Default::default() };
    let octets = frame.to_uper().unwrap();
    assert_eq!(MessageFrame::from_uper(&octets).unwrap(), frame);
    let view = MessageFrameView::read(&mut v2x_uper::Reader::new(&octets)).unwrap();
    assert_eq!(view.message_id(), 20);
    let _ = CoreMessageView::read;
}
"#;

fn generator(arguments: &[&Path]) -> std::process::Output {
    Command::new(env!("CARGO_BIN_EXE_v2x-codegen")).args(arguments).output().expect("the generator runs")
}

/// An empty folder of this test process, outside the workspace: a crate inside would take itself for a member.
fn folder(name: &str) -> PathBuf {
    let folder = std::env::temp_dir().join(format!("v2x-codegen-{}-{name}", std::process::id()));
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The two files: one with a byte order mark and Windows' line ends, the other in Windows-1252.
fn sources(folder: &Path) -> PathBuf {
    let asn1 = folder.join("asn1");
    fs::create_dir(&asn1).unwrap();
    fs::write(asn1.join("DSRC.asn"), format!("\u{FEFF}{}", DSRC.replace('\n', "\r\n"))).unwrap();
    let cp1252: Vec<u8> = REGION.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    assert!(cp1252.contains(&0xB0) && str::from_utf8(&cp1252).is_err());
    fs::write(asn1.join("REGION.asn"), cp1252).unwrap();
    asn1
}

#[test]
fn files_of_another_edition_become_a_crate() {
    let folder = folder("crate");
    let asn1 = sources(&folder);
    let krate = folder.join("other-edition");
    let views = ["--view", "MessageFrame", "--view", "MessageTypes", "--view", "CoreMessage"].map(Path::new);
    let output = generator(&[&views[..], &[Path::new("--crate"), &krate, &asn1]].concat());
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let printed = String::from_utf8(output.stdout).unwrap();
    for path in ["Cargo.toml", "src/lib.rs", "src/generated/dsrc.rs", "src/generated/view/dsrc.rs"] {
        assert!(printed.lines().any(|line| Path::new(line) == krate.join(path)), "{path}: {printed}");
    }
    let region = fs::read_to_string(krate.join("src/generated/region.rs")).unwrap();
    assert!(region.contains("/// A heading in steps of 1°."));

    fs::create_dir(krate.join("tests")).unwrap();
    fs::write(krate.join("tests/use.rs"), USE).unwrap();
    // The versions that this workspace has fetched already.
    fs::copy(concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.lock"), krate.join("Cargo.lock")).unwrap();
    let cargo = Command::new(env!("CARGO"))
        .args(["test", "--quiet", "--offline"])
        .current_dir(&krate)
        .env("CARGO_TARGET_DIR", concat!(env!("CARGO_TARGET_TMPDIR"), "/command"))
        .env("RUSTFLAGS", "-D warnings")
        .output()
        .unwrap();
    assert!(cargo.status.success(), "{}", String::from_utf8_lossy(&cargo.stderr));

    // What somebody has made of the manifest stays, and what has not changed is not written again.
    fs::write(krate.join("src/lib.rs"), "// mine").unwrap();
    let again = generator(&[&views[..], &[Path::new("--crate"), &krate, &asn1]].concat());
    assert_eq!((again.status.success(), again.stdout.len()), (true, 0));
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn faults_are_told_with_their_place() {
    let folder = folder("faults");
    let file = folder.join("Cut.asn");
    fs::write(&file, "Cut DEFINITIONS ::= BEGIN\n  A ::= INTEGER (0..limit)\nEND").unwrap();
    let output = generator(&[Path::new("--output"), &folder.join("out"), &file]);
    assert!(!output.status.success());
    let expected = format!("error: {}:2:21: unknown value limit\n", file.display());
    assert_eq!(String::from_utf8(output.stderr).unwrap(), expected);
    let output = generator(&[Path::new("--crate"), &folder.join("7up"), &file]);
    assert!(!output.status.success());
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn views_that_would_show_nothing_are_refused() {
    let folder = folder("views");
    let file = folder.join("M.asn");
    let text = "M DEFINITIONS AUTOMATIC TAGS ::= BEGIN
        Kind ::= ENUMERATED { a } Some ::= CHOICE { a NULL, b BOOLEAN } END";
    fs::write(&file, text).unwrap();
    for (name, message) in [
        ("Nothing", "no SEQUENCE or CHOICE has the name Nothing, of which a view is asked for"),
        ("Kind", "no SEQUENCE or CHOICE has the name Kind, of which a view is asked for"),
        ("Some", "the view of Some needs a view of one of its alternatives"),
    ] {
        let output =
            generator(&[Path::new("--view"), Path::new(name), Path::new("--output"), &folder, &file]);
        assert_eq!(String::from_utf8(output.stderr).unwrap(), format!("error: {message}\n"));
    }
    fs::remove_dir_all(folder).unwrap();
}
