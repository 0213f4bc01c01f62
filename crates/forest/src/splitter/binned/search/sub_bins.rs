//! Cutting bins that hold many rows into parts.

use crate::splitter::binned::best_split::Lead;
use crate::splitter::binned::bins::MAX_BINS;
use crate::splitter::binned::bounds::add_survivors;
use crate::splitter::binned::bounds::{Before, Survivors};
use crate::splitter::binned::histogram::{Cell as Count, add_row};
use crate::splitter::binned::rows::{Row, grow};

/// Counts of parts should fit into a second-level cache beside what they are counted from.
const CELLS: usize = 32 * 1024;
/// A part is worth its count if it has about so many rows.
const ROWS_PER_PART: usize = 4;
/// How many rows are handed out at a time.
const AT_A_TIME: usize = 256;
/// A subcode has so many bits.
const SUBCODE_BITS: u32 = 8;

/// The parts of some bins: the rows of a part share the upper bits of their subcodes.
/// Keeps its memory from search to search.
#[derive(Debug, Default)]
pub(crate) struct Parts {
    /// How many bits of a subcode tell parts apart.
    bits: u32,
    /// The part of each row.
    places: Vec<u16>,
    counts: Vec<Count>,
    marked: Vec<bool>,
    survivors: Survivors,
}

impl Parts {
    /// Counts rows by part. Rows outside of the bins share a part of their own.
    pub(crate) fn count(
        &mut self,
        bins: &Survivors,
        rows: &[Row],
        (codes, subcodes): (&[u8], &[u8]),
        n_classes: usize,
    ) {
        let subcodes = &subcodes[..codes.len()];
        let n_bins = bins.cells.len();
        self.bits = bits(n_bins * n_classes, bins.n_rows() / n_bins);
        let (kept, unused) = (self.bits, SUBCODE_BITS - self.bits);
        // Where all bins are cut, there is no other row.
        let mut slots = [slot(n_bins.min(MAX_BINS - 1)) << kept; MAX_BINS];
        for (i, bin) in bins.cells.iter().enumerate() {
            slots[bin.cell] = slot(i) << kept;
        }
        self.counts.clear();
        self.counts.resize(((n_bins + 1) << kept) * n_classes, 0);
        grow(&mut self.places, rows.len());
        for (slot, &row) in self.places.iter_mut().zip(rows) {
            let (code, subcode) = (codes[row.number()], subcodes[row.number()]);
            let place = slots[usize::from(code)] | u16::from(subcode >> unused);
            *slot = place;
            add_row(&mut self.counts, usize::from(place) * n_classes, row);
        }
    }

    /// Finds the parts of the bins that survive.
    pub(crate) fn narrow(&mut self, bins: &Survivors, lead: &Lead, before: &mut Before) {
        let n_classes = lead.totals.classes.len();
        let per_bin = 1 << self.bits;
        self.survivors.clear();
        self.marked.clear();
        self.marked.resize(self.counts.len() / n_classes, false);
        let counts = self.counts.chunks_exact(per_bin * n_classes);
        let marked = self.marked.chunks_exact_mut(per_bin);
        for (((bin, weights), counts), marked) in bins.iter(n_classes).zip(counts).zip(marked) {
            let known = self.survivors.cells.len();
            before.set(bin.n_before, weights);
            add_survivors(lead, counts, before, true, &mut self.survivors);
            for part in &self.survivors.cells[known..] {
                marked[part.cell] = true;
            }
        }
    }

    /// The parts that survive.
    pub(crate) fn survivors(&self) -> &Survivors {
        &self.survivors
    }

    /// Hands out the rows in parts that survive, a few at a time; `rows` are those that
    /// were counted.
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

/// Into how many parts bins with so many cells, and this many rows in each, are cut.
fn bits(cells: usize, rows_per_bin: usize) -> u32 {
    let most = (CELLS / cells).min(rows_per_bin / ROWS_PER_PART);
    most.max(2).ilog2().min(SUBCODE_BITS)
}

fn slot(bin: usize) -> u16 {
    u16::try_from(bin).expect("there are at most 256 bins")
}
