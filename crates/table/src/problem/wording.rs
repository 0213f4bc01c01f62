//! A wrong cell in words.

use params::{Date, DateFormat, Values, shorten};

use super::of_cell::CellProblem;
use super::remedy;
use super::yaml_key::yaml_key;
use crate::cell::Wrong;
use crate::column::flag;
use crate::column::moment::{Moment, NoMoment};
use crate::expected::Expected;
use crate::role::{Feature, Holds, Role};

/// What is wrong with a cell of the column `name`, and what to do about it.
pub(crate) fn word(
    wrong: Wrong<'_>,
    name: &str,
    role: Role<'_>,
    expected: &Expected<'_>,
) -> CellProblem {
    let holds = match role {
        Role::Feature(feature) => feature.holds,
        _ => Feature::NUMBER.holds,
    };
    let is_listed = expected.columns.is_some();
    match wrong {
        Wrong::NotUtf8 => CellProblem::NotUtf8,
        Wrong::Missing(cell) => of_missing(cell, is_listed && matches!(role, Role::Feature(_))),
        Wrong::NoClass(cell) => CellProblem::NotAllowed {
            found: shorten::text(cell),
            expected: shorten::list(expected.classes.iter().map(String::as_str)),
            remedy: remedy::of_class(cell, expected),
        },
        Wrong::TooLarge(cell) => CellProblem::TooLarge(shorten::text(cell)),
        Wrong::NoNumber(cell) => CellProblem::NotANumber {
            found: shorten::text(cell),
            remedy: if is_listed {
                of_listed_number(cell, name, holds, expected.format.decimal)
            } else {
                remedy::of_number(cell)
            },
        },
        Wrong::NoFlag(cell) => of_flag(cell, holds),
        Wrong::NoDate(why, cell) => of_date(why, cell, holds),
    }
}

fn of_missing(cell: &str, may_be_kept: bool) -> CellProblem {
    let remedy = if may_be_kept {
        "fill it, or write `missing: keep` for the column in `data.columns` of params.yaml"
    } else {
        "fill it or remove the line"
    };
    if cell.is_empty() {
        return CellProblem::Empty { remedy };
    }
    let found = shorten::text(cell);
    CellProblem::Missing { found, remedy }
}

/// What to do about a cell of a column that params.yaml says holds numbers.
fn of_listed_number(cell: &str, name: &str, holds: Holds<'_>, decimal: u8) -> String {
    if remedy::looks_missing(cell) {
        return "; if it stands for a missing value, add it to `data.missing_values` in \
                params.yaml"
            .to_owned();
    }
    if decimal == b',' && cell.contains('.') {
        return "; write it with a decimal comma, as `data.decimal` in params.yaml says".to_owned();
    }
    if decimal == b',' {
        let spelling = remedy::of_spelling(&cell.replacen(',', ".", 1));
        if !spelling.is_empty() {
            return spelling.replace("decimal point", "decimal comma");
        }
    }
    let spelling = remedy::of_spelling(cell);
    if spelling.ends_with('`') {
        return format!(
            "{spelling}, or `decimal: \",\"` in `data` of params.yaml if all numbers have a comma"
        );
    }
    if !spelling.is_empty() {
        return spelling;
    }
    let key = yaml_key(name);
    let column = match holds {
        Holds::Category(_) => "write `values: text` for the column".to_owned(),
        _ => format!("write `{key}: category`"),
    };
    format!(
        "; if the column holds text, {column} in `data.columns` of params.yaml, and if the cell \
         stands for a missing value, add it to `data.missing_values`"
    )
}

fn of_flag(cell: &str, holds: Holds<'_>) -> CellProblem {
    let values = match holds {
        Holds::Flag(values) => values,
        _ => Values::Text,
    };
    let remedy = if flag::is_flag(cell, Values::Text) {
        "; write `values: text` for the column in `data.columns` of params.yaml"
    } else {
        "; if the column has other values than two, write `type: category` for it in \
         `data.columns` of params.yaml"
    };
    CellProblem::NotAFlag {
        found: shorten::text(cell),
        expected: flag::words(values),
        remedy,
    }
}

/// All formats of dates.
const FORMATS: [DateFormat; 4] = [
    DateFormat::YearMonthDay,
    DateFormat::DayDotMonthDotYear,
    DateFormat::DaySlashMonthSlashYear,
    DateFormat::MonthSlashDaySlashYear,
];

fn of_date(why: NoMoment, cell: &str, holds: Holds<'_>) -> CellProblem {
    let format = match holds {
        Holds::Date(Date { format, .. }) => *format,
        _ => DateFormat::YearMonthDay,
    };
    let other = FORMATS
        .iter()
        .find(|other| Moment::parse(cell, **other).is_ok());
    let remedy = match (other, why) {
        (Some(other), _) => format!(
            "; write `format: {}` for the column in `data.columns` of params.yaml if all are so",
            other.name()
        ),
        (None, NoMoment::Calendar) => "; there is no such day or time".to_owned(),
        (None, NoMoment::Zone) => {
            "; time zones are not understood: write times of one zone, without it".to_owned()
        }
        (None, NoMoment::Form) => String::new(),
    };
    CellProblem::NotADate {
        found: shorten::text(cell),
        format: format.name(),
        remedy,
    }
}
