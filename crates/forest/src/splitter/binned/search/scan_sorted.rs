//! Looking at every gap between sorted values.

use crate::splitter::binned::best_split::{BestSplit, FeatureContext, is_gap};
use crate::splitter::binned::bounds::{CandidateBin, CandidateBins};
use crate::splitter::binned::rows::KeyedRow;

/// Looks at the gaps inside the candidate bins. `rows` are the rows of all of them, bin
/// after bin, and sorted in each.
pub(crate) fn scan_sorted(
    best: &mut BestSplit,
    context: FeatureContext,
    bins: &CandidateBins,
    rows: &[KeyedRow],
) {
    let n_classes = best.totals.classes.len();
    let mut start = 0;
    for (bin, before) in bins.iter(n_classes) {
        let end = start + bin.n_rows;
        let last = bin.follows.then(|| rows[start - 1].key());
        if let &[l0, l1] = before {
            scan_two_classes(best, context, bin, (l0, l1), last, &rows[start..end]);
        } else {
            scan_many_classes(best, context, bin, before, last, &rows[start..end]);
        }
        start = end;
    }
}

/// Looks at the gaps inside one bin; `last` is the key of the row before it, if the gap
/// between the two is to be looked at as well.
fn scan_two_classes(
    best: &mut BestSplit,
    context: FeatureContext,
    bin: &CandidateBin,
    before: (f64, f64),
    last: Option<u32>,
    rows: &[KeyedRow],
) {
    let (all, all_one, n_rows) = (
        best.totals.weight,
        best.totals.classes[1],
        best.totals.n_rows,
    );
    let (mut left, mut one) = (before.0 + before.1, before.1);
    let mut to_beat = best.score_to_beat();
    // There is no gap before the first row, unless it follows a row that came `last`.
    let mut below = last.or(rows.first().map(|row| row.key())).unwrap_or(0);
    for (i, row) in rows.iter().enumerate() {
        let above = row.key();
        if above != below {
            let (zero, right, right_one) = (left - one, all - left, all_one - one);
            let right_zero = right - right_one;
            let score = (zero * zero + one * one) * right
                + (right_zero * right_zero + right_one * right_one) * left;
            if score >= to_beat * (left * right) && is_gap(below, above) {
                let candidate = context.between(bin.n_before + i, n_rows, below, above);
                best.offer(candidate, [zero, one].into_iter());
                to_beat = best.score_to_beat();
            }
            below = above;
        }
        let weight = f64::from(row.weight());
        left += weight;
        one += if row.class() == 1 { weight } else { 0.0 };
    }
}

/// Does what [`scan_two_classes`] does for any number of classes.
fn scan_many_classes(
    best: &mut BestSplit,
    context: FeatureContext,
    bin: &CandidateBin,
    before: &[f64],
    last: Option<u32>,
    rows: &[KeyedRow],
) {
    let mut classes = best.take_buffer(before.iter().copied());
    let (all, n_rows) = (best.totals.weight, best.totals.n_rows);
    let (mut left, mut left_squares, mut right_squares) = (0.0, 0.0, 0.0);
    for (&l, &total) in classes.iter().zip(&best.totals.classes) {
        left += l;
        left_squares += l * l;
        right_squares += (total - l) * (total - l);
    }
    let mut to_beat = best.score_to_beat();
    let mut below = last.or(rows.first().map(|row| row.key())).unwrap_or(0);
    for (i, row) in rows.iter().enumerate() {
        let above = row.key();
        if above != below {
            let right = all - left;
            let score = left_squares * right + right_squares * left;
            if score >= to_beat * (left * right) && is_gap(below, above) {
                let candidate = context.between(bin.n_before + i, n_rows, below, above);
                best.offer(candidate, classes.iter().copied());
                to_beat = best.score_to_beat();
            }
            below = above;
        }
        let (weight, l) = (f64::from(row.weight()), classes[row.class()]);
        let r = best.totals.classes[row.class()] - l;
        left += weight;
        left_squares += weight * (2.0 * l + weight);
        right_squares -= weight * (2.0 * r - weight);
        classes[row.class()] = l + weight;
    }
    best.give_back(classes);
}

#[cfg(test)]
mod tests {
    use super::{BestSplit, CandidateBins, FeatureContext, scan_sorted};
    use crate::data::sort_key::key;
    use crate::splitter::binned::rows::{KeyedRow, Row};

    /// Scans rows of these values, classes and weights.
    fn scan(rows: &[(f32, u32, u32)], n_classes: usize) -> Option<(usize, f64)> {
        let keyed: Vec<KeyedRow> = rows
            .iter()
            .map(|&(value, class, weight)| Row::new(0, class, weight).keyed(key(value)))
            .collect();
        let mut totals = vec![0; n_classes];
        for row in &keyed {
            totals[row.class()] += u64::from(row.weight());
        }
        let mut best = BestSplit::default();
        best.start(&totals, rows.len());
        let mut whole = CandidateBins::default();
        whole.set_whole(0, rows.len(), (0..n_classes).map(|_| 0.0));
        let context = FeatureContext {
            rank: 0,
            feature: 0,
            missing: None,
        };
        scan_sorted(&mut best, context, &whole, &keyed);
        let found = best.candidate()?;
        Some((found.candidate.n_left, found.left.weight))
    }

    /// Between the two rows of value 1 would be the best place, but it is none.
    #[test]
    fn the_best_gap_is_found_among_values_that_are_told_apart() {
        let rows = [
            (0.0, 0, 2),
            (1.0, 0, 1),
            (1.0, 1, 1),
            (2.0, 1, 3),
            (3.0, 1, 1),
        ];
        for n_classes in [2, 3] {
            assert_eq!(
                scan(&rows, n_classes),
                Some((3, 4.0)),
                "{n_classes} classes"
            );
        }
    }

    #[test]
    fn values_that_are_not_told_apart_offer_no_gap() {
        let rows = [(0.0, 0, 1), (5e-8, 1, 1), (1e-7, 1, 1)];
        for n_classes in [2, 3] {
            assert_eq!(scan(&rows, n_classes), None, "{n_classes} classes");
        }
    }
}
