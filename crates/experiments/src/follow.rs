//! A queue while it is at work: what has ended since somebody looked, and how much is left.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use params::Metric;
use params::yaml::{self, Node};

use crate::flat::{differing, settings};
use crate::git::{Git, GitError};
use crate::queue::{self, Cause, Progress, Task};
use crate::results::Cache;
use crate::saved::{LOCK, PARAMS};
use crate::score::Score;

/// Somebody who follows the queue of a checkout.
#[derive(Debug)]
pub struct Follower {
    root: PathBuf,
    git: Git,
    cache: Cache,
    metric: Metric,
    /// What the parameters are compared with.
    present: Node,
    /// What has ended before was told to somebody else.
    since: SystemTime,
    /// Commits of the tasks, and their parameters.
    params: BTreeMap<String, Option<Node>>,
    told: BTreeSet<String>,
}

/// What there is to tell.
#[derive(Debug, Default)]
pub struct Look {
    /// What has ended since the last look.
    pub ended: Vec<Ended>,
    /// How many have ended in all.
    pub done: usize,
    /// How many are at work.
    pub running: usize,
    /// How many wait.
    pub waiting: usize,
}

/// An experiment that has ended.
#[derive(Clone, Debug, PartialEq)]
pub struct Ended {
    /// What it is called.
    pub name: String,
    /// What differs between the experiments of the queue and what is in the checkout: short names
    /// of keys, and values.
    pub settings: Vec<(String, String)>,
    /// What came of it.
    pub outcome: Outcome,
}

/// What came of an experiment.
#[derive(Clone, Debug, PartialEq)]
pub enum Outcome {
    /// It has this score, if it can be found.
    Done(Option<Score>),
    /// It failed.
    Failed(Cause),
}

impl Follower {
    /// Follows the queue of the checkout at `root`, in which `present` are the parameters.
    #[must_use]
    pub fn new(
        root: &Path,
        cache: Cache,
        metric: Metric,
        present: Node,
        since: SystemTime,
    ) -> Self {
        Self {
            root: root.to_owned(),
            git: Git::at(root),
            cache,
            metric,
            present,
            since,
            params: BTreeMap::new(),
            told: BTreeSet::new(),
        }
    }

    /// Looks at the queue.
    ///
    /// # Errors
    ///
    /// When git cannot be asked.
    pub fn look(&mut self) -> Result<Look, GitError> {
        let tasks: Vec<_> = queue::tasks(&self.root);
        let tasks: Vec<_> = tasks
            .into_iter()
            .filter(|task| self.is_followed(task))
            .collect();
        self.read_params(&tasks)?;
        let mut look = Look::default();
        let mut paths = None;
        for task in &tasks {
            match &task.progress {
                Progress::Waiting => look.waiting += 1,
                Progress::Running => look.running += 1,
                Progress::Ended { saved, .. } => {
                    look.done += 1;
                    if self.told.insert(task.commit.clone()) {
                        let paths = paths.get_or_insert_with(|| self.differing());
                        look.ended.push(self.ended(task, saved.as_deref(), paths)?);
                    }
                }
            }
        }
        Ok(look)
    }

    fn is_followed(&self, task: &Task) -> bool {
        match &task.progress {
            Progress::Ended { at, .. } => *at >= self.since,
            _ => true,
        }
    }

    fn read_params(&mut self, tasks: &[Task]) -> Result<(), GitError> {
        let new = tasks.iter().map(|task| &task.commit);
        let new: Vec<_> = new
            .filter(|commit| !self.params.contains_key(*commit))
            .collect();
        let objects = new.iter().map(|commit| format!("{commit}:./{PARAMS}"));
        let contents = self.git.contents(&objects.collect::<Vec<_>>())?;
        for (commit, text) in new.into_iter().zip(contents) {
            let tree = text.and_then(|text| yaml::parse(&text).ok());
            self.params.insert(commit.clone(), tree);
        }
        Ok(())
    }

    fn ended(&self, task: &Task, saved: Option<&str>, paths: &[String]) -> Result<Ended, GitError> {
        let outcome = match saved {
            Some(reference) => Outcome::Done(self.score(reference)?),
            None => Outcome::Failed(queue::cause(&self.root, task)),
        };
        let params = self.params.get(&task.commit).and_then(Option::as_ref);
        Ok(Ended {
            name: task.name.clone(),
            settings: params.map(|tree| settings(tree, paths)).unwrap_or_default(),
            outcome,
        })
    }

    /// The keys in which the experiments of the queue and the checkout differ.
    fn differing(&self) -> Vec<String> {
        differing(self.params.values().flatten().chain([&self.present]))
    }

    fn score(&self, reference: &str) -> Result<Option<Score>, GitError> {
        let lock = self.git.contents(&[format!("{reference}:./{LOCK}")])?;
        let lock = lock.into_iter().next().flatten();
        let metrics = lock.and_then(|lock| self.cache.results(&lock).metrics);
        Ok(metrics.and_then(|metrics| Score::of(&metrics, self.metric)))
    }
}
