//! The workers of DVC's queue of experiments, which outlive the command that started them.

use rustix::process::{Pid, Signal, kill_process};

use crate::processes::Process;

/// DVC's command that is a worker: `dvc exp queue-worker <name>`.
const WORKER: &str = "queue-worker";

/// Whether a worker is among `processes`.
pub(super) fn is_there(processes: &[Process]) -> bool {
    processes.iter().any(is_worker)
}

/// Whether every worker waits for something to do. What is at work has a process below it.
pub(super) fn is_idle(processes: &[Process]) -> bool {
    let mut workers = processes.iter().filter(|process| is_worker(process));
    workers.all(|worker| {
        let mut others = processes.iter();
        !others.any(|process| process.parent == worker.number && !is_worker(process))
    })
}

/// Asks the workers to end when they have finished what they have begun: that is what SIGTERM
/// means to them.
pub(super) fn stop(processes: &[Process]) {
    for worker in processes.iter().filter(|process| is_worker(process)) {
        let number = i32::try_from(worker.number).ok().and_then(Pid::from_raw);
        if let Some(number) = number {
            let _ = kill_process(number, Signal::TERM);
        }
    }
}

fn is_worker(process: &Process) -> bool {
    let command = process.command().unwrap_or_default();
    command.iter().any(|word| word == WORKER)
}
