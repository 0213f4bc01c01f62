//! The command line of `ingest`.

use std::path::PathBuf;

use clap::Parser;
use params::Data;

/// Reads the source dataset, checks it, numbers its classes and writes the raw table.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// The parameters; the section `data` is used.
    #[arg(long, default_value = "params.yaml")]
    pub params: PathBuf,
    /// The source dataset: a CSV file of features and one column of classes.
    /// [default: the file `data.source` in data/source]
    #[arg(long)]
    pub source: Option<PathBuf>,
    /// The raw table to write; rows that are set aside go beside it, into `….rejected.csv`.
    /// [default: data/raw/<`data.name`>.csv]
    #[arg(long)]
    pub output: Option<PathBuf>,
}

impl Args {
    /// The source of this dataset, unless the command line names another.
    pub(crate) fn source(&self, data: &Data) -> PathBuf {
        self.source.clone().unwrap_or_else(|| data.source_path())
    }

    /// The raw table of this dataset, unless the command line names another.
    pub(crate) fn output(&self, data: &Data) -> PathBuf {
        self.output.clone().unwrap_or_else(|| data.raw_path())
    }
}
