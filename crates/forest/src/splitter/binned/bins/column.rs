//! One feature in bins.

use super::bin_ranges::BinRanges;
use super::edges::{BinEdges, MAX_BINS};

/// The binned values of one feature.
///
/// The bins lie so far apart that a split between any two of them is allowed: the
/// smallest value of one is more than [`FEATURE_THRESHOLD`](crate::splitter::FEATURE_THRESHOLD) above the
/// largest of the last.
#[derive(Debug)]
pub(crate) struct BinnedColumn {
    edges: BinEdges,
    codes: Vec<u8>,
    subcodes: Vec<u8>,
    /// The smallest key in each bin.
    smallest: Box<[u32; MAX_BINS]>,
    /// Whether each bin holds one value only.
    single: Box<[bool; MAX_BINS]>,
    exact: bool,
    missing: bool,
}

impl BinnedColumn {
    /// The bin of each row. Where the value is missing, it has no meaning.
    pub(crate) fn codes(&self) -> &[u8] {
        &self.codes
    }

    /// The place of each row within its bin: larger values have no smaller subcode.
    /// Empty where no bin is made to hold several values.
    pub(crate) fn subcodes(&self) -> &[u8] {
        &self.subcodes
    }

    /// The number of bins.
    pub(crate) fn n_bins(&self) -> usize {
        self.edges.n_bins()
    }

    /// The bin that holds a key, or would hold it.
    pub(crate) fn bin(&self, key: u32) -> u8 {
        self.edges.bin(key)
    }

    /// The largest key that a bin may hold.
    pub(crate) fn largest_possible(&self, bin: u8) -> u32 {
        self.edges.low_after(bin).saturating_sub(1)
    }

    /// Whether each bin holds one value only, and none is missing.
    pub(crate) fn is_exact(&self) -> bool {
        self.exact
    }

    /// Whether a row has no value.
    pub(crate) fn has_missing(&self) -> bool {
        self.missing
    }

    /// Whether a bin holds one value only.
    pub(crate) fn is_single(&self, bin: usize) -> bool {
        self.single[bin]
    }

    /// The only key in a bin, where [`is_single`](Self::is_single).
    pub(crate) fn only_key(&self, bin: u8) -> u32 {
        self.smallest[usize::from(bin)]
    }
}

/// A column whose codes are being written.
#[derive(Debug)]
pub(crate) struct ColumnBuilder {
    edges: BinEdges,
    scales: Box<[u64; MAX_BINS]>,
    codes: Vec<u8>,
    subcodes: Vec<u8>,
}

impl ColumnBuilder {
    /// A column of `n_rows` rows, and of no codes yet.
    pub(crate) fn new(edges: BinEdges, n_rows: usize) -> Self {
        let n_subcodes = if edges.are_shared() { n_rows } else { 0 };
        Self {
            scales: scales(&edges),
            edges,
            codes: vec![0; n_rows],
            subcodes: vec![0; n_subcodes],
        }
    }

    /// Where its bins begin.
    pub(crate) fn edges(&self) -> &BinEdges {
        &self.edges
    }

    /// The codes as written so far.
    pub(crate) fn codes(&self) -> &[u8] {
        &self.codes
    }

    /// Starts over with other bins, in the same memory.
    pub(crate) fn with_edges(mut self, edges: BinEdges) -> Self {
        if edges.are_shared() {
            self.subcodes.resize(self.codes.len(), 0);
        }
        Self {
            scales: scales(&edges),
            edges,
            ..self
        }
    }

    /// The column in parts of `n_rows` rows, to be written independently.
    pub(crate) fn parts(&mut self, n_rows: usize) -> impl Iterator<Item = ColumnPart<'_>> {
        let (edges, scales) = (&self.edges, &*self.scales);
        let mut subcodes = self.subcodes.chunks_mut(n_rows);
        self.codes.chunks_mut(n_rows).map(move |codes| ColumnPart {
            edges,
            scales,
            codes,
            subcodes: subcodes.next().unwrap_or_default(),
        })
    }

    /// The column, once all parts are written. `ranges` are those of all values.
    pub(crate) fn finish(self, ranges: &BinRanges) -> BinnedColumn {
        BinnedColumn {
            single: Box::new(std::array::from_fn(|bin| ranges.is_single(bin))),
            exact: !ranges.missing && ranges.one_value_per_bin(),
            missing: ranges.missing,
            edges: self.edges,
            codes: self.codes,
            subcodes: self.subcodes,
            smallest: ranges.smallest.clone(),
        }
    }
}

