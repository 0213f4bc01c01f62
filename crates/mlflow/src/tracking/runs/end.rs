//! Ending runs: one's own, and those that were left behind.

use std::fmt::Write as _;

use reqwest::Method;
use serde_json::json;

use super::{RunQuery, RunStatus, search};
use crate::error::Error;
use crate::tags::END_REASON;
use crate::time::now;
use crate::tracking::batches::{self, Batch, Tag};
use crate::tracking::experiments::Experiment;
use crate::tracking::filter::quoted;
use crate::transport::{Api, Idempotency};

/// How many stale runs are ended in one go.
const STALE_LIMIT: u32 = 100;

/// `POST runs/update`, then the reason: the end is what matters, so nothing comes before
/// it, and a reason that cannot be written is no error.
pub(crate) async fn end(
    api: &Api,
    run_id: &str,
    status: RunStatus,
    reason: Option<&str>,
) -> Result<(), Error> {
    let body = json!({"run_id": run_id, "status": status.as_str(), "end_time": now()});
    let action = format!("end the run `{run_id}` as {}", status.as_str());
    api.write(action, Method::POST, "runs/update", Idempotency::Yes, &body)
        .await?;
    if let Some(reason) = reason {
        let short: String = reason.chars().take(batches::TAG_VALUE_LIMIT).collect();
        let batch = Batch {
            tags: vec![Tag::new(END_REASON, &short)],
            ..Batch::default()
        };
        let _ = batches::log(api, run_id, &batch).await;
    }
    Ok(())
}

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
        max_results: STALE_LIMIT,
    };
    let mut closed = Vec::new();
    for run in search(api, experiment, &query).await? {
        end(api, &run.id, RunStatus::Killed, Some(reason)).await?;
        closed.push(run.id);
    }
    Ok(closed)
}

/// A filter for runs of one status that carry all of `tags`.
fn with_status(status: RunStatus, tags: &[(&str, &str)]) -> Result<String, Error> {
    let mut filter = format!("attributes.status = '{}'", status.as_str());
    for (name, value) in tags {
        let quoted = quoted(&format!("search for the tag `{name}`"), value)?;
        let _ = write!(filter, " and tags.\"{name}\" = {quoted}");
    }
    Ok(filter)
}
