//! What was typed into the page.

use percent_encoding::percent_decode;

use crate::model::Signature;
use crate::rows::{Cell, Rows, RowsBuilder, RowsProblem};

/// The texts of the fields, one for each column of the signature.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Form {
    texts: Vec<String>,
}

impl Form {
    /// A form in which nothing is typed.
    pub(crate) fn empty(signature: &Signature) -> Self {
        Self {
            texts: vec![String::new(); signature.columns().len()],
        }
    }

    /// Reads a form as browsers send it (`application/x-www-form-urlencoded`). Fields are called by the positions of their
    /// columns; others are passed over.
    pub(crate) fn parse(body: &[u8], signature: &Signature) -> Self {
        let mut form = Self::empty(signature);
        for field in body.split(|&byte| byte == b'&') {
            let mut parts = field.splitn(2, |&byte| byte == b'=');
            let name = parts
                .next()
                .and_then(|name| str::from_utf8(name).ok()?.parse::<usize>().ok());
            let place = name.and_then(|at| form.texts.get_mut(at));
            if let (Some(text), Some(value)) = (place, parts.next()) {
                *text = decoded(value);
            }
        }
        form
    }

    /// What is in the fields.
    pub(super) fn texts(&self) -> &[String] {
        &self.texts
    }

    /// The row that was typed: a field in which nothing is has no value.
    ///
    /// # Errors
    ///
    /// When the signature does not allow it.
    pub(crate) fn row(&self, signature: &Signature) -> Result<Rows, RowsProblem> {
        let mut rows = RowsBuilder::new(signature, 1);
        for (column, text) in self.texts.iter().enumerate() {
            let cell = if text.is_empty() {
                Cell::Missing
            } else {
                Cell::Text(text.as_str().into())
            };
            rows.push(column, &cell)?;
        }
        rows.end_record()?;
        rows.finish()
    }
}

fn decoded(value: &[u8]) -> String {
    let spaced: Vec<u8> = value
        .iter()
        .map(|&byte| if byte == b'+' { b' ' } else { byte })
        .collect();
    percent_decode(&spaced).decode_utf8_lossy().into_owned()
}

#[cfg(test)]
mod tests {
    use onnx::encoding::InputType;

    use super::*;
    use crate::model::SignatureColumn;

    fn signature() -> Signature {
        let column = SignatureColumn::of_test;
        Signature::new(vec![
            column("size", InputType::Double, true),
            column("city", InputType::String, false),
        ])
    }

    #[test]
    fn fields_are_decoded_and_others_passed_over() {
        let form = Form::parse(
            b"1=S%C3%A3o+Paulo%26&0=1.5&7=x&size=2&=&0&%ff",
            &signature(),
        );
        assert_eq!(form.texts(), ["1.5", "S\u{e3}o Paulo&"]);
        assert_eq!(form.row(&signature()).unwrap().len(), 1);
    }

    #[test]
    fn a_field_without_a_text_has_no_value() {
        let form = Form::parse(b"0=1&1=", &signature());
        assert!(form.row(&signature()).is_ok());
        let problem = Form::parse(b"", &signature())
            .row(&signature())
            .unwrap_err();
        assert_eq!(
            problem.to_string(),
            "column `size`, row 1: expected a finite number, found no value"
        );
    }
}
