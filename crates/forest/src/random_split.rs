//! The search of extra trees: cut each drawn feature at a random place.

use std::ops::Range;

use crate::best::{Best, Place};
use crate::criterion::Side;
use crate::draw::{FeatureDraw, Verdict};
use crate::engine::{Found, LeafRules, Node, SAME_VALUE, Split, SplitEngine};
use crate::exact_sort::Sample;
use crate::params::Criterion;
use crate::rand_r::RandR;

/// Splits at random thresholds, the best of one per drawn feature, as scikit-learn's
/// `RandomSplitter`.
///
/// Rows are moved as scikit-learn moves them, while it tries a threshold and after: their order
/// decides which of 0 and -0 is a node's smallest or largest value, and with it the
/// sign of a threshold.
#[derive(Debug)]
pub(crate) struct RandomSplit<'a> {
    sample: Sample<'a>,
    leaf_rules: LeafRules,
    rows: Vec<u32>,
    /// The feature that the searched node's rows are partitioned by.
    tried: Option<usize>,
    left: Side,
    right: Side,
    best: Best,
}

/// The values of a feature in a node.
#[derive(Debug)]
struct Extent {
    smallest: f32,
    largest: f32,
    n_missing: usize,
}

impl Extent {
    /// Over at least one value.
    fn of(values: impl Iterator<Item = f32>) -> Option<Self> {
        let (mut bounds, mut n_missing) = (None, 0);
        for value in values {
            bounds = match bounds {
                _ if value.is_nan() => {
                    n_missing += 1;
                    bounds
                }
                None => Some((value, value)),
                Some((smallest, largest)) if value < smallest => Some((value, largest)),
                Some((smallest, largest)) if value > largest => Some((smallest, value)),
                Some(bounds) => Some(bounds),
            };
        }
        let (smallest, largest) = bounds?;
        Some(Self {
            smallest,
            largest,
            n_missing,
        })
    }

    /// Whether the feature offers no split.
    fn is_constant(&self) -> bool {
        self.n_missing == 0 && self.largest <= self.smallest + SAME_VALUE
    }
}

/// A place to cut a feature.
#[derive(Debug, Clone, Copy)]
struct Cut {
    threshold: f64,
    missing_left: bool,
}

impl Cut {
    /// A uniform threshold that leaves the largest value on the right; where values are
    /// missing, a coin decides for them.
    #[expect(clippy::float_cmp, reason = "only the very value is replaced")]
    fn draw(extent: &Extent, random: &mut RandR) -> Self {
        let (smallest, largest) = (f64::from(extent.smallest), f64::from(extent.largest));
        let drawn = random.uniform(smallest, largest);
        Self {
            threshold: if drawn == largest { smallest } else { drawn },
            missing_left: extent.n_missing > 0 && random.between(0, 2) == 1,
        }
    }

    fn goes_left(self, value: f32) -> bool {
        if value.is_nan() {
            self.missing_left
        } else {
            f64::from(value) <= self.threshold
        }
    }
}

impl<'a> RandomSplit<'a> {
    pub(crate) fn new(sample: Sample<'a>, leaf_rules: LeafRules, criterion: Criterion) -> Self {
        Self {
            sample,
            leaf_rules,
            rows: sample.rows(),
            tried: None,
            left: Side::new(criterion),
            right: Side::new(criterion),
            best: Best::default(),
        }
    }

    fn extent(&self, rows: Range<usize>, feature: usize) -> Option<Extent> {
        let column = self.sample.features.column(feature);
        Extent::of(self.rows[rows].iter().map(|&row| column[row as usize]))
    }

    /// Moves the rows that go left before the others, and returns their number.
    fn cut(&mut self, rows: Range<usize>, feature: usize, cut: Cut) -> usize {
        let column = self.sample.features.column(feature);
        let (mut start, mut end) = (rows.start, rows.end);
        while start < end {
            if cut.goes_left(column[self.rows[start] as usize]) {
                start += 1;
            } else {
                end -= 1;
                self.rows.swap(start, end);
            }
        }
        self.tried = Some(feature);
        end - rows.start
    }

    /// Cuts the node's rows and offers the result, if leaves may be like that.
    fn offer(&mut self, node: &Node<'_>, feature: usize, cut: Cut, n_missing: usize) {
        let n_left = self.cut(node.rows.clone(), feature, cut);
        let n_right = node.rows.len() - n_left;
        if n_left.min(n_right) < self.leaf_rules.min_samples {
            return;
        }
        self.weigh(node, n_left);
        let rules = &self.leaf_rules;
        if !rules.allow(n_left, self.left.weight()) || !rules.allow(n_right, self.right.weight()) {
            return;
        }
        let place = Place {
            feature,
            threshold: cut.threshold,
            missing_left: if n_missing > 0 {
                cut.missing_left
            } else {
                // Rows to come without a value follow the majority.
                n_left > n_right
            },
            n_left,
        };
        self.best.offer(place, &self.left, &self.right);
    }

    /// Sums up the class weights of the first `n_left` rows of a node, and of the others.
    fn weigh(&mut self, node: &Node<'_>, n_left: usize) {
        self.left.clear(self.sample.n_classes);
        self.right.reset(node.weights);
        for &row in &self.rows[node.rows.start..node.rows.start + n_left] {
            let (class, weight) = (self.sample.class(row), self.sample.weight(row));
            self.left.add(class, weight);
            self.right.remove(class, weight);
        }
    }
}

impl SplitEngine for RandomSplit<'_> {
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
        let n_constant = draw.visit_randomly(node.n_constant, |feature, random| {
            self.tried = None;
            match self.extent(node.rows.clone(), feature) {
                Some(extent) if !extent.is_constant() => {
                    let cut = Cut::draw(&extent, random);
                    self.offer(node, feature, cut, extent.n_missing);
                    Verdict::Varies
                }
                _ => Verdict::Constant,
            }
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
        if self.tried != Some(split.feature) {
            let cut = Cut {
                threshold: split.threshold,
                missing_left: split.missing_left,
            };
            self.cut(rows, split.feature, cut);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Cut, Extent};
    use crate::rand_r::RandR;

    #[test]
    fn a_threshold_never_sends_the_largest_value_left() {
        let extent = Extent::of([1.0, f32::NAN, 3.0].into_iter()).expect("there are values");
        let mut random = RandR::new(7);
        for _ in 0..1000 {
            let cut = Cut::draw(&extent, &mut random);
            assert!(cut.goes_left(1.0) && !cut.goes_left(3.0), "{cut:?}");
        }
    }

    #[test]
    fn a_feature_without_values_or_with_one_value_is_constant() {
        let extent = |values: &[f32]| Extent::of(values.iter().copied());
        assert!(extent(&[f32::NAN]).is_none());
        assert!(extent(&[2.0, 2.0]).is_some_and(|extent| extent.is_constant()));
        assert!(extent(&[2.0, f32::NAN]).is_some_and(|extent| !extent.is_constant()));
    }
}
