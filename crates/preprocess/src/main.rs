//! The program `preprocess`, see the library of the same name.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = preprocess::Args::parse();
    stage::process::run("preprocess", || preprocess::run(&args))
}
