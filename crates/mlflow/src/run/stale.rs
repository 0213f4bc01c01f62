//! Runs that were left behind: no tracker ends them on its own.

use super::{RunQuery, RunStatus, close, search, with_status};
use crate::api::Api;
use crate::error::Error;
use crate::experiment::Experiment;

/// How many are ended in one go.
const LIMIT: u32 = 100;

/// Ends the running runs that carry all of `tags` as killed.
pub(crate) async fn close_stale(
    api: &Api,
    experiment: &Experiment,
    tags: &[(&str, &str)],
    reason: &str,
) -> Result<Vec<String>, Error> {
    let query = RunQuery {
        filter: with_status(RunStatus::Running, tags)?,
        order_by: Vec::new(),
        max_results: LIMIT,
    };
    let mut closed = Vec::new();
    for run in search(api, experiment, &query).await? {
        close(api, &run.id, RunStatus::Killed, Some(reason)).await?;
        closed.push(run.id);
    }
    Ok(closed)
}
