//! The command line of `preprocess`.

use std::path::PathBuf;

use clap::Parser;
use params::Data;

/// Splits the raw table into train and test rows.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// The parameters; the sections `data` and `preprocess` are used.
    #[arg(long, default_value = "params.yaml")]
    pub params: PathBuf,
    /// The raw table that ingest wrote. By default `data/raw/<data.name>.<data.format>`.
    #[arg(long)]
    pub input: Option<PathBuf>,
    /// The table of training rows to write. By default `data/processed/train.<data.format>`.
    #[arg(long)]
    pub train: Option<PathBuf>,
    /// The table of test rows to write. By default `data/processed/test.<data.format>`.
    #[arg(long)]
    pub test: Option<PathBuf>,
}

impl Args {
    /// The raw table of this dataset, unless the command line names another.
    pub(crate) fn input(&self, data: &Data) -> PathBuf {
        self.input.clone().unwrap_or_else(|| data.raw_path())
    }

    /// The table of training rows, unless the command line names another.
    pub(crate) fn train(&self, data: &Data) -> PathBuf {
        self.train.clone().unwrap_or_else(|| data.train_path())
    }

    /// The table of test rows, unless the command line names another.
    pub(crate) fn test(&self, data: &Data) -> PathBuf {
        self.test.clone().unwrap_or_else(|| data.test_path())
    }
}
