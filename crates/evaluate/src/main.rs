//! The program `evaluate`, see the library of the same name.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = evaluate::Args::parse();
    stage::process::run("evaluate", || evaluate::run(&args))
}
