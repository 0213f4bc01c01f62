//! The signature in the file `MLmodel` of a model's directory. train writes it as JSON.

use onnx::encoding::InputType;
use serde::Deserialize;

use super::{Signature, SignatureColumn};

#[derive(Deserialize)]
struct Document {
    signature: Declared,
}

/// MLflow keeps the columns as JSON inside a string.
#[derive(Deserialize)]
struct Declared {
    inputs: String,
}

#[derive(Deserialize)]
struct DeclaredColumn {
    name: String,
    #[serde(rename = "type")]
    input_type: InputType,
    #[serde(default = "yes")]
    required: bool,
}

const fn yes() -> bool {
    true
}

/// The signature of the file, for the model whose `own` columns are known.
///
/// # Errors
///
/// Says what is wrong with it.
pub(super) fn signature(bytes: &[u8], own: &Signature) -> Result<Signature, String> {
    let document: Document = serde_json::from_slice(bytes)
        .map_err(|error| format!("expected the JSON that train writes: {error}"))?;
    let columns: Vec<DeclaredColumn> = serde_json::from_str(&document.signature.inputs)
        .map_err(|error| format!("its `signature.inputs` is no list of columns: {error}"))?;
    let names = columns.iter().map(|column| &column.name);
    if names.ne(own.columns().iter().map(|column| &column.name)) {
        return Err("its columns are not those of the model's file".to_owned());
    }
    let pairs = columns.into_iter().zip(own.columns());
    let columns = pairs.map(|(column, own)| checked(column, own));
    Ok(Signature::new(columns.collect::<Result<_, _>>()?))
}

/// Text stays text, and what the file takes as numbers stays numbers.
fn checked(column: DeclaredColumn, own: &SignatureColumn) -> Result<SignatureColumn, String> {
    let is_text = |input_type| input_type == InputType::String;
    if is_text(column.input_type) != is_text(own.input_type) {
        return Err(format!(
            "its column `{}` has another type than in the model's file",
            column.name
        ));
    }
    Ok(SignatureColumn {
        name: column.name,
        input_type: column.input_type,
        required: column.required,
    })
}

#[cfg(test)]
mod tests {
    use insta::assert_snapshot;
    use serde_json::json;

    use super::*;

    fn own() -> Signature {
        let column = |name, input_type| SignatureColumn::of_test(name, input_type, true);
        Signature::new(vec![
            column("size", InputType::Double),
            column("city", InputType::String),
        ])
    }

    fn read(inputs: &str) -> Result<Signature, String> {
        let document = json!({"signature": {"inputs": inputs}});
        signature(document.to_string().as_bytes(), &own())
    }

    #[test]
    fn types_and_what_may_be_missing_are_those_of_the_signature() {
        let found = read(
            r#"[{"type":"long","name":"size"},{"type":"string","name":"city","required":false}]"#,
        );
        let found = found.unwrap();
        assert_eq!(found.columns()[0].input_type, InputType::Long);
        let required: Vec<_> = found
            .columns()
            .iter()
            .map(|column| column.required)
            .collect();
        assert_eq!(required, [true, false]);
    }

    #[test]
    fn a_signature_of_another_model_is_refused() {
        let refused = |inputs| read(inputs).unwrap_err();
        assert_snapshot!(refused(r#"[{"type":"long","name":"size"}]"#), @"its columns are not those of the model's file");
        assert_snapshot!(refused(r#"[{"type":"double","name":"size"},{"type":"long","name":"city"}]"#), @"its column `city` has another type than in the model's file");
        assert_snapshot!(refused("size"), @"its `signature.inputs` is no list of columns: expected value at line 1 column 1");
        let yaml = signature(b"flavors:\n", &own()).unwrap_err();
        assert_snapshot!(yaml, @"expected the JSON that train writes: expected ident at line 1 column 2");
    }
}
