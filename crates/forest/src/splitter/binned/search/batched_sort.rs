//! Searching several features of a small node at once, ahead of the draw.

use std::ops::Range;

use super::lanes::{LANES, LaneVector, sort_lanes};
use super::score_batch::BatchScorer;
use crate::data::FeatureValue;
use crate::splitter::binned::best_split::{BestSplit, FeatureContext};
use crate::splitter::binned::rows::{KeyedRow, NodeRows};
use crate::splitter::feature_sampler::FeatureSampler;

/// Fewer features than this are searched faster one by one.
const FEWEST_LANES: usize = 2;

/// How far the search of a feature has come ahead of its draw.
#[derive(Debug)]
pub(crate) enum Progress {
    /// All of its splits have been looked at.
    Searched,
    /// Its values are sorted.
    Sorted,
    /// It has not been looked at.
    Untouched,
}

/// The features of a small node that are sorted and searched side by side, before they
/// are drawn. Its memory is used again from node to node.
#[derive(Debug, Default)]
pub(crate) struct BatchedSort {
    /// The features that are going to be drawn, as far as is known.
    ahead: Vec<usize>,
    /// The places among them of the features that are sorted.
    sorted: Range<usize>,
    /// Whether the splits of the sorted features have been looked at.
    searched: bool,
    vectors: Vec<LaneVector>,
    scorer: BatchScorer,
}

impl BatchedSort {
    /// Starts a node: sees which features are going to be drawn, unless one of them turns
    /// out to be constant.
    pub(crate) fn start(&mut self, sampler: &mut FeatureSampler, n_constant: usize) {
        sampler.look_ahead(n_constant, &mut self.ahead);
        self.sorted = 0..0;
    }

    /// Starts a node in which features are searched one by one.
    pub(crate) fn clear(&mut self) {
        self.ahead.clear();
        self.sorted = 0..0;
    }

    /// Takes note that a feature turned out to be constant, so that others than expected
    /// may follow.
    pub(crate) fn lose_track(&mut self) {
        self.ahead.truncate(self.sorted.end);
    }

    /// Takes the next feature that is drawn, together with those that follow and `suit`.
    /// `sorted` gets its sorted values if it has to be searched alone.
    pub(crate) fn take<T: FeatureValue>(
        &mut self,
        best: &mut BestSplit,
        node: &mut NodeRows<'_, '_, T>,
        context: FeatureContext,
        sorted: &mut Vec<KeyedRow>,
        suits: impl Fn(usize) -> bool,
    ) -> Progress {
        if self.ahead.get(context.rank) == Some(&context.feature) && context.rank >= self.sorted.end
        {
            let following = self.ahead[context.rank..].iter().take(LANES);
            let n_lanes = following.take_while(|&&next| suits(next)).count();
            if n_lanes < FEWEST_LANES {
                return Progress::Untouched;
            }
            self.sorted = context.rank..context.rank + n_lanes;
            self.sort(node);
            let features = &self.ahead[self.sorted.clone()];
            self.searched = self.scorer.search(best, &self.vectors, context, features);
        }
        let lane = self.ahead[self.sorted.clone()]
            .iter()
            .position(|&known| known == context.feature);
        match lane {
            Some(_) if self.searched => Progress::Searched,
            Some(lane) => {
                sorted.clear();
                sorted.extend(self.vectors.iter().map(|vector| vector.row(lane)));
                Progress::Sorted
            }
            None => Progress::Untouched,
        }
    }

    fn sort<T: FeatureValue>(&mut self, node: &mut NodeRows<'_, '_, T>) {
        self.vectors.clear();
        self.vectors.resize(node.rows.len(), LaneVector::default());
        for (lane, &feature) in self.ahead[self.sorted.clone()].iter().enumerate() {
            let mut vectors = self.vectors.iter_mut();
            node.keys(feature, node.rows, |row, key| {
                if let Some(vector) = vectors.next() {
                    vector.set(lane, row.keyed(key));
                }
            });
        }
        sort_lanes(&mut self.vectors);
    }
}
