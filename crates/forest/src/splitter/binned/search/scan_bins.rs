//! Looking at the gaps between bins.

use std::iter;

use super::scan_sorted::Route;
use crate::splitter::binned::best_split::{Candidate, Gap, Lead, Position};
use crate::splitter::binned::bins::Column;
use crate::splitter::binned::histogram::{Cell, n_rows, weight};

/// Looks at every gap between two bins with rows. `cells` holds `n_classes` counts for
/// each bin of `code >> shift`. Returns the number of bins with rows.
pub(crate) fn scan(
    lead: &mut Lead,
    route: Route,
    column: &Column,
    shift: u8,
    cells: &[Cell],
) -> usize {
    let bins = Bins {
        column,
        shift,
        route,
    };
    if lead.totals.classes.len() == 2 {
        scan_two(lead, bins, cells)
    } else {
        scan_many(lead, bins, cells)
    }
}

#[derive(Debug, Clone, Copy)]
struct Bins<'a> {
    column: &'a Column,
    shift: u8,
    route: Route,
}

impl Bins<'_> {
    fn candidate(self, below: usize, above: usize, n_left: usize, lead: &Lead) -> Candidate {
        let code = |bin: usize| u8::try_from(bin << self.shift).expect("bins are codes");
        // The codes of one bin share their upper bits.
        let last = code(below) | !(u8::MAX << self.shift);
        Candidate {
            position: Position {
                rank: self.route.rank,
                second_pass: false,
                key: self.column.largest_possible(last),
            },
            feature: self.route.feature,
            gap: Gap::Bins(code(below), code(above)),
            n_left,
            missing_left: self.route.missing_left(n_left, lead),
        }
    }
}

fn scan_two(lead: &mut Lead, bins: Bins<'_>, cells: &[Cell]) -> usize {
    let (all_zero, all_one) = (lead.totals.classes[0], lead.totals.classes[1]);
    let (mut zero, mut one, mut n_left, mut below) = (0.0, 0.0, 0, 0);
    let mut floor = lead.floor();
    let mut filled = 0;
    for (bin, counts) in cells.chunks_exact(2).enumerate() {
        if counts[0] | counts[1] == 0 {
            continue;
        }
        filled += 1;
        let (right_zero, right_one) = (all_zero - zero, all_one - one);
        let (left, right) = (zero + one, right_zero + right_one);
        let score = (zero * zero + one * one) * right
            + (right_zero * right_zero + right_one * right_one) * left;
        if n_left > 0 && score >= floor * (left * right) {
            let candidate = bins.candidate(below, bin, n_left, lead);
            lead.offer(candidate, [zero, one].into_iter());
            floor = lead.floor();
        }
        zero += weight(counts[0]);
        one += weight(counts[1]);
        n_left += n_rows(counts[0]) + n_rows(counts[1]);
        below = bin;
    }
    filled
}

fn scan_many(lead: &mut Lead, bins: Bins<'_>, cells: &[Cell]) -> usize {
    let n_classes = lead.totals.classes.len();
    let mut classes = lead.take_buffer(iter::repeat_n(0.0, n_classes));
    let all = lead.totals.weight;
    let (mut left, mut left_squares, mut n_left, mut below) = (0.0, 0.0, 0, 0);
    let mut right_squares: f64 = lead.totals.classes.iter().map(|class| class * class).sum();
    let mut filled = 0;
    for (bin, counts) in cells.chunks_exact(n_classes).enumerate() {
        if counts.iter().all(|&count| count == 0) {
            continue;
        }
        filled += 1;
        let right = all - left;
        let score = left_squares * right + right_squares * left;
        if n_left > 0 && score >= lead.floor() * (left * right) {
            let candidate = bins.candidate(below, bin, n_left, lead);
            lead.offer(candidate, classes.iter().copied());
        }
        let totals = &lead.totals.classes;
        for ((class, &total), &count) in classes.iter_mut().zip(totals).zip(counts) {
            let (l, d) = (*class, weight(count));
            left += d;
            left_squares += d * (2.0 * l + d);
            right_squares -= d * (2.0 * (total - l) - d);
            *class = l + d;
            n_left += n_rows(count);
        }
        below = bin;
    }
    lead.give_back(classes);
    filled
}
