//! The same warnings from a whole table in memory, each straight from its definition.

use std::collections::{BTreeMap, BTreeSet};

use table::spell::ColumnType;

use crate::suspicious::names_rows;

/// A column of a table, spelt.
pub(super) struct PlainColumn {
    pub(super) name: String,
    pub(super) column_type: ColumnType,
    pub(super) cells: Vec<String>,
}

/// Why the column is suspect, and whether it is constant.
pub(super) fn reasons(column: &PlainColumn, classes: &[u16]) -> (Vec<String>, bool) {
    let enough = column.cells.len() >= 20;
    let identifier = identifier(column).filter(|_| enough);
    let identifier = identifier.map(|told| format!("looks like an identifier: {told}"));
    let leak = leak(column, classes).map(|told| format!("alone tells the class: {told}"));
    let is_constant = enough && column.cells.iter().all(|cell| *cell == column.cells[0]);
    (identifier.into_iter().chain(leak).collect(), is_constant)
}

fn identifier(column: &PlainColumn) -> Option<String> {
    let cells = &column.cells;
    if cells.iter().any(String::is_empty) {
        return None;
    }
    let numbers: Option<Vec<_>> = cells
        .iter()
        .map(|cell| whole(cell, column.column_type))
        .collect();
    let Some(numbers) = numbers else {
        let is_text = column.column_type == ColumnType::Text
            && cells.iter().any(|cell| cell.parse::<f64>().is_err());
        let is_found = is_text && cells.iter().collect::<BTreeSet<_>>().len() == cells.len();
        return is_found.then(|| "its texts are all different".to_owned());
    };
    let different: BTreeSet<_> = numbers.iter().collect();
    let (least, greatest) = (different.first()?, different.last()?);
    if numbers.is_sorted_by(|a, b| a < b) {
        Some("its whole numbers rise from row to row".to_owned())
    } else if numbers.is_sorted_by(|a, b| a > b) {
        Some("its whole numbers fall from row to row".to_owned())
    } else if different.len() < numbers.len() {
        None
    } else if *greatest - *least == numbers.len() as i128 - 1 {
        Some(format!(
            "it holds each whole number from {least} to {greatest} once"
        ))
    } else {
        let told = "its name says so, and its whole numbers are all different";
        names_rows(&column.name).then(|| told.to_owned())
    }
}

#[expect(
    clippy::cast_possible_truncation,
    reason = "it is whole and at most 2^53"
)]
fn whole(cell: &str, column_type: ColumnType) -> Option<i128> {
    if column_type != ColumnType::Float {
        return cell.parse().ok();
    }
    let value: f64 = cell.parse().unwrap();
    (value.fract() == 0.0 && value.abs() <= 2_f64.powi(53)).then_some(value as i128)
}

fn leak(column: &PlainColumn, classes: &[u16]) -> Option<String> {
    let rows = || column.cells.iter().zip(classes.iter().copied());
    let all = by_class(rows());
    let large = || all.values().filter(|cells| cells.len() >= 20);
    let missing = |cells: &&Vec<&String>| cells.iter().all(|cell| cell.is_empty());
    let none_missing = |cells: &&Vec<&String>| cells.iter().all(|cell| !cell.is_empty());
    let pure = large().all(|cells| missing(&cells) || none_missing(&cells));
    if pure && large().any(|cells| missing(&cells)) && large().any(|cells| none_missing(&cells)) {
        return Some(
            "its cells are missing in all rows of some classes, and in none of the others"
                .to_owned(),
        );
    }
    let mut there = by_class(rows().filter(|(cell, _)| !cell.is_empty()));
    let is_number = there
        .values()
        .flatten()
        .all(|cell| cell.parse::<f64>().is_ok());
    there.retain(|_, cells| cells.len() >= 20);
    if there.len() < 2 {
        return None;
    }
    if is_number && are_apart(&there) {
        return Some("each class has a range of values of its own".to_owned());
    }
    let number: usize = there.values().map(Vec::len).sum();
    let values = |cells: &Vec<&String>| {
        cells
            .iter()
            .map(|cell| cell.replace("-0.0", "0.0"))
            .collect::<BTreeSet<_>>()
    };
    let each: Vec<_> = there.values().map(values).collect();
    let together: BTreeSet<_> = each.iter().flatten().collect();
    let is_in_one = each.iter().map(BTreeSet::len).sum::<usize>() == together.len();
    (is_in_one && together.len() <= number / 20)
        .then(|| format!("each of its {} values is in one class only", together.len()))
}

fn are_apart(there: &BTreeMap<u16, Vec<&String>>) -> bool {
    let range = |cells: &Vec<&String>| {
        let mut numbers: Vec<f64> = cells.iter().map(|cell| cell.parse().unwrap()).collect();
        numbers.sort_by(f64::total_cmp);
        [numbers[0], numbers[numbers.len() - 1]]
    };
    let ranges: Vec<_> = there.values().map(range).collect();
    let apart = |a: &[f64; 2], b: &[f64; 2]| a[1] < b[0] || b[1] < a[0];
    (0..ranges.len()).all(|a| (0..a).all(|b| apart(&ranges[a], &ranges[b])))
}

fn by_class<'c>(rows: impl Iterator<Item = (&'c String, u16)>) -> BTreeMap<u16, Vec<&'c String>> {
    let mut classes: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (cell, class) in rows {
        classes.entry(class).or_default().push(cell);
    }
    classes
}
