//! The Open Inference Protocol, version 2, as `KServe`, `MLServer` and Triton speak it over HTTP.
//!
//! Each column of the signature is a tensor of its own, `[rows]` or `[rows, 1]`, and so is each output.
//!
//! # Layout
//!
//! - `address` reads a path.
//! - `metadata` describes the server and the model.
//! - `request` reads tensors, whose data `tensor` puts into columns.
//! - `answer` writes the outputs.

mod address;
mod answer;
mod metadata;
mod request;
mod tensor;

pub(crate) use address::{Address, Subject};
pub(crate) use answer::write;
pub(crate) use metadata::{of_model, of_server};
pub(crate) use request::read;

use onnx::encoding::InputType;

/// What the protocol calls the values of a column.
const fn datatype(input_type: InputType) -> &'static str {
    match input_type {
        InputType::Double => "FP64",
        InputType::Long => "INT64",
        InputType::Boolean => "BOOL",
        InputType::String => "BYTES",
    }
}

/// The names of the outputs, the label's first.
fn outputs(classes: &[String]) -> impl Iterator<Item = String> {
    let probabilities = classes.iter().map(|class| format!("probability_{class}"));
    std::iter::once("label".to_owned()).chain(probabilities)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::model::{Signature, SignatureColumn};
    use crate::rows::RowsBuilder;

    fn pieces() -> impl Strategy<Value = String> {
        let pieces = [
            "{",
            "}",
            "[",
            "]",
            ",",
            ":",
            "\"",
            "\\",
            "\"inputs\"",
            "\"outputs\"",
            "\"name\"",
            "\"shape\"",
            "\"datatype\"",
            "\"data\"",
            "\"size\"",
            "\"FP64\"",
            "1",
            "-1",
            "1e999",
            "null",
            "true",
            "{\"inputs\":[{\"name\":\"size\",\"datatype\":\"FP64\",\"shape\":[1],\"data\":",
        ];
        let piece = prop::sample::select(pieces.to_vec());
        prop::collection::vec(piece, 0..20).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #[test]
        fn no_bytes_panic(bytes in prop::collection::vec(any::<u8>(), 0..100), text in pieces(), path in "/v2/models/.{0,20}") {
            let column = SignatureColumn {
                name: "size".to_owned(),
                input_type: InputType::Double,
                required: true,
            };
            let signature = Signature::new(vec![column]);
            for body in [&bytes[..], text.as_bytes()] {
                if let Ok(asked) = read(body, RowsBuilder::new(&signature, 3)) {
                    prop_assert!(asked.rows.len() <= 3);
                }
            }
            let _ = Address::parse(&path);
        }
    }
}
