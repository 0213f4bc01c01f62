//! Names of tags: those that MLflow's UI reads (`mlflow/utils/mlflow_tags.py`), and those
//! that this client writes.

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
/// What a run is called; writing it renames the run.
pub const RUN_NAME: &str = "mlflow.runName";
/// The description of a run, in Markdown.
pub const NOTE: &str = "mlflow.note.content";
/// Where the repository lives.
pub const GIT_REPO_URL: &str = "mlflow.source.git.repoURL";
/// The run that this one is shown below.
pub const PARENT_RUN_ID: &str = "mlflow.parentRunId";

/// Of a run: its tables, as JSON.
pub const LOGGED_ARTIFACTS: &str = "mlflow.loggedArtifacts";

/// Of a run: why it ended badly.
pub const END_REASON: &str = "mlops.reason";
/// Of a run or a version: where its model's files lie, so that a later stage fetches them
/// without a search.
pub const MODEL_LOCATION: &str = "mlops.model_location";
/// Of a run: its model's id, on MLflow 3.
pub const MODEL_ID: &str = "mlops.model_id";
/// Of a run: a random number by which it is found if its creation is not confirmed.
pub(crate) const NONCE: &str = "mlops.nonce";
