//! DVC's queue of experiments: its workers outlive the command that started them.

use std::fs;
use std::path::PathBuf;

use rustix::process::Signal;

use crate::checkout::Checkout;
use crate::processes::Process;

/// Where the queue keeps experiments that no worker has taken, each as a file.
const WAITING: &str = ".dvc/tmp/exps/celery/broker/in";
/// How such a file ends. Messages to the workers themselves lie beside them, and end otherwise.
const EXPERIMENT: &str = ".celery.msg";
/// Words of the commands that start workers: a copy of such a process stands behind each.
const STARTERS: [&str; 2] = ["queue", "--run-all"];

/// The queue of a checkout.
#[derive(Debug)]
pub(super) struct Queue(PathBuf);

impl Queue {
    /// That of `checkout`.
    pub(super) fn of(checkout: &Checkout) -> Self {
        Self(checkout.path(WAITING))
    }

    /// Whether `processes` have something to do: an experiment runs or waits.
    pub(super) fn is_at_work(&self, processes: &[Process]) -> bool {
        self.is_waiting()
            || processes
                .iter()
                .any(|process| is_at_work(process, processes))
    }

    fn is_waiting(&self) -> bool {
        let files = fs::read_dir(&self.0).into_iter().flatten().flatten();
        let mut names = files.filter_map(|file| file.file_name().into_string().ok());
        names.any(|name| name.ends_with(EXPERIMENT))
    }
}

/// Whether a worker, or what is about to start one, is among `processes`.
pub(super) fn is_there(processes: &[Process]) -> bool {
    processes
        .iter()
        .any(|process| process.is_queue_worker() || is_starter(process))
}

/// Asks the workers to end when they have finished what they have begun: that is what SIGTERM
/// means to them.
pub(super) fn stop(processes: &[Process]) {
    for worker in processes.iter().filter(|process| process.is_queue_worker()) {
        worker.signal(Signal::TERM);
    }
}

/// An experiment is a process below its worker.
fn is_at_work(process: &Process, processes: &[Process]) -> bool {
    process.is_queue_worker() && processes.iter().any(|other| other.parent == process.number)
}

fn is_starter(process: &Process) -> bool {
    let command = process.command().unwrap_or_default();
    process.is_dvc() && command.iter().any(|word| STARTERS.contains(&word.as_str()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_experiment_waits_in_a_file_and_a_message_to_a_worker_is_none() {
        let folder = tempfile::tempdir().unwrap();
        let queue = Queue::of(&Checkout::at(folder.path()));
        assert!(!queue.is_at_work(&[]));
        fs::create_dir_all(&queue.0).unwrap();
        let message = "1_a1.dvc-exp-0801be-1@localhost.celery.pidbox.msg";
        fs::write(queue.0.join(message), "").unwrap();
        assert!(!queue.is_at_work(&[]));
        fs::write(queue.0.join("2_b2.celery.msg"), "").unwrap();
        assert!(queue.is_at_work(&[]));
    }
}
