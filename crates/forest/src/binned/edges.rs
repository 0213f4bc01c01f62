//! Where the bins of a feature begin.

/// A code has eight bits.
pub(crate) const MAX_BINS: usize = 256;

/// The smallest key of each bin, ascending; the first is 0.
#[derive(Debug, Clone)]
pub(crate) struct Edges {
    /// What is not used is [`u32::MAX`], above every key of a number.
    lows: Box<[u32; MAX_BINS]>,
    n_bins: usize,
}

impl Edges {
    /// Bins of about equal numbers of the sampled keys; a value of its own bin
    /// where there are few values or one is frequent. `sample` is sorted.
    pub(crate) fn of_sample(sample: &[u32]) -> Self {
        let groups: Vec<&[u32]> = sample.chunk_by(|a, b| a == b).collect();
        let firsts: Vec<u32> = if groups.len() <= MAX_BINS {
            groups.iter().map(|group| group[0]).collect()
        } else {
            quantiles(&groups, sample.len())
        };
        Self::from_firsts(firsts)
    }

    /// Bins that begin with these keys, except that the first begins with 0.
    pub(crate) fn from_firsts(firsts: impl IntoIterator<Item = u32>) -> Self {
        let mut lows = Box::new([u32::MAX; MAX_BINS]);
        let mut n_bins = 0;
        for (low, first) in lows.iter_mut().zip(firsts) {
            *low = first;
            n_bins += 1;
        }
        lows[0] = 0;
        Self {
            lows,
            n_bins: n_bins.max(1),
        }
    }

    /// How many bins there are, 1 to 256.
    pub(crate) fn n_bins(&self) -> usize {
        self.n_bins
    }

    /// The smallest key of a bin.
    pub(crate) fn low(&self, bin: usize) -> u32 {
        self.lows[bin]
    }

    /// The smallest key that is behind a bin.
    pub(crate) fn low_after(&self, bin: u8) -> u32 {
        let next = self.lows.get(usize::from(bin) + 1);
        next.copied().unwrap_or(u32::MAX)
    }

    /// The bin of a number's key: a binary search without branches, so that searches
    /// for several keys overlap.
    pub(crate) fn bin(&self, key: u32) -> u8 {
        let mut bin = 0;
        for step in [128, 64, 32, 16, 8, 4, 2, 1] {
            // Never above 255; the mask tells the compiler.
            let probe = (bin + step) & (MAX_BINS - 1);
            bin += step * usize::from(self.lows[probe] <= key);
        }
        (bin & (MAX_BINS - 1)) as u8
    }
}

/// The first key of each bin: a bin is closed as soon as it holds its share of what
/// is left, and before a value that fills a bin alone.
fn quantiles(groups: &[&[u32]], n_keys: usize) -> Vec<u32> {
    let mut firsts = Vec::with_capacity(MAX_BINS);
    let (mut left, mut held, mut share) = (n_keys, 0, 0);
    for group in groups {
        let full = held >= share || group.len() >= share;
        if firsts.is_empty() || (full && firsts.len() < MAX_BINS) {
            left -= held;
            held = 0;
            share = (left / (MAX_BINS - firsts.len())).max(1);
            firsts.push(group[0]);
        }
        held += group.len();
    }
    firsts
}

#[cfg(test)]
mod tests {
    use super::{Edges, MAX_BINS};

    #[test]
    fn few_values_get_a_bin_each() {
        let edges = Edges::of_sample(&[5, 5, 7, 9, 9]);
        assert_eq!(edges.n_bins(), 3);
        assert_eq!(
            [5, 6, 7, 8, 9, 1000].map(|key| edges.bin(key)),
            [0, 0, 1, 1, 2, 2]
        );
    }

    #[test]
    fn many_values_are_shared_out_evenly() {
        let sample: Vec<u32> = (0..10_000).collect();
        let edges = Edges::of_sample(&sample);
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
        let edges = Edges::of_sample(&sample);
        assert!(edges.n_bins() > 200, "{}", edges.n_bins());
        assert_eq!(edges.low(usize::from(edges.bin(500))), 500);
        assert_eq!(edges.low(usize::from(edges.bin(501))), 501);
    }

    #[test]
    fn no_sample_gives_one_bin() {
        assert_eq!(Edges::of_sample(&[]).bin(77), 0);
    }
}
