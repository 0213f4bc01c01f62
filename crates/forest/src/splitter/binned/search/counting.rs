//! Searching a feature by counting a node's rows into bins.

use std::ops::Range;

use super::scan_bins::scan;
use super::scan_sorted::Route;
use crate::data::FeatureValue;
use crate::data::sort_key::value;
use crate::splitter::SAME_VALUE;
use crate::splitter::binned::best_split::Lead;
use crate::splitter::binned::bins::Column;
use crate::splitter::binned::bins::MAX_BINS;
use crate::splitter::binned::histogram::{Cell as Count, Coded, add_rows, add_rows_in_parallel};
use crate::splitter::binned::splitter::NodeRows;
use crate::splitter::feature_sampler::FeatureDraw;

/// Below so many rows, sorting a feature is cheaper than counting it,
const MIN_ROWS: usize = 96;
/// or below so many for each class: a histogram has a cell for each.
const MIN_ROWS_PER_CLASS: usize = 32;
/// A bin is worth its look if it has about so many rows.
const ROWS_PER_BIN: usize = 8;
/// Histograms that are written at the same time should fit into a first-level cache.
const CELLS_AT_ONCE: usize = 2560;

/// Fewer rows are counted faster than a second thread wakes up.
const PARALLEL_ROWS: usize = 16_384;

/// A feature whose rows have been counted.
#[derive(Debug, Clone)]
struct Counted {
    feature: usize,
    shift: u8,
    cells: Range<usize>,
}

/// A feature whose gaps between bins have been looked at, and those inside not.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Open<'a> {
    pub(crate) route: Route,
    /// The bins are those of `code >> shift`.
    pub(crate) shift: u8,
    pub(crate) counts: &'a [Count],
}

/// Counts and scans; keeps its memory from node to node.
#[derive(Debug, Default)]
pub(crate) struct Counting {
    counts: Vec<Count>,
    counted: Vec<Counted>,
    open: Vec<(Route, usize)>,
    features: Vec<usize>,
}

impl Counting {
    /// Whether counting is the way to search a column in a node of so many rows.
    pub(crate) fn suits(column: &Column, n_rows: usize, n_classes: usize) -> bool {
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
        self.open.clear();
    }

    /// Counts the features that are going to be drawn, unless one of them turns out to
    /// be constant: together they are counted faster than one by one.
    pub(crate) fn count_ahead<T: FeatureValue>(
        &mut self,
        node: &mut NodeRows<'_, '_, T>,
        draw: &mut FeatureDraw,
        n_constant: usize,
    ) {
        let mut features = std::mem::take(&mut self.features);
        draw.look_ahead(n_constant, &mut features);
        let (data, n_rows) = (node.data, node.rows.len());
        features.retain(|&feature| Self::suits(data.bins.column(feature), n_rows, data.n_classes));
        let at_once = (CELLS_AT_ONCE / (MAX_BINS * node.data.n_classes)).clamp(1, 5);
        for features in features.chunks(at_once) {
            self.count(node, features);
        }
        self.features = features;
    }

    /// Looks at the gaps between bins; returns whether the feature varies in the node.
    pub(crate) fn search<T: FeatureValue>(
        &mut self,
        lead: &mut Lead,
        node: &mut NodeRows<'_, '_, T>,
        route: Route,
    ) -> bool {
        let place = self.place(node, route.feature);
        let counted = &self.counted[place];
        let column = node.data.bins.column(route.feature);
        let counts = &self.counts[counted.cells.clone()];
        let filled = scan(lead, route, column, counted.shift, counts);
        if filled == 1 && (column.is_exact() || is_constant(node, route.feature)) {
            return false;
        }
        if !column.is_exact() {
            self.open.push((route, place));
        }
        true
    }

    /// The features whose bins are to be looked into: the leading one, if it is among
    /// them, and then the others as they were drawn.
    pub(crate) fn open(&self, leading: Option<usize>) -> impl Iterator<Item = Open<'_>> {
        let leads = move |&&(route, _): &&(Route, usize)| Some(route.feature) == leading;
        let others = self.open.iter().filter(move |open| !leads(open));
        let in_order = self.open.iter().filter(leads).chain(others);
        in_order.map(|&(route, place)| {
            let counted = &self.counted[place];
            Open {
                route,
                shift: counted.shift,
                counts: &self.counts[counted.cells.clone()],
            }
        })
    }

    /// Where the feature's counts are; counts it now if that has not been done.
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
            let cells = first..first + n_bins * n_classes;
            self.counts.resize(cells.end, 0);
            self.counted.push(Counted {
                feature,
                shift,
                cells,
            });
        }
        let counted = &self.counted[self.counted.len() - features.len()..];
        let cells = &mut self.counts[start..];
        let rows = node.rows;
        if let [counted] = counted
            && node.block.is_some()
        {
            let (codes, shift) = (node.codes(counted.feature), counted.shift);
            add_rows(rows, &[Coded { codes, shift }], n_classes, cells);
            return;
        }
        let bins = node.data.bins;
        let coded: Vec<Coded<'_>> = counted
            .iter()
            .map(|counted| Coded {
                codes: bins.codes(counted.feature, rows.len()),
                shift: counted.shift,
            })
            .collect();
        if node.data.parallel && rows.len() >= PARALLEL_ROWS {
            add_rows_in_parallel(rows, &coded, n_classes, cells);
        } else {
            add_rows(rows, &coded, n_classes, cells);
        }
    }
}

/// By how many bits codes are shortened in a node of so many rows.
fn shift(column: &Column, n_rows: usize) -> u8 {
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
    value(largest) <= value(smallest) + SAME_VALUE
}
