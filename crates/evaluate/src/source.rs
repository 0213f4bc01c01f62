//! The run and the model in the tracker.

use std::path::Path;

use classifiers::Classifier;
use mlflow::{Client, Run};
use stage::metadata::{KEY_TAG, ModelMetadata, sha256_hex};

use crate::error::EvaluateError;

/// The model's file among those of its run.
const MODEL_FILE: &str = "model.onnx";

/// The newest finished run in `experiment` that trained the model of `metadata`.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or has no such run; `path` is
/// where the metadata is from, for the message.
pub fn find_run(
    client: &Client,
    experiment: &str,
    metadata: &ModelMetadata,
    path: &Path,
) -> Result<Run, EvaluateError> {
    let run = match client.find_experiment(experiment)? {
        Some(found) => client.newest_run(&found, &[(KEY_TAG, metadata.key.as_str())])?,
        None => None,
    };
    run.ok_or_else(|| EvaluateError::NoRun {
        experiment: experiment.to_owned(),
        tracker: client.tracker().to_owned(),
        metadata: path.to_owned(),
    })
}

/// The model of `run`, if it is the one that `metadata` speaks of.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or its file has another
/// digest or holds no classifier.
pub fn fetch_model(
    client: &Client,
    run: &Run,
    metadata: &ModelMetadata,
) -> Result<Classifier, EvaluateError> {
    let bytes = client.fetch_model(run, MODEL_FILE)?;
    let found = sha256_hex(&bytes);
    if found != metadata.model_sha256 {
        let (run, expected) = (run.id.clone(), metadata.model_sha256.clone());
        return Err(EvaluateError::ModelChanged {
            run,
            found,
            expected,
        });
    }
    Classifier::from_bytes(&bytes).map_err(|source| EvaluateError::Model {
        run: run.id.clone(),
        source,
    })
}
