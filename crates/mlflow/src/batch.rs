//! Params, metrics and tags: checked against the tracker's limits, then sent
//! in as few requests as they allow.
//!
//! The tracker refuses some values and cuts others short without a word. A
//! param that was cut is a wrong record, so the client refuses both.

use std::collections::BTreeSet;

use reqwest::Method;
use serde::Serialize;
use serde_json::value::RawValue;

use crate::api::{Api, Generation};
use crate::error::Error;
use crate::number::Number;
use crate::retry::Repeat;
use crate::time::now;

/// A setting of a run. Once written it can only be written again with the same value.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Param {
    /// At most 250 characters: letters, digits, `_`, `-`, `.`, `/` and space.
    pub key: String,
    /// At most 6000 characters.
    pub value: String,
}

/// A label of a run, a model or a version. Writing it again replaces it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Tag {
    /// At most 250 characters: letters, digits, `_`, `-`, `.`, `/` and space.
    pub key: String,
    /// At most 5000 characters.
    pub value: String,
}

/// A measured value of a run.
#[derive(Debug, Clone, PartialEq)]
pub struct Metric {
    /// At most 250 characters: letters, digits, `_`, `-`, `.`, `/` and space.
    pub key: String,
    /// Any double; NaN is kept, infinities become ±1.797e308 on the tracker.
    pub value: f64,
    /// The position on a curve, 0 for a single value.
    pub step: i64,
    /// The model it measures, which MLflow 3 then shows it with.
    pub model_id: Option<String>,
    /// Name and digest of the data it was measured on, as logged with the run.
    pub dataset: Option<(String, String)>,
}

/// What is written into a run at once.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Batch {
    /// Settings.
    pub params: Vec<Param>,
    /// Measured values.
    pub metrics: Vec<Metric>,
    /// Labels.
    pub tags: Vec<Tag>,
}

/// The longest key the tracker accepts, in characters.
const KEY_LIMIT: usize = 250;
/// The longest param that is stored whole, in characters.
const PARAM_VALUE_LIMIT: usize = 6000;
/// The longest tag that every version stores whole, in characters (MLflow 2.11; 8000 in version 3).
pub(crate) const TAG_VALUE_LIMIT: usize = 5000;
/// Params, and also tags, per request.
const PAIRS_PER_REQUEST: usize = 100;
/// Params, metrics and tags together per request.
const ENTITIES_PER_REQUEST: usize = 1000;
/// Bytes of JSON per request; the tracker's limit is a million.
const BYTES_PER_REQUEST: usize = 900_000;

impl Param {
    /// A setting; `value` is written as it displays.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and words read better without `&`"
    )]
    pub fn new(key: impl Into<String>, value: impl ToString) -> Self {
        Self {
            key: key.into(),
            value: value.to_string(),
        }
    }
}

impl Tag {
    /// A label; `value` is written as it displays.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "numbers and words read better without `&`"
    )]
    pub fn new(key: impl Into<String>, value: impl ToString) -> Self {
        Self {
            key: key.into(),
            value: value.to_string(),
        }
    }
}

impl Metric {
    /// A single value at step 0.
    pub fn new(key: impl Into<String>, value: f64) -> Self {
        Self {
            key: key.into(),
            value,
            step: 0,
            model_id: None,
            dataset: None,
        }
    }

    /// The same value, attached to a model.
    #[must_use]
    pub fn of_model(mut self, model_id: Option<&str>) -> Self {
        self.model_id = model_id.map(str::to_owned);
        self
    }

    /// The same value, attached to the data it was measured on.
    #[must_use]
    pub fn on_dataset(mut self, name: &str, digest: &str) -> Self {
        self.dataset = Some((name.to_owned(), digest.to_owned()));
        self
    }
}

/// `POST runs/log-batch`, as often as the limits ask for. An identical batch
/// sent twice changes nothing, so every request may be repeated.
pub(crate) async fn log(api: &Api, run_id: &str, batch: &Batch) -> Result<(), Error> {
    let action = format!("log to the run `{run_id}`");
    check(&action, batch, api.generation())?;
    for request in split(run_id, batch, now()) {
        let path = "runs/log-batch";
        api.write(action.clone(), Method::POST, path, Repeat::Always, &request)
            .await?;
    }
    Ok(())
}

/// Refuses what the tracker would refuse or shorten.
fn check(action: &str, batch: &Batch, generation: Generation) -> Result<(), Error> {
    let refuse = |problem| Err(refused(action, problem));
    let mut params = BTreeSet::new();
    for param in &batch.params {
        check_key(action, &param.key, generation)?;
        check_length(action, "param", &param.key, &param.value, PARAM_VALUE_LIMIT)?;
        if !params.insert(&param.key) {
            return refuse(format!("the param `{}` is there twice", param.key));
        }
    }
    let mut metrics = BTreeSet::new();
    for metric in &batch.metrics {
        check_key(action, &metric.key, generation)?;
        if !metrics.insert((&metric.key, metric.step)) {
            let (key, step) = (&metric.key, metric.step);
            return refuse(format!("the metric `{key}` is there twice for step {step}"));
        }
    }
    check_tags(action, &batch.tags)?;
    batch
        .tags
        .iter()
        .try_for_each(|tag| check_key(action, &tag.key, generation))
}

/// Refuses tags that are there twice, too long or badly named.
pub(crate) fn check_tags(action: &str, tags: &[Tag]) -> Result<(), Error> {
    let mut seen = BTreeSet::new();
    for tag in tags {
        check_key(action, &tag.key, Generation::LoggedModels)?;
        check_length(action, "tag", &tag.key, &tag.value, TAG_VALUE_LIMIT)?;
        if !seen.insert(&tag.key) {
            return Err(refused(
                action,
                format!("the tag `{}` is there twice", tag.key),
            ));
        }
    }
    Ok(())
}

/// The rule of `mlflow/utils/validation.py`: a short name of allowed
/// characters that a file system would not resolve to another one.
fn check_key(action: &str, key: &str, generation: Generation) -> Result<(), Error> {
    let allowed = |c: char| {
        c.is_alphanumeric()
            || "_-./ ".contains(c)
            || (c == ':' && generation == Generation::LoggedModels)
    };
    let problem = if key.is_empty() {
        "a name is empty".to_owned()
    } else if key.chars().count() > KEY_LIMIT {
        format!("the name `{key}` is longer than {KEY_LIMIT} characters")
    } else if let Some(bad) = key.chars().find(|c| !allowed(*c)) {
        format!(
            "the name `{key}` holds `{bad}`; MLflow allows letters, digits, `_`, `-`, `.`, `/` and space"
        )
    } else if key.split('/').any(|part| matches!(part, "" | "." | "..")) {
        format!("the name `{key}` reads like a path that leads elsewhere")
    } else {
        return Ok(());
    };
    Err(refused(action, problem))
}

fn check_length(
    action: &str,
    kind: &str,
    key: &str,
    value: &str,
    limit: usize,
) -> Result<(), Error> {
    let length = value.chars().count();
    if length <= limit {
        return Ok(());
    }
    let problem = format!(
        "the {kind} `{key}` has {length} characters, and the tracker would cut it at {limit}; shorten it or log it as a file"
    );
    Err(refused(action, problem))
}

fn refused(action: &str, problem: String) -> Error {
    Error::Refused {
        action: action.to_owned(),
        problem,
    }
}

/// One request's worth; each entity is already JSON, so that its size is known.
#[derive(Debug, Serialize)]
struct LogBatch<'a> {
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
fn split<'a>(run_id: &'a str, batch: &Batch, timestamp: u64) -> Vec<LogBatch<'a>> {
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
