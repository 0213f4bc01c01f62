//! Columns that a model should perhaps not learn from: those that look like identifiers, and
//! those that alone tell the class. `docs/data.md` defines both.
//!
//! With the number of the row in a file that is sorted by class, every model is right on all
//! test rows and wrong on all rows to come.

mod identifier;
mod leak;

use table::Table;

/// How many rows it takes to call something no chance: of the whole table for identifiers, of a
/// class for what tells the classes apart.
const ENOUGH: usize = 20;
/// How many columns are warned of one by one.
const TOLD: usize = 10;

/// A line for each column to look at, at most ten, and one that counts the others.
#[must_use]
pub(crate) fn warnings(table: &Table, classes: usize) -> Vec<String> {
    let large = leak::large_classes(table.classes(), classes);
    let mut columns = table.features().iter().filter_map(|column| {
        let reasons = [
            identifier::reason(column),
            leak::reason(column, table.classes(), &large),
        ];
        let reasons: Vec<_> = reasons.into_iter().flatten().collect();
        let name = params::shorten::text(column.name());
        (!reasons.is_empty()).then(|| format!("column `{name}` {}", reasons.join(", and it ")))
    });
    let advice = "; remove the column if it is not known of new rows, or means nothing there";
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
