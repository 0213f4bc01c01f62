//! The tables of the model, as its run describes them.

use mlflow::LoggedDataset;
use report_page::content::{Data, Feature, Summary, TableFacts};
use serde_json::Value;
use stage::metadata::ModelMetadata;

use super::tracked::Tracked;

/// How many features are listed.
const MOST: usize = 200;
/// The names by which train logs the tables, and what they are.
const TABLES: [(&str, &str); 2] = [("train_data", "training"), ("test_data", "test")];

pub(super) fn of(tracked: &Tracked, metadata: &ModelMetadata) -> Data {
    let tables: Vec<_> = TABLES
        .into_iter()
        .filter_map(|(logged, name)| Some((name, tracked.dataset(logged)?)))
        .collect();
    let feature = |name: &String| Feature {
        name: name.clone(),
        kind: kind(&tables, name),
        summaries: tables
            .iter()
            .map(|(_, table)| summary(table, name))
            .collect(),
    };
    Data {
        features: metadata.features.iter().take(MOST).map(feature).collect(),
        more: metadata.features.len().saturating_sub(MOST),
        tables: tables
            .iter()
            .map(|(name, table)| facts(name, table))
            .collect(),
    }
}

impl Tracked {
    /// The table that train logged by this name.
    pub(super) fn dataset(&self, name: &str) -> Option<&LoggedDataset> {
        self.datasets.iter().find(|dataset| dataset.name == name)
    }

    /// How many rows of each class a table has.
    pub(super) fn class_counts(&self, name: &str, classes: &[String]) -> Option<Vec<u64>> {
        let counts = self.dataset(name)?.profile.get("classes")?;
        let count = |class: &String| counts.get(class).and_then(Value::as_u64);
        classes.iter().map(count).collect()
    }
}

fn facts(name: &str, table: &LoggedDataset) -> TableFacts {
    let number = |key| {
        table
            .profile
            .get(key)
            .and_then(Value::as_u64)
            .unwrap_or_default()
    };
    TableFacts {
        name: name.to_owned(),
        rows: number("num_rows"),
        columns: number("num_columns"),
        md5: table.digest.clone(),
    }
}

fn kind(tables: &[(&str, &LoggedDataset)], name: &str) -> String {
    let columns = tables.iter().flat_map(|(_, table)| &table.columns);
    let mut kinds = columns
        .filter(|(column, _)| column == name)
        .map(|(_, kind)| kind);
    kinds
        .next()
        .cloned()
        .unwrap_or_else(|| "not known".to_owned())
}

fn summary(table: &LoggedDataset, feature: &str) -> Summary {
    let Some(found) = table.profile.get(&format!("feature: {feature}")) else {
        return Summary::default();
    };
    let number = |key| found.get(key).and_then(Value::as_f64);
    let count = |key| found.get(key).and_then(Value::as_u64);
    let range = || Some([number("min")?, number("mean")?, number("max")?]);
    Summary {
        range: range(),
        distinct: count("distinct"),
        missing: count("missing").unwrap_or_default(),
    }
}
