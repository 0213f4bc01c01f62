//! The first of the best splits seen so far, for the plain searches.

use crate::criterion::Side;
use crate::splitter::{ChildStats, SplitRecord, proxy_impurity_improvement};

/// A split before its children are known.
#[derive(Debug, Clone, Copy)]
pub(crate) struct SplitPoint {
    /// The feature compared.
    pub(crate) feature: usize,
    /// Rows with a value up to this one go left.
    pub(crate) threshold: f64,
    /// Whether rows without a value go left.
    pub(crate) missing_left: bool,
    /// The number of different rows on the left.
    pub(crate) n_left: usize,
}

/// The first of the best splits offered so far.
#[derive(Debug, Default)]
pub(crate) struct FirstBest {
    split: Option<SplitRecord>,
    proxy: f64,
    left_weights: Vec<u64>,
}

impl FirstBest {
    /// Forgets what was offered.
    pub(crate) fn clear(&mut self) {
        self.split = None;
    }

    /// Keeps the split if it is strictly better than all before it.
    pub(crate) fn offer(&mut self, place: SplitPoint, left: &Side, right: &Side) {
        let children = (child(left), child(right));
        let proxy = proxy_impurity_improvement(children.0, children.1);
        if self.split.is_some() && proxy <= self.proxy {
            return;
        }
        self.proxy = proxy;
        self.split = Some(SplitRecord {
            feature: place.feature,
            threshold: place.threshold,
            missing_left: place.missing_left,
            n_left: place.n_left,
            left: children.0,
            right: children.1,
        });
        self.left_weights.clear();
        self.left_weights.extend_from_slice(left.class_weights());
    }

    /// The best split, if any was offered.
    pub(crate) fn split(&self) -> Option<SplitRecord> {
        self.split
    }

    /// The class weights on its left.
    pub(crate) fn left_weights(&self) -> &[u64] {
        &self.left_weights
    }
}

fn child(side: &Side) -> ChildStats {
    ChildStats {
        weight: side.weight() as f64,
        impurity: side.impurity(),
    }
}

/// scikit-learn's threshold between two neighbouring values. Each is halved before they
/// are added up, which decides how the sum is rounded.
pub(crate) fn midpoint(below: f32, above: f32) -> f64 {
    f64::from(below) / 2.0 + f64::from(above) / 2.0
}
