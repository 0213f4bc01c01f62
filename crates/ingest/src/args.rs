//! The command line of `ingest`.

use std::path::PathBuf;

use clap::{Parser, Subcommand};
use params::Data;

/// Reads the source dataset, checks it, numbers its classes and writes the raw table.
#[derive(Debug, Parser)]
#[command(version, args_conflicts_with_subcommands = true)]
pub struct Args {
    /// What to do instead.
    #[command(subcommand)]
    pub command: Option<Command>,
    /// The parameters; the section `data` is used.
    #[arg(long, default_value = "params.yaml")]
    pub params: PathBuf,
    /// The source dataset, features and one column of classes: a file of text or parquet, or a
    /// folder of such files.
    /// [default: the file `data.source` in data/source]
    #[arg(long)]
    pub source: Option<PathBuf>,
    /// The raw table to write; rows that are set aside go beside it, into `….rejected.csv`.
    /// By default `data/raw/<data.name>.<data.format>`.
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

/// What else the program does.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Looks at a new dataset, prints what it is, and describes it for params.yaml.
    Profile(ProfileArgs),
}

/// The command line of `ingest profile`.
#[derive(Debug, clap::Args)]
pub struct ProfileArgs {
    /// The file of text or parquet, or the folder of such files.
    #[arg(long)]
    pub source: PathBuf,
    /// The column that holds the class.
    #[arg(long)]
    pub target: String,
    /// What the dataset is to be called. [default: the name of the source up to its first point]
    #[arg(long)]
    pub name: Option<String>,
    /// Where to write the section `data` of params.yaml.
    #[arg(long)]
    pub description: Option<PathBuf>,
}
