//! Starting a run that is found again although its creation was not confirmed.

use std::cell::Cell;
use std::time::Duration;

use serde_json::json;

use super::message::RunResponse;
use super::{NewRun, Run, RunQuery, RunStatus, end, search};
use crate::error::Error;
use crate::random;
use crate::tags;
use crate::time::now;
use crate::tracking::batches::{self, Tag};
use crate::tracking::experiments::Experiment;
use crate::transport::{Api, Idempotency, create_once};

/// How long a run is looked for whose creation was not confirmed in time.
const UNCONFIRMED_TIMEOUT: Duration = Duration::from_secs(4);
/// The pauses before each look: its creation may still be under way.
const UNCONFIRMED_PAUSES: [Duration; 2] = [Duration::from_millis(300), Duration::from_millis(1500)];

/// `POST runs/create`. A nonce among the tags lets a run be recognised whose creation
/// was carried out but not confirmed.
pub(crate) async fn create(api: &Api, experiment: &Experiment, new: &NewRun) -> Result<Run, Error> {
    let action = format!("create the run `{}`", new.name);
    let nonce = random::id();
    let mut all = new.tags.clone();
    all.push(Tag::new(tags::NONCE, &nonce));
    batches::check_tags(&action, &all)?;
    let body = json!({
        "experiment_id": experiment.id,
        "run_name": new.name,
        // Without it the run would begin in 1970.
        "start_time": now(),
        "tags": all,
    });
    let in_doubt = Cell::new(false);
    let create = async |api: &Api| {
        let path = "runs/create";
        let response = api.post::<RunResponse>(action.clone(), path, Idempotency::No, &body);
        let response = response.await.inspect_err(|error| {
            in_doubt.set(in_doubt.get() || error.leaves_doubt());
        })?;
        Ok(Run::from(response.run))
    };
    let find = async |api: &Api| with_nonce(api, experiment, &nonce).await;
    let created = create_once(api, create, find).await;
    if created.is_err() && in_doubt.get() {
        end_unconfirmed(api, experiment, &nonce).await;
    }
    created
}

/// The run that carries a nonce.
async fn with_nonce(api: &Api, experiment: &Experiment, nonce: &str) -> Result<Option<Run>, Error> {
    let query = RunQuery {
        filter: format!("tags.\"{}\" = '{nonce}'", tags::NONCE),
        order_by: Vec::new(),
        max_results: 1,
    };
    Ok(search(api, experiment, &query).await?.into_iter().next())
}

/// Looks for a run that was perhaps created, and ends it as failed: its creator has
/// given up and will never know its id.
async fn end_unconfirmed(api: &Api, experiment: &Experiment, nonce: &str) {
    let api = &api.with_deadline(UNCONFIRMED_TIMEOUT);
    let reason = Some("its creation was not confirmed in time");
    let work = async {
        for pause in UNCONFIRMED_PAUSES {
            tokio::time::sleep(pause).await;
            if let Ok(Some(run)) = with_nonce(api, experiment, nonce).await {
                // The error that led here is the one to report.
                let _ = end(api, &run.id, RunStatus::Failed, reason).await;
                return;
            }
        }
    };
    let _ = tokio::time::timeout(UNCONFIRMED_TIMEOUT, work).await;
}
