//! Small trees without any walking: `QuickScorer` (Lucchese et al., SIGIR 2015).
//!
//! Leaves are numbered from left to right. Every inner node that sends a row right
//! rules out the leaves below its left child; the first leaf that nothing has ruled
//! out is the row's. All nodes of a tree are asked, in any order, and each costs a few
//! instructions for many rows at once. It comes from the same comparisons as a walk,
//! so it ends in the same leaf.

use super::flat::{FlatTrees, Inner, Target};
use super::share::add;

/// Rows that are looked at together.
pub(crate) const LANES: usize = 16;

/// The largest number of leaves of a tree. Where a tree has more, asking all of its nodes
/// takes about as long as walking.
const MAX_LEAVES: usize = 32;

/// Trees of at most `MAX_LEAVES` leaves.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct QuickScorer {
    tests: Vec<Test>,
    trees: Vec<Span>,
    /// The class shares of the leaves, from left to right.
    shares: Vec<f64>,
    n_classes: usize,
}

/// An inner node.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Test {
    threshold: f32,
    feature: u32,
    /// The leaves that remain, one bit for each, when a row goes right.
    if_right: u32,
}

/// Where the tests and shares of a tree are. The tests that send missing values left come first.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Span {
    start: usize,
    missing_right: usize,
    end: usize,
    shares: usize,
}

impl QuickScorer {
    /// Prepares the trees, if all of them are small enough.
    pub(crate) fn of<'a>(
        flat: &FlatTrees,
        n_classes: usize,
        shares: impl Fn(usize) -> &'a [f64],
    ) -> Option<Self> {
        let n_leaves = |tree| flat.tree(tree).1.len() + 1;
        if (0..flat.len()).any(|tree| n_leaves(tree) > MAX_LEAVES) {
            return None;
        }
        let mut scorer = Self {
            tests: Vec::new(),
            trees: Vec::new(),
            shares: Vec::new(),
            n_classes,
        };
        for tree in 0..flat.len() {
            scorer.push(flat.tree(tree), shares(tree))?;
        }
        Some(scorer)
    }

    fn push(&mut self, (root, nodes): (Target, &[Inner]), shares: &[f64]) -> Option<()> {
        let mut span = Span {
            start: self.tests.len(),
            missing_right: 0,
            end: 0,
            shares: self.shares.len(),
        };
        let mut right = Vec::new();
        self.visit(root, 0, nodes, shares, &mut right)?;
        span.missing_right = self.tests.len();
        self.tests.append(&mut right);
        span.end = self.tests.len();
        self.trees.push(span);
        Some(())
    }

    /// Takes the leaves below a node from left to right and returns the number of leaves so
    /// far; none if they are too many, as they can be in a file whose nodes share children.
    /// The recursion is no deeper than there are inner nodes.
    fn visit(
        &mut self,
        at: Target,
        first: usize,
        nodes: &[Inner],
        shares: &[f64],
        missing_right: &mut Vec<Test>,
    ) -> Option<usize> {
        if at.is_leaf() {
            self.push_leaf(at, shares);
            return Some(first + 1).filter(|&leaves| leaves <= MAX_LEAVES);
        }
        let node = nodes[at.position()];
        let [left, right] = node.children();
        let middle = self.visit(left, first, nodes, shares, missing_right)?;
        let test = Test {
            threshold: node.threshold(),
            feature: u32::try_from(node.feature()).expect("features are counted in 31 bits"),
            if_right: without(first, middle),
        };
        if node.missing_left() {
            self.tests.push(test);
        } else {
            missing_right.push(test);
        }
        self.visit(right, middle, nodes, shares, missing_right)
    }

    fn push_leaf(&mut self, leaf: Target, shares: &[f64]) {
        let start = self.shares.len();
        self.shares.resize(start + self.n_classes, 0.0);
        leaf.add(shares, &mut self.shares[start..]);
    }

    /// Adds up the class shares of all trees, in their order: `[rows, n_classes]` sums for
    /// `[groups, columns, LANES]` values; the last group may have fewer rows.
    #[inline]
    pub(crate) fn add(&self, values: &[f32], n_columns: usize, sums: &mut [f64]) {
        for tree in &self.trees {
            let groups = values.chunks_exact(n_columns * LANES);
            for (group, sums) in groups.zip(sums.chunks_mut(LANES * self.n_classes)) {
                let open = self.open(tree, group);
                self.add_leaves(&open, &self.shares[tree.shares..], sums);
            }
        }
    }

    /// The leaves that remain for each row of a group.
    #[inline]
    fn open(&self, tree: &Span, group: &[f32]) -> [u32; LANES] {
        let columns = group.as_chunks::<LANES>().0;
        let mut open = [u32::MAX; LANES];
        for test in &self.tests[tree.start..tree.missing_right] {
            let values = &columns[test.feature as usize];
            let right = each(|lane| values[lane] > test.threshold);
            open = each(|lane| open[lane] & (test.if_right | all_unless(right[lane])));
        }
        for test in &self.tests[tree.missing_right..tree.end] {
            let values = &columns[test.feature as usize];
            let left = each(|lane| values[lane] <= test.threshold);
            open = each(|lane| open[lane] & (test.if_right | all_unless(!left[lane])));
        }
        open
    }

    #[inline]
    fn add_leaves(&self, open: &[u32; LANES], shares: &[f64], sums: &mut [f64]) {
        match self.n_classes {
            2 => add_leaves::<2>(open, shares, sums),
            3 => add_leaves::<3>(open, shares, sums),
            n_classes => {
                for (open, sums) in open.iter().zip(sums.chunks_exact_mut(n_classes)) {
                    add(&shares[first(*open) * n_classes..], sums);
                }
            }
        }
    }
}

/// All leaves but those from `start` to `end`, exclusive.
fn without(start: usize, end: usize) -> u32 {
    (start..end).fold(u32::MAX, |set, leaf| set & !(1 << leaf))
}

/// All leaves, or none if a test `applies`. A branch would be guessed wrong half the time.
#[inline]
fn all_unless(applies: bool) -> u32 {
    u32::from(applies).wrapping_sub(1)
}

#[inline]
fn first(leaves: u32) -> usize {
    leaves.trailing_zeros() as usize
}

/// An item for each lane, in a shape that compilers turn into vector instructions.
#[inline]
fn each<T: Copy + Default>(of: impl Fn(usize) -> T) -> [T; LANES] {
    let mut items = [T::default(); LANES];
    for (lane, item) in items.iter_mut().enumerate() {
        *item = of(lane);
    }
    items
}

/// The number of classes is known to the compiler.
#[inline]
fn add_leaves<const K: usize>(open: &[u32; LANES], shares: &[f64], sums: &mut [f64]) {
    let shares = shares.as_chunks::<K>().0;
    for (open, sums) in open.iter().zip(sums.as_chunks_mut::<K>().0) {
        let shares = shares[first(*open)];
        for (sum, share) in sums.iter_mut().zip(shares) {
            *sum += share;
        }
    }
}
