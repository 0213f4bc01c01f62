//! Params, metrics and tags: checked against the tracker's limits, then sent
//! in as few requests as they allow.
//!
//! The tracker refuses some values and cuts others short without a word. A
//! param that was cut is a wrong record, so the client refuses both.

mod check;
mod log;
mod split;

use serde::Serialize;

pub(crate) use check::{TAG_VALUE_LIMIT, check_tags};
pub(crate) use log::log;

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
