//! The best split found so far in a node, and what it takes to beat it.
//!
//! # Layout
//!
//! - `candidate` is a possible split, and its place among those of its node.
//! - `feature_context` is what the candidates of one feature share.

mod candidate;
mod feature_context;

pub(crate) use self::candidate::{CandidateOrder, Gap, ScoredCandidate, SplitCandidate, is_gap};
pub(crate) use self::feature_context::FeatureContext;
use crate::splitter::{ChildStats, LeafRules, proxy_impurity_improvement};

/// How far below the best score an estimate may lie and its candidate still be scored
/// exactly, as a share of the node's weight: a thousand times the rounding errors of the
/// estimates.
pub(crate) const MARGIN: f64 = 1e-12;

/// The weights of a node.
#[derive(Debug, Default)]
pub(crate) struct NodeTotals {
    /// The summed weight of the rows of each class.
    pub(crate) classes: Vec<f64>,
    /// The summed weight of all rows.
    pub(crate) weight: f64,
    /// The number of different rows.
    pub(crate) n_rows: usize,
}

/// The best split found so far in a node, and the node's totals. Its memory is used again
/// for the next node.
#[derive(Debug, Default)]
pub(crate) struct BestSplit {
    pub(crate) totals: NodeTotals,
    rules: LeafRules,
    best: Option<ScoredCandidate>,
    left_weights: Vec<u64>,
    score_to_beat: f64,
    buffer: Vec<f64>,
}

impl BestSplit {
    /// Sets what children must have from now on.
    pub(crate) fn set_rules(&mut self, rules: LeafRules) {
        self.rules = rules;
    }

    /// The fewest different rows that a child must have, at least 1.
    pub(crate) fn min_samples(&self) -> usize {
        self.rules.min_samples.max(1)
    }

    /// Whether children must have a least weight.
    pub(crate) fn has_min_weight(&self) -> bool {
        self.rules.min_weight > 0.0
    }

    /// Starts over in a node with these class weights and this many different rows.
    pub(crate) fn start(&mut self, classes: &[u64], n_rows: usize) {
        let totals = &mut self.totals;
        totals.classes.clear();
        totals
            .classes
            .extend(classes.iter().map(|&weight| weight as f64));
        totals.weight = totals.classes.iter().sum();
        totals.n_rows = n_rows;
        self.best = None;
        self.score_to_beat = 0.0;
    }

    /// The least score with which a candidate is worth being scored exactly: equation (3)
    /// of `docs/search.md`.
    ///
    /// A score is the sum of squared class weights over the side's weight, added up over
    /// both sides: the node's weight plus scikit-learn's proxy. Estimates are compared
    /// with both sides' weights multiplied in, which spares two divisions.
    pub(crate) fn score_to_beat(&self) -> f64 {
        self.score_to_beat
    }

    /// Scores a candidate by scikit-learn's formula, and keeps it if it is the best so
    /// far. `left` are the class weights on its left.
    #[inline(never)]
    pub(crate) fn offer(
        &mut self,
        candidate: SplitCandidate,
        left: impl Iterator<Item = f64> + Clone,
    ) {
        let totals = &self.totals;
        let right = totals
            .classes
            .iter()
            .zip(left.clone())
            .map(|(all, left)| all - left);
        let (left_child, right_child) = (child_stats(left.clone()), child_stats(right));
        let allowed = self.rules.allow(candidate.n_left, left_child.weight)
            && self
                .rules
                .allow(totals.n_rows - candidate.n_left, right_child.weight);
        if !allowed {
            return;
        }
        let proxy = proxy_impurity_improvement(left_child, right_child);
        let beaten = self.best.is_some_and(|best| {
            proxy < best.proxy || (proxy <= best.proxy && candidate.order > best.candidate.order)
        });
        if beaten {
            return;
        }
        self.best = Some(ScoredCandidate {
            candidate,
            left: left_child,
            right: right_child,
            proxy,
        });
        self.left_weights.clear();
        self.left_weights.extend(left.map(whole));
        self.score_to_beat = proxy + totals.weight - totals.weight * MARGIN;
    }

