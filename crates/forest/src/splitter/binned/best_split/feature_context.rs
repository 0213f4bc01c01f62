//! What all candidates of one feature in one node share.

use super::candidate::{CandidateOrder, Gap, SplitCandidate};

/// What all candidates of one pass over one feature share.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FeatureContext {
    /// How many features were drawn in the node before this one.
    pub(crate) rank: usize,
    /// The feature.
    pub(crate) feature: usize,
    /// Whether missing values go left, if the node has any.
    pub(crate) missing: Option<bool>,
}

impl FeatureContext {
    /// The split between two neighbouring values, given as sort keys, with `n_left` of the
    /// node's `n_rows` rows on the left.
    pub(crate) fn between(
        self,
        n_left: usize,
        n_rows: usize,
        below: u32,
        above: u32,
    ) -> SplitCandidate {
        SplitCandidate {
            order: CandidateOrder {
                rank: self.rank,
                second_pass: self.missing == Some(true),
                key: below,
            },
            feature: self.feature,
            gap: Gap::Keys(below, above),
            n_left,
            missing_left: self.missing_left(n_left, n_rows),
        }
    }

    /// Whether rows without a value go left. Where the node has none of those, they are
    /// to follow the majority when they come.
    pub(crate) fn missing_left(self, n_left: usize, n_rows: usize) -> bool {
        self.missing.unwrap_or(n_left > n_rows - n_left)
    }
}

#[cfg(test)]
mod tests {
    use super::FeatureContext;

    #[test]
    fn missing_values_follow_the_majority_where_the_node_has_none() {
        let context = |missing| FeatureContext {
            rank: 2,
            feature: 4,
            missing,
        };
        assert!(context(None).missing_left(6, 11));
        assert!(!context(None).missing_left(5, 10));
        assert!(context(Some(true)).missing_left(1, 10));
        assert!(context(Some(true)).between(1, 10, 3, 5).order.second_pass);
    }
}
