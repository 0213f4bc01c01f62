//! The model registry: names, versions, aliases.

mod alias;
mod message;
mod names;
mod search;

use std::collections::BTreeMap;

use reqwest::Method;
use serde_json::json;

use crate::error::Error;
use crate::models::{LoggedModel, MODEL_LOCATION_TAG};
use crate::tracking::batches::{Tag, check_tags};
use crate::transport::api::Api;
use crate::transport::retry::{Repeat, Schedule};
pub(crate) use alias::{alias, delete_alias, set_alias};
use message::VersionAnswer;
pub(crate) use search::{newest_with_tag, versions, versions_of_run};

/// A version of a registered model.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ModelVersion {
    /// The registered model's name.
    pub name: String,
    /// Counted from 1 by the tracker.
    pub version: u64,
    /// Where the tracker was told that its files lie.
    pub source: String,
    /// The run that made it, empty when unknown.
    pub run_id: String,
    /// The model's id, where models are entities; read from the source, since
    /// the tracker does not give it on its own.
    pub model_id: Option<String>,
    /// Labels by name.
    pub tags: BTreeMap<String, String>,
    /// The aliases that point to it.
    pub aliases: Vec<String>,
    /// When it was registered, in milliseconds since 1970, UTC.
    pub created: i64,
}

/// Creates a version, and the registered model with the first one. The
/// version's tags say where its files lie, so that a later stage fetches them
/// without asking.
pub(crate) async fn register(
    api: &Api,
    name: &str,
    model: &LoggedModel,
    tags: &[Tag],
) -> Result<ModelVersion, Error> {
    let tags = &with_location(tags, &model.location);
    let action = format!("register a version of `{name}`");
    names::check_model(&action, name)?;
    check_tags(&action, tags)?;
    match create_once(api, name, model, tags).await {
        // The first version of a model is rare: asking every time whether the
        // model is there would cost a request each.
        Err(error) if error.is_not_found() => {
            ensure_model(api, name).await?;
            create_once(api, name, model, tags).await
        }
        created => created,
    }
}

fn with_location(tags: &[Tag], location: &str) -> Vec<Tag> {
    let mut all = tags.to_vec();
    if tags.iter().all(|tag| tag.key != MODEL_LOCATION_TAG) {
        all.push(Tag::new(MODEL_LOCATION_TAG, location));
    }
    all
}

/// Creates a version, and looks for it before it is created again.
async fn create_once(
    api: &Api,
    name: &str,
    model: &LoggedModel,
    tags: &[Tag],
) -> Result<ModelVersion, Error> {
    let create = async |api: &Api| create_version(api, name, model, tags).await;
    // A version made by this run is the one whose creation was not confirmed.
    let find = async |api: &Api| {
        let found = versions_of_run(api, name, &model.run_id).await?;
        Ok(found
            .into_iter()
            .find(|version| version.source == model.source))
    };
    Schedule::settle(api, create, find).await
}

/// `POST registered-models/create`; that it exists already is as good.
async fn ensure_model(api: &Api, name: &str) -> Result<(), Error> {
    let action = format!("create the registered model `{name}`");
    let body = json!({"name": name});
    let path = "registered-models/create";
    // Creating it twice is refused, so it may be repeated.
    match api
        .write(action, Method::POST, path, Repeat::Always, &body)
        .await
    {
        Err(error) if error.is_exists() => Ok(()),
        created => created,
    }
}

/// `POST model-versions/create`. Not idempotent: a repetition makes another version.
async fn create_version(
    api: &Api,
    name: &str,
    model: &LoggedModel,
    tags: &[Tag],
) -> Result<ModelVersion, Error> {
    let action = format!("register a version of `{name}`");
    let mut body = json!({
        "name": name,
        "source": model.source,
        "run_id": model.run_id,
        "tags": tags,
    });
    if let Some(id) = &model.model_id {
        body["model_id"] = json!(id);
    }
    let path = "model-versions/create";
    let answer: VersionAnswer = api
        .post(action.clone(), path, Repeat::UnlessSent, &body)
        .await?;
    answer.model_version.checked(api, &action)
}

/// `GET model-versions/get`.
pub(crate) async fn version(api: &Api, name: &str, version: u64) -> Result<ModelVersion, Error> {
    let action = format!("read version {version} of `{name}`");
    let number = version.to_string();
    let query = [("name", name), ("version", number.as_str())];
    let answer: VersionAnswer = api
        .get(action.clone(), "model-versions/get", &query)
        .await?;
    answer.model_version.checked(api, &action)
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
    api.write(action, Method::POST, path, Repeat::Always, &body)
        .await
}
