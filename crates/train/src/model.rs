//! The model, its file, and what is to be known of it.

use estimators::{FittedModel, fit};
use labeled_table::LabeledTable;
use linfa::Dataset;
use onnx::Interface;
use params::Params;
use stage::digest::sha256_hex;
use stage::metadata::ModelMetadata;

use crate::error::TrainError;
use crate::tables::Tables;

/// A trained model, ready to be written and tracked.
#[derive(Debug)]
pub(crate) struct TrainedModel {
    /// The content of `models/model.onnx`.
    pub onnx: Vec<u8>,
    /// The content of `models/model_metadata.json`.
    pub metadata: ModelMetadata,
    /// What a person should know of how the training went, in a line.
    pub warning: Option<String>,
}

/// Trains on the training rows and scores on both tables.
///
/// # Errors
///
/// When the family refuses the parameters or the data, or cannot be written as ONNX.
pub(crate) fn train_model(tables: &Tables, params: &Params) -> Result<TrainedModel, TrainError> {
    let (train, test) = (&tables.train.rows, &tables.test.rows);
    let dataset = Dataset::new(train.records.clone(), train.targets.clone());
    let model = fit(&params.train, &dataset)?;
    let (features, classes) = (&train.features, &params.data.classes);
    let onnx = model.to_onnx(&Interface {
        features,
        classes,
        integers: train.integers.iter().all(|&integer| integer),
        inputs: None,
    })?;
    let metadata = ModelMetadata {
        model_name: params.tracking.registered_model.clone(),
        model_type: params.train.model_type().to_owned(),
        train_accuracy: accuracy(&model, train),
        test_accuracy: accuracy(&model, test),
        params: params.train.used(&params.data.classes),
        data_version: tables.version(),
        features: features.clone(),
        classes: classes.clone(),
        model_sha256: sha256_hex(&onnx),
        key: String::new(),
    }
    .with_key();
    Ok(TrainedModel {
        onnx,
        metadata,
        warning: model.warning().map(str::to_owned),
    })
}

/// The share of rows labelled right, 0 to 1: scikit-learn's `score`.
fn accuracy(model: &FittedModel, table: &LabeledTable) -> f64 {
    let labels = model.predict(&table.records.view());
    let right = labels
        .iter()
        .zip(&table.targets)
        .filter(|(label, target)| label == target);
    right.count() as f64 / table.targets.len() as f64
}
