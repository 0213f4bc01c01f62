//! Where a version or a run comes from, and what was made of a dataset.
//!
//! All of it is in the tracker: versions and their tags, runs, and the record that each run has
//! (`lineage/run.json`). Whatever there is of them, a few requests are enough.
//!
//! # Layout
//!
//! From the inside out: each module uses only those above it, and `error`.
//!
//! - `tree`: lines under lines, as a person reads them.
//! - `subject`: what is asked about, and what to say of what is not there.
//! - `back`: from a version or a run to code, image, data and parameters.
//! - `records`: the data of versions, by the records of their runs.
//! - `forward`: from data to every version that was trained on it.
//! - `error`: what can go wrong.

mod back;
mod error;
mod forward;
mod records;
mod subject;
mod tree;

use std::fmt;

use mlflow::Client;
use params::Tracking;
use serde_json::Value;

use back::Back;
pub use error::LineageError;
use forward::Forward;
pub use subject::Subject;

/// How many digits of a digest are shown.
const DIGITS: usize = 8;

/// What there is to tell; it prints as a tree.
#[derive(Debug)]
pub struct Lineage(Direction);

#[derive(Debug)]
enum Direction {
    Back(Box<Back>),
    Forward(Forward),
}

/// Asks the tracker about `subject`; without one, about the version that is `production`, or else the newest.
///
/// # Errors
///
/// When it is not there, the tracker cannot be reached or refuses, or a record cannot be read.
pub fn lineage(
    client: &Client,
    names: &Tracking,
    subject: Option<&Subject>,
) -> Result<Lineage, LineageError> {
    let versions = client.versions(&names.registered_model)?;
    Ok(Lineage(match subject {
        Some(Subject::Data(data)) => {
            Direction::Forward(Forward::of(client, names, &versions, data)?)
        }
        Some(Subject::Run(run)) => {
            let run = subject::run(client, names, run)?;
            Direction::Back(Box::new(Back::of_run(client, names, &versions, run)?))
        }
        Some(Subject::Version(_)) | None => {
            let typed = match subject {
                Some(Subject::Version(typed)) => Some(typed.as_str()),
                _ => None,
            };
            let version = subject::version(&versions, &names.registered_model, typed)?;
            let run = client.run(&version.run_id)?;
            Direction::Back(Box::new(
                Back::of_run(client, names, &versions, run)?.with(version),
            ))
        }
    }))
}

impl Lineage {
    /// One document of JSON with all of it.
    #[must_use]
    pub fn json(&self) -> String {
        let value: Value = match &self.0 {
            Direction::Back(back) => back.json(),
            Direction::Forward(forward) => forward.json(),
        };
        format!("{value:#}")
    }
}

/// Without a line end at the end.
impl fmt::Display for Lineage {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let tree = match &self.0 {
            Direction::Back(back) => back.tree(),
            Direction::Forward(forward) => forward.tree(),
        };
        tree.fmt(out)
    }
}

/// The first digits of a digest.
fn short(digest: &str) -> &str {
    digest.get(..DIGITS).unwrap_or(digest)
}

#[cfg(test)]
mod tests;
