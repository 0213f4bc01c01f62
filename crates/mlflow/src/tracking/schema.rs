//! Columns of tables, as MLflow describes datasets and models.

use serde::Serialize;

/// A column of a table, in MLflow's column specification.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Column {
    /// The kind of its values.
    #[serde(rename = "type")]
    pub kind: ColumnType,
    /// Its name.
    pub name: String,
    /// Whether a table without it is refused. MLflow's `infer_signature` says so of a column in
    /// which nothing is missing.
    pub required: bool,
}

/// The kinds of values that MLflow tells apart (`mlflow.types.DataType`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum ColumnType {
    /// 64-bit integers.
    Long,
    /// 32-bit floating point.
    Float,
    /// 64-bit floating point.
    Double,
    /// Text.
    String,
    /// `true` and `false`.
    Boolean,
}

impl Column {
    /// A column that must be there.
    pub fn new(name: impl Into<String>, kind: ColumnType) -> Self {
        Self {
            kind,
            name: name.into(),
            required: true,
        }
    }

    /// The same, which a table may lack.
    #[must_use]
    pub fn optional(self) -> Self {
        Self {
            required: false,
            ..self
        }
    }
}
