//! The workspace, the experiments and the registered versions, side by side.
//!
//! Rows are put together from what DVC has saved (git), and from what the tracker knows: one
//! search of versions and one of runs, however many there are.
//!
//! # Layout
//!
//! - `rows`: a row from each of its sources.
//! - `order`: the best first.
//! - `table`: columns that fit, `csv` and `json`: the same for programs.

mod csv;
mod json;
mod order;
mod rows;
mod table;

use std::collections::BTreeMap;

use params::yaml::Node;
use params::{Metric, Params};

use crate::results::Cache;
use crate::saved::Saved;
use crate::score::{Score, deciding_metric};

pub use rows::{Tracked, params_of_run};

/// Rows, the best first.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// What they are ordered by.
    pub metric: Metric,
    /// Whether some have validation scores, by which they are ordered then.
    pub validated: bool,
    /// The best first.
    pub rows: Vec<Row>,
}

/// A model, or what would become one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// What it is.
    pub kind: Kind,
    /// The experiment's name, or that of the registered model.
    pub name: String,
    /// Of a version, its number.
    pub version: Option<u64>,
    /// Of a version, what points to it.
    pub aliases: Vec<String>,
    /// Values by the keys of `params.yaml`, as far as they are known.
    pub params: BTreeMap<String, String>,
    /// On the test rows.
    pub test: Option<Score>,
    /// How many test rows there were.
    pub test_rows: Option<usize>,
    /// On rows of the training table.
    pub validation: Option<Validation>,
    /// Eight digits for the data.
    pub data_version: Option<String>,
    /// What the gate decided: `passed`, `failed`, `kept` or `undecided`.
    pub verdict: Option<String>,
    /// The run in the tracker.
    pub run: Option<String>,
    /// What a person should know of it.
    pub note: Option<String>,
}

/// The note on a checkout whose parameters are not those of its last run.
pub const EDITED_SINCE: &str = "edited since";

/// What a row is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A version of the registered model.
    Version,
    /// What is in the checkout.
    #[default]
    Workspace,
    /// An experiment of DVC.
    Experiment,
}

/// A score by which models can be chosen: no test row was used for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Validation {
    /// The mean over the parts that were held out in turn.
    pub mean: f64,
    /// The standard deviation of that.
    pub std: Option<f64>,
}

/// What is in the checkout.
#[derive(Clone, Copy, Debug)]
pub struct Workspace<'a> {
    /// Its parameters.
    pub params: &'a Params,
    /// The tree that they were read from.
    pub tree: &'a Node,
    /// Its `dvc.lock`, if there is one.
    pub lock: Option<&'a str>,
}

/// Compares what is in the checkout with saved experiments and what the tracker knows.
#[must_use]
pub fn compare(
    workspace: Workspace<'_>,
    saved: &[Saved],
    tracked: &Tracked,
    cache: &Cache,
) -> Comparison {
    let metric = deciding_metric(&workspace.params.gate);
    let sources = rows::Sources {
        metric,
        tracked,
        cache,
    };
    let mut rows = vec![sources.workspace(workspace)];
    rows.extend(saved.iter().map(|saved| sources.experiment(saved)));
    rows.extend(sources.runs_without_experiment(saved));
    rows.extend(sources.versions());
    let validated = order::sort(&mut rows, metric);
    Comparison {
        metric,
        validated,
        rows,
    }
}

impl Workspace<'_> {
    /// The row of the checkout by itself, without what the tracker and DVC's cache know.
    #[must_use]
    pub fn row(self) -> Row {
        let sources = rows::Sources {
            metric: deciding_metric(&self.params.gate),
            tracked: &Tracked::default(),
            cache: &Cache::at(""),
        };
        sources.workspace(self)
    }
}

impl Row {
    /// `version 3`, `workspace`, or the experiment's name.
    #[must_use]
    pub fn label(&self) -> String {
        match (self.kind, self.version) {
            (Kind::Workspace, _) => "workspace".to_owned(),
            (Kind::Version, Some(number)) => format!("version {number}"),
            _ => self.name.clone(),
        }
    }
}

#[cfg(test)]
mod tests;