    /// Sets the sort keys around the best candidate, which lies between two bins.
    pub(crate) fn resolve_gap(&mut self, below: u32, above: u32) {
        if let Some(best) = &mut self.best {
            best.candidate.gap = Gap::Keys(below, above);
        }
    }

    /// Lends out memory for class weights, filled with these.
    pub(crate) fn take_buffer(&mut self, classes: impl IntoIterator<Item = f64>) -> Vec<f64> {
        let mut buffer = std::mem::take(&mut self.buffer);
        buffer.clear();
        buffer.extend(classes);
        buffer
    }

    /// Takes that memory back.
    pub(crate) fn give_back(&mut self, buffer: Vec<f64>) {
        self.buffer = buffer;
    }

    /// The best candidate, if any was allowed.
    pub(crate) fn candidate(&self) -> Option<ScoredCandidate> {
        self.best
    }

    /// The class weights on the left of the best candidate.
    pub(crate) fn left_weights(&self) -> &[u64] {
        &self.left_weights
    }
}

/// Sums up in the order of the classes, as scikit-learn does.
fn child_stats(classes: impl Iterator<Item = f64>) -> ChildStats {
    let (mut weight, mut squares) = (0.0, 0.0);
    for class in classes {
        weight += class;
        squares += class * class;
    }
    ChildStats {
        weight,
        impurity: 1.0 - squares / (weight * weight),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "class weights are whole and never negative"
)]
fn whole(weight: f64) -> u64 {
    weight as u64
}

#[cfg(test)]
mod tests {
    use super::{BestSplit, CandidateOrder, Gap, MARGIN, SplitCandidate};
    use crate::splitter::LeafRules;

    fn candidate(rank: usize, n_left: usize) -> SplitCandidate {
        SplitCandidate {
            order: CandidateOrder {
                rank,
                second_pass: false,
                key: 0,
            },
            feature: 10 + rank,
            gap: Gap::Keys(0, 1),
            n_left,
            missing_left: false,
        }
    }

    fn in_node(classes: &[u64]) -> BestSplit {
        let mut best = BestSplit::default();
        let n_rows = usize::try_from(classes.iter().sum::<u64>()).unwrap();
        best.start(classes, n_rows);
        best
    }

    fn feature(best: &BestSplit) -> Option<usize> {
        best.candidate().map(|best| best.candidate.feature)
    }

    #[test]
    fn of_equal_candidates_the_one_that_scikit_learn_sees_first_wins_whenever_it_is_offered() {
        let mut best = in_node(&[6, 4]);
        best.offer(candidate(2, 4), [4.0, 0.0].into_iter());
        best.offer(candidate(1, 4), [4.0, 0.0].into_iter());
        assert_eq!(feature(&best), Some(11));
        best.offer(candidate(3, 4), [4.0, 0.0].into_iter());
        assert_eq!(feature(&best), Some(11));
        best.offer(candidate(4, 5), [5.0, 0.0].into_iter());
        assert_eq!(feature(&best), Some(14));
        assert_eq!(best.left_weights(), [5, 0]);
    }

    #[test]
    fn a_candidate_with_a_child_that_may_not_be_is_never_the_best() {
        let mut best = in_node(&[6, 4]);
        best.set_rules(LeafRules {
            min_samples: 3,
            min_weight: 0.0,
        });
        best.offer(candidate(0, 2), [2.0, 0.0].into_iter());
        best.offer(candidate(0, 8), [6.0, 2.0].into_iter());
        assert_eq!(feature(&best), None);
        best.offer(candidate(0, 3), [3.0, 0.0].into_iter());
        assert_eq!(feature(&best), Some(10));
    }

    #[test]
    fn the_score_to_beat_is_the_best_candidates_own_less_a_margin() {
        let mut best = in_node(&[6, 4]);
        best.offer(candidate(0, 4), [4.0, 0.0].into_iter());
        // 4^2 / 4 on the left, (2^2 + 4^2) / 6 on the right.
        let score = 4.0 + 20.0 / 6.0;
        assert!(best.score_to_beat() < score);
        assert!(best.score_to_beat() > score - 20.0 * MARGIN);
    }
}
