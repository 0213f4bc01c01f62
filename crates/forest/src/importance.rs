//! What each feature contributed.

use crate::Tree;

/// The mean of the trees' importances, over trees that have a split, normalised.
pub(crate) fn feature_importances(trees: &[Tree], n_features: usize) -> Vec<f64> {
    let mut mean = vec![0.0; n_features];
    let mut n_trees = 0.0;
    for tree in trees.iter().filter(|tree| tree.node_count() > 1) {
        n_trees += 1.0;
        for (sum, importance) in mean.iter_mut().zip(tree_importances(tree, n_features)) {
            *sum += importance;
        }
    }
    divide(&mut mean, n_trees);
    let total = pairwise_sum(&mean);
    divide(&mut mean, total);
    mean
}

/// The decrease of weighted impurity at each feature's splits, as a share of all.
fn tree_importances(tree: &Tree, n_features: usize) -> Vec<f64> {
    let mut importances = vec![0.0; n_features];
    for node in 0..tree.node_count() {
        let Some((left, right)) = tree.children(node) else {
            continue;
        };
        let feature = usize::try_from(tree.feature()[node]).expect("inner nodes have a feature");
        importances[feature] += mass(tree, node) - mass(tree, left) - mass(tree, right);
    }
    divide(&mut importances, tree.weighted_n_node_samples()[0]);
    let total = pairwise_sum(&importances);
    divide(&mut importances, total);
    importances
}

/// Divides each value, unless by zero: nothing was learnt then and all values are zero.
fn divide(values: &mut [f64], divisor: f64) {
    if divisor > 0.0 {
        for value in values {
            *value /= divisor;
        }
    }
}

fn mass(tree: &Tree, node: usize) -> f64 {
    tree.weighted_n_node_samples()[node] * tree.impurity()[node]
}

/// NumPy's `sum` of a contiguous array: eight running sums in blocks of up to 128,
/// halves added up above that. The order of additions decides the last bit.
fn pairwise_sum(values: &[f64]) -> f64 {
    if values.len() > 128 {
        let half = values.len() / 2;
        let (left, right) = values.split_at(half - half % 8);
        return pairwise_sum(left) + pairwise_sum(right);
    }
    let (blocks, rest) = values.as_chunks::<8>();
    let Some((first, blocks)) = blocks.split_first() else {
        return rest.iter().sum();
    };
    let mut sums = *first;
    for block in blocks {
        for (sum, value) in sums.iter_mut().zip(block) {
            *sum += value;
        }
    }
    let total =
        ((sums[0] + sums[1]) + (sums[2] + sums[3])) + ((sums[4] + sums[5]) + (sums[6] + sums[7]));
    rest.iter().fold(total, |sum, value| sum + value)
}
