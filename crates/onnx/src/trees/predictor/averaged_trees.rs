//! Blocks of rows, and the means of what their leaves hold.

use std::ops::Range;

use rayon::prelude::*;

use super::descent::Descent;
use super::flat::FlatTrees;
use super::quick_scorer::{LANES, QuickScorer};
use super::records::Records;
use super::share::first_largest;
use crate::float32::FeatureValue;

/// The float32 values of a block where trees are small: the block stays in the first cache.
const SMALL_BLOCK: usize = 1 << 12;
/// And where they are large: the block stays in the second cache and is worth fetching a
/// tree for.
const LARGE_BLOCK: usize = 1 << 16;
/// Up to this number of rows, one row at a time visits all trees at once.
const FEW_ROWS: usize = 8;
/// From this number of pairs of row and tree on, threads are worth waking up.
const WORTH_THREADS: usize = 1 << 14;

/// Trees, prepared.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AveragedTrees {
    trees: FlatTrees,
    scorer: Option<QuickScorer>,
    n_classes: usize,
}

/// Where the class shares of the leaves are.
pub(crate) trait Leaves: Sync {
    /// Those of one tree, `n_classes` for each slot.
    fn shares(&self, tree: usize) -> &[f64];
}

/// Memory that is used again for every block.
#[derive(Debug, Default)]
struct Scratch {
    values: Vec<f32>,
    descent: Descent,
    sums: Vec<f64>,
}

impl AveragedTrees {
    pub(crate) fn new(trees: FlatTrees, n_classes: usize, leaves: &(impl Leaves + ?Sized)) -> Self {
        let scorer = QuickScorer::of(&trees, n_classes, |tree| leaves.shares(tree));
        Self {
            trees,
            scorer,
            n_classes,
        }
    }

    pub(crate) fn n_trees(&self) -> usize {
        self.trees.len()
    }

    /// The mean class shares of the trees: `[rows, n_classes]`, row by row.
    pub(crate) fn mean_shares(
        &self,
        records: &dyn Records,
        leaves: &(impl Leaves + ?Sized),
    ) -> Vec<f64> {
        let mut means = vec![0.0; records.n_rows() * self.n_classes];
        let out = (means.as_mut_slice(), self.n_classes);
        let none = (&mut *vec![(); records.n_rows()], 1);
        self.for_blocks(records, out, none, |rows, means, _, scratch| {
            self.average(records, rows, leaves, means, scratch);
        });
        means
    }

    /// The most probable class of each row; the first of equals.
    pub(crate) fn classes(
        &self,
        records: &dyn Records,
        leaves: &(impl Leaves + ?Sized),
    ) -> Vec<usize> {
        let mut classes = vec![0; records.n_rows()];
        let out = (classes.as_mut_slice(), 1);
        let none = (&mut *vec![(); records.n_rows()], 1);
        self.for_blocks(records, out, none, |rows, classes, _, scratch| {
            self.with_means(records, rows, leaves, scratch, |means| {
                for (class, means) in classes.iter_mut().zip(means.chunks_exact(self.n_classes)) {
                    *class = first_largest(means);
                }
            });
        });
        classes
    }

    /// The most probable class of each row, the first of equals, and the mean class shares,
    /// `[rows, n_classes]`, which are rounded last.
    pub(crate) fn classes_and_shares(
        &self,
        records: &dyn Records,
        leaves: &(impl Leaves + ?Sized),
    ) -> (Vec<i64>, Vec<f32>) {
        let (n_rows, n_classes) = (records.n_rows(), self.n_classes);
        let (mut classes, mut shares) = (vec![0; n_rows], vec![0.0; n_rows * n_classes]);
        let outs = (
            (classes.as_mut_slice(), 1),
            (shares.as_mut_slice(), n_classes),
        );
        self.for_blocks(records, outs.0, outs.1, |rows, classes, shares, scratch| {
            self.with_means(records, rows, leaves, scratch, |means| {
                for (class, means) in classes.iter_mut().zip(means.chunks_exact(n_classes)) {
                    *class = i64::try_from(first_largest(means)).expect("classes in memory");
                }
                for (share, mean) in shares.iter_mut().zip(means) {
                    *share = mean.to_f32();
                }
            });
        });
        (classes, shares)
    }

