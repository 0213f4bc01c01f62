//! The matrices that a model learns from and is scored on.

use encoders::{Feature, FitError};
use ndarray::{CowArray, Ix2};
use onnx::Interface;
use onnx::encoding::{Input, InputType, encode_singles};

use crate::error::TrainError;
use crate::features;
use crate::tables::{Rows, Tables};

/// Both tables as the model sees them, `[rows, columns of the matrix]`.
#[derive(Debug)]
pub(crate) struct Encoded<'a> {
    /// What becomes of each column, fitted on the training rows.
    pub inputs: Vec<Input>,
    /// The training rows, as far as they are held.
    pub train: CowArray<'a, f32, Ix2>,
    /// The test rows.
    pub test: CowArray<'a, f32, Ix2>,
    /// Whether the file has an input for each column, in place of one for the matrix.
    by_column: bool,
}

impl<'a> Encoded<'a> {
    /// Fits the encoders on the training rows, and encodes both tables. Tables of numbers are
    /// their matrices, and are not copied.
    ///
    /// # Errors
    ///
    /// When the training rows have what params.yaml does not allow.
    pub(crate) fn fit(tables: &'a Tables) -> Result<Self, TrainError> {
        let inputs = inputs(&tables.features, &tables.train.rows)?;
        Ok(Self {
            train: matrix(&inputs, &tables.train.rows),
            test: matrix(&inputs, &tables.test.rows),
            by_column: !features::are_plain(&tables.features),
            inputs,
        })
    }

    /// What the file takes and gives.
    pub(crate) fn interface<'b>(
        &'b self,
        features: &'b [String],
        classes: &'b [String],
    ) -> Interface<'b> {
        let integer = |input: &Input| input.input_type == InputType::Long;
        Interface {
            features,
            classes,
            integers: self.inputs.iter().all(integer),
            inputs: self.by_column.then_some(&self.inputs[..]),
        }
    }
}

/// The training rows alone, `[rows, columns of the matrix]`, as [`Encoded::fit`] has them.
///
/// # Errors
///
/// As [`Encoded::fit`].
pub(crate) fn training_matrix<'a>(
    features: &[Feature],
    train: &'a Rows,
) -> Result<CowArray<'a, f32, Ix2>, FitError> {
    Ok(matrix(&inputs(features, train)?, train))
}

/// What becomes of numbers of which none is missing does not depend on them: the first rows of
/// such a table do for all.
fn inputs(features: &[Feature], train: &Rows) -> Result<Vec<Input>, FitError> {
    encoders::fit(features, train.head())
}

fn matrix<'a>(inputs: &[Input], rows: &'a Rows) -> CowArray<'a, f32, Ix2> {
    match rows {
        Rows::Numbers { records, .. } => records.view().into(),
        Rows::Described { frame, .. } => encode_singles(inputs, frame).into(),
    }
}
