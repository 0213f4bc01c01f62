//! The plain search: sort the node's rows by each drawn feature and look at every gap.

use std::ops::Range;

use super::feature_sampler::{FeatureDraw, Verdict};
use super::first_best::{Best, Place, midpoint};
use crate::criterion::Side;
use crate::data::Features;
use crate::params::Criterion;
use crate::splitter::{Found, LeafRules, Node, SAME_VALUE, Split, SplitEngine};

/// The training data of one tree.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Sample<'a> {
    /// The features of all rows.
    pub(crate) features: &'a Features,
    /// The class index of each row.
    pub(crate) classes: &'a [u32],
    /// How many classes there are.
    pub(crate) n_classes: usize,
    /// How often each row was drawn; rows never drawn are not part of the tree.
    pub(crate) weights: &'a [u32],
}

impl Sample<'_> {
    /// The rows that were drawn, in ascending order.
    pub(crate) fn rows(&self) -> Vec<u32> {
        (0u32..)
            .zip(self.weights)
            .filter(|&(_, &weight)| weight > 0)
            .map(|(row, _)| row)
            .collect()
    }

    pub(crate) fn class(&self, row: u32) -> usize {
        self.classes[row as usize] as usize
    }

    pub(crate) fn weight(&self, row: u32) -> u64 {
        u64::from(self.weights[row as usize])
    }

    /// The summed weights of each class in these rows.
    pub(crate) fn class_weights(&self, rows: &[u32]) -> Vec<u64> {
        let mut weights = vec![0; self.n_classes];
        for &row in rows {
            weights[self.class(row)] += self.weight(row);
        }
        weights
    }
}

/// Splits found by sorting: O(n log n) per node and drawn feature.
#[derive(Debug)]
pub(crate) struct ExactSort<'a> {
    sample: Sample<'a>,
    leaf_rules: LeafRules,
    rows: Vec<u32>,
    /// The node's rows that have a value, as [`pack`]ed pairs, sorted.
    sorted: Vec<u64>,
    /// The node's rows whose value is missing.
    missing: Vec<u32>,
    left: Side,
    right: Side,
    best: Best,
}

impl<'a> ExactSort<'a> {
    pub(crate) fn new(sample: Sample<'a>, leaf_rules: LeafRules) -> Self {
        Self {
            sample,
            leaf_rules,
            rows: sample.rows(),
            sorted: Vec::new(),
            missing: Vec::new(),
            left: Side::default(),
            right: Side::default(),
            best: Best::default(),
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
        let column = self.sample.features.column(feature);
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
                self.missing.is_empty() && unpack(last).0 <= unpack(first).0 + SAME_VALUE
            }
            _ => true,
        }
    }

    /// Searches the loaded feature, first with missing values on the right, then,
    /// if there are any, on the left.
    fn search(&mut self, node: &Node<'_>, feature: usize) {
        self.left.clear(self.sample.n_classes);
        self.right.reset(node.weights);
        self.scan(feature, false);
        if !self.missing.is_empty() {
            self.offer_missing_alone(feature);
            self.start_with_missing_left(node);
            self.scan(feature, true);
        }
    }

    fn start_with_missing_left(&mut self, node: &Node<'_>) {
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
            if above <= below + SAME_VALUE || !self.allowed(n_left, n_rows - n_left) {
                continue;
            }
            let missing_left = if self.missing.is_empty() {
                // Rows to come without a value follow the majority.
                n_left > n_rows - n_left
            } else {
                missing_left
            };
            let place = Place {
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
            let place = Place {
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

impl SplitEngine for ExactSort<'_> {
    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn criterion(&self) -> Criterion {
        self.left.criterion()
    }

    fn root_weights(&self) -> Vec<u64> {
        self.sample.class_weights(&self.rows)
    }

    fn best_split(&mut self, node: &Node<'_>, draw: &mut FeatureDraw) -> Found {
        self.best.clear();
        let n_constant = draw.visit(node.n_constant, |feature| {
            self.load(node.rows.clone(), feature);
            if self.is_constant() {
                return Verdict::Constant;
            }
            self.search(node, feature);
            Verdict::Varies
        });
        Found {
            split: self.best.split(),
            n_constant,
        }
    }

    fn left_weights(&self) -> &[u64] {
        self.best.left_weights()
    }

    fn partition(&mut self, rows: Range<usize>, split: &Split) {
        let column = self.sample.features.column(split.feature);
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
