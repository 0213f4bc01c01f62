//! Columns that a model should perhaps not learn from: those that look like identifiers, those
//! that alone tell the class, and those that hold one value. `docs/data.md` defines them.
//!
//! With the number of the row in a file that is sorted by class, every model is right on all
//! test rows and wrong on all rows to come.
//!
//! The table is looked at while it is spelt, in pieces and in memory that does not grow with it.
//! Most columns are cleared by their first rows, and nobody looks at them from there on.
//!
//! # Layout
//!
//! - `suspects`: the columns that are not cleared yet, over all pieces of the table.
//! - `rows`: a piece of it, and its cells.
//! - `column`: what is known of one column, of these three kinds:
//! - `constant`, `identifier`, `leak`.
//! - `question`: what is asked of a column until the answer is no. `limits`: what is remembered of it.

mod column;
mod constant;
mod identifier;
mod leak;
mod limits;
mod question;
mod rows;
mod suspects;
#[cfg(test)]
mod tests;

use table::spell::Spelt;

pub(crate) use identifier::names_rows;
pub(crate) use suspects::Suspects;

/// How many rows it takes to call something no chance: of the whole table for identifiers and
/// constants, of a class for what tells the classes apart.
const ENOUGH: u64 = 20;
/// How many columns are warned of one by one.
const TOLD: usize = 10;

/// A line for each column to look at, at most ten, one that counts the others, and one for the
/// columns of one value. `listed` says whether params.yaml lists the columns.
#[must_use]
pub(crate) fn warnings(suspects: Suspects, spelt: &Spelt, listed: bool) -> Vec<String> {
    let (columns, advice) = (suspects.into_columns(), advice(listed));
    let mut to_look_at = columns.iter().filter_map(|(index, column)| {
        let name = &spelt.features[*index].name;
        let reasons = column.reasons(name);
        let name = params::shorten::text(name);
        (!reasons.is_empty()).then(|| format!("column `{name}` {}", reasons.join(", and it ")))
    });
    let told = to_look_at.by_ref().take(TOLD);
    let mut lines: Vec<_> = told.map(|line| format!("{line}{advice}")).collect();
    match to_look_at.count() {
        0 => {}
        1 => lines.push("1 more column looks like an identifier or tells the class".to_owned()),
        untold => lines.push(format!(
            "{untold} more columns look like identifiers or tell the class"
        )),
    }
    let constant = columns.iter().filter(|(_, column)| column.is_constant());
    lines.extend(of_constant(
        constant.map(|(index, _)| &*spelt.features[*index].name),
    ));
    lines
}

fn of_constant<'n>(names: impl Iterator<Item = &'n str>) -> Option<String> {
    let names: Vec<_> = names.collect();
    let (columns, hold) = match names.len() {
        0 => return None,
        1 => ("the column", "holds"),
        _ => ("the columns", "hold"),
    };
    let names = params::shorten::list(names);
    Some(format!(
        "{columns} {names} {hold} the same in all rows: models learn nothing from that"
    ))
}

fn advice(listed: bool) -> &'static str {
    if listed {
        "; write `ignored` for it in `data.columns` of params.yaml if it is not known of new rows, \
         or means nothing there"
    } else {
        "; remove the column if it is not known of new rows, or means nothing there"
    }
}
