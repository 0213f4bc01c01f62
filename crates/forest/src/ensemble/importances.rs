//! What each feature contributed.

use crate::Tree;
use numpy::pairwise_sum;

/// The mean of the trees' importances, over trees that have a split, normalised; not
/// a number where there are such trees, but no split decreased impurity.
pub(crate) fn feature_importances(trees: &[Tree], n_features: usize) -> Vec<f64> {
    let mut mean = vec![0.0; n_features];
    let mut n_trees = 0.0;
    for tree in trees.iter().filter(|tree| tree.node_count() > 1) {
        n_trees += 1.0;
        for (sum, importance) in mean.iter_mut().zip(tree_importances(tree, n_features)) {
            *sum += importance;
        }
    }
    if n_trees > 0.0 {
        divide(&mut mean, n_trees);
        let total = pairwise_sum(&mean);
        divide(&mut mean, total);
    }
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
    // Nothing was learnt otherwise, and all importances are zero.
    if total > 0.0 {
        divide(&mut importances, total);
    }
    importances
}

fn divide(values: &mut [f64], divisor: f64) {
    for value in values {
        *value /= divisor;
    }
}

fn mass(tree: &Tree, node: usize) -> f64 {
    tree.weighted_n_node_samples()[node] * tree.impurity()[node]
}
