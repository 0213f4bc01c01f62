//! The section `data` of params.yaml, with everything spelt out.

use std::fmt::Write as _;

use params::SourceFormat;

use super::column::Tally;
use super::proposal::{Decided, Proposal};
use super::survey::Survey;
use super::yaml;

/// The longest remark behind a column.
const REMARK: usize = 160;

/// What the section says besides its columns.
pub(super) struct Dataset<'a> {
    pub(super) name: &'a str,
    pub(super) source: &'a str,
    pub(super) format: &'a SourceFormat,
    pub(super) target: &'a str,
}

/// The section as the text of a file.
pub(super) fn of(dataset: &Dataset<'_>, survey: &Survey, decided: &[Decided]) -> String {
    let mut out = String::new();
    // A text takes whatever is written to it.
    let _ = write(&mut out, dataset, survey, decided);
    out
}

fn write(
    out: &mut String,
    dataset: &Dataset<'_>,
    survey: &Survey,
    decided: &[Decided],
) -> std::fmt::Result {
    let Dataset {
        name,
        source,
        target,
        format,
    } = dataset;
    writeln!(out, "data:")?;
    writeln!(
        out,
        "  # What the dataset is called: its raw table is data/raw/{name}.csv."
    )?;
    writeln!(out, "  name: {}", yaml::class(name))?;
    writeln!(
        out,
        "  # How the raw table and its parts are written: csv or parquet."
    )?;
    writeln!(out, "  format: csv")?;
    writeln!(out, "  # Its file (or folder) in data/source.")?;
    writeln!(out, "  source: {}", yaml::class(source))?;
    write_format(out, format)?;
    write_bad_rows(out, survey)?;
    writeln!(out, "  # The column that holds the class.")?;
    writeln!(out, "  target: {}", yaml::class(target))?;
    writeln!(out, "  # Its values, numbered from 0 in this order.")?;
    let classes = survey.classes.sorted(format.decimal);
    let classes: Vec<_> = classes.iter().map(|(name, _)| yaml::class(name)).collect();
    let classes = yaml::list(&classes, "  ");
    let gap = if classes.starts_with('\n') { "" } else { " " };
    writeln!(out, "  classes:{gap}{classes}")?;
    out.push_str(COLUMNS);
    for (column, decided) in survey.columns.iter().zip(decided) {
        write_column(out, column, decided)?;
    }
    Ok(())
}

/// What the words of the columns mean.
const COLUMNS: &str = "  # How each other column enters the model. `ignored`: not at all. `missing: refuse`: none may be\n  \
     # missing. `keep`: the model gets it as missing, which forests know; other families need it filled:\n  \
     # `median`, `mean` (numbers), `most_frequent`, or {constant: ...}. docs/params.md explains each word.\n  \
     columns:\n";

fn write_format(out: &mut String, format: &SourceFormat) -> std::fmt::Result {
    let usual = SourceFormat::default();
    if format.separator != usual.separator {
        let separator = match format.separator {
            b'\t' => "tab".to_owned(),
            byte => char::from(byte).to_string(),
        };
        writeln!(out, "  # What is between two cells.")?;
        writeln!(out, "  separator: {}", yaml::text(&separator))?;
    }
    if format.decimal != usual.decimal {
        writeln!(out, "  # What stands before the fraction of a number.")?;
        writeln!(
            out,
            "  decimal: {}",
            yaml::text(&char::from(format.decimal).to_string())
        )?;
    }
    if format.missing_values != usual.missing_values {
        let values: Vec<_> = format
            .missing_values
            .iter()
            .map(|value| yaml::text(value))
            .collect();
        writeln!(
            out,
            "  # What a cell holds that has no value: what pandas takes for it, and more."
        )?;
        writeln!(out, "  missing_values:{}", yaml::list(&values, "  "))?;
    }
    Ok(())
}

/// The share of the rows without a class, rounded up.
fn write_bad_rows(out: &mut String, survey: &Survey) -> std::fmt::Result {
    let missing = survey.classes.missing;
    if missing == 0 {
        return Ok(());
    }
    let share = missing as f64 / (survey.rows + missing) as f64;
    let share = (share * 1000.0).ceil() / 1000.0;
    writeln!(
        out,
        "  # The share of rows that may be set aside: {missing} have no class."
    )?;
    writeln!(out, "  bad_rows: {share:.3}")
}

fn write_column(out: &mut String, column: &Tally, decided: &Decided) -> std::fmt::Result {
    let missing = if column.missing > 0 { "keep" } else { "refuse" };
    let name = yaml::class(&column.name);
    let entered = match &decided.proposal {
        Proposal::Ignored => "ignored".to_owned(),
        Proposal::Number => format!("{{type: number, missing: {missing}}}"),
        Proposal::Flag(values) => {
            format!("{{type: flag, values: {values}, missing: {missing}}}")
        }
        Proposal::OneHot(rows) => format!(
            "{{type: category, values: text, encoding: one_hot, min_frequency: {rows}, missing: {missing}}}"
        ),
        Proposal::Ordinal => {
            format!("{{type: category, values: text, encoding: ordinal, missing: {missing}}}")
        }
        Proposal::Date(format, times) => {
            let hour = if *times { ", hour" } else { "" };
            let format = format.name();
            format!(
                "{{type: date, format: {format}, parts: [year, month, day, weekday{hour}], missing: {missing}}}"
            )
        }
    };
    match remark(column, decided) {
        remark if remark.is_empty() => writeln!(out, "    {name}: {entered}"),
        remark => writeln!(out, "    {name}: {entered} # {remark}"),
    }
}

fn remark(column: &Tally, decided: &Decided) -> String {
    let missing = match column.missing {
        0 => String::new(),
        _ if decided.is_ignored() => String::new(),
        missing => format!("{missing} missing"),
    };
    let parts = [decided.reason.as_str(), &missing];
    let parts: Vec<_> = parts.into_iter().filter(|part| !part.is_empty()).collect();
    parts.join("; ").chars().take(REMARK).collect()
}
