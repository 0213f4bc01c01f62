//! Memory for rows that is used again from node to node and from tree to tree.

use super::row::Row;

/// Makes room for this many rows, and for one more that is written and does not count.
pub(crate) fn with_room(spare: &mut Vec<Row>, n_rows: usize) -> &mut [Row] {
    let needed = n_rows + 1;
    if spare.len() < needed {
        lengthen(spare, needed);
    }
    &mut spare[..needed]
}

/// Lengthens memory that is among the largest that a tree takes: by little more than
/// asked for, but enough that the next tree, with some more rows, need not do it again.
/// What the memory held may be lost.
pub(crate) fn lengthen<T: Clone + Default>(values: &mut Vec<T>, length: usize) {
    if values.capacity() < length {
        values.clear();
        values.reserve_exact(length + length / 64);
    }
    values.resize(length, T::default());
}

#[cfg(test)]
mod tests {
    use super::{lengthen, with_room};

    #[test]
    fn a_tree_with_a_few_more_rows_needs_no_new_memory() {
        let mut values: Vec<u16> = Vec::new();
        lengthen(&mut values, 6400);
        let first = values.as_ptr();
        lengthen(&mut values, 6500);
        assert_eq!((values.len(), values.as_ptr()), (6500, first));
    }

    #[test]
    fn there_is_room_for_one_row_more_than_asked_for() {
        let mut spare = Vec::new();
        assert_eq!(with_room(&mut spare, 3).len(), 4);
        assert_eq!(with_room(&mut spare, 1).len(), 2);
    }
}
