//! Several containers, some of them side by side.

use std::panic::resume_unwind;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::thread;

use super::super::{ContainerPlan, request};
use crate::docker::{Daemon, DockerError, Ending, Pending};

/// Containers to run, and how.
pub(super) struct Workers<'a> {
    pub(super) plans: &'a [ContainerPlan],
    /// `DOCKER_HOST`.
    pub(super) host: Option<String>,
    /// The signals since the first of them was asked for.
    pub(super) signals: &'a Pending,
    /// How many run at a time.
    pub(super) jobs: usize,
}

type Ended = Result<Ending, DockerError>;

impl Workers<'_> {
    /// Runs all of them. After the first that does not end well none is begun, and those that are at
    /// work go on to their end: what they make is made. Gives the end of the first, in their order, that
    /// did not end well, or else one with the most memory of all.
    ///
    /// # Errors
    ///
    /// When one cannot be run.
    pub(super) fn run(&self) -> Ended {
        let (next, failed) = (AtomicUsize::new(0), AtomicBool::new(false));
        let worker = || self.work(&next, &failed);
        let jobs = self.jobs.min(self.plans.len());
        let mut ended: Vec<_> = thread::scope(|scope| {
            let workers: Vec<_> = (0..jobs).map(|_| scope.spawn(worker)).collect();
            let joined = workers.into_iter().map(thread::ScopedJoinHandle::join);
            joined
                .flat_map(|ended| ended.unwrap_or_else(|panic| resume_unwind(panic)))
                .collect()
        });
        ended.sort_by_key(|(at, _)| *at);
        let mut peak_bytes = None;
        for (_, ended) in ended {
            let ending = ended?;
            if ending.code != 0 {
                // It was told which one that was.
                let out_of_memory = false;
                return Ok(Ending {
                    out_of_memory,
                    ..ending
                });
            }
            peak_bytes = ending.peak_bytes.max(peak_bytes);
        }
        Ok(Ending {
            code: 0,
            out_of_memory: false,
            peak_bytes,
        })
    }

    /// Runs one after the other, with a connection of its own.
    fn work(&self, next: &AtomicUsize, failed: &AtomicBool) -> Vec<(usize, Ended)> {
        let mut done = Vec::new();
        let daemon = match Daemon::connect(self.host.as_deref()) {
            Ok(daemon) => daemon,
            Err(error) => {
                failed.store(true, Ordering::Relaxed);
                return vec![(self.plans.len(), Err(error))];
            }
        };
        while !failed.load(Ordering::Relaxed) {
            let at = next.fetch_add(1, Ordering::Relaxed);
            let Some(plan) = self.plans.get(at) else {
                break;
            };
            let ended = daemon.run_unless(&plan.name, request(plan), &|| self.signals.came());
            if !ended.as_ref().is_ok_and(|ending| ending.code == 0) {
                failed.store(true, Ordering::Relaxed);
            }
            if ended.as_ref().is_ok_and(|ending| ending.out_of_memory) {
                self.tell_out_of_memory(plan);
            }
            done.push((at, ended));
        }
        done
    }

    fn tell_out_of_memory(&self, plan: &ContainerPlan) {
        let (name, memory, jobs) = (&plan.name, &plan.memory, self.jobs);
        eprintln!(
            "mlops: what grows shards in `{name}` ran out of memory (limit {memory}, among {jobs} `scale.jobs`); lower \
             `scale.jobs`, or raise `meta.memory` in dvc.yaml or `STAGE_MEMORY`"
        );
    }
}
