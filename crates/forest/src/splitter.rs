//! The search for the best split of a node: what every search offers to the growing of a
//! tree.
//!
//! # Layout
//!
//! - `best` sorts a node's rows by each drawn feature and looks at every gap: the plain
//!   search, and the yardstick of the next.
//! - `binned` finds the same splits by branch and bound over binned features.
//! - `random` is the search of extra trees: it tries a `random_threshold` for each feature.
//! - `feature_sampler` draws the features that a node looks at, with `rand_r`, the small
//!   generator inside scikit-learn's trees.
//! - `sampled_data` is the training data of one tree, for the plain searches.
//! - `first_best` keeps the best split of a plain search.

pub(crate) mod best;
pub(crate) mod binned;
pub(crate) mod feature_sampler;
mod first_best;
mod rand_r;
pub(crate) mod random;
mod random_threshold;
pub(crate) mod sampled_data;

use std::ops::Range;

use self::feature_sampler::FeatureSampler;
use crate::params::Criterion;

/// scikit-learn's `FEATURE_THRESHOLD`: values this close to their predecessor
/// are not told apart.
pub(crate) const FEATURE_THRESHOLD: f32 = 1e-7;

/// A search for splits over the rows of one tree.
///
/// A splitter owns the tree's rows and keeps those of a node together, so that a node is a
/// range of positions. Both searches for the best split must find the same one: the first
/// of the best ones, in the order of drawn features and then of thresholds.
pub(crate) trait Splitter {
    /// The number of different rows in the tree's sample: the root's range is `0..n`.
    fn n_rows(&self) -> usize;

    /// How impurity is measured.
    fn criterion(&self) -> Criterion {
        Criterion::Gini
    }

    /// The summed row weights of each class in the whole sample.
    fn root_weights(&self) -> Vec<u64>;

    /// The best split of a node, and the number of features now known to be constant.
    fn node_split(&mut self, node: &NodeContext<'_>, sampler: &mut FeatureSampler) -> NodeSplit;

    /// The class weights on the left of the split that was found last.
    fn left_weights(&self) -> &[u64];

    /// Moves the [`n_left`](SplitRecord::n_left) rows of the left child before those of
    /// the right one.
    fn partition(&mut self, rows: Range<usize>, split: &SplitRecord);
}

/// What each child of a split must have.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LeafRules {
    /// The fewest different rows.
    pub(crate) min_samples: usize,
    /// The least summed weight.
    pub(crate) min_weight: f64,
}

impl LeafRules {
    /// Whether there may be a child of this many different rows and this weight.
    pub(crate) fn allow(&self, n_rows: usize, weight: f64) -> bool {
        n_rows >= self.min_samples && weight >= self.min_weight
    }
}

/// A node that looks for a split.
#[derive(Debug)]
pub(crate) struct NodeContext<'a> {
    /// Its rows, as positions in the splitter's order.
    pub(crate) rows: Range<usize>,
    /// Its class weights.
    pub(crate) weights: &'a [u64],
    /// The number of features known to be constant in it.
    pub(crate) n_constant: usize,
    /// The number of levels that the tree may grow below it.
    pub(crate) levels_left: usize,
}

/// The outcome of a search in a node.
#[derive(Debug)]
pub(crate) struct NodeSplit {
    /// The best split, unless no split is allowed.
    pub(crate) split: Option<SplitRecord>,
    /// The number of features now known to be constant in the node, for its children.
    pub(crate) n_constant: usize,
}

/// A split of a node in two, scikit-learn's `SplitRecord`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct SplitRecord {
    /// The feature compared.
    pub(crate) feature: usize,
    /// Rows with a value up to this one go left; infinity when only missing values go right.
    pub(crate) threshold: f64,
    /// Whether rows without a value go left.
    pub(crate) missing_left: bool,
    /// The number of different rows on the left.
    pub(crate) n_left: usize,
    /// The weight and impurity of the left child.
    pub(crate) left: ChildStats,
    /// The weight and impurity of the right child.
    pub(crate) right: ChildStats,
}

/// What is known of a child before its rows are counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct ChildStats {
    /// The summed weight of its rows.
    pub(crate) weight: f64,
    /// Its impurity.
    pub(crate) impurity: f64,
}

impl SplitRecord {
    /// Whether a row with this value goes left.
    pub(crate) fn goes_left(&self, value: f32) -> bool {
        if value.is_nan() {
            self.missing_left
        } else {
            f64::from(value) <= self.threshold
        }
    }
}

/// scikit-learn's `proxy_impurity_improvement`: orders splits of one node as the
/// improvement does, without the terms they share. The association of the terms
/// decides ties and must stay.
pub(crate) fn proxy_impurity_improvement(left: ChildStats, right: ChildStats) -> f64 {
    -right.weight * right.impurity - left.weight * left.impurity
}
