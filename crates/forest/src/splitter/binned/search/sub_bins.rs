//! Cutting bins that hold many rows into sub-bins.

use crate::splitter::binned::best_split::BestSplit;
use crate::splitter::binned::bins::MAX_BINS;
use crate::splitter::binned::bounds::{CandidateBins, PrefixSums, collect_candidates};
use crate::splitter::binned::histogram::{ClassCount, add_row};
use crate::splitter::binned::rows::{Row, lengthen};

/// The most counts of sub-bins: they fit into a second-level cache beside what they are
/// counted from.
const MAX_COUNTS: usize = 32 * 1024;
/// The fewest rows of a sub-bin, on average, with which it is worth its count.
const ROWS_PER_SUB_BIN: usize = 4;
/// Rows that are handed out at a time.
const AT_A_TIME: usize = 256;
/// The number of bits of a subcode.
const SUBCODE_BITS: u32 = 8;

/// The sub-bins of some bins. The rows of a sub-bin share the upper bits of their subcodes.
/// Its memory is used again from search to search.
#[derive(Debug, Default)]
pub(crate) struct SubBins {
    /// The number of bits of a subcode that tell sub-bins apart.
    bits: u32,
    /// The sub-bin of each row.
    places: Vec<u16>,
    counts: Vec<ClassCount>,
    /// Whether each sub-bin is a candidate.
    marked: Vec<bool>,
    candidates: CandidateBins,
}

impl SubBins {
    /// Counts rows by sub-bin. Rows outside of the bins share a sub-bin of their own.
    pub(crate) fn count(
        &mut self,
        bins: &CandidateBins,
        rows: &[Row],
        (codes, subcodes): (&[u8], &[u8]),
        n_classes: usize,
    ) {
        let subcodes = &subcodes[..codes.len()];
        let n_bins = bins.bins.len();
        self.bits = sub_bin_bits(n_bins * n_classes, bins.n_rows() / n_bins);
        let (kept, unused) = (self.bits, SUBCODE_BITS - self.bits);
        // Where all bins are cut, there is no other row.
        let mut slots = [slot(n_bins.min(MAX_BINS - 1)) << kept; MAX_BINS];
        for (i, candidate) in bins.bins.iter().enumerate() {
            slots[candidate.bin] = slot(i) << kept;
        }
        self.counts.clear();
        self.counts.resize(((n_bins + 1) << kept) * n_classes, 0);
        lengthen(&mut self.places, rows.len());
        for (slot, &row) in self.places.iter_mut().zip(rows) {
            let (code, subcode) = (codes[row.number()], subcodes[row.number()]);
            let place = slots[usize::from(code)] | u16::from(subcode >> unused);
            *slot = place;
            add_row(&mut self.counts, usize::from(place) * n_classes, row);
        }
    }

    /// Finds the sub-bins that may hold a better split.
    pub(crate) fn narrow(
        &mut self,
        bins: &CandidateBins,
        best: &BestSplit,
        before: &mut PrefixSums,
    ) {
        let n_classes = best.totals.classes.len();
        let per_bin = 1 << self.bits;
        self.candidates.clear();
        self.marked.clear();
        self.marked.resize(self.counts.len() / n_classes, false);
        let counts = self.counts.chunks_exact(per_bin * n_classes);
        let marked = self.marked.chunks_exact_mut(per_bin);
        for (((bin, weights), counts), marked) in bins.iter(n_classes).zip(counts).zip(marked) {
            let known = self.candidates.bins.len();
            before.set(bin.n_before, weights);
            collect_candidates(best, counts, before, true, &mut self.candidates);
            for candidate in &self.candidates.bins[known..] {
                marked[candidate.bin] = true;
            }
        }
    }

    /// The sub-bins that may hold a better split.
    pub(crate) fn candidates(&self) -> &CandidateBins {
        &self.candidates
    }

    /// Hands out the rows in those sub-bins, a few at a time; `rows` are those that were
    /// counted.
    pub(crate) fn rows(&self, rows: &[Row], mut take: impl FnMut(&[Row])) {
        let mut kept = [Row::default(); AT_A_TIME + 1];
        for (rows, places) in rows.chunks(AT_A_TIME).zip(self.places.chunks(AT_A_TIME)) {
            let mut n_kept = 0;
            for (&row, &place) in rows.iter().zip(places) {
                // Written in any case, for want of a predictable branch.
                kept[n_kept] = row;
                n_kept += usize::from(self.marked[usize::from(place)]);
            }
            take(&kept[..n_kept]);
        }
    }
}

/// The number of bits that tell the sub-bins of a bin apart, if each sub-bin number takes
/// `n_counts` counts over all bins and a bin has `rows_per_bin` rows.
fn sub_bin_bits(n_counts: usize, rows_per_bin: usize) -> u32 {
    let most = (MAX_COUNTS / n_counts).min(rows_per_bin / ROWS_PER_SUB_BIN);
    most.max(2).ilog2().min(SUBCODE_BITS)
}

fn slot(bin: usize) -> u16 {
    u16::try_from(bin).expect("there are at most 256 bins")
}

#[cfg(test)]
mod tests {
    use super::{SubBins, sub_bin_bits};
    use crate::splitter::binned::best_split::BestSplit;
    use crate::splitter::binned::bounds::{CandidateBins, PrefixSums, collect_candidates};
    use crate::splitter::binned::histogram::add_row;
    use crate::splitter::binned::rows::Row;

    #[test]
    fn bins_are_cut_into_no_more_sub_bins_than_are_worth_their_counts() {
        assert_eq!(sub_bin_bits(2, 100_000), 8);
        assert_eq!(sub_bin_bits(2, 64), 4);
        assert_eq!(sub_bin_bits(256 * 2, 100_000), 6);
        assert_eq!(sub_bin_bits(256 * 100, 100_000), 1);
    }

    /// Rows of two classes in bins 0 to 3, in ascending order of their values, and with
    /// nothing known yet that a split would have to beat.
    #[test]
    fn without_a_split_to_beat_every_sub_bin_with_rows_is_a_candidate() {
        let rows: Vec<Row> = (0..400)
            .map(|number| Row::new(number, number % 2, 1))
            .collect();
        let codes: Vec<u8> = (0..400)
            .map(|row| u8::try_from(row / 100).unwrap())
            .collect();
        let subcodes: Vec<u8> = (0..400)
            .map(|row| u8::try_from(row % 100 * 2).unwrap())
            .collect();
        let mut best = BestSplit::default();
        best.start(&[200, 200], 400);
        let mut counts = [0; 8];
        for &row in &rows {
            add_row(&mut counts, usize::from(codes[row.number()]) * 2, row);
        }
        let (mut before, mut bins) = (PrefixSums::default(), CandidateBins::default());
        before.clear(2);
        collect_candidates(&best, &counts, &mut before, false, &mut bins);
        bins.retain(2, |bin| bin == 1 || bin == 2);
        let mut sub_bins = SubBins::default();
        sub_bins.count(&bins, &rows, (&codes, &subcodes), 2);
        sub_bins.narrow(&bins, &best, &mut before);
        let mut kept = Vec::new();
        sub_bins.rows(&rows, |rows| {
            kept.extend(rows.iter().map(|row| row.number()));
        });
        assert_eq!(kept, (100..300).collect::<Vec<_>>());
        assert_eq!(sub_bins.candidates().n_rows(), 200);
        assert_eq!(sub_bins.candidates().bins[0].n_before, 100);
    }
}
