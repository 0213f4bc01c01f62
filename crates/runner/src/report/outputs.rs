//! The curves and the confusion matrix that evaluate wrote.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::ReportError;

/// What lies beside `metrics/metrics.json`.
pub(super) struct EvaluateOutputs {
    /// Rows by their class and by the class that is predicted.
    pub(super) confusion: Vec<Vec<u64>>,
    /// The points of each class follow each other.
    pub(super) roc: Vec<Roc>,
    pub(super) precision_recall: Vec<PrecisionRecall>,
    pub(super) calibration: Vec<Bin>,
}

#[derive(Deserialize)]
pub(super) struct Roc {
    pub(super) class: String,
    pub(super) fpr: f64,
    pub(super) tpr: f64,
}

#[derive(Deserialize)]
pub(super) struct PrecisionRecall {
    pub(super) class: String,
    pub(super) recall: f64,
    pub(super) precision: f64,
}

#[derive(Deserialize)]
pub(super) struct Bin {
    pub(super) class: String,
    pub(super) prob_pred: f64,
    pub(super) prob_true: f64,
    pub(super) rows: u64,
}

/// The rows one by one are passed over.
#[derive(Deserialize)]
struct Matrix {
    data: Vec<Vec<u64>>,
    labels: Vec<String>,
}

impl EvaluateOutputs {
    /// Reads the files beside that of the metrics, which are of a model with these classes.
    ///
    /// # Errors
    ///
    /// When one is missing, is not what evaluate writes, or is of another model.
    pub(super) fn read(metrics: &Path, classes: &[String]) -> Result<Self, ReportError> {
        let beside = |name: &str| metrics.with_file_name(name);
        let path = beside("confusion_matrix.json");
        let matrix: Matrix = read(path.clone())?;
        if matrix.labels != classes {
            return Err(ReportError::OtherClasses { path });
        }
        let outputs = Self {
            confusion: matrix.data,
            roc: read(beside("roc.json"))?,
            precision_recall: read(beside("precision_recall.json"))?,
            calibration: read(beside("calibration.json"))?,
        };
        Ok(outputs)
    }
}

fn read<T: DeserializeOwned>(path: PathBuf) -> Result<T, ReportError> {
    // All at once, which is parsed several times as fast as a stream.
    let bytes = fs::read(&path);
    let read = bytes.and_then(|bytes| serde_json::from_slice(&bytes).map_err(io::Error::from));
    read.map_err(|source| ReportError::Unreadable { path, source })
}
