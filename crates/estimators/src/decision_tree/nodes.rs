//! The tree as crate onnx wants it, to write it.

use linfa_trees::TreeNode;
use onnx::float32::below;
use onnx::trees::{GrownTree, TreeEnsemble};
use onnx::{Interface, OnnxError};

use super::DecisionTree;
use super::label::Class;

type Node = TreeNode<f64, Class>;

/// The nodes in preorder.
#[derive(Debug)]
struct Nodes {
    splits: Vec<Option<Split>>,
    /// `[nodes, classes]`: a leaf has one class and no shares.
    shares: Vec<f64>,
    n_classes: usize,
}

/// How an inner node parts its rows.
#[derive(Debug, Clone, Copy)]
struct Split {
    feature: u32,
    threshold: f32,
    children: [usize; 2],
}

impl GrownTree for Nodes {
    fn n_nodes(&self) -> usize {
        self.splits.len()
    }

    fn children(&self, node: usize) -> Option<[usize; 2]> {
        self.splits[node].map(|split| split.children)
    }

    fn feature(&self, node: usize) -> u32 {
        self.splits[node].map_or(0, |split| split.feature)
    }

    fn threshold(&self, node: usize) -> f32 {
        self.splits[node].map_or(0.0, |split| split.threshold)
    }

    fn missing_left(&self, _: usize) -> bool {
        false
    }

    fn shares(&self) -> &[f64] {
        &self.shares
    }
}

impl DecisionTree {
    /// The tree as the bytes of an ONNX file.
    pub(crate) fn to_onnx(&self, interface: &Interface<'_>) -> Result<Vec<u8>, OnnxError> {
        let classes: Vec<usize> = (0..self.n_classes).collect();
        let ensemble = TreeEnsemble {
            name: "decision_tree",
            n_features: self.n_features,
            classes: &classes,
            trees: &[Nodes::below(self.tree.root_node(), self.n_classes)],
        };
        ensemble.to_onnx(interface)
    }
}

impl Nodes {
    fn below(root: &Node, n_classes: usize) -> Self {
        let mut nodes = Self {
            splits: Vec::new(),
            shares: Vec::new(),
            n_classes,
        };
        // A parent is told the number of its right child once that has one.
        let mut pending: Vec<(&Node, Option<usize>)> = vec![(root, None)];
        while let Some((node, parent)) = pending.pop() {
            let at = nodes.splits.len();
            if let Some(parent) = parent.and_then(|parent| nodes.splits[parent].as_mut()) {
                parent.children[1] = at;
            }
            match (node.prediction(), node.children()[..].as_ref()) {
                (None, [Some(left), Some(right)]) => {
                    nodes.push(Some(split(node, at)), None);
                    pending.push((right, Some(at)));
                    pending.push((left, None));
                }
                (class, _) => nodes.push(None, Some(class.unwrap_or_default().value)),
            }
        }
        nodes
    }

    fn push(&mut self, split: Option<Split>, class: Option<usize>) {
        self.splits.push(split);
        let start = self.shares.len();
        self.shares.resize(start + self.n_classes, 0.0);
        if let Some(class) = class {
            self.shares[start + class] = 1.0;
        }
    }
}

/// How the node at `at` parts its rows; its left child comes next.
fn split(node: &Node, at: usize) -> Split {
    let (feature, threshold, _) = node.split();
    Split {
        feature: u32::try_from(feature).expect("features are counted in 32 bits"),
        threshold: below(threshold),
        children: [at + 1, at + 1],
    }
}
