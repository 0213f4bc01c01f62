//! The command line of `evaluate`.

use std::path::PathBuf;

use clap::{Parser, Subcommand};

/// Judges the tracked model on the test rows.
///
/// The tracker is the one that `MLFLOW_TRACKING_URI` names.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// The parameters; the sections `gate` and `tracking` are used.
    #[arg(long, global = true, default_value = "params.yaml")]
    pub params: PathBuf,
    /// The table of test rows.
    #[arg(long, default_value = "data/processed/test.csv")]
    pub test: PathBuf,
    /// What train wrote of its model.
    #[arg(long, global = true, default_value = "models/model_metadata.json")]
    pub metadata: PathBuf,
    /// The scores to write, as JSON.
    #[arg(long, global = true, default_value = "metrics/metrics.json")]
    pub metrics: PathBuf,
    /// The confusion matrix to write, as JSON.
    #[arg(long, default_value = "metrics/confusion_matrix.json")]
    pub confusion: PathBuf,
    /// Something else to do.
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// What the program does besides its stage.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Subcommand)]
pub enum Command {
    /// Checks params.yaml and does nothing else.
    Check,
    /// Prints the scores, the registered version, the gate's verdict and the tracker's link.
    Report,
    /// Makes a version `production`, whatever the gate says of it.
    Promote {
        /// Its number, as `make models` lists it.
        #[arg(value_parser = version)]
        version: u64,
    },
    /// Makes the version `production` again that the present one replaced.
    Rollback,
    /// Lists the versions of the registered model.
    Models,
}

fn version(text: &str) -> Result<u64, &'static str> {
    let number = text.parse().ok().filter(|number| *number > 0);
    number.ok_or("expected the number of a version, as in `make promote VERSION=3`; `make models` lists them")
}
