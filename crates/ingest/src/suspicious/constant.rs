//! Columns of one value.

use polars::prelude::*;

/// Whether all cells are the same, or all are missing.
pub(super) fn is(column: &Column) -> bool {
    if let Ok(cells) = column.f64() {
        return all_same(cells.iter().map(|cell| cell.map(f64::to_bits)));
    }
    if let Ok(cells) = column.i64() {
        return all_same(cells.iter());
    }
    if let Ok(cells) = column.u64() {
        return all_same(cells.iter());
    }
    column.str().is_ok_and(|cells| all_same(cells.iter()))
}

fn all_same<T: PartialEq>(mut cells: impl Iterator<Item = T>) -> bool {
    let first = cells.next();
    cells.all(|cell| Some(cell) == first)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_value_or_none_is_constant_and_two_are_not() {
        let constant = df!(
            "a" => [7_i64, 7],
            "b" => [f64::NAN, f64::NAN],
            "c" => ["x", "x"],
            "d" => [None::<&str>, None],
        );
        assert!(constant.unwrap().columns().iter().all(is));
        let others = df!(
            "a" => [7_i64, 8],
            "b" => [f64::NAN, 1.0],
            "c" => [Some("x"), None],
        );
        assert!(!others.unwrap().columns().iter().any(is));
    }
}
