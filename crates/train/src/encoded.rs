//! The matrices that a model learns from and is scored on.

use ndarray::Array2;
use onnx::Interface;
use onnx::encoding::{Input, InputType, encode};

use crate::error::TrainError;
use crate::features;
use crate::tables::Tables;

/// Both tables as the model sees them.
#[derive(Debug)]
pub(crate) struct Encoded {
    /// What becomes of each column, fitted on the training rows.
    pub inputs: Vec<Input>,
    /// Shape (training rows, columns of the matrix).
    pub train: Array2<f64>,
    /// Shape (test rows, columns of the matrix).
    pub test: Array2<f64>,
    /// Whether the file has an input for each column, in place of one for the matrix.
    by_column: bool,
}

impl Encoded {
    /// Fits the encoders on the training rows, and encodes both tables.
    ///
    /// # Errors
    ///
    /// When the training rows have what params.yaml does not allow.
    pub(crate) fn fit(tables: &Tables) -> Result<Self, TrainError> {
        let inputs = encoders::fit(&tables.features, &tables.train.rows.frame)?;
        Ok(Self {
            train: encode(&inputs, &tables.train.rows.frame),
            test: encode(&inputs, &tables.test.rows.frame),
            by_column: !features::are_plain(&tables.features),
            inputs,
        })
    }

    /// What the file takes and gives.
    pub(crate) fn interface<'a>(
        &'a self,
        features: &'a [String],
        classes: &'a [String],
    ) -> Interface<'a> {
        let integer = |input: &Input| input.input_type == InputType::Long;
        Interface {
            features,
            classes,
            integers: self.inputs.iter().all(integer),
            inputs: self.by_column.then_some(&self.inputs[..]),
        }
    }
}
