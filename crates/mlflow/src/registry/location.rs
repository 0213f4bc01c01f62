//! Where the files of a registered version lie.

use serde::Deserialize;

use super::ModelVersion;
use crate::artifacts::ArtifactRoot;
use crate::error::Error;
use crate::models::DEFAULT_DIRECTORY;
use crate::tags::MODEL_LOCATION;
use crate::tracking::runs;
use crate::transport::Api;

/// What the version itself says, or else what the tracker answers.
pub(crate) async fn root_of_version(
    api: &Api,
    version: &ModelVersion,
) -> Result<ArtifactRoot, Error> {
    let location = match known_location(version).map(str::to_owned) {
        Some(location) => location,
        None => download_uri(api, &version.name, version.version).await?,
    };
    ArtifactRoot::resolve(api, &location)
}

/// Where a version's files lie, if it says so itself.
fn known_location(version: &ModelVersion) -> Option<&str> {
    let tag = version.tags.get(MODEL_LOCATION);
    tag.or(Some(&version.source))
        .map(String::as_str)
        .filter(|location| location.starts_with("mlflow-artifacts:"))
}

#[derive(Deserialize)]
struct UriResponse {
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
    let response: UriResponse = api.get(action, path, &query).await?;
    let Some(below) = response.artifact_uri.strip_prefix("runs:/") else {
        return Ok(response.artifact_uri);
    };
    let (run_id, path) = below.split_once('/').unwrap_or((below, DEFAULT_DIRECTORY));
    let run = runs::get(api, run_id).await?;
    Ok(format!("{}/{path}", run.artifact_uri))
}
