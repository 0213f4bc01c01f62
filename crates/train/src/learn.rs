//! The model, its file, and what is to be known of it.

use forest::onnx::Names;
use forest::{RandomForest, RandomForestParams};
use linfa::traits::{Fit, Predict};
use linfa::{Dataset, ParamGuard};
use stage::metadata::{ModelMetadata, key, sha256_hex};
use stage::params::{Params, Train};
use stage::samples::Samples;

use crate::error::TrainError;
use crate::tables::Tables;

/// What the reference calls this family.
pub const MODEL_TYPE: &str = "RandomForest";

/// A trained model, ready to be written and tracked.
#[derive(Debug)]
pub struct Learned {
    /// The content of `models/model.onnx`.
    pub onnx: Vec<u8>,
    /// The content of `models/model_metadata.json`.
    pub metadata: ModelMetadata,
}

/// Trains on the training rows and scores on both tables.
///
/// # Errors
///
/// When the forest refuses the data, or cannot be written as ONNX.
pub fn learn(tables: &Tables, params: &Params) -> Result<Learned, TrainError> {
    let forest = fit(&tables.train.samples, &params.train)?;
    let (features, classes) = (&tables.train.samples.features, &params.data.classes);
    let onnx = forest::onnx::write(&forest, &Names { features, classes })?;
    let (model_sha256, data_version) = (sha256_hex(&onnx), tables.version());
    let metadata = ModelMetadata {
        model_name: params.tracking.registered_model.clone(),
        model_type: MODEL_TYPE.to_owned(),
        params: params.train,
        train_accuracy: accuracy(&forest, &tables.train.samples),
        test_accuracy: accuracy(&forest, &tables.test.samples),
        key: key(&model_sha256, &data_version, &params.train),
        data_version,
        features: features.clone(),
        classes: classes.clone(),
        model_sha256,
    };
    Ok(Learned { onnx, metadata })
}

fn fit(samples: &Samples, params: &Train) -> Result<RandomForest, TrainError> {
    let dataset = Dataset::new(samples.records.clone(), samples.targets.clone());
    let forest = RandomForestParams::new()
        .n_estimators(params.n_estimators)
        .max_depth(params.max_depth)
        .random_state(params.random_state)
        .check()?
        .fit(&dataset)?;
    Ok(forest)
}

/// The share of rows labelled right, 0 to 1: scikit-learn's `score`.
fn accuracy(forest: &RandomForest, samples: &Samples) -> f64 {
    let labels = forest.predict(&samples.records);
    let right = labels
        .iter()
        .zip(&samples.targets)
        .filter(|(label, target)| label == target);
    right.count() as f64 / samples.targets.len() as f64
}
