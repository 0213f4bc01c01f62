//! Why no dataset is described.

use std::path::PathBuf;

use params::ParamsError;
use stage::exit::{Exit, Failure};
use stage::outputs::OutputError;
use table::TableError;

/// The source is not described, and nothing was written.
#[derive(Debug, thiserror::Error)]
pub enum ProfileError {
    /// The source cannot be read.
    #[error(transparent)]
    Table(#[from] TableError),
    /// The target holds no classes.
    #[error("take `{target}` of `{}` for the target: {problem}", path.display())]
    Target {
        /// The source.
        path: PathBuf,
        /// The column.
        target: String,
        /// What is wrong with it.
        problem: NoClasses,
    },
    /// No column can enter a model.
    #[error(
        "read `{}`: no column beside the target can enter a model; {reasons}", path.display()
    )]
    NoFeatures {
        /// The source.
        path: PathBuf,
        /// Why each of the first is ignored.
        reasons: String,
    },
    /// The dataset cannot have this name.
    #[error(
        "name the dataset `{0}`: expected at most 100 letters and digits of ASCII, `.`, `_` and \
         `-`, the first one a letter or digit"
    )]
    Name(String),
    /// The description would be refused.
    #[error("describe `{}` in params.yaml: {problem}", path.display())]
    Description {
        /// The source.
        path: PathBuf,
        /// Why.
        problem: ParamsError,
    },
    /// The description cannot be written.
    #[error(transparent)]
    Output(#[from] OutputError),
}

/// What is wrong with a target.
#[derive(Debug, thiserror::Error)]
pub enum NoClasses {
    /// There are no rows with a value.
    #[error("it is empty in all rows")]
    None,
    /// There is nothing to tell apart.
    #[error("it holds `{0}` in all rows; expected at least two classes")]
    One(String),
    /// A number is to be foretold.
    #[error(
        "it holds numbers such as `{example}`, and models here tell classes apart: regression is \
         not there; name a column of classes, or make classes of ranges of the numbers"
    )]
    Regression {
        /// One of its values.
        example: String,
    },
    /// There are more than models are judged by.
    #[error(
        "it has {count} different values; expected at most 100 classes{}", if *numbers {
        ": regression, which would foretell a number, is not there" } else {
        ": name a column of classes, or put rare ones together" }
    )]
    TooMany {
        /// How many.
        count: String,
        /// All of them are numbers.
        numbers: bool,
    },
    /// A class cannot be in both the training and the test rows.
    #[error(
        "the class `{0}` has one row only; expected at least two: one to learn from, one to test \
         with; remove the row, or put the class together with another"
    )]
    OneRow(String),
    /// The name of a class is none.
    #[error(
        "`{0}` is no name of a class; expected a name of at most 250 bytes, not blank and without \
         control characters"
    )]
    Name(String),
    /// Too many rows say nothing.
    #[error("it is missing in {missing} of {rows} rows; fill it, or remove the rows")]
    Missing {
        /// The rows without a class.
        missing: u64,
        /// All rows.
        rows: u64,
    },
}

impl Failure for ProfileError {
    fn exit(&self) -> Exit {
        match self {
            Self::Name(_) | Self::Output(_) => Exit::Usage,
            Self::Table(_)
            | Self::Target { .. }
            | Self::NoFeatures { .. }
            | Self::Description { .. } => Exit::Data,
        }
    }
}
