//! The seeds of the trees, and of what each tree draws.

use numpy::random::RandomState;

/// scikit-learn draws its seeds below the largest `int32`.
const SEED_LIMIT: u32 = 0x7fff_ffff;
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
pub(crate) fn feature_seed(mut random: RandomState) -> u32 {
    random.randint(SEED_LIMIT)
}

#[cfg(test)]
mod tests {
    use numpy::random::RandomState;

    use super::{feature_seed, tree_seeds};

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
        assert_eq!(feature_seed(RandomState::new(1_608_637_542)), 1_952_926_171);
    }
}
