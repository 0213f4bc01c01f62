//! Runs that were left behind: no tracker ends them on its own.

use std::time::Duration;

use super::{NONCE_TAG, Run, RunQuery, RunStatus, close, search, with_status};
use crate::error::Error;
use crate::tracking::experiments::Experiment;
use crate::transport::api::Api;

/// How many are ended in one go.
const LIMIT: u32 = 100;

/// How long a run is looked for whose creation was not confirmed in time.
const LAST_LOOK: Duration = Duration::from_secs(4);
/// How long its creation may still be under way.
const UNDER_WAY: [Duration; 2] = [Duration::from_millis(300), Duration::from_millis(1500)];

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

/// The run that carries a nonce.
pub(super) async fn with_nonce(
    api: &Api,
    experiment: &Experiment,
    nonce: &str,
) -> Result<Option<Run>, Error> {
    let query = RunQuery {
        filter: format!("tags.\"{NONCE_TAG}\" = '{nonce}'"),
        order_by: Vec::new(),
        max_results: 1,
    };
    Ok(search(api, experiment, &query).await?.into_iter().next())
}

/// Looks for a run that was perhaps created, and ends it as failed: its
/// creator has given up and will never know its id.
pub(super) async fn close_unconfirmed(api: &Api, experiment: &Experiment, nonce: &str) {
    let api = &api.hurried(LAST_LOOK);
    let reason = Some("its creation was not confirmed in time");
    let work = async {
        for wait in UNDER_WAY {
            tokio::time::sleep(wait).await;
            if let Ok(Some(run)) = with_nonce(api, experiment, nonce).await {
                // The error that led here is the one to report.
                let _ = close(api, &run.id, RunStatus::Failed, reason).await;
                return;
            }
        }
    };
    let _ = tokio::time::timeout(LAST_LOOK, work).await;
}
