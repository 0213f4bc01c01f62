//! Searching a feature by counting a node's rows into bins.

use std::ops::Range;

use super::scan_bins::scan_bins;
use crate::data::FeatureValue;
use crate::splitter::binned::best_split::{BestSplit, FeatureContext, is_gap};
use crate::splitter::binned::bins::{BinnedColumn, MAX_BINS, ShiftedCodes};
use crate::splitter::binned::histogram::{ClassCount, add_rows, add_rows_in_parallel};
use crate::splitter::binned::rows::NodeRows;
use crate::splitter::feature_sampler::FeatureSampler;

/// With fewer rows, sorting a feature is cheaper than counting it.
const MIN_ROWS: usize = 96;
/// With fewer rows for each class, sorting is cheaper as well: a bin has a count for each.
const MIN_ROWS_PER_CLASS: usize = 32;
/// With fewer rows for each bin, neighbouring bins are counted as one.
const ROWS_PER_BIN: usize = 8;
/// Histograms with up to this many counts in all fit into a first-level cache when they are
/// written at the same time.
const COUNTS_AT_ONCE: usize = 2560;
/// Fewer rows are counted faster than a second thread wakes up.
const PARALLEL_ROWS: usize = 16_384;

/// A feature whose rows have been counted.
#[derive(Debug, Clone)]
struct CountedFeature {
    feature: usize,
    shift: u8,
    /// The places of its histogram among all counts.
    counts: Range<usize>,
}

/// A feature whose gaps between bins have been looked at, and those inside bins not yet.
#[derive(Debug, Clone, Copy)]
pub(crate) struct PendingFeature<'a> {
    pub(crate) context: FeatureContext,
    /// The bins are those of `code >> shift`.
    pub(crate) shift: u8,
    /// The histogram of the node's rows.
    pub(crate) counts: &'a [ClassCount],
}

/// The search by counting. Its memory is used again from node to node.
#[derive(Debug, Default)]
pub(crate) struct CountingSearch {
    counts: Vec<ClassCount>,
    counted: Vec<CountedFeature>,
    /// The features that are pending, each with its place among those counted.
    pending: Vec<(FeatureContext, usize)>,
    features: Vec<usize>,
}

impl CountingSearch {
    /// Whether counting is the way to search a column in a node of `n_rows` rows.
    pub(crate) fn suits(column: &BinnedColumn, n_rows: usize, n_classes: usize) -> bool {
        let fewest = MIN_ROWS.max(MIN_ROWS_PER_CLASS * n_classes);
        let fewest = if column.is_exact() {
            column.n_bins().min(fewest)
        } else {
            fewest
        };
        n_rows >= fewest && !column.has_missing()
    }

    /// Starts a node.
    pub(crate) fn start(&mut self) {
        self.counts.clear();
        self.counted.clear();
        self.pending.clear();
    }

    /// Counts the features that are going to be drawn, unless one of them turns out to
    /// be constant: together they are counted faster than one by one.
    pub(crate) fn count_ahead<T: FeatureValue>(
        &mut self,
        node: &mut NodeRows<'_, '_, T>,
        sampler: &mut FeatureSampler,
        n_constant: usize,
    ) {
        let mut features = std::mem::take(&mut self.features);
        sampler.look_ahead(n_constant, &mut features);
        let (data, n_rows) = (node.data, node.rows.len());
        features.retain(|&feature| Self::suits(data.bins.column(feature), n_rows, data.n_classes));
        let at_once = (COUNTS_AT_ONCE / (MAX_BINS * node.data.n_classes)).clamp(1, 5);
        for features in features.chunks(at_once) {
            self.count(node, features);
        }
        self.features = features;
    }

    /// Looks at the gaps between bins; returns whether the feature varies in the node.
    pub(crate) fn search<T: FeatureValue>(
        &mut self,
        best: &mut BestSplit,
        node: &mut NodeRows<'_, '_, T>,
        context: FeatureContext,
    ) -> bool {
        let place = self.place(node, context.feature);
        let counted = &self.counted[place];
        let column = node.data.bins.column(context.feature);
        let counts = &self.counts[counted.counts.clone()];
        let filled = scan_bins(best, context, column, counted.shift, counts);
        if filled == 1 && (column.is_exact() || is_constant(node, context.feature)) {
            return false;
        }
        if !column.is_exact() {
            self.pending.push((context, place));
        }
        true
    }

