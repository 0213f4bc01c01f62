//! `make rollback`: returns to the previous production version.

use mlflow::{Client, ModelVersion};

use super::promote::{Promoted, carry_out};
use crate::error::RegistryError;
use crate::production::ProductionState;
use crate::promotion::PromotionRequest;
use crate::record::{Record, SHA256_TAG};
use crate::versions::version;

/// Goes back by one promotion of the registered model `name`; the next rollback goes
/// back further. `user` does so, where the tracker has users.
///
/// # Errors
///
/// When there is nothing to go back to, the tracker cannot be reached or
/// refuses, or another version is promoted meanwhile.
pub fn rollback(
    client: &Client,
    name: &str,
    user: Option<&str>,
) -> Result<Promoted, RegistryError> {
    let state = ProductionState::read(client, name)?;
    let (present, target) = present_and_target(client, name, &state)?;
    let request = PromotionRequest {
        version: &target,
        record: Record::of(&target),
        reason: "rollback".to_owned(),
        previous: Record::of(&target).promotion.and_then(|last| last.previous),
        by: user.map(str::to_owned),
        rolled_back: state.record.rolled_back_with(present.tags.get(SHA256_TAG)),
    };
    carry_out(client, &state, &request)
}

/// The version that is `production`, and the one that it replaced.
fn present_and_target<'a>(
    client: &Client,
    name: &str,
    state: &'a ProductionState,
) -> Result<(&'a ModelVersion, ModelVersion), RegistryError> {
    let none = |problem: String| RegistryError::NoRollback {
        name: name.to_owned(),
        problem,
    };
    let Some(present) = &state.version else {
        return Err(none("no version is production".to_owned()));
    };
    let number = present.version;
    let last = state.record.promotion.as_ref();
    let Some(previous) = last.and_then(|last| last.previous) else {
        return Err(none(format!("version {number} replaced none")));
    };
    match version(client, name, previous)? {
        Some(target) => Ok((present, target)),
        None => Err(none(format!(
            "version {previous}, which version {number} replaced, is not there any more"
        ))),
    }
}
