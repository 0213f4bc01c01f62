//! A tree in little space, for a file.
//!
//! Most of a tree follows from the rest. An inner node holds what its children hold together, the
//! shares of the classes are those of their weights, and so is the Gini impurity. What is kept is
//! where each split is, and how many rows of each class fall into each leaf: about a seventh of
//! the arrays. Whether the tree that comes of it is the same one to the last bit is tried when it
//! is packed, and one of which that is not so is kept as it is.

use serde::{Deserialize, Serialize};

use super::nodes::{LEAF, NO_CHILD, Tree};
use crate::criterion::{gini, squares};
use crate::sampling::lowest_bit;

/// A tree as a file keeps it, in any format of serde.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PackedTree(Form);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Form {
    Core(Core),
    /// A tree that does not follow from its core.
    Whole(Tree),
}

/// What the rest follows from. "Inner" are the nodes with children, in their order.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
struct Core {
    n_classes: usize,
    /// Of each node, how far behind it its left child is; 0 in a leaf.
    left: Vec<u32>,
    /// Of each inner node, how far behind its left child its right one is.
    right: Vec<u32>,
    /// Of each inner node, twice its feature, and 1 more if missing values go left.
    feature: Vec<u32>,
    /// Of each inner node.
    threshold: Vec<f64>,
    /// Of each leaf, the number of different rows.
    rows: Vec<u32>,
    /// Of each leaf, the weight of each class in units.
    class_weights: Vec<u64>,
    /// What a weight of 1 stands for.
    unit: f64,
    /// Of each node, if it is not the Gini impurity.
    impurity: Option<Vec<f64>>,
}

/// What is wrong with a packed tree that nobody packed.
const UNSOUND: &str = "a packed tree's arrays do not belong together";

impl PackedTree {
    /// The tree in little space.
    #[must_use]
    pub fn of(tree: &Tree) -> Self {
        let mut core = Core::of(tree);
        for impurity in [None, Some(&tree.impurity)] {
            core.impurity = impurity.cloned();
            if core.unpacked().is_ok_and(|found| found.is_identical(tree)) {
                return Self(Form::Core(core));
            }
        }
        Self(Form::Whole(tree.clone()))
    }

    /// The tree of targets with `n_classes` classes. Whether its splits lead anywhere is for the forest to
    /// say that takes it.
    ///
    /// # Errors
    ///
    /// If it is none.
    pub fn into_tree(self, n_classes: usize) -> Result<Tree, &'static str> {
        match self.0 {
            Form::Whole(tree) => Ok(tree),
            Form::Core(core) if core.n_classes == n_classes => core.unpacked(),
            Form::Core(_) => Err(UNSOUND),
        }
    }
}

impl Core {
    /// All but the impurity.
    fn of(tree: &Tree) -> Self {
        let n_nodes = tree.node_count();
        let unit = unit(&tree.weighted_n_node_samples);
        let mut core = Self {
            n_classes: tree.n_classes,
            left: Vec::with_capacity(n_nodes),
            right: Vec::with_capacity(n_nodes / 2),
            feature: Vec::with_capacity(n_nodes / 2),
            threshold: Vec::with_capacity(n_nodes / 2),
            rows: Vec::with_capacity(n_nodes / 2 + 1),
            class_weights: Vec::with_capacity((n_nodes / 2 + 1) * tree.n_classes),
            unit,
            impurity: None,
        };
        for node in 0..n_nodes {
            if let Some((left, right)) = tree.children(node) {
                core.left.push(distance(node, left));
                core.right.push(distance(left, right));
                let feature = u32::try_from(tree.feature[node]).unwrap_or_default();
                core.feature
                    .push(2 * feature + u32::from(tree.missing_go_to_left[node]));
                core.threshold.push(tree.threshold[node]);
            } else {
                core.left.push(0);
                core.rows.push(tree.n_node_samples[node]);
                let weight = tree.weighted_n_node_samples[node] / unit;
                let shares = tree.node_value(node).iter();
                core.class_weights
                    .extend(shares.map(|share| rounded(share * weight)));
            }
        }
        core
    }

