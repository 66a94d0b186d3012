//! The command line of the generator.

use clap::{ArgGroup, Parser};
use std::path::PathBuf;
use std::process::ExitCode;
use v2x_codegen::generate::{TARGETS, modules, run};
use v2x_codegen::scaffold::scaffold;

/// Turns ASN.1 modules into Rust codecs.
///
/// Without arguments, regenerates all message sets of this workspace (run it at the root).
#[derive(Parser)]
#[command(group = ArgGroup::new("target"))]
struct Arguments {
    /// The folder of a crate, named like it: code goes to src/generated, Cargo.toml and src/lib.rs are made if missing.
    #[arg(long = "crate", requires = "sources", group = "target", value_name = "FOLDER")]
    krate: Option<PathBuf>,
    /// The folder for the generated files alone.
    #[arg(short, long, requires = "sources", group = "target", value_name = "FOLDER")]
    output: Option<PathBuf>,
    /// A type that is to have a view, by its ASN.1 name; may be given several times.
    #[arg(long = "view", requires = "target", value_name = "TYPE")]
    views: Vec<String>,
    /// ASN.1 files, or folders of `.asn` and `.asn1` files.
    #[arg(requires = "target")]
    sources: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let Arguments { krate, output, views, sources } = Arguments::parse();
    let views: Vec<&str> = views.iter().map(String::as_str).collect();
    let result = match (krate, output) {
        (Some(folder), _) => {
            set(&sources, folder.join("src/generated"), &views).and_then(|()| scaffold(&folder)).map(print)
        }
        (None, Some(output)) => set(&sources, output, &views),
        (None, None) => TARGETS
            .iter()
            .try_for_each(|target| set(&[target.asn1.into()], target.output.into(), &target.views.concat())),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error}");
            ExitCode::FAILURE
        }
    }
}

fn set(sources: &[PathBuf], output: PathBuf, views: &[&str]) -> Result<(), v2x_codegen::generate::Error> {
    let mut files = Vec::new();
    for source in sources {
        if source.is_dir() {
            files.extend(modules(source)?);
        } else {
            files.push(source.clone());
        }
    }
    run(&files, &output, views).map(print)
}

/// The paths that were written.
fn print(paths: Vec<PathBuf>) {
    for path in paths {
        println!("{}", path.display());
    }
}
