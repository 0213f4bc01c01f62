//! The run under way: it is ended exactly once, whatever happens.

use std::time::Duration;

use super::Client;
use crate::error::Error;
use crate::models::{self, Content, LoggedModel, ModelSpec};
use crate::tags;
use crate::tracking::{Batch, DatasetInput, Experiment, NewRun, Run, RunStatus, Tag};
use crate::tracking::{batches, datasets, runs};

/// A run that this process started and has to end.
///
/// Dropped unfinished, by an early return or a panic, it ends as failed. A
/// process that dies without dropping it leaves it running for ever: no
/// tracker reaps.
#[derive(Debug)]
pub struct RunHandle {
    client: Client,
    experiment: Experiment,
    run: Run,
    open: bool,
}

/// How long a process that is being stopped may spend on ending its run: it
/// is to be gone within two seconds.
const SHUTDOWN_TIMEOUT: Duration = Duration::from_millis(1500);
/// How long a process that failed may spend on it.
const FAIL_TIMEOUT: Duration = Duration::from_secs(10);

impl RunHandle {
    /// The run's id, 32 hexadecimal digits.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.run.id
    }

    /// The run as the tracker described it when it began.
    #[must_use]
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Starts a run that the UI shows below this one (`runs/create`), as [`Client::start_run`].
    ///
    /// # Errors
    /// When the tracker refuses, or a tag is not allowed.
    pub fn start_child(&self, new: &NewRun) -> Result<RunHandle, Error> {
        let mut new = new.clone();
        new.tags.push(Tag::new(tags::PARENT_RUN_ID, self.id()));
        self.client.start_run(&self.experiment, &new)
    }

    /// Writes params, metrics and tags (`runs/log-batch`), as [`Client::log`].
    ///
    /// # Errors
    /// When a name or value is not allowed, or the tracker refuses.
    pub fn log(&self, batch: &Batch) -> Result<(), Error> {
        let work = batches::log(self.client.api(), &self.run.id, batch);
        self.client.block_on(work)
    }

    /// Writes which tables the run read (`runs/log-inputs`), as [`Client::log_datasets`].
    ///
    /// # Errors
    /// When a digest is too long, or the tracker refuses.
    pub fn log_datasets(&self, inputs: &[DatasetInput]) -> Result<(), Error> {
        let work = datasets::log(self.client.api(), &self.run.id, inputs);
        self.client.block_on(work)
    }

    /// Puts files among the run's artifacts, four at a time; each path is relative to
    /// them (`PUT mlflow-artifacts/artifacts/{path}`).
    ///
    /// # Errors
    /// When a file cannot be read, a path leads elsewhere, or the tracker refuses.
    pub fn log_files(&self, files: Vec<(String, Content)>) -> Result<(), Error> {
        self.client.log_files(&self.run, files)
    }

    /// Puts a complete model directory on the tracker, and writes `more` into the run
    /// together with the model's metrics and where it lies: on MLflow 3 as a logged model
    /// (`logged-models`, `runs/outputs`), elsewhere as files of the run
    /// (`runs/log-model`).
    ///
    /// # Errors
    /// When the specification does not hold together, or as [`RunHandle::log`] and
    /// [`RunHandle::log_files`]; on MLflow 3 the model is then marked as failed.
    pub fn log_model(&self, spec: &ModelSpec, more: &Batch) -> Result<LoggedModel, Error> {
        let work = models::log(self.client.api(), &self.run, spec, more);
        self.client.block_on(work)
    }

    /// Ends the run as finished (`runs/update`).
    ///
    /// # Errors
    /// When the tracker refuses; the run is then still tried to be ended as failed.
    pub fn finish(mut self) -> Result<(), Error> {
        let work = runs::end(self.client.api(), &self.run.id, RunStatus::Finished, None);
        self.client.block_on(work)?;
        self.open = false;
        Ok(())
    }

    /// Ends the run as failed (`runs/update`), with the reason in the tag
    /// [`crate::tags::END_REASON`], within ten seconds or not at all: the failure may be
    /// the tracker's.
    ///
    /// # Errors
    /// When the tracker refuses. That time ran out is no error.
    pub fn fail(mut self, reason: &str) -> Result<(), Error> {
        self.open = false;
        self.client
            .end_within(FAIL_TIMEOUT, &self.run.id, RunStatus::Failed, Some(reason))
    }

    /// Ends the run as killed (`runs/update`), within a second and a half or not at all.
    ///
    /// # Errors
    /// When the tracker refuses. That time ran out is no error.
    pub fn killed(mut self) -> Result<(), Error> {
        self.open = false;
        self.client
            .end_quickly(&self.run.id, RunStatus::Killed, None)
    }
}

impl Drop for RunHandle {
    fn drop(&mut self) {
        if self.open {
            let reason = Some("ended without a result");
            // There is nobody left to tell.
            let _ = self
                .client
                .end_quickly(&self.run.id, RunStatus::Failed, reason);
        }
    }
}

impl Client {
    /// Starts a run (`runs/create`). The handle ends it: as failed if it is
    /// dropped before [`RunHandle::finish`].
    ///
    /// # Errors
    /// When the tracker refuses, or a tag is not allowed.
    pub fn start_run(&self, experiment: &Experiment, new: &NewRun) -> Result<RunHandle, Error> {
        let run = self.block_on(runs::create(&self.api, experiment, new))?;
        Ok(RunHandle {
            client: self.clone(),
            experiment: experiment.clone(),
            run,
            open: true,
        })
    }

    /// Ends a run from a process that is being stopped (`runs/update`): within a second
    /// and a half or not at all, and the reason only if time is left. Made for a signal
    /// thread that has a clone of the client.
    ///
    /// # Errors
    /// When the tracker refuses. That time ran out is no error.
    pub fn end_quickly(
        &self,
        run_id: &str,
        status: RunStatus,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        self.end_within(SHUTDOWN_TIMEOUT, run_id, status, reason)
    }

    fn end_within(
        &self,
        limit: Duration,
        run_id: &str,
        status: RunStatus,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        self.block_on(async {
            let api = self.api().with_deadline(limit);
            let work = runs::end(&api, run_id, status, reason);
            tokio::time::timeout(limit, work).await.unwrap_or(Ok(()))
        })
    }
}
