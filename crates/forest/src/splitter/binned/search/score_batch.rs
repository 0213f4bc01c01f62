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
