//! `make rollback`: the version is `production` again that the present one replaced.

use mlflow::{Client, Config};
use params::Params;

use super::promote::{carry_out, find};
use crate::error::EvaluateError;
use crate::promotion::Standing;
use crate::record::{Record, SHA256_TAG};

/// Goes back by one promotion; the next rollback goes back further.
///
/// # Errors
///
/// When there is nothing to go back to, the tracker cannot be reached or
/// refuses, or another version is promoted meanwhile.
pub fn rollback(params: &Params) -> Result<(), EvaluateError> {
    let client = Client::connect(Config::from_env()?)?;
    let name = &params.tracking.registered_model;
    let none = |problem: String| EvaluateError::NoRollback {
        name: name.clone(),
        problem,
    };
    let standing = Standing::read(&client, name)?;
    let Some(present) = &standing.version else {
        return Err(none("no version is production".to_owned()));
    };
    let number = present.version;
    let previous = standing
        .record
        .promoted
        .as_ref()
        .and_then(|last| last.previous);
    let Some(previous) = previous else {
        return Err(none(format!("version {number} replaced none")));
    };
    let Some(target) = find(&client, name, previous)? else {
        return Err(none(format!(
            "version {previous}, which version {number} replaced, is not there any more"
        )));
    };
    let further = Record::of(&target).promoted.and_then(|last| last.previous);
    let left = standing
        .record
        .rolled_back_with(present.tags.get(SHA256_TAG));
    carry_out(&client, &standing, &target, "rollback", further, left)
}
