//! The rows as one JSON document.

use serde::Serialize;
use serde_json::{Map, Value, json};

use super::{Comparison, Kind, Row};

#[derive(Serialize)]
struct RowMessage<'a> {
    kind: &'static str,
    name: String,
    version: Option<u64>,
    aliases: &'a [String],
    params: &'a std::collections::BTreeMap<String, String>,
    score: Option<f64>,
    interval: Option<[f64; 2]>,
    test_rows: Option<usize>,
    validation: Option<f64>,
    validation_std: Option<f64>,
    data_version: &'a Option<String>,
    verdict: &'a Option<String>,
    run_id: &'a Option<String>,
    note: &'a Option<String>,
}

impl Kind {
    pub(super) const fn word(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::Workspace => "workspace",
            Self::Experiment => "experiment",
        }
    }
}

impl Comparison {
    /// An object with the metric, what the rows are ordered by, and the rows with all that is known
    /// of them; params are text, as the tracker has them.
    #[must_use]
    pub fn json(&self) -> String {
        let metric = self.metric.name();
        let ordered_by = if self.validated { "validation" } else { "test" };
        let rows: Vec<_> = self.rows.iter().map(message).collect();
        let object = Map::from_iter([
            ("metric".to_owned(), json!(metric)),
            ("ordered_by".to_owned(), json!(ordered_by)),
            ("rows".to_owned(), json!(rows)),
        ]);
        format!("{:#}", Value::Object(object))
    }
}

fn message(row: &Row) -> RowMessage<'_> {
    RowMessage {
        kind: row.kind.word(),
        name: row.label(),
        version: row.version,
        aliases: &row.aliases,
        params: &row.params,
        score: row.test.map(|score| score.value),
        interval: row.test.and_then(|score| score.interval),
        test_rows: row.test_rows,
        validation: row.validation.map(|score| score.mean),
        validation_std: row.validation.and_then(|score| score.std),
        data_version: &row.data_version,
        verdict: &row.verdict,
        run_id: &row.run,
        note: &row.note,
    }
}
