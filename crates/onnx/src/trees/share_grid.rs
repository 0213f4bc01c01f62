//! Class shares whose sums are exact in float32.

use crate::float32::FeatureValue;

/// The bits of a float32's significand: integers up to 2^24 are exact.
const SIGNIFICAND: u32 = 24;

/// Rounds class shares to multiples of a power of two, so fine as float32 allows
/// when one share of each tree is to be summed up without any rounding.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ShareGrid {
    steps_per_one: f64,
}

impl ShareGrid {
    pub(crate) fn new(n_trees: usize) -> Self {
        let bits_for_trees = n_trees.next_power_of_two().ilog2();
        let bits = SIGNIFICAND.saturating_sub(bits_for_trees);
        Self {
            steps_per_one: f64::from(1u32 << bits),
        }
    }

    /// The nearest multiple to a share in `[0, 1]`.
    #[inline]
    pub(crate) fn round(self, share: f64) -> f32 {
        ((share * self.steps_per_one).round_ties_even() / self.steps_per_one).to_f32()
    }
}

#[cfg(test)]
mod tests {
    use super::ShareGrid;

    #[test]
    fn shares_summed_in_any_order_give_the_same_float32() {
        let grid = ShareGrid::new(300);
        let shares: Vec<f32> = (1..=300).map(|i| grid.round(1.0 / f64::from(i))).collect();
        let exact: f64 = shares.iter().map(|&share| f64::from(share)).sum();
        let forwards: f32 = shares.iter().sum();
        let backwards: f32 = shares.iter().rev().sum();
        assert_eq!(f64::from(forwards).to_bits(), exact.to_bits());
        assert_eq!(forwards.to_bits(), backwards.to_bits());
    }

    #[test]
    fn the_share_of_a_pure_leaf_stays_one() {
        for n_trees in [1, 3, 100, 1000, 1 << 24] {
            assert_eq!(ShareGrid::new(n_trees).round(1.0).to_bits(), 1f32.to_bits());
        }
    }
}
