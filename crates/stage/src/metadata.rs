//! `models/model_metadata.json`: what train says of its model, and evaluate reads.
//!
//! A function of sources, data and parameters alone: nothing in it differs
//! between two machines or two runs. The run and the version that hold the
//! model are found in the tracker by [`ModelMetadata::key`].

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::digest::sha256_hex;
use crate::exit::{Exit, Failure};

/// The tag of a run that holds [`ModelMetadata::key`].
pub const KEY_TAG: &str = "mlops.key";

/// The content of the file, in its order.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ModelMetadata {
    /// The model's name in the registry.
    pub model_name: String,
    /// The family of the model, as the Python reference names it.
    pub model_type: String,
    /// The hyperparameters that it was trained with, by name: those that the family has
    /// and that say something, as `ModelParams::used` of crate `hyperparameters` gives them.
    pub params: Map<String, Value>,
    /// The share of training rows that it labels right, 0 to 1.
    pub train_accuracy: f64,
    /// The share of test rows that it labels right, 0 to 1.
    pub test_accuracy: f64,
    /// One digest for the tables that it was trained and tested on.
    pub data_version: String,
    /// The names of its inputs, in order.
    pub features: Vec<String>,
    /// The names of its classes; a label is a position in this list.
    pub classes: Vec<String>,
    /// SHA-256 of `models/model.onnx`, in hexadecimal.
    pub model_sha256: String,
    /// What finds the run of this model in any tracker, see [`key`].
    pub key: String,
}

/// The metadata cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum MetadataError {
    /// The file is missing or cannot be read.
    #[error("read `{}`: {source}; run `dvc repro train`", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The file is not what train writes.
    #[error("read `{}`: {source}; run `dvc repro -f train` to write it anew", path.display())]
    Malformed {
        /// The file.
        path: PathBuf,
        /// Where and why.
        source: serde_json::Error,
    },
}

impl Failure for MetadataError {
    fn exit(&self) -> Exit {
        Exit::Data
    }
}

impl ModelMetadata {
    /// Reads the file at `path`.
    ///
    /// # Errors
    ///
    /// When it is missing, or is not the JSON that train writes.
    pub fn read(path: &Path) -> Result<Self, MetadataError> {
        let unreadable = |source| MetadataError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let bytes = fs::read(path).map_err(unreadable)?;
        serde_json::from_slice(&bytes).map_err(|source| MetadataError::Malformed {
            path: path.to_owned(),
            source,
        })
    }
}

/// What ties outputs to the tracker: SHA-256, in hexadecimal, over the model's
/// digest, the data version and the parameters, a line each.
///
/// # Panics
///
/// Never: the parameters are JSON already.
#[must_use]
pub fn key(model_sha256: &str, data_version: &str, params: &Map<String, Value>) -> String {
    let params = serde_json::to_string(params).expect("a JSON object can be written");
    sha256_hex(format!("{model_sha256}\n{data_version}\n{params}\n").as_bytes())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;
    use hyperparameters::{ForestParams, GaussianNbParams, ModelParams};

    fn params(max_depth: Option<usize>) -> Map<String, Value> {
        ModelParams::RandomForest(ForestParams {
            max_depth,
            random_state: 42,
            ..ForestParams::RANDOM_FOREST
        })
        .used()
    }

    #[test]
    fn the_key_changes_with_each_of_its_parts() {
        let (five, none) = (params(Some(5)), params(None));
        let other_family = ModelParams::GaussianNb(GaussianNbParams::default()).used();
        let keys = [
            key("model", "data", &five),
            key("other", "data", &five),
            key("model", "other", &five),
            key("model", "data", &none),
            key("model", "data", &other_family),
        ];
        for (i, key) in keys.iter().enumerate() {
            assert_eq!(key.len(), 64);
            assert!(!keys[..i].contains(key));
        }
    }

    #[test]
    fn a_file_that_train_did_not_write_is_refused_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model_metadata.json");
        let message = |error: &MetadataError| {
            let folder = folder.path().display().to_string();
            error.to_string().replace(&folder, "models")
        };
        let error = ModelMetadata::read(&path).unwrap_err();
        assert_snapshot!(message(&error), @"read `models/model_metadata.json`: No such file or directory (os error 2); run `dvc repro train`");
        fs::write(&path, "{\"model_name\": 1}").unwrap();
        let error = ModelMetadata::read(&path).unwrap_err();
        assert_snapshot!(message(&error), @"read `models/model_metadata.json`: invalid type: integer `1`, expected a string at line 1 column 16; run `dvc repro -f train` to write it anew");
        assert_eq!(error.exit(), Exit::Data);
    }
}
