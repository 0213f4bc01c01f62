//! No bound is below what it bounds, and looking at several cells at once changes nothing.

use super::{Adding, Before, Corners, Place, Survivors, add_survivors, bound, weight};
use crate::binned::lead::{Candidate, Gap, Lead, Position};

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

/// A lead of two classes whose leader splits behind `left`.
fn lead_of(all: [u64; 2], left: [f64; 2]) -> Lead {
    let mut lead = Lead::default();
    lead.start(&all, 1000);
    let position = Position {
        rank: 0,
        second_pass: false,
        key: 0,
    };
    let candidate = Candidate {
        position,
        feature: 0,
        gap: Gap::Keys(0, 1),
        n_left: 500,
        missing_left: false,
    };
    lead.offer(candidate, left.into_iter());
    lead
}

fn listed(found: &Survivors) -> Vec<(usize, usize, usize, bool)> {
    let cells = found.cells.iter();
    cells
        .map(|one| (one.cell, one.n_before, one.n_rows, one.follows))
        .collect()
}

#[test]
fn cells_looked_at_four_by_four_survive_as_those_looked_at_one_by_one() {
    let mut state = 7u32;
    let mut below = |limit: u32| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        u64::from(state >> 8) % u64::from(limit)
    };
    let (mut kept, mut ruled_out) = (0, 0);
    for round in 0..2000 {
        let n_bins = [1u32, 3, 4, 5, 64, 256][round % 6];
        // Many empty cells; the first class grows rarer, so that some cuts are good.
        let cells: Vec<u64> = (0..2 * n_bins)
            .map(|i| match below(4) {
                0 => 0,
                _ => below(if i % 2 == 0 { 40 } else { 1 + i / 2 }),
            })
            .map(|rows| rows << 32 | rows)
            .collect();
        let sum = |class: usize| cells[class..].iter().step_by(2).map(|&cell| weight(cell));
        let all = [0, 1].map(|class| {
            let cells = cells[class..].iter().step_by(2);
            cells.map(|cell| cell >> 32).sum::<u64>()
        });
        let cut = usize::try_from(below(n_bins)).expect("it is small");
        let left = [0, 1].map(|class| sum(class).take(cut).sum::<f64>());
        let lead = lead_of(all, left);
        for next_too in [false, true] {
            let (mut before, mut together) = (Before::default(), Survivors::default());
            before.clear(2);
            add_survivors(&lead, &cells, &mut before, next_too, &mut together);
            let mut single = Survivors::default();
            one_by_one(&lead, all, &cells, next_too, &mut single);
            assert_eq!(listed(&together), listed(&single), "round {round}");
            assert_eq!(together.before, single.before, "round {round}");
            kept += single.cells.len();
            ruled_out += n_bins as usize - single.cells.len();
        }
    }
    assert!(kept > 1000 && ruled_out > 1000, "{kept} {ruled_out}");
}

fn one_by_one(lead: &Lead, all: [u64; 2], cells: &[u64], next_too: bool, found: &mut Survivors) {
    let (all0, all1) = (all[0] as f64, all[1] as f64);
    let corners = Corners {
        all: (all0, all1),
        floor: lead.floor(),
        unsplit: all0 * all0 + all1 * all1 >= lead.floor() * (all0 + all1),
    };
    let mut adding = Adding {
        next_too,
        last_survived: false,
        last_added: false,
        found,
    };
    let mut at = Place {
        n_rows: 0,
        l: (0.0, 0.0),
        reaches: corners.reach(0.0, 0.0),
    };
    corners.add_each(0, cells.as_chunks().0, &mut at, &mut adding);
}
