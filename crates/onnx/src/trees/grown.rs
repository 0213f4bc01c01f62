//! Trees in memory.

/// A grown tree. Nodes are numbered from 0, the root first, and children higher than their parents.
pub trait GrownTree: Sync {
    /// The number of nodes, at least 1.
    fn n_nodes(&self) -> usize;

    /// How an inner node parts its rows; `None` for a leaf.
    fn branch(&self, node: usize) -> Option<Branch>;

    /// The share of each class in every node, `[nodes, classes]`. Those of a leaf add up to 1;
    /// those of inner nodes are not looked at.
    fn shares(&self) -> &[f64];
}

/// How an inner node parts its rows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Branch {
    /// The feature to compare, counted from 0.
    pub feature: u32,
    /// Values up to it go left.
    pub threshold: f32,
    /// Whether missing values (NaN) go left.
    pub missing_left: bool,
    /// The numbers of the left and the right child.
    pub children: [usize; 2],
}
