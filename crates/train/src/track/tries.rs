//! The settings that a search has tried: a run for each, below the run of the model.

use mlflow::{Batch, Metric, NewRun, Param, RunHandle};
use params::shorten;
use stage::exit::with_causes;

use super::logged;
use crate::lineage::{Lineage, try_tags};
use crate::tuning::{Found, Setting};

/// Logs each setting with its scores, by three requests, when the model is in the tracker: a run that
/// is created ends at once. Gives what a person should know if the tracker does not take them, which
/// is no reason to lose the model.
pub(crate) fn log_tries(
    run: &RunHandle,
    lineage: &Lineage,
    found: Option<&Found>,
) -> Option<String> {
    let error = log_all(run, lineage, found?).err()?;
    let error = with_causes(&error);
    Some(format!(
        "going on without the runs of settings that were tried: {error}"
    ))
}

fn log_all(run: &RunHandle, lineage: &Lineage, found: &Found) -> Result<(), mlflow::Error> {
    let tries = found.tuned.tries.iter().zip(&found.settings);
    for ((tried, setting), scores) in tries.zip(&found.scores) {
        let child = run.start_child(&NewRun {
            name: shorten::text(&tried.to_string()),
            tags: try_tags(lineage),
        })?;
        let metrics = scores.named();
        child.log(&Batch {
            params: params(setting),
            metrics: metrics
                .map(|(name, score)| Metric::new(name, score))
                .collect(),
            ..Batch::default()
        })?;
        child.finish()?;
    }
    Ok(())
}

/// What differs between the tries, and the family.
fn params(setting: &Setting) -> Vec<Param> {
    let params = setting.params.iter();
    let mut params: Vec<_> = params
        .map(|(name, value)| Param::new(name.as_str(), logged(value)))
        .collect();
    params.push(Param::new("model_type", setting.model.model_type()));
    params
}
