//! A possible split, and its place in the order in which scikit-learn looks at splits.

use crate::data::sort_key::value;
use crate::splitter::{ChildStats, FEATURE_THRESHOLD};

/// A possible split of a node.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SplitCandidate {
    /// Its place among the candidates of the node.
    pub(crate) order: CandidateOrder,
    /// The feature compared.
    pub(crate) feature: usize,
    /// The values between which the threshold lies.
    pub(crate) gap: Gap,
    /// The number of different rows on the left.
    pub(crate) n_left: usize,
    /// Whether rows without a value go left.
    pub(crate) missing_left: bool,
}

/// The place of a candidate among those of its node.
///
/// Of candidates with equal scores, scikit-learn keeps the one that it looks at first.
/// The binned search looks at them in another order, and compares their places instead.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct CandidateOrder {
    /// How many features were drawn in the node before this one.
    pub(crate) rank: usize,
    /// Whether missing values go left: those candidates come after all others of the
    /// feature.
    pub(crate) second_pass: bool,
    /// A sort key at or above every key on the left, and below every key on the right.
    pub(crate) key: u32,
}

/// The neighbouring values that a candidate separates.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Gap {
    /// The largest value of a bin and the smallest of a later one. Each bin is named by
    /// its lowest code.
    Bins(u8, u8),
    /// Two sort keys.
    Keys(u32, u32),
    /// All values there are, and the missing ones.
    Missing,
}

/// A candidate and what is known of its children.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScoredCandidate {
    /// The candidate.
    pub(crate) candidate: SplitCandidate,
    /// The weight and impurity of the left child.
    pub(crate) left: ChildStats,
    /// The weight and impurity of the right child.
    pub(crate) right: ChildStats,
    /// The score by scikit-learn's formula.
    pub(super) proxy: f64,
}

/// Whether a split between two values is allowed, given their sort keys in ascending
/// order: scikit-learn does not tell values apart that are closer than
/// [`FEATURE_THRESHOLD`].
pub(crate) fn is_gap(below: u32, above: u32) -> bool {
    value(above) > value(below) + FEATURE_THRESHOLD
}

#[cfg(test)]
mod tests {
    use super::{CandidateOrder, is_gap};
    use crate::data::sort_key::key;

    #[test]
    fn candidates_are_ordered_by_feature_then_pass_then_value() {
        let order = |rank, second_pass, key| CandidateOrder {
            rank,
            second_pass,
            key,
        };
        let ascending = [
            order(0, false, 7),
            order(0, false, u32::MAX),
            order(0, true, 3),
            order(1, false, 0),
        ];
        assert!(ascending.is_sorted());
    }

    #[test]
    fn values_closer_than_scikit_learns_threshold_are_not_told_apart() {
        assert!(!is_gap(key(0.0), key(1e-7)));
        assert!(is_gap(key(0.0), key(1.1e-7)));
        assert!(!is_gap(key(-0.0), key(0.0)));
    }
}
