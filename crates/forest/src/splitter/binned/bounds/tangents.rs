//! Many classes: each side's part of the score is expanded at the middle of the box,
//! equations (7) to (11) of `docs/search.md`.
//!
//! One side's part of the score is `f(x) = sum(x^2) / sum(x)`. With the class weights `m` of
//! sum `w` and their shares `p = m / w`, a step `s` of sum `t` takes it to
//!
//! ```text
//! f(m + s) = f(m) + sum((2 p - sum(p^2)) s) + sum((s - t p)^2) / (w + t)        (7)
//! ```
//!
//! exactly. No entry of a step from the middle of the box is larger than half of the bin's
//! class weight, which bounds the linear part (8) and the quadratic one (9).

use multiversion::multiversion;

use super::candidate_bins::{CandidateCollector, PrefixSums};
use crate::splitter::binned::best_split::BestSplit;
use crate::splitter::binned::histogram::{ClassCount, n_rows, weight};

/// Collects the bins of a histogram of any number of classes that may hold a better split.
pub(super) fn collect_many_classes(
    best: &BestSplit,
    histogram: &[ClassCount],
    before: &mut PrefixSums,
    collector: &mut CandidateCollector<'_>,
) {
    let totals = &best.totals;
    let n_classes = totals.classes.len();
    let mut left: f64 = before.classes.iter().sum();
    for (bin, counts) in histogram.chunks_exact(n_classes).enumerate() {
        let filled: ClassCount = counts.iter().sum();
        if filled == 0 {
            continue;
        }
        let step = weight(filled);
        let after = totals.weight - left - step;
        let bound = if left <= 0.0 || after <= 0.0 {
            end_bin_bound(best, counts, left.max(after), step)
        } else {
            inner_bin_bound(best, counts, &before.classes, (left, step, after))
        };
        let survives = bound >= best.score_to_beat();
        let rows = n_rows(filled);
        collector.add(survives, bin, (before.n_rows, rows), &before.classes);
        before.n_rows += rows;
        left += step;
        for (class, &count) in before.classes.iter_mut().zip(counts) {
            *class += weight(count);
        }
    }
}

/// Equation (10): no split inside a bin scores above this. `weights` are the summed weights
/// before the bin, in it and after it.
#[multiversion(targets("x86_64+avx+avx2"))]
fn inner_bin_bound(
    best: &BestSplit,
    counts: &[ClassCount],
    before: &[f64],
    weights: (f64, f64, f64),
) -> f64 {
    let (left, step, after) = weights;
    let halves = Halves {
        counts,
        before,
        all: &best.totals.classes,
    };
    let [left_squares, right_squares, half_squares] =
        halves.sums(|l, r, half| [l * l, r * r, half * half]);
    // Of the weights in the middle of the box, on either side.
    let (per_left, per_right) = (1.0 / (left + step / 2.0), 1.0 / (after + step / 2.0));
    let left_share = left_squares * per_left * per_left;
    let right_share = right_squares * per_right * per_right;
    // Equation (8): the entries of the gradient, each with the largest step.
    let shared = right_share - left_share;
    let (twice_left, twice_right) = (2.0 * per_left, 2.0 * per_right);
    let [rise] =
        halves.sums(|l, r, half| [(l * twice_left - r * twice_right + shared).abs() * half]);
    let n_classes = before.len() as f64;
    left_squares * per_left
        + right_squares * per_right
        + rise
        + curvature(n_classes, left_share, half_squares) / left
        + curvature(n_classes, right_share, half_squares) / after
}

/// Equation (9): a bound of `sum((s - t p)^2)` over all steps `s` whose squares sum up to at
/// most `squares`. `t` is the sum of the step, and `p` are class shares whose squares sum up
/// to `share`.
///
/// The matrix that turns `s` into `s - t p` is a projection along `p`. The square of its norm
/// is that of the matrix that turns `s` into `t p`: `share` times the number of classes.
fn curvature(n_classes: f64, share: f64, squares: f64) -> f64 {
    n_classes * share * squares
}

