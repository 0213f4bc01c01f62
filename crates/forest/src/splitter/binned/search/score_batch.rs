//! Scores of all gaps between sorted values, of several features side by side.

use multiversion::multiversion;

use super::lanes::{LANES, LaneVector};
use crate::splitter::binned::best_split::{BestSplit, FeatureContext, MARGIN, is_gap};

/// The scores of several features' gaps. Its memory is used again from node to node.
#[derive(Debug, Default)]
pub(crate) struct BatchScorer {
    /// The class weights on the left, by class and lane.
    left: Vec<[f64; LANES]>,
    /// The score of the gap behind each row but the last; negative where there is none.
    scores: Vec<[f64; LANES]>,
}

impl BatchScorer {
    /// Looks at all gaps of some features that are drawn one after the other, each of which
    /// has a lane of `rows`; `first` is the context of the first one. Returns whether that
    /// could be done: not where a feature is constant, which leaves open what is drawn
    /// after it, nor where the highest scores include one between values that are not told
    /// apart.
    pub(crate) fn search(
        &mut self,
        best: &mut BestSplit,
        rows: &[LaneVector],
        first: FeatureContext,
        features: &[usize],
    ) -> bool {
        if best.has_min_weight() || (0..features.len()).any(|lane| is_constant(rows, lane)) {
            return false;
        }
        let highest = score_batch(self, best, rows, features.len());
        let highest = &highest[..features.len()];
        let most = highest.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let to_beat = best.score_to_beat().max(most - best.totals.weight * MARGIN);
        for (lane, &feature) in features.iter().enumerate() {
            let context = FeatureContext {
                rank: first.rank + lane,
                feature,
                missing: None,
            };
            if highest[lane] >= to_beat && !self.offer(best, rows, context, lane, to_beat) {
                return false;
            }
        }
        true
    }

    /// Offers the gaps of one lane whose scores reach `to_beat`; stops and returns false at
    /// one that is no gap.
    fn offer(
        &mut self,
        best: &mut BestSplit,
        rows: &[LaneVector],
        context: FeatureContext,
        lane: usize,
        to_beat: f64,
    ) -> bool {
        let fewest = best.min_samples();
        for n_left in fewest..=rows.len().saturating_sub(fewest) {
            if self.scores[n_left - 1][lane] < to_beat {
                continue;
            }
            let (below, above) = (rows[n_left - 1].key(lane), rows[n_left].key(lane));
            if !is_gap(below, above) {
                return false;
            }
            self.left.fill([0.0; LANES]);
            for row in rows[..n_left].iter().map(|row| row.row(lane)) {
                self.left[row.class()][0] += f64::from(row.weight());
            }
            let candidate = context.between(n_left, rows.len(), below, above);
            best.offer(candidate, self.left.iter().map(|left| left[0]));
        }
        true
    }
}

fn is_constant(rows: &[LaneVector], lane: usize) -> bool {
    !is_gap(rows[0].key(lane), rows[rows.len() - 1].key(lane))
}

/// Fills in the scores; returns the highest of each lane.
#[multiversion(targets("x86_64+avx+avx2"))]
fn score_batch(
    scorer: &mut BatchScorer,
    best: &BestSplit,
    rows: &[LaneVector],
    n_lanes: usize,
) -> [f64; LANES] {
    let totals = &best.totals;
    let squares: f64 = totals.classes.iter().map(|class| class * class).sum();
    scorer.left.clear();
    scorer.left.resize(totals.classes.len(), [0.0; LANES]);
    scorer.scores.clear();
    let allowed = best.min_samples()..=rows.len().saturating_sub(best.min_samples());
    let mut sums = Sums::new(squares);
    let mut highest = [f64::NEG_INFINITY; LANES];
    for (n_left, pair) in (1..).zip(rows.windows(2)) {
        let mut moved = Moved::default();
        for lane in 0..n_lanes {
            let row = pair[0].row(lane);
            let left = &mut scorer.left[row.class()][lane];
            moved.weight[lane] = f64::from(row.weight());
            moved.left[lane] = *left;
            moved.right[lane] = totals.classes[row.class()] - *left;
            *left += moved.weight[lane];
        }
        sums.add(&moved);
        let scores = sums.scores(totals.weight, &pair[0].keys, &pair[1].keys);
        if allowed.contains(&n_left) {
            for (highest, &score) in highest.iter_mut().zip(&scores) {
                *highest = if score > *highest { score } else { *highest };
            }
        }
        scorer.scores.push(scores);
    }
    highest
}

/// One row of each lane that moves to the left: its weight, and what its class has weighed
/// so far on either side.
#[derive(Default)]
struct Moved {
    weight: [f64; LANES],
    left: [f64; LANES],
    right: [f64; LANES],
}

/// The weight on the left of each lane, and the sums of squared class weights on both
/// sides.
struct Sums {
    left: [f64; LANES],
    left_squares: [f64; LANES],
    right_squares: [f64; LANES],
}

