//! Measures one Rust library once, on data that `benchmarks/shapes.py` wrote, and prints the result as JSON.
//!
//! ```text
//! forest-bench forest --data target/bench/data/100k-28 --labels signal --trees 100 --depth 5 --threads 2 --limit 10
//! ```
//!
//! # Layout
//!
//! - `args` is the command line, the same as of `benchmarks/measure.py`.
//! - `data` reads the raw files.
//! - `libraries` has one module per library: how it is asked for scikit-learn's forest.
//! - `measure` fits and predicts, and decides on how many trees.
//! - `usage` asks the kernel for memory and processor time.

mod args;
mod data;
mod libraries;
mod measure;
mod usage;

use std::error::Error;

use args::{Args, Name};
use clap::Parser;
use data::Data;
use libraries::{Biosphere, Forest, LinfaEnsemble, Smartcore};
use measure::{Measurement, measure};

fn main() -> Result<(), Box<dyn Error>> {
    let args = Args::parse();
    rayon::ThreadPoolBuilder::new()
        .num_threads(args.threads)
        .build_global()?;
    println!("{}", serde_json::to_string(&run(&args)?)?);
    Ok(())
}

fn run(args: &Args) -> Result<Measurement, Box<dyn Error>> {
    let data = Data::read(&args.data, args.labels)?;
    match args.library {
        Name::Forest => measure(&Forest::new(data, args), args),
        Name::LinfaEnsemble => measure(&LinfaEnsemble::new(data, args), args),
        Name::Smartcore => measure(&Smartcore::new(data, args)?, args),
        Name::Biosphere => measure(&Biosphere::new(data, args)?, args),
    }
}
