//! As few requests as the tracker's limits allow.

use serde::Serialize;
use serde_json::value::RawValue;

use super::{Batch, Metric};
use crate::tracking::number::Number;

/// Params, and also tags, per request.
const PAIRS_PER_REQUEST: usize = 100;
/// Params, metrics and tags together per request.
const ENTITIES_PER_REQUEST: usize = 1000;
/// Bytes of JSON per request; the tracker's limit is a million.
const BYTES_PER_REQUEST: usize = 900_000;

/// One request's worth; each entity is already JSON, so that its size is known.
#[derive(Debug, Serialize)]
pub(super) struct LogBatch<'a> {
    run_id: &'a str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    params: Vec<Box<RawValue>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    metrics: Vec<Box<RawValue>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    tags: Vec<Box<RawValue>>,
    #[serde(skip)]
    bytes: usize,
}

#[derive(Serialize)]
struct MetricMessage<'a> {
    key: &'a str,
    value: Number,
    timestamp: u64,
    step: i64,
    #[serde(skip_serializing_if = "Option::is_none")]
    model_id: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dataset_name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    dataset_digest: Option<&'a str>,
}

/// Which list an entity goes into.
#[derive(Clone, Copy)]
enum Kind {
    Param,
    Metric,
    Tag,
}

impl<'a> LogBatch<'a> {
    fn new(run_id: &'a str) -> Self {
        Self {
            run_id,
            params: Vec::new(),
            metrics: Vec::new(),
            tags: Vec::new(),
            bytes: 0,
        }
    }

    fn has_room(&self, kind: Kind, entity: &RawValue) -> bool {
        let total = self.params.len() + self.metrics.len() + self.tags.len();
        let pairs = match kind {
            Kind::Param => self.params.len(),
            Kind::Tag => self.tags.len(),
            Kind::Metric => 0,
        };
        pairs < PAIRS_PER_REQUEST
            && total < ENTITIES_PER_REQUEST
            && self.bytes + entity.get().len() < BYTES_PER_REQUEST
    }

    fn push(&mut self, kind: Kind, entity: Box<RawValue>) {
        self.bytes += entity.get().len() + 1;
        match kind {
            Kind::Param => self.params.push(entity),
            Kind::Metric => self.metrics.push(entity),
            Kind::Tag => self.tags.push(entity),
        }
    }
}

/// Fills requests in order. An empty batch needs none.
pub(super) fn split<'a>(run_id: &'a str, batch: &Batch, timestamp: u64) -> Vec<LogBatch<'a>> {
    let tags = batch.tags.iter().map(|tag| (Kind::Tag, raw(tag)));
    let params = batch.params.iter().map(|param| (Kind::Param, raw(param)));
    let metrics = batch
        .metrics
        .iter()
        .map(|metric| (Kind::Metric, raw(&message(metric, timestamp))));
    let mut requests: Vec<LogBatch<'a>> = Vec::new();
    for (kind, entity) in tags.chain(params).chain(metrics) {
        match requests.last_mut() {
            Some(last) if last.has_room(kind, &entity) => last.push(kind, entity),
            _ => {
                let mut next = LogBatch::new(run_id);
                next.push(kind, entity);
                requests.push(next);
            }
        }
    }
    requests
}

fn message(metric: &Metric, timestamp: u64) -> MetricMessage<'_> {
    let dataset = metric.dataset.as_ref();
    MetricMessage {
        key: &metric.key,
        value: Number(metric.value),
        timestamp,
        step: metric.step,
        model_id: metric.model_id.as_deref(),
        dataset_name: dataset.map(|(name, _)| name.as_str()),
        dataset_digest: dataset.map(|(_, digest)| digest.as_str()),
    }
}

fn raw(entity: &impl Serialize) -> Box<RawValue> {
    // Strings and numbers: writing them cannot fail.
    serde_json::value::to_raw_value(entity).unwrap_or_default()
}
