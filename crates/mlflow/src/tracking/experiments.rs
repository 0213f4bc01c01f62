//! Experiments: the folders that runs lie in.

use serde::Deserialize;
use serde_json::json;

use crate::error::Error;
use crate::transport::Api;
use crate::transport::{Idempotency, create_once};

/// An experiment as the tracker knows it.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Experiment {
    /// A number, as text.
    #[serde(rename = "experiment_id")]
    pub id: String,
    /// Unique on the tracker.
    pub name: String,
    #[serde(default)]
    lifecycle_stage: String,
}

#[derive(Deserialize)]
struct GetResponse {
    experiment: Experiment,
}

#[derive(Deserialize)]
struct CreateResponse {
    experiment_id: String,
}

/// `GET experiments/get-by-name`, and `POST experiments/create` where there is none.
pub(crate) async fn get_or_create(api: &Api, name: &str) -> Result<Experiment, Error> {
    if let Some(found) = get(api, name).await? {
        return Ok(found);
    }
    let create = async |api: &Api| create(api, name).await;
    let find = async |api: &Api| get(api, name).await;
    match create_once(api, create, find).await {
        // Someone else was faster, or our own first attempt was carried out.
        Err(error) if error.is_exists() => get(api, name).await?.ok_or(error),
        settled => settled,
    }
}

/// `GET experiments/get-by-name`.
pub(crate) async fn get(api: &Api, name: &str) -> Result<Option<Experiment>, Error> {
    let action = format!("read the experiment `{name}`");
    let query = [("experiment_name", name)];
    let response: Result<GetResponse, Error> = api
        .get(action.clone(), "experiments/get-by-name", &query)
        .await;
    match response {
        Ok(response) if response.experiment.lifecycle_stage == "deleted" => Err(Error::Refused {
            action: format!("use the experiment `{name}`"),
            problem: format!(
                "it is deleted; bring it back with `mlflow experiments restore --experiment-id {}` or choose another name",
                response.experiment.id
            ),
        }),
        Ok(response) => Ok(Some(response.experiment)),
        Err(error) if error.is_not_found() => Ok(None),
        Err(error) => Err(error),
    }
}

async fn create(api: &Api, name: &str) -> Result<Experiment, Error> {
    let action = format!("create the experiment `{name}`");
    let body = json!({"name": name});
    let response: CreateResponse = api
        .post(action, "experiments/create", Idempotency::No, &body)
        .await?;
    Ok(Experiment {
        id: response.experiment_id,
        name: name.to_owned(),
        lifecycle_stage: "active".to_owned(),
    })
}
