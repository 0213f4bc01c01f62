//! The model in the tracker.

use mlflow::{Client, ModelVersion};
use onnx::Classifier;
use stage::digest::sha256_hex;
use stage::metadata::ModelMetadata;

use crate::error::EvaluateError;

/// The model's file among those of a version.
pub(crate) const MODEL_FILE: &str = "model.onnx";

/// The model of `version`, if it is the one that `metadata` speaks of.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or its file has another
/// digest or holds no classifier.
pub(crate) fn fetch_model(
    client: &Client,
    version: &ModelVersion,
    metadata: &ModelMetadata,
) -> Result<Classifier, EvaluateError> {
    let bytes = client.fetch_version(version, MODEL_FILE)?;
    let found = sha256_hex(&bytes);
    if found != metadata.model_sha256 {
        return Err(EvaluateError::ModelChanged {
            version: version.version,
            found,
            expected: metadata.model_sha256.clone(),
        });
    }
    Classifier::from_bytes(&bytes).map_err(|source| EvaluateError::Model {
        version: version.version,
        source,
    })
}
