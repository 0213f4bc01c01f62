//! Where the bins of a feature begin.

use std::hint::select_unpredictable;

use crate::data::sort_key::value;

/// The most bins of a feature, since a code has eight bits.
pub(crate) const MAX_BINS: usize = 256;

/// The length of the table of edges. It is twice that of the bins, since a search may probe
/// behind the last one.
const PADDED: usize = 2 * MAX_BINS;
/// The number of slots of the table that searches start from.
const SLOTS: usize = 4096;

/// The smallest key of each bin, ascending; the first is 0.
#[derive(Debug, Clone)]
pub(crate) struct BinEdges {
    /// Entries behind the last bin are [`u32::MAX`], above every key of a number.
    lows: Box<[u32; PADDED]>,
    n_bins: usize,
    shared: bool,
    start: SearchTable,
}

/// Where searches start. The line of values is cut into equal intervals, and each slot
/// knows the first bin that its interval reaches into.
#[derive(Debug, Clone)]
struct SearchTable {
    lowest: f32,
    slots_per_one: f32,
    bins: Box<[u8; SLOTS]>,
    /// A power of two. No interval reaches into more than twice this many bins.
    first_step: usize,
}

impl BinEdges {
    /// Bins with about equal numbers of the sampled keys. Where there are few values, each
    /// has a bin of its own, and so has a value that is frequent. `sample` is sorted.
    pub(crate) fn of_sample(sample: &[u32]) -> Self {
        let groups: Vec<&[u32]> = sample.chunk_by(|a, b| a == b).collect();
        let firsts: Vec<u32> = if groups.len() <= MAX_BINS {
            groups.iter().map(|group| group[0]).collect()
        } else {
            quantiles(&groups, sample.len())
        };
        Self::from_firsts(firsts, groups.len() > MAX_BINS)
    }

    /// Bins that begin with these keys, except that the first begins with 0. `shared` says
    /// that several values share a bin.
    pub(crate) fn from_firsts(firsts: impl IntoIterator<Item = u32>, shared: bool) -> Self {
        let mut lows = Box::new([u32::MAX; PADDED]);
        let mut n_bins = 0;
        for (low, first) in lows.iter_mut().zip(firsts) {
            *low = first;
            n_bins += 1;
        }
        // Bin 0 may have lost its low end in an earlier round.
        let range = (lows[usize::from(lows[0] == 0)], lows[n_bins.max(1) - 1]);
        lows[0] = 0;
        let mut edges = Self {
            lows,
            n_bins: n_bins.max(1),
            shared,
            start: SearchTable::anywhere(),
        };
        edges.start = SearchTable::of(&edges, range);
        edges
    }

    /// Whether several values share a bin, as far as is known.
    pub(crate) fn are_shared(&self) -> bool {
        self.shared
    }

    /// The number of bins, 1 to 256.
    pub(crate) fn n_bins(&self) -> usize {
        self.n_bins
    }

    /// The smallest key of a bin.
    pub(crate) fn low(&self, bin: usize) -> u32 {
        self.lows[bin]
    }

    /// The smallest key that lies behind a bin.
    pub(crate) fn low_after(&self, bin: u8) -> u32 {
        let next = self.lows.get(usize::from(bin) + 1);
        next.copied().unwrap_or(u32::MAX)
    }

    /// The bin of a number's key.
    pub(crate) fn bin(&self, key: u32) -> u8 {
        self.search::<{ MAX_BINS / 2 }>(key, 0)
    }

    /// Writes the bins of the keys of some numbers.
    pub(crate) fn bins(&self, keys: &[u32], bins: &mut [u8]) {
        match self.start.first_step {
            0 | 1 => self.search_all::<1>(keys, bins),
            2 => self.search_all::<2>(keys, bins),
            3..=8 => self.search_all::<8>(keys, bins),
            _ => self.search_all::<{ MAX_BINS / 2 }>(keys, bins),
        }
    }

    fn search_all<const FIRST_STEP: usize>(&self, keys: &[u32], bins: &mut [u8]) {
        for (bin, &key) in bins.iter_mut().zip(keys) {
            let start = self.start.bins[self.start.slot(key)];
            *bin = self.search::<FIRST_STEP>(key, start);
        }
    }

    /// A binary search without branches, so that searches for several keys overlap;
    /// `FIRST_STEP` is a power of two.
    #[inline]
    fn search<const FIRST_STEP: usize>(&self, key: u32, start: u8) -> u8 {
        let mut bin = usize::from(start);
        let mut step = FIRST_STEP;
        while step > 1 {
            // A probe never lies behind the padding; the mask tells the compiler so.
            let probe = (bin + step) & (PADDED - 1);
            bin = select_unpredictable(self.lows[probe] <= key, probe, bin);
            step /= 2;
        }
        let last = usize::from(self.lows[(bin + 1) & (PADDED - 1)] <= key);
        code(bin + last)
    }
}

