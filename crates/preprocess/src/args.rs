//! The command line of `preprocess`.

use std::path::PathBuf;

use clap::Parser;

/// Splits the raw table into train and test rows.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// The parameters; `data.classes` and the section `preprocess` are used.
    #[arg(long, default_value = "params.yaml")]
    pub params: PathBuf,
    /// The raw table that ingest wrote. [default: data/raw/<`data.name`>.csv]
    #[arg(long)]
    pub input: Option<PathBuf>,
    /// The table of training rows to write.
    #[arg(long, default_value = "data/processed/train.csv")]
    pub train: PathBuf,
    /// The table of test rows to write.
    #[arg(long, default_value = "data/processed/test.csv")]
    pub test: PathBuf,
}