    /// The tree, as far as the arrays belong together: whether it is one is for
    /// [`Tree::check`] to say.
    fn unpacked(&self) -> Result<Tree, &'static str> {
        let n_nodes = self.left.len();
        let inner = self.left.iter().filter(|&&left| left > 0).count();
        let lengths = [self.right.len(), self.feature.len(), self.threshold.len()];
        let leaves = n_nodes - inner;
        let weights = leaves.checked_mul(self.n_classes);
        let impurities = self.impurity.as_ref().map_or(n_nodes, Vec::len);
        if lengths != [inner; 3]
            || self.rows.len() != leaves
            || Some(self.class_weights.len()) != weights
            || impurities != n_nodes
        {
            return Err(UNSOUND);
        }
        let mut tree = self.nodes()?;
        self.fill(&mut tree)?;
        Ok(tree)
    }

    /// The splits; of all else there is only room.
    fn nodes(&self) -> Result<Tree, &'static str> {
        let n_nodes = self.left.len();
        let mut tree = Tree::with_room(self.n_classes, n_nodes);
        let splits = self.right.iter().zip(&self.feature).zip(&self.threshold);
        let mut splits = splits.map(|((right, feature), threshold)| (right, feature, threshold));
        for (node, &left) in self.left.iter().enumerate() {
            if left == 0 {
                tree.feature.push(LEAF);
                tree.threshold.push(f64::from(LEAF));
                tree.children_left.push(NO_CHILD);
                tree.children_right.push(NO_CHILD);
                tree.missing_go_to_left.push(false);
                continue;
            }
            let (&right, &feature, &threshold) = splits.next().ok_or(UNSOUND)?;
            let left = node + left as usize;
            tree.children_left.push(child(left, n_nodes)?);
            tree.children_right
                .push(child(left + right as usize, n_nodes)?);
            tree.feature
                .push(i32::try_from(feature / 2).map_err(|_| UNSOUND)?);
            tree.missing_go_to_left.push(feature % 2 == 1);
            tree.threshold.push(threshold);
        }
        Ok(tree)
    }

    /// What nodes hold: that of a leaf, or of both children, which come after their parent.
    fn fill(&self, tree: &mut Tree) -> Result<(), &'static str> {
        let (n_nodes, n_classes) = (self.left.len(), self.n_classes);
        tree.n_node_samples.resize(n_nodes, 0);
        tree.weighted_n_node_samples.resize(n_nodes, 0.0);
        tree.impurity.resize(n_nodes, 0.0);
        tree.value.resize(n_nodes * n_classes, 0.0);
        let mut weights = vec![0u64; n_nodes * n_classes];
        let mut leaf = self.rows.len();
        for node in (0..n_nodes).rev() {
            let (own, behind) = weights[node * n_classes..].split_at_mut(n_classes);
            if let Some((left, right)) = tree.children(node) {
                let rows = [left, right].map(|child| tree.n_node_samples[child]);
                tree.n_node_samples[node] = rows[0].checked_add(rows[1]).ok_or(UNSOUND)?;
                let [left, right] = [left, right].map(|child| (child - node - 1) * n_classes);
                for (class, own) in own.iter_mut().enumerate() {
                    let sum = behind[left + class].checked_add(behind[right + class]);
                    *own = sum.ok_or(UNSOUND)?;
                }
            } else {
                leaf -= 1;
                tree.n_node_samples[node] = self.rows[leaf];
                own.copy_from_slice(&self.class_weights[leaf * n_classes..][..n_classes]);
            }
            self.describe(tree, node, own)?;
        }
        Ok(())
    }

    /// What follows from the class weights of a node.
    fn describe(&self, tree: &mut Tree, node: usize, own: &[u64]) -> Result<(), &'static str> {
        let sum = own
            .iter()
            .try_fold(0u64, |sum, &class| sum.checked_add(class));
        let sum = sum.ok_or(UNSOUND)?;
        // The square of the sum is the most that squares can add up to.
        if self.impurity.is_none() && u32::try_from(sum).is_err() {
            return Err(UNSOUND);
        }
        let weight = sum as f64;
        tree.weighted_n_node_samples[node] = weight * self.unit;
        let shares = &mut tree.value[node * self.n_classes..][..self.n_classes];
        for (share, &class) in shares.iter_mut().zip(own) {
            *share = class as f64 / weight;
        }
        tree.impurity[node] = match &self.impurity {
            None => gini(squares(own), sum),
            Some(impurity) => impurity[node],
        };
        Ok(())
    }
}

/// The largest power of two of which all weights are multiples, but at most 1.
fn unit(weights: &[f64]) -> f64 {
    let positive = weights.iter().filter(|&&weight| weight > 0.0);
    let lowest = positive.map(|&weight| lowest_bit(weight)).min();
    2f64.powi(lowest.unwrap_or_default().min(0))
}

fn distance(from: usize, to: usize) -> u32 {
    u32::try_from(to.saturating_sub(from)).unwrap_or_default()
}

fn child(node: usize, n_nodes: usize) -> Result<i32, &'static str> {
    let known = Some(node).filter(|&node| node < n_nodes);
    known
        .and_then(|node| i32::try_from(node).ok())
        .ok_or(UNSOUND)
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a weight is not negative, and one that is none does not come back as it was"
)]
fn rounded(weight: f64) -> u64 {
    weight.round() as u64
}
