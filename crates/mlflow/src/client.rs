//! The blocking surface: one method per thing a stage wants done.

mod downloads;
mod registry;
pub(crate) mod run_handle;

use std::sync::Arc;

use tokio::runtime::{Builder, Runtime};

use crate::client::run_handle::RunHandle;
use crate::config::Config;
use crate::error::Error;
use crate::tracking::batches::{self, Batch};
use crate::tracking::datasets::{self, DatasetInput};
use crate::tracking::experiments::{self, Experiment};
use crate::tracking::runs::{self, Claim, NewRun, Run, RunQuery, RunStatus};
use crate::transport::api::{Api, Generation};

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
    /// Prepares the connection. Nothing is sent yet: that the tracker is not
    /// there, or refuses the credentials, is what the first call finds.
    ///
    /// # Errors
    /// When TLS cannot be prepared.
    pub fn connect(config: Config) -> Result<Self, Error> {
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(Error::Runtime)?;
        Ok(Self {
            api: Arc::new(Api::new(config)?),
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

    /// What kind of tracker answers (`server-info`), asked at most once.
    ///
    /// # Errors
    /// When the tracker cannot be reached or refuses.
    pub fn generation(&self) -> Result<Generation, Error> {
        self.block_on(self.api.generation())
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
        self.block_on(experiments::get_or_create(&self.api, name))
    }

    /// The experiment of that name, or nothing if there is none. For a reader,
    /// which should leave no empty experiments behind.
    ///
    /// # Errors
    /// When the tracker refuses, or the experiment is deleted.
    pub fn find_experiment(&self, name: &str) -> Result<Option<Experiment>, Error> {
        self.block_on(experiments::get(&self.api, name))
    }

    /// Starts a run (`runs/create`). The handle ends it: as failed if it is
    /// dropped before [`RunHandle::finish`].
    ///
    /// # Errors
    /// When the tracker refuses, or a tag is not allowed.
    pub fn start_run(&self, experiment: &Experiment, new: &NewRun) -> Result<RunHandle, Error> {
        let run = self.block_on(runs::create(&self.api, experiment, new))?;
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
        self.block_on(runs::close(&self.api, run_id, status, reason))
    }

    /// A run with its params, metrics and tags (`runs/get`).
    ///
    /// # Errors
    /// When the tracker refuses or has no such run.
    pub fn run(&self, run_id: &str) -> Result<Run, Error> {
        self.block_on(runs::get(&self.api, run_id))
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
        self.block_on(runs::search(&self.api, experiment, query))
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
        self.block_on(runs::newest(&self.api, experiment, tags))
    }

    /// Writes params, metrics and tags into a run, also a finished one
    /// (`runs/log-batch`), in one request up to the tracker's limits.
    ///
    /// # Errors
    /// When a name or value is not allowed, or the tracker refuses.
    pub fn log(&self, run_id: &str, batch: &Batch) -> Result<(), Error> {
        self.block_on(batches::log(&self.api, run_id, batch))
    }

    /// Writes which tables a run read (`runs/log-inputs`).
    ///
    /// # Errors
    /// When a digest is too long, or the tracker refuses.
    pub fn log_datasets(&self, run_id: &str, inputs: &[DatasetInput]) -> Result<(), Error> {
        self.block_on(datasets::log(&self.api, run_id, inputs))
    }

    /// Writes a param that only one value can win: params cannot be changed,
    /// so of several that claim the same `key` of the same run at once, exactly
    /// one does (`runs/log-batch`, then `runs/get` for a loser). Claiming again
    /// with the value that stands wins again. The run may be finished.
    ///
    /// # Errors
    /// When the tracker refuses for another reason, or has no such run.
    pub fn claim(&self, run_id: &str, key: &str, value: &str) -> Result<Claim, Error> {
        self.block_on(runs::claim(&self.api, run_id, key, value))
    }

    /// Ends runs that nobody works on any more, such as those of a process
    /// that was killed: all running ones that carry all of `tags` become
    /// killed, with `reason` in [`crate::REASON_TAG`]. Gives their ids. One
    /// request when there is none. The tags have to leave out runs that others
    /// may be working on.
    ///
    /// # Errors
    /// When the tracker refuses, or a value cannot be written as a filter.
    pub fn close_stale(
        &self,
        experiment: &Experiment,
        tags: &[(&str, &str)],
        reason: &str,
    ) -> Result<Vec<String>, Error> {
        self.block_on(runs::close_stale(&self.api, experiment, tags, reason))
    }
}
