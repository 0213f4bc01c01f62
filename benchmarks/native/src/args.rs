//! The command line.

use std::path::PathBuf;

use clap::{Parser, ValueEnum};

/// What to measure.
#[derive(Debug, Parser)]
pub(crate) struct Args {
    /// The library to measure
    pub(crate) library: Name,
    /// A folder that `benchmarks/shapes.py` filled
    #[arg(long)]
    pub(crate) data: PathBuf,
    /// Which labels to learn
    #[arg(long)]
    pub(crate) labels: Labels,
    /// The number of trees that is asked for
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..))]
    pub(crate) trees: u16,
    /// The largest depth; unlimited if absent
    #[arg(long, value_parser = clap::value_parser!(u16).range(1..1000))]
    pub(crate) depth: Option<u16>,
    /// The number of threads
    #[arg(long)]
    pub(crate) threads: usize,
    /// Seconds that a fit may take; where all trees would take longer, fewer are grown
    #[arg(long)]
    pub(crate) limit: f64,
    /// Grow exactly this many trees instead, as an earlier round did
    #[arg(long)]
    pub(crate) measured_trees: Option<u16>,
}

/// The libraries.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Name {
    /// This repository's
    Forest,
    /// linfa-ensemble over linfa-trees
    LinfaEnsemble,
    /// smartcore
    Smartcore,
    /// biosphere
    Biosphere,
}

/// The labels of a data set.
#[derive(Debug, Clone, Copy, ValueEnum)]
pub(crate) enum Labels {
    /// Those that were generated with the records
    Signal,
    /// The same in random order
    Noise,
}

impl Labels {
    /// How files name them.
    pub(crate) fn as_str(self) -> &'static str {
        match self {
            Self::Signal => "signal",
            Self::Noise => "noise",
        }
    }
}
