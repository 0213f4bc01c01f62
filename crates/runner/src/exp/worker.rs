//! The runner in which the queue is at work: a container of its own, which nobody waits for.
//!
//! It is a copy of the container that this process is in, one for a checkout, and runs
//! `dvc queue start`; `mlops enter` in it waits for the queue and ends with it. On a host with
//! DVC itself there is no container: DVC's workers outlive the command there.

use params::shorten::counted;
use std::fs;
use std::path::PathBuf;
use std::process::Stdio;
use std::time::{Duration, SystemTime};

use experiments::queue::{Progress, Task};

use super::ExpError;
use crate::checkout::Checkout;
use crate::docker::{Daemon, Started, own_container};
use crate::enter::CALLER_VARIABLE;
use crate::recovery;
use crate::run::dvc;
use crate::settings::Settings;

/// When the queue was started, in milliseconds since 1970, and a word once a person has stopped it:
/// what has ended since was tried by it.
const NOTE: &str = ".dvc/tmp/mlops/queue";
const STOPPED: &str = "stopped";

/// Who works on the queue of a checkout.
#[derive(Debug)]
pub(super) struct Worker {
    checkout: Checkout,
    daemon: Daemon,
    name: String,
    note: PathBuf,
}

impl Worker {
    /// That of `checkout`.
    ///
    /// # Errors
    ///
    /// When Docker does not answer.
    pub(super) fn of(checkout: &Checkout, settings: &Settings) -> Result<Self, ExpError> {
        Ok(Self {
            checkout: checkout.clone(),
            daemon: Daemon::connect(settings.get("DOCKER_HOST").as_deref())?,
            name: checkout.container("queue"),
            note: checkout.path(NOTE),
        })
    }

    /// Has the queue work on `jobs` experiments at a time, unless it does.
    ///
    /// # Errors
    ///
    /// When Docker refuses, or DVC cannot be started.
    pub(super) fn start(&self, jobs: usize) -> Result<Started, ExpError> {
        if self.is_at_work()? {
            return Ok(Started::Before);
        }
        let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
        self.write_note(&now.unwrap_or_default().as_millis().to_string())?;
        let jobs = jobs.to_string();
        let args = ["queue", "start", "--jobs", &jobs];
        let Some(own) = own_container() else {
            self.dvc(&args)?;
            return Ok(Started::Now);
        };
        let command = [&["dvc"], &args[..]].concat();
        let started = self
            .daemon
            .start_copy(&own, &self.name, &command, CALLER_VARIABLE);
        Ok(started?)
    }

    /// Whether it is at work.
    ///
    /// # Errors
    ///
    /// When Docker does not answer.
    pub(super) fn is_at_work(&self) -> Result<bool, ExpError> {
        if own_container().is_some() {
            return Ok(self.daemon.is_running(&self.name)?);
        }
        Ok(recovery::has_worker(&self.checkout))
    }

    /// When it was last started.
    pub(super) fn since(&self) -> Option<SystemTime> {
        let note = fs::read_to_string(&self.note).ok()?;
        let millis = note.split(' ').next()?.parse().ok()?;
        SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(millis))
    }

    /// Whether a person has stopped it since.
    pub(super) fn was_stopped(&self) -> bool {
        fs::read_to_string(&self.note).is_ok_and(|text| text.ends_with(STOPPED))
    }

    /// Stops it: what runs ends, and what waits stays. Once more, and what runs is interrupted.
    /// Gives a sentence about that.
    ///
    /// # Errors
    ///
    /// When Docker refuses.
    pub(super) fn stop(&self, tasks: &[Task]) -> Result<String, ExpError> {
        let count = |progress: Progress| {
            tasks
                .iter()
                .filter(|task| task.progress == progress)
                .count()
        };
        let waiting = counted(count(Progress::Waiting), "experiment");
        let again = self.was_stopped();
        if !self.is_at_work()? || !self.interrupt(again)? {
            return Ok(format!("exp: the queue is not at work; {waiting} in it"));
        }
        let note = fs::read_to_string(&self.note).unwrap_or_default();
        if !again {
            self.write_note(&format!("{note} {STOPPED}"))?;
        }
        let running = counted(count(Progress::Running), "experiment");
        Ok(if again {
            format!(
                "exp: interrupting {running}, which `make exp SET=...` tries again; {waiting} left in the queue: \
                 `make exp` goes on"
            )
        } else {
            format!(
                "exp: the queue stops when {running} at work have ended (`make exp-stop` once more interrupts \
                 them); {waiting} left in the queue: `make exp` goes on"
            )
        })
    }

    /// Whether there was something to interrupt.
    fn interrupt(&self, again: bool) -> Result<bool, ExpError> {
        if own_container().is_some() {
            return Ok(self.daemon.interrupt(&self.name)?);
        }
        self.dvc(if again {
            &["queue", "stop", "--kill"]
        } else {
            &["queue", "stop"]
        })?;
        Ok(true)
    }

    /// `dvc <args>` on a host that has DVC itself.
    fn dvc(&self, args: &[&str]) -> Result<(), ExpError> {
        let refused = dvc(self.checkout.root(), args, Stdio::null()).map_err(ExpError::Dvc)?;
        refused.map_or(Ok(()), |message| Err(ExpError::Queue(message)))
    }

    fn write_note(&self, text: &str) -> Result<(), ExpError> {
        let write = || {
            if let Some(folder) = self.note.parent() {
                fs::create_dir_all(folder)?;
            }
            fs::write(&self.note, text)
        };
        write().map_err(|source| ExpError::Note { path: NOTE, source })
    }
}
