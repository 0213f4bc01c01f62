//! Getting files back.

use std::path::Path;

use super::Client;
use crate::artifacts::{self, ArtifactEntry, ArtifactRoot};
use crate::error::Error;
use crate::models;
use crate::registry::{self, ModelVersion};
use crate::tracking::{Run, Table};

impl Client {
    /// One file of the model that a run made, in one request if this client logged it;
    /// `logged-models/{id}` says where another client's lies
    /// (`GET mlflow-artifacts/artifacts/{path}`).
    ///
    /// # Errors
    /// When the tracker has no such file ([`Error::is_not_found`]) or keeps its
    /// files elsewhere.
    pub fn fetch_model(&self, run: &Run, path: &str) -> Result<Vec<u8>, Error> {
        self.block_on(async {
            let root = models::root_of_run(&self.api, run).await?;
            artifacts::get(&self.api, &root, path).await
        })
    }

    /// One file of a registered version: one request when its tags or its source say
    /// where its files lie, two elsewhere (`model-versions/get-download-uri`).
    ///
    /// # Errors
    /// As [`Client::fetch_model`].
    pub fn fetch_version(&self, version: &ModelVersion, path: &str) -> Result<Vec<u8>, Error> {
        self.block_on(async {
            let root = registry::root_of_version(&self.api, version).await?;
            artifacts::get(&self.api, &root, path).await
        })
    }

    /// One file among a run's artifacts (`GET mlflow-artifacts/artifacts/{path}`), into memory.
    ///
    /// # Errors
    /// As [`Client::fetch_model`].
    pub fn fetch_file(&self, run: &Run, path: &str) -> Result<Vec<u8>, Error> {
        let root = ArtifactRoot::resolve(&self.api, &run.artifact_uri)?;
        self.block_on(artifacts::get(&self.api, &root, path))
    }

    /// The table `tables/<name>.json` of a run ([`Table::new`]), if it has one
    /// (`GET mlflow-artifacts/artifacts/{path}`). A file that is none counts as none.
    ///
    /// # Errors
    /// When the tracker refuses or keeps its files elsewhere.
    pub fn fetch_table(&self, run: &Run, name: &str) -> Result<Option<Table>, Error> {
        let path = Table::path_of(name);
        match self.fetch_file(run, &path) {
            Ok(bytes) => Ok(Table::parse(path, &bytes)),
            Err(error) if error.is_not_found() => Ok(None),
            Err(error) => Err(error),
        }
    }

    /// One file among a run's artifacts (`GET mlflow-artifacts/artifacts/{path}`), streamed
    /// to `to`: nothing is there until it is whole, and a file that is there is replaced.
    ///
    /// # Errors
    /// As [`Client::fetch_model`], and when `to` cannot be written.
    pub fn download(&self, run: &Run, path: &str, to: &Path) -> Result<(), Error> {
        let root = ArtifactRoot::resolve(&self.api, &run.artifact_uri)?;
        self.block_on(artifacts::download_file(&self.api, &root, path, to))
    }

    /// A directory among a run's artifacts, empty for the top, with all that lies below it,
    /// four files at once (`GET mlflow-artifacts/artifacts?path=`, then
    /// `mlflow-artifacts/artifacts/{path}` for each). `to` must not exist, and is not there
    /// until all of it is. Gives the files, relative to `to`.
    ///
    /// # Errors
    /// As [`Client::download`], and when there are no such files.
    pub fn download_directory(
        &self,
        run: &Run,
        directory: &str,
        to: &Path,
    ) -> Result<Vec<String>, Error> {
        let root = ArtifactRoot::resolve(&self.api, &run.artifact_uri)?;
        self.block_on(artifacts::download_directory(
            &self.api, &root, directory, to,
        ))
    }

    /// The directory of the model that a run made, as
    /// [`Client::download_directory`].
    ///
    /// # Errors
    /// As [`Client::download_directory`].
    pub fn download_model(&self, run: &Run, to: &Path) -> Result<Vec<String>, Error> {
        self.block_on(async {
            let root = models::root_of_run(&self.api, run).await?;
            artifacts::download_directory(&self.api, &root, "", to).await
        })
    }

    /// The directory of a registered version, as
    /// [`Client::download_directory`].
    ///
    /// # Errors
    /// As [`Client::download_directory`].
    pub fn download_version(
        &self,
        version: &ModelVersion,
        to: &Path,
    ) -> Result<Vec<String>, Error> {
        self.block_on(async {
            let root = registry::root_of_version(&self.api, version).await?;
            artifacts::download_directory(&self.api, &root, "", to).await
        })
    }

    /// The files and directories directly below `directory` among a run's artifacts;
    /// empty for the top (`GET mlflow-artifacts/artifacts?path=`).
    ///
    /// # Errors
    /// When the tracker refuses or keeps its files elsewhere.
    pub fn list_artifacts(&self, run: &Run, directory: &str) -> Result<Vec<ArtifactEntry>, Error> {
        let root = ArtifactRoot::resolve(&self.api, &run.artifact_uri)?;
        self.block_on(artifacts::list(&self.api, &root, directory))
    }
}
