//! Trees built by hand.

use onnx::float32::floor;
use onnx::trees::GrownTree;

/// A tree whose thresholds are float64, as those of trained trees are.
#[derive(Debug)]
pub(crate) struct Tree {
    splits: Vec<Option<Split>>,
    /// `[nodes, classes]`; those of inner nodes are not numbers, so that nobody can use them.
    shares: Vec<f64>,
    n_classes: usize,
}

#[derive(Debug, Clone, Copy)]
struct Split {
    feature: u32,
    threshold: f64,
    missing_left: bool,
    children: [usize; 2],
}

impl Tree {
    /// A tree that is a leaf with these shares of the classes.
    pub(crate) fn leaf(shares: &[f64]) -> Self {
        Self {
            splits: vec![None],
            shares: shares.to_vec(),
            n_classes: shares.len(),
        }
    }

    /// Makes an inner node of a leaf; gives the numbers of its children.
    pub(crate) fn split(
        &mut self,
        node: usize,
        (feature, threshold, missing_left): (u32, f64, bool),
        shares: [&[f64]; 2],
    ) -> [usize; 2] {
        let children = [self.splits.len(), self.splits.len() + 1];
        self.splits[node] = Some(Split {
            feature,
            threshold,
            missing_left,
            children,
        });
        self.shares[node * self.n_classes..][..self.n_classes].fill(f64::NAN);
        for shares in shares {
            self.splits.push(None);
            self.shares.extend_from_slice(shares);
        }
        children
    }

    fn inner(&self, node: usize) -> Split {
        self.splits[node].expect("only inner nodes are asked")
    }

    /// The shares of the leaf that a row falls into, found step by step.
    pub(crate) fn walk(&self, row: &[f32]) -> &[f64] {
        let mut node = 0;
        while let Some(split) = self.splits[node] {
            let value = row[split.feature as usize];
            let left = if value.is_nan() {
                split.missing_left
            } else {
                f64::from(value) <= split.threshold
            };
            node = split.children[usize::from(!left)];
        }
        &self.shares[node * self.n_classes..][..self.n_classes]
    }
}

impl GrownTree for Tree {
    fn n_nodes(&self) -> usize {
        self.splits.len()
    }

    fn children(&self, node: usize) -> Option<[usize; 2]> {
        self.splits[node].map(|split| split.children)
    }

    fn feature(&self, node: usize) -> u32 {
        self.inner(node).feature
    }

    fn threshold(&self, node: usize) -> f32 {
        floor(self.inner(node).threshold)
    }

    fn missing_left(&self, node: usize) -> bool {
        self.inner(node).missing_left
    }

    fn shares(&self) -> &[f64] {
        &self.shares
    }
}
