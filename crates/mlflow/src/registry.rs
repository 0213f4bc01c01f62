//! The model registry: names, versions, aliases.

mod alias;
mod location;
mod message;
mod names;
mod register;
mod search;
mod versions;

use std::collections::BTreeMap;

pub(crate) use alias::{alias, delete_alias, set_alias};
pub(crate) use location::root_of_version;
pub(crate) use register::register;
pub(crate) use search::{newest_with_tag, versions, versions_of_run};
pub(crate) use versions::{describe, set_tag, version};

/// A version of a registered model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelVersion {
    /// The registered model's name.
    pub name: String,
    /// Counted from 1 by the tracker.
    pub version: u64,
    /// Where the tracker was told that its files lie.
    pub source: String,
    /// The run that made it, empty when unknown.
    pub run_id: String,
    /// The model's id, on MLflow 3; read from the source, since the tracker does not give
    /// it on its own.
    pub model_id: Option<String>,
    /// What its page says, in Markdown; empty where nobody wrote anything.
    pub description: String,
    /// Labels by name.
    pub tags: BTreeMap<String, String>,
    /// The aliases that point to it.
    pub aliases: Vec<String>,
    /// When it was registered, in milliseconds since 1970, UTC.
    pub created: i64,
}
