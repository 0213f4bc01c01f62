//! The seeds of the trees and the rows each of them sees.

mod class_weight;

use std::borrow::Cow;

use numpy::pairwise_sum;
use numpy::random::{Distribution, RandomState};

use self::class_weight::multiples;
use crate::{ForestError, RandomForestValidParams};

/// scikit-learn draws its seeds below the largest `int32`.
const SEED_LIMIT: u32 = 0x7fff_ffff;
/// Up to here, scikit-learn's floating-point sums of integers are exact.
const EXACT: u64 = 1 << 53;

/// One seed per tree, drawn before any tree is grown: trees can then be grown
/// in any order.
pub(crate) fn tree_seeds(random_state: u32, n_trees: usize) -> Vec<u32> {
    let mut random = RandomState::new(random_state);
    (0..n_trees).map(|_| random.randint(SEED_LIMIT)).collect()
}

/// The state that a tree's feature draws start from, given the fresh stream of the
/// tree's seed.
///
/// scikit-learn passes the seed itself to the tree, so this stream begins anew
/// and does not continue the bootstrap's.
pub(crate) fn draw_seed(mut random: RandomState) -> u32 {
    random.randint(SEED_LIMIT)
}

/// How trees get their rows.
#[derive(Debug)]
pub(crate) enum Sampling {
    /// All rows, each with a weight that is a multiple of the unit.
    All { weights: Vec<u32>, unit: f64 },
    /// Rows drawn with replacement, all alike.
    Uniform { n_rows: u32, n_draws: u32 },
    /// Rows drawn with replacement, some more often than others.
    Weighted {
        distribution: Distribution,
        n_draws: u32,
    },
}

impl Sampling {
    /// What the parameters ask for. `classes` holds the class index of each row,
    /// `class_weights` what its rows weigh, if anything.
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
    pub(crate) fn drawn(&self, random: RandomState) -> Drawn<'_> {
        let few = match self {
            Self::Uniform { n_rows, n_draws } => random
                .clone()
                .count_randint_bytes(*n_rows, *n_draws as usize),
            Self::All { .. } | Self::Weighted { .. } => None,
        };
        few.map_or_else(|| Drawn::Any(self.weights(random)), Drawn::Few)
    }

    /// How often each row is in a tree's sample, in units, given the fresh stream of the
    /// tree's seed.
    pub(crate) fn weights(&self, mut random: RandomState) -> Cow<'_, [u32]> {
        match self {
            Self::All { weights, .. } => weights.into(),
            Self::Uniform { n_rows, n_draws } => {
                random.count_randint(*n_rows, *n_draws as usize).into()
            }
            Self::Weighted {
                distribution,
                n_draws,
            } => {
                let draws = (0..*n_draws).map(|_| random.choice_from(distribution));
                count(distribution.len(), draws).into()
            }
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

/// How often each row is in a tree's sample.
#[derive(Debug)]
pub(crate) enum Drawn<'a> {
    /// No row more than 254 times.
    Few(Vec<u8>),
    /// Any number of times.
    Any(Cow<'a, [u32]>),
}

impl Drawn<'_> {
    /// One number per row.
    pub(crate) fn weights(&self) -> Cow<'_, [u32]> {
        match self {
            Self::Few(weights) => weights.iter().copied().map(u32::from).collect(),
            Self::Any(weights) => Cow::Borrowed(weights),
        }
    }

    /// The sum over all rows.
    pub(crate) fn total(&self) -> u64 {
        match self {
            Self::Few(weights) => weights.iter().copied().map(u64::from).sum(),
            Self::Any(weights) => weights.iter().copied().map(u64::from).sum(),
        }
    }

    /// Whether no row is in the sample more often than so many times.
    pub(crate) fn at_most(&self, limit: u32) -> bool {
        match self {
            Self::Few(weights) => weights.iter().all(|&weight| u32::from(weight) <= limit),
            Self::Any(weights) => weights.iter().all(|&weight| weight <= limit),
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

fn count(n_rows: usize, draws: impl Iterator<Item = usize>) -> Vec<u32> {
    let mut counts = vec![0; n_rows];
    for row in draws {
        counts[row] += 1;
    }
    counts
}

#[cfg(test)]
mod tests {
    use numpy::random::RandomState;

    use super::{Sampling, draw_seed, tree_seeds};

    #[test]
    fn seed_42_gives_scikit_learns_tree_seeds() {
        let seeds = tree_seeds(42, 100);
        assert_eq!(
            seeds[..4],
            [1_608_637_542, 1_273_642_419, 1_935_803_228, 787_846_414]
        );
        assert_eq!(seeds[99], 134_489_564);
    }

    #[test]
    fn the_feature_draws_of_the_first_tree_start_from_a_fresh_stream() {
        assert_eq!(draw_seed(RandomState::new(1_608_637_542)), 1_952_926_171);
    }

    #[test]
    fn a_bootstrap_sample_draws_as_many_rows_as_there_are() {
        let sampling = Sampling::Uniform {
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
