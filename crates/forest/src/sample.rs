//! The seeds of the trees and the rows each of them sees.

use numpy_random::RandomState;

/// scikit-learn draws its seeds below the largest `int32`.
const SEED_LIMIT: u32 = 0x7fff_ffff;

/// One seed per tree, drawn before any tree is grown: trees can then be grown
/// in any order.
pub(crate) fn tree_seeds(random_state: u32, n_trees: usize) -> Vec<u32> {
    let mut random = RandomState::new(random_state);
    (0..n_trees).map(|_| random.randint(SEED_LIMIT)).collect()
}

/// The state that a tree's feature draws start from.
///
/// scikit-learn passes the seed itself to the tree, so this stream begins anew
/// and does not continue the bootstrap's.
pub(crate) fn draw_seed(tree_seed: u32) -> u32 {
    RandomState::new(tree_seed).randint(SEED_LIMIT)
}

/// How often each of `n_rows` rows is drawn when `n_rows` are drawn with replacement.
pub(crate) fn bootstrap(tree_seed: u32, n_rows: u32) -> Vec<u32> {
    RandomState::new(tree_seed).count_randint(n_rows, n_rows as usize)
}

#[cfg(test)]
mod tests {
    use super::{bootstrap, draw_seed, tree_seeds};

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
        assert_eq!(draw_seed(1_608_637_542), 1_952_926_171);
    }

    #[test]
    fn a_bootstrap_sample_draws_as_many_rows_as_there_are() {
        let counts = bootstrap(1_608_637_542, 120);
        assert_eq!(counts.iter().sum::<u32>(), 120);
        for row in [91, 41, 74, 76, 2, 9, 103, 92] {
            assert!(counts[row] > 0, "row {row} is among the first eight drawn");
        }
    }
}
