//! Moving a node's rows to the sides of its split.

use std::ops::Range;

use super::memory::with_room;
use super::row::Row;
use crate::splitter::binned::bins::StridedValues;

/// The number of rows whose sides are found before they move. It is large enough that the
/// few rows whose value lies far away in memory wait for it together.
const TILE: usize = 4096;
/// With fewer rows, finding their sides ahead gains nothing.
const FEW_ROWS: usize = 16_384;

/// Moves the `n_left` rows that go left before the others. Both sides keep their order: rows
/// ascend by number, so that every pass over a column goes forwards.
pub(crate) fn partition(
    (rows, n_left): (&mut [Row], usize),
    scratch: &mut Vec<Row>,
    mut goes_left: impl FnMut(Row) -> bool,
) {
    let all = 0..rows.len();
    let mut moving = StablePartition::of(rows, n_left, scratch);
    moving.advance(all, |_, row| goes_left(row));
    moving.finish();
}

/// Does what [`partition`] does by the codes of a feature. Rows with a lower code than
/// `code` go left; of the rows with this very code, those that `near_goes_left` picks.
pub(crate) fn partition_by_code(
    (rows, n_left): (&mut [Row], usize),
    scratch: &mut Vec<Row>,
    (codes, code): (StridedValues<'_, u8>, u8),
    mut near_goes_left: impl FnMut(Row) -> bool,
) {
    if rows.len() < FEW_ROWS {
        partition((rows, n_left), scratch, |row| {
            let other = codes.at(row.number());
            // Not `||`: the first comparison cannot be predicted, the second nearly always.
            (other < code) | (other == code && near_goes_left(row))
        });
        return;
    }
    let mut sides = TileSides::default();
    let mut moving = StablePartition::of(rows, n_left, scratch);
    for tile in moving.tiles() {
        sides.find(&moving.rows[tile.clone()], codes, code, &mut near_goes_left);
        moving.advance(tile, |place, _| sides.left[place]);
    }
    moving.finish();
}

/// The sides that the rows of a tile go to.
struct TileSides {
    /// Whether each row goes left.
    left: [bool; TILE],
    /// The places of the rows whose code does not say where they go.
    near: [u16; TILE],
}

impl Default for TileSides {
    fn default() -> Self {
        Self {
            left: [false; TILE],
            near: [0; TILE],
        }
    }
}

impl TileSides {
    fn find(
        &mut self,
        rows: &[Row],
        codes: StridedValues<'_, u8>,
        code: u8,
        mut near_goes_left: impl FnMut(Row) -> bool,
    ) {
        let (mut place, mut n_near) = (0, 0);
        codes.each(rows, |_, other| {
            self.left[usize::from(place)] = other < code;
            // Written in any case, for want of a predictable branch.
            self.near[n_near] = place;
            n_near += usize::from(other == code);
            place += 1;
        });
        for &place in &self.near[..n_near] {
            let place = usize::from(place);
            self.left[place] = near_goes_left(rows[place]);
        }
    }
}

/// Rows on the move. Those of the smaller side wait in `scratch` while the others move up,
/// forwards or backwards.
#[derive(Debug)]
struct StablePartition<'a> {
    rows: &'a mut [Row],
    scratch: &'a mut [Row],
    forwards: bool,
    /// The number of rows that have moved up.
    n_up: usize,
    /// The number of rows that wait.
    n_waiting: usize,
}

impl<'a> StablePartition<'a> {
    fn of(rows: &'a mut [Row], n_left: usize, scratch: &'a mut Vec<Row>) -> Self {
        let n_right = rows.len() - n_left;
        Self {
            scratch: with_room(scratch, n_left.min(n_right)),
            forwards: n_left >= n_right,
            rows,
            n_up: 0,
            n_waiting: 0,
        }
    }

    /// The places of all rows, in the order in which they are to be moved.
    fn tiles(&self) -> impl Iterator<Item = Range<usize>> + use<> {
        let (n_rows, forwards) = (self.rows.len(), self.forwards);
        let n_tiles = n_rows.div_ceil(TILE);
        (0..n_tiles).map(move |i| {
            let start = TILE * if forwards { i } else { n_tiles - 1 - i };
            start..n_rows.min(start + TILE)
        })
    }

