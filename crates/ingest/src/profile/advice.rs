//! What a person should look at before a model is trained.

mod twins;

use super::column::Tally;
use super::proposal::Decided;
use super::survey::Survey;

/// How many rows of a class, or rows a value, it takes to call something no chance.
const ENOUGH: u64 = 20;
/// How many lines of a kind are told one by one.
const TOLD: usize = 10;
/// The share of the errors of always saying the commonest class that a column that gives the
/// class away may leave.
const LEFT: f64 = 0.05;

/// The warnings, one a line.
pub(super) fn of(survey: &Survey, decided: &[Decided]) -> Vec<String> {
    let mut lines = Vec::new();
    let columns = || survey.columns.iter().zip(decided);
    let ignored = columns().filter(|(_, decided)| decided.is_ignored());
    tell(
        &mut lines,
        "columns are ignored",
        ignored.map(|(column, decided)| {
            format!("column `{}` is ignored: {}", shown(column), decided.reason)
        }),
    );
    let entered = columns().filter(|(_, decided)| !decided.is_ignored());
    tell(&mut lines, "columns give the class away", entered.filter_map(|(column, _)| {
        let reason = leak(column, survey)?;
        Some(format!(
            "column `{}` gives the class away: {reason}; write `ignored` if it is not known of new \
             rows when their class is to be told",
            shown(column)
        ))
    }));
    tell(
        &mut lines,
        "pairs of columns are nearly the same",
        twins::columns(survey, decided),
    );
    lines.extend(twins::rows(survey, decided));
    lines
}

fn shown(column: &Tally) -> String {
    params::shorten::text(&column.name)
}

fn tell(lines: &mut Vec<String>, words: &str, mut all: impl Iterator<Item = String>) {
    lines.extend(all.by_ref().take(TOLD));
    match all.count() {
        0 => {}
        untold => lines.push(format!("{untold} more {words}")),
    }
}

/// How the column alone tells the class of almost all rows.
fn leak(column: &Tally, survey: &Survey) -> Option<String> {
    let rows = &survey.classes.rows;
    let large: Vec<_> = rows.iter().map(|&rows| rows >= ENOUGH).collect();
    if large.iter().filter(|large| **large).count() < 2 {
        return None;
    }
    let numbers = column.missing == 0 && column.numbers.rows == column.rows;
    if numbers && column.numbers.are_apart(&large) {
        return Some("each class has a range of values of its own".to_owned());
    }
    let commonest = rows.iter().max()?;
    let missing = column.missing_by_class.iter().max().unwrap_or(&0);
    let by_value = column.distinct.rows_told().map(|told| {
        let values = column.distinct.len() as u64 + u64::from(column.missing > 0);
        (told + missing, values, "its value")
    });
    let present = rows.iter().enumerate();
    let present =
        present.map(|(class, rows)| rows - column.missing_by_class.get(class).unwrap_or(&0));
    let by_absence = (present.max()? + missing, 2, "whether it is missing");
    [by_value, Some(by_absence)]
        .into_iter()
        .flatten()
        .find_map(|(told, values, what)| {
            let left = survey.rows.saturating_sub(told) as f64;
            let base = (survey.rows - commonest) as f64;
            let enough = values * ENOUGH <= survey.rows;
            (enough && left <= LEFT * base).then(|| {
                let share = 100.0 * told as f64 / survey.rows as f64;
                format!("{what} alone tells that of {share:.1} % of the rows")
            })
        })
}
