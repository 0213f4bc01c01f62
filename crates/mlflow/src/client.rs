//! The blocking surface: one method per thing a stage wants done.

use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use crate::api::{Api, Generation};
use crate::artifact::{self, ArtifactEntry};
use crate::batch::{self, Batch, Tag};
use crate::config::Config;
use crate::dataset::{self, DatasetInput};
use crate::error::Error;
use crate::experiment::{self, Experiment};
use crate::fetch;
use crate::model::LoggedModel;
use crate::registry::{self, ModelVersion};
use crate::run::{self, NewRun, Run, RunQuery, RunStatus};
use crate::run_handle::RunHandle;

/// A connection to one tracker.
///
/// Every method blocks until the tracker has answered, so none may be called
/// from inside an async runtime. Clones share the connection; a clone in a
/// signal thread can end a run while another thread works.
#[derive(Debug, Clone)]
pub struct Client {
    api: Arc<Api>,
    runtime: Arc<Runtime>,
}

impl Client {
    /// Reaches the tracker and finds out what it offers, in one request.
    ///
    /// # Errors
    /// When the tracker cannot be reached, refuses the credentials or the name
    /// it is addressed by, or when TLS cannot be prepared.
    pub fn connect(config: Config) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::Runtime)?;
        let api = runtime.block_on(Api::connect(config))?;
        Ok(Self {
            api: Arc::new(api),
            runtime: Arc::new(runtime),
        })
    }

    pub(crate) fn api(&self) -> &Api {
        &self.api
    }

    pub(crate) fn block_on<T>(&self, work: impl Future<Output = T>) -> T {
        self.runtime.block_on(work)
    }

    /// The tracker's address, without any user or password.
    #[must_use]
    pub fn tracker(&self) -> &str {
        self.api.config().tracker()
    }

    /// What kind of tracker answers.
    #[must_use]
    pub fn generation(&self) -> Generation {
        self.api.generation()
    }

    /// HTTP requests sent so far, repetitions included.
    #[must_use]
    pub fn requests(&self) -> u64 {
        self.api.transport().requests()
    }

    /// The experiment of that name, made if there is none
    /// (`experiments/get-by-name`, `experiments/create`).
    ///
    /// # Errors
    /// When the tracker refuses, or the experiment is deleted.
    pub fn experiment(&self, name: &str) -> Result<Experiment, Error> {
        self.block_on(experiment::get_or_create(&self.api, name))
    }

    /// The experiment of that name, or nothing if there is none. For a reader,
    /// which should leave no empty experiments behind.
    ///
    /// # Errors
    /// When the tracker refuses, or the experiment is deleted.
    pub fn find_experiment(&self, name: &str) -> Result<Option<Experiment>, Error> {
        self.block_on(experiment::get(&self.api, name))
    }

    /// Starts a run (`runs/create`). The handle ends it: as failed if it is
    /// dropped before [`RunHandle::finish`].
    ///
    /// # Errors
    /// When the tracker refuses, or a tag is not allowed.
    pub fn start_run(&self, experiment: &Experiment, new: &NewRun) -> Result<RunHandle, Error> {
        let run = self.block_on(run::create(&self.api, experiment, new))?;
        Ok(RunHandle::new(self.clone(), run))
    }

    /// Ends a run that this process may or may not have started (`runs/update`).
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn close_run(
        &self,
        run_id: &str,
        status: RunStatus,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        self.block_on(run::close(&self.api, run_id, status, reason))
    }

    /// A run with its params, metrics and tags (`runs/get`).
    ///
    /// # Errors
    /// When the tracker refuses or has no such run.
    pub fn run(&self, run_id: &str) -> Result<Run, Error> {
        self.block_on(run::get(&self.api, run_id))
    }

    /// The runs of an experiment that a query selects (`runs/search`).
    ///
    /// # Errors
    /// When the tracker refuses, for example because the filter is malformed.
    pub fn search_runs(
        &self,
        experiment: &Experiment,
        query: &RunQuery,
    ) -> Result<Vec<Run>, Error> {
        self.block_on(run::search(&self.api, experiment, query))
    }

    /// The newest finished run that carries all of `tags`, in one request.
    ///
    /// # Errors
    /// When the tracker refuses, or a value cannot be written as a filter.
    pub fn newest_run(
        &self,
        experiment: &Experiment,
        tags: &[(&str, &str)],
    ) -> Result<Option<Run>, Error> {
        self.block_on(run::newest(&self.api, experiment, tags))
    }

    /// Writes params, metrics and tags into a run, also a finished one
    /// (`runs/log-batch`), in one request up to the tracker's limits.
    ///
    /// # Errors
    /// When a name or value is not allowed, or the tracker refuses.
    pub fn log(&self, run_id: &str, batch: &Batch) -> Result<(), Error> {
        self.block_on(batch::log(&self.api, run_id, batch))
    }

    /// Writes which tables a run read (`runs/log-inputs`).
    ///
    /// # Errors
    /// When a digest is too long, or the tracker refuses.
    pub fn log_datasets(&self, run_id: &str, inputs: &[DatasetInput]) -> Result<(), Error> {
        self.block_on(dataset::log(&self.api, run_id, inputs))
    }

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

    /// The files and directories directly below `directory` among a run's
    /// artifacts; empty for the top.
    ///
    /// # Errors
    /// When the tracker refuses or keeps its files elsewhere.
    pub fn list_artifacts(&self, run: &Run, directory: &str) -> Result<Vec<ArtifactEntry>, Error> {
        let place = artifact::place(&self.api, &run.artifact_uri)?;
        self.block_on(artifact::list(&self.api, &place, directory))
    }

    /// Registers a model as the next version of `name`, which is made if it is
    /// new (`model-versions/create`, `registered-models/create`).
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn register(
        &self,
        name: &str,
        model: &LoggedModel,
        tags: &[Tag],
    ) -> Result<ModelVersion, Error> {
        self.block_on(registry::register(&self.api, name, model, tags))
    }

    /// A version by its number (`model-versions/get`).
    ///
    /// # Errors
    /// When the tracker refuses or has no such version.
    pub fn version(&self, name: &str, version: u64) -> Result<ModelVersion, Error> {
        self.block_on(registry::version(&self.api, name, version))
    }

    /// The versions of `name` that a run made, the newest first (`model-versions/search`).
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn versions_of_run(&self, name: &str, run_id: &str) -> Result<Vec<ModelVersion>, Error> {
        self.block_on(registry::versions_of_run(&self.api, name, run_id))
    }

    /// The version that an alias points to, or nothing if there is no such
    /// alias or model (`GET registered-models/alias`).
    ///
    /// # Errors
    /// Whenever the tracker answers anything else.
    pub fn alias(&self, name: &str, alias: &str) -> Result<Option<ModelVersion>, Error> {
        self.block_on(registry::alias(&self.api, name, alias))
    }

    /// Points an alias to a version, also if it pointed elsewhere.
    ///
    /// # Errors
    /// When the tracker refuses or has no such version.
    pub fn set_alias(&self, name: &str, alias: &str, version: u64) -> Result<(), Error> {
        self.block_on(registry::set_alias(&self.api, name, alias, version))
    }

    /// Removes an alias; that there is none is no error.
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn delete_alias(&self, name: &str, alias: &str) -> Result<(), Error> {
        self.block_on(registry::delete_alias(&self.api, name, alias))
    }

    /// Labels a version (`model-versions/set-tag`).
    ///
    /// # Errors
    /// When the tracker refuses.
    pub fn tag_version(&self, name: &str, version: u64, tag: &Tag) -> Result<(), Error> {
        self.block_on(registry::set_tag(&self.api, name, version, tag))
    }
}
