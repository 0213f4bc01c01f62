//! Growing one tree.

use std::ops::Range;

use crate::criterion::{gini, squares};
use crate::draw::FeatureDraw;
use crate::engine::{Node, Split, SplitEngine};
use crate::params::RandomForestValidParams;
use crate::tree::{Branch, NodeStats, Tree};

/// When a node stays a leaf.
#[derive(Debug, Clone)]
pub(crate) struct StopRules {
    max_depth: usize,
    min_samples_split: usize,
    min_impurity_decrease: f64,
}

impl From<&RandomForestValidParams> for StopRules {
    fn from(params: &RandomForestValidParams) -> Self {
        Self {
            max_depth: params.max_depth.unwrap_or(usize::MAX),
            min_samples_split: params
                .min_samples_split
                .max(params.min_samples_leaf.saturating_mul(2)),
            min_impurity_decrease: params.min_impurity_decrease,
        }
    }
}

impl StopRules {
    fn forbid_search(&self, depth: usize, n_rows: usize, impurity: f64) -> bool {
        depth >= self.max_depth || n_rows < self.min_samples_split || impurity <= f64::EPSILON
    }

    fn forbid_split(&self, improvement: f64) -> bool {
        improvement + f64::EPSILON < self.min_impurity_decrease
    }
}

/// A node that waits for its turn.
#[derive(Debug)]
struct Pending {
    rows: Range<usize>,
    depth: usize,
    branch: Option<Branch>,
    n_constant: usize,
}

/// The nodes that wait, and their class weights, `n_classes` for each.
///
/// A stack of its own, since a tree may be as deep as it has rows.
#[derive(Debug)]
struct Waiting {
    nodes: Vec<Pending>,
    weights: Vec<u64>,
}

impl Waiting {
    fn push(&mut self, node: Pending, weights: impl IntoIterator<Item = u64>) {
        self.nodes.push(node);
        self.weights.extend(weights);
    }

    /// Takes the newest node and moves its class weights to `weights`.
    fn pop(&mut self, weights: &mut [u64]) -> Option<Pending> {
        let node = self.nodes.pop()?;
        let rest = self.weights.len() - weights.len();
        weights.copy_from_slice(&self.weights[rest..]);
        self.weights.truncate(rest);
        Some(node)
    }
}

/// Grows a tree depth first, left child first, as scikit-learn's
/// `DepthFirstTreeBuilder`.
pub(crate) fn grow(
    engine: &mut impl SplitEngine,
    draw: &mut FeatureDraw,
    rules: &StopRules,
) -> Tree {
    let mut weights = engine.root_weights();
    let mut tree = Tree::new(weights.len());
    let total: u64 = weights.iter().sum();
    let root = Pending {
        rows: 0..engine.n_rows(),
        depth: 0,
        branch: None,
        n_constant: 0,
    };
    let mut waiting = Waiting {
        nodes: vec![root],
        weights: weights.clone(),
    };
    while let Some(pending) = waiting.pop(&mut weights) {
        let stats = stats(&pending.rows, &weights);
        let id = tree.add(&stats, pending.branch);
        let Some((split, n_constant)) = decide(engine, draw, rules, &pending, &stats, total as f64)
        else {
            continue;
        };
        tree.split(id, &split);
        // Children at the greatest depth are leaves, which nobody asks for their rows.
        if pending.depth + 1 < rules.max_depth {
            engine.partition(pending.rows.clone(), &split);
        }
        let middle = pending.rows.start + split.n_left;
        let child = |rows, branch| Pending {
            rows,
            depth: pending.depth + 1,
            branch: Some(branch),
            n_constant,
        };
        let left = engine.left_weights();
        let right = weights.iter().zip(left).map(|(all, left)| all - left);
        waiting.push(child(middle..pending.rows.end, Branch::Right(id)), right);
        let left = left.iter().copied();
        waiting.push(child(pending.rows.start..middle, Branch::Left(id)), left);
    }
    tree
}

fn stats<'a>(rows: &Range<usize>, weights: &'a [u64]) -> NodeStats<'a> {
    let weight = weights.iter().sum();
    NodeStats {
        n_rows: rows.len(),
        weight,
        impurity: gini(squares(weights), weight),
        class_weights: weights,
    }
}

/// The split of a node and the number of its constant features, or `None` for a leaf.
fn decide(
    engine: &mut impl SplitEngine,
    draw: &mut FeatureDraw,
    rules: &StopRules,
    pending: &Pending,
    stats: &NodeStats<'_>,
    total_weight: f64,
) -> Option<(Split, usize)> {
    if rules.forbid_search(pending.depth, stats.n_rows, stats.impurity) {
        return None;
    }
    let node = Node {
        rows: pending.rows.clone(),
        weights: stats.class_weights,
        n_constant: pending.n_constant,
        levels_left: rules.max_depth - pending.depth,
    };
    let found = engine.best_split(&node, draw);
    let split = found.split?;
    if rules.forbid_split(improvement(stats, &split, total_weight)) {
        return None;
    }
    Some((split, found.n_constant))
}

/// scikit-learn's `impurity_improvement`, in its association of terms.
fn improvement(stats: &NodeStats<'_>, split: &Split, total_weight: f64) -> f64 {
    let weight = stats.weight as f64;
    let right = split.right.weight / weight * split.right.impurity;
    let left = split.left.weight / weight * split.left.impurity;
    weight / total_weight * (stats.impurity - right - left)
}
