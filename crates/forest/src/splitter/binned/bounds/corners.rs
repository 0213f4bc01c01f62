//! Two classes: the corners of each bin's box, equations (5) and (6) of `docs/search.md`.

use super::candidate_bins::CandidateCollector;
use crate::splitter::binned::best_split::BestSplit;
use crate::splitter::binned::histogram::{ClassCount, n_rows, weight};

/// The number of bins whose common box is looked at first.
const TOGETHER: usize = 4;

/// The test of a bin: whether a corner of its box reaches the score to beat.
pub(super) struct CornerBound {
    /// The class weights of the node, `a` in the equations.
    all: (f64, f64),
    /// The score to beat, `B` of equation (3).
    to_beat: f64,
    /// Whether the score reaches that where one side is empty. It tends there to the
    /// node's own, `(a0^2 + a1^2) / W`.
    unsplit: bool,
}

impl CornerBound {
    /// `all` are the class weights of the node.
    pub(super) fn new(best: &BestSplit, all: (f64, f64)) -> Self {
        let squares = all.0 * all.0 + all.1 * all.1;
        Self {
            all,
            to_beat: best.score_to_beat(),
            unsplit: squares >= best.score_to_beat() * (all.0 + all.1),
        }
    }

    /// Whether a split with these class weights on its left reaches the score to beat:
    /// equation (6), which is equation (1) with both sides' weights multiplied in.
    #[expect(
        clippy::needless_bitwise_bool,
        reason = "a branch would be mispredicted"
    )]
    #[inline]
    fn reaches(&self, l0: f64, l1: f64) -> bool {
        let (r0, r1) = (self.all.0 - l0, self.all.1 - l1);
        let (left, right) = (l0 + l1, r0 + r1);
        let score = (l0 * l0 + l1 * l1) * right + (r0 * r0 + r1 * r1) * left;
        let product = left * right;
        // Where a side is empty, both sides of the comparison are 0.
        (score >= self.to_beat * product) & ((product > 0.0) | self.unsplit)
    }

    /// Collects the bins that reach the score to beat, of a histogram behind `n_rows` rows
    /// of the class weights `before`.
    ///
    /// It looks at the bins four by four. The common box of four neighbouring bins holds
    /// the boxes of all of them: where no corner of it reaches, none of theirs does, and
    /// most do not.
    pub(super) fn collect(
        &self,
        histogram: &[ClassCount],
        n_rows: usize,
        before: (f64, f64),
        collector: &mut CandidateCollector<'_>,
    ) {
        let mut at = BinBoundary {
            n_rows,
            weights: before,
            reaches: self.reaches(before.0, before.1),
        };
        let bins = histogram.as_chunks::<2>().0;
        for (group, bins) in bins.chunks(TOGETHER).enumerate() {
            let (c0, c1) = bins
                .iter()
                .fold((0, 0), |(sum0, sum1), &[c0, c1]| (sum0 + c0, sum1 + c1));
            if c0 | c1 == 0 {
                continue;
            }
            let next = self.behind(&at, c0, c1);
            if self.survives(&at, &next) || collector.next_is_added() {
                self.collect_each(group * TOGETHER, bins, &mut at, collector);
            } else {
                collector.skip();
                at = next;
            }
        }
    }

    /// Looks at bins one by one; `first` is the place of the first one.
    fn collect_each(
        &self,
        first: usize,
        bins: &[[ClassCount; 2]],
        at: &mut BinBoundary,
        collector: &mut CandidateCollector<'_>,
    ) {
        for (bin, &[c0, c1]) in (first..).zip(bins) {
            if c0 | c1 == 0 {
                continue;
            }
            let next = self.behind(at, c0, c1);
            let rows = (at.n_rows, next.n_rows - at.n_rows);
            let before = [at.weights.0, at.weights.1];
            collector.add(self.survives(at, &next), bin, rows, &before);
            *at = next;
        }
    }

    /// The boundary behind bins of these counts.
    #[inline]
    fn behind(&self, at: &BinBoundary, c0: ClassCount, c1: ClassCount) -> BinBoundary {
        let weights = (at.weights.0 + weight(c0), at.weights.1 + weight(c1));
        BinBoundary {
            n_rows: at.n_rows + n_rows(c0 + c1),
            weights,
            reaches: self.reaches(weights.0, weights.1),
        }
    }

    /// Equation (5): whether one of the four corners of the box between two boundaries
    /// reaches the score to beat. Two of the corners are the boundaries themselves.
    #[inline]
    fn survives(&self, at: &BinBoundary, next: &BinBoundary) -> bool {
        let (low, high) = (at.weights, next.weights);
        // Not `||`: four comparisons are cheaper than a branch that misleads.
        at.reaches | self.reaches(high.0, low.1) | self.reaches(low.0, high.1) | next.reaches
    }
}

/// A boundary between bins.
#[derive(Debug, Clone, Copy)]
struct BinBoundary {
    /// The number of rows before it.
    n_rows: usize,
    /// The class weights before it.
    weights: (f64, f64),
    /// Whether a split there reaches the score to beat.
    reaches: bool,
}

