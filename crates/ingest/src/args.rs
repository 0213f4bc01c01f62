//! The command line of `ingest`.

use std::path::PathBuf;

use clap::Parser;

/// Reads the source dataset, checks it, numbers its classes and writes the raw table.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// The parameters; `data.target` and `data.classes` are used.
    #[arg(long, default_value = "params.yaml")]
    pub params: PathBuf,
    /// The source dataset: a CSV file of numeric features and one column of classes.
    #[arg(long, default_value = "data/source/iris.csv")]
    pub source: PathBuf,
    /// The raw table to write.
    #[arg(long, default_value = "data/raw/iris.csv")]
    pub output: PathBuf,
}
