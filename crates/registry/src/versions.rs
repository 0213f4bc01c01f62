//! Versions of the registered model.

use std::path::Path;

use mlflow::{Client, ModelVersion};
use stage::metadata::{KEY_TAG, ModelMetadata};

use crate::error::RegistryError;

/// The newest version of the registered model `name` that holds the model of
/// `metadata`, which was read from `path`.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or has no such version.
pub fn find_version(
    client: &Client,
    name: &str,
    metadata: &ModelMetadata,
    path: &Path,
) -> Result<ModelVersion, RegistryError> {
    let found = client.newest_version_with_tag(name, KEY_TAG, &metadata.key)?;
    found.ok_or_else(|| no_version(client, name, path))
}

/// That no version of `name` holds the model of the metadata at `path`.
pub(crate) fn no_version(client: &Client, name: &str, path: &Path) -> RegistryError {
    RegistryError::NoVersion {
        name: name.to_owned(),
        tracker: client.tracker().to_owned(),
        metadata: path.to_owned(),
    }
}

/// The version with this number, if there is one.
pub(crate) fn version(
    client: &Client,
    name: &str,
    number: u64,
) -> Result<Option<ModelVersion>, RegistryError> {
    match client.version(name, number) {
        Err(error) if error.is_not_found() => Ok(None),
        found => Ok(Some(found?)),
    }
}
