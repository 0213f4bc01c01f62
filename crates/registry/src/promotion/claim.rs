//! Who may replace the present production: one claim, one winner.

use std::thread;
use std::time::{Duration, Instant};

use mlflow::{Claim, Client, Fault, ModelVersion};
use rand::RngCore;
use rand::rngs::OsRng;

use crate::error::RegistryError;
use crate::production::ProductionState;

/// How long the alias may take to move after somebody else's claim, before the
/// claim counts as that of a process that died.
const CLAIM_TIMEOUT: Duration = Duration::from_secs(5);
/// How often the alias is looked at meanwhile.
const POLL_INTERVAL: Duration = Duration::from_millis(200);
/// How many others may claim one after the other while this one waits.
const ROUNDS: u32 = 5;
/// What the names of such params begin with; a number follows.
const PREFIX: &str = "mlops.successor.";

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
    format!("{PREFIX}{number}")
}

/// What is written there: also two processes with the same version differ.
pub(crate) fn claim_value(version: u64) -> String {
    format!("version {version} {:08x}", OsRng.next_u32())
}

/// Claims the succession of `state`, or says what is there now.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, or no run is left to hold the
/// claim.
pub(super) fn claim(
    client: &Client,
    state: &ProductionState,
    version: &ModelVersion,
) -> Result<Result<Claimed, ProductionState>, RegistryError> {
    let value = claim_value(version.version);
    let mut number = state.record.number() + 1;
    for _ in 0..ROUNDS {
        let since = Instant::now();
        let (claim, run) = claim_number(client, state, version, number, &value)?;
        if claim == Claim::Won {
            return Ok(Ok(Claimed { number, since }));
        }
        // Read before the wait: what is claimed during it is not dead after it.
        let last = last_claim(client, &run)?;
        if let Some(now) = wait(client, state, &version.name)? {
            return Ok(Err(now));
        }
        number = last.max(number) + 1;
    }
    Err(RegistryError::Claims {
        version: version.version,
        key: claim_key(number - 1),
    })
}

/// The highest number that is claimed. Many processes may have died on the same
/// production; one wait is enough for all of them.
fn last_claim(client: &Client, run: &str) -> Result<u64, mlflow::Error> {
    let params = client.run(run)?.params;
    let numbers = params
        .keys()
        .filter_map(|key| key.strip_prefix(PREFIX)?.parse().ok());
    Ok(numbers.max().unwrap_or(0))
}

/// What replaced `state`, or nothing if that takes too long.
fn wait(
    client: &Client,
    state: &ProductionState,
    name: &str,
) -> Result<Option<ProductionState>, mlflow::Error> {
    let since = Instant::now();
    while since.elapsed() < CLAIM_TIMEOUT {
        let now = ProductionState::read(client, name)?;
        if !now.is_still(state) {
            return Ok(Some(now));
        }
        thread::sleep(POLL_INTERVAL);
    }
    Ok(None)
}

/// Claims on the run of the production version. Where there is none, or its run
/// is deleted, all look at the same other run: that of the model's first version.
/// The run goes along.
fn claim_number(
    client: &Client,
    state: &ProductionState,
    version: &ModelVersion,
    number: u64,
    value: &str,
) -> Result<(Claim, String), RegistryError> {
    let key = claim_key(number);
    let holder = state.version.as_ref();
    if let Some(holder) = holder.filter(|holder| !holder.run_id.is_empty()) {
        match client.claim(&holder.run_id, &key, value) {
            Err(error) if is_gone(&error) => {}
            claimed => return Ok((claimed?, holder.run_id.clone())),
        }
    }
    let versions = client.versions(&version.name)?;
    let first = versions.iter().min_by_key(|version| version.version);
    let first = first.unwrap_or(version);
    match client.claim(&first.run_id, &key, value) {
        Err(error) if is_gone(&error) => Err(RegistryError::NoClaim {
            version: version.version,
            run: first.run_id.clone(),
            first: first.version,
        }),
        claimed => Ok((claimed?, first.run_id.clone())),
    }
}

/// Whether a run cannot be written to: deleted, or deleted for good.
pub(crate) fn is_gone(error: &mlflow::Error) -> bool {
    let fault = error.fault();
    fault.is_some_and(|fault| matches!(fault, Fault::NotFound { .. } | Fault::RunDeleted { .. }))
}
