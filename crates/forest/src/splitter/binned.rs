//! The fast search: branch and bound over binned features.
//!
//! Every feature's values are put into up to 256 bins once. In a node, counting rows
//! into bins gives the exact score of every gap between bins, and a bound of what a
//! gap inside a bin can score. Only bins whose bound reaches the best score are looked
//! into: through a second code of eight bits where they hold many rows, then by
//! sorting what is left. All scores that decide are scikit-learn's own, computed from
//! whole class weights, so that the split is the one that sorting everything finds.
//!
//! Nodes with few rows sort right away, several features at once, on copies of their
//! values that lie together.
//!
//! `docs/search.md` of this crate derives the bounds and shows an example.
//!
//! # Layout
//!
//! Training flows from the top to the bottom.
//!
//! - `bins` puts every value of every feature into a bin, once for all trees.
//! - `rows` keeps the rows of a node, fetches their values, and moves them to the sides of
//!   a split.
//! - `histogram` counts rows into bins.
//! - `best_split` scores candidates exactly and keeps the best.
//! - `bounds` bounds what lies inside bins, and lists those that may hold a better split.
//! - `search` searches a feature with these.

mod best_split;
mod bins;
mod bounds;
mod histogram;
mod rows;
mod search;

use std::ops::Range;

use onnx::float32::floor;

use self::best_split::{BestSplit, FeatureContext, Gap, ScoredCandidate};
pub(crate) use self::bins::BinnedColumns;
use self::rows::{BLOCK_ROWS, NodeBlock, NodeRows, Row, lengthen, partition, partition_by_code};
pub(crate) use self::rows::{BinnedData, ROW_LIMIT};
use self::search::{CountingSearch, Refinement, SortingSearch};
use crate::data::FeatureValue;
use crate::data::sort_key::{MISSING, key, value};
use crate::splitter::feature_sampler::{FeatureSampler, Visited};
use crate::splitter::first_best::midpoint;
use crate::splitter::{LeafRules, NodeContext, NodeSplit, SplitRecord, Splitter};

/// The fewest levels below a node with which a block pays off.
const BLOCK_LEVELS: usize = 3;
/// The fewest levels below a node with which most features are going to be drawn in its
/// block, so that they are copied at once.
const FULL_BLOCK_LEVELS: usize = 6;
/// From this many rows on, features that are sorted are sorted one by one.
const MANY_ROWS: usize = 512;
/// From this many rows on, features are counted before they are drawn.
const ROWS_AHEAD: usize = 1024;

/// Splits found by branch and bound over binned features.
#[derive(Debug)]
pub(crate) struct BinnedSplitter<'a, T: FeatureValue> {
    data: BinnedData<'a, T>,
    /// The rows of the tree's sample; those of a node lie together.
    rows: Vec<Row>,
    block: NodeBlock,
    /// Whether nodes may be given blocks.
    blocks: bool,
    best: BestSplit,
    sorting: SortingSearch,
    counting: CountingSearch,
    refinement: Refinement,
}

impl<'a, T: FeatureValue> BinnedSplitter<'a, T> {
    pub(crate) fn new(data: BinnedData<'a, T>) -> Self {
        Self {
            data,
            rows: Vec::new(),
            block: NodeBlock::new(data.bins.n_columns(), data.records.n_rows()),
            blocks: false,
            best: BestSplit::default(),
            sorting: SortingSearch::default(),
            counting: CountingSearch::default(),
            refinement: Refinement::default(),
        }
    }

    /// Starts a tree. `weights` say how often each row is in its sample, at most
    /// [`ROW_LIMIT`] times; `blocks` says that the tree is grown depth first, so that nodes
    /// can be given blocks.
    pub(crate) fn start<W: Copy + Into<u32>>(
        &mut self,
        weights: &[W],
        rules: LeafRules,
        blocks: bool,
    ) {
        self.block.clear();
        self.blocks = blocks && self.data.records.n_rows() > 2 * BLOCK_ROWS;
        self.best.set_rules(rules);
        let n_rows = weights.iter().filter(|&&weight| weight.into() > 0).count();
        // One more than needed, for what is written and does not count.
        lengthen(&mut self.rows, n_rows + 1);
        self.refinement.reserve_rows(n_rows / 2);
        let mut place = 0;
        let drawn = (0u32..).zip(weights).zip(self.data.classes);
        for ((number, &weight), &class) in drawn {
            let weight = weight.into();
            // Written in any case, for want of a predictable branch.
            self.rows[place] = Row::new(number, class, weight);
            place += usize::from(weight > 0);
        }
        self.rows.truncate(n_rows);
    }

