//! Growing one tree depth first.

use super::expand::{Site, expand};
use super::stopping::StopRules;
use crate::splitter::SplitEngine;
use crate::splitter::feature_sampler::FeatureDraw;
use crate::tree::{Branch, Tree};

/// The nodes that wait, and their class weights, `n_classes` for each.
///
/// A stack of its own, since a tree may be as deep as it has rows.
#[derive(Debug)]
struct Waiting {
    nodes: Vec<(Site, Option<Branch>)>,
    weights: Vec<u64>,
}

impl Waiting {
    fn push(&mut self, site: Site, branch: Branch, weights: impl IntoIterator<Item = u64>) {
        self.nodes.push((site, Some(branch)));
        self.weights.extend(weights);
    }

    /// Takes the newest node and moves its class weights to `weights`.
    fn pop(&mut self, weights: &mut [u64]) -> Option<(Site, Option<Branch>)> {
        let node = self.nodes.pop()?;
        let rest = self.weights.len() - weights.len();
        weights.copy_from_slice(&self.weights[rest..]);
        self.weights.truncate(rest);
        Some(node)
    }
}

/// Grows a tree depth first, left child first, as scikit-learn's
/// `DepthFirstTreeBuilder`. About `n_nodes` nodes are expected.
pub(crate) fn grow(
    engine: &mut impl SplitEngine,
    draw: &mut FeatureDraw,
    rules: &StopRules,
    n_nodes: usize,
) -> Tree {
    let mut weights = engine.root_weights();
    let mut tree = Tree::with_room(weights.len(), n_nodes);
    let total = weights.iter().sum::<u64>() as f64;
    let mut waiting = Waiting {
        nodes: vec![(Site::root(engine, &weights), None)],
        weights: weights.clone(),
    };
    while let Some((site, branch)) = waiting.pop(&mut weights) {
        let stats = site.stats(&weights);
        let id = tree.add(&stats, branch);
        let Some(decision) = expand(engine, draw, rules, &site, &stats, total) else {
            continue;
        };
        let (split, n_constant) = (&decision.split, decision.n_constant);
        tree.split(id, split);
        let left = engine.left_weights();
        let right = weights.iter().zip(left).map(|(all, left)| all - left);
        waiting.push(site.right(split, n_constant), Branch::Right(id), right);
        let left = left.iter().copied();
        waiting.push(site.left(split, n_constant), Branch::Left(id), left);
    }
    tree
}
