//! What a tree draws with its seed.

use numpy::random::RandomState;

use super::bootstrap_counts::BootstrapCounts;
use super::row_sampling::RowSampling;
use super::row_set::RowSet;
use super::seeds::feature_seed;

/// What a tree draws with its seed.
#[derive(Debug)]
pub(crate) struct TreeSample<'a> {
    /// How often each held row is in the tree's sample.
    pub(crate) counts: BootstrapCounts<'a>,
    /// The size of the sample.
    pub(crate) total_weight: u64,
    /// The seed of the draws of features.
    pub(crate) feature_seed: u32,
}

impl<'a> TreeSample<'a> {
    /// Draws the sample of the tree with this seed. `held` are the rows in memory, if those that
    /// no tree draws were left out.
    pub(crate) fn new(sampling: &'a RowSampling, held: Option<&RowSet>, seed: u32) -> Self {
        let random = RandomState::new(seed);
        let counts = match held {
            None => sampling.counts(random.clone()),
            Some(held) => sampling.counts_among(held, random.clone()),
        };
        Self {
            total_weight: counts.total(),
            counts,
            feature_seed: feature_seed(random),
        }
    }

    /// Gives the memory of the counts back.
    pub(crate) fn forget_counts(&mut self) {
        self.counts = BootstrapCounts::Narrow(Vec::new());
    }
}
