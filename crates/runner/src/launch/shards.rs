//! A forest that several containers grow, each a part of it: a shard.
//!
//! Their containers see the parameters and the tables, have no network, and write a file for each shard into a
//! folder that is named by all that the trees depend on. What is in there already belongs to the
//! same forest and is complete, so that a run that was killed goes on. When all are there, the
//! stage's own container puts them together and does the rest.
//!
//! # Layout
//!
//! - [`plan`] and [`grow`] are for those who have the shards grown by themselves.
//! - `folder` is where shards are.
//! - `container` says what a container that grows shards may do.
//! - `workers` runs several of them.

mod container;
mod folder;
mod workers;

use std::ops::Range;

use params::shorten::counted;
use params::{Params, Unshared};

use super::prepared::{More, Prepared};
use super::{LaunchError, Task, mounts};
use crate::checkout::Checkout;
use crate::docker::{Ending, Pending};
use crate::pipeline::PARAMS_YAML;
use folder::{Folder, remove_all};
use workers::Workers;

/// The stage that grows forests.
const STAGE: &str = "train";

/// The trees of each shard that params.yaml asks for, counted from 0; none where one process trains,
/// whose reason is told.
///
/// # Errors
///
/// When the stage has no shards, or params.yaml is wrong.
pub(crate) fn plan(checkout: &Checkout, stage: &str) -> Result<Vec<Range<usize>>, LaunchError> {
    Ok(ranges(&params(checkout, stage)?))
}

/// Grows the trees of one shard of the plan, unless they are there. Gives the exit code of the
/// program, and the path of the file in the checkout.
///
/// # Errors
///
/// When the plan has no such shard, or the container cannot be started.
pub(crate) fn grow(
    checkout: &Checkout,
    stage: &str,
    trees: &Range<usize>,
) -> Result<(u8, String), LaunchError> {
    let params = params(checkout, stage)?;
    let ranges = ranges(&params);
    if !ranges.contains(trees) {
        return Err(LaunchError::NoSuchShard {
            stage: stage.to_owned(),
            trees: trees.clone(),
            known: ranges.iter().map(name).collect(),
        });
    }
    let prepared = Prepared::new(checkout, stage, Task::Run)?;
    let shards = Shards::new(&prepared, &params, vec![trees.clone()])?;
    let ending = shards.grow(&prepared, &pending()?)?;
    Ok((ending.code, shards.folder.file(trees)))
}

/// The shards of a forest.
#[derive(Debug)]
pub(super) struct Shards {
    folder: Folder,
    /// The trees of each.
    ranges: Vec<Range<usize>>,
    /// How many are grown side by side.
    jobs: usize,
}

impl Shards {
    /// Those of a stage that is to run, if it is shared out.
    ///
    /// # Errors
    ///
    /// When params.yaml or a table cannot be read.
    pub(super) fn of_stage(prepared: &Prepared<'_>) -> Result<Option<Self>, LaunchError> {
        if prepared.entry.name != STAGE || prepared.task != Task::Run {
            return Ok(None);
        }
        let params = params(prepared.checkout, STAGE)?;
        let ranges = ranges(&params);
        if ranges.is_empty() {
            return Ok(None);
        }
        Self::new(prepared, &params, ranges).map(Some)
    }

    fn new(
        prepared: &Prepared<'_>,
        params: &Params,
        ranges: Vec<Range<usize>>,
    ) -> Result<Self, LaunchError> {
        let jobs = params.scale.jobs;
        let folder = Folder::of(prepared.checkout, params, &prepared.image.0)?;
        folder.make(prepared.checkout)?;
        Ok(Self {
            folder,
            ranges,
            jobs,
        })
    }

    /// Grows those that are not there, unless one of `signals` comes: in one container for each job, which
    /// reads the tables once.
    fn grow(&self, prepared: &Prepared<'_>, signals: &Pending) -> Result<Ending, LaunchError> {
        let is_missing = |trees: &&Range<usize>| !self.folder.has(prepared.checkout, trees);
        let missing: Vec<_> = self.ranges.iter().filter(is_missing).collect();
        self.tell(prepared, missing.len());
        let plan = |trees| prepared.plan_of_shards(&self.folder, trees, self.jobs);
        let plans: Result<Vec<_>, _> = groups(&missing, self.jobs).map(plan).collect();
        let workers = Workers {
            plans: &plans?,
            host: prepared.settings.get("DOCKER_HOST"),
            signals,
            jobs: self.jobs,
        };
        Ok(workers.run()?)
    }

