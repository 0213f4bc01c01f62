//! Which cells of a histogram may hold a split that beats the best one.
//!
//! A candidate inside a cell has some of the cell's weight of each class on its left.
//! With `l` the class weights before the cell and `d` those in it, its left class
//! weights lie in the box from `l` to `l + d`. The score, the sum over both sides of
//! squared class weights over the side's weight, is convex there, so that no
//! candidate scores above the best corner of the box.
//!
//! # Layout
//!
//! - `corners` looks at all corners, of which two classes have four.
//! - `tangents` bounds the score of more classes, whose corners are too many.

mod candidate_bins;
mod corners;
mod tangents;

use self::candidate_bins::Adding;
use self::corners::Corners;
use self::tangents::add_many;
use crate::splitter::binned::best_split::Lead;
use crate::splitter::binned::histogram::Cell;

pub(crate) use self::candidate_bins::{Before, Survivor, Survivors};

/// Adds the cells of a histogram that may hold a better split. `before` is what lies
/// before the first cell, and is moved on from cell to cell.
///
/// `next_too`: also the cell after a survivor, which holds the upper end of the gap
/// behind the survivor's last value; else the gaps between cells have been looked at.
pub(crate) fn add_survivors(
    lead: &Lead,
    cells: &[Cell],
    before: &mut Before,
    next_too: bool,
    found: &mut Survivors,
) {
    let mut adding = Adding::new(next_too, found);
    if let (&[all0, all1], &[l0, l1]) = (&lead.totals.classes[..], &before.classes[..]) {
        Corners::new(lead, (all0, all1)).add(cells, before.n_rows, (l0, l1), &mut adding);
    } else {
        add_many(lead, cells, before, &mut adding);
    }
}
