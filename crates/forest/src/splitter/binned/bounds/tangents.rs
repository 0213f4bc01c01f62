//! Many classes: each side's half of the score is expanded at the middle of the box.
//!
//! With the class weights `m` of sum `w` there, a step `s` of sum `t` takes `sum(m^2) / w`
//! to exactly its tangent's value plus `sum((s - t m / w)^2) / (w + t)`. No entry of a step
//! is larger than half of `d`, which bounds the tangent, and [`rest`] bounds what follows.

use multiversion::multiversion;

use super::candidate_bins::{Adding, Before};
use crate::splitter::binned::best_split::Lead;
use crate::splitter::binned::histogram::{Cell, n_rows, weight};

/// Adds the cells of any number of classes that may hold a better split.
pub(super) fn add_many(lead: &Lead, cells: &[Cell], before: &mut Before, adding: &mut Adding<'_>) {
    let totals = &lead.totals;
    let n_classes = totals.classes.len();
    let mut left: f64 = before.classes.iter().sum();
    for (cell, counts) in cells.chunks_exact(n_classes).enumerate() {
        let filled: Cell = counts.iter().sum();
        if filled == 0 {
            continue;
        }
        let step = weight(filled);
        let after = totals.weight - left - step;
        let survives = if left <= 0.0 || after <= 0.0 {
            at_an_end(lead, counts, left.max(after), step)
        } else {
            bound(lead, counts, &before.classes, (left, step, after)) >= lead.floor()
        };
        let rows = n_rows(filled);
        adding.add(survives, cell, (before.n_rows, rows), &before.classes);
        before.n_rows += rows;
        left += step;
        for (class, &count) in before.classes.iter_mut().zip(counts) {
            *class += weight(count);
        }
    }
}

/// What no split inside a cell scores above. The weights are those before the cell, in it
/// and after it.
#[multiversion(targets("x86_64+avx+avx2"))]
fn bound(lead: &Lead, counts: &[Cell], before: &[f64], weights: (f64, f64, f64)) -> f64 {
    let (left, step, after) = weights;
    let halves = Halves {
        counts,
        before,
        all: &lead.totals.classes,
    };
    let [left_squares, right_squares, squares] =
        halves.sums(|l, r, half| [l * l, r * r, half * half]);
    let (per_left, per_right) = (1.0 / (left + step / 2.0), 1.0 / (after + step / 2.0));
    let left_share = left_squares * per_left * per_left;
    let right_share = right_squares * per_right * per_right;
    let shared = right_share - left_share;
    let (twice_left, twice_right) = (2.0 * per_left, 2.0 * per_right);
    let [rise] =
        halves.sums(|l, r, half| [(l * twice_left - r * twice_right + shared).abs() * half]);
    let n_classes = before.len() as f64;
    left_squares * per_left
        + right_squares * per_right
        + rise
        + rest(n_classes, left_share, squares) / left
        + rest(n_classes, right_share, squares) / after
}

/// A cell's class weights, and those before it and of all cells.
struct Halves<'a> {
    counts: &'a [Cell],
    before: &'a [f64],
    all: &'a [f64],
}

