//! The command line of `evaluate`.

use std::path::PathBuf;

use clap::Parser;
use params::Data;

/// Judges the tracked model on the test rows.
///
/// The tracker is the one that `MLFLOW_TRACKING_URI` names.
#[derive(Debug, Parser)]
#[command(version)]
pub struct Args {
    /// The parameters; the sections `data`, `evaluate`, `gate` and `tracking` are used.
    #[arg(long, default_value = "params.yaml")]
    pub params: PathBuf,
    /// The table of test rows. By default `data/processed/test.<data.format>`.
    #[arg(long)]
    pub test: Option<PathBuf>,
    /// What train wrote of its model.
    #[arg(long, default_value = "models/model_metadata.json")]
    pub metadata: PathBuf,
    /// The scores to write, as JSON.
    #[arg(long, default_value = "metrics/metrics.json")]
    pub metrics: PathBuf,
    /// The confusion matrix to write, as JSON.
    #[arg(long, default_value = "metrics/confusion_matrix.json")]
    pub confusion: PathBuf,
    /// The ROC curves to write, as JSON.
    #[arg(long, default_value = "metrics/roc.json")]
    pub roc: PathBuf,
    /// The precision-recall curves to write, as JSON.
    #[arg(long, default_value = "metrics/precision_recall.json")]
    pub precision_recall: PathBuf,
    /// The calibration curves to write, as JSON.
    #[arg(long, default_value = "metrics/calibration.json")]
    pub calibration: PathBuf,
}

impl Args {
    /// The table of test rows: that of the command line, or else that of `data.format`.
    pub(crate) fn test(&self, data: &Data) -> PathBuf {
        self.test.clone().unwrap_or_else(|| data.test_path())
    }
}