    /// Has every block of rows write its part of both outputs, of which there are so many items
    /// for each row, on this thread or on several.
    fn for_blocks<A: Send, B: Send>(
        &self,
        records: &dyn Records,
        (a, width_a): (&mut [A], usize),
        (b, width_b): (&mut [B], usize),
        work: impl Fn(Range<usize>, &mut [A], &mut [B], &mut Scratch) + Sync,
    ) {
        let n_rows = records.n_rows();
        let threads = rayon::current_num_threads();
        let block = self.block_rows(records.n_columns(), n_rows.div_ceil(threads));
        let rows = |number: usize| number * block..n_rows.min((number + 1) * block);
        if threads > 1 && n_rows * self.trees.len() >= WORTH_THREADS {
            let blocks = a.par_chunks_mut(block * width_a);
            let blocks = blocks.zip(b.par_chunks_mut(block * width_b)).enumerate();
            blocks.for_each_init(Scratch::default, |scratch, (number, (a, b))| {
                work(rows(number), a, b, scratch);
            });
        } else {
            let mut scratch = Scratch::default();
            let blocks = a.chunks_mut(block * width_a);
            let blocks = blocks.zip(b.chunks_mut(block * width_b));
            for (number, (a, b)) in blocks.enumerate() {
                work(rows(number), a, b, &mut scratch);
            }
        }
    }

    /// Shows the mean class shares of some rows.
    fn with_means(
        &self,
        records: &dyn Records,
        rows: Range<usize>,
        leaves: &(impl Leaves + ?Sized),
        scratch: &mut Scratch,
        show: impl FnOnce(&[f64]),
    ) {
        let mut means = std::mem::take(&mut scratch.sums);
        means.clear();
        means.resize(rows.len() * self.n_classes, 0.0);
        self.average(records, rows, leaves, &mut means, scratch);
        show(&means);
        scratch.sums = means;
    }

    fn block_rows(&self, n_columns: usize, rows_per_thread: usize) -> usize {
        let values = if self.scorer.is_some() {
            SMALL_BLOCK
        } else {
            LARGE_BLOCK
        };
        (values / n_columns)
            .min(rows_per_thread)
            .next_multiple_of(LANES)
            .max(4 * LANES)
    }

    /// Adds up the leaves' shares, tree by tree, then divides by the number of trees.
    fn average(
        &self,
        records: &dyn Records,
        rows: Range<usize>,
        leaves: &(impl Leaves + ?Sized),
        sums: &mut [f64],
        scratch: &mut Scratch,
    ) {
        let (values, n_columns) = (&mut scratch.values, records.n_columns());
        match &self.scorer {
            Some(scorer) if rows.len() > FEW_ROWS => {
                records.by_lane(rows, values);
                scorer.add(values, n_columns, sums);
            }
            _ => {
                let few = rows.len() <= FEW_ROWS;
                records.by_row(rows, values);
                if few {
                    self.add_each(values, n_columns, leaves, sums, &mut scratch.descent);
                } else {
                    self.add_all(values, n_columns, leaves, sums, &mut scratch.descent);
                }
            }
        }
        let n_trees = self.trees.len() as f64;
        for sum in sums {
            *sum /= n_trees;
        }
    }

    /// Row by row.
    fn add_each(
        &self,
        rows: &[f32],
        n_columns: usize,
        leaves: &(impl Leaves + ?Sized),
        sums: &mut [f64],
        descent: &mut Descent,
    ) {
        let sums = sums.chunks_exact_mut(self.n_classes);
        for (row, sums) in rows.chunks_exact(n_columns).zip(sums) {
            let found = descent.trees(&self.trees, row);
            for (tree, leaf) in found.iter().enumerate() {
                leaf.add(leaves.shares(tree), sums);
            }
        }
    }

    /// Tree by tree.
    fn add_all(
        &self,
        rows: &[f32],
        n_columns: usize,
        leaves: &(impl Leaves + ?Sized),
        sums: &mut [f64],
        descent: &mut Descent,
    ) {
        for tree in 0..self.trees.len() {
            let found = descent.rows(self.trees.tree(tree), rows, n_columns);
            let shares = leaves.shares(tree);
            let sums = sums.chunks_exact_mut(self.n_classes);
            for (leaf, sums) in found.iter().zip(sums) {
                leaf.add(shares, sums);
            }
        }
    }
}
