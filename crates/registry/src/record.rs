//! What the registry keeps of the gate: one tag of a version, in JSON.
//!
//! One tag and not several, since the registry takes one tag a request.

use std::collections::BTreeMap;

use mlflow::{ModelVersion, Run, Tag};
use params::PerMetric;
use serde::{Deserialize, Serialize};

use crate::gate::GateResult;
use crate::metrics::{Interval, Scores};

/// The tag of versions and runs that holds a [`Record`].
pub const GATE_TAG: &str = "mlops.gate";
/// The tag of runs and versions that holds why in a word, as in the Python reference.
pub const REASON_TAG: &str = "promotion_reason";
/// The tag of a version that holds the SHA-256 of its model file.
pub const SHA256_TAG: &str = "model_sha256";
/// How many models a record remembers that a person rolled back from.
const REMEMBERED: usize = 20;

/// The last evaluation and the last promotion of a version.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Record {
    /// None for a version that was promoted without an evaluation.
    #[serde(rename = "judged", skip_serializing_if = "Option::is_none")]
    pub evaluation: Option<Evaluation>,
    /// None for a version that never was `production`.
    #[serde(rename = "promoted", skip_serializing_if = "Option::is_none")]
    pub promotion: Option<Promotion>,
}

/// What the gate decided about a version, and on which rows.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Evaluation {
    /// The verdict and its numbers.
    #[serde(flatten)]
    pub result: GateResult,
    /// The confidence interval of each score; empty if none were asked for.
    #[serde(default, skip_serializing_if = "PerMetric::is_empty")]
    pub intervals: PerMetric<Interval>,
    /// MD5 of the table of test rows, which is how DVC names it.
    pub test_md5: String,
    /// How many rows it has.
    pub test_rows: usize,
    /// The family of the model.
    pub model_type: String,
}

/// How a version became `production`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Promotion {
    /// Promotions of this registered model are counted from 1; a rollback is one.
    pub number: u64,
    /// Why, in a word: the gate's, or `manual` or `rollback`.
    pub reason: String,
    /// The version that it replaced, where a rollback leads.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub previous: Option<u64>,
    /// The person, where one did it whose name is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub by: Option<String>,
    /// SHA-256 of the models that a person rolled back from to this version.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rolled_back: Vec<String>,
}

impl Record {
    /// What the tags of `version` say; a tag that is not ours counts as none.
    #[must_use]
    pub fn of(version: &ModelVersion) -> Self {
        Self::of_tags(&version.tags)
    }

    /// What the tags of `run` say; a tag that is not ours counts as none.
    #[must_use]
    pub fn of_run(run: &Run) -> Self {
        Self::of_tags(&run.tags)
    }

    fn of_tags(tags: &BTreeMap<String, String>) -> Self {
        let tag = tags.get(GATE_TAG);
        let record = tag.and_then(|tag| serde_json::from_str(tag).ok());
        record.unwrap_or_default()
    }

    /// The tag that holds it.
    ///
    /// # Panics
    ///
    /// Never: it is plain values.
    #[must_use]
    pub fn tag(&self) -> Tag {
        let json = serde_json::to_string(self).expect("plain values are JSON");
        Tag::new(GATE_TAG, json)
    }

    /// The scores on the test rows of this digest, if those were the rows.
    #[must_use]
    pub fn scores_on(&self, test_md5: &str) -> Option<Scores> {
        let evaluation = self.evaluation.as_ref()?;
        (evaluation.test_md5 == test_md5).then_some(evaluation.result.scores)
    }

    /// The promotions of the model so far, as far as this version knows.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.promotion.as_ref().map_or(0, |last| last.number)
    }

    /// Whether a person rolled back to this version from the model of this digest.
    #[must_use]
    pub fn rolled_back_from(&self, sha256: &str) -> bool {
        let last = self.promotion.as_ref();
        last.is_some_and(|last| last.rolled_back.iter().any(|model| model == sha256))
    }

    /// The models that were rolled back from, when this version is left for an
    /// earlier one as well: the newest are kept.
    #[must_use]
    pub fn rolled_back_with(&self, sha256: Option<&String>) -> Vec<String> {
        let mut models = match &self.promotion {
            Some(last) => last.rolled_back.clone(),
            None => Vec::new(),
        };
        models.extend(sha256.cloned());
        models.split_off(models.len().saturating_sub(REMEMBERED))
    }
}