#[expect(
    clippy::inline_always,
    reason = "compiled as their caller is, for its caller's instructions"
)]
impl Sums {
    fn new(squares: f64) -> Self {
        Self {
            left: [0.0; LANES],
            left_squares: [0.0; LANES],
            right_squares: [squares; LANES],
        }
    }

    #[inline(always)]
    fn add(&mut self, moved: &Moved) {
        for lane in 0..LANES {
            let (d, l, r) = (moved.weight[lane], moved.left[lane], moved.right[lane]);
            self.left[lane] += d;
            self.left_squares[lane] += d * (2.0 * l + d);
            self.right_squares[lane] -= d * (2.0 * r - d);
        }
    }

    /// The scores of the gaps between these keys, to be compared with
    /// [`BestSplit::score_to_beat`]; negative where both keys are the same.
    #[inline(always)]
    fn scores(&self, all: f64, below: &[i32; LANES], above: &[i32; LANES]) -> [f64; LANES] {
        let mut scores = [0.0; LANES];
        for lane in 0..LANES {
            let (left, right) = (self.left[lane], all - self.left[lane]);
            let score = self.left_squares[lane] * right + self.right_squares[lane] * left;
            let same = f64::from(i32::from(below[lane] == above[lane]));
            scores[lane] = score / (left * right) - same * f64::MAX;
        }
        scores
    }
}

#[cfg(test)]
mod tests {
    use super::{BatchScorer, BestSplit, FeatureContext, LaneVector};
    use crate::data::sort_key::key;
    use crate::splitter::LeafRules;
    use crate::splitter::binned::bounds::CandidateBins;
    use crate::splitter::binned::rows::{KeyedRow, Row};
    use crate::splitter::binned::search::scan_sorted::scan_sorted;

    const CLASSES: [u64; 3] = [10, 12, 8];

    /// Features of 30 rows, and the search for the best split of their node.
    fn node(value: impl Fn(usize, usize) -> f32) -> (Vec<Vec<KeyedRow>>, BestSplit) {
        let class = |row: usize| u32::from(row >= 10) + u32::from(row >= 22);
        let feature = |feature: usize| {
            let row = |row: usize| Row::new(0, class(row), 1).keyed(key(value(feature, row)));
            let mut rows: Vec<KeyedRow> = (0..30).map(row).collect();
            rows.sort_unstable();
            rows
        };
        let mut best = BestSplit::default();
        best.start(&CLASSES, 30);
        ((0..3).map(feature).collect(), best)
    }

    fn vectors(features: &[Vec<KeyedRow>]) -> Vec<LaneVector> {
        let mut vectors = vec![LaneVector::default(); features[0].len()];
        for (lane, rows) in features.iter().enumerate() {
            for (vector, &row) in vectors.iter_mut().zip(rows) {
                vector.set(lane, row);
            }
        }
        vectors
    }

    fn context(rank: usize) -> FeatureContext {
        FeatureContext {
            rank,
            feature: 40 + rank,
            missing: None,
        }
    }

    fn search(features: &[Vec<KeyedRow>], best: &mut BestSplit) -> bool {
        let numbers = [40, 41, 42];
        BatchScorer::default().search(best, &vectors(features), context(0), &numbers)
    }

    #[test]
    fn features_side_by_side_give_the_split_that_one_after_the_other_gives() {
        for seed in 0..200 {
            // Few values, so that scores are often equal.
            let value = |feature: usize, row: usize| {
                ((row * (seed + 7) + feature * 5 + row * row * seed) % 11) as f32
            };
            let (features, mut together) = node(value);
            assert!(search(&features, &mut together));
            let (_, mut single) = node(value);
            for (rank, rows) in features.iter().enumerate() {
                let mut whole = CandidateBins::default();
                whole.set_whole(0, rows.len(), [0.0; 3].into_iter());
                scan_sorted(&mut single, context(rank), &whole, rows);
            }
            let found = [&together, &single].map(|best| {
                let found = best.candidate().expect("there are gaps").candidate;
                (found.order, found.feature, found.n_left)
            });
            assert_eq!(found[0], found[1], "seed {seed}");
            assert_eq!(together.left_weights(), single.left_weights());
        }
    }

    #[test]
    fn a_constant_feature_and_a_least_weight_leave_the_search_to_one_feature_at_a_time() {
        let (features, mut best) = node(|feature, row| if feature == 1 { 3.0 } else { row as f32 });
        assert!(!search(&features, &mut best));
        let (features, mut best) = node(|_, row| row as f32);
        best.set_rules(LeafRules {
            min_samples: 1,
            min_weight: 2.0,
        });
        assert!(!search(&features, &mut best));
    }

    #[test]
    fn a_high_score_between_values_that_are_not_told_apart_is_no_split() {
        // The classes are apart by less than scikit-learn's threshold.
        let value = |_, row: usize| {
            if row < 10 {
                0.0
            } else {
                5e-8 + (row / 25) as f32
            }
        };
        let (features, mut best) = node(value);
        assert!(!search(&features, &mut best));
    }
}
