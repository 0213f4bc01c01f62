//! The search, node by node.

use std::ops::Range;

use crate::data::sort_key::{MISSING, key, value};
use crate::data::{FeatureValue, Matrix};
use crate::splitter::binned::best_split::{Gap, Lead, Leader};
use crate::splitter::binned::bins::Bins;
use crate::splitter::binned::rows::Strided;
use crate::splitter::binned::rows::{BLOCK_ROWS, Block};
use crate::splitter::binned::rows::{Row, grow};
use crate::splitter::binned::rows::{partition, partition_by_code};
use crate::splitter::binned::search::Counting;
use crate::splitter::binned::search::Refinement;
use crate::splitter::binned::search::Route;
use crate::splitter::binned::search::Sorting;
use crate::splitter::feature_sampler::{FeatureDraw, Verdict};
use crate::splitter::first_best::midpoint;
use crate::splitter::{Found, LeafRules, Node, Split, SplitEngine};
use crate::threshold::floor;

/// A block pays off for a node with so many levels below it.
const BLOCK_LEVELS: usize = 3;
/// With so many, most features are going to be drawn in them.
const FULL_BLOCK_LEVELS: usize = 6;
/// In nodes with so many rows, features are sorted one by one.
const MANY_ROWS: usize = 512;
/// In nodes with so many rows, features are counted before they are drawn.
const ROWS_AHEAD: usize = 1024;

/// The training data of all trees.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Training<'a, T: FeatureValue> {
    pub(crate) records: &'a Matrix<'a, T>,
    pub(crate) bins: &'a Bins,
    pub(crate) classes: &'a [u32],
    pub(crate) n_classes: usize,
    /// Whether a tree is to be grown by several threads.
    pub(crate) parallel: bool,
}

/// Splits found by branch and bound over binned features.
#[derive(Debug)]
pub(crate) struct Binned<'a, T: FeatureValue> {
    data: Training<'a, T>,
    rows: Vec<Row>,
    block: Block,
    blocks: bool,
    lead: Lead,
    sorting: Sorting,
    counting: Counting,
    refinement: Refinement,
}

/// A node's rows and where their values are.
#[derive(Debug)]
pub(crate) struct NodeRows<'a, 'b, T: FeatureValue> {
    pub(crate) data: Training<'a, T>,
    pub(crate) rows: &'b [Row],
    /// The block, if the rows are in it.
    pub(crate) block: Option<&'b mut Block>,
}

impl<T: FeatureValue> NodeRows<'_, '_, T> {
    /// The codes of a feature, by row number.
    pub(crate) fn codes(&mut self, feature: usize) -> Strided<'_, u8> {
        match &mut self.block {
            Some(block) => Strided::of_column(block.codes(feature, self.data.bins)),
            None => self.data.bins.codes(feature, self.rows.len()),
        }
    }

    /// Hands out the keys of some of the node's rows.
    pub(crate) fn keys(&mut self, feature: usize, rows: &[Row], mut take: impl FnMut(Row, u32)) {
        if let Some(block) = &mut self.block {
            let keys = block.keys(feature, self.data.records);
            for &row in rows {
                take(row, keys.at(row.number()));
            }
            return;
        }
        let (records, cells) = (self.data.records, self.data.records.cells());
        for &row in rows {
            take(
                row,
                key(cells[records.offset(row.number(), feature)].to_f32()),
            );
        }
    }
}

impl<'a, T: FeatureValue> Binned<'a, T> {
    pub(crate) fn new(data: Training<'a, T>) -> Self {
        Self {
            data,
            rows: Vec::new(),
            block: Block::new(data.bins.n_columns(), data.records.n_rows()),
            blocks: false,
            lead: Lead::default(),
            sorting: Sorting::default(),
            counting: Counting::default(),
            refinement: Refinement::default(),
        }
    }

