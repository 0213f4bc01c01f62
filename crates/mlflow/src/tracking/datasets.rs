//! The data a run was made from, as the UI's "Datasets" shows it.

use reqwest::Method;
use serde::Deserialize;
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

/// A table that a run has read, as the tracker knows it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct LoggedDataset {
    /// Such as `train_data`.
    pub name: String,
    /// What identifies its content.
    pub digest: String,
    /// Name and type of each column, by MLflow's words; empty if the client that logged it said
    /// nothing of them.
    pub columns: Vec<(String, String)>,
    /// What else describes it, [`DatasetInput::profile`] and `num_rows` among it.
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

#[derive(Deserialize)]
struct Response {
    run: Inputs,
}

#[derive(Deserialize)]
struct Inputs {
    #[serde(default)]
    inputs: Datasets,
}

#[derive(Default, Deserialize)]
struct Datasets {
    #[serde(default)]
    dataset_inputs: Vec<Input>,
}

#[derive(Deserialize)]
struct Input {
    dataset: DatasetMessage,
}

#[derive(Deserialize)]
struct DatasetMessage {
    name: String,
    digest: String,
    #[serde(default)]
    schema: String,
    #[serde(default)]
    profile: String,
}

#[derive(Default, Deserialize)]
struct Schema {
    #[serde(default)]
    mlflow_colspec: Vec<ColumnMessage>,
}

#[derive(Deserialize)]
struct ColumnMessage {
    name: String,
    #[serde(rename = "type")]
    kind: String,
}

/// `GET runs/get`, for what it says of the tables.
pub(crate) async fn of_run(api: &Api, run_id: &str) -> Result<Vec<LoggedDataset>, Error> {
    let action = format!("read the datasets of run `{run_id}`");
    let response: Response = api.get(action, "runs/get", &[("run_id", run_id)]).await?;
    let inputs = response.run.inputs.dataset_inputs.into_iter();
    Ok(inputs.map(|input| input.dataset.into()).collect())
}

impl From<DatasetMessage> for LoggedDataset {
    /// Another client may have written something else in the place of a schema or profile: that
    /// counts as none.
    fn from(message: DatasetMessage) -> Self {
        let schema: Schema = serde_json::from_str(&message.schema).unwrap_or_default();
        let columns = schema.mlflow_colspec.into_iter();
        Self {
            name: message.name,
            digest: message.digest,
            columns: columns.map(|column| (column.name, column.kind)).collect(),
            profile: serde_json::from_str(&message.profile).unwrap_or_default(),
        }
    }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracking::ColumnType;

    #[test]
    fn what_was_logged_is_read_again() {
        let mut profile = Map::new();
        profile.insert("classes".into(), json!({"a": 1, "b": 2}));
        let input = DatasetInput {
            name: "train_data".into(),
            digest: "0a1b".into(),
            source: DatasetSource::Local("data/train.csv".into()),
            context: "training".into(),
            columns: vec![Column::new("size", ColumnType::Double)],
            rows: 3,
            profile,
        };
        let sent = json!({"run": {"inputs": {"dataset_inputs": [message(&input)]}}});
        let mut response: Response = serde_json::from_value(sent).unwrap();
        let found = response.run.inputs.dataset_inputs.remove(0).dataset;
        let found = LoggedDataset::from(found);
        assert_eq!((&*found.name, &*found.digest), ("train_data", "0a1b"));
        assert_eq!(found.columns, [("size".to_owned(), "double".to_owned())]);
        assert_eq!(found.profile["num_rows"], 3);
        assert_eq!(found.profile["classes"]["b"], 2);
    }

    #[test]
    fn what_another_client_has_written_counts_as_none() {
        let message = json!({"name": "a", "digest": "b", "schema": "[1]", "profile": "text"});
        let message: DatasetMessage = serde_json::from_value(message).unwrap();
        let found = LoggedDataset::from(message);
        assert!(found.columns.is_empty() && found.profile.is_empty());
        let none: Response = serde_json::from_value(json!({"run": {}})).unwrap();
        assert!(none.run.inputs.dataset_inputs.is_empty());
    }
}
