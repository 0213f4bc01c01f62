//! A row from each of its sources.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use mlflow::{Client, ModelVersion, Run, RunQuery};
use params::yaml::{self, Node};
use params::{Metric, Params};
use provenance::EXPERIMENT_TAG;
use registry::record::Record;
use serde_json::Value;
use stage::metadata::KEY_TAG;

use super::{EDITED_SINCE, Kind, Row, Validation, Workspace};
use crate::flat::flat;
use crate::results::{Cache, Results};
use crate::saved::{PARAMS, Saved};
use crate::score::Score;

/// How many runs are looked at: the newest. MLflow gives at most 50 000 at once.
const MOST_RUNS: u32 = 5_000;
/// The section of a model's parameters.
const TRAIN: &str = "train.";
/// Params of a run that are no parameters; `model` is the same as `model_type`.
const OTHERS: [&str; 4] = ["data_version", "model", "rows_held", "rows_total"];
/// How the names of others begin: of files, and of what may be decided once.
const OTHER_PREFIXES: [&str; 2] = ["dvc_", "mlops."];

/// What the tracker knows.
#[derive(Debug, Default)]
pub struct Tracked {
    /// The name of the registered model.
    name: String,
    versions: Vec<ModelVersion>,
    /// Those that have finished, the newest first.
    runs: Vec<Run>,
}

impl Tracked {
    /// Reads the versions of the registered model, and the runs of the experiment of MLflow.
    ///
    /// # Errors
    ///
    /// When the tracker cannot be reached or refuses.
    pub fn read(client: &Client, params: &Params) -> Result<Self, mlflow::Error> {
        let name = params.tracking.registered_model.clone();
        let versions = client.versions(&name)?;
        let query = RunQuery {
            filter: "attributes.status = 'FINISHED'".to_owned(),
            order_by: vec!["attributes.start_time DESC".to_owned()],
            max_results: MOST_RUNS,
        };
        let experiment = client.find_experiment(&params.tracking.experiment)?;
        let runs = experiment.map(|experiment| client.search_runs(&experiment, &query));
        Ok(Self {
            name,
            versions,
            runs: runs.transpose()?.unwrap_or_default(),
        })
    }

    fn run(&self, is_it: impl Fn(&Run) -> bool) -> Option<&Run> {
        self.runs.iter().find(|run| is_it(run))
    }

    /// The newest run with this tag, apart from those that only made a model again: their models are the same.
    fn run_with(&self, tag: &str, value: &str) -> Option<&Run> {
        self.run(|run| {
            !is_reproduction(run) && run.tags.get(tag).is_some_and(|found| found == value)
        })
    }
}

/// Where rows come from.
#[derive(Clone, Copy)]
pub(super) struct Sources<'a> {
    pub(super) metric: Metric,
    pub(super) tracked: &'a Tracked,
    pub(super) cache: &'a Cache,
}