    /// The features whose bins are to be looked into: feature `first`, if it is among them,
    /// and then the others as they were drawn.
    pub(crate) fn pending(&self, first: Option<usize>) -> impl Iterator<Item = PendingFeature<'_>> {
        let is_first =
            move |&&(context, _): &&(FeatureContext, usize)| Some(context.feature) == first;
        let others = self.pending.iter().filter(move |one| !is_first(one));
        let in_order = self.pending.iter().filter(is_first).chain(others);
        in_order.map(|&(context, place)| {
            let counted = &self.counted[place];
            PendingFeature {
                context,
                shift: counted.shift,
                counts: &self.counts[counted.counts.clone()],
            }
        })
    }

    /// The place of a feature among those counted; counts it now if that has not been done.
    fn place<T: FeatureValue>(&mut self, node: &mut NodeRows<'_, '_, T>, feature: usize) -> usize {
        let known = self
            .counted
            .iter()
            .position(|counted| counted.feature == feature);
        known.unwrap_or_else(|| {
            self.count(node, &[feature]);
            self.counted.len() - 1
        })
    }

    /// Counts up to five features in one pass over the rows.
    fn count<T: FeatureValue>(&mut self, node: &mut NodeRows<'_, '_, T>, features: &[usize]) {
        let start = self.make_room(node, features);
        let counted = &self.counted[self.counted.len() - features.len()..];
        let counts = &mut self.counts[start..];
        let (rows, n_classes) = (node.rows, node.data.n_classes);
        if let [counted] = counted
            && node.block.is_some()
        {
            let (codes, shift) = (node.codes(counted.feature), counted.shift);
            add_rows(rows, &[ShiftedCodes { codes, shift }], n_classes, counts);
            return;
        }
        let bins = node.data.bins;
        let coded: Vec<ShiftedCodes<'_>> = counted
            .iter()
            .map(|counted| ShiftedCodes {
                codes: bins.codes(counted.feature, rows.len()),
                shift: counted.shift,
            })
            .collect();
        if node.data.parallel && rows.len() >= PARALLEL_ROWS {
            add_rows_in_parallel(rows, &coded, n_classes, counts);
        } else {
            add_rows(rows, &coded, n_classes, counts);
        }
    }

    /// Makes room for the histograms of some features; returns where the first one begins.
    fn make_room<T: FeatureValue>(
        &mut self,
        node: &NodeRows<'_, '_, T>,
        features: &[usize],
    ) -> usize {
        let (n_rows, n_classes) = (node.rows.len(), node.data.n_classes);
        let start = self.counts.len();
        for &feature in features {
            let column = node.data.bins.column(feature);
            let shift = shift(column, n_rows);
            let n_bins = if features.len() > 1 || n_rows >= MAX_BINS * n_classes {
                MAX_BINS
            } else {
                ((column.n_bins() - 1) >> shift) + 1
            };
            let first = self.counts.len();
            let counts = first..first + n_bins * n_classes;
            self.counts.resize(counts.end, 0);
            self.counted.push(CountedFeature {
                feature,
                shift,
                counts,
            });
        }
        start
    }
}

/// The number of bits by which codes are shortened in a node of `n_rows` rows.
fn shift(column: &BinnedColumn, n_rows: usize) -> u8 {
    // Bins of one value each have nothing inside to look for.
    if column.is_exact() {
        return 0;
    }
    let worth = (n_rows / ROWS_PER_BIN).max(16);
    let mut shift = 0;
    while shift < 4 && column.n_bins() >> shift > worth {
        shift += 1;
    }
    shift
}

/// Whether all values are the same, by scikit-learn's measure.
fn is_constant<T: FeatureValue>(node: &mut NodeRows<'_, '_, T>, feature: usize) -> bool {
    let (mut smallest, mut largest) = (u32::MAX, 0);
    node.keys(feature, node.rows, |_, key| {
        smallest = smallest.min(key);
        largest = largest.max(key);
    });
    !is_gap(smallest, largest)
}
