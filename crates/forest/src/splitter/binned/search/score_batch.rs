//! Scores of all gaps between sorted values, of several features side by side.

use multiversion::multiversion;

use super::lanes::{LANES, Vector};
use super::scan_sorted::{Route, is_gap};
use crate::data::sort_key::value;
use crate::splitter::SAME_VALUE;
use crate::splitter::binned::best_split::{Lead, MARGIN};

/// Keeps its memory from node to node.
#[derive(Debug, Default)]
pub(crate) struct Sweep {
    /// The class weights on the left.
    left: Vec<[f64; LANES]>,
    /// The score of the gap behind each row but the last; negative where there is none.
    scores: Vec<[f64; LANES]>,
}

impl Sweep {
    /// Looks at all gaps of some features of consecutive ranks, of which `first` is the
    /// first one's route; each has a lane of `rows`. Returns whether that could be done:
    /// not where a feature is constant, which leaves open what is drawn behind it, nor
    /// where the best scores include one between values that are not told apart.
    pub(crate) fn search(
        &mut self,
        lead: &mut Lead,
        rows: &[Vector],
        first: Route,
        features: &[usize],
    ) -> bool {
        if lead.has_min_weight() || (0..features.len()).any(|lane| is_constant(rows, lane)) {
            return false;
        }
        let best = score(self, lead, rows, features.len());
        let best = &best[..features.len()];
        let most = best.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        let floor = lead.floor().max(most - lead.totals.weight * MARGIN);
        for (lane, &feature) in features.iter().enumerate() {
            let route = Route {
                rank: first.rank + lane,
                feature,
                missing: None,
            };
            if best[lane] >= floor && !self.offer(lead, rows, route, lane, floor) {
                return false;
            }
        }
        true
    }

    /// Offers the gaps of one lane that reach the floor, unless one of them is none.
    fn offer(
        &mut self,
        lead: &mut Lead,
        rows: &[Vector],
        route: Route,
        lane: usize,
        floor: f64,
    ) -> bool {
        let fewest = lead.min_samples();
        for n_left in fewest..=rows.len().saturating_sub(fewest) {
            if self.scores[n_left - 1][lane] < floor {
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
            let candidate = route.between(n_left, below, above, lead);
            lead.offer(candidate, self.left.iter().map(|left| left[0]));
        }
        true
    }
}

fn is_constant(rows: &[Vector], lane: usize) -> bool {
    let (first, last) = (&rows[0], &rows[rows.len() - 1]);
    value(last.key(lane)) <= value(first.key(lane)) + SAME_VALUE
}

/// Fills in the scores; returns the best of each lane.
#[multiversion(targets("x86_64+avx+avx2"))]
fn score(sweep: &mut Sweep, lead: &Lead, rows: &[Vector], n_lanes: usize) -> [f64; LANES] {
    let totals = &lead.totals;
    let squares: f64 = totals.classes.iter().map(|class| class * class).sum();
    sweep.left.clear();
    sweep.left.resize(totals.classes.len(), [0.0; LANES]);
    sweep.scores.clear();
    let allowed = lead.min_samples()..=rows.len().saturating_sub(lead.min_samples());
    let mut sums = Sums::new(squares);
    let mut best = [f64::NEG_INFINITY; LANES];
    for (n_left, pair) in (1..).zip(rows.windows(2)) {
        let mut moved = Moved::default();
        for lane in 0..n_lanes {
            let row = pair[0].row(lane);
            let left = &mut sweep.left[row.class()][lane];
            moved.weight[lane] = f64::from(row.weight());
            moved.left[lane] = *left;
            moved.right[lane] = totals.classes[row.class()] - *left;
            *left += moved.weight[lane];
        }
        sums.add(&moved);
        let scores = sums.scores(totals.weight, &pair[0].keys, &pair[1].keys);
        if allowed.contains(&n_left) {
            for (best, &score) in best.iter_mut().zip(&scores) {
                *best = if score > *best { score } else { *best };
            }
        }
        sweep.scores.push(scores);
    }
    best
}

/// Rows that move to the left: their weight, and what their class has weighed so far on
/// either side.
#[derive(Default)]
struct Moved {
    weight: [f64; LANES],
    left: [f64; LANES],
    right: [f64; LANES],
}

/// The weight on the left, and sums of squared class weights on both sides.
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

    /// What [`Lead::floor`] is compared with, of the gaps between these keys; negative
    /// where both are the same.
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
