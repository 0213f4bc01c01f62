//! How often each row is in a tree's sample.

use std::borrow::Cow;

/// How often each row is in a tree's sample, in as little memory as that fits into.
#[derive(Debug)]
pub(crate) enum BootstrapCounts<'a> {
    /// A byte per row: no row is in the sample more than 254 times.
    Narrow(Vec<u8>),
    /// A word per row.
    Wide(Cow<'a, [u32]>),
}

impl BootstrapCounts<'_> {
    /// How often each row is in the sample.
    pub(crate) fn weights(&self) -> Cow<'_, [u32]> {
        match self {
            Self::Narrow(weights) => weights.iter().copied().map(u32::from).collect(),
            Self::Wide(weights) => Cow::Borrowed(weights),
        }
    }

    /// How many rows there are in the sample, repetitions included.
    pub(crate) fn total(&self) -> u64 {
        match self {
            Self::Narrow(weights) => weights.iter().copied().map(u64::from).sum(),
            Self::Wide(weights) => weights.iter().copied().map(u64::from).sum(),
        }
    }

    /// Whether no row is in the sample more than `limit` times.
    pub(crate) fn at_most(&self, limit: u32) -> bool {
        match self {
            // Nearly always known without a look.
            Self::Narrow(weights) => {
                limit >= u32::from(u8::MAX)
                    || weights.iter().all(|&weight| u32::from(weight) <= limit)
            }
            Self::Wide(weights) => weights.iter().all(|&weight| weight <= limit),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::BootstrapCounts;

    #[test]
    fn bytes_and_words_say_the_same() {
        let narrow = BootstrapCounts::Narrow(vec![0, 3, 254]);
        let wide = BootstrapCounts::Wide(vec![0, 3, 254].into());
        for counts in [narrow, wide] {
            assert_eq!(*counts.weights(), [0, 3, 254]);
            assert_eq!(counts.total(), 257);
            assert!(counts.at_most(254) && !counts.at_most(253));
        }
    }
}
