//! Whether a node is split, and how: what both orders of growth share.

use super::node_record::NodeRecord;
use super::nodes::NodeStats;
use super::stopping::StoppingRules;
use crate::splitter::feature_sampler::FeatureSampler;
use crate::splitter::{NodeContext, SplitRecord, Splitter};

/// The split of a node that is no leaf.
#[derive(Debug)]
pub(crate) struct Expansion {
    /// The split.
    pub(crate) split: SplitRecord,
    /// The number of features now known to be constant.
    pub(crate) n_constant: usize,
    /// The decrease of weighted impurity.
    pub(crate) improvement: f64,
}

/// Searches the split of a node and moves its rows; `None` for a leaf.
pub(crate) fn expand(
    splitter: &mut impl Splitter,
    sampler: &mut FeatureSampler,
    rules: &StoppingRules,
    record: &NodeRecord,
    stats: &NodeStats<'_>,
    total_weight: f64,
) -> Option<Expansion> {
    if rules.forbid_search(record.depth, stats.n_rows, stats.weight, stats.impurity) {
        return None;
    }
    let node = NodeContext {
        rows: record.rows.clone(),
        weights: stats.class_weights,
        n_constant: record.n_constant,
        levels_left: rules.levels_below(record.depth),
    };
    let found = splitter.node_split(&node, sampler);
    let split = found.split?;
    let improvement = improvement(stats, &split, total_weight);
    if rules.forbid_split(improvement) {
        return None;
    }
    // Children at the greatest depth are leaves, which nobody asks for their rows.
    if !rules.forbid_depth(record.depth + 1) {
        splitter.partition(record.rows.clone(), &split);
    }
    Some(Expansion {
        split,
        n_constant: found.n_constant,
        improvement,
    })
}

/// scikit-learn's `impurity_improvement`, in its association of terms.
fn improvement(stats: &NodeStats<'_>, split: &SplitRecord, total_weight: f64) -> f64 {
    let weight = stats.weight as f64;
    let right = split.right.weight / weight * split.right.impurity;
    let left = split.left.weight / weight * split.left.impurity;
    weight / total_weight * (stats.impurity - right - left)
}
