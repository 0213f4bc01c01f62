//! Registering a model as a version.

use reqwest::Method;
use serde_json::json;

use super::message::VersionResponse;
use super::search::versions_of_run;
use super::{ModelVersion, names};
use crate::error::Error;
use crate::models::LoggedModel;
use crate::tags::MODEL_LOCATION;
use crate::tracking::batches::{Tag, check_tags};
use crate::transport::{Api, Idempotency, create_once};

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
    match create_version(api, name, model, tags).await {
        // The first version of a model is rare: asking every time whether the
        // model is there would cost a request each.
        Err(error) if error.is_not_found() => {
            ensure_model(api, name).await?;
            create_version(api, name, model, tags).await
        }
        created => created,
    }
}

fn with_location(tags: &[Tag], location: &str) -> Vec<Tag> {
    let mut all = tags.to_vec();
    if tags.iter().all(|tag| tag.key != MODEL_LOCATION) {
        all.push(Tag::new(MODEL_LOCATION, location));
    }
    all
}

/// Creates a version, and looks for it before it is created again.
async fn create_version(
    api: &Api,
    name: &str,
    model: &LoggedModel,
    tags: &[Tag],
) -> Result<ModelVersion, Error> {
    let create = async |api: &Api| post_version(api, name, model, tags).await;
    // A version made by this run is the one whose creation was not confirmed.
    let find = async |api: &Api| {
        let found = versions_of_run(api, name, &model.run_id).await?;
        Ok(found
            .into_iter()
            .find(|version| version.source == model.source))
    };
    create_once(api, create, find).await
}

/// `POST registered-models/create`; that it exists already is as good.
async fn ensure_model(api: &Api, name: &str) -> Result<(), Error> {
    let action = format!("create the registered model `{name}`");
    let body = json!({"name": name});
    let path = "registered-models/create";
    // Creating it twice is refused, so it may be repeated.
    match api
        .write(action, Method::POST, path, Idempotency::Yes, &body)
        .await
    {
        Err(error) if error.is_exists() => Ok(()),
        created => created,
    }
}

/// `POST model-versions/create`. Not idempotent: a repetition makes another version.
async fn post_version(
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
    let response: VersionResponse = api
        .post(action.clone(), path, Idempotency::No, &body)
        .await?;
    response.model_version.checked(api, &action)
}
