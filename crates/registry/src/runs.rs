//! Runs whose model is in the tracker and not in the registry: those of experiments.

use mlflow::{Client, LoggedModel, ModelVersion, Run, RunQuery, RunStatus, Tag};
use provenance::{EXPERIMENT_TAG, is_reproduction};
use stage::metadata::KEY_TAG;

use crate::error::RegistryError;
use crate::record::SHA256_TAG;

/// What a version takes over from its run.
const VERSION_TAGS: [&str; 4] = [KEY_TAG, SHA256_TAG, "data_version", EXPERIMENT_TAG];

/// How many runs of one model are looked at, of the newest.
const MOST_RUNS: u32 = 100;

/// The newest finished run of the experiment `experiment` of MLflow that made the model with
/// this key, a digest: one of the experiment `own` of DVC before all others, and what was only made
/// again behind them.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses.
pub fn find_run(
    client: &Client,
    experiment: &str,
    key: &str,
    own: Option<&str>,
) -> Result<Option<Run>, mlflow::Error> {
    let Some(experiment) = client.find_experiment(experiment)? else {
        return Ok(None);
    };
    let query = RunQuery {
        filter: format!("attributes.status = 'FINISHED' and tags.\"{KEY_TAG}\" = '{key}'"),
        order_by: vec!["attributes.start_time DESC".to_owned()],
        max_results: MOST_RUNS,
    };
    let runs = client.search_runs(&experiment, &query)?;
    // Of equals, that is the first.
    Ok(runs.into_iter().min_by_key(|run| rank(run, own)))
}

/// The smaller, the better.
fn rank(run: &Run, own: Option<&str>) -> u8 {
    match run.tags.get(EXPERIMENT_TAG).map(String::as_str) {
        Some(name) if Some(name) == own => 0,
        Some(name) if is_reproduction(name) => 2,
        _ => 1,
    }
}

/// Registers the model that `run` made as the next version of `name`.
///
/// # Errors
///
/// When the run has not finished or made no model, or the tracker cannot be reached or refuses.
pub fn register_run(client: &Client, name: &str, run: &Run) -> Result<ModelVersion, RegistryError> {
    let refused = |problem: &str| RegistryError::NoModel {
        run: run.id.clone(),
        problem: problem.to_owned(),
    };
    if run.status != RunStatus::Finished {
        return Err(refused("it has not finished"));
    }
    let model = LoggedModel::of_run(run).filter(|_| run.tags.contains_key(KEY_TAG));
    let model = model.ok_or_else(|| refused("it is no run of train"))?;
    let tags = VERSION_TAGS.into_iter();
    let tags = tags.filter_map(|name| Some(Tag::new(name, run.tags.get(name)?)));
    Ok(client.register(name, &model, &tags.collect::<Vec<_>>())?)
}
