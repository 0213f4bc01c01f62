//! The program `ingest`, see the library of the same name.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = ingest::Args::parse();
    stage::process::run("ingest", || ingest::run(&args))
}