#[cfg(test)]
mod tests {
    use super::{BinBoundary, CornerBound};
    use crate::splitter::binned::best_split::{BestSplit, CandidateOrder, Gap, SplitCandidate};
    use crate::splitter::binned::bounds::candidate_bins::{
        CandidateBins, CandidateCollector, PrefixSums,
    };
    use crate::splitter::binned::bounds::collect_candidates;
    use crate::splitter::binned::histogram::weight;

    /// A node of two classes whose best split so far has the class weights `left` on its left.
    fn best_of(all: [u64; 2], left: [f64; 2]) -> BestSplit {
        let mut best = BestSplit::default();
        best.start(&all, 1000);
        let order = CandidateOrder {
            rank: 0,
            second_pass: false,
            key: 0,
        };
        let candidate = SplitCandidate {
            order,
            feature: 0,
            gap: Gap::Keys(0, 1),
            n_left: 500,
            missing_left: false,
        };
        best.offer(candidate, left.into_iter());
        best
    }

    fn listed(found: &CandidateBins) -> Vec<(usize, usize, usize, bool)> {
        let bins = found.bins.iter();
        bins.map(|one| (one.bin, one.n_before, one.n_rows, one.follows))
            .collect()
    }

    #[test]
    fn bins_looked_at_four_by_four_survive_as_those_looked_at_one_by_one() {
        let mut state = 7u32;
        let mut below = |limit: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u64::from(state >> 8) % u64::from(limit)
        };
        let (mut kept, mut ruled_out) = (0, 0);
        for round in 0..2000 {
            let n_bins = [1u32, 3, 4, 5, 64, 256][round % 6];
            // Many empty bins; the first class grows rarer, so that some cuts are good.
            let histogram: Vec<u64> = (0..2 * n_bins)
                .map(|i| match below(4) {
                    0 => 0,
                    _ => below(if i % 2 == 0 { 40 } else { 1 + i / 2 }),
                })
                .map(|rows| rows << 32 | rows)
                .collect();
            let sum = |class: usize| {
                histogram[class..]
                    .iter()
                    .step_by(2)
                    .map(|&count| weight(count))
            };
            let all = [0, 1].map(|class| {
                let histogram = histogram[class..].iter().step_by(2);
                histogram.map(|count| count >> 32).sum::<u64>()
            });
            let cut = usize::try_from(below(n_bins)).expect("it is small");
            let left = [0, 1].map(|class| sum(class).take(cut).sum::<f64>());
            let best = best_of(all, left);
            for next_too in [false, true] {
                let (mut before, mut together) = (PrefixSums::default(), CandidateBins::default());
                before.clear(2);
                collect_candidates(&best, &histogram, &mut before, next_too, &mut together);
                let mut single = CandidateBins::default();
                one_by_one(&best, all, &histogram, next_too, &mut single);
                assert_eq!(listed(&together), listed(&single), "round {round}");
                assert_eq!(together.before, single.before, "round {round}");
                kept += single.bins.len();
                ruled_out += n_bins as usize - single.bins.len();
            }
        }
        assert!(kept > 1000 && ruled_out > 1000, "{kept} {ruled_out}");
    }

    /// Equation (5), for every split inside the boxes of small bins.
    #[test]
    fn no_split_inside_a_bin_that_is_ruled_out_reaches_the_score_to_beat() {
        let mut state = 3u32;
        let mut below = |limit: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            (state >> 8) % limit
        };
        let mut ruled_out = 0;
        for _ in 0..2000 {
            let mut pair = |limit| [below(limit), below(limit)];
            let (before, bin, after, left) = (pair(30), pair(7), pair(30), pair(30));
            let all = [0, 1].map(|class| before[class] + bin[class] + after[class]);
            let left = [0, 1].map(|class| f64::from(left[class].min(all[class])));
            let best = best_of(all.map(u64::from), left);
            let (all, before, bin) = (
                all.map(f64::from),
                before.map(f64::from),
                bin.map(f64::from),
            );
            let bound = CornerBound::new(&best, (all[0], all[1]));
            let [low, high] = [[0.0; 2], bin].map(|step| {
                let weights = (before[0] + step[0], before[1] + step[1]);
                BinBoundary {
                    n_rows: 0,
                    weights,
                    reaches: bound.reaches(weights.0, weights.1),
                }
            });
            if bound.survives(&low, &high) {
                continue;
            }
            ruled_out += 1;
            for inside in 0..49u32 {
                let step = (f64::from(inside / 7), f64::from(inside % 7));
                if step.0 <= bin[0] && step.1 <= bin[1] {
                    assert!(!bound.reaches(before[0] + step.0, before[1] + step.1));
                }
            }
        }
        assert!(ruled_out > 500, "{ruled_out}");
    }

    fn one_by_one(
        best: &BestSplit,
        all: [u64; 2],
        histogram: &[u64],
        next_too: bool,
        found: &mut CandidateBins,
    ) {
        let corners = CornerBound::new(best, (all[0] as f64, all[1] as f64));
        let mut collector = CandidateCollector::new(next_too, found);
        let mut at = BinBoundary {
            n_rows: 0,
            weights: (0.0, 0.0),
            reaches: corners.reaches(0.0, 0.0),
        };
        corners.collect_each(0, histogram.as_chunks().0, &mut at, &mut collector);
    }
}
