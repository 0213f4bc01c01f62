//! How a run looks on the wire.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{Run, RunStatus};
use crate::tracking::number::Number;

#[derive(Deserialize)]
pub(super) struct RunResponse {
    pub(super) run: RunMessage,
}

#[derive(Deserialize)]
pub(super) struct SearchResponse {
    // MLflow leaves out empty lists.
    #[serde(default)]
    pub(super) runs: Vec<RunMessage>,
}

#[derive(Deserialize)]
pub(super) struct RunMessage {
    info: Info,
    #[serde(default)]
    data: Data,
    #[serde(default)]
    outputs: Outputs,
}

#[derive(Deserialize)]
struct Info {
    run_id: String,
    #[serde(default)]
    run_name: String,
    experiment_id: String,
    #[serde(default)]
    status: String,
    #[serde(default)]
    artifact_uri: String,
    #[serde(default)]
    start_time: i64,
    end_time: Option<i64>,
}

#[derive(Default, Deserialize)]
struct Data {
    #[serde(default)]
    params: Vec<KeyValue>,
    #[serde(default)]
    metrics: Vec<MetricMessage>,
    #[serde(default)]
    tags: Vec<KeyValue>,
}

#[derive(Deserialize)]
pub(crate) struct KeyValue {
    pub(crate) key: String,
    #[serde(default)]
    pub(crate) value: String,
}

#[derive(Deserialize)]
struct MetricMessage {
    key: String,
    value: Number,
}

#[derive(Default, Deserialize)]
struct Outputs {
    #[serde(default)]
    model_outputs: Vec<ModelOutput>,
}

#[derive(Deserialize)]
struct ModelOutput {
    model_id: String,
}

impl From<RunMessage> for Run {
    fn from(message: RunMessage) -> Self {
        let RunMessage {
            info,
            data,
            outputs,
        } = message;
        Self {
            id: info.run_id,
            name: info.run_name,
            experiment_id: info.experiment_id,
            status: RunStatus::from_word(&info.status),
            artifact_uri: info.artifact_uri,
            start_time: info.start_time,
            end_time: info.end_time,
            params: to_map(data.params),
            metrics: data
                .metrics
                .into_iter()
                .map(|metric| (metric.key, metric.value.0))
                .collect(),
            tags: to_map(data.tags),
            model_ids: outputs
                .model_outputs
                .into_iter()
                .map(|output| output.model_id)
                .collect(),
        }
    }
}

pub(crate) fn to_map(pairs: Vec<KeyValue>) -> BTreeMap<String, String> {
    pairs
        .into_iter()
        .map(|pair| (pair.key, pair.value))
        .collect()
}
