//! One version: reading it, labelling it, and what its page says.

use reqwest::Method;
use serde_json::json;

use super::ModelVersion;
use super::message::VersionResponse;
use crate::error::Error;
use crate::tracking::Tag;
use crate::transport::{Api, Idempotency};

/// `GET model-versions/get`.
pub(crate) async fn version(api: &Api, name: &str, version: u64) -> Result<ModelVersion, Error> {
    let action = format!("read version {version} of `{name}`");
    let number = version.to_string();
    let query = [("name", name), ("version", number.as_str())];
    let response: VersionResponse = api
        .get(action.clone(), "model-versions/get", &query)
        .await?;
    response.model_version.checked(api, &action)
}

/// `POST model-versions/set-tag`.
pub(crate) async fn set_tag(api: &Api, name: &str, version: u64, tag: &Tag) -> Result<(), Error> {
    let action = format!("tag version {version} of `{name}`");
    let body = json!({
        "name": name,
        "version": version.to_string(),
        "key": tag.key,
        "value": tag.value,
    });
    let path = "model-versions/set-tag";
    api.write(action, Method::POST, path, Idempotency::Yes, &body)
        .await
}

/// `PATCH model-versions/update`.
pub(crate) async fn describe(
    api: &Api,
    name: &str,
    version: u64,
    description: &str,
) -> Result<(), Error> {
    let action = format!("describe version {version} of `{name}`");
    let body = json!({
        "name": name,
        "version": version.to_string(),
        "description": description,
    });
    let path = "model-versions/update";
    api.write(action, Method::PATCH, path, Idempotency::Yes, &body)
        .await
}
