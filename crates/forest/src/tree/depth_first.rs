//! Growing one tree depth first.

use super::expand::expand;
use super::node_record::NodeRecord;
use super::nodes::{ParentLink, Tree};
use super::stopping::StoppingRules;
use crate::splitter::Splitter;
use crate::splitter::feature_sampler::FeatureSampler;

/// Grows a tree depth first, left child first, as scikit-learn's `DepthFirstTreeBuilder`.
#[derive(Debug)]
pub(crate) struct DepthFirstTreeBuilder<'a> {
    /// When a node stays a leaf.
    pub(crate) rules: &'a StoppingRules,
    /// About how many nodes to expect.
    pub(crate) expected_nodes: usize,
}

impl DepthFirstTreeBuilder<'_> {
    /// Grows the tree of the splitter's rows.
    pub(crate) fn build(&self, splitter: &mut impl Splitter, sampler: &mut FeatureSampler) -> Tree {
        let mut weights = splitter.root_weights();
        let mut tree = Tree::with_room(weights.len(), self.expected_nodes);
        let total = weights.iter().sum::<u64>() as f64;
        let mut stack = NodeStack {
            nodes: vec![(NodeRecord::root(splitter, &weights), None)],
            weights: weights.clone(),
        };
        while let Some((record, parent)) = stack.pop(&mut weights) {
            let stats = record.stats(&weights);
            let id = tree.add(&stats, parent);
            let expansion = expand(splitter, sampler, self.rules, &record, &stats, total);
            let Some(expansion) = expansion else {
                continue;
            };
            let (split, n_constant) = (&expansion.split, expansion.n_constant);
            tree.split(id, split);
            let left = splitter.left_weights();
            let right = weights.iter().zip(left).map(|(all, left)| all - left);
            stack.push(
                record.right(split, n_constant),
                ParentLink::Right(id),
                right,
            );
            let left = left.iter().copied();
            stack.push(record.left(split, n_constant), ParentLink::Left(id), left);
        }
        tree
    }
}

/// The nodes that wait, and their class weights, `n_classes` for each.
///
/// It stands in for the call stack, since a tree may be as deep as it has rows.
#[derive(Debug)]
struct NodeStack {
    nodes: Vec<(NodeRecord, Option<ParentLink>)>,
    weights: Vec<u64>,
}

impl NodeStack {
    fn push(
        &mut self,
        record: NodeRecord,
        parent: ParentLink,
        weights: impl IntoIterator<Item = u64>,
    ) {
        self.nodes.push((record, Some(parent)));
        self.weights.extend(weights);
    }

    /// Takes the newest node and moves its class weights to `weights`.
    fn pop(&mut self, weights: &mut [u64]) -> Option<(NodeRecord, Option<ParentLink>)> {
        let node = self.nodes.pop()?;
        let rest = self.weights.len() - weights.len();
        weights.copy_from_slice(&self.weights[rest..]);
        self.weights.truncate(rest);
        Some(node)
    }
}
