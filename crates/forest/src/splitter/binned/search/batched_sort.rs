//! Searching a small node's features several at once, ahead of the draw.

use std::ops::Range;

use super::lanes::{LANES, Vector, sort_lanes};
use super::scan_sorted::Route;
use super::score_batch::Sweep;
use crate::data::FeatureValue;
use crate::splitter::binned::best_split::Lead;
use crate::splitter::binned::rows::KeyedRow;
use crate::splitter::binned::splitter::NodeRows;
use crate::splitter::feature_sampler::FeatureDraw;

/// Fewer features than this are searched faster one by one.
const FEWEST_LANES: usize = 2;

/// What is known of a feature.
#[derive(Debug)]
pub(crate) enum Known {
    /// All of its splits have been looked at.
    Searched,
    /// Its values are sorted.
    Sorted,
    /// Nothing.
    Nothing,
}

/// Searches ahead of the draw. Keeps its memory from node to node.
#[derive(Debug, Default)]
pub(crate) struct Lanes {
    /// The features that are going to be drawn, as far as is known.
    ahead: Vec<usize>,
    /// Those of them that are sorted.
    sorted: Range<usize>,
    /// Whether the splits of those have been looked at.
    searched: bool,
    vectors: Vec<Vector>,
    sweep: Sweep,
}

impl Lanes {
    /// Starts a node: sees which features are going to be drawn, unless one of them turns
    /// out to be constant.
    pub(crate) fn start(&mut self, draw: &mut FeatureDraw, n_constant: usize) {
        draw.look_ahead(n_constant, &mut self.ahead);
        self.sorted = 0..0;
    }

    /// Starts a node in which features are searched one by one.
    pub(crate) fn clear(&mut self) {
        self.ahead.clear();
        self.sorted = 0..0;
    }

    /// A feature turned out to be constant, so that others than expected may follow.
    pub(crate) fn lose_track(&mut self) {
        self.ahead.truncate(self.sorted.end);
    }

    /// Takes the next feature that is drawn, with those that follow and `suit`; `sorted`
    /// gets its sorted values if it has to be searched alone.
    pub(crate) fn take<T: FeatureValue>(
        &mut self,
        lead: &mut Lead,
        node: &mut NodeRows<'_, '_, T>,
        route: Route,
        sorted: &mut Vec<KeyedRow>,
        suits: impl Fn(usize) -> bool,
    ) -> Known {
        if self.ahead.get(route.rank) == Some(&route.feature) && route.rank >= self.sorted.end {
            let following = self.ahead[route.rank..].iter().take(LANES);
            let n_lanes = following.take_while(|&&next| suits(next)).count();
            if n_lanes < FEWEST_LANES {
                return Known::Nothing;
            }
            self.sorted = route.rank..route.rank + n_lanes;
            self.sort(node);
            let features = &self.ahead[self.sorted.clone()];
            self.searched = self.sweep.search(lead, &self.vectors, route, features);
        }
        let lane = self.ahead[self.sorted.clone()]
            .iter()
            .position(|&known| known == route.feature);
        match lane {
            Some(_) if self.searched => Known::Searched,
            Some(lane) => {
                sorted.clear();
                sorted.extend(self.vectors.iter().map(|vector| vector.row(lane)));
                Known::Sorted
            }
            None => Known::Nothing,
        }
    }

    fn sort<T: FeatureValue>(&mut self, node: &mut NodeRows<'_, '_, T>) {
        self.vectors.clear();
        self.vectors.resize(node.rows.len(), Vector::default());
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
