//! Tables as `oracle/encoders.py` writes them.

use std::collections::HashMap;
use std::error::Error;

use encoders::Feature;
use onnx::encoding::InputType;
use onnx::frame::{Column, Frame, MISSING, Texts};
use serde_json::Value;

type Failed = Box<dyn Error>;

/// The columns, each with the type of its input.
pub(crate) fn features(columns: &[params::Column], rows: &Value) -> Result<Vec<Feature>, Failed> {
    let types = rows["types"].as_array().ok_or("no types")?;
    let feature = |(column, input_type): (&params::Column, &Value)| Feature {
        column: column.clone(),
        input_type: input_type_of(input_type.as_str().unwrap_or_default()),
    };
    Ok(columns.iter().zip(types).map(feature).collect())
}

fn input_type_of(name: &str) -> InputType {
    match name {
        "long" => InputType::Long,
        "boolean" => InputType::Boolean,
        "string" => InputType::String,
        _ => InputType::Double,
    }
}

/// The rows of one part, `train` or `test`.
pub(crate) fn frame(rows: &Value, part: &str) -> Result<Frame, Failed> {
    let columns = rows[part].as_array().ok_or("no columns")?;
    let columns: Vec<_> = columns.iter().map(column).collect::<Result<_, _>>()?;
    let rows = match columns.first() {
        Some(Column::Numbers(values)) => values.len(),
        Some(Column::Texts(texts)) => texts.codes.len(),
        None => 0,
    };
    Ok(Frame { columns, rows })
}

/// Texts, if one of the cells is; a column without any value stands as `{"texts": 3}` rows.
fn column(cells: &Value) -> Result<Column, Failed> {
    if let Some(rows) = cells["texts"].as_u64() {
        return Ok(texts(&vec![Value::Null; usize::try_from(rows)?]));
    }
    let cells = cells.as_array().ok_or("no cells")?;
    if cells.iter().any(Value::is_string) {
        return Ok(texts(cells));
    }
    let number = |cell: &Value| match cell {
        Value::Bool(yes) => f64::from(u8::from(*yes)),
        cell => cell.as_f64().unwrap_or(f64::NAN),
    };
    Ok(Column::Numbers(cells.iter().map(number).collect()))
}

fn texts(cells: &[Value]) -> Column {
    let mut texts = Texts::default();
    let mut codes = HashMap::new();
    for cell in cells {
        let Some(text) = cell.as_str() else {
            texts.codes.push(MISSING);
            continue;
        };
        let code = *codes.entry(text).or_insert_with(|| {
            texts.dictionary.push(text.to_owned());
            u32::try_from(texts.dictionary.len() - 1).unwrap_or(MISSING)
        });
        texts.codes.push(code);
    }
    Column::Texts(texts)
}
