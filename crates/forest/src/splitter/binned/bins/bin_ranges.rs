//! The values that the bins of a feature hold.

use super::edges::{BinEdges, MAX_BINS};
use crate::data::sort_key::{MISSING, key, value};
use crate::splitter::FEATURE_THRESHOLD;

/// The smallest and the largest sort key of each bin.
#[derive(Debug, Clone)]
pub(crate) struct BinRanges {
    pub(crate) smallest: Box<[u32; MAX_BINS]>,
    largest: Box<[u32; MAX_BINS]>,
    /// Whether a value is missing.
    pub(crate) missing: bool,
}

impl Default for BinRanges {
    fn default() -> Self {
        Self {
            smallest: Box::new([u32::MAX; MAX_BINS]),
            largest: Box::new([0; MAX_BINS]),
            missing: false,
        }
    }
}

impl BinRanges {
    /// Extends a bin to hold a key.
    pub(crate) fn add(&mut self, code: u8, added: u32) {
        if added == MISSING {
            self.missing = true;
            return;
        }
        let bin = usize::from(code);
        // Nearly never the case, so that a branch is cheaper than two stores.
        if added < self.smallest[bin] {
            self.smallest[bin] = added;
        }
        if added > self.largest[bin] {
            self.largest[bin] = added;
        }
    }

    /// Extends this one to hold what the other holds.
    pub(crate) fn join(&mut self, other: &Self) {
        for bin in 0..MAX_BINS {
            self.smallest[bin] = self.smallest[bin].min(other.smallest[bin]);
            self.largest[bin] = self.largest[bin].max(other.largest[bin]);
        }
        self.missing |= other.missing;
    }

    /// Whether a value was infinite.
    pub(crate) fn has_infinity(&self) -> bool {
        let infinities = [f32::NEG_INFINITY, f32::INFINITY].map(key);
        self.smallest.contains(&infinities[0]) || self.largest.contains(&infinities[1])
    }

    fn is_empty(&self, bin: usize) -> bool {
        self.smallest[bin] > self.largest[bin]
    }

    /// Whether a bin holds one value.
    pub(crate) fn is_single(&self, bin: usize) -> bool {
        self.smallest[bin] == self.largest[bin]
    }

    /// Whether a bin holds several values.
    pub(crate) fn is_mixed(&self, bin: usize) -> bool {
        self.smallest[bin] < self.largest[bin]
    }

    /// Whether no bin holds several values.
    pub(crate) fn one_value_per_bin(&self) -> bool {
        !(0..MAX_BINS).any(|bin| self.is_mixed(bin))
    }

    /// Fewer bins, where some lie so close to each other that no split between them is
    /// allowed: those become one.
    pub(crate) fn merge_close(&self, edges: &BinEdges) -> Option<BinEdges> {
        let mut firsts = vec![edges.low(0)];
        let mut last: Option<usize> = None;
        for bin in (0..edges.n_bins()).filter(|&bin| !self.is_empty(bin)) {
            let close = |last: usize| {
                value(self.smallest[bin]) <= value(self.largest[last]) + FEATURE_THRESHOLD
            };
            if bin > 0 && !last.is_some_and(close) {
                firsts.push(edges.low(bin));
            }
            last = Some(bin);
        }
        let n_filled = (0..edges.n_bins())
            .filter(|&bin| bin == 0 || !self.is_empty(bin))
            .count();
        (firsts.len() < n_filled).then(|| BinEdges::from_firsts(firsts, true))
    }

    /// A bin for each value, if there are no more values than a code can tell apart. `mixed`
    /// hands out the keys in bins that hold several.
    ///
    /// Where there are few values, bins are made for the values of a sample, which the
    /// rarest ones are not in.
    pub(crate) fn separate(&self, mixed: impl Iterator<Item = u32>) -> Option<BinEdges> {
        let single = (0..MAX_BINS).filter(|&bin| self.is_single(bin));
        let mut keys: Vec<u32> = single.map(|bin| self.smallest[bin]).collect();
        for key in mixed {
            if let Err(place) = keys.binary_search(&key) {
                if keys.len() == MAX_BINS {
                    return None;
                }
                keys.insert(place, key);
            }
        }
        Some(BinEdges::from_firsts(keys, false))
    }
}

#[cfg(test)]
mod tests {
    use super::{BinEdges, BinRanges};
    use crate::data::sort_key::{MISSING, key};

    /// Bins that begin with these values, and the ranges of the values in them.
    fn ranges(firsts: &[f32], values: &[f32]) -> (BinEdges, BinRanges) {
        let edges = BinEdges::from_firsts(firsts.iter().map(|&first| key(first)), true);
        let mut ranges = BinRanges::default();
        for &value in values {
            ranges.add(edges.bin(key(value)), key(value));
        }
        (edges, ranges)
    }

    #[test]
    fn bins_too_close_for_a_split_between_them_become_one() {
        // 1 and its neighbour above are not told apart, and the fourth bin is empty.
        let firsts = [0.0, 1.0, 1.0f32.next_up(), 2.0, 3.0];
        let values = [0.0, 0.5, 1.0, 1.0f32.next_up(), 3.0, 4.0];
        let (edges, ranges) = ranges(&firsts, &values);
        let merged = ranges.merge_close(&edges).expect("two bins are too close");
        let bins = values.map(|value| merged.bin(key(value)));
        assert_eq!(bins, [0, 0, 1, 1, 2, 2]);
        let mut again = BinRanges::default();
        for value in values {
            again.add(merged.bin(key(value)), key(value));
        }
        assert!(again.merge_close(&merged).is_none());
    }

    #[test]
    fn each_value_gets_a_bin_while_a_code_can_tell_them_apart() {
        let (_, ranges) = ranges(&[0.0, 10.0], &[1.0, 2.0, 10.0]);
        assert!(ranges.is_mixed(0) && ranges.is_single(1));
        let separate = |n: u16| ranges.separate((1..=n).map(|value| key(f32::from(value))));
        let edges = separate(255).expect("255 values");
        assert_eq!(edges.n_bins(), 255);
        let bins = [1.0, 2.0, 10.0].map(|value| edges.bin(key(value)));
        assert_eq!(bins, [0, 1, 9]);
        assert!(separate(256).is_some() && separate(257).is_none());
    }

    #[test]
    fn ranges_of_two_parts_join_to_those_of_the_whole() {
        let edges = BinEdges::from_firsts([0.0, 5.0].map(key), true);
        let part = |values: &[f32]| {
            let mut ranges = BinRanges::default();
            for &value in values {
                ranges.add(edges.bin(key(value)), key(value));
            }
            ranges
        };
        let mut joined = part(&[4.0, 1.0]);
        joined.join(&part(&[2.0, f32::NAN, 6.0]));
        assert!(joined.missing && joined.is_mixed(0) && joined.is_single(1));
        assert_eq!(joined.smallest[..2], [1.0, 6.0].map(key));
        assert!(!joined.has_infinity() && part(&[f32::INFINITY]).has_infinity());
        assert_eq!(key(f32::NAN), MISSING);
    }
}
