//! Runs: starting, ending, reading and searching them.

mod claim;
mod message;
mod stale;

use std::cell::Cell;
use std::collections::BTreeMap;
use std::fmt::Write as _;

use reqwest::Method;
use serde_json::json;

use crate::error::Error;
use crate::time::now;
use crate::tracking::batches::{self, Batch, Tag};
use crate::tracking::experiments::Experiment;
use crate::transport::api::Api;
use crate::transport::retry::{Repeat, Schedule};
pub use claim::Claim;
pub(crate) use claim::claim;
pub(crate) use message::{Pair, by_key};
use message::{RunAnswer, SearchAnswer};
pub(crate) use stale::close_stale;

/// A run to be started.
#[derive(Debug, Clone, Default)]
pub struct NewRun {
    /// What the UI lists it as.
    pub name: String,
    /// Known from the start; see [`crate::tags`] for the names that the UI reads.
    pub tags: Vec<Tag>,
}

/// A run as the tracker knows it.
#[derive(Debug, Clone)]
pub struct Run {
    /// 32 hexadecimal digits.
    pub id: String,
    /// What the UI lists it as.
    pub name: String,
    /// The experiment it belongs to.
    pub experiment_id: String,
    /// How far it is.
    pub status: RunStatus,
    /// Where its files go, such as `mlflow-artifacts:/1/<id>/artifacts`.
    pub artifact_uri: String,
    /// Milliseconds since 1970, UTC.
    pub start_time: i64,
    /// Milliseconds since 1970, UTC; absent while it is running.
    pub end_time: Option<i64>,
    /// Settings by name.
    pub params: BTreeMap<String, String>,
    /// The last value of each metric.
    pub metrics: BTreeMap<String, f64>,
    /// Labels by name.
    pub tags: BTreeMap<String, String>,
    /// The models it made, where the tracker has models as entities.
    pub model_ids: Vec<String>,
}

/// How far a run is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunStatus {
    /// Under way, or killed without a chance to say so.
    Running,
    /// Accepted, not started.
    Scheduled,
    /// Ended well.
    Finished,
    /// Ended by an error.
    Failed,
    /// Ended by a signal.
    Killed,
    /// A word this client does not know.
    Unknown,
}

/// The tag that holds why a run ended badly.
pub const REASON_TAG: &str = "mlops.reason";
/// The tag by which a run is recognised whose creation was not confirmed.
pub(crate) const NONCE_TAG: &str = "mlops.nonce";

/// What to look for with [`crate::Client::search_runs`].
#[derive(Debug, Clone)]
pub struct RunQuery {
    /// MLflow's filter language, such as `tags."mlops.key" = 'ab12'`; empty for all.
    pub filter: String,
    /// Such as `attributes.start_time DESC`.
    pub order_by: Vec<String>,
    /// At most this many, 1 to 50000.
    pub max_results: u32,
}

impl RunStatus {
    /// MLflow's word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Running => "RUNNING",
            Self::Scheduled => "SCHEDULED",
            Self::Finished => "FINISHED",
            Self::Failed => "FAILED",
            Self::Killed => "KILLED",
            Self::Unknown => "UNKNOWN",
        }
    }

    fn from_word(word: &str) -> Self {
        match word {
            "RUNNING" => Self::Running,
            "SCHEDULED" => Self::Scheduled,
            "FINISHED" => Self::Finished,
            "FAILED" => Self::Failed,
            "KILLED" => Self::Killed,
            _ => Self::Unknown,
        }
    }
}

/// `POST runs/create`. A nonce among the tags lets a run be recognised whose
/// creation was carried out but not confirmed.
pub(crate) async fn create(api: &Api, experiment: &Experiment, new: &NewRun) -> Result<Run, Error> {
    let action = format!("create the run `{}`", new.name);
    let nonce = format!("{:032x}", fastrand::u128(..));
    let mut tags = new.tags.clone();
    tags.push(Tag::new(NONCE_TAG, &nonce));
    batches::check_tags(&action, &tags)?;
    let body = json!({
        "experiment_id": experiment.id,
        "run_name": new.name,
        // Without it the run would begin in 1970.
        "start_time": now(),
        "tags": tags,
    });
    let in_doubt = Cell::new(false);
    let create = async |api: &Api| {
        let path = "runs/create";
        let answer = api.post::<RunAnswer>(action.clone(), path, Repeat::UnlessSent, &body);
        let answer = answer.await.inspect_err(|error| {
            in_doubt.set(in_doubt.get() || error.leaves_doubt());
        })?;
        Ok(Run::from(answer.run))
    };
    let find = async |api: &Api| stale::with_nonce(api, experiment, &nonce).await;
    let created = Schedule::settle(api, create, find).await;
    if created.is_err() && in_doubt.get() {
        stale::close_unconfirmed(api, experiment, &nonce).await;
    }
    created
}

/// `GET runs/get`.
pub(crate) async fn get(api: &Api, run_id: &str) -> Result<Run, Error> {
    let action = format!("read the run `{run_id}`");
    let answer: RunAnswer = api.get(action, "runs/get", &[("run_id", run_id)]).await?;
    Ok(answer.run.into())
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
    let answer: SearchAnswer = api
        .post(action, "runs/search", Repeat::Always, &body)
        .await?;
    Ok(answer.runs.into_iter().map(Run::from).collect())
}

/// The newest finished run of an experiment that carries all of `tags`.
pub(crate) async fn newest(
    api: &Api,
    experiment: &Experiment,
    tags: &[(&str, &str)],
) -> Result<Option<Run>, Error> {
    let query = RunQuery {
        filter: with_status(RunStatus::Finished, tags)?,
        order_by: vec!["attributes.start_time DESC".to_owned()],
        max_results: 1,
    };
    Ok(search(api, experiment, &query).await?.into_iter().next())
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

/// `POST runs/update`, then the reason: the end is what matters, so nothing
/// comes before it, and a reason that cannot be written is no error.
pub(crate) async fn close(
    api: &Api,
    run_id: &str,
    status: RunStatus,
    reason: Option<&str>,
) -> Result<(), Error> {
    let body = json!({"run_id": run_id, "status": status.as_str(), "end_time": now()});
    let action = format!("end the run `{run_id}` as {}", status.as_str());
    api.write(action, Method::POST, "runs/update", Repeat::Always, &body)
        .await?;
    if let Some(reason) = reason {
        let short: String = reason.chars().take(batches::TAG_VALUE_LIMIT).collect();
        let batch = Batch {
            tags: vec![Tag::new(REASON_TAG, &short)],
            ..Batch::default()
        };
        let _ = batches::log(api, run_id, &batch).await;
    }
    Ok(())
}

/// A value in MLflow's filter language, which has no escape for its quotes.
pub(crate) fn quoted(action: &str, value: &str) -> Result<String, Error> {
    match (value.contains('\''), value.contains('"')) {
        (false, _) => Ok(format!("'{value}'")),
        (true, false) => Ok(format!("\"{value}\"")),
        (true, true) => Err(Error::Refused {
            action: action.to_owned(),
            problem: format!(
                "`{value}` holds both kinds of quotes, which MLflow's filters cannot express"
            ),
        }),
    }
}
