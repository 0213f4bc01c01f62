//! Who may replace the present production: one claim, one winner.

use std::thread;
use std::time::{Duration, Instant};

use mlflow::{Claim, Client, Fault, ModelVersion};

use super::Standing;
use crate::error::EvaluateError;

/// How long the alias may take to move after somebody else's claim, before the
/// claim counts as that of a process that died.
const PATIENCE: Duration = Duration::from_secs(5);
/// How often the alias is looked at meanwhile.
const GLANCE: Duration = Duration::from_millis(200);
/// So many processes in a row do not die; something else is wrong.
const DEAD: u64 = 5;

/// A claim that was won.
#[derive(Clone, Copy, Debug)]
pub struct Claimed {
    /// The number that the promotion has.
    pub number: u64,
    /// When it was asked for.
    pub since: Instant,
}

/// The param that the promotion with this number is claimed by.
#[must_use]
pub fn claim_key(number: u64) -> String {
    format!("mlops.successor.{number}")
}

/// What is written there: also two processes with the same version differ.
#[must_use]
pub fn claim_value(version: u64) -> String {
    format!("version {version} {:08x}", fastrand::u32(..))
}

/// Claims the succession of `standing`, or says what is there now.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or no run is left to hold the
/// claim.
pub fn claim(
    client: &Client,
    standing: &Standing,
    version: &ModelVersion,
) -> Result<Result<Claimed, Standing>, EvaluateError> {
    let value = claim_value(version.version);
    let first = standing.record.number() + 1;
    for number in first..first + DEAD {
        let since = Instant::now();
        match claim_number(client, standing, version, number, &value)? {
            Claim::Won => return Ok(Ok(Claimed { number, since })),
            Claim::Taken { .. } => {
                if let Some(now) = wait(client, standing, &version.name)? {
                    return Ok(Err(now));
                }
            }
        }
    }
    Err(EvaluateError::Claims {
        version: version.version,
        key: claim_key(first + DEAD - 1),
    })
}

/// What replaced `standing`, or nothing if that takes too long.
fn wait(
    client: &Client,
    standing: &Standing,
    name: &str,
) -> Result<Option<Standing>, mlflow::Error> {
    let since = Instant::now();
    while since.elapsed() < PATIENCE {
        let now = Standing::read(client, name)?;
        if !now.is_still(standing) {
            return Ok(Some(now));
        }
        thread::sleep(GLANCE);
    }
    Ok(None)
}

/// Claims on the run of the production version. Where there is none, or its run
/// is deleted, all look at the same other run: that of the model's first version.
fn claim_number(
    client: &Client,
    standing: &Standing,
    version: &ModelVersion,
    number: u64,
    value: &str,
) -> Result<Claim, EvaluateError> {
    let key = claim_key(number);
    let holder = standing.version.as_ref();
    if let Some(holder) = holder.filter(|holder| !holder.run_id.is_empty()) {
        match client.claim(&holder.run_id, &key, value) {
            Err(error) if is_gone(&error) => {}
            claimed => return Ok(claimed?),
        }
    }
    let versions = client.versions(&version.name)?;
    let first = versions.iter().min_by_key(|version| version.version);
    let first = first.unwrap_or(version);
    match client.claim(&first.run_id, &key, value) {
        Err(error) if is_gone(&error) => Err(EvaluateError::NoClaim {
            version: version.version,
            run: first.run_id.clone(),
            first: first.version,
        }),
        claimed => Ok(claimed?),
    }
}

/// Whether a run cannot be written to: deleted, or deleted for good.
#[must_use]
pub fn is_gone(error: &mlflow::Error) -> bool {
    let fault = error.fault();
    fault.is_some_and(|fault| matches!(fault, Fault::NotFound { .. } | Fault::RunDeleted { .. }))
}
