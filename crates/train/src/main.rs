//! The program `train`, see the library of the same name.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = train::Args::parse();
    stage::process::run("train", || train::run(&args))
}
