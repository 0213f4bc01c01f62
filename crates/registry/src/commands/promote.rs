//! `make promote VERSION=3` and `make promote RUN=…`: a person overrides the gate.

use std::fmt;

use mlflow::{Client, ModelVersion};

use crate::error::RegistryError;
use crate::production::ProductionState;
use crate::promotion::{self, Outcome, PromotionRequest};
use crate::record::Record;
use crate::runs::register_run;
use crate::versions::version;

/// What a promotion by a person came to; it prints as a line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Promoted {
    /// The registered model.
    pub name: String,
    /// The version that is `production`.
    pub version: u64,
    /// What happened.
    pub change: Change,
}

/// Whether a promotion changed anything.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// The version was `production` before.
    None,
    /// The version took the place of another one, or was the first.
    Replaced {
        /// The version that was `production` before.
        previous: Option<u64>,
        /// What a person should know although it worked.
        warning: Option<String>,
    },
}

/// Makes a version of the registered model `name` `production`; `user` does so, where
/// the tracker has users.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, has no such version, or
/// another one is promoted meanwhile.
pub fn promote(
    client: &Client,
    name: &str,
    number: u64,
    user: Option<&str>,
) -> Result<Promoted, RegistryError> {
    let found = version(client, name, number)?.ok_or_else(|| RegistryError::UnknownVersion {
        name: name.to_owned(),
        version: number,
    })?;
    promote_by_hand(client, &found, Record::of(&found), user)
}

/// Makes the model of a run `production`, as the next version of the registered model `name`
/// where it is none yet; `user` does so, where the tracker has users.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses, has no such run, the run made no model, or
/// another version is promoted meanwhile.
pub fn promote_run(
    client: &Client,
    name: &str,
    id: &str,
    user: Option<&str>,
) -> Result<Promoted, RegistryError> {
    let run = client.run(id).map_err(|error| match error {
        error if error.is_not_found() => RegistryError::UnknownRun { run: id.to_owned() },
        error => error.into(),
    })?;
    let known = client.versions_of_run(name, id)?.into_iter().next();
    let (version, record) = match known {
        Some(version) => {
            let record = Record::of(&version);
            (version, record)
        }
        // What the experiment was judged by goes along.
        None => (register_run(client, name, &run)?, Record::of_run(&run)),
    };
    promote_by_hand(client, &version, record, user)
}

fn promote_by_hand(
    client: &Client,
    version: &ModelVersion,
    record: Record,
    user: Option<&str>,
) -> Result<Promoted, RegistryError> {
    let (name, number) = (&version.name, version.version);
    let state = ProductionState::read(client, name)?;
    if state.number() == Some(number) {
        return Ok(Promoted {
            name: name.clone(),
            version: number,
            change: Change::None,
        });
    }
    let request = PromotionRequest {
        version,
        record,
        reason: "manual".to_owned(),
        previous: state.number(),
        by: user.map(str::to_owned),
        rolled_back: Vec::new(),
    };
    carry_out(client, &state, &request)
}

/// Promotes by the same protocol as evaluate.
pub(super) fn carry_out(
    client: &Client,
    state: &ProductionState,
    request: &PromotionRequest<'_>,
) -> Result<Promoted, RegistryError> {
    let ModelVersion { name, version, .. } = request.version;
    match promotion::promote(client, state, request, None)? {
        Outcome::Promoted { warning } => Ok(Promoted {
            name: name.clone(),
            version: *version,
            change: Change::Replaced {
                previous: state.number(),
                warning,
            },
        }),
        Outcome::Overtaken(by) => Err(RegistryError::Overtaken {
            version: *version,
            by,
        }),
    }
}

impl Promoted {
    /// What a person should know although it worked.
    #[must_use]
    pub fn warning(&self) -> Option<&str> {
        match &self.change {
            Change::Replaced { warning, .. } => warning.as_deref(),
            Change::None => None,
        }
    }
}

impl fmt::Display for Promoted {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "production {} version {}", self.name, self.version)?;
        match self.change {
            Change::None => write!(out, " already"),
            Change::Replaced {
                previous: Some(previous),
                ..
            } => write!(out, " instead of version {previous}"),
            Change::Replaced { previous: None, .. } => Ok(()),
        }
    }
}
