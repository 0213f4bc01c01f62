//! The tags of a run: what people look at in a list of runs, and what runs and versions are found by. All
//! else is in `lineage/run.json`.
//!
//! Those without a dot in their first word are the Python reference's names.

use mlflow::{Tag, tags};
use provenance::EXPERIMENT_TAG;
use stage::metadata::{KEY_TAG, ModelMetadata};

use super::{Lineage, PIPELINE_TAG};

/// The tag of a run and a version whose model was trained before the run, perhaps elsewhere.
const BROUGHT_IN_TAG: &str = "mlops.brought_in";

/// The tags that a run has from its start, when there is no model yet.
#[must_use]
pub(crate) fn run_tags(lineage: &Lineage) -> Vec<Tag> {
    let mut found = source(lineage);
    found.extend(git(lineage));
    found.extend(image(lineage));
    let pipeline = lineage.pipeline.iter();
    found.extend(pipeline.map(|id| Tag::new(PIPELINE_TAG, id)));
    let experiment = lineage.experiment.iter();
    found.extend(experiment.map(|name| Tag::new(EXPERIMENT_TAG, name)));
    found.extend(brought_in(lineage));
    found.extend(data_version(lineage));
    // That they match is what everybody expects.
    let data = lineage.data.iter().filter(|data| !data.matches);
    found.extend(data.map(|data| Tag::new("dvc_lock_matches", data.matches)));
    found
}

/// The tags of a run below this one, of a setting that was tried: the run above it has the rest.
#[must_use]
pub(crate) fn try_tags(lineage: &Lineage) -> Vec<Tag> {
    let mut found = source(lineage);
    let pipeline = lineage.pipeline.iter();
    found.extend(pipeline.map(|id| Tag::new(PIPELINE_TAG, id)));
    found
}

/// Which program this is, and who started it.
fn source(lineage: &Lineage) -> Vec<Tag> {
    let mut found = vec![
        Tag::new(tags::SOURCE_NAME, env!("CARGO_PKG_NAME")),
        Tag::new(tags::SOURCE_TYPE, "LOCAL"),
    ];
    found.extend(lineage.user.iter().map(|user| Tag::new(tags::USER, user)));
    found
}

/// The tags that a run gets with its model.
#[must_use]
pub(crate) fn model_tags(metadata: &ModelMetadata) -> Vec<Tag> {
    vec![
        Tag::new(KEY_TAG, &metadata.key),
        Tag::new("model_sha256", &metadata.model_sha256),
    ]
}

/// The tags of the model and of the registered version.
#[must_use]
pub(crate) fn version_tags(lineage: &Lineage, metadata: &ModelMetadata) -> Vec<Tag> {
    let mut found = model_tags(metadata);
    found.extend(brought_in(lineage));
    found.extend(data_version(lineage));
    found
}

/// The commit for people, and where MLflow shows it.
fn git(lineage: &Lineage) -> Vec<Tag> {
    let Some(git) = &lineage.git else {
        return Vec::new();
    };
    let dirty = git.dirty.map(|dirty| dirty.to_string());
    let commit = Some(&git.commit);
    let facts = [
        (tags::GIT_COMMIT, commit),
        ("git_commit", commit),
        (tags::GIT_BRANCH, git.branch.as_ref()),
        ("git_branch", git.branch.as_ref()),
        ("git_dirty", dirty.as_ref()),
        (tags::GIT_REPO_URL, git.repo_url.as_ref()),
    ];
    let known = facts.into_iter();
    known
        .filter_map(|(key, value)| Some(Tag::new(key, value?)))
        .collect()
}

/// Under MLflow's own names, which its pages do not list among the tags.
fn image(lineage: &Lineage) -> Vec<Tag> {
    let Some(image) = &lineage.image else {
        return Vec::new();
    };
    vec![
        Tag::new("mlflow.docker.image.uri", &image.name),
        Tag::new("mlflow.docker.image.id", &image.id),
    ]
}

fn brought_in(lineage: &Lineage) -> Option<Tag> {
    let brought_in = lineage.brought_in;
    brought_in.then(|| Tag::new(BROUGHT_IN_TAG, brought_in))
}

fn data_version(lineage: &Lineage) -> Option<Tag> {
    let data = lineage.data.as_ref()?;
    Some(Tag::new("data_version", &data.version))
}
