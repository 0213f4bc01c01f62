//! What is asked about.

use mlflow::{Client, ModelVersion, Run, RunQuery};
use params::suggest::did_you_mean;
use params::{Tracking, shorten};

use crate::error::LineageError;
use crate::short;

/// How many runs are looked at: the newest.
pub(crate) const MOST_RUNS: u32 = 5_000;
/// How many digits the id of a run has.
const ID: usize = 32;
/// How many names a message lists.
const LISTED: usize = 3;
/// What is asked about where nothing is named.
const PRODUCTION: &str = "production";

/// What a person asks about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// The version with this number, or to which this alias points.
    Version(String),
    /// The run with this id, the beginning of it, or this name.
    Run(String),
    /// The data with this version, or the file with this MD5; the beginning of one is enough.
    Data(String),
}

/// The version that `typed` names by its number or an alias; without it, what is `production`, or else the
/// newest.
pub(crate) fn version<'a>(
    versions: &'a [ModelVersion],
    name: &str,
    typed: Option<&str>,
) -> Result<&'a ModelVersion, LineageError> {
    let named = |text: &str| {
        let number = text.parse().ok();
        let is_it = |version: &&ModelVersion| {
            number == Some(version.version) || version.aliases.iter().any(|alias| alias == text)
        };
        versions.iter().find(is_it)
    };
    let found = match typed {
        Some(typed) => named(typed),
        None => named(PRODUCTION).or(versions.first()),
    };
    let name = name.to_owned();
    match (found, typed) {
        (Some(found), _) => Ok(found),
        (None, Some(typed)) if !versions.is_empty() => Err(LineageError::UnknownVersion {
            name,
            version: shorten::text(typed),
            hint: hint(versions, typed),
        }),
        _ => Err(LineageError::Nothing { name }),
    }
}

/// The end of a message: which versions or aliases there are.
fn hint(versions: &[ModelVersion], typed: &str) -> String {
    if let Ok(number) = typed.parse::<u64>() {
        let mut numbers: Vec<_> = versions.iter().map(|version| version.version).collect();
        numbers.sort_by_key(|other| (other.abs_diff(number), *other));
        let nearest = listed(numbers.iter().map(u64::to_string));
        return format!("; the nearest are {nearest}");
    }
    let aliases = versions.iter().flat_map(|version| &version.aliases);
    let aliases: Vec<_> = aliases.map(String::as_str).collect();
    match did_you_mean(typed, aliases.iter().copied()) {
        hint if !hint.is_empty() => hint,
        _ if aliases.is_empty() => "; it has no aliases, so name a number".to_owned(),
        _ => format!("; its aliases are {}", shorten::list(aliases)),
    }
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
    let matching = |is_it: &dyn Fn(&Run) -> bool| -> Vec<&Run> {
        runs.iter().filter(|run| is_it(run)).collect()
    };
    let called = matching(&|run| run.name == typed);
    // evaluate adds the score to a name, which nobody has to type.
    let called = match &called[..] {
        [_] => called,
        _ => matching(&|run| run.name == typed || plain_name(run) == typed),
    };
    let begin_so = matching(&|run| run.id.starts_with(typed));
    let many = |found: &[&Run], how| LineageError::ManyRuns {
        run: shorten::text(typed),
        count: found.len(),
        how,
        candidates: candidates(found),
    };
    match (&called[..], &begin_so[..]) {
        ([run], _) | ([], [run]) => Ok((*run).clone()),
        ([], []) => Err(unknown(&runs, names, typed)),
        ([], found) => Err(many(found, "begin so")),
        (found, _) => Err(many(found, "are called so")),
    }
}

fn unknown(runs: &[Run], names: &Tracking, typed: &str) -> LineageError {
    let known = runs
        .iter()
        .flat_map(|run| [plain_name(run), run.id.as_str()]);
    let mut hint = did_you_mean(typed, known);
    if hint.is_empty() && !runs.is_empty() {
        let newest = runs
            .iter()
            .map(|run| format!("`{}` ({})", plain_name(run), short(&run.id)));
        hint = format!("; the newest are {}", listed(newest));
    }
    let cut_off = if are_cut_off(runs) {
        format!("; only the newest {MOST_RUNS} were looked at, and others need all of their id")
    } else {
        String::new()
    };
    LineageError::UnknownRun {
        run: shorten::text(typed),
        experiment: names.experiment.clone(),
        hint: hint + &cut_off,
    }
}

/// The id and the name of each, and how many are left out.
fn candidates(runs: &[&Run]) -> String {
    let told = runs.iter().map(|run| format!("{} `{}`", run.id, run.name));
    match runs.len().saturating_sub(LISTED) {
        0 => listed(told),
        more => format!("{} and {more} more", listed(told)),
    }
}

/// Whether there may be runs besides these, which are older.
pub(crate) fn are_cut_off(runs: &[Run]) -> bool {
    u32::try_from(runs.len()).is_ok_and(|count| count >= MOST_RUNS)
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
