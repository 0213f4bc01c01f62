//! Columns of dates, of which the table has the parts.

use params::{Date, DatePart};
use polars::prelude::*;

use super::moment::Moment;

/// The parts of a column's dates.
#[derive(Debug)]
pub(crate) struct Dates {
    parts: Vec<(DatePart, Vec<Option<i64>>)>,
}

/// What the table calls a part of the dates in the column `column`.
pub(crate) fn part_name(column: &str, part: DatePart) -> String {
    format!("{column}_{}", part.name())
}

impl Dates {
    pub(crate) fn new(date: &Date) -> Self {
        let parts = date.parts.iter().map(|&part| (part, Vec::new()));
        Self {
            parts: parts.collect(),
        }
    }

    /// Adds a cell, which may be missing.
    pub(crate) fn push(&mut self, moment: Option<Moment>) {
        for (part, cells) in &mut self.parts {
            cells.push(moment.map(|moment| moment.part(*part)));
        }
    }

    /// Integers, or floats if one is missing.
    pub(crate) fn into_columns(self, name: &str) -> Vec<Column> {
        let parts = self.parts.into_iter();
        parts
            .map(|(part, cells)| into_column(&part_name(name, part), &cells))
            .collect()
    }
}

fn into_column(name: &str, cells: &[Option<i64>]) -> Column {
    let name = PlSmallStr::from_str(name);
    let whole: Option<Vec<i64>> = cells.iter().copied().collect();
    if let Some(whole) = whole {
        return Column::new(name, whole);
    }
    let float = |cell: &Option<i64>| cell.map_or(f64::NAN, |cell| cell as f64);
    Column::new(name, cells.iter().map(float).collect::<Vec<_>>())
}