    /// Copies the values of a node's rows together, where its subtree gains by it.
    fn enter_block(&mut self, node: &NodeContext<'_>) {
        let worth = node.rows.len() <= BLOCK_ROWS && node.levels_left >= BLOCK_LEVELS;
        if self.blocks && worth && !self.block.holds(&node.rows) {
            self.block.enter(&node.rows, &mut self.rows);
            if node.levels_left >= FULL_BLOCK_LEVELS {
                self.block.fill(self.data.records);
            }
        }
    }

    /// Draws features and searches each; returns how many are now known to be constant.
    fn search_drawn(&mut self, node: &NodeContext<'_>, sampler: &mut FeatureSampler) -> usize {
        let n_rows = node.rows.len();
        let mut rows = NodeRows::new(self.data, &self.rows, &mut self.block, &node.rows);
        self.counting.start();
        if rows.block.is_none() && n_rows >= ROWS_AHEAD {
            self.counting
                .count_ahead(&mut rows, sampler, node.n_constant);
        }
        if n_rows < MANY_ROWS {
            self.sorting.batch.start(sampler, node.n_constant);
        } else {
            self.sorting.batch.clear();
        }
        let mut rank = 0;
        sampler.visit(node.n_constant, |feature| {
            let context = FeatureContext {
                rank,
                feature,
                missing: None,
            };
            rank += 1;
            let column = self.data.bins.column(feature);
            let varies = if CountingSearch::suits(column, n_rows, self.data.n_classes) {
                self.counting.search(&mut self.best, &mut rows, context)
            } else {
                self.sorting.search(&mut self.best, &mut rows, context)
            };
            if varies {
                Visited::Varies
            } else {
                self.sorting.batch.lose_track();
                Visited::Constant
            }
        })
    }

    /// Looks into the bins of the counted features that may hold a better split.
    fn search_bins(&mut self, node: &NodeContext<'_>) {
        let mut rows = NodeRows::new(self.data, &self.rows, &mut self.block, &node.rows);
        // The feature with the best split so far is likely to have the best one inside its
        // bins, too: looked into first, it raises what the others must reach.
        let first = self.best.candidate().map(|best| best.candidate.feature);
        for pending in self.counting.pending(first) {
            self.refinement.search(&mut self.best, &mut rows, pending);
        }
    }

    fn split_record(&self, best: &ScoredCandidate) -> SplitRecord {
        let candidate = best.candidate;
        let (below, above) = match candidate.gap {
            Gap::Keys(below, above) => (value(below), value(above)),
            Gap::Missing => (f32::INFINITY, f32::INFINITY),
            Gap::Bins(below, above) => {
                let column = self.data.bins.column(candidate.feature);
                (value(column.only_key(below)), value(column.only_key(above)))
            }
        };
        SplitRecord {
            feature: candidate.feature,
            threshold: midpoint(below, above),
            missing_left: candidate.missing_left,
            n_left: candidate.n_left,
            left: best.left,
            right: best.right,
        }
    }
}

impl<T: FeatureValue> Splitter for BinnedSplitter<'_, T> {
    fn n_rows(&self) -> usize {
        self.rows.len()
    }

    fn root_weights(&self) -> Vec<u64> {
        let mut weights = vec![0; self.data.n_classes];
        for row in &self.rows {
            weights[row.class()] += u64::from(row.weight());
        }
        weights
    }

    fn node_split(&mut self, node: &NodeContext<'_>, sampler: &mut FeatureSampler) -> NodeSplit {
        self.enter_block(node);
        self.best.start(node.weights, node.rows.len());
        let n_constant = self.search_drawn(node, sampler);
        self.search_bins(node);
        let best = self.best.candidate();
        NodeSplit {
            split: best.map(|best| self.split_record(&best)),
            n_constant,
        }
    }

    fn left_weights(&self) -> &[u64] {
        self.best.left_weights()
    }

    fn partition(&mut self, rows: Range<usize>, split: &SplitRecord) {
        let last = key(floor(split.threshold));
        let missing_left = split.missing_left;
        let spare = self.refinement.spare_rows();
        let goes_left = |key: u32| {
            if key == MISSING {
                missing_left
            } else {
                key <= last
            }
        };
        let moved = (&mut self.rows[rows.clone()], split.n_left);
        if self.block.holds(&rows) {
            let keys = self.block.keys(split.feature, self.data.records);
            partition(moved, spare, |row| goes_left(keys.at(row.number())));
            return;
        }
        let (records, column) = (self.data.records, self.data.bins.column(split.feature));
        let cells = records.cells();
        let exact_key = |row: Row| key(cells[records.offset(row.number(), split.feature)].to_f32());
        if column.has_missing() {
            partition(moved, spare, |row| goes_left(exact_key(row)));
            return;
        }
        let codes = self.data.bins.codes(split.feature, rows.len());
        let border = (codes, column.bin(last));
        partition_by_code(moved, spare, border, |row| exact_key(row) <= last);
    }
}
