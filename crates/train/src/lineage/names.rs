//! The tags and params of a run that say where it comes from.
//!
//! Those without a dot in their first word are the Python reference's names.

use mlflow::{Param, Tag, tags};
use provenance::{DataFile, EXPERIMENT_TAG};
use stage::metadata::{KEY_TAG, ModelMetadata};

use super::{Data, Lineage, PIPELINE_TAG};

/// The tag of a run and a version whose model was trained before the run, perhaps elsewhere.
const BROUGHT_IN_TAG: &str = "mlops.brought_in";

/// The tags that a run has from its start, when there is no model yet.
#[must_use]
pub(crate) fn run_tags(lineage: &Lineage) -> Vec<Tag> {
    let mut found = source(lineage);
    found.extend(git(lineage));
    found.extend(
        lineage
            .program
            .iter()
            .map(|(key, value)| Tag::new(key, value)),
    );
    let pipeline = lineage.pipeline.iter();
    found.extend(pipeline.map(|id| Tag::new(PIPELINE_TAG, id)));
    let experiment = lineage.experiment.iter();
    found.extend(experiment.map(|name| Tag::new(EXPERIMENT_TAG, name)));
    found.extend(brought_in(lineage));
    found.extend(data_version(lineage));
    found.extend(data(lineage));
    found.extend(dagshub(lineage));
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

/// The params: which data, and how large its files are.
#[must_use]
pub(crate) fn params(lineage: &Lineage) -> Vec<Param> {
    let Some(Data { lock, version, .. }) = &lineage.data else {
        return Vec::new();
    };
    let size = |file: &DataFile| Param::new(format!("dvc_{}_size", key(&file.path)), file.size);
    let mut found = vec![Param::new("data_version", version)];
    found.extend(lock.files.iter().map(size));
    found
}

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

fn brought_in(lineage: &Lineage) -> Option<Tag> {
    let brought_in = lineage.brought_in;
    brought_in.then(|| Tag::new(BROUGHT_IN_TAG, brought_in))
}

fn data_version(lineage: &Lineage) -> Vec<Tag> {
    let Some(Data { version, .. }) = &lineage.data else {
        return Vec::new();
    };
    let names = ["data_version", "dvc_data_version"];
    names.map(|name| Tag::new(name, version)).into()
}

fn data(lineage: &Lineage) -> Vec<Tag> {
    let Some(data) = &lineage.data else {
        return Vec::new();
    };
    let mut found = vec![Tag::new("dvc_lock_matches", data.matches)];
    let files = lineage.files();
    found.extend(files.map(|file| Tag::new(format!("dvc_{}_md5", key(&file.path)), &file.md5)));
    found
}

fn dagshub(lineage: &Lineage) -> Vec<Tag> {
    let Some(repository) = &lineage.repository else {
        return Vec::new();
    };
    let mut found = vec![
        Tag::new("dagshub_repo", &repository.name),
        Tag::new("dagshub_repo_url", repository.url()),
    ];
    found.extend(lineage.files().filter_map(|file| {
        let name = key(&file.path).replace('.', "_");
        Some(Tag::new(
            format!("dagshub_url_{name}"),
            lineage.link(&file.path)?,
        ))
    }));
    found
}

/// A path as part of a name: MLflow's names are letters, digits, `_`, `-`, `.`
/// and some that a path in a name would not be told apart by.
fn key(path: &str) -> String {
    path.replace(
        |c: char| !c.is_alphanumeric() && !matches!(c, '_' | '-' | '.'),
        "_",
    )
}