impl Sources<'_> {
    pub(super) fn workspace(self, workspace: Workspace<'_>) -> Row {
        let row = Row {
            kind: Kind::Workspace,
            params: of_tree(workspace.tree),
            ..Row::default()
        };
        let Some(lock) = workspace.lock else {
            return row.noted("not run yet");
        };
        if !is_locked(lock, workspace.tree) {
            return row.noted(EDITED_SINCE);
        }
        let results = self.cache.results(lock);
        let run = results.key.as_deref().and_then(|key| self.of_model(key));
        let row = self.with_run(row, run);
        self.with_results(row, results)
    }

    pub(super) fn experiment(self, saved: &Saved) -> Row {
        let results = saved.lock.as_deref().map(|lock| self.cache.results(lock));
        let results = results.unwrap_or_default();
        let own = self.tracked.run_with(EXPERIMENT_TAG, &saved.name);
        // A model that was there already is trained by no run of the experiment.
        let run = own.or_else(|| self.of_model(results.key.as_deref()?));
        let row = Row {
            kind: Kind::Experiment,
            name: saved.name.clone(),
            params: saved.params.as_ref().map(of_tree).unwrap_or_default(),
            note: run.is_none().then(|| "no run".to_owned()),
            ..Row::default()
        };
        self.with_results(self.with_run(row, run), results)
    }

    /// Experiments that DVC has no more, but not what was only made again.
    pub(super) fn runs_without_experiment(self, saved: &[Saved]) -> Vec<Row> {
        let names: BTreeSet<_> = saved.iter().map(|saved| &saved.name).collect();
        let runs = self.tracked.runs.iter().filter_map(|run| {
            let name = run.tags.get(EXPERIMENT_TAG)?;
            let is_new = !names.contains(name) && !is_reproduction(run);
            is_new.then_some((name, run))
        });
        let row = |(name, run): (&String, &Run)| {
            let row = Row {
                kind: Kind::Experiment,
                name: name.clone(),
                params: params_of_run(run),
                ..Row::default()
            };
            self.with_run(row, Some(run)).noted("only in the tracker")
        };
        runs.map(row).collect()
    }

    pub(super) fn versions(self) -> Vec<Row> {
        let row = |version: &ModelVersion| {
            let run = self.tracked.run(|run| run.id == version.run_id);
            let row = Row {
                kind: Kind::Version,
                name: self.tracked.name.clone(),
                version: Some(version.version),
                aliases: version.aliases.clone(),
                params: run.map(params_of_run).unwrap_or_default(),
                data_version: version.tags.get("data_version").cloned(),
                note: run.is_none().then(|| "run not found".to_owned()),
                ..Row::default()
            };
            let row = self.with_record(row, &Record::of(version));
            self.with_run(row, run)
        };
        self.tracked.versions.iter().map(row).collect()
    }

    /// The newest run that made the model with this key.
    fn of_model(&self, key: &str) -> Option<&Run> {
        self.tracked.run_with(KEY_TAG, key)
    }

    /// What the run says where nothing is said yet.
    fn with_run(self, row: Row, run: Option<&Run>) -> Row {
        let Some(run) = run else {
            return row;
        };
        let name = format!("validation_{}", self.metric.logged_name());
        let std = run.metrics.get(&format!("{name}_std")).copied();
        let mean = run.metrics.get(&name).copied();
        let mut row = self.with_record(row, &Record::of_run(run));
        row.run.get_or_insert(run.id.clone());
        row.validation = mean.map(|mean| Validation { mean, std });
        row.data_version = row
            .data_version
            .or_else(|| run.tags.get("data_version").cloned());
        let value = run
            .metrics
            .get(&format!("eval_{}", self.metric.logged_name()));
        row.test = row.test.or_else(|| {
            let (value, interval) = (*value?, None);
            Some(Score { value, interval })
        });
        row
    }

    fn with_record(self, mut row: Row, record: &Record) -> Row {
        let Some(evaluation) = &record.evaluation else {
            return row;
        };
        let value = evaluation.result.scores.get(self.metric);
        row.test = row.test.or_else(|| {
            Some(Score {
                value: value?,
                interval: evaluation.intervals.get(self.metric),
            })
        });
        row.test_rows = row.test_rows.or(Some(evaluation.test_rows));
        row.verdict = row
            .verdict
            .or_else(|| Some(evaluation.result.verdict.to_string()));
        row
    }

    /// What DVC's cache holds is what the stages wrote: it wins.
    fn with_results(self, mut row: Row, results: Results) -> Row {
        let score = results.metrics.as_ref();
        row.test = score
            .and_then(|metrics| Score::of(metrics, self.metric))
            .or(row.test);
        row.data_version = results.data_version.or(row.data_version);
        row
    }
}

/// Whether a run only made a model again.
fn is_reproduction(run: &Run) -> bool {
    let experiment = run.tags.get(EXPERIMENT_TAG);
    experiment.is_some_and(|name| provenance::is_reproduction(name))
}

impl Row {
    fn noted(mut self, note: &str) -> Self {
        self.note = Some(note.to_owned());
        self
    }
}

/// Whether DVC has locked these parameters with all that it locked.
fn is_locked(lock: &str, tree: &Node) -> bool {
    let Ok(lock) = yaml::parse(lock) else {
        return false;
    };
    let stages = lock.get("stages").map(Node::entries).unwrap_or_default();
    stages.iter().all(|stage| {
        let params = stage
            .node()
            .get("params")
            .and_then(|files| files.get(PARAMS));
        let params = params.map(Node::entries).unwrap_or_default();
        params
            .iter()
            .all(|param| tree.at(param.key()) == Some(param.node()))
    })
}

/// The values in a tree of `params.yaml`. Those of the model are as a run has them: of the chosen
/// family, with the defaults that the run names.
fn of_tree(tree: &Node) -> BTreeMap<String, String> {
    let all = flat(tree).into_iter();
    let Ok(params) = Params::check(tree, Path::new(PARAMS)) else {
        return all.collect();
    };
    let others = all.filter(|(path, _)| !path.starts_with(TRAIN));
    let used = params.train.used(&params.data.classes).into_iter();
    let used = used.filter_map(|(name, value)| Some((key(&name)?, text(&value))));
    let model = (
        format!("{TRAIN}model"),
        params.train.model_type().to_owned(),
    );
    others.chain(used).chain([model]).collect()
}

/// The params of a run by the keys of `params.yaml`.
#[must_use]
pub fn params_of_run(run: &Run) -> BTreeMap<String, String> {
    let params = run.params.iter();
    params
        .filter_map(|(name, value)| Some((key(name)?, plain(value))))
        .collect()
}

/// The key of `params.yaml` for a param of a run; none where it is no parameter.
fn key(param: &str) -> Option<String> {
    match param {
        "test_size" => Some("preprocess.test_size".to_owned()),
        "model_type" => Some(format!("{TRAIN}model")),
        name if OTHERS.contains(&name) => None,
        name if OTHER_PREFIXES.iter().any(|prefix| name.starts_with(prefix)) => None,
        name => Some(format!("{TRAIN}{name}")),
    }
}

/// As YAML has it, in which people write it.
fn text(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// Runs have Python's words.
fn plain(value: &str) -> String {
    match value {
        "None" => "null".to_owned(),
        "True" => "true".to_owned(),
        "False" => "false".to_owned(),
        other => other.to_owned(),
    }
}
