//! The data a run was made from, as the UI's "Datasets" shows it.

use reqwest::Method;
use serde_json::{Map, Value, json};

use super::schema::Column;
use crate::error::Error;
use crate::transport::Api;
use crate::transport::Idempotency;

/// A table that a run read.
#[derive(Debug, Clone, PartialEq)]
pub struct DatasetInput {
    /// Such as `train`.
    pub name: String,
    /// What identifies its content, at most 36 characters; an md5 fits.
    pub digest: String,
    /// Where it lies.
    pub source: DatasetSource,
    /// What it was used for, such as `training` or `testing`.
    pub context: String,
    /// Its columns.
    pub columns: Vec<Column>,
    /// Its number of rows.
    pub rows: usize,
    /// What else describes it; MLflow 3's UI shows each entry in a line. At most
    /// 16 MB with the rest of the profile.
    pub profile: Map<String, Value>,
}

/// Where a table lies, in the two kinds that `mlflow.data.get_source` resolves without more packages.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum DatasetSource {
    /// A path, best relative to the repository.
    Local(String),
    /// An http or https address.
    Http(String),
}

/// The longest digest the tracker accepts.
const DIGEST_LIMIT: usize = 36;

/// `POST runs/log-inputs`. Sent twice, it changes nothing.
pub(crate) async fn log(api: &Api, run_id: &str, inputs: &[DatasetInput]) -> Result<(), Error> {
    let action = format!("log the datasets of run `{run_id}`");
    if let Some(input) = inputs
        .iter()
        .find(|input| input.digest.chars().count() > DIGEST_LIMIT)
    {
        return Err(Error::Refused {
            action,
            problem: format!(
                "the digest of `{}` is longer than {DIGEST_LIMIT} characters; use an md5",
                input.name
            ),
        });
    }
    let datasets: Vec<Value> = inputs.iter().map(message).collect();
    let body = json!({"run_id": run_id, "datasets": datasets});
    api.write(
        action,
        Method::POST,
        "runs/log-inputs",
        Idempotency::Yes,
        &body,
    )
    .await
}

/// The form of `mlflow.data.pandas_dataset`, whose schema and profile the UI knows.
fn message(input: &DatasetInput) -> Value {
    let (source_type, source) = match &input.source {
        DatasetSource::Local(uri) => ("local", json!({"uri": uri})),
        DatasetSource::Http(url) => ("http", json!({"url": url})),
    };
    let schema = json!({"mlflow_colspec": input.columns});
    let mut profile = Map::new();
    profile.insert("num_rows".into(), json!(input.rows));
    let elements = input.rows * input.columns.len();
    profile.insert("num_elements".into(), json!(elements));
    profile.extend(input.profile.clone());
    json!({
        "dataset": {
            "name": input.name,
            "digest": input.digest,
            "source_type": source_type,
            "source": source.to_string(),
            "schema": schema.to_string(),
            "profile": Value::from(profile).to_string(),
        },
        "tags": [{"key": "mlflow.data.context", "value": input.context}],
    })
}
