//! Looking into the bins that may hold a better split.

use super::counting::PendingFeature;
use super::scan_sorted::scan_sorted;
use super::sub_bins::SubBins;
use crate::data::FeatureValue;
use crate::splitter::binned::best_split::{BestSplit, Gap};
use crate::splitter::binned::bins::MAX_BINS;
use crate::splitter::binned::bounds::{CandidateBins, PrefixSums, collect_candidates};
use crate::splitter::binned::rows::{KeyedRow, NodeRows, PickedRows, Row};

/// Up to this many rows, candidate bins are sorted without a look at their subcodes.
const UNDIVIDED_ROWS: usize = 512;
/// Subcodes are worth their counts where candidate bins hold this many rows for each class.
const ROWS_PER_COUNT: usize = 32;
/// Where less than one in this many of a node's rows is in a candidate bin, those rows are
/// picked first.
const PICKED_SHARE: usize = 2;

/// The search inside bins. Its memory is used again from node to node.
#[derive(Debug, Default)]
pub(crate) struct Refinement {
    candidates: CandidateBins,
    before: PrefixSums,
    keyed: Vec<KeyedRow>,
    picked: PickedRows,
    sub_bins: SubBins,
}

impl Refinement {
    /// Looks at every gap inside the feature's bins that may beat the best split.
    pub(crate) fn search<T: FeatureValue>(
        &mut self,
        best: &mut BestSplit,
        node: &mut NodeRows<'_, '_, T>,
        pending: PendingFeature<'_>,
    ) {
        self.find_candidates(best, node, pending);
        if self.candidates.bins.is_empty() {
            return;
        }
        let subcodes = node.data.bins.column(pending.context.feature).subcodes();
        let n_rows = self.candidates.n_rows();
        let divide = node.block.is_none()
            && pending.shift == 0
            && !subcodes.is_empty()
            && n_rows > UNDIVIDED_ROWS
            && n_rows > self.candidates.bins.len() * node.data.n_classes * ROWS_PER_COUNT;
        if divide {
            self.divide(best, node, pending, subcodes);
        } else {
            self.pick(node, pending);
            self.keyed.clear();
            add_keyed(&mut self.keyed, node, pending, self.picked.rows());
            self.keyed.sort_unstable();
            resolve_gap(best, node, pending, &self.keyed);
            scan_sorted(best, pending.context, &self.candidates, &self.keyed);
        }
    }

    /// Makes room for this many rows, most of which a tree is going to need.
    pub(crate) fn reserve_rows(&mut self, n_rows: usize) {
        self.picked.reserve(n_rows);
    }

    /// Memory for rows, free between searches.
    pub(crate) fn spare_rows(&mut self) -> &mut Vec<Row> {
        self.picked.spare()
    }

    /// Finds the bins to look into. A bin of one value has no gap inside, and those
    /// beside it have been looked at.
    fn find_candidates<T: FeatureValue>(
        &mut self,
        best: &BestSplit,
        node: &NodeRows<'_, '_, T>,
        pending: PendingFeature<'_>,
    ) {
        let (data, candidates) = (node.data, &mut self.candidates);
        let column = data.bins.column(pending.context.feature);
        candidates.clear();
        self.before.clear(data.n_classes);
        collect_candidates(best, pending.counts, &mut self.before, false, candidates);
        if pending.shift == 0 {
            candidates.retain(data.n_classes, |bin| !column.is_single(bin));
        }
    }

    /// Picks the rows in candidate bins.
    fn pick<T: FeatureValue>(
        &mut self,
        node: &mut NodeRows<'_, '_, T>,
        pending: PendingFeature<'_>,
    ) {
        let mut kept = [false; MAX_BINS];
        for candidate in &self.candidates.bins {
            let first = candidate.bin << pending.shift;
            kept[first..][..1 << pending.shift].fill(true);
        }
        let rows = node.rows;
        let n_kept = self.candidates.n_rows();
        self.picked
            .pick(rows, n_kept, node.codes(pending.context.feature), &kept);
    }

    /// Counts the rows of candidate bins once more, by subcode, and looks only into those
    /// sub-bins that survive that as well.
    fn divide<T: FeatureValue>(
        &mut self,
        best: &mut BestSplit,
        node: &mut NodeRows<'_, '_, T>,
        pending: PendingFeature<'_>,
        subcodes: &[u8],
    ) {
        let few = self.candidates.n_rows() < node.rows.len() / PICKED_SHARE;
        if few {
            self.pick(node, pending);
        }
        let rows = if few { self.picked.rows() } else { node.rows };
        let codes = node.data.bins.column(pending.context.feature).codes();
        let (sub_bins, bins) = (&mut self.sub_bins, &self.candidates);
        sub_bins.count(bins, rows, (codes, subcodes), node.data.n_classes);
        sub_bins.narrow(bins, best, &mut self.before);
        self.keyed.clear();
        sub_bins.rows(rows, |rows| {
            add_keyed(&mut self.keyed, node, pending, rows);
        });
        self.keyed.sort_unstable();
        resolve_gap(best, node, pending, &self.keyed);
        scan_sorted(best, pending.context, sub_bins.candidates(), &self.keyed);
    }
}

