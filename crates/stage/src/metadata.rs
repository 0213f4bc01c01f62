//! `models/model_metadata.json`: what train says of its model, and evaluate reads.
//!
//! A function of sources, data and parameters alone: nothing in it differs
//! between two machines or two runs. The run and the version that hold the
//! model are found in the tracker by [`ModelMetadata::key`], a digest of the whole file:
//! whoever changes a class, a feature or a score in it is refused, or is unknown to the
//! tracker.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::digest::sha256_hex;
use crate::exit::{Exit, Failure};
use crate::selection::{Tuned, ValidationScores};

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
    /// Its scores on training rows that it did not learn from, where those were asked for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub validation: Option<ValidationScores>,
    /// What else was tried, if its hyperparameters were searched for.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tune: Option<Tuned>,
    /// One digest for the tables that it was trained and tested on.
    pub data_version: String,
    /// How many of the training rows were held, those that the trees of a forest draw, where the
    /// others were only read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_held: Option<usize>,
    /// How many training rows there are, in that case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub rows_total: Option<usize>,
    /// The names of its inputs, in order.
    pub features: Vec<String>,
    /// The type of each input by MLflow's names (`double`, `long`, `boolean` or `string`), where
    /// the file has an input for each; it has one for all where all are numbers.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub input_types: Option<Vec<String>>,
    /// The names of its classes; a label is a position in this list.
    pub classes: Vec<String>,
    /// SHA-256 of `models/model.onnx`, in hexadecimal.
    pub model_sha256: String,
    /// What finds the run of this model in any tracker: SHA-256, in hexadecimal, of the file
    /// with nothing between the quotes of this value.
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
    /// Somebody edited the file.
    #[error(
        "read `{}`: it is not as train wrote it (its `key` is {key}, and the SHA-256 of the rest is {found}); \
         run `dvc repro train` to write it anew", path.display()
    )]
    Changed {
        /// The file.
        path: PathBuf,
        /// The key that it states.
        key: String,
        /// The key that goes with the rest of it.
        found: String,
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
    /// When it is missing, is not the JSON that train writes, or was changed since.
    pub fn read(path: &Path) -> Result<Self, MetadataError> {
        let unreadable = |source| MetadataError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let text = fs::read_to_string(path).map_err(unreadable)?;
        let metadata: Self =
            serde_json::from_str(&text).map_err(|source| MetadataError::Malformed {
                path: path.to_owned(),
                source,
            })?;
        let found = key_of(&text, &metadata.key);
        if found != metadata.key {
            return Err(MetadataError::Changed {
                path: path.to_owned(),
                key: metadata.key,
                found,
            });
        }
        Ok(metadata)
    }

    /// The same with the key that its other fields make.
    #[must_use]
    pub fn with_key(mut self) -> Self {
        self.key.clear();
        self.key = key_of(&self.to_json(), "");
        self
    }

    /// The content of the file.
    ///
    /// # Panics
    ///
    /// Never: the fields are JSON already.
    #[must_use]
    pub fn to_json(&self) -> String {
        serde_json::to_string_pretty(self).expect("plain values are JSON")
    }
}

/// SHA-256 of `text` without the `key` that it states.
fn key_of(text: &str, key: &str) -> String {
    let stated = format!("\"key\": \"{key}\"");
    sha256_hex(text.replacen(&stated, "\"key\": \"\"", 1).as_bytes())
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    fn metadata() -> ModelMetadata {
        let names = |names: [&str; 2]| names.map(str::to_owned).into();
        let params = json!({"n_estimators": 100, "max_depth": null});
        ModelMetadata {
            model_name: "iris-classifier".into(),
            model_type: "RandomForest".into(),
            params: params.as_object().unwrap().clone(),
            train_accuracy: 1.0,
            test_accuracy: 0.933_333_333_333_333_3,
            validation: None,
            tune: None,
            data_version: "0".repeat(32),
            rows_held: None,
            rows_total: None,
            features: names(["length", "width"]),
            input_types: None,
            classes: names(["setosa", "virginica"]),
            model_sha256: "1".repeat(64),
            key: String::new(),
        }
        .with_key()
    }

    /// The message of `error`, with the folder of the test called `models`.
    fn message(error: &MetadataError, path: &Path) -> String {
        let folder = path.parent().unwrap().display().to_string();
        error.to_string().replace(&folder, "models")
    }

    #[test]
    fn what_is_written_is_read_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model_metadata.json");
        fs::write(&path, metadata().to_json()).unwrap();
        assert_eq!(ModelMetadata::read(&path).unwrap(), metadata());
    }

    /// Only model and key were compared: a file with its classes reversed gave another
    /// confusion matrix, and nobody was told.
    #[test]
    fn a_file_in_which_anything_was_changed_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model_metadata.json");
        let text = metadata().to_json();
        for (old, new) in [
            ("iris-classifier", "iris"),
            ("RandomForest", "ExtraTrees"),
            ("100", "101"),
            ("1.0", "0.9"),
            ("0.9333333333333333", "0.9333333333333334"),
            ("00000000000000000000000000000000", "ab"),
            ("length", "height"),
            ("setosa", "versicolor"),
            (
                "\"setosa\",\n    \"virginica\"",
                "\"virginica\",\n    \"setosa\"",
            ),
            ("1111", "2222"),
            ("{\n", "{\n  \"note\": 1,\n"),
            (&metadata().key, &"0".repeat(64)),
        ] {
            assert!(text.contains(old), "{old}");
            fs::write(&path, text.replacen(old, new, 1)).unwrap();
            let error = ModelMetadata::read(&path).unwrap_err();
            assert!(
                matches!(error, MetadataError::Changed { .. }),
                "{old}: {error}"
            );
            assert_eq!(error.exit(), Exit::Data);
        }
        fs::write(&path, text.replace("setosa", "rosa")).unwrap();
        let error = ModelMetadata::read(&path).unwrap_err();
        assert_snapshot!(message(&error, &path), @"read `models/model_metadata.json`: it is not as train wrote it (its `key` is b93a2d85b8fd116a83be4e27fa7b63382683187e361c6795b759b986910cc960, and the SHA-256 of the rest is 48f16b460d2832f41d57104b3a9268cf564a47388e6926b535599a80589fdbef); run `dvc repro train` to write it anew");
    }

    #[test]
    fn a_file_that_train_did_not_write_is_refused_with_the_way_out() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("model_metadata.json");
        let error = ModelMetadata::read(&path).unwrap_err();
        assert_snapshot!(message(&error, &path), @"read `models/model_metadata.json`: No such file or directory (os error 2); run `dvc repro train`");
        fs::write(&path, "{\"model_name\": 1}").unwrap();
        let error = ModelMetadata::read(&path).unwrap_err();
        assert_snapshot!(message(&error, &path), @"read `models/model_metadata.json`: invalid type: integer `1`, expected a string at line 1 column 16; run `dvc repro -f train` to write it anew");
        assert_eq!(error.exit(), Exit::Data);
    }
}
