//! `params.yaml` and `dvc.yaml`.

use std::path::Path;

use ::params::Params;

use super::Scene;
use super::finding::Finding;
use crate::pipeline::{self, PipelineError};

pub(super) const PARAMS: &str = "params.yaml";
pub(super) const PIPELINE: &str = "dvc.yaml";

/// All problems of the parameters.
pub(super) fn look_at_params(scene: &Scene) -> Vec<Finding> {
    let path = scene.checkout.path(PARAMS);
    let read = match pipeline::added(scene.checkout.root()) {
        Ok(Some(stages)) => Params::read_knowing(&path, &stages),
        // That nothing can be read of dvc.yaml is told below.
        _ => Params::read(&path),
    };
    match read {
        Ok(_) => Finding::ok(PARAMS, "every parameter is in its range").into(),
        Err(error) => {
            let root = format!("{}/", scene.checkout.root().display());
            let message = error.to_string().replace(&root, "");
            Finding::of_message(PARAMS, &message, "edit params.yaml (docs/params.md)").into()
        }
    }
}

/// Whether the entries of the stages can be read.
pub(super) fn look_at_pipeline(scene: &Scene) -> Vec<Finding> {
    match stages(scene.checkout.root()) {
        Ok(names) if names.is_empty() => {
            Finding::fail(PIPELINE, "it has no stages", "git diff dvc.yaml")
        }
        Ok(names) => Finding::ok(PIPELINE, format!("its stages are {}", names.join(", "))),
        Err(error) => Finding::of_message(PIPELINE, &error.to_string(), "git diff dvc.yaml"),
    }
    .into()
}

/// The names of the stages, if all can be read.
fn stages(root: &Path) -> Result<Vec<String>, PipelineError> {
    let names = pipeline::names(root)?;
    for name in &names {
        pipeline::stage(root, name)?;
    }
    Ok(names)
}
