//! A model in the registry.

use mlflow::{Client, ModelVersion};
use registry::record::SHA256_TAG;

use crate::error::ServeError;
use crate::model::{MLMODEL_FILE, MODEL_FILE, ModelFiles, ModelReference};

/// A model in the registry, by alias or version.
#[derive(Debug)]
pub(super) struct Registered {
    client: Client,
    reference: ModelReference,
}

impl Registered {
    pub(super) fn new(client: Client, reference: ModelReference) -> Self {
        Self { client, reference }
    }

    /// The version that is to be served now.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses, or has no such version.
    pub(super) fn look(&self) -> Result<ModelVersion, ServeError> {
        let found = match &self.reference {
            ModelReference::Alias { name, alias } => self.client.alias(name, alias)?,
            ModelReference::Version { name, version } => {
                match self.client.version(name, *version) {
                    Err(error) if error.is_not_found() => None,
                    found => Some(found?),
                }
            }
            ModelReference::File(_) => None,
        };
        found.ok_or_else(|| ServeError::NoVersion {
            reference: self.reference.to_string(),
            tracker: self.client.tracker().to_owned(),
        })
    }

    /// The files of a version, with the digest of the file that the gate judged.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses, or nobody wrote down the digest.
    pub(super) fn fetch(&self, version: &ModelVersion) -> Result<ModelFiles, ServeError> {
        let place = format!("version {} of `{}`", version.version, version.name);
        let Some(sha256) = digest(version) else {
            return Err(ServeError::NoDigest { place });
        };
        Ok(ModelFiles {
            name: version.name.clone(),
            version: Some(version.version),
            onnx: self.client.fetch_version(version, MODEL_FILE)?,
            mlmodel: Some(self.client.fetch_version(version, MLMODEL_FILE)?),
            sha256: Some(sha256.clone()),
            place,
        })
    }
}

/// The digest of a version's file, as train wrote it down and the gate checked it.
pub(super) fn digest(version: &ModelVersion) -> Option<&String> {
    version.tags.get(SHA256_TAG)
}