    /// Moves a tile's rows; `goes_left` is given their places in the tile, too.
    fn advance(&mut self, tile: Range<usize>, goes_left: impl FnMut(usize, Row) -> bool) {
        if self.forwards {
            self.move_left_up(tile, goes_left);
        } else {
            self.move_right_up(tile, goes_left);
        }
    }

    fn move_left_up(&mut self, tile: Range<usize>, mut goes_left: impl FnMut(usize, Row) -> bool) {
        let (rows, scratch) = (&mut *self.rows, &mut *self.scratch);
        let (mut n_left, mut n_right) = (self.n_up, self.n_waiting);
        for (place, i) in tile.enumerate() {
            let row = rows[i];
            let left = usize::from(goes_left(place, row));
            // Both are written and one of them counts: cheaper than a branch that
            // nothing can predict.
            rows[n_left] = row;
            scratch[n_right] = row;
            n_left += left;
            n_right += 1 - left;
        }
        (self.n_up, self.n_waiting) = (n_left, n_right);
    }

    fn move_right_up(&mut self, tile: Range<usize>, mut goes_left: impl FnMut(usize, Row) -> bool) {
        let (rows, scratch) = (&mut *self.rows, &mut *self.scratch);
        let (mut n_left, mut end) = (self.n_waiting, rows.len() - self.n_up);
        for (place, i) in tile.enumerate().rev() {
            let row = rows[i];
            let left = usize::from(goes_left(place, row));
            // Both are written here as well.
            rows[end - 1] = row;
            scratch[n_left] = row;
            n_left += left;
            end -= 1 - left;
        }
        (self.n_up, self.n_waiting) = (rows.len() - end, n_left);
    }

    /// Moves the rows that wait behind the others, or before them.
    fn finish(self) {
        let waiting = &self.scratch[..self.n_waiting];
        if self.forwards {
            self.rows[self.n_up..].copy_from_slice(waiting);
        } else {
            for (slot, &row) in self.rows.iter_mut().zip(waiting.iter().rev()) {
                *slot = row;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{FEW_ROWS, TILE, partition, partition_by_code};
    use crate::splitter::binned::bins::StridedValues;
    use crate::splitter::binned::rows::Row;

    fn rows(numbers: impl IntoIterator<Item = u32>) -> Vec<Row> {
        let rows = numbers.into_iter();
        rows.map(|number| Row::new(number, 0, 1)).collect()
    }

    #[test]
    fn a_partition_keeps_the_order_on_both_sides() {
        let check = |goes_left: fn(usize) -> bool, n_left: usize, expected: [u32; 10]| {
            let mut moved = rows(0..10);
            partition((&mut moved[2..9], n_left), &mut Vec::new(), |row| {
                goes_left(row.number())
            });
            assert_eq!(moved, rows(expected));
        };
        check(|number| number % 3 == 0, 2, [0, 1, 3, 6, 2, 4, 5, 7, 8, 9]);
        check(|number| number % 3 != 0, 5, [0, 1, 2, 4, 5, 7, 8, 3, 6, 9]);
        check(|_| true, 7, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
        check(|_| false, 0, [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
    }

    #[test]
    fn a_partition_by_code_keeps_the_order_on_both_sides() {
        for n_rows in [1, FEW_ROWS - 1, FEW_ROWS, FEW_ROWS + 1, 5 * TILE + 100] {
            // Few go left, or few go right; every other row of the border's code does.
            for border in [3, 60] {
                let codes: Vec<u8> = (0..64).cycle().step_by(7).take(n_rows).collect();
                let goes_left = |row: usize| {
                    codes[row] < border || codes[row] == border && row.is_multiple_of(2)
                };
                let numbers = 0..u32::try_from(n_rows).unwrap();
                let side = |left: bool| {
                    let on_side = move |&number: &u32| goes_left(number as usize) == left;
                    rows(numbers.clone().filter(on_side))
                };
                let (mut moved, left) = (rows(numbers.clone()), side(true));
                let by_codes = (StridedValues::of_column(&codes), border);
                partition_by_code((&mut moved, left.len()), &mut Vec::new(), by_codes, |row| {
                    row.number().is_multiple_of(2)
                });
                assert_eq!(moved, [left, side(false)].concat(), "{n_rows} rows");
            }
        }
    }
}
