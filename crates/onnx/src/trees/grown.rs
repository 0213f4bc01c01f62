//! Trees in memory.

/// A grown tree. Nodes are numbered from 0, the root first, and children higher than their parents.
///
/// A file has an array for each of these, and one is asked for after the other.
pub trait GrownTree: Sync {
    /// The number of nodes, at least 1.
    fn n_nodes(&self) -> usize;

    /// The left and the right child of an inner node; `None` for a leaf.
    fn children(&self, node: usize) -> Option<[usize; 2]>;

    /// The feature that an inner node compares, counted from 0.
    fn feature(&self, node: usize) -> u32;

    /// Values up to it go left at an inner node.
    fn threshold(&self, node: usize) -> f32;

    /// Whether missing values (NaN) go left at an inner node.
    fn missing_left(&self, node: usize) -> bool;

    /// The share of each class in every node, `[nodes, classes]`. Those of a leaf add up to 1;
    /// those of inner nodes are not looked at.
    fn shares(&self) -> &[f64];
}
