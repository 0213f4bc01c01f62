//! The tree as crate onnx wants it, to write it.

use linfa_trees::TreeNode;
use onnx::float32::below;
use onnx::trees::{Branch, GrownTree, TreeEnsemble};
use onnx::{Names, OnnxError};

use super::DecisionTree;
use super::label::Class;

type Node = TreeNode<f64, Class>;

/// The nodes in preorder.
#[derive(Debug)]
struct Nodes {
    branches: Vec<Option<Branch>>,
    /// `[nodes, classes]`: a leaf has one class and no shares.
    shares: Vec<f64>,
    n_classes: usize,
}

impl GrownTree for Nodes {
    fn n_nodes(&self) -> usize {
        self.branches.len()
    }

    fn branch(&self, node: usize) -> Option<Branch> {
        self.branches[node]
    }

    fn shares(&self) -> &[f64] {
        &self.shares
    }
}

impl DecisionTree {
    /// The tree as the bytes of an ONNX file.
    pub(crate) fn to_onnx(&self, names: &Names<'_>) -> Result<Vec<u8>, OnnxError> {
        let classes: Vec<usize> = (0..self.n_classes).collect();
        let ensemble = TreeEnsemble {
            name: "decision_tree",
            n_features: self.n_features,
            classes: &classes,
            trees: &[Nodes::below(self.tree.root_node(), self.n_classes)],
        };
        ensemble.to_onnx(names)
    }
}

impl Nodes {
    fn below(root: &Node, n_classes: usize) -> Self {
        let mut nodes = Self {
            branches: Vec::new(),
            shares: Vec::new(),
            n_classes,
        };
        // A parent is told the number of its right child once that has one.
        let mut pending: Vec<(&Node, Option<usize>)> = vec![(root, None)];
        while let Some((node, parent)) = pending.pop() {
            let at = nodes.branches.len();
            if let Some(parent) = parent.and_then(|parent| nodes.branches[parent].as_mut()) {
                parent.children[1] = at;
            }
            match (node.prediction(), node.children()[..].as_ref()) {
                (None, [Some(left), Some(right)]) => {
                    nodes.push(Some(branch(node, at)), None);
                    pending.push((right, Some(at)));
                    pending.push((left, None));
                }
                (class, _) => nodes.push(None, Some(class.unwrap_or_default().value)),
            }
        }
        nodes
    }

    fn push(&mut self, branch: Option<Branch>, class: Option<usize>) {
        self.branches.push(branch);
        let start = self.shares.len();
        self.shares.resize(start + self.n_classes, 0.0);
        if let Some(class) = class {
            self.shares[start + class] = 1.0;
        }
    }
}

/// How the node at `at` parts its rows; its left child comes next.
fn branch(node: &Node, at: usize) -> Branch {
    let (feature, threshold, _) = node.split();
    Branch {
        feature: u32::try_from(feature).expect("features are counted in 32 bits"),
        threshold: below(threshold),
        missing_left: false,
        children: [at + 1, at + 1],
    }
}
