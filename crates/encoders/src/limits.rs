//! How much a column may become.
//!
//! The bounds are far above what helps a model, and keep a column of identifiers from filling the
//! memory: training needs 8 bytes for every cell of the matrix.

use onnx::encoding::{Encoding, Input};

use crate::error::Problem;

/// The most columns that one-hot encoding may make of a column.
pub(crate) const ONE_HOT: usize = 1_000;
/// The most categories of a column, which the model's file lists.
pub(crate) const CATEGORIES: usize = 100_000;
/// The most columns of the matrix. It is `params::MAX_COLUMNS`, which a table of numbers may have.
pub(crate) const MATRIX: usize = params::MAX_COLUMNS;

/// Checks how many categories a column has.
pub(crate) fn check_categories(column: &str, found: usize) -> Result<(), Problem> {
    let limit = CATEGORIES;
    if found <= limit {
        return Ok(());
    }
    let column = column.to_owned();
    Err(Problem::TooManyCategories {
        column,
        found,
        limit,
    })
}

/// Checks how many columns a column becomes.
pub(crate) fn check_one_hot(column: &str, found: usize) -> Result<(), Problem> {
    let limit = ONE_HOT;
    if found <= limit {
        return Ok(());
    }
    let column = column.to_owned();
    Err(Problem::TooWide {
        column,
        found,
        limit,
    })
}

/// Checks that the matrix has a column, and not too many.
pub(crate) fn check_matrix(inputs: &[Input]) -> Result<(), Problem> {
    let width = |input: &Input| match &input.encoding {
        Encoding::Dropped => 0,
        Encoding::OneHot { names, .. } => names.len(),
        Encoding::Number { .. } | Encoding::Flag { .. } | Encoding::Ordinal { .. } => 1,
    };
    let (found, limit) = (inputs.iter().map(width).sum(), MATRIX);
    match found {
        0 => Err(Problem::NothingLeft),
        found if found > limit => Err(Problem::TooWideTogether { found, limit }),
        _ => Ok(()),
    }
}
