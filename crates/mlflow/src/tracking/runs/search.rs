//! Reading one run, and searching many.

use serde_json::json;

use super::message::{RunResponse, SearchResponse};
use super::{Run, RunQuery};
use crate::error::Error;
use crate::tracking::experiments::Experiment;
use crate::transport::{Api, Idempotency};

/// `GET runs/get`.
pub(crate) async fn get(api: &Api, run_id: &str) -> Result<Run, Error> {
    let action = format!("read the run `{run_id}`");
    let response: RunResponse = api.get(action, "runs/get", &[("run_id", run_id)]).await?;
    Ok(response.run.into())
}

/// `POST runs/search`.
pub(crate) async fn search(
    api: &Api,
    experiment: &Experiment,
    query: &RunQuery,
) -> Result<Vec<Run>, Error> {
    let action = format!("search the runs of experiment `{}`", experiment.name);
    let body = json!({
        "experiment_ids": [experiment.id],
        "filter": query.filter,
        "order_by": query.order_by,
        "max_results": query.max_results,
    });
    let response: SearchResponse = api
        .post(action, "runs/search", Idempotency::Yes, &body)
        .await?;
    Ok(response.runs.into_iter().map(Run::from).collect())
}
