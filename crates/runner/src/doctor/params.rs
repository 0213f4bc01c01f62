//! `params.yaml` and `dvc.yaml`.

use ::params::Params;

use super::Scene;
use super::finding::Finding;
use crate::pipeline;

pub(super) const PARAMS: &str = "params.yaml";
pub(super) const PIPELINE: &str = "dvc.yaml";

/// The stages that the project comes with.
const STAGES: [&str; 4] = ["ingest", "preprocess", "train", "evaluate"];

/// All problems of the parameters.
pub(super) fn look_at_params(scene: &Scene) -> Vec<Finding> {
    match Params::read(&scene.checkout.path(PARAMS)) {
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
    let read = |stage: &str| pipeline::stage(scene.checkout.root(), stage);
    match STAGES
        .into_iter()
        .try_for_each(|stage| read(stage).map(drop))
    {
        Ok(()) => Finding::ok(PIPELINE, format!("its stages are {}", STAGES.join(", "))).into(),
        Err(error) => Finding::of_message(PIPELINE, &error.to_string(), "git diff dvc.yaml").into(),
    }
}
