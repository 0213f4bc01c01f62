//! MLflow's only compare-and-set: a param, once written, keeps its value.

use super::get;
use crate::error::{Error, Fault};
use crate::tracking::batches::{self, Batch, Param};
use crate::transport::Api;

/// How a claim came out.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Claim {
    /// The value stands.
    Won,
    /// Another value was there first.
    Taken {
        /// That value.
        by: String,
    },
}

/// Writes a param, and reads which value stands if the tracker says that it
/// has another one. The same value once more is no conflict, so a repetition
/// after a lost answer wins what its first attempt won.
pub(crate) async fn claim(api: &Api, run_id: &str, key: &str, value: &str) -> Result<Claim, Error> {
    let batch = Batch {
        params: vec![Param::new(key, value)],
        ..Batch::default()
    };
    let refusal = match batches::log(api, run_id, &batch).await {
        Ok(()) => return Ok(Claim::Won),
        Err(error) if matches!(error.fault(), Some(Fault::Invalid { .. })) => error,
        Err(error) => return Err(error),
    };
    // Its words differ between versions; the param that stands tells why.
    match get(api, run_id).await?.params.remove(key) {
        Some(standing) if standing == value => Ok(Claim::Won),
        Some(by) => Ok(Claim::Taken { by }),
        // Refused for another reason, such as a run that is deleted.
        None => Err(refusal),
    }
}
