//! `make promote VERSION=3`: a person overrides the gate.

use std::env;

use mlflow::{Client, Config, ModelVersion};
use params::Params;

use crate::error::EvaluateError;
use crate::promotion::{self, Change, Outcome, Standing};
use crate::record::Record;

/// Makes a version `production`.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, has no such version, or
/// another one is promoted meanwhile.
pub fn promote(params: &Params, version: u64) -> Result<(), EvaluateError> {
    let client = Client::connect(Config::from_env()?)?;
    let name = &params.tracking.registered_model;
    let found = find(&client, name, version)?.ok_or_else(|| EvaluateError::UnknownVersion {
        name: name.clone(),
        version,
    })?;
    let standing = Standing::read(&client, name)?;
    if standing.number() == Some(version) {
        println!("production {name} version {version} already");
        return Ok(());
    }
    carry_out(
        &client,
        &standing,
        &found,
        "manual",
        standing.number(),
        Vec::new(),
    )
}

/// The version with this number, if there is one.
pub(super) fn find(
    client: &Client,
    name: &str,
    version: u64,
) -> Result<Option<ModelVersion>, EvaluateError> {
    match client.version(name, version) {
        Err(error) if error.is_not_found() => Ok(None),
        found => Ok(Some(found?)),
    }
}

/// Promotes by the same protocol as the stage, and says so.
pub(super) fn carry_out(
    client: &Client,
    standing: &Standing,
    version: &ModelVersion,
    reason: &str,
    previous: Option<u64>,
    rolled_back: Vec<String>,
) -> Result<(), EvaluateError> {
    let user = env::var("MLFLOW_TRACKING_USERNAME").ok();
    let change = Change {
        version,
        record: Record::of(version),
        reason: reason.to_owned(),
        previous,
        by: user.filter(|user| !user.is_empty()),
        rolled_back,
    };
    let number = version.version;
    match promotion::promote(client, standing, &change, None)? {
        Outcome::Promoted => {
            let instead = match standing.number() {
                Some(replaced) => format!(" instead of version {replaced}"),
                None => String::new(),
            };
            println!("production {} version {number}{instead}", version.name);
            Ok(())
        }
        Outcome::Overtaken(by) => Err(EvaluateError::Overtaken {
            version: number,
            by,
        }),
    }
}