    fn tell(&self, prepared: &Prepared<'_>, missing: usize) {
        let (stage, all) = (&prepared.entry.name, self.ranges.len());
        if let ([trees], 1) = (&self.ranges[..], missing) {
            println!("mlops: stage `{stage}` grows its trees {}", name(trees));
            return;
        }
        let there = match all - missing {
            0 => String::new(),
            there => format!(", of which {there} are there already"),
        };
        println!(
            "mlops: stage `{stage}` grows its trees in {}{there}",
            counted(all, "shard")
        );
    }

    /// Grows the shards and has the stage put them together. A signal that comes between two
    /// containers ends it as well.
    ///
    /// # Errors
    ///
    /// When a container cannot be started.
    pub(super) fn run(&self, prepared: &mut Prepared<'_>) -> Result<Ending, LaunchError> {
        // Without its tracker, nothing is worth growing.
        prepared.networks()?;
        let signals = pending()?;
        let grown = self.grow(prepared, &signals)?;
        if grown.code != 0 {
            return Ok(grown);
        }
        prepared.more = self.merge(prepared.checkout);
        let ending = prepared.execute(&|| signals.came())?;
        let peak_bytes = ending.peak_bytes.max(grown.peak_bytes);
        Ok(Ending {
            peak_bytes,
            ..ending
        })
    }

    /// What the stage gets to put all together.
    fn merge(&self, checkout: &Checkout) -> More {
        let files = self.ranges.iter().map(|trees| self.folder.file(trees));
        More {
            mounts: vec![mounts::mount(checkout, &self.folder.name, true)],
            args: ["--merge".to_owned()].into_iter().chain(files).collect(),
        }
    }
}

/// Removes the shards of all forests of the checkout when the stage that needs them has ended well.
pub(super) fn remove_after(prepared: &Prepared<'_>) {
    if prepared.entry.name == STAGE && prepared.task == Task::Run {
        remove_all(prepared.checkout);
    }
}

fn pending() -> Result<Pending, LaunchError> {
    Pending::catch().map_err(|source| LaunchError::Signals {
        stage: STAGE.to_owned(),
        source,
    })
}

fn params(checkout: &Checkout, stage: &str) -> Result<Params, LaunchError> {
    if stage != STAGE {
        let stage = stage.to_owned();
        return Err(LaunchError::NotShared { stage });
    }
    Ok(Params::read(&checkout.path(PARAMS_YAML))?)
}

/// The trees of each shard; none where one process trains. That it was to be shared out and is not
/// is told in a line.
fn ranges(params: &Params) -> Vec<Range<usize>> {
    params.shards().unwrap_or_else(|reason: Unshared| {
        eprintln!(
            "mlops: stage `{STAGE}` runs in one process although `scale.shards` is {}: {reason}",
            params.scale.shards
        );
        Vec::new()
    })
}

/// The shards of each of several jobs: as many to each as to the others, or one more.
fn groups<T>(shards: &[T], jobs: usize) -> impl Iterator<Item = &[T]> {
    let jobs = jobs.min(shards.len());
    let place = move |job: usize| (job * shards.len()).div_ceil(jobs);
    (0..jobs).map(move |job| &shards[place(job)..place(job + 1)])
}

/// The trees of a shard as `mlops shard` spells them, such as `0..50`.
pub(crate) fn name(trees: &Range<usize>) -> String {
    format!("{}..{}", trees.start, trees.end)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shards_are_shared_out_among_jobs_of_which_none_is_idle() {
        let of = |shards: usize, jobs| {
            let shards: Vec<_> = (0..shards).collect();
            let groups = groups(&shards, jobs).map(<[usize]>::to_vec);
            groups.collect::<Vec<_>>()
        };
        assert_eq!(of(0, 3), Vec::<Vec<usize>>::new());
        assert_eq!(of(4, 1), [[0, 1, 2, 3]]);
        assert_eq!(of(5, 2), [vec![0, 1, 2], vec![3, 4]]);
        assert_eq!(of(2, 64), [[0], [1]]);
    }
}
