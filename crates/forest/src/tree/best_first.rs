//! Growing one tree where impurity decreases most.

use super::expand::{Site, expand};
use super::heap::Heap;
use super::stopping::StopRules;
use crate::splitter::feature_sampler::FeatureDraw;
use crate::splitter::{Split, SplitEngine};
use crate::tree::{Branch, Tree};

/// A node of the tree that may still be split.
#[derive(Debug)]
struct Candidate {
    id: usize,
    site: Site,
    split: Split,
    left_weights: Vec<u64>,
    right_weights: Vec<u64>,
}

/// A tree as it grows.
struct Growth<'a, E> {
    engine: &'a mut E,
    draw: &'a mut FeatureDraw,
    rules: &'a StopRules,
    total_weight: f64,
    tree: Tree,
    frontier: Heap<Option<Candidate>>,
}

/// Grows a tree of at most `max_leaf_nodes` leaves best first, as scikit-learn's
/// `BestFirstTreeBuilder`: nodes are searched as soon as they exist, and the one whose
/// split decreases weighted impurity most gets its children next. About `n_nodes` nodes are
/// expected.
pub(crate) fn grow_best_first(
    engine: &mut impl SplitEngine,
    draw: &mut FeatureDraw,
    rules: &StopRules,
    max_leaf_nodes: usize,
    n_nodes: usize,
) -> Tree {
    let weights = engine.root_weights();
    let root = Site::root(engine, &weights);
    let mut growth = Growth {
        engine,
        draw,
        rules,
        total_weight: weights.iter().sum::<u64>() as f64,
        tree: Tree::with_room(weights.len(), n_nodes),
        frontier: Heap::new(),
    };
    let mut leaves = 1;
    let found = growth.add(root, &weights, None);
    growth.wait(found);
    while leaves < max_leaf_nodes
        && let Some(popped) = growth.frontier.pop()
    {
        if let Some(candidate) = popped {
            leaves += 1;
            growth.split(candidate);
        }
    }
    growth.tree
}

impl<E: SplitEngine> Growth<'_, E> {
    /// Turns a node into an inner one and searches its children, left then right,
    /// before either of them waits.
    fn split(&mut self, candidate: Candidate) {
        let Candidate {
            id, site, split, ..
        } = candidate;
        self.tree.split(id, &split);
        let left = site.left(&split, 0);
        let left = self.add(left, &candidate.left_weights, Some(Branch::Left(id)));
        let right = site.right(&split, 0);
        let right = self.add(right, &candidate.right_weights, Some(Branch::Right(id)));
        self.wait(left);
        self.wait(right);
    }

    /// Puts a node into the tree and says how it could be split. No features are known
    /// to be constant in it, for the one searched before need not be its parent.
    fn add(
        &mut self,
        site: Site,
        weights: &[u64],
        branch: Option<Branch>,
    ) -> Option<(f64, Candidate)> {
        let stats = site.stats(weights);
        let id = self.tree.add(&stats, branch);
        let total = self.total_weight;
        let decision = expand(self.engine, self.draw, self.rules, &site, &stats, total)?;
        let left_weights = self.engine.left_weights().to_vec();
        let right_weights = weights
            .iter()
            .zip(&left_weights)
            .map(|(all, left)| all - left)
            .collect();
        let candidate = Candidate {
            id,
            site,
            split: decision.split,
            left_weights,
            right_weights,
        };
        Some((decision.improvement, candidate))
    }

    /// Leaves wait, too, with an improvement of 0: they decide the order among equals.
    fn wait(&mut self, found: Option<(f64, Candidate)>) {
        match found {
            Some((improvement, candidate)) => self.frontier.push(improvement, Some(candidate)),
            None => self.frontier.push(0.0, None),
        }
    }
}