impl SearchTable {
    /// A table with which every search goes through all bins.
    fn anywhere() -> Self {
        Self {
            lowest: 0.0,
            slots_per_one: 0.0,
            bins: Box::new([0; SLOTS]),
            first_step: MAX_BINS / 2,
        }
    }

    /// `range` are the keys of the first and the last bin's smallest values.
    fn of(edges: &BinEdges, range: (u32, u32)) -> Self {
        let mut start = Self::anywhere();
        let (lowest, highest) = (value(range.0), value(range.1));
        let slots_per_one = (SLOTS - 1) as f32 / (highest - lowest);
        if !slots_per_one.is_finite() {
            return start;
        }
        (start.lowest, start.slots_per_one) = (lowest, slots_per_one);
        // The mapping from keys to slots never descends. So a slot's bins are those from
        // where the slot before ended to the last bin that begins in it.
        let mut widest = 0;
        let mut bin = 0;
        for slot in 0..SLOTS {
            start.bins[slot] = code(bin);
            while bin + 1 < edges.n_bins && start.slot(edges.lows[bin + 1]) <= slot {
                bin += 1;
            }
            widest = widest.max(bin - usize::from(start.bins[slot]));
        }
        start.first_step = (widest + 1).next_power_of_two() / 2;
        start
    }

    /// The slot of a key. A key out of range or missing has the first or the last one.
    fn slot(&self, key: u32) -> usize {
        let place = (value(key) - self.lowest) * self.slots_per_one;
        usize::from(saturating_u16(place)).min(SLOTS - 1)
    }
}

/// A bin as a code; there are not more than 256.
#[expect(clippy::cast_possible_truncation, reason = "masked to eight bits")]
fn code(bin: usize) -> u8 {
    (bin & (MAX_BINS - 1)) as u8
}

/// Rounds towards zero; a number out of range becomes the nearest in range, a NaN 0.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "saturating is the purpose"
)]
fn saturating_u16(number: f32) -> u16 {
    number as u16
}

/// The first key of each bin. A bin is closed as soon as it holds its share of the keys
/// that are left, and before a value that fills a bin alone.
///
/// A bin begins in the middle between two sampled keys, not at one. Right below a value the
/// next one is often too close for a split between the two. The gap around a place that is
/// chosen without a look at the values is wide, since wide gaps take up most of the line.
fn quantiles(groups: &[&[u32]], n_keys: usize) -> Vec<u32> {
    let mut firsts = Vec::with_capacity(MAX_BINS);
    let (mut left, mut held, mut share) = (n_keys, 0, 0);
    let mut last: Option<u32> = None;
    for group in groups {
        let full = held >= share || group.len() >= share;
        if firsts.is_empty() || (full && firsts.len() < MAX_BINS) {
            left -= held;
            held = 0;
            share = (left / (MAX_BINS - firsts.len())).max(1);
            let middle = last.map_or(group[0], |last| last + (group[0] - last).div_ceil(2));
            firsts.push(middle);
        }
        held += group.len();
        last = Some(group[0]);
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::{BinEdges, MAX_BINS};

    #[test]
    fn few_values_get_a_bin_each() {
        let edges = BinEdges::of_sample(&[5, 5, 7, 9, 9]);
        assert_eq!(edges.n_bins(), 3);
        assert_eq!(
            [5, 6, 7, 8, 9, 1000].map(|key| edges.bin(key)),
            [0, 0, 1, 1, 2, 2]
        );
    }

    #[test]
    fn many_values_are_shared_out_evenly() {
        let sample: Vec<u32> = (0..10_000).collect();
        let edges = BinEdges::of_sample(&sample);
        assert_eq!(edges.n_bins(), MAX_BINS);
        let mut counts = [0; MAX_BINS];
        for key in sample {
            counts[usize::from(edges.bin(key))] += 1;
        }
        assert!(
            counts.iter().all(|&count| (30..=50).contains(&count)),
            "{counts:?}"
        );
    }

    #[test]
    fn a_frequent_value_does_not_cost_the_others_their_bins() {
        let mut sample = vec![500; 9000];
        sample.extend((0..500).chain(501..1001));
        sample.sort_unstable();
        let edges = BinEdges::of_sample(&sample);
        assert!(edges.n_bins() > 200, "{}", edges.n_bins());
        let bin = edges.bin(500);
        assert_eq!((edges.bin(499), edges.bin(501)), (bin - 1, bin + 1));
    }

    #[test]
    fn no_sample_gives_one_bin() {
        assert_eq!(BinEdges::of_sample(&[]).bin(77), 0);
    }
}
