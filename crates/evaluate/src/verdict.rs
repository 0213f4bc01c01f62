//! The gate's judgement: numbers in, verdict out, nothing asked and nothing written.

mod text;

use params::{Gate, Metric, Thresholds};
use serde::{Deserialize, Serialize};

use crate::scores::Scores;

/// A difference of two scores is a rounding away from what is written in
/// params.yaml: 0.95 - 0.9 is below 0.05.
const ROUNDING: f64 = 1e-12;

/// What the candidate is judged against.
#[derive(Clone, Debug, PartialEq)]
pub enum Production {
    /// No version is `production` yet.
    None,
    /// This version is, and it is the candidate's model to the last byte.
    Same(u64),
    /// This version is, since a person rolled back to it from the candidate's model.
    RolledBack(u64),
    /// This version is, with these scores on the same rows; not looked for
    /// where the gate compares nothing.
    Scored(u64, Option<Scores>),
    /// This version is, and it cannot be scored on these rows.
    NotComparable(u64, String),
}

/// How it ended.
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
pub struct Judgement {
    /// How it ended.
    pub verdict: Verdict,
    /// Why, in a word that can be searched for: `first_model`, `better_accuracy`,
    /// `better_scores`, `minimum_met`, `insufficient_accuracy` (or another
    /// score), `not_comparable`, `rolled_back`, `same_model`, `promoted_meanwhile`.
    pub reason: String,
    /// The candidate's scores.
    pub scores: Scores,
    /// What they had to be at least.
    pub minimum: Thresholds,
    /// By how much they had to exceed production's.
    pub better_by: Thresholds,
    /// What it was compared with.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub production: Option<Rival>,
}

/// The version that was `production`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Rival {
    /// Its number.
    pub version: u64,
    /// Its scores on the same rows, where they were looked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub scores: Option<Scores>,
    /// Why it has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<String>,
}

/// Judges a model with these `scores`.
///
/// In this order: the same model is kept; what is below a minimum fails; the
/// first model passes; what a person rolled back from fails; without a
/// comparison it passes; against a model that cannot be scored it fails, since
/// whoever uses `production` would get other inputs or classes; at last the
/// scores are compared.
#[must_use]
pub fn judge(scores: Scores, gate: &Gate, production: Production) -> Judgement {
    let (verdict, reason) = decide(&scores, gate, &production);
    Judgement {
        verdict,
        reason,
        scores,
        minimum: gate.minimum,
        better_by: gate.better_by,
        production: rival(production),
    }
}

fn decide(scores: &Scores, gate: &Gate, production: &Production) -> (Verdict, String) {
    let passed = |reason: &str| (Verdict::Passed, reason.to_owned());
    let failed = |reason: &str| (Verdict::Failed, reason.to_owned());
    if let Production::Same(_) = production {
        return (Verdict::Kept, "same_model".to_owned());
    }
    if let Some(score) = below_minimum(scores, &gate.minimum) {
        return failed(&format!("insufficient_{}", score.name()));
    }
    match production {
        Production::None => passed("first_model"),
        Production::RolledBack(_) => failed("rolled_back"),
        _ if gate.better_by.is_empty() => passed("minimum_met"),
        Production::Scored(_, Some(theirs)) => match not_better(scores, theirs, &gate.better_by) {
            Some(score) => failed(&format!("insufficient_{}", score.name())),
            None => passed(&better(&gate.better_by)),
        },
        _ => failed("not_comparable"),
    }
}

/// The first score that is below its minimum.
fn below_minimum(scores: &Scores, minimum: &Thresholds) -> Option<Metric> {
    let below = |score: &Metric| {
        let minimum = minimum.get(*score);
        minimum.is_some_and(|minimum| scores.get(*score) < minimum)
    };
    Metric::ALL.into_iter().find(below)
}

/// The first score that does not exceed production's by as much as it must.
fn not_better(ours: &Scores, theirs: &Scores, better_by: &Thresholds) -> Option<Metric> {
    let not_better = |score: &Metric| {
        let gain = ours.get(*score) - theirs.get(*score);
        let wanted = better_by.get(*score);
        wanted.is_some_and(|wanted| gain <= 0.0 || gain < wanted - ROUNDING)
    };
    Metric::ALL.into_iter().find(not_better)
}

/// The reference's word where one score is compared.
fn better(better_by: &Thresholds) -> String {
    let mut compared = Metric::ALL
        .into_iter()
        .filter(|score| better_by.get(*score).is_some());
    match (compared.next(), compared.next()) {
        (Some(score), None) => format!("better_{}", score.name()),
        _ => "better_scores".to_owned(),
    }
}

fn rival(production: Production) -> Option<Rival> {
    let (version, scores, problem) = match production {
        Production::None => return None,
        Production::Same(version) | Production::RolledBack(version) => (version, None, None),
        Production::Scored(version, scores) => (version, scores, None),
        Production::NotComparable(version, problem) => (version, None, Some(problem)),
    };
    Some(Rival {
        version,
        scores,
        problem,
    })
}

#[cfg(test)]
mod tests;
