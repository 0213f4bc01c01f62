//! Columns that a model should perhaps not learn from: those that look like identifiers, those
//! that alone tell the class, and those that hold one value. `docs/data.md` defines them.
//!
//! With the number of the row in a file that is sorted by class, every model is right on all
//! test rows and wrong on all rows to come.

mod constant;
mod identifier;
mod leak;

use polars::prelude::Column;
use table::Table;

pub(crate) use identifier::names_rows;

/// How many rows it takes to call something no chance: of the whole table for identifiers and
/// constants, of a class for what tells the classes apart.
const ENOUGH: usize = 20;
/// How many columns are warned of one by one.
const TOLD: usize = 10;

/// A line for each column to look at, at most ten, one that counts the others, and one for the
/// columns of one value. `listed` says whether params.yaml lists the columns.
#[must_use]
pub(crate) fn warnings(table: &Table, classes: usize, listed: bool) -> Vec<String> {
    let mut lines = to_look_at(table, classes, listed);
    let features = table.features().iter();
    let constant = features.filter(|column| column.len() >= ENOUGH && constant::is(column));
    let constant: Vec<_> = constant.map(|column| column.name().as_str()).collect();
    if !constant.is_empty() {
        let (columns, hold) = match constant.len() {
            1 => ("the column", "holds"),
            _ => ("the columns", "hold"),
        };
        let names = params::shorten::list(constant);
        lines.push(format!(
            "{columns} {names} {hold} the same in all rows: models learn nothing from that"
        ));
    }
    lines
}

fn to_look_at(table: &Table, classes: usize, listed: bool) -> Vec<String> {
    let (targets, advice) = (table.classes(), advice(listed));
    let mut columns = table.features().iter().filter_map(|column| {
        let reasons = [
            identifier::reason(column, ENOUGH),
            leak::reason(column, targets, classes, ENOUGH),
        ];
        let reasons: Vec<_> = reasons.into_iter().flatten().collect();
        let name = params::shorten::text(Column::name(column));
        (!reasons.is_empty()).then(|| format!("column `{name}` {}", reasons.join(", and it ")))
    });
    let told = columns.by_ref().take(TOLD);
    let mut lines: Vec<_> = told.map(|line| format!("{line}{advice}")).collect();
    match columns.count() {
        0 => {}
        untold => lines.push(format!(
            "{untold} more columns look like identifiers or tell the class"
        )),
    }
    lines
}

fn advice(listed: bool) -> &'static str {
    if listed {
        "; write `ignored` for it in `data.columns` of params.yaml if it is not known of new rows, \
         or means nothing there"
    } else {
        "; remove the column if it is not known of new rows, or means nothing there"
    }
}
