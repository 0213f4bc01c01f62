//! The program `mlops`, see the library `runner`.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    runner::main(&runner::Args::parse())
}