    /// Starts a tree whose sample has each row so many times, at most
    /// [`ROW_LIMIT`](crate::splitter::binned::ROW_LIMIT). `blocks`: the tree is grown depth first, so that
    /// nodes can be given blocks.
    pub(crate) fn start<W: Copy + Into<u32>>(
        &mut self,
        weights: &[W],
        rules: LeafRules,
        blocks: bool,
    ) {
        self.block.clear();
        self.blocks = blocks && self.data.records.n_rows() > 2 * BLOCK_ROWS;
        self.lead.set_rules(rules);
        let n_rows = weights.iter().filter(|&&weight| weight.into() > 0).count();
        // One more than needed, for what is written and does not count.
        grow(&mut self.rows, n_rows + 1);
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

    fn split(&self, leader: &Leader) -> Split {
        let candidate = leader.candidate;
        let (below, above) = match candidate.gap {
            Gap::Keys(below, above) => (value(below), value(above)),
            Gap::Missing => (f32::INFINITY, f32::INFINITY),
            Gap::Bins(below, above) => {
                let column = self.data.bins.column(candidate.feature);
                (value(column.only_key(below)), value(column.only_key(above)))
            }
        };
        Split {
            feature: candidate.feature,
            threshold: midpoint(below, above),
            missing_left: candidate.missing_left,
            n_left: candidate.n_left,
            left: leader.left,
            right: leader.right,
        }
    }
}

/// Borrows only what a node's rows need of the engine.
fn node_rows<'a, 'b, T: FeatureValue>(
    data: Training<'a, T>,
    rows: &'b [Row],
    block: &'b mut Block,
    range: &Range<usize>,
) -> NodeRows<'a, 'b, T> {
    NodeRows {
        data,
        rows: &rows[range.clone()],
        block: block.holds(range).then_some(block),
    }
}

impl<T: FeatureValue> SplitEngine for Binned<'_, T> {
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

    fn best_split(&mut self, node: &Node<'_>, draw: &mut FeatureDraw) -> Found {
        let range = node.rows.clone();
        let worth = range.len() <= BLOCK_ROWS && node.levels_left >= BLOCK_LEVELS;
        if self.blocks && worth && !self.block.holds(&range) {
            self.block.enter(&range, &mut self.rows);
            if node.levels_left >= FULL_BLOCK_LEVELS {
                self.block.fill(self.data.records);
            }
        }
        let bins = self.data.bins;
        let mut rows = node_rows(self.data, &self.rows, &mut self.block, &range);
        self.lead.start(node.weights, range.len());
        self.counting.start();
        if rows.block.is_none() && range.len() >= ROWS_AHEAD {
            self.counting.count_ahead(&mut rows, draw, node.n_constant);
        }
        if range.len() < MANY_ROWS {
            self.sorting.lanes.start(draw, node.n_constant);
        } else {
            self.sorting.lanes.clear();
        }
        let mut rank = 0;
        let n_constant = draw.visit(node.n_constant, |feature| {
            let route = Route {
                rank,
                feature,
                missing: None,
            };
            rank += 1;
            let column = bins.column(feature);
            let varies = if Counting::suits(column, range.len(), self.data.n_classes) {
                self.counting.search(&mut self.lead, &mut rows, route)
            } else {
                self.sorting.search(&mut self.lead, &mut rows, route)
            };
            if varies {
                Verdict::Varies
            } else {
                self.sorting.lanes.lose_track();
                Verdict::Constant
            }
        });
        // The feature that leads is likely to have the best split inside its bins, too:
        // looked into first, it raises what the others must reach.
        let leading = self.lead.leader().map(|leader| leader.candidate.feature);
        for open in self.counting.open(leading) {
            self.refinement.search(&mut self.lead, &mut rows, open);
        }
        let split = self.lead.leader();
        Found {
            split: split.map(|leader| self.split(&leader)),
            n_constant,
        }
    }

    fn left_weights(&self) -> &[u64] {
        self.lead.left_weights()
    }

    fn partition(&mut self, rows: Range<usize>, split: &Split) {
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
