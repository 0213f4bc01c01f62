//! Rows picked from those of a node.

use super::memory::with_room;
use super::row::Row;
use crate::splitter::binned::bins::{MAX_BINS, StridedValues};

/// Rows picked from those of a node. The memory behind them is kept as it is, so that
/// picking again needs no clearing.
#[derive(Debug, Default)]
pub(crate) struct PickedRows {
    rows: Vec<Row>,
    n_rows: usize,
}

impl PickedRows {
    /// The rows that were picked last.
    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows[..self.n_rows]
    }

    /// Hands out the memory for other uses; the picked rows are lost.
    pub(crate) fn spare(&mut self) -> &mut Vec<Row> {
        self.n_rows = 0;
        &mut self.rows
    }

    /// Makes room for this many rows.
    pub(crate) fn reserve(&mut self, n_rows: usize) {
        with_room(&mut self.rows, n_rows);
    }

    /// Picks the `n_kept` rows whose code is to be kept.
    pub(crate) fn pick(
        &mut self,
        rows: &[Row],
        n_kept: usize,
        codes: StridedValues<'_, u8>,
        kept: &[bool; MAX_BINS],
    ) {
        let picked = with_room(&mut self.rows, n_kept);
        let mut n_rows = 0;
        codes.each(rows, |row, code| {
            // Written in any case, for want of a predictable branch.
            picked[n_rows] = row;
            n_rows += usize::from(kept[usize::from(code)]);
        });
        self.n_rows = n_rows;
    }
}

#[cfg(test)]
mod tests {
    use super::{PickedRows, Row};
    use crate::splitter::binned::bins::StridedValues;

    #[test]
    fn the_rows_of_kept_codes_are_picked_in_their_order_and_forgotten_by_the_next_pick() {
        let rows: Vec<Row> = (0..6).map(|number| Row::new(number, 0, 1)).collect();
        let codes = [7, 200, 7, 0, 200, 9];
        let mut picked = PickedRows::default();
        for (code, numbers) in [(7, vec![0, 2]), (200, vec![1, 4]), (9, vec![5])] {
            let mut kept = [false; 256];
            kept[code] = true;
            picked.pick(
                &rows,
                numbers.len(),
                StridedValues::of_column(&codes),
                &kept,
            );
            let found: Vec<usize> = picked.rows().iter().map(|row| row.number()).collect();
            assert_eq!(found, numbers);
        }
        picked.spare();
        assert!(picked.rows().is_empty());
    }
}
