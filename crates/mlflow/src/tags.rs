//! Names of the tags that MLflow's UI reads (`mlflow/utils/mlflow_tags.py`).

use crate::tracking::batches::Tag;

/// Who started the run.
pub const USER: &str = "mlflow.user";
/// The program that made the run.
pub const SOURCE_NAME: &str = "mlflow.source.name";
/// What kind of program: `LOCAL`, `JOB`, `NOTEBOOK` or `PROJECT`.
pub const SOURCE_TYPE: &str = "mlflow.source.type";
/// The commit that the program was built from.
pub const GIT_COMMIT: &str = "mlflow.source.git.commit";
/// The branch that was checked out.
pub const GIT_BRANCH: &str = "mlflow.source.git.branch";
/// Where the repository lives.
pub const GIT_REPO_URL: &str = "mlflow.source.git.repoURL";
/// Markdown that the run's page shows.
pub const NOTE: &str = "mlflow.note.content";

/// The tags that fill the UI's columns "User" and "Source", as Python's
/// `mlflow.start_run` sets them.
#[must_use]
pub fn local(user: &str, program: &str) -> Vec<Tag> {
    vec![
        Tag::new(USER, user),
        Tag::new(SOURCE_NAME, program),
        Tag::new(SOURCE_TYPE, "LOCAL"),
    ]
}
