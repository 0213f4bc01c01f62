//! What a tree draws with its seed.

use numpy::random::RandomState;

use super::bootstrap_counts::BootstrapCounts;
use super::row_sampling::RowSampling;
use super::seeds::feature_seed;

/// What a tree draws with its seed.
#[derive(Debug)]
pub(crate) struct TreeSample<'a> {
    /// How often each row is in the tree's sample.
    pub(crate) counts: BootstrapCounts<'a>,
    /// The size of the sample.
    pub(crate) total_weight: u64,
    /// The seed of the draws of features.
    pub(crate) feature_seed: u32,
}

impl<'a> TreeSample<'a> {
    /// Draws the sample of the tree with this seed.
    pub(crate) fn new(sampling: &'a RowSampling, seed: u32) -> Self {
        let random = RandomState::new(seed);
        let counts = sampling.counts(random.clone());
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
