//! A model that is served: the classifier, what it takes, and what it is called.
//!
//! # Layout
//!
//! - `signature` is what the model takes, column by column.
//! - `mlmodel` reads that from the file `MLmodel` of a model's directory.
//! - `reference` is what the command line says of a model.
//! - `file` reads a model from the disk.

mod file;
mod mlmodel;
mod reference;
mod signature;

use onnx::Classifier;
use stage::digest::sha256_hex;

pub(crate) use file::{MLMODEL_FILE, MODEL_FILE};
pub use reference::ModelReference;
pub use signature::{Signature, SignatureColumn};

use crate::error::ServeError;

/// A model that is served. It never changes: another version is another value.
#[derive(Debug)]
pub struct ServedModel {
    /// What it is called.
    pub identity: Identity,
    /// What predicts.
    pub classifier: Classifier,
    /// What it takes.
    pub signature: Signature,
}

/// What a model is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Identity {
    /// The registered model, or the name of the file.
    pub name: String,
    /// The version in the registry, if it is from there.
    pub version: Option<u64>,
    /// SHA-256 of its file, in hexadecimal.
    pub sha256: String,
}

impl Identity {
    /// The version as a word: its number, or the first digits of the digest.
    #[must_use]
    pub fn version_label(&self) -> String {
        match self.version {
            Some(version) => version.to_string(),
            None => self.sha256.chars().take(12).collect(),
        }
    }
}

/// The bytes of a model, and what is known of them.
#[derive(Debug)]
pub(crate) struct ModelFiles {
    /// What messages call it, such as its path.
    pub(crate) place: String,
    /// The registered model, or the name of the file.
    pub(crate) name: String,
    /// The version in the registry.
    pub(crate) version: Option<u64>,
    /// `model.onnx`.
    pub(crate) onnx: Vec<u8>,
    /// `MLmodel`, where it is there.
    pub(crate) mlmodel: Option<Vec<u8>>,
    /// The digest that the file must have, where somebody wrote one down.
    pub(crate) sha256: Option<String>,
}

impl ServedModel {
    /// Checks the digest and reads the model.
    ///
    /// # Errors
    ///
    /// When the file is another one than was written down, is no model of this project, or its
    /// signature is that of another model.
    pub(crate) fn from_files(files: &ModelFiles) -> Result<Self, ServeError> {
        let place = &files.place;
        let found = sha256_hex(&files.onnx);
        if let Some(expected) = files.sha256.clone().filter(|expected| *expected != found) {
            let place = place.clone();
            return Err(ServeError::ModelChanged {
                place,
                found,
                expected,
            });
        }
        let classifier =
            Classifier::from_bytes(&files.onnx).map_err(|source| ServeError::Model {
                place: place.clone(),
                source,
            })?;
        let own = Signature::of_file(&classifier);
        let signature = match &files.mlmodel {
            Some(bytes) => {
                mlmodel::signature(bytes, &own).map_err(|problem| ServeError::Signature {
                    place: place.clone(),
                    problem,
                })?
            }
            None => own,
        };
        let identity = Identity {
            name: files.name.clone(),
            version: files.version,
            sha256: found,
        };
        Ok(Self {
            identity,
            classifier,
            signature,
        })
    }
}
