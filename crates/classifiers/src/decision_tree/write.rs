//! The tree as an ONNX file of one tree, in the form of a forest's.

use forest::onnx::parts::{check_names, encode, tree_ensemble};
use forest::onnx::proto::Attribute;
use forest::onnx::{Names, OnnxError};
use linfa_trees::TreeNode;

use super::DecisionTree;
use super::label::Class;
use crate::records::single;

type Node = TreeNode<f64, Class>;

/// The operator's arrays, one entry per node, in preorder.
#[derive(Debug, Default)]
struct Nodes {
    modes: Vec<Vec<u8>>,
    features: Vec<i64>,
    thresholds: Vec<f32>,
    left: Vec<i64>,
    right: Vec<i64>,
    /// The node and class of each leaf.
    leaves: Vec<(i64, usize)>,
}

impl DecisionTree {
    pub(crate) fn to_onnx(&self, names: &Names<'_>) -> Result<Vec<u8>, OnnxError> {
        check_names(self.n_features, &self.seen, names)?;
        let nodes = Nodes::below(self.tree.root_node());
        let attributes = nodes.into_attributes(names.classes.len());
        let mut graph = tree_ensemble(attributes, self.n_features, 1, names.classes);
        graph.name = Some("decision_tree".to_owned());
        Ok(encode(graph, names))
    }
}

impl Nodes {
    fn below(root: &Node) -> Self {
        let mut nodes = Self::default();
        // A right child is told its number to, once it has one.
        let mut pending: Vec<(&Node, Option<usize>)> = vec![(root, None)];
        while let Some((node, parent)) = pending.pop() {
            let at = nodes.modes.len();
            if let Some(parent) = parent {
                nodes.right[parent] = int(at);
            }
            match (node.prediction(), node.children()[..].as_ref()) {
                (None, [Some(left), Some(right)]) => {
                    let (feature, threshold, _) = node.split();
                    nodes.push(b"BRANCH_LEQ", feature, below(threshold), at + 1);
                    pending.push((right, Some(at)));
                    pending.push((left, None));
                }
                (prediction, _) => {
                    nodes.push(b"LEAF", 0, 0.0, 0);
                    let class = prediction.unwrap_or_default().value;
                    nodes.leaves.push((int(at), class));
                }
            }
        }
        nodes
    }

    fn push(&mut self, mode: &[u8], feature: usize, threshold: f32, left: usize) {
        self.modes.push(mode.to_vec());
        self.features.push(int(feature));
        self.thresholds.push(threshold);
        self.left.push(int(left));
        self.right.push(0);
    }

    /// In alphabetical order, as crate forest's.
    fn into_attributes(self, n_classes: usize) -> Vec<Attribute> {
        let n_nodes = self.modes.len();
        let classes = int(n_classes);
        let per_leaf = |value: &dyn Fn(i64, usize, i64) -> i64| -> Vec<i64> {
            let leaves = self.leaves.iter();
            leaves
                .flat_map(|&(node, label)| (0..classes).map(move |class| (node, label, class)))
                .map(|(node, label, class)| value(node, label, class))
                .collect()
        };
        let is_label = per_leaf(&|_, label, class| (int(label) == class).into());
        let weights = is_label
            .into_iter()
            .map(|one| if one == 1 { 1.0 } else { 0.0 });
        vec![
            Attribute::ints("class_ids", per_leaf(&|_, _, class| class)),
            Attribute::ints("class_nodeids", per_leaf(&|node, _, _| node)),
            Attribute::ints("class_treeids", per_leaf(&|_, _, _| 0)),
            Attribute::floats("class_weights", weights.collect()),
            Attribute::ints("classlabels_int64s", (0..classes).collect()),
            Attribute::ints("nodes_falsenodeids", self.right),
            Attribute::ints("nodes_featureids", self.features),
            Attribute::ints("nodes_missing_value_tracks_true", vec![0; n_nodes]),
            Attribute::strings("nodes_modes", self.modes),
            Attribute::ints("nodes_nodeids", (0..int(n_nodes)).collect()),
            Attribute::ints("nodes_treeids", vec![0; n_nodes]),
            Attribute::ints("nodes_truenodeids", self.left),
            Attribute::floats("nodes_values", self.thresholds),
            Attribute::string("post_transform", "NONE"),
        ]
    }
}

/// The largest float32 below `threshold`: for every float32 `x`, `x < threshold` and
/// `x <= below(threshold)` are the same. A forest's files, which compare with `<=`,
/// can so hold a tree that compares with `<`.
fn below(threshold: f64) -> f32 {
    let nearest = single(threshold);
    if f64::from(nearest) < threshold {
        nearest
    } else {
        nearest.next_down()
    }
}

fn int(number: usize) -> i64 {
    i64::try_from(number).expect("numbers of things in memory")
}
