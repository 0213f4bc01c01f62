//! Getting a model's files back, wherever they were logged.

use serde::Deserialize;

use crate::artifacts::{self, Place};
use crate::error::Error;
use crate::models::MODEL_LOCATION_TAG;
use crate::registry::ModelVersion;
use crate::tracking::runs::Run;
use crate::transport::api::Api;

/// The directory that a run's model has when it was logged as files by
/// MLflow's default name.
const DEFAULT_DIRECTORY: &str = "model";

/// One file of the model that a run made: one request when this crate logged
/// it, since the run's tag says where.
pub(crate) async fn model_file(api: &Api, run: &Run, path: &str) -> Result<Vec<u8>, Error> {
    let place = place_of_run(api, run).await?;
    artifacts::get(api, &place, path).await
}

/// Where the files of a run's model lie.
pub(crate) async fn place_of_run(api: &Api, run: &Run) -> Result<Place, Error> {
    artifacts::place(api, &location(api, run).await?)
}

/// Where a run's model lies: what its tag says, else the model that is linked
/// as its output, else the directory `model` among its files.
async fn location(api: &Api, run: &Run) -> Result<String, Error> {
    if let Some(location) = run.tags.get(MODEL_LOCATION_TAG) {
        return Ok(location.clone());
    }
    match run.model_ids.last() {
        Some(id) => entity_location(api, id).await,
        None => Ok(format!("{}/{DEFAULT_DIRECTORY}", run.artifact_uri)),
    }
}

#[derive(Deserialize)]
struct Answer {
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
async fn entity_location(api: &Api, id: &str) -> Result<String, Error> {
    let action = format!("read the model `{id}`");
    let answer: Answer = api.get(action, &format!("logged-models/{id}"), &[]).await?;
    Ok(answer.model.info.artifact_uri)
}

/// One file of a registered version.
pub(crate) async fn version_file(
    api: &Api,
    name: &str,
    version: u64,
    path: &str,
) -> Result<Vec<u8>, Error> {
    let location = download_uri(api, name, version).await?;
    let place = artifacts::place(api, &location)?;
    artifacts::get(api, &place, path).await
}

/// One file of a version that was read before.
pub(crate) async fn file_of_version(
    api: &Api,
    version: &ModelVersion,
    path: &str,
) -> Result<Vec<u8>, Error> {
    let place = place_of_version(api, version).await?;
    artifacts::get(api, &place, path).await
}

/// Where the files of a version that was read before lie.
pub(crate) async fn place_of_version(api: &Api, version: &ModelVersion) -> Result<Place, Error> {
    let location = match known_location(version).map(str::to_owned) {
        Some(location) => location,
        None => download_uri(api, &version.name, version.version).await?,
    };
    artifacts::place(api, &location)
}

/// Where a version's files lie, if it says so itself.
fn known_location(version: &ModelVersion) -> Option<&str> {
    let tag = version.tags.get(MODEL_LOCATION_TAG);
    tag.or(Some(&version.source))
        .map(String::as_str)
        .filter(|location| location.starts_with("mlflow-artifacts:"))
}

#[derive(Deserialize)]
struct UriAnswer {
    artifact_uri: String,
}

/// `GET model-versions/get-download-uri`, which resolves `models:/m-…`; a
/// source of the form `runs:/<id>/<path>` comes back as it is and is resolved
/// here.
async fn download_uri(api: &Api, name: &str, version: u64) -> Result<String, Error> {
    let action = format!("find the files of version {version} of `{name}`");
    let number = version.to_string();
    let query = [("name", name), ("version", number.as_str())];
    let path = "model-versions/get-download-uri";
    let answer: UriAnswer = api.get(action, path, &query).await?;
    let Some(below) = answer.artifact_uri.strip_prefix("runs:/") else {
        return Ok(answer.artifact_uri);
    };
    let (run_id, path) = below.split_once('/').unwrap_or((below, DEFAULT_DIRECTORY));
    let run = crate::tracking::runs::get(api, run_id).await?;
    Ok(format!("{}/{path}", run.artifact_uri))
}
