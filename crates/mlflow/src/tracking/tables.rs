//! Tables among the files of a run, as `mlflow.log_table` writes them: MLflow's pages show them, and
//! `mlflow.load_table` reads those of many runs as one.

use serde::Deserialize;
use serde_json::{Value, json};

use super::batches::Tag;
use super::runs::Run;
use crate::models::Content;
use crate::tags::LOGGED_ARTIFACTS;

/// A table.
#[derive(Debug, Clone, PartialEq)]
pub struct Table {
    /// Its place among the files of the run; it ends with `.json`.
    pub path: String,
    /// The names of its columns.
    pub columns: Vec<String>,
    /// As many cells as there are columns; each a number, a text or nothing.
    pub rows: Vec<Vec<Value>>,
}

impl Table {
    /// The table `tables/<name>.json`.
    #[must_use]
    pub fn new(name: &str, columns: &[&str], rows: Vec<Vec<Value>>) -> Self {
        Self {
            path: Self::path_of(name),
            columns: columns.iter().map(|&name| name.to_owned()).collect(),
            rows,
        }
    }

    pub(crate) fn path_of(name: &str) -> String {
        format!("tables/{name}.json")
    }

    /// The table in a file; none if it is not one.
    pub(crate) fn parse(path: String, file: &[u8]) -> Option<Self> {
        let Split { columns, data } = serde_json::from_slice(file).ok()?;
        let fits = data.iter().all(|row| row.len() == columns.len());
        fits.then_some(Self {
            path,
            columns,
            rows: data,
        })
    }

    /// The cells of the column that is called `name`, in the order of the rows.
    #[must_use]
    pub fn column<'a>(&'a self, name: &str) -> Option<impl Iterator<Item = &'a Value>> {
        let at = self.columns.iter().position(|column| column == name)?;
        Some(self.rows.iter().map(move |row| &row[at]))
    }

    /// The file, in the form that pandas calls `split`.
    #[must_use]
    pub fn file(&self) -> (String, Content) {
        let json = json!({"columns": self.columns, "data": self.rows});
        let bytes = json.to_string().into_bytes();
        (self.path.clone(), Content::Bytes(bytes))
    }
}

/// The file.
#[derive(Deserialize)]
struct Split {
    columns: Vec<String>,
    data: Vec<Vec<Value>>,
}

/// The tag by which MLflow knows the tables of `run`: those that it has, and these.
#[must_use]
pub fn tables_tag(run: &Run, tables: &[Table]) -> Tag {
    let known = run.tags.get(LOGGED_ARTIFACTS);
    let known = known.and_then(|tag| serde_json::from_str(tag).ok());
    let mut entries: Vec<Value> = known.unwrap_or_default();
    for table in tables {
        // MLflow looks for the two in this order, and for the spaces of Python's JSON it does not care.
        let entry = json!({"path": table.path, "type": "table"});
        if !entries.contains(&entry) {
            entries.push(entry);
        }
    }
    Tag::new(LOGGED_ARTIFACTS, Value::from(entries))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tracking::RunStatus;

    fn run(tag: Option<&str>) -> Run {
        let tag = tag.map(|tag| (LOGGED_ARTIFACTS.to_owned(), tag.to_owned()));
        Run {
            id: "r1".into(),
            name: String::new(),
            experiment_id: "1".into(),
            status: RunStatus::Running,
            artifact_uri: String::new(),
            start_time: 0,
            end_time: None,
            params: [].into(),
            metrics: [].into(),
            tags: tag.into_iter().collect(),
            model_ids: Vec::new(),
        }
    }

    #[test]
    fn a_table_is_what_pandas_calls_split() {
        let rows = vec![vec![json!("a\"b"), json!(2)], vec![json!("c"), Value::Null]];
        let table = Table::new("a", &["class", "rows"], rows);
        let (path, Content::Bytes(bytes)) = table.file() else {
            panic!("the bytes are there");
        };
        assert_eq!(path, "tables/a.json");
        let expected = r#"{"columns":["class","rows"],"data":[["a\"b",2],["c",null]]}"#;
        assert_eq!(str::from_utf8(&bytes).unwrap(), expected);
        let found = Table::parse(path.clone(), &bytes).unwrap();
        assert_eq!(found, table);
        let rows: Vec<_> = found.column("rows").unwrap().collect();
        assert_eq!(rows, [&json!(2), &Value::Null]);
        assert!(found.column("size").is_none());
        let wrong = br#"{"columns":["class"],"data":[[1,2]]}"#;
        assert_eq!(Table::parse(path, wrong), None);
    }

    #[test]
    fn the_tables_of_an_earlier_stage_stay_and_none_is_there_twice() {
        let table = |path: &str| Table {
            path: path.into(),
            columns: Vec::new(),
            rows: Vec::new(),
        };
        let first = tables_tag(&run(None), &[table("a.json")]);
        assert_eq!(first.value, r#"[{"path":"a.json","type":"table"}]"#);
        let both = tables_tag(
            &run(Some(&first.value)),
            &[table("a.json"), table("b.json")],
        );
        assert_eq!(
            both.value,
            r#"[{"path":"a.json","type":"table"},{"path":"b.json","type":"table"}]"#
        );
        let other = tables_tag(&run(Some("no JSON")), &[table("a.json")]);
        assert_eq!(other, first);
    }
}
