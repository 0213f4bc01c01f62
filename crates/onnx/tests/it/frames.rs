//! Frames from JSON.

use std::collections::HashMap;

use onnx::encoding::{Input, InputType};
use onnx::frame::{Column, Frame, MISSING, Texts};
use serde_json::Value;

/// The rows of columns, each an array of numbers or texts, `null` where a value is missing.
pub(crate) fn frame(inputs: &[Input], columns: &[Vec<Value>]) -> Frame {
    let column = |(input, values): (&Input, &Vec<Value>)| match input.input_type {
        InputType::String => Column::Texts(texts(values)),
        _ => Column::Numbers(values.iter().map(number).collect()),
    };
    Frame {
        columns: inputs.iter().zip(columns).map(column).collect(),
        rows: columns.first().map_or(0, Vec::len),
    }
}

fn number(value: &Value) -> f64 {
    match value {
        Value::Bool(value) => f64::from(u8::from(*value)),
        value => value.as_f64().unwrap_or(f64::NAN),
    }
}

fn texts(values: &[Value]) -> Texts {
    let mut texts = Texts::default();
    let mut known = HashMap::new();
    for value in values {
        let code = value.as_str().map_or(MISSING, |text| {
            *known.entry(text.to_owned()).or_insert_with(|| {
                texts.dictionary.push(text.to_owned());
                u32::try_from(texts.dictionary.len() - 1).expect("few texts")
            })
        });
        texts.codes.push(code);
    }
    texts
}
