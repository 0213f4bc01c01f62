//! Which rows each tree sees.

use std::borrow::Cow;

use numpy::pairwise_sum;
use numpy::random::{Distribution, RandomState};
use rayon::prelude::*;

use super::bootstrap_counts::BootstrapCounts;
use super::class_weight::multiples;
use super::row_set::{RowCollection, RowSet};
use crate::{ForestError, RandomForestValidParams};

/// Up to here, scikit-learn's floating-point sums of integers are exact.
const EXACT: u64 = 1 << 53;

/// How the trees of a forest get their rows.
#[derive(Debug)]
pub(crate) enum RowSampling {
    /// Every tree gets all rows.
    All {
        /// The weight of each row, as a multiple of the unit.
        weights: Vec<u32>,
        /// What a weight of 1 stands for.
        unit: f64,
    },
    /// Rows are drawn with replacement, each with the same probability.
    Uniform { n_rows: u32, n_draws: u32 },
    /// Rows are drawn with replacement, in proportion to their weights.
    Weighted {
        distribution: Distribution,
        n_draws: u32,
    },
}

impl RowSampling {
    /// The sampling that the parameters ask for. `classes` holds the class index of each
    /// row, and `class_weights` what the rows of each class weigh, if rows are weighted.
    pub(crate) fn new(
        params: &RandomForestValidParams,
        classes: &[u32],
        class_weights: Option<&[f64]>,
    ) -> Result<Self, ForestError> {
        if !params.forest.bootstrap {
            return Self::all(classes, class_weights.unwrap_or(&[]));
        }
        let n_rows = classes.len();
        let Some(class_weights) = class_weights else {
            return Ok(Self::Uniform {
                n_rows: u32::try_from(n_rows).expect("checked with the records"),
                n_draws: n_draws(params, n_rows, n_rows as f64)?,
            });
        };
        let mut weights: Vec<f64> = classes
            .iter()
            .map(|&class| class_weights[class as usize])
            .collect();
        let total = pairwise_sum(&weights);
        if !(total > 0.0 && total.is_finite()) {
            return Err(ForestError::NoWeight);
        }
        for weight in &mut weights {
            *weight /= total;
        }
        Ok(Self::Weighted {
            distribution: Distribution::new(&weights),
            n_draws: n_draws(params, n_rows, total)?,
        })
    }

    fn all(classes: &[u32], class_weights: &[f64]) -> Result<Self, ForestError> {
        if class_weights.is_empty() {
            return Ok(Self::All {
                weights: vec![1; classes.len()],
                unit: 1.0,
            });
        }
        let (multiples, unit) = multiples(class_weights)?;
        let mut sums = vec![0u64; multiples.len()];
        for &class in classes {
            sums[class as usize] += u64::from(multiples[class as usize]);
        }
        let squares = |sum: u64| sum.saturating_mul(sum);
        let exact = sums
            .into_iter()
            .fold(0u64, |total, sum| total.saturating_add(squares(sum)));
        if exact > EXACT {
            let weight = class_weights.iter().copied().fold(0.0, f64::max);
            return Err(ForestError::InexactWeight { weight });
        }
        let weights = classes
            .iter()
            .map(|&class| multiples[class as usize])
            .collect();
        Ok(Self::All { weights, unit })
    }

    /// [`weights`](Self::weights), in as little memory as they fit into.
    pub(crate) fn counts(&self, random: RandomState) -> BootstrapCounts<'_> {
        let few = match self {
            Self::Uniform { n_rows, n_draws } => random
                .clone()
                .count_randint_bytes(*n_rows, *n_draws as usize),
            Self::All { .. } | Self::Weighted { .. } => None,
        };
        few.map_or_else(
            || BootstrapCounts::Wide(self.weights(random)),
            BootstrapCounts::Narrow,
        )
    }

    /// How often each row is in a tree's sample, in units, given the fresh stream of the
    /// tree's seed.
    pub(crate) fn weights(&self, random: RandomState) -> Cow<'_, [u32]> {
        match self {
            Self::All { weights, .. } => weights.into(),
            Self::Uniform { n_rows, n_draws } => {
                random.count_randint(*n_rows, *n_draws as usize).into()
            }
            Self::Weighted { .. } => {
                let mut counts = vec![0; self.n_rows()];
                self.draw(random, |row, times| counts[row] += times);
                counts.into()
            }
        }
    }

    /// The rows that any of the trees with these seeds sees.
    pub(crate) fn seen_by(&self, seeds: &[u32]) -> RowSet {
        let rows = RowCollection::new(self.n_rows());
        seeds.par_iter().for_each(|&seed| {
            self.draw(RandomState::new(seed), |row, _| rows.insert(row));
        });
        rows.finish()
    }

    /// How often each of the rows that any tree sees is in the sample of this one.
    pub(crate) fn counts_among(&self, seen: &RowSet, random: RandomState) -> BootstrapCounts<'_> {
        let mut counts = vec![0; seen.len()];
        self.draw(random, |row, times| counts[seen.rank(row)] += times);
        BootstrapCounts::Wide(counts.into())
    }

    /// Gives each row that a tree draws to `take`, with how often, in units. In the order of
    /// draws, and without memory for rows that are not drawn.
    fn draw(&self, mut random: RandomState, mut take: impl FnMut(usize, u32)) {
        match self {
            Self::All { weights, .. } => {
                let weights = weights.iter().enumerate();
                weights.for_each(|(row, &weight)| take(row, weight));
            }
            Self::Uniform { n_rows, n_draws } => {
                (0..*n_draws).for_each(|_| take(random.randint(*n_rows) as usize, 1));
            }
            Self::Weighted {
                distribution,
                n_draws,
            } => (0..*n_draws).for_each(|_| take(random.choice_from(distribution), 1)),
        }
    }

    /// How many rows the table has.
    pub(crate) fn n_rows(&self) -> usize {
        match self {
            Self::All { weights, .. } => weights.len(),
            Self::Uniform { n_rows, .. } => *n_rows as usize,
            Self::Weighted { distribution, .. } => distribution.len(),
        }
    }

    /// What a weight of 1 stands for.
    pub(crate) fn unit(&self) -> f64 {
        match self {
            Self::All { unit, .. } => *unit,
            Self::Uniform { .. } | Self::Weighted { .. } => 1.0,
        }
    }
}

/// The size of a bootstrap sample of rows with this total weight.
fn n_draws(
    params: &RandomForestValidParams,
    n_rows: usize,
    total_weight: f64,
) -> Result<u32, ForestError> {
    let rows = params
        .forest
        .max_samples
        .map_or(n_rows, |samples| samples.at_most_of(total_weight));
    u32::try_from(rows).map_err(|_| ForestError::TooManyRows { rows })
}

#[cfg(test)]
mod tests {
    use numpy::random::RandomState;

    use super::RowSampling;

    #[test]
    fn a_bootstrap_sample_draws_as_many_rows_as_there_are() {
        let sampling = RowSampling::Uniform {
            n_rows: 120,
            n_draws: 120,
        };
        let counts = sampling.weights(RandomState::new(1_608_637_542));
        assert_eq!(counts.iter().sum::<u32>(), 120);
        for row in [91, 41, 74, 76, 2, 9, 103, 92] {
            assert!(counts[row] > 0, "row {row} is among the first eight drawn");
        }
    }
}
