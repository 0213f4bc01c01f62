//! The curves and the confusion matrix that evaluate wrote.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use registry::Metrics;
use serde::Deserialize;
use serde::de::DeserializeOwned;

use super::error::ReportError;

/// What lies beside `metrics/metrics.json`. The points of each class follow each other.
pub(super) struct EvaluateOutputs {
    /// Rows by their class and by the class that is predicted.
    pub(super) confusion: Vec<Vec<u64>>,
    /// False and true positive rates.
    pub(super) roc: Vec<Point>,
    /// Recall and precision.
    pub(super) precision_recall: Vec<Point>,
    pub(super) calibration: Vec<Bin>,
}

/// A point of a curve.
pub(super) struct Point {
    /// The number of its class, from 0.
    pub(super) class: usize,
    pub(super) at: (f64, f64),
}

/// A point of a calibration curve, and the number of rows that it stands for.
pub(super) struct Bin {
    pub(super) point: Point,
    pub(super) rows: u64,
}

/// A point of `roc.json`.
#[derive(Deserialize)]
struct RocPoint {
    class: String,
    fpr: f64,
    tpr: f64,
}

/// A point of `precision_recall.json`.
#[derive(Deserialize)]
struct PrecisionRecallPoint {
    class: String,
    recall: f64,
    precision: f64,
}

/// A point of `calibration.json`.
#[derive(Deserialize)]
struct CalibrationPoint {
    class: String,
    prob_pred: f64,
    prob_true: f64,
    rows: u64,
}

/// The rows one by one are passed over.
#[derive(Deserialize)]
struct Matrix {
    data: Vec<Vec<u64>>,
    labels: Vec<String>,
}

impl EvaluateOutputs {
    /// Reads the files beside `path`, which holds `metrics`, of a model with these classes.
    ///
    /// # Errors
    ///
    /// When one is missing, is not what evaluate writes, or is of another model.
    pub(super) fn read(
        path: &Path,
        metrics: &Metrics,
        classes: &[String],
    ) -> Result<Self, ReportError> {
        let beside = |name: &str| path.with_file_name(name);
        let numbers = Numbers::of(classes);
        numbers.check(path, metrics)?;
        let outputs = Self {
            confusion: confusion(beside("confusion_matrix.json"), classes)?,
            roc: numbers.read(&beside("roc.json"), |point: RocPoint| {
                (point.class, (point.fpr, point.tpr))
            })?,
            precision_recall: numbers.read(
                &beside("precision_recall.json"),
                |point: PrecisionRecallPoint| (point.class, (point.recall, point.precision)),
            )?,
            calibration: numbers.bins(&beside("calibration.json"))?,
        };
        Ok(outputs)
    }
}

fn confusion(path: PathBuf, classes: &[String]) -> Result<Vec<Vec<u64>>, ReportError> {
    let matrix: Matrix = read(&path)?;
    if matrix.labels == classes {
        Ok(matrix.data)
    } else {
        Err(ReportError::OtherClasses { path })
    }
}

/// The numbers of the model's classes, by their names.
struct Numbers<'a>(HashMap<&'a str, usize>);

impl<'a> Numbers<'a> {
    fn of(classes: &'a [String]) -> Self {
        Self(classes.iter().map(String::as_str).zip(0..).collect())
    }

    /// That of `class`, which is in the file at `path`.
    fn number(&self, class: &str, path: &Path) -> Result<usize, ReportError> {
        let number = self.0.get(class).copied();
        let path = || path.to_owned();
        number.ok_or_else(|| ReportError::OtherClasses { path: path() })
    }

    /// Whether the classes of `metrics`, which are in the file at `path`, are the model's.
    fn check(&self, path: &Path, metrics: &Metrics) -> Result<(), ReportError> {
        let intervals = metrics.intervals.iter();
        let intervals = intervals.flat_map(|intervals| intervals.per_class.keys());
        let mut classes = metrics.per_class.keys().chain(intervals);
        classes.try_for_each(|class| self.number(class, path).map(drop))
    }

    fn read<T: DeserializeOwned>(
        &self,
        path: &Path,
        parts: impl Fn(T) -> (String, (f64, f64)),
    ) -> Result<Vec<Point>, ReportError> {
        let points: Vec<T> = read(path)?;
        let point = |(class, at): (String, _)| {
            let class = self.number(&class, path)?;
            Ok(Point { class, at })
        };
        points.into_iter().map(parts).map(point).collect()
    }

    fn bins(&self, path: &Path) -> Result<Vec<Bin>, ReportError> {
        let points: Vec<CalibrationPoint> = read(path)?;
        let bin = |found: CalibrationPoint| {
            let class = self.number(&found.class, path)?;
            let at = (found.prob_pred, found.prob_true);
            Ok(Bin {
                point: Point { class, at },
                rows: found.rows,
            })
        };
        points.into_iter().map(bin).collect()
    }
}

fn read<T: DeserializeOwned>(path: &Path) -> Result<T, ReportError> {
    // All at once, which is parsed several times as fast as a stream.
    let bytes = fs::read(path);
    let read = bytes.and_then(|bytes| serde_json::from_slice(&bytes).map_err(io::Error::from));
    let path = path.to_owned();
    read.map_err(|source| ReportError::Unreadable { path, source })
}
