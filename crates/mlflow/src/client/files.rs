//! Getting files back.

use super::Client;
use crate::artifact::{self, ArtifactEntry};
use crate::error::Error;
use crate::fetch;
use crate::registry::ModelVersion;
use crate::run::Run;

impl Client {
    /// One file of the model that a run made, in one request if this client logged it.
    ///
    /// # Errors
    /// When the tracker has no such file ([`Error::is_not_found`]) or keeps its
    /// files elsewhere.
    pub fn fetch_model(&self, run: &Run, path: &str) -> Result<Vec<u8>, Error> {
        self.block_on(fetch::model_file(&self.api, run, path))
    }

    /// One file of a registered version.
    ///
    /// # Errors
    /// As [`Client::fetch_model`].
    pub fn fetch_version(&self, name: &str, version: u64, path: &str) -> Result<Vec<u8>, Error> {
        self.block_on(fetch::version_file(&self.api, name, version, path))
    }

    /// One file of a registered version that was read before: one request when
    /// its tags or its source say where its files lie, two elsewhere
    /// (`model-versions/get-download-uri`).
    ///
    /// # Errors
    /// As [`Client::fetch_model`].
    pub fn fetch_of_version(&self, version: &ModelVersion, path: &str) -> Result<Vec<u8>, Error> {
        self.block_on(fetch::file_of_version(&self.api, version, path))
    }

    /// The files and directories directly below `directory` among a run's
    /// artifacts; empty for the top.
    ///
    /// # Errors
    /// When the tracker refuses or keeps its files elsewhere.
    pub fn list_artifacts(&self, run: &Run, directory: &str) -> Result<Vec<ArtifactEntry>, Error> {
        let place = artifact::place(&self.api, &run.artifact_uri)?;
        self.block_on(artifact::list(&self.api, &place, directory))
    }
}
