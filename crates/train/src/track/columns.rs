//! The columns of a table as MLflow describes them, and rows of it as JSON.

use encoders::Feature;
use mlflow::{Column, ColumnType};
use onnx::encoding::InputType;
use onnx::frame::{self, Frame, MISSING};
use serde_json::{Value, json};

/// As MLflow's `infer_signature` describes what pandas has read; a column in which something is
/// `missing` is not required. Of truth values with missing ones it says boolean, and the model
/// takes text.
pub(super) fn schema(features: &[Feature], missing: &[bool]) -> Vec<Column> {
    let column = |(feature, &missing): (&Feature, &bool)| {
        let column = Column::new(&feature.column.name, kind(feature.input_type));
        if missing { column.optional() } else { column }
    };
    features.iter().zip(missing).map(column).collect()
}

fn kind(input_type: InputType) -> ColumnType {
    match input_type {
        InputType::Double => ColumnType::Double,
        InputType::Long => ColumnType::Long,
        InputType::Boolean => ColumnType::Boolean,
        InputType::String => ColumnType::String,
    }
}

/// Up to `n` rows as they stand in the table; missing values are null.
pub(super) fn first_rows(features: &[Feature], table: &Frame, n: usize) -> Vec<Vec<Value>> {
    let columns = || features.iter().zip(&table.columns);
    let row = |at| columns().map(move |(feature, column)| cell(feature.input_type, column, at));
    let rows = 0..n.min(table.rows);
    rows.map(|at| row(at).collect()).collect()
}

fn cell(input_type: InputType, column: &frame::Column, row: usize) -> Value {
    match column {
        frame::Column::Texts(texts) => match texts.codes[row] {
            MISSING => Value::Null,
            code => json!(texts.dictionary[code as usize]),
        },
        frame::Column::Numbers(values) => number(input_type, values[row]),
    }
}

/// Without a point in a column of integers: those who read the example tell kinds by that.
#[expect(
    clippy::cast_possible_truncation,
    reason = "an example of a number beyond 64 bits may be the largest one"
)]
fn number(input_type: InputType, value: f64) -> Value {
    match input_type {
        _ if value.is_nan() => Value::Null,
        InputType::Double => json!(value),
        InputType::Long => json!(value as i64),
        InputType::Boolean => json!(value > 0.5),
        // Truth values of which some are missing.
        InputType::String => json!(if value > 0.5 { "True" } else { "False" }),
    }
}
