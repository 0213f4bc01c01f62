//! Searching a feature by sorting a node's values.

use super::batched_sort::{BatchedSort, Progress};
use super::counting::CountingSearch;
use super::scan_sorted::scan_sorted;
use crate::data::FeatureValue;
use crate::data::sort_key::MISSING;
use crate::splitter::binned::best_split::{
    BestSplit, CandidateOrder, FeatureContext, Gap, SplitCandidate, is_gap,
};
use crate::splitter::binned::bounds::CandidateBins;
use crate::splitter::binned::rows::{KeyedRow, NodeRows};

/// The search by sorting. Its memory is used again from node to node.
#[derive(Debug, Default)]
pub(crate) struct SortingSearch {
    /// The features that are sorted several at once.
    pub(crate) batch: BatchedSort,
    keyed: Vec<KeyedRow>,
    /// All of a node's values as one bin.
    whole: CandidateBins,
}

impl SortingSearch {
    /// Looks at all gaps of the feature; returns whether it varies in the node.
    pub(crate) fn search<T: FeatureValue>(
        &mut self,
        best: &mut BestSplit,
        node: &mut NodeRows<'_, '_, T>,
        context: FeatureContext,
    ) -> bool {
        let keyed = &mut self.keyed;
        let n_rows = node.rows.len();
        let data = node.data;
        let suits = |feature: usize| {
            let column = data.bins.column(feature);
            !column.has_missing() && !CountingSearch::suits(column, n_rows, data.n_classes)
        };
        match self.batch.take(best, node, context, keyed, suits) {
            Progress::Searched => return true,
            Progress::Sorted => {}
            Progress::Untouched => {
                keyed.clear();
                node.keys(context.feature, node.rows, |row, key| {
                    keyed.push(row.keyed(key));
                });
                keyed.sort_unstable();
            }
        }
        let n_values = keyed.partition_point(|row| row.key() != MISSING);
        let (values, missing) = keyed.split_at(n_values);
        let (Some(first), Some(last)) = (values.first(), values.last()) else {
            return false;
        };
        if missing.is_empty() {
            if !is_gap(first.key(), last.key()) {
                return false;
            }
            let nothing = best.totals.classes.iter().map(|_| 0.0);
            self.whole.set_whole(0, values.len(), nothing);
            scan_sorted(best, context, &self.whole, values);
        } else {
            search_with_missing(best, context, &mut self.whole, values, missing);
        }
        true
    }
}

/// Looks at all gaps with missing values on the right, at the one between all values
/// and the missing ones, and at all gaps with missing values on the left.
fn search_with_missing(
    best: &mut BestSplit,
    context: FeatureContext,
    whole: &mut CandidateBins,
    values: &[KeyedRow],
    missing: &[KeyedRow],
) {
    let n_classes = best.totals.classes.len();
    let right = FeatureContext {
        missing: Some(false),
        ..context
    };
    whole.set_whole(0, values.len(), (0..n_classes).map(|_| 0.0));
    scan_sorted(best, right, whole, values);
    let candidate = SplitCandidate {
        order: CandidateOrder {
            rank: context.rank,
            second_pass: false,
            key: u32::MAX,
        },
        feature: context.feature,
        gap: Gap::Missing,
        n_left: values.len(),
        missing_left: false,
    };
    let all_values = class_weights(values, n_classes);
    best.offer(candidate, all_values.iter().copied());
    let left = FeatureContext {
        missing: Some(true),
        ..context
    };
    let missing_weights = class_weights(missing, n_classes).into_iter();
    whole.set_whole(missing.len(), values.len(), missing_weights);
    scan_sorted(best, left, whole, values);
}

fn class_weights(rows: &[KeyedRow], n_classes: usize) -> Vec<f64> {
    let mut weights = vec![0.0; n_classes];
    for row in rows {
        weights[row.class()] += f64::from(row.weight());
    }
    weights
}
