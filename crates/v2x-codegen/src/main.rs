//! The command line of the generator.

use clap::Parser;
use std::path::PathBuf;
use std::process::ExitCode;
use v2x_codegen::generate::{TARGETS, modules, run};

/// Turns ASN.1 modules into Rust codecs.
///
/// Without arguments, regenerates all message sets of this workspace (run it at the root).
#[derive(Parser)]
struct Arguments {
    /// The folder for the generated files; with it, ASN.1 files or folders of them.
    #[arg(short, long, requires = "sources")]
    output: Option<PathBuf>,
    /// A type that is to have a view, by its ASN.1 name; may be given several times.
    #[arg(long = "view", requires = "output")]
    views: Vec<String>,
    /// ASN.1 files, or folders of `.asn` and `.asn1` files.
    #[arg(requires = "output")]
    sources: Vec<PathBuf>,
}

fn main() -> ExitCode {
    let arguments = Arguments::parse();
    let result = match arguments.output {
        Some(output) => {
            let views: Vec<&str> = arguments.views.iter().map(String::as_str).collect();
            set(&arguments.sources, output, &views)
        }
        None => TARGETS
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
    for path in run(&files, &output, views)? {
        println!("{}", path.display());
    }
    Ok(())
}
