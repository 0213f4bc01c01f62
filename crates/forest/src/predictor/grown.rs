//! Preparing grown trees.

use super::flat::{FlatTrees, Node};
use super::{Leaves, Predictor, only_class};
use crate::Tree;
use crate::threshold::floor;

impl Predictor<f64> {
    /// Prepares grown trees. Their shares stay where they are.
    pub(crate) fn of_trees(trees: &Vec<Tree>, n_classes: usize) -> Self {
        // Every inner node has two children.
        let n_inner = trees.iter().map(|tree| tree.node_count() / 2).sum();
        let mut flat = FlatTrees::with_capacity(trees.len(), n_inner);
        for tree in trees {
            flat.push(tree.node_count(), n_classes, |number| node(tree, number));
        }
        Self::new(flat, n_classes, trees)
    }
}

impl Leaves<f64> for Vec<Tree> {
    fn shares(&self, tree: usize) -> &[f64] {
        self[tree].value()
    }
}

fn node(tree: &Tree, number: usize) -> Node {
    if let Some((left, right)) = tree.children(number) {
        return Node::Inner {
            feature: u32::try_from(tree.feature()[number]).expect("inner nodes have a feature"),
            threshold: floor(tree.threshold()[number]),
            missing_left: tree.missing_go_to_left()[number],
            children: [left, right],
        };
    }
    match only_class(tree.node_value(number)) {
        Some(class) => Node::Pure { class },
        None => Node::Mixed { slot: number },
    }
}
