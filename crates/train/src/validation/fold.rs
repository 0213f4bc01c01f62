//! A part of the training rows to learn from, and one to be scored on.

use classification_metrics::Scores;
use estimators::fit;
use hyperparameters::ModelParams;
use linfa::DatasetBase;
use model_selection::Split;
use ndarray::{Array1, Array2, Axis};
use onnx::encoding::encode_singles;
use onnx::{Classifier, Interface};

use super::measure::measure;
use crate::error::TrainError;
use crate::tables::{Rows, Tables};

/// The rows of a split as the matrices that a model computes with, `[rows, columns]`.
#[derive(Debug)]
pub(super) struct Fold {
    /// What a model learns from.
    train: Array2<f32>,
    /// The class of each of these rows.
    train_targets: Array1<usize>,
    /// What it is scored on.
    test: Array2<f32>,
    /// The class of each of these rows.
    test_targets: Array1<usize>,
}

impl Fold {
    /// Picks the rows of `split`. Encoders are fitted on the part to learn from alone, as in a
    /// pipeline of scikit-learn: what they learn from a row must not be judged by it.
    ///
    /// # Errors
    ///
    /// When that part has what params.yaml does not allow.
    pub(super) fn of(tables: &Tables, split: &Split) -> Result<Self, TrainError> {
        let Split { train, test } = split;
        let (records, targets) = match &tables.train.rows {
            Rows::Numbers {
                records, targets, ..
            } => {
                let pick = |rows| records.select(Axis(0), &positions(rows));
                ([pick(train), pick(test)], targets)
            }
            Rows::Described { frame, targets } => {
                let parts = [train, test].map(|rows| frame.select(rows));
                let inputs = encoders::fit(&tables.features, &parts[0])?;
                (parts.map(|part| encode_singles(&inputs, &part)), targets)
            }
        };
        let [train_records, test_records] = records;
        let classes = |rows| targets.select(Axis(0), &positions(rows));
        Ok(Self {
            train: train_records,
            train_targets: classes(train),
            test: test_records,
            test_targets: classes(test),
        })
    }

    /// The scores of a model with these parameters. Its file is asked, as evaluate does it.
    ///
    /// # Errors
    ///
    /// When the family refuses the parameters or the data, or the model cannot be written.
    pub(super) fn score(
        &self,
        model: &ModelParams,
        classes: &[String],
    ) -> Result<Scores, TrainError> {
        let dataset = DatasetBase::new(self.train.view(), self.train_targets.view());
        let fitted = fit(model, &dataset)?;
        let columns = 0..self.train.ncols();
        let columns: Vec<_> = columns.map(|at| format!("x{at}")).collect();
        let interface = Interface {
            features: &columns,
            classes,
            integers: false,
            inputs: None,
        };
        let file = Classifier::from_bytes(&fitted.to_onnx(&interface)?)?;
        let prediction = file.predict(&self.test.view());
        Ok(measure(&self.test_targets, prediction))
    }
}

/// Rows as places in a table.
pub(super) fn positions(rows: &[u32]) -> Vec<usize> {
    rows.iter().map(|&row| row as usize).collect()
}
