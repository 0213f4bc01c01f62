//! A model on the disk: a file, with what train or MLflow put beside it.

use std::fs;
use std::io;
use std::path::Path;

use stage::metadata::ModelMetadata;

use super::{ModelFiles, ServedModel};
use crate::error::ServeError;

/// The model's file in a directory.
pub(crate) const MODEL_FILE: &str = "model.onnx";
/// What MLflow reads first of a model's directory.
pub(crate) const MLMODEL_FILE: &str = "MLmodel";
/// What train writes beside the file.
const METADATA_FILE: &str = "model_metadata.json";

impl ServedModel {
    /// Reads the model at `path`: a file, or the directory of a model as MLflow has it. What lies
    /// beside the file is believed: the signature of `MLmodel`, and name and digest of
    /// `model_metadata.json`.
    ///
    /// # Errors
    ///
    /// When it cannot be read, is no model of this project, or not the one that the files beside it
    /// speak of.
    pub fn read(path: &Path) -> Result<Self, ServeError> {
        let file = if path.is_dir() {
            path.join(MODEL_FILE)
        } else {
            path.to_owned()
        };
        let unreadable = |path: &Path, source| ServeError::Unreadable {
            path: path.to_owned(),
            source,
        };
        let onnx = fs::read(&file).map_err(|source| unreadable(&file, source))?;
        let mlmodel_path = file.with_file_name(MLMODEL_FILE);
        let mlmodel = if_there(fs::read(&mlmodel_path))
            .map_err(|source| unreadable(&mlmodel_path, source))?;
        let metadata = metadata(&file.with_file_name(METADATA_FILE))?;
        let (name, sha256) = match metadata {
            Some(metadata) => (metadata.model_name, Some(metadata.model_sha256)),
            None => (stem(&file), None),
        };
        Self::from_files(&ModelFiles {
            place: format!("`{}`", file.display()),
            name,
            version: None,
            onnx,
            mlmodel,
            sha256,
        })
    }
}

fn if_there(read: io::Result<Vec<u8>>) -> io::Result<Option<Vec<u8>>> {
    match read {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        read => read.map(Some),
    }
}

fn metadata(path: &Path) -> Result<Option<ModelMetadata>, ServeError> {
    if !path.exists() {
        return Ok(None);
    }
    Ok(Some(ModelMetadata::read(path)?))
}

fn stem(file: &Path) -> String {
    let stem = file.file_stem().unwrap_or_default();
    stem.to_string_lossy().into_owned()
}
