//! The model registry: names, versions, aliases.

use std::collections::BTreeMap;

use reqwest::Method;
use serde::Deserialize;
use serde_json::json;

use crate::api::Api;
use crate::batch::{Tag, check_tags};
use crate::error::{Error, Fault};
use crate::model::LoggedModel;
use crate::retry::{Repeat, Schedule};
use crate::run::{Pair, by_key, quoted};

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
}

/// Creates a version, and the registered model with the first one.
pub(crate) async fn register(
    api: &Api,
    name: &str,
    model: &LoggedModel,
    tags: &[Tag],
) -> Result<ModelVersion, Error> {
    check_tags(&format!("register a version of `{name}`"), tags)?;
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

/// Creates a version, and looks for it before it is created again.
async fn create_once(
    api: &Api,
    name: &str,
    model: &LoggedModel,
    tags: &[Tag],
) -> Result<ModelVersion, Error> {
    let create = async || create_version(api, name, model, tags).await;
    // A version made by this run is the one whose creation was not confirmed.
    let find = async || {
        let found = versions_of_run(api, name, &model.run_id).await?;
        Ok(found
            .into_iter()
            .find(|version| version.source == model.source))
    };
    Schedule::settle(&api.config().retries, create, find).await
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

/// `GET model-versions/search` for the versions that a run made, the newest first.
pub(crate) async fn versions_of_run(
    api: &Api,
    name: &str,
    run_id: &str,
) -> Result<Vec<ModelVersion>, Error> {
    let action = format!("search the versions of `{name}`");
    let filter = format!("name={} and run_id='{run_id}'", quoted(&action, name)?);
    let query = [
        ("filter", filter.as_str()),
        ("order_by", "version_number DESC"),
        ("max_results", "100"),
    ];
    let answer: SearchAnswer = api
        .get(action.clone(), "model-versions/search", &query)
        .await?;
    let found = answer.model_versions.into_iter();
    found.map(|version| version.checked(api, &action)).collect()
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

/// `GET registered-models/alias`. Only the tracker's two ways to say "there is
/// none" count as none: a refused or broken tracker must never look like an
/// empty registry.
pub(crate) async fn alias(
    api: &Api,
    name: &str,
    alias: &str,
) -> Result<Option<ModelVersion>, Error> {
    let action = format!("read the alias `{alias}` of `{name}`");
    let query = [("name", name), ("alias", alias)];
    let answer: Result<VersionAnswer, Error> = api
        .get(action.clone(), "registered-models/alias", &query)
        .await;
    match answer {
        Ok(answer) => answer.model_version.checked(api, &action).map(Some),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

/// 404 `RESOURCE_DOES_NOT_EXIST` for an unknown model, 400
/// `INVALID_PARAMETER_VALUE` "alias ... not found" for an unknown alias.
fn is_absent(error: &Error) -> bool {
    match error.fault() {
        Some(Fault::NotFound { .. }) => true,
        Some(Fault::Invalid { code, message, .. }) => {
            code == "INVALID_PARAMETER_VALUE"
                && message.contains("alias")
                && message.contains("not found")
        }
        _ => false,
    }
}

/// `POST registered-models/alias`, which moves an alias that exists.
pub(crate) async fn set_alias(
    api: &Api,
    name: &str,
    alias: &str,
    version: u64,
) -> Result<(), Error> {
    let action = format!("point the alias `{alias}` of `{name}` to version {version}");
    let body = json!({"name": name, "alias": alias, "version": version.to_string()});
    let path = "registered-models/alias";
    api.write(action, Method::POST, path, Repeat::Always, &body)
        .await
}

/// `DELETE registered-models/alias`, which wants a body. An alias that is not
/// there is no error.
pub(crate) async fn delete_alias(api: &Api, name: &str, alias: &str) -> Result<(), Error> {
    let action = format!("delete the alias `{alias}` of `{name}`");
    let body = json!({"name": name, "alias": alias});
    let path = "registered-models/alias";
    api.write(action, Method::DELETE, path, Repeat::Always, &body)
        .await
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

#[derive(Deserialize)]
struct VersionAnswer {
    model_version: VersionMessage,
}

#[derive(Deserialize)]
struct SearchAnswer {
    #[serde(default)]
    model_versions: Vec<VersionMessage>,
}

#[derive(Deserialize)]
struct VersionMessage {
    name: String,
    version: String,
    #[serde(default)]
    source: String,
    #[serde(default)]
    run_id: String,
    #[serde(default)]
    tags: Vec<Pair>,
    #[serde(default)]
    aliases: Vec<String>,
}

impl VersionMessage {
    fn checked(self, api: &Api, action: &str) -> Result<ModelVersion, Error> {
        let Ok(version) = self.version.parse() else {
            let fault = Fault::Unreadable {
                tracker: api.config().tracker().to_owned(),
                problem: format!("the version `{}` is not a number", self.version),
            };
            return Err(Error::tracker(action, fault));
        };
        Ok(ModelVersion {
            name: self.name,
            version,
            model_id: self.source.strip_prefix("models:/").map(str::to_owned),
            source: self.source,
            run_id: self.run_id,
            tags: by_key(self.tags),
            aliases: self.aliases,
        })
    }
}
