//! Searching a feature by sorting a node's values.

use super::batched_sort::{Known, Lanes};
use super::counting::Counting;
use super::scan_sorted::{Route, walk};
use crate::data::FeatureValue;
use crate::data::sort_key::{MISSING, value};
use crate::splitter::SAME_VALUE;
use crate::splitter::binned::best_split::{Candidate, Gap, Lead, Position};
use crate::splitter::binned::bounds::{Survivor, Survivors};
use crate::splitter::binned::rows::KeyedRow;
use crate::splitter::binned::splitter::NodeRows;

/// Sorts and walks; keeps its memory from node to node.
#[derive(Debug, Default)]
pub(crate) struct Sorting {
    pub(crate) lanes: Lanes,
    keyed: Vec<KeyedRow>,
    whole: Survivors,
}

impl Sorting {
    /// Looks at all gaps of the feature; returns whether it varies in the node.
    pub(crate) fn search<T: FeatureValue>(
        &mut self,
        lead: &mut Lead,
        node: &mut NodeRows<'_, '_, T>,
        route: Route,
    ) -> bool {
        let keyed = &mut self.keyed;
        let n_rows = node.rows.len();
        let data = node.data;
        let suits = |feature: usize| {
            let column = data.bins.column(feature);
            !column.has_missing() && !Counting::suits(column, n_rows, data.n_classes)
        };
        match self.lanes.take(lead, node, route, keyed, suits) {
            Known::Searched => return true,
            Known::Sorted => {}
            Known::Nothing => {
                keyed.clear();
                node.keys(route.feature, node.rows, |row, key| {
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
            if value(last.key()) <= value(first.key()) + SAME_VALUE {
                return false;
            }
            let nothing = lead.totals.classes.iter().map(|_| 0.0);
            set(&mut self.whole, 0, values.len(), nothing);
            walk(lead, route, &self.whole, values);
        } else {
            search_with_missing(lead, route, &mut self.whole, values, missing);
        }
        true
    }
}

/// Looks at all gaps with missing values on the right, at the one between all values
/// and the missing ones, and at all gaps with missing values on the left.
fn search_with_missing(
    lead: &mut Lead,
    route: Route,
    whole: &mut Survivors,
    values: &[KeyedRow],
    missing: &[KeyedRow],
) {
    let n_classes = lead.totals.classes.len();
    let right = Route {
        missing: Some(false),
        ..route
    };
    set(whole, 0, values.len(), (0..n_classes).map(|_| 0.0));
    walk(lead, right, whole, values);
    let candidate = Candidate {
        position: Position {
            rank: route.rank,
            second_pass: false,
            key: u32::MAX,
        },
        feature: route.feature,
        gap: Gap::Missing,
        n_left: values.len(),
        missing_left: false,
    };
    let all_values = class_weights(values, n_classes);
    lead.offer(candidate, all_values.iter().copied());
    let left = Route {
        missing: Some(true),
        ..route
    };
    set(
        whole,
        missing.len(),
        values.len(),
        class_weights(missing, n_classes).into_iter(),
    );
    walk(lead, left, whole, values);
}

fn class_weights(rows: &[KeyedRow], n_classes: usize) -> Vec<f64> {
    let mut weights = vec![0.0; n_classes];
    for row in rows {
        weights[row.class()] += f64::from(row.weight());
    }
    weights
}

/// One run of rows behind `before`.
fn set(whole: &mut Survivors, n_before: usize, n_rows: usize, before: impl Iterator<Item = f64>) {
    whole.clear();
    let run = Survivor {
        cell: 0,
        n_before,
        n_rows,
        follows: false,
    };
    whole.cells.push(run);
    whole.before.extend(before);
}
