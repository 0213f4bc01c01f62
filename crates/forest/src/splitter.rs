//! What a search for splits must offer to the growing of a tree.

pub(crate) mod best;
pub(crate) mod binned;
pub(crate) mod feature_sampler;
mod first_best;
mod rand_r;
pub(crate) mod random;
mod random_threshold;

use std::ops::Range;

use self::feature_sampler::FeatureDraw;
use crate::params::Criterion;

/// scikit-learn's `FEATURE_THRESHOLD`: values this close to their predecessor
/// are not told apart.
pub(crate) const SAME_VALUE: f32 = 1e-7;

/// A search for splits over the rows of one tree.
///
/// An engine owns the tree's rows and keeps those of a node together, so that a
/// node is a range of positions. Every engine must find the same split: the first
/// of the best ones, in the order of drawn features and then of thresholds.
pub(crate) trait SplitEngine {
    /// The number of different rows in the tree's sample: the root's range is `0..n`.
    fn n_rows(&self) -> usize;

    /// How impurity is measured.
    fn criterion(&self) -> Criterion {
        Criterion::Gini
    }

    /// The summed row weights of each class in the whole sample.
    fn root_weights(&self) -> Vec<u64>;

    /// The best split of a node, and the number of features now known to be constant.
    fn best_split(&mut self, node: &Node<'_>, draw: &mut FeatureDraw) -> Found;

    /// The class weights on the left of the split that was found last.
    fn left_weights(&self) -> &[u64];

    /// Moves the [`n_left`](Split::n_left) rows of the left child before those of
    /// the right one.
    fn partition(&mut self, rows: Range<usize>, split: &Split);
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
    /// Whether a child with so many rows and this weight may be.
    pub(crate) fn allow(&self, n_rows: usize, weight: f64) -> bool {
        n_rows >= self.min_samples && weight >= self.min_weight
    }
}

/// A node that looks for a split.
#[derive(Debug)]
pub(crate) struct Node<'a> {
    /// Its rows, as positions in the engine's order.
    pub(crate) rows: Range<usize>,
    /// Its class weights.
    pub(crate) weights: &'a [u64],
    /// How many features are known to be constant in it.
    pub(crate) n_constant: usize,
    /// How many levels of nodes there may be below it.
    pub(crate) levels_left: usize,
}

/// What a search gives.
#[derive(Debug)]
pub(crate) struct Found {
    /// The best split, unless no split is allowed.
    pub(crate) split: Option<Split>,
    /// How many features are known to be constant in the node, for its children.
    pub(crate) n_constant: usize,
}

/// A split of a node in two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Split {
    /// The feature compared.
    pub(crate) feature: usize,
    /// Rows with a value up to this one go left; infinity when only missing values go right.
    pub(crate) threshold: f64,
    /// Whether rows without a value go left.
    pub(crate) missing_left: bool,
    /// The number of different rows on the left.
    pub(crate) n_left: usize,
    /// The weight and impurity of the left child.
    pub(crate) left: Child,
    /// The weight and impurity of the right child.
    pub(crate) right: Child,
}

/// What is known of a child before its rows are counted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Child {
    /// The summed weight of its rows.
    pub(crate) weight: f64,
    /// Its impurity.
    pub(crate) impurity: f64,
}

impl Split {
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
pub(crate) fn proxy(left: Child, right: Child) -> f64 {
    -right.weight * right.impurity - left.weight * left.impurity
}