/// Equation (11), for the first and the last bin, where one side is empty at an end of the
/// box: no split inside scores above this. `step` is the weight in the bin, and `rest` all
/// other weight.
///
/// The side that may be empty scores at most the largest of its class weights. The other
/// one is expanded at the end of the box at which it has everything.
fn end_bin_bound(best: &BestSplit, counts: &[ClassCount], rest: f64, step: f64) -> f64 {
    if rest <= 0.0 {
        return f64::INFINITY;
    }
    let totals = &best.totals;
    let all_squares: f64 = totals.classes.iter().map(|all| all * all).sum();
    let share = all_squares / (totals.weight * totals.weight);
    let (mut rise, mut largest, mut squares) = (0.0, 0.0, 0.0);
    for (&all, &count) in totals.classes.iter().zip(counts) {
        let slope = share - 2.0 * all / totals.weight;
        rise += f64::max(slope, 0.0) * weight(count);
        largest = f64::max(largest, weight(count));
        squares += weight(count) * weight(count);
    }
    largest + all_squares / totals.weight + rise + (squares + step * step) / rest
}

/// A bin's class weights, those before it, and those of the node.
struct Halves<'a> {
    counts: &'a [ClassCount],
    before: &'a [f64],
    all: &'a [f64],
}

impl Halves<'_> {
    /// Sums of terms of each class's weight on the left and on the right of the middle of
    /// the bin, and of half of its weight in the bin. There are four running sums, since one
    /// would have each addition wait for the last.
    #[expect(
        clippy::inline_always,
        reason = "compiled as its caller is, for its caller's instructions"
    )]
    #[inline(always)]
    fn sums<const N: usize>(&self, terms: impl Fn(f64, f64, f64) -> [f64; N]) -> [f64; N] {
        let mut sums = [[0.0; 4]; N];
        let (counts, before, all) = (
            self.counts.as_chunks::<4>(),
            self.before.as_chunks::<4>(),
            self.all.as_chunks::<4>(),
        );
        let of_class = |count: ClassCount, l: f64, all: f64| {
            let half = weight(count) / 2.0;
            terms(l + half, all - l - half, half)
        };
        for ((counts, before), all) in counts.0.iter().zip(before.0).zip(all.0) {
            for i in 0..4 {
                let terms = of_class(counts[i], before[i], all[i]);
                for (sums, term) in sums.iter_mut().zip(terms) {
                    sums[i] += term;
                }
            }
        }
        for ((&count, &before), &all) in counts.1.iter().zip(before.1).zip(all.1) {
            let terms = of_class(count, before, all);
            for (sums, term) in sums.iter_mut().zip(terms) {
                sums[0] += term;
            }
        }
        sums.map(|sums| sums.iter().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::{end_bin_bound, inner_bin_bound};
    use crate::splitter::binned::best_split::BestSplit;
    use crate::splitter::binned::histogram::weight;

    /// Equation (1): the score of a split with these class weights on its left.
    fn score(left: &[f64], all: &[u64]) -> f64 {
        let right = left.iter().zip(all).map(|(l, &all)| all as f64 - l);
        let side = |classes: &mut dyn Iterator<Item = f64>| -> f64 {
            let (mut sum, mut squares) = (0.0, 0.0);
            for class in classes {
                sum += class;
                squares += class * class;
            }
            squares / sum
        };
        side(&mut left.iter().copied()) + side(&mut right.into_iter())
    }

    /// The highest score of all corners, which no split inside the bin exceeds. Where a
    /// side is empty there is no split.
    fn best_corner(before: &[f64], counts: &[u64], all: &[u64]) -> f64 {
        (0..1u32 << counts.len())
            .map(|corner| {
                let classes = before.iter().zip(counts).enumerate();
                let left: Vec<f64> = classes
                    .map(|(class, (l, &d))| l + weight(d) * f64::from(corner >> class & 1))
                    .collect();
                score(&left, all)
            })
            .filter(|score| !score.is_nan())
            .fold(f64::NEG_INFINITY, f64::max)
    }

    /// The bound of a bin, and the score of its best corner.
    fn check(before: &[f64], counts: &[u64], all: &[u64]) -> (f64, f64) {
        let mut best = BestSplit::default();
        best.start(all, 1);
        let (left, step): (f64, f64) = (before.iter().sum(), counts.iter().sum::<u64>() as f64);
        let after = all.iter().sum::<u64>() as f64 - left - step;
        let bound = if left <= 0.0 || after <= 0.0 {
            end_bin_bound(&best, counts, left.max(after), step)
        } else {
            inner_bin_bound(&best, counts, before, (left, step, after))
        };
        (bound, best_corner(before, counts, all))
    }

    /// Numbers that a linear congruence deals out.
    fn numbers() -> impl FnMut(u32) -> u64 {
        let mut state = 1u32;
        move |limit| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u64::from(state >> 8) % u64::from(limit)
        }
    }

    /// Checks bins of 3 to 8 classes, some of them rare and some absent, with up to this
    /// weight of each class before the bin, in it and after it.
    fn check_random_bins(before_up_to: u32, in_bin_up_to: u32, after_up_to: u32) {
        let mut below = numbers();
        let mut n_checked = 0;
        for round in 0..2000 {
            let n_classes = 3 + round % 6;
            let mut weights = |scale: u32| -> Vec<u64> {
                let sizes = (0..n_classes).map(|class| {
                    let rare = class % 3 == 0;
                    if rare { scale.min(3) } else { scale }
                });
                sizes.map(&mut below).collect()
            };
            let (before, counts, after) = (
                weights(before_up_to),
                weights(in_bin_up_to),
                weights(after_up_to),
            );
            let sum = |weights: &[u64]| weights.iter().sum::<u64>();
            if sum(&counts) == 0 || sum(&before) + sum(&after) == 0 {
                continue;
            }
            n_checked += 1;
            let parts = before.iter().zip(&counts).zip(&after);
            let all: Vec<u64> = parts.map(|((l, d), r)| l + d + r).collect();
            let before: Vec<f64> = before.iter().map(|&l| l as f64).collect();
            let (bound, best) = check(&before, &counts, &all);
            assert!(
                bound >= best * (1.0 - 1e-12),
                "round {round}: {bound} < {best}"
            );
        }
        assert!(n_checked > 1500, "{n_checked}");
    }

    #[test]
    fn no_corner_of_a_bin_scores_above_its_bound() {
        check_random_bins(400, 50, 900);
        check_random_bins(3, 500, 3);
    }

    #[test]
    fn no_corner_of_the_first_or_the_last_bin_scores_above_its_bound() {
        check_random_bins(1, 50, 900);
        check_random_bins(400, 50, 1);
        check_random_bins(1, 900, 4);
    }

    #[test]
    fn a_bin_that_holds_all_rows_is_never_ruled_out() {
        let (bound, _) = check(&[0.0; 3], &[4, 5, 6], &[4, 5, 6]);
        assert!(bound.is_infinite());
    }

    #[test]
    fn no_split_inside_a_small_bin_scores_above_its_bound() {
        let mut below = numbers();
        for _ in 0..300 {
            let mut weights = |scale| [0; 3].map(|_: u64| below(scale));
            let (before, counts, after) = (weights(40), weights(6), weights(60));
            if counts == [0; 3] {
                continue;
            }
            let all = [0, 1, 2].map(|class| before[class] + counts[class] + after[class]);
            let before = before.map(|weight| weight as f64);
            let (bound, _) = check(&before, &counts, &all);
            for inside in 0..343u64 {
                let step = [inside / 49, inside / 7 % 7, inside % 7];
                let left = [0, 1, 2].map(|class| before[class] + step[class] as f64);
                if (0..3).all(|class| step[class] <= counts[class]) {
                    let score = score(&left, &all);
                    assert!(score.is_nan() || score <= bound * (1.0 + 1e-12));
                }
            }
        }
    }

    /// The example of `docs/search.md`.
    #[test]
    fn the_document_shows_the_bound_that_is_computed() {
        let (bound, best) = check(&[25.0, 6.0, 4.0], &[4, 5, 3], &[40, 35, 25]);
        assert_eq!(
            (format!("{bound:.3}"), format!("{best:.3}")),
            ("46.098".to_owned(), "45.897".to_owned())
        );
    }

    #[test]
    fn the_bound_of_evenly_mixed_classes_is_tight() {
        // Regression: the bound before this one was 6.6 above the best corner here, so that with
        // ten classes and labels of pure noise no bin was ever ruled out.
        let (before, counts, all) = ([5000.0; 10], [39; 10], [10_000; 10]);
        let (bound, best) = check(&before, &counts, &all);
        assert!((bound - best).abs() < 0.01, "{bound} {best}");
    }
}
