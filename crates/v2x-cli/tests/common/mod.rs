//! Running the built program.

#![allow(dead_code, reason = "every test file uses its own part")]

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use serde_json::Value;

/// What a run of the program gave.
pub(crate) struct Ran {
    pub(crate) status: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// The lines of the output as JSON.
    pub(crate) fn json(&self) -> Vec<Value> {
        self.out.lines().map(|line| serde_json::from_str(line).expect("every line is JSON")).collect()
    }
}

/// Runs `v2x` with these arguments and this standard input.
pub(crate) fn v2x(arguments: &[&str], input: &[u8]) -> Ran {
    let mut child = Command::new(env!("CARGO_BIN_EXE_v2x"))
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program was built");
    let mut stdin = child.stdin.take().expect("it is piped");
    let input = input.to_vec();
    // From a thread of its own, so that neither side waits for the other with full pipes. The program may end
    // without having read everything.
    let writer = std::thread::spawn(move || drop(stdin.write_all(&input)));
    let output = child.wait_with_output().expect("it ran");
    writer.join().expect("writing does not panic");
    Ran {
        status: output.status.code().expect("it was not killed"),
        out: String::from_utf8(output.stdout).expect("the output is text"),
        err: String::from_utf8(output.stderr).expect("errors are text"),
    }
}

/// The lines of a file of generated frames of this project.
pub(crate) fn generated(file: &str) -> Vec<Value> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../v2x/tests/vectors");
    json_lines(&Path::new(folder).join(file)).expect("the vectors are part of the project")
}

/// The lines of a file of recorded frames, which are not part of this project: `V2X_VECTORS` names the folder
/// that has them in `real/`. `None`, and a word about it, where there is none.
pub(crate) fn recorded(file: &str) -> Option<Vec<Value>> {
    let path = beside("V2X_VECTORS", "vectors").join("real").join(file);
    let lines = json_lines(&path);
    if lines.is_none() {
        println!("skipped: no recorded frames at {}; set V2X_VECTORS to have them", path.display());
    }
    lines
}

/// The recorded captures, which are not part of this project either: `V2X_SCENARIOS` names the folder.
pub(crate) fn scenarios() -> Vec<PathBuf> {
    let folder = beside("V2X_SCENARIOS", "scenarios/dev");
    let Ok(entries) = std::fs::read_dir(&folder) else {
        println!("skipped: no recorded captures at {}; set V2X_SCENARIOS to have them", folder.display());
        return Vec::new();
    };
    let mut captures: Vec<_> = entries
        .flatten()
        .map(|entry| entry.path().join("messages.pcap"))
        .filter(|path| path.exists())
        .collect();
    captures.sort();
    captures
}

fn beside(variable: &str, folder: &str) -> PathBuf {
    let default = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared").join(folder);
    std::env::var_os(variable).map_or(default, PathBuf::from)
}

fn json_lines(path: &Path) -> Option<Vec<Value>> {
    let text = std::fs::read_to_string(path).ok()?;
    Some(text.lines().map(|line| serde_json::from_str(line).expect("vectors are JSON")).collect())
}

/// The text of a member.
pub(crate) fn text<'a>(line: &'a Value, member: &str) -> &'a str {
    line[member].as_str().unwrap_or_default()
}

/// One member of every line, a line each.
pub(crate) fn column(lines: &[Value], member: &str) -> String {
    lines.iter().map(|line| text(line, member).to_owned() + "\n").collect()
}
