//! Section `evaluate`: the intervals of the metrics.

use crate::from_yaml::FromYaml;
use crate::section::Section;

/// Section `evaluate`.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Evaluate {
    /// How many resamples of the test rows the intervals are of: 0 for no intervals, or 100 to
    /// 10000.
    pub n_resamples: usize,
    /// The share of the resamples whose metric is in the interval: above 0 and below 1.
    pub confidence_level: f64,
    /// The seed of the resamples.
    pub random_state: u32,
}

impl Default for Evaluate {
    fn default() -> Self {
        Self {
            n_resamples: 1000,
            confidence_level: 0.95,
            random_state: 42,
        }
    }
}

impl Evaluate {
    /// The fewest resamples whose quantiles mean something.
    pub const FEWEST_RESAMPLES: usize = 100;
    /// Each resample keeps all metrics of all classes, so there is an end.
    const MOST_RESAMPLES: usize = 10_000;

    pub(crate) fn read(section: &mut Section<'_>) -> Option<Self> {
        let or = Self::default();
        let n_resamples = section.value(
            "n_resamples",
            "0 for no intervals, or an integer from 100 to 10000",
            |value| usize::from_yaml(value).filter(|n| resamples(*n)),
            Some(or.n_resamples),
        );
        let confidence_level = section.value(
            "confidence_level",
            "a number above 0 and below 1",
            |value| f64::from_yaml(value).filter(|level| *level > 0.0 && *level < 1.0),
            Some(or.confidence_level),
        );
        let random_state = section.integer("random_state", 0..=u32::MAX, Some(or.random_state));
        Some(Self {
            n_resamples: n_resamples?,
            confidence_level: confidence_level?,
            random_state: random_state?,
        })
    }
}

fn resamples(n: usize) -> bool {
    n == 0 || (Evaluate::FEWEST_RESAMPLES..=Evaluate::MOST_RESAMPLES).contains(&n)
}
