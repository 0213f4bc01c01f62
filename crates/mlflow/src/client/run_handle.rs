//! The run under way: it is ended exactly once, whatever happens.

use std::path::PathBuf;
use std::time::Duration;

use crate::artifacts::{self, Upload};
use crate::client::Client;
use crate::error::Error;
use crate::models::{self, Content, LoggedModel, ModelSpec};
use crate::tracking::batches::{self, Batch};
use crate::tracking::datasets::{self, DatasetInput};
use crate::tracking::runs::{self, Run, RunStatus};

/// A run that this process started and has to end.
///
/// Dropped unfinished, by an early return or a panic, it ends as failed. A
/// process that dies without dropping it leaves it running for ever: no
/// tracker reaps.
#[derive(Debug)]
pub struct RunHandle {
    client: Client,
    run: Run,
    open: bool,
}

/// How long a process that is being stopped may spend on ending its run: it
/// is to be gone within two seconds.
const LAST_WORDS: Duration = Duration::from_millis(1500);
/// How long a process that failed may spend on it.
const PARTING: Duration = Duration::from_secs(10);

impl RunHandle {
    pub(crate) fn new(client: Client, run: Run) -> Self {
        Self {
            client,
            run,
            open: true,
        }
    }

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

    /// Writes params, metrics and tags ([`Client::log`]).
    ///
    /// # Errors
    /// When a name or value is not allowed, or the tracker refuses.
    pub fn log(&self, batch: &Batch) -> Result<(), Error> {
        let work = batches::log(self.client.api(), &self.run.id, batch);
        self.client.block_on(work)
    }

    /// Writes which tables the run read ([`Client::log_datasets`]).
    ///
    /// # Errors
    /// When a digest is too long, or the tracker refuses.
    pub fn log_datasets(&self, inputs: &[DatasetInput]) -> Result<(), Error> {
        let work = datasets::log(self.client.api(), &self.run.id, inputs);
        self.client.block_on(work)
    }

    /// Puts files among the run's artifacts, four at a time; each path is
    /// relative to them.
    ///
    /// # Errors
    /// When a file cannot be read, a path leads elsewhere, or the tracker refuses.
    pub fn log_files(&self, files: Vec<(String, Content)>) -> Result<(), Error> {
        let api = self.client.api();
        let place = artifacts::place(api, &self.run.artifact_uri)?;
        let uploads = files.into_iter().map(|(path, content)| Upload {
            path,
            payload: content.payload(),
        });
        let work = artifacts::put_all(api, &place, uploads.collect());
        self.client.block_on(work)
    }

    /// Puts one file of the disk among the run's artifacts.
    ///
    /// # Errors
    /// As [`RunHandle::log_files`].
    pub fn log_file(&self, path: &str, file: impl Into<PathBuf>) -> Result<(), Error> {
        self.log_files(vec![(path.to_owned(), Content::File(file.into()))])
    }

    /// Puts a complete model directory on the tracker and notes in the run
    /// where it lies.
    ///
    /// # Errors
    /// When the specification does not hold together, or the tracker refuses;
    /// on MLflow 3 the model is then marked as failed.
    pub fn log_model(&self, spec: &ModelSpec) -> Result<LoggedModel, Error> {
        self.log_model_with(spec, &Batch::default())
    }

    /// The same, and what else there is to write into the run, in the request
    /// that writes the model's own metrics.
    ///
    /// # Errors
    /// As [`RunHandle::log_model`] and [`RunHandle::log`].
    pub fn log_model_with(&self, spec: &ModelSpec, more: &Batch) -> Result<LoggedModel, Error> {
        let work = models::log(self.client.api(), &self.run, spec, more);
        self.client.block_on(work)
    }

    /// Ends the run as finished.
    ///
    /// # Errors
    /// When the tracker refuses; the run is then still tried to be ended as failed.
    pub fn finish(mut self) -> Result<(), Error> {
        self.client
            .close_run(&self.run.id, RunStatus::Finished, None)?;
        self.open = false;
        Ok(())
    }

    /// Ends the run as failed, with the reason in the tag [`crate::REASON_TAG`],
    /// within ten seconds or not at all: the failure may be the tracker's.
    ///
    /// # Errors
    /// When the tracker refuses. That time ran out is no error.
    pub fn fail(mut self, reason: &str) -> Result<(), Error> {
        self.open = false;
        self.client
            .end_within(PARTING, &self.run.id, RunStatus::Failed, Some(reason))
    }

    /// Ends the run as killed, within a second and a half or not at all.
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
    /// Ends a run from a process that is being stopped: within a second and a
    /// half or not at all, and the reason only if time is left. Made for a signal thread that has a clone of the client.
    ///
    /// # Errors
    /// When the tracker refuses. That time ran out is no error.
    pub fn end_quickly(
        &self,
        run_id: &str,
        status: RunStatus,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        self.end_within(LAST_WORDS, run_id, status, reason)
    }

    fn end_within(
        &self,
        limit: Duration,
        run_id: &str,
        status: RunStatus,
        reason: Option<&str>,
    ) -> Result<(), Error> {
        self.block_on(async {
            let api = self.api().hurried(limit);
            let work = runs::close(&api, run_id, status, reason);
            tokio::time::timeout(limit, work).await.unwrap_or(Ok(()))
        })
    }
}
