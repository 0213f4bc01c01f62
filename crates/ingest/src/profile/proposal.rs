//! How each column should enter the model, and why.

use params::DateFormat;

use super::column::Tally;
use super::spelling::DATES;
use crate::suspicious::names_rows;

/// How many rows it takes to call something no chance.
const ENOUGH: u64 = 20;
/// Up to how many categories each has a column of its own.
const FEW: usize = 20;
/// Up to how many the frequent ones have.
const SOME: usize = 1000;
/// From which mean length on a text that repeats little is free text, in characters.
const LONG: f64 = 40.0;

/// What a column is proposed to be.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Proposal {
    Ignored,
    Number,
    Flag(&'static str),
    /// One column a category; the fewest rows of one that has its own.
    OneHot(u64),
    Ordinal,
    Date(DateFormat, bool),
}

/// A proposal, and what is said of it.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Decided {
    pub(super) proposal: Proposal,
    /// The column is ignored because of this, or this is worth a remark.
    pub(super) reason: String,
}

impl Decided {
    fn because(proposal: Proposal, reason: impl Into<String>) -> Self {
        let reason = reason.into();
        Self { proposal, reason }
    }

    fn ignored(reason: impl Into<String>) -> Self {
        Self::because(Proposal::Ignored, reason)
    }

    pub(super) fn is_ignored(&self) -> bool {
        self.proposal == Proposal::Ignored
    }
}

/// What the column should be, whose table has other columns of these `names`.
pub(super) fn decide(column: &Tally, names: &[&str]) -> Decided {
    if column.rows == 0 {
        return Decided::ignored("every value is missing");
    }
    if column.distinct.len() == 1 && column.missing == 0 {
        let value = &column.distinct.examples[0];
        return Decided::ignored(format!("constant: it holds `{value}` in every row"));
    }
    flag(column)
        .or_else(|| number(column))
        .or_else(|| date(column, names))
        .unwrap_or_else(|| text(column))
}

/// Yes and no, in any spelling; both occur.
fn flag(column: &Tally) -> Option<Decided> {
    let [no, yes] = column.flags;
    if no == 0 || yes == 0 || no + yes < column.rows {
        return None;
    }
    let values = match (column.booleans, column.bits) {
        (true, _) => "boolean",
        (_, true) => "number",
        _ => "text",
    };
    Some(Decided::because(Proposal::Flag(values), ""))
}

/// Whether all cells are numbers, or hold what stands for a missing one in such columns.
pub(super) fn is_number(column: &Tally) -> bool {
    let numbers = &column.numbers;
    let all = numbers.rows + column.perhaps_missing() == column.rows;
    numbers.rows > 0 && all && !numbers.codes
}

fn number(column: &Tally) -> Option<Decided> {
    if !is_number(column) {
        return None;
    }
    let complete = column.missing == 0 && column.perhaps_missing() == 0;
    if complete && column.rows >= ENOUGH {
        let distinct = &column.distinct;
        let unique = column.numbers.whole && !distinct.repeats && names_rows(&column.name);
        let named = || unique.then(|| "its name says so, and no value comes twice".to_owned());
        let pattern = column.numbers.pattern(distinct.repeats || distinct.more);
        if let Some(pattern) = pattern.or_else(named) {
            return Some(Decided::ignored(format!(
                "looks like an identifier: {pattern}"
            )));
        }
    }
    Some(Decided::because(Proposal::Number, ""))
}

fn date(column: &Tally, names: &[&str]) -> Option<Decided> {
    let kept = DATES.iter().zip(column.dates).filter(|(_, keeps)| *keeps);
    let kept: Vec<_> = kept.map(|(format, _)| *format).collect();
    let format = match kept[..] {
        [] => return None,
        [format] => format,
        _ => {
            return Some(Decided::ignored(
                "dates of which no day is above 12: write {type: date, format: DD/MM/YYYY or \
                 MM/DD/YYYY, parts: [year, month, day, weekday]}",
            ));
        }
    };
    let taken = |part: &&&str| names.contains(&&*format!("{}_{part}", column.name));
    if let Some(part) = ["year", "month", "day", "weekday", "hour"]
        .iter()
        .find(taken)
    {
        let name = params::shorten::text(&column.name);
        return Some(Decided::ignored(format!(
            "dates, whose parts would have the name of the column `{name}_{part}`"
        )));
    }
    Some(Decided::because(Proposal::Date(format, column.times), ""))
}

fn text(column: &Tally) -> Decided {
    let (rows, distinct) = (column.rows, &column.distinct);
    let many = distinct.more || 2 * distinct.len() as u64 > rows;
    let count = count(column);
    if let Some(example) = mostly_numbers(column) {
        let others = rows - column.numbers.rows;
        return Decided::ignored(format!(
            "its values are numbers but for {others} of {rows}, such as `{example}`: correct these, \
             or name them in `missing_values`, and write `number`"
        ));
    }
    if rows >= ENOUGH && many {
        if column.mean_length() >= LONG {
            return Decided::ignored(format!(
                "free text: {count} different ones, long on average"
            ));
        }
        if !distinct.repeats {
            return Decided::ignored("looks like an identifier: no value comes twice");
        }
        return Decided::ignored(format!(
            "{count} different texts in {rows} rows tell too little"
        ));
    }
    let mixed = column.numbers.rows > 0 && !column.numbers.codes;
    let reason = match &column.no_number {
        Some(example) if mixed => {
            let numbers = column.numbers.rows;
            format!("{numbers} of {rows} values are numbers, `{example}` is none; ")
        }
        _ => String::new(),
    };
    let proposal = match distinct.len() {
        0..=FEW => Proposal::OneHot(1),
        count if count <= SOME => Proposal::OneHot((rows / 100).max(2)),
        _ => Proposal::Ordinal,
    };
    let texts = if distinct.len() == 1 {
        "text"
    } else {
        "different texts"
    };
    Decided::because(proposal, format!("{reason}{count} {texts}"))
}

/// What one of the few other values is, of a column that measures something.
fn mostly_numbers(column: &Tally) -> Option<&str> {
    let numbers = &column.numbers;
    let most = 10 * numbers.rows >= 9 * column.rows;
    let measures = column.distinct.more || column.distinct.len() > FEW;
    let example = column.no_number.as_deref()?;
    (most && measures && !numbers.codes).then_some(example)
}

/// How many different values there are.
pub(super) fn count(column: &Tally) -> String {
    let more = if column.distinct.more {
        "more than "
    } else {
        ""
    };
    format!("{more}{}", column.distinct.len())
}
