//! The rows as CSV (RFC 4180): what differs, and the scores.

use super::{Comparison, Row};

impl Comparison {
    /// A header and a line for each row, without a line end at the end; what is not known is empty.
    #[must_use]
    pub fn csv(&self) -> String {
        let keys = self.keys();
        let metric = self.metric.name();
        let mut header = vec!["kind".to_owned(), "name".to_owned(), "aliases".to_owned()];
        header.extend(keys.iter().map(|(key, _)| key.clone()));
        let names = [
            "{}",
            "{}_low",
            "{}_high",
            "validation_{}",
            "validation_{}_std",
        ];
        header.extend(names.map(|name| name.replace("{}", metric)));
        header.extend(["data_version", "gate", "run_id", "note"].map(str::to_owned));
        let rows = self.rows.iter().map(|row| record(&keys, row));
        let lines = std::iter::once(header)
            .chain(rows)
            .map(|fields| line(&fields));
        lines.collect::<Vec<_>>().join("\n")
    }
}

fn record(keys: &[(String, String)], row: &Row) -> Vec<String> {
    let number = |value: Option<f64>| value.map(|value| value.to_string()).unwrap_or_default();
    let text = |value: &Option<String>| value.clone().unwrap_or_default();
    let interval = row.test.and_then(|score| score.interval);
    let mut fields = vec![
        row.kind.word().to_owned(),
        row.label(),
        row.aliases.join(" "),
    ];
    let values = keys.iter().map(|(key, _)| row.params.get(key).cloned());
    fields.extend(values.map(Option::unwrap_or_default));
    fields.extend([
        number(row.test.map(|score| score.value)),
        number(interval.map(|[low, _]| low)),
        number(interval.map(|[_, high]| high)),
        number(row.validation.map(|score| score.mean)),
        number(row.validation.and_then(|score| score.std)),
        text(&row.data_version),
        text(&row.verdict),
        text(&row.run),
        text(&row.note),
    ]);
    fields
}

fn line(fields: &[String]) -> String {
    let quoted = fields.iter().map(|field| {
        if field.contains([',', '"', '\n', '\r']) {
            format!("\"{}\"", field.replace('"', "\"\""))
        } else {
            field.clone()
        }
    });
    quoted.collect::<Vec<_>>().join(",")
}
