//! `make models`: the registered versions as a table.

use mlflow::{Client, Config, ModelVersion, utc};
use params::Params;

use crate::error::EvaluateError;
use crate::record::{Judged, Record};

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
/// So many digits of a digest tell versions of the data apart.
const DIGITS: usize = 8;

/// Prints the versions, the newest first.
///
/// # Errors
///
/// When the tracker cannot be reached or refuses.
pub fn models(params: &Params) -> Result<(), EvaluateError> {
    let client = Client::connect(Config::from_env()?)?;
    let name = &params.tracking.registered_model;
    let versions = client.versions(name)?;
    if versions.is_empty() {
        println!("{name} has no versions yet; `make run` registers the first");
        return Ok(());
    }
    let mut rows = vec![HEADER.map(str::to_owned)];
    rows.extend(versions.iter().map(row));
    print!("{}", table(&rows));
    Ok(())
}

fn row(version: &ModelVersion) -> [String; 8] {
    let judged = Record::of(version).judged;
    let of_judged = |value: fn(&Judged) -> String| match &judged {
        Some(judged) => value(judged),
        None => "-".to_owned(),
    };
    let data = version.tags.get("data_version");
    let created = utc(u64::try_from(version.created).unwrap_or_default());
    [
        version.version.to_string(),
        or_dash(version.aliases.join(", ")),
        created.chars().take("2026-11-23 07:25:21".len()).collect(),
        of_judged(|judged| format!("{:.4}", judged.judgement.scores.accuracy)),
        of_judged(|judged| format!("{:.4}", judged.judgement.scores.f1_score)),
        or_dash(
            data.map(|data| data.chars().take(DIGITS).collect())
                .unwrap_or_default(),
        ),
        of_judged(|judged| judged.model_type.clone()),
        of_judged(|judged| format!("{} ({})", judged.judgement.verdict, judged.judgement.reason)),
    ]
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
