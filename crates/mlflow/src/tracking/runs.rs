//! Runs: starting, ending, reading and searching them.

mod claim;
mod create;
mod end;
mod message;
mod search;

use std::collections::BTreeMap;

use super::batches::Tag;
pub use claim::Claim;
pub(crate) use claim::claim;
pub(crate) use create::create;
pub(crate) use end::{close_stale, end};
pub(crate) use message::{KeyValue, to_map};
pub(crate) use search::{get, search};

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
    /// The ids of the models it made, on MLflow 3.
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
    pub(crate) fn as_str(self) -> &'static str {
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
