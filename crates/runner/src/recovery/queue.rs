//! DVC's queue of experiments whose worker was killed.
//!
//! A worker moves an experiment from one folder to another when it takes it, and writes a result
//! when it has ended. An experiment without a result and without a worker is "Running" for good,
//! and `dvc exp run --run-all` follows it for good.

use params::shorten::counted;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::{HealError, Healed};
use crate::checkout::Checkout;
use crate::processes::{self, Process};

/// Where the queue is, and in it: experiments that wait, those that a worker has taken, and
/// results.
const FOLDER: &str = ".dvc/tmp/exps/celery";
const WAITING: &str = "broker/in";
const TAKEN: &str = "broker/processed";
const RESULTS: &str = "result";
/// The name of a result, before the number of the task.
const RESULT: &str = "celery-task-meta-";

/// A message of the queue, as far as it is needed.
#[derive(Deserialize)]
struct Message {
    headers: Headers,
}

#[derive(Deserialize)]
struct Headers {
    id: String,
    task: String,
}

/// Lets experiments that no worker is at wait again.
pub(super) fn heal(checkout: &Checkout) -> Result<Option<Healed>, HealError> {
    let folder = checkout.path(FOLDER);
    let unfinished = stranded(checkout);
    if unfinished.is_empty() {
        return Ok(None);
    }
    for path in &unfinished {
        let name = path.file_name().unwrap_or_default();
        let moved = fs::rename(path, folder.join(WAITING).join(name));
        moved.map_err(HealError::at(path))?;
    }
    Ok(Some(Healed(format!(
        "put {}, whose worker was killed, back into DVC's queue; `dvc queue start` runs what waits there",
        counted(unfinished.len(), "experiment")
    ))))
}

/// The experiments of `checkout` that no worker is at and that have no result.
pub(super) fn stranded(checkout: &Checkout) -> Vec<PathBuf> {
    let mut found = unfinished(&checkout.path(FOLDER));
    if !found.is_empty() && has_worker(checkout) {
        found.clear();
    }
    found
}

/// Whether a worker of `checkout` is there.
pub(crate) fn has_worker(checkout: &Checkout) -> bool {
    processes::all().iter().any(|one| is_ours(one, checkout))
}

/// The experiments that were taken and have no result.
fn unfinished(folder: &Path) -> Vec<PathBuf> {
    let taken = fs::read_dir(folder.join(TAKEN));
    let paths = taken
        .into_iter()
        .flatten()
        .flatten()
        .map(|file| file.path());
    let has_result = |id: &str| folder.join(RESULTS).join(format!("{RESULT}{id}")).exists();
    let is_unfinished = |path: &PathBuf| {
        let text = fs::read_to_string(path).unwrap_or_default();
        let message = serde_json::from_str::<Message>(&text);
        message.is_ok_and(|Message { headers }| {
            headers.task.ends_with(".run_exp") && !has_result(&headers.id)
        })
    };
    paths.filter(is_unfinished).collect()
}

/// Whether it is a worker of `checkout`; one of which the system does not tell where it is
/// counts as one.
fn is_ours(process: &Process, checkout: &Checkout) -> bool {
    let root = fs::canonicalize(checkout.root()).unwrap_or_default();
    let inside = |folder: PathBuf| folder.starts_with(root);
    process.is_queue_worker() && !process.ended && process.folder().is_none_or(inside)
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;

    use super::*;

    /// A queue with two experiments that a worker has taken, of which one has a result.
    fn queue(checkout: &Checkout) {
        let folder = checkout.path(FOLDER);
        for name in [WAITING, TAKEN, RESULTS] {
            fs::create_dir_all(folder.join(name)).unwrap();
        }
        for id in ["a1", "b2"] {
            let message = serde_json::json!({
                "body": "W10=",
                "headers": {"id": id, "task": "dvc.repo.experiments.queue.tasks.run_exp"},
            });
            let name = format!("1_{id}.celery.msg");
            fs::write(folder.join(TAKEN).join(name), message.to_string()).unwrap();
        }
        fs::write(folder.join(RESULTS).join("celery-task-meta-a1"), "{}").unwrap();
    }

    fn waiting(checkout: &Checkout) -> Vec<String> {
        let files = fs::read_dir(checkout.path(FOLDER).join(WAITING)).unwrap();
        let name = |file: std::io::Result<fs::DirEntry>| file.unwrap().file_name();
        files
            .map(|file| name(file).into_string().unwrap())
            .collect()
    }

    /// A shell that was left took the workers along: their experiments stayed "Running".
    #[test]
    fn an_experiment_whose_worker_was_killed_waits_again_and_one_with_a_result_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        assert_eq!(heal(&checkout).unwrap(), None);
        queue(&checkout);
        let said = heal(&checkout).unwrap().unwrap();
        assert_snapshot!(said, @"put 1 experiment, whose worker was killed, back into DVC's queue; `dvc queue start` runs what waits there");
        assert_eq!(waiting(&checkout), ["1_b2.celery.msg"]);
        assert_eq!(heal(&checkout).unwrap(), None);
    }

    #[test]
    fn an_experiment_whose_worker_lives_stays_with_it() {
        let folder = tempfile::tempdir().unwrap();
        let checkout = Checkout::at(folder.path());
        queue(&checkout);
        let mut worker = std::process::Command::new("sh")
            .args(["-c", "read line; exit", "queue-worker"])
            .current_dir(folder.path())
            .stdin(std::process::Stdio::piped())
            .spawn()
            .unwrap();
        let process = Process::find(worker.id()).unwrap();
        // For a moment after its start, a process shows nothing.
        while !process.is_queue_worker() {
            std::thread::yield_now();
        }
        let healed = heal(&checkout).unwrap();
        worker.kill().unwrap();
        worker.wait().unwrap();
        assert_eq!(healed, None);
        assert_ne!(heal(&checkout).unwrap(), None);
    }
}
