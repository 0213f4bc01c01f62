//! Looking at every gap between sorted values.

use crate::data::sort_key::value;
use crate::splitter::SAME_VALUE;
use crate::splitter::binned::best_split::{Candidate, Gap, Lead, Position};
use crate::splitter::binned::bounds::{Survivor, Survivors};
use crate::splitter::binned::rows::KeyedRow;

/// What is the same for all candidates of one walk.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Route {
    pub(crate) rank: usize,
    pub(crate) feature: usize,
    /// Where missing values go, if there are any in the node.
    pub(crate) missing: Option<bool>,
}

/// Looks at the gaps inside each survivor; `rows` are the rows of all survivors, one
/// after the other, each sorted.
pub(crate) fn walk(lead: &mut Lead, route: Route, survivors: &Survivors, rows: &[KeyedRow]) {
    let n_classes = lead.totals.classes.len();
    let mut start = 0;
    for (survivor, before) in survivors.iter(n_classes) {
        let end = start + survivor.n_rows;
        let last = survivor.follows.then(|| rows[start - 1].key());
        if let &[l0, l1] = before {
            walk_two(lead, route, survivor, (l0, l1), last, &rows[start..end]);
        } else {
            walk_many(lead, route, survivor, before, last, &rows[start..end]);
        }
        start = end;
    }
}

fn walk_two(
    lead: &mut Lead,
    route: Route,
    survivor: &Survivor,
    before: (f64, f64),
    last: Option<u32>,
    rows: &[KeyedRow],
) {
    let (all, all_one) = (lead.totals.weight, lead.totals.classes[1]);
    let (mut left, mut one) = (before.0 + before.1, before.1);
    let mut floor = lead.floor();
    // Before the first row there is no gap, unless `last` says so.
    let mut below = last.or(rows.first().map(|row| row.key())).unwrap_or(0);
    for (i, row) in rows.iter().enumerate() {
        let above = row.key();
        if above != below {
            let (zero, right, right_one) = (left - one, all - left, all_one - one);
            let right_zero = right - right_one;
            let score = (zero * zero + one * one) * right
                + (right_zero * right_zero + right_one * right_one) * left;
            if score >= floor * (left * right) && is_gap(below, above) {
                let candidate = route.between(survivor.n_before + i, below, above, lead);
                lead.offer(candidate, [zero, one].into_iter());
                floor = lead.floor();
            }
            below = above;
        }
        let weight = f64::from(row.weight());
        left += weight;
        one += if row.class() == 1 { weight } else { 0.0 };
    }
}

fn walk_many(
    lead: &mut Lead,
    route: Route,
    survivor: &Survivor,
    before: &[f64],
    last: Option<u32>,
    rows: &[KeyedRow],
) {
    let mut classes = lead.take_buffer(before.iter().copied());
    let all = lead.totals.weight;
    let (mut left, mut left_squares, mut right_squares) = (0.0, 0.0, 0.0);
    for (&l, &total) in classes.iter().zip(&lead.totals.classes) {
        left += l;
        left_squares += l * l;
        right_squares += (total - l) * (total - l);
    }
    let mut floor = lead.floor();
    let mut below = last.or(rows.first().map(|row| row.key())).unwrap_or(0);
    for (i, row) in rows.iter().enumerate() {
        let above = row.key();
        if above != below {
            let right = all - left;
            let score = left_squares * right + right_squares * left;
            if score >= floor * (left * right) && is_gap(below, above) {
                let candidate = route.between(survivor.n_before + i, below, above, lead);
                lead.offer(candidate, classes.iter().copied());
                floor = lead.floor();
            }
            below = above;
        }
        let (weight, l) = (f64::from(row.weight()), classes[row.class()]);
        let r = lead.totals.classes[row.class()] - l;
        left += weight;
        left_squares += weight * (2.0 * l + weight);
        right_squares -= weight * (2.0 * r - weight);
        classes[row.class()] = l + weight;
    }
    lead.give_back(classes);
}

/// Whether two neighbouring values are told apart.
pub(crate) fn is_gap(below: u32, above: u32) -> bool {
    value(above) > value(below) + SAME_VALUE
}

impl Route {
    /// The split between two neighbouring values.
    pub(crate) fn between(self, n_left: usize, below: u32, above: u32, lead: &Lead) -> Candidate {
        Candidate {
            position: Position {
                rank: self.rank,
                second_pass: self.missing == Some(true),
                key: below,
            },
            feature: self.feature,
            gap: Gap::Keys(below, above),
            n_left,
            missing_left: self.missing_left(n_left, lead),
        }
    }

    /// Without missing values in the node, those to come follow the majority.
    pub(crate) fn missing_left(self, n_left: usize, lead: &Lead) -> bool {
        self.missing.unwrap_or(n_left > lead.totals.n_rows - n_left)
    }
}
