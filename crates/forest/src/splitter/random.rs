//! The search of extra trees: each drawn feature is split at a random threshold.

use std::ops::Range;

use super::feature_sampler::{FeatureSampler, Visited};
use super::first_best::{FirstBest, SplitPoint};
use super::random_threshold::{RandomThreshold, ValueRange};
use super::sampled_data::SampledData;
use crate::criterion::Side;
use crate::params::Criterion;
use crate::splitter::{LeafRules, NodeContext, NodeSplit, SplitRecord, Splitter};

/// Splits at random thresholds, the best of one per drawn feature, as scikit-learn's
/// `RandomSplitter`.
#[derive(Debug)]
pub(crate) struct RandomSplitter<'a> {
    sample: SampledData<'a>,
    leaf_rules: LeafRules,
    /// Whether rows are moved for every threshold that is tried, as scikit-learn does.
    /// Their order decides which of 0 and -0 is a node's smallest or largest value, and
    /// with it the sign of a threshold; without a -0, it decides nothing.
    moves: bool,
    rows: Vec<u32>,
    /// Class and weight of the searched node's rows, in their order.
    labels: Vec<(u32, u32)>,
    /// The values of the feature that is tried, in the same order.
    values: Vec<f32>,
    /// The feature that the searched node's rows are partitioned by.
    tried: Option<usize>,
    left: Side,
    right: Side,
    best: FirstBest,
}

impl<'a> RandomSplitter<'a> {
    pub(crate) fn new(
        sample: SampledData<'a>,
        leaf_rules: LeafRules,
        criterion: Criterion,
    ) -> Self {
        Self {
            sample,
            leaf_rules,
            moves: false,
            rows: sample.rows(),
            labels: Vec::new(),
            values: Vec::new(),
            tried: None,
            left: Side::new(criterion),
            right: Side::new(criterion),
            best: FirstBest::default(),
        }
    }

    /// For records that hold a -0.
    pub(crate) fn with_negative_zeros(mut self, negative_zeros: bool) -> Self {
        self.moves = negative_zeros;
        self
    }

    /// Reads the classes and weights of a node's rows.
    fn load_labels(&mut self, rows: Range<usize>) {
        let SampledData {
            classes, weights, ..
        } = self.sample;
        let label = |&row: &u32| (classes[row as usize], weights[row as usize]);
        self.labels.clear();
        self.labels.extend(self.rows[rows].iter().map(label));
    }

    /// Reads the values of a feature in a node.
    fn load(&mut self, rows: Range<usize>, feature: usize) {
        let column = self.sample.columns.column(feature);
        let value = |&row: &u32| column[row as usize];
        self.values.clear();
        self.values.extend(self.rows[rows].iter().map(value));
    }

    /// Moves the rows that go left, by the loaded values, before the others.
    fn part(&mut self, rows: Range<usize>, threshold: RandomThreshold) {
        let (rows, values) = (&mut self.rows[rows], &mut self.values);
        let (mut start, mut end) = (0, rows.len());
        while start < end {
            if threshold.goes_left(values[start]) {
                start += 1;
            } else {
                end -= 1;
                values.swap(start, end);
                rows.swap(start, end);
            }
        }
    }

    /// Sums up the class weights of both sides, and counts the rows on the left.
    fn weigh(&mut self, node: &NodeContext<'_>, threshold: RandomThreshold) -> usize {
        let mut n_left = 0;
        let rows = self.labels.iter().zip(&self.values);
        let on_the_left = rows.map(|(&(class, weight), &value)| {
            // A factor instead of a branch: which way a row goes cannot be foreseen.
            let left = threshold.goes_left(value);
            n_left += usize::from(left);
            (class as usize, u64::from(weight) * u64::from(left))
        });
        self.left.count(self.sample.n_classes, on_the_left);
        self.right.reset_to_rest(node.weights, &self.left);
        n_left
    }

    /// Offers a threshold, if both children may be leaves.
    fn offer(
        &mut self,
        node: &NodeContext<'_>,
        feature: usize,
        threshold: RandomThreshold,
        n_missing: usize,
    ) {
        let n_left = self.weigh(node, threshold);
        let n_right = node.rows.len() - n_left;
        if self.moves {
            self.part(node.rows.clone(), threshold);
            self.tried = Some(feature);
            self.load_labels(node.rows.clone());
        }
        let rules = &self.leaf_rules;
        let weights = (self.left.weight() as f64, self.right.weight() as f64);
        if !rules.allow(n_left, weights.0) || !rules.allow(n_right, weights.1) {
            return;
        }
        let place = SplitPoint {
            feature,
            threshold: threshold.threshold,
            missing_left: if n_missing > 0 {
                threshold.missing_left
            } else {
                // Rows to come without a value follow the majority.
                n_left > n_right
            },
            n_left,
        };
        self.best.offer(place, &self.left, &self.right);
    }
}

impl Splitter for RandomSplitter<'_> {
    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn criterion(&self) -> Criterion {
        self.left.criterion()
    }

    fn root_weights(&self) -> Vec<u64> {
        self.sample.class_weights(&self.rows)
    }

    fn node_split(&mut self, node: &NodeContext<'_>, sampler: &mut FeatureSampler) -> NodeSplit {
        self.best.clear();
        self.load_labels(node.rows.clone());
        let n_constant = sampler.visit_randomly(node.n_constant, |feature, random| {
            self.tried = None;
            self.load(node.rows.clone(), feature);
            match ValueRange::of(&self.values) {
                Some(range) if !range.is_constant() => {
                    let threshold = RandomThreshold::draw(&range, random);
                    self.offer(node, feature, threshold, range.n_missing);
                    Visited::Varies
                }
                _ => Visited::Constant,
            }
        });
        NodeSplit {
            split: self.best.split(),
            n_constant,
        }
    }

    fn left_weights(&self) -> &[u64] {
        self.best.left_weights()
    }

    fn partition(&mut self, rows: Range<usize>, split: &SplitRecord) {
        if self.tried != Some(split.feature) {
            let threshold = RandomThreshold {
                threshold: split.threshold,
                missing_left: split.missing_left,
            };
            self.load(rows.clone(), split.feature);
            self.part(rows, threshold);
        }
    }
}
