//! Where the files of a run's model lie, whoever logged it.

use serde::Deserialize;

use crate::artifacts::ArtifactRoot;
use crate::error::Error;
use crate::tags::MODEL_LOCATION;
use crate::tracking::Run;
use crate::transport::Api;

/// The directory that a run's model has when it was logged as files by
/// MLflow's default name.
pub(crate) const DEFAULT_DIRECTORY: &str = "model";

/// Where the files of a run's model lie.
pub(crate) async fn root_of_run(api: &Api, run: &Run) -> Result<ArtifactRoot, Error> {
    ArtifactRoot::resolve(api, &location(api, run).await?)
}

/// Where a run's model lies: what its tag says, else the model that is linked
/// as its output, else the directory `model` among its files.
async fn location(api: &Api, run: &Run) -> Result<String, Error> {
    if let Some(location) = run.tags.get(MODEL_LOCATION) {
        return Ok(location.clone());
    }
    match run.model_ids.last() {
        Some(id) => logged_model_location(api, id).await,
        None => Ok(format!("{}/{DEFAULT_DIRECTORY}", run.artifact_uri)),
    }
}

#[derive(Deserialize)]
struct GetResponse {
    model: Model,
}

#[derive(Deserialize)]
struct Model {
    info: Info,
}

#[derive(Deserialize)]
struct Info {
    artifact_uri: String,
}

/// `GET logged-models/{id}`.
async fn logged_model_location(api: &Api, id: &str) -> Result<String, Error> {
    let action = format!("read the model `{id}`");
    let response: GetResponse = api.get(action, &format!("logged-models/{id}"), &[]).await?;
    Ok(response.model.info.artifact_uri)
}
