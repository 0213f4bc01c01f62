//! The plain search: sort the node's rows by each drawn feature and look at every gap.

use std::ops::Range;

use super::feature_sampler::{FeatureSampler, Visited};
use super::first_best::{FirstBest, SplitPoint, midpoint};
use super::sampled_data::SampledData;
use crate::criterion::Side;
use crate::params::Criterion;
use crate::splitter::{
    FEATURE_THRESHOLD, LeafRules, NodeContext, NodeSplit, SplitRecord, Splitter,
};

/// Splits found by sorting: O(n log n) per node and drawn feature.
#[derive(Debug)]
pub(crate) struct BestSplitter<'a> {
    sample: SampledData<'a>,
    leaf_rules: LeafRules,
    rows: Vec<u32>,
    /// The node's rows that have a value, as [`pack`]ed pairs, sorted.
    sorted: Vec<u64>,
    /// The node's rows whose value is missing.
    missing: Vec<u32>,
    left: Side,
    right: Side,
    best: FirstBest,
}

impl<'a> BestSplitter<'a> {
    pub(crate) fn new(sample: SampledData<'a>, leaf_rules: LeafRules) -> Self {
        Self {
            sample,
            leaf_rules,
            rows: sample.rows(),
            sorted: Vec::new(),
            missing: Vec::new(),
            left: Side::default(),
            right: Side::default(),
            best: FirstBest::default(),
        }
    }

    /// Measures impurity by another criterion than gini.
    pub(crate) fn criterion(mut self, criterion: Criterion) -> Self {
        self.left = Side::new(criterion);
        self.right = Side::new(criterion);
        self
    }

    /// Sorts the node's rows by the feature, those without a value apart.
    fn load(&mut self, rows: Range<usize>, feature: usize) {
        let column = self.sample.columns.column(feature);
        self.sorted.clear();
        self.missing.clear();
        for &row in &self.rows[rows] {
            let value = column[row as usize];
            if value.is_nan() {
                self.missing.push(row);
            } else {
                self.sorted.push(pack(value, row));
            }
        }
        self.sorted.sort_unstable();
    }

    /// Whether the loaded feature offers no split: all values missing, or all the
    /// same and none missing.
    fn is_constant(&self) -> bool {
        match (self.sorted.first(), self.sorted.last()) {
            (Some(&first), Some(&last)) => {
                self.missing.is_empty() && unpack(last).0 <= unpack(first).0 + FEATURE_THRESHOLD
            }
            _ => true,
        }
    }

    /// Searches the loaded feature, first with missing values on the right, then,
    /// if there are any, on the left.
    fn search(&mut self, node: &NodeContext<'_>, feature: usize) {
        self.left.clear(self.sample.n_classes);
        self.right.reset(node.weights);
        self.scan(feature, false);
        if !self.missing.is_empty() {
            self.offer_missing_alone(feature);
            self.start_with_missing_left(node);
            self.scan(feature, true);
        }
    }

    fn start_with_missing_left(&mut self, node: &NodeContext<'_>) {
        self.left.clear(self.sample.n_classes);
        self.right.reset(node.weights);
        for i in 0..self.missing.len() {
            self.move_left(self.missing[i]);
        }
    }

    /// Offers every gap between neighbouring values; all but the last row end on the left.
    fn scan(&mut self, feature: usize, missing_left: bool) {
        let n_before = if missing_left { self.missing.len() } else { 0 };
        let n_rows = self.sorted.len() + self.missing.len();
        for position in 1..self.sorted.len() {
            let (below, row) = unpack(self.sorted[position - 1]);
            let above = unpack(self.sorted[position]).0;
            self.move_left(row);
            let n_left = n_before + position;
            if above <= below + FEATURE_THRESHOLD || !self.allowed(n_left, n_rows - n_left) {
                continue;
            }
            let missing_left = if self.missing.is_empty() {
                // Rows to come without a value follow the majority.
                n_left > n_rows - n_left
            } else {
                missing_left
            };
            let place = SplitPoint {
                feature,
                threshold: midpoint(below, above),
                missing_left,
                n_left,
            };
            self.best.offer(place, &self.left, &self.right);
        }
    }

    /// Offers the split with exactly the missing values on the right; follows a
    /// scan, which left one row with a value to move.
    fn offer_missing_alone(&mut self, feature: usize) {
        if let Some(&last) = self.sorted.last() {
            self.move_left(unpack(last).1);
        }
        if self.allowed(self.sorted.len(), self.missing.len()) {
            let place = SplitPoint {
                feature,
                threshold: f64::INFINITY,
                missing_left: false,
                n_left: self.sorted.len(),
            };
            self.best.offer(place, &self.left, &self.right);
        }
    }

    fn move_left(&mut self, row: u32) {
        let (class, weight) = (self.sample.class(row), self.sample.weight(row));
        self.left.add(class, weight);
        self.right.remove(class, weight);
    }

    fn allowed(&self, n_left: usize, n_right: usize) -> bool {
        let rules = &self.leaf_rules;
        rules.allow(n_left, self.left.weight() as f64)
            && rules.allow(n_right, self.right.weight() as f64)
    }
}

impl Splitter for BestSplitter<'_> {
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
        let n_constant = sampler.visit(node.n_constant, |feature| {
            self.load(node.rows.clone(), feature);
            if self.is_constant() {
                return Visited::Constant;
            }
            self.search(node, feature);
            Visited::Varies
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
        let column = self.sample.columns.column(split.feature);
        let mut middle = rows.start;
        for position in rows {
            if split.goes_left(column[self.rows[position] as usize]) {
                self.rows.swap(middle, position);
                middle += 1;
            }
        }
    }
}

/// A value and its row in one integer that sorts by value.
fn pack(value: f32, row: u32) -> u64 {
    let bits = value.to_bits();
    // Negative numbers sort in reverse of their bits, and before all others.
    let key = if bits >> 31 == 1 {
        !bits
    } else {
        bits | 0x8000_0000
    };
    u64::from(key) << 32 | u64::from(row)
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "takes the two halves apart"
)]
fn unpack(packed: u64) -> (f32, u32) {
    let key = (packed >> 32) as u32;
    let bits = if key >> 31 == 1 {
        key & 0x7fff_ffff
    } else {
        !key
    };
    (f32::from_bits(bits), packed as u32)
}

#[cfg(test)]
mod tests {
    use super::{pack, unpack};

    #[test]
    fn packed_values_sort_as_the_values_do() {
        let values = [f32::MIN, -1.5, -1e-40, -0.0, 0.0, 1e-40, 2.5, f32::MAX];
        let packed: Vec<u64> = values.iter().map(|&value| pack(value, 9)).collect();
        assert!(packed.is_sorted());
        for (&value, &packed) in values.iter().zip(&packed) {
            assert_eq!(unpack(packed).0.to_bits(), value.to_bits());
            assert_eq!(unpack(packed).1, 9);
        }
    }
}
