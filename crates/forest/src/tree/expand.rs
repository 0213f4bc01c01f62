//! Whether a node is split, and how: what all orders of growth share.

use std::ops::Range;

use super::stopping::StopRules;
use crate::criterion::impurity;
use crate::splitter::feature_sampler::FeatureDraw;
use crate::splitter::{Node, Split, SplitEngine};
use crate::tree::NodeStats;

/// A node's place: what the order of growth knows of it.
#[derive(Debug, Clone)]
pub(crate) struct Site {
    /// Its rows, as positions in the engine's order.
    pub(crate) rows: Range<usize>,
    /// Its distance from the root.
    pub(crate) depth: usize,
    /// Its impurity.
    pub(crate) impurity: f64,
    /// How many features are known to be constant in it.
    pub(crate) n_constant: usize,
}

impl Site {
    /// The root's.
    pub(crate) fn root(engine: &impl SplitEngine, weights: &[u64]) -> Self {
        Self {
            rows: 0..engine.n_rows(),
            depth: 0,
            impurity: impurity(engine.criterion(), weights),
            n_constant: 0,
        }
    }

    /// The left child's.
    pub(crate) fn left(&self, split: &Split, n_constant: usize) -> Self {
        Self {
            rows: self.rows.start..self.rows.start + split.n_left,
            depth: self.depth + 1,
            impurity: split.left.impurity,
            n_constant,
        }
    }

    /// The right child's.
    pub(crate) fn right(&self, split: &Split, n_constant: usize) -> Self {
        Self {
            rows: self.rows.start + split.n_left..self.rows.end,
            depth: self.depth + 1,
            impurity: split.right.impurity,
            n_constant,
        }
    }

    /// What the tree keeps of the node.
    pub(crate) fn stats<'a>(&self, weights: &'a [u64]) -> NodeStats<'a> {
        NodeStats {
            n_rows: self.rows.len(),
            weight: weights.iter().sum(),
            impurity: self.impurity,
            class_weights: weights,
        }
    }
}

/// The split of a node that is no leaf.
#[derive(Debug)]
pub(crate) struct Decision {
    /// The split.
    pub(crate) split: Split,
    /// How many features are now known to be constant.
    pub(crate) n_constant: usize,
    /// The decrease of weighted impurity.
    pub(crate) improvement: f64,
}

/// Searches the split of a node and moves its rows; `None` for a leaf.
pub(crate) fn expand(
    engine: &mut impl SplitEngine,
    draw: &mut FeatureDraw,
    rules: &StopRules,
    site: &Site,
    stats: &NodeStats<'_>,
    total_weight: f64,
) -> Option<Decision> {
    if rules.forbid_search(site.depth, stats.n_rows, stats.weight, stats.impurity) {
        return None;
    }
    let node = Node {
        rows: site.rows.clone(),
        weights: stats.class_weights,
        n_constant: site.n_constant,
        levels_left: rules.levels_below(site.depth),
    };
    let found = engine.best_split(&node, draw);
    let split = found.split?;
    let improvement = improvement(stats, &split, total_weight);
    if rules.forbid_split(improvement) {
        return None;
    }
    // Children at the greatest depth are leaves, which nobody asks for their rows.
    if !rules.forbid_depth(site.depth + 1) {
        engine.partition(site.rows.clone(), &split);
    }
    Some(Decision {
        split,
        n_constant: found.n_constant,
        improvement,
    })
}

/// scikit-learn's `impurity_improvement`, in its association of terms.
fn improvement(stats: &NodeStats<'_>, split: &Split, total_weight: f64) -> f64 {
    let weight = stats.weight as f64;
    let right = split.right.weight / weight * split.right.impurity;
    let left = split.left.weight / weight * split.left.impurity;
    weight / total_weight * (stats.impurity - right - left)
}
