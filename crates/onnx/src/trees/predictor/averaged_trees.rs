//! Blocks of rows, and the means of what their leaves hold.

use std::ops::Range;

use rayon::prelude::*;

use super::descent::Descent;
use super::flat::FlatTrees;
use super::quick_scorer::{LANES, QuickScorer};
use super::records::Records;
use super::share::{Share, first_largest};

/// The float32 values of a block where trees are small: the block stays in the first cache.
const SMALL_BLOCK: usize = 1 << 12;
/// And where they are large: the block stays in the second cache and is worth fetching a
/// tree for.
const LARGE_BLOCK: usize = 1 << 16;
/// Up to this number of rows, one row at a time visits all trees at once.
const FEW_ROWS: usize = 8;
/// From this number of pairs of row and tree on, threads are worth waking up.
const WORTH_THREADS: usize = 1 << 14;

/// Trees, prepared: `V` is the number type of their leaves' class shares.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct AveragedTrees<V> {
    trees: FlatTrees,
    scorer: Option<QuickScorer<V>>,
    n_classes: usize,
}

/// Where the class shares of the leaves are.
pub(crate) trait Leaves<V>: Sync {
    /// Those of one tree, `n_classes` for each slot.
    fn shares(&self, tree: usize) -> &[V];
}

/// Memory that is used again for every block.
#[derive(Debug, Default)]
struct Scratch<V> {
    values: Vec<f32>,
    descent: Descent,
    sums: Vec<V>,
}

impl<V: Share> AveragedTrees<V> {
    pub(crate) fn new(
        trees: FlatTrees,
        n_classes: usize,
        leaves: &(impl Leaves<V> + ?Sized),
    ) -> Self {
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
        leaves: &(impl Leaves<V> + ?Sized),
    ) -> Vec<V> {
        let mut means = vec![V::default(); records.n_rows() * self.n_classes];
        self.for_blocks(
            records,
            &mut means,
            self.n_classes,
            |rows, means, scratch| {
                self.average(records, rows, leaves, means, scratch);
            },
        );
        means
    }

    /// The most probable class of each row; the first of equals.
    pub(crate) fn classes(
        &self,
        records: &dyn Records,
        leaves: &(impl Leaves<V> + ?Sized),
    ) -> Vec<usize> {
        let mut classes = vec![0; records.n_rows()];
        self.for_blocks(records, &mut classes, 1, |rows, classes, scratch| {
            let mut means = std::mem::take(&mut scratch.sums);
            means.clear();
            means.resize(rows.len() * self.n_classes, V::default());
            self.average(records, rows, leaves, &mut means, scratch);
            for (class, means) in classes.iter_mut().zip(means.chunks_exact(self.n_classes)) {
                *class = first_largest(means);
            }
            scratch.sums = means;
        });
        classes
    }

    /// Has every block of rows write its part of `out`, `width` items for each row, on
    /// this thread or on several.
    fn for_blocks<O: Send>(
        &self,
        records: &dyn Records,
        out: &mut [O],
        width: usize,
        work: impl Fn(Range<usize>, &mut [O], &mut Scratch<V>) + Sync,
    ) {
        let n_rows = records.n_rows();
        let threads = rayon::current_num_threads();
        let block = self.block_rows(records.n_columns(), n_rows.div_ceil(threads));
        let rows = |number: usize| number * block..n_rows.min((number + 1) * block);
        if threads > 1 && n_rows * self.trees.len() >= WORTH_THREADS {
            let blocks = out.par_chunks_mut(block * width).enumerate();
            blocks.for_each_init(Scratch::default, |scratch, (number, out)| {
                work(rows(number), out, scratch);
            });
        } else {
            let mut scratch = Scratch::default();
            for (number, out) in out.chunks_mut(block * width).enumerate() {
                work(rows(number), out, &mut scratch);
            }
        }
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
        leaves: &(impl Leaves<V> + ?Sized),
        sums: &mut [V],
        scratch: &mut Scratch<V>,
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
        let n_trees = V::count(self.trees.len());
        for sum in sums {
            *sum /= n_trees;
        }
    }

    /// Row by row.
    fn add_each(
        &self,
        rows: &[f32],
        n_columns: usize,
        leaves: &(impl Leaves<V> + ?Sized),
        sums: &mut [V],
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
        leaves: &(impl Leaves<V> + ?Sized),
        sums: &mut [V],
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
