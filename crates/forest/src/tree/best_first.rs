//! Growing one tree where impurity decreases most.

use super::expand::expand;
use super::heap::Heap;
use super::node_record::NodeRecord;
use super::nodes::{ParentLink, Tree};
use super::stopping::StoppingRules;
use crate::splitter::feature_sampler::FeatureSampler;
use crate::splitter::{SplitRecord, Splitter};

/// Grows a tree of few leaves best first, as scikit-learn's `BestFirstTreeBuilder`: nodes
/// are searched as soon as they exist, and the one whose split decreases weighted impurity
/// most gets its children next.
#[derive(Debug)]
pub(crate) struct BestFirstTreeBuilder<'a> {
    /// When a node stays a leaf.
    pub(crate) rules: &'a StoppingRules,
    /// The most leaves.
    pub(crate) max_leaf_nodes: usize,
    /// About how many nodes to expect.
    pub(crate) expected_nodes: usize,
}

impl BestFirstTreeBuilder<'_> {
    /// Grows the tree of the splitter's rows.
    pub(crate) fn build(&self, splitter: &mut impl Splitter, sampler: &mut FeatureSampler) -> Tree {
        let weights = splitter.root_weights();
        let root = NodeRecord::root(splitter, &weights);
        let mut growth = Growth {
            splitter,
            sampler,
            rules: self.rules,
            total_weight: weights.iter().sum::<u64>() as f64,
            tree: Tree::with_room(weights.len(), self.expected_nodes),
            frontier: Heap::new(),
        };
        let mut leaves = 1;
        let root = growth.add(root, &weights, None);
        growth.wait(root);
        while leaves < self.max_leaf_nodes
            && let Some(popped) = growth.frontier.pop()
        {
            if let Some(node) = popped {
                leaves += 1;
                growth.split(node);
            }
        }
        growth.tree
    }
}

/// A node of the tree that may still be split, and its split.
#[derive(Debug)]
struct FrontierRecord {
    id: usize,
    record: NodeRecord,
    split: SplitRecord,
    left_weights: Vec<u64>,
    right_weights: Vec<u64>,
}

/// A tree as it grows.
struct Growth<'a, S> {
    splitter: &'a mut S,
    sampler: &'a mut FeatureSampler,
    rules: &'a StoppingRules,
    total_weight: f64,
    tree: Tree,
    frontier: Heap<Option<FrontierRecord>>,
}

impl<S: Splitter> Growth<'_, S> {
    /// Turns a node into an inner one and searches its children, left then right,
    /// before either of them waits.
    fn split(&mut self, node: FrontierRecord) {
        let FrontierRecord {
            id, record, split, ..
        } = node;
        self.tree.split(id, &split);
        let left = record.left(&split, 0);
        let left = self.add(left, &node.left_weights, Some(ParentLink::Left(id)));
        let right = record.right(&split, 0);
        let right = self.add(right, &node.right_weights, Some(ParentLink::Right(id)));
        self.wait(left);
        self.wait(right);
    }

    /// Puts a node into the tree. Returns its split and the improvement that it brings,
    /// unless the node is a leaf. No features are known to be constant in it, for the node
    /// searched before need not be its parent.
    fn add(
        &mut self,
        record: NodeRecord,
        weights: &[u64],
        parent: Option<ParentLink>,
    ) -> Option<(f64, FrontierRecord)> {
        let stats = record.stats(weights);
        let id = self.tree.add(&stats, parent);
        let total = self.total_weight;
        let expansion = expand(
            self.splitter,
            self.sampler,
            self.rules,
            &record,
            &stats,
            total,
        )?;
        let left_weights = self.splitter.left_weights().to_vec();
        let right_weights = weights
            .iter()
            .zip(&left_weights)
            .map(|(all, left)| all - left)
            .collect();
        let node = FrontierRecord {
            id,
            record,
            split: expansion.split,
            left_weights,
            right_weights,
        };
        Some((expansion.improvement, node))
    }

    /// Puts a node into the queue. Leaves wait, too, with an improvement of 0: they decide
    /// the order among equals.
    fn wait(&mut self, found: Option<(f64, FrontierRecord)>) {
        match found {
            Some((improvement, node)) => self.frontier.push(improvement, Some(node)),
            None => self.frontier.push(0.0, None),
        }
    }
}
