//! `make models`: the registered versions as a table.

use std::fmt;

use mlflow::{Client, ModelVersion, utc};
use params::Metric;

use crate::error::RegistryError;
use crate::record::{Evaluation, Record};

const HEADER: [&str; 8] = [
    "version",
    "aliases",
    "created (UTC)",
    "accuracy",
    "F1",
    "data",
    "model",
    "gate",
];
/// Enough digits of a digest to tell versions of the data apart.
const DIGITS: usize = 8;

/// The versions of a registered model, the newest first; they print as a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ModelTable {
    name: String,
    rows: Vec<[String; 8]>,
}

/// Lists the versions of the registered model `name`.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses.
pub fn models(client: &Client, name: &str) -> Result<ModelTable, RegistryError> {
    let versions = client.versions(name)?;
    Ok(ModelTable {
        name: name.to_owned(),
        rows: versions.iter().map(row).collect(),
    })
}

/// A line for each version, or one that there is none, without a line end at the end.
impl fmt::Display for ModelTable {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.rows.is_empty() {
            return write!(
                out,
                "{} has no versions yet; `make run` registers the first",
                self.name
            );
        }
        let mut rows = vec![HEADER.map(str::to_owned)];
        rows.extend(self.rows.iter().cloned());
        write!(out, "{}", table(&rows).trim_end_matches('\n'))
    }
}

fn row(version: &ModelVersion) -> [String; 8] {
    let evaluation = Record::of(version).evaluation;
    let evaluated = |value: fn(&Evaluation) -> String| match &evaluation {
        Some(evaluation) => value(evaluation),
        None => "-".to_owned(),
    };
    let data = version.tags.get("data_version");
    let created = utc(u64::try_from(version.created).unwrap_or_default());
    [
        version.version.to_string(),
        or_dash(version.aliases.join(", ")),
        created.chars().take("2026-11-23 07:25:21".len()).collect(),
        evaluated(|last| score(last, Metric::Accuracy)),
        evaluated(|last| score(last, Metric::F1Score)),
        or_dash(
            data.map(|data| data.chars().take(DIGITS).collect())
                .unwrap_or_default(),
        ),
        evaluated(|last| last.model_type.clone()),
        evaluated(|last| format!("{} ({})", last.result.verdict, last.result.reason)),
    ]
}

fn score(evaluation: &Evaluation, metric: Metric) -> String {
    let score = evaluation.result.scores.get(metric);
    or_dash(score.map(|score| format!("{score:.4}")).unwrap_or_default())
}

fn or_dash(text: String) -> String {
    if text.is_empty() {
        "-".to_owned()
    } else {
        text
    }
}

/// Columns as wide as their widest cell, two spaces between them.
fn table<const N: usize>(rows: &[[String; N]]) -> String {
    let width = |column: usize| {
        let cells = rows.iter().map(|row| row[column].chars().count());
        cells.max().unwrap_or(0)
    };
    let widths: Vec<_> = (0..N).map(width).collect();
    let mut text = String::new();
    for row in rows {
        let cells = row.iter().zip(&widths);
        let line: Vec<_> = cells
            .map(|(cell, width)| format!("{cell:width$}"))
            .collect();
        text.push_str(line.join("  ").trim_end());
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_aligned_and_lines_end_without_spaces() {
        let rows = [["a", "bcd"], ["1234", "e"]].map(|row| row.map(str::to_owned));
        assert_eq!(table(&rows), "a     bcd\n1234  e\n");
    }
}
