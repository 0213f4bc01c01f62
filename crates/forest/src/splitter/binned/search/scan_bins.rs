//! Looking at the gaps between bins.

use std::iter;

use crate::splitter::binned::best_split::{
    BestSplit, CandidateOrder, FeatureContext, Gap, SplitCandidate,
};
use crate::splitter::binned::bins::BinnedColumn;
use crate::splitter::binned::histogram::{ClassCount, n_rows, weight};

/// Looks at every gap between two bins with rows. `histogram` holds `n_classes` counts for
/// each bin of `code >> shift`. Returns the number of bins with rows.
pub(crate) fn scan_bins(
    best: &mut BestSplit,
    context: FeatureContext,
    column: &BinnedColumn,
    shift: u8,
    histogram: &[ClassCount],
) -> usize {
    let bins = BinScan {
        column,
        shift,
        context,
    };
    if best.totals.classes.len() == 2 {
        scan_two_classes(best, bins, histogram)
    } else {
        scan_many_classes(best, bins, histogram)
    }
}

/// The bins of a feature in a node.
#[derive(Debug, Clone, Copy)]
struct BinScan<'a> {
    column: &'a BinnedColumn,
    shift: u8,
    context: FeatureContext,
}

impl BinScan<'_> {
    /// The split between two bins, behind `n_left` rows.
    fn candidate(
        self,
        below: usize,
        above: usize,
        n_left: usize,
        best: &BestSplit,
    ) -> SplitCandidate {
        let code = |bin: usize| u8::try_from(bin << self.shift).expect("bins are codes");
        // The codes of one bin share their upper bits.
        let last = code(below) | !(u8::MAX << self.shift);
        SplitCandidate {
            order: CandidateOrder {
                rank: self.context.rank,
                second_pass: false,
                key: self.column.largest_possible(last),
            },
            feature: self.context.feature,
            gap: Gap::Bins(code(below), code(above)),
            n_left,
            missing_left: self.context.missing_left(n_left, best.totals.n_rows),
        }
    }
}

fn scan_two_classes(best: &mut BestSplit, bins: BinScan<'_>, histogram: &[ClassCount]) -> usize {
    let (all_zero, all_one) = (best.totals.classes[0], best.totals.classes[1]);
    let (mut zero, mut one, mut n_left, mut below) = (0.0, 0.0, 0, 0);
    let mut to_beat = best.score_to_beat();
    let mut filled = 0;
    for (bin, counts) in histogram.chunks_exact(2).enumerate() {
        if counts[0] | counts[1] == 0 {
            continue;
        }
        filled += 1;
        let (right_zero, right_one) = (all_zero - zero, all_one - one);
        let (left, right) = (zero + one, right_zero + right_one);
        let score = (zero * zero + one * one) * right
            + (right_zero * right_zero + right_one * right_one) * left;
        if n_left > 0 && score >= to_beat * (left * right) {
            let candidate = bins.candidate(below, bin, n_left, best);
            best.offer(candidate, [zero, one].into_iter());
            to_beat = best.score_to_beat();
        }
        zero += weight(counts[0]);
        one += weight(counts[1]);
        n_left += n_rows(counts[0]) + n_rows(counts[1]);
        below = bin;
    }
    filled
}

fn scan_many_classes(best: &mut BestSplit, bins: BinScan<'_>, histogram: &[ClassCount]) -> usize {
    let n_classes = best.totals.classes.len();
    let mut classes = best.take_buffer(iter::repeat_n(0.0, n_classes));
    let all = best.totals.weight;
    let (mut left, mut left_squares, mut n_left, mut below) = (0.0, 0.0, 0, 0);
    let mut right_squares: f64 = best.totals.classes.iter().map(|class| class * class).sum();
    let mut filled = 0;
    for (bin, counts) in histogram.chunks_exact(n_classes).enumerate() {
        if counts.iter().all(|&count| count == 0) {
            continue;
        }
        filled += 1;
        let right = all - left;
        let score = left_squares * right + right_squares * left;
        if n_left > 0 && score >= best.score_to_beat() * (left * right) {
            let candidate = bins.candidate(below, bin, n_left, best);
            best.offer(candidate, classes.iter().copied());
        }
        let totals = &best.totals.classes;
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
    best.give_back(classes);
    filled
}

#[cfg(test)]
mod tests {
    use super::{BestSplit, FeatureContext, scan_bins};
    use crate::data::Matrix;
    use crate::splitter::binned::best_split::Gap;
    use crate::splitter::binned::bins::BinnedColumns;
    use ndarray::ArrayView2;

    /// Scans the only feature of records with these values, each in a bin of its own, and
    /// these rows of each class in each bin.
    fn scan(values: &[f32], classes: &[Vec<u32>]) -> (usize, BestSplit) {
        let records = ArrayView2::from_shape((values.len(), 1), values).unwrap();
        let bins = BinnedColumns::of(&Matrix::of(records).unwrap()).unwrap();
        let n_classes = classes[0].len();
        let mut totals = vec![0u64; n_classes];
        for bin in classes {
            for (total, &rows) in totals.iter_mut().zip(bin) {
                *total += u64::from(rows);
            }
        }
        let n_rows = usize::try_from(totals.iter().sum::<u64>()).unwrap();
        let mut best = BestSplit::default();
        best.start(&totals, n_rows);
        let context = FeatureContext {
            rank: 0,
            feature: 0,
            missing: None,
        };
        let histogram: Vec<_> = classes
            .iter()
            .flatten()
            .map(|&rows| u64::from(rows) << 32 | u64::from(rows))
            .collect();
        let filled = scan_bins(&mut best, context, bins.column(0), 0, &histogram);
        (filled, best)
    }

    #[test]
    fn empty_bins_are_no_place_to_split_and_the_first_of_equal_gaps_is_kept() {
        // The gaps behind the first and the third bin score alike; the second bin is empty.
        for third_class in [vec![], vec![0]] {
            let bin = |rows: [u32; 2]| [rows.to_vec(), third_class.clone()].concat();
            let classes = [bin([5, 0]), bin([0, 0]), bin([0, 5]), bin([5, 0])];
            let (filled, best) = scan(&[1.0, 2.0, 3.0, 4.0], &classes);
            assert_eq!(filled, 3);
            let found = best.candidate().expect("there are gaps").candidate;
            assert_eq!(found.n_left, 5);
            assert!(matches!(found.gap, Gap::Bins(0, 2)), "{found:?}");
        }
    }

    #[test]
    fn rows_in_one_bin_offer_no_gap() {
        let (filled, best) = scan(&[1.0, 2.0], &[vec![0, 0], vec![3, 4]]);
        assert_eq!(filled, 1);
        assert!(best.candidate().is_none());
    }
}
