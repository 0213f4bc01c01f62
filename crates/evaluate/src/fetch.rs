//! The model in the tracker.

use mlflow::Client;
use onnx::Classifier;
use stage::digest::sha256_hex;
use stage::metadata::ModelMetadata;

use crate::candidate::Candidate;
use crate::error::EvaluateError;

/// The model's file among those of a version.
pub(crate) const MODEL_FILE: &str = "model.onnx";

/// The model of `candidate`, if it is the one that `metadata` speaks of.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or its file has another
/// digest or holds no classifier.
pub(crate) fn fetch_model(
    client: &Client,
    candidate: &Candidate,
    metadata: &ModelMetadata,
) -> Result<Classifier, EvaluateError> {
    let bytes = candidate.fetch(client, MODEL_FILE)?;
    let found = sha256_hex(&bytes);
    if found != metadata.model_sha256 {
        return Err(EvaluateError::ModelChanged {
            candidate: candidate.to_string(),
            found,
            expected: metadata.model_sha256.clone(),
        });
    }
    Classifier::from_bytes(&bytes).map_err(|source| EvaluateError::Model {
        candidate: candidate.to_string(),
        source,
    })
}
