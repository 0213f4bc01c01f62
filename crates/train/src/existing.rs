//! The model that is there already, which came by `dvc pull` or with a moved checkout.

use std::fs;

use params::Params;
use serde_json::Value;
use stage::digest::sha256_hex;
use stage::metadata::ModelMetadata;

use crate::args::Args;
use crate::error::TrainError;
use crate::model::{self, TrainedModel};
use crate::tables::Tables;

/// Reads model and metadata, and makes sure that they go with the tables and the parameters.
///
/// # Errors
///
/// When a file cannot be read, or anything in the metadata is not what a training would write.
pub(crate) fn read_model(
    args: &Args,
    tables: &Tables,
    params: &Params,
) -> Result<TrainedModel, TrainError> {
    let metadata = ModelMetadata::read(&args.metadata)?;
    let onnx = fs::read(&args.model).map_err(|source| TrainError::Model {
        path: args.model.clone(),
        source,
    })?;
    let expected = ModelMetadata {
        train_accuracy: metadata.train_accuracy,
        test_accuracy: metadata.test_accuracy,
        model_sha256: sha256_hex(&onnx),
        key: metadata.key.clone(),
        ..model::expected_metadata(tables, params)
    };
    let other = differences(&metadata, &expected);
    if !other.is_empty() {
        let path = args.metadata.clone();
        return Err(TrainError::OtherModel { path, other });
    }
    Ok(TrainedModel {
        onnx,
        metadata,
        importances: None,
        growth: None,
        warning: None,
    })
}

/// The fields of `found` that are not those of `expected`, in backticks.
fn differences(found: &ModelMetadata, expected: &ModelMetadata) -> String {
    let [found, expected] = [found, expected].map(serde_json::to_value);
    let (Ok(Value::Object(found)), Ok(expected)) = (found, expected) else {
        return String::new();
    };
    let other = found
        .iter()
        .filter(|(name, value)| expected[*name] != **value);
    let names: Vec<_> = other.map(|(name, _)| format!("`{name}`")).collect();
    names.join(", ")
}
