//! From training rows to what becomes of each column.

use onnx::encoding::{Encoding, Input, InputType};
use onnx::frame::{Column, Frame, MISSING};
use params::{Category, Entered, Missing, Values};

use crate::error::{FitError, Problem};
use crate::numbers::Fill;
use crate::{categories, flags, limits, numbers, one_hot, ordinal};

/// A column of the table, and how it is to enter the model.
#[derive(Debug, Clone, PartialEq)]
pub struct Feature {
    /// What params.yaml says of it; the kinds that ingest replaces by others are no features.
    pub column: params::Column,
    /// The type that the model's input is to have. [`InputType::Long`] also says that pandas
    /// reads the column as integers, which are spelt without a point in the names of columns.
    pub input_type: InputType,
}

/// Fits the encoders of `features` on the training rows, whose columns are in the same order.
///
/// # Errors
///
/// When the rows have values that `features` do not allow, or would become too many columns: all
/// that is wrong.
///
/// # Panics
///
/// If there is not one feature for each column.
pub fn fit(features: &[Feature], rows: &Frame) -> Result<Vec<Input>, FitError> {
    assert_eq!(
        features.len(),
        rows.columns.len(),
        "encoders need one feature for each column"
    );
    let mut problems = Vec::new();
    let mut inputs = Vec::new();
    for (feature, column) in features.iter().zip(&rows.columns) {
        match encoding(feature, column, rows.rows) {
            Ok(encoding) => inputs.push(Input {
                name: feature.column.name.clone(),
                input_type: feature.input_type,
                encoding,
            }),
            Err(problem) => problems.push(problem),
        }
    }
    if problems.is_empty() {
        problems.extend(limits::check_matrix(&inputs).err());
    }
    if problems.is_empty() {
        Ok(inputs)
    } else {
        Err(FitError { problems })
    }
}

fn encoding(feature: &Feature, column: &Column, rows: usize) -> Result<Encoding, Problem> {
    let name = &feature.column.name;
    match &feature.column.entered {
        Entered::Number { missing } => number(name, column, *missing),
        Entered::Flag { missing, .. } => flag(name, column, *missing),
        Entered::Category(category) => {
            let integers = feature.input_type == InputType::Long;
            of_category(name, column, category, (rows, integers))
        }
        Entered::Ignored | Entered::Date(_) => Err(other_kind(name, "a feature")),
    }
}

fn number(name: &str, column: &Column, missing: Missing<f64>) -> Result<Encoding, Problem> {
    let Column::Numbers(values) = column else {
        return Err(other_kind(name, "numbers"));
    };
    refuse(name, numbers::missing(values), values.len(), &missing)?;
    Ok(match numbers::fill(values, missing) {
        Fill::Nothing => Encoding::Number { fill: None },
        Fill::With(value) => Encoding::Number { fill: Some(value) },
        Fill::Dropped => Encoding::Dropped,
    })
}

fn flag(name: &str, column: &Column, missing: Missing<bool>) -> Result<Encoding, Problem> {
    let values = flags::numbers(name, column)?;
    refuse(name, numbers::missing(&values), values.len(), &missing)?;
    let missing = match missing {
        Missing::Refuse => Missing::Refuse,
        Missing::MostFrequent => Missing::MostFrequent,
        Missing::Constant(value) => Missing::Constant(f64::from(u8::from(value))),
        Missing::Keep | Missing::Median | Missing::Mean => Missing::Keep,
    };
    Ok(match numbers::fill(&values, missing) {
        Fill::Nothing => Encoding::Flag { fill: None },
        Fill::With(value) => Encoding::Flag { fill: Some(value) },
        Fill::Dropped => Encoding::Dropped,
    })
}

fn of_category(
    name: &str,
    column: &Column,
    category: &Category,
    (rows, integers): (usize, bool),
) -> Result<Encoding, Problem> {
    match (column, category.values) {
        (Column::Numbers(_), Values::Text) => return Err(other_kind(name, "texts")),
        (Column::Texts(_), Values::Number) => return Err(other_kind(name, "numbers")),
        _ => {}
    }
    refuse(name, missing_in(column), rows, &category.missing)?;
    let counted = categories::counted(name, column, &category.missing, integers)?;
    if counted.fill == Fill::Dropped {
        return Ok(Encoding::Dropped);
    }
    limits::check_categories(name, counted.counts.len())?;
    match category.encoding {
        params::Encoding::OneHot => one_hot::encoding(name, counted, rows, category.min_frequency),
        params::Encoding::Ordinal => Ok(ordinal::encoding(counted)),
    }
}

/// Checks that nothing is missing where nothing may.
fn refuse<T>(name: &str, found: usize, rows: usize, missing: &Missing<T>) -> Result<(), Problem> {
    if found == 0 || !matches!(missing, Missing::Refuse) {
        return Ok(());
    }
    Err(Problem::Missing {
        column: name.to_owned(),
        missing: found,
        rows,
    })
}

fn missing_in(column: &Column) -> usize {
    match column {
        Column::Numbers(values) => numbers::missing(values),
        Column::Texts(texts) => texts.codes.iter().filter(|code| **code == MISSING).count(),
    }
}

fn other_kind(name: &str, expected: &'static str) -> Problem {
    Problem::OtherKind {
        column: name.to_owned(),
        expected,
    }
}
