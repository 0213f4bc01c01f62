//! The program `serve`, see the library of the same name.

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    let args = serve::Args::parse();
    stage::process::run("serve", || serve::run(&args))
}
