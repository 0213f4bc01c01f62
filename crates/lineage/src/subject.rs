//! What is asked about.

use mlflow::{Client, ModelVersion, Run, RunQuery};
use params::Tracking;
use params::suggest::did_you_mean;

use crate::error::LineageError;
use crate::short;

/// How many runs are looked at: the newest.
const MOST_RUNS: u32 = 5_000;
/// How many digits the id of a run has.
const ID: usize = 32;
/// How many names a message lists.
const LISTED: usize = 3;

/// What a person asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The version with this number.
    Version(u64),
    /// The run with this id, the beginning of it, or this name.
    Run(String),
    /// The data with this version, or the file with this MD5; the beginning of one is enough.
    Data(String),
}

/// The version with this number; without one, what is `production`, or else the newest.
pub(crate) fn version<'a>(
    versions: &'a [ModelVersion],
    name: &str,
    number: Option<u64>,
) -> Result<&'a ModelVersion, LineageError> {
    let is_production =
        |version: &&ModelVersion| version.aliases.iter().any(|alias| alias == "production");
    let found = match number {
        Some(number) => versions.iter().find(|version| version.version == number),
        None => versions.iter().find(is_production).or(versions.first()),
    };
    let name = name.to_owned();
    match (found, number) {
        (Some(found), _) => Ok(found),
        (None, Some(version)) if !versions.is_empty() => Err(LineageError::UnknownVersion {
            name,
            version,
            nearest: nearest(versions, version),
        }),
        _ => Err(LineageError::Nothing { name }),
    }
}

fn nearest(versions: &[ModelVersion], number: u64) -> String {
    let mut numbers: Vec<_> = versions.iter().map(|version| version.version).collect();
    numbers.sort_by_key(|other| (other.abs_diff(number), *other));
    listed(numbers.iter().map(u64::to_string))
}

pub(crate) fn listed(names: impl Iterator<Item = String>) -> String {
    names.take(LISTED).collect::<Vec<_>>().join(", ")
}

/// The run that `typed` names.
pub(crate) fn run(client: &Client, names: &Tracking, typed: &str) -> Result<Run, LineageError> {
    if typed.len() == ID && typed.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        match client.run(typed) {
            Err(error) if error.is_not_found() => {}
            found => return Ok(found?),
        }
    }
    let runs = runs(client, names)?;
    let called = runs
        .iter()
        .find(|run| run.name == typed || plain_name(run) == typed);
    let begin_so: Vec<_> = runs
        .iter()
        .filter(|run| run.id.starts_with(typed))
        .collect();
    match (called, &begin_so[..]) {
        (Some(run), _) => Ok(run.clone()),
        (None, [run]) => Ok((*run).clone()),
        (None, []) => {
            let known = runs
                .iter()
                .flat_map(|run| [plain_name(run), run.id.as_str()]);
            let hint = match did_you_mean(typed, known) {
                hint if hint.is_empty() && !runs.is_empty() => {
                    let newest = runs
                        .iter()
                        .map(|run| format!("`{}` ({})", plain_name(run), short(&run.id)));
                    format!("; the newest are {}", listed(newest))
                }
                hint => hint,
            };
            Err(LineageError::UnknownRun {
                run: typed.to_owned(),
                experiment: names.experiment.clone(),
                hint,
            })
        }
        (None, many) => Err(LineageError::ManyRuns {
            run: typed.to_owned(),
            count: many.len(),
        }),
    }
}

/// The name of a run without the score that evaluate adds.
pub(crate) fn plain_name(run: &Run) -> &str {
    run.name.split(" (").next().unwrap_or(&run.name)
}

/// The newest runs of the experiment of MLflow.
pub(crate) fn runs(client: &Client, names: &Tracking) -> Result<Vec<Run>, mlflow::Error> {
    let query = RunQuery {
        filter: String::new(),
        order_by: vec!["attributes.start_time DESC".to_owned()],
        max_results: MOST_RUNS,
    };
    let experiment = client.find_experiment(&names.experiment)?;
    let runs = experiment.map(|experiment| client.search_runs(&experiment, &query));
    Ok(runs.transpose()?.unwrap_or_default())
}