impl Halves<'_> {
    /// Sums of terms of each class's weight on the left and on the right of the middle of
    /// the cell, and half of its weight in it. Four running sums, since one would have
    /// each addition wait for the last.
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
        let of_class = |count: Cell, l: f64, all: f64| {
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

/// A bound of `sum((s - t p)^2)`, where `t` is the sum of the step `s`, and `p` are class
/// shares with the sum of squares `share`: the matrix that turns `s` into `s - t p` is a
/// projection along `p`, whose norm squared is `share` times the number of classes.
fn rest(n_classes: f64, share: f64, squares: f64) -> f64 {
    n_classes * share * squares
}

/// The first or the last cell, where one side is empty at an end of the box and its
/// second derivative without bound: that side scores at most the largest of its class
/// weights, and the other side, of at least weight `rest`, is bounded as elsewhere,
/// from the end at which it has everything.
fn at_an_end(lead: &Lead, counts: &[Cell], rest: f64, step: f64) -> bool {
    if rest <= 0.0 {
        return true;
    }
    let totals = &lead.totals;
    let all_squares: f64 = totals.classes.iter().map(|all| all * all).sum();
    let share = all_squares / (totals.weight * totals.weight);
    let (mut rise, mut largest, mut squares) = (0.0, 0.0, 0.0);
    for (&all, &count) in totals.classes.iter().zip(counts) {
        let slope = share - 2.0 * all / totals.weight;
        rise += f64::max(slope, 0.0) * weight(count);
        largest = f64::max(largest, weight(count));
        squares += weight(count) * weight(count);
    }
    let bound = largest + all_squares / totals.weight + rise + (squares + step * step) / rest;
    bound >= lead.floor()
}

#[cfg(test)]
mod tests {
    use super::bound;
    use crate::splitter::binned::best_split::Lead;
    use crate::splitter::binned::histogram::weight;

    /// The score of a split with these class weights on its left.
    fn score(left: &[f64], all: &[u64]) -> f64 {
        let right = left.iter().zip(all).map(|(l, &all)| all as f64 - l);
        let side = |classes: &mut dyn Iterator<Item = f64>| {
            let (sum, squares) = classes.fold((0.0, 0.0), |(sum, squares), class| {
                (sum + class, squares + class * class)
            });
            squares / sum
        };
        side(&mut left.iter().copied()) + side(&mut right.into_iter())
    }

    /// The highest score of all corners, which no split inside the cell exceeds.
    fn best_corner(before: &[f64], counts: &[u64], all: &[u64]) -> f64 {
        (0..1u32 << counts.len())
            .map(|corner| {
                let classes = before.iter().zip(counts).enumerate();
                let left: Vec<f64> = classes
                    .map(|(class, (l, &d))| l + weight(d) * f64::from(corner >> class & 1))
                    .collect();
                score(&left, all)
            })
            .fold(f64::NEG_INFINITY, f64::max)
    }

    fn check(before: &[f64], counts: &[u64], all: &[u64]) -> (f64, f64) {
        let mut lead = Lead::default();
        lead.start(all, 1);
        let (left, step) = (before.iter().sum(), counts.iter().sum::<u64>() as f64);
        let after = all.iter().sum::<u64>() as f64 - left - step;
        let bound = bound(&lead, counts, before, (left, step, after));
        (bound, best_corner(before, counts, all))
    }

    #[test]
    fn no_corner_of_a_cell_scores_above_its_bound() {
        let mut state = 1u32;
        let mut below = |limit: u32| {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            u64::from(state >> 8) % u64::from(limit)
        };
        for round in 0..2000 {
            let n_classes = 3 + round % 6;
            // Some classes rare, some absent.
            let mut weights = |scale: u32| -> Vec<u64> {
                let sizes = (0..n_classes).map(|class| if class % 3 == 0 { 3 } else { scale });
                sizes.map(&mut below).collect()
            };
            let (before, counts, after) = (weights(400), weights(50), weights(900));
            let sum = |weights: &[u64]| weights.iter().sum::<u64>();
            if sum(&before) == 0 || sum(&after) == 0 {
                continue;
            }
            let parts = before.iter().zip(&counts).zip(&after);
            let all: Vec<u64> = parts.map(|((l, d), r)| l + d + r).collect();
            let before: Vec<f64> = before.iter().map(|&l| l as f64).collect();
            let (bound, best) = check(&before, &counts, &all);
            assert!(
                bound >= best * (1.0 - 1e-12),
                "round {round}: {bound} < {best}"
            );
        }
    }

    #[test]
    fn the_bound_of_evenly_mixed_classes_is_tight() {
        // Regression: the bound before this one was 6.6 above the best corner here, so that with
        // ten classes and labels of pure noise no cell was ever ruled out.
        let (before, counts, all) = ([5000.0; 10], [39; 10], [10_000; 10]);
        let (bound, best) = check(&before, &counts, &all);
        assert!((bound - best).abs() < 0.01, "{bound} {best}");
    }
}
