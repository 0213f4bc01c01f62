//! Scores as people read them.

use params::{Gate, Metric};
use registry::{Interval, Metrics};

/// A score, and how far chance moves it, as far as that is known.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Score {
    /// On the rows that were scored.
    pub value: f64,
    /// The bootstrap interval of the score.
    pub interval: Option<Interval>,
}

/// The metric that the gate decides by: the first one that is compared with production's, else the
/// first one that has a limit, else the accuracy.
#[must_use]
pub fn deciding_metric(gate: &Gate) -> Metric {
    let limits = [&gate.better_by, &gate.minimum, &gate.maximum].into_iter();
    let mut metrics = limits.flat_map(|limits| limits.iter().map(|(metric, _)| metric));
    metrics.next().unwrap_or(Metric::Accuracy)
}

impl Score {
    /// The score by `metric`, if it is defined.
    #[must_use]
    pub fn of(metrics: &Metrics, metric: Metric) -> Option<Self> {
        let intervals = metrics.intervals.as_ref();
        Some(Self {
            value: metrics.scores.get(metric)?,
            interval: intervals.and_then(|all| all.scores.get(metric)),
        })
    }
}

/// `0.9333 (0.8333 to 1.0000)`.
impl std::fmt::Display for Score {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(out, "{:.4}", self.value)?;
        match self.interval {
            Some([low, high]) => write!(out, " ({low:.4} to {high:.4})"),
            None => Ok(()),
        }
    }
}
