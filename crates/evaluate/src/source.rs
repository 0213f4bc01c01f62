//! The version that holds the model, and the model itself.

use std::path::Path;

use mlflow::{Client, ModelVersion};
use onnx::Classifier;
use stage::metadata::{KEY_TAG, ModelMetadata, sha256_hex};

use crate::error::EvaluateError;

/// The model's file among those of a version.
pub const MODEL_FILE: &str = "model.onnx";

/// The newest version of the registered model `name` that holds the model of
/// `metadata`.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or has no such version; `path`
/// is where the metadata is from, for the message.
pub fn find_version(
    client: &Client,
    name: &str,
    metadata: &ModelMetadata,
    path: &Path,
) -> Result<ModelVersion, EvaluateError> {
    let found = client.newest_version_with_tag(name, KEY_TAG, &metadata.key)?;
    found.ok_or_else(|| no_version(client, name, path))
}

/// That no version of `name` holds the model of the metadata at `path`.
#[must_use]
pub fn no_version(client: &Client, name: &str, path: &Path) -> EvaluateError {
    EvaluateError::NoVersion {
        name: name.to_owned(),
        tracker: client.tracker().to_owned(),
        metadata: path.to_owned(),
    }
}

/// The model of `version`, if it is the one that `metadata` speaks of.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or its file has another
/// digest or holds no classifier.
pub fn fetch_model(
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
