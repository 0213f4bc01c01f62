//! What only this crate's own hyperparameters can be.

use serde::{Deserialize, Serialize};

/// How a drawn feature is split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum SplitterKind {
    /// Where impurity decreases most.
    #[default]
    Best,
    /// At a random place between the smallest and the largest value.
    Random,
}

/// How the best split of a node is searched. Both searches find the same split.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SplitSearch {
    /// Branch and bound over binned features, which is fast. Forests that it is not made
    /// for (entropy, extra trees, more than 65,535 classes, rows drawn more than 65,535
    /// times) are grown by the other one.
    #[default]
    Binned,
    /// Every gap between sorted values, which is simple: the yardstick of the other.
    Sorted,
}
