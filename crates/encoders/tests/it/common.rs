//! Columns in few words.

use encoders::{Feature, FitError, fit};
use onnx::encoding::{Encoding, Input, InputType};
use onnx::frame::{self, Frame, MISSING, Texts};
use params::{Category, Column, Entered, MinFrequency, Missing, Values};

/// Texts, of which `None` is missing.
pub(crate) fn texts(cells: &[Option<&str>]) -> frame::Column {
    let mut texts = Texts::default();
    for cell in cells {
        let code = match cell {
            None => MISSING,
            Some(cell) => code(&mut texts.dictionary, cell),
        };
        texts.codes.push(code);
    }
    frame::Column::Texts(texts)
}

fn code(dictionary: &mut Vec<String>, cell: &str) -> u32 {
    let known = dictionary.iter().position(|text| text == cell);
    let at = known.unwrap_or_else(|| {
        dictionary.push(cell.to_owned());
        dictionary.len() - 1
    });
    u32::try_from(at).unwrap()
}

/// A column of the file params.yaml.
pub(crate) fn column(name: &str, entered: Entered) -> Column {
    let name = name.to_owned();
    Column { name, entered }
}

/// Texts, one-hot.
pub(crate) fn category(missing: Missing<String>, min_frequency: MinFrequency) -> Category {
    Category {
        values: Values::Text,
        missing,
        min_frequency,
        ..Category::default()
    }
}

/// Fits columns, each with the type of its input and its values.
pub(crate) fn fit_all(
    columns: &[(Column, InputType, frame::Column)],
) -> Result<Vec<Input>, FitError> {
    let features = columns.iter().map(|(column, input_type, _)| Feature {
        column: column.clone(),
        input_type: *input_type,
    });
    let features: Vec<_> = features.collect();
    let rows = match &columns[0].2 {
        frame::Column::Numbers(values) => values.len(),
        frame::Column::Texts(texts) => texts.codes.len(),
    };
    let columns = columns.iter().map(|(_, _, values)| values.clone());
    let columns = columns.collect();
    fit(&features, &Frame { columns, rows })
}

/// Fits one column of texts.
pub(crate) fn fit_texts(entered: Entered, cells: &[Option<&str>]) -> Result<Encoding, FitError> {
    let one = [(column("c", entered), InputType::String, texts(cells))];
    fit_all(&one).map(|mut inputs| inputs.remove(0).encoding)
}
