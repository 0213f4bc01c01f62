//! Aliases: names that point to one version and can be moved.

use reqwest::Method;
use serde_json::json;

use super::ModelVersion;
use super::message::VersionResponse;
use super::names::{check_alias, check_model};
use crate::error::{Error, Fault};
use crate::transport::Api;
use crate::transport::Idempotency;

/// `GET registered-models/alias`. Only the tracker's two ways to say "there is
/// none" count as none: a refused or broken tracker must never look like an
/// empty registry.
pub(crate) async fn alias(
    api: &Api,
    name: &str,
    alias: &str,
) -> Result<Option<ModelVersion>, Error> {
    let action = format!("read the alias `{alias}` of `{name}`");
    check_names(&action, name, alias)?;
    let query = [("name", name), ("alias", alias)];
    let response: Result<VersionResponse, Error> = api
        .get(action.clone(), "registered-models/alias", &query)
        .await;
    match response {
        Ok(response) => response.model_version.checked(api, &action).map(Some),
        Err(error) if is_absent(&error) => Ok(None),
        Err(error) => Err(error),
    }
}

fn check_names(action: &str, name: &str, alias: &str) -> Result<(), Error> {
    check_model(action, name)?;
    check_alias(action, alias)
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
    check_names(&action, name, alias)?;
    let body = json!({"name": name, "alias": alias, "version": version.to_string()});
    let path = "registered-models/alias";
    api.write(action, Method::POST, path, Idempotency::Yes, &body)
        .await
}

/// `DELETE registered-models/alias`, which wants a body. An alias that is not
/// there is no error.
pub(crate) async fn delete_alias(api: &Api, name: &str, alias: &str) -> Result<(), Error> {
    let action = format!("delete the alias `{alias}` of `{name}`");
    check_names(&action, name, alias)?;
    let body = json!({"name": name, "alias": alias});
    let path = "registered-models/alias";
    api.write(action, Method::DELETE, path, Idempotency::Yes, &body)
        .await
}
