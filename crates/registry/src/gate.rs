//! The gate's decision: numbers in, verdict out, nothing asked and nothing written.

mod paired;
mod text;

use params::{Gate, Metric, Thresholds};
use serde::{Deserialize, Serialize};

use crate::metrics::Scores;
pub use paired::{Doubt, Paired};

/// A difference of two scores is a rounding away from what is written in
/// params.yaml: 0.95 - 0.9 is below 0.05.
const ROUNDING: f64 = 1e-12;

/// What the candidate is compared with: the champion, which is the version that is
/// `production`.
#[derive(Clone, Debug, PartialEq)]
pub enum Comparison {
    /// No version is `production` yet.
    NoChampion,
    /// The champion is the candidate's model to the last byte.
    SameModel(u64),
    /// A person rolled back to the champion from the candidate's model.
    RolledBack(u64),
    /// The gate compares nothing with the champion.
    NotAsked(u64),
    /// The champion has these scores on the same rows and, if its file could be asked about each,
    /// these rows on which one of the two models alone is right.
    Scored(u64, Scores, Option<Paired>),
    /// The champion cannot be scored on these rows, and why.
    NotComparable(u64, String),
}

/// What the gate decides.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// It becomes `production`.
    Passed,
    /// It becomes `staging`.
    Failed,
    /// `production` is this model already.
    Kept,
    /// Another version became `production` meanwhile: to be judged again.
    Undecided,
}

/// The verdict and all that it was based on.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct GateResult {
    /// What the gate decides.
    pub verdict: Verdict,
    /// Why, in a word that can be searched for: `first_model`, `better_accuracy`,
    /// `better_scores`, `minimum_met`, `insufficient_accuracy` (or another
    /// score), `not_significant`, `not_comparable`, `rolled_back`, `same_model`,
    /// `promoted_meanwhile`.
    pub reason: String,
    /// The candidate's scores.
    pub scores: Scores,
    /// What they had to be at least.
    pub minimum: Thresholds,
    /// What they could be at most.
    #[serde(default, skip_serializing_if = "Thresholds::is_empty")]
    pub maximum: Thresholds,
    /// By how much they had to be better than production's.
    pub better_by: Thresholds,
    /// The greatest p that the paired comparison could have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub significance: Option<f64>,
    /// What it was compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub production: Option<Champion>,
}

/// The version that was `production`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Champion {
    /// Its number.
    pub version: u64,
    /// Its scores on the same rows, where they were looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scores: Option<Scores>,
    /// The two models row by row, where the file was asked.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paired: Option<Paired>,
    /// Why it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

impl Champion {
    /// The version without scores, which nobody looked for.
    pub(crate) fn unscored(version: u64) -> Self {
        Self {
            version,
            scores: None,
            paired: None,
            problem: None,
        }
    }
}

/// Decides about a candidate with these `scores`.
///
/// In this order: the same model is kept; what is below a minimum, above a maximum or not
/// defined on the test rows fails; the first model passes; what a person rolled back from fails; without a
/// comparison it passes; against a model that cannot be scored it fails, since
/// whoever uses `production` would get other inputs or classes; then the
/// scores are compared; at last a difference that may be chance fails, if the gate asks.
#[must_use]
pub fn decide(scores: Scores, gate: &Gate, comparison: Comparison) -> GateResult {
    let (verdict, reason) = verdict(&scores, gate, &comparison);
    GateResult {
        verdict,
        reason,
        scores,
        minimum: gate.minimum,
        maximum: gate.maximum,
        better_by: gate.better_by,
        significance: gate.significance,
        production: champion(comparison),
    }
}

fn verdict(scores: &Scores, gate: &Gate, comparison: &Comparison) -> (Verdict, String) {
    let passed = |reason: &str| (Verdict::Passed, reason.to_owned());
    let failed = |reason: &str| (Verdict::Failed, reason.to_owned());
    if let Comparison::SameModel(_) = comparison {
        return (Verdict::Kept, "same_model".to_owned());
    }
    if let Some(metric) = beyond_limit(scores, &gate.minimum, &gate.maximum) {
        return failed(&format!("insufficient_{}", metric.name()));
    }
    match comparison {
        Comparison::NoChampion => passed("first_model"),
        Comparison::RolledBack(_) => failed("rolled_back"),
        _ if gate.better_by.is_empty() => passed("minimum_met"),
        Comparison::Scored(_, theirs, paired) => {
            if let Some(metric) = not_better(scores, theirs, &gate.better_by) {
                return failed(&format!("insufficient_{}", metric.name()));
            }
            match (gate.significance, paired) {
                (Some(_), None) => failed("not_comparable"),
                (Some(most), Some(paired)) if paired.doubt(most).is_some() => {
                    failed("not_significant")
                }
                _ => passed(&better(&gate.better_by)),
            }
        }
        _ => failed("not_comparable"),
    }
}

/// The first metric that is below its minimum or above its maximum, or that has one and is not
/// defined.
fn beyond_limit(scores: &Scores, minimum: &Thresholds, maximum: &Thresholds) -> Option<Metric> {
    let mut metrics = Metric::ALL.into_iter();
    metrics.find(|&metric| {
        let score = scores.get(metric);
        let below = |minimum| score.is_none_or(|score| score < minimum);
        let above = |maximum| score.is_none_or(|score| score > maximum);
        minimum.get(metric).is_some_and(below) || maximum.get(metric).is_some_and(above)
    })
}

/// The first metric that is not better than production's by as much as it must.
fn not_better(ours: &Scores, theirs: &Scores, better_by: &Thresholds) -> Option<Metric> {
    let mut compared = better_by.iter();
    let found = compared.find(|(metric, wanted)| {
        let gain = match (ours.get(*metric), theirs.get(*metric)) {
            (Some(ours), Some(theirs)) => metric.gain(ours, theirs),
            _ => return true,
        };
        gain <= 0.0 || gain < *wanted - ROUNDING
    });
    found.map(|(metric, _)| metric)
}

/// The reference's word where one metric is compared.
fn better(better_by: &Thresholds) -> String {
    let mut compared = better_by.iter();
    match (compared.next(), compared.next()) {
        (Some((metric, _)), None) => format!("better_{}", metric.name()),
        _ => "better_scores".to_owned(),
    }
}

fn champion(comparison: Comparison) -> Option<Champion> {
    Some(match comparison {
        Comparison::NoChampion => return None,
        Comparison::SameModel(version)
        | Comparison::RolledBack(version)
        | Comparison::NotAsked(version) => Champion::unscored(version),
        Comparison::Scored(version, scores, paired) => Champion {
            scores: Some(scores),
            paired,
            ..Champion::unscored(version)
        },
        Comparison::NotComparable(version, problem) => Champion {
            problem: Some(problem),
            ..Champion::unscored(version)
        },
    })
}

#[cfg(test)]
mod tests;
