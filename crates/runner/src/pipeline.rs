//! `dvc.yaml` as far as starting a stage needs it: what its entry reads and writes.

mod entry;
mod memory;
mod template;

use std::io;
use std::path::Path;

use params::shorten;
use params::text;
use params::yaml::{self, Node, YamlError};

pub use entry::{Params, StageEntry};
pub use memory::Memory;
use template::Values;

/// The file that describes the pipeline.
pub const DVC_YAML: &str = "dvc.yaml";
/// The stages that the project comes with; their parameters have sections at the top of params.yaml.
const BUNDLED: [&str; 4] = ["ingest", "preprocess", "train", "evaluate"];
/// Where DVC looks for the values of templates, and for a parameter that names no file.
pub(crate) const PARAMS_YAML: &str = "params.yaml";

/// `dvc.yaml` cannot be used to start a stage.
#[derive(Debug, thiserror::Error)]
pub enum PipelineError {
    /// The file cannot be read.
    #[error("read `{DVC_YAML}`: {0}; run this in the root of a checkout")]
    Unreadable(#[source] io::Error),
    /// The file was read and is wrong.
    #[error("read `{DVC_YAML}`: {0}")]
    Malformed(#[source] YamlError),
    /// The values of its templates cannot be read.
    #[error("read `{PARAMS_YAML}`: {0}")]
    ParamsUnreadable(#[source] io::Error),
    /// The values of its templates were read and are wrong.
    #[error("read `{PARAMS_YAML}`: {0}")]
    ParamsMalformed(#[source] YamlError),
    /// The file has no such stage.
    #[error(
        "find the stage `{name}` in `{DVC_YAML}`: expected one of {}",
        shorten::list(known.iter().map(String::as_str))
    )]
    UnknownStage {
        /// The name looked for.
        name: String,
        /// The stages that are there.
        known: Vec<String>,
    },
}

/// The entry of the stage `name` in the `dvc.yaml` of the checkout at `root`.
///
/// # Errors
///
/// When the file cannot be read, has no such stage, or the entry holds what only DVC can
/// resolve.
pub fn stage(root: &Path, name: &str) -> Result<StageEntry, PipelineError> {
    let text = text::read(&root.join(DVC_YAML)).map_err(PipelineError::Unreadable)?;
    let file = yaml::parse(&text).map_err(PipelineError::Malformed)?;
    let values = Values::of(root, &text)?;
    let stages = file.get("stages").map(Node::entries).unwrap_or_default();
    match stages.iter().find(|stage| stage.key() == name) {
        Some(stage) => {
            let entry = StageEntry::read(name, stage.node(), &values);
            entry.map_err(PipelineError::Malformed)
        }
        None => Err(unknown(
            name,
            stages.iter().map(|stage| stage.key().to_owned()),
        )),
    }
}

/// Whether the stage `name`, or one that DVC runs before it, speaks to a tracker.
///
/// # Errors
///
/// As [`stage`], of all stages.
pub(crate) fn needs_tracker(root: &Path, name: &str) -> Result<bool, PipelineError> {
    let names = names(root)?.into_iter();
    let stages: Vec<_> = names
        .map(|name| stage(root, &name))
        .collect::<Result<_, _>>()?;
    let known = stages.iter().map(|stage| stage.name.clone());
    if !stages.iter().any(|stage| stage.name == name) {
        return Err(unknown(name, known));
    }
    Ok(up_to(&stages, name).any(|stage| stage.uses_tracker))
}

fn unknown(name: &str, known: impl Iterator<Item = String>) -> PipelineError {
    PipelineError::UnknownStage {
        name: name.to_owned(),
        known: known.collect(),
    }
}

/// The stage `name` and all that its data comes from.
fn up_to<'a>(stages: &'a [StageEntry], name: &str) -> impl Iterator<Item = &'a StageEntry> {
    let mut found: Vec<_> = stages.iter().filter(|stage| stage.name == name).collect();
    let mut looked_at = 0;
    while let Some(stage) = found.get(looked_at) {
        let before = stages.iter().filter(|other| stage.reads_from(other));
        let new: Vec<_> = before.filter(|other| !found.contains(other)).collect();
        found.extend(new);
        looked_at += 1;
    }
    found.into_iter()
}

/// The stages in the `dvc.yaml` of the checkout at `root`, in its order.
///
/// # Errors
///
/// When the file cannot be read.
pub(crate) fn names(root: &Path) -> Result<Vec<String>, PipelineError> {
    let text = text::read(&root.join(DVC_YAML)).map_err(PipelineError::Unreadable)?;
    let file = yaml::parse(&text).map_err(PipelineError::Malformed)?;
    let stages = file.get("stages").map(Node::entries).unwrap_or_default();
    Ok(stages.iter().map(|stage| stage.key().to_owned()).collect())
}

/// The stages in the `dvc.yaml` of the checkout at `root` that the project did not come with, in its
/// order; nothing where there is no such file, as outside of a checkout.
///
/// # Errors
///
/// When the file cannot be read.
pub(crate) fn added(root: &Path) -> Result<Option<Vec<String>>, PipelineError> {
    let mut names = match names(root) {
        Err(PipelineError::Unreadable(error)) if error.kind() == io::ErrorKind::NotFound => {
            return Ok(None);
        }
        names => names?,
    };
    names.retain(|name| !BUNDLED.contains(&name.as_str()));
    Ok(Some(names))
}

#[cfg(test)]
mod tests;
