//! When a node stays a leaf.

use crate::params::RandomForestValidParams;

/// The rules that end the growth of a tree.
#[derive(Debug, Clone)]
pub(crate) struct StoppingRules {
    max_depth: usize,
    min_samples_split: usize,
    min_weight_split: f64,
    min_impurity_decrease: f64,
}

impl StoppingRules {
    /// The rules for a table of `n_rows` rows and leaves of a least weight.
    pub(crate) fn new(
        params: &RandomForestValidParams,
        n_rows: usize,
        min_weight_leaf: f64,
    ) -> Self {
        let min_samples_leaf = params.forest.min_samples_leaf.at_least_of(n_rows);
        Self {
            max_depth: params.forest.max_depth.unwrap_or(usize::MAX),
            min_samples_split: params
                .forest
                .min_samples_split
                .at_least_of(n_rows)
                .max(2)
                .max(min_samples_leaf.saturating_mul(2)),
            min_weight_split: 2.0 * min_weight_leaf,
            min_impurity_decrease: params.forest.min_impurity_decrease,
        }
    }

    /// Whether nodes at this depth are leaves, whatever they hold.
    pub(crate) fn forbid_depth(&self, depth: usize) -> bool {
        depth >= self.max_depth
    }

    /// How many levels of nodes there may be below a node at this depth.
    pub(crate) fn levels_below(&self, depth: usize) -> usize {
        self.max_depth.saturating_sub(depth)
    }

    /// Whether a node is a leaf without looking at its features.
    pub(crate) fn forbid_search(
        &self,
        depth: usize,
        n_rows: usize,
        weight: u64,
        impurity: f64,
    ) -> bool {
        self.forbid_depth(depth)
            || n_rows < self.min_samples_split
            || (weight as f64) < self.min_weight_split
            || impurity <= f64::EPSILON
    }

    /// Whether a node is a leaf although a split was found.
    pub(crate) fn forbid_split(&self, improvement: f64) -> bool {
        improvement + f64::EPSILON < self.min_impurity_decrease
    }
}
