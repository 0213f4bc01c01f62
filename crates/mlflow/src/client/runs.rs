//! Experiments and runs.

use super::Client;
use crate::artifacts::{self, ArtifactRoot, Upload};
use crate::error::Error;
use crate::models::Content;
use crate::tracking::{Batch, Claim, DatasetInput, Experiment, LoggedDataset, Run, RunQuery};
use crate::tracking::{batches, datasets, experiments, runs};

impl Client {
    /// The experiment of that name, made if there is none
    /// (`experiments/get-by-name`, `experiments/create`).
    ///
    /// # Errors
    /// When the tracker refuses, or the experiment is deleted.
    pub fn experiment(&self, name: &str) -> Result<Experiment, Error> {
        self.block_on(experiments::get_or_create(&self.api, name))
    }

    /// The experiment of that name, or nothing if there is none
    /// (`experiments/get-by-name`). For a reader, which should leave no empty experiments
    /// behind.
    ///
    /// # Errors
    /// When the tracker refuses, or the experiment is deleted.
    pub fn find_experiment(&self, name: &str) -> Result<Option<Experiment>, Error> {
        self.block_on(experiments::get(&self.api, name))
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

    /// Writes params, metrics and tags into a run, also a finished one
    /// (`runs/log-batch`), in one request up to the tracker's limits.
    ///
    /// # Errors
    /// When a name or value is not allowed, or the tracker refuses.
    pub fn log(&self, run_id: &str, batch: &Batch) -> Result<(), Error> {
        self.block_on(batches::log(&self.api, run_id, batch))
    }

    /// Puts files among the artifacts of a run, also of a finished one, four at a time; each path is
    /// relative to them (`PUT mlflow-artifacts/artifacts/{path}`).
    ///
    /// # Errors
    /// When a file cannot be read, a path leads elsewhere, or the tracker refuses.
    pub fn log_files(&self, run: &Run, files: Vec<(String, Content)>) -> Result<(), Error> {
        let root = ArtifactRoot::resolve(&self.api, &run.artifact_uri)?;
        let uploads = files.into_iter().map(|(path, content)| Upload {
            path,
            payload: content.payload(),
        });
        self.block_on(artifacts::put_all(&self.api, &root, uploads.collect()))
    }

    /// Writes which tables a run read (`runs/log-inputs`).
    ///
    /// # Errors
    /// When a digest is too long, or the tracker refuses.
    pub fn log_datasets(&self, run_id: &str, inputs: &[DatasetInput]) -> Result<(), Error> {
        self.block_on(datasets::log(&self.api, run_id, inputs))
    }

    /// The tables that a run has read (`runs/get`).
    ///
    /// # Errors
    /// When there is no such run, or the tracker refuses.
    pub fn datasets(&self, run_id: &str) -> Result<Vec<LoggedDataset>, Error> {
        self.block_on(datasets::of_run(&self.api, run_id))
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

    /// Ends runs that nobody works on any more, such as those of a process that was
    /// killed: all running ones that carry all of `tags` become killed, with `reason` in
    /// [`crate::tags::END_REASON`] (`runs/search`, then `runs/update` for each). Gives
    /// their ids. One request when there is none. The tags have to leave out runs that
    /// others may be working on.
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