/// The factor of each bin that turns a distance from its low end into a subcode, 32 binary
/// digits too long: 2^40 over the bin's width. The first bin has no low end, and hence one
/// subcode; the last one takes the width of the one before.
fn scales(edges: &BinEdges) -> Box<[u64; MAX_BINS]> {
    let mut scales = Box::new([0; MAX_BINS]);
    let n_bins = edges.n_bins();
    for bin in 1..n_bins.saturating_sub(1) {
        scales[bin] = (256 << 32) / u64::from(edges.low(bin + 1) - edges.low(bin));
    }
    if n_bins > 2 {
        scales[n_bins - 1] = scales[n_bins - 2];
    }
    scales
}

/// Some rows of a column that is being written.
#[derive(Debug)]
pub(crate) struct ColumnPart<'a> {
    edges: &'a BinEdges,
    scales: &'a [u64; MAX_BINS],
    codes: &'a mut [u8],
    subcodes: &'a mut [u8],
}

impl ColumnPart<'_> {
    /// Writes the codes of the next rows' keys, and extends `ranges` to hold them.
    pub(crate) fn encode(&mut self, keys: &[u32], ranges: &mut BinRanges) {
        let (codes, rest) = std::mem::take(&mut self.codes).split_at_mut(keys.len());
        self.codes = rest;
        self.edges.bins(keys, codes);
        for (&code, &key) in codes.iter().zip(keys) {
            ranges.add(code, key);
        }
        if self.subcodes.is_empty() {
            return;
        }
        let (subcodes, rest) = std::mem::take(&mut self.subcodes).split_at_mut(keys.len());
        self.subcodes = rest;
        for (subcode, (&code, &key)) in subcodes.iter_mut().zip(codes.iter().zip(keys)) {
            *subcode = subcode_of(self.edges, self.scales, code, key);
        }
    }
}

fn subcode_of(edges: &BinEdges, scales: &[u64; MAX_BINS], bin: u8, key: u32) -> u8 {
    let bin = usize::from(bin);
    let place = (u64::from(key - edges.low(bin)) * scales[bin]) >> 32;
    place.min(255) as u8
}

#[cfg(test)]
mod tests {
    use super::{BinEdges, BinRanges, BinnedColumn, ColumnBuilder};
    use crate::data::sort_key::key;

    /// A column of ascending values, written in parts of `n_rows` rows.
    fn column(keys: &[u32], edges: BinEdges, n_rows: usize) -> BinnedColumn {
        let mut builder = ColumnBuilder::new(edges, keys.len());
        let mut ranges = BinRanges::default();
        for (mut part, keys) in builder.parts(n_rows).zip(keys.chunks(n_rows)) {
            part.encode(keys, &mut ranges);
        }
        builder.finish(&ranges)
    }

    #[test]
    fn codes_and_subcodes_together_sort_as_the_values_do() {
        let values: Vec<f32> = (0..4000u16)
            .map(|i| (f32::from(i) - 1000.0).powi(3))
            .collect();
        let keys: Vec<u32> = values.iter().map(|&value| key(value)).collect();
        let edges = BinEdges::of_sample(&keys);
        let column = column(&keys, edges, 512);
        let places: Vec<(u8, u8)> = (column.codes().iter().copied())
            .zip(column.subcodes().iter().copied())
            .collect();
        assert!(places.is_sorted());
        // A bin is cut into many sub-bins, of about as many rows each.
        let different = places.chunk_by(|a, b| a == b).count();
        assert!(different > 3000, "{different}");
    }

    #[test]
    fn a_column_of_few_values_needs_no_subcodes() {
        let keys = [1.0, 1.0, 2.0, 7.0].map(key);
        let column = column(&keys, BinEdges::of_sample(&keys), 3);
        assert!(column.is_exact() && column.subcodes().is_empty());
        assert_eq!(column.codes(), [0, 0, 1, 2]);
        assert_eq!(column.only_key(2), key(7.0));
        assert_eq!(column.largest_possible(1), key(7.0) - 1);
    }

    #[test]
    fn a_missing_value_makes_a_column_inexact() {
        let keys = [1.0, 2.0, f32::NAN].map(key);
        let column = column(&keys, BinEdges::of_sample(&keys[..2]), 3);
        assert!(column.has_missing() && !column.is_exact());
        assert!(column.is_single(0) && column.is_single(1));
    }
}
