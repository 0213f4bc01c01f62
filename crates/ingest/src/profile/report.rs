//! What was found, as a person reads it.

use std::fmt::Write as _;

use params::shorten;
use table::source::Source;

use super::column::Tally;
use super::proposal::{self, Decided, Proposal};
use super::survey::Survey;

/// How much of an example is shown, in characters, and of a column's name.
const EXAMPLE: usize = 24;
const NAME: usize = 40;
/// How many classes and how many columns are listed.
const CLASSES: usize = 10;
const COLUMNS: usize = 200;

/// The report, with its last line end.
pub(super) fn of(
    source: &Source,
    target: &str,
    survey: &Survey,
    decided: &[Decided],
    warnings: &[String],
) -> String {
    let mut out = String::new();
    // A text takes whatever is written to it.
    let _ = write(&mut out, source, target, survey, decided);
    for warning in warnings {
        let _ = writeln!(out, "warning: {warning}");
    }
    out
}

fn write(
    out: &mut String,
    source: &Source,
    target: &str,
    survey: &Survey,
    decided: &[Decided],
) -> std::fmt::Result {
    let rows = survey.rows + survey.classes.missing;
    let columns = survey.columns.len() + 1;
    writeln!(
        out,
        "{}: {rows} rows, {columns} columns",
        source.path().display()
    )?;
    let classes = survey.classes.sorted(source.format().decimal);
    let counted = classes.iter().take(CLASSES);
    let counted: Vec<_> = counted
        .map(|(name, rows)| format!("{} ({rows})", shorten::text(name)))
        .collect();
    let more = match classes.len().saturating_sub(CLASSES) {
        0 => String::new(),
        more => format!(" and {more} more"),
    };
    let target = shorten::text(target);
    writeln!(
        out,
        "target {target}: {} classes: {}{more}",
        classes.len(),
        counted.join(", ")
    )?;
    writeln!(out)?;
    write_table(out, survey, decided)?;
    writeln!(out)
}

fn write_table(out: &mut String, survey: &Survey, decided: &[Decided]) -> std::fmt::Result {
    let head = ["column", "type", "missing", "distinct", "examples"].map(str::to_owned);
    let columns = survey.columns.iter().zip(decided).take(COLUMNS);
    let lines = columns.map(|(column, decided)| line(column, decided));
    let lines: Vec<_> = std::iter::once(head).chain(lines).collect();
    let width = |cell: usize| lines.iter().map(|line| line[cell].chars().count()).max();
    let widths: Vec<_> = (0..4).map(|cell| width(cell).unwrap_or(0)).collect();
    for line in &lines {
        let [name, kind, missing, distinct, examples] = line;
        let [a, b, c, d] = widths[..] else {
            continue;
        };
        let text = format!("{name:a$}  {kind:b$}  {missing:>c$}  {distinct:>d$}  {examples}");
        writeln!(out, "{}", text.trim_end())?;
    }
    match survey.columns.len().saturating_sub(COLUMNS) {
        0 => Ok(()),
        more => writeln!(out, "and {more} more columns"),
    }
}

fn line(column: &Tally, decided: &Decided) -> [String; 5] {
    let rows = column.rows + column.missing;
    let missing = match column.missing {
        0 => "0".to_owned(),
        missing => {
            let percent = 100.0 * missing as f64 / rows as f64;
            format!("{missing} ({percent:.1} %)")
        }
    };
    let examples = column.distinct.examples.iter();
    let examples: Vec<_> = examples.map(|example| cut(example, EXAMPLE)).collect();
    [
        cut(&shorten::text(&column.name), NAME),
        kind(&decided.proposal),
        missing,
        proposal::count(column),
        examples.join(", "),
    ]
}

fn kind(proposal: &Proposal) -> String {
    match proposal {
        Proposal::Ignored => "ignored".to_owned(),
        Proposal::Number => "number".to_owned(),
        Proposal::Flag(_) => "flag".to_owned(),
        Proposal::OneHot(_) => "category, one-hot".to_owned(),
        Proposal::Ordinal => "category, ordinal".to_owned(),
        Proposal::Date(format, _) => format!("date {}", format.name()),
    }
}

fn cut(text: &str, length: usize) -> String {
    if text.chars().count() <= length {
        return text.to_owned();
    }
    let beginning: String = text.chars().take(length - 1).collect();
    format!("{beginning}…")
}