/// Adds rows with the sort keys of their values.
fn add_keyed<T: FeatureValue>(
    keyed: &mut Vec<KeyedRow>,
    node: &mut NodeRows<'_, '_, T>,
    pending: PendingFeature<'_>,
    rows: &[Row],
) {
    node.keys(pending.context.feature, rows, |row, key| {
        keyed.push(row.keyed(key));
    });
}

/// Finds the values around the best split, if it is a gap between bins of this feature.
///
/// They are those of bins of one value, or among the sorted rows of candidate bins: the
/// bound of what lies next to a gap includes the gap's own score.
fn resolve_gap<T: FeatureValue>(
    best: &mut BestSplit,
    node: &NodeRows<'_, '_, T>,
    pending: PendingFeature<'_>,
    sorted: &[KeyedRow],
) {
    let candidate = best.candidate().map(|best| best.candidate);
    let Some(candidate) = candidate.filter(|best| best.feature == pending.context.feature) else {
        return;
    };
    if let Gap::Bins(below, above) = candidate.gap {
        let column = node.data.bins.column(candidate.feature);
        let known = |bin: u8| {
            let single = pending.shift == 0 && column.is_single(usize::from(bin));
            single.then(|| column.only_key(bin))
        };
        let first = sorted.partition_point(|row| column.bin(row.key()) < above);
        let below = known(below).unwrap_or_else(|| sorted[first - 1].key());
        let above = known(above).unwrap_or_else(|| sorted[first].key());
        best.resolve_gap(below, above);
    }
}

#[cfg(test)]
mod tests {
    use ndarray::Array2;

    use super::Refinement;
    use crate::data::Matrix;
    use crate::splitter::binned::best_split::{BestSplit, FeatureContext};
    use crate::splitter::binned::bins::BinnedColumns;
    use crate::splitter::binned::rows::{BinnedData, NodeBlock, NodeRows, Row};
    use crate::splitter::binned::search::CountingSearch;

    const ROWS: u32 = 20_000;

    /// The share of a node's rows that are sorted in the search of one feature.
    fn sorted_share(class: impl Fn(u32) -> u32, n_classes: usize) -> f64 {
        // All values differ, and rows do not come in their order.
        let records = Array2::from_shape_fn((ROWS as usize, 1), |(row, _)| {
            (row * 7919 % ROWS as usize) as f32
        });
        let matrix = Matrix::of(records.view()).unwrap();
        let bins = BinnedColumns::of(&matrix).unwrap();
        let classes: Vec<u32> = (0..ROWS).map(|row| class(row * 7919 % ROWS)).collect();
        let rows: Vec<Row> = (0..ROWS)
            .zip(&classes)
            .map(|(number, &class)| Row::new(number, class, 1))
            .collect();
        let data = BinnedData {
            records: &matrix,
            bins: &bins,
            classes: &classes,
            n_classes,
            parallel: false,
        };
        let mut totals = vec![0; n_classes];
        for &class in &classes {
            totals[class as usize] += 1;
        }
        let mut best = BestSplit::default();
        best.start(&totals, rows.len());
        let mut block = NodeBlock::new(1, rows.len());
        let mut node = NodeRows::new(data, &rows, &mut block, &(0..rows.len()));
        let mut counting = CountingSearch::default();
        let context = FeatureContext {
            rank: 0,
            feature: 0,
            missing: None,
        };
        counting.start();
        assert!(counting.search(&mut best, &mut node, context));
        let mut refinement = Refinement::default();
        for pending in counting.pending(None) {
            refinement.search(&mut best, &mut node, pending);
        }
        refinement.keyed.len() as f64 / f64::from(ROWS)
    }

    #[test]
    fn few_rows_are_sorted_where_labels_follow_the_feature() {
        let share = sorted_share(|value| u32::from(value > 7000), 2);
        assert!(share > 0.0 && share < 0.05, "{share}");
        let share = sorted_share(|value| value / 4000, 5);
        assert!(share > 0.0 && share < 0.05, "{share}");
    }

    #[test]
    fn most_rows_are_left_unsorted_even_where_labels_are_noise() {
        // The bits of a multiplicative hash.
        let noise = |value: u32| value.wrapping_mul(2_654_435_769) >> 28;
        let share = sorted_share(|value| noise(value) & 1, 2);
        assert!(share < 0.1, "{share}");
        let share = sorted_share(|value| noise(value) % 10, 10);
        assert!(share < 0.5, "{share}");
    }
}
